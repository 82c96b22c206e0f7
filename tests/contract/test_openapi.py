"""The OpenAPI document: the committed one is the application's, and a client can be generated from it."""

import re
from typing import Any

import pytest

from service.openapi import DOCUMENT as COMMITTED
from service.openapi import current
from tests.contract.document import (
    COMPUTATIONS,
    DOCUMENT,
    OPERATIONS,
    SCHEMAS,
    Described,
    name_of,
    reachable,
    walk,
)

REACHED = sorted(set().union(*(reachable(operation.request) for operation in COMPUTATIONS)))
REQUESTS = [name for name in REACHED if "oneOf" not in SCHEMAS[name]]
CHOICES = [name for name in REACHED if "oneOf" in SCHEMAS[name]]


def test_the_committed_document_is_the_applications() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == current(), "run `make openapi`"


def test_every_reference_resolves() -> None:
    for path, node in walk(DOCUMENT):
        if "$ref" in node:
            assert name_of(node) in SCHEMAS, path


def test_nothing_is_described_that_nobody_refers_to() -> None:
    named = {name_of(node) for _, node in walk(DOCUMENT) if "$ref" in node}
    assert SCHEMAS.keys() == named


def test_names_of_schemas_suit_programs() -> None:
    assert [name for name in SCHEMAS if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []


def test_operation_ids_are_unique_and_suit_programs() -> None:
    names = [str(operation) for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_says_what_it_is(operation: Described) -> None:
    assert operation.content["summary"]
    assert operation.content["description"]
    assert len(operation.content["tags"]) == 1
    assert "\n" not in operation.content["summary"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_errors_are_problems_and_nothing_else(operation: Described) -> None:
    for status, answer in operation.content["responses"].items():
        assert answer["description"]
        if not status.startswith("2"):
            schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
            assert answer["content"] == {"application/problem+json": schema}


@pytest.mark.parametrize("operation", COMPUTATIONS, ids=str)
def test_every_computation_takes_an_object_and_has_examples(operation: Described) -> None:
    assert operation.path.startswith("/v1/")
    assert "required" not in operation.content["requestBody"]
    assert SCHEMAS[operation.request]["type"] == "object"
    assert operation.examples
    assert {parameter["name"] for parameter in operation.content["parameters"]} == {"format", "precision"}
    formats = operation.content["responses"]["200"]["content"]
    assert set(formats) == {"application/json", "application/x-ndjson", "text/csv"}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_refuse_unknown_fields_and_explain_the_known(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["additionalProperties"] is False
    for field, described in schema["properties"].items():
        required = field in schema.get("required", ())
        assert required or "default" in described or "const" in described, f"{name}.{field} has no default"
        assert "description" in described or field == "kind", f"{name}.{field} has no meaning"


def test_choices_have_names() -> None:
    # What openapi-python-client cannot read, it leaves out, and every operation that needs it.
    assert "CableSteadyStateRequestGeometry" in CHOICES
    for name in CHOICES:
        choice = SCHEMAS[name]
        if "discriminator" in choice:
            assert choice["discriminator"]["propertyName"] == "kind"
        else:
            types = [node.get("type", "object") for node in choice["oneOf"]]
            assert len(set(types)) == len(types), f"{name}: not to be told apart"
    for name in REQUESTS:
        assert [field for field, node in SCHEMAS[name]["properties"].items() if "oneOf" in node] == [], name


@pytest.mark.parametrize("name", REQUESTS)
def test_every_list_and_text_of_a_request_has_a_maximum(name: str) -> None:
    for path, node in walk(SCHEMAS[name]):
        if node.get("type") == "array":
            assert "maxItems" in node, f"{name}{path}"
        if node.get("type") == "string":
            assert node.keys() & {"maxLength", "enum", "const", "pattern"}, f"{name}{path}"
        if node.get("type") == "object" and node is not SCHEMAS[name]:
            assert node.get("maxProperties") or node.get("additionalProperties") is False, f"{name}{path}"


def test_lists_of_integers_are_exact_everywhere() -> None:
    for path, node in integers():
        assert node.get("minimum", node.get("exclusiveMinimum")) is not None, path
        assert node.get("maximum", node.get("exclusiveMaximum")) is not None, path


def integers() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{name}{path}", node)
        for name in REQUESTS
        for path, node in walk(SCHEMAS[name])
        if node.get("type") == "integer"
    ]
