"""Where curves are to be looked for in models whose steady states have no closed form: along slices.

The equilibria are followed in the first parameter at some values of the second, and the other way round;
folds and Hopf points on the way lie on the curves.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.seeds import Kind, Seed
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.vector_field import CURRENT
from core.errors import ConvergenceError

SLICES = 3
"""Values of the parameter that is held: the ends of its range and the middle."""
ROWS = 50
KINDS: dict[str, Kind] = {"saddle-node": "fold", "hopf": "hopf"}
SLACK = 1e-6
"""Special points are exact; only a curve through the very place is the same."""


def slices(scaled: ScaledField) -> Iterator[Seed]:
    """The special points of all slices."""
    field, n = scaled.field, scaled.states
    for free, held in ((0, 1), (1, 0)):
        low, high = scaled.ranges[free].tolist()
        first, last = scaled.ranges[held].tolist()
        for value in np.linspace(float(first), float(last), SLICES).tolist():
            neuron, current = field.neuron, field.current
            if field.free[held] == CURRENT:
                current = value
            else:
                neuron = replace(neuron, values={**neuron.values, field.free[held]: value})
            try:
                found = equilibrium_branches(neuron, field.free[free], low, high, current=current, rows=ROWS)
            except ConvergenceError:
                continue
            for branch in found.branches:
                for point in branch.points:
                    if point.kind in KINDS:
                        z = np.insert(point.z, n + held, value)
                        yield Seed(KINDS[point.kind], scaled.scaled(z), n + held, SLACK)
