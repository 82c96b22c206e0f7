"""Nernst potentials: the voltage at which an ion is in equilibrium."""

from dataclasses import dataclass

from core.constants import thermal_voltage
from core.errors import ParameterError
from core.numerics.logarithm import log_ratio
from core.parameters import Parameters, parameter
from core.quantity import Celsius, Millimolar, Potential, Valence
from core.references import cite
from core.result import CLOSED_FORM, Result
from core.temperature import temperature_notices

MAX_IONS = 64
MAX_NAME = 40


def refuse_uncharged(valence: int) -> None:
    """Raise `ParameterError` where a valence is 0.

    Raises
    ------
    ParameterError
        The particle is uncharged.
    """
    if valence == 0:
        raise ParameterError(
            "/valence",
            "an uncharged particle carries no current and has no equilibrium potential",
            received=valence,
            allowed="-10 to 10, but not 0",
            hint="send the ion's charge number, such as 1 for K+ or -1 for Cl-",
        )


@dataclass(frozen=True, kw_only=True)
class Ion(Parameters):
    """An ion on both sides of a membrane."""

    name: str = parameter("ion", "name of the ion, for the answer", max_items=MAX_NAME)
    valence: Valence = parameter(1, "charge number, not 0", symbol="z")
    inside: Millimolar = parameter(meaning="concentration inside", symbol=r"c_\mathrm{in}")
    outside: Millimolar = parameter(meaning="concentration outside", symbol=r"c_\mathrm{out}")

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_uncharged(self.valence)


SQUID_IONS = (
    Ion(name="K", valence=1, inside=400.0, outside=20.0),
    Ion(name="Na", valence=1, inside=50.0, outside=440.0),
    Ion(name="Cl", valence=-1, inside=52.0, outside=560.0),
    Ion(name="Ca", valence=2, inside=1e-4, outside=10.0),
)


@dataclass(frozen=True, kw_only=True)
class NernstRequest(Parameters):
    """Ions whose equilibrium potentials are asked for; as it stands, those of the squid axon."""

    ions: tuple[Ion, ...] = parameter(SQUID_IONS, "the ions", min_items=1, max_items=MAX_IONS)
    temperature: Celsius = parameter(20.0, "temperature", symbol="T")


@dataclass(frozen=True, kw_only=True)
class IonEquilibrium:
    """The equilibrium of one ion."""

    name: str
    valence: Valence = parameter(meaning="charge number", symbol="z")
    potential: Potential = parameter(meaning="Nernst potential", symbol="E")
    thermal_voltage: Potential = parameter(meaning="RT/zF", symbol="RT/zF")


@dataclass(frozen=True, kw_only=True)
class NernstReport:
    """Equilibrium potentials, in the order of the request."""

    thermal_voltage: Potential = parameter(meaning="RT/F", symbol="RT/F")
    ions: tuple[IonEquilibrium, ...]


def nernst_potential(valence: int, inside: float, outside: float, temperature: float) -> float:
    """Nernst potential E = (RT/zF) ln(c_out/c_in) [mV].

    Parameters
    ----------
    valence
        Charge number z, not 0.
    inside, outside
        Concentrations [mM], above 0.
    temperature
        Temperature [°C].

    References
    ----------
    Nernst (1888), doi:10.1515/zpch-1888-0274.
    """
    return thermal_voltage(temperature) / valence * log_ratio(outside, inside)


def nernst(request: NernstRequest) -> Result:
    """Equilibrium potential of each ion, E = (RT/zF) ln(c_out/c_in).

    Parameters
    ----------
    request
        The ions and the temperature.

    Returns
    -------
    Result
        Report: `NernstReport`. No table.

    References
    ----------
    Nernst (1888), doi:10.1515/zpch-1888-0274.
    """
    voltage = thermal_voltage(request.temperature)
    return Result(
        report=NernstReport(
            thermal_voltage=voltage,
            ions=tuple(
                IonEquilibrium(
                    name=ion.name,
                    valence=ion.valence,
                    potential=nernst_potential(ion.valence, ion.inside, ion.outside, request.temperature),
                    thermal_voltage=voltage / ion.valence,
                )
                for ion in request.ions
            ),
        ),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("nernst-1888"),
    )
