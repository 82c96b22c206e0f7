"""Make tests/validation/data/neuron_gap_junction.csv: two squid axons with a gap junction, by NEURON's IDA.

Run it in an environment of its own (pip install neuron): python neuron_gap_junction.py
"""

from pathlib import Path
from typing import Any

import neuron
from neuron import h

DURATION = 100.0
SAMPLES = 501
CURRENTS = (10.0, 4.0)
"""[µA/cm²] from t = 0."""
JUNCTION = 0.1
"""[mS/cm²] of either cell."""
TARGET = Path(__file__).parent.parent / "data" / "neuron_gap_junction.csv"


def axon(name: str) -> Any:
    section = h.Section(name=name)
    section.nseg, section.L, section.diam, section.cm = 1, 10.0, 10.0, 1.0
    section.insert("hh")
    section.ena, section.ek = 50.0, -77.0
    middle = section(0.5)
    middle.hh.gnabar, middle.hh.gkbar, middle.hh.gl, middle.hh.el = 0.12, 0.036, 0.0003, -54.387
    return section


def junction(cells: list[Any]) -> list[Any]:
    """Join the cells; a linear mechanism of voltages has its conductances in S/cm²."""
    matrix, none = h.Matrix(2, 2), h.Matrix(2, 2, 2)
    for row in range(2):
        for column in range(2):
            matrix.setval(row, column, 1e-3 * JUNCTION * (1.0 if row == column else -1.0))
    places, ends, state, source = h.SectionList(), h.Vector([0.5, 0.5]), h.Vector(2), h.Vector(2)
    for section in cells:
        places.append(sec=section)
    linear = h.LinearMechanism(none, matrix, state, source, places, ends)
    return [matrix, none, places, ends, state, source, linear]


def main() -> None:
    h.load_file("stdrun.hoc")
    cells = [axon("first"), axon("second")]
    h.usetable_hh = 0
    h.celsius = 6.3
    # µA/cm² × µm² = 1e-8 µA = 1e-5 nA.
    scale = 1e-5 * cells[0](0.5).area()
    kept: list[Any] = junction(cells)
    for section, current in zip(cells, CURRENTS, strict=True):
        clamp = h.IClamp(section(0.5))
        clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, current * scale
        kept.append(clamp)

    solver = h.CVode()
    solver.active(1)
    solver.rtol(1e-11)
    solver.atol(1e-11)
    # Threshold crossings by interpolation, not at the end of the step that passes them.
    solver.condition_order(2)
    solver.maxstep(0.005)

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
        print(f"# NEURON {neuron.__version__}, IDA, rtol = atol = 1e-11, usetable_hh = 0", file=file)
        print("# two hh compartments, el = -54.387, celsius = 6.3, 10 and 4 uA/cm2, at -65 mV", file=file)
        print("# a LinearMechanism of 0.1 mS/cm2 between them", file=file)
        print("# made by tests/validation/generators/neuron_gap_junction.py", file=file)
        for spikes in crossings:
            print("# upward crossings of 0 mV [ms]: " + " ".join(repr(float(t)) for t in spikes), file=file)
        print("t [ms],V1 [mV],V2 [mV]", file=file)
        for row in zip(times, *voltages, strict=True):
            print(",".join(f"{value:.12g}" for value in row), file=file)


if __name__ == "__main__":
    main()
