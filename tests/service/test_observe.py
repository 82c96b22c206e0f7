"""What every answer carries, and where the service may be called from."""

import httpx2
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.workbench import served

URL = "/v1/equilibrium/nernst"
ORIGIN = {"Origin": "https://example.org"}


@pytest.mark.parametrize("path", ["/livez", "/docs", "/assets/docs.js", "/nothing", "/openapi.json"])
def test_every_answer_is_marked_and_guarded(server: httpx2.Client, path: str) -> None:
    headers = server.get(path).headers
    assert len(headers["X-Request-ID"]) == 32
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "Server" not in headers


def test_a_page_elsewhere_may_call(server: httpx2.Client) -> None:
    preflight = server.options(
        URL,
        headers=ORIGIN
        | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    answer = server.post(URL, headers=ORIGIN)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]


def test_a_page_elsewhere_sees_errors_too(server: httpx2.Client) -> None:
    for answer in (
        server.post(URL, content=b"{", headers=ORIGIN | {"Content-Type": "application/json"}),
        server.post("/v1/bench/work", json={"failure": "fault"}, headers=ORIGIN),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_the_origins_that_are_set_may_call() -> None:
    with TestClient(create_app(Settings(cors_origins=("https://good.example",)))) as client:
        assert "Access-Control-Allow-Origin" not in client.post(URL, headers=ORIGIN).headers
        answer = client.post(URL, headers={"Origin": "https://good.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://good.example"
        assert {"Accept", "Origin"} <= {word.strip() for word in answer.headers["Vary"].split(",")}


def test_requests_are_counted_by_operation(client: TestClient) -> None:
    client.post(URL)
    client.get("/" + "x" * 50)
    text = client.get("/metrics").text
    assert 'rheobase_requests_total{operation="equilibrium_nernst",status="200"}' in text
    assert 'rheobase_requests_total{operation="none",status="404"}' in text
    assert "xxx" not in text


def test_behind_a_proxy_that_strips_a_prefix_everything_is_found() -> None:
    with (
        served(create_app(Settings()), root_path="/neuro") as port,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert client.post(URL).status_code == 200
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/neuro"}]
        problem = client.get("/nothing").json()
        assert (problem["type"], problem["instance"]) == ("/neuro/problems/not-found", "/neuro/nothing")
        page = client.get("/docs").text
        assert 'src="/' not in page
        assert 'href="/' not in page
        assert client.get("/assets/docs.js").status_code == 200


def test_a_service_that_is_warm_says_that_it_is_ready(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    answer = client.get("/readyz")
    while answer.status_code == 503:
        assert (answer.json()["type"], answer.headers["Retry-After"]) == ("/problems/not-ready", "1")
        answer = client.get("/readyz")
    assert answer.json() == {"status": "ready"}


def test_the_type_of_every_problem_resolves(client: TestClient) -> None:
    for kind in client.get("/problems").json():
        assert client.get(f"/problems/{kind['slug']}").json() == kind
