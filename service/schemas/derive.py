"""From the core's declarations to Pydantic schemas.

A `Parameters` class of the core says for every field its quantity, bounds, default and meaning. The schema
made from it here is strict, refuses unknown fields, carries the unit as `x-unit`, and turns into the core's
own object with `to_core`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from core.errors import ParameterError
from core.neuron.expression.parser import MAX_LENGTH
from core.parameters import Declared, Parameters, declared
from core.quantity import Bounds, Driven, FormulaOf, Quantity, StimulusAmplitude

MAX_TEXT = 200
"""Length of a text that declares none."""
LARGEST_NUMBER = 1e30
LEAST_POSITIVE = 1e-30
"""What declares no bounds of its own: further out, powers and quotients overflow."""
MAX_KEY, MAX_KEYS = 32, 128
"""Length and number of the names in a mapping."""
LARGEST_INTEGER = 2**53 - 1
"""Up to here every reader of JSON sees the same integer (RFC 8259, 6)."""


@dataclass(frozen=True, slots=True)
class Described:
    """What an error message needs to know of a field: its quantity, and the schemas below it by kind."""

    quantity: Quantity | None
    children: Mapping[str | None, "type[Schema]"]


class Schema(BaseModel):
    """Base of all request schemas."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    core: ClassVar[type[Parameters]]
    described: ClassVar[Mapping[str, Described]] = {}

    def to_core(self) -> Any:
        """The same request as the core's own object.

        Raises
        ------
        ParameterError
            A combination of values that has no meaning.
        """
        return self.core(**self.core_fields(declared(self.core)))

    def resolved(self) -> dict[str, Any]:
        """The request with every default filled in, as JSON can hold it: sent again, it means the same."""
        return self.model_dump(mode="json")

    def core_fields(self, names: Iterable[str]) -> dict[str, object]:
        """Values of these fields as the core wants them."""
        return {name: core_value(getattr(self, name), f"/{name}") for name in names}


def core_value(value: object, pointer: str) -> object:
    """A validated value with every schema in it turned into the core's object.

    Raises
    ------
    ParameterError
        As the core raises it, its pointer made relative to the whole request.
    """
    if isinstance(value, Schema):
        try:
            return value.to_core()
        except ParameterError as error:
            error.pointer = pointer + error.pointer
            raise
    if isinstance(value, tuple) and value and isinstance(value[0], Schema):
        return tuple(core_value(item, f"{pointer}/{index}") for index, item in enumerate(value))
    return value


@dataclass(frozen=True, slots=True)
class _Form:
    """A type for Pydantic and what lies below it."""

    hint: Any
    quantity: Quantity | None = None
    children: Mapping[str | None, type[Schema]] | None = None


@cache
def request_schema(
    core: type[Parameters], name: str | None = None, amplitude: Quantity | None = None
) -> type[Schema]:
    """Schema of a request.

    Parameters
    ----------
    core
        The declaration.
    name
        Name in the OpenAPI document; default: the declaration's, with the amplitude's quantity after it.
    amplitude
        Quantity of the stimulus amplitudes inside.
    """
    suffix = amplitude.name.title().replace(" ", "") if amplitude is not None else ""
    return assemble(core, name or core.__name__ + suffix, amplitude=amplitude)


def assemble(
    core: type[Parameters],
    name: str,
    *,
    amplitude: Quantity | None = None,
    defaults: Mapping[str, object] | None = None,
    extra: Mapping[str, tuple[Any, Described]] | None = None,
    base: type[Schema] = Schema,
    optional: frozenset[str] = frozenset(),
) -> type[Schema]:
    """Schema of a declaration with other defaults, replaced or further fields, or another base.

    Parameters
    ----------
    defaults
        Default by field name, in place of the declared one.
    extra
        Pydantic field definition and description by name; replaces a declared field of that name.
    optional
        Fields that may be null.
    """
    definitions: dict[str, Any] = {}
    described: dict[str, Described] = {}
    extra = extra or {}
    for field_name, (definition, description) in extra.items():
        definitions[field_name] = definition
        described[field_name] = description
    for item in declared(core).values():
        if item.name in extra:
            continue
        form = _form(item.annotation, item, amplitude)
        default = (defaults or {}).get(item.name, item.default)
        hint = form.hint | None if item.name in optional else form.hint
        definitions[item.name] = (hint, _field(item, default, form))
        described[item.name] = Described(form.quantity, form.children or {})
    doc = (core.__doc__ or "").strip()
    schema = create_model(name, __base__=base, __doc__=doc, **definitions)
    schema.core = core
    schema.described = described
    return schema


def _field(item: Declared, default: object, form: _Form) -> Any:
    options: dict[str, Any] = {"description": item.meaning or None}
    if item.min_items is not None:
        options["min_length"] = item.min_items
    if item.max_items is not None:
        options["max_length"] = item.max_items
    if item.symbol:
        options["json_schema_extra"] = {"x-symbol": item.symbol}
    if default is MISSING:
        return Field(**options)
    return Field(default=_schema_value(default, form), **options)


def schema_value(schema: type[Schema], name: str, value: object) -> object:
    """A core value of one field as the schema holds it."""
    return _schema_value(value, _Form(None, None, schema.described[name].children))


