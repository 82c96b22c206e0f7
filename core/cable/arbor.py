"""A tree of cylinders and cones with its numbers resolved: what solvers read.

A branch tapers linearly, d(x) = d₀ + (d₁ − d₀) x/l. The membrane of its surface element is that of a cone,
dA = π d s dx with the slant s = √(1 + (d'/2)²); the current along it flows through the cross-section π d²/4.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.cable.branches import BranchColumns, CableConstants
from core.cable.geometry import CM_PER_MICROMETRE
from core.cable.topology import Topology, topology
from core.result import Floats


@dataclass(frozen=True, eq=False)
class Arbor:
    """A tree of branches; arrays have shape (n,), in the order of the declaration.

    Attributes
    ----------
    topology
        Which branch springs from which.
    attachment
        Distance [µm] from the near end of the parent at which a branch springs from it; 0 for the root.
    length
        Length [µm].
    near_diameter, far_diameter
        Diameters of the two ends [µm].
    membrane_resistance, membrane_capacitance, axial_resistivity
        Specific constants [Ω·cm², µF/cm², Ω·cm].
    """

    topology: Topology
    attachment: Floats
    length: Floats
    near_diameter: Floats
    far_diameter: Floats
    membrane_resistance: Floats
    membrane_capacitance: Floats
    axial_resistivity: Floats

    @property
    def count(self) -> int:
        """How many branches there are."""
        return int(self.length.size)

    @cached_property
    def taper(self) -> Floats:
        """Change of the diameter along the branch, d' [µm per µm]."""
        return (self.far_diameter - self.near_diameter) / self.length

    @cached_property
    def slant(self) -> Floats:
        """Membrane of a surface element over that of a cylinder, s = √(1 + (d'/2)²)."""
        return np.hypot(1.0, 0.5 * self.taper)

    @cached_property
    def membrane_area(self) -> Floats:
        """Membrane of each branch, without the end discs [µm²]."""
        return np.pi * 0.5 * (self.near_diameter + self.far_diameter) * self.length * self.slant

    @cached_property
    def spread(self) -> Floats:
        """√(4 R_i s/R_m) [1/√µm]: over the root of the diameter, it is the inverse of the length constant."""
        ratio = self.axial_resistivity * self.slant / self.membrane_resistance
        return np.sqrt(4.0 * ratio * CM_PER_MICROMETRE)

    @cached_property
    def time_constant(self) -> Floats:
        """τ = R_m C_m [ms]."""
        return self.membrane_resistance * self.membrane_capacitance / 1000.0

    @cached_property
    def electrotonic_length(self) -> Floats:
        """∫ dx/λ over each branch."""
        return electrotonic(self.spread, self.length, self.near_diameter, self.far_diameter)


def electrotonic(spread: Floats, length: Floats, near_diameter: Floats, far_diameter: Floats) -> Floats:
    """Length in length constants of cones or cylinders, ∫ dx/λ = 2 a l/(√d₀ + √d₁).

    Parameters
    ----------
    spread
        a = √(4 R_i s/R_m) [1/√µm].
    length, near_diameter, far_diameter
        Lengths and diameters of the ends [µm].
    """
    found: Floats = 2.0 * spread * length / (np.sqrt(near_diameter) + np.sqrt(far_diameter))
    return found


def arbor(columns: BranchColumns, constants: CableConstants) -> Arbor:
    """A tree as its solvers read it.

    Raises
    ------
    ParameterError
        The branches are no tree.
    """
    found = topology(columns.parents)
    length, near = columns.values("length", 0.0), columns.values("diameter", 0.0)
    attachment = columns.values("parent_position", 1.0) * length[found.parents]
    attachment[found.root] = 0.0
    return Arbor(
        topology=found,
        attachment=attachment,
        length=length,
        near_diameter=near,
        far_diameter=columns.values("end_diameter", near),
        membrane_resistance=columns.values("membrane_resistance", constants.membrane_resistance),
        membrane_capacitance=columns.values("membrane_capacitance", constants.membrane_capacitance),
        axial_resistivity=columns.values("axial_resistivity", constants.axial_resistivity),
    )
