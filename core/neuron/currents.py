"""The ionic currents of a declared model: ohmic, constant-field, or any expression; outward positive."""

from dataclasses import dataclass
from functools import cached_property

from core.constants import FARADAY, GAS_CONSTANT, MILLIVOLT_PER_VOLT, ZERO_CELSIUS
from core.neuron.expression import Expression, name, parse
from core.neuron.states import VOLTAGE

TEMPERATURE = "temperature"
"""The parameter [°C] that reversal potentials and constant-field currents read."""
MILLIVOLT_PER_KELVIN = MILLIVOLT_PER_VOLT * GAS_CONSTANT / FARADAY


@dataclass(frozen=True)
class Current:
    """An ohmic current g Π xᵖ (V − E).

    Attributes
    ----------
    conductance
        g [mS/cm²], an expression of the parameters (as a rule the name of one).
    reversal
        E [mV], an expression of the parameters and pools; see `nernst`.
    gates
        Names of the gates (or variables) with their exponents.
    """

    name: str
    symbol: str
    meaning: str
    conductance: str
    reversal: str
    gates: tuple[tuple[str, int], ...] = ()

    @cached_property
    def strength(self) -> Expression:
        """What multiplies the gates and the driving force: g."""
        return parse(self.conductance)

    @cached_property
    def driving(self) -> Expression:
        """V − E."""
        return name(VOLTAGE) - parse(self.reversal)


@dataclass(frozen=True)
class ConstantFieldCurrent:
    """A Goldman-Hodgkin-Katz current P Π xᵖ z F ξ (c_in − c_out e^−ξ)/(1 − e^−ξ), ξ = zFV/RT.

    Attributes
    ----------
    permeability
        P [cm/s], an expression of the parameters.
    valence
        z.
    inside, outside
        Concentrations [mM]: expressions of the parameters and pools.
    """

    name: str
    symbol: str
    meaning: str
    permeability: str
    valence: int
    inside: str
    outside: str
    gates: tuple[tuple[str, int], ...] = ()

    @cached_property
    def strength(self) -> Expression:
        """What multiplies the gates and the driving force: P."""
        return parse(self.permeability)

    @property
    def text(self) -> str:
        """The flux z F [c_in L(ξ) − c_out L(−ξ)], L(ξ) = ξ/(1 − e^−ξ); 1 cm/s · C/mol · mM is 1 µA/cm²."""
        xi = f"({self.valence} * V / ({MILLIVOLT_PER_KELVIN!r} * ({TEMPERATURE} + {ZERO_CELSIUS!r})))"
        flow = f"({self.inside}) * linoid({xi}) - ({self.outside}) * linoid(-{xi})"
        return f"{self.valence * FARADAY!r} * ({flow})"

    @cached_property
    def driving(self) -> Expression:
        """The flux as a tree."""
        return parse(self.text)


@dataclass(frozen=True)
class GeneralCurrent:
    """A current Π xᵖ D: a pump, an exchanger, the polynomial of a dimensionless model.

    Attributes
    ----------
    density
        D [µA/cm²], an expression of V, the parameters, pools and variables.
    """

    name: str
    symbol: str
    meaning: str
    density: str
    gates: tuple[tuple[str, int], ...] = ()

    @cached_property
    def strength(self) -> Expression:
        """What multiplies the gates and the driving force: 1."""
        return parse("1")

    @cached_property
    def driving(self) -> Expression:
        """D."""
        return parse(self.density)


IonicCurrent = Current | ConstantFieldCurrent | GeneralCurrent


def nernst(valence: int, inside: str, outside: str) -> str:
    """Nernst's potential [mV] as an expression of concentrations [mM] and the parameter `temperature`."""
    thermal = f"{MILLIVOLT_PER_KELVIN!r} * ({TEMPERATURE} + {ZERO_CELSIUS!r})"
    return f"{thermal} / ({valence}) * log(({outside}) / ({inside}))"
