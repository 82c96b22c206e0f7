"""Inverse Laplace transforms of functions whose singularities lie on the negative real axis.

f(t) = (1/2πi) ∫ e^{zt} F(z) dz along the parabola z = μ(1 + iθ)², by the midpoint rule in θ. For times within
a factor Λ of each other, h = √(8Λ + 1)/N and μ = πN/(4√(8Λ + 1) t_max) balance what the rule leaves out on
either side of the parabola and beyond its last node: a share e^{−2πN/√(8Λ + 1)} each (Weideman and Trefethen
2007, doi:10.1090/S0025-5718-07-01945-X). F is evaluated once for all times of a window.

Windows are numbered from the longest time T down: number k holds the times from T/4^{k+1} to T/4^k.
"""

import math

import numpy as np
from numpy.typing import NDArray

from core.result import Floats, Rows

Complexes = NDArray[np.complex128]

SPAN = 4.0
"""Λ."""
NODES = 36
"""N: a share of 1e-17 is left out, and e^{μt} loses two digits to rounding."""
MORE_NODES = 42
"""For transforms with poles off the real axis, within 1/2t_max of the origin."""
ERROR = 1e-13
"""Bound on the error relative to f for F = 1/z, 1/z² and those of decaying exponentials; 3e-14 measured."""


def window_of(times: Floats, longest: float) -> Rows:
    """Number of the window of each time, positive and at most the longest, shape (k,)."""
    depth = np.log(longest / times) / math.log(SPAN)
    return np.maximum(depth, 0.0).astype(np.intp)


def windows(longest: float, numbers: Rows, nodes: int = NODES) -> tuple[Complexes, Complexes]:
    """Nodes z and weights w of windows, shape (windows, nodes).

    For a real f, f(t) = Im Σ_j w_j e^{z_j t} F(z_j).

    Parameters
    ----------
    longest
        Longest of all times.
    numbers
        Numbers of the windows, shape (windows,).
    nodes
        How many of each, in one half-plane.
    """
    root = math.sqrt(8.0 * SPAN + 1.0)
    step = root / nodes
    side = 1.0 + 1j * step * (np.arange(nodes) + 0.5)
    ends = longest / SPAN ** numbers[:, np.newaxis].astype(np.float64)
    vertex = math.pi * nodes / (4.0 * root * ends)
    return vertex * side**2, vertex * side * (2j * step / math.pi)
