import json
import math
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.cable import tree as schemas

URL = "/v1/cable/tree"


def test_an_empty_request_is_ralls_tree(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    report = answer["report"]
    assert (report["branches"], report["tips"], report["branch_points"]) == (7, 4, 3)
    assert report["root"]["kind"] == "spherical-soma"
    assert report["equivalent_cylinder"]["conditions"]["hold"]
    assert [curve["kind"] for curve in answer["curves"]] == [
        *["profile"] * 7,
        "branch-points",
        "equivalent-cable",
    ]
    assert client.post(URL, json=answer["request"]).json() == answer


@pytest.mark.parametrize("name", schemas.TREE_EXAMPLES)
def test_every_example_answers(client: TestClient, name: str) -> None:
    answer = client.post(URL, json=schemas.TREE_EXAMPLES[name])
    assert answer.status_code == 200
    assert answer.json()["warnings"] == []


def test_branches_one_by_one_and_in_columns_are_the_same(client: TestClient) -> None:
    rows = [
        {"length": 100.0, "diameter": 2.0, "end_diameter": 1.0},
        {"parent": 0, "length": 50.0, "diameter": 1.0, "end": {"kind": "killed"}},
        {"parent": 0, "parent_position": 0.5, "length": 50.0, "diameter": 0.5},
    ]
    columns = {
        "parent": [None, 0, 0],
        "parent_position": [1.0, 1.0, 0.5],
        "length": [100.0, 50.0, 50.0],
        "diameter": [2.0, 1.0, 0.5],
        "end_diameter": [1.0, None, None],
        "membrane_resistance": [None, None, None],
        "end": [None, {"kind": "killed"}, None],
    }
    one, other = (client.post(URL, json={"branches": branches}) for branches in (rows, columns))
    assert one.status_code == 200
    assert one.content == other.content
    echoed = one.json()["request"]["branches"]
    assert echoed["membrane_resistance"] is None
    assert echoed["end"][1] == {"kind": "killed"}


def long_list(**last: Any) -> list[dict[str, Any]]:
    """So many branches that they are turned into columns before they are validated."""
    branches: list[dict[str, Any]] = [
        {"parent": k - 1 if k else None, "length": 1.5, "diameter": 1} for k in range(1000)
    ]
    branches[-1] |= last
    return branches


def test_a_long_list_is_read_like_a_short_one(client: TestClient) -> None:
    branches = long_list(parent_position=0.25, end={"kind": "killed"})
    columns = {
        "parent": [None, *range(999)],
        "parent_position": [1.0] * 999 + [0.25],
        "length": [1.5] * 1000,
        "diameter": [1.0] * 1000,
        "end": [None] * 999 + [{"kind": "killed"}],
    }
    one, other = (client.post(URL, json={"branches": some}) for some in (branches, columns))
    assert one.status_code == 200
    assert one.content == other.content


@pytest.mark.parametrize(
    ("last", "pointer", "code"),
    [
        ({"diameter": -1.0}, "/branches/999/diameter", "out-of-bounds"),
        ({"diameter": True}, "/branches/999/diameter", "not-a-number"),
        ({"length": None}, "/branches/999/length", "not-a-number"),
        ({"parent_position": None}, "/branches/999/parent_position", "not-a-number"),
        ({"parent": 0.0}, "/branches/999/parent", "not-an-integer"),
        ({"paren": 0}, "/branches/999/paren", "unknown-field"),
        ({"parent": 1000}, "/branches/999/parent", "invalid-value"),
    ],
)
def test_what_is_wrong_in_a_long_list_has_its_place(
    client: TestClient, last: dict[str, Any], pointer: str, code: str
) -> None:
    answer = client.post(URL, json={"branches": long_list(**last)})
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


def test_nan_in_a_long_list_is_no_null(client: TestClient) -> None:
    body = json.dumps({"branches": long_list(end_diameter=math.nan)})
    answer = client.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert [item["code"] for item in answer.json()["errors"]] == ["not-finite"]


CYLINDER = {"length": 10.0, "diameter": 1.0}


@pytest.mark.parametrize(
    ("branches", "pointer", "code"),
    [
        ([], "/branches", "too-short"),
        (3, "/branches", "branches-type"),
        ([CYLINDER | {"diameter": 0.0}], "/branches/0/diameter", "out-of-bounds"),
        ([CYLINDER | {"diameter": 1e7}], "/branches/0/diameter", "out-of-bounds"),
        ([CYLINDER | {"diametre": 1.0}], "/branches/0/diametre", "unknown-field"),
        ([{"length": 10.0}], "/branches/0/diameter", "missing"),
        ([CYLINDER | {"end": {"kind": "open"}}], "/branches/0/end", "unknown-kind"),
        ([CYLINDER, CYLINDER], "/branches/1/parent", "invalid-value"),
        ([CYLINDER, CYLINDER | {"parent": 2}], "/branches/1/parent", "invalid-value"),
        (
            [CYLINDER, CYLINDER | {"parent": 2}, CYLINDER | {"parent": 1}],
            "/branches/1/parent",
            "invalid-value",
        ),
        ({"parent": [None], "length": [1.0], "diameter": [0.0]}, "/branches/diameter/0", "out-of-bounds"),
        ({"parent": [None], "length": [1.0]}, "/branches/diameter", "missing"),
        ({"parent": [None], "length": [1.0], "diameter": []}, "/branches/diameter", "invalid-value"),
        (
            {"parent": [None, 5], "length": [1.0, 1.0], "diameter": [1.0, 1.0]},
            "/branches/parent/1",
            "invalid-value",
        ),
        (
            {"parent": [None] * 100_001, "length": [], "diameter": []},
            "/branches/parent",
            "too-long",
        ),
    ],
)
def test_what_is_no_tree_is_refused_where_it_is_wrong(
    client: TestClient, branches: Any, pointer: str, code: str
) -> None:
    answer = client.post(URL, json={"branches": branches})
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


def test_the_branches_of_a_circle_are_named(client: TestClient) -> None:
    branches = {"parent": [None, 3, 1, 2], "length": [1.0] * 4, "diameter": [1.0] * 4}
    (error,) = client.post(URL, json={"branches": branches}).json()["errors"]
    assert error["pointer"] == "/branches/parent/1"
    assert "1, 3, 2, 1" in error["detail"]


def test_a_site_off_its_branch(client: TestClient) -> None:
    (error,) = client.post(URL, json={"sites": [{"branch": 1, "position": 300.5}]}).json()["errors"]
    assert (error["pointer"], error["allowed"]) == (
        "/sites/0/position",
        "0 to 300 µm, or null for the far end",
    )


def test_ten_thousand_branches_give_a_small_answer(client: TestClient) -> None:
    count = 10_000
    branches = {
        "parent": [None, *range(count - 1)],
        "length": [10.0] * count,
        "diameter": [1.0] * count,
    }
    answer = client.post(URL, json={"branches": branches, "sites": [{"branch": count - 1}]})
    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000
    assert answer.json()["sampling"] == {
        "computed": count,
        "returned": 2000,
        "method": "the first branches",
    }
    assert [curve["name"] for curve in answer.json()["curves"][:2]] == ["branch_0", f"branch_{count - 1}"]


def test_impedances_of_too_many_branches_are_over_budget(client: TestClient) -> None:
    count = 50_000
    branches = {
        "parent": [None, *range(count - 1)],
        "length": [10.0] * count,
        "diameter": [1.0] * count,
        "end_diameter": [0.5] * count,
    }
    answer = client.post(URL, json={"branches": branches, "frequencies": [float(f) for f in range(1000)]})
    assert answer.status_code == 422
    assert [item["code"] for item in answer.json()["errors"]] == ["over-budget-time"]
