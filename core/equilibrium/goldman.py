"""Goldman voltage: where the constant-field currents of a membrane, and of its pump, cancel."""

from dataclasses import dataclass

import numpy as np

from core.constants import thermal_voltage
from core.equilibrium.nernst import MAX_IONS, MAX_NAME, nernst_potential, refuse_uncharged
from core.equilibrium.zero_current import PermeableMembrane, ZeroCurrent
from core.parameters import Parameters, parameter
from core.quantity import Celsius, Dimensionless, Millimolar, Potential, Valence
from core.references import cite
from core.result import CLOSED_FORM, ErrorEstimate, Notice, Numerics, Result
from core.temperature import temperature_notices


@dataclass(frozen=True, kw_only=True)
class PermeantIon(Parameters):
    """An ion on both sides of a membrane that lets it through."""

    name: str = parameter("ion", "name of the ion, for the answer", max_items=MAX_NAME)
    valence: Valence = parameter(1, "charge number, not 0", symbol="z")
    inside: Millimolar = parameter(meaning="concentration inside", symbol=r"c_\mathrm{in}", ge=0.0)
    outside: Millimolar = parameter(meaning="concentration outside", symbol=r"c_\mathrm{out}", ge=0.0)
    permeability: Dimensionless = parameter(
        1.0, "permeability relative to any common one", symbol="P", ge=0.0, le=1e12
    )
    pumped_in: bool = parameter(
        False,
        "whether the pump carries this ion inwards, as the sodium pump does K+: its terms take the factor r",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_uncharged(self.valence)


SQUID_PERMEABILITIES = (
    PermeantIon(name="K", valence=1, inside=400.0, outside=20.0, permeability=1.0, pumped_in=True),
    PermeantIon(name="Na", valence=1, inside=50.0, outside=440.0, permeability=0.04),
    PermeantIon(name="Cl", valence=-1, inside=52.0, outside=560.0, permeability=0.45),
)


@dataclass(frozen=True, kw_only=True)
class GoldmanRequest(Parameters):
    """A membrane permeable to several ions; as it stands, the squid axon's at rest."""

    ions: tuple[PermeantIon, ...] = parameter(
        SQUID_PERMEABILITIES, "the permeant ions", min_items=1, max_items=MAX_IONS
    )
    pump_ratio: Dimensionless = parameter(
        1.0,
        "ions the pump carries out for each it carries in: 1 if electroneutral, 1.5 for 3 Na+ against 2 K+",
        symbol="r",
        ge=0.01,
        le=100.0,
    )
    temperature: Celsius = parameter(20.0, "temperature", symbol="T")


@dataclass(frozen=True, kw_only=True)
class IonShare:
    """What one ion does at the zero-current voltage."""

    name: str
    valence: Valence = parameter(meaning="charge number", symbol="z")
    potential: Potential | None = parameter(
        meaning="Nernst potential E; null: the ion is on one side only", symbol="E"
    )
    driving_force: Potential | None = parameter(meaning="V − E", symbol="V-E")
    current_share: Dimensionless | None = parameter(
        meaning="its current, positive outward, over the sum of all outward currents; null: nothing flows"
    )


@dataclass(frozen=True, kw_only=True)
class GoldmanReport:
    """The zero-current voltage and how it comes about."""

    voltage: Potential = parameter(meaning="zero-current voltage", symbol="V")
    voltage_without_pump: Potential = parameter(meaning="the same at a pump ratio of 1")
    pump_contribution: Potential = parameter(meaning="what the pump's own current adds to the voltage")
    pump_current_share: Dimensionless | None = parameter(
        meaning="the pump's current, positive outward, over the sum of all outward currents"
    )
    thermal_voltage: Potential = parameter(meaning="RT/F", symbol="RT/F")
    ions: tuple[IonShare, ...]


def goldman(request: GoldmanRequest) -> Result:
    """Voltage at which no net current crosses the membrane (Goldman-Hodgkin-Katz).

    With every valence of the same magnitude k it is

    V = (RT/kF) ln[(Σ₊ r P c_out + Σ₋ r P c_in)/(Σ₊ r P c_in + Σ₋ r P c_out)],

    where r is the pump ratio for the ions pumped in and 1 for all others; with mixed valences it is the root
    of r ΣI(pumped in) + ΣI(others) = 0 over the constant-field currents, which rise with V, so that there is
    exactly one. The pump's current is then (r − 1) ΣI(pumped in).

    Parameters
    ----------
    request
        The ions, the pump ratio and the temperature.

    Returns
    -------
    Result
        Report: `GoldmanReport`. No table.

    Raises
    ------
    ParameterError
        No ion is permeant; all could only cross in one direction, so that no finite
        voltage stops them.

    References
    ----------
    Goldman (1943), doi:10.1085/jgp.27.1.37; Hodgkin and Katz (1949), doi:10.1113/jphysiol.1949.sp004310;
    Mullins and Noda (1963), doi:10.1085/jgp.47.1.117.
    """
    membrane = _membrane(request.ions)
    balance = membrane.zero_current(request.pump_ratio)
    without = membrane.zero_current(1.0)
    unit = thermal_voltage(request.temperature)
    shares, pump_share = membrane.current_shares(balance.u, request.pump_ratio)
    return Result(
        report=GoldmanReport(
            voltage=unit * balance.u,
            voltage_without_pump=unit * without.u,
            pump_contribution=unit * (balance.u - without.u),
            pump_current_share=pump_share,
            thermal_voltage=unit,
            ions=tuple(
                _ion_share(ion, share, unit * balance.u, request.temperature)
                for ion, share in zip(request.ions, shares, strict=True)
            ),
        ),
        numerics=_numerics(balance, unit),
        warnings=_notices(request),
        references=cite("goldman-1943", "hodgkin-katz-1949", "mullins-noda-1963"),
    )


def _membrane(ions: tuple[PermeantIon, ...]) -> PermeableMembrane:
    return PermeableMembrane(
        valence=np.array([ion.valence for ion in ions]),
        permeability=np.array([ion.permeability for ion in ions]),
        inside=np.array([ion.inside for ion in ions]),
        outside=np.array([ion.outside for ion in ions]),
        pumped_in=np.array([ion.pumped_in for ion in ions]),
    )


def _numerics(balance: ZeroCurrent, unit: float) -> Numerics:
    if balance.evaluations is None:
        return CLOSED_FORM
    return Numerics(
        method="root of the summed constant-field currents by Brent's method, in a bracket that must hold it",
        evaluations=balance.evaluations,
        estimated_errors=(ErrorEstimate("voltage", "mV", unit * balance.error, "remaining current"),),
    )


def _ion_share(ion: PermeantIon, share: float | None, voltage: float, temperature: float) -> IonShare:
    potential = (
        nernst_potential(ion.valence, ion.inside, ion.outside, temperature)
        if ion.inside > 0.0 and ion.outside > 0.0
        else None
    )
    return IonShare(
        name=ion.name,
        valence=ion.valence,
        potential=potential,
        driving_force=None if potential is None else voltage - potential,
        current_share=share,
    )


def _notices(request: GoldmanRequest) -> tuple[Notice, ...]:
    notices = temperature_notices(request.temperature)
    if request.pump_ratio != 1.0 and not any(ion.pumped_in for ion in request.ions):
        notices += (
            Notice(
                "pump-carries-no-ion",
                "the pump ratio has no effect: set pumped_in for the ion that the pump carries inwards",
                "/pump_ratio",
            ),
        )
    return notices
