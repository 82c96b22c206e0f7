"""Make tests/validation/data/neuron_hodgkin_huxley.csv with NEURON's CVODE at a tight tolerance.

Run it in an environment of its own (pip install neuron): python neuron_hodgkin_huxley.py
"""

from pathlib import Path

import neuron
from neuron import h

DURATION = 100.0
CURRENT_DENSITY = 10.0
"""[µA/cm²] from t = 0."""
SAMPLES = 4001
TARGET = Path(__file__).parent.parent / "data" / "neuron_hodgkin_huxley.csv"


def main() -> None:
    h.load_file("stdrun.hoc")
    section = h.Section(name="patch")
    section.nseg, section.L, section.diam, section.cm = 1, 10.0, 10.0, 1.0
    section.insert("hh")
    h.usetable_hh = 0
    section.ena, section.ek = 50.0, -77.0
    middle = section(0.5)
    middle.hh.gnabar, middle.hh.gkbar, middle.hh.gl, middle.hh.el = 0.12, 0.036, 0.0003, -54.387
    h.celsius = 6.3

    clamp = h.IClamp(middle)
    clamp.delay, clamp.dur = 0.0, 1e9
    # µA/cm² × µm² = 1e-8 µA = 1e-5 nA
    clamp.amp = CURRENT_DENSITY * middle.area() * 1e-5

    solver = h.CVode()
    solver.active(1)
    solver.rtol(1e-12)
    solver.atol(1e-12)
    # Threshold crossings by interpolation, not at the end of the step that passes them.
    solver.condition_order(2)

    times = h.Vector([DURATION * k / (SAMPLES - 1) for k in range(SAMPLES)])
    columns = {"V": h.Vector(), "m": h.Vector(), "h": h.Vector(), "n": h.Vector()}
    for name, vector in columns.items():
        source = middle._ref_v if name == "V" else getattr(middle.hh, f"_ref_{name}")
        vector.record(source, times)
    crossings = h.Vector()
    detector = h.NetCon(middle._ref_v, None, sec=section)
    detector.threshold = 0.0
    detector.record(crossings)

    h.finitialize(-65.0)
    solver.solve(DURATION + 0.01)

    with TARGET.open("w") as file:
        print(f"# NEURON {neuron.__version__}, CVODE, rtol = atol = 1e-12, usetable_hh = 0", file=file)
        print(
            "# hh, one compartment, el = -54.387, celsius = 6.3, 10 uA/cm2 from t = 0, rest gates of -65 mV",
            file=file,
        )
        print("# made by tests/validation/generators/neuron_hodgkin_huxley.py", file=file)
        print("# upward crossings of 0 mV [ms]: " + " ".join(repr(float(t)) for t in crossings), file=file)
        print("t [ms],V [mV],m,h,n", file=file)
        for k, t in enumerate(times):
            row = [t, *(column[k] for column in columns.values())]
            print(",".join(f"{value:.12g}" for value in row), file=file)


if __name__ == "__main__":
    main()
