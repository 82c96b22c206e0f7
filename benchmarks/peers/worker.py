"""A simulator in a process of its own, on one core or on all, that runs when it is told to."""

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

from core.result import Floats

Job = Callable[[], Floats]
"""One run: the rates [Hz]."""
Builder = Callable[[int], Job]
"""Makes the cells of a simulator, and the job, for a number of threads."""

SHORTEST = 0.2
"""A job that takes less is repeated for so long [s]; the fastest counts."""


class Worker:
    """A simulator at work in its own process.

    Parameters
    ----------
    builder
        Function of a module, as the process imports it.
    cores
        How many cores, and threads, it has.
    """

    def __init__(self, builder: Builder, cores: int) -> None:
        apart = get_context("spawn")
        self._pipe, other = apart.Pipe()
        self._process = apart.Process(target=_work, args=(builder, cores, other), daemon=True)
        self._process.start()
        other.close()

    def answer(self) -> tuple[Floats, float]:
        """Rates [Hz] and time [s]: at first of making the cells and one run, then of the run asked for last.

        Raises
        ------
        RuntimeError
            The simulator failed, or is not installed.
        """
        try:
            rates, taken, failure = self._pipe.recv()
        except EOFError:
            raise RuntimeError("its process ended") from None
        if failure:
            raise RuntimeError(failure)
        return rates, taken

    def run(self) -> tuple[Floats, float]:
        """Rates [Hz] and time [s] of one run."""
        self._pipe.send("run")
        return self.answer()

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(timeout=10.0)
        self._process.kill()


def _work(builder: Builder, cores: int, pipe: Connection) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    os.environ["OMP_NUM_THREADS"] = str(cores)
    began = time.perf_counter()
    try:
        job = builder(cores)
        rates = job()
    except Exception as failure:  # noqa: BLE001 - whatever goes wrong in a peer is told, and it is left out
        pipe.send((None, 0.0, f"{type(failure).__name__}: {failure}"))
        return
    pipe.send((rates, time.perf_counter() - began, ""))
    while True:
        try:
            pipe.recv()
        except EOFError:
            return
        clock = _processor_time if cores == 1 else time.perf_counter
        best, began = float("inf"), time.perf_counter()
        while best == float("inf") or time.perf_counter() - began < SHORTEST:
            start = clock()
            rates = job()
            best = min(best, clock() - start)
        pipe.send((rates, best, ""))


def _processor_time() -> float:
    """Time [s] that a core has spent on this process and on the programs that it has run.

    Other programs on the machine lengthen the time of a long run more than that of a short one.
    """
    used = os.times()
    return time.process_time() + used.children_user + used.children_system
