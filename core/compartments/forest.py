"""Passive forests reduced to a few modes before a tree is integrated.

What hangs on a compartment and is passive is linear: seen from there a leak and a few modes, each of which is
a compartment again (`core.compartments.port_modes`). The smaller tree is integrated as any other; voltages of
what was left out are sums over the modes.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Experiment, Probe, State
from core.compartments.passive_circuit import PassiveCircuit
from core.compartments.passive_parts import Forest, passive_parts
from core.compartments.port_modes import PortModes, port_modes
from core.compartments.reduction import Part, Reduction, gates_of
from core.numerics.tree.partition import Integers
from core.numerics.tree.response import Network
from core.result import Floats

SET_UP, SET_UP_EACH = 0.4, 9e-4
"""Time that the modes of a forest, and each of its compartments, take to find [ms]."""
GAIN, STEPS, FEW = 8e-6, 5.0, 20
"""Time of a step for every compartment beyond some modes [ms], steps in a millisecond of the run, modes."""
WORTH = 0.5
"""Most modes that a forest is reduced to, in units of its compartments."""
GOAL = 0.02
"""Error that a reduction may make, in units of the tolerance of a step."""
ACCEPTABLE = 5.0
"""A forest whose error is larger [goals] stays as it is."""
SLOWEST = 1e-9
"""What takes longer [1/ms] to come to rest hangs on nothing, and nothing says where it is."""


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
        if not _pays(forest.members.size, experiment.duration):
            continue
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


def _pays(size: int, duration: float) -> bool:
    """Whether so many compartments take longer to integrate than to reduce."""
    return (size - FEW) * GAIN * STEPS * duration > SET_UP + SET_UP_EACH * size


def _modes(compartments: Compartments, state: State, forest: Forest, goal: float) -> PortModes | None:
    """Of a forest; None where they would not pay, or not be exact enough."""
    c, members, towards = compartments, forest.members, forest.towards
    own = (column[members] for column in (c.capacitances, c.leaks, c.leak_currents, state.voltage))
    columns = np.stack([forest.couplings, *own])
    port = float(state.voltage[forest.port])
    return _memoised(towards.tobytes(), columns.tobytes(), port, goal)


@lru_cache(maxsize=8)
def _memoised(towards: bytes, columns: bytes, port: float, goal: float) -> PortModes | None:
    """Modes of a forest: runs that follow each other often differ in their stimulus only."""
    near = np.frombuffer(towards, dtype=np.int64)
    table = np.frombuffer(columns, dtype=np.float64).reshape(5, near.size)
    couplings, capacitances, voltages = table[0], table[1], table[4]
    leaks, leak_currents = table[2].copy(), table[3].copy()
    if not capacitances.any():
        return None
    conductances, inner = leaks + couplings, np.flatnonzero(near >= 0)
    np.add.at(conductances, near[inner], couplings[inner])
    # What is coupled to nothing stays where it is, as if it leaked to there.
    alone = (conductances == 0.0) & (leak_currents == 0.0)
    conductances[alone] = leaks[alone] = 1.0
    leak_currents[alone] = voltages[alone]
    circuit = PassiveCircuit(Network(near, couplings, conductances, capacitances), leaks, leak_currents)
    if not circuit.slowest > SLOWEST:
        return None
    made = port_modes(circuit, voltages, port, goal)
    worth = made.error <= ACCEPTABLE * goal and made.couplings.size <= WORTH * near.size
    return made if worth else None


def _smaller(
    compartments: Compartments, kept: Integers, numbers: Integers, parts: Sequence[Part]
) -> Compartments:
    """What is kept, and the modes behind it."""
    c = compartments
    parents = np.where(c.parents[kept] < 0, -1, numbers[c.parents[kept]])
    couplings = np.where(parents < 0, 0.0, c.couplings[kept])
    columns = [c.capacitances[kept], c.leaks[kept], c.leak_currents[kept]]
    joints = (columns[0] == 0.0) & (c.areas[kept] == 0.0)
    for part in parts:
        gains = part.modes.port_capacitance, part.modes.port_leak, part.modes.port_leak_current
        for column, gain in zip(columns, gains, strict=True):
            column[part.port] += gain
    # A joint would become stiff by the little that it gets.
    columns[0][joints] = 0.0
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
        gates_of(smaller, state),
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
