"""How few ions charge a cell, and what it would cost to leave many unpaired."""

import math
from dataclasses import dataclass
from typing import Literal

from core.constants import (
    AVOGADRO,
    BOLTZMANN,
    ELEMENTARY_CHARGE,
    FARADAY,
    METRE_PER_MICROMETRE,
    MILLIVOLT_PER_VOLT,
    VACUUM_PERMITTIVITY,
    kelvin,
)
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import (
    Celsius,
    Charge,
    Dimensionless,
    Joule,
    MicrofaradPerCm2,
    Micrometre,
    Millimolar,
    MillimolarFound,
    Millivolt,
    Mole,
    Number,
    Picocoulomb,
    Picofarad,
    Potential,
    Valence,
)
from core.references import cite
from core.result import CLOSED_FORM, Result
from core.temperature import temperature_notices

FARAD_PER_M2 = 1e-2
"""1 µF/cm² [F/m²]."""
PICO = 1e-12


@dataclass(frozen=True, kw_only=True)
class SurplusConcentration(Parameters):
    """Unpaired univalent charges, as a concentration throughout the cell."""

    kind: Literal["concentration"] = "concentration"
    concentration: Millimolar = parameter(
        5.535, "concentration of unpaired charges; 5.535 is one for every 10,000 molecules of water"
    )


@dataclass(frozen=True, kw_only=True)
class SurplusAmount(Parameters):
    """Unpaired univalent charges, as an amount."""

    kind: Literal["amount"] = "amount"
    amount: Mole = parameter(1.0, "amount of unpaired charges")


@dataclass(frozen=True, kw_only=True)
class SurplusCharge(Parameters):
    """Unpaired charge."""

    kind: Literal["charge"] = "charge"
    charge: Picocoulomb = parameter(2237.0, "unpaired charge", symbol="Q")


Surplus = SurplusConcentration | SurplusAmount | SurplusCharge


@dataclass(frozen=True, kw_only=True)
class ChargeRequest(Parameters):
    """A spherical cell; as it stands, of 10 µm, with the potassium of a mammal, charged by 100 mV."""

    radius: Micrometre = parameter(10.0, "radius of the cell", symbol="R", ge=1e-6)
    capacitance: MicrofaradPerCm2 = parameter(
        1.0, "specific membrane capacitance", symbol=r"C_\mathrm{m}", ge=1e-9
    )
    voltage_change: Millivolt = parameter(
        100.0, "change of the voltage that the ions bring about", symbol=r"\Delta V"
    )
    valence: Valence = parameter(1, "charge number of the ion that moves, not 0", symbol="z")
    inside: Millimolar = parameter(140.0, "its concentration inside", symbol=r"c_\mathrm{in}", ge=1e-12)
    outside: Millimolar = parameter(5.0, "its concentration outside", symbol=r"c_\mathrm{out}", ge=1e-12)
    surplus: Surplus = parameter(
        SurplusConcentration(), "unpaired charge whose electrostatic energy is asked for"
    )
    temperature: Celsius = parameter(26.85, "temperature; 26.85 °C is 300 K", symbol="T")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.valence == 0:
            raise ParameterError(
                "/valence",
                "an uncharged particle does not charge the membrane",
                received=0,
                allowed="-10 to 10, but not 0",
            )


@dataclass(frozen=True, kw_only=True)
class MembraneCharge:
    """Ions that move for the voltage change, against ions present."""

    capacitance: Picofarad = parameter(meaning="capacitance of the cell")
    charge: Charge = parameter(meaning="charge that crosses the membrane; positive raises the voltage inside")
    moved_amount: Mole = parameter(meaning="amount of ions that carry it")
    moved_ions: Number = parameter(meaning="number of ions that carry it")
    inside_amount: Mole = parameter(meaning="amount of the ion in the cell")
    outside_amount: Mole = parameter(meaning="amount of the ion in an equal volume outside")
    fraction_of_inside: Dimensionless = parameter(meaning="moved amount over the amount in the cell")
    fraction_of_outside: Dimensionless = parameter(
        meaning="moved amount over the amount in an equal volume outside"
    )
    concentration_change: MillimolarFound = parameter(
        meaning="by how much the concentration inside changes, without sign"
    )
    capacitor_energy: Joule = parameter(meaning="½ C ΔV²")


