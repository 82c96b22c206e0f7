"""An energy difference in the conventions in which it is known."""

from dataclasses import dataclass
from typing import Literal

from core.constants import AVOGADRO, BOLTZMANN, ELEMENTARY_CHARGE, MILLIVOLT_PER_VOLT, kelvin
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Dimensionless, Electronvolt, Joule, KilojoulePerMole, Millivolt


@dataclass(frozen=True, kw_only=True)
class ThermalEnergy(Parameters):
    """An energy in units of kT."""

    kind: Literal["thermal"] = "thermal"
    energy: Dimensionless = parameter(1.0, "energy over kT", ge=-1e30, le=1e30)


@dataclass(frozen=True, kw_only=True)
class JouleEnergy(Parameters):
    """An energy in joules."""

    kind: Literal["joule"] = "joule"
    energy: Joule = parameter(meaning="energy")


@dataclass(frozen=True, kw_only=True)
class ElectronvoltEnergy(Parameters):
    """An energy in electronvolts."""

    kind: Literal["electronvolt"] = "electronvolt"
    energy: Electronvolt = parameter(meaning="energy")


@dataclass(frozen=True, kw_only=True)
class MolarEnergy(Parameters):
    """The energy of a mole."""

    kind: Literal["molar"] = "molar"
    energy: KilojoulePerMole = parameter(meaning="energy of a mole")


@dataclass(frozen=True, kw_only=True)
class ChargeEnergy(Parameters):
    """A charge in a voltage: ΔE = z e V, of an ion inside over one outside."""

    kind: Literal["charge"] = "charge"
    charge: Dimensionless = parameter(1.0, "charge in units of e", symbol="z", ge=-1e6, le=1e6)
    voltage: Millivolt = parameter(-75.677, "voltage", symbol="V")


@dataclass(frozen=True, kw_only=True)
class GatingEnergy(Parameters):
    """A channel that opens with depolarisation: ΔE = −z e (V − V½), open over closed."""

    kind: Literal["gating"] = "gating"
    charge: Dimensionless = parameter(
        6.0, "gating charge in units of e, not 0; negative: closes with depolarisation", ge=-1e6, le=1e6
    )
    voltage: Millivolt = parameter(-40.0, "voltage", symbol="V")
    half_voltage: Millivolt = parameter(
        -40.0, "voltage at which open and closed cost the same", symbol=r"V_{1/2}"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if abs(self.charge) < 1e-6:
            raise ParameterError(
                "/charge",
                "a gate without charge does not feel the voltage",
                received=self.charge,
                allowed="magnitude >= 1e-6",
            )


EnergyDifference = (
    ThermalEnergy | JouleEnergy | ElectronvoltEnergy | MolarEnergy | ChargeEnergy | GatingEnergy
)


def joules(energy: EnergyDifference, temperature: float) -> float:
    """The energy [J]; the temperature [°C] matters to an energy in units of kT.

    Parameters
    ----------
    energy
        Energy in one of its conventions.
    temperature
        Temperature [°C].
    """
    match energy:
        case ThermalEnergy():
            return energy.energy * BOLTZMANN * kelvin(temperature)
        case JouleEnergy():
            return energy.energy
        case ElectronvoltEnergy():
            return energy.energy * ELEMENTARY_CHARGE
        case MolarEnergy():
            return energy.energy * 1e3 / AVOGADRO
        case ChargeEnergy():
            return energy.charge * ELEMENTARY_CHARGE * energy.voltage / MILLIVOLT_PER_VOLT
        case GatingEnergy():
            distance = energy.voltage - energy.half_voltage
            return -energy.charge * ELEMENTARY_CHARGE * distance / MILLIVOLT_PER_VOLT
