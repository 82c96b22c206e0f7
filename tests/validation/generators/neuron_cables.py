"""Make tests/validation/data/neuron_cables.json: cables and trees by NEURON's CVODE, on ever finer grids.

Every branch is cut into so many segments, twice and four times as many; NEURON's discretisation being of
second order in space, the two finer runs are extrapolated (Richardson), and how far the extrapolation of the
two coarser ones is from that is kept as the error. So nothing in the file depends on a grid: a site is the
near or the far end of a branch, a membrane's area is that of the surface of the cylinder or cone.

Run it in an environment of its own (pip install neuron numpy): python neuron_cables.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neuron
import numpy as np
from neuron import h
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TARGET = Path(__file__).parent.parent / "data" / "neuron_cables.json"
TOLERANCE = 1e-9
SQUID = {"g_Na": 120.0, "g_K": 36.0, "g_L": 0.3, "E_Na": 50.0, "E_K": -77.0, "E_L": -54.387}
RALLPACK = {**SQUID, "g_L": 0.025, "E_L": -65.0}
DENDRITE = {"membrane_resistance": 20_000.0, "E_L": -65.0}
PASSIVE = {"membrane_resistance": 40_000.0, "E_L": -65.0}
COMMON = {"membrane_capacitance": 1.0, "initial_voltage": -65.0}
"""Conductances in mS/cm², resistances in Ω·cm², C in µF/cm², voltages in mV; gates start at rest for it."""


def branch(parent: int | None, length: float, diameter: float, membrane: Any, **other: Any) -> dict[str, Any]:
    """A branch at the far end of its parent, lengths in µm; a cone has an `end_diameter`."""
    return {"parent": parent, "length": length, "diameter": diameter, **other, "membrane": membrane}


CASES: dict[str, dict[str, Any]] = {
    "Rallpack 3": {
        "branches": [branch(None, 1000.0, 1.0, RALLPACK)],
        "axial_resistivity": 100.0,
        "temperature": 6.3,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 0.1, "duration": 250.0},
        "sites": [(0, "near"), (0, "far")],
        "duration": 250.0,
        "interval": 0.5,
        "longest_segment": 1.0,
    },
    "branched axon": {
        "branches": [
            branch(None, 4000.0, 20.0, SQUID),
            branch(0, 3000.0, 12.0, SQUID),
            branch(0, 2000.0, 6.0, SQUID),
        ],
        "axial_resistivity": 35.4,
        "temperature": 6.3,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 100.0, "duration": 0.5},
        "sites": [(0, "near"), (0, "far"), (1, "far"), (2, "far")],
        "duration": 20.0,
        "interval": 0.1,
        "longest_segment": 10.0,
    },
    "ball and stick": {
        "branches": [branch(None, 30.0, 30.0, SQUID), branch(0, 1000.0, 2.0, DENDRITE)],
        "axial_resistivity": 100.0,
        "temperature": 6.3,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 1.0, "duration": 60.0},
        "sites": [(0, "near"), (0, "far"), (1, "far")],
        "duration": 60.0,
        "interval": 0.25,
        "longest_segment": 5.0,
    },
    "tapered cable": {
        "branches": [branch(None, 1000.0, 8.0, PASSIVE, end_diameter=1.0)],
        "axial_resistivity": 100.0,
        "temperature": 6.3,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 0.1, "duration": 60.0},
        "sites": [(0, "near"), (0, "far")],
        "duration": 100.0,
        "interval": 1.0,
        "longest_segment": 5.0,
    },
    "tapered cable from its thin end": {
        "branches": [branch(None, 1000.0, 1.0, PASSIVE, end_diameter=8.0)],
        "axial_resistivity": 100.0,
        "temperature": 6.3,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 0.1, "duration": 60.0},
        "sites": [(0, "near"), (0, "far")],
        "duration": 100.0,
        "interval": 1.0,
        "longest_segment": 5.0,
    },
    "tapered axon": {
        "branches": [branch(None, 5000.0, 30.0, SQUID, end_diameter=5.0)],
        "axial_resistivity": 35.4,
        "temperature": 18.5,
        "stimulus": {"branch": 0, "end": "near", "amplitude": 150.0, "duration": 0.2},
        "sites": [(0, "near"), (0, "far")],
        "duration": 8.0,
        "interval": 0.05,
        "longest_segment": 10.0,
    },
}


def sections(case: dict[str, Any], refinement: int) -> Iterator[Any]:
    """NEURON's sections, as fine as wanted."""
    made: list[Any] = []
    for number, each in enumerate(case["branches"]):
        section = h.Section(name=f"branch{number}")
        width = each["diameter"], each.get("end_diameter", each["diameter"])
        h.pt3dadd(0.0, 0.0, 0.0, width[0], sec=section)
        h.pt3dadd(each["length"], 0.0, 0.0, width[1], sec=section)
        section.nseg = refinement * max(3, round(each["length"] / case["longest_segment"]))
        section.Ra, section.cm = case["axial_resistivity"], COMMON["membrane_capacitance"]
        if each["parent"] is not None:
            section.connect(made[each["parent"]](1.0), 0.0)
        membrane = each["membrane"]
        if "membrane_resistance" in membrane:
            section.insert("pas")
            section.g_pas, section.e_pas = 1.0 / membrane["membrane_resistance"], membrane["E_L"]
        else:
            section.insert("hh")
            section.ena, section.ek, section.el_hh = membrane["E_Na"], membrane["E_K"], membrane["E_L"]
            for name in ("na", "k"):
                setattr(section, f"g{name}bar_hh", 1e-3 * membrane[f"g_{name.capitalize()}"])
            section.gl_hh = 1e-3 * membrane["g_L"]
        made.append(section)
        yield section


