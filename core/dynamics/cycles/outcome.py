"""What a run in search of a stable cycle came to."""

from dataclasses import dataclass
from typing import Literal

from core.result import Floats

Ending = Literal["cycle", "equilibrium", "not periodic", "diverged", "unresolved"]
"""Unresolved: a period is seen, but no mesh of the intervals allowed carries it."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run from one start came to.

    Attributes
    ----------
    start
        Name of the start.
    ending
        What it was found on.
    time
        How long it was [ms].
    state
        Its last state, shape (n,).
    cycle
        Number of the cycle among those found, or None.
    period
        The period that the run shows where it is unresolved [ms], or None.
    """

    start: str
    ending: Ending
    time: float
    state: Floats
    cycle: int | None = None
    period: float | None = None