def _schema_value(value: object, form: _Form) -> object:
    """A default of the core as the schema holds it."""
    if isinstance(value, tuple):
        return tuple(_schema_value(item, form) for item in value)
    if isinstance(value, Parameters):
        children = form.children or {}
        schema = children.get(getattr(value, "kind", None)) or children[None]
        fields = {name: schema_value(schema, name, getattr(value, name)) for name in declared(type(value))}
        return schema.model_construct(None, **fields)
    return value


def _form(annotation: Any, item: Declared, amplitude: Quantity | None) -> _Form:
    """Translate a type form of the core."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments[0], annotation.__metadata__, item, amplitude)
    if origin in (Union, UnionType):
        return _union(arguments, item, amplitude)
    if origin in (Mapping, tuple):
        return _collection(origin, arguments, item, amplitude)
    if is_dataclass(annotation):
        schema = request_schema(cast("Any", annotation), None, amplitude)
        return _Form(schema, None, {None: schema})
    if annotation is str and (item.annotation is not str or item.max_items is None):
        return _Form(Annotated[str, Field(max_length=MAX_TEXT)])
    return _Form(annotation)


def _collection(origin: Any, arguments: tuple[Any, ...], item: Declared, amplitude: Quantity | None) -> _Form:
    """Translate a mapping by names, or a list."""
    inner = _form(arguments[-1] if origin is Mapping else arguments[0], item, amplitude)
    if origin is Mapping:
        keys: Any = Annotated[str, Field(max_length=MAX_KEY)]
        return _Form(Annotated[dict[keys, inner.hint], Field(max_length=MAX_KEYS)], inner.quantity)  # type: ignore[name-defined]
    # Past the first wrong item the list is refused: an error for each would be larger than the request.
    items: Any = tuple[inner.hint, ...]  # type: ignore[name-defined]  # a type form made at run time
    return _Form(Annotated[items, Field(fail_fast=True)], inner.quantity, inner.children)


def _annotated(inner: Any, marks: tuple[Any, ...], item: Declared, amplitude: Quantity | None) -> _Form:
    for mark in marks:
        if isinstance(mark, Driven):
            return _form(inner, item, mark.quantity)
        if isinstance(mark, FormulaOf):
            return _formula(get_args(inner), mark.quantity)
        if isinstance(mark, Quantity):
            return _Form(number(inner, item.quantity or mark), item.quantity or mark)
        if isinstance(mark, StimulusAmplitude):
            if amplitude is None:
                raise TypeError(f"{item.name}: the holder of a stimulus says its quantity")
            quantity = amplitude
            if mark.ge is not None:
                quantity = Quantity(
                    quantity.name, quantity.unit, quantity.bounds.tightened(Bounds(ge=mark.ge))
                )
            return _Form(number(inner, quantity), quantity)
    return _form(inner, item, amplitude)


def number(kind: type, quantity: Quantity) -> Any:
    """A number type that carries its bounds and unit."""
    bounds = quantity.bounds
    if bounds.gt == 0.0 and bounds.ge is None:
        bounds = bounds.tightened(Bounds(ge=LEAST_POSITIVE))
    largest = LARGEST_INTEGER if kind is int else LARGEST_NUMBER
    bounds = Bounds(ge=-largest, le=largest).tightened(bounds)
    return Annotated[
        kind,
        Field(
            gt=bounds.gt,
            ge=bounds.ge,
            lt=bounds.lt,
            le=bounds.le,
            json_schema_extra={"x-unit": quantity.unit},
        ),
    ]


def _union(members: tuple[Any, ...], item: Declared, amplitude: Quantity | None) -> _Form:
    optional = NoneType in members
    forms = [_form(member, item, amplitude) for member in members if member is not NoneType]
    if len(forms) == 1:
        only = forms[0]
        return _Form(only.hint | None if optional else only.hint, only.quantity, only.children)
    kinds = {_kind(form.hint): form.hint for form in forms}
    union: Any = Annotated[reduce(or_, kinds.values()), Field(discriminator="kind")]  # type: ignore[misc, unused-ignore]
    return _Form(union | None if optional else union, None, cast("Mapping[str | None, type[Schema]]", kinds))


def _kind(schema: type[Schema]) -> str:
    annotation = schema.model_fields["kind"].annotation
    if get_origin(annotation) is not Literal:
        raise TypeError(f"{schema.__name__} needs a kind to be told apart from its siblings")
    return str(get_args(annotation)[0])


def _formula(parts: tuple[Any, ...], quantity: Quantity) -> _Form:
    """A number, an expression, or an object: told apart by what they are in JSON."""
    tagged = [
        Annotated[number(float, quantity), Tag("number")],
        Annotated[str, Field(max_length=MAX_LENGTH, description="an expression"), Tag("expression")],
    ]
    children: dict[str | None, type[Schema]] = {"number": Schema, "expression": Schema}
    for part in parts:
        if is_dataclass(part):
            schema = request_schema(cast("Any", part))
            tagged.append(Annotated[schema, Tag("object")])
            children["object"] = schema
    what = "neither a number nor an expression" + (" nor an object" if len(tagged) > 2 else "")
    told_apart = Discriminator(_json_kind, custom_error_type="formula_type", custom_error_message=what)
    return _Form(Annotated[reduce(or_, tagged), told_apart], quantity, children)


def _json_kind(value: object) -> str | None:
    """Which kind of formula a value is."""
    if isinstance(value, bool):
        return None
    kinds: tuple[tuple[Any, str], ...] = (
        ((int, float), "number"),
        (str, "expression"),
        ((dict, Schema), "object"),
    )
    return next((kind for types, kind in kinds if isinstance(value, types)), None)
