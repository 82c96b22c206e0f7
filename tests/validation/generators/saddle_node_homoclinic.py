"""Where the SNIC of Morris and Lecar's snic set begins, by shooting: no collocation, no code of the package.

At the saddle-node of the lower branch an orbit leaves along the centre manifold and comes back after a spike.
For small phi it does so on the node's side of the strong stable manifold (the saddle-node lies on a closed
curve), for large phi on the other side; in between it arrives along that manifold. Both manifolds are begun
very near the saddle-node and carried on by the flow; they are compared where n has come down to a level, on
which phi must not depend: the differences are its error. Takes some minutes.

    python tests/validation/generators/saddle_node_homoclinic.py
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

Floats = NDArray[np.float64]
DATA = Path(__file__).parents[1] / "data" / "saddle_node_homoclinic.json"

C, G_CA, G_K, G_L = 20.0, 4.0, 8.0, 2.0
E_CA, E_K, E_L = 120.0, -84.0, -60.0
V1, V2, V3, V4 = -1.2, 18.0, 12.0, 17.4


def n_inf(v: complex) -> complex:
    return complex(0.5 * (1.0 + np.tanh((v - V3) / V4)))


def ionic(v: complex, n: complex) -> complex:
    m = 0.5 * (1.0 + np.tanh((v - V1) / V2))
    return complex(G_L * (v - E_L) + G_K * n * (v - E_K) + G_CA * m * (v - E_CA))


def recovery(v: complex, n: complex, phi: float) -> complex:
    return complex(phi * (n_inf(v) - n) * np.cosh((v - V3) / (2.0 * V4)))


def slope(v: float) -> float:
    """I_ss′, exact by a complex step."""
    w = v + 1e-30j
    return ionic(w, n_inf(w)).imag / 1e-30


def jacobian(v: float, n: float, phi: float) -> Floats:
    h = 1e-30
    return np.array(
        [
            [-ionic(v + 1j * h, n).imag / h / C, -ionic(v, n + 1j * h).imag / h / C],
            [recovery(v + 1j * h, n, phi).imag / h, recovery(v, n + 1j * h, phi).imag / h],
        ]
    )


def carried(phi: float, current: float, start: Floats, sign: float, level: float) -> float:
    """V where n passes a level downwards in time, from a start on, forwards or backwards in time."""

    def rates(_: float, x: Floats) -> list[float]:
        v, n = x.tolist()
        return [sign * (current - ionic(v, n).real) / C, sign * recovery(v, n, phi).real]

    def reached(_: float, x: Floats) -> float:
        return float(x[1]) - level

    reached.terminal, reached.direction = True, -sign  # type: ignore[attr-defined]
    run: Callable[..., object] = solve_ivp
    found = run(rates, (0.0, 1e7), start, method="LSODA", rtol=1e-12, atol=1e-14, events=reached)
    return float(found.y[0, -1])  # type: ignore[attr-defined]


def main() -> None:
    voltage = brentq(slope, -40.0, -20.0, xtol=1e-14)
    n0 = n_inf(voltage).real
    current = ionic(voltage, n0).real
    origin = np.array([voltage, n0])

    def gap(phi: float, level: float, leaving: float, arriving: float) -> float:
        values, vectors = np.linalg.eig(jacobian(voltage, n0, phi))
        centre, strong = (vectors[:, i].real / vectors[1, i].real for i in np.argsort(np.abs(values)))
        centre *= np.sign(centre[0]) / abs(centre[0])
        orbit = carried(phi, current, origin + leaving * centre, 1.0, level)
        manifold = carried(phi, current, origin + arriving * strong, -1.0, level)
        return orbit - manifold

    found = [
        brentq(gap, 0.1935, 0.195, args=(n0 + above, leaving, arriving), xtol=1e-13)
        for above in (0.02, 0.05, 0.1)
        for leaving, arriving in ((0.02, 1e-6), (0.01, 1e-7))
    ]
    phi = float(np.median(found))
    data = {
        "origin": "tests/validation/generators/saddle_node_homoclinic.py",
        "current": current,
        "phi": phi,
        "phi_error": float(np.abs(np.array(found) - phi).max()),
    }
    DATA.write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()
