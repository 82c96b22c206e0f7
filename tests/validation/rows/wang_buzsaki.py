"""Wang-Buzsáki interneuron: onset, rates, afterhyperpolarisation."""

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

_MODEL = "wang-buzsaki"
_TRACED = TRACED.format("wang_buzsaki")
_ONSET = "Börgers (2017), programs of chapter 17: firing begins between 0.1600 and 0.1602 µA/cm²"
_PAPER = "Wang and Buzsáki (1996), figure 1A: about 400 Hz at 20 µA/cm² (ModelDB 26997 scales the figure so)"
_SYNAPSE = (
    "Wang and Buzsáki (1996), figure 3: the afterhyperpolarisation stays above the synaptic reversal of "
    "-75 mV at phi = 5, and passes it at phi = 2"
)


def _deep(preset: str, current: float, expected: int) -> Row:
    """Whether the voltage falls below −75 mV after a spike."""
    return simulated(
        _MODEL,
        current,
        200.0,
        lambda answer: int(_lowest(answer) < -75.0),
        expected,
        0,
        _SYNAPSE,
        preset=preset,
        sampling={"interval": 0.1, "series": ["voltage"]},
    )


def _lowest(answer: Any) -> float:
    return float(min(answer["series"][0]["values"]))


ROWS = {
    "rest": rest(_MODEL, -64.0175649096368),
    "onset": special_point(_MODEL, "saddle-node", 0.16, "value", 0.1601, 1e-4 / 0.1601, _ONSET),
    "saddle-node where firing begins": special_point(
        _MODEL, "saddle-node", 0.16, "value", 0.160086327165, 1e-10, SOLVED
    ),
    "its voltage": special_point(_MODEL, "saddle-node", 0.16, "voltage", -59.965817, 1e-7, SOLVED),
    "no spike below the onset": simulated(_MODEL, 0.16, 5000.0, spikes_after(0.0), 0, 0, _ONSET),
    "a slow rate above the onset": simulated(
        _MODEL, 0.1602, 20_000.0, lambda answer: int(0.0 < last_rate(answer) < 1.0), 1, 0, _ONSET
    ),
    "400 Hz at 20": simulated(_MODEL, 20.0, 500.0, last_rate, 400.0, 10.0, _PAPER),
    "period at 1": simulated(
        _MODEL,
        1.0,
        150.0,
        lambda answer: 1000.0 / last_rate(answer),
        145.728085753 - 128.978084212,
        1e-4,
        _TRACED,
    ),
    "period at 1.4, phi = 2": simulated(
        _MODEL,
        1.4,
        150.0,
        lambda answer: 1000.0 / last_rate(answer),
        140.646011987 - 121.674042673,
        1e-4,
        _TRACED,
        preset="figure-3c",
        initial={"voltage": -64.0},
    ),
    "shallow afterhyperpolarisation": _deep("standard", 1.0, 0),
    "deep afterhyperpolarisation": _deep("figure-3c", 1.4, 1),
    "Hopf current": special_point(_MODEL, "hopf", 25.1, "value", 25.12940947, 1e-8, SOLVED),
    "Hopf frequency": special_point(_MODEL, "hopf", 25.1, "frequency", 482.07842, 1e-7, SOLVED),
    "no stable rest at 1": stable_points(_MODEL, 1.0, 0, SOLVED),
}
