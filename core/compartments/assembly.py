"""A tree of compartments as the kernels read it."""

from dataclasses import dataclass, replace

import numpy as np

from core.compartments.compartments import NANO_PER_MICRO, Compartments
from core.compartments.experiment import State
from core.compartments.kinds import PASSIVE_COST, Kind, kind_of, membranes
from core.compartments.programs import joined
from core.compartments.workspace import (
    BLOCK_SIZE,
    BLOCKS,
    CAPACITANCE,
    END_ROW,
    FIRST_ROW,
    LEAK,
    LEAK_CURRENT,
    LINKS,
    NEW_X,
    POINT,
    SCRATCH,
    SECTIONS,
    STATE_ROWS,
    VOLTAGE,
    Membranes,
    Work,
    X,
)
from core.neuron.tables import RANGE
from core.numerics.aligned import aligned_zeros
from core.numerics.tree.elimination import Tree, tree
from core.numerics.tree.partition import LANES, Integers, Partition, partition
from core.result import Floats

__all__ = ["Assembly", "Compartments", "assemble"]


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """Compartments in rows.

    Attributes
    ----------
    partition, tree
        How they are put into rows, and their couplings.
    members
        The compartments of each kind, and the rows of their blocks and their lanes, shape (3, m).
    has_joints
        Whether some have no capacitance.
    """

    compartments: Compartments
    partition: Partition
    tree: Tree
    kinds: tuple[Kind | None, ...]
    members: tuple[Integers, ...]
    membranes: Membranes
    work: Work
    has_joints: bool

    def section(self, number: int) -> Floats:
        """A section of the vectors, as one row of places."""
        first = number * self.tree.rows
        rows: Floats = self.work.vectors[first : first + self.tree.rows].reshape(-1)
        return rows

    def load(self, state: State) -> None:
        """Begin with a state."""
        a, n, numbers = self.work.vectors, self.tree.rows, self.membranes.numbers
        for kind, (gates, (own, block, lane)) in enumerate(zip(state.gates, self.members, strict=True)):
            if own.size == 0:
                continue
            # Unused places keep the voltage of some compartment, without any current.
            first, end = numbers[kind, FIRST_ROW], numbers[kind, END_ROW]
            for section in (VOLTAGE, POINT):
                a[section * n + first : section * n + end] = state.voltage[own[0]]
            blocks = numbers[kind, BLOCKS] + np.arange(end - first) * numbers[kind, BLOCK_SIZE]
            for i in range(gates.shape[1]):
                for field in (X, NEW_X):
                    a[blocks + i * STATE_ROWS + field] = gates[0, i]
                    a[block + i * STATE_ROWS + field, lane] = gates[:, i]
        for section in (VOLTAGE, POINT):
            self.section(section)[self.partition.places] = state.voltage

    def unload(self) -> State:
        """The state that was reached."""
        gates = []
        for kind, (_, block, lane) in zip(self.kinds, self.members, strict=True):
            places = np.arange(0 if kind is None else kind.dynamic) * STATE_ROWS + X
            gates.append(self.work.vectors[block[:, np.newaxis] + places, lane[:, np.newaxis]])
        return State(self.of_places(self.section(VOLTAGE)), tuple(gates))

    def of_places(self, values: Floats) -> Floats:
        """Values of the compartments among those of places, shape (n,)."""
        found: Floats = values.reshape(-1)[self.partition.places]
        return found


def assemble(compartments: Compartments, span: tuple[float, float] = RANGE) -> Assembly:
    """Put compartments into rows, with kinetics tabulated over a range of voltages [mV].

    Raises
    ------
    ParameterError
        A model without units, or one with too many states.
    """
    kinds = tuple(None if each is None else kind_of(each, span) for each in compartments.neurons)
    costs = tuple(PASSIVE_COST if kind is None else kind.cost for kind in kinds)
    cut = partition(compartments.parents, compartments.kinds, costs)
    made = tree(cut, compartments.couplings)
    sizes = np.array([0 if kind is None else kind.block_size for kind in kinds])
    rows = np.diff(cut.kind_rows) * sizes
    first = SECTIONS * made.rows + SCRATCH + np.cumsum(rows) - rows
    blocks = SECTIONS * made.rows + SCRATCH + int(rows.sum())
    codes = joined([None if kind is None else kind.code for kind in kinds], blocks)
    vectors = aligned_zeros((blocks + codes.registers.size, LANES))
    vectors[blocks:] = codes.registers[:, np.newaxis]
    members = membranes(kinds, cut.kind_rows, np.stack([first, sizes]), codes)
    assembly = Assembly(
        compartments,
        cut,
        made,
        kinds,
        _members(compartments, cut, members),
        members,
        Work(vectors, np.zeros(LANES, dtype=np.int64), aligned_zeros((3, LANES), 2)),
        False,
    )
    return _with_constants(assembly)


def _members(compartments: Compartments, cut: Partition, made: Membranes) -> tuple[Integers, ...]:
    found = []
    for number in range(made.numbers.shape[0]):
        cells = np.flatnonzero(compartments.kinds == number)
        row, lane = np.divmod(cut.places[cells], LANES)
        block = (row - cut.kind_rows[number]) * made.numbers[number, BLOCK_SIZE]
        found.append(np.stack([cells, block + made.numbers[number, BLOCKS], lane]))
    return tuple(found)


def _with_constants(made: Assembly) -> Assembly:
    """Fill in capacitances [nF] and conductances [µS]."""
    cells, places = made.compartments, made.partition.places
    capacitances, leaks = cells.capacitances.copy(), cells.leaks.copy()
    leak_currents, links = cells.leak_currents.copy(), cells.couplings.copy()
    np.add.at(links, cells.parents[1:], cells.couplings[1:])
    for kind, (own, block, lane) in zip(made.kinds, made.members, strict=True):
        if kind is not None:
            area = NANO_PER_MICRO * cells.areas[own]
            capacitances[own] += area * kind.capacitance
            leaks[own] += area * kind.leak
            leak_currents[own] += area * kind.leak_current
            for c, density in enumerate(kind.densities):
                made.work.vectors[block + kind.dynamic * STATE_ROWS + c, lane] = area * density
    # Unused places have a capacitance and nothing else.
    made.section(CAPACITANCE)[:] = 1.0
    for section, values in (
        (CAPACITANCE, capacitances),
        (LEAK, leaks),
        (LEAK_CURRENT, leak_currents),
        (LINKS, links),
    ):
        made.section(section)[places] = values
    return replace(made, has_joints=bool((capacitances <= 0.0).any()))
