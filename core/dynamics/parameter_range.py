"""Over which values of a parameter something is followed: those that are asked for, or the usual ones."""

from collections.abc import Sequence

from core.dynamics.vector_field import CURRENT, quantity_of
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.quantity import Bounds

SHARE = 0.5
"""By how much of itself a parameter varies to either side where no range is given."""
INSIDE = 1e-3
"""Share of the way to a bound that is excluded, that is left."""


def parameter_range(
    neuron: Neuron,
    name: str,
    asked: Sequence[float] | None,
    pointers: tuple[str, str] = ("/parameter", "/parameter_range"),
) -> tuple[float, float]:
    """Lowest and highest value of the current or of a parameter of the model.

    Parameters
    ----------
    asked
        The range, the lower value first; None: the usual range of the current, or half to one and a half
        times the neuron's value of another parameter (−1 to 1 of one that is 0), cut at its bounds.
    pointers
        Where a request names the parameter and the range.

    Raises
    ------
    ParameterError
        No such parameter, or a value out of its bounds.
    """
    quantity = quantity_of(neuron, name, pointers[0])
    if asked is not None:
        for index, value in enumerate(asked):
            if not quantity.bounds.contain(value):
                raise ParameterError(
                    f"{pointers[1]}/{index}",
                    f"{name} [{quantity.unit}] is out of bounds",
                    received=value,
                    allowed=str(quantity.bounds),
                    hint="narrow the range",
                )
        return float(asked[0]), float(asked[1])
    if name == CURRENT:
        return neuron.model.standard.current_range
    return _around(neuron.values[name], quantity.bounds)


def _around(value: float, bounds: Bounds) -> tuple[float, float]:
    half = SHARE * abs(value) or 1.0
    low, high = value - half, value + half
    if bounds.ge is not None:
        low = max(low, bounds.ge)
    if bounds.gt is not None and low <= bounds.gt:
        low = bounds.gt + INSIDE * (value - bounds.gt)
    if bounds.le is not None:
        high = min(high, bounds.le)
    if bounds.lt is not None and high >= bounds.lt:
        high = bounds.lt - INSIDE * (bounds.lt - value)
    return low, high
