// What the panels have in common: where things are, the numbers below a picture, the key above it.

import { html } from "./element.js";
import { RequestBox } from "./request-box.js";

/** The places of a panel: key, pictures, notices, inputs, findings, requests. */
export function layout(root, requests = 1) {
  const places = {
    key: html("div", { class: "key" }),
    figure: html("div", { class: "figure" }),
    notice: html("div", { class: "notice", role: "status" }),
    findings: html("div", { class: "findings" }),
    inputs: html("form", { class: "inputs", "aria-label": "Parameters", submit: (event) => event.preventDefault() }),
  };
  const below = html("div", { class: "requests" });
  places.requests = Array.from({ length: requests }, () => new RequestBox(below));
  root.append(
    html("div", { class: "picture" }, places.key, places.figure, places.notice),
    places.inputs,
    places.findings,
    below,
  );
  return places;
}

/** A list of named numbers that keeps its places, so that nothing moves when an answer comes. */
export class Numbers {
  constructor(host, entries) {
    this.values = new Map();
    const list = html("dl", { class: "numbers" });
    host.append(list);
    for (const [name, words] of Object.entries(entries)) {
      const value = html("dd", {}, "–");
      this.values.set(name, value);
      list.append(html("div", {}, html("dt", {}, words), value));
    }
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.values.get(name).textContent = value;
  }
}

/** Samples of the lines in a picture, each with its name and, under the pointer, its value. */
export class Key {
  constructor(host, entries) {
    this.values = new Map();
    for (const { name, style, words } of entries) {
      const value = html("output", {});
      this.values.set(name, value);
      host.append(html("span", { class: "key-entry" }, html("span", { class: `swatch ${style}` }), words, value));
    }
  }

  set(values) {
    for (const [name, output] of this.values) output.textContent = values?.[name] ?? "";
  }
}

/** A table; the first cell of a row is its head. */
export function table(caption, heads, rows) {
  return html("div", { class: "scroll" }, html("table", {},
    html("caption", {}, caption),
    html("thead", {}, html("tr", {}, heads.map((head) => html("th", { scope: "col" }, head)))),
    html("tbody", {}, rows.map(([first, ...cells]) =>
      html("tr", {}, html("th", { scope: "row" }, first), cells.map((cell) => html("td", {}, cell)))))));
}

/** The series of an answer by name. */
export function byName(series) {
  return Object.fromEntries(series.map((entry) => [entry.name, entry]));
}
