"""From the core's findings to Pydantic schemas, for the documentation of answers."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, create_model

from core.quantity import Quantity


@cache
def report_schema(report: type) -> type[BaseModel]:
    """Schema of findings: the report dataclass with units, for documentation."""
    hints = get_type_hints(report, include_extras=True)
    definitions: dict[str, Any] = {
        item.name: (_output(hints[item.name]), Field(description=item.metadata.get("meaning") or None))
        for item in fields(report)
    }
    doc = (report.__doc__ or "").strip().split("\n\n")[0]
    return create_model(report.__name__, __doc__=doc, **definitions)


def _output(annotation: Any) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        unit = next((mark.unit for mark in annotation.__metadata__ if isinstance(mark, Quantity)), None)
        inner = _output(arguments[0])
        return Annotated[inner, Field(json_schema_extra={"x-unit": unit})] if unit else inner
    if origin in (Union, UnionType):
        return reduce(or_, (None if member is NoneType else _output(member) for member in arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return list[_output(arguments[0])]  # type: ignore[misc]  # a type form made at run time
    if origin is dict or origin is Mapping or getattr(origin, "__name__", "") == "Mapping":
        return dict[str, _output(arguments[1])]  # type: ignore[misc]  # a type form made at run time
    if is_dataclass(annotation):
        return report_schema(cast("Any", annotation))
    return annotation
