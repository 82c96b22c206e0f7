// What a bifurcation analysis found, in sentences and tables below the diagram.

import { WORDS } from "./bifurcation-marks.js";
import { html } from "./element.js";
import { table } from "./panel.js";
import { text } from "./scale.js";

/** What happens as the parameter rises. */
export function story({ report }) {
  return html("ul", { class: "story" }, report.cycles.summary.map((sentence) => html("li", {}, sentence)));
}

/** Special cycles and the ends of branches, as a list of nodes. */
export function cycleRows({ report, units }) {
  const { special_cycles: special, branches } = report.cycles;
  const rows = [
    ...special.map((one) => ({ branch: one.branch, cells: [
      WORDS[one.kind], text(one.value, 9), text(one.period, 7), text(one.frequency, 5),
      text(one.voltage_min, 5), text(one.voltage_max, 5),
    ] })),
    ...branches.flatMap(({ number, start, end }) => [start, end]
      .filter(({ kind }) => kind === "snic" || kind === "homoclinic")
      .map(({ kind, value }) => ({ branch: number, cells: [WORDS[kind], text(value, 9), "∞", "0", "–", "–"] }))),
  ].sort((a, b) => a.branch - b.branch);
  if (!rows.length) return [];
  const heads = ["cycle", parameter(report), `period (${units.period})`, `frequency (${units.frequency})`, `lowest V (${units.voltage})`, `highest V (${units.voltage})`];
  return [table("Special cycles, branch by branch", heads, rows.map(({ cells }) => cells))];
}

/** Special points of equilibria, and the ranges between them. */
export function equilibriumRows({ report, units }) {
  const rows = report.special_points.map((special) => [
    WORDS[special.kind], text(special.value, 9), text(special.voltage, 7), text(special.frequency, 6),
    special.criticality ?? "–", text(special.first_lyapunov_coefficient, 5),
  ]);
  const heads = ["equilibrium", parameter(report), `V (${units.voltage})`, `frequency (${units.frequency})`, "criticality", "first Lyapunov coefficient"];
  return [
    table("Special points of the equilibria, along the branch", heads, rows),
    html("ul", {}, report.summary.map((sentence) => html("li", {}, sentence))),
  ];
}

function parameter({ parameter: name, unit }) {
  const called = name === "current" ? "I" : name;
  return unit === "1" ? called : `${called} (${unit})`;
}
