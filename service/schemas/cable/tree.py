"""Requests about passive trees, and their examples."""

import re
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, Self, cast

import orjson
from pydantic import Discriminator, Field, PrivateAttr, Tag, ValidationError
from pydantic_core import from_json

from core.cable.branches import MAX_BRANCHES, Branch, BranchColumns
from core.cable.tree.request import SYMMETRIC_TREE, CableTreeRequest
from core.errors import ParameterError
from core.parameters import declared
from service.schemas.derive import Described, Schema, assemble, core_value, request_schema

Examples = dict[str, dict[str, Any]]

_BRANCH = request_schema(Branch)
_COLUMNS = request_schema(BranchColumns)
_MEANING = (
    "the branches, a list of objects, or an object of lists (the only form in which much more than 10,000 "
    "branches are read, and the one that the answer repeats)"
)
LONG_BODY = 16_384
"""Bodies past this may hold lists of branches that are worth turning [bytes]."""
_REQUIRED = frozenset(["parent", "length", "diameter"])
_OTHERWISE = {"parent_position": 1.0}
_OF_BRANCH = re.compile(r"^/branches/(\d+)/(\w+)")


class TreeSchema(Schema):
    """Base of the requests about trees: branches come one by one or in columns, and are echoed in columns.

    Ten thousand objects would take longer to make, and to send, than the tree takes to be solved: long lists
    are put into columns before they are validated, and are validated one by one where something is wrong with
    them, which then has the right place.
    """

    _turned: bool = PrivateAttr(default=False)
    """Whether the branches came one by one and were put into columns."""

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """The request in a body.

        Raises
        ------
        ValidationError
            It is not what the schema says.
        """
        if len(json_data) > LONG_BODY and (turned := _in_columns(json_data)) is not None:
            with suppress(ValidationError):
                made = super().model_validate_json(turned, **options)
                made._turned = True  # noqa: SLF001 - its own class
                return made
        return super().model_validate_json(json_data, **options)

    @cached_property
    def columns(self) -> BranchColumns:
        """The branches as the core wants them.

        Raises
        ------
        ParameterError
            Columns of different lengths.
        """
        given: Any = cast("Any", self).branches
        columns: dict[str, Any] = {
            name: tuple(map(attrgetter(name), given)) if isinstance(given, tuple) else getattr(given, name)
            for name in declared(Branch)
        }
        ends = columns["end"]
        if ends is not None and ends.count(None) < len(ends):
            made = (core_value(end, f"/branches/{branch}/end") for branch, end in enumerate(ends))
            columns["end"] = tuple(made)
        try:
            return BranchColumns.lean(columns)
        except ParameterError as error:
            error.pointer = "/branches" + error.pointer
            raise

    def to_core(self) -> CableTreeRequest:
        """The core's request.

        Raises
        ------
        ParameterError
            The branches are no tree, or a place is not on it.
        """
        names = [name for name in declared(CableTreeRequest) if name != "branches"]
        others: dict[str, Any] = self.core_fields(names)
        try:
            return CableTreeRequest(branches=self.columns, **others)
        except ParameterError as error:
            if not self._turned and not isinstance(cast("Any", self).branches, tuple):
                error.pointer = _OF_BRANCH.sub(r"/branches/\2/\1", error.pointer)
            raise

    def resolved(self) -> dict[str, Any]:
        """The request with every default filled in, the branches in columns."""
        columns = self.columns
        echo = {name: getattr(columns, name) for name in declared(BranchColumns)}
        if columns.end is not None:
            echo["end"] = [None if end is None else asdict(end) for end in columns.end]
        return self.model_dump(mode="json", exclude={"branches"}) | {"branches": echo}


def _in_columns(body: str | bytes | bytearray) -> bytes | None:
    """The same body with its branches in columns; None where they are no list of objects."""
    try:
        content = from_json(body, allow_inf_nan=False)
        rows = content["branches"]
        if not isinstance(rows, list):
            return None
        names = set().union(*rows)
        content["branches"] = {
            name: [row.get(name, _OTHERWISE.get(name)) for row in rows] for name in sorted(names | _REQUIRED)
        }
        return orjson.dumps(content)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None  # Pydantic says what is wrong


def _form(value: object) -> str | None:
    """Whether branches come one by one or in columns."""
    if isinstance(value, list | tuple):
        return "list"
    return "columns" if isinstance(value, dict | _COLUMNS) else None


def _tree_schema() -> type[TreeSchema]:
    one_by_one = Annotated[
        tuple[_BRANCH, ...],  # type: ignore[valid-type]  # a type form made at run time
        Field(fail_fast=True, min_length=1, max_length=MAX_BRANCHES),
        Tag("list"),
    ]
    told_apart = Discriminator(
        _form,
        custom_error_type="branches_type",
        custom_error_message="neither a list of branches nor an object of columns",
    )
    either: Any = Annotated[one_by_one | Annotated[_COLUMNS, Tag("columns")], told_apart]
    standard = tuple(
        _BRANCH.model_validate({"parent": parent, "length": length, "diameter": diameter})
        for parent, length, diameter in zip(
            SYMMETRIC_TREE.parent, SYMMETRIC_TREE.length, SYMMETRIC_TREE.diameter, strict=True
        )
    )
    field = Field(default=standard, description=_MEANING)
    children: dict[str | None, type[Schema]] = {"list": _BRANCH, "columns": _COLUMNS}
    schema = assemble(
        CableTreeRequest,
        "CableTreeRequest",
        extra={"branches": ((either, field), Described(None, children))},
        base=TreeSchema,
    )
    return cast("type[TreeSchema]", schema)


