"""Ranges of the parameter by the equilibria that exist in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from core.dynamics.equilibrium_branches.branch import EquilibriumBranch
from core.dynamics.linearisation import Type
from core.dynamics.special_points import ParameterValue
from core.parameters import parameter
from core.quantity import Count, Millivolt

Behaviour = Literal[
    "no equilibrium", "no stable equilibrium", "one stable equilibrium", "several stable equilibria"
]


@dataclass(frozen=True, slots=True)
class BranchSegment:
    """A stretch of a branch of one type; the parameter is monotone on it."""

    branch: Count = parameter(meaning="number of its branch, from 1")
    type: Type = parameter(meaning="type of its equilibria")
    stable: bool = parameter(meaning="whether they are stable")
    unstable_dimensions: Count = parameter(meaning="how many eigenvalues have a positive real part")
    voltage_from: Millivolt = parameter(meaning="voltage at its first end")
    voltage_to: Millivolt = parameter(meaning="voltage at its other end")
    value_from: ParameterValue = parameter(meaning="value of the parameter at its first end")
    value_to: ParameterValue = parameter(meaning="value of the parameter at its other end")


@dataclass(frozen=True, slots=True)
class ParameterRegion:
    """A range of the parameter with one number of equilibria and one number of stable equilibria."""

    value_from: ParameterValue = parameter(meaning="lowest value of the range")
    value_to: ParameterValue = parameter(meaning="highest value of the range")
    equilibria: Count = parameter(meaning="number of equilibria at each of its values")
    stable_equilibria: Count = parameter(meaning="number of stable ones")
    behaviour: Behaviour = parameter(
        meaning="the same in words, of equilibria alone; what fires is told by the attractors of `cycles`"
    )


def segments(branch: EquilibriumBranch, number: int, low: float, high: float) -> tuple[BranchSegment, ...]:
    """The stretches of a branch between its special points, in order along it."""
    ends = [branch.z[:, 0], *(point.z for point in branch.points), branch.z[:, -1]]
    values = [float(z[-1]) for z in ends]
    for i in (0, -1):
        if branch.ends[i] == "range":
            # It ends on a bound of the range, to rounding.
            values[i] = low if abs(values[i] - low) < abs(values[i] - high) else high
    middle = branch.between
    return tuple(
        BranchSegment(
            branch=number,
            type=kind,
            stable=kind.startswith("stable"),
            unstable_dimensions=int(dimensions),
            voltage_from=float(ends[i][0]),
            voltage_to=float(ends[i + 1][0]),
            value_from=values[i],
            value_to=values[i + 1],
        )
        for i, (kind, dimensions) in enumerate(zip(middle.types, middle.unstable_dimensions, strict=True))
    )


def regions(low: float, high: float, stretches: Sequence[BranchSegment]) -> tuple[ParameterRegion, ...]:
    """The ranges between the values at which segments end, merged where nothing changes."""
    ends = [end for stretch in stretches for end in (stretch.value_from, stretch.value_to)]
    # The ends of branches are the bounds themselves, to rounding: no sliver of a region between them.
    slack = 1e-12 * max(abs(low), abs(high))
    inner = [end for end in ends if low + slack < end < high - slack]
    edges = np.unique([low, *inner, high]).tolist()
    found: list[ParameterRegion] = []
    for below, above in pairwise(edges):
        region = _region(below, above, stretches)
        if found and _counts(found[-1]) == _counts(region):
            found[-1] = replace(found[-1], value_to=above)
        else:
            found.append(region)
    return tuple(found)


def _region(low: float, high: float, stretches: Sequence[BranchSegment]) -> ParameterRegion:
    middle = 0.5 * (low + high)
    here = [stretch for stretch in stretches if (stretch.value_from < middle) != (stretch.value_to < middle)]
    stable = sum(stretch.stable for stretch in here)
    behaviour: Behaviour = "no equilibrium"
    if here:
        behaviour = "no stable equilibrium"
    if stable:
        behaviour = "one stable equilibrium" if stable == 1 else "several stable equilibria"
    return ParameterRegion(low, high, len(here), stable, behaviour)


def _counts(region: ParameterRegion) -> tuple[int, int]:
    return region.equilibria, region.stable_equilibria
