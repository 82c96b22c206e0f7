"""One particle, all its mobilities: Einstein, Stokes, drift and the time between collisions."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.constants import (
    AVOGADRO,
    BOLTZMANN,
    ELEMENTARY_CHARGE,
    FARADAY,
    METRE_PER_NANOMETRE,
    UM2_PER_MS,
    kelvin,
)
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import (
    Celsius,
    CollisionTime,
    Dalton,
    Diffusivity,
    Dimensionless,
    ElectricalMobility,
    Friction,
    MechanicalMobility,
    MolarConductivity,
    MolarMobility,
    Nanometre,
    Newton,
    SquareMetrePerSecond,
    Valence,
    Velocity,
    Viscosity,
    VoltPerMetre,
)
from core.references import cite
from core.result import CLOSED_FORM, Result
from core.temperature import temperature_notices

POTASSIUM_IN_WATER = 1.957e-9
"""Diffusion coefficient of K⁺ at 25 °C [m²/s] (Hille 2001, table 10.1)."""
SI_PER_MILLIPASCAL_SECOND = 1e-3
KG_PER_DALTON = 1e-3 / AVOGADRO
CM2_PER_M2 = 1e4


@dataclass(frozen=True, kw_only=True)
class MobilityRequest(Parameters):
    """A particle by whatever is known of it; as it stands, K⁺ in water at 25 °C."""

    diffusion_coefficient: SquareMetrePerSecond | None = parameter(
        None, "diffusion coefficient; 1.957e-9 where nothing else is given either", symbol="D", ge=1e-25
    )
    mechanical_mobility: MechanicalMobility | None = parameter(
        None, "speed over force, µ = D/kT", symbol=r"\mu", ge=1e-20
    )
    electrical_mobility: ElectricalMobility | None = parameter(
        None, "speed over field, µ' = |z| e µ", symbol=r"\mu'", ge=1e-25
    )
    molar_mobility: MolarMobility | None = parameter(
        None, "speed over force on a mole, u = D/RT", symbol="u", ge=1e-40
    )
    friction_coefficient: Friction | None = parameter(
        None, "force over speed, ζ = 1/µ", symbol=r"\zeta", ge=1e-30
    )
    stokes_radius: Nanometre | None = parameter(
        None, "radius of the sphere with the same friction, ζ = 6πηr", symbol="r", ge=1e-9
    )
    collision_time: CollisionTime | None = parameter(
        None, "time between collisions, in the convention of `collisions`", symbol=r"\tau", ge=1e-30
    )
    viscosity: Viscosity | None = parameter(
        0.890, "viscosity; null: from the Stokes radius and another of the above", symbol=r"\eta", ge=1e-9
    )
    mass: Dalton = parameter(39.0983, "mass", symbol="m", ge=1e-6)
    collisions: Literal["exponential", "equal"] = parameter(
        "exponential",
        "exponential: times between collisions have an exponential distribution of mean τ, and v = F τ/m; "
        "equal: all are τ, and v = F τ/2m",
    )
    valence: Valence = parameter(1, "charge number", symbol="z")
    temperature: Celsius = parameter(25.0, "temperature", symbol="T")
    electric_field: VoltPerMetre = parameter(100.0, "electric field in which it drifts", symbol="E")
    tolerance: Dimensionless = parameter(
        1e-3, "how far redundant values may differ, relative to the first of them", gt=0.0, le=0.1
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.electrical_mobility is not None and self.valence == 0:
            raise ParameterError(
                "/electrical_mobility",
                "an uncharged particle has no electrical mobility",
                received=self.electrical_mobility,
                hint="give the valence, or another measure of the mobility",
            )


@dataclass(frozen=True, kw_only=True)
class MobilityReport:
    """The particle in every convention."""

    determined_by: str = parameter(meaning="the value that the others were computed from")
    diffusion_coefficient: SquareMetrePerSecond = parameter(meaning="diffusion coefficient D", symbol="D")
    diffusivity: Diffusivity = parameter(meaning="the same in the unit of cells")
    mechanical_mobility: MechanicalMobility = parameter(meaning="speed over force, µ = D/kT")
    electrical_mobility: ElectricalMobility | None = parameter(
        meaning="speed over field, µ' = |z| e µ; null: no charge"
    )
    molar_mobility: MolarMobility = parameter(meaning="speed over force on a mole, u = D/RT")
    molar_conductivity: MolarConductivity = parameter(meaning="conductivity over concentration, z²F²u")
    friction_coefficient: Friction = parameter(meaning="force over speed, ζ = 1/µ")
    stokes_radius: Nanometre | None = parameter(
        meaning="radius of the sphere with the same friction; null: the viscosity is unknown"
    )
    viscosity: Viscosity | None = parameter(meaning="viscosity of the medium")
    exponential_collision_time: CollisionTime = parameter(
        meaning="mean time between collisions that are distributed exponentially, τ = m µ"
    )
    equal_collision_interval: CollisionTime = parameter(
        meaning="time between collisions that are equally spaced, 2 m µ"
    )
    force: Newton = parameter(meaning="force of the field, z e E, positive along the field")
    drift_velocity: Velocity = parameter(meaning="µ z e E, positive along the field")


def mobility(request: MobilityRequest) -> Result:
    """All conventions of a particle's mobility, from any sufficient subset of them.

    D = µ kT = kT/ζ (Einstein); ζ = 6πηr (Stokes); µ' = |z| e µ; u = µ/N_A; v = µ F with F = z e E;
    µ = τ/m for exponentially distributed times between collisions, τ/2m for equal ones.

    Parameters
    ----------
    request
        What is known of the particle, and its medium and field.

    Returns
    -------
    Result
        Report: `MobilityReport`. No table.

    Raises
    ------
    ParameterError
        Redundant values contradict each other; a Stokes radius is given without a viscosity and alone.

    References
    ----------
    Einstein (1905), doi:10.1002/andp.19053220806; Feynman, Leighton and Sands (1963), ch. 43.
    """
    known = _mechanical_mobilities(request)
    source, mechanical = next(iter(known.items()))
    _refuse_contradiction(known, request)
    return Result(
        report=_report(request, source, mechanical),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("einstein-1905", "feynman-1963", "hille-2001"),
    )


def _mechanical_mobilities(request: MobilityRequest) -> dict[str, float]:
    """µ [m/(N·s)] by every value that was given, in the order of the request."""
    thermal = BOLTZMANN * kelvin(request.temperature)
    charge = abs(request.valence) * ELEMENTARY_CHARGE
    free_time = 1.0 if request.collisions == "exponential" else 0.5
    conversions: dict[str, Callable[[float], float]] = {
        "diffusion_coefficient": lambda diffusion: diffusion / thermal,
        "mechanical_mobility": lambda mechanical: mechanical,
        "electrical_mobility": lambda electrical: electrical / charge,
        "molar_mobility": lambda molar: molar * AVOGADRO,
        "friction_coefficient": lambda friction: 1.0 / friction,
        "collision_time": lambda time: free_time * time / (request.mass * KG_PER_DALTON),
    }
    if request.viscosity is not None:
        unit_friction = _stokes(1.0, request.viscosity)
        conversions["stokes_radius"] = lambda radius: 1.0 / (unit_friction * radius)
    given = {name: getattr(request, name) for name in conversions}
    found = {name: conversions[name](value) for name, value in given.items() if value is not None}
    if not found and request.stokes_radius is not None:
        raise ParameterError(
            "/viscosity",
            "a Stokes radius alone says nothing of the mobility",
            hint="give the viscosity, or one more measure of the mobility",
        )
    return found or {"diffusion_coefficient": POTASSIUM_IN_WATER / thermal}


def _refuse_contradiction(known: dict[str, float], request: MobilityRequest) -> None:
    source, first = next(iter(known.items()))
    for name, other in known.items():
        if abs(other - first) > request.tolerance * first:
            raise ParameterError(
                f"/{name}",
                f"{name} contradicts {source}: it means {other / first:.6g} times the mobility",
                received=getattr(request, name),
                allowed=f"agreement within {request.tolerance:.3g}",
                hint=f"leave {name} or {source} out, or correct the temperature, viscosity, mass or valence",
            )


def _report(request: MobilityRequest, source: str, mechanical: float) -> MobilityReport:
    diffusion = mechanical * BOLTZMANN * kelvin(request.temperature)
    friction = 1.0 / mechanical
    radius, viscosity = request.stokes_radius, request.viscosity
    if viscosity is not None:
        radius = friction / _stokes(1.0, viscosity)
    elif radius is not None:
        viscosity = friction / _stokes(radius, 1.0)
    tau = mechanical * request.mass * KG_PER_DALTON
    force = request.valence * ELEMENTARY_CHARGE * request.electric_field
    charge = abs(request.valence) * ELEMENTARY_CHARGE
    molar = mechanical / AVOGADRO
    return MobilityReport(
        determined_by=source,
        diffusion_coefficient=diffusion,
        diffusivity=diffusion * UM2_PER_MS,
        mechanical_mobility=mechanical,
        electrical_mobility=charge * mechanical if charge > 0.0 else None,
        molar_mobility=molar,
        molar_conductivity=CM2_PER_M2 * (request.valence * FARADAY) ** 2 * molar,
        friction_coefficient=friction,
        stokes_radius=radius,
        viscosity=viscosity,
        exponential_collision_time=tau,
        equal_collision_interval=2.0 * tau,
        force=force,
        drift_velocity=mechanical * force,
    )


def _stokes(radius: float, viscosity: float) -> float:
    """Friction coefficient 6πηr [N·s/m] of a radius [nm] in a viscosity [mPa·s]."""
    return 6.0 * math.pi * viscosity * SI_PER_MILLIPASCAL_SECOND * radius * METRE_PER_NANOMETRE
