"""Requests about any conductance-based model: one of the catalogue by its name, or one in the body."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import Discriminator, Field, Tag

from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.client_model import ModelDeclaration, declare
from core.neuron.declaration import Model, Neuron
from core.parameters import Parameters, declared
from core.quantity import Quantity
from service.schemas.derive import (
    Described,
    Schema,
    assemble,
    core_value,
    number,
    request_schema,
    schema_value,
)
from service.schemas.neuron import NeuronRequest, by_state_fields, camel, usual_values

DEFAULT_MODEL = "hodgkin-huxley"

Defaults = Callable[[Model], Mapping[str, object]]
"""A model's own values for some fields of a request."""

MAX_KEY, MAX_KEYS = 80, 512
"""Length and number of the names of constants: numbers in a declaration get longer names than its own."""

_Key: Any = Annotated[str, Field(max_length=MAX_KEY)]
_Value: Any = number(float, Quantity("number", "the parameter's own"))
_Numbers: Any = Annotated[dict[_Key, _Value], Field(max_length=MAX_KEYS)]


class ConductanceBasedSchema(Schema):
    """Base of the requests about any model."""

    defaults: ClassVar[Defaults]

    @cached_property
    def neuron(self) -> Neuron:
        """The neuron that is asked about.

        Raises
        ------
        ParameterError
            The declaration, the preset or a parameter has no meaning.
        """
        asked: Any = self
        given = asked.parameters or {}
        if isinstance(asked.model, str):
            return Neuron.of(CATALOGUE[asked.model], asked.preset, **given)
        if asked.preset is not None:
            raise ParameterError(
                "/preset", "a model declared in the body has no presets", hint="leave it out"
            )
        declaration = cast("ModelDeclaration", core_value(asked.model, "/model"))
        return declare(declaration, given, "/model")

    def filled(self, model: Model) -> "ConductanceBasedSchema":
        """The request with the model's own values where it says none."""
        own = {
            name: schema_value(type(self), name, value)
            for name, value in type(self).defaults(model).items()
            if getattr(self, name) is None
        }
        return self.model_copy(update=own)

    def to_core(self) -> NeuronRequest:
        """The neuron, and the core's request."""
        neuron = self.neuron
        request = self.filled(neuron.model)
        fields = request.core_fields(declared(self.core))
        return NeuronRequest(neuron, self.core(**fields))

    def resolved(self) -> dict[str, Any]:
        """The request with every parameter and default filled in."""
        neuron = self.neuron
        dumped = super(ConductanceBasedSchema, self.filled(neuron.model)).resolved()
        return dumped | {"parameters": dict(neuron.values)} | usual_values(self.to_core())


def conductance_based_schema(
    core: type[Parameters],
    operation: str,
    defaults: Defaults,
    model_name: str = DEFAULT_MODEL,
    *,
    base: type[ConductanceBasedSchema] = ConductanceBasedSchema,
    name: str | None = None,
) -> type[ConductanceBasedSchema]:
    """Schema of a computation on any model.

    Parameters
    ----------
    core
        The computation's own parameters.
    operation
        Name of the operation, for the schema's name.
    defaults
        The model's own values for some of them; in the request these fields are null unless they are given.
    model_name
        The model unless another is asked for.
    base
        What the schema is made from.
    name
        Of the schema, where it is not that of the operation.
    """
    declaration: Any = request_schema(ModelDeclaration)
    names: Any = Literal[tuple(CATALOGUE)]
    told_apart = Discriminator(
        _kind_of_model,
        custom_error_type="model_kind",
        custom_error_message="neither the name of a model nor a declaration",
    )
    model = Annotated[Annotated[names, Tag("name")] | Annotated[declaration, Tag("declaration")], told_apart]
    extra: dict[str, tuple[Any, Described]] = {
        "model": (
            (model, Field(default=model_name, description="name in the catalogue, or a declaration")),
            Described(None, {"name": Schema, "declaration": declaration}),
        ),
        "preset": (
            (
                str | None,
                Field(default=None, max_length=60, description="named set of the model's constants"),
            ),
            Described(None, {}),
        ),
        "parameters": (
            (
                _Numbers | None,
                Field(
                    default=None, description="constants that differ from the preset's or the declaration's"
                ),
            ),
            Described(None, {}),
        ),
    }
    for state in by_state_fields(core):
        extra[state] = (
            (_Numbers | None, Field(default=None, description=declared(core)[state].meaning)),
            Described(None, {}),
        )
    own = dict.fromkeys(defaults(CATALOGUE[DEFAULT_MODEL]))
    schema = assemble(
        core,
        name or f"ConductanceBased{camel(operation)}Request",
        defaults=own,
        extra=extra,
        base=base,
        optional=frozenset(own),
    )
    made = cast("type[ConductanceBasedSchema]", schema)
    made.defaults = staticmethod(defaults)
    return made


def _kind_of_model(value: object) -> str | None:
    if isinstance(value, str):
        return "name"
    return "declaration" if isinstance(value, dict | Schema) else None
