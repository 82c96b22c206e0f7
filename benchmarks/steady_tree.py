"""The steady state of a passive tree of 10,000 branches, in the core: under 50 ms was promised.

`cable/tree` as a whole: voltage and input resistance at the end of every branch, attenuations, the equivalent
cable, the report. The request is new each time, as nothing that it has found may serve again.
"""

import statistics
import time

import numpy as np

from core.cable.branches import BranchColumns
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.tree import tree

BRANCHES = 10_000
REPEATS = 20
PROMISED = 50.0


def branches(kind: str) -> BranchColumns:
    """A tree that forks everywhere, one grown by chance, or a single line."""
    chance = np.random.default_rng(0)
    numbers = np.arange(1, BRANCHES)
    parents = {
        "binary": (numbers - 1) // 2,
        "random": np.floor(chance.random(BRANCHES - 1) * numbers).astype(int),
        "line": numbers - 1,
    }[kind]
    return BranchColumns(
        parent=(None, *parents.tolist()),
        length=tuple(chance.uniform(20.0, 200.0, BRANCHES).tolist()),
        diameter=tuple(chance.uniform(0.3, 3.0, BRANCHES).tolist()),
    )


def main() -> None:
    """Print one line a shape."""
    print(f"{'tree':10}{'median ms':>12}{'least ms':>12}{'promised':>12}")
    for kind in ("binary", "random", "line"):
        times: list[float] = []
        tree(CableTreeRequest(branches=branches(kind)))
        for _ in range(REPEATS):
            request = CableTreeRequest(branches=branches(kind))
            began = time.thread_time()
            tree(request)
            times.append(1e3 * (time.thread_time() - began))
        print(f"{kind:10}{statistics.median(times):12.1f}{min(times):12.1f}{PROMISED:12.0f}")


if __name__ == "__main__":
    main()
