"""The declaration of a conductance-based model as a client sends it.

A number may stand wherever an expression may; each becomes a parameter with a name of its own, so that it can
be varied like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from core.parameters import Parameters, parameter
from core.quantity import (
    Celsius,
    Count,
    Dimensionless,
    Formula,
    FormulaOf,
    Micrometre,
    Millivolt,
    Quantity,
    Valence,
)

MAX_GATES, MAX_CURRENTS, MAX_POOLS, MAX_VARIABLES, MAX_EXPONENT = 24, 24, 4, 6, 8
NAME_LENGTH = 32

_LANGUAGE = "an expression of the parameters"

Conductance = Annotated[Formula, FormulaOf(Quantity("specific conductance", "mS/cm²"))]
Potential = Annotated[Formula, FormulaOf(Quantity("voltage", "mV"))]
Concentration = Annotated[Formula, FormulaOf(Quantity("concentration", "mM"))]
Permeability = Annotated[Formula, FormulaOf(Quantity("permeability", "cm/s"))]
Density = Annotated[Formula, FormulaOf(Quantity("current density", "µA/cm²"))]
Capacitance = Annotated[Formula, FormulaOf(Quantity("specific capacitance", "µF/cm²"))]
Factor = Annotated[Formula, FormulaOf(Quantity("factor", "1"))]
Gain = Annotated[Formula, FormulaOf(Quantity("gain", "mM·cm²/(µA·ms)"))]
Removal = Annotated[Formula, FormulaOf(Quantity("flux", "mM/ms"))]
Time = Annotated[Formula, FormulaOf(Quantity("time", "ms"))]
Rate = Annotated[Formula, FormulaOf(Quantity("rate", "1/ms"))]


@dataclass(frozen=True, kw_only=True)
class StandardForm(Parameters):
    """One of the three standard forms of a rate, with x = (V − midpoint)/scale.

    exponential: rate · e^x; sigmoid: rate/(1 + e^−x); exp-linear: rate · x/(1 − e^−x).
    """

    form: Literal["exponential", "sigmoid", "exp-linear"] = parameter(meaning="which form")
    rate: Dimensionless = parameter(1.0, "factor before it, in the unit of the whole: 1/ms, ms or 1")
    midpoint: Millivolt = parameter(meaning="voltage at which x is 0")
    scale: Millivolt = parameter(meaning="change of voltage that changes x by 1; negative: falling with V")


Function = Formula | StandardForm
RateFunction = Annotated[Function, FormulaOf(Quantity("rate", "1/ms"))]
FractionFunction = Annotated[Function, FormulaOf(Quantity("fraction", "1"))]
TimeFunction = Annotated[Function, FormulaOf(Quantity("time", "ms"))]


@dataclass(frozen=True, kw_only=True)
class GateDeclaration(Parameters):
    """A gate by alpha and beta, by steady_state and time_constant, or by steady_state alone: instantaneous.

    Functions are numbers, standard forms, or expressions of V, the parameters, pools and variables.
    """

    name: str = parameter(meaning="name, as currents refer to it", max_items=NAME_LENGTH)
    alpha: RateFunction | None = parameter(None, "opening rate")
    beta: RateFunction | None = parameter(None, "closing rate")
    steady_state: FractionFunction | None = parameter(None, "steady state, between 0 and 1")
    time_constant: TimeFunction | None = parameter(None, "time constant; without one it is instantaneous")
    speed: Factor = parameter(1.0, f"factor of the rates, {_LANGUAGE}")
    q10: Dimensionless | None = parameter(None, "factor of the rates for 10 °C; null: none", gt=0.0, le=10.0)
    reference_temperature: Celsius | None = parameter(
        None, "temperature at which the rates were measured; with q10"
    )


@dataclass(frozen=True, kw_only=True)
class NernstReversal(Parameters):
    """A reversal potential by Nernst's equation at the model's temperature."""

    valence: Valence = parameter(meaning="valence of the ion; not 0")
    inside: Concentration = parameter(meaning="concentration inside: a number, parameters, or a pool")
    outside: Concentration = parameter(meaning="concentration outside")


Reversal = Annotated[Formula | NernstReversal, FormulaOf(Quantity("voltage", "mV"))]


@dataclass(frozen=True, kw_only=True)
class OhmicDeclaration(Parameters):
    """An ohmic current g Π x^p (V − E)."""

    kind: Literal["ohmic"] = "ohmic"
    name: str = parameter(meaning="name", max_items=NAME_LENGTH)
    conductance: Conductance = parameter(meaning=f"maximal conductance g, {_LANGUAGE}")
    reversal: Reversal = parameter(meaning="reversal potential E, also by Nernst's equation")
    gates: Mapping[str, Count] | None = parameter(None, "exponent of each of its gates, by name")


@dataclass(frozen=True, kw_only=True)
class LeakDeclaration(Parameters):
    """A leak g (V − E)."""

    kind: Literal["leak"] = "leak"
    name: str = parameter("leak", "name", max_items=NAME_LENGTH)
    conductance: Conductance = parameter(meaning=f"conductance g, {_LANGUAGE}")
    reversal: Reversal = parameter(meaning="reversal potential E")


@dataclass(frozen=True, kw_only=True)
class ConstantFieldDeclaration(Parameters):
    """A constant-field (Goldman-Hodgkin-Katz) current of one ion."""

    kind: Literal["constant-field"] = "constant-field"
    name: str = parameter(meaning="name", max_items=NAME_LENGTH)
    permeability: Permeability = parameter(meaning=f"maximal permeability, {_LANGUAGE}")
    valence: Valence = parameter(meaning="valence of the ion; not 0")
    inside: Concentration = parameter(meaning="concentration inside: a number, parameters, or a pool")
    outside: Concentration = parameter(meaning="concentration outside")
    gates: Mapping[str, Count] | None = parameter(None, "exponent of each of its gates, by name")


@dataclass(frozen=True, kw_only=True)
class PumpDeclaration(Parameters):
    """The current of an electrogenic pump that a pool drives: I_max c^n/(c^n + K^n), outward."""

    kind: Literal["pump"] = "pump"
    name: str = parameter("pump", "name", max_items=NAME_LENGTH)
    maximum: Density = parameter(meaning=f"current I_max at saturation, {_LANGUAGE}")
    pool: str = parameter(meaning="name of the pool with the concentration c", max_items=NAME_LENGTH)
    half_saturation: Concentration = parameter(meaning="concentration K that drives half of it")
    exponent: Count = parameter(1, "Hill exponent n", ge=1, le=MAX_EXPONENT)


@dataclass(frozen=True, kw_only=True)
class GeneralDeclaration(Parameters):
    """A current Π x^p D with D any expression of V, the parameters, pools and variables."""

    kind: Literal["general"] = "general"
    name: str = parameter(meaning="name", max_items=NAME_LENGTH)
    density: Density = parameter(meaning="current density D, outward positive")
    gates: Mapping[str, Count] | None = parameter(
        None, "exponent of each of its gates and variables, by name"
    )


CurrentDeclaration = (
    OhmicDeclaration | LeakDeclaration | ConstantFieldDeclaration | PumpDeclaration | GeneralDeclaration
)


@dataclass(frozen=True, kw_only=True)
class PoolDeclaration(Parameters):
    """A pool of an ion in a shell below the membrane: dc/dt = −gain Σ I − (c − rest)/time_constant."""

    name: str = parameter(meaning="name, as gates and currents refer to it", max_items=NAME_LENGTH)
    currents: tuple[str, ...] = parameter(
        meaning="currents that carry the ion", min_items=1, max_items=MAX_CURRENTS
    )
    depth: Micrometre | None = parameter(None, "depth of the shell: with the valence it gives the gain")
    valence: Valence = parameter(2, "valence of the ion, with the depth", ge=-4, le=4)
    gain: Gain | None = parameter(None, "concentration that a current density brings; in place of the depth")
    rest: Concentration | None = parameter(None, "concentration without influx")
    time_constant: Time | None = parameter(None, "time in which it decays to rest")
    removal: Removal | None = parameter(
        None, "flux out, an expression of the pool and the parameters; in place of rest and time constant"
    )
    typical: Dimensionless | None = parameter(
        None, "a concentration [mM] that matters, for the error; null: the resting one, or 0.001", gt=0.0
    )


@dataclass(frozen=True, kw_only=True)
class VariableDeclaration(Parameters):
    """A state with a rate of its own."""

    name: str = parameter(meaning="name", max_items=NAME_LENGTH)
    rate: Rate = parameter(meaning="ds/dt, an expression of V, all states and the parameters")
    typical: Dimensionless = parameter(1.0, "a value that matters, for the error", gt=0.0)


@dataclass(frozen=True, kw_only=True)
class ModelDeclaration(Parameters):
    """A conductance-based model: C dV/dt = I − Σ currents.

    Names are letters, digits and _. Expressions know V, `temperature`, the parameters, and (where the field
    says so) pools and variables; GET /v1/expressions documents their language.
    """

    name: str = parameter("client-model", "name, for the answer", max_items=NAME_LENGTH)
    capacitance: Capacitance = parameter(1.0, f"specific capacitance, {_LANGUAGE}")
    temperature: Celsius = parameter(
        6.3, "temperature of q10, Nernst's equation and constant-field currents", ge=-20.0, le=60.0
    )
    parameters: Mapping[str, Dimensionless] | None = parameter(
        None, "constants by name, in the units of their use"
    )
    gates: tuple[GateDeclaration, ...] = parameter((), "gates", max_items=MAX_GATES)
    currents: tuple[CurrentDeclaration, ...] = parameter(
        meaning="ionic currents, outward positive", min_items=1, max_items=MAX_CURRENTS
    )
    pools: tuple[PoolDeclaration, ...] = parameter((), "pools of ions", max_items=MAX_POOLS)
    variables: tuple[VariableDeclaration, ...] = parameter((), "further states", max_items=MAX_VARIABLES)
    dimensionless: bool = parameter(False, "whether voltage, time and current are plain numbers")
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    swing: Millivolt = parameter(100.0, "size of a spike: errors are measured by it", ge=0.5)
