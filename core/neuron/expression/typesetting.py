r"""Expressions as LaTeX.

Every node is written twice: once for the line, with \frac, and once for exponents and the inside of a
fraction, with a slash. sigmoid, exprel and linoid are written out as the quotients that they stand for.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.nodes import Binary, Call, Expression, Name, Negative, Number, call
from core.neuron.expression.text import MAX_WRITTEN, decimal
from core.neuron.expression.traversal import children, postorder, rebuilt

SUM, SIGNED, SLASHED, PRODUCT, POWER, ATOM = range(6)

GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi"
    "|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
OPERATORS = {
    "log": r"\ln",
    "tanh": r"\tanh",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "sech": r"\operatorname{sech}",
}
LONGEST_EXPONENT = 60
"""Characters of LaTeX that are still set as an exponent of e."""


class Set(NamedTuple):
    """A typeset text and how tightly it holds together."""

    text: str
    level: int


class Pair(NamedTuple):
    """The two ways of writing a node."""

    display: Set
    inline: Set


def latex(expression: Expression, symbols: Mapping[str, str] | None = None) -> str:
    r"""LaTeX of an expression, for mathematics mode.

    Parameters
    ----------
    expression
        The tree.
    symbols
        LaTeX of names, as in ``{"g_na": r"g_\mathrm{Na}"}``. Others are set by their form: Greek letters by
        name, and what follows an underscore, or digits at the end, as a subscript.

    Raises
    ------
    ExpressionError
        If it would be longer than 50,000 characters.
    """
    expression = written_out(expression)
    pairs: dict[Expression, Pair] = {}
    for tree in postorder([expression]):
        pair = _pair(tree, pairs, symbols or {})
        if len(pair.display.text) > MAX_WRITTEN:
            raise ExpressionError("", 0, "the expression is too long to be written out", "write its parts")
        pairs[tree] = pair
    return pairs[expression].display.text


def symbol(identifier: str) -> str:
    r"""LaTeX of a name that has no symbol of its own: `tau_m` is \tau_{\mathrm{m}}, `V2` is V_{2}."""
    stem, _, index = identifier.strip("_").partition("_")
    digits = re.fullmatch(r"([A-Za-z]+)([0-9]+)", stem)
    if digits:
        stem, index = digits[1], f"{digits[2]}_{index}" if index else digits[2]
    if GREEK.fullmatch(stem):
        stem = f"\\{stem}"
    elif len(stem) != 1:
        stem = rf"\mathrm{{{stem}}}"
    parts = [
        r"\infty" if part == "inf" else part if part.isdecimal() else rf"\mathrm{{{part}}}"
        for part in index.split("_")
        if part
    ]
    return f"{stem}_{{{','.join(parts)}}}" if parts else stem


def written_out(expression: Expression) -> Expression:
    """The expression with sigmoid, exprel and linoid as quotients."""
    replaced: dict[Expression, Expression] = {}
    doubled: set[Expression] = set()
    for tree in postorder([expression]):
        within = any(operand in doubled for operand in children(tree))
        if within or (isinstance(tree, Call) and tree.function in {"exprel", "linoid"}):
            doubled.add(tree)
        match tree:
            # Their argument is written twice: one inside another stays a name, or the text would grow as 2ⁿ.
            # Of a number they stay a name, too: 0/0 would be no good.
            case Call("exprel" | "linoid", u) if within or isinstance(u, Number):
                new = rebuilt(tree, replaced)
            case Call("sigmoid", u):
                new = 1.0 / (1.0 + call("exp", -replaced[u]))
            case Call("exprel", u):
                new = (call("exp", replaced[u]) - 1.0) / replaced[u]
            case Call("linoid", u):
                new = _linoid(replaced[u])
            case Binary("/", left, Call("exprel", u)) if u not in doubled and not isinstance(u, Number):
                new = replaced[left] * _linoid(-replaced[u])
            case _:
                new = rebuilt(tree, replaced)
        replaced[tree] = new
    return replaced[expression]


def _linoid(u: Expression) -> Expression:
    return u / (1.0 - call("exp", -u))


def _pair(tree: Expression, pairs: Mapping[Expression, Pair], symbols: Mapping[str, str]) -> Pair:
    match tree:
        case Number(value):
            return _same(_number(value))
        case Name(identifier):
            text = symbols.get(identifier) or symbol(identifier)
            return _same(Set(text, POWER if "^" in text or "'" in text else ATOM))
        case Negative(operand):
            return Pair(*map(_negative, pairs[operand]))
        case Call(function, argument):
            return _call(function, pairs[argument])
        case Binary():
            return _binary(tree, pairs)
    raise AssertionError(tree)


def _binary(tree: Binary, pairs: Mapping[Expression, Pair]) -> Pair:
    left, right = pairs[tree.left], pairs[tree.right]
    if tree.operator == "/":
        return _quotient(left, right)
    if tree.operator != "^":
        return Pair(*(_chain(tree.operator, a, b) for a, b in zip(left, right, strict=True)))
    exponent = right.inline.text
    match tree:
        case Binary(_, Call(function, argument), Number(value)) if function in OPERATORS and value > 1.0:
            head = f"{OPERATORS[function]}^{{{exponent}}}"
            return Pair(*(_applied(head, inside) for inside in pairs[argument]))
    return Pair(*(_power(base, exponent) for base in left))


def _same(written: Set) -> Pair:
    return Pair(written, written)


def _enclosed(written: Set, least: int) -> str:
    return written.text if written.level >= least else rf"\left({written.text}\right)"


def _number(value: float) -> Set:
    digits, _, exponent = decimal(value).partition("e")
    if not exponent:
        return Set(digits, ATOM if value >= 0.0 else SIGNED)
    power = f"10^{{{int(exponent)}}}"
    if digits in {"1", "-1"}:
        return Set(power, POWER) if value > 0.0 else Set("-" + power, SIGNED)
    return Set(rf"{digits} \times {power}", PRODUCT if value > 0.0 else SIGNED)


def _negative(operand: Set) -> Set:
    return Set("-" + _enclosed(operand, SLASHED), SIGNED)


def _applied(head: str, argument: Set) -> Set:
    return Set(rf"{head}\left({argument.text}\right)", PRODUCT)


def _call(function: str, argument: Pair) -> Pair:
    if function == "exp" and len(argument.inline.text) <= LONGEST_EXPONENT:
        return _same(Set(f"e^{{{argument.inline.text}}}", POWER))
    if function == "sqrt":
        return Pair(*(Set(rf"\sqrt{{{inside.text}}}", ATOM) for inside in argument))
    family, _, order = function.partition("_")
    head = rf"\{family}" if function == "exp" else OPERATORS.get(function, rf"\operatorname{{{family}}}")
    if order:
        head += f"^{{({order})}}"
    return Pair(_applied(head, argument.display), _applied(head, argument.inline))


def _quotient(above: Pair, below: Pair) -> Pair:
    sign, numerator = "", above.inline.text
    if above.inline.level == SIGNED:
        sign, numerator = "-", numerator.removeprefix("-")
    display = Set(rf"{sign}\frac{{{numerator}}}{{{below.inline.text}}}", SIGNED if sign else PRODUCT)
    slashed = f"{_enclosed(above.inline, SIGNED)}/{_enclosed(below.inline, POWER)}"
    return Pair(display, Set(slashed, SIGNED if sign else SLASHED))


def _power(base: Set, exponent: str) -> Set:
    return Set(f"{_enclosed(base, ATOM)}^{{{exponent}}}", POWER)


def _chain(operator: str, left: Set, right: Set) -> Set:
    if operator == "+":
        return Set(f"{left.text} + {right.text if right.level == SUM else _enclosed(right, SLASHED)}", SUM)
    if operator == "-":
        return Set(f"{left.text} - {_enclosed(right, SLASHED)}", SUM)
    before = left.text if left.level == SIGNED else _enclosed(left, PRODUCT)
    after = _enclosed(right, SLASHED)
    text = before + (r" \cdot " if after[0].isdecimal() else r"\,") + after
    return Set(text, SIGNED if left.level == SIGNED else min(right.level, PRODUCT))
