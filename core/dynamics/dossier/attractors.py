"""Ranges of the parameter by the attractors that exist in them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from core.dynamics.dossier.report import AttractorRegion, Behaviour, CycleSegment, Window
from core.dynamics.regions import BranchSegment

SLIVER = 1e-10
"""Of the range: a region narrower than it is rounding."""

IsBlock = Callable[[float, float], bool]
Events = Sequence[tuple[float, str]]
"""Values of the parameter at which something happens, and what."""


def attractor_regions(
    low: float,
    high: float,
    equilibria: Sequence[BranchSegment],
    cycles: Sequence[CycleSegment],
    events: Events,
    is_block: IsBlock,
) -> tuple[AttractorRegion, ...]:
    """The ranges between the values at which stretches of branches end, merged where nothing changes.

    Parameters
    ----------
    low, high
        The whole range.
    equilibria, cycles
        Stretches of their branches.
    events
        What happens where.
    is_block
        Whether a stable equilibrium at a value and a voltage [mV] is a depolarisation block.
    """
    stretches: list[BranchSegment | CycleSegment] = [*equilibria, *cycles]
    ends = [end for stretch in stretches for end in (stretch.value_from, stretch.value_to)]
    slack = SLIVER * (high - low)
    edges = [low]
    for end in sorted(ends):
        if edges[-1] + slack < end < high - slack:
            edges.append(end)
    edges.append(high)
    found: list[AttractorRegion] = []
    for below, above in pairwise(edges):
        region = _region(below, above, equilibria, cycles, is_block)
        if found and _same(found[-1], region):
            found[-1] = replace(found[-1], value_to=above)
        else:
            found.append(region)
    return tuple(
        replace(
            region,
            begins_with="start of the range" if i == 0 else _at(region.value_from, events, slack),
            ends_with="end of the range" if i == len(found) - 1 else _at(region.value_to, events, slack),
        )
        for i, region in enumerate(found)
    )


def bistability(regions: Sequence[AttractorRegion]) -> tuple[Window, ...]:
    """The ranges with a stable equilibrium and a stable cycle, neighbours joined."""
    found: list[Window] = []
    for region in regions:
        if not (region.stable_equilibria and region.stable_cycles):
            continue
        if found and found[-1].value_to == region.value_from:
            found[-1] = replace(found[-1], value_to=region.value_to)
        else:
            found.append(Window(region.value_from, region.value_to))
    return tuple(found)


def _region(
    low: float,
    high: float,
    equilibria: Sequence[BranchSegment],
    cycles: Sequence[CycleSegment],
    is_block: IsBlock,
) -> AttractorRegion:
    middle = 0.5 * (low + high)
    here = [stretch for stretch in equilibria if stretch.stable and _holds(stretch, middle)]
    blocked = sum(is_block(middle, _voltage(stretch, middle)) for stretch in here)
    firing = sum(stretch.stable and _holds(stretch, middle) for stretch in cycles)
    behaviour = _behaviour(len(here) - blocked, blocked, firing)
    return AttractorRegion(low, high, behaviour, len(here), firing, "", "")


def _voltage(stretch: BranchSegment, value: float) -> float:
    share = (value - stretch.value_from) / (stretch.value_to - stretch.value_from)
    return (1.0 - share) * stretch.voltage_from + share * stretch.voltage_to


def _holds(stretch: BranchSegment | CycleSegment, value: float) -> bool:
    return (stretch.value_from < value) != (stretch.value_to < value)


def _behaviour(resting: int, blocked: int, firing: int) -> Behaviour:
    if firing > 1:
        return "several firing patterns"
    known: dict[tuple[bool, bool, bool], Behaviour] = {
        (True, False, False): "rest" if resting == 1 else "several resting states",
        (False, True, False): "block" if blocked == 1 else "several resting states",
        (True, True, False): "rest or block",
        (False, False, True): "tonic",
        (True, False, True): "rest or tonic",
        (False, True, True): "tonic or block",
        (True, True, True): "rest, tonic or block",
    }
    return known.get((resting > 0, blocked > 0, firing > 0), "no attractor found")


def _same(a: AttractorRegion, b: AttractorRegion) -> bool:
    return (a.behaviour, a.stable_equilibria, a.stable_cycles) == (
        b.behaviour,
        b.stable_equilibria,
        b.stable_cycles,
    )


def _at(value: float, events: Events, slack: float) -> str:
    """What happens at a value."""
    names = dict.fromkeys(name for place, name in events if abs(place - value) <= slack)
    if any("snic" in name for name in names):
        # The saddle-node that ends the equilibria is the one on the cycle.
        names.pop("saddle-node", None)
    return ", ".join(names) or "a change that was not resolved"
