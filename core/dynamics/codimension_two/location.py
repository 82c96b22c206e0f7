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

JUST_BEFORE = 0.02
"""Share of the last step of a curve of Hopf points that is left out before its end, where l₁ diverges."""


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
    found: list[Located] = []
    lost: list[str] = []

    def look(kind: str, test: Test, k: int, low: float = 0.0, high: float = 1.0) -> None:
        try:
            found.append(_refined(_Stretch(curve, kind, test, k), low, high))
        except ConvergenceError as error:
            lost.append(error.detail)

    tests = tests_of(curve)
    for kind, test in tests.items():
        values = test(curve.points)
        change = np.sign(values[:-1]) * np.sign(values[1:])
        for k in np.flatnonzero((change < 0.0) | (values[1:] == 0.0)).tolist():
            look(kind, test, k)
    if curve.kind == "hopf":
        # Where ω² < 0 there is no l₁: it is looked at from the last Hopf point to just before the end.
        for end in [item for item in found if item.kind == "bogdanov-takens"]:
            k, share = int(end.position), end.position % 1.0
            inner = 0.0 if curve.points[k].y[-1] > 0.0 else 1.0
            before = share + JUST_BEFORE * (inner - share)
            stretch = _Stretch(curve, "bautin", tests["bautin"], k)
            if inner != share and stretch.sign(inner) * stretch.sign(before) < 0.0:
                look("bautin", tests["bautin"], k, *sorted((inner, before)))
    return sorted(found, key=lambda item: item.position), lost


def _refined(stretch: "_Stretch", low: float, high: float) -> Located:
    """The zero between two shares of a step."""
    if not stretch.value(low) * stretch.value(high) <= 0.0:
        raise stretch.failure()
    root = float(brentq(stretch.value, low, high, xtol=EPSILON, rtol=4.0 * EPSILON, maxiter=100))
    return Located(stretch.kind, stretch.point(root), stretch.k + root, stretch.error(root))


class _Stretch:
    """A test function between two neighbouring points of a curve."""

    def __init__(self, curve: TracedCurve, kind: str, test: Test, k: int) -> None:
        self.curve, self.kind, self.test, self.k = curve, kind, test, k
        self.ends = curve.points[k], curve.points[k + 1]
        self.points: dict[float, CurvePoint] = {0.0: self.ends[0], 1.0: self.ends[1]}

    def point(self, share: float) -> CurvePoint:
        """The point of the curve at a share of the step."""
        checkpoint()
        if share not in self.points:
            found = between(self.curve.system, *self.ends, share)
            if found is None:
                raise self.failure()
            self.points[share] = found
        return self.points[share]

    def failure(self) -> ConvergenceError:
        """That there is no zero where the signs promise one."""
        return ConvergenceError(f"a {self.kind} point could not be located")

    def sign(self, share: float) -> float:
        """Sign of the test function there; 0 where it cannot be told."""
        try:
            return float(np.nan_to_num(np.sign(self.value(share))))
        except ConvergenceError:
            return 0.0

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
