"""Meshes that follow a solution, and its transfer between them."""

import numpy as np

from core.numerics.collocation.basis import basis
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.result import Floats

WIDTH = 0.01


def bump(x: Floats) -> Floats:
    return np.asarray(np.exp(-(((x - 0.5) / WIDTH) ** 2)))


def test_intervals_gather_where_the_solution_is_steep() -> None:
    made = basis(5)
    mesh = np.linspace(0.0, 1.0, 81)
    nodes = bump(node_points(mesh, made))[:, None]
    moved = equidistributed(mesh, nodes, made, 40)
    assert moved[0] == 0.0
    assert moved[-1] == 1.0
    assert (np.diff(moved) > 0.0).all()
    inside = np.count_nonzero(np.abs(moved - 0.5) < 4.0 * WIDTH)
    assert inside > 20
    points = node_points(moved, made)
    # The first mesh has a node every 2.5 thousandths, a quarter of the width.
    assert np.abs(interpolated(mesh, nodes, made, points)[:, 0] - bump(points)).max() < 0.02


def test_a_polynomial_is_carried_over_exactly() -> None:
    made = basis(4)
    mesh, other = np.linspace(0.0, 1.0, 6), np.array([0.0, 0.13, 0.4, 0.71, 1.0])
    cubic = np.polynomial.Polynomial([0.3, -1.0, 2.0, -1.0])
    nodes = cubic(node_points(mesh, made))[:, None]
    points = node_points(other, made)
    assert np.abs(interpolated(mesh, nodes, made, points)[:, 0] - cubic(points)).max() < 1e-14
    assert np.abs(interpolated(mesh, nodes, made, points, 1)[:, 0] - cubic.deriv()(points)).max() < 1e-12
