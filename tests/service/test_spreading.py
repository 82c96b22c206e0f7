"""Jobs that are spread over the service's threads."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from core.errors import InterruptedComputationError
from core.interruption import checkpoint
from core.parallel import spread, threads
from service.execution import Execution
from service.settings import Settings


def answer(job: Callable[[], Any], **changed: Any) -> Any:
    """What a job returns that is run as a request is."""
    settings = Settings(workers=2, **changed)

    async def ask() -> Any:
        execution = Execution(settings)
        try:
            return await execution.run(job, 1e9)
        finally:
            execution.close()

    return asyncio.run(ask())


def test_two_threads_work_at_the_same_time() -> None:
    both = threading.Barrier(2)

    def wait(_: int) -> str:
        both.wait(timeout=5.0)
        return threading.current_thread().name

    names = answer(lambda: spread(wait, [0, 1]))
    assert len(set(names)) == 2
    assert answer(threads) == 2


def test_values_come_in_the_order_of_the_items() -> None:
    assert answer(lambda: spread(lambda item: -item, range(100))) == [-item for item in range(100)]


def test_spreading_within_spread_jobs_blocks_nobody() -> None:
    def inner(item: int) -> int:
        return sum(spread(lambda other: other, range(item)))

    assert answer(lambda: spread(inner, range(20))) == [sum(range(item)) for item in range(20)]


def test_helpers_notice_that_the_result_is_no_longer_wanted() -> None:
    stopped = threading.Semaphore(0)

    def work(_: int) -> None:
        end = time.monotonic() + 20.0
        try:
            while time.monotonic() < end:
                time.sleep(0.01)
                checkpoint()
        except InterruptedComputationError:
            stopped.release()
            raise

    with pytest.raises(Exception, match=r"0\.2 s"):
        answer(lambda: spread(work, [0, 1]), deadline_seconds=0.2)
    assert stopped.acquire(timeout=5.0)
    assert stopped.acquire(timeout=5.0)


def test_the_failure_of_a_helper_is_the_jobs() -> None:
    both = threading.Barrier(2)

    def fail(_: int) -> None:
        both.wait(timeout=5.0)
        if threading.current_thread().name.startswith("helper"):
            raise ValueError("in a helper")

    with pytest.raises(ValueError, match="in a helper"):
        answer(lambda: spread(fail, [0, 1]))
