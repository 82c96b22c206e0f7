"""Requests made up from the document: none fails the service, every answer is as documented."""

import os
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.app import create_app
from service.settings import Settings
from tests.contract.document import DOCUMENT
from tests.service.workbench import eventually, served

FEW = 6
EXAMPLES = int(os.environ.get("RHEOBASE_TEST_EXAMPLES", FEW))
ONE_OF = 5
"""Of the tens of thousands of values at and beyond bounds, unless more examples are asked for."""

document = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    # A small budget: what is made up at random must not take long, and a refusal is an answer too.
    app = create_app(Settings(budget_seconds=0.1, budget_points=100_000, deadline_seconds=8.0))
    with served(app) as port:
        assert eventually(lambda: app.state.ready, 240.0)
        yield f"http://127.0.0.1:{port}"


def _at_a_bound(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.phase.name is TestPhase.COVERAGE


@pytest.mark.timeout(300)
@document.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == FEW,  # the same ones every time, unless somebody is looking for new ones
    suppress_health_check=list(HealthCheck),
)
def test_the_service_keeps_its_word(case: schemathesis.Case[Any], base_url: str) -> None:
    if EXAMPLES == FEW and _at_a_bound(case) and crc32(repr(case.body).encode()) % ONE_OF:
        return
    # A request may be valid by its schema and yet have no answer: two numbers that do not go together.
    case.call_and_validate(base_url=base_url, excluded_checks=[positive_data_acceptance])
