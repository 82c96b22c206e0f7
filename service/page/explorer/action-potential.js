// Hodgkin and Huxley's axon under a pulse: voltage, gates and current on one time axis.

import { Controls } from "./controls.js";
import { Live } from "./live.js";
import { line } from "./marks.js";
import { Key, Numbers, byName, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, nearest, padded, text, union, withUnit } from "./scale.js";

const PATH = "v1/hodgkin-huxley/simulate";
const PULSE = { group: "stimulus", kind: "pulse" };
const PARAMETERS = ["g_na", "g_k", "g_l", "e_na", "e_k", "e_l", "temperature"];
const INPUTS = [
  { pointer: "/stimulus/0/kind", constant: "pulse", ...PULSE },
  { name: "amplitude", pointer: "/stimulus/0/amplitude", range: [-10, 60], step: 0.1, symbol: "I", ...PULSE },
  { name: "onset", pointer: "/stimulus/0/onset", range: [0, 40], step: 0.5, ...PULSE },
  { name: "length", pointer: "/stimulus/0/duration", range: [0.1, 100], step: 0.1, ...PULSE },
  { name: "duration", pointer: "/duration", range: [10, 200], step: 5 },
  { name: "temperature", pointer: "/parameters/temperature", range: [0, 35], step: 0.1 },
  { name: "preset", pointer: "/preset", words: "preset", model: "hodgkin-huxley", resets: PARAMETERS },
  { name: "g_na", pointer: "/parameters/g_na", range: [0, 240], step: 1 },
  { name: "g_k", pointer: "/parameters/g_k", range: [0, 80], step: 0.5 },
  { name: "g_l", pointer: "/parameters/g_l", range: [0, 2], step: 0.01 },
  { name: "e_na", pointer: "/parameters/e_na", range: [0, 80], step: 0.5 },
  { name: "e_k", pointer: "/parameters/e_k", range: [-110, -40], step: 0.5 },
  { name: "e_l", pointer: "/parameters/e_l", range: [-80, -40], step: 0.001 },
];
const GATES = ["m", "h", "n"];

export async function mount(root, state, save) {
  const places = layout(root);
  const key = new Key(places.key, [
    { name: "time", style: "none", words: "" },
    { name: "voltage", style: "voltage", words: "V" },
    ...GATES.map((name) => ({ name, style: `gate-${name}`, words: name })),
    { name: "stimulus", style: "stimulus", words: "I" },
  ]);
  const numbers = new Numbers(places.findings, {
    count: "spikes", rate: "rate", first: "first spike", peak: "peak",
    trough: "trough", error: "estimated error of V", steps: "steps",
  });
  const hover = { onHover: (at) => point(at) };
  const plots = {
    voltage: new Plot(places.figure, { name: "Membrane potential", height: 270, ...hover }),
    gates: new Plot(places.figure, { name: "Gates", height: 150, ...hover }),
    stimulus: new Plot(places.figure, { name: "Injected current", height: 130, ...hover }),
  };
  let latest = null;
  const inputs = new Controls(places.inputs, PATH, INPUTS, () => {
    save(inputs.state());
    live.update();
  });
  const live = new Live({
    path: () => PATH,
    body: () => inputs.body(),
    controls: inputs, notice: places.notice, figure: places.figure, request: places.requests[0],
    answered(answer) {
      latest = { time: answer.time, ...byName(answer.series) };
      draw(plots, latest, answer);
      numbers.set(findings(answer));
    },
  });

  /** Values under the pointer, in the key; a line through all three plots. */
  function point(at) {
    for (const plot of Object.values(plots)) plot.cursor(at?.x ?? null);
    if (!at || !latest) {
      key.set(null);
      return;
    }
    const index = nearest(latest.time.values, at.x);
    const shown = Object.entries(latest).map(([name, { values, unit }]) => [name, withUnit(values[index], unit)]);
    key.set(Object.fromEntries(shown));
  }

  await inputs.build(state);
  await live.send();
}

function draw(plots, { time, voltage, stimulus, ...gates }, answer) {
  const range = [time.values[0], time.values.at(-1)];
  const curve = (entry, style) => line(time.values, entry.values, style);
  // The frame does not follow every small change of the trace, or moving a slider would seem to do nothing.
  const fixed = union([-90, 50], padded(extent(voltage.values)));
  plots.voltage.draw({
    x: { range, hidden: true },
    y: { range: fixed, label: voltage.label, unit: voltage.unit },
    marks: [curve(voltage, "voltage")],
  }, `${answer.events.filter(({ kind }) => kind === "spike").length} spikes`);
  plots.gates.draw({
    x: { range, hidden: true },
    y: { range: [-0.03, 1.03], label: GATES.join(", "), unit: "1" },
    marks: GATES.map((name) => curve(gates[name], `gate-${name} thin`)),
  });
  plots.stimulus.draw({
    x: { range, label: time.label, unit: time.unit },
    y: { range: padded(union([0], extent(stimulus.values)), 0.12), label: stimulus.label, unit: stimulus.unit },
    marks: [curve(stimulus, "stimulus")],
  });
}

function findings({ features, units, numerics }) {
  const error = numerics.estimated_errors.find(({ variable }) => variable === "voltage");
  const named = (name, digits) => withUnit(features[name], units[name], digits);
  return {
    count: text(features.spike_count),
    rate: named("rate", 5),
    first: named("first_spike_time", 7),
    peak: named("peak_voltage", 5),
    trough: named("trough_voltage", 5),
    error: error ? withUnit(error.value, error.unit, 2) : "–",
    steps: text(numerics.steps, 6),
  };
}
