"""The resting state of a tree whose membranes rest at different voltages.

With every state at its steady value the compartments lose energy as long as they move: the steady currents
derive from E = Σ ∫ I(V) dV + ½ Σ g (V_i − V_j)². A minimum of E is a rest if no oscillation grows from it
(`core.compartments.stability`).
"""

from collections.abc import Iterator

import numpy as np

from core.compartments.compartments import NANO_PER_MICRO, Compartments
from core.compartments.experiment import State
from core.compartments.stability import capacitances, is_stable, links_of
from core.compartments.steady_membrane import SteadyKind
from core.errors import ParameterError
from core.interruption import checkpoint
from core.numerics.tree.recursion import flow, solve_positive
from core.result import Floats

MOST_STEPS = 300
LONGEST_STEP = 20.0
"""Largest change of a voltage in one step of the search [mV]."""
STILL = 1e-9
"""Change of the voltages at which the search ends [mV]."""
FIRST_RATE, LEAST_RATE = 0.1, 1e-3
"""1/duration of a step [1/ms] where Newton's full step is too long, and below which it is 0."""
DEFAULT_VOLTAGE = -65.0
"""Where nothing rests by itself [mV]."""


def resting_state(compartments: Compartments, pointer: str = "/initial") -> State:
    """The state in which a tree rests without a stimulus.

    The search sets out from the resting voltages of the membranes by themselves, and then from each of them
    in the whole tree.

    Parameters
    ----------
    compartments
        The tree.
    pointer
        JSON pointer of what is to blame if it does not rest.

    Raises
    ------
    ParameterError
        No stable rest was found, or nothing holds the voltage.
    """
    members = SteadyTree(compartments)
    found = False
    for start in members.starts():
        voltages = members.minimum(start)
        if voltages is None:
            continue
        found = True
        if is_stable(compartments, members.kinds, voltages):
            return members.state(voltages)
    if found:
        raise ParameterError(
            pointer,
            "this tree does not rest without a stimulus: oscillations grow from its equilibrium",
            hint="give the initial voltage",
        )
    raise ParameterError(
        pointer,
        "no equilibrium of this tree was found",
        hint="give every part a leak, or the initial voltage",
    )


class SteadyTree:
    """A tree with every state at its steady value."""

    def __init__(self, compartments: Compartments) -> None:
        self._cells = compartments
        self._parents, self._couplings = compartments.parents.tolist(), compartments.couplings.tolist()
        self._members = [np.flatnonzero(compartments.kinds == k) for k in range(len(compartments.neurons))]
        self.kinds = tuple(
            None if neuron is None or not members.size else SteadyKind(neuron, members.size)
            for neuron, members in zip(compartments.neurons, self._members, strict=True)
        )
        self._capacitances = capacitances(compartments, self.kinds)

    def starts(self) -> Iterator[Floats]:
        """Voltages to set out from [mV], shape (n,)."""
        cells, own = self._cells, np.full(self._cells.parents.size, np.nan)
        held = cells.leaks > 0.0
        own[held] = cells.leak_currents[held] / cells.leaks[held]
        for kind, members in zip(self.kinds, self._members, strict=True):
            if kind is not None:
                own[members[cells.areas[members] > 0.0]] = kind.rest
        known = own[np.isfinite(own)]
        common = float(known.mean()) if known.size else DEFAULT_VOLTAGE
        yield np.where(np.isfinite(own), own, common)
        rests = {common} | {kind.rest for kind in self.kinds if kind is not None}
        if len(rests) > 1 or (known.size and np.ptp(known) > 0.0):
            for rest in sorted(rests):
                yield np.full(own.size, rest)

    def _currents(self, voltages: Floats) -> tuple[Floats, Floats]:
        """Current out of every compartment [nA] and its slope [µS]."""
        cells = self._cells
        current, slope = cells.leaks * voltages - cells.leak_currents, cells.leaks.copy()
        for kind, members in zip(self.kinds, self._members, strict=True):
            if kind is not None:
                found, steepness = kind.current(voltages[members])
                area = NANO_PER_MICRO * cells.areas[members]
                current[members] += area * found
                slope[members] += area * steepness
        return current - flow(self._parents, cells.couplings, voltages), slope

    def minimum(self, start: Floats) -> Floats | None:
        """Voltages in a minimum of the energy [mV]; None where none was found.

        Newton's method; where the matrix is not positive definite or the step is long, a step of the implicit
        Euler method, which goes down in any case if it is short enough.
        """
        links = links_of(self._cells)
        voltages, rate = start.copy(), 0.0
        current, slope = self._currents(voltages)
        for _ in range(MOST_STEPS):
            checkpoint()
            diagonal = slope + links + rate * self._capacitances
            step = solve_positive(self._parents, self._couplings, diagonal, -current)
            size = np.inf if step is None else float(np.abs(step).max())
            if step is None or not size <= LONGEST_STEP:
                rate = max(4.0 * rate, FIRST_RATE)
                continue
            trial = voltages + step
            after, steepness = self._currents(trial)
            if not np.abs(after).sum() <= 2.0 * np.abs(current).sum() and size > 1e-3:
                rate = max(4.0 * rate, FIRST_RATE)
                continue
            voltages, current, slope = trial, after, steepness
            if size < STILL and rate == 0.0:
                return voltages
            rate = 0.25 * rate if rate > LEAST_RATE else 0.0
        return None

    def state(self, voltages: Floats) -> State:
        """The state with every other state at its steady value."""
        gates = tuple(
            np.zeros((members.size, 0))
            if kind is None
            else np.ascontiguousarray(kind.states(voltages[members])[1:].T)
            for kind, members in zip(self.kinds, self._members, strict=True)
        )
        return State(voltages, gates)
