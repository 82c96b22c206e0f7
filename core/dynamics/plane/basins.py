"""Basins of attraction in a window: their areas from the curves that bound them, and a grid of labels.

Basins are bounded by the stable manifolds of saddles and by unstable cycles. A horizontal line is cut by
these curves into segments, each of one basin. Between the levels at which a curve turns, ends or leaves the
window the cuts move smoothly, but for square roots at either end: the areas follow by Gauss's rule in the
angle that removes these.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.dynamics.plane.attractors import UNDECIDED, Attraction
from core.dynamics.plane.planar_field import PlanarField
from core.numerics.roots import sign_changes
from core.result import Floats

NODES = 12
"""Lines between two levels."""
SUBDIVISIONS, PIECES = (4, 24), 12_000
"""Pieces of a curve's step, by cubics, for which it counts as straight, at least and at most; and how many of
them a curve should have at most."""
THIN = 1e-3
"""Segments narrower than this fraction of the window are not asked to which basin they belong."""
NEAR = 1e-7
"""Levels nearer to each other than this fraction of the window are one."""
PLACES = ((0.5, 0.4382), (0.2, 0.618), (0.8, 0.5257))
"""Where a segment of a strip is asked: fractions of the strip's height and of the segment, not its middle,
which may be an equilibrium."""
UNKNOWN = -3
"""Label of segments that are too thin to be asked."""
MOST_LEVELS = 60
"""A curve that winds on and on has more: those nearest to each other are left out then."""
GRID = (49, 33)
"""Columns and rows of the labels."""
SAMPLES = 192
"""States that are followed to check the labels, evenly spread by a sequence of small discrepancy."""
PLASTIC = 1.32471795724474602596


@dataclass(frozen=True)
class Basins:
    """Basins of attraction in a window.

    Attributes
    ----------
    fractions
        Share of the window by number of the attractor (ESCAPED and UNDECIDED as theirs).
    error
        Estimated error of a share.
    sampled, agreeing
        States that were followed by themselves, and how many went where the curves say.
    sampled_fractions
        Shares among these states.
    states, labels
        Grid points, shape (2, k), and the number of each one's attractor.
    """

    fractions: dict[int, float]
    error: float
    sampled: int
    agreeing: int
    sampled_fractions: dict[int, float]
    states: Floats
    labels: list[int]


def basins(field: PlanarField, attraction: Attraction, boundaries: Sequence[Floats]) -> Basins:
    """The basins of attraction within the window.

    Parameters
    ----------
    boundaries
        Curves that part them, each in steps that resolve it, shape (2, n).
    """
    plane = _Strips(field, attraction, [_dense(field, curve) for curve in boundaries])
    areas, doubt = plane.areas(NODES)
    coarse, _ = plane.areas(NODES // 2)
    total = sum(areas.values())
    fractions = {key: float(value / total) for key, value in sorted(areas.items()) if value > 0.0}
    error = max(abs(value - coarse.get(key, 0.0)) for key, value in areas.items()) + doubt
    error += sum(_polygon_error(field, curve) for curve in plane.curves)
    samples = _spread(field)
    followed = [attraction.of_state(state) for state in samples.T]
    expected = [plane.label(state) for state in samples.T]
    agreeing = sum(b in {a, UNKNOWN} for a, b in zip(followed, expected, strict=True))
    x, y = (np.linspace(field.low[i], field.high[i], GRID[i]) for i in (0, 1))
    grid = np.array([part.ravel() for part in np.meshgrid(x, y)])
    return Basins(
        fractions=fractions,
        error=float(max(error, 1.0 - agreeing / SAMPLES)),
        sampled=SAMPLES,
        agreeing=agreeing,
        sampled_fractions={key: followed.count(key) / SAMPLES for key in sorted(set(followed))},
        states=grid,
        labels=[plane.label(state) for state in grid.T],
    )


class _Strips:
    """A window cut into strips in which the cuts of a horizontal line move smoothly."""

    def __init__(self, field: PlanarField, attraction: Attraction, curves: list[Floats]) -> None:
        self.field = field
        self.attraction = attraction
        self.curves = curves
        self.levels = self._levels()
        self._known: dict[tuple[int, int, int], tuple[int, bool]] = {}

    def _levels(self) -> Floats:
        """Where curves turn, end, or cross the window's sides, and its lower and upper edge."""
        low, high = self.field.low, self.field.high
        found = [low[1:], high[1:]]
        for x, y in self.curves:
            rise = np.diff(y)
            turns = np.flatnonzero(rise[:-1] * rise[1:] < 0.0) + 1
            found += [y[turns], y[[0, -1]]]
            for side in (low[0], high[0]):
                k = sign_changes(x - side)
                found.append(y[k] + (side - x[k]) / (x[k + 1] - x[k]) * rise[k])
        levels = np.sort(np.concatenate(found))
        levels = levels[(levels >= low[1]) & (levels <= high[1])]
        near = NEAR
        while True:
            kept = levels[np.append(True, np.diff(levels) > near * self.field.scale[1])]
            if kept.size <= MOST_LEVELS:
                return np.append(kept[:-1], high[1]) if kept.size > 1 else levels[[0, -1]]
            near *= 4.0

    def cuts(self, y: float) -> Floats:
        """Ends of the segments of a line, the window's sides among them."""
        low, high = float(self.field.low[0]), float(self.field.high[0])
        found = [np.array([low, high])]
        for xs, ys in self.curves:
            k = np.flatnonzero((ys[:-1] > y) != (ys[1:] > y))
            found.append(xs[k] + (y - ys[k]) / (ys[k + 1] - ys[k]) * (xs[k + 1] - xs[k]))
        cuts = np.sort(np.concatenate(found))
        return cuts[(cuts >= low) & (cuts <= high)]

    def areas(self, nodes: int) -> tuple[dict[int, float], float]:
        """Shares of the window by attractor, and the share about which there is doubt."""
        points, weights = np.polynomial.legendre.leggauss(nodes)
        angles = 0.5 * np.pi * (points + 1.0)
        shares: dict[int, float] = {}
        doubt = 0.0
        for strip, (a, b) in enumerate(zip(self.levels[:-1], self.levels[1:], strict=True)):
            heights = 0.25 * np.pi * (b - a) * np.sin(angles) * weights / self.field.scale[1]
            for y, height in zip(a + 0.5 * (b - a) * (1.0 - np.cos(angles)), heights, strict=True):
                cuts = self.cuts(float(y))
                widths = np.diff(cuts) / self.field.scale[0]
                for segment, width in enumerate(widths.tolist()):
                    label, sure = self._basin(strip, cuts.size, segment)
                    doubt += 0.0 if sure else width * height
                    if label != UNKNOWN:
                        shares[label] = shares.get(label, 0.0) + width * height
        return shares, float(doubt)

    def label(self, state: Floats) -> int:
        """Number of the attractor of a state within the window, UNKNOWN in a thin segment."""
        strip = int(np.searchsorted(self.levels, state[1], side="right")) - 1
        strip = min(max(strip, 0), self.levels.size - 2)
        inside = min(max(float(state[1]), self.levels[strip] + 1e-12), self.levels[strip + 1] - 1e-12)
        cuts = self.cuts(inside)
        segment = int(np.searchsorted(cuts, state[0], side="right")) - 1
        return self._basin(strip, cuts.size, min(max(segment, 0), cuts.size - 2))[0]

    def _basin(self, strip: int, cuts: int, segment: int) -> tuple[int, bool]:
        """To which basin a segment of a strip belongs, and whether all places that were asked say so."""
        key = (strip, cuts, segment)
        if key not in self._known:
            self._known[key] = self._asked(*key)
        return self._known[key]

    def _asked(self, strip: int, cuts: int, segment: int) -> tuple[int, bool]:
        a, b = self.levels[strip], self.levels[strip + 1]
        found = []
        for share, along in PLACES:
            y = float(a + share * (b - a))
            ends = self.cuts(y)
            if ends.size != cuts:
                continue
            left, right = ends[segment], ends[segment + 1]
            if right - left < THIN * self.field.scale[0]:
                continue
            found.append(self.attraction.of_state(np.array([left + along * (right - left), y])))
        decided = [label for label in found if label != UNDECIDED]
        if not found:
            return UNKNOWN, False
        return (decided or found)[0], len(set(found)) == 1


