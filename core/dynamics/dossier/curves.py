"""Branches of cycles as tables."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.dynamics.cycles.at_value import cycle_between
from core.dynamics.cycles.branch import BranchPoint, CycleBranch
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.solvers import Solvers
from core.result import Curve, Variable

COLUMNS = (
    ("period", "T", "ms"),
    ("frequency", "f", "Hz"),
    ("voltage_min", "V min", "mV"),
    ("voltage_max", "V max", "mV"),
    ("voltage_mean", "V mean", "mV"),
    ("leading_multiplier_real", "Re μ", "1"),
    ("leading_multiplier_imaginary", "Im μ", "1"),
)


def cycle_row(cycle: Cycle) -> tuple[float, ...]:
    """Measures of a cycle in the order of `COLUMNS`."""
    low, high = cycle.extremes()
    leading = cycle.multipliers[1] if cycle.multipliers.size > 1 else 0.0
    return (
        cycle.period,
        1e3 / cycle.period,
        low,
        high,
        float(cycle.mean[0]),
        float(np.real(leading)),
        float(np.imag(leading)),
    )


def cycle_curve(
    branch: CycleBranch,
    name: str,
    column: tuple[str, str, str],
    low: float,
    high: float,
    stable: Sequence[bool],
    solvers: Solvers,
) -> Curve | None:
    """The cycles of a branch within a range of the parameter, special ones among them, or None.

    Parameters
    ----------
    column
        Name, label and unit of the parameter.
    stable
        Of the stretches between special cycles: next to a homoclinic orbit, or along canards, the multipliers
        of one cycle say less.
    """
    both = list(_in_order(branch, low, high, solvers))
    if not both:
        return None
    cycles = [cycle for cycle, _ in both]
    rows = np.array([cycle_row(cycle) for cycle in cycles]).T
    return Curve(
        name,
        "cycle branch",
        (
            Variable(*column, np.array([cycle.value for cycle in cycles])),
            *(Variable(*described, row) for described, row in zip(COLUMNS, rows, strict=True)),
        ),
        tuple("stable cycle" if stable[place] else "unstable cycle" for _, place in both),
        "cycles in order along the branch; leading multiplier: the largest but the trivial one",
    )


def _in_order(branch: CycleBranch, low: float, high: float, solvers: Solvers) -> Iterator[tuple[Cycle, int]]:
    """The cycles within the range, special ones and those on its bounds between them, and their stretches."""
    special, before = list(branch.special), None
    for place, point in enumerate(branch.points):
        while special and special[0].place <= place:
            cycle = special.pop(0).cycle
            if low <= cycle.value <= high:
                yield cycle, len(branch.special) - len(special)
        stretch = len(branch.special) - len(special)
        if before is not None:
            yield from ((cycle, stretch) for cycle in _on_bounds(before, point, (low, high), solvers))
        if low <= point.cycle.value <= high:
            yield point.cycle, stretch
        before = point
    for left in special:
        if low <= left.cycle.value <= high:
            yield left.cycle, len(branch.special)


def _on_bounds(
    before: BranchPoint, after: BranchPoint, bounds: tuple[float, float], solvers: Solvers
) -> Iterator[Cycle]:
    """The cycles at those bounds of the range that lie between two neighbours."""
    for bound in bounds:
        if (before.cycle.value - bound) * (after.cycle.value - bound) < 0.0:
            found = cycle_between(solvers, before, after, bound)
            if found is not None:
                yield found
