"""The language of expressions as data: grammar, operators, functions and limits, as the parser has them."""

from dataclasses import dataclass

from core.neuron.expression.functions import ELEMENTARY
from core.neuron.expression.parser import BINDING, MAX_DEPTH, MAX_LENGTH, MAX_NODES, SIGN_BINDING

GRAMMAR = """\
expression = term, { ( "+" | "-" ), term } ;
term       = factor, { ( "*" | "/" ), factor } ;
factor     = ( "+" | "-" ), factor | power ;
power      = operand, [ ( "^" | "**" ), factor ] ;
operand    = number | name | function, "(", expression, ")" | "(", expression, ")" ;
name       = letter, { letter | digit } ;
number     = ( digits, [ "." ], [ digits ] | ".", digits ), [ ( "e" | "E" ), [ "+" | "-" ], digits ] ;
digits     = digit, { digit } ;
letter     = "A" ... "Z" | "a" ... "z" | "_" ;
digit      = "0" ... "9" ;
"""
"""The grammar in EBNF (ISO 14977, "..." for a range); blanks may stand between any two tokens."""


@dataclass(frozen=True)
class Operator:
    """An operator: how it is written, how tightly it binds (a greater number binds first), and its side."""

    symbols: tuple[str, ...]
    precedence: int
    associates: str
    meaning: str


@dataclass(frozen=True)
class Function:
    """A function of one argument.

    Attributes
    ----------
    formula
        Its definition in the language itself, "" of one that cannot be written more simply.
    domain
        Arguments x for which it has a value.
    """

    name: str
    meaning: str
    formula: str
    domain: str


@dataclass(frozen=True)
class Limit:
    """A limit, and what happens at it."""

    name: str
    value: int
    meaning: str


_MEANINGS = {"+": "sum", "-": "difference", "*": "product", "/": "quotient", "^": "power"}
_SYMBOLS = {"^": ("^", "**")}

OPERATORS = (
    *(
        Operator(
            _SYMBOLS.get(symbol, (symbol,)),
            binding,
            "right" if symbol == "^" else "left",
            _MEANINGS[symbol],
        )
        for symbol, binding in BINDING.items()
    ),
    Operator(("+", "-"), SIGN_BINDING, "right", "sign: -x^2 is -(x^2), and 2^-x is 2^(-x)"),
)

_FUNCTIONS = {
    "exp": ("exponential", "", "all x"),
    "log": ("natural logarithm", "", "x > 0"),
    "sqrt": ("square root", "x^0.5", "x >= 0"),
    "tanh": ("hyperbolic tangent", "sinh(x) / cosh(x)", "all x"),
    "sinh": ("hyperbolic sine", "(exp(x) - exp(-x)) / 2", "all x"),
    "cosh": ("hyperbolic cosine", "(exp(x) + exp(-x)) / 2", "all x"),
    "sech": ("1/cosh, which does not overflow", "1 / cosh(x)", "all x"),
    "sigmoid": ("logistic function: Boltzmann's steady state", "1 / (1 + exp(-x))", "all x"),
    "exprel": ("relative exponential, 1 at 0", "(exp(x) - 1) / x", "all x, the limit at 0 taken"),
    "linoid": ("linear-exponential opening rate, 1 at 0", "x / (1 - exp(-x))", "all x, the limit at 0 taken"),
}

FUNCTIONS = tuple(Function(name, *_FUNCTIONS[name]) for name in ELEMENTARY)

LIMITS = (
    Limit("length", MAX_LENGTH, "characters of an expression"),
    Limit("depth", MAX_DEPTH, "levels of nesting"),
    Limit("nodes", MAX_NODES, "operands and operations of an expression"),
)
