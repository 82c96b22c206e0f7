"""One step of the stiff integrator for a neuron with coupled states (compiled).

The Jacobian is full: the linear systems of the stages are solved by Gaussian elimination. The arrays for it
lie after the workspace's own rows.
"""

from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.motion import power
from core.neuron.integrator.stiff_motion import combination, time_factor
from core.neuron.integrator.workspace import (
    DECAY,
    DV,
    GAIN,
    NEW_DV,
    NEW_V,
    ROW,
    SLOPE,
    STIFFNESS,
    TRIAL,
    TRIAL_SLOPE,
    U_V,
    WORKSPACE,
    U,
)
from core.numerics.compilation import kernel
from core.numerics.rosenbrock import GAMMA
from core.result import Floats


@kernel
def _by_factor(m: Membrane, w: Floats, v: float, c: int, wanted: int) -> float:
    """Derivative of a current by the factor at one place."""
    product, slope = m.conductances[c] * (m.slopes[c] * v - m.reversals[c]), 0.0
    for k in range(int(m.starts[c]), int(m.starts[c + 1])):
        place = int(m.factors[k, 0])
        full, less = power(w[TRIAL + place], m.factors[k, 1])
        slope *= full
        if place == wanted:
            slope += product * less
        product *= full
    return slope


@kernel
def coupled_linearise(m: Membrane, w: Floats, clamped: bool) -> None:  # noqa: C901, PLR0912 - loops
    """Keep the Jacobian at the last evaluated point: row after row of V and the dynamic states."""
    q, n = m.coupled, 1 + m.dynamic
    for k in range(n * n):
        w[WORKSPACE + k] = 0.0
    for i in range(m.dynamic):
        row = WORKSPACE + (1 + i) * n
        w[row] = w[GAIN + i]
        w[row + 1 + i] = -w[DECAY + i]
        for j in range(q.inputs.size):
            w[row + 1 + q.inputs[j]] += q.rate_partials[i, j]
    if not clamped:
        w[WORKSPACE] = -w[STIFFNESS] * m.inverse_capacitance
    for c in range(m.conductances.size):
        for s in range(n):
            slope = q.flow_partials[c, 0]
            if s > 0:
                slope = _by_factor(m, w, w[NEW_V], c, s - 1)
                for j in range(q.inputs.size):
                    if q.inputs[j] == s - 1:
                        slope += q.flow_partials[c, 1 + j]
                if not clamped:
                    w[WORKSPACE + s] -= slope * m.inverse_capacitance
            for i in range(m.dynamic):
                w[WORKSPACE + (1 + i) * n + s] += q.influx[i, c] * slope


@kernel
def _eliminate(w: Floats, matrix: int, right: int, n: int) -> None:  # noqa: C901 - loops
    """Solve a linear system in place, by elimination with partial pivoting."""
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(w[matrix + i * n + k]) > abs(w[matrix + pivot * n + k]):
                pivot = i
        if pivot != k:
            for j in range(n):
                a, b = matrix + k * n + j, matrix + pivot * n + j
                w[a], w[b] = w[b], w[a]
            w[right + k], w[right + pivot] = w[right + pivot], w[right + k]
        for i in range(k + 1, n):
            factor = w[matrix + i * n + k] / w[matrix + k * n + k]
            if factor != 0.0:
                for j in range(k + 1, n):
                    w[matrix + i * n + j] -= factor * w[matrix + k * n + j]
                w[right + i] -= factor * w[right + k]
    for k in range(n - 1, -1, -1):
        for j in range(k + 1, n):
            w[right + k] -= w[matrix + k * n + j] * w[right + j]
        w[right + k] /= w[matrix + k * n + k]


@kernel
def coupled_solve(m: Membrane, w: Floats, stage: int, h: float, drift: float) -> None:
    """Find u of a stage (1 to 6) from the derivatives at its point; drift: ∂V'/∂t [mV/ms²]."""
    n, inverse_h = 1 + m.dynamic, 1.0 / h
    matrix, right = WORKSPACE + n * n, WORKSPACE + 2 * n * n
    for k in range(n * n):
        w[matrix + k] = -w[WORKSPACE + k]
    first = stage == 1
    slope = SLOPE if first else TRIAL_SLOPE
    for s in range(n):
        w[matrix + s * n + s] += inverse_h / GAMMA
        if s == 0:
            w[right] = (w[DV] if first else w[NEW_DV]) + inverse_h * combination(w, U_V, 1, stage)
            w[right] += h * time_factor(stage) * drift
        else:
            w[right + s] = w[slope + s - 1] + inverse_h * combination(w, U + s - 1, ROW, stage)
    _eliminate(w, matrix, right, n)
    w[U_V + stage - 1] = w[right]
    for i in range(m.dynamic):
        w[U + (stage - 1) * ROW + i] = w[right + 1 + i]


def extra_room(dynamic: int) -> int:
    """Places that a neuron with so many dynamic states needs after the workspace's own."""
    n = 1 + dynamic
    return 2 * n * n + n
