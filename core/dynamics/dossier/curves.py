"""Branches of cycles as tables."""

from collections.abc import Sequence

import numpy as np

from core.dynamics.cycles.branch import CycleBranch
from core.dynamics.cycles.cycle import Cycle
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
    both = [(cycle, place) for cycle, place in _in_order(branch) if low <= cycle.value <= high]
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


def _in_order(branch: CycleBranch) -> list[tuple[Cycle, int]]:
    """The cycles of the points with the special ones between them, and the number of the stretch of each."""
    made: list[tuple[Cycle, int]] = []
    special = list(branch.special)
    for place, point in enumerate(branch.points):
        while special and special[0].place <= place:
            made.append((special.pop(0).cycle, len(branch.special) - len(special)))
        made.append((point.cycle, len(branch.special) - len(special)))
    return [*made, *((left.cycle, len(branch.special)) for left in special)]
