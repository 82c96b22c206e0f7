"""Vectors of as many numbers as there are lanes, as values in compiled code.

A loop over the lanes would have to prove, each time it begins, that the rows it reads and writes do not
overlap; a vector that is loaded, used and stored need not. Sums, differences, products, quotients and
opposites of vectors are written with the usual operators. Products and sums may fuse, as everywhere in the
kernels; nothing is reordered.
"""

import operator
from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

LANES = 32
"""Numbers in a vector."""
ALL_LANES = 2**LANES - 1
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_FLAGS = ("contract",)


class Lanes(types.Type):  # type: ignore[misc]
    """Type of a vector."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes({LANES})")


lanes = Lanes()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


def _pointer(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    """Address of a row of an array of shape (n, LANES)."""
    data = context.make_array(kind)(context, builder, array).data
    offset = builder.mul(row, ir.Constant(row.type, LANES))
    return builder.bitcast(builder.gep(data, [offset]), _VECTOR.as_pointer())


@intrinsic
def _load(_typing: Any, array: Any, row: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(context, builder, signature.args[0], *arguments), align=8)

    return lanes(array, types.unliteral(row)), code


@intrinsic
def _store(_typing: Any, array: Any, row: Any, vector: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address = _pointer(context, builder, signature.args[0], *arguments[:2])
        builder.store(arguments[2], address, align=8)
        return context.get_dummy_value()

    return types.void(array, types.unliteral(row), vector), code


@intrinsic
def _spread(_typing: Any, _number: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        index = ir.IntType(32)
        undefined = ir.Constant(_VECTOR, ir.Undefined)
        first = builder.insert_element(undefined, arguments[0], index(0))
        return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(index, LANES), [0] * LANES))

    return lanes(types.float64), code


@intrinsic
def _where_less(_typing: Any, _left: Any, _right: Any, _yes: Any, _no: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        left, right, yes, no = arguments
        return builder.select(builder.fcmp_ordered("<", left, right), yes, no)

    return lanes(lanes, lanes, lanes, lanes), code


@intrinsic
def _larger(_typing: Any, _left: Any, _right: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        left, right = arguments
        return builder.select(builder.fcmp_unordered(">", left, right), left, right)

    return lanes(lanes, lanes), code


def _magnitude_bits(builder: Any, vector: Any) -> Any:
    integers = ir.VectorType(ir.IntType(64), LANES)
    mask = ir.Constant(integers, [0x7FFFFFFFFFFFFFFF] * LANES)
    return builder.and_(builder.bitcast(vector, integers), mask)


@intrinsic
def _magnitude(_typing: Any, _vector: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(_magnitude_bits(builder, arguments[0]), _VECTOR)

    return lanes(lanes), code


@intrinsic
def _larger_magnitude(_typing: Any, _left: Any, _right: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        # The bits of positive numbers are ordered as they are, and those of NaN come last.
        left, right = (_magnitude_bits(builder, vector) for vector in arguments)
        return builder.bitcast(builder.select(builder.icmp_signed(">", left, right), left, right), _VECTOR)

    return lanes(lanes, lanes), code


@intrinsic
def _where_bits(_typing: Any, _bits: Any, _yes: Any, _no: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        bits, yes, no = arguments
        truths = builder.bitcast(builder.trunc(bits, ir.IntType(LANES)), ir.VectorType(ir.IntType(1), LANES))
        return builder.select(truths, yes, no)

    return lanes(types.uint64, lanes, lanes), code


@intrinsic
def _bits_less(_typing: Any, _left: Any, _right: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        truths = builder.fcmp_ordered("<", *arguments)
        return builder.zext(builder.bitcast(truths, ir.IntType(LANES)), ir.IntType(64))

    return types.uint64(lanes, lanes), code


@intrinsic
def _lowest_bit(_typing: Any, _bits: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], cgutils.true_bit)

    return types.int64(types.uint64), code


@intrinsic
def _claim(_typing: Any, counter: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        return builder.atomic_rmw("add", data, ir.IntType(64)(1), "monotonic")

    return types.int64(counter), code


Vector = Any
load: Callable[..., Vector] = cast("Any", _load)
"""load(array, row): row of an array of shape (n, LANES)."""
store: Callable[..., None] = cast("Any", _store)
"""store(array, row, vector)."""
spread: Callable[[float], Vector] = cast("Any", _spread)
"""One number in every lane."""
where_less: Callable[[Vector, Vector, Vector, Vector], Vector] = cast("Any", _where_less)
"""where_less(left, right, yes, no): `yes` where left < right, else, also where one is NaN, `no`."""
larger: Callable[[Vector, Vector], Vector] = cast("Any", _larger)
"""The larger of each two; the left one also where either is NaN."""
magnitude: Callable[[Vector], Vector] = cast("Any", _magnitude)
"""Absolute values."""
larger_magnitude: Callable[[Vector, Vector], Vector] = cast("Any", _larger_magnitude)
"""The larger absolute value of each two; NaN where either is."""
where_bits: Callable[[int, Vector, Vector], Vector] = cast("Any", _where_bits)
"""where_bits(bits, yes, no): `yes` in lane i where bit i is set, else `no`."""
bits_less: Callable[[Vector, Vector], int] = cast("Any", _bits_less)
"""Number whose bit i says whether left < right in lane i."""
lowest_bit: Callable[[int], int] = cast("Any", _lowest_bit)
"""Position of the lowest set bit of a number that is not 0."""
claim: Callable[[Any], int] = cast("Any", _claim)
"""Add 1 to the first of some integers, which threads share, and return what it was."""


def _arithmetic(instruction: str) -> Any:
    @intrinsic
    def operation(_typing: Any, _left: Any, _right: Any) -> Any:
        def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return getattr(builder, instruction)(*arguments, flags=_FLAGS)

        return lanes(lanes, lanes), code

    return operation


def _overload_operator(symbol: Any, instruction: str) -> None:
    compiled = _arithmetic(instruction)

    @overload(symbol, strict=False)
    def choose(left: Any, right: Any) -> Any:
        if isinstance(left, Lanes) and isinstance(right, Lanes):
            return lambda left, right: compiled(left, right)  # noqa: PLW0108 - it reads its source
        return None


for _symbol, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _overload_operator(_symbol, _instruction)


@intrinsic
def _opposite(_typing: Any, _vector: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.fneg(arguments[0])

    return lanes(lanes), code


opposite: Callable[[Vector], Vector] = cast("Any", _opposite)


@overload(operator.neg, strict=False)
def _overload_negation(vector: Any) -> Any:
    if isinstance(vector, Lanes):
        return lambda vector: opposite(vector)  # noqa: PLW0108 - it reads its source
    return None
