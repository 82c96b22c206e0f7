"""Make tests/validation/data/equilibria.txt: rests, saddle-nodes and Hopf points of hand-written cells.

The membrane at the steady state of its other states is a function of V alone: its roots are equilibria, its
extrema saddle-nodes; a Hopf point is where a complex pair of the numerical Jacobian has no real part.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO

import numpy as np
import scipy
from scipy.optimize import brentq, minimize_scalar

from tests.validation.generators import connor_stevens, traub_miles, wang_buzsaki
from tests.validation.generators.forms import opened
from tests.validation.generators.high_order import DATA, Floats

NODES = np.arange(-110.0, 20.0, 0.01) + 0.00137


class Cell(NamedTuple):
    """Rates without injected current [mV/ms, 1/ms] of a state, and the steady state at a voltage [mV]."""

    rates: Callable[[float, Floats], Sequence[float] | Floats]
    steady: Callable[[float], Sequence[float]]

    def current(self, voltage: float) -> float:
        """Injected current [µA/cm²] that holds the cell (of 1 µF/cm²) at a voltage [mV]."""
        return -float(self.rates(0.0, np.array([voltage, *self.steady(voltage)]))[0])

    def growth(self, voltage: float) -> tuple[float, float]:
        """Largest real part of a complex eigenvalue [1/ms] at the equilibrium, and its frequency [Hz]."""
        state = np.array([voltage, *self.steady(voltage)])
        steps = np.diag([1e-4] + [1e-6] * (state.size - 1))
        columns = [
            (np.array(self.rates(0.0, state + step)) - np.array(self.rates(0.0, state - step))) / (2.0 * size)
            for step, size in zip(steps, steps.diagonal(), strict=True)
        ]
        values = np.linalg.eigvals(np.array(columns).T)
        pairs = values[values.imag > 1e-3]
        if not pairs.size:
            return float("nan"), 0.0
        pair = pairs[pairs.real.argmax()]
        return float(pair.real), float(500.0 / np.pi * pair.imag)


def _connor_stevens(kinetics: connor_stevens.Kinetics, **changes: float) -> Cell:
    return Cell(
        connor_stevens.membrane(kinetics, 0.0, **changes),
        lambda v: [steady for steady, _ in kinetics(v).values()],
    )


CELLS = {
    "Connor-Stevens, textbook": _connor_stevens(connor_stevens.textbook),
    "Connor-Stevens, paper": _connor_stevens(connor_stevens.paper),
    "Connor-Stevens without A-current": _connor_stevens(connor_stevens.textbook, g_a=0.0, e_l=-70.0),
    "Wang-Buzsaki": Cell(
        wang_buzsaki.membrane(0.0, 5.0), lambda v: [*map(opened, wang_buzsaki.kinetics(v)[1:])]
    ),
    "reduced Traub-Miles": Cell(
        lambda _, state: traub_miles.reduced(state, 0.0),
        lambda v: [*map(opened, traub_miles.reduced_rates(v)[1:])],
    ),
    "benchmark's Traub-Miles": Cell(
        lambda _, state: traub_miles.benchmark(state, 0.0),
        lambda v: [*map(opened, traub_miles.benchmark_rates(v))],
    ),
}


def _changes(values: Floats) -> list[int]:
    return [int(k) for k in np.flatnonzero(values[:-1] * values[1:] < 0.0)]


def describe(name: str, cell: Cell, file: TextIO) -> None:
    """Write what there is on the branch of equilibria of a cell."""
    currents = np.array([cell.current(v) for v in NODES])
    roots = [brentq(cell.current, NODES[k], NODES[k + 1], xtol=1e-13) for k in _changes(currents)]
    print(f"{name}: equilibria without current [mV] {' '.join(f'{v:.12g}' for v in roots)}", file=file)
    slopes = np.diff(currents)
    for k in _changes(slopes):
        sign = -1.0 if slopes[k] > 0.0 else 1.0
        found = minimize_scalar(
            lambda v, sign=sign: sign * cell.current(v),
            bounds=(NODES[k], NODES[k + 2]),
            method="bounded",
            options={"xatol": 1e-8},
        )
        print(f"  saddle-node at {found.x:.5f} mV, {sign * found.fun:.12g} uA/cm2", file=file)
    coarse = NODES[::20]
    growths = np.array([cell.growth(v)[0] for v in coarse])
    for k in _changes(growths):
        v = brentq(lambda v: cell.growth(v)[0], coarse[k], coarse[k + 1], xtol=1e-11)
        real, hertz = cell.growth(v)
        if abs(real) < 1e-8:  # else the pair has become two real eigenvalues there
            print(f"  Hopf at {v:.7f} mV, {cell.current(v):.10g} uA/cm2, {hertz:.8g} Hz", file=file)


def main() -> None:
    with (DATA / "equilibria.txt").open("w") as file:
        print(
            f"# NumPy {np.__version__}, SciPy {scipy.__version__}, equations written out by hand", file=file
        )
        print("# made by python -m tests.validation.generators.equilibria", file=file)
        for name, cell in CELLS.items():
            describe(name, cell, file)


if __name__ == "__main__":
    main()
