import math

import pytest
from scipy.optimize import minimize_scalar

from core.axon.myelinated.comparison import RUSHTON_G_RATIO, Measured, compare, rushton_factor

SQUID = Measured(diameter=476.0, velocity=18.732, capacitance=1e-2 * math.pi * 476.0)
"""Hodgkin and Huxley's axon at 18.5 °C."""
RABBIT = Measured(diameter=10.0, velocity=57.0, capacitance=0.70686e-3)
"""Sweeney's fibre: 0.707 pF for every millimetre."""


def test_a_squid_axon_as_fast_as_a_nerve_fibre() -> None:
    found = compare(SQUID, RABBIT)
    # 476 µm (57/18.732)² = 4.41 mm: it would hold 194,000 of the fibres.
    assert found.bare_diameter == pytest.approx(4407.47, rel=1e-5)
    assert found.fibres_in_the_same_space == pytest.approx(194_258, rel=1e-4)
    assert found.capacitance_ratio == pytest.approx(195_885, rel=1e-4)


def test_both_laws_meet_at_the_crossing() -> None:
    found = compare(SQUID, RABBIT)
    by_root = SQUID.velocity * math.sqrt(found.crossing_diameter / SQUID.diameter)
    by_line = RABBIT.velocity * found.crossing_diameter / RABBIT.diameter
    assert by_root == pytest.approx(by_line, rel=1e-14)
    assert found.crossing_velocity == pytest.approx(by_line, rel=1e-14)


def test_rushtons_optimum() -> None:
    best = minimize_scalar(lambda g: -rushton_factor(g), bounds=(0.1, 0.9), method="bounded")
    assert best.x == pytest.approx(RUSHTON_G_RATIO, abs=1e-5)
    assert pytest.approx(0.6065, abs=1e-4) == RUSHTON_G_RATIO
