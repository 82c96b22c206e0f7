"""The README's requests give the README's answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CALL = re.compile(
    r"^\$ curl -s localhost:8000(?P<path>\S+)(?: --json '(?P<body>[^']*)')? \| jq -c '(?P<filter>[^']+)'\n"
    r"(?P<answer>.+)$",
    re.MULTILINE,
)
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def calls() -> list[re.Match[str]]:
    return list(CALL.finditer(README))


def chosen(document: Any, jq_filter: str) -> Any:
    """What a jq filter of plain steps (.report.ions[0]) finds."""
    assert "".join(match.group() for match in STEP.finditer(jq_filter)) == jq_filter
    for match in STEP.finditer(jq_filter):
        document = document[match[1]] if match[1] else document[int(match[2])]
    return document


def numbers(value: Any) -> Iterator[Any]:
    """Leaves in order, with the names of their fields."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    else:
        yield value


def test_every_call_is_found() -> None:
    assert len(calls()) == README.count("$ curl ")


@pytest.mark.parametrize(
    "call", [pytest.param(call, id=f"{i} {call['path']}") for i, call in enumerate(calls())]
)
def test_readme_answer(client: TestClient, call: re.Match[str]) -> None:
    answer = (
        client.post(call["path"], json=json.loads(call["body"])) if call["body"] else client.get(call["path"])
    )
    found = list(numbers(chosen(answer.json(), call["filter"])))
    written = list(numbers(json.loads(call["answer"])))
    assert len(found) == len(written)
    for here, there in zip(found, written, strict=True):
        # Another processor rounds otherwise, so that an adaptive run may accept a step that was refused here:
        # the answers then differ by their error, 10⁻³ mV of 60. tests/validation holds the digits themselves.
        assert here == (pytest.approx(there, rel=1e-4, abs=0.0) if isinstance(there, float) else there)
