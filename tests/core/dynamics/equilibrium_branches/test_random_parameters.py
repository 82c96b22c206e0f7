"""Branches in any parameter against a brute scan of equations written once more."""

import numpy as np
import pytest

from core.dynamics.equilibrium_branches.branch import EquilibriumBranches
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.parameter_range import parameter_range
from core.dynamics.regions import segments
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from tests.core.dynamics.equilibrium_branches.independent_cells import unstable_dimensions

CASES = [("morris-lecar", seed) for seed in range(42)] + [("hodgkin-huxley", seed) for seed in range(18)]


def _told(found: EquilibriumBranches, value: float) -> list[int]:
    """Unstable dimensions of the equilibria at a value, by the segments."""
    stretches = [
        stretch
        for number, branch in enumerate(found.branches, start=1)
        for stretch in segments(branch, number, found.low, found.high)
    ]
    here = [s for s in stretches if (s.value_from < value) != (s.value_to < value)]
    return sorted(stretch.unstable_dimensions for stretch in here)


@pytest.mark.parametrize(("cell", "seed"), CASES)
def test_stability_and_number_of_equilibria_change_where_they_should(cell: str, seed: int) -> None:
    random = np.random.default_rng(300 + seed)
    model = CATALOGUE[cell]
    values = {
        key: value * random.uniform(0.8, 1.25)
        for key, value in model.defaults().items()
        if key != "temperature"
    }
    if seed % 2 and cell == "morris-lecar":
        values |= {"v3": 12.0 + random.uniform(-3.0, 3.0), "v4": 17.4, "g_ca": 4.0, "phi": 0.067}
    name = str(random.choice([parameter.name for parameter in model.parameters]))
    neuron = Neuron.of(model, None, **values)
    low, high = parameter_range(neuron, name, None)
    current = float(random.uniform(0.0, 120.0 if cell == "morris-lecar" else 40.0))
    found = equilibrium_branches(neuron, name, low, high, current=current)
    along = low + (high - low) * (np.arange(24) + 0.37) / 24
    expected = unstable_dimensions(cell, neuron.values, name, along, current)
    # A value as near to a bifurcation as the bisected voltages' error allows no verdict.
    changes = np.array([point.value for point in found.points if point.kind in {"hopf", "saddle-node"}])
    for value, dimensions in zip(along.tolist(), expected, strict=True):
        if not changes.size or np.abs(changes - value).min() > 1e-7 * (high - low):
            assert _told(found, value) == dimensions, f"{name} = {value}"
    assert not found.doubts
    for branch in found.branches:
        for k, point in enumerate(branch.points):
            step = abs(int(np.diff(branch.between.unstable_dimensions[k : k + 2])[0]))
            assert step == {"hopf": 2, "saddle-node": 1}.get(point.kind, 0)
            assert point.value_error < 1e-9 * max(abs(point.value), high - low)
            assert point.residual < 1e-11
