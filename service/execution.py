"""The only place that owns threads: where computations run, how many may wait, and when they stop."""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from core.errors import InterruptedComputationError
from core.interruption import interruptible
from service.problems import ProblemError
from service.settings import Settings

T = TypeVar("T")


class ClientGoneError(Exception):
    """The client closed its connection before the answer was ready."""


class Execution:
    """Two pools: quick requests never wait behind heavy ones.

    Parameters
    ----------
    settings
        Number of workers, length of the queue, deadline.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._heavy = ThreadPoolExecutor(
            settings.workers, "heavy", initializer=_stand_back, initargs=(settings.niceness,)
        )
        self._quick = ThreadPoolExecutor(max(2, settings.workers), "quick")
        self.waiting = 0

    async def run(
        self, job: Callable[[], T], seconds: float, gone: Callable[[], Awaitable[None]] | None = None
    ) -> T:
        """Run a job on the pool that its predicted time calls for.

        Parameters
        ----------
        seconds
            Predicted computing time [s].
        gone
            Returns when the client has gone away.

        Raises
        ------
        ProblemError
            The queue is full (overloaded) or the deadline passed (deadline).
        ClientGoneError
            The client did not wait for the answer.
        """
        if seconds <= self._settings.quick_seconds:
            return await self._wait(self._quick, job, gone)
        if self.waiting >= self._settings.workers + self._settings.queue:
            retry = max(1, round(self._settings.queue * seconds / self._settings.workers / 4))
            raise ProblemError(
                "overloaded",
                f"{self.waiting} computations are running or waiting.",
                headers={"Retry-After": str(min(retry, 60))},
            )
        self.waiting += 1
        try:
            return await self._wait(self._heavy, job, gone)
        finally:
            self.waiting -= 1

    async def _wait(
        self, pool: ThreadPoolExecutor, job: Callable[[], T], gone: Callable[[], Awaitable[None]] | None
    ) -> T:
        stop = threading.Event()
        end = time.monotonic() + self._settings.deadline_seconds
        future = pool.submit(_guarded, job, stop, end)
        computed = asyncio.wrap_future(future)
        watch: asyncio.Future[None] | None = asyncio.ensure_future(gone()) if gone is not None else None
        try:
            waited: set[asyncio.Future[Any]] = {computed} if watch is None else {computed, watch}
            done, _ = await asyncio.wait(
                waited, timeout=end - time.monotonic(), return_when=asyncio.FIRST_COMPLETED
            )
            if computed in done:
                return computed.result()
            if done:
                raise ClientGoneError
            raise deadline_passed(self._settings.deadline_seconds)
        except InterruptedComputationError:
            raise deadline_passed(self._settings.deadline_seconds) from None
        finally:
            stop.set()
            future.cancel()
            await _settle(watch, computed)

    def close(self) -> None:
        """Let running jobs end at their next checkpoint and free the threads."""
        self._heavy.shutdown(wait=False, cancel_futures=True)
        self._quick.shutdown(wait=False, cancel_futures=True)


async def _settle(watch: "asyncio.Future[None] | None", computed: "asyncio.Future[T]") -> None:
    """End the watch; see to it that a late failure of an abandoned job is nobody's unhandled exception."""
    computed.add_done_callback(lambda late: late.cancelled() or late.exception())
    if watch is not None:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


def deadline_passed(seconds: float) -> ProblemError:
    """The problem of a computation that took too long."""
    return ProblemError("deadline", f"The answer was not ready within {seconds:g} s.")


def _guarded(job: Callable[[], T], stop: threading.Event, end: float) -> T:
    """Run a job whose checkpoints look at the clock and at whether anybody still waits."""

    def check() -> None:
        if stop.is_set() or time.monotonic() > end:
            raise InterruptedComputationError("the result is no longer wanted")

    check()
    with interruptible(check):
        return job()


def _stand_back(niceness: int) -> None:
    """Lower this thread's priority, so that the event loop and quick requests come first."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
