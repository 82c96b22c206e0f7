// What a plot shows: each maker returns a function of the plot's scales that returns SVG.
// Colours are CSS classes, so that the dark scheme and the print style change them without drawing again.

import { svg } from "./element.js";

/** A parametric curve (x need not increase); a missing number breaks it. */
export function line(xs, ys, style) {
  return ({ x, y }) => {
    const parts = [];
    let pen = "M";
    for (let index = 0; index < xs.length; index += 1) {
      const px = x(xs[index]);
      const py = y(ys[index]);
      if (xs[index] === null || ys[index] === null || !Number.isFinite(px + py)) {
        pen = "M";
        continue;
      }
      parts.push(pen, px.toFixed(1), " ", py.toFixed(1));
      pen = "L";
    }
    return svg("path", { class: `line ${style}`, d: parts.join("") });
  };
}

/** A curve in pieces, each with the style of its rows: the stability along a branch. */
export function styledLine(xs, ys, styles) {
  const pieces = [];
  for (let index = 1, from = 0; index <= xs.length; index += 1) {
    if (index < xs.length && styles[index] === styles[from]) continue;
    // One row further, so that neighbouring pieces touch.
    const to = Math.min(index + 1, xs.length);
    pieces.push(line(xs.slice(from, to), ys.slice(from, to), styles[from]));
    from = index;
  }
  return (scales) => svg("g", {}, pieces.map((piece) => piece(scales)));
}

/**
 * A curve through few, exact points, each with its style, as cubic pieces (Catmull and Rom's, centripetal, which make
 * no loops): the cycles of a branch, whose steps are as long as accuracy allows.
 */
export function smoothLine(xs, ys, styles) {
  return ({ x, y }) => {
    const at = xs.map((_, index) => [x(xs[index]), y(ys[index])]);
    const ends = (index) => at[Math.min(Math.max(index, 0), at.length - 1)];
    const pieces = [];
    let parts = [];
    for (let index = 1; index < at.length; index += 1) {
      if (!parts.length) parts.push(`M${written(at[index - 1])}`);
      const [before, from, to, after] = [-2, -1, 0, 1].map((shift) => ends(index + shift));
      parts.push(`C${[handle(before, from, to), handle(after, to, from), to].map(written).join(" ")}`);
      if (index + 1 < at.length && styles[index] === styles[index - 1]) continue;
      pieces.push(svg("path", { class: `line ${styles[index - 1]}`, d: parts.join("") }));
      parts = [];
    }
    return svg("g", {}, pieces);
  };
}

/** Where the control point of a cubic piece lies that leaves `from` towards `to` and came from `before`. */
function handle(before, from, to) {
  const [a, b] = [before, to].map((other) => Math.sqrt(Math.hypot(other[0] - from[0], other[1] - from[1])));
  if (a === 0 || b === 0) return from;
  return from.map((value, axis) =>
    value + (a * a * (to[axis] - value) + b * b * (value - before[axis])) / (3 * a * (a + b)));
}

function written([px, py]) {
  return `${px.toFixed(1)} ${py.toFixed(1)}`;
}

/** Arrows of a vector field: direction and, by length, the compressed size of (u, v) in pixels a unit of each axis. */
export function arrows(xs, ys, us, vs, style = "field") {
  return ({ x, y, frame }) => {
    const side = Math.sqrt(((frame.right - frame.left) * (frame.bottom - frame.top)) / Math.max(xs.length, 1));
    const scaled = xs.map((_, index) => [
      us[index] * (x(1) - x(0)),
      vs[index] * (y(1) - y(0)),
    ]);
    const largest = Math.max(...scaled.map(([dx, dy]) => Math.hypot(dx, dy)), 1e-300);
    const parts = scaled.map(([dx, dy], index) => {
      const size = Math.hypot(dx, dy);
      if (!(size > 0)) return "";
      // The fourth root keeps slow arrows visible beside the fast ones near the edges.
      const length = side * 0.75 * Math.max((size / largest) ** 0.25, 0.15);
      return arrow(x(xs[index]), y(ys[index]), (dx / size) * length, (dy / size) * length);
    });
    return svg("path", { class: `arrows ${style}`, d: parts.join("") });
  };
}

