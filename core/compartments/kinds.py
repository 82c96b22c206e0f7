"""The kinds of membrane of a tree as the kernels read them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.compartments.programs import Code, JoinedCode, code_of
from core.compartments.workspace import ROOM, STATE_ROWS, Membranes
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.integrator.membrane import Membrane, membrane
from core.numerics.aligned import aligned
from core.numerics.tree.partition import Integers
from core.result import Floats

PASSIVE_COST, FUNCTION_COST, INSTRUCTION_COST = 80.0, 140.0, 20.0
"""Measured [ns]: a step of a row of compartments without a model, more for each tabulated function of a state
or a current, more for each instruction of a program."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of membrane.

    Attributes
    ----------
    membrane
        Table and constants.
    ohmic
        Which of its currents are leaks, without a gate and with a constant reversal potential.
    code
        Right-hand side, and that with its Jacobian, of a membrane whose states are coupled; else None.
    """

    membrane: Membrane
    ohmic: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    code: Code | None

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
    def densities(self) -> Floats:
        """What the blocks keep in proportion to the membrane: conductances [mS/cm²], or the capacitance."""
        if self.code is not None:
            return np.array([self.capacitance])
        found: Floats = self.membrane.conductances[~self.ohmic]
        return found

    @property
    def cost(self) -> float:
        """Time that a step of a row of compartments takes, without the elimination [ns]."""
        if self.code is not None:
            rates, linear = (len(part.body) for part in self.code.parts)
            return PASSIVE_COST + INSTRUCTION_COST * (2.0 * rates + linear)
        return PASSIVE_COST + FUNCTION_COST * (self.dynamic + self.membrane.instantaneous)

    @property
    def block_size(self) -> int:
        """Rows of a block: an odd number, so that blocks begin in different places of a page."""
        own = STATE_ROWS * self.dynamic + self.densities.size
        return (own if self.code is None else own + 2 * self.dynamic**2) | 1


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
    if made.width + made.instantaneous > ROOM:
        raise ParameterError("/model", "this model has too many states")
    if made.is_coupled:
        return Kind(made, np.zeros(made.slopes.size, dtype=np.bool_), code_of(neuron))
    return Kind(made, (np.diff(made.starts.astype(np.int64)) == 0) & (made.slopes > 0.0), None)


def membranes(kinds: Sequence[Kind | None], rows: Integers, blocks: Integers, codes: JoinedCode) -> Membranes:
    """The kinds one after the other.

    Parameters
    ----------
    kinds
        The kinds; None: a passive one.
    rows
        First row of compartments of each, and the end.
    blocks
        First block of each, and rows of a block, shape (2, kinds).
    codes
        The code of those whose states are coupled.
    """
    none = np.zeros(0)
    tables: dict[int, tuple[int, Floats]] = {}
    size, first_state, first_current, first_factor = 0, 0, 0, 0
    numbers, grid, starts, factors = [], [], [], [np.zeros((0, 2), dtype=np.int64)]
    scales, weights, slopes, reversals = [none], [none], [none], [none]
    for number, kind in enumerate(kinds):
        place = [rows[number], rows[number + 1], *blocks[:, number]]
        if kind is None:
            numbers.append([*place, 0, 0, 0, 0, 0, first_state, first_current, 0, 0, 0, 0, 0])
            grid.append([-np.inf, 1.0, 0.0, np.inf])
            starts.append(np.array([first_factor]))
            continue
        m, kept = kind.membrane, ~kind.ohmic
        if id(m.table) not in tables:
            tables[id(m.table)] = size, m.table.reshape(-1)
            size += m.table.size
        own = [m.dynamic, m.instantaneous, m.width, int(np.count_nonzero(kept)), tables[id(m.table)][0]]
        numbers.append([*place, *own, first_state, first_current, *codes.columns[number]])
        grid.append([m.low, m.inverse_cell, m.cells - 1.0, m.low + m.cells / m.inverse_cell])
        starts.append(first_factor + np.cumsum([0, *np.diff(m.starts.astype(np.int64))[kept]]))
        factors.append(m.factors.astype(np.int64))
        scales.append(m.scales)
        weights.append(m.weights)
        slopes.append(m.slopes[kept])
        reversals.append(m.reversals[kept])
        first_state, first_current = first_state + m.dynamic, first_current + int(np.count_nonzero(kept))
        first_factor += m.factors.shape[0]
    found = [table for _, table in tables.values()]
    return Membranes(
        found[0] if len(found) == 1 else aligned(np.concatenate([none, *found])),
        np.array(numbers, dtype=np.int64),
        np.array(grid),
        np.concatenate(scales),
        np.concatenate(weights),
        np.concatenate(slopes),
        np.concatenate(reversals),
        np.concatenate(starts),
        np.concatenate(factors),
        codes.code,
        codes.programs,
        codes.outputs,
        codes.elements,
    )
