"""What following cycles costs, predicted; imports no kernels."""

DEGREE = 5
"""Of the polynomials in each interval: errors at the mesh points fall with the tenth power of its length."""
INTERVALS = 40
"""Of the mesh of a branch that begins at a Hopf point."""


def iteration_time(states: int, intervals: int, degree: int = DEGREE) -> float:
    """Predicted time [s] of an iteration of Newton's method: the elimination within the intervals."""
    return 6e-5 + 4.5e-10 * intervals * (degree * states) ** 3