TREE = _tree_schema()


def _rallpack_2() -> dict[str, list[Any]]:
    """Ten generations of branches that divide in two, lengths by 2^(1/3) and diameters by 2^(2/3)."""
    generations = range(10)
    columns: dict[str, list[Any]] = {"parent": [None, *((k - 1) // 2 for k in range(1, 2**10 - 1))]}
    for name, first, exponent in (("length", 32.0, -1.0 / 3.0), ("diameter", 16.0, -2.0 / 3.0)):
        each = [float(f"{first * 2.0 ** (exponent * k):.8g}") for k in generations]
        columns[name] = [each[k] for k in generations for _ in range(2**k)]
    return columns


_STEM = {"parent": 0, "parent_position": 0.0}
_SOMA = {"branch": 0, "position": 0.0}
_TIP_TO_SOMA = {"source": {"branch": 3}, "target": _SOMA}

TREE_EXAMPLES: Examples = {
    "Rall's symmetric tree: a current into the soma": {},
    "The same tree: a current into one tip": {
        "injections": [{"branch": 3}],
        "sites": [_SOMA, {"branch": 4}, {"branch": 5}],
        "attenuation_between": [_TIP_TO_SOMA],
    },
    "Impedance between a tip and the soma": {
        "injections": [],
        "sites": [{"branch": 3}, _SOMA],
        "attenuation_between": [_TIP_TO_SOMA],
        "frequencies": [0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0],
        "profiles": [],
    },
    "A tree that is no cylinder: unequal branches": {
        "branches": [
            {"parent": None, "length": 150.0, "diameter": 3.0},
            {"parent": 0, "length": 400.0, "diameter": 1.0},
            {"parent": 0, "length": 200.0, "diameter": 2.2},
            {"parent": 2, "length": 250.0, "diameter": 1.2},
            {"parent": 2, "length": 100.0, "diameter": 1.2},
            {"parent": 1, "parent_position": 0.5, "length": 120.0, "diameter": 0.6},
        ],
        "injections": [{"branch": 3, "current": 0.02}, {"branch": 1, "position": 300.0, "current": 0.02}],
        "sites": [_SOMA, {"branch": 3}, {"branch": 5}],
        "attenuation_between": [
            _TIP_TO_SOMA,
            {"source": {"branch": 3}, "target": {"branch": 5}},
        ],
    },
    "A soma with basal dendrites and a tapering apical one": {
        "branches": [
            {"parent": None, "length": 600.0, "diameter": 5.0, "end_diameter": 1.5},
            {**_STEM, "length": 180.0, "diameter": 1.5, "end_diameter": 0.8},
            {**_STEM, "length": 150.0, "diameter": 1.2, "end_diameter": 0.7},
            {"parent": 0, "length": 250.0, "diameter": 0.9},
            {"parent": 0, "length": 220.0, "diameter": 0.9},
            {"parent": 0, "parent_position": 0.6, "length": 150.0, "diameter": 0.8},
        ],
        "root_end": {"kind": "spherical-soma", "diameter": 20.0},
        "injections": [{"branch": 3, "current": 0.05}],
        "attenuation_between": [_TIP_TO_SOMA],
        "frequencies": [0.0, 10.0, 100.0],
    },
    "A clamped soma, leaky and killed branches, in columns": {
        "branches": {
            "parent": [None, 0, 0, 1],
            "length": [300.0, 200.0, 250.0, 100.0],
            "diameter": [2.0, 1.2, 1.2, 0.8],
            "membrane_resistance": [None, 5000.0, None, None],
            "end": [None, None, {"kind": "killed"}, None],
        },
        "root_end": {"kind": "voltage-clamped", "voltage": -20.0},
        "injections": [],
        "sites": [{"branch": 3}],
        "attenuation_between": [],
    },
    "Rall's symmetric tree in time: a brief current into a tip": {
        "injections": [
            {"branch": 3, "stimulus": [{"kind": "pulse", "amplitude": 0.2, "onset": 5.0, "duration": 1.0}]}
        ],
        "duration": 50.0,
        "record_at": [{"branch": 3}, {"branch": 1}, _SOMA, {"branch": 4}, {"branch": 5}],
        "profiles_at": [6.0, 8.0, 12.0, 20.0],
        "profiles": [0, 1, 3, 4],
    },
    "Two synapses far from the soma, and a holding current": {
        "branches": [
            {"parent": None, "length": 150.0, "diameter": 3.0},
            {"parent": 0, "length": 400.0, "diameter": 2.5, "end_diameter": 0.8},
            {"parent": 0, "length": 300.0, "diameter": 2.0, "end_diameter": 0.7},
        ],
        "injections": [
            {"branch": 0, "position": 0.0, "current": -0.05},
            {"branch": 1, "stimulus": [{"kind": "pulse", "amplitude": 0.3, "onset": 60.0, "duration": 1.0}]},
            {"branch": 2, "stimulus": [{"kind": "pulse", "amplitude": 0.3, "onset": 63.0, "duration": 1.0}]},
        ],
        "duration": 120.0,
    },
    "Rallpack 2": {
        "membrane_resistance": 40_000.0,
        "axial_resistivity": 100.0,
        "branches": _rallpack_2(),
        "root_end": {"kind": "sealed"},
        "injections": [{**_SOMA, "current": 0.1}],
        "duration": 250.0,
        "record_at": [_SOMA, {"branch": 1022}],
        "sampling": {"interval": 0.5},
    },
}
