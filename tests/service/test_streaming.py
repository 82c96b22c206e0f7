"""Answers that are sent while they are computed: over real sockets."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from service import streaming
from tests.service.workbench import URL, eventually, ledger, make_app

NDJSON = {"Accept": "application/x-ndjson"}
LONG = {"finds": 3, "seconds": 30.0, "predicted": 1.0}
POINTS = [
    {"record": "point", "name": "hopf", "values": {"number": number, "none": None, "text": ""}}
    for number in range(3)
]


@pytest.fixture(autouse=True)
def idle() -> Iterator[None]:
    """No test leaves a computation behind."""
    yield
    ledger.released.clear()
    assert eventually(lambda: ledger.running == 0)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent before the computation has ended."""
    monkeypatch.setattr(streaming, "FLUSH_SECONDS", 10.0)


def records(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def released_after_the_first_lines(
    server: httpx2.Client, body: dict[str, Any]
) -> tuple[httpx2.Response, list[Any]]:
    """The answer of a computation that goes on when what it found has arrived, and its records."""
    with server.stream("POST", URL, json=LONG | body, headers=NDJSON) as answer:
        lines = answer.iter_lines()
        first = [next(lines) for _ in range(3)]
        ledger.released.set()
        return answer, [json.loads(line) for line in (*first, *lines)]


def ask(port: int, body: dict[str, Any], version: str = "1.1") -> socket.socket:
    """A request whose answer nobody has read yet, from a client that takes little at a time."""
    content = json.dumps(body).encode()
    head = f"POST {URL} HTTP/{version}\r\nHost: x\r\nAccept: {NDJSON['Accept']}\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", port))
    made.sendall(head.encode() + content)
    return made


@pytest.mark.parametrize("predicted", [0.0, 1.0])
def test_lines_arrive_before_the_computation_ends_which_stops_when_the_client_goes(
    server: httpx2.Client, predicted: float
) -> None:
    body = LONG | {"predicted": predicted}
    with server.stream("POST", URL, json=body, headers=NDJSON) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == NDJSON["Accept"]
        assert "Content-Length" not in answer.headers
        assert answer.headers["X-Request-ID"]
        lines = answer.iter_lines()
        assert [json.loads(next(lines)) for _ in range(3)] == POINTS
        assert ledger.running == 1
    left = time.monotonic()
    assert eventually(lambda: ledger.running == 0)
    assert time.monotonic() - left < 1.0


def test_after_what_was_found_the_result_is_as_without(server: httpx2.Client) -> None:
    answer, found = released_after_the_first_lines(server, {"rows": 1500})
    assert "Content-Length" not in answer.headers
    assert found[:3] == POINTS
    whole = server.post(URL, json=LONG | {"rows": 1500}).json()
    header, *rows, end = found[3:]
    assert (header["record"], header["provenance"]) == ("header", whole["provenance"])
    assert [row["time"] for row in rows] == whole["time"]["values"]
    assert (end["record"], end["numerics"]) == ("end", whole["numerics"])


@pytest.mark.usefixtures("patient")
def test_what_is_there_before_the_first_line_left_is_sent_in_one(server: httpx2.Client) -> None:
    answer = server.post(URL, json={"finds": 3}, headers=NDJSON)
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "Accept" in answer.headers["Vary"]
    assert records(answer.text)[:3] == POINTS


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("failure", "status"), [("convergence", 422), ("fault", 500), ("nan-found", 500)])
def test_before_the_first_line_left_a_failure_has_its_status(
    server: httpx2.Client, failure: str, status: int
) -> None:
    answer = server.post(URL, json={"finds": 3, "failure": failure}, headers=NDJSON)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize(
    ("failure", "slug"),
    [
        ("convergence", "no-convergence"),
        ("fault", "internal"),
        ("nan-found", "internal"),
        ("memory", "out-of-memory"),
    ],
)
def test_after_the_first_line_a_failure_is_the_last_line(
    server: httpx2.Client, caplog: pytest.LogCaptureFixture, failure: str, slug: str
) -> None:
    with capture_logs(processors=[merge_contextvars]) as log:
        answer, (*found, problem) = released_after_the_first_lines(server, {"failure": failure})
        own = answer.headers["X-Request-ID"]
        assert eventually(lambda: any(one["event"] == "request" and one["request_id"] == own for one in log))
    assert (answer.status_code, found) == (200, POINTS)
    assert (problem.pop("record"), problem["type"]) == ("problem", f"/problems/{slug}")
    assert set(problem) == {"type", "title", "status", "detail", "instance", "request_id", "errors"}
    assert problem["request_id"] == own
    assert "secret" not in str(problem)
    faults = [one for one in log if one["log_level"] == "error" and one.get("request_id") == own]
    assert len(faults) == (slug != "no-convergence"), "a fault of ours is logged"
    assert not caplog.records
    assert server.post(URL, json={}).status_code == 200, "the connection is still good"


