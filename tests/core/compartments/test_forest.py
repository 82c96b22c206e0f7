"""Reduced trees against the whole ones, both as matrices, and a neuron integrated with and without."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from core.compartments import forest
from core.compartments.compartments import Compartments
from core.compartments.experiment import Experiment, Probe, State
from core.compartments.forest import reduce
from core.compartments.port_modes import SLOPE, SWING
from core.compartments.reduction import Reduction
from core.compartments.run import integrate
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.numerics.tree.partition import Integers
from core.numerics.tree.response import Complexes
from core.result import Floats
from core.stimulus import Pulse
from core.waveform import waveform

LONG = 1e4
"""A run that is worth it [ms]."""
BETWEEN = 2.0
"""The error is measured at twelve frequencies; between them it is not much larger."""


def tree(generator: np.random.Generator, n: int, forks: float, joints: float) -> Compartments:
    """Passive compartments of dendrites of 0.5 to 3 µm, with different resting potentials."""
    parents = np.arange(-1, n - 1)
    jumps = generator.random(n) < forks
    parents[jumps] = (generator.random(n) * np.arange(n)).astype(np.int64)[jumps]
    parents[0] = -1
    diameter, length = generator.uniform(0.5, 3.0, n), generator.uniform(3.0, 30.0, n)
    # R_i 100 Ω·cm, C_m 1 µF/cm², R_m 20,000 Ω·cm².
    couplings = 1e-2 * 0.25 * np.pi * diameter**2 / length
    couplings[0] = 0.0
    capacitances = 1e-5 * np.pi * diameter * length
    capacitances[generator.random(n) < joints] = 0.0
    leaks = 0.05 * capacitances
    reversals = generator.uniform(-90.0, -40.0, n)
    return Compartments(
        parents,
        couplings,
        np.zeros(n),
        capacitances,
        leaks,
        reversals * leaks,
        np.zeros(n, dtype=np.int64),
        (None,),
    )


def conductances(cells: Compartments) -> Floats:
    child, parent, g = np.arange(1, cells.parents.size), cells.parents[1:], cells.couplings[1:]
    matrix = np.diag(cells.leaks)
    np.add.at(matrix, (child, child), g)
    np.add.at(matrix, (parent, parent), g)
    matrix[child, parent] = matrix[parent, child] = -g
    return matrix


def at_rest(cells: Compartments) -> Floats:
    return np.asarray(np.linalg.solve(conductances(cells), cells.leak_currents), dtype=np.float64)


def reduced(cells: Compartments, sites: Integers, tolerance: float, voltage: Floats) -> Reduction | None:
    """With a probe in every compartment."""
    n = cells.parents.size
    experiment = Experiment(
        duration=LONG,
        sites=tuple((int(site), 0, 1.0) for site in sites),
        probes=tuple(Probe((cell,), (1.0,)) for cell in range(n)),
    )
    return reduce(cells, State(voltage, (np.zeros((n, 0)),)), experiment, tolerance)


def shares(found: Reduction) -> tuple[Floats, Floats]:
    """Voltages of the whole tree from those of the smaller one: a matrix and offsets."""
    probes = found.experiment.probes
    matrix = np.zeros((len(probes), found.compartments.parents.size))
    for row, probe in zip(matrix, probes, strict=True):
        row[list(probe.compartments)] = probe.shares
    return matrix, np.array([probe.offset for probe in probes])


def ports(found: Reduction) -> Integers:
    """Of every compartment, in the whole tree; of what is kept, itself."""
    port = np.arange(found.whole.parents.size)
    for part in found.parts:
        port[part.forest.members] = part.forest.port
    return port


def response(cells: Compartments, frequency: float, currents: Floats) -> Complexes:
    matrix = conductances(cells) + 1j * frequency * np.diag(cells.capacitances)
    return np.asarray(np.linalg.solve(matrix, currents), dtype=np.complex128)


def at(cells: Compartments, sites: Integers, currents: Floats) -> Floats:
    found = np.zeros(cells.parents.size)
    np.add.at(found, sites, currents)
    return found


@dataclass(frozen=True)
class Case:
    """A tree with currents [nA] into some sites, and the smaller one."""

    cells: Compartments
    sites: Integers
    currents: Floats
    found: Reduction

    @property
    def new_sites(self) -> Integers:
        return np.searchsorted(self.found.kept, self.sites)


@some.composite
def cases(draw: some.DrawFn) -> tuple[Case, np.random.Generator]:
    generator = np.random.default_rng(draw(some.integers(0, 2**31)))
    n = draw(some.integers(60, 160))
    cells = tree(generator, n, draw(some.sampled_from([0.0, 0.05, 0.3])), draw(some.sampled_from([0.0, 0.1])))
    sites = generator.choice(np.flatnonzero(cells.capacitances[: n // 3] > 0.0), draw(some.integers(1, 3)))
    tolerance = draw(some.sampled_from([1.0, 1e-2]))
    found = reduced(cells, sites, tolerance, at_rest(cells))
    # Forests may be too small to be reduced.
    assume(found is not None)
    assert found is not None
    assert found.error < 0.1 * tolerance
    assert found.compartments.parents.size < n
    return Case(cells, sites, generator.uniform(0.1, 1.0, sites.size), found), generator


CASES = settings(deadline=None, max_examples=10)


@CASES
@given(cases())
def test_a_reduced_tree_answers_within_its_error(given_case: tuple[Case, np.random.Generator]) -> None:
    case, generator = given_case
    found, port = case.found, ports(case.found)
    matrix, _ = shares(found)
    for frequency in 2.0 * np.pi * 10.0 ** generator.uniform(-3.0, 1.7, 4):
        exact = response(case.cells, frequency, at(case.cells, case.sites, case.currents))
        answer = matrix @ response(
            found.compartments, frequency, at(found.compartments, case.new_sites, case.currents)
        )
        amplitude = min(SWING, SLOPE / frequency)
        off = np.abs(answer / answer[port] - exact / exact[port])
        assert amplitude * off.max() < BETWEEN * found.error + 1e-9
        # A share of a forest's admittance is less than that share of the whole one at its port.
        wrong = found.error / amplitude * len(found.parts)
        assert np.abs(answer - exact)[found.kept].max() < BETWEEN * wrong * np.abs(exact).max() + 1e-9


@CASES
@given(cases())
def test_steady_state_and_charge_are_exact(given_case: tuple[Case, np.random.Generator]) -> None:
    case, _ = given_case
    cells, found, smaller = case.cells, case.found, case.found.compartments
    matrix, offsets = shares(found)
    assert min(smaller.leaks.min(), smaller.couplings[1:].min(), smaller.capacitances.min()) >= 0.0
    np.testing.assert_allclose(matrix @ found.state.voltage + offsets, at_rest(cells), rtol=0.0, atol=1e-9)
    exact = np.linalg.solve(conductances(cells), at(cells, case.sites, case.currents))
    answer = np.linalg.solve(conductances(smaller), at(smaller, case.new_sites, case.currents))
    np.testing.assert_allclose(matrix @ answer, exact, rtol=0.0, atol=1e-9 * exact.max())
    np.testing.assert_allclose(matrix @ at_rest(smaller) + offsets, at_rest(cells), rtol=0.0, atol=1e-9)
    # Until then G⁻¹ C V of charge times resistance was stored.
    stored = np.linalg.solve(conductances(cells), cells.capacitances * exact)[found.kept]
    met = np.linalg.solve(conductances(smaller), smaller.capacitances * answer)[: found.kept.size]
    np.testing.assert_allclose(met, stored, rtol=0.0, atol=1e-9 * stored.max())


def course(cells: Compartments, start: Floats, times: Floats) -> Floats:
    """Voltages without a stimulus, shape (n, times), by the modes of the compartments with a capacitance."""
    charged = np.flatnonzero(cells.capacitances > 0.0)
    joint = np.flatnonzero(cells.capacitances == 0.0)
    matrix, steady = conductances(cells), at_rest(cells)
    follow = -np.linalg.solve(matrix[np.ix_(joint, joint)], matrix[np.ix_(joint, charged)])
    roots = np.sqrt(cells.capacitances[charged])
    inner = matrix[np.ix_(charged, charged)] + matrix[np.ix_(charged, joint)] @ follow
    decays, vectors = np.linalg.eigh(inner / np.outer(roots, roots))
    begin = vectors.T @ (roots * (start - steady)[charged])
    found = np.empty((steady.size, times.size))
    found[charged] = (
        vectors @ (begin[:, np.newaxis] * np.exp(-np.outer(decays, times))) / roots[:, np.newaxis]
    )
    found[joint] = follow @ found[charged]
    return found + steady[:, np.newaxis]


@pytest.mark.parametrize(("seed", "joints"), [(1, 0.0), (2, 0.1), (3, 0.1)])
def test_a_forest_that_does_not_rest_comes_to_rest_as_it_should(seed: int, joints: float) -> None:
    generator = np.random.default_rng(seed)
    cells = tree(generator, 200, 0.1, joints)
    cells.capacitances[0] = 1e-4
    start = -65.0 + 10.0 * np.sin(np.arange(200) / 20.0)
    found = reduced(cells, np.array([0]), 1e-2, start)
    assert found is not None
    matrix, offsets = shares(found)
    times = np.array([0.0, 1e-3, 0.01, 0.1, 0.5, 2.0, 10.0, 100.0])
    exact = course(cells, start, times)
    answer = matrix @ course(found.compartments, found.state.voltage, times) + offsets[:, np.newaxis]
    np.testing.assert_allclose(answer, exact, rtol=0.0, atol=BETWEEN * found.error + 1e-9)
    charged = cells.capacitances > 0.0
    np.testing.assert_allclose(answer[charged, 0], start[charged], rtol=0.0, atol=1e-2 * 1e-2)


def test_what_is_coupled_to_nothing_stays_where_it_is() -> None:
    cells = tree(np.random.default_rng(4), 100, 0.0, 0.0)
    cells.couplings[60:62] = cells.leaks[60] = cells.leak_currents[60] = 0.0
    start = np.full(100, -65.0)
    start[60] = -20.0
    found = reduced(cells, np.array([0]), 1.0, start)
    assert found is not None
    matrix, offsets = shares(found)
    np.testing.assert_allclose(matrix[60], 0.0, atol=1e-12)
    assert offsets[60] == pytest.approx(-20.0, abs=1e-12)
    np.testing.assert_allclose(matrix @ found.state.voltage + offsets, start, rtol=0.0, atol=0.01)


def neuron_with_dendrites() -> tuple[Compartments, State, int]:
    """Active compartments in the middle of a passive tree that begins elsewhere."""
    generator = np.random.default_rng(5)
    n = 240
    passive = tree(generator, n, 0.1, 0.05)
    middle = np.flatnonzero(passive.parents == np.arange(-1, n - 1))
    soma = int(middle[middle > n // 4][0])
    kinds = np.ones(n, dtype=np.int64)
    kinds[[passive.parents[soma], soma]] = 0
    active = kinds == 0
    neuron = Neuron.of(HODGKIN_HUXLEY, temperature=6.3)
    rest = resting_state(neuron)[0]
    cells = replace(
        passive,
        areas=np.where(active, 2e-5, 0.0),
        capacitances=np.where(active, 0.0, passive.capacitances),
        leaks=np.where(active, 0.0, passive.leaks),
        leak_currents=np.where(active, 0.0, -70.0 * passive.leaks),
        kinds=kinds,
        neurons=(neuron, None),
    )
    gates = np.tile(rest[1:], (2, 1)), np.zeros((n - 2, 0))
    return cells, State(np.full(n, rest[0]), gates), soma


def test_a_neuron_spikes_as_with_all_its_dendrites(monkeypatch: pytest.MonkeyPatch) -> None:
    cells, state, soma = neuron_with_dendrites()
    n = cells.parents.size
    experiment = Experiment(
        duration=8.0,
        sites=((soma, 0, 1.0),),
        waveforms=(waveform((Pulse(amplitude=2.0, onset=0.5, duration=0.5),), 8.0),),
        probes=tuple(Probe((cell,), (1.0,)) for cell in range(n)),
        times=np.linspace(0.0, 8.0, 81),
        profile_times=np.array([1.0, 2.5, 8.0]),
        threshold=-60.0,
    )
    tolerance = 1e-3
    assert reduce(cells, state, experiment, tolerance) is None
    whole, exact = (integrate(cells, state, experiment, each) for each in (tolerance, 0.1 * tolerance))
    # As if the run were long.
    monkeypatch.setattr(forest, "STEPS", 1e5)
    found = reduce(cells, state, experiment, tolerance)
    assert found is not None
    assert found.compartments.parents.size < 0.6 * n
    answer = integrate(cells, state, experiment, tolerance)
    late = 3.0 * np.abs(whole.samples - exact.samples).max() + found.error
    np.testing.assert_allclose(answer.samples, exact.samples, rtol=0.0, atol=late)
    np.testing.assert_allclose(answer.profiles, exact.profiles, rtol=0.0, atol=late)
    np.testing.assert_allclose(answer.state.voltage, exact.state.voltage, rtol=0.0, atol=late)
    np.testing.assert_allclose(answer.profiles[-1], answer.state.voltage, rtol=0.0, atol=1e-9)
    assert answer.spike_counts == exact.spike_counts
    assert sum(answer.spike_counts) > 4
    for one, other in zip(answer.spikes, exact.spikes, strict=True):
        np.testing.assert_allclose(one, other, rtol=0.0, atol=1e-4)
    kept = np.isfinite(answer.peaks)
    assert kept[[soma, cells.parents[soma]]].all()
    assert np.array_equal(np.flatnonzero(kept), found.kept)
    np.testing.assert_allclose(answer.peaks[kept], exact.peaks[kept], rtol=0.0, atol=late)
    everywhere = integrate(cells, state, replace(experiment, everywhere=True), tolerance)
    assert np.array_equal(everywhere.peaks, whole.peaks)


def test_what_would_not_get_smaller_stays() -> None:
    generator = np.random.default_rng(0)
    cells = tree(generator, 40, 0.1, 0.0)
    state = State(np.full(40, -65.0), (np.zeros((40, 0)),))
    middle, ends = Experiment(duration=LONG, sites=((20, 0, 1.0),)), ((0, 0, 1.0), (39, 0, 1.0))
    assert reduce(cells, state, middle, 1e-3) is None
    line = replace(cells, parents=np.arange(-1, 39))
    assert reduce(line, state, Experiment(duration=LONG, sites=ends), 1.0) is None
