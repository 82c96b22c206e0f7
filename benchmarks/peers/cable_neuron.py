"""NEURON and CoreNEURON on the trees of `benchmarks.cable_problems`.

Their own `hh`, without its lookup table of 1 mV unless asked for: over many spikes it is percents wrong.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np

from benchmarks.cable_problems import PROBLEMS, RESTING, CableProblem, Membrane, Site
from benchmarks.peers.neuron_native import NAME, compile_mechanism
from benchmarks.peers.worker import Job
from core.result import Floats

Engine = Literal["staggered", "implicit", "variable", "core", "native core"]
"""Crank-Nicolson with staggered gates, backward Euler, CVODE, CoreNEURON (staggered), compiled here."""
NOT_BEFORE_THE_END = 1000.0
"""Longest interval between the spike exchanges of a network [ms]: there is nothing to exchange."""


def build(
    threads: int,
    *,
    problem: str,
    setting: float,
    engine: Engine,
    sampling: float | None = None,
    table: bool = False,
) -> Job:
    """The tree, with a time step [ms] or, for CVODE, an absolute tolerance [mV].

    A trace has a point for every step, or one every so many milliseconds.
    """
    os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
    library = compile_mechanism() if engine == "native core" else None
    from neuron import coreneuron, h

    h.load_file("stdrun.hoc")
    if library is not None:
        h.nrn_load_dll(str(library))
    wanted = PROBLEMS[problem]
    sections = _sections(h, wanted, NAME if library else "hh")

    def middle(site: Site) -> Any:
        return sections[site.branch]((site.compartment + 0.5) / wanted.branches[site.branch].compartments)

    clamp = h.IClamp(middle(wanted.stimulated))
    clamp.delay, clamp.dur, clamp.amp = 0.0, wanted.stop, wanted.amplitude
    every = () if sampling is None else (sampling,)
    times = h.Vector().record(h._ref_t, *every)  # noqa: SLF001 - NEURON's way to name a variable
    voltages = [h.Vector().record(middle(site)._ref_v, *every) for site in wanted.recorded]  # noqa: SLF001
    h.celsius, h.usetable_hh = wanted.temperature, int(table)
    coreneuron.enable, coreneuron.verbose = "core" in engine, 0
    advance = _advance(h, engine, setting, threads)

    def run(_: object) -> Floats:
        h.finitialize(RESTING)
        advance(wanted.duration)
        return np.array([times.as_numpy(), *(voltage.as_numpy() for voltage in voltages)])

    # The sections live as long as the job.
    return partial(run, (sections, clamp))


def _sections(h: Any, problem: CableProblem, active: str) -> list[Any]:
    sections: list[Any] = []
    for number, branch in enumerate(problem.branches):
        section = h.Section(name=f"branch{number}")
        section.L, section.diam, section.nseg = branch.length, branch.diameter, branch.compartments
        section.Ra, section.cm = problem.resistivity, 1.0
        if branch.parent is not None:
            section.connect(sections[branch.parent](1.0), 0.0)
        _insert(section, branch.membrane, active)
        sections.append(section)
    return sections


def _insert(section: Any, membrane: Membrane, active: str) -> None:
    """Conductances in S/cm²."""
    if not membrane.active:
        section.insert("pas")
        section.g_pas, section.e_pas = 1e-3 * membrane.g_L, membrane.E_L
        return
    section.insert(active)
    section.ena, section.ek = 50.0, -77.0
    values = {
        "gnabar": 1e-3 * membrane.g_Na,
        "gkbar": 1e-3 * membrane.g_K,
        "gl": 1e-3 * membrane.g_L,
        "el": membrane.E_L,
    }
    for name, value in values.items():
        setattr(section, f"{name}_{active}", value)


def _advance(h: Any, engine: Engine, setting: float, threads: int) -> Callable[[float], object]:
    context, variable = h.ParallelContext(), h.CVode()
    context.nthread(threads)
    context.set_maxstep(NOT_BEFORE_THE_END)
    if engine == "variable":
        variable.active(1)
        variable.rtol(0.0)
        variable.atol(setting)
        return partial(_solve, variable)
    # 1 rather than 2: the second order in the voltage, without the currents at the end of the step.
    h.secondorder = 0 if engine == "implicit" else 1
    h.dt, h.steps_per_ms = setting, 1.0 / setting
    return partial(_step, context)


def _solve(variable: Any, duration: float) -> None:
    variable.solve(duration)


def _step(context: Any, duration: float) -> None:
    context.psolve(duration)
