// The branch of equilibria over the current: its stability, and the points at which that changes.

import { Controls } from "./controls.js";
import { html } from "./element.js";
import { Live } from "./live.js";
import { point, styledLine } from "./marks.js";
import { Key, byName, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, padded, text, withUnit } from "./scale.js";

const RANGE = { group: "range" };
const SHARED = [
  { name: "from", pointer: "/parameter_range/0", range: [-100, 200], step: 1, symbol: "I", words: "lowest current", ...RANGE },
  { name: "to", pointer: "/parameter_range/1", range: [10, 500], step: 1, symbol: "I", words: "highest current", ...RANGE },
];
const PARAMETERS = {
  "morris-lecar": { phi: [0.01, 0.4, 0.001], g_ca: [0, 10, 0.1], g_k: [0, 20, 0.1], g_l: [0, 5, 0.05], v3: [-20, 30, 0.5], v4: [5, 50, 0.1] },
  "hodgkin-huxley": { temperature: [0, 35, 0.1], g_na: [0, 240, 1], g_k: [0, 80, 0.5], g_l: [0, 2, 0.01], e_k: [-110, -40, 0.5], e_l: [-80, -40, 0.1] },
};
const SHAPES = { hopf: "circle", "saddle-node": "square", "branch-point": "square", "node-focus": "dot", "neutral-saddle": "triangle" };
const WORDS = { hopf: "Hopf", "saddle-node": "Fold", "branch-point": "Branch point", "node-focus": "Node–focus", "neutral-saddle": "Neutral saddle" };

export async function mount(root, state, save) {
  const places = layout(root);
  new Key(places.key, [
    { style: "stable", words: "stable equilibrium" },
    { style: "unstable", words: "unstable equilibrium" },
  ]);
  const plot = new Plot(places.figure, { name: "Equilibria over the current", height: 420 });
  const models = html("select", { id: "bifurcation-model", change: () => choose(models.value, new URLSearchParams()) },
    Object.keys(PARAMETERS).map((name) => html("option", { value: name }, name)));
  const own = html("div", { class: "inputs" });
  places.inputs.append(html("div", { class: "field choice" }, html("label", { for: models.id }, "model"), models), own);
  let inputs = null;

  const live = new Live({
    path: () => `v1/${models.value}/bifurcation`,
    body: () => inputs.body(),
    controls: { show: (request) => inputs.show(request), problems: (errors) => inputs.problems(errors) },
    notice: places.notice, figure: places.figure, request: places.requests[0],
    answered(answer) {
      draw(plot, answer);
      places.findings.replaceChildren(...told(answer));
    },
  });

  async function choose(model, given) {
    models.value = model;
    const specs = Object.entries(PARAMETERS[model]).map(([name, [low, high, step]]) =>
      ({ name, pointer: `/parameters/${name}`, range: [low, high], step }));
    const preset = { name: "preset", pointer: "/preset", words: "preset", model, resets: specs.map(({ name }) => name) };
    own.replaceChildren();
    inputs = new Controls(own, live.path(), [preset, ...SHARED, ...specs], () => changed());
    await inputs.build(given);
    if (given.size) await live.send();
    else changed();
  }

  function changed() {
    const chosen = models.selectedIndex === 0 ? [] : [["model", models.value]];
    save([...chosen, ...inputs.state()]);
    live.update();
  }

  await choose(state.get("model") in PARAMETERS ? state.get("model") : Object.keys(PARAMETERS)[0], state);
}

function stability(label) {
  return label.startsWith("stable") ? "stable" : "unstable";
}

function draw(plot, { curves, report, units }) {
  const branches = curves.filter(({ kind }) => kind === "branch").map((curve) => ({ ...byName(curve.columns), labels: curve.labels }));
  const range = [report.value_from, report.value_to];
  const lines = branches.map(({ current, voltage, labels }) => styledLine(current.values, voltage.values, labels.map(stability)));
  const minor = ({ kind }) => kind === "node-focus" || kind === "neutral-saddle";
  const ordered = [...report.special_points].sort((a, b) => minor(b) - minor(a));
  const points = ordered.map((special) => point(special.value, special.voltage, {
    shape: SHAPES[special.kind],
    style: special.criticality === "supercritical" || minor(special) ? "" : "hollow",
    label: minor(special) ? [] : words(special, report.unit, units),
    hint: special.summary,
    side: free(special, range),
  }));
  const [{ current, voltage }] = branches.length ? branches : [{ current: { label: "I" }, voltage: { label: "V" } }];
  plot.draw({
    x: { range: padded(range, 0.03), label: current.label, unit: report.unit },
    y: { range: padded(extent(...branches.map((branch) => branch.voltage.values)) ?? [-80, 40]), label: voltage.label, unit: units.voltage },
    marks: [...lines, ...points],
  }, report.summary.join(" "));
}

/** Where the branch, which rises but for its folds, leaves room for words. */
function free({ kind, value, curvature }, [low, high]) {
  if (kind === "saddle-node") return curvature < 0 ? "right" : "left";
  return value < (low + high) / 2 ? "below right" : "above left";
}

function words({ kind, value, frequency, criticality }, unit, units) {
  const rhythm = [frequency && withUnit(frequency, units.frequency), criticality].filter(Boolean).join(", ");
  return [`${WORDS[kind]} ${withUnit(value, unit, 5)}`, rhythm].filter(Boolean);
}

function told({ report, units }) {
  const rows = report.special_points.map((special) => html("tr", {},
    html("th", { scope: "row" }, WORDS[special.kind]),
    [
      text(special.value, 9), text(special.voltage, 7), text(special.frequency, 6),
      special.criticality ?? "–", text(special.first_lyapunov_coefficient, 5),
    ].map((cell) => html("td", {}, cell))));
  const heads = ["point", `I (${report.unit})`, `V (${units.voltage})`, `frequency (${units.frequency})`, "criticality", "first Lyapunov coefficient"];
  const table = html("div", { class: "scroll" }, html("table", {},
    html("caption", {}, "Special points, along the branch"),
    html("thead", {}, html("tr", {}, heads.map((head) => html("th", { scope: "col" }, head)))),
    html("tbody", {}, rows)));
  return [table, html("ul", {}, report.summary.map((sentence) => html("li", {}, sentence)))];
}
