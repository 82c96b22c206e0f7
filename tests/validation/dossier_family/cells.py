"""Morris-Lecar and Hodgkin-Huxley by hand: rates for simulation, steady states and Jacobians for scans.

Written from the equations, without the service's code. Jacobians are derived by hand.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

Array = Any
"""A float or an array of them."""
Values = Mapping[str, Any]
NAMES = {
    "morris-lecar": ("c_m", "g_ca", "g_k", "g_l", "e_ca", "e_k", "e_l", "v1", "v2", "v3", "v4", "phi"),
    "hodgkin-huxley": ("c_m", "g_na", "g_k", "g_l", "e_na", "e_k", "e_l", "temperature"),
}
"""In the order in which the kernel reads them."""


def _linoid(x: Array) -> Array:
    """x/(1 − e^{−x})."""
    safe = np.where(np.abs(x) < 1e-9, 1e-9, x)
    return safe / -np.expm1(-safe)


def _linoid_slope(x: Array) -> Array:
    """The derivative; its series near 0."""
    small = np.abs(x) < 1e-4
    safe = np.where(small, 1.0, x)
    e = -np.expm1(-safe)
    return np.where(small, 0.5 + x / 6.0, (e - safe * np.exp(-safe)) / e**2)


def _gates(v: Array) -> list[tuple[Array, Array, Array, Array]]:
    """α, β and their slopes of m, h, n at 6.3 °C."""
    a, b = (v + 40.0) / 10.0, (v + 55.0) / 10.0
    beta_m, alpha_h, beta_n = (
        4.0 * np.exp(-(v + 65.0) / 18.0),
        0.07 * np.exp(-(v + 65.0) / 20.0),
        0.125 * np.exp(-(v + 65.0) / 80.0),
    )
    beta_h = 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))
    return [
        (_linoid(a), beta_m, _linoid_slope(a) / 10.0, -beta_m / 18.0),
        (alpha_h, beta_h, -alpha_h / 20.0, beta_h * (1.0 - beta_h) / 10.0),
        (0.1 * _linoid(b), beta_n, _linoid_slope(b) / 100.0, -beta_n / 80.0),
    ]


def steady(cell: str, p: Values, v: Array) -> list[Array]:
    """All states in equilibrium at a voltage."""
    if cell == "morris-lecar":
        return [v, 0.5 * (1.0 + np.tanh((v - p["v3"]) / p["v4"]))]
    return [v, *(a / (a + b) for a, b, _, _ in _gates(v))]


def terms(cell: str, p: Values, v: Array) -> dict[str, Array]:
    """The steady ionic current density, by conductance, each for a conductance of 1 mS/cm²."""
    _, *gates = steady(cell, p, v)
    if cell == "morris-lecar":
        m = 0.5 * (1.0 + np.tanh((v - p["v1"]) / p["v2"]))
        return {"g_ca": m * (v - p["e_ca"]), "g_k": gates[0] * (v - p["e_k"]), "g_l": v - p["e_l"]}
    m, h, n = gates
    return {"g_na": m**3 * h * (v - p["e_na"]), "g_k": n**4 * (v - p["e_k"]), "g_l": v - p["e_l"]}


def parameter_at(cell: str, p: Values, name: str, current: float, v: Array) -> Array:
    """The current, or the conductance, at which there is an equilibrium at a voltage."""
    parts = terms(cell, p, v)
    if name == "current":
        return sum(p[key] * part for key, part in parts.items())
    return (current - sum(p[key] * part for key, part in parts.items() if key != name)) / parts[name]


def jacobian(cell: str, p: Values, state: list[Array]) -> Array:
    """Derivatives of the rates by the states, shape (..., n, n)."""
    v = np.asarray(state[0])
    made = np.zeros((*v.shape, len(state), len(state)))
    if cell == "morris-lecar":
        n = state[1]
        m = 0.5 * (1.0 + np.tanh((v - p["v1"]) / p["v2"]))
        slope = 2.0 * m * (1.0 - m) / p["v2"]
        x = (v - p["v3"]) / p["v4"]
        rest, speed = 0.5 * (1.0 + np.tanh(x)), p["phi"] * np.cosh(0.5 * x)
        leaving = p["g_ca"] * (m + slope * (v - p["e_ca"])) + p["g_k"] * n + p["g_l"]
        made[..., 0, 0] = -leaving / p["c_m"]
        made[..., 0, 1] = -p["g_k"] * (v - p["e_k"]) / p["c_m"]
        made[..., 1, 0] = speed * 2.0 * rest * (1.0 - rest) / p["v4"]
        made[..., 1, 0] += p["phi"] * np.sinh(0.5 * x) / (2.0 * p["v4"]) * (rest - n)
        made[..., 1, 1] = -speed
        return made
    m, h, n = state[1:]
    phi = 3.0 ** ((p["temperature"] - 6.3) / 10.0)
    made[..., 0, 0] = -(p["g_na"] * m**3 * h + p["g_k"] * n**4 + p["g_l"]) / p["c_m"]
    made[..., 0, 1] = -3.0 * p["g_na"] * m**2 * h * (v - p["e_na"]) / p["c_m"]
    made[..., 0, 2] = -p["g_na"] * m**3 * (v - p["e_na"]) / p["c_m"]
    made[..., 0, 3] = -4.0 * p["g_k"] * n**3 * (v - p["e_k"]) / p["c_m"]
    for i, (x, (a, b, a_slope, b_slope)) in enumerate(zip((m, h, n), _gates(v), strict=True), start=1):
        made[..., i, 0] = phi * (a_slope * (1.0 - x) - b_slope * x)
        made[..., i, i] = -phi * (a + b)
    return made


@njit(cache=True, error_model="numpy")
def rates(two: bool, p: Array, current: float, y: Array, out: Array) -> None:
    """Derivatives of the states by time; two states: Morris-Lecar."""
    v = y[0]
    if two:
        x = (v - p[9]) / p[10]
        ionic = p[1] * 0.5 * (1.0 + np.tanh((v - p[7]) / p[8])) * (v - p[4])
        ionic += p[2] * y[1] * (v - p[5]) + p[3] * (v - p[6])
        out[0] = (current - ionic) / p[0]
        out[1] = p[11] * np.cosh(0.5 * x) * (0.5 * (1.0 + np.tanh(x)) - y[1])
        return
    a, b = (v + 40.0) / 10.0, (v + 55.0) / 10.0
    a = 1e-9 if abs(a) < 1e-9 else a
    b = 1e-9 if abs(b) < 1e-9 else b
    phi = 3.0 ** ((p[7] - 6.3) / 10.0)
    m, h, n = y[1], y[2], y[3]
    ionic = p[1] * m**3 * h * (v - p[4]) + p[2] * n**4 * (v - p[5]) + p[3] * (v - p[6])
    out[0] = (current - ionic) / p[0]
    out[1] = phi * (a / -np.expm1(-a) * (1.0 - m) - 4.0 * np.exp(-(v + 65.0) / 18.0) * m)
    out[2] = phi * (0.07 * np.exp(-(v + 65.0) / 20.0) * (1.0 - h) - h / (1.0 + np.exp(-(v + 35.0) / 10.0)))
    out[3] = phi * (0.1 * b / -np.expm1(-b) * (1.0 - n) - 0.125 * np.exp(-(v + 65.0) / 80.0) * n)
