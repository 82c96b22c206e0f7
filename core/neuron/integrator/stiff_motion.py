"""One step of the stiff integrator, in parts (compiled).

The Jacobian is an arrow: V is coupled to every gate, a gate to V and itself only. So the linear systems of a
Rosenbrock method are solved by eliminating the gates, in O(gates). The solutions u are kept in rows like
gates, the voltage's in a row of their own.
"""

from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.workspace import (
    ARROW_DECAY,
    ARROW_GAIN,
    ARROW_V,
    COUPLING,
    DECAY,
    DV,
    GAIN,
    NEW_DV,
    NEW_V,
    POLYNOMIAL,
    ROW,
    SLOPE,
    STATE,
    STIFFNESS,
    TRIAL,
    TRIAL_SLOPE,
    U_V,
    V_POLYNOMIAL,
    WEIGHT,
    U,
    V,
)
from core.numerics import rosenbrock as r
from core.numerics.compilation import kernel
from core.result import Floats

A21, A31, A32, A41, A42, A43 = r.A21, r.A31, r.A32, r.A41, r.A42, r.A43
A51, A52, A53, A54 = r.A51, r.A52, r.A53, r.A54
C21, C31, C32, C41, C42, C43 = r.C21, r.C31, r.C32, r.C41, r.C42, r.C43
C51, C52, C53, C54 = r.C51, r.C52, r.C53, r.C54
C61, C62, C63, C64, C65 = r.C61, r.C62, r.C63, r.C64, r.C65
D1, D2, D3, D4 = r.D1, r.D2, r.D3, r.D4
P1, P2, P3, P4, P5 = r.P1, r.P2, r.P3, r.P4, r.P5
Q1, Q2, Q3, Q4, Q5 = r.Q1, r.Q2, r.Q3, r.Q4, r.Q5
GAMMA = r.GAMMA


@kernel
def linearise(m: Membrane, w: Floats, clamped: bool) -> None:
    """Keep the Jacobian at the last evaluated point, whose gates are in TRIAL; clamped, V obeys no state."""
    for i in range(m.dynamic):
        w[COUPLING + i] = 0.0
        w[ARROW_GAIN + i], w[ARROW_DECAY + i] = w[GAIN + i], w[DECAY + i]
    w[ARROW_V] = 0.0 if clamped else -w[STIFFNESS] * m.inverse_capacitance
    for c in range(m.conductances.size):
        force = -(m.slopes[c] * w[NEW_V] - m.reversals[c]) * m.conductances[c] * m.inverse_capacitance
        force = 0.0 if clamped else force
        first, end = int(m.starts[c]), int(m.starts[c + 1])
        for k in range(first, end):
            product = force
            for j in range(first, end):
                x, power = w[TRIAL + int(m.factors[j, 0])], int(m.factors[j, 1])
                if j == k:
                    product *= power
                    power -= 1
                for _ in range(power):
                    product *= x
            place = int(m.factors[k, 0])
            if place < m.dynamic:
                w[COUPLING + place] += product


@kernel
def combination(w: Floats, at: int, stride: int, stage: int) -> float:
    """Σ c_ij u_j of a stage."""
    total = 0.0
    if stage > 1:
        u1 = w[at]
        if stage == 2:
            total = C21 * u1
        else:
            u2 = w[at + stride]
            if stage == 3:
                total = C31 * u1 + C32 * u2
            else:
                u3 = w[at + 2 * stride]
                if stage == 4:
                    total = C41 * u1 + C42 * u2 + C43 * u3
                else:
                    u4 = w[at + 3 * stride]
                    if stage == 5:
                        total = C51 * u1 + C52 * u2 + C53 * u3 + C54 * u4
                    else:
                        total = C61 * u1 + C62 * u2 + C63 * u3 + C64 * u4 + C65 * w[at + 4 * stride]
    return total


