"""One step of the integrator, in parts: points of its stages, derivatives there, error (compiled).

Gates are in rows of a workspace, V apart from them: the processor hands on stored scalars and stored rows
quickly, but not the one as part of the other.
"""

import numpy as np

from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.workspace import (
    CURVATURE,
    DDV,
    DECAY,
    DV,
    GAIN,
    NEW_DV,
    ROW,
    SCALE,
    SLOPE,
    STATE,
    STIFFNESS,
    TILT,
    TRIAL,
    TRIAL_SLOPE,
    WEIGHT,
    Inputs,
    V,
)
from core.numerics.compilation import inlined
from core.numerics.two_derivative import (
    A21,
    A31,
    A32,
    A41,
    A43,
    B1,
    B2,
    B3,
    B4,
    C2,
    C3,
    C4,
    Q1,
    Q2,
    Q3,
    Q4,
    Q5,
)
from core.result import Floats


@inlined
def stage_point(w: Floats, stage: int, h: float, gates: int) -> float:
    """Put the gates of a stage into the row TRIAL; return its voltage."""
    hh = h * h
    g, v, dv = CURVATURE, w[V], w[DV]
    point: float = v
    if stage == 1:
        f, a1 = C2 * h, A21 * hh
        for i in range(gates):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i]
        point = v + f * dv + a1 * w[DDV]
    elif stage == 2:
        f, a1, a2 = C3 * h, A31 * hh, A32 * hh
        for i in range(gates):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i] + a2 * w[g + ROW + i]
        point = v + f * dv + a1 * w[DDV] + a2 * w[DDV + 1]
    elif stage == 3:
        f, a1, a3 = C4 * h, A41 * hh, A43 * hh
        for i in range(gates):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i] + a3 * w[g + 2 * ROW + i]
        point = v + f * dv + a1 * w[DDV] + a3 * w[DDV + 2]
    elif stage == 4:
        b1, b2, b3, b4 = B1 * hh, B2 * hh, B3 * hh, B4 * hh
        for i in range(gates):
            old = w[STATE + i] + h * w[SLOPE + i] + b1 * w[g + i]
            w[TRIAL + i] = old + b2 * w[g + ROW + i] + b3 * w[g + 2 * ROW + i] + b4 * w[g + 3 * ROW + i]
        point = v + h * dv + b1 * w[DDV] + b2 * w[DDV + 1] + b3 * w[DDV + 2] + b4 * w[DDV + 3]
    else:
        for i in range(gates):
            w[TRIAL + i] = w[STATE + i]
    return point


@inlined
def read_table(m: Membrane, w: Floats, v: float, slope: int) -> None:
    """Read the table at v: x' into a row, its derivatives by V and x, and the instantaneous gates."""
    u = v * m.inverse_cell - m.low * m.inverse_cell
    cell = np.uint64(u)
    u -= np.floor(u)
    uu = u * u
    row = m.table[cell]
    n, moving = m.dynamic, np.uint64(slope)
    for i in range(n):
        a = (row[i, 0] + u * row[i, 1]) + uu * (row[i, 2] + u * row[i, 3])
        b = (row[i, 4] + u * row[i, 5]) + uu * (row[i, 6] + u * row[i, 7])
        da = row[i, 1] + u * (2.0 * row[i, 2] + u * (3.0 * row[i, 3]))
        db = row[i, 5] + u * (2.0 * row[i, 6] + u * (3.0 * row[i, 7]))
        x = w[TRIAL + i]
        w[moving + np.uint64(i)] = w[SCALE + i] * (a - b * x)
        w[GAIN + i] = w[SCALE + i] * m.inverse_cell * (da - db * x)
        w[DECAY + i] = w[SCALE + i] * b
    for i in range(n, n + m.instantaneous):
        k = m.width + i - n
        w[TRIAL + k] = (row[i, 0] + u * row[i, 1]) + uu * (row[i, 2] + u * row[i, 3])
        w[TILT + k] = m.inverse_cell * (row[i, 1] + u * (2.0 * row[i, 2] + u * (3.0 * row[i, 3])))


@inlined
def power(x: float, exponent: int) -> tuple[float, float]:
    """x^p and p x^(p − 1)."""
    full, less = x, 1.0
    if exponent == 2:
        full, less = x * x, 2.0 * x
    elif exponent == 3:
        square = x * x
        full, less = square * x, 3.0 * square
    elif exponent > 3:
        less = x * x * x
        for _ in range(4, exponent):
            less *= x
        full, less = less * x, exponent * less
    return full, less


@inlined
def in_table(m: Membrane, v: float) -> bool:
    """Whether a voltage lies within the table."""
    position = v * m.inverse_cell - m.low * m.inverse_cell
    inside: bool = position >= 0.0 and position < m.cells
    return inside


@inlined
def derivatives(
    m: Membrane, w: Floats, v: float, slope: int, curvature: int, inputs: Inputs
) -> tuple[float, float]:
    """V' and V'' at v and the gates in TRIAL; x' and x'' go to two rows."""
    read_table(m, w, v, slope)
    gates, moving, tilting = np.uint64(TRIAL), np.uint64(slope), np.uint64(TILT)
    # C V' = I − Σ g D and C V'' = I' − Σ [ġ D + (g D' + ∂g/∂V D) V'], ġ by the dynamic gates, D' = 1 or 0.
    total, change, stiffness = inputs.current, inputs.slope, inputs.conductance
    for c in range(m.conductances.size):
        g, drift, tilt = m.conductances[c], 0.0, 0.0
        for k in range(m.starts[c], m.starts[np.uint64(c) + np.uint64(1)]):
            place = m.factors[k, 0]
            full, less = power(w[gates + place], m.factors[k, 1])
            drift = drift * full + g * less * w[moving + place]
            tilt = tilt * full + g * less * w[tilting + place]
            g *= full
        force = m.slopes[c] * v - m.reversals[c]
        total -= g * force
        change -= drift * force
        stiffness += g * m.slopes[c] + tilt * force
    w[STIFFNESS] = stiffness
    dv, ddv = inputs.command_slope, inputs.command_curvature
    if not inputs.clamped:
        dv = total * m.inverse_capacitance
        ddv = (change - stiffness * dv) * m.inverse_capacitance
    bending = np.uint64(curvature)
    for i in range(m.dynamic):
        w[bending + np.uint64(i)] = w[GAIN + i] * dv - w[DECAY + i] * w[moving + np.uint64(i)]
    return dv, ddv


@inlined
def step_error(w: Floats, h: float, gates: int) -> float:
    """Largest error of a step [mV; gates weighted]: what f1 − f0 misses of the quadrature of g."""
    quadrature = Q1 * w[DDV] + Q2 * w[DDV + 1] + Q3 * w[DDV + 2] + Q4 * w[DDV + 3] + Q5 * w[DDV + 4]
    worst = abs(w[NEW_DV] - w[DV] - h * quadrature)
    g = CURVATURE
    for i in range(gates):
        early = Q1 * w[g + i] + Q2 * w[g + ROW + i] + Q3 * w[g + 2 * ROW + i]
        late = Q4 * w[g + 3 * ROW + i] + Q5 * w[g + 4 * ROW + i]
        worst = max(worst, w[WEIGHT + i] * abs(w[TRIAL_SLOPE + i] - w[SLOPE + i] - h * (early + late)))
    error: float = abs(h) * worst
    return error
