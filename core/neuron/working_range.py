"""Where the functions of a model have a meaning: finite, no rate negative, no steady state out of 0 to 1."""

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.layout import Role, Tabulated
from core.result import Floats

WORKING_RANGE = (-100.0, 60.0)
"""Voltages [mV] at which every function must have a meaning; a table ends where one has none further out."""
ROUNDING = 1e-9
"""What a steady state may exceed 1 by."""

_WHAT: dict[Role, str] = {"rate": "a rate of", "fraction": "the steady state of", "any": "a function of"}
_ALLOWED: dict[Role, str] = {"rate": ">= 0", "fraction": ">= 0 and <= 1", "any": "a finite number"}


class KineticsError(ParameterError):
    """A function without a meaning in the working range.

    Attributes
    ----------
    owner
        Name of its state or current.
    second
        Whether it is the second function of a state.
    steady
        Whether it is the steady state that follows from both.
    """

    owner: str
    second: bool
    steady: bool


def usable(rows: Floats, voltages: Floats, functions: tuple[Tabulated, ...]) -> tuple[int, int]:
    """First and last of the nodes around the working range at which every function has a meaning.

    Parameters
    ----------
    rows
        Values of the functions, then their slopes, at increasing voltages: shape (2 n, k).
    voltages
        Nodes [mV], shape (k,).
    functions
        The n functions; a of a state comes right before its b.

    Raises
    ------
    ParameterError
        A function has no meaning somewhere in the working range.
    """
    wrong = np.zeros(voltages.shape, dtype=np.bool_)
    for k, item in enumerate(functions):
        wrong |= _meaningless(rows, k, item)
    outside = np.flatnonzero(wrong)
    inside = outside[(voltages[outside] >= WORKING_RANGE[0]) & (voltages[outside] <= WORKING_RANGE[1])]
    if inside.size:
        raise _refusal(rows, voltages, functions, int(inside[np.argmin(np.abs(voltages[inside]))]))
    below, above = outside[voltages[outside] < 0.0], outside[voltages[outside] > 0.0]
    first = int(below[-1]) + 1 if below.size else 0
    return first, int(above[0]) - 1 if above.size else voltages.size - 1


def _meaningless(rows: Floats, k: int, item: Tabulated) -> NDArray[np.bool_]:
    """Where a function is not finite, or not what its role asks for."""
    values, slopes = rows[k], rows[rows.shape[0] // 2 + k]
    wrong: NDArray[np.bool_] = ~(np.isfinite(values) & np.isfinite(slopes))
    if item.role != "any":
        wrong |= values < 0.0
    if item.role == "fraction":
        wrong |= values > 1.0 + ROUNDING
    if item.role == "rate" and item.field > 0:
        wrong |= rows[k - 1] > values * (1.0 + ROUNDING)
    return wrong


def _refusal(rows: Floats, voltages: Floats, functions: tuple[Tabulated, ...], node: int) -> KineticsError:
    """The error for the first function without a meaning at a node."""
    found = [k for k, item in enumerate(functions) if _meaningless(rows, k, item)[node]]
    k, item = found[0], functions[found[0]]
    if k + 1 in found and functions[k + 1].row == item.row and not rows[k + 1, node] >= 0.0:
        # A negative time constant makes both rates negative.
        k, item = k + 1, functions[k + 1]
    role, value = item.role, float(rows[k, node])
    if not np.isfinite(rows[rows.shape[0] // 2 + k, node]):
        value = np.nan
    elif item.field > 0 and value >= 0.0:
        role, value = "fraction", float(rows[k - 1, node] / value) if value > 0.0 else np.inf
    what, allowed = f"{_WHAT[role]} {item.owner}", _ALLOWED[role]
    word = "not finite" if not np.isfinite(value) else "negative" if value < 0.0 else "above 1"
    low, high = WORKING_RANGE
    error = KineticsError(
        "/parameters",
        f"{what} is {word} at V = {voltages[node]:.4g} mV",
        received=value if np.isfinite(value) else None,
        allowed=f"{allowed} from {low:g} to {high:g} mV",
        hint="x/(1 - exp(-x)) is linoid(x), which has a limit at 0; check signs and parameters",
    )
    error.owner, error.second, error.steady = item.owner, item.field > 0, role != item.role
    return error
