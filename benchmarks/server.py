"""A real server of our own for the benchmarks over HTTP, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """Address of a server that is ready; settings by their names after RHEOBASE_."""
    port = free_port()
    environment = os.environ | {f"RHEOBASE_{name.upper()}": value for name, value in settings.items()}
    environment |= {"RHEOBASE_PORT": str(port), "RHEOBASE_LOG_LEVEL": "warning"}
    process = subprocess.Popen([sys.executable, "-m", "service"], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _await_ready(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await_ready(address: str) -> None:
    end = time.monotonic() + 300.0  # kernels are compiled first, unless they are cached
    while time.monotonic() < end:
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the server did not become ready")
