"""Limits of a request body, over real sockets."""

import socket
import time
from collections.abc import Iterator

import httpx2
import pytest

from service.settings import Settings
from tests.service.workbench import URL, make_app, served

LIMIT = 100_000
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def small() -> Iterator[int]:
    """Port of a server with a small limit and a short deadline."""
    with served(make_app(Settings(body_bytes=LIMIT, deadline_seconds=0.5))) as number:
        yield number


def padded(size: int) -> bytes:
    return b'{"rows":' + b" " * (size - 10) + b"3}"


def test_a_body_at_the_limit_is_read(small: int) -> None:
    answer = httpx2.post(f"http://127.0.0.1:{small}{URL}", content=padded(LIMIT), headers=JSON)
    assert answer.status_code == 200


@pytest.mark.parametrize("size", [LIMIT + 1, 3 * LIMIT, 30 * LIMIT])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_past_the_limit_is_refused(small: int, size: int, *, chunked: bool) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (padded(size)[start : start + 50_000] for start in range(0, size, 50_000))

    content = pieces() if chunked else padded(size)
    answer = httpx2.post(f"http://127.0.0.1:{small}{URL}", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")
    assert answer.headers["Connection"] == "close"
    assert "100,000 bytes" in answer.json()["detail"]


def raw(port: int, text: bytes) -> bytes:
    """What a server answers to these bytes until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5.0) as made:
        made.sendall(text)
        received = b""
        while piece := made.recv(65_536):
            received += piece
    return received


HEAD = b"POST " + URL.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def test_a_client_that_waits_to_be_told_is_refused_before_it_sends(small: int) -> None:
    answer = raw(small, HEAD + b"Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_length_that_nobody_will_send_is_refused(small: int) -> None:
    began = time.monotonic()
    answer = raw(small, HEAD + b"Content-Length: 999999999999999999\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"9" * 400, b"1, 2", b"0x10"])
def test_a_garbled_length_is_no_request(small: int, length: bytes) -> None:
    assert raw(small, HEAD + b"Content-Length: " + length + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_body_that_does_not_come_is_given_up(small: int) -> None:
    answer = raw(small, HEAD + b'Content-Length: 50\r\n\r\n{"rows"')
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/slow-body" in answer


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET",
        b"GET / HTTP/9.9",
        b"G\x00T / HTTP/1.1",
        b"GET http://[:: HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"\x16\x03\x01",
    ],
)
def test_what_is_no_http_is_answered_or_cut_off(small: int, request_line: bytes) -> None:
    answer = raw(small, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 "))


def test_a_client_that_leaves_half_way_leaves_the_service_well(small: int) -> None:
    with socket.create_connection(("127.0.0.1", small)) as made:
        made.sendall(HEAD + b"Content-Length: 50\r\n\r\n{")
    assert httpx2.post(f"http://127.0.0.1:{small}{URL}").status_code == 200


def test_a_connection_is_used_again_after_an_error(server: httpx2.Client) -> None:
    for body in (b"{", b'{"rows": 2}', b"[]", b"{}"):
        assert server.post(URL, content=body, headers=JSON).status_code in (200, 400, 422)


def test_a_form_is_told_what_to_send(server: httpx2.Client) -> None:
    # What `curl -d '{}'` sends.
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = server.post("/v1/equilibrium/nernst", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert "send Content-Type: application/json" in answer.json()["detail"]
