"""The only place that owns threads: where computations run, how many may wait, and when they stop."""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

from core.errors import InterruptedComputationError
from core.interruption import interruptible
from core.parallel import Spreader, spreading
from service.problems import ProblemError
from service.settings import Settings

T = TypeVar("T")

QUICK_THREADS = 32
"""So many that a few whose time was predicted too short do not hold up the others; made when needed."""


class ClientGoneError(Exception):
    """The client closed its connection before the answer was ready."""


class Execution:
    """Quick requests never wait behind heavy ones, nor do large bodies hold up the rest.

    Parameters
    ----------
    settings
        Number of workers, length of the queues, deadline.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._helpers = _Helpers(settings.workers, settings.niceness)
        spreader = Spreader(self._helpers.spread, settings.workers)
        self._heavy = _Pool("heavy", settings.workers, settings.queue, settings.niceness, spreader)
        self._quick = _Pool("quick", QUICK_THREADS, settings.quick_queue, 0, spreader)
        # Validation holds the interpreter until it is done: of several the event loop would wait for all.
        self._bodies = _Pool("bodies", 1, settings.queue, 0, spreader)

    @property
    def waiting(self) -> int:
        """Heavy computations that run or wait."""
        return self._heavy.count

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
            The queue is full (overloaded), the deadline passed (deadline), or the service stops (stopping).
        ClientGoneError
            The client did not wait for the answer.
        """
        pool = self._quick if seconds <= self._settings.quick_seconds else self._heavy
        return await self._run_on(pool, job, seconds, gone)

    async def validate(self, job: Callable[[], T]) -> T:
        """Run the validation of a large body, one at a time; raises as `run` does."""
        return await self._run_on(self._bodies, job, 0.0, None)

    async def _run_on(
        self,
        pool: "_Pool",
        job: Callable[[], T],
        seconds: float,
        gone: Callable[[], Awaitable[None]] | None,
    ) -> T:
        stop = threading.Event()
        end = time.monotonic() + self._settings.deadline_seconds
        computed = asyncio.wrap_future(pool.submit(job, stop, end, seconds))
        watch = asyncio.ensure_future(gone()) if gone is not None else None
        try:
            return await self._first(computed, watch, end)
        finally:
            stop.set()
            computed.cancel()  # where it has not begun, it never will
            await _settle(watch, computed)

    async def _first(
        self, computed: "asyncio.Future[T]", watch: "asyncio.Future[None] | None", end: float
    ) -> T:
        """What comes first: the result, the client's going away, or the deadline."""
        waited: set[asyncio.Future[Any]] = {computed} if watch is None else {computed, watch}
        done, _ = await asyncio.wait(
            waited, timeout=end - time.monotonic(), return_when=asyncio.FIRST_COMPLETED
        )
        if computed in done:
            if computed.cancelled():
                raise _stopping()
            try:
                return computed.result()
            except InterruptedComputationError:
                raise self._deadline() from None
        if done:
            raise ClientGoneError
        raise self._deadline()

    def _deadline(self) -> ProblemError:
        return ProblemError(
            "deadline", f"The answer was not ready within {self._settings.deadline_seconds:g} s."
        )

    def close(self) -> None:
        """Let running jobs end at their next checkpoint and free the threads."""
        self._heavy.close()
        self._quick.close()
        self._bodies.close()
        self._helpers.close()


class _Helpers:
    """Threads that help long jobs which can be spread.

    A job's own thread does its share, so that it waits for no thread, and two that help each other cannot
    block each other: what no helper has begun when the job's thread is through is nobody's any more. A job
    still takes one place of its pool; the system shares the cores between it, its helpers and other jobs.
    """

    def __init__(self, workers: int, niceness: int) -> None:
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers, "helper", initializer=_stand_back, initargs=(niceness,))

    def spread(self, function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Values of a function of many items, in their order."""
        todo, lock = iter(enumerate(items)), threading.Lock()
        values: list[Any] = [None] * len(items)

        def work() -> None:
            while True:
                with lock:
                    place, item = next(todo, (-1, None))
                if place < 0:
                    return
                values[place] = function(item)

        helped: list[Future[None]] = []
        with suppress(RuntimeError):  # the pool is shut down
            helped.extend(
                self._threads.submit(copy_context().run, work)
                for _ in range(min(self._workers, len(items)) - 1)
            )
        try:
            work()
        finally:
            begun = [future for future in helped if not future.cancel()]
            wait(begun)
        for future in begun:
            future.result()
        return values

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Pool:
    """Threads and a bounded queue before them."""

    def __init__(self, name: str, workers: int, queue: int, niceness: int, spreader: Spreader) -> None:
        self._spreader = spreader
        self._workers = workers
        self._capacity = workers + queue
        self._threads = ThreadPoolExecutor(workers, name, initializer=_stand_back, initargs=(niceness,))
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self.count = 0

    def submit(self, job: Callable[[], T], stop: threading.Event, end: float, seconds: float) -> "Future[T]":
        """Queue a job; what it is still waited for is looked up at its checkpoints."""
        with self._lock:
            if self.count >= self._capacity:
                raise self._overloaded(seconds)
            self.count += 1

        def check() -> None:
            if stop.is_set() or self._closing.is_set() or time.monotonic() > end:
                raise InterruptedComputationError("the result is no longer wanted")

        try:
            future = self._threads.submit(copy_context().run, _guarded, job, check, self._spreader)
        except RuntimeError:  # the pool is shut down
            self._leave(None)
            raise _stopping() from None
        # A job counts until it has ended, also where nobody waits for it any more: it still holds a thread.
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: "Future[Any] | None") -> None:
        with self._lock:
            self.count -= 1

    def _overloaded(self, seconds: float) -> ProblemError:
        wait = min(60, max(1, round(seconds * self.count / self._workers / 2)))
        detail = f"{self.count} computations are running or waiting."
        return ProblemError("overloaded", detail, headers={"Retry-After": str(wait)})

    def close(self) -> None:
        self._closing.set()
        self._threads.shutdown(wait=False, cancel_futures=True)


async def _settle(watch: "asyncio.Future[None] | None", computed: "asyncio.Future[T]") -> None:
    """End the watch; see to it that a late failure of an abandoned job is nobody's unhandled exception."""
    computed.add_done_callback(lambda late: late.cancelled() or late.exception())
    if watch is not None:
        watch.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await watch


def _stopping() -> ProblemError:
    return ProblemError("stopping", "The service is being stopped.", headers={"Retry-After": "1"})


def _guarded(job: Callable[[], T], check: Callable[[], None], spreader: Spreader) -> T:
    """Run a job whose checkpoints look at the clock and at whether anybody still waits."""
    check()
    with interruptible(check), spreading(spreader):
        return job()


def _stand_back(niceness: int) -> None:
    """Lower this thread's priority, so that the event loop and quick requests come first."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
