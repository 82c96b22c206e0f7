"""Points of codimension two on a traced curve: where a test function changes its sign."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from core.dynamics.codimension_two.correction import CurvePoint, between
from core.dynamics.codimension_two.curves import TracedCurve
from core.dynamics.codimension_two.tests_along import Test, tests_of
from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.numerics.roots import EPSILON
from core.result import Floats

NEARBY = 2e-6
"""Share of a step over which a test function is a straight line, for its slope and its noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A zero of a test function.

    Attributes
    ----------
    kind
        The test.
    point
        The point of the curve.
    position
        Number of the curve's point before it, and the share of the step to the next one.
    error
        Estimated error of u, shape (n + 2,).
    """

    kind: str
    point: CurvePoint
    position: float
    error: Floats


def located(curve: TracedCurve) -> tuple[list[Located], list[str]]:
    """All zeros of the test functions of a curve, in order along it, and what could not be located."""
    found, lost = [], []
    for kind, test in tests_of(curve).items():
        values = test(curve.points)
        change = np.sign(values[:-1]) * np.sign(values[1:])
        for k in np.flatnonzero((change < 0.0) | (values[1:] == 0.0)).tolist():
            try:
                found.append(_refined(curve, kind, test, k))
            except ConvergenceError as error:
                lost.append(error.detail)
    return sorted(found, key=lambda item: item.position), lost


def _refined(curve: TracedCurve, kind: str, test: Test, k: int) -> Located:
    """The zero between two neighbouring points of a curve."""
    stretch = _Stretch(curve, kind, test, k)
    low, high = stretch.value(0.0), stretch.value(1.0)
    if not low * high <= 0.0:
        raise ConvergenceError(f"a {kind} point could not be located")
    root = float(brentq(stretch.value, 0.0, 1.0, xtol=EPSILON, rtol=4.0 * EPSILON, maxiter=100))
    return Located(kind, stretch.point(root), k + root, stretch.error(root))


class _Stretch:
    """A test function between two neighbouring points of a curve."""

    def __init__(self, curve: TracedCurve, kind: str, test: Test, k: int) -> None:
        self.curve, self.kind, self.test = curve, kind, test
        self.ends = curve.points[k], curve.points[k + 1]
        self.points: dict[float, CurvePoint] = {0.0: self.ends[0], 1.0: self.ends[1]}

    def point(self, share: float) -> CurvePoint:
        """The point of the curve at a share of the step."""
        checkpoint()
        if share not in self.points:
            found = between(self.curve.system, *self.ends, share)
            if found is None:
                raise ConvergenceError(f"a {self.kind} point could not be located")
            self.points[share] = found
        return self.points[share]

    def value(self, share: float) -> float:
        """The test function there."""
        return float(self.test([self.point(share)])[0])

    def error(self, root: float) -> Floats:
        """Error of u at the zero: the scatter of the test function about a straight line over its slope."""
        width = self.curve.system.field.states + 2
        shares = root + NEARBY * np.array([-2.0, -1.0, 1.0, 2.0])
        values = np.array([self.value(float(share)) for share in shares])
        slope, level = np.polyfit(shares - root, values, 1)
        noise = float(np.abs(values - level - slope * (shares - root)).max()) + abs(float(level))
        low, high = self.point(float(shares[0])), self.point(float(shares[-1]))
        along = np.abs(high.y - low.y)[:width] / (4.0 * NEARBY)
        rounding = (
            8.0 * EPSILON * np.abs(self.curve.system.field.scaled_magnitude(self.point(root).y[:width]))
        )
        error: Floats = rounding + along * (noise / abs(float(slope)) if slope else np.inf)
        return error
