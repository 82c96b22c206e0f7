"""Passive forests reduced to a few modes before a tree is integrated.

What hangs on a compartment and is passive is linear: seen from there a leak and a few modes, each of which is
a compartment again (`core.compartments.port_modes`). The smaller tree is integrated as any other; voltages of
what was left out are sums over the modes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, Probe, State
from core.compartments.passive_circuit import PassiveCircuit
from core.compartments.passive_parts import Forest, passive_parts
from core.compartments.port_modes import PortModes, port_modes
from core.numerics.tree.partition import Integers
from core.numerics.tree.response import Network
from core.result import Floats

LEAST = 32
"""Smaller forests stay as they are."""
WORTH = 0.5
"""Most modes that a forest is reduced to, in units of its compartments."""
GOAL = 0.01
"""Error that a reduction may make, in units of the tolerance of a step."""
ACCEPTABLE = 10.0
"""A forest whose error is larger [goals] stays as it is."""

SLOWEST = 1e-9
"""What takes longer [1/ms] to come to rest hangs on nothing, and nothing says where it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A forest, its modes, and the number of its port and of the first mode in the smaller tree."""

    forest: Forest
    modes: PortModes
    port: int
    first: int

    @property
    def numbers(self) -> Integers:
        """Of the modes in the smaller tree."""
        return self.first + np.arange(self.modes.couplings.size)


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """A smaller tree that stands for a larger one.

    Attributes
    ----------
    compartments, state, experiment
        Of the smaller tree.
    error
        Of its voltages [mV]: the port's being any sinusoid of `core.compartments.port_modes`.
    whole
        The larger tree.
    kept
        Its compartments that come first in the smaller one.
    parts
        The forests that are modes behind them.
    """

    compartments: Compartments
    state: State
    experiment: Experiment
    error: float
    whole: Compartments
    kept: Integers
    parts: tuple[Part, ...]

    def recover(self, course: Course) -> Course:
        """What a run of the smaller tree says of the larger one.

        Spikes and peaks of what was left out stay unknown: NaN, and no passages.
        """
        passages = np.zeros(self.whole.parents.size, dtype=np.int64)
        passages[self.kept] = course.passages[: self.kept.size]
        return replace(
            course,
            profiles=self._voltages(course.profiles),
            arrivals=self._spread(course.arrivals),
            peaks=self._spread(course.peaks),
            peak_times=self._spread(course.peak_times),
            passages=passages,
            state=State(
                self._voltages(course.state.voltage[np.newaxis])[0], _gates(self.whole, course.state)
            ),
        )

    def _spread(self, values: Floats) -> Floats:
        found = np.full(self.whole.parents.size, np.nan)
        found[self.kept] = values[: self.kept.size]
        return found

    def _voltages(self, rows: Floats) -> Floats:
        """Of the larger tree from those of the smaller one: shapes (k, n) and (k, m)."""
        found = np.empty((rows.shape[0], self.whole.parents.size))
        found[:, self.kept] = rows[:, : self.kept.size]
        for part in self.parts:
            m = part.modes
            found[:, part.forest.members] = (
                m.offsets + rows[:, [part.port]] * m.port_shares + rows[:, part.numbers] @ m.shares.T
            )
        return found


def reduce(
    compartments: Compartments, state: State, experiment: Experiment, tolerance: float
) -> Reduction | None:
    """Reduce the passive forests of a tree; None where that does not pay.

    Parameters
    ----------
    compartments, state, experiment
        As for `core.compartments.run.integrate`.
    tolerance
        Error of a step of the integration [mV]; that of the reduction is far below it.
    """
    forests = passive_parts(compartments, [site for site, _, _ in experiment.sites])
    left_out = np.zeros(compartments.parents.size, dtype=np.bool_)
    found = []
    for forest in forests:
        if (modes := _modes(compartments, state, forest, GOAL * tolerance)) is not None:
            found.append((forest, modes))
            left_out[forest.members] = True
    if not found:
        return None
    kept = np.flatnonzero(~left_out)
    numbers = np.full(left_out.size, -1)
    numbers[kept] = np.arange(kept.size)
    firsts = kept.size + np.cumsum([0, *(modes.couplings.size for _, modes in found)])
    parts = tuple(
        Part(forest, modes, int(numbers[forest.port]), int(first))
        for (forest, modes), first in zip(found, firsts, strict=False)
    )
    smaller = _smaller(compartments, kept, numbers, parts)
    return Reduction(
        smaller,
        _beginning(smaller, state, kept, parts),
        replace(
            experiment,
            sites=tuple((int(numbers[site]), wave, share) for site, wave, share in experiment.sites),
            probes=tuple(_translated(probe, numbers, parts) for probe in experiment.probes),
        ),
        max(part.modes.error for part in parts),
        compartments,
        kept,
        parts,
    )


def _modes(compartments: Compartments, state: State, forest: Forest, goal: float) -> PortModes | None:
    members, towards = forest.members, forest.towards
    capacitances = compartments.capacitances[members]
    if members.size < LEAST or not capacitances.any():
        return None
    leaks, leak_currents = compartments.leaks[members], compartments.leak_currents[members]
    conductances = leaks + forest.couplings
    inner = np.flatnonzero(towards >= 0)
    np.add.at(conductances, towards[inner], forest.couplings[inner])
    # What is coupled to nothing stays where it is, as if it leaked to there.
    alone = (conductances == 0.0) & (leak_currents == 0.0)
    conductances[alone] = leaks[alone] = 1.0
    leak_currents[alone] = state.voltage[members[alone]]
    circuit = PassiveCircuit(
        Network(towards, forest.couplings, conductances, capacitances), leaks, leak_currents
    )
    if not circuit.slowest > SLOWEST:
        return None
    made = port_modes(circuit, state.voltage[members], float(state.voltage[forest.port]), goal)
    if made.error > ACCEPTABLE * goal or made.couplings.size > WORTH * members.size:
        return None
    return made


def _smaller(
    compartments: Compartments, kept: Integers, numbers: Integers, parts: Sequence[Part]
) -> Compartments:
    """What is kept, and the modes behind it."""
    c = compartments
    parents = np.where(c.parents[kept] < 0, -1, numbers[c.parents[kept]])
    couplings = np.where(parents < 0, 0.0, c.couplings[kept])
    columns = [c.capacitances[kept], c.leaks[kept], c.leak_currents[kept]]
    for part in parts:
        gains = part.modes.port_capacitance, part.modes.port_leak, part.modes.port_leak_current
        for column, gain in zip(columns, gains, strict=True):
            column[part.port] += gain
    ports = [np.full(part.modes.couplings.size, part.port) for part in parts]
    count = sum(each.size for each in ports)

    def behind(column: Floats, name: str) -> Floats:
        return np.concatenate([column, *(getattr(part.modes, name) for part in parts)])

    return Compartments(
        np.concatenate([parents, *ports]),
        behind(couplings, "couplings"),
        np.concatenate([c.areas[kept], np.zeros(count)]),
        behind(columns[0], "capacitances"),
        behind(columns[1], "leaks"),
        behind(columns[2], "leak_currents"),
        np.concatenate([c.kinds[kept], np.full(count, c.neurons.index(None))]),
        c.neurons,
    )


def _beginning(smaller: Compartments, state: State, kept: Integers, parts: Sequence[Part]) -> State:
    """The voltages of what is kept and of the modes; passive compartments have no other states."""
    return State(
        np.concatenate([state.voltage[kept], *(part.modes.voltages for part in parts)]),
        _gates(smaller, state),
    )


def _gates(compartments: Compartments, state: State) -> tuple[Floats, ...]:
    """Those of a state of another tree with the same membranes."""
    counts = np.bincount(compartments.kinds, minlength=len(compartments.neurons))
    return tuple(
        np.zeros((count, 0)) if neuron is None else gates
        for neuron, gates, count in zip(compartments.neurons, state.gates, counts, strict=True)
    )


def _translated(probe: Probe, numbers: Integers, parts: Sequence[Part]) -> Probe:
    """A probe in the smaller tree."""
    shares: dict[int, float] = {}
    offset = probe.offset
    for compartment, share in zip(probe.compartments, probe.shares, strict=True):
        if numbers[compartment] >= 0:
            found: list[tuple[int, float]] = [(int(numbers[compartment]), 1.0)]
        else:
            part = next(part for part in parts if compartment in part.forest.members)
            place = int(np.flatnonzero(part.forest.members == compartment)[0])
            offset += share * float(part.modes.offsets[place])
            found = [(part.port, float(part.modes.port_shares[place]))]
            found += zip(part.numbers.tolist(), part.modes.shares[place].tolist(), strict=True)
        for number, each in found:
            shares[number] = shares.get(number, 0.0) + share * each
    return Probe(tuple(shares), tuple(shares.values()), offset)
