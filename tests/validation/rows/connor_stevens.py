"""Connor-Stevens: class 1 with the A-current, class 2 without."""

from typing import Any

from tests.validation.cell_rows import (
    SOLVED,
    TRACED,
    last_rate,
    rest,
    simulated,
    special_point,
    spikes_after,
    stable_points,
)
from tests.validation.row import Row

_MODEL = "connor-stevens"
_TRACED = TRACED.format(_MODEL.replace("-", "_"))
_PAPER: dict[str, Any] = {"preset": "connor-walter-mckown"}
_NO_A: dict[str, Any] = {"preset": "without-a-current"}
_FIRING = {"voltage": 0.0, "m": 0.9, "h": 0.5, "n": 0.3}
_TEACHING = (
    "teaching code for Dayan and Abbott (2001), section 6.6, with a leak of -70 mV: without A-current "
    "constant spiking from 7.84 µA/cm², with it from 24.05"
)
_SLOW = "Connor, Walter and McKown (1977), abstract: fires repetitively down to about 2 spikes a second"


def _lasting(current: float, expected: int) -> Row:
    """Spikes in the last of two seconds, begun in the middle of a spike, without the A-current."""
    return simulated(
        _MODEL,
        current,
        2000.0,
        lambda answer: int(spikes_after(1000.0)(answer) > 0),
        expected,
        0,
        _TEACHING,
        initial=_FIRING,
        **_NO_A,
    )


ROWS = {
    "rest": rest(_MODEL, -67.97811718590123),
    "rest, 1977": rest(_MODEL, -67.9747258553618, **_PAPER),
    "saddle-node where firing begins": special_point(
        _MODEL, "saddle-node", 8.1, "value", 8.11405331484, 1e-10, SOLVED
    ),
    "its voltage": special_point(_MODEL, "saddle-node", 8.1, "voltage", -57.122325, 1e-7, SOLVED),
    "saddle-node where firing begins, 1977": special_point(
        _MODEL, "saddle-node", 8.1, "value", 8.11126538972, 1e-10, SOLVED, **_PAPER
    ),
    "upper Hopf current": special_point(_MODEL, "hopf", 177.0, "value", 177.1993727, 1e-8, SOLVED),
    "upper Hopf frequency": special_point(_MODEL, "hopf", 177.0, "frequency", 531.75884, 1e-7, SOLVED),
    "no spike below the saddle-node": simulated(
        _MODEL,
        8.11,
        3000.0,
        spikes_after(0.0),
        0,
        0,
        "class 1: firing begins at the saddle-node, 8.114 µA/cm²",
    ),
    "less than 2 spikes a second, 1977": simulated(
        _MODEL, 8.1145, 5000.0, lambda answer: int(0.0 < last_rate(answer) < 2.0), 1, 0, _SLOW, **_PAPER
    ),
    "rate at 10": simulated(_MODEL, 10.0, 300.0, last_rate, 1000.0 / 29.372083954, 1e-5, _TRACED),
    "rate at 20, 1977": simulated(
        _MODEL, 20.0, 150.0, last_rate, 1000.0 / 7.76754214, 1e-4, _TRACED, **_PAPER
    ),
    "onset with a leak of -70 mV": special_point(
        _MODEL,
        "saddle-node",
        24.0,
        "value",
        24.05,
        0.05 / 24.05,
        _TEACHING,
        parameters={"e_l": -70.0},
    ),
    "no A-current: rest": rest(_MODEL, -70.02208802770718, **_NO_A),
    "no A-current: Hopf current": special_point(
        _MODEL, "hopf", 9.6, "value", 9.592693018, 1e-8, SOLVED, **_NO_A
    ),
    "no A-current: Hopf frequency": special_point(
        _MODEL, "hopf", 9.6, "frequency", 95.393955, 1e-7, SOLVED, **_NO_A
    ),
    "no A-current: silent below the onset": _lasting(7.8, 0),
    "no A-current: firing above the onset": _lasting(7.88, 1),
    "no A-current: class 2, no rate below 60 Hz": simulated(
        _MODEL,
        7.88,
        1000.0,
        lambda answer: int(last_rate(answer) > 60.0),
        1,
        0,
        "Dayan and Abbott (2001), figure 6.1B: without the A-current the rate jumps from zero",
        initial=_FIRING,
        **_NO_A,
    ),
    "no A-current, published leak: no stable rest": stable_points(
        _MODEL, 0.0, 0, SOLVED, parameters={"g_a": 0.0}
    ),
}
