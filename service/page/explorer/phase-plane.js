// The plane of voltage and potassium activation: where nothing changes, and where everything else goes.

import { Controls } from "./controls.js";
import { html } from "./element.js";
import { Live } from "./live.js";
import { arrows, line, point } from "./marks.js";
import { Key, byName, layout, table } from "./panel.js";
import { ATTRACTOR_INPUTS, attractorMarks, attractorTables, basinMarks } from "./phase-plane-attractors.js";
import { Plot } from "./plot.js";
import { Starts } from "./starts.js";
import { extent, padded, text } from "./scale.js";

const PATH = "v1/morris-lecar/phase-plane";
const RANGES = { phi: [0.01, 0.4, 0.001], g_ca: [0, 10, 0.1], g_k: [0, 20, 0.1], g_l: [0, 5, 0.05], v3: [-20, 30, 0.5], v4: [5, 50, 0.1] };
const PARAMETERS = Object.entries(RANGES).map(([name, [low, high, step]]) =>
  ({ name, pointer: `/parameters/${name}`, range: [low, high], step }));
const INPUTS = [
  { name: "preset", pointer: "/preset", words: "preset", model: "morris-lecar", resets: Object.keys(RANGES) },
  { name: "current", pointer: "/current", range: [-20, 250], step: 0.5 },
  { name: "direction", pointer: "/direction", words: "direction of time" },
  { name: "duration", pointer: "/duration", range: [10, 2000], log: true, words: "length of the trajectories" },
  { name: "separatrices", pointer: "/separatrices", words: "separatrices of saddles" },
  ...ATTRACTOR_INPUTS,
  ...PARAMETERS,
];

export async function mount(root, state, save) {
  const places = layout(root);
  new Key(places.key, [
    { style: "nullcline-v", words: "dV/dt = 0" },
    { style: "nullcline-n", words: "dn/dt = 0" },
    { style: "forwards", words: "trajectory" },
    { style: "backwards", words: "backwards in time" },
    { style: "separatrix", words: "separatrix" },
    { style: "limit cycle-stable", words: "stable cycle" },
    { style: "limit cycle-unstable", words: "unstable cycle" },
    { style: "isochron", words: "isochron" },
  ]);
  const plots = {
    plane: new Plot(places.figure, { name: "Phase plane", height: 460, onPick: (at) => at && starts.add(at.x, at.y) }),
    time: new Plot(places.figure, { name: "Voltage along the trajectories", height: 170 }),
  };
  const changed = (name) => {
    if (name === null) starts.reset();
    save([...inputs.state(), ...starts.state()]);
    live.update();
  };
  const inputs = new Controls(places.inputs, PATH, INPUTS, changed);
  const starts = new Starts(state, changed);
  const live = new Live({
    path: () => PATH,
    body: () => ({ ...inputs.body(), ...finer(inputs), ...starts.body() }),
    controls: { show: (request) => inputs.show(request), problems: (errors) => inputs.problems(starts.problems(errors)) },
    notice: places.notice, figure: places.figure, request: places.requests[0],
    answered(answer) {
      draw(plots, answer);
      places.findings.replaceChildren(...told(answer));
    },
  });
  await inputs.build(state);
  places.inputs.insertBefore(starts.root, inputs.fields.get(PARAMETERS[0].name).root);
  await live.send();
}

/** The default number of points is too few for the turns of a long trajectory. */
function finer(inputs) {
  const duration = inputs.touched.has("duration") ? inputs.value("duration") : null;
  return duration > 200 ? { trajectory_points: Math.min(Math.ceil(2.5 * duration), 20000) } : {};
}

function draw(plots, { curves, report, request }) {
  const tables = curves.map((curve) => ({ ...curve, ...byName(curve.columns) }));
  const of = (kind) => tables.filter((entry) => entry.kind === kind);
  const paths = [...of("separatrix"), ...of("trajectory")];
  const gate = report.states[1];
  const marks = [
    ...basinMarks(report, of("basins")),
    ...of("field").map((field) => arrows(...field.columns.map(({ values }) => values))),
    ...of("nullcline").map((curve) => line(curve.voltage.values, curve[gate].values, nullcline(curve, gate))),
    ...paths.map((curve) => line(curve.voltage.values, curve[gate].values, `${direction(curve)} ${curve.kind}`)),
    ...attractorMarks(report, of("cycle"), of("isochron")),
    ...of("trajectory").map((curve) => point(curve.voltage.values[0], curve[gate].values[0], { shape: "dot", style: "forwards" })),
    ...report.fixed_points.map((fixed) => point(fixed.voltage, fixed.gates[gate], marker(fixed))),
  ];
  plots.plane.draw({
    x: { range: padded(request.voltage_range, 0.03), label: "V", unit: "mV" },
    y: { range: padded(request.gate_range, 0.03), label: gate, unit: "1" },
    marks,
  }, report.fixed_points.map(({ summary }) => summary).join(" "));
  const timed = of("trajectory");
  plots.time.draw({
    x: { range: extent(...timed.map(({ time }) => time.values)) ?? [0, request.duration], label: "t", unit: "ms" },
    y: { range: padded(extent(...timed.map(({ voltage }) => voltage.values)) ?? request.voltage_range), label: "V", unit: "mV" },
    marks: timed.map((curve) => line(curve.time.values, curve.voltage.values, direction(curve))),
  });
}

function nullcline({ name }, gate) {
  return name.startsWith(gate) ? "nullcline-n" : "nullcline-v";
}

function direction({ time }) {
  return time.values.at(-1) < 0 ? "backwards" : "forwards";
}

/** Filled where stable; a saddle is a diamond, a node a square, a focus (which turns) a circle. */
function marker({ type, stable, summary }) {
  const shape = type.startsWith("saddle") ? "diamond" : type.endsWith("node") ? "square" : "circle";
  return { shape, style: stable ? "" : "hollow", label: [type], hint: summary, side: "above right" };
}

function told({ report, units }) {
  const rows = report.fixed_points.map((fixed) => [
    fixed.type, text(fixed.voltage, 7), Object.values(fixed.gates).map((value) => text(value, 5)).join(", "),
    fixed.eigenvalues.map(complex).join(",  "), text(fixed.trace, 4), text(fixed.determinant, 4),
  ]);
  const heads = ["fixed point", `V (${units.voltage})`, "n", "eigenvalues (1/ms)", "trace", "determinant"];
  return [
    table("Fixed points", heads, rows),
    html("ul", {}, report.fixed_points.map(({ summary }) => html("li", {}, summary))),
    ...attractorTables(report, units),
  ];
}

function complex({ real, imaginary }) {
  if (!imaginary) return text(real, 4);
  return `${text(real, 4)} ${imaginary < 0 ? "−" : "+"} ${text(Math.abs(imaginary), 4)}i`;
}
