// Limit cycles, basins of attraction and isochrons of a phase plane.

import { html, svg } from "./element.js";
import { line } from "./marks.js";
import { table } from "./panel.js";
import { text } from "./scale.js";

const BASINS = 4; // colours; further basins share the last

/** Inputs that ask for them; each takes a moment longer than the plane alone. */
export const ATTRACTOR_INPUTS = [
  { name: "cycles", pointer: "/cycles", words: "limit cycles, stable and unstable" },
  { name: "basins", pointer: "/basins", words: "basins of attraction" },
  { name: "isochrons", pointer: "/isochrons", range: [0, 20], step: 1, words: "isochrons of stable cycles" },
];

/** Marks behind everything else: the basins. */
export function basinMarks(report, tables) {
  if (!report.basins) return [];
  const order = report.basins.basins.map(({ attractor }) => attractor);
  return tables.map((table) => cells(table, table[report.states[1]], order));
}

/** Marks of the cycles and isochrons. */
export function attractorMarks(report, cycles, isochrons) {
  const gate = report.states[1];
  const stable = new Set((report.cycles ?? []).filter((cycle) => cycle.stable).map(({ name }) => name));
  return [
    ...isochrons.map((table) => line(table.voltage.values, table[gate].values, "isochron")),
    ...cycles.map((table) =>
      line(table.voltage.values, table[gate].values, `limit ${stable.has(table.name) ? "cycle-stable" : "cycle-unstable"}`)),
  ];
}

/** The states of a grid, the voltage running fastest, as cells coloured by where they go. */
function cells({ voltage, labels }, gate, order) {
  const columns = gate.values.findIndex((value) => value !== gate.values[0]);
  return ({ x, y }) => {
    const width = x(voltage.values[1]) - x(voltage.values[0]);
    const height = y(gate.values[0]) - y(gate.values[columns]);
    const paths = order.map((attractor, index) => {
      const parts = labels.map((label, place) => {
        if (label !== attractor) return "";
        const left = x(voltage.values[place]) - width / 2;
        const top = y(gate.values[place]) - height / 2;
        return `M${left.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;
      });
      return svg("path", { class: `basin basin-${Math.min(index, BASINS - 1)}`, d: parts.join("") });
    });
    return svg("g", {}, paths);
  };
}

/** Tables of the cycles and the basins, as a list of nodes. */
export function attractorTables({ cycles, basins }, units) {
  return [
    cycles && (cycles.length ? table("Limit cycles",
      ["cycle", `period (${units.period})`, `frequency (${units.frequency})`, "multiplier", `lowest V (${units.voltage})`, `highest V (${units.voltage})`],
      cycles.map((cycle) => [
        `${cycle.name}, ${cycle.stable ? "stable" : "unstable"}`, text(cycle.period, 7), text(cycle.frequency, 5),
        text(cycle.multiplier, 5), text(cycle.voltage_min, 5), text(cycle.voltage_max, 5),
      ])) : html("p", { class: "meaning" }, "No limit cycle in the window.")),
    basins && table("Basins of attraction", ["attractor", "share of the window"],
      basins.basins.map(({ attractor, fraction }, index) => [
        html("span", {}, html("span", { class: `swatch basin-${Math.min(index, BASINS - 1)}` }), ` ${attractor}`),
        `${text(100 * fraction, 4)} %`,
      ])),
  ].filter(Boolean);
}
