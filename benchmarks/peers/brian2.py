"""Brian2 as a C++ program of its own (`cpp_standalone`), with its default, processor-specific options.

The exponential Euler method that it offers for such equations is of first order: at a step of 0.005 ms it
takes seven times as long as the second-order Runge-Kutta method here, and its rates are 0.4 % wrong.
"""

import importlib.machinery
import sys
import tempfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

import numpy as np

from benchmarks.peers.problem import CELLS, CURRENTS, DURATION, START, rates
from benchmarks.peers.worker import Job
from core.result import Floats

EQUATIONS = """
dv/dt = (I - 120*m**3*h*(v - 50) - 36*n**4*(v + 77) - 0.3*(v + 54.387))/ms : 1
dm/dt = ((1 - m)/exprel(-(v + 40)/10) - 4*exp(-(v + 65)/18)*m)/ms : 1
dh/dt = (0.07*exp(-(v + 65)/20)*(1 - h) - h/(1 + exp(-(v + 35)/10)))/ms : 1
dn/dt = (0.1*(1 - n)/exprel(-(v + 55)/10) - 0.125*exp(-(v + 65)/80)*n)/ms : 1
I : 1
"""


def build(threads: int, *, method: str, step: float) -> Job:
    """The program, by a method at a time step [ms], compiled."""
    sys.meta_path.insert(0, _Finder())
    import brian2

    brian2.BrianLogger.suppress_name("openmp")
    folder = tempfile.mkdtemp(prefix="brian2-")
    brian2.set_device("cpp_standalone", directory=folder, build_on_run=False)
    brian2.prefs.devices.cpp_standalone.openmp_threads = threads if threads > 1 else 0
    brian2.defaultclock.dt = step * brian2.ms
    cells = brian2.NeuronGroup(
        CELLS, EQUATIONS, method=method, threshold="v > 0", refractory="v > 0", namespace={"ms": brian2.ms}
    )
    cells.v, cells.m, cells.h, cells.n = START
    cells.I = CURRENTS
    spikes = brian2.SpikeMonitor(cells)
    network = brian2.Network(cells, spikes)
    network.run(DURATION * brian2.ms)
    brian2.device.build(directory=folder, compile=True, run=False, debug=False)

    def run() -> Floats:
        brian2.device.run(directory=folder, with_output=False)
        return rates(np.array(spikes.i), np.array(spikes.t / brian2.ms))

    return run


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        text = self.get_data(self.get_filename(fullname)).replace(b"np.ndarray.ptp", b"np.ptp")
        return compile(text, self.path, "exec")


class _Finder:
    """Brian2 2.9, the last for Python 3.11, names a method that NumPy 2.4 no longer has."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "brian2.units.fundamentalunits":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec
