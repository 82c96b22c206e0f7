"""Morris-Lecar and Hodgkin-Huxley written out once more, and a brute scan for their equilibria."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.result import Floats

Array = Any
"""Real or complex, any shape."""
Rates = Callable[[Mapping[str, Array], list[Array]], list[Array]]


def _linoid(x: Array) -> Array:
    """x/(1 − e^{−x}); the grids miss 0."""
    return x / (1.0 - np.exp(-x))


def hodgkin_huxley_gates(p: Mapping[str, Array], v: Array) -> list[tuple[Array, Array]]:
    """α and β of m, h, n."""

    def x(name: str) -> Array:
        return (v - p[f"{name}_midpoint"]) / p[f"{name}_slope"]

    return [
        (p["alpha_m_rate"] * _linoid(x("alpha_m")), p["beta_m_rate"] * np.exp(-x("beta_m"))),
        (p["alpha_h_rate"] * np.exp(-x("alpha_h")), p["beta_h_rate"] / (1.0 + np.exp(-x("beta_h")))),
        (p["alpha_n_rate"] * _linoid(x("alpha_n")), p["beta_n_rate"] * np.exp(-x("beta_n"))),
    ]


def hodgkin_huxley(p: Mapping[str, Array], state: list[Array]) -> list[Array]:
    """Rates of V, m, h, n without an applied current."""
    v, m, h, n = state
    ionic = p["g_na"] * m**3 * h * (v - p["e_na"]) + p["g_k"] * n**4 * (v - p["e_k"])
    phi = p["q10"] ** ((p["temperature"] - 6.3) / 10.0)
    gates = zip(hodgkin_huxley_gates(p, v), (m, h, n), strict=True)
    return [
        -(ionic + p["g_l"] * (v - p["e_l"])) / p["c_m"],
        *(phi * (a * (1.0 - x) - b * x) for (a, b), x in gates),
    ]


def hodgkin_huxley_rest(p: Mapping[str, Array], v: Array) -> list[Array]:
    """V and the gates at their steady states."""
    return [v, *(a / (a + b) for a, b in hodgkin_huxley_gates(p, v))]


def morris_lecar(p: Mapping[str, Array], state: list[Array]) -> list[Array]:
    """Rates of V and n without an applied current."""
    v, n = state
    m = 0.5 * (1.0 + np.tanh((v - p["v1"]) / p["v2"]))
    ionic = p["g_ca"] * m * (v - p["e_ca"]) + p["g_k"] * n * (v - p["e_k"]) + p["g_l"] * (v - p["e_l"])
    n_rest = morris_lecar_rest(p, v)[1]
    return [-ionic / p["c_m"], p["phi"] * (n_rest - n) * np.cosh((v - p["v3"]) / (2.0 * p["v4"]))]


def morris_lecar_rest(p: Mapping[str, Array], v: Array) -> list[Array]:
    """V and n at its steady state."""
    return [v, 0.5 * (1.0 + np.tanh((v - p["v3"]) / p["v4"]))]


CELLS: dict[str, tuple[Rates, Callable[[Mapping[str, Array], Array], list[Array]]]] = {
    "hodgkin-huxley": (hodgkin_huxley, hodgkin_huxley_rest),
    "morris-lecar": (morris_lecar, morris_lecar_rest),
}


def unstable_dimensions(
    cell: str, values: Mapping[str, float], name: str, along: Floats, current: float
) -> list[list[int]]:
    """Of every equilibrium at each value of a parameter, in increasing order.

    Sign changes of the steady current on a fine grid of voltages, bisected; the eigenvalues of Jacobians by
    complex steps, which are exact to rounding.
    """
    rates, rest = CELLS[cell]
    grid = np.linspace(-170.3, 170.2, 1201)
    p: dict[str, Array] = {key: np.float64(value) for key, value in values.items()}

    def balance(v: Array, at: Array) -> Array:
        there = p | {name: at}
        return rates(there, rest(there, v))[0] * there["c_m"] + current

    with np.errstate(over="ignore", invalid="ignore"):
        # Parameters that scale rates only leave the current as it is at all values.
        flows = balance(grid[None, :], along[:, None])
        sign = np.sign(np.broadcast_to(flows, (along.size, grid.size)))
        which, cells = np.nonzero(sign[:, :-1] * sign[:, 1:] < 0.0)
        low, high, at = grid[cells], grid[cells + 1], along[which]
        rising = sign[which, cells + 1] > 0.0
        for _ in range(50):
            middle = 0.5 * (low + high)
            above = (balance(middle, at) > 0.0) == rising
            low, high = np.where(above, low, middle), np.where(above, middle, high)
        there = p | {name: at}
        state = np.broadcast_arrays(*rest(there, 0.5 * (low + high)))
        matrix = np.empty((at.size, len(state), len(state)))
        for j in range(len(state)):
            shifted = [x + (1e-30j if i == j else 0.0) for i, x in enumerate(state)]
            matrix[:, :, j] = np.array([np.imag(x) for x in rates(there, shifted)]).T / 1e-30
    unstable = (np.linalg.eigvals(matrix).real > 0.0).sum(axis=1)
    return [sorted(unstable[which == i].tolist()) for i in range(along.size)]
