"""A tree of compartments as the kernels read it."""

from dataclasses import dataclass

import numpy as np

from core.compartments.compartments import NANO_PER_MICRO, Compartments
from core.compartments.workspace import ROOM, Membranes
from core.errors import ParameterError
from core.neuron.integrator.membrane import Membrane, membrane
from core.neuron.tables import RANGE
from core.numerics.aligned import aligned, aligned_zeros
from core.numerics.tree.partition import LANES, Integers, Partition, partition
from core.result import Floats

__all__ = ["Assembly", "Compartments", "assemble"]


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """Compartments in rows, and the sum of the couplings of each place [µS]."""

    compartments: Compartments
    tree: Partition
    membranes: Membranes
    links: Floats
    gate_rows: int

    def spread(self, values: Floats, padding: float) -> Floats:
        """Values of compartments, shape (n,), by place, shape (rows, LANES)."""
        table = np.full((self.tree.rows, LANES), padding)
        table.ravel()[self.tree.places] = values
        return table


def assemble(compartments: Compartments, span: tuple[float, float] = RANGE) -> Assembly:
    """Put compartments into rows, with kinetics tabulated over a range of voltages [mV].

    Raises
    ------
    ParameterError
        A model with states that depend on each other, or with too many of them.
    """
    tree = partition(compartments.parents, compartments.couplings, compartments.kinds)
    kinds = [None if each is None else membrane(each, span) for each in compartments.neurons]
    links = aligned_zeros((tree.rows, LANES), 28)
    flat, parents = links.ravel(), compartments.parents
    np.add.at(flat, tree.places, compartments.couplings)
    np.add.at(flat, tree.places[parents[1:]], compartments.couplings[1:])
    members, gate_rows = _membranes(compartments, tree, kinds)
    return Assembly(compartments, tree, members, links, gate_rows)


def _membranes(cells: Compartments, tree: Partition, kinds: list[Membrane | None]) -> tuple[Membranes, int]:
    """The kinds one after the other, and the number of rows of their states."""
    tables: dict[int, tuple[int, Floats]] = {}
    size = 0
    for kind in kinds:
        if kind is not None:
            _check(kind)
            if id(kind.table) not in tables:
                tables[id(kind.table)] = (size, kind.table)
                size += kind.table.size
    rows = np.diff(tree.kind_rows)
    dynamic = np.array([0 if kind is None else kind.dynamic for kind in kinds])
    currents = np.array([0 if kind is None else kind.conductances.size for kind in kinds])
    present = [kind for kind in kinds if kind is not None]
    starts, factors = _factors(kinds)

    def of_each(name: str, none: float) -> Floats:
        return np.array([none if kind is None else float(getattr(kind, name)) for kind in kinds])

    def joined(name: str) -> Floats:
        return np.concatenate([np.zeros(0), *(getattr(kind, name) for kind in present)])

    gate_rows = np.concatenate([[0], np.cumsum(rows * dynamic)])
    conductance_rows = np.concatenate([[0], np.cumsum(rows * currents)])
    capacitances, conductances = _of_places(cells, tree, kinds, conductance_rows)
    made = Membranes(
        aligned(np.concatenate([np.zeros(0), *(table.ravel() for _, table in tables.values())])),
        np.array([0 if kind is None else tables[id(kind.table)][0] for kind in kinds]),
        of_each("low", 0.0),
        of_each("inverse_cell", 1.0),
        of_each("cells", 1.0).astype(np.int64),
        np.array([0 if kind is None else kind.dynamic + kind.instantaneous for kind in kinds]),
        dynamic,
        np.array([0 if kind is None else kind.instantaneous for kind in kinds]),
        np.array([0 if kind is None else kind.width for kind in kinds]),
        currents,
        np.concatenate([[0], np.cumsum(dynamic)]),
        joined("scales"),
        joined("weights"),
        np.concatenate([[0], np.cumsum(currents)]),
        joined("slopes"),
        joined("reversals"),
        starts,
        factors,
        gate_rows,
        conductance_rows,
        tree.kind_rows,
        capacitances,
        _by_place(tree, cells.leaks, 0.0, 31),
        _by_place(tree, cells.leak_currents, 0.0, 32),
        conductances,
    )
    return made, int(gate_rows[-1])


def _check(kind: Membrane) -> None:
    if kind.is_coupled:
        raise ParameterError("/model", "states of this model depend on each other")
    if kind.width + kind.instantaneous > ROOM:
        raise ParameterError("/model", "this model has too many states")


def _factors(kinds: list[Membrane | None]) -> tuple[Integers, Integers]:
    starts, factors, size = [], [np.zeros((0, 2), dtype=np.int64)], 0
    for kind in kinds:
        if kind is None:
            starts.append(np.array([size]))
            continue
        starts.append(size + kind.starts.astype(np.int64))
        factors.append(kind.factors.astype(np.int64).reshape(-1, 2))
        size += factors[-1].shape[0]
    return np.concatenate(starts), np.concatenate(factors)


def _by_place(tree: Partition, values: Floats, padding: float, number: int) -> Floats:
    table = aligned(np.full((tree.rows, LANES), padding), number)
    table.ravel()[tree.places] = values
    return table


def _of_places(
    cells: Compartments, tree: Partition, kinds: list[Membrane | None], conductance_rows: Integers
) -> tuple[Floats, Floats]:
    """Capacitance [nF] of every place, and conductance [µS] of every place and current."""
    own = np.array([0.0 if kind is None else 1.0 / kind.inverse_capacitance for kind in kinds])
    total = cells.capacitances + NANO_PER_MICRO * own[cells.kinds] * cells.areas
    conductances = aligned_zeros((max(int(conductance_rows[-1]), 1), LANES), 29)
    for number, kind in enumerate(kinds):
        if kind is None:
            continue
        members = np.flatnonzero(cells.kinds == number)
        row, lane = np.divmod(tree.places[members], LANES)
        first = conductance_rows[number] + (row - tree.kind_rows[number]) * kind.conductances.size
        for c, density in enumerate(kind.conductances):
            conductances[first + c, lane] = NANO_PER_MICRO * density * cells.areas[members]
    return _by_place(tree, total, 1.0, 30), conductances
