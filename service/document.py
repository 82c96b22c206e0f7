"""The OpenAPI document: FastAPI's, tidied, made and encoded once."""

from functools import cached_property
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response

from service.problems import MEDIA_TYPE, Problem, openapi_responses

_COMPONENTS = "#/components/schemas/"
_FRAMEWORK_ERRORS = ("HTTPValidationError", "ValidationError")

router = APIRouter(include_in_schema=False)


class Application(FastAPI):
    """FastAPI with our problems in the document instead of its own errors."""

    def openapi(self) -> dict[str, Any]:
        """The document as Python's dicts and lists."""
        if self.openapi_schema is None:
            self.openapi_schema = _tidied(super().openapi())
        return self.openapi_schema

    @cached_property
    def document(self) -> bytes:
        """The document as JSON: encoding it takes too long to do it on the event loop for each reader."""
        return orjson.dumps(self.openapi())


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Serve the document, with the prefix under which a proxy shows the service."""
    document: bytes = request.app.document
    if root := request.scope.get("root_path"):
        document = b'{"servers":' + orjson.dumps([{"url": root}]) + b"," + document[1:]
    return Response(document, media_type="application/json")


def _tidied(document: dict[str, Any]) -> dict[str, Any]:
    """Every error described as a problem, and as nothing else."""
    for path in document["paths"].values():
        for operation in path.values():
            # An empty body is an empty object, which FastAPI has no way to say.
            operation.get("requestBody", {}).pop("required", None)
            responses = operation["responses"]
            if _framework_made(responses.get("422", {})):
                responses["422"] = openapi_responses(422)[422]
            for answer in responses.values():
                content = answer.get("content", {})
                if MEDIA_TYPE in content:
                    content.pop("application/json", None)
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        _say_null(schema)
    for name in list(schemas):
        schemas.update(_named_choices(name, schemas[name]))
    for name in _FRAMEWORK_ERRORS:
        schemas.pop(name, None)
    _, problems = models_json_schema([(Problem, "serialization")], ref_template=_COMPONENTS + "{model}")
    schemas.update(problems["$defs"])
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _say_null(schema: dict[str, Any]) -> None:
    """Write the defaults that are null, which FastAPI leaves out with everything else that is."""
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()) and {"type": "null"} in field.get("anyOf", ()):
            field.setdefault("default", None)


def _named_choices(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Schemas of a schema's choices between kinds, which it then refers to.

    Generators of clients leave out operations whose choices have no name: to them, an object is no default of
    such a choice.
    """
    found = {}
    for field, described in schema.get("properties", {}).items():
        if "oneOf" in described:
            title = name + "".join(part.title() for part in field.split("_"))
            moved = {key: described.pop(key) for key in ("oneOf", "discriminator") if key in described}
            found[title] = moved | {"title": title}
            described["$ref"] = _COMPONENTS + title
    return found


def _framework_made(answer: dict[str, Any]) -> bool:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return bool(schema.get("$ref") == _COMPONENTS + _FRAMEWORK_ERRORS[0])
