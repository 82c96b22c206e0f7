// The steady voltage along a passive cable with a current into one point.

import { Controls } from "./controls.js";
import { Live } from "./live.js";
import { line, point, rule } from "./marks.js";
import { Key, Numbers, byName, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, nearest, padded, text, union, withUnit } from "./scale.js";

const PATH = "v1/cable/steady-state";
const GEOMETRY = { group: "geometry" };
const SITE = { group: "injections" };
const INPUTS = [
  { name: "diameter", pointer: "/diameter", range: [0.2, 500], log: true },
  { name: "membrane_resistance", pointer: "/membrane_resistance", range: [100, 200000], log: true },
  { name: "axial_resistivity", pointer: "/axial_resistivity", range: [20, 1000], log: true },
  { name: "current", pointer: "/injections/0/current", range: [-0.2, 0.2], step: 0.001, symbol: "I", words: "injected current", ...SITE },
  { name: "position", pointer: "/injections/0/position", range: [0, 2000], step: 1, symbol: "x_0", words: "where it is injected", ...SITE },
  { name: "geometry", pointer: "/geometry/kind", words: "extent of the cable", ...GEOMETRY },
  { name: "length", pointer: "/geometry/length", range: [10, 10000], log: true, when: ({ geometry }) => geometry === "finite", ...GEOMETRY },
  ...end("left", ({ geometry }) => geometry !== "infinite"),
  ...end("right", ({ geometry }) => geometry === "finite"),
];

/** The inputs for what an end is joined to. */
function end(side, exists) {
  const at = (kind) => (values) => exists(values) && values[side] === kind;
  const place = `/geometry/${side}`;
  return [
    { name: side, pointer: `${place}/kind`, words: `${side} end`, when: exists, ...GEOMETRY },
    { name: `${side}_voltage`, pointer: `${place}/voltage`, range: [-100, 60], step: 1, initial: -40, words: `${side} clamp`, when: at("voltage-clamped"), ...GEOMETRY },
    { name: `${side}_resistance`, pointer: `${place}/resistance`, range: [1, 2000], log: true, words: `resistance of the ${side} soma`, when: at("lumped-soma"), ...GEOMETRY },
    { name: `${side}_diameter`, pointer: `${place}/diameter`, kind: "spherical-soma", range: [2, 200], log: true, words: `diameter of the ${side} soma`, when: at("spherical-soma"), ...GEOMETRY },
  ];
}

export async function mount(root, state, save) {
  const places = layout(root);
  const key = new Key(places.key, [
    { name: "voltage", style: "voltage", words: "V" },
    { name: "axial_current", style: "gate-h", words: "axial current" },
    { name: "rest", style: "backwards", words: "rest" },
  ]);
  const numbers = new Numbers(places.findings, {
    length_constant: "length constant λ", electrotonic_length: "length in λ", input_resistance: "input resistance",
    voltage: "V where injected", to_left: "attenuation to the left end", to_right: "to the right end",
    semi_infinite_resistance: "if semi-infinite R∞", time_constant: "time constant τ",
  });
  const hover = { onHover: (at) => follow(at) };
  const plots = {
    voltage: new Plot(places.figure, { name: "Voltage along the cable", height: 320, ...hover }),
    current: new Plot(places.figure, { name: "Axial current", height: 170, ...hover }),
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
      latest = { position: answer.position, ...byName(answer.series) };
      draw(plots, latest, answer);
      numbers.set(findings(answer));
    },
  });

  function follow(at) {
    for (const plot of Object.values(plots)) plot.cursor(at?.x ?? null);
    if (!at || !latest) return key.set(null);
    const index = nearest(latest.position.values, at.x);
    const shown = ["voltage", "axial_current"].map((name) => [name, withUnit(latest[name].values[index], latest[name].unit)]);
    return key.set(Object.fromEntries(shown));
  }

  await inputs.build(state);
  await live.send();
}

function draw(plots, { position, voltage, axial_current: current }, { request, report }) {
  const x = position.values;
  const range = padded([x[0], x.at(-1)], 0.02);
  const rest = request.resting_potential;
  const lambda = report.length_constant;
  const sites = report.sites.map((site) => point(site.position, site.voltage, {
    label: [`${text(site.voltage)} mV`], style: "voltage", side: "above right",
  }));
  const reach = report.sites.length ? report.sites[0].position + lambda : null;
  const marks = [rule({ y: rest }, "rest"), line(x, voltage.values, "voltage"), ...sites];
  if (reach !== null && reach <= range[1]) marks.push(rule({ x: reach }, "lambda", "one λ away"));
  plots.voltage.draw({
    x: { range, hidden: true },
    y: { range: padded(union([rest], extent(voltage.values)), 0.12), label: voltage.label, unit: voltage.unit },
    marks,
  }, `${text(voltage.values[0])} mV at the left, ${text(voltage.values.at(-1))} mV at the right`);
  plots.current.draw({
    x: { range, label: position.label, unit: position.unit },
    y: { range: padded(union([0], extent(current.values)), 0.1), label: "axial current", unit: current.unit },
    marks: [rule({ y: 0 }, "zero"), line(x, current.values, "gate-h")],
  });
}

function findings({ report, units }) {
  const [site] = report.sites;
  const named = (name, value) => withUnit(value, units[name]);
  return {
    ...Object.fromEntries(["length_constant", "electrotonic_length", "semi_infinite_resistance", "time_constant"]
      .map((name) => [name, named(name, report[name])])),
    input_resistance: named("input_resistance", site?.input_resistance),
    voltage: named("voltage", site?.voltage),
    to_left: named("voltage_ratio", site?.to_left_end?.voltage_ratio),
    to_right: named("voltage_ratio", site?.to_right_end?.voltage_ratio),
  };
}
