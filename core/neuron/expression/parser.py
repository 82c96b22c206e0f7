"""Text to tree, without evaluating anything: a tokenizer and a precedence parser (Pratt) with hard caps."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.functions import ELEMENTARY, FUNCTIONS
from core.neuron.expression.nodes import Binary, Call, Expression, Name, Negative, Number, node, number

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_NODES = 400

TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^()])|(?P<end>\Z)"
)
BLANK = re.compile(r"[ \t\r\n]*")

# Left binding power of each operator. A sign binds as a product does, but to its right only: −a·b is (−a)·b
# and −x^2 is −(x^2). A power takes a signed exponent and associates to the right.
BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "^": 40}
SIGN_BINDING = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (number, name, sign or end), its text and where it begins."""

    kind: str
    text: str
    position: int


def parse(text: str) -> Expression:
    """The tree of an expression, as it is written: nothing is simplified but the sign of a number.

    Numbers, names, + − * / ^ (or **), parentheses and the functions exp, log, sqrt, tanh, sinh, cosh, sech,
    sigmoid(x) = 1/(1 + e^{−x}), exprel(x) = (eˣ − 1)/x and linoid(x) = x/(1 − e^{−x}); exprel_k and linoid_k
    are the k-th derivatives of the last two.

    Raises
    ------
    ExpressionError
        If the text is none, or is longer than 2,000 characters, nested deeper than 40 or larger than 400
        nodes.
    """
    if len(text) > MAX_LENGTH:
        detail = f"the expression has {len(text)} characters"
        raise ExpressionError(text, MAX_LENGTH, detail, f"use at most {MAX_LENGTH}")
    return _Parser(text).whole()


def places(text: str) -> Mapping[Expression, int]:
    """Where in a text each node of its tree first stands: its name, number, operator or function."""
    parser = _Parser(text)
    parser.whole()
    return parser.places


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[Expression, int] = {}
        self.nodes = 0
        self.depth = 0
        self.token = self.read(0)

    def read(self, position: int) -> Token:
        """The token at or after a position."""
        start = BLANK.match(self.text, position).end()  # type: ignore[union-attr]  # it matches nothing, too
        found = TOKEN.match(self.text, start)
        if found is None:
            character = self.text[start]
            hint = "use letters, digits, _ and + - * / ^ ( ) .; names and numbers are plain ASCII"
            if character == ",":
                hint = "every function takes one argument; the decimal sign is a point"
            raise ExpressionError(self.text, start, f"unexpected character {character!a}", hint)
        return Token(found.lastgroup or "end", found.group(), start)

    def advance(self) -> Token:
        token = self.token
        self.token = self.read(token.position + len(token.text))
        return token

    def fail(self, token: Token, detail: str, hint: str = "") -> ExpressionError:
        return ExpressionError(self.text, token.position, detail, hint)

    def whole(self) -> Expression:
        if self.token.kind == "end":
            raise self.fail(self.token, "the expression is empty", "write a number, a name or a formula")
        tree = self.expression(0)
        if self.token.kind != "end":
            raise self.fail(self.token, f"unexpected {self.token.text!r}", "a '(' is missing before it")
        return tree

    def expression(self, binding: int) -> Expression:
        """The longest expression from here whose operators bind more tightly than `binding`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(self.token, f"nested deeper than {MAX_DEPTH} levels", "simplify the expression")
        left = self.operand()
        while (operator := self.operator()) and BINDING[operator] > binding:
            token = self.advance()
            # A power is looked for again at one less than its own binding: it associates to the right.
            right = self.expression(BINDING[operator] - (operator == "^"))
            left = self.made(token, node(Binary, operator, left, right))
        self.depth -= 1
        return left

    def operator(self) -> str | None:
        """The operator that comes next, if one does."""
        token = self.token
        if token.kind in {"number", "name"} or token.text == "(":
            hint = "write a product with *, as in 2*V"
            raise self.fail(token, f"an operator is missing before {_shown(token)}", hint)
        operator = "^" if token.text == "**" else token.text
        return operator if operator in BINDING else None

    def operand(self) -> Expression:
        token = self.token
        if token.kind == "end" or (token.kind == "sign" and token.text not in "(+-"):
            where = "the end" if token.kind == "end" else f"{token.text!r}"
            hint = "expected a number, a name, a function or '('"
            raise self.fail(token, f"an operand is missing before {where}", hint)
        self.advance()
        if token.kind == "number":
            value = float(token.text)
            if value == float("inf"):
                raise self.fail(token, f"the number {_shown(token)} is too large", "use at most 1.7e308")
            return self.made(token, number(value))
        if token.kind == "name":
            return self.named(token)
        if token.text == "(":
            return self.enclosed(token)
        operand = self.expression(SIGN_BINDING)
        if token.text == "+":
            return operand
        if isinstance(operand, Number) and operand.value != 0.0:  # there is no constant −0
            return number(-operand.value)
        return self.made(token, node(Negative, operand))

    def enclosed(self, opening: Token) -> Expression:
        """The inside of parentheses, up to and with the closing one."""
        tree = self.expression(0)
        if self.token.text != ")":
            column = opening.position + 1
            raise self.fail(self.token, "')' is missing", f"it closes the '(' of column {column}")
        self.advance()
        return tree

    def named(self, token: Token) -> Expression:
        opening = self.token
        if opening.text != "(":
            if token.text in FUNCTIONS:
                raise self.fail(token, f"{token.text} is a function", f"write {token.text}(...)")
            return self.made(token, node(Name, token.text))
        if token.text not in FUNCTIONS:
            near = difflib.get_close_matches(token.text[:40], ELEMENTARY, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            hint += f"the functions are {', '.join(ELEMENTARY)}; a product is written with *"
            raise self.fail(token, f"there is no function {_shown(token)}", hint)
        self.advance()
        return self.made(token, node(Call, token.text, self.enclosed(opening)))

    def made(self, token: Token, tree: Expression) -> Expression:
        """The tree, counted."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.fail(token, f"more than {MAX_NODES} operands and operations", "split it")
        self.places.setdefault(tree, token.position)
        return tree


def _shown(token: Token) -> str:
    return repr(token.text if len(token.text) <= 40 else token.text[:39] + "…")
