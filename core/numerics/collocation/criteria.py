"""When Newton's method for curves of cycles and of homoclinic orbits begins, ends and gives up."""

DEGREE = 5
"""Of the polynomials in each interval of a mesh."""
CONVERGED = 1e-8
"""Correction, in scaled unknowns, below which the next would be lost in rounding."""
FIRST_RESIDUAL = 1e3
"""Largest residual of a guess that is tried."""
LONGEST_CORRECTION = 1.0
"""In scaled unknowns: a correction past it means that the guess is too far off."""
