"""Walks over trees. None recurses: a derivative may be deeper than Python's stack."""

from collections.abc import Container, Iterable, Mapping

from core.neuron.expression.nodes import (
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Operand,
    as_expression,
    call,
)

COMBINE = {
    "+": Expression.__add__,
    "-": Expression.__sub__,
    "*": Expression.__mul__,
    "/": Expression.__truediv__,
    "^": Expression.__pow__,
}
"""The simplifying constructor of each operator."""


def children(tree: Expression) -> tuple[Expression, ...]:
    """The operands of a node."""
    match tree:
        case Binary(_, left, right):
            return left, right
        case Negative(operand):
            return (operand,)
        case Call(_, argument):
            return (argument,)
    return ()


def postorder(trees: Iterable[Expression], known: Container[Expression] = ()) -> list[Expression]:
    """Every distinct node of the trees once, operands before the node that uses them, in a fixed order.

    Parameters
    ----------
    trees
        The trees.
    known
        Nodes that are left out, with what lies below them.
    """
    order: dict[Expression, None] = {}
    stack = [(tree, False) for tree in reversed(list(trees))]
    while stack:
        tree, expanded = stack.pop()
        if tree in order or tree in known:
            continue
        operands = children(tree)
        if expanded or not operands:
            order[tree] = None
        else:
            stack.append((tree, True))
            stack.extend((operand, False) for operand in reversed(operands))
    return list(order)


def names(expression: Expression) -> frozenset[str]:
    """The parameters and states that an expression reads."""
    return frozenset(tree.identifier for tree in postorder([expression]) if isinstance(tree, Name))


def rebuilt(tree: Expression, replaced: Mapping[Expression, Expression]) -> Expression:
    """The node on its replaced operands; the node itself, as it was written, where none has changed."""
    if all(replaced[operand] is operand for operand in children(tree)):
        return tree
    match tree:
        case Binary(operator, left, right):
            return COMBINE[operator](replaced[left], replaced[right])
        case Negative(operand):
            return -replaced[operand]
        case Call(function, argument):
            return call(function, replaced[argument])
    return tree


def substitute(expression: Expression, replacements: Mapping[str, Operand]) -> Expression:
    """The expression with names replaced by trees or numbers, all at once."""
    replaced: dict[Expression, Expression] = {}
    for tree in postorder([expression]):
        if isinstance(tree, Name) and tree.identifier in replacements:
            replaced[tree] = as_expression(replacements[tree.identifier])
        else:
            replaced[tree] = rebuilt(tree, replaced)
    return replaced[expression]
