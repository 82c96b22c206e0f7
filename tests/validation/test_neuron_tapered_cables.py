"""Tapered cables in time against NEURON (data/neuron_cables.json says how its traces were made)."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import SealedEnd
from core.cable.tree.request import CableTreeRequest, TreeInjection
from core.cable.tree.tree import tree
from core.sampling import OutputSampling
from core.stimulus import Pulse

DATA = json.loads((Path(__file__).parent / "data" / "neuron_cables.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["tapered cable", "tapered cable from its thin end"])
def test_a_tapered_cable(name: str) -> None:
    case = DATA["cases"][name]
    (branch,) = case["branches"]
    pulse = Pulse(amplitude=case["stimulus"]["amplitude"], duration=case["stimulus"]["duration"])
    result = tree(
        CableTreeRequest(
            membrane_resistance=branch["membrane"]["membrane_resistance"],
            axial_resistivity=case["axial_resistivity"],
            membrane_capacitance=case["membrane_capacitance"],
            branches=BranchColumns.of(
                [
                    Branch(
                        length=branch["length"],
                        diameter=branch["diameter"],
                        end_diameter=branch["end_diameter"],
                    )
                ]
            ),
            root_end=SealedEnd(),
            injections=(TreeInjection(position=0.0, stimulus=(pulse,)),),
            duration=case["duration"],
            record_at=(Place(position=0.0), Place()),
            sampling=OutputSampling(interval=case["interval"]),
        )
    )
    for series, answer in zip(result.series, case["answers"], strict=True):
        difference = series.values - np.array(answer["voltages"])
        assert series.resolution is not None
        # NEURON's voltage at an end is that of the middle of its last segment, extrapolated to segments of no
        # length, which where a current enters is not much good before the charge has left the segment: its
        # error is a root mean square. Its coordinates are of single precision, its voltages have 5 decimals.
        allowed = answer["voltages_error"] + series.resolution + 1e-5
        assert np.sqrt(np.mean(difference**2)) <= allowed
