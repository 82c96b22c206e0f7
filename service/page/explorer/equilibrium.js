// Nernst potentials of a table of ions, and the Goldman voltage of a membrane that is permeable to them.

import { Controls } from "./controls.js";
import { html } from "./element.js";
import { IonTable } from "./ion-table.js";
import { Live } from "./live.js";
import { bar, rule } from "./marks.js";
import { Numbers, layout } from "./panel.js";
import { Plot } from "./plot.js";
import { extent, padded, text, withUnit } from "./scale.js";

const GOLDMAN = "v1/equilibrium/goldman";
const NERNST = "v1/equilibrium/nernst";
const INPUTS = [
  { name: "temperature", pointer: "/temperature", range: [0, 45], step: 0.1, words: "temperature" },
  { name: "pump_ratio", pointer: "/pump_ratio", range: [1, 3], step: 0.05 },
];

export async function mount(root, state, save) {
  const places = layout(root, 2);
  const numbers = new Numbers(places.findings, {
    voltage: "zero-current voltage V", pump: "of which by the pump", thermal: "RT/F",
  });
  const plot = new Plot(places.figure, { name: "Equilibrium potentials", height: 320 });
  const table = new IonTable(GOLDMAN, () => update());
  places.findings.append(table.root);
  const inputs = new Controls(places.inputs, GOLDMAN, INPUTS, () => update());
  const nernstNotice = html("div", { class: "notice", role: "status" });
  places.notice.after(nernstNotice);
  let goldman = null;

  const whole = new Live({
    path: () => GOLDMAN,
    body: () => ({ ...inputs.body(), ...table.body() }),
    controls: { show: (request) => show(request), problems: (errors) => inputs.problems(table.problems(errors)) },
    notice: places.notice, figure: places.figure, request: places.requests[0],
    answered(answer) {
      goldman = answer;
      const { voltage, pump_contribution: pump, thermal_voltage: thermal } = answer.report;
      const unit = answer.units.voltage;
      numbers.set({ voltage: withUnit(voltage, unit, 5), pump: withUnit(pump, unit), thermal: withUnit(thermal, unit, 6) });
      table.shares(answer.report.ions);
      // Nernst refuses what Goldman allows: an ion on one side only. It is asked about the others.
      single.update();
    },
  });
  const single = new Live({
    path: () => NERNST,
    body: () => nernstBody(),
    notice: nernstNotice, figure: places.figure, request: places.requests[1],
    answered: (answer) => draw(answer.report.ions),
  });

  function show(request) {
    inputs.show(request);
    table.show(request.ions);
  }

  function nernstBody() {
    const ions = (goldman?.request.ions ?? []).filter((ion) => ion.inside > 0 && ion.outside > 0);
    const body = ions.length
      ? { ions: ions.map(({ name, valence, inside, outside }) => ({ name, valence, inside, outside })) }
      : {};
    return inputs.body().temperature === undefined ? body : { ...body, temperature: inputs.value("temperature") };
  }

  function draw(ions) {
    const { voltage } = goldman.report;
    const marks = ions.map((ion, index) =>
      bar(index, ion.potential, 0.5, { style: "ion", label: `${text(ion.potential)} mV` }));
    const summary = ions.map((ion) => `${ion.name} ${text(ion.potential)} mV`).join(", ");
    plot.draw({
      x: { range: [-0.6, ions.length], ticks: ions.map((_, index) => index), names: (index) => ions[index].name },
      y: { range: padded(extent([0, voltage, ...ions.map((ion) => ion.potential)]), 0.14), label: "E", unit: "mV" },
      marks: [rule({ y: 0 }, "zero"), ...marks, rule({ y: voltage }, "goldman", `V = ${text(voltage, 5)} mV`, "V")],
    }, `${summary}; zero-current voltage ${text(voltage)} mV`);
  }

  function update() {
    save([...inputs.state(), ...table.state()]);
    whole.update();
  }

  await Promise.all([inputs.build(state), table.build(state)]);
  whole.update();
}
