// A table of ions that is edited in place; sent only once something in it has been changed.

import { describe } from "./api.js";
import { sentence } from "./controls.js";
import { html } from "./element.js";
import { text } from "./scale.js";

const COLUMNS = [
  { name: "name", words: "ion", type: "text" },
  { name: "valence", words: "z", type: "number", step: 1 },
  { name: "inside", words: "inside", type: "number", step: "any" },
  { name: "outside", words: "outside", type: "number", step: "any" },
  { name: "permeability", words: "P", type: "number", step: "any" },
  { name: "pumped_in", words: "pumped in", type: "checkbox" },
];

/** The `ions` of a request; every row a Map from column to input. */
export class IonTable {
  constructor(path, changed) {
    this.path = path;
    this.changed = changed;
    this.rows = [];
    this.touched = false;
    this.lines = html("tbody");
    this.head = html("tr");
    this.problem = html("p", { class: "problem", role: "status" });
    const add = html("button", { type: "button", click: () => this.add() }, "Add an ion");
    const reset = html("button", { type: "button", class: "quiet", click: () => this.reset() }, "Squid axon");
    this.root = html("div", { class: "ions" },
      html("div", { class: "scroll" }, html("table", {}, html("caption", {}, "Ions, edited in place"), html("thead", {}, this.head), this.lines)),
      this.problem, html("div", { class: "actions" }, add, reset));
  }

  async build(state) {
    const known = await Promise.all(COLUMNS.map(({ name }) => describe(this.path, `/ions/0/${name}`)));
    COLUMNS.forEach(({ words }, index) => {
      const unit = known[index]["x-unit"];
      const shown = unit && unit !== "1" ? `${words} (${unit})` : words;
      this.head.append(html("th", { scope: "col", title: known[index].description }, shown));
    });
    this.head.append(html("th", { scope: "col" }, "share of the current"), html("th", {}, html("span", { class: "hidden" }, "remove")));
    if (!state.has("ions")) return;
    this.touched = true;
    this.fill(unpacked(state.get("ions")));
  }

  body() {
    return this.touched ? { ions: this.rows.map((row) => row.read()) } : {};
  }

  state() {
    return this.touched ? [["ions", packed(this.body().ions)]] : [];
  }

  show(ions) {
    if (!this.touched) this.fill(ions);
  }

  /** What each ion carries at the zero-current voltage. */
  shares(ions) {
    this.rows.forEach((row, index) => (row.share.textContent = text(ions[index]?.current_share, 3)));
  }

  add() {
    this.touched = true;
    this.append({ name: "ion", valence: 1, inside: 10, outside: 10, permeability: 1, pumped_in: false });
    this.rows.at(-1).inputs.get("name").select();
    this.changed();
  }

  reset() {
    this.touched = false;
    this.changed();
  }

  fill(ions) {
    this.rows = [];
    this.lines.replaceChildren();
    ions.forEach((ion) => this.append(ion));
  }

  append(ion) {
    const row = { inputs: new Map(), share: html("td", { class: "share" }) };
    const edited = () => {
      this.touched = true;
      this.changed();
    };
    const cells = COLUMNS.map(({ name, words, type, step }) => {
      const input = html("input", { type, step, "aria-label": `${words} of ${ion.name}`, input: edited });
      if (type === "checkbox") input.checked = ion[name];
      else input.value = ion[name];
      row.inputs.set(name, input);
      return html("td", {}, input);
    });
    row.read = () => Object.fromEntries(COLUMNS.map(({ name, type }) => [name, value(row.inputs.get(name), type)]));
    const remove = html("button", { type: "button", class: "quiet", "aria-label": `remove ${ion.name}`, click: () => {
      this.rows.splice(this.rows.indexOf(row), 1);
      row.line.remove();
      edited();
    } }, "×");
    row.line = html("tr", {}, cells, row.share, html("td", {}, remove));
    this.rows.push(row);
    this.lines.append(row.line);
  }

  /** Mark the inputs that a problem names; returns the other errors. */
  problems(errors) {
    for (const { inputs } of this.rows) for (const input of inputs.values()) input.removeAttribute("aria-invalid");
    const mine = errors.filter(({ pointer }) => pointer.startsWith("/ions"));
    const words = mine.map((error) => {
      const [, , index, column] = error.pointer.split("/");
      const row = this.rows[Number(index)];
      row?.inputs.get(column)?.setAttribute("aria-invalid", "true");
      const whose = row ? `${row.inputs.get("name").value || `ion ${Number(index) + 1}`}: ` : "";
      return whose + sentence(error);
    });
    this.problem.textContent = words.join(" ");
    return errors.filter((error) => !mine.includes(error));
  }
}

function value(input, type) {
  if (type === "checkbox") return input.checked;
  if (type === "text") return input.value;
  // An empty cell is sent as null: the service says that it is missing.
  return input.value === "" ? null : Number(input.value);
}

// In the address a row is name_z_inside_outside_P_pumped, and rows are parted by *: neither needs an escape there.

function packed(ions) {
  const cell = (entry) => (typeof entry === "boolean" ? Number(entry) : String(entry ?? "").replace(/[_*]/g, "-"));
  return ions.map((ion) => COLUMNS.map(({ name }) => cell(ion[name])).join("_")).join("*");
}

function unpacked(text) {
  return text.split("*").map((row) => {
    const cells = row.split("_");
    return Object.fromEntries(COLUMNS.map(({ name, type }, index) =>
      [name, type === "checkbox" ? cells[index] === "1" : cells[index] ?? ""]));
  });
}
