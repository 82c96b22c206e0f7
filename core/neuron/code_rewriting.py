"""Straight-line code made cheaper for many evaluations in which only some of its names change.

Divisions by what does not change become products with a reciprocal; a shift that is then scaled, such as (V −
V₀)/k, becomes one multiplication with an addition, V r − V₀ r; and so does a product that one sum reads.
Values change by rounding only: of (V − V₀)/k by an ulp of V₀/k.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.neuron.expression import Program

_SCALED = {"+": "multiply-add", "-": "multiply-subtract"}


class Node(NamedTuple):
    """An operation and the slots of its operands."""

    operation: str
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Code in two parts.

    Attributes
    ----------
    constants
        Values of the slots from 0 on.
    names
        Slots that hold names.
    prologue, body
        Operations by the slot of their result, in order: those that depend on no varying name, and the rest.
    outputs
        Slots of the program's expressions.
    """

    constants: tuple[float, ...]
    names: Mapping[int, str]
    prologue: Mapping[int, Node]
    body: Mapping[int, Node]
    outputs: tuple[int, ...]


def rewritten(program: Program, varying: frozenset[str]) -> Rewritten:
    """Code of a program for evaluations in which only the names `varying` change."""
    return _Rewriting(program, varying).finished()


class _Rewriting:
    """The code while it is changed; the slots are those of the program, those added come after them."""

    def __init__(self, program: Program, varying: frozenset[str]) -> None:
        # One constant more, 1 for reciprocals, moves all slots after the constants.
        self._constants = (*program.constants, 1.0)
        self._one = len(program.constants)
        first = len(self._constants)
        self._names = {first + i: name for i, name in enumerate(program.names)}
        self._fixed = set(range(first)) | {slot for slot, name in self._names.items() if name not in varying}
        self._prologue: dict[int, Node] = {}
        self._body: dict[int, Node] = {}
        self._made: dict[Node, int] = {}
        moved = [*range(self._one), *(i + 1 for i in range(self._one, self._one + len(program.names)))]
        moved += [first + len(program.names) + i for i in range(len(program.steps))]
        self._next = first + len(program.names) + len(program.steps)
        self._outputs = tuple(moved[slot] for slot in program.outputs)
        nodes = []
        for operation, left, right in program.steps:
            operands = (moved[left],) if right < 0 else (moved[left], moved[right])
            nodes.append(Node(operation, operands))
        self._reads = Counter(operand for node in nodes for operand in node.operands)
        self._reads.update(self._outputs)
        for slot, node in enumerate(nodes, first + len(program.names)):
            if all(operand in self._fixed for operand in node.operands):
                self._fixed.add(slot)
                self._prologue[slot] = node
            else:
                self._body[slot] = self._cheaper(node)

    def finished(self) -> Rewritten:
        self._drop_unread()
        self._join_products()
        return Rewritten(self._constants, self._names, self._prologue, self._body, self._outputs)

    def _fix(self, operation: str, *operands: int) -> int:
        """Slot of an operation on what does not change, which joins the prologue."""
        node = Node(operation, operands)
        if node not in self._made:
            slot, self._next = self._next, self._next + 1
            self._made[node] = slot
            self._prologue[slot] = node
            self._fixed.add(slot)
        return self._made[node]

    def _cheaper(self, node: Node) -> Node:
        match node:
            case Node("/", (x, divisor)) if divisor in self._fixed:
                return self._scaled(x, self._fix("/", self._one, divisor))
            case Node("*", (x, factor)) if factor in self._fixed:
                return self._scaled(x, factor)
            case Node("*", (factor, x)) if factor in self._fixed:
                return self._scaled(x, factor)
        return node

    def _scaled(self, x: int, factor: int) -> Node:
        """The product of a varying value and a factor that does not change."""
        inner = self._body.get(x)
        # One operation for one: it costs nothing where others read the inner one too.
        match inner:
            case Node("negative", (y,)):
                return self._scaled(y, self._fix("negative", factor))
            case Node("-", (c, y)) if c in self._fixed:
                return Node("subtract-product", (y, factor, self._fix("*", c, factor)))
            case Node("*" | "+" | "-" as operation, (a, b)) if a in self._fixed or b in self._fixed:
                y, c = (a, b) if b in self._fixed else (b, a)
                fixed = self._fix("*", c, factor)
                return (
                    Node("*", (y, fixed))
                    if operation == "*"
                    else Node(_SCALED[operation], (y, factor, fixed))
                )
        return Node("*", (x, factor))

    def _drop_unread(self) -> None:
        """Leave out what only the code before the changes has read, and count again."""
        for part in (self._body, self._prologue):
            self._reads = Counter(self._outputs)
            self._reads.update(
                o for nodes in (self._body, self._prologue) for n in nodes.values() for o in n[1]
            )
            for slot in reversed(list(part)):
                if not self._reads[slot]:
                    self._reads.subtract(part.pop(slot).operands)

    def _join_products(self) -> None:
        """Make a product that one sum reads part of the sum."""
        for part in (self._prologue, self._body):
            for slot, node in list(part.items()):
                if node.operation not in {"+", "-"}:
                    continue
                left, right = node.operands
                for product, other in ((right, left), (left, right)):
                    inner = part.get(product)
                    if inner is None or inner.operation != "*" or self._reads[product] > 1:
                        continue
                    kind = "subtract-product" if product == right else "multiply-subtract"
                    part[slot] = Node("multiply-add" if node[0] == "+" else kind, (*inner.operands, other))
                    del part[product]
                    break
