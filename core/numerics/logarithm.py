"""Logarithms that keep their digits."""

import math


def log_ratio(numerator: float, denominator: float) -> float:
    """ln(numerator/denominator) of positive numbers, near 1 and where the quotient would overflow.

    Parameters
    ----------
    numerator, denominator
        Positive numbers of one unit.
    """
    ratio = numerator / denominator
    # The difference of near numbers is exact, their quotient is not.
    if 0.5 < ratio < 2.0:
        return math.log1p((numerator - denominator) / denominator)
    return math.log(numerator) - math.log(denominator)
