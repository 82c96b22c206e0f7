"""A vector field and its derivatives at the Gauss points of a mesh, many points at a time (compiled)."""

import numpy as np
from numpy.typing import NDArray

from core.numerics.compilation import kernel
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import LANES
from core.numerics.machine import Code, run_code
from core.result import Floats

Indices = NDArray[np.int64]


@kernel
def evaluate_field(  # noqa: C901, PLR0913, PLR0917 - a kernel
    nodes: Floats,
    values: Floats,
    prologue: Code,
    body: Code,
    file: Floats,
    registers: Floats,
    outputs: Indices,
    places: Indices,
    scale: Floats,
    field: Floats,
    jacobian: Floats,
) -> None:
    """F and ∂F/∂z at the Gauss points, in scaled states.

    Parameters
    ----------
    nodes
        Scaled states at the nodes, shape (N m + 1, n).
    values
        Of the basis at the Gauss points, shape (m, m + 1).
    prologue, body, file
        Code and registers, shape (k,): the first n of them are for the states; the rest is in place.
    registers
        Room of shape (k, LANES).
    outputs
        Registers of F, then of the derivatives that are not identically zero.
    places
        Row and column of each derivative, shape (d, 2); columns past n are parameters.
    scale
        Size of each state, shape (n,).
    field
        To hold F, shape (N m, n).
    jacobian
        To hold the derivatives, shape (N m, n, n + k); what is not in `places` is left as it is.
    """
    m, n, count = values.shape[0], scale.shape[0], field.shape[0]
    run_code(prologue, file)
    for r in range(n, registers.shape[0]):
        for lane in range(LANES):
            registers[r, lane] = file[r]
    for begin in range(0, count, LANES):
        lanes = min(LANES, count - begin)
        for lane in range(LANES):
            # Lanes past the last point repeat it.
            point = begin + min(lane, lanes - 1)
            j, i = point // m, point % m
            for a in range(n):
                total = 0.0
                for k in range(m + 1):
                    total += values[i, k] * nodes[j * m + k, a]
                registers[a, lane] = total * scale[a]
        run_lanes(body, registers)
        for a in range(n):
            for lane in range(lanes):
                field[begin + lane, a] = registers[outputs[a], lane] / scale[a]
        for d in range(places.shape[0]):
            a, b = places[d, 0], places[d, 1]
            factor = scale[b] / scale[a] if b < n else 1.0 / scale[a]
            for lane in range(lanes):
                jacobian[begin + lane, a, b] = registers[outputs[n + d], lane] * factor