function arrow(px, py, dx, dy) {
  const [x0, y0, x1, y1] = [px - dx / 2, py - dy / 2, px + dx / 2, py + dy / 2];
  const barb = (turn) => {
    const [cos, sin] = [Math.cos(turn) * 0.36, Math.sin(turn) * 0.36];
    return `M${x1.toFixed(1)} ${y1.toFixed(1)}l${(-dx * cos + dy * sin).toFixed(1)} ${(-dx * sin - dy * cos).toFixed(1)}`;
  };
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}L${x1.toFixed(1)} ${y1.toFixed(1)}${barb(0.45)}${barb(-0.45)}`;
}

/**
 * A marked point; the shape says what it is to those who do not see the colour. `label` is a list of lines, of which
 * a narrow plot shows the first only, written to the `side` of the point: right, left, "above …", "below …".
 */
export function point(px, py, { shape = "circle", style = "", label = [], hint = "", side = "right" }) {
  const mark = ({ x, y }) => {
    const node = svg("path", { class: `point ${style}`, d: SHAPES[shape](x(px), y(py)) });
    if (hint) node.append(svg("title", {}, hint));
    return node;
  };
  // Words may leave the frame, the point may not.
  mark.above = ({ x, y, frame }) => {
    if (!label.length) return null;
    const lines = frame.right - frame.left < NARROW ? label.slice(0, 1) : label;
    const room = Math.max(...lines.map((words) => words.length)) * 6.5 + 16;
    const fits = side.endsWith("left") ? x(px) - room > frame.left : x(px) + room < frame.right;
    const right = side.endsWith("right") === fits;
    const left = x(px) + (right ? 12 : -12);
    const height = 15 * (lines.length - 1);
    const shift = { above: -10 - height, below: 20 }[side.split(" ")[0]] ?? 4 - height / 2;
    const spans = lines.map((words, index) => svg("tspan", { x: left, y: y(py) + shift + 15 * index }, words));
    return svg("text", { class: "label", "text-anchor": right ? "start" : "end" }, spans);
  };
  return mark;
}

const NARROW = 480; // px of frame width

const SHAPES = {
  circle: (x, y) => `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`,
  diamond: (x, y) => `M${x} ${y - 7.5}L${x + 7.5} ${y}L${x} ${y + 7.5}L${x - 7.5} ${y}z`,
  square: (x, y) => `M${x - 5.5} ${y - 5.5}h11v11h-11z`,
  triangle: (x, y) => `M${x} ${y - 7}L${x + 7} ${y + 5.5}H${x - 7}z`,
  dot: (x, y) => `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z`,
};

/** A horizontal or vertical line across the plot, with words at its end; `short` ones where there is little room. */
export function rule({ x: atX, y: atY }, style, label = "", short = label) {
  const across = atY !== undefined;
  const mark = ({ x, y, frame }) =>
    across
      ? svg("line", { class: `rule ${style}`, x1: frame.left, x2: frame.right, y1: y(atY), y2: y(atY) })
      : svg("line", { class: `rule ${style}`, x1: x(atX), x2: x(atX), y1: frame.top, y2: frame.bottom });
  mark.above = ({ x, y, frame }) => {
    if (!label) return null;
    const words = frame.right - frame.left < NARROW ? short : label;
    if (across) return svg("text", { class: "label", x: frame.right - 5, y: y(atY) - 5, "text-anchor": "end" }, words);
    const right = x(atX) < (frame.left + frame.right) / 2;
    const at = { x: x(atX) + (right ? 5 : -5), y: frame.top + 14, "text-anchor": right ? "start" : "end" };
    return svg("text", { class: "label", ...at }, words);
  };
  return mark;
}

/** A bar from zero, with its number at the end. */
export function bar(at, value, width, { style = "", label = "" }) {
  const mark = ({ x, y }) => {
    const [left, right, zero, end] = [x(at - width / 2), x(at + width / 2), y(0), y(value)];
    const area = { x: left, width: right - left, y: Math.min(zero, end), height: Math.abs(end - zero) };
    return svg("rect", { class: `bar ${style}`, ...area });
  };
  mark.above = ({ x, y }) =>
    svg("text", { class: "label", x: x(at), y: y(value) + (value < 0 ? 15 : -6), "text-anchor": "middle" }, label);
  return mark;
}
