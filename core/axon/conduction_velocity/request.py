"""What is asked of the velocity of an impulse."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

import numpy as np

from core.axon.uniform_axon import UniformAxon
from core.errors import ParameterError
from core.neuron.currents import TEMPERATURE
from core.neuron.declaration import Neuron
from core.parameters import Parameters, declared, numbers
from core.parameters import parameter as field
from core.quantity import Bounds, Count, Dimensionless, Quantity
from core.result import Floats

GEOMETRY = ("diameter", "axial_resistivity")
"""Parameters of the axon itself."""
MAX_VALUES = 1_000
WIDE = 10.0
"""A limit is looked for from a tenth to ten times a parameter's value where no range is given."""

AxisValue = Annotated[float, Quantity("value of the parameter", "the parameter's own")]


@dataclass(frozen=True, kw_only=True)
class VelocityAxis(Parameters):
    """A parameter over which the velocity is wanted, and its values."""

    parameter: str = field(
        meaning="diameter, axial_resistivity, or the name of a parameter of the model, as in `parameters`"
    )
    values: tuple[AxisValue, ...] | None = field(
        None, "the values; null: from start to stop", min_items=1, max_items=MAX_VALUES
    )
    start: AxisValue | None = field(None, "first of equally spaced values")
    stop: AxisValue | None = field(None, "last of equally spaced values")
    count: Count | None = field(None, "how many equally spaced values", ge=1, le=MAX_VALUES)

    def __post_init__(self) -> None:
        super().__post_init__()
        given = [item is not None for item in (self.start, self.stop, self.count)]
        if any(given) if self.values is not None else not all(given):
            raise ParameterError(
                "",
                "an axis has either values, or start, stop and count",
                received=self.parameter,
                hint="give one of the two forms",
            )

    @property
    def points(self) -> Floats:
        """The values in increasing order, each once, shape (k,)."""
        if self.values is not None:
            return np.unique(numbers(self, "values"))
        return np.unique(np.linspace(float(self.start or 0.0), float(self.stop or 0.0), int(self.count or 1)))


@dataclass(frozen=True, kw_only=True)
class LimitSearch(Parameters):
    """A parameter at a value of which conduction ends: the block temperature.

    The end nearest to the axon's own value is looked for as the parameter rises, or else as it falls.
    """

    parameter: str | None = field(
        None,
        "name of a parameter of the model; null: the one that is varied, else the temperature if the model "
        "has one, else none",
    )
    low: AxisValue | None = field(
        None, "lowest value to look at; null: that of the varied values, a tenth of its own, or its bound"
    )
    high: AxisValue | None = field(
        None, "highest value to look at; null: that of the varied values, ten times its own, or its bound"
    )
    falling: bool | None = field(
        None,
        "whether it is looked for as the parameter falls; null: of all but the temperature, as it is heat "
        "that blocks",
    )


@dataclass(frozen=True, kw_only=True)
class ConductionVelocityRequest(UniformAxon):
    """The impulse of a uniform unmyelinated axon, its velocity, and what that depends on."""

    slow: bool = field(
        True,
        "whether the slow wave is wanted, too: unstable, and the threshold that a disturbance must pass",
    )
    vary: VelocityAxis | None = field(None, "a parameter over which the velocity is wanted; null: none")
    limit: LimitSearch | None = field(
        LimitSearch(), "where conduction ends, as the fast and the slow wave meet; null: not looked for"
    )
    tolerance: Dimensionless = field(1e-6, "relative error of velocities to aim at", ge=1e-10, le=1e-2)
    points: Count = field(400, "points of a wave's form", ge=10, le=20_000)

    def usual(self, neuron: Neuron) -> dict[str, object]:
        """The fields that a neuron fills in where they are null."""
        if self.limit is None:
            return {}
        name = limit_parameter(self, neuron)
        if name is None:
            return {"limit": None}
        low, high = limit_range(self, neuron, name)
        falling = looks_down(self, name)
        return {"limit": {"parameter": name, "low": low, "high": high, "falling": falling}}


