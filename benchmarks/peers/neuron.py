"""NEURON: its own `hh` without the table, one section a cell, Crank-Nicolson at a fixed step.

Its variable step, with a step of each cell's own (`use_local_dt`), takes six times as long and does not come
within 0.1 % of the rates (absolute tolerance 0.01).
"""

import os
from functools import partial

import numpy as np

from benchmarks.peers.problem import CURRENTS, DURATION, E_L, START, rates
from benchmarks.peers.worker import Job
from core.result import Floats

STEP = 1.0 / 32.0
"""Time step [ms]: the longest of 1/2ⁿ ms at which the rates are within 0.1 %."""
NOT_BEFORE_THE_END = 10.0
"""Longest interval between the spike exchanges of a network [ms]: there is nothing to exchange."""


def build(threads: int, *, core: bool) -> Job:
    """The cells, for NEURON itself or for CoreNEURON (its engine for many equal cells)."""
    os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
    from neuron import coreneuron, h

    h.load_file("stdrun.hoc")
    context, times, which = h.ParallelContext(), h.Vector(), h.Vector()
    parts = []
    for number, current in enumerate(CURRENTS):
        cell = h.Section(name=f"cell{number}")
        cell.nseg, cell.L, cell.diam, cell.cm = 1, 10.0, 10.0, 1.0
        cell.insert("hh")
        cell.ena, cell.ek = 50.0, -77.0
        middle = cell(0.5)
        middle.hh.el = E_L
        clamp = h.IClamp(middle)
        clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, current * middle.area() * 1e-5
        detector = h.NetCon(middle._ref_v, None, sec=cell)  # noqa: SLF001 - NEURON's way to name a variable
        detector.threshold = 0.0
        context.set_gid2node(number, 0)
        context.cell(number, detector)
        context.spike_record(number, times, which)
        parts.append((cell, clamp, detector))
    h.celsius, h.usetable_hh, h.secondorder = 6.3, 0, 1
    h.dt, h.steps_per_ms = STEP, 1.0 / STEP
    context.nthread(threads)
    context.set_maxstep(NOT_BEFORE_THE_END)
    coreneuron.enable, coreneuron.verbose = core, 0

    def run(_: object) -> Floats:
        times.resize(0)
        which.resize(0)
        h.finitialize(START[0])
        context.psolve(DURATION)
        return rates(np.array(which), np.array(times))

    # The sections live as long as the job.
    return partial(run, parts)
