"""Cubic polynomials from a table, for all lanes at once, as values in compiled code.

A cell of the table has eight coefficients in a cache line for each pair of functions: a₀ a₁ a₂ a₃ b₀ b₁ b₂
b₃. One load fetches them for one lane; the lines of eight lanes are transposed while they are added up, which
takes a third of the time of fetching coefficient by coefficient. With e = (c₀, c₂) and o = (c₁, c₃) at a
fraction f of the cell, p = e + f o, the value is p₀ + f² p₁ and the slope o₀ + f² o₁ + 2 f p₁.
"""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.numerics.lane_vector import LANES, Lanes, Vector

_FLAGS = ("contract",)
_INT, _LONG = ir.IntType(32), ir.IntType(64)
_OCTET = ir.VectorType(ir.DoubleType(), 8)
_lanes = Lanes()

FRACTION, SQUARE, DOUBLE = range(3)
"""Rows with the fractions, their squares and twice the fractions."""


def _indices(numbers: Any) -> Any:
    numbers = list(numbers)
    return ir.Constant(ir.VectorType(_INT, len(numbers)), numbers)


def _every_lane(builder: Any, number: Any) -> Any:
    undefined = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    first = builder.insert_element(undefined, number, _INT(0))
    return builder.shuffle_vector(first, undefined, _indices([0] * LANES))


class _Octet:
    """The polynomials of eight lanes."""

    def __init__(self, builder: Any, lines: list[Any], fractions: Any, first: int) -> None:
        self._builder, self._fractions, self._first = builder, fractions, first
        # Pairs (e, o) of two lanes each: e has c₀ of both, then c₂, and the same of the second function.
        self._even = [self._pick(lines[k], lines[k + 1], (0, 8, 2, 10, 4, 12, 6, 14)) for k in (0, 2, 4, 6)]
        self._odd = [self._pick(lines[k], lines[k + 1], (1, 9, 3, 11, 5, 13, 7, 15)) for k in (0, 2, 4, 6)]
        self._sums = [
            self._plus(even, odd, self._repeated(FRACTION, 2 * k, 2))
            for k, (even, odd) in enumerate(zip(self._even, self._odd, strict=True))
        ]

    def _plus(self, left: Any, right: Any, factor: Any) -> Any:
        """Left + factor * right."""
        product = self._builder.fmul(right, factor, flags=_FLAGS)
        return self._builder.fadd(left, product, flags=_FLAGS)

    def _pick(self, left: Any, right: Any, numbers: Any) -> Any:
        return self._builder.shuffle_vector(left, right, _indices(numbers))

    def _repeated(self, row: int, first: int, count: int) -> Any:
        """Numbers of some lanes, again and again: a load that broadcasts."""
        place = self._builder.gep(self._fractions, [_LONG(row * LANES + self._first + first)])
        kind = ir.VectorType(ir.DoubleType(), count)
        numbers = self._builder.load(self._builder.bitcast(place, kind.as_pointer()), align=8)
        return self._pick(numbers, ir.Constant(kind, ir.Undefined), [k % count for k in range(8)])

    def _low(self, pairs: list[Any], half: int) -> Any:
        """First coefficients of four lanes, of both functions."""
        return self._pick(pairs[2 * half], pairs[2 * half + 1], (0, 1, 8, 9, 4, 5, 12, 13))

    def _high(self, pairs: list[Any], half: int) -> Any:
        return self._pick(pairs[2 * half], pairs[2 * half + 1], (2, 3, 10, 11, 6, 7, 14, 15))

    def _of_both(self, low: Any, high: Any) -> tuple[Any, Any]:
        """The two functions in eight lanes."""
        return (
            self._pick(low, high, (0, 1, 2, 3, 8, 9, 10, 11)),
            self._pick(low, high, (4, 5, 6, 7, 12, 13, 14, 15)),
        )

    def _of_four(self, pairs: list[Any], half: int) -> Any:
        square = self._repeated(SQUARE, 4 * half, 4)
        return self._plus(self._low(pairs, half), self._high(pairs, half), square)

    def values(self) -> tuple[Any, Any]:
        return self._of_both(self._of_four(self._sums, 0), self._of_four(self._sums, 1))

    def slopes(self) -> tuple[Any, Any]:
        low, high = (
            self._plus(
                self._of_four(self._odd, half),
                self._high(self._sums, half),
                self._repeated(DOUBLE, 4 * half, 4),
            )
            for half in (0, 1)
        )
        return self._of_both(low, high)


