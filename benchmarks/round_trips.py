"""Median time of whole round trips over HTTP, on a real server with a warm cache, one request at a time.

The requests are those for which a time was promised; the last column is that promise.
"""

import statistics
import time

import httpx2

from benchmarks.server import serving

REPEATS = 200

HODGKIN_HUXLEY: dict[str, object] = {
    "duration": 100.0,
    "stimulus": [{"kind": "step", "amplitude": 10.0}],
    "sampling": {"points": 2000},
}
REQUESTS: tuple[tuple[str, dict[str, object], float], ...] = (
    ("equilibrium/nernst", {}, 2.0),
    ("hodgkin-huxley/simulate", HODGKIN_HUXLEY, 5.0),
    ("morris-lecar/fixed-points", {}, 3.0),
    ("morris-lecar/phase-plane", {}, 15.0),
    ("morris-lecar/bifurcation", {}, 100.0),
)


def round_trip(client: httpx2.Client, path: str, body: object) -> float:
    """Time from sending to having the whole answer [ms]."""
    began = time.perf_counter()
    client.post(f"/v1/{path}", json=body).raise_for_status()
    return 1e3 * (time.perf_counter() - began)


def main() -> None:
    """Print one line a request."""
    print(f"{'request':28} {'median ms':>10} {'p99 ms':>8} {'promised':>9}")
    with serving() as address, httpx2.Client(base_url=address) as client:
        for path, body, promised in REQUESTS:
            round_trip(client, path, body)
            times = [round_trip(client, path, body) for _ in range(REPEATS)]
            p99 = statistics.quantiles(times, n=100)[98]
            print(f"{path:28} {statistics.median(times):10.2f} {p99:8.2f} {promised:9.0f}")


if __name__ == "__main__":
    main()
