"""Ranges of the applied current by the equilibria that exist in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from core.dynamics.linearisation import Type
from core.parameters import parameter
from core.quantity import Count, MicroampPerCm2, Millivolt

Behaviour = Literal[
    "no equilibrium", "no stable equilibrium", "one stable equilibrium", "several stable equilibria"
]


@dataclass(frozen=True, slots=True)
class BranchSegment:
    """A stretch of the branch of one type, from a lower voltage to a higher one; I is monotone on it."""

    type: Type = parameter(meaning="type of its equilibria")
    stable: bool = parameter(meaning="whether they are stable")
    unstable_dimensions: Count = parameter(meaning="how many eigenvalues have a positive real part")
    voltage_from: Millivolt = parameter(meaning="voltage at its lower end")
    voltage_to: Millivolt = parameter(meaning="voltage at its upper end")
    current_from: MicroampPerCm2 = parameter(meaning="current at the end of the lower voltage")
    current_to: MicroampPerCm2 = parameter(meaning="current at the end of the higher voltage")


@dataclass(frozen=True, slots=True)
class CurrentRegion:
    """A range of the current with one number of equilibria and one number of stable equilibria."""

    current_from: MicroampPerCm2 = parameter(meaning="lowest current of the range")
    current_to: MicroampPerCm2 = parameter(meaning="highest current of the range")
    equilibria: Count = parameter(meaning="number of equilibria at each of its currents")
    stable_equilibria: Count = parameter(meaning="number of stable ones")
    behaviour: Behaviour = parameter(meaning="the same in words; cycles are not looked for")


def regions(lowest: float, highest: float, segments: Sequence[BranchSegment]) -> tuple[CurrentRegion, ...]:
    """The ranges between the currents [µA/cm²] at which segments end, merged where nothing changes."""
    ends = [end for segment in segments for end in (segment.current_from, segment.current_to)]
    # The ends of pieces are the bounds themselves, to rounding: no sliver of a region between them.
    slack = 1e-12 * max(abs(lowest), abs(highest))
    inner = [end for end in ends if lowest + slack < end < highest - slack]
    edges = np.unique([lowest, *inner, highest]).tolist()
    found: list[CurrentRegion] = []
    for low, high in pairwise(edges):
        region = _region(low, high, segments)
        if found and _counts(found[-1]) == _counts(region):
            found[-1] = replace(found[-1], current_to=high)
        else:
            found.append(region)
    return tuple(found)


def _region(low: float, high: float, segments: Sequence[BranchSegment]) -> CurrentRegion:
    middle = 0.5 * (low + high)
    here = [
        segment for segment in segments if (segment.current_from < middle) != (segment.current_to < middle)
    ]
    stable = sum(segment.stable for segment in here)
    behaviour: Behaviour = "no equilibrium"
    if here:
        behaviour = "no stable equilibrium"
    if stable:
        behaviour = "one stable equilibrium" if stable == 1 else "several stable equilibria"
    return CurrentRegion(low, high, len(here), stable, behaviour)


def _counts(region: CurrentRegion) -> tuple[int, int]:
    return region.equilibria, region.stable_equilibria