def varied_bounds(neuron: Neuron, name: str, pointer: str) -> Bounds:
    """Bounds of a parameter of the axon or of its model.

    Raises
    ------
    ParameterError
        There is none of that name.
    """
    known = {item.name: item.quantity.bounds for item in neuron.model.parameters}
    for item in GEOMETRY:
        known[item] = _bounds(item)
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise ParameterError(
            pointer,
            f"neither the axon nor {neuron.model.name} has a parameter {name!r}",
            received=name,
            allowed=", ".join(known),
            hint=f"did you mean {near[0]}?" if near else "",
        )
    return known[name]


def _bounds(name: str) -> Bounds:
    """Bounds of a parameter of the axon itself."""
    quantity = declared(UniformAxon)[name].quantity
    return Bounds() if quantity is None else quantity.bounds


def axis_values(request: ConductionVelocityRequest, neuron: Neuron) -> Floats:
    """The values of the varied parameter in increasing order; none where nothing is varied.

    Raises
    ------
    ParameterError
        No such parameter, or a value out of its bounds.
    """
    axis = request.vary
    if axis is None:
        return np.zeros(0)
    bounds = varied_bounds(neuron, axis.parameter, "/vary/parameter")
    points = axis.points
    outside = [value for value in points.tolist() if not bounds.contain(value)]
    if outside:
        raise ParameterError(
            "/vary/values" if axis.values is not None else "/vary",
            f"{axis.parameter} is out of bounds",
            received=outside[0],
            allowed=str(bounds),
        )
    return points


def limit_parameter(request: ConductionVelocityRequest, neuron: Neuron) -> str | None:
    """Name of the parameter at a value of which conduction ends; None: none is looked for.

    Raises
    ------
    ParameterError
        The model has no parameter of that name.
    """
    if request.limit is None:
        return None
    known = {item.name for item in neuron.model.parameters}
    name = request.limit.parameter
    if name is not None:
        if name in GEOMETRY:
            raise ParameterError(
                "/limit/parameter",
                f"no {name.replace('_', ' ')} ends conduction: it changes the velocity alone",
                received=name,
                hint="name a parameter of the model",
            )
        varied_bounds(neuron, name, "/limit/parameter")
        return name
    if request.vary is not None and request.vary.parameter in known:
        return request.vary.parameter
    return TEMPERATURE if TEMPERATURE in known else None


def looks_down(request: ConductionVelocityRequest, name: str) -> bool:
    """Whether the end of conduction is looked for as a parameter falls from the axon's own value."""
    asked = None if request.limit is None else request.limit.falling
    return name != TEMPERATURE if asked is None else asked


def limit_range(request: ConductionVelocityRequest, neuron: Neuron, name: str) -> tuple[float, float]:
    """Lowest and highest value between which conduction may end.

    Raises
    ------
    ParameterError
        A value out of the parameter's bounds, or an empty range.
    """
    asked = request.limit or LimitSearch()
    bounds = varied_bounds(neuron, name, "/limit/parameter")
    base = float(neuron.values[name])
    points = axis_values(request, neuron)
    if request.vary is not None and request.vary.parameter == name:
        low, high = float(points[0]), float(points[-1])
    elif name == TEMPERATURE:
        low, high = bounds.ge if bounds.ge is not None else base - 40.0, bounds.le or base + 40.0
    else:
        low, high = sorted((base / WIDE, base * WIDE)) if base else (-1.0, 1.0)
        low = low if bounds.contain(low) else base
        high = high if bounds.contain(high) else base
    for value, where in ((asked.low, "low"), (asked.high, "high")):
        if value is not None and not bounds.contain(value):
            raise ParameterError(
                f"/limit/{where}", f"{name} is out of bounds", received=value, allowed=str(bounds)
            )
    low = low if asked.low is None else float(asked.low)
    high = high if asked.high is None else float(asked.high)
    if low > high:
        raise ParameterError(
            "/limit/low", "the range is empty", received=low, allowed=f"at most {high:g}, the highest value"
        )
    return low, high
