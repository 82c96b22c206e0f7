"""Every example of the document answers, as documented, and what it echoes gives the same answer again."""

from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from tests.contract.document import COMPUTATIONS, DOCUMENT, Described

EXAMPLES = [
    pytest.param(operation, body, id=f"{operation}: {title}")
    for operation in COMPUTATIONS
    for title, body in operation.examples.items()
]


@cache
def validator(path: str) -> jsonschema_rs.Draft202012Validator:
    (operation,) = (one for one in COMPUTATIONS if one.path == path)
    return jsonschema_rs.Draft202012Validator({**operation.response, "components": DOCUMENT["components"]})


@pytest.mark.parametrize(("operation", "body"), EXAMPLES)
def test_an_example_answers_as_documented_and_again(
    client: TestClient, operation: Described, body: dict[str, Any]
) -> None:
    first = client.post(operation.path, json=body)
    assert first.status_code == 200, first.text[:1000]
    answer = first.json()
    found = [
        f"{error.instance_path}: {error.message[:200]}"
        for error in validator(operation.path).iter_errors(answer)
    ]
    assert found == []
    again = client.post(operation.path, json=answer["request"])
    assert again.content == first.content
    assert len(first.content) < 2_000_000


@pytest.mark.parametrize(("operation", "body"), EXAMPLES)
@pytest.mark.parametrize("name", ["csv", "ndjson"])
def test_an_example_answers_in_every_format(
    client: TestClient, operation: Described, body: dict[str, Any], name: str
) -> None:
    answer = client.post(f"{operation.path}?format={name}", json=body)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) > 1
