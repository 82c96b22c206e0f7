"""What is asked of the impulse of a myelinated axon."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from core.axon.conduction_velocity.request import VelocityAxis
from core.axon.myelinated.geometry import MyelinatedAxon
from core.axon.uniform_axon import SQUID_TEMPERATURE, UniformAxon
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.parameters import declared
from core.parameters import parameter as field
from core.quantity import Celsius, Count, Dimensionless, Quantity

MODEL = "chiu-ritchie"
"""The membrane of the nodes where none is named."""
MAX_POINTS = 20_000


@dataclass(frozen=True, kw_only=True)
class BareAxon(UniformAxon):
    """A bare axon with the membrane of a squid's, to be set beside the myelinated one."""

    temperature: Celsius = field(SQUID_TEMPERATURE, "its temperature", ge=-20.0, le=60.0)


@dataclass(frozen=True, kw_only=True)
class FibreAxis(VelocityAxis):
    """A parameter over which the velocity is wanted, and its values."""

    parameter: str = field(
        meaning="fibre_diameter, g_ratio, internode_length, internode_ratio, node_length, node_diameter, "
        "axial_resistivity, a parameter of the myelin, or the name of one of the model, as in `parameters`"
    )


@dataclass(frozen=True, kw_only=True)
class SaltatoryConductionRequest(MyelinatedAxon):
    """The impulse of a long myelinated axon, its velocity, and what that depends on."""

    vary: FibreAxis | None = field(None, "a parameter over which the velocity is wanted; null: none")
    optimum: bool = field(
        True, "whether the value at which the axon conducts fastest is looked for, among those varied"
    )
    beside: BareAxon | None = field(
        BareAxon(), "a bare axon to compare it with, a squid's giant axon as it stands; null: none"
    )
    tolerance: Dimensionless = field(1e-4, "relative error of the velocity to aim at", ge=1e-7, le=1e-2)
    points: Count = field(400, "points of the impulse's form", ge=10, le=MAX_POINTS)

    @property
    def axon(self) -> MyelinatedAxon:
        """The axon alone."""
        return MyelinatedAxon(**{name: getattr(self, name) for name in MyelinatedAxon.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Variant:
    """The axon with one of its parameters at some value."""

    value: float
    axon: MyelinatedAxon
    neuron: Neuron


def quantity_of(request: SaltatoryConductionRequest, neuron: Neuron, name: str) -> Quantity:
    """What a parameter of the axon, of its myelin or of its nodes' membrane measures.

    Raises
    ------
    ParameterError
        There is none of that name.
    """
    known = {item.name: item.quantity for item in neuron.model.parameters}
    for owner in (type(request.myelin), MyelinatedAxon):
        known |= {key: item.quantity for key, item in declared(owner).items() if item.quantity is not None}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise ParameterError(
            "/vary/parameter",
            f"neither the axon, nor its {request.myelin.kind} myelin, nor {neuron.model.name} has a "
            f"parameter {name!r}",
            received=name,
            allowed=", ".join(known),
            hint=f"did you mean {near[0]}?" if near else "",
        )
    return known[name]


def variant(request: SaltatoryConductionRequest, neuron: Neuron, name: str, value: float) -> Variant:
    """The axon with a parameter at a value.

    Raises
    ------
    ParameterError
        The value has no meaning.
    """
    axon = request.axon
    try:
        if name in declared(MyelinatedAxon):
            # A ratio says nothing where the length itself is given.
            given: dict[str, Any] = {"internode_length": None} if name == "internode_ratio" else {}
            return Variant(value, replace(axon, **given | {name: value}), neuron)
        if name in declared(type(axon.myelin)):
            other: Any = replace(axon.myelin, **{name: value})  # type: ignore[arg-type]  # one of its fields
            return Variant(value, replace(axon, myelin=other), neuron)
        return Variant(value, axon, Neuron.of(neuron.model, None, **{**neuron.values, name: value}))
    except ParameterError as error:
        error.pointer = "/vary"
        raise


def variants(request: SaltatoryConductionRequest, neuron: Neuron) -> tuple[Variant, ...]:
    """The axon at all the values of what is varied, in increasing order; none where nothing is.

    Raises
    ------
    ParameterError
        No such parameter, or a value without a meaning.
    """
    axis = request.vary
    if axis is None:
        return ()
    quantity = quantity_of(request, neuron, axis.parameter)
    outside = [value for value in axis.points.tolist() if not quantity.bounds.contain(value)]
    if outside:
        raise ParameterError(
            "/vary/values" if axis.values is not None else "/vary",
            f"{axis.parameter} is out of bounds",
            received=outside[0],
            allowed=str(quantity.bounds),
        )
    return tuple(variant(request, neuron, axis.parameter, value) for value in axis.points.tolist())
