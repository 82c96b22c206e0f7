"""Where computations run, and when they stop: over real sockets."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from structlog.contextvars import merge_contextvars
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from service.settings import Settings
from tests.service.workbench import URL, eventually, ledger, make_app, served

LONG = {"seconds": 30.0, "predicted": 1.0}


def send(port: int, body: dict[str, Any]) -> socket.socket:
    """A request whose answer nobody has read yet."""
    content = json.dumps(body).encode()
    head = (
        f"POST {URL} HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    made = socket.create_connection(("127.0.0.1", port))
    made.sendall("\r\n".join([*head, "", ""]).encode() + content)
    return made


@pytest.fixture(autouse=True)
def idle() -> Iterator[None]:
    """No test leaves a computation behind."""
    yield
    assert eventually(lambda: ledger.running == 0)


@pytest.mark.parametrize("leave", [socket.socket.close, lambda made: made.shutdown(socket.SHUT_RDWR)])
@pytest.mark.parametrize("predicted", [0.0, 1.0])
def test_a_computation_stops_when_its_client_goes_away(
    port: int, leave: Callable[[socket.socket], object], predicted: float
) -> None:
    begun = ledger.begun
    made = send(port, LONG | {"predicted": predicted})
    assert eventually(lambda: ledger.begun == begun + 1)
    left = time.monotonic()
    leave(made)
    assert eventually(lambda: ledger.running == 0)
    assert time.monotonic() - left < 1.0
    made.close()


def test_a_client_that_goes_away_is_counted_but_logged_without_a_traceback(
    port: int, server: httpx2.Client, caplog: pytest.LogCaptureFixture
) -> None:
    begun = ledger.begun
    with capture_logs() as log:
        made = send(port, LONG)
        assert eventually(lambda: ledger.begun == begun + 1)
        made.close()
        assert eventually(lambda: log)
    assert [(entry["event"], entry["status"]) for entry in log] == [("request", 499)]
    assert not caplog.records
    assert 'operation="bench_work",status="499"' in server.get("/metrics").text


def test_a_waiting_computation_whose_client_went_away_never_begins(port: int) -> None:
    begun = ledger.begun
    running = [send(port, LONG) for _ in range(2)]
    assert eventually(lambda: ledger.begun == begun + 2)
    waiting = send(port, LONG)
    time.sleep(0.05)
    waiting.close()
    time.sleep(0.05)
    for made in running:
        made.close()
    assert eventually(lambda: ledger.running == 0)
    assert ledger.begun == begun + 2


def test_the_worker_of_a_client_that_went_away_is_free_again(port: int, server: httpx2.Client) -> None:
    begun = ledger.begun
    gone = [send(port, LONG) for _ in range(2)]
    assert eventually(lambda: ledger.begun == begun + 2)
    for made in gone:
        made.close()
    answer = server.post(URL, json={"seconds": 0.01, "predicted": 1.0})
    assert answer.status_code == 200


def test_past_the_deadline_the_answer_is_504_and_the_computation_stops(server: httpx2.Client) -> None:
    began = time.monotonic()
    answer = server.post(URL, json=LONG)
    assert (answer.status_code, answer.json()["type"]) == (504, "/problems/deadline")
    assert 1.9 < time.monotonic() - began < 3.0
    assert eventually(lambda: ledger.running == 0, 1.0)


def test_past_the_queue_the_answer_is_503_with_retry_after(port: int, server: httpx2.Client) -> None:
    begun = ledger.begun
    occupied = [send(port, LONG) for _ in range(3)]  # two run, one waits
    assert eventually(lambda: ledger.begun == begun + 2)
    time.sleep(0.05)
    answer = server.post(URL, json=LONG)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/overloaded")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert server.post(URL, json={}).status_code == 200, "a quick one does not wait behind them"
    for made in occupied:
        made.close()


FAILURES = {
    "divergence": (422, "divergence", "the voltage blew up at t = 1.5 ms (V = 1e9 mV). Lower it."),
    "convergence": (422, "no-convergence", "no root within 50 steps Start nearer."),
    "problem": (422, "over-budget", "Too much after all."),
    "cost": (422, "invalid-parameters", "cannot be predicted"),
    "memory": (503, "out-of-memory", "The computation ran out of memory."),
    "fault": (500, "internal", "Something failed inside the service; it has been logged."),
    "recursion": (500, "internal", "Something failed inside the service; it has been logged."),
    "nan": (500, "internal", "Something failed inside the service; it has been logged."),
}


@pytest.mark.parametrize(("failure", "expected"), FAILURES.items(), ids=FAILURES.keys())
def test_every_failure_is_a_problem(
    server: httpx2.Client, failure: str, expected: tuple[int, str, str]
) -> None:
    with capture_logs(processors=[merge_contextvars, format_exc_info]) as log:
        answer = server.post(URL, json={"failure": failure}, headers={"Accept": "text/csv"})
        assert eventually(lambda: log and log[-1]["event"] == "request")
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["type"], problem["detail"]) == (
        expected[0],
        f"/problems/{expected[1]}",
        expected[2],
    )
    assert "secret" not in answer.text
    assert {entry["request_id"] for entry in log} == {problem["request_id"]}
    faults = [entry for entry in log if "Traceback" in entry.get("exception", "")]
    assert len(faults) == (answer.status_code >= 500), "a fault of ours is logged with its traceback"
    assert server.post(URL, json={}).status_code == 200


def test_a_server_told_to_stop_lets_computations_end() -> None:
    with ThreadPoolExecutor(1) as clients:
        with served(make_app(Settings(workers=1))) as port:
            begun = ledger.begun
            later = clients.submit(
                httpx2.post, f"http://127.0.0.1:{port}{URL}", json={"seconds": 0.5, "predicted": 1.0}
            )
            assert eventually(lambda: ledger.begun == begun + 1)
        assert later.result().status_code == 200


def test_a_server_that_cannot_wait_answers_503_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with ThreadPoolExecutor(1) as clients:
        with served(make_app(Settings(workers=1)), shutdown_seconds=0) as port:
            begun = ledger.begun
            later = clients.submit(httpx2.post, f"http://127.0.0.1:{port}{URL}", json=LONG)
            assert eventually(lambda: ledger.begun == begun + 1)
        answer = later.result()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/stopping")
    assert eventually(lambda: set(threading.enumerate()) <= before)
