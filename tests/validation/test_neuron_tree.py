"""A passive tree against NEURON (data/neuron_tree.json says how its impedances were made)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import SphericalSomaEnd
from core.cable.tree.request import CableTreeRequest, PlacePair
from core.cable.tree.tree import tree

DATA = json.loads((Path(__file__).parent / "data" / "neuron_tree.json").read_text(encoding="utf-8"))
BRANCHES = {
    "apical": Branch(length=360.0, diameter=5.0, end_diameter=2.9),
    "upper": Branch(parent=0, length=240.0, diameter=2.9, end_diameter=1.5),
    "basal": Branch(parent=0, parent_position=0.0, length=180.0, diameter=1.5, end_diameter=0.8),
    "other": Branch(parent=0, parent_position=0.0, length=150.0, diameter=1.2, end_diameter=0.3),
    "tuft": Branch(parent=1, length=250.0, diameter=0.9),
    "twin": Branch(parent=1, length=220.0, diameter=0.9, end_diameter=2.7),
    "oblique": Branch(parent=0, length=150.0, diameter=0.8, membrane_resistance=5000.0),
}


@pytest.fixture(scope="module")
def impedances() -> dict[str, NDArray[np.complex128]]:
    """By name of the curve, at every frequency [MΩ]."""
    places = tuple(Place(branch=k) for k in range(len(BRANCHES)))
    root = Place(branch=0, position=0.0)
    result = tree(
        CableTreeRequest(
            branches=BranchColumns.of(list(BRANCHES.values())),
            root_end=SphericalSomaEnd(diameter=20.0),
            injections=(),
            sites=places,
            attenuation_between=tuple(PlacePair(source=place, target=root) for place in places),
            frequencies=tuple(DATA["frequencies"]),
        )
    )
    return {
        curve.name: _complex(np.stack([column.values for column in curve.columns[1:3]], axis=-1))
        for curve in result.curves
        if curve.kind == "impedance"
    }


@pytest.mark.parametrize("branch", BRANCHES)
def test_impedances_of_a_tree(impedances: dict[str, NDArray[np.complex128]], branch: str) -> None:
    coarse, fine = (_complex(np.array(run[branch])) for run in DATA["impedances"])
    # Nine times as exact with three times the compartments: that error is extrapolated away. What is left is
    # NEURON's geometry, whose 3-D points are of single precision: 6e-8 of each diameter.
    expected = fine + (fine - coarse) / 8.0
    number = list(BRANCHES).index(branch) + 1
    assert impedances[f"site_{number}"] == pytest.approx(expected[:, 0], rel=2e-7)
    assert impedances[f"pair_{number}"] == pytest.approx(expected[:, 1], rel=2e-7)


def _complex(polar: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Numbers from magnitudes and phases [°]."""
    turns: NDArray[np.complex128] = np.exp(1j * np.radians(polar[..., 1]).astype(np.complex128))
    return polar[..., 0] * turns
