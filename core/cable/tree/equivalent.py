"""Rall's equivalent cylinder of a tree, and what is lost where it stands for the tree."""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.arbor import Arbor
from core.cable.geometry import CM_PER_MICROMETRE
from core.cable.tree.branch_points import BranchPoints
from core.cable.tree.ends import free_tips
from core.cable.tree.equivalent_cable import EquivalentCable
from core.cable.tree.rall_conditions import (
    RallConditions,
    rall_conditions,
    semi_infinite_cylinders,
    spread_of_cylinders,
)
from core.cable.tree.solved import Solved
from core.cable.tree.two_port import MICROSIEMENS_PER_SIEMENS
from core.parameters import parameter
from core.quantity import Dimensionless, MicrometreFound, Resistance
from core.result import Floats, Rows


@dataclass(frozen=True, kw_only=True)
class EquivalentCylinder:
    """The cylinder with the stems' Σ d^{3/2} and the membrane of the tree.

    Its diameter is (Σ d^{3/2})^{2/3} of the branches that leave the root's near end. Its electrotonic length
    is the conductance of the whole membrane of the tree over that of these stems, were they semi-infinite:
    the membrane's area over πdλ, where all branches have the same constants. Its far end carries the sum of
    what the tips are joined to, and is held where all of them are.
    """

    diameter: MicrometreFound = parameter(meaning="diameter")
    length: MicrometreFound = parameter(meaning="length, with the constants of a stem")
    electrotonic_length: Dimensionless = parameter(meaning="length in length constants", symbol="L")
    conditions: RallConditions = parameter(
        meaning="the conditions under which the tree is this cylinder, as the root sees it"
    )
    input_resistance: Resistance = parameter(meaning="of the cylinder with the root's end, at the root")
    input_resistance_error: Dimensionless | None = parameter(
        meaning="that over the tree's input resistance at the root, less 1; null where the root is held"
    )
    log_attenuation: Dimensionless | None = parameter(
        meaning="ln of the voltage at the root over that at the cylinder's far end; null where that is held"
    )
    smallest_log_attenuation: Dimensionless | None = parameter(
        meaning="the same of the tree, to the tip where it is smallest; null where all are held"
    )
    largest_log_attenuation: Dimensionless | None = parameter(
        meaning="the same of the tree, to the tip where it is largest; null where that is held"
    )
    log_attenuation_error: Dimensionless | None = parameter(
        meaning="largest difference between the cylinder's and a tip's; null where one is infinite"
    )
    exponential_taper: Dimensionless = parameter(
        meaning="K of the exponential e^{KX} that fits Σ d^{3/2} along the equivalent cable best, by least "
        "squares of the logarithm; 0 for a cylinder, negative where the branches thin out",
        symbol="K",
    )


def equivalent_cylinder(solved: Solved, points: BranchPoints, cable: EquivalentCable) -> EquivalentCylinder:
    """The equivalent cylinder of a tree, and how far the tree is from it."""
    arbor = solved.arbor
    tips = np.flatnonzero(free_tips(solved.cut))
    nodes = solved.cut.far_nodes[tips]
    stems = np.flatnonzero(solved.cut.near_nodes == 0)
    trunk = float(np.sum(arbor.near_diameter[stems] ** 1.5)) ** (2.0 / 3.0)
    conductance = float(np.sum(semi_infinite_cylinders(arbor, arbor.near_diameter)[stems]))
    length = _membrane_conductance(arbor) / conductance
    load = _load(solved, nodes) / conductance
    resistance = _input_resistance(solved, conductance * _seen(length, load))
    whole = float(solved.steady.resistance[0].real)
    attenuation, losses = _log_attenuation(length, load), solved.log_losses[0, nodes]
    return EquivalentCylinder(
        diameter=trunk,
        length=length * math.sqrt(trunk) / float(spread_of_cylinders(arbor)[stems[0]]),
        electrotonic_length=length,
        conditions=rall_conditions(solved, points, tips),
        input_resistance=resistance,
        input_resistance_error=resistance / whole - 1.0 if whole else None,
        log_attenuation=_finite(attenuation),
        smallest_log_attenuation=_finite(float(losses.min())),
        largest_log_attenuation=_finite(float(losses.max())),
        log_attenuation_error=_difference(attenuation, losses),
        exponential_taper=cable.exponential_taper,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _difference(attenuation: float, losses: Floats) -> float | None:
    if not math.isfinite(attenuation) or not np.all(np.isfinite(losses)):
        return None
    return float(np.max(np.abs(losses - attenuation)))


def _membrane_conductance(arbor: Arbor) -> float:
    """Conductance of the whole membrane [µS]."""
    each = arbor.membrane_area * CM_PER_MICROMETRE**2 / arbor.membrane_resistance
    return float(np.sum(each)) * MICROSIEMENS_PER_SIEMENS


def _load(solved: Solved, nodes: Rows) -> float:
    """Conductance of what the tips are joined to [µS]; infinite where all are held."""
    if np.all(solved.ends.held[nodes]):
        return math.inf
    return float(np.sum(solved.ends.conductance[nodes]))


def _seen(length: float, load: float) -> float:
    """Conductance of a cylinder over that of a semi-infinite one, (B + tanh L)/(1 + B tanh L)."""
    if math.isinf(load):
        return 1.0 / math.tanh(length)
    return (load + math.tanh(length)) / (1.0 + load * math.tanh(length))


def _log_attenuation(length: float, load: float) -> float:
    """ln(cosh L + B sinh L)."""
    return length + math.log1p(-0.5 * (load - 1.0) * math.expm1(-2.0 * length))


def _input_resistance(solved: Solved, conductance: float) -> float:
    """Of a cylinder of this conductance [µS] together with the root's end [MΩ]."""
    if solved.ends.held[0]:
        return 0.0
    return 1.0 / (conductance + float(solved.ends.conductance[0]))
