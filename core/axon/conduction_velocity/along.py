"""Waves along one parameter of the membrane, and the folds at which the fast and the slow one meet."""

from dataclasses import dataclass, replace

import numpy as np

from core.axon.conduction_velocity.path import End, Path, Place, fold_on, follow
from core.axon.conduction_velocity.wave_field import WaveField
from core.axon.conduction_velocity.waves import Found, Wave, find_waves
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.numerics.connections.cutting import DISTANCE
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver

TRIED = 7
"""Values of a range at which a first wave is looked for."""


@dataclass(frozen=True, eq=False, slots=True)
class Fold:
    """Where the fast and the slow wave meet.

    Attributes
    ----------
    value, error
        The parameter, and what a finer mesh changes of it.
    log_k
        Of both waves.
    above
        Whether there are none above it, rather than below.
    """

    value: float
    error: float | None
    log_k: float
    above: bool

    def excludes(self, value: float) -> bool:
        """Whether a value lies where the fold leaves no wave."""
        return (value > self.value) == self.above


@dataclass(frozen=True, eq=False, slots=True)
class Begun:
    """A wave from which others can be followed.

    Attributes
    ----------
    first
        On a mesh of its own, which is the solver's, with its tangent.
    """

    field: WaveField
    solver: ConnectionSolver
    first: Connected

    @property
    def value(self) -> float:
        """The parameter."""
        return float(self.first.orbit.values[1])


class Along:
    """Waves along one parameter of a neuron.

    Parameters
    ----------
    parameter
        Its name in the model.
    span
        Lowest and highest value.
    tolerance
        Error of log K to aim at.

    Attributes
    ----------
    base
        The neuron's own value.
    ends
        Where the search for a fold has come to without one, and why no farther.
    """

    def __init__(self, neuron: Neuron, parameter: str, span: tuple[float, float], tolerance: float) -> None:
        self.neuron, self.parameter, self.span, self.tolerance = neuron, parameter, span, tolerance
        self.base = float(neuron.values[parameter])
        self.ends: list[tuple[float, End]] = []

    @property
    def reach(self) -> tuple[float, float]:
        """The range with the neuron's own value."""
        return min(self.span[0], self.base), max(self.span[1], self.base)

    def neuron_at(self, value: float) -> Neuron:
        """The membrane at a value."""
        return Neuron(self.neuron.model, {**self.neuron.values, self.parameter: value})

    def begin(self, base: Found) -> Begun | None:
        """A collocated fast wave: that at the neuron's own value, or where there is none, the nearest one.

        None where there is none in the range, or where that at the own value is known by shooting alone.
        """
        if base.fast is not None:
            return self.begin_at(WaveField(self.neuron, self.parameter), base.fast)
        values = np.linspace(*self.span, TRIED)
        for value in values[np.argsort(np.abs(values - self.base), kind="stable")].tolist():
            checkpoint()
            field = WaveField(self.neuron_at(value), self.parameter)
            fast = find_waves(field, self.tolerance, slow=False).fast
            begun = None if fast is None else self.begin_at(field, fast)
            if begun is not None:
                return begun
        return None

    def begin_at(self, field: WaveField, wave: Wave) -> Begun | None:
        """A wave with its tangent along the parameter; None where it is not collocated."""
        if wave.coarse is None:
            return None
        # It may have been found without a free parameter.
        orbit = replace(wave.coarse.orbit, field=field, values=np.array([wave.log_k, field.value]))
        units = np.array([1.0, self.reach[1] - self.reach[0]])
        solver = ConnectionSolver(field, orbit.mesh.size - 1, units)
        first = solver.at_value(orbit, 1)
        return None if first is None else Begun(field, solver, first)

    def path(self, begun: Begun, *, rising: bool, beyond_folds: bool) -> Path:
        """The waves from one on."""
        return follow(begun.solver, begun.first, self.reach, rising=rising, beyond_folds=beyond_folds)

    def nearest_fold(self, base: Found, *, downwards: bool = True) -> Fold | None:
        """The first fold as the parameter rises from the neuron's own value, or else as it falls.

        Where there is no wave, the fold between that and the nearest value at which there is one. None where
        none is found.

        Parameters
        ----------
        downwards
            Whether it is looked for as the parameter falls, too.
        """
        begun = self.begin(base)
        if begun is None:
            return None
        ways = (True, False)[: 1 + downwards] if begun.value == self.base else (self.base > begun.value,)
        for rising in ways:
            path = self.path(begun, rising=rising, beyond_folds=False)
            if path.folds:
                return located(begun.field, path, path.folds[0])
            self.ends.append((path.places[-1].value, path.end))
        return None


def located(field: WaveField, path: Path, fold: Place) -> Fold:
    """A fold of a path, located again on a mesh of twice as many intervals."""
    orbit = fold.connected.orbit
    before = path.places[path.places.index(fold) - 1]
    above = before.value < fold.value
    finer = fold_on(
        ConnectionSolver(field, 2 * (orbit.mesh.size - 1), np.array([1.0, abs(fold.value) or 1.0])),
        fold.connected,
    )
    if finer is None:
        return Fold(fold.value, None, fold.log_k, above)
    log_k, value = finer.orbit.values.tolist()
    # Orbits are cut off at a distance from rest, which changes log K by its square.
    error = abs(value - fold.value) + DISTANCE**2 * abs(value)
    return Fold(value, error, log_k, above)
