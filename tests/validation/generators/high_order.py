"""Cells written out by hand and solved far more accurately than what they are compared with.

DOP853 at a relative tolerance of 1e-12, afresh at every jump of the current; crossings of a voltage by
Brent's method on the dense output. Shares nothing with the service but NumPy and SciPy.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Floats = NDArray[np.float64]
Derivative = Callable[[Floats, float], Floats]
"""d state/dt of a state whose first entry is V, under a current [µA/cm²]."""

DATA = Path(__file__).parent.parent / "data"
SAMPLES = 201


@dataclass(frozen=True, kw_only=True)
class Case:
    """A pulse of current [µA/cm²] into a cell; times in ms, voltages in mV."""

    preset: str
    amplitude: float
    onset: float
    length: float
    duration: float
    voltage: float
    threshold: float = 0.0
    parameters: dict[str, float] = field(default_factory=dict)
    gates: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Crossing:
    """V less a threshold, of which only upward zeros count."""

    threshold: float
    direction: float = 1.0

    def __call__(self, _: float, state: Floats) -> float:
        return float(state[0]) - self.threshold


def _at_time(derivative: Derivative, current: float, _: float, state: Floats) -> Floats:
    return derivative(state, current)


def solve(derivative: Derivative, start: Floats, case: Case) -> tuple[list[float], list[float]]:
    """Upward crossings of the threshold [ms], and the voltage [mV] at evenly spaced times."""
    times = np.linspace(0.0, case.duration, SAMPLES)
    voltages = np.empty(SAMPLES)
    crossings: list[float] = []

    crossing = _Crossing(case.threshold)
    state, end = start, case.onset + case.length
    corners = sorted({0.0, min(case.onset, case.duration), min(end, case.duration), case.duration})
    for begin, stop in pairwise(corners):
        piece = solve_ivp(
            partial(_at_time, derivative, case.amplitude if case.onset <= begin < end else 0.0),
            (begin, stop),
            state,
            method="DOP853",
            rtol=1e-12,
            atol=1e-12,
            max_step=0.5,
            dense_output=True,
            events=crossing,
        )
        assert piece.sol is not None
        assert piece.t_events is not None
        inside = (times >= begin) & (times <= stop)
        voltages[inside] = piece.sol(times[inside])[0]
        crossings.extend(piece.t_events[0])
        state = piece.y[:, -1]
    return [float(time) for time in crossings], [float(value) for value in voltages]


def write(
    stem: str, source: str, run: Callable[[Case], tuple[list[float], list[float]]], cases: list[Case]
) -> None:
    """Solve some cases and keep what came out in data/<stem>.json, with its origin."""
    solved = []
    for case in cases:
        crossings, voltages = run(case)
        rounded = [round(value, 6) for value in voltages]
        solved.append(asdict(case) | {"crossings": [round(t, 7) for t in crossings], "voltages": rounded})
    origin = [
        f"{source}, written out by hand",
        f"SciPy {scipy.__version__}, DOP853, rtol = atol = 1e-12, steps of at most 0.5 ms",
        f"made by python -m tests.validation.generators.{stem}",
        "times [ms], voltages [mV] at 201 even times, currents [µA/cm²]; gates start in their steady state",
    ]
    text = json.dumps({"origin": origin, "cases": solved}, ensure_ascii=False)
    (DATA / f"{stem}.json").write_text(
        text.replace(', "crossings"', ',\n"crossings"').replace("}, {", "},\n{") + "\n", "utf-8"
    )
