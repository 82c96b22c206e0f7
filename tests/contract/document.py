"""Reading the OpenAPI document, so that the tests hold for every operation that it will ever describe."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.app import create_app
from service.settings import Settings

DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


@dataclass(frozen=True)
class Described:
    """An operation of the document."""

    method: str
    path: str
    content: dict[str, Any]

    def __str__(self) -> str:
        return str(self.content["operationId"])

    @property
    def request(self) -> str:
        """Name of the request's schema."""
        return name_of(self.content["requestBody"]["content"]["application/json"]["schema"])

    @property
    def response(self) -> dict[str, Any]:
        """Schema of the answer in JSON."""
        answer: dict[str, Any] = self.content["responses"]["200"]["content"]["application/json"]["schema"]
        return answer

    @property
    def examples(self) -> dict[str, Any]:
        """Request bodies by title."""
        described = self.content["requestBody"]["content"]["application/json"].get("examples", {})
        return {title: example["value"] for title, example in described.items()}


OPERATIONS = [
    Described(method, path, content)
    for path, methods in DOCUMENT["paths"].items()
    for method, content in methods.items()
]
COMPUTATIONS = [operation for operation in OPERATIONS if operation.method == "post"]


def name_of(reference: dict[str, Any]) -> str:
    """Name of the schema that a reference points to."""
    return str(reference["$ref"]).removeprefix("#/components/schemas/")


def walk(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a part of the document, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, item in node.items():
            yield from walk(item, f"{path}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from walk(item, f"{path}/{index}")


def reachable(name: str, seen: set[str] | None = None) -> set[str]:
    """Names of the schemas that a schema is made of."""
    seen = set() if seen is None else seen
    if name not in seen:
        seen.add(name)
        for _, node in walk(SCHEMAS[name]):
            if "$ref" in node:
                reachable(name_of(node), seen)
    return seen
