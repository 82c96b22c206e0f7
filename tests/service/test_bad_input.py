"""Every bad input gets a 4xx problem that names the field, and leaves the service well."""

import time
from typing import Any

import httpx2
import pytest

URL = "/v1/equilibrium/nernst"
ION = b'{"ions": [{"inside": 1, "outside": 2, %s}]}'


def post(server: httpx2.Client, body: bytes, **headers: str) -> httpx2.Response:
    given = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return server.post(URL, content=body, headers=given)


def problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(answer.content) < 10_000
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["request_id"] == answer.headers["X-Request-ID"]
    assert answer.request.url.path.startswith(found["instance"].rstrip("…"))
    return found


UNREADABLE = {
    "a lone surrogate": ION % rb'"name": "\ud800"',
    "a lone surrogate as a name": rb'{"\ud800": 1}',
    "an integer of 5000 digits": b'{"temperature": ' + b"9" * 5000 + b"}",
    "an integer of 5000 digits for an integer": ION % (b'"valence": ' + b"9" * 5000),
    "lists 100,000 deep": b"[" * 100_000,
    "objects 10,000 deep": b'{"a":' * 10_000,
    "lists 20,000 deep": b"[" * 20_000 + b"]" * 20_000,
    "invalid UTF-8": b'{"\xff": 1}',
    "an overlong UTF-8 sequence": b'{"\xc0\x80": 1}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"temperature": 10}'.encode("utf-16"),
    "half an object": b'{"temperature": 1',
    "two objects": b"{}{}",
    "a comment": b"{} // why",
    "a trailing comma": b'{"temperature": 1,}',
    "only spaces": b"   ",
    "a null character": b"\x00",
    "single quotes": b"{'temperature': 1}",
    "a hexadecimal number": b'{"temperature": 0x10}',
    "a form": b"temperature=10",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_json_is_unreadable(server: httpx2.Client, body: bytes) -> None:
    assert problem(post(server, body), 400)["type"] == "/problems/unreadable-body"


def test_objects_100_000_deep_are_counted_before_they_are_read(server: httpx2.Client) -> None:
    found = problem(post(server, b'{"a":' * 100_000), 422)
    assert [item["code"] for item in found["errors"]] == ["too-many-fields"]


def test_an_integer_too_long_to_read_is_found_by_its_field(server: httpx2.Client) -> None:
    found = problem(post(server, UNREADABLE["an integer of 5000 digits"]), 400)
    assert found["detail"].endswith("after the field 'temperature'.")


INVALID = {
    "NaN": (b'{"temperature": NaN}', "/temperature", "not-finite"),
    "Infinity": (b'{"temperature": Infinity}', "/temperature", "not-finite"),
    "-Infinity": (b'{"temperature": -Infinity}', "/temperature", "not-finite"),
    "1e999": (b'{"temperature": 1e999}', "/temperature", "not-finite"),
    "400 digits": (b'{"temperature": ' + b"9" * 400 + b"}", "/temperature", "not-finite"),
    "4000 digits": (b'{"temperature": ' + b"9" * 4000 + b"}", "/temperature", "not-finite"),
    "4000 digits for an integer": (ION % (b'"valence": ' + b"9" * 4000), "/ions/0/valence", "out-of-bounds"),
    "2**63 for an integer": (ION % b'"valence": 9223372036854775808', "/ions/0/valence", "out-of-bounds"),
    "true": (b'{"temperature": true}', "/temperature", "not-a-number"),
    "true for an integer": (ION % b'"valence": true', "/ions/0/valence", "not-an-integer"),
    "1.0 for an integer": (ION % b'"valence": 1.0', "/ions/0/valence", "not-an-integer"),
    "a number as text": (b'{"temperature": "10"}', "/temperature", "not-a-number"),
    "an integer as text": (ION % b'"valence": "1"', "/ions/0/valence", "not-an-integer"),
    "a number for a text": (ION % b'"name": 1', "/ions/0/name", "not-a-text"),
    "null": (b'{"temperature": null}', "/temperature", "not-a-number"),
    "a list for a number": (b'{"temperature": [1]}', "/temperature", "not-a-number"),
    "an object for a number": (b'{"temperature": {}}', "/temperature", "not-a-number"),
    "an object for a list": (b'{"ions": {}}', "/ions", "not-a-list"),
    "a text for a list": (b'{"ions": "K"}', "/ions", "not-a-list"),
    "a list for an object": (b'{"ions": [[]]}', "/ions/0", "not-an-object"),
    "an empty list": (b'{"ions": []}', "/ions", "too-short"),
    "a list as body": (b"[]", "", "not-an-object"),
    "a number as body": (b"1", "", "not-an-object"),
    "null as body": (b"null", "", "not-an-object"),
    "zero concentration": (b'{"ions": [{"inside": 0, "outside": 1}]}', "/ions/0/inside", "out-of-bounds"),
    "negative concentration": (
        b'{"ions": [{"inside": 1, "outside": -1}]}',
        "/ions/0/outside",
        "out-of-bounds",
    ),
    "next to nothing": (b'{"ions": [{"inside": 5e-324, "outside": 1}]}', "/ions/0/inside", "out-of-bounds"),
    "valence 0": (ION % b'"valence": 0', "/ions/0/valence", "invalid-value"),
    "below absolute zero": (b'{"temperature": -273.16}', "/temperature", "out-of-bounds"),
    "a missing field": (b'{"ions": [{"inside": 1}]}', "/ions/0/outside", "missing"),
    "an unknown field": (b'{"temprature": 10}', "/temprature", "unknown-field"),
    "an empty name": (b'{"": 10}', "/", "unknown-field"),
    "a name to escape": (b'{"a/b~c": 10}', "/a~1b~0c", "unknown-field"),
    "__proto__": (b'{"__proto__": {}}', "/__proto__", "unknown-field"),
    "a name of Pydantic's": (b'{"model_fields": {}}', "/model_fields", "unknown-field"),
    "a field twice": (b'{"temperature": 10, "temperature": 20}', "/temperature", "repeated-field"),
    "a field twice, inside": (ION % b'"valence": 1, "valence": 2', "/ions/0/valence", "repeated-field"),
    "a long text": (ION % (b'"name": "' + b"x" * 1_000_000 + b'"'), "/ions/0/name", "string-too-long"),
    "a text of emoji": (
        ION % (b'"name": "' + "🧠".encode() * 1000 + b'"'),
        "/ions/0/name",
        "string-too-long",
    ),
}


@pytest.mark.parametrize(("body", "pointer", "code"), INVALID.values(), ids=INVALID.keys())
def test_what_is_wrong_is_named(server: httpx2.Client, body: bytes, pointer: str, code: str) -> None:
    errors = problem(post(server, body), 422)["errors"]
    assert [(item["pointer"], item["code"]) for item in errors] == [(pointer, code)]
    assert all(len(item.get("received", "")) <= 80 for item in errors)


def test_an_unknown_field_gets_the_nearest_known_one(server: httpx2.Client) -> None:
    (item,) = problem(post(server, b'{"temprature": 10}'), 422)["errors"]
    assert item["hint"] == "did you mean 'temperature'?"


def test_many_mistakes_are_listed_together_and_no_more_than_twenty(server: httpx2.Client) -> None:
    body = b"{" + b",".join(b'"k%d": 1' % index for index in range(30)) + b', "temperature": "x"}'
    found = problem(post(server, body), 422)
    assert len(found["errors"]) == 20
    assert "11 more not listed" in found["detail"]


def test_long_names_are_cut(server: httpx2.Client) -> None:
    body = b"{" + b",".join(b'"' + bytes([97 + index]) * 200_000 + b'": 1' for index in range(20)) + b"}"
    found = problem(post(server, body), 422)
    assert all(len(item["pointer"]) <= 81 for item in found["errors"])


HUGE = {
    "300,000 wrong items": (b'{"ions": [' + b",".join([b'"x"'] * 300_000) + b"]}", "/ions/0"),
    "300,000 wrong items for a number": (
        b'{"temperature": [' + b",".join([b"1.5"] * 300_000) + b"]}",
        "/temperature",
    ),
    "300,000 wrong objects": (b'{"ions": [' + b",".join([b"{}"] * 300_000) + b"]}", ""),
    "300,000 unknown fields": (b"{" + b",".join(b'"k%d":1' % i for i in range(300_000)) + b"}", ""),
    "30,000 unknown fields": (b"{" + b",".join(b'"k%d":1' % i for i in range(30_000)) + b"}", ""),
    "1,900 unknown fields": (b"{" + b",".join(b'"k%d":1' % i for i in range(1900)) + b"}", "/k0"),
    "30,000 unknown fields inside": (
        b'{"ions": [{"inside": 1, "outside": 2,' + b",".join(b'"k%d":1' % i for i in range(30_000)) + b"}]}",
        "/ions/0",
    ),
    "1,000,000 empty lists": (b'{"ions": [' + b",".join([b"[]"] * 1_000_000) + b"]}", ""),
    "a text of 4 MB": (ION % (b'"name": "' + b"x" * 4_000_000 + b'"'), "/ions/0/name"),
    "a text of 4 MB of quotes": (ION % (b'"name": "' + rb"\"" * 2_000_000 + b'"'), "/ions/0/name"),
    "a field's name of 4 MB": (b'{"' + b"x" * 4_000_000 + b'": 1}', "/" + 79 * "x" + "…"),
}


@pytest.mark.parametrize(("body", "pointer"), HUGE.values(), ids=HUGE.keys())
def test_huge_mistakes_are_answered_soon_and_shortly(
    server: httpx2.Client, body: bytes, pointer: str
) -> None:
    assert problem(post(server, body), 422)["errors"][0]["pointer"] == pointer
    assert min(processor_time(server, body) for _ in range(3)) < 0.1


def processor_time(server: httpx2.Client, body: bytes) -> float:
    """Time of client and server together [s], whatever else the machine does."""
    began = time.process_time()
    post(server, body)
    return time.process_time() - began


def test_no_body_and_an_empty_object_are_the_textbook_case(server: httpx2.Client) -> None:
    assert server.post(URL).status_code == 200
    assert post(server, b"{}").json() == server.post(URL).json()
    assert post(server, b" \r\n\t{ } ").status_code == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("application/vnd.rheobase+json", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json/x", 415),
        (";", 415),
        ("x" * 5000, 415),
        ("", 415),
    ],
)
def test_the_content_type_is_json(server: httpx2.Client, content_type: str, status: int) -> None:
    answer = post(server, b"{}", Content_Type=content_type)
    assert answer.status_code == status
    if status != 200:
        problem(answer, status)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip", "x" * 5000])
