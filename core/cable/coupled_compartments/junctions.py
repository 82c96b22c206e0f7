"""What joins two compartments: a conductance, or a gap junction whose conductance follows its voltage.

V_j = V_first − V_second, and the current from the first to the second is G(V_j) V_j.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Millivolt, Nanosiemens, PerMillivolt
from core.result import Floats

MICROSIEMENS_PER_NANOSIEMENS = 1e-3
_FIRST, _SECOND = "number of one compartment, from 1 on", "number of the other"
LARGEST_EXPONENT = 300.0
OHMIC, SYMMETRIC, RECTIFYING = range(3)
"""Kinds by number, for the kernels."""


class Characteristic(NamedTuple):
    """A junction in numbers: its kind, least conductance and what is added to it [µS], A [1/mV], V₀ [mV]."""

    kind: int
    least: float
    range: float
    steepness: float
    half_voltage: float


@dataclass(frozen=True, kw_only=True)
class OhmicJunction(Parameters):
    """A constant conductance: the cytoplasm between two rooms, a gap junction that does not gate."""

    kind: Literal["ohmic"] = parameter("ohmic", "a constant conductance")
    first: Count = parameter(meaning=_FIRST, ge=1)
    second: Count = parameter(meaning=_SECOND, ge=1)
    conductance: Nanosiemens = parameter(10.0, "conductance between them; 1 nS is 1000 MΩ", symbol="g")

    @property
    def characteristic(self) -> Characteristic:
        """The junction in numbers."""
        return Characteristic(OHMIC, self.conductance * MICROSIEMENS_PER_NANOSIEMENS, 0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class VoltageGatedJunction(Parameters):
    """A gap junction that closes at voltages of either sign, with its steady conductance at every time.

    Two gates in series, of opposite polarity, of which one closes only while the other is open:
    G = G_min + (G_max − G_min)/(1 + e^{A(V_j − V₀)} + e^{A(−V_j − V₀)}). At voltages of one sign that is
    Boltzmann's function of it; at V_j = 0 both gates count. The defaults are the steepness and the half
    voltage of amphibian blastomeres (Harris, Spray and Bennett 1981, doi:10.1085/jgp.77.1.95).
    """

    kind: Literal["voltage-gated"] = parameter("voltage-gated", "it closes at voltages of either sign")
    first: Count = parameter(meaning=_FIRST, ge=1)
    second: Count = parameter(meaning=_SECOND, ge=1)
    maximal_conductance: Nanosiemens = parameter(
        10.0, "conductance with both gates open", symbol=r"G_\mathrm{max}"
    )
    minimal_conductance: Nanosiemens = parameter(
        0.5, "conductance at large voltages", symbol=r"G_\mathrm{min}"
    )
    steepness: PerMillivolt = parameter(0.217, "steepness of the gating", symbol="A", le=10.0)
    half_voltage: Millivolt = parameter(14.7, "voltage at which half the channels are closed", symbol="V_0")

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_order(self)

    @property
    def characteristic(self) -> Characteristic:
        """The junction in numbers."""
        return _characteristic(SYMMETRIC, self)


@dataclass(frozen=True, kw_only=True)
class RectifyingJunction(Parameters):
    """A junction that conducts in one direction: well while the first compartment is the more positive.

    G = G_min + (G_max − G_min)/(1 + e^{−A(V_j − V₀)}), at every time. So passes the giant motor synapse of
    the crayfish depolarisations of the giant fibre forwards and hyperpolarisations of the motor fibre
    backwards, and nothing else (Furshpan and Potter 1959, doi:10.1113/jphysiol.1959.sp006143).
    """

    kind: Literal["rectifying"] = parameter("rectifying", "it conducts from the first to the second")
    first: Count = parameter(meaning="number of the presynaptic compartment, from 1 on", ge=1)
    second: Count = parameter(meaning="number of the postsynaptic one", ge=1)
    maximal_conductance: Nanosiemens = parameter(
        10.0, "conductance while it conducts", symbol=r"G_\mathrm{max}"
    )
    minimal_conductance: Nanosiemens = parameter(0.5, "conductance while it blocks", symbol=r"G_\mathrm{min}")
    steepness: PerMillivolt = parameter(0.1, "steepness of the rectification", symbol="A", le=10.0)
    half_voltage: Millivolt = parameter(
        15.0, "voltage of the first less the second at which it is half open", symbol="V_0"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_order(self)

    @property
    def characteristic(self) -> Characteristic:
        """The junction in numbers."""
        return _characteristic(RECTIFYING, self)


Junction = OhmicJunction | VoltageGatedJunction | RectifyingJunction


def _require_order(junction: VoltageGatedJunction | RectifyingJunction) -> None:
    if junction.minimal_conductance > junction.maximal_conductance:
        raise ParameterError(
            "/minimal_conductance",
            "the minimal conductance is above the maximal one",
            received=junction.minimal_conductance,
            allowed=f"<= {junction.maximal_conductance:g}",
            hint="exchange them; a junction that conducts the other way has first and second exchanged",
        )


def _characteristic(kind: int, junction: VoltageGatedJunction | RectifyingJunction) -> Characteristic:
    least = junction.minimal_conductance * MICROSIEMENS_PER_NANOSIEMENS
    most = junction.maximal_conductance * MICROSIEMENS_PER_NANOSIEMENS
    return Characteristic(kind, least, most - least, junction.steepness, junction.half_voltage)


def conductance(of: Characteristic, voltage: Floats) -> tuple[Floats, Floats]:
    """Conductance G [µS] at junctional voltages [mV], shape (n,), and its derivative [µS/mV].

    Parameters
    ----------
    of
        The junction.
    voltage
        V_j [mV], shape (n,).
    """
    if of.kind == OHMIC:
        return np.full(voltage.shape, of.least), np.zeros(voltage.shape)
    ahead = _bounded_exponential(of.steepness * (voltage - of.half_voltage))
    if of.kind == RECTIFYING:
        share = 1.0 / (1.0 + 1.0 / ahead)
        return of.least + of.range * share, of.range * of.steepness * share / (1.0 + ahead)
    behind = _bounded_exponential(-of.steepness * (voltage + of.half_voltage))
    share = 1.0 / (1.0 + ahead + behind)
    slope = -of.range * of.steepness * share * (share * ahead - share * behind)
    return of.least + of.range * share, slope


def _bounded_exponential(exponent: Floats) -> Floats:
    """The exponential, where it is neither zero nor infinite."""
    bounded: Floats = np.exp(np.clip(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT))
    return bounded
