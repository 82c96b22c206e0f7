"""The Bernoulli function x/(eˣ − 1), from which every constant-field formula is made."""

import numpy as np
from scipy.special import exprel

from core.result import Floats

_SERIES_LIMIT = 0.2


def bernoulli(x: Floats | float) -> Floats:
    """B(x) = x/(eˣ − 1), to machine precision for every finite x.

    B(0) = 1 and B(−x) = eˣ B(x).

    Parameters
    ----------
    x
        Argument, any shape [1].
    """
    # exprel overflows to infinity only where B underflows to 0.
    return 1.0 / exprel(np.asarray(x, dtype=np.float64))


def log_bernoulli(x: Floats | float) -> Floats:
    """Logarithm of B(x), also where B itself underflows.

    Parameters
    ----------
    x
        Argument, any shape [1].
    """
    x = np.asarray(x, dtype=np.float64)
    # ln B(x) = ln B(−|x|) − max(x, 0): the exponential is only taken of what is not positive.
    return -np.log(exprel(-np.abs(x))) - np.maximum(x, 0.0)


def bernoulli_slope(x: Floats | float) -> Floats:
    """B'(x) = B(x) (1 − B(−x))/x, with its series through x⁹ near 0.

    Parameters
    ----------
    x
        Argument, any shape [1].
    """
    x = np.asarray(x, dtype=np.float64)
    near = np.abs(x) < _SERIES_LIMIT
    safe = np.where(near, 1.0, x)
    small = np.where(near, x, 0.0)
    square = small * small
    series = -0.5 + small * (
        1 / 6 - square * (1 / 180 - square * (1 / 5040 - square * (1 / 151200 - square / 4790016)))
    )
    return np.where(near, series, bernoulli(safe) * (1.0 - bernoulli(-safe)) / safe)
