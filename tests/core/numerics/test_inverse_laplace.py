import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import erfc

from core.numerics.inverse_laplace import ERROR, MORE_NODES, Complexes, window_of, windows
from core.result import Floats

TRANSFORMS: dict[str, tuple[Callable[[Complexes], Complexes], Callable[[Floats], Floats]]] = {
    "step": (lambda z: 1.0 / z, np.ones_like),
    "ramp": (lambda z: 1.0 / z**2, lambda t: t),
    "root": (lambda z: z**-1.5, lambda t: 2.0 * np.sqrt(t / math.pi)),
    "slow": (lambda z: 1.0 / (z * (z + 1e-3)), lambda t: -np.expm1(-1e-3 * t) / 1e-3),
    "quick": (lambda z: 1.0 / (z * (z + 1e4)), lambda t: -np.expm1(-1e4 * t) / 1e4),
    "diffusion": (lambda z: np.exp(-np.sqrt(z)) / z, lambda t: erfc(0.5 / np.sqrt(t))),
}


@pytest.mark.parametrize("name", TRANSFORMS)
def test_known_transforms(name: str) -> None:
    transform, expected = TRANSFORMS[name]
    times = np.geomspace(1e-6, 50.0, 200)
    which = window_of(times, 50.0)
    nodes, weights = windows(50.0, np.arange(which.max() + 1))
    values = transform(nodes) * weights
    found = (np.exp(times[:, np.newaxis] * nodes[which]) * values[which]).imag.sum(axis=1)
    exact = expected(times)
    scale = np.ones_like(exact) if name == "diffusion" else exact
    assert np.max(np.abs(found - exact) / scale) < ERROR


def test_poles_off_the_real_axis() -> None:
    # i is within half of 1/t as long as t is below one half.
    times = np.linspace(0.13, 0.5, 20)
    nodes, weights = windows(0.5, np.zeros(1, dtype=np.intp), MORE_NODES)
    found = (np.exp(np.multiply.outer(times, nodes[0])) @ (weights[0] / (nodes[0] ** 2 + 1.0))).imag
    assert found == pytest.approx(np.sin(times), rel=ERROR)


def test_windows() -> None:
    assert window_of(np.array([8.0, 2.01, 1.99, 0.51, 0.49]), 8.0).tolist() == [0, 0, 1, 1, 2]
    # A time that rounding has put past the longest belongs to the first.
    assert window_of(np.array([8.0 * (1.0 + 1e-15)]), 8.0).tolist() == [0]
