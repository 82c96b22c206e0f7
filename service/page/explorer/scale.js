// Numbers on axes and in words.

/** Round numbers that divide a range into about `count` parts. */
export function ticks([low, high], count) {
  const rough = (high - low) / Math.max(count, 1);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + 1e-9 * step; index += 1) {
    found.push(index * step);
  }
  return found;
}

/** The least and greatest finite number in several lists, or null. */
export function extent(...lists) {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (value === null || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** A range with a margin; one number gets a range around it. */
export function padded(range, share = 0.06) {
  if (!range) return [0, 1];
  const [low, high] = range;
  const margin = high > low ? share * (high - low) : Math.abs(low) * 0.1 || 1;
  return [low - margin, high + margin];
}

/** The smallest range that holds all of these. */
export function union(...ranges) {
  return extent(...ranges.filter(Boolean));
}

/** A number in text: so many significant digits, a real minus sign, powers of ten where they are shorter. */
export function text(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return `${minus(String(Number(mantissa)))}·10${superscript(Number(exponent))}`;
  }
  return minus(String(Number(value.toPrecision(digits))));
}

/** A number with its unit; none is written for "1", nor where there is no number. */
export function withUnit(value, unit, digits = 4) {
  return Number.isFinite(value) && unit && unit !== "1" ? `${text(value, digits)} ${unit}` : text(value, digits);
}

/** A count of bytes in words. */
export function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${text(bytes / 1000, 3)} kB`;
}

/** Index of the entry of an increasing list that is nearest to a value. */
export function nearest(list, value) {
  let low = 0;
  let high = list.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle;
    else high = middle;
  }
  return value - list[low] <= list[high] - value ? low : high;
}

function minus(written) {
  return written.replace("-", "\u2212");
}

function superscript(number) {
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return String(number).replace("-", "⁻").replace(/\d/g, (digit) => raised[digit]);
}
