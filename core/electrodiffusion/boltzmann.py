"""Boltzmann's statistics: how an energy divides two states, and a temperature the velocities."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from core.constants import AVOGADRO, BOLTZMANN, ELEMENTARY_CHARGE, kelvin
from core.electrodiffusion.energy import ChargeEnergy, EnergyDifference, GatingEnergy, joules
from core.electrodiffusion.maxwell import component_density, speed_density, speed_distribution, thermal_speed
from core.parameters import Parameters, parameter
from core.quantity import (
    Celsius,
    Count,
    Dalton,
    Dimensionless,
    Electronvolt,
    Fraction,
    Joule,
    KilojoulePerMole,
    Velocity,
)
from core.references import cite
from core.result import CLOSED_FORM, Curve, Result, Variable
from core.temperature import temperature_notices

J_PER_KJ = 1e3
LARGEST_LOG10 = 300.0
"""Beyond 10^±300 a factor is given by its logarithm only: a number could not hold it."""


@dataclass(frozen=True, kw_only=True)
class BoltzmannRequest(Parameters):
    """Two states and a particle; as it stands, K⁺ at the Nernst potential of a twentyfold gradient."""

    energy: EnergyDifference = parameter(
        ChargeEnergy(), "energy of the upper state (inside, open) minus that of the lower (outside, closed)"
    )
    degeneracy_ratio: Dimensionless = parameter(
        1.0, "number of upper states over that of lower ones", gt=0.0, ge=1e-100, le=1e100
    )
    mass: Dalton = parameter(
        39.0983, "mass of the particle whose velocities are asked for", symbol="m", ge=1e-6
    )
    temperature: Celsius = parameter(20.0, "temperature", symbol="T")
    points: Count = parameter(201, "points of the distributions", ge=2, le=20_000)


@dataclass(frozen=True, kw_only=True)
class BoltzmannReport:
    """Two states in equilibrium, and the velocities of a particle."""

    energy: Joule = parameter(meaning="energy difference ΔE")
    electron_energy: Electronvolt = parameter(meaning="the same, in electronvolts")
    molar_energy: KilojoulePerMole = parameter(meaning="the same, of a mole")
    reduced_energy: Dimensionless = parameter(meaning="ΔE/kT")
    boltzmann_factor: Dimensionless | None = parameter(
        meaning="exp(−ΔE/kT); null: beyond 10^±300, see its logarithm"
    )
    log10_boltzmann_factor: Dimensionless = parameter(meaning="decimal logarithm of exp(−ΔE/kT)")
    ratio: Dimensionless | None = parameter(meaning="upper over lower occupancy, with the degeneracy")
    upper_probability: Fraction = parameter(meaning="probability of the upper state (open)")
    lower_probability: Fraction = parameter(meaning="probability of the lower state (closed)")
    most_probable_speed: Velocity = parameter(meaning="√(2kT/m)")
    mean_speed: Velocity = parameter(meaning="√(8kT/πm)")
    root_mean_square_speed: Velocity = parameter(meaning="√(3kT/m)")
    velocity_deviation: Velocity = parameter(meaning="standard deviation of each component, √(kT/m)")
    mean_kinetic_energy: Joule = parameter(meaning="3kT/2")


def boltzmann(request: BoltzmannRequest) -> Result:
    """Occupancy of two states by their energy difference, and Maxwell's distribution of velocities.

    p_upper/p_lower = g exp(−ΔE/kT), p_upper = 1/(1 + p_lower/p_upper);
    p(v) = √(2/π) v²/σ³ exp(−v²/2σ²) with σ² = kT/m.

    Parameters
    ----------
    request
        The energy in one of its conventions, the particle's mass and the temperature.

    Returns
    -------
    Result
        Axis `speed` [m/s]; series `probability_density` [s/m] and `cumulative_probability`. Curves: the
        density of one component of the velocity; for a gating charge, the open probability against voltage.
        Report: `BoltzmannReport`.

    References
    ----------
    Maxwell (1860), doi:10.1080/14786446008642818; Hille (2001), ch. 1 and 2.
    """
    deviation = thermal_speed(request.mass, request.temperature)
    # 5 σ leave out 1.5e-5 of the speeds.
    speed = np.linspace(0.0, 5.0 * deviation, request.points)
    component = np.linspace(-5.0 * deviation, 5.0 * deviation, request.points)
    curves = [
        Curve(
            "velocity-component",
            "distribution",
            (
                Variable("velocity", "v_x", "m/s", component),
                Variable("probability_density", "p(v_x)", "s/m", component_density(component, deviation)),
            ),
            detail="one component of the velocity",
        )
    ]
    if isinstance(request.energy, GatingEnergy):
        curves.append(_open_probability(request, request.energy))
    return Result(
        axis=Variable("speed", "v", "m/s", speed),
        series=(
            Variable("probability_density", "p(v)", "s/m", speed_density(speed, deviation)),
            Variable("cumulative_probability", "P(v)", "1", speed_distribution(speed, deviation)),
        ),
        curves=tuple(curves),
        report=_report(request, deviation),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("maxwell-1860", "hille-2001"),
    )


def _report(request: BoltzmannRequest, deviation: float) -> BoltzmannReport:
    thermal = BOLTZMANN * kelvin(request.temperature)
    energy = joules(request.energy, request.temperature)
    reduced = energy / thermal
    log_ratio = math.log(request.degeneracy_ratio) - reduced
    return BoltzmannReport(
        energy=energy,
        electron_energy=energy / ELEMENTARY_CHARGE,
        molar_energy=energy * AVOGADRO / J_PER_KJ,
        reduced_energy=reduced,
        boltzmann_factor=_exponential(-reduced),
        log10_boltzmann_factor=-reduced / math.log(10.0),
        ratio=_exponential(log_ratio),
        upper_probability=float(expit(log_ratio)),
        lower_probability=float(expit(-log_ratio)),
        most_probable_speed=math.sqrt(2.0) * deviation,
        mean_speed=math.sqrt(8.0 / math.pi) * deviation,
        root_mean_square_speed=math.sqrt(3.0) * deviation,
        velocity_deviation=deviation,
        mean_kinetic_energy=1.5 * thermal,
    )


def _exponential(exponent: float) -> float | None:
    return math.exp(exponent) if abs(exponent) < LARGEST_LOG10 * math.log(10.0) else None


def _open_probability(request: BoltzmannRequest, gate: GatingEnergy) -> Curve:
    """Open probability around the half-activation voltage, over ±8 times its steepness kT/ze."""
    steepness = 1e3 * BOLTZMANN * kelvin(request.temperature) / (abs(gate.charge) * ELEMENTARY_CHARGE)
    reach = min(8.0 * steepness, 2000.0)
    voltage = np.linspace(gate.half_voltage - reach, gate.half_voltage + reach, request.points)
    exponent = math.copysign(1.0, gate.charge) * (voltage - gate.half_voltage) / steepness
    return Curve(
        "open-probability",
        "activation",
        (
            Variable("voltage", "V", "mV", voltage),
            Variable("open_probability", "p_open", "1", expit(exponent + math.log(request.degeneracy_ratio))),
        ),
        detail="probability of the open state against voltage",
    )
