// Where trajectories start: points that were clicked in the plane or typed below it.

import { sentence } from "./controls.js";
import { html } from "./element.js";

const MAX = 100;

/** The `initial` of a phase-plane request; not sent before the user has chosen any. */
export class Starts {
  constructor(state, changed) {
    this.changed = changed;
    // In the address: V_n of each point, parted by *; empty: none.
    this.points = state.has("starts") ? unpacked(state.get("starts")) : null;
    this.problem = html("p", { class: "problem", role: "status" });
    this.voltage = html("input", { type: "number", step: "any", value: -30, "aria-label": "start at this V (mV)" });
    this.gate = html("input", { type: "number", step: "any", value: 0.1, "aria-label": "start at this n" });
    const typed = () => this.add(Number(this.voltage.value), Number(this.gate.value));
    this.root = html("fieldset", { class: "starts" },
      html("legend", {}, "Start a trajectory"),
      html("div", { class: "pair" },
        html("label", {}, "V (mV)", this.voltage), html("label", {}, "n", this.gate),
        html("button", { type: "button", click: typed }, "Start")),
      html("p", { class: "meaning" }, "or click into the plane"),
      this.problem,
      html("div", { class: "actions" },
        html("button", { type: "button", class: "quiet", click: () => this.set(this.points?.slice(0, -1) ?? []) }, "Remove last"),
        html("button", { type: "button", class: "quiet", click: () => this.set([]) }, "Remove all")));
  }

  add(voltage, gate) {
    const rounded = { voltage: Number(voltage.toPrecision(4)), gate: Number(gate.toPrecision(3)) };
    this.set([...(this.points ?? []), rounded].slice(-MAX));
  }

  set(points) {
    this.points = points;
    this.changed();
  }

  /** Back to where the service starts by itself. */
  reset() {
    this.points = null;
  }

  body() {
    return this.points ? { initial: this.points } : {};
  }

  state() {
    return this.points ? [["starts", this.points.map(({ voltage, gate }) => `${voltage}_${gate}`).join("*")]] : [];
  }

  /** Show the problems of the starts; returns the others. */
  problems(errors) {
    const mine = errors.filter(({ pointer }) => pointer.startsWith("/initial"));
    this.problem.textContent = mine.map(sentence).join(" ");
    return errors.filter((error) => !mine.includes(error));
  }
}

function unpacked(written) {
  return written.split("*").filter(Boolean).map((pair) => {
    const [voltage, gate] = pair.split("_").map(Number);
    return { voltage, gate };
  });
}
