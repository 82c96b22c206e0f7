"""Trees of expressions, and the algebra that builds them.

Equal trees are one object (hash consing), so that equality and hashing are those of identity, a memo by node
is a plain dictionary, and a derivative shares its subexpressions. Nodes are made by `number`, `name`, `call`
and Python's operators, which simplify lightly (constants are folded, 0 and 1 vanish, signs and coefficients
move outwards), or as they are written by `node`; never by calling their class.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.functions import ARITHMETIC, FUNCTIONS, quiet

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Expression:
    """A tree of numbers, names, arithmetic and function calls; immutable, compared by identity."""

    __slots__ = ("__weakref__",)
    __array_ufunc__ = None  # so that `np.float64(2) * expression` comes to __rmul__

    def __add__(self, other: "Operand") -> "Expression":
        return _sum(self, as_expression(other), 1.0)

    def __radd__(self, other: float) -> "Expression":
        return _sum(number(other), self, 1.0)

    def __sub__(self, other: "Operand") -> "Expression":
        return _sum(self, as_expression(other), -1.0)

    def __rsub__(self, other: float) -> "Expression":
        return _sum(number(other), self, -1.0)

    def __mul__(self, other: "Operand") -> "Expression":
        return _product(self, as_expression(other))

    def __rmul__(self, other: float) -> "Expression":
        return _product(number(other), self)

    def __truediv__(self, other: "Operand") -> "Expression":
        return _quotient(self, as_expression(other))

    def __rtruediv__(self, other: float) -> "Expression":
        return _quotient(number(other), self)

    def __pow__(self, other: "Operand") -> "Expression":
        return _power(self, as_expression(other))

    def __rpow__(self, other: float) -> "Expression":
        return _power(number(other), self)

    def __neg__(self) -> "Expression":
        if isinstance(self, Binary) and self.operator == "-":
            return node(Binary, "-", self.right, self.left)
        coefficient, rest = _split(self)
        return _scaled(-coefficient, rest)

    def __repr__(self) -> str:
        from core.neuron.expression.text import sketch

        return f"<{sketch(self)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return node, (type(self), *(getattr(self, field) for field in self.__slots__))


Operand = Expression | float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Expression):
    """A finite constant."""

    value: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Name(Expression):
    """A parameter or a state."""

    identifier: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Negative(Expression):
    """−operand."""

    operand: Expression


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Binary(Expression):
    """left operator right, the operator being one of + - * / ^."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Expression):
    """function(argument)."""

    function: str
    argument: Expression


N = TypeVar("N", bound=Expression)
_pool: WeakValueDictionary[tuple[Any, ...], Expression] = WeakValueDictionary()
_pool_lock = Lock()


def node(kind: Callable[..., N], *values: Any) -> N:
    """The one node of a kind with these values, not simplified."""
    key = (kind, *values)
    with _pool_lock:
        found: Any = _pool.get(key)
        if found is None:
            found = _pool[key] = kind(*values)
    return found  # type: ignore[no-any-return]  # the key begins with the kind


def number(value: float) -> Number:
    """A constant; ExpressionError unless it is finite."""
    if not math.isfinite(value):
        raise ExpressionError(str(value), 0, "a constant beyond the largest number", "rescale the expression")
    return node(Number, float(value) + 0.0)  # −0.0 becomes 0.0, with which it shares a key


def name(identifier: str) -> Name:
    """A parameter or a state; ExpressionError if it cannot be written as a name."""
    if not NAME.fullmatch(identifier) or identifier in FUNCTIONS:
        hint = "use letters, digits and _, no digit first, and no function's name"
        raise ExpressionError(identifier, 0, "this is not a name", hint)
    return node(Name, identifier)


def call(function: str, argument: Operand) -> Expression:
    """`function(argument)`, folded if the argument is a number; KeyError if there is no such function."""
    operation, argument = FUNCTIONS[function], as_expression(argument)
    if isinstance(argument, Number):
        value = quiet(operation, argument.value)
        if math.isfinite(value):
            return number(value)
    return node(Call, function, argument)


