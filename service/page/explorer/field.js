// One input with its label, unit and place for a problem: a slider with a number beside it, a choice, or a
// box to tick.

import { html, symbol } from "./element.js";
import { text } from "./scale.js";

const TYPING = 250; // ms

let count = 0;

/**
 * An input for what the API says (`known`: type, x-unit, bounds, enum, description) of a spec's pointer.
 *
 * spec: {name, pointer, range: [low, high], step, log, words, symbol, unit, choices, resets, initial}. `range` is what
 * the slider covers: the API's own bounds are physical, far wider than what is worth looking at; the number input takes
 * anything, and the service says what is wrong with it. `unit` and `choices` stand in for what the API leaves open.
 */
export function makeField(spec, known, changed) {
  count += 1;
  const id = `field-${count}`;
  const problem = html("p", { class: "problem", id: `${id}-problem`, role: "status" });
  const sort = known.enum ? "choice" : known.type === "boolean" ? "check" : "number";
  const field = { choice, check, number }[sort](spec, known, id, changed);
  const root = html("div", { class: `field ${sort}` }, label(spec, known, id), field.inputs, problem);
  return {
    root,
    ...field,
    problem(message) {
      problem.textContent = message;
      field.inputs.forEach((input) => {
        if (message) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        input.setAttribute("aria-describedby", problem.id);
      });
    },
  };
}

function label(spec, known, id) {
  const [, words = "", inText] = /^(.*?)\s*(?:\(\$(.+)\$\))?$/s.exec(known.description || "") || [];
  const tex = spec.symbol || known["x-symbol"] || inText;
  const unit = spec.unit ?? known["x-unit"];
  return html(
    "label", { for: id, id: `${id}-label` },
    tex ? [symbol(tex), " "] : [],
    spec.words || words || spec.name.replaceAll("_", " "),
    unit && unit !== "1" ? html("span", { class: "unit" }, ` (${unit})`) : null,
  );
}

function number(spec, known, id, changed) {
  const whole = known.type === "integer";
  const [low, high] = reach(spec, known);
  const forward = spec.log ? Math.log10 : (value) => value;
  const back = spec.log ? (position) => Number((10 ** position).toPrecision(3)) : Number;
  const step = spec.log ? (forward(high) - forward(low)) / 200 : spec.step || (whole ? 1 : (high - low) / 200);
  const slider = html("input", {
    type: "range", min: forward(low), max: forward(high), step, "aria-labelledby": `${id}-label`,
  });
  const typed = html("input", { type: "number", id, step: "any", inputmode: "decimal" });
  const own = spec.unit ?? known["x-unit"];
  const unit = own && own !== "1" ? ` ${own}` : "";
  const follow = (value) => {
    slider.value = forward(value);
    slider.setAttribute("aria-valuetext", `${text(value)}${unit}`);
  };
  slider.addEventListener("input", () => {
    typed.value = back(slider.value);
    slider.setAttribute("aria-valuetext", `${text(back(slider.value))}${unit}`);
    changed();
  });
  let pause = null;
  typed.addEventListener("input", () => {
    if (typed.value !== "") follow(Number(typed.value));
    // Of a number that is being typed the beginning means nothing yet.
    clearTimeout(pause);
    pause = setTimeout(changed, TYPING);
  });
  const write = (value) => {
    // What is being typed is not overwritten by the answer to its beginning.
    if (document.activeElement === typed && typed.value === "") return;
    typed.value = value === null ? "" : Number(Number(value).toPrecision(10));
    if (value !== null) follow(value);
  };
  const first = known.default ?? spec.initial ?? null;
  write(first);
  return {
    inputs: [slider, typed],
    write,
    clear: () => write(first),
    read: Number,
    value: () => (typed.value === "" ? null : Number(typed.value)),
  };
}

/** What the slider covers, within the API's bounds. */
function reach(spec, known) {
  const least = known.minimum ?? known.exclusiveMinimum ?? -Infinity;
  const greatest = known.maximum ?? known.exclusiveMaximum ?? Infinity;
  const [low, high] = spec.range;
  return [Math.max(low, least), Math.min(high, greatest)];
}

function check(spec, known, id, changed) {
  const box = html("input", { type: "checkbox", id, change: changed });
  const write = (value) => {
    box.checked = value;
  };
  write(known.default);
  return { inputs: [box], write, clear: () => write(known.default), read: (word) => word === "true", value: () => box.checked };
}

function choice(spec, known, id, changed) {
  const options = known.enum.map((name) => html("option", { value: name }, name));
  const select = html("select", { id, change: () => explain() || changed() }, options);
  const meaning = html("p", { class: "meaning" });
  const explain = () => {
    meaning.textContent = known.meanings?.[select.value] ?? "";
  };
  const write = (value) => {
    select.value = value ?? known.default ?? known.enum[0];
    explain();
  };
  write(null);
  const inputs = known.meanings ? [select, meaning] : [select];
  return { inputs, write, clear: () => write(null), read: String, value: () => select.value };
}
