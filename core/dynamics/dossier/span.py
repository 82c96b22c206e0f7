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

    @property
    def unit(self) -> float:
        """A size of the parameter that matters."""
        return max(self.high - self.low, 0.5 * (self.wide_high - self.wide_low))


def widened(low: float, high: float, bounds: Bounds, usual: tuple[float, float]) -> Range:
    """A range with half its width on either side, as far as the parameter's bounds allow.

    Parameters
    ----------
    usual
        The range that is usual for the model: all of it where the two overlap, because the Hopf points from
        which the cycles of a narrow range come may be far off.
    """
    half = 0.5 * (high - low)
    wide_low, wide_high = low - half, high + half
    if usual[0] < high and low < usual[1]:
        wide_low, wide_high = min(wide_low, usual[0]), max(wide_high, usual[1])
    # Not up to a bound that is excluded: halfway there.
    wide_low = wide_low if bounds.contain(wide_low) else _towards(low, bounds.gt, bounds.ge)
    wide_high = wide_high if bounds.contain(wide_high) else _towards(high, bounds.lt, bounds.le)
    return Range(low, high, wide_low, wide_high)


def _towards(value: float, excluded: float | None, included: float | None) -> float:
    if included is not None:
        return included
    return value if excluded is None else 0.5 * (value + excluded)