@dataclass(frozen=True, kw_only=True)
class SurplusEnergy:
    """What unpaired charge costs, gathered on a sphere of the cell's radius in vacuum."""

    charge: Charge = parameter(meaning="unpaired charge Q")
    potential: Potential = parameter(meaning="potential of the sphere, Q/(4πε₀R)")
    energy: Joule = parameter(meaning="energy to gather the charge, ½QV = Q²/(8πε₀R)")
    reduced_energy: Dimensionless = parameter(meaning="the energy over kT")
    log10_probability: Dimensionless = parameter(meaning="decimal logarithm of exp(−energy/kT)")
    energy_of_one_charge: Joule = parameter(meaning="energy of one charge in the field of all, eQ/(4πε₀R)")
    log10_probability_of_one_charge: Dimensionless = parameter(meaning="decimal logarithm of exp(−that/kT)")


@dataclass(frozen=True, kw_only=True)
class ChargeReport:
    """The charge of a cell: what moves, and why no more does."""

    membrane: MembraneCharge
    surplus: SurplusEnergy


def charge(request: ChargeRequest) -> Result:
    """Ions that charge a spherical cell, and the energy that keeps it electroneutral.

    n = 4πR² C_m ΔV/(|z| F) ions move, against (4/3)πR³ c present. A surplus Q on the sphere costs
    ½QV = Q²/(8πε₀R); each charge in it, eQ/(4πε₀R).

    Parameters
    ----------
    request
        The cell, the voltage change, the ion and the surplus.

    Returns
    -------
    Result
        Report: `ChargeReport`. No table.

    References
    ----------
    Hille (2001), ch. 1.
    """
    return Result(
        report=ChargeReport(membrane=_membrane(request), surplus=_surplus(request)),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("hille-2001"),
    )


def _volume(request: ChargeRequest) -> float:
    """Volume of the cell [m³]; 1 mM is 1 mol/m³."""
    return 4.0 / 3.0 * math.pi * (METRE_PER_MICROMETRE * request.radius) ** 3


def _membrane(request: ChargeRequest) -> MembraneCharge:
    area = 4.0 * math.pi * (METRE_PER_MICROMETRE * request.radius) ** 2
    capacitance = FARAD_PER_M2 * request.capacitance * area
    voltage = request.voltage_change / MILLIVOLT_PER_VOLT
    moved = capacitance * abs(voltage) / (abs(request.valence) * FARADAY)
    volume = _volume(request)
    return MembraneCharge(
        capacitance=capacitance / PICO,
        charge=capacitance * voltage / PICO,
        moved_amount=moved,
        moved_ions=moved * AVOGADRO,
        inside_amount=request.inside * volume,
        outside_amount=request.outside * volume,
        fraction_of_inside=moved / (request.inside * volume),
        fraction_of_outside=moved / (request.outside * volume),
        concentration_change=moved / volume,
        capacitor_energy=0.5 * capacitance * voltage**2,
    )


def _unpaired(request: ChargeRequest) -> float:
    """Unpaired charge [C]."""
    match request.surplus:
        case SurplusConcentration(concentration=concentration):
            return FARADAY * concentration * _volume(request)
        case SurplusAmount(amount=amount):
            return FARADAY * amount
        case SurplusCharge(charge=given):
            return PICO * given


def _surplus(request: ChargeRequest) -> SurplusEnergy:
    unpaired = _unpaired(request)
    potential = unpaired / (4.0 * math.pi * VACUUM_PERMITTIVITY * METRE_PER_MICROMETRE * request.radius)
    thermal = BOLTZMANN * kelvin(request.temperature)
    energy = 0.5 * unpaired * potential
    one = ELEMENTARY_CHARGE * potential
    return SurplusEnergy(
        charge=unpaired / PICO,
        potential=potential * MILLIVOLT_PER_VOLT,
        energy=energy,
        reduced_energy=energy / thermal,
        log10_probability=-energy / thermal / math.log(10.0),
        energy_of_one_charge=one,
        log10_probability_of_one_charge=-one / thermal / math.log(10.0),
    )
