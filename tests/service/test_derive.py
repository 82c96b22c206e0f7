"""Schemas derived from declarations of the core."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
import pytest

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Driven, Fraction, Millivolt, Quantity, StimulusAmplitude
from service.problems import ProblemError
from service.schemas.derive import LARGEST_INTEGER, MAX_TEXT, request_schema
from service.schemas.report import report_schema
from service.validation import validated

Amplitude = Annotated[float, StimulusAmplitude()]


@dataclass(frozen=True, kw_only=True)
class Step(Parameters):
    kind: Literal["step"] = "step"
    amplitude: Amplitude = parameter(meaning="height")


@dataclass(frozen=True, kw_only=True)
class Wave(Parameters):
    kind: Literal["wave"] = "wave"
    levels: tuple[Amplitude, ...] = parameter(meaning="heights", min_items=1, max_items=3)


@dataclass(frozen=True, kw_only=True)
class Inner(Parameters):
    value: Fraction = parameter(0.5, "a fraction")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.value == 0.25:
            raise ParameterError("/value", "a quarter is not allowed")


@dataclass(frozen=True, kw_only=True)
class Request(Parameters):
    """A request of every form."""

    voltage: Millivolt = parameter(-65.0, "potential", symbol="V", ge=-100.0)
    seed: Count = parameter(0, "seed")
    name: str = parameter("x", "a name", max_items=4)
    words: tuple[str, ...] = parameter((), "words", max_items=2)
    inner: Inner = parameter(Inner(), "an object")
    several: tuple[Inner, ...] = parameter((Inner(),), "objects", max_items=4)
    maybe: Inner | None = parameter(None, "an object or nothing")
    stimulus: Annotated[tuple[Step | Wave, ...], Driven(Quantity("current", "nA"))] = parameter(
        (Step(amplitude=1.0),), "currents", max_items=4
    )


SCHEMA = request_schema(Request)


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ProblemError) as caught:
        validated(SCHEMA, text.encode()).to_core()
    return [(item.pointer, item.code) for item in caught.value.errors]


def test_an_empty_request_is_the_declaration() -> None:
    assert validated(SCHEMA, b"").to_core() == Request()
    assert validated(SCHEMA, b"{}").to_core() == Request()


def test_what_is_resolved_means_the_same() -> None:
    given = b'{"voltage": -70, "stimulus": [{"kind": "wave", "levels": [1, 2]}], "maybe": {}}'
    request = validated(SCHEMA, given)
    again = validated(SCHEMA, orjson.dumps(request.resolved()))
    assert again.to_core() == request.to_core()
    assert again.resolved() == request.resolved()


@pytest.mark.parametrize(
    ("text", "pointer", "code"),
    [
        ('{"stimulus": [{"kind": "step"}]}', "/stimulus/0/amplitude", "missing"),
        ('{"stimulus": [{"kind": "step", "amplitude": "x"}]}', "/stimulus/0/amplitude", "not-a-number"),
        ('{"stimulus": [{"kind": "step", "amplitude": 1, "step": 1}]}', "/stimulus/0/step", "unknown-field"),
        ('{"stimulus": [{"kind": "wave", "levels": [1, NaN]}]}', "/stimulus/0/levels/1", "not-finite"),
        ('{"stimulus": [{"kind": "wave", "levels": [1, 2, 3, 4]}]}', "/stimulus/0/levels", "too-long"),
        ('{"stimulus": [{"kind": "steq"}]}', "/stimulus/0", "unknown-kind"),
        ('{"stimulus": [{}]}', "/stimulus/0", "missing-kind"),
        ('{"inner": {"value": 2}}', "/inner/value", "out-of-bounds"),
        ('{"several": [{}, {"value": 2}]}', "/several/1/value", "out-of-bounds"),
        ('{"maybe": {"valeu": 2}}', "/maybe/valeu", "unknown-field"),
        ('{"seed": 9007199254740992}', "/seed", "out-of-bounds"),
        ('{"name": "abcde"}', "/name", "string-too-long"),
        (f'{{"words": ["{"x" * (MAX_TEXT + 1)}"]}}', "/words/0", "string-too-long"),
        ('{"voltage": -101}', "/voltage", "out-of-bounds"),
    ],
)
def test_mistakes_are_found_where_they_are(text: str, pointer: str, code: str) -> None:
    assert mistakes(text) == [(pointer, code)]


def test_a_bound_of_the_schema_alone_is_named() -> None:
    with pytest.raises(ProblemError) as caught:
        validated(SCHEMA, b'{"stimulus": [{"kind": "step", "amplitude": 1e40}]}')
    assert caught.value.errors[0].allowed == "<= 1e+30 nA"


def test_a_misspelt_kind_gets_the_nearest() -> None:
    with pytest.raises(ProblemError) as caught:
        validated(SCHEMA, b'{"stimulus": [{"kind": "steq"}]}')
    assert caught.value.errors[0].hint == "did you mean 'step'?"


def test_the_core_s_own_errors_point_from_the_top() -> None:
    with pytest.raises(ParameterError) as caught:
        validated(SCHEMA, b'{"several": [{}, {"value": 0.25}]}').to_core()
    assert caught.value.pointer == "/several/1/value"


def test_units_bounds_and_meanings_are_in_the_schema() -> None:
    document = SCHEMA.model_json_schema()
    voltage = document["properties"]["voltage"]
    assert voltage["x-unit"] == "mV"
    assert (voltage["minimum"], voltage["maximum"]) == (-100.0, 2000.0)
    assert (voltage["x-symbol"], voltage["description"], voltage["default"]) == ("V", "potential", -65.0)
    assert document["properties"]["seed"]["maximum"] == LARGEST_INTEGER
    assert document["additionalProperties"] is False
    step = next(made for name, made in document["$defs"].items() if name.startswith("Step"))
    assert step["properties"]["amplitude"]["x-unit"] == "nA"


@dataclass(frozen=True)
class Finding:
    """A finding."""

    voltage: Millivolt
    maybe: Millivolt | None
    pairs: tuple[tuple[Fraction, ...], ...]
    by_name: Mapping[str, Millivolt]


def test_findings_carry_their_units() -> None:
    properties: dict[str, Any] = report_schema(Finding).model_json_schema()["properties"]
    assert properties["voltage"]["x-unit"] == "mV"
    assert properties["maybe"]["anyOf"][0]["x-unit"] == "mV"
    assert properties["pairs"]["items"]["items"]["x-unit"] == "1"
    assert properties["by_name"]["additionalProperties"]["x-unit"] == "mV"
