"""Make tests/validation/data/neuron_tree.json: impedances of a passive tree by NEURON, cut ever finer.

Run it in an environment of its own (pip install neuron): python neuron_tree.py
"""

import json
import math
from pathlib import Path
from typing import Any

import neuron
from neuron import h

# Of one soma of 20 µm: name, parent, place on it, length, diameters of the two ends [µm]. A taper is a
# frustum of NEURON's 3-D points. The apical dendrite is in two parts, as a branch springs between them.
BRANCHES = (
    ("apical", "soma", 0.5, 360.0, 5.0, 2.9),
    ("upper", "apical", 1.0, 240.0, 2.9, 1.5),
    ("basal", "soma", 0.5, 180.0, 1.5, 0.8),
    ("other", "soma", 0.5, 150.0, 1.2, 0.3),
    ("tuft", "upper", 1.0, 250.0, 0.9, 0.9),
    ("twin", "upper", 1.0, 220.0, 0.9, 2.7),
    ("oblique", "apical", 1.0, 150.0, 0.8, 0.8),
)
SOMA = 20.0
"""Length and diameter [µm]: as much membrane as a sphere. Branches spring from the middle of it."""
AXIAL_RESISTIVITY, MEMBRANE_RESISTANCE, CAPACITANCE = 150.0, 20_000.0, 1.0
LEAKY = {"oblique": 5000.0}
FREQUENCIES = (0.0, 10.0, 200.0)
SEGMENTS = (135, 405)
"""Of every branch: the error falls with the square of their length."""
TARGET = Path(__file__).parent.parent / "data" / "neuron_tree.json"


def built(segments: int) -> dict[str, Any]:
    """The sections by name."""
    soma = h.Section(name="soma")
    soma.L = soma.diam = SOMA
    sections = {"soma": soma}
    for name, parent, place, length, begin, end in BRANCHES:
        section = h.Section(name=name)
        section.pt3dclear()
        section.pt3dadd(0.0, 0.0, 0.0, begin)
        section.pt3dadd(length, 0.0, 0.0, end)
        section.connect(sections[parent](place))
        section.nseg = segments
        sections[name] = section
    for name, section in sections.items():
        section.Ra, section.cm = AXIAL_RESISTIVITY, CAPACITANCE
        section.insert("pas")
        for segment in section:
            segment.pas.g, segment.pas.e = 1.0 / LEAKY.get(name, MEMBRANE_RESISTANCE), 0.0
    return sections


def measured(segments: int) -> dict[str, list[list[list[float]]]]:
    """Impedances by branch and frequency.

    Each as magnitude [MΩ] and phase [°]: the input impedance of the far end, and the transfer impedance to
    the soma.
    """
    sections = built(segments)
    h.finitialize(0.0)
    found: dict[str, list[list[list[float]]]] = {}
    for name in [branch[0] for branch in BRANCHES]:
        end, soma = {"sec": sections[name]}, {"sec": sections["soma"]}
        impedance = h.Impedance()
        impedance.loc(1.0, **end)
        for frequency in FREQUENCIES:
            impedance.compute(frequency)
            found.setdefault(name, []).append(
                [
                    [impedance.input(1.0, **end), math.degrees(impedance.input_phase(1.0, **end))],
                    [impedance.transfer(0.5, **soma), math.degrees(impedance.transfer_phase(0.5, **soma))],
                ]
            )
    return found


def main() -> None:
    content = {
        "origin": f"NEURON {neuron.__version__}, class Impedance; by generators/neuron_tree.py",
        "frequencies": FREQUENCIES,
        "segments": SEGMENTS,
        "impedances": [measured(segments) for segments in SEGMENTS],
    }
    TARGET.write_text(json.dumps(content) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
