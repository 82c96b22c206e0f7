"""Ours on the trees of `benchmarks.cable_problems`: an adaptive step, its error held under a tolerance.

A passive cable of one branch also in closed form, as a cable and not as compartments.
"""

import numpy as np

from benchmarks.cable_problems import PROBLEMS, RESTING, CableProblem, Membrane, Site
from benchmarks.cable_reference import rates
from benchmarks.peers.worker import Job
from core.cable.geometry import FiniteCable
from core.cable.transient.line import SEALED, Line
from core.cable.transient.memory import decays
from core.cable.transient.modes import modes
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.transient.transient import transient
from core.compartments.compartments import Compartments
from core.compartments.run import Experiment, Probe, State, integrate
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.result import Floats
from core.sampling import OutputSampling
from core.stimulus import Pulse, Step
from core.waveform import waveform

SAMPLING = 0.05
"""Interval of the samples [ms]."""


def build(threads: int, *, problem: str, setting: float, sampling: float = SAMPLING) -> Job:  # noqa: ARG001
    """The run at a tolerance of one step [mV], on one thread; the tree is divided before it."""
    wanted = PROBLEMS[problem]
    tree, numbers = compartments(wanted)
    times = np.linspace(0.0, wanted.duration, round(wanted.duration / sampling) + 1)
    pulse = Pulse(amplitude=wanted.amplitude, onset=0.0, duration=min(wanted.stop, 2.0 * wanted.duration))
    experiment = Experiment(
        duration=wanted.duration,
        sites=((numbers[wanted.stimulated], 0, 1.0),),
        waveforms=(waveform((pulse,), wanted.duration),),
        probes=tuple(Probe((numbers[site],), (1.0,)) for site in wanted.recorded),
        times=times,
    )
    state = _resting(tree)

    def run() -> Floats:
        found = integrate(tree, state, experiment, setting)
        return np.vstack([times, found.samples])

    return run


def build_transient(threads: int, *, problem: str, setting: float = 0.0) -> Job:  # noqa: ARG001
    """The whole operation `cable/transient`; it has no tolerance."""
    wanted = PROBLEMS[problem]
    (branch,) = wanted.branches
    request = CableTransientRequest(
        diameter=branch.diameter,
        membrane_resistance=1000.0 / branch.membrane.g_L,
        axial_resistivity=wanted.resistivity,
        geometry=FiniteCable(length=branch.length),
        resting_potential=branch.membrane.E_L,
        injections=(
            CableInjection(
                position=wanted.position(wanted.stimulated), stimulus=(Step(amplitude=wanted.amplitude),)
            ),
        ),
        duration=wanted.duration,
        record_at=tuple(map(wanted.position, wanted.recorded)),
        paths=(),
        sampling=OutputSampling(interval=SAMPLING, points=100_000, method="uniform"),
    )

    def run() -> Floats:
        found = transient(request)
        traces = [found.variable(f"voltage_{k + 1}").values for k in range(len(wanted.recorded))]
        return np.vstack([found.variable("time").values, *traces])

    return run


def build_modes(threads: int, *, problem: str, setting: float, times: int | None = None) -> Job:  # noqa: ARG001
    """The steady state of a cable less a number of its modes, which are found before the run.

    At every sample time, or at so many times, closer to each other at the beginning.
    """
    wanted = PROBLEMS[problem]
    (branch,) = wanted.branches
    cable = CableTransientRequest(
        diameter=branch.diameter,
        membrane_resistance=1000.0 / branch.membrane.g_L,
        axial_resistivity=wanted.resistivity,
    )
    line = Line(0.0, branch.length / cable.length_constant, SEALED, SEALED)
    source, *places = (
        wanted.position(site) / cable.length_constant for site in (wanted.stimulated, *wanted.recorded)
    )
    scale, x = wanted.amplitude * cable.semi_infinite_resistance, np.array(places)
    found = modes(line, round(setting))
    weights = -scale * found.at(x) * found.at(np.array([source]))[0] / found.rates
    steady = branch.membrane.E_L + scale * line.transfer(np.zeros(1, dtype=np.complex128), x, source).real.T
    even = np.linspace(0.0, wanted.duration, round(wanted.duration / SAMPLING) + 1)
    shown = even if times is None else wanted.duration * np.linspace(0.0, 1.0, times) ** 3

    def run() -> Floats:
        return np.vstack([shown, decays(weights, found.rates, shown / cable.time_constant) + steady])

    return run


def compartments(problem: CableProblem) -> tuple[Compartments, dict[Site, int]]:
    """The tree, with a joint where branches fork, and the number of each compartment."""
    forks = {
        number: sum(branch.parent == number for branch in problem.branches) > 1
        for number in range(len(problem.branches))
    }
    membranes = list(dict.fromkeys(branch.membrane for branch in problem.branches if branch.membrane.active))
    rows: list[tuple[int, float, float, float, float, float, int]] = []
    numbers: dict[Site, int] = {}
    # Of each branch, its last place and the conductance [µS] from there to its far end (none at a joint).
    ends: list[tuple[int, float]] = []
    for number, branch in enumerate(problem.branches):
        half = 1e3 * branch.half_conductance(problem.resistivity)
        parent, before = (-1, 0.0) if branch.parent is None else ends[branch.parent]
        coupling = 0.0 if branch.parent is None else (half * before / (half + before) if before else half)
        area, membrane = branch.membrane_area / branch.compartments, branch.membrane
        for place in range(branch.compartments):
            numbers[Site(number, place)] = len(rows)
            own = _own(area, membrane, membranes)
            rows.append((parent, coupling, *own))
            parent, coupling = len(rows) - 1, half / 2.0
        if forks[number]:
            rows.append((parent, half, 0.0, 0.0, 0.0, 0.0, len(membranes)))
            half, parent = 0.0, len(rows) - 1
        ends.append((parent, half))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    parents, couplings, areas, capacitances, leaks, leak_currents, kinds = columns
    neurons = tuple(_neuron(membrane, problem.temperature) for membrane in membranes)
    passive: tuple[Neuron | None, ...] = (None,) if kinds.max(initial=0) == len(membranes) else ()
    tree = Compartments(
        parents, couplings, areas, capacitances, leaks, leak_currents, kinds, (*neurons, *passive)
    )
    return tree, numbers


def _own(area: float, membrane: Membrane, active: list[Membrane]) -> tuple[float, float, float, float, int]:
    """Area [cm²], capacitance [nF], leak [µS], its current [nA] and kind of one compartment."""
    if membrane.active:
        return area, 0.0, 0.0, 0.0, active.index(membrane)
    leak = 1e3 * membrane.g_L * area
    return 0.0, 1e3 * area, leak, leak * membrane.E_L, len(active)


def _neuron(membrane: Membrane, temperature: float) -> Neuron:
    return Neuron.of(
        HODGKIN_HUXLEY,
        g_na=membrane.g_Na,
        g_k=membrane.g_K,
        g_l=membrane.g_L,
        e_l=membrane.E_L,
        temperature=temperature,
    )


def _resting(tree: Compartments) -> State:
    """All at the resting voltage, the gates at rest for it."""
    steady = np.array([alpha / (alpha + beta) for alpha, beta in rates(np.array([RESTING]))]).ravel()
    gates = tuple(
        np.tile(steady if neuron else np.zeros(0), (int(np.sum(tree.kinds == kind)), 1))
        for kind, neuron in enumerate(tree.neurons)
    )
    return State(np.full(tree.kinds.size, RESTING), gates)
