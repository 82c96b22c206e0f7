"""CODATA constants, in SI units, and the conversions that the field's units need."""

from typing import Final

from scipy import constants as _codata

GAS_CONSTANT: Final = _codata.R
"""R [J/(mol·K)]."""
FARADAY: Final = _codata.physical_constants["Faraday constant"][0]
"""F [C/mol]."""
BOLTZMANN: Final = _codata.k
"""k_B [J/K]."""
AVOGADRO: Final = _codata.N_A
"""N_A [1/mol]."""
ELEMENTARY_CHARGE: Final = _codata.e
"""e [C]."""
VACUUM_PERMITTIVITY: Final = _codata.epsilon_0
"""ε₀ [F/m]."""
ZERO_CELSIUS: Final = _codata.zero_Celsius
"""0 °C [K]."""
MILLIVOLT_PER_VOLT: Final = 1e3
METRE_PER_NANOMETRE: Final = 1e-9
METRE_PER_MICROMETRE: Final = 1e-6
UM2_PER_MS: Final = 1e9
"""1 m²/s [µm²/ms]."""


def kelvin(celsius: float) -> float:
    """Absolute temperature [K] of a temperature [°C]."""
    return celsius + ZERO_CELSIUS


def thermal_voltage(celsius: float) -> float:
    """RT/F [mV] at a temperature [°C]."""
    return MILLIVOLT_PER_VOLT * GAS_CONSTANT * kelvin(celsius) / FARADAY
