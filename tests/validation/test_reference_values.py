"""Every reference value through HTTP, in one table."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.validation import rows
from tests.validation.row import Row


def table() -> Iterator[tuple[str, Row]]:
    for module in pkgutil.iter_modules(rows.__path__):
        for name, row in importlib.import_module(f"{rows.__name__}.{module.name}").ROWS.items():
            yield f"{module.name}: {name}", row


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in table()])
def test_reference_value(client: TestClient, row: Row) -> None:
    answer = client.post(f"/v1/{row.operation}?precision=full", json=row.body)
    assert answer.status_code == 200, answer.text
    value = row.value(answer.json())
    assert abs(value - row.expected) <= row.bound, f"{value!r} is not {row.expected!r}: {row.source}"
