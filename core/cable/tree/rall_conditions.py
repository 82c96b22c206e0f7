"""Whether a tree is equivalent to a cylinder, and how far from it where not.

A tree whose branches keep Σ d^{3/2} at every branch point, end all at the same electrotonic distance and in
the same way, and are of one membrane and one cytoplasm, is to its root a single cylinder (Rall 1959,
doi:10.1016/0014-4886(59)90046-9; 1962, doi:10.1111/j.1749-6632.1962.tb54120.x).
"""

from dataclasses import dataclass

import numpy as np

from core.cable.arbor import Arbor
from core.cable.geometry import CM_PER_MICROMETRE
from core.cable.tree.branch_points import BranchPoints
from core.cable.tree.solved import Solved
from core.cable.tree.two_port import axial
from core.parameters import parameter
from core.quantity import Count, Dimensionless
from core.result import Floats, Rows

ALLOWED = 1e-3
"""Departures from the conditions that are put down to the decimals that a client writes."""


@dataclass(frozen=True, kw_only=True)
class RallConditions:
    """The conditions under which a tree is equivalent to a cylinder."""

    hold: bool = parameter(meaning=f"whether each holds within {ALLOWED:g}")
    smallest_ratio: Dimensionless | None = parameter(
        meaning="smallest Σ d^{3/2} of the daughters over d^{3/2} of the parent; null without branch points"
    )
    largest_ratio: Dimensionless | None = parameter(
        meaning="largest Σ d^{3/2} of the daughters over d^{3/2} of the parent; null without branch points"
    )
    shortest_path: Dimensionless = parameter(meaning="electrotonic distance of the nearest tip from the root")
    longest_path: Dimensionless = parameter(meaning="electrotonic distance of the farthest tip from the root")
    tapering_branches: Count = parameter(meaning="branches that are no cylinders")
    uniform_constants: bool = parameter(meaning="whether all branches have the same specific constants")
    uniform_ends: bool = parameter(
        meaning="whether all tips are joined to the same, in proportion to d^{3/2}, and no branch point to "
        "anything"
    )


def rall_conditions(solved: Solved, points: BranchPoints, tips: Rows) -> RallConditions:
    """How far a tree is from them.

    Parameters
    ----------
    tips
        The branches with free tips, shape (k,).
    """
    arbor = solved.arbor
    paths = solved.distances[1, solved.cut.far_nodes[tips]]
    nearest, farthest = float(paths.min()), float(paths.max())
    ratios = (float(points.ratio.min()), float(points.ratio.max())) if points.ratio.size else None
    steepest = float(np.max(np.abs(arbor.far_diameter / arbor.near_diameter - 1.0)))
    constants, ends = _uniform_constants(arbor), _uniform_ends(solved, tips)
    departures = [steepest, 1.0 - nearest / farthest, *(abs(ratio - 1.0) for ratio in ratios or ())]
    return RallConditions(
        hold=max(departures) <= ALLOWED and constants and ends,
        smallest_ratio=ratios[0] if ratios else None,
        largest_ratio=ratios[1] if ratios else None,
        shortest_path=nearest,
        longest_path=farthest,
        tapering_branches=int(np.count_nonzero(arbor.far_diameter != arbor.near_diameter)),
        uniform_constants=constants,
        uniform_ends=ends,
    )


def _uniform_constants(arbor: Arbor) -> bool:
    columns = (arbor.membrane_resistance, arbor.axial_resistivity, arbor.membrane_capacitance)
    return all(bool(np.ptp(column) <= ALLOWED * column.min()) for column in columns)


def _uniform_ends(solved: Solved, tips: Rows) -> bool:
    ends, nodes = solved.ends, solved.cut.far_nodes[tips]
    load = ends.conductance[nodes] / semi_infinite_cylinders(solved.arbor, solved.arbor.far_diameter)[tips]
    elsewhere = np.ones(ends.held.size, dtype=np.bool_)
    elsewhere[nodes] = elsewhere[0] = False
    if np.any((ends.held | (ends.conductance > 0.0)) & elsewhere):
        return False
    if np.any(ends.held[nodes]):
        return bool(np.all(ends.held[nodes])) and bool(np.ptp(ends.voltage[nodes]) == 0.0)
    return bool(np.ptp(load) <= ALLOWED * load.max())


def spread_of_cylinders(arbor: Arbor) -> Floats:
    """√(4 R_i/R_m) [1/√µm]: over the root of a diameter, it is the inverse of the length constant."""
    return np.sqrt(4.0 * arbor.axial_resistivity / arbor.membrane_resistance * CM_PER_MICROMETRE)


def semi_infinite_cylinders(arbor: Arbor, diameter: Floats) -> Floats:
    """Conductance of semi-infinite cylinders of these diameters [µm] with the branches' constants [µS]."""
    return axial(arbor.axial_resistivity, diameter) * spread_of_cylinders(arbor) / np.sqrt(diameter)
