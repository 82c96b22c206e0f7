"""Every reference value through HTTP, in one table."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.validation import rows
from tests.validation.row import Row


def table() -> Iterator[tuple[str, Row]]:
    for module in pkgutil.iter_modules(rows.__path__):
        for name, row in importlib.import_module(f"{rows.__name__}.{module.name}").ROWS.items():
            yield f"{module.name}: {name}", row


@pytest.fixture(scope="module")
def ask(client: TestClient) -> Callable[[str, Mapping[str, Any]], Any]:
    """Answers, each asked for once: several rows look at different numbers of the same one."""
    known: dict[str, Any] = {}

    def asked(operation: str, body: Mapping[str, Any]) -> Any:
        key = f"{operation} {json.dumps(body, sort_keys=True)}"
        if key not in known:
            answer = client.post(f"/v1/{operation}?precision=full", json=body)
            assert answer.status_code == 200, answer.text
            known[key] = answer.json()
        return known[key]

    return asked


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in table()])
def test_reference_value(ask: Callable[[str, Mapping[str, Any]], Any], row: Row) -> None:
    value = row.value(ask(row.operation, row.body))
    assert abs(value - row.expected) <= row.bound, f"{value!r} is not {row.expected!r}: {row.source}"
