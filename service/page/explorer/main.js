// Which panel is shown: `#phase-plane`, or with inputs `#phase-plane?current=45`, so that a picture can be linked to.

import * as actionPotential from "./action-potential.js";
import * as axon from "./axon.js";
import * as bifurcation from "./bifurcation.js";
import * as cable from "./cable.js";
import * as equilibrium from "./equilibrium.js";
import * as phasePlane from "./phase-plane.js";

const PANELS = {
  "action-potential": actionPotential,
  "phase-plane": phasePlane,
  bifurcation,
  equilibrium,
  cable,
  axon,
};
const mounted = new Map();

function address() {
  const [name, inputs = ""] = location.hash.slice(1).split("?");
  return { name: name in PANELS ? name : Object.keys(PANELS)[0], state: new URLSearchParams(inputs) };
}

function show() {
  const { name, state } = address();
  for (const section of document.querySelectorAll("[data-panel]")) section.hidden = section.dataset.panel !== name;
  for (const link of document.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const section = document.querySelector(`[data-panel="${name}"]`);
  document.title = `${section.querySelector("h2").textContent} · Rheobase`;
  const known = mounted.get(name);
  // Back from another panel keeps what was set there; a link with other inputs starts it anew.
  if (known !== undefined && (known === state.toString() || !state.size)) {
    remember(name, known);
    return;
  }
  const stage = section.querySelector(".stage");
  stage.replaceChildren();
  mounted.set(name, state.toString());
  PANELS[name].mount(stage, state, (entries) => remember(name, new URLSearchParams(entries).toString())).catch((error) => {
    stage.textContent = `This panel could not be built: ${error.message}`;
    throw error;
  });
}

function remember(name, inputs) {
  mounted.set(name, inputs);
  if (address().name === name) history.replaceState(null, "", `#${name}${inputs ? `?${inputs}` : ""}`);
}

window.addEventListener("hashchange", show);
show();
