"""Physical quantities and the declaration of parameters.

A parameter is declared once, in a frozen dataclass: its quantity (unit and physical bounds), default,
tighter bounds and meaning. Checks here, the HTTP schemas, the error texts and the catalogue all read
that one declaration.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypedDict, Unpack, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError


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


_VOLTAGE = Bounds(ge=-2000.0, le=2000.0)
_POSITIVE = Bounds(gt=0.0)
_NOT_NEGATIVE = Bounds(ge=0.0)

Millivolt = Annotated[float, Quantity("voltage", "mV", _VOLTAGE)]
Millisecond = Annotated[float, Quantity("time", "ms", Bounds(ge=-1e9, le=1e9))]
Second = Annotated[float, Quantity("time", "s")]
Hertz = Annotated[float, Quantity("frequency", "Hz", Bounds(ge=0.0, le=1e6))]
Degree = Annotated[float, Quantity("angle", "deg", Bounds(ge=-3600.0, le=3600.0))]
Celsius = Annotated[float, Quantity("temperature", "°C", Bounds(gt=-273.15, le=1000.0))]
Millimolar = Annotated[float, Quantity("concentration", "mM", Bounds(gt=0.0, le=1e5))]
MicroampPerCm2 = Annotated[float, Quantity("current density", "µA/cm²", Bounds(ge=-1e6, le=1e6))]
MilliampPerCm2 = Annotated[float, Quantity("current density", "mA/cm²")]
MillisiemensPerCm2 = Annotated[float, Quantity("specific conductance", "mS/cm²", Bounds(ge=0.0, le=1e6))]
MicrofaradPerCm2 = Annotated[float, Quantity("specific capacitance", "µF/cm²", Bounds(gt=0.0, le=1e6))]
OhmCm2 = Annotated[float, Quantity("specific membrane resistance", "Ω·cm²", Bounds(gt=0.0, le=1e12))]
OhmCm = Annotated[float, Quantity("resistivity", "Ω·cm", Bounds(gt=0.0, le=1e9))]
Megaohm = Annotated[float, Quantity("resistance", "MΩ", Bounds(gt=0.0, le=1e9))]
Nanoamp = Annotated[float, Quantity("current", "nA", Bounds(ge=-1e6, le=1e6))]
Nanofarad = Annotated[float, Quantity("capacitance", "nF", Bounds(gt=0.0, le=1e6))]
Micrometre = Annotated[float, Quantity("length", "µm", Bounds(gt=0.0, le=1e9))]
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
CurrentDensity = Annotated[float, Quantity("current density", "µA/cm²")]
SpecificConductance = Annotated[float, Quantity("specific conductance", "mS/cm²")]
Current = Annotated[float, Quantity("current", "nA")]
Resistance = Annotated[float, Quantity("resistance", "MΩ")]
ResistancePerLength = Annotated[float, Quantity("axial resistance per length", "MΩ/µm")]
ResistanceTimesLength = Annotated[float, Quantity("membrane resistance times length", "MΩ·µm")]
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


class Limits(TypedDict, total=False):
    """Limits of one parameter: bounds [in its quantity's unit], allowed lengths of a tuple."""

    gt: float | None
    ge: float | None
    lt: float | None
    le: float | None
    min_items: int | None
    max_items: int | None


def parameter(
    default: object = MISSING,
    meaning: str = "",
    *,
    symbol: str = "",
    **limits: Unpack[Limits],
) -> Any:
    """Declare a field of a `Parameters` class.

    Parameters
    ----------
    default
        Value when the caller gives none; left out, the parameter is required.
    meaning
        One phrase that says what the parameter is, for documentation.
    symbol
        LaTeX symbol.
    **limits
        Bounds tighter than the quantity's own, and the allowed lengths of a tuple: see `Limits`.
    """
    unknown = limits.keys() - Limits.__optional_keys__
    if unknown:
        raise TypeError(f"no such limit: {', '.join(sorted(unknown))}")
    bounds = Bounds(gt=limits.get("gt"), ge=limits.get("ge"), lt=limits.get("lt"), le=limits.get("le"))
    metadata = {
        "meaning": meaning,
        "symbol": symbol,
        "bounds": bounds,
        "min_items": limits.get("min_items"),
        "max_items": limits.get("max_items"),
    }
    if isinstance(default, list | dict | set):
        raise TypeError("defaults are immutable: use a tuple")
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared parameter, as its readers see it."""

    name: str
    annotation: Any
    default: object
    meaning: str
    symbol: str
    quantity: Quantity | None
    amplitude_of: Quantity | None
    amplitude: StimulusAmplitude | None
    min_items: int | None
    max_items: int | None

    @property
    def required(self) -> bool:
        """Whether the caller has to give a value."""
        return self.default is MISSING


def declared(cls: type) -> Mapping[str, Declared]:
    """Read the declarations of a dataclass: field name to `Declared`."""
    return _declarations(cls)


@cache
def _declarations(cls: type) -> Mapping[str, Declared]:
    hints = get_type_hints(cls, include_extras=True)
    return MappingProxyType({item.name: _read(item, hints[item.name]) for item in fields(cls)})


def _read(item: Any, annotation: Any) -> Declared:
    marks = tuple(_marks(annotation))
    quantity = next((mark for mark in marks if isinstance(mark, Quantity)), None)
    bounds = item.metadata.get("bounds", Bounds())
    if quantity is not None:
        quantity = Quantity(quantity.name, quantity.unit, quantity.bounds.tightened(bounds))
    return Declared(
        name=item.name,
        annotation=annotation,
        default=item.default,
        meaning=item.metadata.get("meaning", ""),
        symbol=item.metadata.get("symbol", ""),
        quantity=quantity,
        amplitude_of=next((mark.quantity for mark in marks if isinstance(mark, Driven)), None),
        amplitude=next((mark for mark in marks if isinstance(mark, StimulusAmplitude)), None),
        min_items=item.metadata.get("min_items"),
        max_items=item.metadata.get("max_items"),
    )


def _marks(annotation: Any) -> Iterator[object]:
    """Annotated metadata of a type form, at any depth of unions and tuples, but not inside dataclasses."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for inner in get_args(annotation):
        if not is_dataclass(inner):
            yield from _marks(inner)


class Parameters:
    """Base of the requests: checks every declared bound when an instance is made."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __post_init__(self) -> None:
        for name, item in declared(type(self)).items():
            value = getattr(self, name)
            if isinstance(value, tuple):
                _check_length(item, value)
            if item.quantity is not None:
                _check_bounds(self, item, item.quantity, f"/{name}")
            if item.amplitude is not None:
                _check_bounds(self, item, _amplitude(item.amplitude), f"/{name}")
            if item.amplitude_of is not None:
                _check_amplitudes(value, item.amplitude_of, f"/{name}")


def numbers(owner: object, name: str) -> NDArray[np.float64]:
    """A field's tuple of numbers as an array of shape (n,), converted once for each instance."""
    arrays: dict[str, NDArray[np.float64]] = owner.__dict__.setdefault("_arrays", {})
    if name not in arrays:
        arrays[name] = np.array(getattr(owner, name), dtype=np.float64)
        arrays[name].flags.writeable = False
    return arrays[name]


def _check_length(item: Declared, value: tuple[object, ...]) -> None:
    low, high = item.min_items or 0, item.max_items
    if len(value) < low or (high is not None and len(value) > high):
        allowed = f"{low} to {high} items" if high is not None else f"at least {low} items"
        raise ParameterError(f"/{item.name}", f"{item.name} has {len(value)} items", allowed=allowed)


def _check_bounds(owner: object, item: Declared, quantity: Quantity, pointer: str) -> None:
    value = getattr(owner, item.name)
    if not isinstance(value, tuple):
        _check_number(item, quantity, value, pointer)
    elif len(value) <= FEW or not _all_within(owner, item.name, quantity.bounds):
        for index, number in enumerate(value):
            _check_number(item, quantity, number, f"{pointer}/{index}")


FEW = 64
"""Longer tuples are checked as arrays."""


def _all_within(owner: object, name: str, bounds: Bounds) -> bool:
    """Whether all are numbers within the bounds; a NaN is the smallest and the largest of its array."""
    try:
        values = numbers(owner, name)
    except (TypeError, ValueError, OverflowError):
        return False
    return values.ndim == 1 and bounds.contain(float(values.min())) and bounds.contain(float(values.max()))


def _check_number(item: Declared, quantity: Quantity, value: object, pointer: str) -> None:
    if isinstance(value, int | float) and not quantity.bounds.contain(value):
        unit = f" [{quantity.unit}]" if quantity.unit else ""
        raise ParameterError(
            pointer,
            f"{item.name}{unit} is out of bounds",
            received=value,
            allowed=str(quantity.bounds),
        )


def _amplitude(mark: StimulusAmplitude) -> Quantity:
    return Quantity("amplitude", "", Bounds(ge=mark.ge))


def _check_amplitudes(value: object, quantity: Quantity, pointer: str) -> None:
    """Check the amplitudes of one stimulus, or of several, against the quantity that they drive."""
    if isinstance(value, tuple):
        for index, stimulus in enumerate(value):
            _check_amplitudes(stimulus, quantity, f"{pointer}/{index}")
    elif is_dataclass(value):
        for name, item in declared(type(value)).items():
            if item.amplitude is not None:
                _check_bounds(value, item, quantity, f"{pointer}/{name}")


def annotated_quantity(annotation: Any) -> Quantity:
    """The quantity of an alias such as `Millivolt`.

    Raises
    ------
    TypeError
        The type form carries no quantity.
    """
    for mark in _marks(annotation):
        if isinstance(mark, Quantity):
            return mark
    raise TypeError(f"{annotation} is no quantity")


@cache
def declared_units(cls: type) -> Mapping[str, str]:
    """Unit by field name of every number in a dataclass and the dataclasses below it.

    Raises
    ------
    TypeError
        The same field name with two units: a reader could not tell them apart.
    """
    found: dict[str, str] = {}
    for name, annotation in get_type_hints(cls, include_extras=True).items():
        quantities = [mark for mark in _marks(annotation) if isinstance(mark, Quantity)]
        below = [declared_units(inner) for inner in _dataclasses(annotation)]
        for known in ({name: quantities[0].unit} if quantities else {}, *below):
            for key, unit in known.items():
                if found.setdefault(key, unit) != unit:
                    raise TypeError(f"{cls.__name__}: {key} is in {found[key]} and in {unit}")
    return MappingProxyType(found)


def _dataclasses(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and is_dataclass(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _dataclasses(inner)
