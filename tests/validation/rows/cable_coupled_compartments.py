"""Coupled compartments: closed forms of two rooms, rings and chains, and another simulator."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_OPERATION = "cable/coupled-compartments"
_ROOMS = "closed form: two equal rooms of R, C, joined by g: RC, RC/(1 + 2 R g) (Koch 1999, chapter 3)"
_RING = "closed form: rate (g + 4 g_c sin^2(pi k/n))/C of mode k in a ring of n equal compartments"
_CHAIN = "closed form: rate (g + 4 g_c sin^2(pi k/2n))/C of mode k in a chain of n equal compartments"

_UNEQUAL: dict[str, Any] = {
    "compartments": [
        {"kind": "whole-cell", "resistance": 50.0, "capacitance": 0.2},
        {"kind": "whole-cell", "resistance": 200.0, "capacitance": 0.05},
    ],
    "junctions": [{"kind": "ohmic", "first": 1, "second": 2, "conductance": 5.0}],
}


def _row(
    value: Callable[[Any], Any], expected: float, source: str, body: Any = None, tolerance: float = 1e-12
) -> Row:
    return Row(
        operation=_OPERATION,
        body=body or {},
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=source,
    )


def _voltage(answer: Any, number: int, time: float) -> float:
    series = next(each for each in answer["series"] if each["name"] == f"voltage_{number}")
    value: float = series["values"][answer["time"]["values"].index(time)]
    return value


def _mode(number: int) -> Callable[[Any], Any]:
    return lambda answer: answer["report"]["modes"][number - 1]["time_constant"]


def _network(size: int, *, ring: bool) -> dict[str, Any]:
    """Equal compartments of 100 MΩ and 0.1 nF, joined to their neighbours by 30 nS."""
    return {
        "compartments": [{"kind": "whole-cell"}] * size,
        "junctions": [
            {"kind": "ohmic", "first": k, "second": k % size + 1, "conductance": 30.0}
            for k in range(1, size + 1 if ring else size)
        ],
        "sampling": {"points": 2},
    }


def _rate(k: int, angle: float) -> float:
    return (0.01 + 4.0 * 0.03 * math.sin(k * angle) ** 2) / 0.1


# g₁ = 20 nS, g₂ = 5 nS, g = 5 nS: D = 5·20 + 5·5 + 20·5 = 225 nS².
_JUNCTION = "closed form: g/(g_2 + g) from room 1 to room 2, g/(g_1 + g) back (Bennett 1966)"
_COURSE = "closed form: R I/2 (1 - e^(-t/RC)) +- R I/(2 (1 + 2Rg)) (1 - e^(-t (1 + 2Rg)/RC))"
_SUM, _DIFFERENCE = 5.0 * (1.0 - math.exp(-1.0)), 5.0 / 3.0 * (1.0 - math.exp(-3.0))

ROWS = {
    "two rooms, slow": _row(_mode(1), 10.0, _ROOMS),
    "two rooms, fast": _row(_mode(2), 10.0 / 3.0, _ROOMS),
    "two rooms, input resistance": _row(
        lambda answer: answer["report"]["compartments"][0]["input_resistance"], 200.0 / 3.0, _ROOMS
    ),
    "two rooms, voltage of the first 10 ms after the onset": _row(
        lambda answer: _voltage(answer, 1, 20.0), -65.0 + _SUM + _DIFFERENCE, _COURSE
    ),
    "two rooms, voltage of the second 10 ms after the onset": _row(
        lambda answer: _voltage(answer, 2, 20.0), -65.0 + _SUM - _DIFFERENCE, _COURSE
    ),
    "unequal rooms, coupling forwards": _row(
        lambda answer: answer["report"]["junctions"][0]["coupling_forwards"], 0.5, _JUNCTION, _UNEQUAL
    ),
    "unequal rooms, coupling backwards": _row(
        lambda answer: answer["report"]["junctions"][0]["coupling_backwards"], 0.2, _JUNCTION, _UNEQUAL
    ),
    "unequal rooms, transfer resistance": _row(
        lambda answer: answer["report"]["junctions"][0]["transfer_resistance"],
        1000.0 * 5.0 / 225.0,
        _JUNCTION,
        _UNEQUAL,
    ),
    "ring of nine, slowest but one": _row(
        _mode(2), 1.0 / _rate(1, math.pi / 9.0), _RING, _network(9, ring=True)
    ),
    "ring of nine, fastest": _row(_mode(9), 1.0 / _rate(4, math.pi / 9.0), _RING, _network(9, ring=True)),
    "chain of seven, slowest but one": _row(
        _mode(2), 1.0 / _rate(1, math.pi / 14.0), _CHAIN, _network(7, ring=False)
    ),
    "chain of seven, fastest": _row(
        _mode(7), 1.0 / _rate(6, math.pi / 14.0), _CHAIN, _network(7, ring=False)
    ),
    "a rectifier at its half voltage": _row(
        lambda answer: answer["report"]["junctions"][0]["junctional_conductance"],
        5.0,
        "Boltzmann: (G_min + G_max)/2 at V_0, here held by resting potentials 15 mV apart",
        {
            "compartments": [
                {"kind": "whole-cell", "resistance": 1e-6, "resting_potential": -55.0},
                {"kind": "whole-cell", "resistance": 1e-6, "resting_potential": -70.0},
            ],
            "junctions": [
                {
                    "kind": "rectifying",
                    "first": 1,
                    "second": 2,
                    "maximal_conductance": 9.0,
                    "minimal_conductance": 1.0,
                }
            ],
            "duration": 1e-3,
        },
        # Their membranes of 1 Ω let 10⁻⁷ mV pass.
        1e-7,
    ),
    "two axons with a gap junction, first spike of the second": Row(
        operation=_OPERATION,
        body={
            # 1000 µm²: 10 and 4 µA/cm², 0.1 mS/cm².
            "compartments": [
                {
                    "kind": "active",
                    "stimulus": [{"kind": "step", "amplitude": amplitude}],
                    "initial": {"voltage": -65.0},
                }
                for amplitude in (0.1, 0.04)
            ],
            "junctions": [{"kind": "ohmic", "first": 1, "second": 2, "conductance": 1.0}],
        },
        value=lambda answer: next(
            event["time"] for event in answer["events"] if event["values"]["compartment"] == 2.0
        ),
        expected=2.869196876217938,
        tolerance=1e-3,
        source="NEURON 9.0.2, IDA (data/neuron_gap_junction.csv)",
    ),
}
