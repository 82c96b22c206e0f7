"""What the compartments of `benchmarks.cable_problems` do, to more digits than any simulator is asked for.

The points at the forks have no membrane, so they are eliminated; what is left is a system of ordinary
differential equations, integrated by ODEPACK's LSODA with a banded Jacobian (the compartments of a tree in
the order of Cuthill and McKee are a narrow band). It shares no code with any simulator. NEURON's CVODE at
10⁻⁸ differs by 10⁻⁴ mV at most where spikes follow each other, in the mean square.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import LSODA
from scipy.sparse import csr_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from benchmarks.cable_problems import RESTING, CableProblem
from core.result import Floats

Integers = NDArray[np.int64]
INTERVAL = 0.005
"""Of the samples that are kept [ms]: a cubic spline through them is exact to 10⁻⁵ mV."""
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Compartments:
    """The compartments of a tree, joined directly.

    Attributes
    ----------
    areas
        Membrane [cm²].
    couplings
        Conductances between compartments [mS], a symmetric matrix.
    conductances
        Rows g_Na, g_K, g_L of each [mS/cm²], and E_L [mV].
    """

    areas: Floats
    couplings: Floats
    conductances: Floats

    def reordered(self, order: Integers) -> "Compartments":
        """The same in another order."""
        return Compartments(
            self.areas[order], self.couplings[np.ix_(order, order)], self.conductances[:, order]
        )


def compartments(problem: CableProblem) -> Compartments:
    """Divide a tree; a point where branches meet becomes conductances between all compartments around it."""
    areas: list[float] = []
    conductances: list[tuple[float, float, float, float]] = []
    for branch in problem.branches:
        one, membrane = branch.membrane_area / branch.compartments, branch.membrane
        areas += [one] * branch.compartments
        conductances += [(membrane.g_Na, membrane.g_K, membrane.g_L, membrane.E_L)] * branch.compartments
    couplings = np.zeros((len(areas), len(areas)))
    for here, there, conductance in _couplings(problem):
        couplings[here, there] = couplings[there, here] = conductance
    return Compartments(np.array(areas), couplings, np.array(conductances).T)


def _couplings(problem: CableProblem) -> Iterator[tuple[int, int, float]]:
    """Pairs of compartments and the conductance between them [mS]."""
    first = np.cumsum([0, *(branch.compartments for branch in problem.branches)]).tolist()
    # Around the far end of each branch: compartments, and the conductances from their middles to it.
    meeting: list[list[tuple[int, float]]] = [[] for _ in problem.branches]
    for number, branch in enumerate(problem.branches):
        half = branch.half_conductance(problem.resistivity)
        yield from ((here, here + 1, half / 2.0) for here in range(first[number], first[number + 1] - 1))
        meeting[number].append((first[number + 1] - 1, half))
        if branch.parent is not None:
            meeting[branch.parent].append((first[number], half))
    for around in meeting:
        total = sum(conductance for _, conductance in around)
        for k, (here, one) in enumerate(around):
            yield from ((here, there, one * other / total) for there, other in around[:k])


class Equations:
    """The system of a tree: V of every compartment, each followed by m, h, n where it has gates."""

    def __init__(self, problem: CableProblem) -> None:
        tree = compartments(problem)
        order = np.asarray(reverse_cuthill_mckee(csr_array(tree.couplings), symmetric_mode=True), np.int64)
        place = np.argsort(order)
        tree = tree.reordered(order)
        g_Na, g_K, g_L, E_L = tree.conductances
        self._active = g_Na > 0.0
        widths = np.where(self._active, 4, 1)
        self._voltages = np.concatenate([[0], np.cumsum(widths)[:-1]])
        self._gates = self._voltages[self._active]
        self._densities = g_Na[self._active], g_K[self._active]
        # mS/cm², that is 1/ms with 1 µF/cm².
        exchange = tree.couplings / tree.areas[:, np.newaxis]
        self._constant = g_L * E_L
        self._linear = csr_array(exchange - np.diag(exchange.sum(axis=1) + g_L))
        self._faster = 3.0 ** ((problem.temperature - 6.3) / 10.0)
        here, there = np.nonzero(tree.couplings)
        reach = np.abs(self._voltages[here] - self._voltages[there]).max()
        self.band = int(max(reach, 3))
        self.kept = self._voltages[place[[problem.number(site) for site in problem.recorded]]]
        stimulated = place[problem.number(problem.stimulated)]
        self.drive = np.zeros(widths.size)
        # nA to µA/cm².
        self.drive[stimulated] = 1e-3 * problem.amplitude / tree.areas[stimulated]
        self.start = self._resting(int(widths.sum()))

    def _resting(self, size: int) -> Floats:
        state = np.empty(size)
        state[self._voltages] = RESTING
        for gate, (alpha, beta) in enumerate(rates(np.full(self._gates.size, RESTING)), start=1):
            state[self._gates + gate] = alpha / (alpha + beta)
        return state

    def slopes(self, state: Floats, current: Floats) -> Floats:
        """Derivative in time [mV/ms and 1/ms] under a current [µA/cm²]."""
        v, found = state[self._voltages], np.empty_like(state)
        change = self._linear @ v + self._constant + current
        if self._gates.size:
            va, (g_Na, g_K) = v[self._active], self._densities
            m, h, n = (state[self._gates + gate] for gate in (1, 2, 3))
            change[self._active] -= g_Na * m**3 * h * (va - 50.0) + g_K * n**4 * (va + 77.0)
            for gate, (alpha, beta) in enumerate(rates(va), start=1):
                value = state[self._gates + gate]
                found[self._gates + gate] = self._faster * (alpha * (1.0 - value) - beta * value)
        found[self._voltages] = change
        return found


def rates(v: Floats) -> tuple[tuple[Floats, Floats], ...]:
    """Opening and closing rates of m, h, n at 6.3 °C [1/ms]."""
    return (
        (_linoid((v + 40.0) / 10.0), 4.0 * np.exp(-(v + 65.0) / 18.0)),
        (0.07 * np.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))),
        (0.1 * _linoid((v + 55.0) / 10.0), 0.125 * np.exp(-(v + 65.0) / 80.0)),
    )


def _linoid(x: Floats) -> Floats:
    """x/(1 − e^{−x}), 1 at 0."""
    near = np.abs(x) < 1e-6
    safe = np.where(near, 1.0, x)
    return np.where(near, 1.0 + x / 2.0, safe / -np.expm1(-safe))


def trace(problem: CableProblem, tolerance: float = TOLERANCE) -> Floats:
    """Times [ms] and voltages [mV] at the recorded sites, one row each."""
    equations = Equations(problem)
    state, parts = equations.start, [np.concatenate([[0.0], equations.start[equations.kept]])[:, np.newaxis]]
    stop = min(problem.stop, problem.duration)
    for begin, end, current in (
        (0.0, stop, equations.drive),
        (stop, problem.duration, np.zeros_like(equations.drive)),
    ):
        if end > begin:
            part, state = _integrate(equations, current, (begin, end), state, tolerance)
            parts.append(part)
    return np.concatenate(parts, axis=1)


def _integrate(
    equations: Equations, current: Floats, span: tuple[float, float], state: Floats, tolerance: float
) -> tuple[Floats, Floats]:
    """Samples within a span of constant current, and the state at its end."""
    solver = LSODA(
        lambda _, y: equations.slopes(y, current),
        span[0],
        state,
        span[1],
        rtol=tolerance,
        atol=tolerance,
        lband=equations.band,
        uband=equations.band,
    )
    wanted = np.linspace(*span, round((span[1] - span[0]) / INTERVAL) + 1)[1:]
    found, done = np.empty((equations.kept.size, wanted.size)), 0
    while solver.status == "running":
        solver.step()
        until = int(np.searchsorted(wanted, solver.t, side="right"))
        if until > done:
            found[:, done:until] = solver.dense_output()(wanted[done:until])[equations.kept]
            done = until
    if solver.status != "finished":
        raise RuntimeError("LSODA failed")
    return np.concatenate([wanted[np.newaxis], found]), solver.y
