"""What stands out in a record."""

import numpy as np

from core.cable.tree.in_time.record import findings


def test_an_extreme_just_behind_a_corner_is_not_extrapolated() -> None:
    # A parabola through the three lowest of these would go down by 25,000 mV.
    times, voltages = np.array([0.0, 1.0, 1.000001, 2.0]), np.array([[0.0, -1.0, -1.1, 0.0]])
    found = findings(times, voltages, np.zeros(1), np.zeros(1))
    assert -2.2 <= found.lowest[0] <= -1.1
    assert 0.0 < found.half_time[0] <= found.lowest_time[0]
