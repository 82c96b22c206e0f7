"""An application with one operation that does what it is told: takes long, fails, answers at length."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
import uvicorn
from fastapi import APIRouter, FastAPI

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.interruption import checkpoint
from core.parameters import Parameters, parameter
from core.progress import Found, emit
from core.quantity import Count, Second
from core.result import CLOSED_FORM, Curve, Result, Variable
from service.app import create_app
from service.budget import Cost
from service.operation import Operation, add_operation
from service.problems import ProblemError
from service.schemas.derive import request_schema
from service.settings import Settings

URL = "/v1/bench/work"
Failure = Literal[
    "none", "fault", "memory", "recursion", "nan", "nan-found", "divergence", "convergence", "problem", "cost"
]


@dataclass(frozen=True, kw_only=True)
class Work(Parameters):
    """What to do."""

    seconds: Second = parameter(0.0, "how long to take", ge=0.0, le=60.0)
    predicted: Second = parameter(0.0, "how long it says that it will take", ge=0.0, le=60.0)
    rows: Count = parameter(3, "rows of the main table", le=10_000_000)
    columns: Count = parameter(1, "series of the main table", le=100)
    curve_rows: Count = parameter(0, "rows of a further table", le=1_000_000)
    finds: Count = parameter(0, "how many things to find at once, before any time is taken", le=100_000)
    padding: Count = parameter(0, "characters in the value of each", le=100_000)
    failure: Failure = parameter("none", "how to fail")


class Ledger:
    """How many computations have begun and how many have ended, by whatever way.

    Where `released` is set, they take no more time.
    """

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        self.released = threading.Event()

    @property
    def running(self) -> int:
        return self.begun - self.ended


ledger = Ledger()


def work(asked: Work) -> Result:
    """Find things, take the time, fail or answer."""
    ledger.begun += 1
    try:
        for number in range(asked.finds):
            emit(Found("point", "hopf", {"number": number, "none": None, "text": asked.padding * "x"}))
        end = time.perf_counter() + asked.seconds
        while time.perf_counter() < end and not ledger.released.is_set():
            checkpoint()
            time.sleep(0.002)
        _fail(asked.failure)
        return _result(asked)
    finally:
        ledger.ended += 1


def _fail(how: str) -> None:
    if how == "nan-found":
        emit(Found("point", "hopf", {"value": np.nan}))
    failures: dict[str, Exception] = {
        "fault": RuntimeError("a secret of the implementation"),
        "memory": MemoryError(),
        "recursion": RecursionError(),
        "divergence": DivergenceError("the voltage blew up", time=1.5, where="V = 1e9 mV", hint="Lower it."),
        "convergence": ConvergenceError("no root within 50 steps", hint="Start nearer."),
        "problem": ProblemError("over-budget", "Too much after all."),
    }
    if how in failures:
        raise failures[how]


def _result(asked: Work) -> Result:
    axis = np.arange(asked.rows, dtype=np.float64)
    values = np.sin(axis)
    if asked.failure == "nan":
        values[-1] = np.nan
    curve = np.linspace(0.0, 1.0, asked.curve_rows)
    further = Curve("further", "test", (Variable("x", "x", "1", curve), Variable("y", "y", "mV", curve**2)))
    return Result(
        numerics=CLOSED_FORM,
        axis=Variable("time", "t", "ms", axis),
        series=tuple(
            Variable(f"series_{index}", "s", "mV", values + index, 1e-6) for index in range(asked.columns)
        ),
        curves=(further,) if asked.curve_rows else (),
    )


def _cost(asked: Work) -> Cost:
    if asked.failure == "cost":
        raise ParameterError("/failure", "cannot be predicted")
    return Cost(asked.predicted, asked.rows * (1 + asked.columns), "rows")


def make_app(settings: Settings | None = None) -> FastAPI:
    """The service with the operation beside its own."""
    app = create_app(settings or Settings())
    router = APIRouter(prefix="/v1")
    operation = Operation(
        name="work",
        run=work,
        schema=request_schema(Work),
        summary="Work",
        axis="time",
        curves=True,
        cost=_cost,
        streams=True,
    )
    add_operation(router, "bench", operation)
    app.include_router(router)
    return app


@contextmanager
def served(app: FastAPI, shutdown_seconds: int | None = None, root_path: str = "") -> Iterator[int]:
    """Run a real server, as `python -m service` does, in a thread; its port."""
    config = uvicorn.Config(
        app,
        port=0,
        root_path=root_path,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=shutdown_seconds,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10.0)


def eventually(condition: object, seconds: float = 5.0) -> bool:
    """Whether a condition comes true in time."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False
