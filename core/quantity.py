"""Physical quantities: what a number measures, its one unit, its physical bounds.

Marks on the fields of a dataclass (`core.parameters`), as metadata of `Annotated`.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Annotated, Any, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of allowed values; None leaves a side open."""

    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None

    def tightened(self, other: "Bounds") -> "Bounds":
        """Bounds in which every side that `other` states replaces this one's."""
        lower = (other.gt, other.ge) if (other.gt, other.ge) != (None, None) else (self.gt, self.ge)
        upper = (other.lt, other.le) if (other.lt, other.le) != (None, None) else (self.lt, self.le)
        return Bounds(gt=lower[0], ge=lower[1], lt=upper[0], le=upper[1])

    def contain(self, value: float) -> bool:
        """Whether a value is finite and lies within the bounds."""
        try:
            finite = math.isfinite(value)
        except OverflowError:  # an integer that no float can hold
            return False
        return (
            finite
            and (self.gt is None or value > self.gt)
            and (self.ge is None or value >= self.ge)
            and (self.lt is None or value < self.lt)
            and (self.le is None or value <= self.le)
        )

    def __str__(self) -> str:
        symbols = (("> ", self.gt), (">= ", self.ge), ("< ", self.lt), ("<= ", self.le))
        stated = [f"{symbol}{bound:.15g}" for symbol, bound in symbols if bound is not None]
        return " and ".join(stated) or "any finite number"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of number: what it measures, its one unit ("1" if dimensionless) and its physical bounds."""

    name: str
    unit: str
    bounds: Bounds = Bounds()


@dataclass(frozen=True, slots=True)
class StimulusAmplitude:
    """Marks the amplitude of a stimulus, whose unit is fixed by the field that holds the stimulus."""

    ge: float | None = None


@dataclass(frozen=True, slots=True)
class Driven:
    """Marks a field that holds stimuli and says in which quantity their amplitudes are."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class FormulaOf:
    """Marks a field that holds a number or an expression: what it is worth, and its unit."""

    quantity: Quantity


Formula = float | str
"""A number, or an expression of the language of `core.neuron.expression`."""

_VOLTAGE = Bounds(ge=-2000.0, le=2000.0)

Millivolt = Annotated[float, Quantity("voltage", "mV", _VOLTAGE)]
Millisecond = Annotated[float, Quantity("time", "ms", Bounds(ge=-1e9, le=1e9))]
TimeSpan = Annotated[float, Quantity("time", "ms", Bounds(ge=1e-6, le=1e9))]
"""A length of time; below a nanosecond nothing here has a meaning."""
Second = Annotated[float, Quantity("time", "s")]
Hertz = Annotated[float, Quantity("frequency", "Hz", Bounds(ge=0.0, le=1e6))]
Degree = Annotated[float, Quantity("angle", "deg", Bounds(ge=-3600.0, le=3600.0))]
Celsius = Annotated[float, Quantity("temperature", "°C", Bounds(gt=-273.15, le=1000.0))]
Millimolar = Annotated[float, Quantity("concentration", "mM", Bounds(gt=0.0, le=1e5))]
MicroampPerCm2 = Annotated[float, Quantity("current density", "µA/cm²", Bounds(ge=-1e6, le=1e6))]
MillisiemensPerCm2 = Annotated[float, Quantity("specific conductance", "mS/cm²", Bounds(ge=0.0, le=1e6))]
MicrofaradPerCm2 = Annotated[float, Quantity("specific capacitance", "µF/cm²", Bounds(gt=0.0, le=1e6))]
OhmCm2 = Annotated[float, Quantity("specific membrane resistance", "Ω·cm²", Bounds(gt=0.0, le=1e12))]
OhmCm = Annotated[float, Quantity("resistivity", "Ω·cm", Bounds(gt=0.0, le=1e9))]
Megaohm = Annotated[float, Quantity("resistance", "MΩ", Bounds(gt=0.0, le=1e9))]
MegaohmMicrometre = Annotated[
    float, Quantity("membrane resistance times length", "MΩ·µm", Bounds(gt=0.0, le=1e15))
]
PicofaradPerMicrometre = Annotated[float, Quantity("capacitance per length", "pF/µm", Bounds(gt=0.0, le=1e6))]
Nanoamp = Annotated[float, Quantity("current", "nA", Bounds(ge=-1e6, le=1e6))]
Nanosiemens = Annotated[float, Quantity("conductance", "nS", Bounds(ge=0.0, le=1e9))]
PerMillivolt = Annotated[float, Quantity("voltage sensitivity", "1/mV", Bounds(gt=0.0, le=1e6))]
Nanofarad = Annotated[float, Quantity("capacitance", "nF", Bounds(gt=0.0, le=1e6))]
Micrometre = Annotated[float, Quantity("length", "µm", Bounds(gt=0.0, le=1e9))]
MembraneArea = Annotated[float, Quantity("membrane area", "µm²", Bounds(gt=0.0, le=1e12))]
Position = Annotated[float, Quantity("position", "µm", Bounds(ge=-1e9, le=1e9))]
PerMillisecond = Annotated[float, Quantity("rate", "1/ms")]
CmPerSecond = Annotated[float, Quantity("permeability", "cm/s", Bounds(ge=0.0, le=1e3))]
ElectricalMobility = Annotated[float, Quantity("electrical mobility", "m²/(V·s)", Bounds(gt=0.0, le=1.0))]
MechanicalMobility = Annotated[float, Quantity("mechanical mobility", "m/(N·s)", Bounds(gt=0.0, le=1e40))]
MolarMobility = Annotated[float, Quantity("molar mobility", "m·mol/(N·s)", Bounds(gt=0.0, le=1e20))]
Friction = Annotated[float, Quantity("friction coefficient", "N·s/m", Bounds(gt=0.0, le=1e20))]
CollisionTime = Annotated[float, Quantity("collision time", "s", Bounds(gt=0.0, le=1e6))]
Viscosity = Annotated[float, Quantity("viscosity", "mPa·s", Bounds(gt=0.0, le=1e15))]
Dalton = Annotated[float, Quantity("mass of a particle", "Da", Bounds(gt=0.0, le=1e15))]
VoltPerMetre = Annotated[float, Quantity("electric field", "V/m", Bounds(ge=-1e12, le=1e12))]
Joule = Annotated[float, Quantity("energy", "J", Bounds(ge=-1e12, le=1e12))]
Electronvolt = Annotated[float, Quantity("energy", "eV", Bounds(ge=-1e12, le=1e12))]
KilojoulePerMole = Annotated[float, Quantity("molar energy", "kJ/mol", Bounds(ge=-1e12, le=1e12))]
Mole = Annotated[float, Quantity("amount", "mol", Bounds(ge=0.0, le=1e12))]
Picocoulomb = Annotated[float, Quantity("charge", "pC", Bounds(ge=-1e30, le=1e30))]
Attomole = Annotated[float, Quantity("amount", "amol", Bounds(gt=0.0, le=1e18))]
AttomolePerMicrometre = Annotated[float, Quantity("amount per length", "amol/µm", Bounds(gt=0.0, le=1e18))]
AttomolePerMicrometre2 = Annotated[float, Quantity("amount per area", "amol/µm²", Bounds(gt=0.0, le=1e18))]
Nanometre = Annotated[float, Quantity("molecular length", "nm", Bounds(gt=0.0, le=1e9))]
SquareMetrePerSecond = Annotated[float, Quantity("diffusion coefficient", "m²/s", Bounds(gt=0.0, le=1.0))]
Dimensionless = Annotated[float, Quantity("number", "1")]
Fraction = Annotated[float, Quantity("fraction", "1", Bounds(ge=0.0, le=1.0))]
Count = Annotated[int, Quantity("count", "1", Bounds(ge=0))]
Valence = Annotated[int, Quantity("valence", "1", Bounds(ge=-10, le=10))]

