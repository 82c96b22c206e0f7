"""Formats of an answer: how they are agreed upon and what is in them."""

import csv
import io
import json
import math

import httpx2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.result import Variable
from service.encoding import FORMATS, negotiate
from service.encoding.plain import NonFiniteError, plain, rounded
from service.problems import ProblemError
from tests.service.workbench import URL

AGREED = [
    ([], "json"),
    ([""], "json"),
    (["*/*"], "json"),
    (["application/json"], "json"),
    (["text/csv"], "csv"),
    (["application/x-ndjson"], "ndjson"),
    (["text/*"], "csv"),
    (["application/*"], "json"),
    (["text/csv, application/json"], "json"),
    (["text/csv;q=0.9, application/json;q=0.8"], "csv"),
    (["text/csv;q=0.9", "application/json"], "json"),
    (["text/html, */*;q=0.1"], "json"),
    (["application/json;q=0, */*"], "ndjson"),
    (["application/*;q=0, */*"], "csv"),
    (["TEXT/CSV ; Q=1.0"], "csv"),
    (["text/csv;header=present"], "csv"),
    (["application/json;q=nonsense, text/csv;q=0.1"], "csv"),
    (["application/json;q=nan, text/csv;q=0.1"], "csv"),
    (["application/json;q=-5, text/csv;q=0.1"], "csv"),
    ([",,,"], "json"),
]


@pytest.mark.parametrize(("accept", "name"), AGREED)
def test_the_best_format_is_chosen(accept: list[str], name: str) -> None:
    assert negotiate(accept, None).name == name


@pytest.mark.parametrize(
    "accept",
    ["text/html", "*/*;q=0", "image/*", "application/problem+json", "json", ";", "/", "x" * 10_000],
)
def test_what_there_is_not_is_refused_with_what_there_is(server: httpx2.Client, accept: str) -> None:
    answer = server.post(URL, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(entry.media_type in answer.json()["detail"] for entry in FORMATS.values())
    assert len(answer.content) < 1000


def test_the_query_wins_over_the_header() -> None:
    assert negotiate(["application/json"], "csv").name == "csv"
    with pytest.raises(ProblemError):
        negotiate(["application/json"], "xml")


@pytest.mark.parametrize("rows", [0, 1, 2, 999, 1000, 1001, 20_001])
def test_all_formats_say_the_same(server: httpx2.Client, rows: int) -> None:
    request = {"rows": rows, "columns": 2, "curve_rows": rows}
    whole = server.post(URL, json=request)
    assert "Accept" in whole.headers["Vary"]
    assert int(whole.headers["Content-Length"]) == len(whole.content)
    answer = whole.json()
    table = [answer["time"]["values"], *(series["values"] for series in answer["series"])]
    assert [len(column) for column in table] == [rows] * 3

    lines = [json.loads(line) for line in server.post(f"{URL}?format=ndjson", json=request).text.splitlines()]
    header, *records, end = lines
    assert header["request"] == answer["request"]
    assert end["numerics"] == answer["numerics"]
    main = [record for record in records if record["table"] == "main"]
    assert [record["series_1"] for record in main] == table[2]
    assert len(records) == 2 * rows

    sheet = list(csv.reader(io.StringIO(server.post(f"{URL}?format=csv", json=request).text)))
    assert sheet[0] == ["time [ms]", "series_0 [mV]", "series_1 [mV]"]
    assert [float(row[2]) for row in sheet[1:]] == table[2]


def test_full_precision_is_every_digit(server: httpx2.Client) -> None:
    exact = math.sin(1.0)
    values = server.post(f"{URL}?precision=full", json={}).json()["series"][0]["values"]
    assert values[1] == exact
    short = server.post(URL, json={}).json()["series"][0]["values"]
    assert short[1] == round(exact, 7)


def variable(values: list[float], resolution: float | None = None) -> Variable:
    return Variable("x", "x", "1", np.array(values), resolution)


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False)),
    st.none() | st.floats(1e-300, 1e300),
)
def test_rounding_stays_below_the_estimated_error(values: list[float], resolution: float | None) -> None:
    given_values = np.array(values)
    found = rounded(variable(values, resolution), full=False)
    allowed = np.maximum(5.1e-15 * np.abs(given_values), 0.0)
    if resolution is not None:
        allowed = np.maximum(allowed, 0.05 * resolution)
    assert np.isfinite(found).all()
    assert (np.abs(found - given_values) <= allowed).all()


def test_rounding_leaves_short_decimals() -> None:
    times = rounded(variable([index * 0.1 for index in range(1000)]), full=False)
    assert max(len(repr(value)) for value in times.tolist()) <= 4
    assert (
        json.dumps(rounded(variable([-0.0, 1e-300, 5e300]), full=False).tolist()) == "[0.0, 1e-300, 5e+300]"
    )
    assert rounded(variable([12345.678], 10.0), full=False).tolist() == [12346.0]


def test_numbers_that_are_not_finite_do_not_leave() -> None:
    with pytest.raises(NonFiniteError):
        rounded(variable([1.0, math.inf]), full=True)
    with pytest.raises(NonFiniteError):
        plain({"a": [math.nan]})
    assert plain((1, 2**70, np.float64(1.5), np.int64(3), np.array([1.0]))) == [1, 2.0**70, 1.5, 3, [1.0]]