def test_a_compressed_body_is_refused(server: httpx2.Client, encoding: str) -> None:
    problem(post(server, b"\x1f\x8b\x08\x00", Content_Encoding=encoding), 415)


@pytest.mark.parametrize("query", ["format=xml", "format=", "format=JSON", "format=" + "x" * 5000])
def test_an_unknown_format_is_refused(server: httpx2.Client, query: str) -> None:
    assert "text/csv (?format=csv)" in problem(server.post(f"{URL}?{query}"), 406)["detail"]


@pytest.mark.parametrize(
    "query", ["precision=", "precision=half", "fromat=csv", "a[]=1", "%00=%FF", "x" * 9000]
)
def test_unknown_query_parameters_are_refused(server: httpx2.Client, query: str) -> None:
    problem(server.post(f"{URL}?{query}"), 422)


def test_a_misspelt_query_parameter_gets_the_nearest_known_one(server: httpx2.Client) -> None:
    (item,) = problem(server.post(f"{URL}?fromat=csv"), 422)["errors"]
    assert item["hint"] == "did you mean 'format'?"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/v1/equilibrium/nernst/",
        "/v1//equilibrium/nernst",
        "/%00",
        "/assets/%00",
        "/assets/..%2f..%2fapp.py",
        "/assets/../app.py",
        "/assets/" + "x" * 5000,
        "/" + "x" * 20_000,
        "/%ff%fe",
        "/problems/" + "%F0%9F%A7%A0" * 500,
        "/problems/%0d%0aSet-Cookie:x",
        "/docs/",
    ],
)
def test_a_path_to_nowhere_is_not_found(server: httpx2.Client, path: str) -> None:
    problem(server.get(path), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_refused_with_those_allowed(server: httpx2.Client, method: str) -> None:
    answer = server.request(method, URL)
    problem(answer, 405)
    assert answer.headers["Allow"] == "POST"


def test_the_method_of_a_long_path_is_refused_shortly(server: httpx2.Client) -> None:
    problem(server.post("/problems/" + "x" * 20_000), 405)


def test_head_is_get_without_the_body(server: httpx2.Client) -> None:
    answer = server.head("/livez")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == server.get("/livez").headers["Content-Length"]
    assert server.head(URL).status_code == 405


@pytest.mark.parametrize("host", ["[::", "", "a b", "x" * 3000, "evil.example\\@"])
def test_a_garbled_host_changes_nothing(server: httpx2.Client, host: str) -> None:
    assert server.post(URL, headers={"Host": host}).status_code == 200
    problem(server.get("/nothing", headers={"Host": host}), 404)


@pytest.mark.parametrize("identifier", ["a b", "x" * 65, "<script>", "é", '"', "a\tb"])
def test_a_harmful_request_id_is_replaced(server: httpx2.Client, identifier: str) -> None:
    answer = server.get("/livez", headers={b"X-Request-ID": identifier.encode()})
    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_harmless_request_id_is_kept(server: httpx2.Client) -> None:
    assert server.get("/livez", headers={"X-Request-ID": "run-7.b"}).headers["X-Request-ID"] == "run-7.b"
