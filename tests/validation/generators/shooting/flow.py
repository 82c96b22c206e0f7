"""The flow of a cell and its derivatives by Taylor's method, in double or extended (80-bit) precision."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import heyoka as hy  # type: ignore[import-not-found]
import numpy as np

from tests.validation.generators.shooting.cells import Cell

Extended = Any
"""An array of np.longdouble."""


@dataclass(frozen=True)
class Accuracy:
    """Precision and tolerance of one step of Taylor's method (0: that of the precision)."""

    extended: bool = True
    tolerance: float = 0.0

    @property
    def kind(self) -> Any:
        return np.longdouble if self.extended else np.float64

    @property
    def resolved(self) -> float:
        return self.tolerance or float(np.finfo(self.kind).eps)


FINE = Accuracy()
COARSE = Accuracy(extended=True, tolerance=1e-15)
QUICK = Accuracy(extended=False)


class Flow:
    """x(0), current, time -> x(time), with its derivatives by x(0) and the current."""

    def __init__(self, cell: Cell, accuracy: Accuracy = FINE) -> None:
        self.cell, self.accuracy, self.count = cell, accuracy, len(cell.names)
        names = [hy.expression(f"x{index:02d}") for index in range(self.count)]
        system = list(zip(names, cell.equations(names, hy.par[0]), strict=True))
        kind, tolerance = accuracy.kind, accuracy.kind(accuracy.resolved)
        rest = [kind(0)] * self.count
        inputs = [*names, hy.expression("current")]
        rates = cell.equations(names, inputs[-1])
        self._field = hy.cfunc(rates, inputs, fp_type=kind)
        slopes = [hy.diff(rate, name) for rate in rates for name in inputs]
        self._slopes = hy.cfunc(slopes, inputs, fp_type=kind)
        self._varied = hy.taylor_adaptive(
            hy.var_ode_sys(system, [*names, hy.par[0]], order=1),
            rest,
            tol=tolerance,
            fp_type=kind,
            compact_mode=True,
        )
        self._start = self._varied.state.copy()
        self._plain = hy.taylor_adaptive(system, rest, tol=tolerance, fp_type=kind, compact_mode=True)

    def field(self, x: Extended, current: Extended) -> Extended:
        """d state/dt."""
        return self._field(np.append(x, current).astype(self.accuracy.kind))

    def slopes(self, x: Extended, current: Extended) -> Extended:
        """Derivatives of the field by the states and, in the last column, the current."""
        flat = self._slopes(np.append(x, current).astype(self.accuracy.kind))
        return flat.reshape(self.count, self.count + 1)

    def varied(self, x: Extended, current: Extended, time: Extended) -> tuple[Extended, Extended, Extended]:
        """x(time), dx(time)/dx(0) (a matrix) and dx(time)/dcurrent."""
        integrator, n = self._varied, self.count
        integrator.state[:] = self._start
        integrator.state[:n] = x
        self._run(integrator, current, time)
        slopes = integrator.state[n:].reshape(n, n + 1).copy()
        return integrator.state[:n].copy(), slopes[:, :n], slopes[:, n]

    def along(self, x: Extended, current: Extended, times: Extended) -> Extended:
        """x at increasing times, the first of them 0."""
        integrator, kind = self._plain, self.accuracy.kind
        integrator.state[:] = x
        integrator.pars[0] = current
        integrator.time = kind(0)
        return integrator.propagate_grid(np.asarray(times, dtype=kind))[-1]

    def at(self, x: Extended, current: Extended, time: Extended) -> Extended:
        """x(time)."""
        self._plain.state[:] = x
        self._run(self._plain, current, time)
        return self._plain.state.copy()

    def _run(self, integrator: Any, current: Extended, time: Extended) -> None:
        kind = self.accuracy.kind
        integrator.pars[0] = current
        integrator.time = kind(0)
        outcome = integrator.propagate_until(kind(time), max_steps=1_000_000)[0]
        if outcome != hy.taylor_outcome.time_limit:
            raise ArithmeticError(f"integration ended early: {outcome}")


@cache
def flow(cell: Cell, accuracy: Accuracy = FINE) -> Flow:
    """A compiled flow, made once for each cell and accuracy."""
    return Flow(cell, accuracy)
