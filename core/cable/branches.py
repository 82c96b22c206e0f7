"""The branches of a tree, as a client declares them: one by one, or all of them in columns.

The columns are what computations read: 10,000 branches are a handful of arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from core.cable.geometry import End
from core.errors import ParameterError
from core.parameters import Parameters, numbers, parameter
from core.quantity import Count, Fraction, MicrofaradPerCm2, Micrometre, OhmCm, OhmCm2, Position
from core.result import Floats, Rows

MAX_BRANCHES = 100_000
ROOT = -1
"""Stands for the parent of the root."""

_PARENT = "index of the branch that it springs from, counted from 0; null: it is the root"
_PARENT_POSITION = "where on its parent it springs, as a fraction of the parent's length"
_END_DIAMETER = "diameter of the far end, for a linear taper; null: that of the near end"
_MEMBRANE_RESISTANCE = "specific membrane resistance; null: that of the tree"
_MEMBRANE_CAPACITANCE = "specific membrane capacitance; null: that of the tree"
_AXIAL_RESISTIVITY = "resistivity of the cytoplasm; null: that of the tree"
_END = (
    "what the far end is joined to, besides other branches; null: nothing at a branch point, and what "
    "`tip_end` says at a free tip"
)


@dataclass(frozen=True, kw_only=True)
class CableConstants(Parameters):
    """Electrical constants of a tree, where a branch has none of its own."""

    membrane_resistance: OhmCm2 = parameter(
        20_000.0, "specific membrane resistance", symbol=r"R_\mathrm{m}", ge=1e-3
    )
    axial_resistivity: OhmCm = parameter(
        150.0, "resistivity of the cytoplasm", symbol=r"R_\mathrm{i}", ge=1e-3
    )
    membrane_capacitance: MicrofaradPerCm2 = parameter(
        1.0, "specific membrane capacitance", symbol=r"C_\mathrm{m}", ge=1e-6
    )

    @property
    def time_constant(self) -> float:
        """τ = R_m C_m [ms]."""
        return self.membrane_resistance * self.membrane_capacitance / 1000.0


@dataclass(frozen=True, kw_only=True)
class Branch(Parameters):
    """An unbranched stretch of a tree: a cylinder, or a cone where the far end has its own diameter."""

    parent: Count | None = parameter(None, _PARENT, le=MAX_BRANCHES - 1)
    parent_position: Fraction = parameter(1.0, _PARENT_POSITION)
    length: Micrometre = parameter(meaning="length", symbol="l", ge=1e-6)
    diameter: Micrometre = parameter(
        meaning="diameter, of the near end where it tapers", symbol="d", ge=1e-3, le=1e6
    )
    end_diameter: Micrometre | None = parameter(None, _END_DIAMETER, ge=1e-3, le=1e6)
    membrane_resistance: OhmCm2 | None = parameter(None, _MEMBRANE_RESISTANCE, ge=1e-3)
    membrane_capacitance: MicrofaradPerCm2 | None = parameter(None, _MEMBRANE_CAPACITANCE, ge=1e-6)
    axial_resistivity: OhmCm | None = parameter(None, _AXIAL_RESISTIVITY, ge=1e-3)
    end: End | None = parameter(None, _END)


@dataclass(frozen=True, kw_only=True)
class BranchColumns(Parameters):
    """The branches of a tree, a list for each of their properties: short, and quick to read.

    Every list has an item for each branch.
    """

    parent: tuple[Count | None, ...] = parameter(
        meaning=_PARENT, min_items=1, max_items=MAX_BRANCHES, le=MAX_BRANCHES - 1
    )
    parent_position: tuple[Fraction, ...] | None = parameter(
        None, f"{_PARENT_POSITION}; null: 1 for all", max_items=MAX_BRANCHES
    )
    length: tuple[Micrometre, ...] = parameter(meaning="length", max_items=MAX_BRANCHES, ge=1e-6)
    diameter: tuple[Micrometre, ...] = parameter(
        meaning="diameter, of the near end where a branch tapers", max_items=MAX_BRANCHES, ge=1e-3, le=1e6
    )
    end_diameter: tuple[Micrometre | None, ...] | None = parameter(
        None, f"{_END_DIAMETER}; null instead of a list: no branch tapers",
        max_items=MAX_BRANCHES, ge=1e-3, le=1e6,
    )  # fmt: skip
    membrane_resistance: tuple[OhmCm2 | None, ...] | None = parameter(
        None, _MEMBRANE_RESISTANCE, max_items=MAX_BRANCHES, ge=1e-3
    )
    membrane_capacitance: tuple[MicrofaradPerCm2 | None, ...] | None = parameter(
        None, _MEMBRANE_CAPACITANCE, max_items=MAX_BRANCHES, ge=1e-6
    )
    axial_resistivity: tuple[OhmCm | None, ...] | None = parameter(
        None, _AXIAL_RESISTIVITY, max_items=MAX_BRANCHES, ge=1e-3
    )
    end: tuple[End | None, ...] | None = parameter(None, _END, max_items=MAX_BRANCHES)

    def __post_init__(self) -> None:
        super().__post_init__()
        for item in fields(self):
            column = getattr(self, item.name)
            if column is not None and len(column) != len(self.parent):
                raise ParameterError(
                    f"/{item.name}",
                    f"{item.name} has {len(column):,} items, but parent has {len(self.parent):,}",
                    received=len(column),
                    allowed=f"{len(self.parent):,} items: one for each branch",
                )

    @classmethod
    def of(cls, branches: Sequence[object]) -> "BranchColumns":
        """Columns of branches that have the fields of `Branch`; a column that says nothing is None."""
        columns: dict[str, Any] = {
            item.name: tuple([getattr(branch, item.name) for branch in branches]) for item in fields(Branch)
        }
        return cls.lean(columns)

    @classmethod
    def lean(cls, columns: Mapping[str, Any]) -> "BranchColumns":
        """Columns by name, those left out in which every branch has what stands for nothing said."""
        idle = [
            name
            for name, column in columns.items()
            if name not in _REQUIRED and column is not None and column.count(_IDLE.get(name)) == len(column)
        ]
        kept: dict[str, Any] = {name: None if name in idle else column for name, column in columns.items()}
        return cls(**kept)

    @property
    def count(self) -> int:
        """How many branches there are."""
        return len(self.parent)

    @cached_property
    def parents(self) -> Rows:
        """Index of each branch's parent, `ROOT` where there is none."""
        found = numbers(self, "parent")
        return np.where(np.isnan(found), ROOT, found).astype(np.intp)

    def values(self, name: str, otherwise: "float | Floats") -> Floats:
        """A column as an array, shape (n,), with a value where a branch has none of its own."""
        if getattr(self, name) is None:
            return np.broadcast_to(np.asarray(otherwise, dtype=np.float64), (self.count,))
        column = numbers(self, name)
        return np.where(np.isnan(column), otherwise, column)


_IDLE = {"parent_position": 1.0}
_REQUIRED = ("parent", "length", "diameter")


@dataclass(frozen=True, kw_only=True)
class Place(Parameters):
    """A place on a tree."""

    branch: Count = parameter(0, "index of the branch, counted from 0", le=MAX_BRANCHES - 1)
    position: Position | None = parameter(
        None, "distance from the near end of the branch; null: its far end", ge=0.0
    )
