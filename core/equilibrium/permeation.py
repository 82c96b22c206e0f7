"""Permeability of a uniform membrane from what an ion does inside it."""

from dataclasses import dataclass
from typing import Literal

from core.constants import FARADAY, GAS_CONSTANT, METRE_PER_NANOMETRE, kelvin
from core.parameters import Parameters, parameter
from core.quantity import Dimensionless, ElectricalMobility, Nanometre, SquareMetrePerSecond

CM_PER_METRE = 1e2


@dataclass(frozen=True, kw_only=True)
class DiffusivePermeation(Parameters):
    """A uniform membrane in which an ion diffuses: P = βD/l."""

    kind: Literal["diffusion"] = "diffusion"
    diffusion_coefficient: SquareMetrePerSecond = parameter(
        1.957e-9, "diffusion coefficient inside the membrane", symbol="D"
    )
    partition_coefficient: Dimensionless = parameter(
        4.6e-8,
        "concentration just inside the membrane over that in the solution",
        symbol=r"\beta",
        ge=0.0,
        le=1e6,
    )
    thickness: Nanometre = parameter(5.0, "thickness of the membrane", symbol="l", ge=0.01)


@dataclass(frozen=True, kw_only=True)
class MobilePermeation(Parameters):
    """A uniform membrane in which an ion has an electrical mobility: P = β µ' RT/(|z| F l)."""

    kind: Literal["mobility"] = "mobility"
    mobility: ElectricalMobility = parameter(
        7.6e-8, "the ion's electrical mobility inside the membrane, speed over field", symbol=r"\mu'"
    )
    partition_coefficient: Dimensionless = parameter(
        4.6e-8,
        "concentration just inside the membrane over that in the solution",
        symbol=r"\beta",
        ge=0.0,
        le=1e6,
    )
    thickness: Nanometre = parameter(5.0, "thickness of the membrane", symbol="l", ge=0.01)


Permeation = DiffusivePermeation | MobilePermeation


def permeability(membrane: Permeation, valence: int, temperature: float) -> float:
    """Permeability P = βD/l [cm/s], with Einstein's D = µ' RT/(|z| F) where the mobility is given.

    Parameters
    ----------
    membrane
        The membrane and the ion's diffusion coefficient or mobility inside it.
    valence
        Charge number z, not 0.
    temperature
        Temperature [°C].

    References
    ----------
    Goldman (1943), doi:10.1085/jgp.27.1.37; Hodgkin and Katz (1949), doi:10.1113/jphysiol.1949.sp004310.
    """
    if isinstance(membrane, DiffusivePermeation):
        diffusion = membrane.diffusion_coefficient
    else:
        diffusion = membrane.mobility * GAS_CONSTANT * kelvin(temperature) / (abs(valence) * FARADAY)
    thickness = METRE_PER_NANOMETRE * membrane.thickness
    return CM_PER_METRE * membrane.partition_coefficient * diffusion / thickness
