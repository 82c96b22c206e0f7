"""Jaxley on the trees of `benchmarks.cable_problems`: its own `HH` and `Leak`, compiled as a whole.

Its rates are guarded at -40 and -55 mV, as in `benchmarks.peers.jaxley`, and scaled for the temperature,
which it does not know. The gates being staggered, Crank-Nicolson is of second order.
"""

from typing import Any, Literal

import numpy as np

from benchmarks.cable_problems import PROBLEMS, RESTING, CableProblem
from benchmarks.peers.worker import Job
from core.result import Floats


def build(
    threads: int,
    *,
    problem: str,
    setting: float,
    solver: Literal["crank_nicolson", "bwd_euler"] = "crank_nicolson",
    voltage_solver: Literal["jaxley.dhs", "jaxley.stone", "jax.sparse"] = "jaxley.dhs",
    double: bool = True,
) -> Job:
    """The run at a time step [ms], compiled; it is on one thread unless XLA splits it."""
    import jax

    jax.config.update("jax_enable_x64", double)
    jax.config.update("jax_num_cpu_devices", threads)
    import jax.numpy as jnp
    import jaxley

    wanted = PROBLEMS[problem]
    cell = _cell(jaxley, wanted)
    steps = round(wanted.duration / setting)
    current = np.where(np.arange(steps) * setting < wanted.stop - 0.5 * setting, wanted.amplitude, 0.0)
    at = wanted.stimulated
    cell.branch(at.branch).comp(at.compartment).stimulate(jnp.asarray(current), verbose=False)
    for site in wanted.recorded:
        cell.branch(site.branch).comp(site.compartment).record(verbose=False)

    solve = jax.jit(
        lambda: jaxley.integrate(cell, delta_t=setting, solver=solver, voltage_solver=voltage_solver)
    )
    times = np.arange(steps + 1) * setting

    def run() -> Floats:
        return np.vstack([times, np.asarray(solve(), float)])

    return run


def _cell(jaxley: Any, problem: CableProblem) -> Any:
    from jaxley.channels import Leak

    compartment = jaxley.Compartment()
    branches = [jaxley.Branch(compartment, ncomp=branch.compartments) for branch in problem.branches]
    parents = [-1 if branch.parent is None else branch.parent for branch in problem.branches]
    cell = jaxley.Cell(branches, parents=parents)
    kinds = {branch.membrane for branch in problem.branches}
    for membrane in kinds:
        inside = [number for number, branch in enumerate(problem.branches) if branch.membrane == membrane]
        cell.branch(inside).insert(_squid(problem.temperature)("HH") if membrane.active else Leak())
        part = cell.branch(inside)
        if membrane.active:
            for name, value in (("gNa", membrane.g_Na), ("gK", membrane.g_K), ("gLeak", membrane.g_L)):
                part.set(f"HH_{name}", 1e-3 * value)
            part.set("HH_eLeak", membrane.E_L)
        else:
            part.set("Leak_gLeak", 1e-3 * membrane.g_L)
            part.set("Leak_eLeak", membrane.E_L)
    for number, branch in enumerate(problem.branches):
        part = cell.branch(number)
        part.set("radius", branch.diameter / 2.0)
        part.set("length", branch.length / branch.compartments)
    cell.set("axial_resistivity", problem.resistivity)
    cell.set("v", RESTING)
    cell.init_states()
    return cell


def _squid(temperature: float) -> Any:
    """Jaxley's channel with x/(1 − e^{−x}) by its series near 0, its rates threefold in 10 °C."""
    import jax.numpy as jnp
    from jaxley.channels import HH
    from jaxley.solver_gate import save_exp

    faster = 3.0 ** ((temperature - 6.3) / 10.0)

    def linoid(x: Any) -> Any:
        near = jnp.abs(x) < 1e-3
        return jnp.where(near, 1.0 + 0.5 * x, x / (1.0 - save_exp(jnp.where(near, 1.0, -x))))

    class SquidHH(HH):  # type: ignore[misc]
        @staticmethod
        def m_gate(v: Any) -> Any:
            return faster * linoid((v + 40.0) / 10.0), 4.0 * faster * save_exp(-(v + 65.0) / 18.0)

        @staticmethod
        def h_gate(v: Any) -> Any:
            alpha, beta = HH.h_gate(v)
            return faster * alpha, faster * beta

        @staticmethod
        def n_gate(v: Any) -> Any:
            return 0.1 * faster * linoid((v + 55.0) / 10.0), 0.125 * faster * save_exp(-(v + 65.0) / 80.0)

    return SquidHH
