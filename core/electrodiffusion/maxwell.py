"""Maxwell's distribution of velocities in equilibrium."""

import math

import numpy as np
from scipy.special import gammainc

from core.constants import AVOGADRO, BOLTZMANN, kelvin
from core.result import Floats


def thermal_speed(mass: float, temperature: float) -> float:
    """Standard deviation σ = √(kT/m) of each component of the velocity [m/s].

    Parameters
    ----------
    mass
        Mass [Da].
    temperature
        Temperature [°C].

    References
    ----------
    Maxwell (1860), doi:10.1080/14786446008642818.
    """
    return math.sqrt(BOLTZMANN * kelvin(temperature) * AVOGADRO / (1e-3 * mass))


def component_density(velocity: Floats, deviation: float) -> Floats:
    """Density of one component of the velocity [s/m]: normal, with standard deviation σ [m/s]."""
    return np.exp(-0.5 * (velocity / deviation) ** 2) / (math.sqrt(2.0 * math.pi) * deviation)


def speed_density(speed: Floats, deviation: float) -> Floats:
    """Density of the speed [s/m]: p(v) = √(2/π) v²/σ³ exp(−v²/2σ²)."""
    ratio = speed / deviation
    return math.sqrt(2.0 / math.pi) * ratio**2 * np.exp(-0.5 * ratio**2) / deviation


def speed_distribution(speed: Floats, deviation: float) -> Floats:
    """Probability of a speed up to each of `speed` [m/s]: the incomplete gamma function P(3/2, v²/2σ²)."""
    return np.asarray(gammainc(1.5, 0.5 * (speed / deviation) ** 2), dtype=np.float64)
