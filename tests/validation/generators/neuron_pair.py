"""Make tests/validation/data/neuron_pair.csv: two squid axons with Exp2Syn synapses, by NEURON's CVODE.

Run it in an environment of its own (pip install neuron): python neuron_pair.py
"""

from pathlib import Path
from typing import Any

import neuron
from neuron import h

DURATION = 100.0
SAMPLES = 1001
CURRENTS = (10.0, 12.0)
"""[µA/cm²] from t = 0."""
SYNAPSES = ((0, 0.1, 0.5, 5.0, -80.0, 1.0), (1, 0.05, 0.3, 2.0, 0.0, 2.0))
"""Presynaptic cell, g_max [mS/cm²], rise, decay [ms], reversal [mV], delay [ms]."""
TARGET = Path(__file__).parent.parent / "data" / "neuron_pair.csv"


def axon(name: str) -> Any:
    section = h.Section(name=name)
    section.nseg, section.L, section.diam, section.cm = 1, 10.0, 10.0, 1.0
    section.insert("hh")
    section.ena, section.ek = 50.0, -77.0
    middle = section(0.5)
    middle.hh.gnabar, middle.hh.gkbar, middle.hh.gl, middle.hh.el = 0.12, 0.036, 0.0003, -54.387
    return section


def main() -> None:
    h.load_file("stdrun.hoc")
    cells = [axon("first"), axon("second")]
    h.usetable_hh = 0
    h.celsius = 6.3
    # mS/cm² × µm² = 1e-8 mS = 1e-5 µS, and as much of µA/cm² in nA.
    scale = 1e-5 * cells[0](0.5).area()
    kept: list[Any] = []
    for section, current in zip(cells, CURRENTS, strict=True):
        clamp = h.IClamp(section(0.5))
        clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, current * scale
        kept.append(clamp)
    for source, peak, rise, decay, reversal, delay in SYNAPSES:
        synapse = h.Exp2Syn(cells[1 - source](0.5))
        synapse.tau1, synapse.tau2, synapse.e = rise, decay, reversal
        connection = h.NetCon(cells[source](0.5)._ref_v, synapse, sec=cells[source])
        connection.threshold, connection.delay, connection.weight[0] = 0.0, delay, peak * scale
        kept += [synapse, connection]

    solver = h.CVode()
    solver.active(1)
    solver.rtol(1e-12)
    solver.atol(1e-12)
    # Threshold crossings by interpolation, not at the end of the step that passes them.
    solver.condition_order(2)

    times = h.Vector([DURATION * k / (SAMPLES - 1) for k in range(SAMPLES)])
    voltages, crossings = [h.Vector(), h.Vector()], [h.Vector(), h.Vector()]
    for section, voltage, spikes in zip(cells, voltages, crossings, strict=True):
        voltage.record(section(0.5)._ref_v, times)
        detector = h.NetCon(section(0.5)._ref_v, None, sec=section)
        detector.threshold = 0.0
        detector.record(spikes)
        kept.append(detector)

    h.finitialize(-65.0)
    solver.solve(DURATION + 0.01)

    with TARGET.open("w") as file:
        print(f"# NEURON {neuron.__version__}, CVODE, rtol = atol = 1e-12, usetable_hh = 0", file=file)
        print(
            "# two hh compartments, el = -54.387, celsius = 6.3, 10 and 12 uA/cm2 from t = 0, at -65 mV",
            file=file,
        )
        print("# Exp2Syn, tau1 tau2 e g delay: 1 to 2: 0.5 5 -80 0.1 1; 2 to 1: 0.3 2 0 0.05 2", file=file)
        print("# made by tests/validation/generators/neuron_pair.py", file=file)
        for spikes in crossings:
            print("# upward crossings of 0 mV [ms]: " + " ".join(repr(float(t)) for t in spikes), file=file)
        print("t [ms],V1 [mV],V2 [mV]", file=file)
        for row in zip(times, *voltages, strict=True):
            print(",".join(f"{value:.12g}" for value in row), file=file)


if __name__ == "__main__":
    main()
