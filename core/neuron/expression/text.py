"""Expressions as plain text that parses back to the same values, with no needless parentheses."""

from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.nodes import Binary, Call, Expression, Name, Negative, Number
from core.neuron.expression.traversal import postorder

MAX_WRITTEN = 50_000
"""Characters of an expression written out; trees share subexpressions, texts cannot."""

SUM, SIGNED, PRODUCT, POWER, ATOM = range(5)
LEVEL = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}

Written = tuple[str, int]
"""A text and how tightly it holds together."""


def plain(expression: Expression) -> str:
    """The text of an expression.

    It parses back to a tree of the same value, bit for bit, as far as the parser's caps on length and size
    allow.

    Raises
    ------
    ExpressionError
        If the text would be longer than 50,000 characters.
    """
    written: dict[Expression, Written] = {}
    for tree in postorder([expression]):
        text, level = _write(tree, written)
        if len(text) > MAX_WRITTEN:
            raise ExpressionError("", 0, "the expression is too long to be written out", "write its parts")
        written[tree] = text, level
    return written[expression][0]


def sketch(expression: Expression, length: int = 80) -> str:
    """The beginning of the text of an expression, for messages."""
    try:
        text = plain(expression)
    except ExpressionError:
        return type(expression).__name__
    return text if len(text) <= length else text[: length - 1] + "…"


def decimal(value: float) -> str:
    """The shortest decimal of a float, without a needless point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def enclosed(written: Written, least: int) -> str:
    """The text, in parentheses if it holds together less tightly than `least`."""
    text, level = written
    return text if level >= least else f"({text})"


def _write(tree: Expression, written: dict[Expression, Written]) -> Written:
    match tree:
        case Number(value):
            return decimal(value), ATOM if value >= 0.0 else SIGNED
        case Name(identifier):
            return identifier, ATOM
        case Call(function, argument):
            return f"{function}({written[argument][0]})", ATOM
        case Negative(operand):
            return "-" + enclosed(written[operand], PRODUCT), SIGNED
        case Binary("^", left, right):
            exponent = enclosed(written[right], SUM if isinstance(right, Number) else POWER)
            return f"{enclosed(written[left], ATOM)}^{exponent}", POWER
        case Binary(operator, left, right):
            return _write_chain(operator, written[left], written[right])
    raise AssertionError(tree)


def _write_chain(operator: str, left: Written, right: Written) -> Written:
    level = LEVEL[operator]
    # a + (b + c) and a·(b·c) keep their parentheses: in floating point they are other sums and products. A
    # product may begin with a sign, (−a)·b being −(a·b) exactly.
    before = enclosed(left, SIGNED if level == PRODUCT else level)
    after = enclosed(right, level + 1 if level == PRODUCT else PRODUCT)
    gap = " " if level == SUM else ""
    signed = level == PRODUCT and left[1] == SIGNED
    return f"{before}{gap}{operator}{gap}{after}", SIGNED if signed else level