def _evaluate(context: Any, builder: Any, signature: Any, arguments: Any, parts: tuple[str, ...]) -> Any:
    table, starts, fractions, offset = arguments
    data, begin, rows = (
        context.make_array(kind)(context, builder, array).data
        for kind, array in zip(signature.args[:3], (table, starts, fractions), strict=True)
    )
    octets: list[list[Any]] = []
    for first in range(0, LANES, 8):
        lines = []
        for lane in range(first, first + 8):
            start = builder.load(builder.gep(begin, [_LONG(lane)]))
            address = builder.gep(data, [builder.add(start, offset)])
            lines.append(builder.load(builder.bitcast(address, _OCTET.as_pointer()), align=8))
        octet = _Octet(builder, lines, rows, first)
        octets.append([vector for part in parts for vector in getattr(octet, part)()])
    results = []
    for four in zip(*octets, strict=True):
        halves = [builder.shuffle_vector(*four[k : k + 2], _indices(range(16))) for k in (0, 2)]
        results.append(builder.shuffle_vector(*halves, _indices(range(LANES))))
    return context.make_tuple(builder, signature.return_type, results)


@intrinsic
def _cubics(_typing: Any, table: Any, starts: Any, fractions: Any, _offset: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _evaluate(context, builder, signature, arguments, ("values",))

    return types.UniTuple(_lanes, 2)(table, starts, fractions, types.int64), code


@intrinsic
def _cubics_and_slopes(_typing: Any, table: Any, starts: Any, fractions: Any, _offset: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _evaluate(context, builder, signature, arguments, ("values", "slopes"))

    return types.UniTuple(_lanes, 4)(table, starts, fractions, types.int64), code


def _cells(builder: Any, place: Any, last: Any) -> tuple[Any, Any]:
    """Numbers of the cells, and fractions of them; also where a place is not a number."""
    nothing, top = ir.Constant(place.type, [0.0] * LANES), _every_lane(builder, last)
    inside = builder.select(builder.fcmp_ordered(">", place, nothing), place, nothing)
    inside = builder.select(builder.fcmp_ordered("<", inside, top), inside, top)
    numbers = builder.fptosi(inside, ir.VectorType(_INT, LANES))
    fraction = builder.fsub(place, builder.sitofp(numbers, place.type), flags=_FLAGS)
    return builder.sext(numbers, ir.VectorType(_LONG, LANES)), fraction


@intrinsic
def _locate(
    _typing: Any, starts: Any, fractions: Any, _place: Any, _last: Any, _stride: Any, _first: Any
) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, rows = (
            context.make_array(kind)(context, builder, array).data
            for kind, array in zip(signature.args[:2], arguments[:2], strict=True)
        )
        place, last, stride, first = arguments[2:]
        numbers, fraction = _cells(builder, place, last)
        start = builder.add(builder.mul(numbers, _every_lane(builder, stride)), _every_lane(builder, first))
        builder.store(start, builder.bitcast(begin, start.type.as_pointer()), align=8)
        for row, kept in (
            (FRACTION, fraction),
            (SQUARE, builder.fmul(fraction, fraction, flags=_FLAGS)),
            (DOUBLE, builder.fadd(fraction, fraction, flags=_FLAGS)),
        ):
            at = builder.gep(rows, [_LONG(row * LANES)])
            builder.store(kept, builder.bitcast(at, kept.type.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(starts, fractions, _lanes, types.float64, types.int64, types.int64), code


locate: Callable[[Any, Any, Vector, float, int, int], None] = cast("Any", _locate)
"""locate(starts, fractions, place, last, stride, first): of places in a table, in cells from its beginning,
keep where the cells start, first + stride * cell, and the fractions of them, shape (3, LANES). Past the ends
of the table, which ends with the cell `last`, the outermost cells serve."""
cubics: Callable[[Any, Any, Any, int], tuple[Vector, Vector]] = cast("Any", _cubics)
"""cubics(table, starts, fractions, offset): a and b of the pair at starts[lane] + offset in a flat table."""
cubics_and_slopes: Callable[[Any, Any, Any, int], tuple[Vector, Vector, Vector, Vector]] = cast(
    "Any", _cubics_and_slopes
)
"""The same, and their derivatives by the fraction."""
