"""What the search for cycles takes, predicted; imports no kernels."""

from core.dynamics.cycles.work import INTERVALS, iteration_time

WORK = 0.007
"""Predicted time [s] that is spent on branches of cycles, for each cycle that one of them may have."""
ITERATIONS = 4
"""For a cycle of a branch."""
RUNS = 0.03
"""Time [s] of the runs for each state."""


def cost(states: int, points: int) -> float:
    """Predicted time of `survey` [s]."""
    followed = 3 * points * ITERATIONS * iteration_time(states, INTERVALS)
    return min(followed, WORK * points) + RUNS * states
