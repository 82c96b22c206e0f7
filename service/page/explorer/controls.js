// The inputs of a panel. Unit, bounds, meaning and choices come from the OpenAPI document, values from the answer's
// `request`; only what the user has touched is sent, so that an untouched panel sends `{}`.

import { describe, presetsOf } from "./api.js";
import { html } from "./element.js";
import { makeField } from "./field.js";

/**
 * A set of inputs made from specs {name, pointer, ...} (see field.js). Fields with the same `group` are sent together
 * as soon as one of them is touched; a spec {pointer, constant, group} goes with them. A spec with `when(values)` is
 * hidden, and not sent, where that is false.
 */
export class Controls {
  constructor(host, path, specs, changed) {
    this.fields = new Map();
    this.constants = specs.filter((spec) => "constant" in spec);
    this.touched = new Set();
    this.changed = changed;
    this.specs = specs.filter((spec) => spec.name);
    this.host = host;
    this.path = path;
  }

  /** Build the inputs; `state` holds what the address says was touched. */
  async build(state) {
    const known = await Promise.all(this.specs.map((spec) => this.know(spec)));
    this.specs.forEach((spec, index) => {
      const field = makeField(spec, known[index], () => this.touch(spec));
      this.fields.set(spec.name, field);
      this.host.append(field.root);
      if (!state.has(spec.name)) return;
      field.write(field.read(state.get(spec.name)));
      this.touched.add(spec.name);
    });
    this.reveal();
    const reset = html("button", { type: "button", class: "quiet", click: () => this.reset() }, "Reset");
    this.host.append(html("div", { class: "actions" }, reset));
  }

  async know(spec) {
    const known = await describe(this.path, spec.pointer, spec.kind);
    if (spec.choices) return { ...known, enum: spec.choices };
    if (!spec.model) return known;
    const { standard, meanings } = await presetsOf(spec.model);
    return { ...known, default: standard, meanings };
  }

  touch(spec) {
    const value = this.fields.get(spec.name).value();
    if (value === null) this.touched.delete(spec.name);
    else this.touched.add(spec.name);
    // A preset is a set of parameters: choosing one takes back what was changed by hand.
    for (const other of this.specs) if (spec.resets?.includes(other.name)) this.touched.delete(other.name);
    this.reveal();
    this.changed(spec.name);
  }

  /** Hide what has no meaning beside the other choices. */
  reveal() {
    const values = Object.fromEntries(this.specs.map(({ name }) => [name, this.fields.get(name)?.value()]));
    for (const { name, when } of this.specs) if (when) this.fields.get(name).root.hidden = !when(values);
  }

  reset() {
    this.touched.clear();
    for (const field of this.fields.values()) field.clear();
    this.reveal();
    this.changed(null);
  }

  /** The value of an input; null where it is empty or hidden. */
  value(name) {
    const field = this.fields.get(name);
    return field && !field.root.hidden ? field.value() : null;
  }

  /** The request body: touched fields, and the rest of their groups. */
  body() {
    const groups = new Set(this.specs.filter((spec) => this.touched.has(spec.name)).map((spec) => spec.group));
    const body = {};
    for (const spec of this.constants) if (groups.has(spec.group)) place(body, spec.pointer, spec.constant);
    for (const spec of this.specs) {
      const along = spec.group && groups.has(spec.group);
      const value = this.value(spec.name);
      if ((this.touched.has(spec.name) || along) && value !== null) place(body, spec.pointer, value);
    }
    return body;
  }

  /** Fill untouched inputs with the values the service used. */
  show(request) {
    for (const spec of this.specs) {
      if (this.touched.has(spec.name)) continue;
      const value = at(request, spec.pointer);
      if (value !== undefined) this.fields.get(spec.name).write(value);
    }
    this.reveal();
  }

  /** Show each problem at its field; returns those that have none here. */
  problems(errors) {
    const unplaced = [];
    for (const field of this.fields.values()) field.problem("");
    for (const error of errors) {
      const spec = this.specs.find(({ pointer }) => pointer === error.pointer)
        || this.specs.find(({ pointer }) => error.pointer && pointer.startsWith(`${error.pointer}/`));
      if (spec) this.fields.get(spec.name).problem(sentence(error));
      else unplaced.push(error);
    }
    return unplaced;
  }

  /** Touched values, for the address. */
  state() {
    return this.specs
      .filter((spec) => this.touched.has(spec.name))
      .map((spec) => [spec.name, String(this.value(spec.name))]);
  }
}

/** One item of a problem in words. */
export function sentence({ detail, received, allowed, hint }) {
  const parts = [detail];
  if (received) parts.push(`received ${received}`);
  if (allowed) parts.push(`allowed: ${allowed}`);
  if (hint) parts.push(hint);
  return `${parts.join("; ")}.`;
}

/** The value that a JSON pointer names. */
export function at(document, pointer) {
  return pointer.split("/").slice(1).reduce((part, step) => part?.[step], document);
}

function place(body, pointer, value) {
  const steps = pointer.split("/").slice(1);
  let part = body;
  steps.slice(0, -1).forEach((step, index) => {
    part[step] ??= /^\d+$/.test(steps[index + 1]) ? [] : {};
    part = part[step];
  });
  part[steps.at(-1)] = value;
}
