"""Every computation has a textbook case: what an empty request gives."""

import pytest
from starlette.testclient import TestClient

from tests.contract.document import COMPUTATIONS, SCHEMAS, Described, name_of


@pytest.mark.parametrize("operation", COMPUTATIONS, ids=str)
def test_an_empty_body_and_an_empty_object_answer_alike(client: TestClient, operation: Described) -> None:
    empty = client.post(operation.path)
    assert empty.status_code == 200, empty.text[:1000]
    assert client.post(operation.path, json={}).content == empty.content


@pytest.mark.parametrize("operation", COMPUTATIONS, ids=str)
def test_an_answer_has_exactly_the_fields_of_its_schema(client: TestClient, operation: Described) -> None:
    documented = SCHEMAS[name_of(operation.response)]
    # Where a main table may have one of several axes, none of them is required.
    assert (
        set(documented["required"])
        <= set(client.post(operation.path).json())
        <= set(documented["properties"])
    )
