"""Time of cheap requests while all workers are busy with heavy ones: the p99 was promised below 50 ms.

Client, event loop and workers share this machine's cores, which is the hardest case.
"""

import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as Stop

import httpx2

from benchmarks.server import serving

SECONDS = 6.0
PROMISED = 50.0
CHEAP = "/v1/equilibrium/nernst"
HH = "/v1/hodgkin-huxley/simulate"
STEP = [{"kind": "step", "amplitude": 10.0}]
JSON = {"Content-Type": "application/json"}


def body(**fields: object) -> bytes:
    """A request as it is sent."""
    return json.dumps(fields).encode()


LOADS: dict[str, tuple[str, bytes]] = {
    "nothing": ("", b""),
    "compiled: a long simulation": (HH, body(duration=100_000.0, stimulus=STEP)),
    "arrays: a random walk": ("/v1/electrodiffusion/random-walk", body(walkers=2000, steps=10_000)),
    "Python: branches of equilibria": ("/v1/morris-lecar/bifurcation", body()),
    "JSON of 400,000 numbers": (HH, body(duration=10_000.0, stimulus=STEP, sampling={"points": 200_000})),
    "CSV of 400,000 numbers": (
        f"{HH}?format=csv",
        body(duration=10_000.0, stimulus=STEP, sampling={"points": 200_000}),
    ),
    "bodies of 200,000 samples": (
        HH,
        body(
            duration=20.0, stimulus=[{"kind": "samples", "interval": 1e-4, "values": [1.2345678] * 200_000}]
        ),
    ),
    "bodies of 300,000 wrong items": (HH, b'{"stimulus": [' + b",".join([b'"x"'] * 300_000) + b"]}"),
}


def keep_sending(
    address: str, path: str, content: bytes, statuses: "Queue[Counter[int]]", stop: Stop
) -> None:
    """Send one request after the other until told to stop."""
    seen: list[int] = []
    with httpx2.Client(base_url=address, timeout=60.0) as client:
        while not stop.is_set():
            seen.append(client.post(path, content=content, headers=JSON).status_code)
    statuses.put(Counter(seen))


@contextmanager
def under(address: str, path: str, content: bytes, clients: int) -> Iterator[Counter[int]]:
    """Keep `clients` heavy requests going, from other processes; their statuses are known at the end."""
    apart = get_context("spawn")
    counts, stop = apart.Queue(), apart.Event()
    processes = [
        apart.Process(target=keep_sending, args=(address, path, content, counts, stop))
        for _ in range(clients if path else 0)
    ]
    for process in processes:
        process.start()
    time.sleep(2.0 if path else 0.0)
    statuses: Counter[int] = Counter()
    try:
        yield statuses
    finally:
        stop.set()
        for _ in processes:
            statuses.update(counts.get())
        for process in processes:
            process.join()


def cheap_times(address: str) -> list[float]:
    """Round trips of cheap requests, one after the other [ms]."""
    times = []
    with httpx2.Client(base_url=address, timeout=60.0) as client:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            began = time.perf_counter()
            client.post(CHEAP, content=b"{}", headers=JSON).raise_for_status()
            times.append(1e3 * (time.perf_counter() - began))
            time.sleep(0.005)
    return times


def main() -> None:
    """Print one line a load."""
    workers = len(os.sched_getaffinity(0))
    print(f"{'under':32} {'median ms':>10} {'p99 ms':>8} {'worst ms':>9} {'promised':>9}  heavy answers")
    with serving() as address:
        for name, (path, content) in LOADS.items():
            with under(address, path, content, workers + 2) as statuses:
                times = cheap_times(address)
            p99 = statistics.quantiles(times, n=100)[98]
            figures = f"{statistics.median(times):10.2f} {p99:8.2f} {max(times):9.2f} {PROMISED:9.0f}"
            print(f"{name:32} {figures}  {dict(statuses)}")


if __name__ == "__main__":
    main()
