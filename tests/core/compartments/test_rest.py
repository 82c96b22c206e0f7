"""How trees with different membranes rest."""

import numpy as np
import pytest

from core.compartments.compartments import Compartments
from core.compartments.rest import SteadyTree, resting_state
from core.compartments.run import integrate
from core.compartments.stability import is_stable
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix
from core.result import Floats
from tests.core.compartments.cables import experiment, squid

PAIRS = (("hodgkin-huxley", None), ("wang-buzsaki", "connor-stevens"), ("thalamic-relay", "chay-keizer"))


def two_membranes(first: Neuron, second: Neuron | None, count: int, coupling: float) -> Compartments:
    """A cable whose second half has another membrane, or a leak of 0.1 mS/cm² at -75 mV."""
    kinds = (np.arange(count) >= count // 2).astype(np.int64)
    passive = np.where(second is None, kinds, 0).astype(np.float64)
    couplings = np.full(count, coupling)
    couplings[0] = 0.0
    return Compartments(
        np.arange(count) - 1,
        couplings,
        np.full(count, 1e-6),
        1e-3 * passive,
        1e-4 * passive,
        -75.0 * 1e-4 * passive,
        kinds,
        (first, second),
    )


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_nothing_moves_at_rest(first: str, second: str | None) -> None:
    other = None if second is None else Neuron.of(CATALOGUE[second])
    cells = two_membranes(Neuron.of(CATALOGUE[first]), other, 12, 1e-3)
    rest = resting_state(cells)
    assert np.ptp(rest.voltage) > 0.1
    found = integrate(cells, rest, experiment(20.0), 1e-6)
    assert found.speed < 1e-7
    assert np.abs(found.state.voltage - rest.voltage).max() < 1e-6


def test_a_tree_that_fires_by_itself_does_not_rest() -> None:
    cells = two_membranes(squid(g_l=1.0, e_l=-30.0), squid(), 4, 1e-5)
    with pytest.raises(ParameterError, match="does not rest"):
        resting_state(cells)


def test_a_tree_that_nothing_holds_does_not_rest() -> None:
    none = np.zeros(2)
    floating = Compartments(
        np.array([-1, 0]), np.array([0.0, 1.0]), none, none + 1.0, none, none, none.astype(np.int64), (None,)
    )
    with pytest.raises(ParameterError, match="no equilibrium"):
        resting_state(floating)


def jacobian(cells: Compartments, members: SteadyTree, voltages: Floats) -> Floats:
    """Of all states: of every compartment V, then its others."""
    blocks = []
    for number, voltage in zip(cells.kinds.tolist(), voltages, strict=True):
        kind = members.kinds[number]
        assert kind is not None
        blocks.append(jacobian_matrix(kind.neuron, kind.states(np.array([voltage]))[:, 0]))
    starts = np.cumsum([0, *(block.shape[0] for block in blocks)])
    matrix = np.zeros((starts[-1], starts[-1]))
    for start, block in zip(starts[:-1], blocks, strict=True):
        matrix[start : start + block.shape[0], start : start + block.shape[0]] = block
    for child in range(1, cells.parents.size):
        for here, there in ((child, cells.parents[child]), (cells.parents[child], child)):
            kind = members.kinds[cells.kinds[here]]
            assert kind is not None
            rate = cells.couplings[child] / (1e3 * kind.capacitance * cells.areas[here])
            matrix[starts[here], starts[here]] -= rate
            matrix[starts[here], starts[there]] += rate
    return matrix


def test_nyquist_counts_as_eigenvalues_do() -> None:
    generator = np.random.default_rng(5)
    verdicts = []
    for _ in range(25):
        n = int(generator.integers(2, 9))
        hot = squid(temperature=16.0)
        depolarised = squid(g_l=1.0, e_l=float(generator.uniform(-55.0, -30.0)))
        cells = Compartments(
            np.array([-1, *(int(generator.integers(max(0, i - 2), i)) for i in range(1, n))]),
            np.append(0.0, 10.0 ** generator.uniform(-5.0, -2.0, n - 1)),
            10.0 ** generator.uniform(-7.0, -5.0, n),
            np.zeros(n),
            np.zeros(n),
            np.zeros(n),
            np.arange(n) % 2,
            (hot, depolarised),
        )
        members = SteadyTree(cells)
        voltages = members.minimum(next(members.starts()))
        assert voltages is not None
        stable = bool(np.linalg.eigvals(jacobian(cells, members, voltages)).real.max() < 0.0)
        assert is_stable(cells, members.kinds, voltages) == stable
        verdicts.append(stable)
    assert {True, False} <= set(verdicts)