def run(case: dict[str, Any], refinement: int) -> tuple[Floats, list[Floats]]:
    """Voltages at the sites and sample times [mV], one row each, and upward crossings of 0 mV [ms]."""
    tree, pulse = list(sections(case, refinement)), case["stimulus"]
    ends = {"near": 0.0, "far": 1.0}
    clamp = h.IClamp(tree[pulse["branch"]](ends[pulse["end"]]))
    clamp.delay, clamp.dur, clamp.amp = 0.0, pulse["duration"], pulse["amplitude"]
    samples = h.Vector(times(case))
    voltages, spikes, detectors = [], [], []
    for number, end in case["sites"]:
        place = tree[number](ends[end])
        voltages.append(h.Vector().record(place._ref_v, samples))
        detector = h.NetCon(place._ref_v, None, sec=tree[number])
        detector.threshold = 0.0
        spikes.append(h.Vector())
        detector.record(spikes[-1])
        detectors.append(detector)
    h.celsius, h.usetable_hh = case["temperature"], 0
    solver = h.CVode()
    solver.active(1)
    solver.rtol(0.0)
    solver.atol(TOLERANCE)
    # Threshold crossings by interpolation, not at the end of the step that passes them.
    solver.condition_order(2)
    h.finitialize(COMMON["initial_voltage"])
    solver.solve(case["duration"] + 0.01)
    return np.array(voltages), [np.array(found) for found in spikes]


def times(case: dict[str, Any]) -> list[float]:
    """Sample times [ms]."""
    count = round(case["duration"] / case["interval"])
    return [case["duration"] * k / count for k in range(count + 1)]


def extrapolated(coarse: Any, fine: Any) -> Any:
    """Of second order in the segments' length."""
    return fine + (fine - coarse) / 3.0


def solved(case: dict[str, Any]) -> dict[str, Any]:
    """The case with its answers and their errors."""
    runs = [run(case, refinement) for refinement in (1, 2, 4)]
    first, last = (extrapolated(runs[k][0], runs[k + 1][0]) for k in (0, 1))
    answers = []
    for number, (branch_number, end) in enumerate(case["sites"]):
        spikes = [found[number] for _, found in runs]
        once, twice = (extrapolated(spikes[k], spikes[k + 1]) for k in (0, 1))
        answers.append(
            {
                "site": {"branch": branch_number, "end": end},
                "spikes": [round(float(time), 6) for time in twice],
                "spikes_error": float(f"{np.abs(twice - once).max(initial=0.0):.1e}"),
                "voltages": [round(float(value), 5) for value in last[number]],
                "voltages_error": float(f"{np.sqrt(np.mean((last[number] - first[number]) ** 2)):.1e}"),
            }
        )
    kept = {name: value for name, value in case.items() if name != "sites"}
    return {**COMMON, **kept, "answers": answers}


def main() -> None:
    h.load_file("stdrun.hoc")
    origin = [
        f"NEURON {neuron.__version__}, CVODE, absolute tolerance {TOLERANCE:g}, usetable_hh = 0",
        "cut into segments of the longest length and a half and a quarter of it; the latter two extrapolated",
        "spikes are upward crossings of 0 mV [ms], voltages in mV, one every interval [ms] from 0",
        "errors: what the last refinement changes, the worst spike's time [ms] and RMS of the voltage [mV]",
        "made by tests/validation/generators/neuron_cables.py",
    ]
    cases = {}
    for name, case in CASES.items():
        cases[name] = solved(case)
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items())
    TARGET.write_text(f'{{"origin": {json.dumps(origin)}, "cases": {{\n{rows}\n}}}}\n')


if __name__ == "__main__":
    main()
