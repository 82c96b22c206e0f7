"""A uniform unmyelinated axon: what its diameter and its axoplasm have to do with waves along it.

(d/4R_i) ∂²V/∂x² = C ∂V/∂t + I_ion with d in µm, R_i in Ω·cm, C in µF/cm² and I in µA/cm².
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.neuron.declaration import Model, Neuron
from core.neuron.expression import evaluate, parse
from core.parameters import Parameters, parameter
from core.quantity import Micrometre, OhmCm

SQUID_DIAMETER, SQUID_RESISTIVITY = 476.0, 35.4
"""Of axon 17 of Hodgkin and Huxley (1952, p. 528), doi:10.1113/jphysiol.1952.sp004764 [µm, Ω·cm]."""
SQUID_TEMPERATURE = 18.5
"""At which they have computed its velocity and measured 21.2 m/s [°C]."""
_OWN: Mapping[str, Mapping[str, float]] = {"hodgkin-huxley": {"temperature": SQUID_TEMPERATURE}}
_PLAIN = {"diameter": 4.0, "axial_resistivity": 1.0}
"""Of a dimensionless model: ∂²V/∂x² then has the factor 1."""


@dataclass(frozen=True, kw_only=True)
class UniformAxon(Parameters):
    """Diameter and axoplasm of a uniform unmyelinated axon of no end."""

    diameter: Micrometre = parameter(
        SQUID_DIAMETER, "diameter; the default is that of a squid's giant axon", symbol="d", ge=1e-3, le=1e6
    )
    axial_resistivity: OhmCm = parameter(
        SQUID_RESISTIVITY,
        "resistivity of the axoplasm; the default is that of a squid's giant axon",
        symbol=r"R_\mathrm{i}",
        ge=1e-3,
    )

    def velocity(self, conversion: float, capacitance: float, *, dimensionless: bool = False) -> float:
        """Velocity √(K d/4R_iC) [m/s] of a conversion constant K [1/ms] and a capacitance [µF/cm²]."""
        # 1 µm/(ms Ω·cm µF/cm²) is 10 (m/s)².
        unit = 1.0 if dimensionless else 10.0
        return math.sqrt(unit * conversion * self.diameter / (4.0 * self.axial_resistivity * capacitance))

    def length_constant(self, conductance: float, *, dimensionless: bool = False) -> float:
        """Length constant √(d/4R_ig) [µm] of a conductance [mS/cm²]; infinite where that is not positive."""
        if conductance <= 0.0:
            return math.inf
        # 1 µm cm²/(Ω·cm mS) is 1e7 µm².
        unit = 1.0 if dimensionless else 1e7
        return math.sqrt(unit * self.diameter / (4.0 * self.axial_resistivity * conductance))


def axon_geometry(model: Model) -> Mapping[str, object]:
    """Diameter and axial resistivity of an axon of a model's membrane where none are given."""
    if model.dimensionless:
        return _PLAIN
    return {"diameter": SQUID_DIAMETER, "axial_resistivity": SQUID_RESISTIVITY}


def axon_constants(name: str) -> Mapping[str, float]:
    """Constants of a model in the catalogue that differ from its defaults where its axon is asked about."""
    return _OWN.get(name, {})


def capacitance_of(neuron: Neuron) -> float:
    """Specific capacitance [µF/cm²], which a model declares as an expression of its parameters."""
    return float(evaluate(parse(neuron.model.capacitance), neuron.values))
