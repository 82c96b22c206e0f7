"""Hodgkin and Huxley's travelling waves by shooting, with the equations written out by hand from their paper.

V″ = K (V′ + I_ion/C) from beside rest along its one unstable direction, by DOP853 at a relative tolerance of
1e-13. K too large: V runs away upwards; too small: downwards; of the slow wave the other way round. An orbit
that comes down from its first maximum and rises to half of it again counts as having run away upwards: it is
on its way to a wave of more spikes. K is halved in until two doubles are neighbours. Shares nothing with the
service but NumPy and SciPy.

    python -m tests.validation.generators.travelling_waves
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

Floats = NDArray[np.float64]

DATA = Path(__file__).parent.parent / "data" / "travelling_waves.json"
# Brackets of K [1/ms] at temperatures [°C], with a single change of the outcome in each.
FAST = {0.0: (2.0, 3.5), 6.3: (4.0, 5.0), 18.5: (9.0, 12.0), 30.0: (15.0, 18.0), 33.5: (12.0, 15.0)}
SLOW = {6.3: (0.21, 0.25), 18.5: (0.9, 1.0), 30.0: (4.0, 4.5), 33.5: (9.0, 10.0)}
START = 1e-6
CLOSEST = 1e-15


def linoid(x: float) -> float:
    """x/(1 − e^{−x}) with its limit at 0."""
    return 1.0 + 0.5 * x if abs(x) < 1e-8 else x / (1.0 - np.exp(-x))


def rates(v: float) -> tuple[Floats, Floats]:
    """α and β of m, h, n at 6.3 °C [1/ms]."""
    alpha = [linoid((v + 40.0) / 10.0), 0.07 * np.exp(-(v + 65.0) / 20.0), 0.1 * linoid((v + 55.0) / 10.0)]
    beta = [
        4.0 * np.exp(-(v + 65.0) / 18.0),
        1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0)),
        0.125 * np.exp(-(v + 65.0) / 80.0),
    ]
    return np.array(alpha), np.array(beta)


def ionic(v: float, m: float, h: float, n: float) -> float:
    """Ionic current [µA/cm²]."""
    return 120.0 * m**3 * h * (v - 50.0) + 36.0 * n**4 * (v + 77.0) + 0.3 * (v + 54.387)


def rest() -> Floats:
    """V, V′ and the gates at rest."""

    def current(v: float) -> float:
        alpha, beta = rates(v)
        return ionic(v, *(alpha / (alpha + beta)))

    v = float(brentq(current, -66.0, -64.0, xtol=1e-14, rtol=1e-15))
    alpha, beta = rates(v)
    return np.array([v, 0.0, *(alpha / (alpha + beta))])


def field(k: float, temperature: float) -> Callable[[float, Floats], Floats]:
    """The waves' vector field."""
    phi = 3.0 ** ((temperature - 6.3) / 10.0)

    def derivative(_: float, y: Floats) -> Floats:
        alpha, beta = rates(y[0])
        gates = phi * (alpha * (1.0 - y[2:]) - beta * y[2:])
        return np.array([y[1], k * (y[1] + ionic(y[0], *y[2:])), *gates])

    return derivative


def departure(derivative: Callable[[float, Floats], Floats], state: Floats) -> Floats:
    """The unstable direction at rest, its V 1 mV, by central differences."""
    n = state.size
    jacobian = np.empty((n, n))
    for j in range(n):
        step = np.zeros(n)
        step[j] = 1e-5 * max(1.0, abs(state[j]))
        jacobian[:, j] = (derivative(0.0, state + step) - derivative(0.0, state - step)) / (2.0 * step[j])
    values, vectors = np.linalg.eig(jacobian)
    vector = np.real(vectors[:, int(np.argmax(values.real))])
    return np.asarray(vector / vector[0])


def outcome(k: float, temperature: float) -> int:
    """1 where the orbit runs away upwards, −1 where downwards."""
    derivative, state = field(k, temperature), rest()
    low, high = _level(-78.0, -1.0), _level(51.0, 1.0)
    first = _solve(derivative, state + START * departure(derivative, state), [low, high, _turn])
    if first[1] != 2:
        return 1 if first[1] == 1 else -1
    half = _level(0.5 * (state[0] + float(first[0][0])), 1.0)
    return -1 if _solve(derivative, first[0], [low, half, high])[1] == 0 else 1


def _solve(
    derivative: Callable[[float, Floats], Floats],
    start: Floats,
    events: list[Callable[[float, Floats], float]],
) -> tuple[Floats, int]:
    """State at the first event, and which it is."""
    run = solve_ivp(derivative, (0.0, 1e4), start, method="DOP853", rtol=1e-13, atol=1e-14, events=events)
    assert run.t_events is not None
    (which,) = (i for i, times in enumerate(run.t_events) if times.size)
    return run.y[:, -1], which


def _level(level: float, direction: float) -> Callable[[float, Floats], float]:
    def event(_: float, y: Floats) -> float:
        return float(y[0]) - level

    event.terminal, event.direction = True, direction  # type: ignore[attr-defined]  # as SciPy wants it
    return event


def _turn(_: float, y: Floats) -> float:
    return float(y[1])


_turn.terminal, _turn.direction = True, -1.0  # type: ignore[attr-defined]  # a maximum


def conversion_constant(temperature: float, bracket: tuple[float, float]) -> float:
    """K [1/ms] of the wave in a bracket."""
    low, high = bracket
    below = outcome(low, temperature)
    assert outcome(high, temperature) == -below
    while high - low > CLOSEST * high:
        middle = 0.5 * (low + high)
        if middle in {low, high}:
            break
        if outcome(middle, temperature) == below:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def main() -> None:
    """Find the waves and keep them."""
    waves = [
        {"temperature": temperature, "wave": name, "conversion_constant": conversion_constant(temperature, k)}
        for name, brackets in (("fast", FAST), ("slow", SLOW))
        for temperature, k in brackets.items()
    ]
    origin = [
        "Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544, doi:10.1113/jphysiol.1952.sp004764, (26), (31)",
        "table 3, written out by hand, E_L = -54.387 mV",
        f"SciPy {scipy.__version__}, DOP853, rtol = 1e-13, from 1e-6 mV beside rest, bisection to neighbours",
        "made by python -m tests.validation.generators.travelling_waves",
        "K = 4 R_i C c²/d [1/ms]; temperatures [°C]",
    ]
    text = json.dumps({"origin": origin, "waves": waves}, ensure_ascii=False)
    DATA.write_text(text.replace("}, {", "},\n{") + "\n", "utf-8")


if __name__ == "__main__":
    main()
