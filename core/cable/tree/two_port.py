"""Stretches of cable as networks: a conductance from end to end, and a leak beside either of them.

Seen from its two ends, a stretch of passive cable is a Π of three admittances, whatever happens inside.
Elimination along a tree then only adds, multiplies and divides what is positive, and loses no digits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cable.geometry import CM_PER_MICROMETRE
from core.cable.tree.stretches import Stretches
from core.result import Floats, Rows

Numbers = NDArray[Any]
"""Real numbers in the steady state, complex ones at a frequency."""
MICROSIEMENS_PER_SIEMENS = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class TwoPorts:
    """Networks of stretches, admittances in µS, shape (n,).

    Attributes
    ----------
    through
        From one end to the other.
    near_leak, far_leak
        Beside the near and the far end.
    log_through
        Logarithm of `through`, also where that is too small for a number.
    """

    through: Numbers
    near_leak: Numbers
    far_leak: Numbers
    log_through: Numbers

    def put(self, places: Rows, some: "TwoPorts") -> None:
        """Replace the networks at some places."""
        self.through[places] = some.through
        self.near_leak[places] = some.near_leak
        self.far_leak[places] = some.far_leak
        self.log_through[places] = some.log_through


def two_ports(stretches: Stretches, omega: float) -> TwoPorts:
    """Networks of the stretches of a tree.

    Of a cylinder of L length constants and semi-infinite admittance Y, both multiplied by √(1 + iωτ):
    Y/sinh L from end to end and Y tanh(L/2) beside each end.

    Parameters
    ----------
    omega
        Angular frequency [rad/ms].
    """
    from core.cable.tree.cone import cones

    time_constant = stretches.time_constant
    turn: Numbers = np.sqrt(1.0 + 1j * omega * time_constant) if omega else np.ones(time_constant.size)
    length = turn * stretches.electrotonic_length
    # With E = e^{−L}: 1/sinh L = 2E/(1 − E²), tanh(L/2) = (1 − E)/(1 + E).
    lost = -np.expm1(-length)
    steep = turn * semi_infinite(stretches, stretches.near_diameter)
    log_through = np.log(2.0 * steep / -np.expm1(-2.0 * length)) - length
    leak = steep * lost / (2.0 - lost)
    found = TwoPorts(np.exp(log_through), leak, leak.copy(), log_through)
    tapering = np.flatnonzero(stretches.taper)
    if tapering.size:
        found.put(tapering, cones(stretches, tapering, turn[tapering]))
    return found


def semi_infinite(stretches: Stretches, diameter: Floats) -> Floats:
    """Conductance [µS] of semi-infinite cables of these diameters [µm], G_∞ = π d²/(4 R_i λ)."""
    return axial(stretches.axial_resistivity, diameter) * stretches.spread / np.sqrt(diameter)


def axial(axial_resistivity: Floats, diameter: Floats) -> Floats:
    """Axial conductance times length, π d²/4R_i [µS·µm]."""
    return np.pi / 4.0 * diameter**2 / axial_resistivity * CM_PER_MICROMETRE * MICROSIEMENS_PER_SIEMENS
