"""Cubic polynomials from a table, for all lanes at once, as values in compiled code.

A cell of the table has eight coefficients in a cache line for each pair of functions: a₀ a₁ a₂ a₃ b₀ b₁ b₂
b₃. One load fetches them for one lane; the lines of eight lanes are transposed while they are added up, which
takes a third of the time of fetching coefficient by coefficient.
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


def _indices(numbers: Any) -> Any:
    numbers = list(numbers)
    return ir.Constant(ir.VectorType(_INT, len(numbers)), numbers)


def _numbers(*values: float) -> Any:
    return ir.Constant(_OCTET, [ir.Constant(ir.DoubleType(), value) for value in values])


class _Octet:
    """The sums of eight lanes' polynomials."""

    def __init__(self, builder: Any, lines: list[Any], fraction: Any) -> None:
        self._builder, self._lines, self._f = builder, lines, fraction
        self._ff = self._times(fraction, fraction)

    def _times(self, left: Any, right: Any) -> Any:
        return self._builder.fmul(left, right, flags=_FLAGS)

    def _plus(self, left: Any, right: Any) -> Any:
        return self._builder.fadd(left, right, flags=_FLAGS)

    def _pick(self, left: Any, right: Any, numbers: Any) -> Any:
        return self._builder.shuffle_vector(left, right, _indices(numbers))

    def _halves(self, first: int) -> tuple[Any, Any]:
        """Coefficients (0, 2) and (1, 3) of two lanes."""
        left, right = self._lines[first], self._lines[first + 1]
        return (
            self._pick(left, right, (0, 8, 2, 10, 4, 12, 6, 14)),
            self._pick(left, right, (1, 9, 3, 11, 5, 13, 7, 15)),
        )

    def _joined(self, low: Any, high: Any) -> tuple[Any, Any]:
        """Functions a and b of eight lanes, from those of four lanes each."""
        return (
            self._pick(low, high, (0, 1, 2, 3, 8, 9, 10, 11)),
            self._pick(low, high, (4, 5, 6, 7, 12, 13, 14, 15)),
        )

    def _sums(self, pairs: list[Any], first: int, *, squared: bool) -> Any:
        low = self._pick(pairs[0], pairs[1], (0, 1, 8, 9, 4, 5, 12, 13))
        high = self._pick(pairs[0], pairs[1], (2, 3, 10, 11, 6, 7, 14, 15))
        if squared:
            places = (first, first + 1, first + 2, first + 3) * 2
            high = self._times(high, self._pick(self._ff, self._ff, places))
        return self._plus(low, high)

    def values(self) -> tuple[Any, Any]:
        """(c₀ + f c₁) + f² (c₂ + f c₃)."""
        quarters = []
        for first in (0, 4):
            pairs = []
            for lane in (first, first + 2):
                even, odd = self._halves(lane)
                f = self._pick(self._f, self._f, (lane, lane + 1) * 4)
                pairs.append(self._plus(even, self._times(odd, f)))
            quarters.append(self._sums(pairs, first, squared=True))
        return self._joined(quarters[0], quarters[1])

    def slopes(self) -> tuple[Any, Any]:
        """c₁ + (2 f c₂ + 3 f² c₃)."""
        quarters = []
        for first in (0, 4):
            pairs = []
            for lane in (first, first + 2):
                even, odd = self._halves(lane)
                twice = self._pick(self._times(self._f, _numbers(*[2.0] * 8)), _numbers(*[0.0] * 8),
                                   (8, 8, lane, lane + 1) * 2)  # fmt: skip
                thrice = self._pick(self._times(self._ff, _numbers(*[3.0] * 8)), _numbers(*[1.0] * 8),
                                    (8, 8, lane, lane + 1) * 2)  # fmt: skip
                pairs.append(self._plus(self._times(even, twice), self._times(odd, thrice)))
            quarters.append(self._sums(pairs, first, squared=False))
        return self._joined(quarters[0], quarters[1])


