"""The kinds of membrane of a tree as the kernels read them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.compartments.workspace import ROOM, STATE_ROWS, Membranes
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.integrator.membrane import Membrane, membrane
from core.numerics.aligned import aligned
from core.numerics.tree.partition import Integers
from core.result import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of membrane.

    Attributes
    ----------
    membrane
        Table and constants.
    ohmic
        Which of its currents are leaks, without a gate and with a constant reversal potential.
    """

    membrane: Membrane
    ohmic: "np.ndarray[tuple[int], np.dtype[np.bool_]]"

    @property
    def dynamic(self) -> int:
        """Number of states after V."""
        return self.membrane.dynamic

    @property
    def capacitance(self) -> float:
        """[µF/cm²]."""
        return 1.0 / self.membrane.inverse_capacitance

    @property
    def leak(self) -> float:
        """Conductance of the leaks [mS/cm²]."""
        return float(self.membrane.conductances[self.ohmic].sum())

    @property
    def leak_current(self) -> float:
        """Conductances of the leaks times their reversal potentials [µA/cm²]."""
        m = self.membrane
        return float(np.sum(m.conductances[self.ohmic] * m.reversals[self.ohmic]))

    @property
    def conductances(self) -> Floats:
        """Of the other currents [mS/cm²]."""
        found: Floats = self.membrane.conductances[~self.ohmic]
        return found

    @property
    def block_size(self) -> int:
        """Rows of a block: an odd number, so that blocks begin in different places of a page."""
        return (STATE_ROWS * self.dynamic + self.conductances.size) | 1


def kind_of(neuron: Neuron, span: tuple[float, float]) -> Kind:
    """A kind of membrane, its kinetics tabulated over a range of voltages [mV].

    Raises
    ------
    ParameterError
        A model without units, or one with too many states.
    """
    if neuron.model.dimensionless:
        raise ParameterError(
            "/model",
            f"{neuron.model.name} has no units: a cable of it would have no length constant",
            received=neuron.model.name,
            allowed="a model in mV, ms and µA/cm²",
        )
    made = membrane(neuron, span)
    if made.is_coupled:
        raise ParameterError("/model", "states of this model depend on each other")
    if made.width + made.instantaneous > ROOM:
        raise ParameterError("/model", "this model has too many states")
    return Kind(made, (np.diff(made.starts.astype(np.int64)) == 0) & (made.slopes > 0.0))


def membranes(kinds: Sequence[Kind | None], rows: Integers, blocks: Integers, sizes: Integers) -> Membranes:
    """The kinds one after the other.

    Parameters
    ----------
    kinds
        The kinds; None: a passive one.
    rows
        First row of compartments of each, and the end.
    blocks, sizes
        First block of each, and rows of a block.
    """
    tables: dict[int, tuple[int, Floats]] = {}
    size, state, current = 0, 0, 0
    numbers, grid, starts, factors = [], [], [], [np.zeros((0, 2), dtype=np.int64)]
    for number, kind in enumerate(kinds):
        common = [rows[number], rows[number + 1], blocks[number], sizes[number]]
        if kind is None:
            numbers.append([*common, 0, 0, 0, 0, 0, state, current])
            grid.append([0.0, 1.0, 0.0, np.inf])
            grid[-1][0] = -np.inf
            starts.append(np.array([sum(map(len, factors))]))
            continue
        m = kind.membrane
        if id(m.table) not in tables:
            tables[id(m.table)] = size, m.table.reshape(-1)
            size += m.table.size
        count = kind.conductances.size
        numbers.append(
            [*common, m.dynamic, m.instantaneous, m.width, count, tables[id(m.table)][0], state, current]
        )
        grid.append([m.low, m.inverse_cell, m.cells - 1.0, m.low + m.cells / m.inverse_cell])
        own, lengths = m.factors.astype(np.int64), np.diff(m.starts.astype(np.int64))[~kind.ohmic]
        starts.append(sum(map(len, factors)) + np.cumsum([0, *lengths]))
        factors.append(own.reshape(-1, 2))
        state, current = state + m.dynamic, current + count
    present = [kind for kind in kinds if kind is not None]
    none = np.zeros(0)
    found = [table for _, table in tables.values()]
    return Membranes(
        found[0] if len(found) == 1 else aligned(np.concatenate([none, *found])),
        np.array(numbers, dtype=np.int64),
        np.array(grid),
        np.concatenate([none, *(kind.membrane.scales for kind in present)]),
        np.concatenate([none, *(kind.membrane.weights for kind in present)]),
        np.concatenate([none, *(kind.membrane.slopes[~kind.ohmic] for kind in present)]),
        np.concatenate([none, *(kind.membrane.reversals[~kind.ohmic] for kind in present)]),
        np.concatenate(starts),
        np.concatenate(factors),
    )
