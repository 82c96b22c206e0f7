"""Where in an expression a value is lost: a division by 0, a logarithm of nothing, an overflow."""

from collections.abc import Mapping

import numpy as np

from core.neuron.declaration import VOLTAGE
from core.neuron.expression import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Number,
    Value,
    evaluate_many,
    names,
    parse,
    places,
    postorder,
)
from core.neuron.expression.text import sketch
from core.result import Floats

NEIGHBOURHOOD = 0.2
"""Distance [mV] on both sides of a voltage in which a zero is looked for: a pole lies between the nodes."""

TOUCH = 0.05
"""Share of the values around it below which a least value counts as 0: the square of a sign change."""


def fault(text: str, values: Mapping[str, Value], voltage: float | None = None) -> str:
    """What goes wrong in an expression, and in which column; "" where nothing is found.

    Parameters
    ----------
    text
        The expression.
    values
        Values of its names besides V.
    voltage
        Where [mV].
    """
    named = dict(values)
    if voltage is not None:
        named[VOLTAGE] = voltage + NEIGHBOURHOOD * np.linspace(-1.0, 1.0, 9)
    try:
        tree, columns = parse(text), places(text)
    except ExpressionError:
        return ""
    if not names(tree) <= named.keys():
        return ""
    order = postorder([tree])
    found = evaluate_many(order, named)
    known = {node: np.atleast_1d(np.asarray(value)) for node, value in zip(order, found, strict=True)}
    for node in order:
        what = _wrong(node, known)
        if what and node in columns:
            return f"column {columns[node] + 1}: {what}"
    return ""


def _wrong(node: Expression, known: Mapping[Expression, Floats]) -> str:
    """What is wrong with a node whose operands are right."""
    what = ""
    match node:
        case Binary("/", above, below) if _vanishes(known[below]) and not _vanishes(known[above]):
            what = f"division by {sketch(below, 40)}, which is 0"
        case Binary("^", base, Number(exponent)) if exponent < 0.0 and _vanishes(known[base]):
            what = f"a negative power of {sketch(base, 40)}, which is 0"
        case Binary("^", base, _) if (known[base] < 0.0).any() and np.isnan(known[node]).any():
            what = f"a power of {sketch(base, 40)}, which is negative, with a fraction"
        case Call("log", inside) if (known[inside] <= 0.0).any():
            what = f"the logarithm of {sketch(inside, 40)}, which is not positive"
        case Call("sqrt", inside) if (known[inside] < 0.0).any():
            what = f"the square root of {sketch(inside, 40)}, which is negative"
        case _ if np.isinf(known[node]).any():
            what = f"{sketch(node, 40)} is beyond the largest number"
    return what


def _vanishes(values: Floats) -> bool:
    """Whether a function is 0, changes its sign or nearly touches 0."""
    size = np.abs(values)
    least = int(size.argmin())
    touches = 0 < least < size.size - 1 and size[least] < TOUCH * min(size[0], size[-1])
    return bool((size == 0.0).any() or (np.sign(values) != np.sign(values[0])).any() or touches)