@kernel
def time_factor(stage: int) -> float:
    """Factor of ∂f/∂t of a stage (1 to 6)."""
    factor = 0.0
    if stage == 1:
        factor = D1
    elif stage == 2:
        factor = D2
    elif stage == 3:
        factor = D3
    elif stage == 4:
        factor = D4
    return factor


@kernel
def stiff_solve(w: Floats, stage: int, h: float, gates: int, drift: float) -> None:
    """Find u of a stage (1 to 6) from the derivatives at its point; drift: ∂V'/∂t [mV/ms²]."""
    first = stage == 1
    inverse_h = 1.0 / h
    shift = inverse_h / GAMMA
    slope = SLOPE if first else TRIAL_SLOPE
    right = (w[DV] if first else w[NEW_DV]) + inverse_h * combination(w, U_V, 1, stage)
    right += h * time_factor(stage) * drift
    pivot = shift - w[ARROW_V]
    row = U + (stage - 1) * ROW
    for i in range(gates):
        own = 1.0 / (shift + w[ARROW_DECAY + i])
        w[row + i] = own * (w[slope + i] + inverse_h * combination(w, U + i, ROW, stage))
        pivot -= w[COUPLING + i] * w[ARROW_GAIN + i] * own
        right += w[COUPLING + i] * w[row + i]
    u = right / pivot
    w[U_V + stage - 1] = u
    for i in range(gates):
        w[row + i] += w[ARROW_GAIN + i] * u / (shift + w[ARROW_DECAY + i])


@kernel
def stiff_point(w: Floats, stage: int, gates: int) -> float:
    """Put the gates of the point after a stage's u into TRIAL; return its voltage."""
    if stage >= 5:
        for i in range(gates):
            w[TRIAL + i] += w[U + (stage - 1) * ROW + i]
        return float(w[NEW_V] + w[U_V + stage - 1])
    a1, a2, a3, a4 = A21, 0.0, 0.0, 0.0
    if stage == 2:
        a1, a2 = A31, A32
    elif stage == 3:
        a1, a2, a3 = A41, A42, A43
    elif stage == 4:
        a1, a2, a3, a4 = A51, A52, A53, A54
    v: float = w[V]
    for i in range(gates):
        w[TRIAL + i] = w[STATE + i]
    for j, a in enumerate((a1, a2, a3, a4)):
        if j < stage:
            v += a * w[U_V + j]
            for i in range(gates):
                w[TRIAL + i] += a * w[U + j * ROW + i]
    return v


@kernel
def stiff_error(w: Floats, gates: int) -> float:
    """Largest error of a step [mV; gates weighted]: u of the last stage."""
    worst: float = abs(w[U_V + 5])
    for i in range(gates):
        worst = max(worst, w[WEIGHT + i] * abs(w[U + 5 * ROW + i]))
    return worst


@kernel
def _cubic(w: Floats, at: int, stride: int, u: int, u_stride: int, old: float, new: float) -> None:
    """Coefficients of the dense output of order 3, as those of a quintic."""
    u1, u2, u3, u4, u5 = w[u], w[u + u_stride], w[u + 2 * u_stride], w[u + 3 * u_stride], w[u + 4 * u_stride]
    p = P1 * u1 + P2 * u2 + P3 * u3 + P4 * u4 + P5 * u5
    q = Q1 * u1 + Q2 * u2 + Q3 * u3 + Q4 * u4 + Q5 * u5
    w[at], w[at + stride] = old, new - old + p
    w[at + 2 * stride], w[at + 3 * stride] = q - p, -q
    w[at + 4 * stride], w[at + 5 * stride] = 0.0, 0.0


@kernel
def stiff_interpolate(w: Floats, gates: int) -> None:
    """Polynomials of V and the gates over a step."""
    _cubic(w, V_POLYNOMIAL, 1, U_V, 1, w[V], w[NEW_V])
    for i in range(gates):
        _cubic(w, POLYNOMIAL + i, ROW, U + i, ROW, w[STATE + i], w[TRIAL + i])