def _dense(field: PlanarField, curve: Floats) -> Floats:
    """A curve with more points, by the cubics that have the flow's direction at the given ones."""
    scale = field.scale[:, np.newaxis]
    step = np.diff(curve, axis=1) / scale
    length = np.sqrt((step**2).sum(axis=0))
    usable = np.append(True, length > 0.0)
    curve = curve[:, usable]
    step, length = np.diff(curve, axis=1) / scale, length[usable[1:]]
    rates = field.rates(curve) / scale
    speed = np.sqrt((rates**2).sum(axis=0))
    tangent = np.divide(rates, speed, out=np.zeros_like(rates), where=speed > 0.0)
    forward = np.sign((tangent[:, :-1] * step).sum(axis=0))
    pieces = int(np.clip(PIECES // max(length.size, 1), *SUBDIVISIONS))
    u = np.linspace(0.0, 1.0, pieces + 1)[:-1, np.newaxis]
    v = 1.0 - u
    parts = []
    for i in (0, 1):
        a, b = curve[i, :-1] / field.scale[i], curve[i, 1:] / field.scale[i]
        slope_a, slope_b = forward * length * tangent[i, :-1], forward * length * tangent[i, 1:]
        cubic = v * v * ((1.0 + 2.0 * u) * a + u * slope_a) + u * u * ((1.0 + 2.0 * v) * b - v * slope_b)
        parts.append(np.append(cubic.T.ravel(), b[-1:]) * field.scale[i])
    return np.array(parts)


def _polygon_error(field: PlanarField, curve: Floats) -> float:
    """Share of the window between a curve and its polygon: a third of what half of the points would add.

    A polygon's sagittas fall with the square of its sides.
    """
    corners = curve[:, : 2 * ((curve.shape[1] - 1) // 2) + 1] / field.scale[:, np.newaxis]
    x, y = np.diff(corners[:, ::2], axis=1)
    u, v = corners[:, 1::2] - corners[:, :-2:2]
    return float(np.abs(x * v - y * u).sum()) / 6.0


def _spread(field: PlanarField) -> Floats:
    """States spread evenly over the window (Roberts's sequence of the plastic number), shape (2, SAMPLES)."""
    k = np.arange(1, SAMPLES + 1)
    fractions = np.array([(0.5 + k / PLASTIC) % 1.0, (0.5 + k / PLASTIC**2) % 1.0])
    return np.asarray(field.low[:, np.newaxis] + field.scale[:, np.newaxis] * fractions)
