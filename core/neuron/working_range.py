"""Where the functions of a model have a meaning: finite, no rate negative, no steady state out of 0 to 1."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.layout import Role, Tabulated
from core.result import Floats

WORKING_RANGE = (-100.0, 60.0)
"""Voltages [mV] at which every function must have a meaning; a table ends where one has none further out."""
OFF_ROUND = 0.013_672_85
"""Shift [mV] that keeps a grid off the round voltages, at which a rate as published may read 0/0."""
ROUNDING = 1e-9
"""What a steady state may exceed 1 by."""
UNRESOLVED = 0.05
"""Relative error in the middle of a cell past which a cubic does not follow a function.

Beside a pole of order p at a distance of d the error of cells of width h is of the order of (h/d)⁴ (p)₄/384,
so that the nearest cells, d < h, have 0.06 or more at any h. The steepest function of the catalogue at the
bounds of its parameters, a sigmoid of 0.01 mV, has 0.01 at the finest width.
"""

_WHAT: dict[Role, str] = {"rate": "a rate of", "fraction": "the steady state of", "any": "a function of"}
_ALLOWED: dict[Role, str] = {"rate": ">= 0", "fraction": ">= 0 and <= 1", "any": "a finite number"}


class KineticsError(ParameterError):
    """A function without a meaning in the working range.

    Attributes
    ----------
    function
        The function.
    voltage
        Where [mV].
    others
        Values of the other states there, where it depends on any.
    """

    function: Tabulated
    voltage: float
    others: Mapping[str, float] = MappingProxyType({})


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
    detail = f"{what} is {word} at V = {shown(voltages[node])} mV"
    return _error(detail, item, voltages[node], allowed, received=value if np.isfinite(value) else None)


def resolved(errors: Floats, nodes: Floats, functions: tuple[Tabulated, ...]) -> tuple[int, int]:
    """First and last of the nodes around the working range between which the cells follow every function.

    A function with a pole is finite at all nodes, and far from its cubic beside the pole at any width.

    Parameters
    ----------
    errors
        Relative error of every function in every cell, shape (n, k − 1).
    nodes
        Nodes [mV], shape (k,).
    functions
        The n functions.

    Raises
    ------
    ParameterError
        A function is not followed somewhere in the working range.
    """
    middles = 0.5 * (nodes[1:] + nodes[:-1])
    wrong = np.flatnonzero((errors > UNRESOLVED).any(axis=0))
    inside = wrong[(middles[wrong] >= WORKING_RANGE[0]) & (middles[wrong] <= WORKING_RANGE[1])]
    if inside.size:
        k, cell = np.unravel_index(int(errors[:, inside].argmax()), (len(functions), inside.size))
        item, voltage = functions[int(k)], float(middles[inside[cell]])
        detail = f"{_WHAT[item.role]} {item.owner} jumps or has a pole at V = {shown(voltage)} mV"
        raise _error(detail, item, voltage, f"a smooth function from {_between()}")
    below, above = wrong[middles[wrong] < 0.0], wrong[middles[wrong] > 0.0]
    first = int(below[-1]) + 1 if below.size else 0
    return first, int(above[0]) if above.size else nodes.size - 1


def shown(voltage: float) -> str:
    """A voltage [mV] of a grid, to a tenth."""
    return f"{round(float(voltage), 1) + 0.0:g}"


def _between() -> str:
    return "{:g} to {:g} mV".format(*WORKING_RANGE)


def _error(
    detail: str, item: Tabulated, voltage: float, allowed: str, received: float | None = None
) -> KineticsError:
    if "from" not in allowed:
        allowed = f"{allowed} from {_between()}"
    error = KineticsError(
        "/parameters",
        detail,
        received=received,
        allowed=allowed,
        hint="check signs and parameters; x/(1 - exp(-x)) is linoid(x), which has a limit at 0",
    )
    error.function, error.voltage = item, float(voltage)
    return error
