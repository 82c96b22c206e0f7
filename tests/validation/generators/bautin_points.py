"""Make tests/validation/data/bautin_points.json: where the first Lyapunov coefficient vanishes, to 15 digits.

Equations written out by hand, in numbers of 50 digits; derivatives by central differences, which at such a
precision are exact enough; Kuznetsov, Elements of Applied Bifurcation Theory, 3rd ed., equation 5.62.
Run it in an environment of its own: pip install mpmath; python -m tests.validation.generators.bautin_points
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mpmath import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    conj,
    cosh,
    eig,
    exp,
    eye,
    im,
    lu_solve,
    matrix,
    mp,
    mpc,
    mpf,
    nstr,
    re,
    sqrt,
    tanh,
)

mp.dps = 50
STEP = mpf(10) ** -9
"""Of central differences."""
TARGET = Path(__file__).parent.parent / "data" / "bautin_points.json"
Values = Mapping[str, Any]
Vector = list[Any]
Rates = Callable[[Vector, Values], Vector]
"""Derivatives of V, without applied current and in units of it over the capacitance, and of the gates."""


def morris_lecar(state: Vector, p: Values) -> Vector:
    v, n = state
    m = (1 + tanh((v + mpf("1.2")) / 18)) / 2
    ionic = 2 * (v + 60) + 8 * n * (v + 84) + p["g_ca"] * m * (v - 120)
    speed = p["phi"] * cosh((v - p["v3"]) / (2 * p["v4"]))
    return [-ionic / 20, speed * (morris_lecar_steady(v, p)[1] - n)]


def morris_lecar_steady(v: Any, p: Values) -> Vector:
    return [v, (1 + tanh((v - p["v3"]) / p["v4"])) / 2]


def _rates(v: Any) -> list[tuple[Any, Any]]:
    a, b = (v + 40) / 10, (v + 55) / 10
    return [
        (a / (1 - exp(-a)), 4 * exp(-(v + 65) / 18)),
        (mpf("0.07") * exp(-(v + 65) / 20), 1 / (1 + exp(-(v + 35) / 10))),
        (b / (1 - exp(-b)) / 10, exp(-(v + 65) / 80) / 8),
    ]


def hodgkin_huxley(state: Vector, p: Values) -> Vector:
    v, m, h, n = state
    phi = mpf(3) ** ((p["temperature"] - mpf("6.3")) / 10)
    ionic = 120 * m**3 * h * (v - 50) + p["g_k"] * n**4 * (v + 77) + mpf("0.3") * (v + mpf("54.4"))
    gates = zip(_rates(v), (m, h, n), strict=True)
    return [-ionic, *(phi * (a * (1 - x) - b * x) for (a, b), x in gates)]


def hodgkin_huxley_steady(v: Any, _: Values) -> Vector:
    return [v, *(a / (a + b) for a, b in _rates(v))]


def _along(rates: Rates, state: Vector, p: Values, direction: Vector, order: int) -> Vector:
    """Derivative of an order, 1 to 3, of the rates along a direction."""
    weights: Sequence[tuple[int, Any]] = (
        [(-2, 1), (-1, -8), (1, 8), (2, -1)],
        [(-2, -1), (-1, 16), (0, -30), (1, 16), (2, -1)],
        [(-3, 1), (-2, -8), (-1, 13), (1, -13), (2, 8), (3, -1)],
    )[order - 1]
    total = [mpf(0)] * len(state)
    for k, weight in weights:
        moved = [x + k * STEP * d for x, d in zip(state, direction, strict=True)]
        total = [t + weight * f for t, f in zip(total, rates(moved, p), strict=True)]
    return [t / ((12, 12, 8)[order - 1] * STEP**order) for t in total]


def _jacobian(rates: Rates, state: Vector, p: Values) -> Any:
    size = len(state)
    columns = [_along(rates, state, p, [mpf(i == j) for i in range(size)], 1) for j in range(size)]
    return matrix(columns).T


def _dot(left: Vector, right: Vector) -> Any:
    return sum(conj(a) * b for a, b in zip(left, right, strict=True))


def _plus(left: Vector, right: Vector, factor: int = 1) -> Vector:
    return [a + factor * b for a, b in zip(left, right, strict=True)]


def cubic(rates: Rates, state: Vector, p: Values) -> tuple[Any, Any]:
    """Re c₁ and ω at a Hopf point: unit right eigenvector, adjoint one with product 1."""
    jacobian = _jacobian(rates, state, p)
    values, vectors = eig(jacobian)
    chosen = max(range(len(state)), key=lambda k: im(values[k]))
    omega = im(values[chosen])
    q = [vectors[i, chosen] for i in range(len(state))]
    q = [x / sqrt(re(_dot(q, q))) for x in q]
    values, vectors = eig(jacobian.T)
    chosen = min(range(len(state)), key=lambda k: abs(values[k] + mpc(0, omega)))
    adjoint = [vectors[i, chosen] for i in range(len(state))]
    scale = conj(_dot(adjoint, q))
    adjoint = [x / scale for x in adjoint]

    def second(a: Vector, b: Vector) -> Vector:
        sums = (_along(rates, state, p, _plus(a, b, sign), 2) for sign in (1, -1))
        return [(x - y) / 4 for x, y in zip(*sums, strict=True)]

    def third(a: Vector, b: Vector) -> Vector:
        ways = (_plus(a, b), _plus(a, b, -1), b)
        sums = (_along(rates, state, p, way, 3) for way in ways)
        return [(x - y - 2 * z) / 6 for x, y, z in zip(*sums, strict=True)]

    q_bar = [conj(x) for x in q]
    steady = list(lu_solve(jacobian, matrix([-x for x in second(q, q_bar)])))
    double = list(lu_solve(mpc(0, 2 * omega) * eye(len(state)) - jacobian, matrix(second(q, q))))
    terms = _plus(_plus(third(q, q_bar), second(q, steady), 2), second(q_bar, double))
    return re(_dot(adjoint, terms)) / 2, omega


def _secant(function: Callable[[Any], Any], first: Any, second: Any, tolerance: Any) -> Any:
    low, high = function(first), function(second)
    for _ in range(40):
        if abs(second - first) < tolerance or high == low:
            break
        first, second = second, second - high * (second - first) / (high - low)
        low, high = high, function(second)
    return second


class HopfCurve:
    """The Hopf points of a model in the current and a second parameter, by their voltage."""

    def __init__(self, model: str, second: str, values: Values) -> None:
        ways = {
            "morris_lecar": (morris_lecar, morris_lecar_steady),
            "hodgkin_huxley": (hodgkin_huxley, hodgkin_huxley_steady),
        }
        self.rates, self.steady = ways[model]
        self.capacitance = 20 if model == "morris_lecar" else 1
        self.second, self.values = second, values
        self.last = mpf(values[second])

    def at(self, voltage: Any) -> tuple[Any, Any, Any, Any]:
        """Second parameter, current, Re c₁, ω."""

        def growth(value: Any) -> Any:
            p = {**self.values, self.second: value}
            found = eig(_jacobian(self.rates, self.steady(voltage, p), p), left=False, right=False)
            return re(max(found, key=lambda each: (abs(im(each)) > 1e-8, re(each))))

        self.last = _secant(growth, self.last, self.last * (1 + mpf(10) ** -5), mpf(10) ** -38)
        p = {**self.values, self.second: self.last}
        state = self.steady(voltage, p)
        return self.last, -self.capacitance * self.rates(state, p)[0], *cubic(self.rates, state, p)

    def bautin(self, voltages: Sequence[float]) -> Iterator[dict[str, Any]]:
        """Points where Re c₁ changes its sign between these voltages."""
        before = None
        for voltage in map(mpf, voltages):
            here = self.at(voltage)[2]
            if before is not None and before[1] * here < 0:
                v = _secant(lambda v: self.at(v)[2], before[0], voltage, mpf(10) ** -20)
                value, current, _, omega = self.at(v)
                yield {"current": current, self.second: value, "voltage": v, "omega": omega}
            before = voltage, here


SETS: Mapping[str, Mapping[str, str]] = {
    "hopf": {"phi": "0.04", "g_ca": "4.4", "v3": "2", "v4": "30"},
    "snic": {"phi": "0.067", "g_ca": "4", "v3": "12", "v4": "17.4"},
    "homoclinic": {"phi": "0.23", "g_ca": "4", "v3": "12", "v4": "17.4"},
    "ermentrout": {"temperature": "6.3", "g_k": "36"},
}
SCANS = (
    ("morris_lecar", "hopf", "g_ca", 7.8, 11.0), ("morris_lecar", "hopf", "g_ca", 7.8, -37.0),
    ("morris_lecar", "hopf", "phi", -25.2, 8.5), ("morris_lecar", "snic", "phi", 8.3, -3.9),
    ("morris_lecar", "snic", "g_ca", 8.3, -17.5), ("morris_lecar", "homoclinic", "g_ca", 4.4, -8.5),
    ("hodgkin_huxley", "ermentrout", "temperature", -59.66, -43.2),
    ("hodgkin_huxley", "ermentrout", "g_k", -59.66, -26.0),
    ("hodgkin_huxley", "ermentrout", "g_k", -59.66, -64.3),
)  # fmt: skip
"""Model, set, second parameter; voltages [mV] from near a Hopf point of the set to where the curve ends."""


def main() -> None:
    """Write the file."""
    points = []
    for model, name, second, start, stop in SCANS:
        values = {key: mpf(value) for key, value in SETS[name].items()}
        count = round(abs(stop - start) / 0.4) + 1
        voltages = [start + (stop - start) * k / (count - 1) for k in range(count)]
        for found in HopfCurve(model, second, values).bautin(voltages):
            numbers = {key: float(nstr(value, 17)) for key, value in found.items()}
            points.append({"model": model, "set": name, "second": second, **numbers})
    origin = [
        "zeros of Re c1 along curves of Hopf points, mpmath with 50 digits, scanned in steps of 0.4 mV",
        "made by python -m tests.validation.generators.bautin_points",
        "currents [uA/cm2], voltages [mV], omega [1/ms]",
    ]
    TARGET.write_text(json.dumps({"origin": origin, "points": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