def test_past_the_deadline_the_last_line_says_so(server: httpx2.Client) -> None:
    *found, problem = records(server.post(URL, json=LONG, headers=NDJSON).text)
    assert (found, problem["record"], problem["status"]) == (POINTS, "problem", 504)
    assert eventually(lambda: ledger.running == 0, 1.0)


def test_a_slow_reader_holds_no_worker_and_is_told_what_it_missed(port: int) -> None:
    begun, finds = ledger.begun, 2500
    made = ask(port, {"finds": finds, "padding": 10_000, "seconds": 0.1, "predicted": 1.0})
    # 25 MB, more than all buffers on the way hold, of which nobody reads a byte.
    assert eventually(lambda: ledger.begun == begun + 1)
    assert eventually(lambda: ledger.running == 0)
    with made, made.makefile("rb") as file:
        lines = [line for line in file if line.startswith(b'{"record"')]
    found = [json.loads(line) for line in lines]
    kinds = [record["record"] for record in found]
    assert kinds[-5:] == ["header", "row", "row", "row", "end"]
    missed = sum(record["lines"] for record in found if record["record"] == "skipped")
    assert missed > 0
    assert kinds.count("point") + missed == finds


def test_a_client_that_leaves_with_much_unread_frees_its_worker(port: int) -> None:
    begun = ledger.begun
    made = ask(port, LONG | {"finds": 2500, "padding": 10_000})
    assert eventually(lambda: ledger.begun == begun + 1)
    time.sleep(0.1)
    assert ledger.running == 1
    made.close()
    assert eventually(lambda: ledger.running == 0, 1.0)


def test_a_client_that_knows_no_chunks_gets_the_answer_whole(port: int) -> None:
    with ask(port, {"finds": 3, "seconds": 0.1}, "1.0") as made, made.makefile("rb") as file:
        head, body = file.read().split(b"\r\n\r\n", 1)
    assert b"chunked" not in head.lower()
    assert [record["record"] for record in records(body.decode())] == ["header", "row", "row", "row", "end"]


@pytest.mark.parametrize("wanted", ["json", "csv"])
def test_other_formats_are_sent_when_they_are_complete(server: httpx2.Client, wanted: str) -> None:
    found = server.post(f"{URL}?format={wanted}", json={"finds": 3, "seconds": 0.05})
    plain = server.post(f"{URL}?format={wanted}", json={"seconds": 0.05})
    assert int(found.headers["Content-Length"]) == len(found.content)
    assert "hopf" not in found.text
    assert len(found.text.splitlines()) == len(plain.text.splitlines())


def test_refusals_are_as_before(server: httpx2.Client) -> None:
    wrong = server.post(URL, json={"finds": -1}, headers=NDJSON)
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (422, "application/problem+json")
    assert server.post(URL, json=LONG, headers={"Accept": "image/png"}).status_code == 406
    assert server.head(URL, headers=NDJSON).status_code == 405


def test_a_server_that_cannot_wait_says_so_in_the_last_line() -> None:
    body = json.dumps(LONG).encode()
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    inbox.put_nowait({"type": "http.request", "body": body})
    sent: list[Any] = []
    stopped: list[bool] = []
    begun = asyncio.Event()
    headers = [(b"accept", NDJSON["Accept"].encode()), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": URL,
        "query_string": b"",
        "headers": headers,
    }

    async def send(message: Any) -> None:
        sent.append(message)
        if "body" in message:
            begun.set()

    async def serve() -> None:
        app = make_app()
        serving = asyncio.ensure_future(app(scope, inbox.get, send))
        await begun.wait()
        serving.cancel()  # as uvicorn does when its patience is over
        await serving
        stopped.append(await asyncio.to_thread(eventually, lambda: ledger.running == 0))
        app.state.execution.close()

    asyncio.run(serve())
    *found, problem = records(b"".join(message["body"] for message in sent[1:]).decode())
    assert (found, problem["type"]) == (POINTS, "/problems/stopping")
    assert [message["more_body"] for message in sent[-2:]] == [True, False]
    assert stopped == [True]


def test_a_bifurcation_tells_what_its_result_has_again(client: TestClient) -> None:
    url = "/v1/morris-lecar/bifurcation?precision=full"
    told = records(client.post(f"{url}&format=ndjson", json={}).text)
    report = client.post(url, json={}).json()["report"]
    special = {
        (one["kind"], one["value"])
        for one in (*report["special_points"], *report["cycles"]["special_cycles"])
    }
    rows = [record for record in told if record["record"] == "row"]
    header = [record["record"] for record in told].index("header")
    assert {record["record"] for record in told[:header]} >= {"point", "step"}
    for record in told[:header]:
        values = record["values"]
        if record["record"] == "point":
            assert (record["name"], values["current"]) in special
        if record["record"] == "step":
            assert any(row["current"] == values["current"] for row in rows)
