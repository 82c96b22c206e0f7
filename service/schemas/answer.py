"""Schemas of the answers, for the OpenAPI document; the encoders write the same form without them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from service.schemas.report import report_schema

Count = Annotated[int, Field(json_schema_extra={"x-unit": "1"})]


class Column(BaseModel):
    """A variable: its name, symbol, unit and values."""

    name: str
    label: str = Field(description="symbol, for a plot's axis")
    unit: str = Field(description='"1" where dimensionless')
    values: list[float | None] = Field(description="null where there is no such value")


class Curve(BaseModel):
    """A further table: a nullcline, a trajectory, a branch; the first column is the independent one."""

    name: str
    kind: str
    detail: str
    columns: list[Column]
    labels: list[str] = Field(description="a word for each row, or empty")


class Event(BaseModel):
    """Something that happened at a time."""

    kind: str
    time: float = Field(description="when", json_schema_extra={"x-unit": "ms"})
    values: dict[str, float]


class Notice(BaseModel):
    """A doubt about the request or the answer that is no error."""

    code: str
    detail: str
    pointer: str | None


class ErrorEstimate(BaseModel):
    """A measured error of one output."""

    variable: str
    unit: str
    value: float
    basis: str = Field(description="how it was measured")


class Numerics(BaseModel):
    """How the numbers were made and how far they can be trusted."""

    method: str
    tolerance: Annotated[float, Field(json_schema_extra={"x-unit": "mV"})] | None = Field(
        description="error of the voltage aimed at, over the whole run; null: nothing is stepped"
    )
    steps: Count | None
    rejected_steps: Count | None
    evaluations: Count | None
    estimated_errors: list[ErrorEstimate]


class Sampling(BaseModel):
    """Points computed and returned."""

    computed: Count
    returned: Count
    method: str


class Reference(BaseModel):
    """A source."""

    key: str
    citation: str
    doi: str | None


class Provenance(BaseModel):
    """Where the answer comes from: equal digest and version, equal bytes."""

    service: Literal["rheobase"]
    version: str
    build: str
    operation: str
    digest: str = Field(description="SHA-256 of the operation and the resolved request")


def answer_schema(
    name: str,
    request: type[BaseModel],
    *,
    axis: str | tuple[str, ...] | None = None,
    curves: bool = False,
    report: type | None = None,
    features: type | None = None,
) -> type[BaseModel]:
    """Schema of one operation's answer.

    Parameters
    ----------
    axis
        Name of the main table's axis, or the names of which one answer has one; None where the answer has no
        main table.
    curves
        Whether it has further tables.
    report, features
        Dataclasses of the core.
    """
    fields: dict[str, Any] = {}
    if axis is not None:
        fields |= _axes(axis)
        fields["series"] = (list[Column], Field(description="series of the main table, as long as the axis"))
    if curves:
        fields["curves"] = (list[Curve], Field(description="further tables"))
    fields |= {
        "events": (list[Event], ...),
        "features": (report_schema(features) if features else None, ...),
        "report": (report_schema(report) if report else None, ...),
        "units": (dict[str, str], Field(description="unit of every number in report, features and events")),
        "warnings": (list[Notice], ...),
        "sampling": (Sampling | None, ...),
        "request": (request, Field(description="the request with every default filled in")),
        "numerics": (Numerics, ...),
        "references": (list[Reference], ...),
        "provenance": (Provenance, ...),
    }
    return create_model(name, **fields)


def _axes(axis: str | tuple[str, ...]) -> dict[str, Any]:
    """The field of the main table's axis, or one for each of its possible names, which may be missing."""
    if isinstance(axis, str):
        return {axis: (Column, Field(description="axis of the main table"))}
    missing: Any = Column.model_construct  # a factory, so that the schema tells no default
    fields: dict[str, Any] = {}
    for each in axis:
        others = " or ".join(name for name in axis if name != each)
        description = f"axis of the main table, unless that is {others}"
        fields[each] = (Column, Field(default_factory=missing, description=description))
    return fields
