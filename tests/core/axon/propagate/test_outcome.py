"""Where spikes stop, told from when they arrive."""

from math import nan

import numpy as np
import pytest

from core.axon.propagate.outcome import fronts


@pytest.mark.parametrize(
    ("arrivals", "stops", "moves"),
    [
        pytest.param([1, 2, 3, 4, 5, 6], [], [], id="runs through"),
        pytest.param([1, 2, 3, nan, nan, nan], [2.5], [], id="stops"),
        pytest.param([15, 17, 19, nan, nan, nan], [], [2.5], id="is under way"),
        pytest.param([nan, nan, 19, 18, 17, 16], [], [1.5], id="is under way backwards"),
        pytest.param([nan, 2, 1, 2, nan, nan], [0.5, 3.5], [], id="from the middle, stops twice"),
        pytest.param([nan, 2, 1, 6, 12, 18], [0.5], [], id="stops on one side only"),
        pytest.param([1, 2, nan, nan, 4, 5], [], [], id="runs past a gap"),
        pytest.param([5, 4, nan, nan, 2, 1], [], [], id="runs past a gap backwards"),
        pytest.param([1, 2, nan, nan, 2, 1], [1.5, 3.5], [], id="two, not heard by each other"),
        pytest.param([nan, nan, 3, nan, nan, nan], [1.5, 2.5], [], id="felt at one place"),
        pytest.param([nan, nan, nan, nan, nan, nan], [], [], id="nothing"),
    ],
)
def test_fronts(arrivals: list[float], stops: list[float], moves: list[float]) -> None:
    found = fronts(np.array(arrivals, dtype=np.float64), np.arange(6.0), 20.0)
    assert [front.position for front in found if not front.moves] == stops
    assert [front.position for front in found if front.moves] == moves
