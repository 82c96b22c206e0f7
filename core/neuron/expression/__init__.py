"""The small safe language of rates: text to tree, values, exact derivatives, LaTeX and back to text.

Everything that a declared model says is an expression of this language; what a client sends as text is never
evaluated by Python, only parsed into a tree of five kinds of node.
"""

from core.neuron.expression.differentiation import Differentiation, derivative
from core.neuron.expression.errors import ExpressionError
from core.neuron.expression.evaluation import Program, Value, evaluate, evaluate_many, program
from core.neuron.expression.nodes import Binary, Call, Expression, Name, Negative, Number, call, name, number
from core.neuron.expression.parser import parse, places
from core.neuron.expression.text import plain
from core.neuron.expression.traversal import names, postorder, substitute
from core.neuron.expression.typesetting import latex

__all__ = [
    "Binary",
    "Call",
    "Differentiation",
    "Expression",
    "ExpressionError",
    "Name",
    "Negative",
    "Number",
    "Program",
    "Value",
    "call",
    "derivative",
    "evaluate",
    "evaluate_many",
    "latex",
    "name",
    "names",
    "number",
    "parse",
    "places",
    "plain",
    "postorder",
    "program",
    "substitute",
]
