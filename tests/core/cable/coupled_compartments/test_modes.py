"""Modes and resistances against closed forms and rational arithmetic."""

import numpy as np
import pytest

from core.cable.coupled_compartments.circuit import Circuit
from core.cable.coupled_compartments.modes import modes
from core.result import Floats
from tests.core.cable.coupled_compartments.networks import equal_circuit, exact_inverse, neighbours

EPSILON = float(np.finfo(np.float64).eps)


@pytest.mark.parametrize("conductance", [1e-9, 0.01, 1e3, 1e9])
@pytest.mark.parametrize("size", [3, 8, 41])
@pytest.mark.parametrize("ring", [True, False])
def test_equal_compartments_in_a_ring_and_in_a_chain(conductance: float, size: int, ring: bool) -> None:
    found = modes(equal_circuit(neighbours(size, conductance, ring=ring)))
    # λ = (g + 4 g_c sin²(π k/n))/C in a ring of n, with half the angle in a chain.
    angles = np.pi * np.arange(size) / (size if ring else 2 * size)
    expected = np.sort((0.01 + 4.0 * conductance * np.sin(angles) ** 2) / 0.1)
    # To rounding each, though the couplings are up to 10¹¹ times larger than the leaks.
    assert found.rates == pytest.approx(expected, rel=200.0 * EPSILON)
    assert found.error() < 200.0 * EPSILON


def scattered(size: int, seed: int) -> Circuit:
    """Conductances and capacitances over many orders of magnitude, most pairs not joined."""
    random = np.random.default_rng(seed)
    joined = np.triu(random.random((size, size)) < 0.5, 1)
    between = np.where(joined, 10.0 ** random.uniform(-9.0, 9.0, (size, size)), 0.0)
    between += between.T
    leak = np.where(random.random(size) < 0.4, 10.0 ** random.uniform(-9.0, 0.0, size), 0.0)
    leak[0] = 1e-6
    return Circuit(10.0 ** random.uniform(-4.0, 2.0, size), leak, np.full(size, -65.0), between)


@pytest.mark.parametrize("seed", range(4))
def test_every_digit_of_every_resistance_is_right(seed: int) -> None:
    network = scattered(7, seed)
    found = modes(network).resistances
    leaking = np.flatnonzero(~network.floating)
    inside = np.ix_(leaking, leaking)
    exact = np.array(exact_inverse(network.leak[leaking], network.between[inside]), dtype=np.float64)
    assert leaking.size > 2
    assert found[inside] == pytest.approx(exact, rel=50.0 * EPSILON, abs=0.0)
    assert np.all(found == found.T)


@pytest.mark.parametrize("seed", range(4))
def test_modes_are_orthonormal_and_make_up_the_network(seed: int) -> None:
    network = scattered(12, seed)
    found = modes(network)
    gram = found.shapes.T @ (network.capacitance[:, np.newaxis] * found.shapes)
    assert gram == pytest.approx(np.eye(12), abs=1e-14)
    direct = found.resistances.diagonal()
    leaking = np.isfinite(direct)
    summed = (found.shapes[leaking] ** 2) @ np.where(found.rates > 0.0, found.time_constants, 0.0)
    assert summed == pytest.approx(direct[leaking], rel=1e-12)
    # The conductances are those that the modes were made of: K = C S Λ Sᵀ C.
    weighted = network.capacitance[:, np.newaxis] * found.shapes
    matrix = (weighted * found.rates) @ weighted.T
    expected = np.diag(network.leak + network.between.sum(axis=1)) - network.between
    scale = np.sqrt(np.outer(expected.diagonal(), expected.diagonal()))
    assert np.max(np.abs(matrix - expected) / scale) < 1e-13


def test_a_piece_that_does_not_leak_keeps_its_charge() -> None:
    between = np.zeros((4, 4))
    between[0, 1] = between[1, 0] = 3.0
    between[2, 3] = between[3, 2] = 1.0
    capacitance, leak = np.array([0.1, 0.3, 0.2, 0.2]), np.array([0.0, 0.0, 0.01, 0.0])
    found = modes(Circuit(capacitance, leak, np.full(4, -65.0), between))
    assert found.rates[0] == 0.0
    assert found.shapes[:, 0] == pytest.approx([0.4**-0.5, 0.4**-0.5, 0.0, 0.0], abs=1e-15)
    assert np.isinf(found.resistances[:2, :2]).all()
    assert found.resistances[2:, 2:] == pytest.approx(np.array([[100.0, 100.0], [100.0, 101.0]]), rel=1e-15)
    assert found.resistances[:2, 2:].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_one_compartment_alone() -> None:
    found = modes(equal_circuit(np.zeros((1, 1))))
    shapes: Floats = found.shapes
    assert (found.rates[0], found.resistances[0, 0]) == pytest.approx((0.1, 100.0), rel=1e-15)
    assert shapes[0, 0] == pytest.approx(0.1**-0.5, rel=1e-15)
