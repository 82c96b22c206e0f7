"""Everything that the first request would have to wait for, done before the service says that it is ready."""

import asyncio
import gc
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import structlog

from service.document import Application

_log = structlog.get_logger(__name__)


def rehearse(app: Application) -> float:
    """Compile every kernel or load it from the cache, answer every operation once; the time it took [s]."""
    began = time.perf_counter()
    # Numba costs half a second to import: only here, off the event loop, and not for the OpenAPI document.
    from core.warm import warm

    warm()
    for endpoint in app.state.endpoints:
        endpoint.rehearse(app.state.settings)
    return time.perf_counter() - began


def compile_side_by_side() -> None:
    """Compile the kernels into Numba's cache in as many processes as there are parts of them."""
    # Compilation holds the interpreter's lock: threads would not help.
    from core.warm import PARTS, warm_part

    with ProcessPoolExecutor(len(PARTS), mp_context=get_context("spawn")) as pool:
        list(pool.map(warm_part, PARTS))


def start(app: Application) -> "asyncio.Task[None]":
    """Warm up in the background; `app.state.ready` turns true at the end."""

    async def run() -> None:
        try:
            seconds = await asyncio.to_thread(rehearse, app)
            await asyncio.to_thread(lambda: app.document)
        except Exception:
            _log.exception("warm-up failed: the service will not be ready")
            raise
        # What lives as long as the service need not be looked through: a full collection of it holds up
        # every request for a tenth of a second.
        gc.collect()
        gc.freeze()
        app.state.ready = True
        _log.info("ready", seconds=round(seconds, 2))

    return asyncio.create_task(run())
