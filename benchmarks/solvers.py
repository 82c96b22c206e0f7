"""One Hodgkin-Huxley neuron under a constant current, by every solver."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from scipy.integrate import solve_ivp

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.integrator.integration import integrate
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats
from core.sampling import OutputSampling
from core.stimulus import Step
from core.waveform import waveform

START = np.array([-65.0, 0.052932485257249577, 0.59612075350846017, 0.31767691406107137])
"""V [mV] and m, h, n at their steady states for it."""
UNSAMPLED = "NEURON, own steps"
DEFAULT_STEP = "NEURON default step"
Solver = Callable[[float], Floats]
"""Voltage at the samples [mV] for a tolerance."""


@dataclass(frozen=True)
class Problem:
    """A run of `duration` [ms] at a current [µA/cm²] with so many samples, wanted to an error [mV]."""

    duration: float
    current: float
    samples: int
    target: float

    @property
    def times(self) -> Floats:
        """Sample times [ms]."""
        return np.linspace(0.0, self.duration, self.samples)


def plain_equations(_: float, y: Floats, current: float) -> Floats:
    """The equations as one writes them with NumPy."""
    v, m, h, n = y
    alpha_m = 0.1 * (v + 40.0) / (1.0 - np.exp(-(v + 40.0) / 10.0))
    alpha_n = 0.01 * (v + 55.0) / (1.0 - np.exp(-(v + 55.0) / 10.0))
    beta_m, beta_n = 4.0 * np.exp(-(v + 65.0) / 18.0), 0.125 * np.exp(-(v + 65.0) / 80.0)
    alpha_h, beta_h = 0.07 * np.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))
    ionic = 120.0 * m**3 * h * (v - 50.0) + 36.0 * n**4 * (v + 77.0) + 0.3 * (v + 54.387)
    return np.array(
        [
            current - ionic,
            alpha_m * (1.0 - m) - beta_m * m,
            alpha_h * (1.0 - h) - beta_h * h,
            alpha_n * (1.0 - n) - beta_n * n,
        ]
    )


def by_scipy(problem: Problem, method: Literal["LSODA", "DOP853"], tolerance: float) -> Floats:
    """One of scipy's solvers."""
    found = solve_ivp(
        plain_equations,
        (0.0, problem.duration),
        START,
        method,
        problem.times,
        rtol=max(tolerance, 3e-14),
        atol=tolerance * np.array([1.0, 0.01, 0.01, 0.01]),
        args=(problem.current,),
    )
    voltage: Floats = found.y[0]
    return voltage


def our_solvers(problem: Problem) -> Iterator[tuple[str, Solver]]:
    """Our kernel, which does what the libraries do, and our whole operation."""
    neuron, stimulus = Neuron.of(HODGKIN_HUXLEY), (Step(amplitude=problem.current),)
    wave, times = waveform(stimulus, problem.duration), problem.times
    clamp = CurrentClamp(
        duration=problem.duration,
        stimulus=stimulus,
        initial={"voltage": -65.0},
        sampling=OutputSampling(points=problem.samples, method="uniform"),
    )
    yield (
        "integrate",
        lambda tolerance: integrate(neuron, wave, START, times, tolerance=tolerance).states[:, 0],
    )
    yield (
        "simulate",
        lambda tolerance: simulate(neuron, replace(clamp, tolerance=tolerance)).variable("voltage").values,
    )


def numbalsoda_solvers(problem: Problem) -> Iterator[tuple[str, Solver]]:
    """DOP853 and LSODA in C++ and Fortran, on a right-hand side that Numba compiles."""
    from numba import cfunc
    from numbalsoda import dop853, lsoda, lsoda_sig

    current = problem.current

    @cfunc(lsoda_sig)
    def equations(_, y, dy, __):  # type: ignore[no-untyped-def]
        v, m, h, n = y[0], y[1], y[2], y[3]
        alpha_m = 0.1 * (v + 40.0) / (1.0 - np.exp(-(v + 40.0) / 10.0))
        alpha_n = 0.01 * (v + 55.0) / (1.0 - np.exp(-(v + 55.0) / 10.0))
        beta_m, beta_n = 4.0 * np.exp(-(v + 65.0) / 18.0), 0.125 * np.exp(-(v + 65.0) / 80.0)
        alpha_h, beta_h = 0.07 * np.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))
        sodium = 120.0 * m * m * m * h * (v - 50.0)
        dy[0] = current - sodium - 36.0 * n * n * n * n * (v + 77.0) - 0.3 * (v + 54.387)
        dy[1] = alpha_m * (1.0 - m) - beta_m * m
        dy[2] = alpha_h * (1.0 - h) - beta_h * h
        dy[3] = alpha_n * (1.0 - n) - beta_n * n

    nothing, times = np.zeros(1), problem.times

    def solver(routine: Callable[..., tuple[Floats, bool]]) -> Solver:
        address = equations.address
        return lambda tolerance: routine(address, START, times, data=nothing, rtol=tolerance, atol=tolerance)[
            0
        ][:, 0]

    yield "numbalsoda DOP853", solver(dop853)
    yield "numbalsoda LSODA", solver(lsoda)


def neuron_solvers(problem: Problem) -> Iterator[tuple[str, Solver]]:
    """NEURON's variable-order CVODE, the same without samples, its default step (whatever the tolerance)."""
    os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
    from neuron import h

    h.load_file("stdrun.hoc")
    patch = h.Section(name="patch")
    patch.nseg, patch.L, patch.diam, patch.cm = 1, 10.0, 10.0, 1.0
    patch.insert("hh")
    patch.ena, patch.ek, h.celsius = 50.0, -77.0, 6.3
    middle = patch(0.5)
    middle.hh.el = -54.387
    clamp = h.IClamp(middle)
    clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, problem.current * middle.area() * 1e-5
    solver, times, voltage = h.CVode(), h.Vector(problem.times), h.Vector()
    watched = middle._ref_v  # noqa: SLF001 - NEURON's way to name a variable

    def variable_step(tolerance: float, *, sampled: bool = True) -> Floats:
        # Samples between its own steps cost NEURON more than the integration does.
        voltage.record(watched, times) if sampled else voltage.record(watched)
        h.usetable_hh = 0
        solver.active(1)
        solver.rtol(0.0)
        solver.atol(tolerance)
        h.finitialize(-65.0)
        solver.solve(problem.duration + 0.01)
        return np.array(voltage.as_numpy())

    def fixed_step(_: float) -> Floats:
        voltage.record(watched, times)
        h.usetable_hh = 1
        solver.active(0)
        h.dt = 0.025
        h.finitialize(-65.0)
        h.continuerun(problem.duration + h.dt)
        return np.array(voltage.as_numpy())

    # The section lives as long as the solvers that read it.
    variable_step.patch = fixed_step.patch = (patch, clamp, times)  # type: ignore[attr-defined]
    yield "NEURON CVODE", variable_step
    yield UNSAMPLED, partial(variable_step, sampled=False)
    yield DEFAULT_STEP, fixed_step
