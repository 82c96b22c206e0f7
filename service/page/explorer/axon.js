// A spike along an axon, bare or myelinated: the voltage at five places, when it arrives where, and how fast it is.

import { Controls } from "./controls.js";
import { Live } from "./live.js";
import { line, rule } from "./marks.js";
import { Key, Numbers, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, nearest, padded, text, union, withUnit } from "./scale.js";

const PATH = "v1/axon/propagate";
const bare = { group: "geometry", kind: "unmyelinated", when: ({ geometry }) => geometry === "unmyelinated" };
const myelinated = { group: "geometry", kind: "myelinated", when: ({ geometry }) => geometry === "myelinated" };
const INPUTS = [
  { name: "geometry", pointer: "/geometry/kind", words: "axon", group: "geometry" },
  { name: "diameter", pointer: "/geometry/diameter", range: [0.2, 1000], log: true, ...bare },
  { name: "axial_resistivity", pointer: "/geometry/axial_resistivity", range: [10, 300], log: true, ...bare },
  { name: "length", pointer: "/geometry/length", range: [500, 100000], log: true, ...bare },
  { name: "fibre_diameter", pointer: "/geometry/fibre_diameter", range: [1, 20], step: 0.1, ...myelinated },
  { name: "g_ratio", pointer: "/geometry/g_ratio", range: [0.3, 0.95], step: 0.01, ...myelinated },
  { name: "internode_ratio", pointer: "/geometry/internode_ratio", range: [10, 300], step: 1, ...myelinated },
  { name: "axoplasm", pointer: "/geometry/axial_resistivity", range: [10, 300], log: true, ...myelinated },
  { name: "nodes", pointer: "/geometry/nodes", range: [7, 101], step: 1, ...myelinated },
  { name: "temperature", pointer: "/parameters/temperature", range: [0, 40], step: 0.1, initial: 18.5, symbol: "T", words: "temperature", unit: "°C" },
  { name: "duration", pointer: "/duration", range: [0.5, 50], step: 0.5 },
];
const STYLES = ["voltage", "gate-m", "gate-h", "gate-n", "stimulus"];

export async function mount(root, state, save) {
  const places = layout(root);
  const words = ["beginning", "quarter", "middle", "three quarters", "end"];
  const key = new Key(places.key, words.map((word, place) => ({ name: `voltage_${place + 1}`, style: STYLES[place], words: word })));
  const numbers = new Numbers(places.findings, {
    velocity: "velocity", error: "its error", outcome: "outcome", end: "arrives at the end", peak: "peak in the middle",
    threshold: "arrives at a V of", compartments: "compartments", steps: "steps",
  });
  let latest = null;
  const plots = {
    voltage: new Plot(places.figure, { name: "Voltage at five places", height: 300, onHover: (at) => follow(at) }),
    arrival: new Plot(places.figure, { name: "Arrival along the axon", height: 190 }),
  };
  const inputs = new Controls(places.inputs, PATH, INPUTS, () => {
    save(inputs.state());
    live.update();
  });
  const live = new Live({
    path: () => PATH,
    body: () => inputs.body(),
    controls: inputs, notice: places.notice, figure: places.figure, request: places.requests[0],
    answered(answer) {
      latest = answer;
      draw(plots, answer);
      numbers.set(findings(answer));
    },
  });

  function follow(at) {
    plots.voltage.cursor(at?.x ?? null);
    if (!at || !latest) return key.set(null);
    const index = nearest(latest.time.values, at.x);
    return key.set(Object.fromEntries(latest.series.map(({ name, values, unit }) => [name, withUnit(values[index], unit)])));
  }

  await inputs.build(state);
  await live.send();
}

function draw(plots, { time, series, curves, report }) {
  const [first] = series;
  plots.voltage.draw({
    x: { range: [time.values[0], time.values.at(-1)], label: time.label, unit: time.unit },
    y: { range: union([-90, 50], padded(extent(...series.map(({ values }) => values)))), label: "V", unit: first.unit },
    marks: [rule({ y: report.spike_threshold }, "rest"), ...series.map(({ values }, place) => line(time.values, values, STYLES[place]))],
  }, report.detail);
  const [position, arrival] = curves[0].columns;
  plots.arrival.draw({
    x: { range: [0, padded(extent(position.values), 0.01)[1]], label: position.label, unit: position.unit },
    y: { range: padded(union([0], extent(arrival.values)), 0.08), label: "arrival", unit: arrival.unit },
    marks: [line(position.values, arrival.values, "voltage")],
  }, report.velocity === null ? "no velocity" : `${text(report.velocity)} m/s`);
}

function findings({ report, units, numerics }) {
  const named = (name, digits) => withUnit(report[name], units[name], digits);
  return {
    velocity: named("velocity", 5),
    error: named("velocity_error", 2),
    outcome: report.outcome,
    end: withUnit(report.points.at(-1).arrival, units.arrival, 5),
    peak: named("peak_voltage"),
    threshold: named("spike_threshold"),
    compartments: text(report.compartments, 6),
    steps: text(numerics.steps, 6),
  };
}
