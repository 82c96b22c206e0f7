"""Jaxley: its own `HH`, its Crank-Nicolson step, mapped over the currents and compiled.

The loop over the steps is the one that its documentation of `build_init_and_step_fn` shows; it keeps the late
spikes instead of all voltages, which suits it. Gates and voltage being staggered, it is of second order. In
single precision, Jaxley's default, its rates are 0/0 where a voltage is exactly -40 or -55 mV, which loses
two or three of the 1,000 cells: it is timed with rates that are guarded there, and in double precision as it
is.
"""

import os
from typing import Any

import numpy as np

from benchmarks.peers.problem import CURRENTS, DURATION, E_L, LATE, START, steady_rates
from benchmarks.peers.worker import Job
from core.result import Floats

STEP = 1.0 / 32.0
"""Time step [ms]: the longest of 1/2ⁿ ms at which the rates are within 0.1 %."""


def build(threads: int, *, double: bool) -> Job:
    """The compiled map over the currents, cut into as many parts as there are threads."""
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={threads}"
    import jax

    jax.config.update("jax_enable_x64", double)
    import jax.numpy as jnp
    import jaxley
    from jaxley.channels import HH
    from jaxley.integrate import build_init_and_step_fn

    cell = jaxley.Compartment()
    cell.insert(HH() if double else _guarded()("HH"))
    cell.set("HH_eLeak", E_L)
    cell.set("v", START[0])
    cell.init_states()
    area = float(cell.nodes["area"].iloc[0])
    cell.stimulate(jnp.zeros(2), verbose=False)
    cell.to_jax()
    initialise, advance = build_init_and_step_fn(cell, voltage_solver="jaxley.dhs", solver="crank_nicolson")
    state, parameters = initialise(cell.get_parameters(), delta_t=STEP)
    sites = cell.external_inds.copy()

    def late_spikes(current: Any) -> Any:
        def body(carry: Any, number: Any) -> Any:
            state, count, first, last = carry
            before = state["v"][0]
            state = advance(state, parameters, {"i": current[None]}, sites, delta_t=STEP)
            spike = (before < 0.0) & (state["v"][0] >= 0.0) & (number * STEP > LATE)
            first = jnp.where(spike & (count == 0), number, first)
            return (state, count + spike, first, jnp.where(spike, number, last)), None

        none = jnp.zeros((), jnp.int32)
        numbers = jnp.arange(round(DURATION / STEP), dtype=jnp.int32)
        (_, *found), _ = jax.lax.scan(body, (state, none, none, none), numbers)
        return found

    currents = jnp.asarray(CURRENTS * area * 1e-5).reshape(-1, threads).T
    run_all = jax.pmap(jax.vmap(late_spikes)) if threads > 1 else jax.jit(jax.vmap(jax.vmap(late_spikes)))

    def run() -> Floats:
        count, first, last = (np.asarray(found).T.ravel() for found in run_all(currents))
        return steady_rates(count, STEP * first, STEP * last)

    return run


def _guarded() -> Any:
    """Jaxley's channel with x/(1 − e^{−x}) by its series near 0."""
    import jax.numpy as jnp
    from jaxley.channels import HH
    from jaxley.solver_gate import save_exp

    def linoid(x: Any) -> Any:
        near = jnp.abs(x) < 1e-3
        return jnp.where(near, 1.0 + 0.5 * x, x / (1.0 - save_exp(jnp.where(near, 1.0, -x))))

    class GuardedHH(HH):  # type: ignore[misc]
        @staticmethod
        def m_gate(v: Any) -> Any:
            return linoid((v + 40.0) / 10.0), 4.0 * save_exp(-(v + 65.0) / 18.0)

        @staticmethod
        def n_gate(v: Any) -> Any:
            return 0.1 * linoid((v + 55.0) / 10.0), 0.125 * save_exp(-(v + 65.0) / 80.0)

    return GuardedHH
