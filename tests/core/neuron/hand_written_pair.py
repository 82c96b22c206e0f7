"""Two coupled cells, integrated by scipy as one system from event to event: nothing of ours in it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.integrate import solve_ivp

from core.result import Floats

Slope = Callable[[Sequence[float], float], list[float]]
"""From the state of a cell, V first, and a current to its derivative."""


def hodgkin_huxley(state: Sequence[float], current: float) -> list[float]:
    v, m, h, n = state
    a_m, b_m = 0.1 * (v + 40) / -math.expm1(-(v + 40) / 10), 4 * math.exp(-(v + 65) / 18)
    a_h, b_h = 0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10))
    a_n, b_n = 0.01 * (v + 55) / -math.expm1(-(v + 55) / 10), 0.125 * math.exp(-(v + 65) / 80)
    ionic = 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387)
    return [current - ionic, a_m * (1 - m) - b_m * m, a_h * (1 - h) - b_h * h, a_n * (1 - n) - b_n * n]


def morris_lecar(state: Sequence[float], current: float) -> list[float]:
    """The Hopf set."""
    v, n = state
    m = 0.5 * (1 + math.tanh((v + 1.2) / 18))
    ionic = 4.4 * m * (v - 120) + 8 * n * (v + 84) + 2 * (v + 60)
    target = 0.5 * (1 + math.tanh((v - 2) / 30))
    return [(current - ionic) / 20, 0.04 * math.cosh((v - 2) / 60) * (target - n)]


@dataclass
class Synapse:
    """From one cell (0 or 1) to the other; `course`: conductance at a time since an event."""

    source: int
    delay: float
    reversal: float
    course: Callable[[float], float]
    events: list[float] = field(default_factory=list)

    def conductance(self, time: float) -> float:
        return sum(self.course(time - event) for event in self.events if time > event)


def alpha(g: float, tau: float) -> Callable[[float], float]:
    return lambda s: g * s / tau * math.exp(1.0 - s / tau)


def double_exponential(g: float, rise: float, decay: float) -> Callable[[float], float]:
    peak = math.log(decay / rise) / (1 / rise - 1 / decay)
    factor = g / (math.exp(-peak / decay) - math.exp(-peak / rise))
    return lambda s: factor * (math.exp(-s / decay) - math.exp(-s / rise))


def _crossing(place: int, threshold: float) -> Callable[[float, Floats], float]:
    def distance(_: float, y: Floats) -> float:
        return float(y[place]) - threshold

    distance.terminal, distance.direction = False, 1.0  # type: ignore[attr-defined]
    return distance


def integrate(
    slopes: tuple[Slope, Slope],
    currents: tuple[float, float],
    states: tuple[Sequence[float], Sequence[float]],
    synapses: Sequence[Synapse],
    times: Floats,
    threshold: float = 0.0,
) -> tuple[Floats, tuple[list[float], list[float]]]:
    """Voltages at times, shape (2, k), and the spikes of both."""
    size, spikes = len(states[0]), ([], [])  # type: tuple[int, tuple[list[float], list[float]]]
    state = np.array([*states[0], *states[1]])
    voltages, time, end = np.empty((2, times.size)), 0.0, float(times[-1])

    def slope(t: float, y: Floats) -> list[float]:
        cells = (y[:size].tolist(), y[size:].tolist())
        found: list[float] = []
        for k in range(2):
            onto = [each for each in synapses if each.source != k]
            flow = sum(each.conductance(t) * (cells[k][0] - each.reversal) for each in onto)
            found += slopes[k](cells[k], currents[k] - flow)
        return found

    while time < end:
        # No event can come of a spike after `time` before all delays are over.
        coming = [event for each in synapses for event in each.events if event > time + 1e-12]
        stop = min([end, *coming, *(time + 0.9 * each.delay for each in synapses)])
        run = solve_ivp(
            slope,
            (time, stop),
            state,
            "DOP853",
            dense_output=True,
            events=[_crossing(0, threshold), _crossing(size, threshold)],
            rtol=1e-11,
            atol=1e-11,
        )
        inside = (times >= time) & (times <= stop)
        assert run.sol is not None
        assert run.t_events is not None
        if inside.any():
            voltages[:, inside] = run.sol(times[inside])[[0, size]]
        for k in range(2):
            for spike in run.t_events[k].tolist():
                spikes[k].append(spike)
                for each in synapses:
                    if each.source == k:
                        each.events.append(spike + each.delay)
        time, state = stop, run.y[:, -1]
    return voltages, spikes
