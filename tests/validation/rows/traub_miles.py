"""Traub-Miles pyramidal cells: onset and rates of the reduced one, spontaneous firing of the benchmark's."""

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

_REDUCED, _FULL = "reduced-traub-miles", "traub-miles"
_TRACED = TRACED.format("traub_miles")
_ONSET = "Börgers (2017), programs of chapter 17: firing begins between 0.1193 and 0.1194 µA/cm²"
_BENCHMARK: dict[str, Any] = {"preset": "benchmark"}
_SAME = "the sodium activation's speed moves no equilibrium"

ROWS = {
    "reduced: rest": rest(_REDUCED, -66.59109339660779),
    "reduced: onset": special_point(_REDUCED, "saddle-node", 0.12, "value", 0.11935, 5e-5 / 0.11935, _ONSET),
    "reduced: saddle-node where firing begins": special_point(
        _REDUCED, "saddle-node", 0.12, "value", 0.11934570794, 1e-9, SOLVED
    ),
    "reduced: its voltage": special_point(_REDUCED, "saddle-node", 0.12, "voltage", -64.011805, 1e-7, SOLVED),
    "reduced: no spike below the onset": simulated(_REDUCED, 0.1193, 5000.0, spikes_after(0.0), 0, 0, _ONSET),
    "reduced: slow firing above the onset": simulated(
        _REDUCED, 0.1194, 20_000.0, lambda answer: int(0.0 < last_rate(answer) < 2.0), 1, 0, _ONSET
    ),
    "reduced: period at 1.5": simulated(
        _REDUCED,
        1.5,
        150.0,
        lambda answer: 1000.0 / last_rate(answer),
        148.463191018 - 130.806982758,
        1e-4,
        _TRACED,
    ),
    "full: rest": rest(_FULL, -66.59109339660779),
    "full: onset": special_point(
        _FULL, "saddle-node", 0.12, "value", 0.11934570794, 1e-9, f"{SOLVED}; {_SAME}"
    ),
    "benchmark: no stable rest": stable_points(_FULL, 0.0, 0, SOLVED, **_BENCHMARK),
    "benchmark: saddle-node where firing begins": special_point(
        _FULL,
        "saddle-node",
        -0.16,
        "value",
        -0.159059693615,
        1e-9,
        SOLVED,
        parameter_range=[-1.0, 1.0],
        **_BENCHMARK,
    ),
    "benchmark: period without input": simulated(
        _FULL,
        0.0,
        400.0,
        lambda answer: 1000.0 / last_rate(answer),
        299.706868454 - 227.529924389,
        1e-3,
        _TRACED,
        **_BENCHMARK,
    ),
}
