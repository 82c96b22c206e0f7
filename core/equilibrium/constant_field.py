"""The current that one ion carries through a membrane with a constant field."""

from dataclasses import dataclass

import numpy as np

from core.constants import thermal_voltage
from core.equilibrium.ghk_current import ConstantField
from core.equilibrium.nernst import refuse_uncharged
from core.equilibrium.permeation import DiffusivePermeation, Permeation, permeability
from core.errors import ParameterError
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import (
    Celsius,
    CmPerSecond,
    Count,
    CurrentDensity,
    Dimensionless,
    Millimolar,
    Millivolt,
    Permeability,
    Potential,
    SpecificConductance,
    Valence,
)
from core.references import cite
from core.result import CLOSED_FORM, Floats, Result, Variable
from core.temperature import temperature_notices

MAX_POINTS = 100_000


@dataclass(frozen=True, kw_only=True)
class ConstantFieldRequest(Parameters):
    """An ion and a membrane; as it stands, the potassium of the squid axon."""

    valence: Valence = parameter(1, "charge number, not 0", symbol="z")
    inside: Millimolar = parameter(400.0, "concentration inside", symbol=r"c_\mathrm{in}", ge=0.0)
    outside: Millimolar = parameter(20.0, "concentration outside", symbol=r"c_\mathrm{out}", ge=0.0)
    permeability: CmPerSecond | None = parameter(
        None, "permeability; null: as `membrane` gives it", symbol="P"
    )
    membrane: Permeation = parameter(
        DiffusivePermeation(), "a uniform membrane, from which the permeability follows where none is given"
    )
    temperature: Celsius = parameter(6.3, "temperature", symbol="T")
    voltage: Millivolt = parameter(-60.0, "voltage that the report is about", symbol="V")
    voltage_range: tuple[Millivolt, ...] = parameter(
        (-150.0, 100.0), "lowest and highest voltage of the curve", min_items=2, max_items=2
    )
    points: Count = parameter(251, "number of points of the curve", ge=2, le=MAX_POINTS)

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_uncharged(self.valence)
        require_increasing(self, "voltage_range")
        if self.permeability is not None and self.membrane != DiffusivePermeation():
            raise ParameterError(
                "/permeability",
                "the permeability is given twice: as a number and by the membrane",
                received=self.permeability,
                hint="leave one of permeability and membrane out",
            )


@dataclass(frozen=True, kw_only=True)
class ConstantFieldReport:
    """The current at one voltage, and the conductances that describe the whole curve."""

    permeability: Permeability = parameter(meaning="permeability P", symbol="P")
    thermal_voltage: Potential = parameter(meaning="RT/F", symbol="RT/F")
    current: CurrentDensity = parameter(meaning="current at the voltage, positive outward", symbol="I")
    efflux_current: CurrentDensity = parameter(meaning="part of it carried by ions that leave")
    influx_current: CurrentDensity = parameter(meaning="part of it carried by ions that enter")
    slope_conductance: SpecificConductance = parameter(meaning="dI/dV at the voltage")
    chord_conductance: SpecificConductance | None = parameter(
        meaning="I/(V − E) at the voltage; null: there is no reversal potential"
    )
    reversal_potential: Potential | None = parameter(
        meaning="reversal potential E; null: the ion is on one side only", symbol="E"
    )
    reversal_conductance: SpecificConductance | None = parameter(
        meaning="dI/dV at the reversal potential, where slope and chord agree"
    )
    outward_conductance: SpecificConductance = parameter(meaning="dI/dV in the limit of high voltages")
    inward_conductance: SpecificConductance = parameter(meaning="dI/dV in the limit of low voltages")
    rectification: Dimensionless | None = parameter(
        meaning="outward over inward conductance, the ratio of the concentrations the ions come from"
    )


def constant_field(request: ConstantFieldRequest) -> Result:
    """Current-voltage curve of one ion by the Goldman-Hodgkin-Katz current equation.

    I = P z F ξ (c_in − c_out e^−ξ)/(1 − e^−ξ) with ξ = zFV/RT, positive outward; at V = 0 its limit
    P z F (c_in − c_out). The permeability is given, or P = βD/l of a uniform membrane.

    Parameters
    ----------
    request
        The ion, the membrane, the temperature and the voltages.

    Returns
    -------
    Result
        Axis `voltage` [mV]; series `current`, `efflux_current`, `influx_current` [µA/cm²] and
        `slope_conductance` [mS/cm²]. Report: `ConstantFieldReport`.

    References
    ----------
    Goldman (1943), doi:10.1085/jgp.27.1.37; Hodgkin and Katz (1949), doi:10.1113/jphysiol.1949.sp004310.
    """
    ion = ConstantField(
        request.valence,
        request.inside,
        request.outside,
        permeability(request.membrane, request.valence, request.temperature)
        if request.permeability is None
        else request.permeability,
        request.temperature,
    )
    low, high = request.voltage_range
    voltage = np.linspace(low, high, request.points)
    return Result(
        axis=Variable("voltage", "V", "mV", voltage),
        series=(
            Variable("current", "I", "µA/cm²", ion.current(voltage)),
            Variable("efflux_current", "I_efflux", "µA/cm²", ion.efflux(voltage)),
            Variable("influx_current", "I_influx", "µA/cm²", ion.influx(voltage)),
            Variable("slope_conductance", "dI/dV", "mS/cm²", ion.slope(voltage)),
        ),
        report=_report(ion, np.array(request.voltage)),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("goldman-1943", "hodgkin-katz-1949"),
    )


def _report(ion: ConstantField, voltage: Floats) -> ConstantFieldReport:
    chord, reversal = ion.chord(voltage), ion.reversal
    outward, inward = ion.limits()
    return ConstantFieldReport(
        permeability=ion.permeability,
        thermal_voltage=thermal_voltage(ion.temperature),
        current=float(ion.current(voltage)),
        efflux_current=float(ion.efflux(voltage)),
        influx_current=float(ion.influx(voltage)),
        slope_conductance=float(ion.slope(voltage)),
        chord_conductance=None if chord is None else float(chord),
        reversal_potential=reversal,
        reversal_conductance=None if reversal is None else float(ion.slope(np.array(reversal))),
        outward_conductance=outward,
        inward_conductance=inward,
        rectification=_quotient(ion.inside, ion.outside, ion.valence),
    )


def _quotient(inside: float, outside: float, valence: int) -> float | None:
    above, below = (inside, outside) if valence > 0 else (outside, inside)
    ratio = above / below if below > 0.0 else np.inf
    return float(ratio) if np.isfinite(ratio) else None
