"""Exact derivatives, in forms that neither overflow nor cancel where the function itself does not."""

from collections.abc import Callable

from core.interruption import checkpoint
from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.nodes import (
    ONE,
    ZERO,
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Number,
    call,
)
from core.neuron.expression.removable import MAX_ORDER
from core.neuron.expression.text import sketch
from core.neuron.expression.traversal import postorder, rebuilt

NODES_BETWEEN_CHECKS = 1000


def derivative(expression: Expression, name: str) -> Expression:
    """The partial derivative of an expression with respect to a name.

    1 − tanh² is written sech² and s(1 − s) is written s(x) s(−x): equal, but without the cancellation that
    leaves no digits of the flanks of a gate. A quotient by cosh, exp, exprel or 1 + exp becomes a product
    first (see `bounded`), so that third derivatives are finite where the square of the denominator is not.

    Raises
    ------
    ExpressionError
        Beyond the sixth derivative of exprel or linoid.
    """
    return Differentiation().of(expression, name)


class Differentiation:
    """Derivatives of trees that share subexpressions, each differentiated once.

    Attributes
    ----------
    visited
        Distinct nodes differentiated so far, a measure of the work and of the memory.
    """

    def __init__(self) -> None:
        self.visited = 0
        self._bounded: dict[Expression, Expression] = {}
        self._inverses: dict[Expression, Expression] = {}
        self._slopes: dict[str, dict[Expression, Expression]] = {}

    def of(self, expression: Expression, name: str) -> Expression:
        """The partial derivative, as by `derivative`; looks now and then whether it is still wanted."""
        slopes = self._slopes.setdefault(name, {})
        for tree in postorder([bounded(expression, self._bounded, self._inverses)], slopes):
            slopes[tree] = _slope(tree, name, slopes)
            self.visited += 1
            if self.visited % NODES_BETWEEN_CHECKS == 0:
                checkpoint()
        return slopes[self._bounded[expression]]


def _slope(tree: Expression, name: str, slopes: dict[Expression, Expression]) -> Expression:
    match tree:
        case Name(identifier):
            return ONE if identifier == name else ZERO
        case Negative(operand):
            return -slopes[operand]
        case Binary(operator, left, right):
            return RULES[operator](tree, left, right, slopes[left], slopes[right])
        case Call(_, argument):
            inner = slopes[argument]
            return ZERO if inner is ZERO else _outer_slope(tree) * inner
    return ZERO


def _outer_slope(tree: Call) -> Expression:
    """f′(u) of f(u)."""
    u = tree.argument
    family, _, order = tree.function.partition("_")
    if family in {"exprel", "linoid"}:
        if (k := int(order or 0)) == MAX_ORDER:
            raise ExpressionError(sketch(tree), 0, f"{family} has no more than {MAX_ORDER} derivatives here")
        return call(f"{family}_{k + 1}", u)
    return SLOPES[tree.function](tree, u)


SLOPES: dict[str, Callable[[Expression, Expression], Expression]] = {
    "exp": lambda f, _: f,
    "log": lambda _, u: 1.0 / u,
    "sqrt": lambda f, _: 0.5 / f,
    "tanh": lambda _, u: call("sech", u) ** 2.0,
    "sinh": lambda _, u: call("cosh", u),
    "cosh": lambda _, u: call("sinh", u),
    "sech": lambda f, u: -(f * call("tanh", u)),
    "sigmoid": lambda f, u: f * call("sigmoid", -u),
}


def _quotient_rule(f: Expression, _: Expression, v: Expression, du: Expression, dv: Expression) -> Expression:
    # (u′ − f v′)/v rather than (u′v − u v′)/v²: v² overflows at half the range of v.
    return du / v if dv is ZERO else (du - f * dv) / v


def _power_rule(f: Expression, u: Expression, v: Expression, du: Expression, dv: Expression) -> Expression:
    constant_exponent = v * u ** (v - 1.0) * du
    return constant_exponent if dv is ZERO else constant_exponent + f * call("log", u) * dv


RULES: dict[str, Callable[[Expression, Expression, Expression, Expression, Expression], Expression]] = {
    "+": lambda _, u, v, du, dv: du + dv,  # noqa: ARG005
    "-": lambda _, u, v, du, dv: du - dv,  # noqa: ARG005
    "*": lambda _, u, v, du, dv: du * v + u * dv,
    "/": _quotient_rule,
    "^": _power_rule,
}


def bounded(
    expression: Expression,
    replaced: dict[Expression, Expression] | None = None,
    inverses: dict[Expression, Expression] | None = None,
) -> Expression:
    """The same function with each quotient whose denominator may overflow written as a product.

    Parameters
    ----------
    expression
        The tree.
    replaced, inverses
        What earlier calls have found, to be read and extended.
    """
    replaced = {} if replaced is None else replaced
    inverses = {} if inverses is None else inverses
    for tree in postorder([expression], replaced):
        new = rebuilt(tree, replaced)
        match new:
            case Binary("/", left, right) if right in inverses:
                new = left * inverses[right]
            case Binary("^", base, Number(exponent)) if exponent < 0.0 and base in inverses:
                new = inverses[base] ** -exponent
        inverse = _inverse(new, inverses)
        if inverse is not None:
            inverses[new] = inverse
        replaced[tree] = new
    return replaced[expression]


def _inverse(tree: Expression, known: dict[Expression, Expression]) -> Expression | None:
    """1/tree in a form that stays finite, or None where the plain quotient does."""
    match tree:
        case Call(function, u) if function in INVERSES:
            return INVERSES[function](u)
        case Binary("+", Number(1.0), Call("exp", u)) | Binary("+", Call("exp", u), Number(1.0)):
            return call("sigmoid", -u)
        case Binary("*", left, right) if left in known or right in known:
            return known.get(left, 1.0 / left) * known.get(right, 1.0 / right)
        case Binary("^", base, Number(exponent)) if exponent > 0.0 and base in known:
            return known[base] ** exponent
        case Negative(operand) if operand in known:
            return -known[operand]
    return None


INVERSES: dict[str, Callable[[Expression], Expression]] = {
    "exp": lambda u: call("exp", -u),
    "cosh": lambda u: call("sech", u),
    "exprel": lambda u: call("linoid", -u),
    "sigmoid": lambda u: 1.0 + call("exp", -u),
    "sech": lambda u: call("cosh", u),
    "linoid": lambda u: call("exprel", -u),
}
