"""Every number of every request and answer has one fixed unit, stated in the document."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.document import OPERATIONS, SCHEMAS, walk

UNIT_ELSEWHERE = {
    "Event/values": "of the feature of the same name",
    "ModelPreset/values": "of the model's parameter of the same name",
}


def numbers(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Numbers of a schema whose unit does not stand in a field `unit` beside them."""
    schema = SCHEMAS[name]
    if "unit" in schema.get("properties", {}):
        return
    for field, described in schema.get("properties", {}).items():
        if f"{name}/{field}" not in UNIT_ELSEWHERE:
            for path, node in walk(described):
                if node.get("type") in ("number", "integer"):
                    yield f"{name}/{field}{path}", node


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_number_has_a_unit(name: str) -> None:
    assert [path for path, node in numbers(name) if "x-unit" not in node] == []


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_physical_number_has_a_meaning(name: str) -> None:
    for field, described in SCHEMAS[name].get("properties", {}).items():
        units = {node.get("x-unit", "1") for _, node in walk(described)} - {"1"}
        assert not units or described.get("description"), f"{name}/{field} [{units}]"


def test_units_are_texts() -> None:
    units = {node["x-unit"] for name in SCHEMAS for _, node in numbers(name)}
    assert all(isinstance(unit, str) and unit for unit in units)
    assert {"mV", "ms", "1", "°C"} <= units


def test_parameters_in_paths_and_queries_are_no_bare_numbers() -> None:
    for operation in OPERATIONS:
        for parameter in operation.content.get("parameters", ()):
            for path, node in walk(parameter["schema"]):
                assert node.get("type") not in ("number", "integer") or "x-unit" in node, f"{operation}{path}"


def test_the_exceptions_are_there() -> None:
    for place in UNIT_ELSEWHERE:
        name, field = place.split("/")
        assert name not in SCHEMAS or field in SCHEMAS[name]["properties"], place
