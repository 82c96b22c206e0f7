"""Myelinated fibres: velocities, spikes and thresholds that were published."""

from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_SWEENEY = "Sweeney, Mortimer and Durand (1987), Proc IEEE Eng Med Biol Soc 9:1577"
_REILLY = "Reilly, Freeman and Larkin (1985), doi:10.1109/TBME.1985.325509"
_KEPT = "results as listed in Lemaire's MorphoSONIC"
_FROG: dict[str, Any] = {
    "model": "frankenhaeuser-huxley",
    "fibre_diameter": 20.0,
    "g_ratio": 0.7,
    "node_length": 2.5,
    "axial_resistivity": 110.0,
}


def _impulse(
    body: dict[str, Any], value: Callable[[Any], float], expected: float, tolerance: float, source: str
) -> Row:
    return Row(
        operation="axon/saltatory-conduction",
        body=body,
        value=lambda answer: value(answer["report"]),
        expected=expected,
        tolerance=tolerance,
        source=f"{source}, {_KEPT}",
    )


def _velocity(report: Any) -> float:
    return float(report["velocity"])


def _height(report: Any) -> float:
    return float(report["node_peak"] - report["resting_potential"])


def _conducted(amplitude: float, duration: float, expected: int) -> Row:
    """Whether a current [nA, ms] into the middle one of 19 nodes sets off an impulse."""
    pulse = {"kind": "pulse", "amplitude": amplitude, "duration": duration}
    return Row(
        operation="axon/propagate",
        body={
            "geometry": {"kind": "myelinated", "nodes": 19},
            "injections": [{"position": 9000.0, "stimulus": [pulse]}],
            "duration": 2.0,
            "sampling": {"points": 2},
        },
        value=lambda answer: int(answer["report"]["outcome"] == "conducted"),
        expected=expected,
        tolerance=0,
        source=f"{_SWEENEY}, strength-duration curve with two to three digits, {_KEPT}",
    )


ROWS = {
    "Sweeney's fibre of 10 µm at 37 °C": _impulse({}, _velocity, 57.0, 0.5, _SWEENEY),
    "its spike, 90 to 95 mV": _impulse({}, _height, 92.5, 2.5, _SWEENEY),
    "Reilly's fibre of 20 µm at 20 °C": _impulse(_FROG, _velocity, 43.0, 0.5, _REILLY),
    "its spike, 105 to 120 mV": _impulse(_FROG, _height, 112.5, 7.5, _REILLY),
    **{
        f"a pulse of {duration:g} ms is enough above {threshold:g} nA: {amplitude:g}": _conducted(
            amplitude, duration, expected
        )
        for duration, threshold in ((0.01, 4.4), (0.1, 1.4), (0.5, 1.25))
        for amplitude, expected in ((round(threshold - 0.05, 3), 0), (round(threshold + 0.05, 3), 1))
    },
}
