"""Sums of decaying modes."""

import numpy as np
import pytest

from core.cable.transient import memory
from core.cable.transient.memory import decays
from core.result import Floats


@pytest.mark.parametrize("room", [memory.ROOM, 600])
@pytest.mark.parametrize(
    "times",
    [
        pytest.param(np.linspace(0.3, 2.0, 1000), id="equally spaced"),
        pytest.param(np.linspace(0.0, 2.0, 128), id="just enough of them"),
        pytest.param(np.geomspace(0.01, 2.0, 200), id="unequally spaced"),
        pytest.param(np.array([0.5]), id="one"),
        pytest.param(np.zeros(0), id="none"),
    ],
)
def test_decays_are_summed(times: Floats, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ROOM", room)
    rates = 1.0 + (3.0 * np.arange(40.0)) ** 2
    coefficients = np.cos(np.multiply.outer([0.1, 2.0, 5.0], np.arange(40.0)))
    found = decays(coefficients, rates, times)
    assert found.shape == (3, times.size)
    # Each of the 40 summands has the rounding of its argument times ξe^{−ξ} < 1/e, and a few of its own.
    np.testing.assert_allclose(found, coefficients @ np.exp(-np.outer(rates, times)), rtol=0.0, atol=1e-13)
