"""The equivalent cable of a tree: Σ d^{3/2} of all branches at the same electrotonic distance from the root.

Rall (1962), doi:10.1111/j.1749-6632.1962.tb54120.x; as a cable of varying diameter, d_eq = (Σ d^{3/2})^{2/3}:
Clements and Redman (1989), doi:10.1113/jphysiol.1989.sp017485.
"""

from dataclasses import dataclass

import numpy as np

from core.cable.tree.solved import Solved
from core.result import Curve, Floats, Variable

POINTS, FEW_POINTS = 201, 21
MOST_TERMS = 1_000_000
"""Points times the branches at a point; where there would be more, there are fewer points."""
FEW_BRANCHES = 200
"""Up to so many branches, every distance at which one begins or ends is a point, from either side."""
SAME = 1e-10
"""Distances that differ by less than this part of the longest are one."""


@dataclass(frozen=True, slots=True, eq=False)
class EquivalentCable:
    """Σ d^{3/2} against the electrotonic distance, shape (k,) each.

    Attributes
    ----------
    distance
        Electrotonic distance from the root; twice where branches begin or end.
    slender
        Σ d^{3/2} [µm^{3/2}].
    branches
        How many branches there are.
    """

    distance: Floats
    slender: Floats
    branches: Floats

    @property
    def exponential_taper(self) -> float:
        """Slope of ln Σ d^{3/2} against the distance, least squares."""
        x = self.distance - self.distance.mean()
        return float(x @ np.log(self.slender) / (x @ x))

    def curve(self) -> Curve:
        """The cable as a table."""
        return Curve(
            "equivalent_cable",
            "equivalent-cable",
            (
                Variable("electrotonic_distance", "X", "1", self.distance),
                Variable("diameter", "d_eq", "µm", self.slender ** (2.0 / 3.0)),
                Variable("branches", "n", "1", self.branches),
            ),
            detail="its d^(3/2) is the sum of those of all branches at the same electrotonic distance",
        )


def equivalent_cable(solved: Solved) -> EquivalentCable:
    """The equivalent cable of a tree."""
    arbor, cut = solved.arbor, solved.cut
    begin, end = solved.distances[1, cut.near_nodes], solved.distances[1, cut.far_nodes]
    longest = float(end.max())
    begin, end = (np.round(x / (longest * SAME)) * (longest * SAME) for x in (begin, end))
    distance, shown = _grid(begin, end)
    # A little beside the point, on the side that is meant.
    first, last = np.searchsorted(shown, begin), np.searchsorted(shown, end)
    count = last - first
    branch = np.repeat(np.arange(arbor.count), count)
    point = np.arange(branch.size) - np.repeat(np.cumsum(count) - count, count) + first[branch]
    along = (distance[point] - begin[branch]) / (end - begin)[branch]
    # In a cone the root of the diameter is linear in the electrotonic distance.
    root_begin, root_end = np.sqrt(arbor.near_diameter), np.sqrt(arbor.far_diameter)
    slender = (root_begin[branch] + (root_end - root_begin)[branch] * np.clip(along, 0.0, 1.0)) ** 3
    size = distance.size
    there = np.bincount(point, minlength=size)
    total = np.zeros(size)
    np.add.at(total, point, slender)
    kept = there > 0
    return EquivalentCable(distance[kept], total[kept], there[kept].astype(np.float64))


def _grid(begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Distances of the points, and the same a little to the side from which they are looked at."""
    longest = float(end.max())
    beside = 0.25 * SAME * longest
    even = np.linspace(0.0, longest, POINTS)
    edges = (
        np.unique(np.concatenate([begin, end])) if begin.size <= FEW_BRANCHES else np.array([0.0, longest])
    )
    inner = even[np.min(np.abs(even[:, np.newaxis] - edges), axis=1) > 2.0 * beside]
    distance = np.concatenate([inner, edges[1:], edges[:-1]])
    shown = np.concatenate([inner, edges[1:] - beside, edges[:-1] + beside])
    order = np.argsort(shown)
    return distance[order], shown[order]
