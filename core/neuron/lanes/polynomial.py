"""The solution within a step of one lane: the cubic Hermite polynomial through its ends (compiled)."""

import numpy as np

from core.numerics.compilation import inlined, kernel


@inlined
def hermite(x: float, old: float, new: float, before: float, after: float) -> float:
    """Hermite polynomial at a fraction of the step; slopes are per step."""
    rise = new - old
    a = before + after - 2.0 * rise
    b = 3.0 * rise - 2.0 * before - after
    value: float = old + x * (before + x * (b + x * a))
    return value


@inlined
def turning_point(old: float, new: float, before: float, after: float) -> float:
    """Fraction of the step at which the polynomial's slope, of other signs at its ends, is 0."""
    rise = new - old
    a = 3.0 * (before + after - 2.0 * rise)
    b = 3.0 * rise - 2.0 * before - after
    # a x² + 2 b x + before = 0, in the form that does not cancel.
    root = np.sqrt(max(b * b - a * before, 0.0))
    below = b + (root if b >= 0.0 else -root)
    first = -before / below if below != 0.0 else 0.5
    second = -below / a if a != 0.0 else first
    x: float = first if 0.0 <= first <= 1.0 else second
    return min(max(x, 0.0), 1.0)


@kernel
def crossing_point(
    old: float, new: float, before: float, after: float, high: float, threshold: float
) -> float:
    """Fraction of the step below `high` at which the polynomial rises through the threshold."""
    low = 0.0
    x = 0.5 * high
    rise = new - old
    a, b = before + after - 2.0 * rise, 3.0 * rise - 2.0 * before - after
    for _ in range(60):
        value = old + x * (before + x * (b + x * a)) - threshold
        if value < 0.0:
            low = x
        else:
            high = x
        slope = before + x * (2.0 * b + 3.0 * a * x)
        following = x - value / slope if slope > 0.0 else 0.5 * (low + high)
        if not low <= following <= high:
            following = 0.5 * (low + high)
        if abs(following - x) <= 1e-14:
            return following
        x = following
    return x
