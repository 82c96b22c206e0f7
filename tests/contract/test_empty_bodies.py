"""Every computation has a textbook case: what an empty request gives."""

import pytest
from starlette.testclient import TestClient

from tests.contract.document import COMPUTATIONS, Described


@pytest.mark.parametrize("operation", COMPUTATIONS, ids=str)
def test_an_empty_body_and_an_empty_object_answer_alike(client: TestClient, operation: Described) -> None:
    empty = client.post(operation.path)
    assert empty.status_code == 200, empty.text[:1000]
    assert client.post(operation.path, json={}).content == empty.content
