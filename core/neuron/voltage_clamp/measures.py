"""Peaks, steady states and tails of a trace, found on the solution itself and not on its samples."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.voltage_clamp.channels import Flows
from core.neuron.voltage_clamp.sweep import Sweep
from core.result import Floats

UNIFORM, GRADED = 121, 100
"""Times looked at first: equally spaced, and at equal ratios from a millionth of the segment on."""
EARLIEST = 1e-4
"""First of the latter [ms] in segments longer than 100 ms."""
Rows = Callable[[Floats], Floats]
ZOOM, ROUNDS = 8, 4
"""Points to either side of an extremum, and how often they are drawn closer by that factor."""


@dataclass(frozen=True, slots=True)
class Extremum:
    """The extreme values of m quantities and their times [ms], shape (m,)."""

    values: Floats
    times: Floats


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured in one trace; currents [µA/cm²] in the order of the model's, outward positive.

    Attributes
    ----------
    inward, outward
        Lowest and highest ionic current: values and times [ms] after the onset of the segment, shape (1,).
    peaks
        Of every current, its value of the largest magnitude.
    fractions
        Of every current, the largest open fraction [1].
    strengths
        What multiplies the open fractions: g [mS/cm²], P [cm/s] or 1.
    steady, tails
        Of every current, its value at the end of the segment, and in the tail.
    voltage_error
        Voltage less command [mV] at the largest magnitude of the ionic current.
    """

    inward: Extremum
    outward: Extremum
    peaks: Extremum
    fractions: Floats
    strengths: Floats
    steady: Floats
    tails: Floats | None
    voltage_error: float


def measures(neuron: Neuron, sweep: Sweep, number: int, tail_delay: float) -> Measures:
    """Measure a trace.

    Parameters
    ----------
    number
        The piece in which currents are measured.
    tail_delay
        Time [ms] into the next piece at which the tail is measured.
    """
    piece = sweep.trace.pieces[number]
    count = len(neuron.model.currents)

    def rows(times: Floats) -> Floats:
        """The signed quantities whose largest values are looked for, shape (2 m + 2, k)."""
        flows = Flows(neuron, sweep.within(number, times))
        total = flows.total
        return np.vstack([np.abs(flows.currents), flows.fractions, -total, total])

    found = _highest(rows, _first_times(piece.duration))
    at_end = Flows(neuron, sweep.within(number, np.array([piece.duration])))
    signed = Flows(neuron, sweep.within(number, np.sort(found.times[:count]))).currents
    order = np.argsort(np.argsort(found.times[:count], kind="stable"), kind="stable")
    signs = np.where(signed[np.arange(count), order] < 0.0, -1.0, 1.0)
    tails = None
    if number + 1 < len(sweep.trace.pieces):
        tails = Flows(neuron, sweep.within(number + 1, np.array([tail_delay]))).currents[:, 0]
    inward, outward = -found.values[-2], found.values[-1]
    largest = found.times[-2:][int(abs(outward) > abs(inward))]
    state = sweep.within(number, np.array([largest]))
    return Measures(
        Extremum(np.array([inward]), found.times[-2:-1]),
        Extremum(np.array([outward]), found.times[-1:]),
        Extremum(signs * found.values[:count], found.times[:count]),
        found.values[count : 2 * count],
        at_end.strengths,
        at_end.currents[:, 0],
        tails,
        float(state[0, 0] - piece.command(np.array([largest]))[0]),
    )


def _first_times(duration: float) -> Floats:
    graded = np.geomspace(min(1e-6 * duration, EARLIEST), duration, GRADED)
    return np.unique(np.concatenate([np.linspace(0.0, duration, UNIFORM), graded]))


def _highest(rows: Rows, times: Floats) -> Extremum:
    """The highest value of each row of a function of time, to fourth order in the last distance of points."""
    values = rows(times)
    best = values.argmax(axis=1)
    last = times.size - 1
    low, high = times[np.maximum(best - 1, 0)], times[np.minimum(best + 1, last)]
    top, place = values.max(axis=1), times[best]
    bounds = (times[0], times[-1])
    fan = own = values
    for _ in range(ROUNDS):
        fan = np.linspace(low, high, 2 * ZOOM + 1, axis=1)
        near, index = np.unique(fan.ravel(), return_inverse=True)
        index = index.reshape(fan.shape)
        own = np.take_along_axis(rows(near), index, axis=1)
        best = own.argmax(axis=1)
        row = np.arange(best.size)
        better = own[row, best] >= top
        top = np.where(better, own[row, best], top)
        place = np.where(better, fan[row, best], place)
        step = (high - low) / (2 * ZOOM)
        low, high = np.maximum(place - step, bounds[0]), np.minimum(place + step, bounds[1])
    return Extremum(*_vertices(fan, own, best, top, place))


def _vertices(fan: Floats, own: Floats, best: Floats, top: Floats, place: Floats) -> tuple[Floats, Floats]:
    """Tops of the parabolas through the three points around each maximum; the point itself at an end."""
    row, middle = np.arange(best.size), np.clip(best, 1, fan.shape[1] - 2).astype(np.intp)
    left, centre, right = own[row, middle - 1], own[row, middle], own[row, middle + 1]
    step = fan[row, middle] - fan[row, middle - 1]
    bend = left - 2.0 * centre + right
    inside = (best == middle) & (bend < 0.0)
    shift = np.divide(0.5 * (left - right), bend, out=np.zeros_like(bend), where=inside)
    return (
        np.where(inside, centre - 0.25 * (left - right) * shift, top),
        np.where(inside, fan[row, middle] + shift * step, place),
    )
