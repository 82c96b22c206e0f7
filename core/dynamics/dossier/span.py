"""The range of the parameter that is asked for, and the wider one in which cycles are followed."""

from dataclasses import dataclass

from core.quantity import Bounds


@dataclass(frozen=True, slots=True)
class Range:
    """The range that is asked for, and the wider one in which branches may come back to it."""

    low: float
    high: float
    wide_low: float
    wide_high: float


def widened(low: float, high: float, bounds: Bounds) -> Range:
    """A range with half its width on either side, as far as the parameter's bounds allow."""
    half = 0.5 * (high - low)
    wide_low, wide_high = low - half, high + half
    # Not up to a bound that is excluded: halfway there.
    wide_low = wide_low if bounds.contain(wide_low) else _towards(low, bounds.gt, bounds.ge)
    wide_high = wide_high if bounds.contain(wide_high) else _towards(high, bounds.lt, bounds.le)
    return Range(low, high, wide_low, wide_high)


def _towards(value: float, excluded: float | None, included: float | None) -> float:
    if included is not None:
        return included
    return value if excluded is None else 0.5 * (value + excluded)