def as_expression(operand: Operand) -> Expression:
    """The operand itself, or the number that it is."""
    return operand if isinstance(operand, Expression) else number(operand)


ZERO = number(0.0)
ONE = number(1.0)


def _split(tree: Expression) -> tuple[float, Expression]:
    """Coefficient and rest: 3·x is (3, x), −x is (−1, x), 3/x is (3, 1/x), 3 is (3, 1)."""
    match tree:
        case Number(value):
            return value, ONE
        case Negative(operand):
            return -1.0, operand
        case Binary("*", Number(value), right):
            return value, right
        case Binary("/", Number(value), right):
            return value, node(Binary, "/", ONE, right)
        case Binary("*" | "/" as operator, Negative(operand), right):
            return -1.0, node(Binary, operator, operand, right)
    return 1.0, tree


def _scaled(coefficient: float, rest: Expression) -> Expression:
    """The product of a coefficient and a tree without one: the inverse of `_split`."""
    if rest is ONE or coefficient == 0.0:
        return number(coefficient)
    if isinstance(rest, Binary) and rest.operator == "/" and rest.left is ONE:
        return node(Binary, "/", number(coefficient), rest.right)
    if coefficient in {1.0, -1.0}:
        return rest if coefficient > 0.0 else node(Negative, rest)
    return node(Binary, "*", number(coefficient), rest)


def _sum(left: Expression, right: Expression, sign: float) -> Expression:
    n, x = _split(left)
    m, y = _split(right)
    m *= sign
    if n == 0.0 or m == 0.0:
        return left if m == 0.0 else _scaled(m, y)
    if x is y and math.isfinite(n + m):
        return _scaled(n + m, x)
    if m < 0.0:
        return node(Binary, "-", left, _scaled(-m, y))
    if n < 0.0:
        return node(Binary, "-", _scaled(m, y), _scaled(-n, x))
    return node(Binary, "+", left, _scaled(m, y))


def _product(left: Expression, right: Expression) -> Expression:
    n, x = _split(left)
    m, y = _split(right)
    if n == 0.0 or m == 0.0:
        return ZERO
    if not math.isfinite(n * m):
        return node(Binary, "*", left, right)
    if x is ONE or y is ONE:
        return _scaled(n * m, y if x is ONE else x)
    if isinstance(x, Binary) and x.operator == "^" and x.left is y and isinstance(x.right, Number):
        return _scaled(n * m, _power(y, number(x.right.value + 1.0)))
    return _scaled(n * m, _power(x, number(2.0)) if x is y else node(Binary, "*", x, y))


def _quotient(left: Expression, right: Expression) -> Expression:
    n, x = _split(left)
    if n == 0.0 and right is not ZERO:
        return ZERO
    match right:
        case Number(value) if value != 0.0:
            return _over_number(n, x, value)
        case Negative(operand):
            return -_quotient(left, operand)
        case Binary("/", above, below):
            return _quotient(_product(left, below), above)
    return -_quotient(x, right) if isinstance(left, Negative) else node(Binary, "/", left, right)


def _over_number(n: float, x: Expression, divisor: float) -> Expression:
    """n·x/divisor: 3x/4 becomes 0.75x, but x/10 stays, because it reads and rounds differently from 0.1x."""
    if not math.isfinite(n / divisor):
        return node(Binary, "/", _scaled(n, x), number(divisor))
    if x is ONE or abs(n) != 1.0 or abs(divisor) == 1.0:
        return _scaled(n / divisor, x)
    return _scaled(math.copysign(n, n * divisor), node(Binary, "/", x, number(abs(divisor))))


def _power(base: Expression, exponent: Expression) -> Expression:
    if exponent is ZERO or base is ONE:
        return ONE
    if exponent is ONE:
        return base
    match base, exponent:
        case Number(b), Number(e):
            value = quiet(ARITHMETIC["^"], b, e)
            if math.isfinite(value):
                return number(value)
        case Binary("^", root, Number(inner)), Number(outer) if inner.is_integer() and outer in {
            -1.0,
            2.0,
            3.0,
        }:
            return _power(root, number(inner * outer))
    return node(Binary, "^", base, exponent)
