"""A smaller tree that stands for a larger one, and what its runs say of it."""

from dataclasses import dataclass, replace

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, State
from core.compartments.passive_parts import Forest
from core.compartments.port_modes import PortModes
from core.numerics.tall import times
from core.numerics.tree.partition import Integers
from core.result import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A forest, its modes, and the number of its port and of the first mode in the smaller tree."""

    forest: Forest
    modes: PortModes
    port: int
    first: int

    @property
    def numbers(self) -> Integers:
        """Of the modes in the smaller tree."""
        return self.first + np.arange(self.modes.couplings.size)


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """A smaller tree that stands for a larger one.

    Attributes
    ----------
    compartments, state, experiment
        Of the smaller tree.
    error
        Of its voltages [mV]: the port's being any sinusoid of `core.compartments.port_modes`.
    whole
        The larger tree.
    kept
        Its compartments that come first in the smaller one.
    parts
        The forests that are modes behind them.
    """

    compartments: Compartments
    state: State
    experiment: Experiment
    error: float
    whole: Compartments
    kept: Integers
    parts: tuple[Part, ...]

    def recover(self, course: Course) -> Course:
        """What a run of the smaller tree says of the larger one.

        Spikes and peaks of what was left out stay unknown: NaN, and no passages.
        """
        passages = np.zeros(self.whole.parents.size, dtype=np.int64)
        passages[self.kept] = course.passages[: self.kept.size]
        return replace(
            course,
            profiles=self._voltages(course.profiles),
            arrivals=self._spread(course.arrivals),
            peaks=self._spread(course.peaks),
            peak_times=self._spread(course.peak_times),
            passages=passages,
            state=State(
                self._voltages(course.state.voltage[np.newaxis])[0], gates_of(self.whole, course.state)
            ),
        )

    def _spread(self, values: Floats) -> Floats:
        found = np.full(self.whole.parents.size, np.nan)
        found[self.kept] = values[: self.kept.size]
        return found

    def _voltages(self, rows: Floats) -> Floats:
        """Of the larger tree from those of the smaller one: shapes (k, n) and (k, m)."""
        found = np.empty((rows.shape[0], self.whole.parents.size))
        found[:, self.kept] = rows[:, : self.kept.size]
        for part in self.parts:
            m = part.modes
            found[:, part.forest.members] = (
                m.offsets + rows[:, [part.port]] * m.port_shares + times(rows[:, part.numbers], m.shares.T)
            )
        return found


def gates_of(compartments: Compartments, state: State) -> tuple[Floats, ...]:
    """Those of a state of another tree with the same membranes."""
    counts = np.bincount(compartments.kinds, minlength=len(compartments.neurons))
    return tuple(
        np.zeros((count, 0)) if neuron is None else gates
        for neuron, gates, count in zip(compartments.neurons, state.gates, counts, strict=True)
    )
