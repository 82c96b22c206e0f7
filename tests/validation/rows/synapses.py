"""Added conductances and coupled cells: closed forms, and what is known of inhibition between two axons."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from tests.validation.row import Row

_CLOSED = "closed form"
_SYNCHRONY = (
    "van Vreeswijk, Abbott and Ermentrout 1994 (doi:10.1007/BF00961879), abstract: inhibition, not "
    "excitation, synchronises two Hodgkin-Huxley neurons if the synapse's rise is longer than a spike"
)
_PASSIVE = {
    "name": "passive",
    "capacitance": 1.0,
    "currents": [{"kind": "leak", "conductance": 0.1, "reversal": -70.0}],
}


def _series(answer: Any, name: str) -> list[float]:
    values: list[float] = next(series["values"] for series in answer["series"] if series["name"] == name)
    return values


def _passive(
    conductance: Mapping[str, Any],
    value: Callable[[Any], Any],
    expected: float,
    tolerance: float,
    source: str = _CLOSED,
) -> Row:
    """On a membrane of 0.1 mS/cm² that rests at −70 mV, sampled every 10 µs."""
    return Row(
        operation="conductance-based/simulate",
        body={
            "model": _PASSIVE,
            "duration": 20.0,
            "stimulus": [],
            "conductances": [conductance],
            "tolerance": 1e-6,
            "sampling": {"interval": 0.01, "series": ["voltage", "g_added_1", "i_added"]},
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


_STEP = {"kind": "step", "amplitude": 0.3, "onset": 2.0}
_SHUNT = {"kind": "dynamic-clamp", "stimulus": [_STEP], "reversal": -50.0}
_ALPHA = {"kind": "alpha", "g_max": 0.2, "tau": 1.5, "reversal": -70.0, "times": [1.0]}
_RISE, _DECAY = 0.5, 5.0
_PEAK = math.log(_DECAY / _RISE) / (1.0 / _RISE - 1.0 / _DECAY)
_DOUBLE = {
    "kind": "double-exponential",
    "g_max": 0.2,
    "tau_rise": _RISE,
    "tau_decay": _DECAY,
    "reversal": 0.0,
    "times": [1.0],
}


def _axons(reversal: float, tau: float, field: str, expected: float, tolerance: float) -> Row:
    """Two axons that fire, coupled weakly and alike in both directions."""
    synapse = {"kind": "alpha", "g_max": 0.1 / tau, "tau": tau, "reversal": reversal, "delay": 0.1}

    def value(answer: Any) -> float:
        phase: float = answer["features"]["locking"][field]
        # Distance from synchrony.
        return min(phase, 1.0 - phase) if field == "last_phase" else phase

    return Row(
        operation="conductance-based/pair",
        body={
            "duration": 2000.0,
            "cells": [
                {
                    "model": "hodgkin-huxley",
                    "stimulus": [{"kind": "step", "amplitude": 12.0}],
                    "initial": {"voltage": voltage},
                }
                for voltage in (-65.0, -60.0)
            ],
            "synapses": [{"presynaptic": cell, **synapse} for cell in (1, 2)],
            "sampling": {"points": 2},
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=_SYNCHRONY,
    )


def _arrival(answer: Any) -> float:
    """From the spike to the peak of the conductance that it opens."""
    conductance, time = _series(answer, "g_synapse_1"), answer["time"]["values"]
    return float(time[conductance.index(max(conductance))]) - float(answer["events"][0]["time"])


ROWS = {
    "a shunt draws the voltage": _passive(
        _SHUNT,
        lambda answer: _series(answer, "voltage")[-1],
        -55.0 - 15.0 * math.exp(-0.4 * 18.0),
        1e-5,
    ),
    "a shunt shortens the time constant": _passive(
        _SHUNT,
        lambda answer: _series(answer, "voltage")[450],
        -55.0 - 15.0 / math.e,
        1e-5,
    ),
    "a shunting current": _passive(
        _SHUNT,
        lambda answer: _series(answer, "i_added")[450],
        0.3 * (-5.0 - 15.0 / math.e),
        1e-5,
    ),
    "a synapse at its reversal potential moves nothing": _passive(
        _ALPHA, lambda answer: max(map(abs, (v + 70.0 for v in _series(answer, "voltage")))), 0.0, 1e-9
    ),
    "peak of an alpha function": _passive(
        _ALPHA, lambda answer: _series(answer, "g_added_1")[250], 0.2, 1e-12
    ),
    "alpha function after three time constants": _passive(
        _ALPHA, lambda answer: _series(answer, "g_added_1")[550], 0.2 * 3.0 * math.exp(-2.0), 1e-12
    ),
    "when a double exponential has its peak": _passive(
        _DOUBLE,
        lambda answer: 0.01 * max(range(2001), key=lambda k: _series(answer, "g_added_1")[k]),
        1.0 + _PEAK,
        0.0051,
    ),
    "peak of a double exponential": _passive(
        # Between two samples it is flat to 10⁻⁵ of itself.
        _DOUBLE,
        lambda answer: max(_series(answer, "g_added_1")),
        0.2,
        2e-6,
    ),
    "double exponential, late: one exponential is left": _passive(
        _DOUBLE,
        lambda answer: _series(answer, "g_added_1")[2000] / _series(answer, "g_added_1")[1500],
        math.exp(-1.0),
        1e-11,
    ),
    "slow inhibition synchronises two axons": _axons(-80.0, 5.0, "last_phase", 0.0, 1e-3),
    "slow excitation does not: it locks": _axons(0.0, 5.0, "phase_locking_value", 1.0, 1e-3),
    "slow excitation does not: out of phase": _axons(0.0, 5.0, "last_phase", 0.25, 0.15),
    "fast excitation synchronises two axons": _axons(0.0, 0.5, "last_phase", 0.0, 1e-3),
    "fast inhibition: antiphase": _axons(-80.0, 2.0, "last_phase", 0.5, 1e-3),
    "a synapse is open a delay and a time constant after the spike": Row(
        operation="conductance-based/pair",
        body={
            "duration": 20.0,
            "cells": [
                {
                    "model": "hodgkin-huxley",
                    "stimulus": [{"kind": "pulse", "amplitude": 20.0, "onset": 1.0, "duration": 1.0}],
                },
                {"model": "hodgkin-huxley", "stimulus": []},
            ],
            "synapses": [{"kind": "alpha", "presynaptic": 1, "g_max": 0.01, "tau": 2.0, "delay": 3.0}],
            "sampling": {"interval": 0.001, "series": ["g_synapse_1"]},
        },
        value=_arrival,
        expected=5.0,
        tolerance=0.0006,
        source=_CLOSED,
    ),
}
