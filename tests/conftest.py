"""What every test shares."""

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings
from starlette.testclient import TestClient

# No deadline for one example: the first may compile a kernel, and pytest-timeout bounds the whole test.
# In CI the same examples every time: what lands must not depend on luck; at a desk they keep looking.
settings.register_profile("rheobase", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("rheobase")

# Coloured tracebacks with every local variable, which structlog writes by default, take seconds each.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of a service that has compiled its kernels: no request's deadline must pass meanwhile."""
    from core.warm import warm
    from service.app import create_app
    from service.settings import Settings

    warm()
    with TestClient(create_app(Settings())) as made:
        yield made
