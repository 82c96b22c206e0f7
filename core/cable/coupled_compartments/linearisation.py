"""A network as one system of equations: its rest, its linearisation there, its impedances.

All states of all compartments, one compartment after the other, each with its V first.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.cable.coupled_compartments.cells import Cell
from core.cable.coupled_compartments.junctions import Junction, conductance
from core.errors import ParameterError
from core.interruption import checkpoint
from core.neuron.initial import resting_state
from core.result import Floats

Complexes = NDArray[np.complex128]

LONGEST_CHANGE = 20.0
"""Change of a state [its share of a spike, mV] that one step of Newton's method may make."""
CLOSE = 1e-11
"""Change [mV] after which nothing more is gained."""
NEWTON_STEPS = 60
GROWTH = np.geomspace(1e-3, 1.0, 13)
"""Shares of the junctions' conductances by which they are brought in where they cannot be at once."""


@dataclass(frozen=True, eq=False)
class System:
    """The equations of cells with junctions.

    Attributes
    ----------
    cells, junctions
        What it is made of.
    """

    cells: tuple[Cell, ...]
    junctions: tuple[Junction, ...]

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """Place of every cell's V, shape (cells,)."""
        sizes = np.array([cell.size for cell in self.cells])
        places: NDArray[np.int64] = np.cumsum(sizes) - sizes
        return places

    @cached_property
    def gains(self) -> Floats:
        """∂V'/∂I of every cell [mV/ms per nA], shape (cells,)."""
        return np.array([cell.gain for cell in self.cells])

    @cached_property
    def weights(self) -> Floats:
        """An error of 1 in a state counts as one of so many mV, shape (states,)."""
        return np.concatenate([cell.weights for cell in self.cells])

    def part(self, cell: int) -> slice:
        """Where the states of a cell are."""
        return slice(int(self.first[cell]), int(self.first[cell]) + self.cells[cell].size)

    def motion(self, state: Floats, share: float = 1.0) -> tuple[Floats, Floats]:
        """Rates of all states, shape (n,), and their Jacobian, shape (n, n), without injected currents.

        Parameters
        ----------
        state
            All states, shape (n,).
        share
            Share of the junctions' conductances that is there.
        """
        currents, matrix = np.zeros(len(self.cells)), np.zeros((state.size, state.size))
        for junction in self.junctions:
            ends = np.array([junction.first - 1, junction.second - 1])
            a, b = self.first[ends]
            voltage = state[a] - state[b]
            g, slope = (
                share * float(part[0]) for part in conductance(junction.characteristic, voltage[None])
            )
            currents[ends] += np.array([-1.0, 1.0]) * g * voltage
            pull = (g + slope * voltage) * self.gains[ends]
            matrix[a, a] -= pull[0]
            matrix[a, b] += pull[0]
            matrix[b, b] -= pull[1]
            matrix[b, a] += pull[1]
        rates = np.empty(state.size)
        for k, cell in enumerate(self.cells):
            part = self.part(k)
            rates[part] = cell.rates(state[part], float(currents[k]))
            matrix[part, part] += cell.jacobian(state[part])
        return rates, matrix


@dataclass(frozen=True, eq=False)
class Rest:
    """An equilibrium of a system without injected currents.

    Attributes
    ----------
    system
        The system.
    state
        All states there, shape (n,).
    matrix
        The Jacobian there, shape (n, n).
    """

    system: System
    state: Floats
    matrix: Floats

    @cached_property
    def eigenvalues(self) -> Complexes:
        """Eigenvalues of the Jacobian [1/ms], the slowest first, shape (n,)."""
        found = np.linalg.eigvals(self.matrix).astype(np.complex128)
        order: Complexes = found[np.argsort(-found.real, kind="stable")]
        return order

    @property
    def stable(self) -> bool:
        """Whether every deviation fades."""
        return bool(self.eigenvalues[0].real < 0.0)

    @property
    def voltages(self) -> Floats:
        """Voltages of the compartments [mV], shape (cells,)."""
        return self.state[self.system.first]

    def impedances(self, frequency: float) -> Complexes:
        """Voltage in one compartment (row) per current into another (column) [MΩ], shape (cells, cells).

        Parameters
        ----------
        frequency
            [Hz]; 0 for the steady state.
        """
        first, n = self.system.first, self.state.size
        inputs = np.zeros((n, first.size))
        inputs[first, np.arange(first.size)] = self.system.gains
        shifted = -self.matrix if frequency == 0.0 else 2e-3j * np.pi * frequency * np.eye(n) - self.matrix
        return np.asarray(np.linalg.solve(shifted, inputs)[first], dtype=np.complex128)

    def own_resistance(self, cell: int) -> float:
        """Slope resistance of a compartment alone at this rest [MΩ]; infinite without a leak."""
        part = self.system.part(cell)
        block = self.system.cells[cell].jacobian(self.state[part])
        with np.errstate(divide="ignore"):
            inner = block[1:, 1:]
            pulled = block[0, 1:] @ np.linalg.solve(inner, block[1:, 0]) if inner.size else 0.0
            return float(np.divide(self.system.gains[cell], pulled - block[0, 0]))


def find_rest(system: System) -> Rest | None:
    """An equilibrium without injected currents, by Newton's method from each compartment's own.

    None where a cell has none of its own, or where the method finds none.
    """
    try:
        start = np.concatenate([_own_rest(cell) for cell in system.cells])
    except ParameterError:
        return None
    state = _newton(system, start, 1.0)
    if state is None:
        # The junctions are brought in little by little.
        state = start
        for share in GROWTH:
            state = _newton(system, state, float(share))
            if state is None:
                return None
    return Rest(system, state, system.motion(state)[1])


def _own_rest(cell: Cell) -> Floats:
    if cell.neuron is not None:
        return resting_state(cell.neuron)[0]
    return np.array([cell.values["reversal"]])


def _newton(system: System, start: Floats, share: float) -> Floats | None:
    """An equilibrium near a state; None if the method does not come to one."""
    state = start
    for _ in range(NEWTON_STEPS):
        checkpoint()
        rates, matrix = system.motion(state, share)
        if not (np.isfinite(rates).all() and np.isfinite(matrix).all()):
            return None
        try:
            change = -np.linalg.solve(matrix, rates)
        except np.linalg.LinAlgError:
            return None
        size = float(np.max(np.abs(change) * system.weights))
        if not size < 1e12:
            return None
        state = state + change * min(1.0, LONGEST_CHANGE / max(size, 1e-300))
        if size < CLOSE:
            return state
    return None