# Of findings: a computed number is where the physics puts it, not within a request's bounds.
Potential = Annotated[float, Quantity("voltage", "mV")]
VoltageRate = Annotated[float, Quantity("rate of change of voltage", "mV/ms")]
CurrentDensity = Annotated[float, Quantity("current density", "µA/cm²")]
SpecificConductance = Annotated[float, Quantity("specific conductance", "mS/cm²")]
Current = Annotated[float, Quantity("current", "nA")]
Capacitance = Annotated[float, Quantity("capacitance", "nF")]
Conductance = Annotated[float, Quantity("conductance", "nS")]
Resistance = Annotated[float, Quantity("resistance", "MΩ")]
ResistancePerLength = Annotated[float, Quantity("axial resistance per length", "MΩ/µm")]
ResistanceTimesLength = Annotated[float, Quantity("membrane resistance times length", "MΩ·µm")]
CapacitancePerLength = Annotated[float, Quantity("capacitance per length", "pF/µm")]
AreaFound = Annotated[float, Quantity("area", "µm²")]
SpecificResistance = Annotated[float, Quantity("specific membrane resistance", "Ω·cm²")]
Permeability = Annotated[float, Quantity("permeability", "cm/s")]
Number = Annotated[float, Quantity("number of particles", "1")]
Velocity = Annotated[float, Quantity("velocity", "m/s")]
Newton = Annotated[float, Quantity("force", "N")]
Picofarad = Annotated[float, Quantity("capacitance", "pF")]
Diffusivity = Annotated[float, Quantity("diffusion coefficient", "µm²/ms")]
SquareMicrometre = Annotated[float, Quantity("square displacement", "µm²")]
Duration = Annotated[float, Quantity("time", "ms")]
Year = Annotated[float, Quantity("time", "yr")]
MolarConductivity = Annotated[float, Quantity("molar conductivity", "S·cm²/mol")]
MolarFlux = Annotated[float, Quantity("flux", "pmol/(cm²·s)")]
Charge = Annotated[float, Quantity("charge", "pC")]
MicrometreFound = Annotated[float, Quantity("length", "µm")]
MillimolarFound = Annotated[float, Quantity("concentration", "mM")]


def annotated_quantity(annotation: Any) -> Quantity:
    """The quantity of an alias such as `Millivolt`.

    Raises
    ------
    TypeError
        The type form carries no quantity.
    """
    for mark in marks(annotation):
        if isinstance(mark, Quantity):
            return mark
    raise TypeError(f"{annotation} is no quantity")


def marks(annotation: Any) -> Iterator[object]:
    """Annotated metadata of a type form, at any depth of unions and tuples, but not inside dataclasses."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for inner in get_args(annotation):
        if not is_dataclass(inner):
            yield from marks(inner)
