"""Clients of the application, as a user's program would be."""

from collections.abc import Iterator

import httpx2
import pytest

from service.settings import Settings
from tests.service.workbench import make_app, served


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """Port of a real server (uvloop, httptools) with two workers and a deadline of two seconds."""
    settings = Settings(workers=2, queue=1, deadline_seconds=2.0, body_bytes=5 * 2**20)
    with served(make_app(settings)) as number:
        yield number


@pytest.fixture(scope="session")
def server(port: int) -> Iterator[httpx2.Client]:
    """A client of the real server."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=20.0) as made:
        yield made
