"""Requests about a declared model: its parameters as fields, beside those of the computation itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast, get_args, get_origin

from pydantic import Field, create_model

from core.neuron.declaration import VOLTAGE, Model, Neuron
from core.parameters import Parameters, declared
from core.quantity import Fraction, Millivolt, Quantity, annotated_quantity
from service.schemas.derive import Described, Schema, assemble, number


@dataclass(frozen=True, slots=True)
class NeuronRequest:
    """What a computation of the core on a neuron is called with."""

    neuron: Neuron
    request: Any


class NeuronSchema(Schema):
    """Base of the requests about a model."""

    model: ClassVar[Model]

    def to_core(self) -> NeuronRequest:
        """The neuron with the parameters that were given, and the core's request."""
        by_state = by_state_fields(self.core)
        fields = self.core_fields(name for name in declared(self.core) if name not in by_state)
        fields.update({name: self._by_state(name) for name in by_state})
        return NeuronRequest(self._neuron(), self.core(**fields))

    def resolved(self) -> dict[str, Any]:
        """The request with the defaults of the preset filled in."""
        return super().resolved() | {"parameters": dict(self._neuron().values)} | usual_values(self.to_core())

    def _neuron(self) -> Neuron:
        given: Schema = self.parameters  # type: ignore[attr-defined]  # made by `neuron_schema`
        values = {name: getattr(given, name) for name in given.model_fields_set}
        preset: str | None = self.preset  # type: ignore[attr-defined]  # made by `neuron_schema`
        return Neuron.of(self.model, preset, **values)

    def _by_state(self, name: str) -> Mapping[str, float]:
        given: Schema | None = getattr(self, name)
        dumped = given.model_dump() if given is not None else {}
        return {name: value for name, value in dumped.items() if value is not None}


def neuron_schema(
    model: Model, core: type[Parameters], operation: str, defaults: Mapping[str, object] | None = None
) -> type[NeuronSchema]:
    """Schema of a computation on a model.

    Parameters
    ----------
    core
        The computation's own parameters.
    operation
        Name of the operation, for the schema's name.
    defaults
        The model's standard values for some of them.
    """
    words = camel(model.name)
    parameters = _parameters_schema(model, f"{words}Parameters")
    extra: dict[str, tuple[Any, Described]] = {
        "preset": (_preset_field(model), Described(None, {})),
        "parameters": (
            (parameters, Field(default=parameters(), description="constants that differ from the preset's")),
            Described(None, {None: parameters}),
        ),
    }
    for name in by_state_fields(core):
        state = _state_schema(model, f"{words}State")
        extra[name] = (
            (state | None, Field(default=None, description=declared(core)[name].meaning)),
            Described(None, {None: state}),
        )
    schema = assemble(
        core, f"{words}{camel(operation)}Request", defaults=defaults, extra=extra, base=NeuronSchema
    )
    made = cast("type[NeuronSchema]", schema)
    made.model = model
    return made


def camel(kebab: str) -> str:
    """`hodgkin-huxley` as `HodgkinHuxley`."""
    return kebab.replace("-", " ").title().replace(" ", "")


def _preset_field(model: Model) -> tuple[Any, Any]:
    names = tuple(preset.name for preset in model.presets)
    meaning = "; ".join(f"{preset.name}: {preset.meaning}" for preset in model.presets)
    return Literal[names] | None, Field(default=None, description=f"named set of constants ({meaning})")


_made: dict[str, type[Schema]] = {}


def _parameters_schema(model: Model, name: str) -> type[Schema]:
    """Schema of a model's constants; made once, so that all its operations share one name."""
    fields: dict[str, tuple[Any, Quantity, float, str]] = {
        item.name: (float, item.quantity, item.default, f"{item.meaning} (${item.symbol}$)")
        for item in model.parameters
    }
    return _numbers_schema(name, fields, f"Constants of the {model.title}.")


def usual_values(asked: NeuronRequest) -> dict[str, Any]:
    """Fields of a request that depend on the neuron where they are null, as JSON can hold them."""
    fill = getattr(asked.request, "usual", None)
    found: dict[str, object] = fill(asked.neuron) if fill else {}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def by_state_fields(core: type[Parameters]) -> tuple[str, ...]:
    """Fields that hold a number for some of the states, by name."""
    return tuple(
        name
        for name, item in declared(core).items()
        if any(
            # A mapping of bare numbers is one of states, whose units differ; others are of one quantity.
            get_origin(part) is Mapping and get_args(part)[1] is float
            for part in (item.annotation, *get_args(item.annotation))
        )
    )


def _state_schema(model: Model, name: str) -> type[Schema]:
    voltage, fraction = annotated_quantity(Millivolt), annotated_quantity(Fraction)
    fields: dict[str, tuple[Any, Quantity, float | None, str]] = {
        "voltage": (float, voltage, None, f"membrane potential {VOLTAGE}; null: at rest")
    }
    for gate in model.dynamic_gates:
        fields[gate.name] = (float, fraction, None, f"{gate.meaning}; null: its steady state at the voltage")
    return _numbers_schema(name, fields, "A state of the model, or a part of one.")


def _numbers_schema(
    name: str, fields: Mapping[str, tuple[Any, Quantity, float | None, str]], doc: str
) -> type[Schema]:
    if name in _made:
        return _made[name]
    definitions: dict[str, Any] = {}
    for field, (kind, quantity, default, meaning) in fields.items():
        form = number(kind, quantity)
        hint = form if default is not None else form | None
        definitions[field] = (hint, Field(default=default, description=meaning))
    schema = create_model(name, __base__=Schema, __doc__=doc, **definitions)
    schema.described = {field: Described(quantity, {}) for field, (_, quantity, _, _) in fields.items()}
    _made[name] = schema
    return schema
