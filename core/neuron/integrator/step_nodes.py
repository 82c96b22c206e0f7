"""Nodes of the steps of either method, and the root by which their sizes are chosen (compiled)."""

import numpy as np

from core.numerics.compilation import inlined
from core.numerics.rosenbrock import N2, N3, N4
from core.numerics.two_derivative import C2, C3, C4

EIGHTH_ROOT_BITS = (1023 << 52) + (1023 << 49)


@inlined
def node_of(stage: int) -> float:
    """Place of a stage's point within the step."""
    node = 1.0
    if stage == 0:
        node = 0.0
    elif stage == 1:
        node = C2
    elif stage == 2:
        node = C3
    elif stage == 3:
        node = C4
    return node


@inlined
def stiff_node_of(stage: int) -> float:
    """The same for the stiff method."""
    node = 1.0
    if stage == 1:
        node = N2
    elif stage == 2:
        node = N3
    elif stage == 3:
        node = N4
    return node


@inlined
def inverse_eighth_root(x: float) -> float:
    """x^(−1/8) to 6 %, from its bits, which grow with log₂ x: three square roots in turn would take long."""
    bits = np.float64(x).view(np.int64)
    return np.int64(EIGHTH_ROOT_BITS - (bits >> 3)).view(np.float64)
