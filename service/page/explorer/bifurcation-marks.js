// What a bifurcation diagram shows: branches by their stability, and the points at which that changes.

import { line, point, smoothLine, styledLine } from "./marks.js";
import { byName } from "./panel.js";
import { text, withUnit } from "./scale.js";

const SHAPES = { hopf: "circle", "saddle-node": "square", "branch-point": "square", "node-focus": "dot", "neutral-saddle": "triangle" };

/** How points, special cycles and ends of branches are called. */
export const WORDS = {
  hopf: "Hopf", "saddle-node": "Fold", "branch-point": "Branch point", "node-focus": "Node–focus",
  "neutral-saddle": "Neutral saddle", "fold-of-cycles": "Fold of cycles", "period-doubling": "Period doubling",
  torus: "Torus", snic: "SNIC", homoclinic: "Homoclinic",
};

/** The branches of equilibria; `value` is the parameter's column. */
export function equilibriumTables({ curves }) {
  return tables(curves, "branch");
}

/** The branches of cycles. */
export function cycleTables({ curves }) {
  return tables(curves, "cycle branch");
}

function tables(curves, wanted) {
  return curves.filter(({ kind }) => kind === wanted).map(({ name, columns, labels }) =>
    ({ ...byName(columns), name, labels, value: columns[0] }));
}

export function equilibriumMarks({ report, units }, rests) {
  const lines = rests.map(({ value, voltage, labels }) =>
    styledLine(value.values, voltage.values, labels.map((label) => (label.startsWith("stable") ? "stable" : "unstable"))));
  const minor = ({ kind }) => kind === "node-focus" || kind === "neutral-saddle";
  const ordered = [...report.special_points].sort((a, b) => minor(b) - minor(a));
  const points = ordered.map((special) => point(special.value, special.voltage, {
    shape: SHAPES[special.kind],
    style: special.criticality === "supercritical" || minor(special) ? "" : "hollow",
    label: minor(special) ? [] : words(special, units),
    hint: special.summary,
    side: free(special, report.segments),
  }));
  return [...lines, ...points];
}

/** Where neither the branch nor the cycles from a Hopf point take the room for words. */
function free({ kind, value, branch, curvature, criticality }, segments) {
  if (kind === "saddle-node") return curvature < 0 ? "right" : "left";
  const stable = segments.find((one) =>
    one.stable && one.branch === branch && (one.value_from === value || one.value_to === value));
  if (!stable || !criticality) return "below right";
  // Cycles of a subcritical point lie on the stable side, of a supercritical one on the other.
  const right = Math.max(stable.value_from, stable.value_to) > value === (criticality === "subcritical");
  return right ? "above left" : "below right";
}

/** Short lines, without the unit, which is on the axis. */
function words({ kind, value, frequency, criticality }, units) {
  return [`${WORDS[kind]} ${text(value, 5)}`, frequency && withUnit(frequency, units.frequency), criticality].filter(Boolean);
}

/** Highest and lowest voltage of the cycles, and where they change or end. */
export function cycleMarks(dossier, cycles, style) {
  const found = dossier.report.cycles;
  const lines = cycles.flatMap(({ value, voltage_min: low, voltage_max: high, labels }) =>
    [low, high].map((voltage) => smoothLine(value.values, voltage.values, stabilities(labels, style))));
  const special = found.special_cycles.map((one) =>
    ({ ...one, decisive: decisive(found, one), beyond: beyond(cycles, found, one), hint: one.summary }));
  const marks = [...special, ...endless(found, cycles)].flatMap((one) => pair(one, style));
  return [...lines, ...marks];
}

/** Frequency of the cycles; it falls to 0 where the period grows without bound. */
export function frequencyMarks(dossier, cycles, style) {
  const ends = endless(dossier.report.cycles, cycles);
  const lines = cycles.map(({ value, frequency, labels }) =>
    smoothLine(value.values, frequency.values, stabilities(labels, `${style} thin`)));
  const falls = ends.map(({ value, table, row }) =>
    line([table.value.values[row], value], [table.frequency.values[row], 0], stabilities(table.labels, `${style} thin`)[row]));
  return [...lines, ...falls];
}

function stabilities(labels, style) {
  return labels.map((label) => `${label.startsWith("stable") ? "cycle-stable" : "cycle-unstable"} ${style}`);
}

/** Ends of branches at an infinite period, with the row of the table that is nearest. */
export function endless({ branches }, cycles) {
  return branches.flatMap(({ number, curve, start, end }) => {
    const table = cycles.find(({ name }) => name === curve);
    if (!table) return [];
    return [[start, 0], [end, table.value.values.length - 1]]
      .filter(([{ kind }]) => kind === "snic" || kind === "homoclinic")
      .map(([{ kind, value, detail }, row]) => ({
        kind, value, table, row, branch: number, decisive: true, hint: detail,
        voltage_min: table.voltage_min.values[row], voltage_max: table.voltage_max.values[row],
        beyond: side(table, value),
      }));
  });
}

/** A mark at either extreme of a cycle; words at the upper one, where the attractors change. */
function pair({ kind, value, voltage_min: low, voltage_max: high, decisive: told, beyond: where, hint }, style) {
  const look = { shape: told ? "diamond" : "dot", style: `cycle-point hollow ${style}`, hint };
  const label = told ? [WORDS[kind], text(value, 5)] : [];
  return [point(value, high, { ...look, label, side: `above ${where}` }), point(value, low, look)];
}

/** Whether the attractors change at a special cycle: of a cascade not every member has room for words. */
function decisive({ attractors }, { value }) {
  return attractors.some(({ value_from: from }) => from === value);
}

function beyond(cycles, { branches }, { branch, value }) {
  const { curve } = branches.find(({ number }) => number === branch);
  return side(cycles.find(({ name }) => name === curve), value);
}

/** On which side of a value a branch of cycles leaves room for words. */
function side(table, value) {
  const values = table?.value.values ?? [];
  return values.reduce((sum, one) => sum + one - value, 0) > 0 ? "left" : "right";
}
