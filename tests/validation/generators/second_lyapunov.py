"""Make tests/validation/data/second_lyapunov.json: the second Lyapunov coefficient of Bautin points.

By return maps, which know nothing of normal forms: at a Bautin point a solution that starts at a distance s
from the equilibrium along Re q, ⟨q, q⟩ = 1, comes back at s + π l₂ s⁵/8 + O(s⁶), l₂ = Re c₂/ω. Solved in
numbers of 50 digits by extrapolated midpoint rules, the limit of (s′ − s)/s⁵ by a polynomial through many s.
Run it in an environment of its own: pip install mpmath; python -m tests.validation.generators.second_lyapunov
"""

import json
from pathlib import Path
from typing import Any

from mpmath import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    eig,
    im,
    matrix,
    mp,
    mpf,
    nstr,
    pi,
    re,
    sqrt,
)

from tests.validation.generators.bautin_points import SETS, HopfCurve, Vector, _jacobian

mp.dps = 50
TARGET = Path(__file__).parent.parent / "data" / "second_lyapunov.json"
STEPS, COLUMNS = 60, 12
NODES = 12
CASES = (
    ("snic", "g_ca", mpf("4.1864279759833")),
    ("snic", "phi", mpf("-1.4964780036539")),
    ("hopf", "phi", mpf("2.4720792231086")),
)
"""Set, second parameter, voltage of the Bautin point [mV]."""


class Flow:
    """The planar flow at a Bautin point."""

    def __init__(self, curve: HopfCurve, voltage: Any) -> None:
        value, self.current, self.cubic, self.omega = curve.at(voltage)
        self.values = {**curve.values, curve.second: value}
        self.curve = curve
        self.rest = curve.steady(voltage, self.values)
        vectors = eig(_jacobian(curve.rates, self.rest, self.values))
        chosen = max(range(2), key=lambda k: im(vectors[0][k]))
        q = [vectors[1][i, chosen] for i in range(2)]
        size = sqrt(sum(abs(x) ** 2 for x in q))
        self.direction = [re(x / size) for x in q]

    def rates(self, state: Vector) -> Vector:
        """Derivatives of V and n."""
        found = self.curve.rates(state, self.values)
        return [found[0] + self.current / self.curve.capacitance, *found[1:]]

    def step(self, state: Vector, length: Any) -> Vector:
        """Gragg, Bulirsch and Stoer's step of order 2 COLUMNS."""
        table: list[Vector] = []
        for j in range(1, COLUMNS + 1):
            row = self._midpoint(state, length, 2 * j)
            rows = [row]
            for k in range(1, j):
                ratio = mpf(j) ** 2 / mpf(j - k) ** 2 - 1
                rows.append([a + (a - b) / ratio for a, b in zip(rows[-1], table[k - 1], strict=True)])
            table = rows
        return table[-1]

    def _midpoint(self, state: Vector, length: Any, count: int) -> Vector:
        h = length / count
        before, here = state, [x + h * f for x, f in zip(state, self.rates(state), strict=True)]
        for _ in range(count - 1):
            before, here = here, [x + 2 * h * f for x, f in zip(before, self.rates(here), strict=True)]
        last = self.rates(here)
        return [(a + b + h * f) / 2 for a, b, f in zip(here, before, last, strict=True)]

    def returned(self, s: Any) -> Any:
        """Where the solution from rest + s Re q crosses that line again."""
        state = [x + s * d for x, d in zip(self.rest, self.direction, strict=True)]
        h = 2 * pi / self.omega / STEPS
        for _ in range(STEPS):
            state = self.step(state, h)
        for _ in range(6):
            off = self._beside(state)
            state = self.step(state, -off / self._cross(self.rates(state)))
        along = sum((x - r) * d for x, r, d in zip(state, self.rest, self.direction, strict=True))
        return along / sum(d * d for d in self.direction)

    def _beside(self, state: Vector) -> Any:
        return self._cross([x - r for x, r in zip(state, self.rest, strict=True)])

    def _cross(self, vector: Vector) -> Any:
        return self.direction[0] * vector[1] - self.direction[1] * vector[0]


def limit(flow: Flow) -> tuple[Any, Any]:
    """l₂ and its difference from what two nodes fewer give."""
    nodes = [mpf(k) / 100 * (-1) ** k for k in range(1, NODES + 1)]
    values = [(flow.returned(s) - s) / s**5 for s in nodes]

    def at_zero(count: int) -> Any:
        powers = matrix([[s**k for k in range(count)] for s in nodes[:count]])
        return mp.lu_solve(powers, matrix(values[:count]))[0]

    best = at_zero(NODES)
    return 8 * best / pi, 8 * abs(best - at_zero(NODES - 2)) / pi


def main() -> None:
    """Write the file."""
    points = []
    for name, second, voltage in CASES:
        values = {key: mpf(value) for key, value in SETS[name].items()}
        curve = HopfCurve("morris_lecar", second, values)
        exact = next(iter(curve.bautin([voltage - mpf("0.01"), voltage + mpf("0.01")])))
        flow = Flow(HopfCurve("morris_lecar", second, values), exact["voltage"])
        value, error = limit(flow)
        points.append(
            {
                "set": name,
                "second": second,
                "voltage": float(nstr(exact["voltage"], 17)),
                "second_lyapunov": float(nstr(value, 17)),
                "error": float(nstr(error, 3)),
            }
        )
        print(points[-1], flush=True)  # noqa: T201 - it takes minutes
    origin = [
        "limits of return maps, mpmath with 50 digits, unit eigenvectors in mV and fractions",
        "made by python -m tests.validation.generators.second_lyapunov",
    ]
    TARGET.write_text(json.dumps({"origin": origin, "points": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
