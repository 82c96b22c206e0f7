// Equilibria and cycles over a parameter: the equilibria at once, the cycles as soon as the sliders rest.

import { cycleRows, equilibriumRows, story } from "./bifurcation-findings.js";
import { cycleMarks, cycleTables, equilibriumMarks, equilibriumTables, frequencyMarks } from "./bifurcation-marks.js";
import { Controls } from "./controls.js";
import { html } from "./element.js";
import { Live } from "./live.js";
import { Key, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, padded, union } from "./scale.js";

const REST = 180; // ms without a change after which cycles are asked for
const PARAMETERS = {
  "morris-lecar": { phi: [0.01, 0.4, 0.001], g_ca: [0, 10, 0.1], g_k: [0, 20, 0.1], g_l: [0, 5, 0.05], v3: [-20, 30, 0.5], v4: [5, 50, 0.1] },
  "hodgkin-huxley": { temperature: [0, 35, 0.1], g_na: [0, 240, 1], g_k: [0, 80, 0.5], g_l: [0, 2, 0.01], e_k: [-110, -40, 0.5], e_l: [-80, -40, 0.1] },
};
const overCurrent = ({ parameter }) => parameter === "current";
const RANGE = { group: "range", symbol: "I", unit: "µA/cm²", when: overCurrent };
const SHARED = [
  { name: "from", pointer: "/parameter_range/0", range: [-100, 200], step: 1, words: "lowest current", ...RANGE },
  { name: "to", pointer: "/parameter_range/1", range: [10, 500], step: 1, words: "highest current", ...RANGE },
  { name: "current", pointer: "/current", range: [-20, 250], step: 0.5, when: (values) => !overCurrent(values) },
  { name: "cycles", pointer: "/cycles", words: "cycles and attractors" },
];

export async function mount(root, state, save) {
  const places = layout(root);
  new Key(places.key, [
    { style: "stable", words: "stable equilibrium" },
    { style: "unstable", words: "unstable equilibrium" },
    { style: "cycle-stable", words: "stable cycle, highest and lowest V" },
    { style: "cycle-unstable", words: "unstable cycle" },
  ]);
  const plots = {
    voltage: new Plot(places.figure, { name: "Bifurcation diagram", height: 420 }),
    frequency: new Plot(places.figure, { name: "Frequency of the cycles", height: 170 }),
  };
  const findings = { cycles: html("div", { class: "findings-part" }), equilibria: html("div", { class: "findings-part" }) };
  places.findings.append(findings.cycles, findings.equilibria);
  const models = html("select", { id: "bifurcation-model", change: () => choose(models.value, new URLSearchParams()) },
    Object.keys(PARAMETERS).map((name) => html("option", { value: name }, name)));
  const own = html("div", { class: "inputs" });
  places.inputs.append(html("div", { class: "field choice" }, html("label", { for: models.id }, "model"), models), own);
  let inputs = null;
  let dossier = null;
  const box = places.requests[0];
  const withCycles = () => inputs.value("cycles");
  const shared = {
    path: () => `v1/${models.value}/bifurcation`,
    notice: places.notice,
  };

  const equilibria = new Live({
    ...shared,
    body: () => ({ ...inputs.body(), cycles: false }),
    controls: {
      show: (request) => inputs.show({ ...request, cycles: withCycles() }),
      problems: (errors) => inputs.problems(errors),
    },
    figure: places.figure,
    // The box shows the request whose answer has everything; this one only comes first.
    request: {
      asked: (path) => box.asked(path, inputs.body()),
      answered: (reply) => withCycles() || box.answered(reply),
      refused: (problem) => box.refused(problem),
    },
    answered(answer) {
      if (!withCycles()) dossier = null;
      show(answer, false);
      if (withCycles()) cycles.update();
    },
  });
  const cycles = new Live({
    ...shared,
    body: () => inputs.body(),
    controls: { show: () => {}, problems: (errors) => inputs.problems(errors) },
    // While cycles are computed, the equilibria in the picture are right: it is not dimmed.
    figure: html("div"), request: box, pause: REST,
    answered(answer) {
      dossier = answer;
      show(answer, true);
    },
  });

  /** Draw equilibria, and the latest cycles: dimmed where they belong to other inputs. */
  function show(answer, current) {
    draw(plots, answer, dossier, current ? "" : "old");
    findings.cycles.classList.toggle("old", !current);
    findings.cycles.replaceChildren(...(dossier ? [story(dossier), ...cycleRows(dossier)] : []));
    findings.equilibria.replaceChildren(...equilibriumRows(answer));
  }

  async function choose(model, given) {
    models.value = model;
    dossier = null;
    const specs = Object.entries(PARAMETERS[model]).map(([name, [low, high, step]]) =>
      ({ name, pointer: `/parameters/${name}`, range: [low, high], step }));
    const names = specs.map(({ name }) => name);
    const preset = { name: "preset", pointer: "/preset", words: "preset", model, resets: names };
    const over = { name: "parameter", pointer: "/parameter", words: "over", choices: ["current", ...names] };
    own.replaceChildren();
    inputs = new Controls(own, shared.path(), [preset, over, ...SHARED, ...specs], (name) => changed(name));
    await inputs.build(given);
    if (given.size) await equilibria.send();
    else changed(null);
  }

  function changed(name) {
    // Cycles over another parameter have no place in this picture, not even for a moment.
    if (name === "parameter" || name === null) dossier = null;
    const chosen = models.selectedIndex === 0 ? [] : [["model", models.value]];
    save([...chosen, ...inputs.state()]);
    cycles.cancel();
    equilibria.update();
  }

  await choose(state.get("model") in PARAMETERS ? state.get("model") : Object.keys(PARAMETERS)[0], state);
}

/** A range with room for words above the highest cycles. */
function roomy([low, high]) {
  return [low - 0.06 * (high - low), high + 0.16 * (high - low)];
}

function draw(plots, answer, dossier, style) {
  const { report, units } = answer;
  const range = [report.value_from, report.value_to];
  const rests = equilibriumTables(answer);
  const cycles = dossier ? cycleTables(dossier) : [];
  const x = { range: padded(range, 0.03), label: rests[0]?.value.label ?? report.parameter, unit: report.unit };
  const voltages = extent(
    ...rests.map(({ voltage }) => voltage.values),
    ...cycles.flatMap((table) => [table.voltage_min.values, table.voltage_max.values]),
  );
  plots.voltage.draw({
    x, y: { range: roomy(voltages ?? [-80, 40]), label: "V", unit: units.voltage },
    marks: [...equilibriumMarks(answer, rests), ...(dossier ? cycleMarks(dossier, cycles, style) : [])],
  }, [...report.summary, ...(report.cycles?.summary ?? [])].join(" "));
  const rates = extent(...cycles.map(({ frequency }) => frequency.values));
  plots.frequency.show(rates !== null);
  if (rates) {
    plots.frequency.draw({
      x, y: { range: padded(union([0], rates)), label: "f", unit: "Hz" },
      marks: frequencyMarks(dossier, cycles, style),
    });
  }
}