def _evaluate(context: Any, builder: Any, signature: Any, arguments: Any, parts: tuple[str, ...]) -> Any:
    table, starts, offset, fraction = arguments
    data = context.make_array(signature.args[0])(context, builder, table).data
    begin = context.make_array(signature.args[1])(context, builder, starts).data
    undefined = ir.Constant(fraction.type, ir.Undefined)
    octets: list[list[Any]] = []
    for first in range(0, LANES, 8):
        lines = []
        for lane in range(first, first + 8):
            start = builder.load(builder.gep(begin, [_LONG(lane)]))
            address = builder.gep(data, [builder.add(start, offset)])
            lines.append(builder.load(builder.bitcast(address, _OCTET.as_pointer()), align=8))
        own = builder.shuffle_vector(fraction, undefined, _indices(range(first, first + 8)))
        octet = _Octet(builder, lines, own)
        octets.append([vector for part in parts for vector in getattr(octet, part)()])
    results = []
    for four in zip(*octets, strict=True):
        halves = [builder.shuffle_vector(*four[k : k + 2], _indices(range(16))) for k in (0, 2)]
        results.append(builder.shuffle_vector(*halves, _indices(range(LANES))))
    return context.make_tuple(builder, signature.return_type, results)


@intrinsic
def _cubics(_typing: Any, table: Any, starts: Any, _offset: Any, _fraction: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _evaluate(context, builder, signature, arguments, ("values",))

    return types.UniTuple(_lanes, 2)(table, starts, types.int64, _lanes), code


@intrinsic
def _cubics_and_slopes(_typing: Any, table: Any, starts: Any, _offset: Any, _fraction: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _evaluate(context, builder, signature, arguments, ("values", "slopes"))

    return types.UniTuple(_lanes, 4)(table, starts, types.int64, _lanes), code


@intrinsic
def _locate(_typing: Any, starts: Any, _place: Any, _last: Any, _stride: Any, _first: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, place, last, stride, first = arguments
        nothing = ir.Constant(place.type, [0.0] * LANES)
        top = _every_lane(builder, last)
        # Also where it is not a number.
        inside = builder.select(builder.fcmp_ordered(">", place, nothing), place, nothing)
        inside = builder.select(builder.fcmp_ordered("<", inside, top), inside, top)
        numbers = builder.fptosi(inside, ir.VectorType(_INT, LANES))
        cell = builder.sitofp(numbers, place.type)
        longs = ir.VectorType(_LONG, LANES)
        begin = builder.mul(builder.sext(numbers, longs), _every_lane(builder, stride))
        begin = builder.add(begin, _every_lane(builder, first))
        data = context.make_array(signature.args[0])(context, builder, array).data
        builder.store(begin, builder.bitcast(data, longs.as_pointer()), align=8)
        return builder.fsub(place, cell, flags=_FLAGS)

    return _lanes(starts, _lanes, types.float64, types.int64, types.int64), code


def _every_lane(builder: Any, number: Any) -> Any:
    undefined = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    first = builder.insert_element(undefined, number, _INT(0))
    return builder.shuffle_vector(first, undefined, _indices([0] * LANES))


locate: Callable[[Any, Vector, float, int, int], Vector] = cast("Any", _locate)
"""locate(starts, place, last, stride, first): of places in a table, in cells from its beginning, the
fractions of their cells; where the cells start, first + stride * cell, goes to `starts`. Past the ends of the
table, which ends with the cell `last`, the outermost cells serve."""
cubics: Callable[[Any, Any, int, Vector], tuple[Vector, Vector]] = cast("Any", _cubics)
"""cubics(table, starts, offset, fraction): a and b of the pair at starts[lane] + offset in a flat table."""
cubics_and_slopes: Callable[[Any, Any, int, Vector], tuple[Vector, Vector, Vector, Vector]] = cast(
    "Any", _cubics_and_slopes
)
"""The same, and their derivatives by the fraction."""
