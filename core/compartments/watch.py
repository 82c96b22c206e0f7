"""What is kept of a run: voltages at probes and times, profiles, when and how often spikes pass."""

from typing import Any, NamedTuple

import numpy as np

from core.compartments.workspace import CAPACITANCE, OLD_SLOPE, OLD_VOLTAGE, SLOPE, VOLTAGE
from core.numerics.compilation import part
from core.numerics.lane_vector import bits_less, load, lowest_bit, spread
from core.numerics.tree.partition import LANES, Integers
from core.result import Floats

MAX_SPIKES = 2048
"""Spikes of a probe that are kept; all are counted."""


class Watch(NamedTuple):
    """What is to be kept, and what has been.

    Attributes
    ----------
    starts, places, shares, offsets
        A probe's voltage is a sum of shares of places' voltages, and an offset [mV].
    times, samples
        Of the samples [ms], shape (k,), and voltages [mV], shape (probes, k).
    profile_times, profiles
        The same of all places, shape (k, rows, LANES).
    threshold
        A spike crosses it upwards [mV].
    marks
        Of each place, in sections of as many rows as the tree has: time of the first spike [ms] (NaN: none),
        highest voltage [mV] and its time [ms], number of spikes.
    spikes, spike_counts
        Times of the spikes of each probe [ms], shape (probes, MAX_SPIKES), and how many there were.
    done
        Samples and profiles made, shape (2,).
    """

    starts: Integers
    places: Integers
    shares: Floats
    offsets: Floats
    times: Floats
    samples: Floats
    profile_times: Floats
    profiles: Floats
    threshold: float
    marks: Floats
    spikes: Floats
    spike_counts: Integers
    done: Integers


# Sections of `Watch.marks`.
ARRIVAL, PEAK, PEAK_TIME, PASSAGES = range(4)


@part
def _cubic(old: float, new: float, old_slope: float, new_slope: float, theta: float) -> float:
    """Hermite's cubic at a fraction of the step; slopes are those by the fraction."""
    rest = 1.0 - theta
    bend = rest * (old_slope - (new - old)) - theta * (new_slope - (new - old))
    return old + theta * (new - old) + theta * rest * bend


@part
def _crossing(old: float, new: float, old_slope: float, new_slope: float, level: float) -> float:
    """Fraction of the step at which the cubic crosses a level that lies between its ends."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if _cubic(old, new, old_slope, new_slope, middle) < level:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@part
def _top(old: float, new: float, old_slope: float, new_slope: float) -> float:
    """Fraction of the step at which the cubic's derivative, which falls from above 0 to below, is 0."""
    a = 3.0 * (old_slope + new_slope - 2.0 * (new - old))
    b = 2.0 * (3.0 * (new - old) - 2.0 * old_slope - new_slope)
    root = np.sqrt(max(b * b - 4.0 * a * old_slope, 0.0))
    return float(2.0 * old_slope / (root - b)) if root - b > 0.0 else 1.0


@part
def _slopes(a: Floats, n: int, row: int, lane: int, size: float) -> tuple[float, float]:
    """Slopes of a place's voltage by the fraction of a step at both its ends [mV]."""
    capacitance = a[CAPACITANCE * n + row, lane]
    if capacitance > 0.0:
        scale = size / capacitance
        return scale * a[OLD_SLOPE * n + row, lane], scale * a[SLOPE * n + row, lane]
    # A mere joint follows its neighbours.
    change = a[VOLTAGE * n + row, lane] - a[OLD_VOLTAGE * n + row, lane]
    return change, change


@part
def _note_spike(a: Floats, n: int, k: Watch, row: int, lane: int, time: float, size: float) -> None:
    """The threshold was crossed."""
    if k.marks[PASSAGES * n + row, lane] == 0.0:
        rise, fall = _slopes(a, n, row, lane, size)
        old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
        k.marks[ARRIVAL * n + row, lane] = time + size * _crossing(old, new, rise, fall, k.threshold)
    k.marks[PASSAGES * n + row, lane] += 1.0


@part
def _note_top(a: Floats, n: int, k: Watch, row: int, lane: int, time: float, size: float) -> None:
    """A voltage that rose falls again."""
    rise, fall = _slopes(a, n, row, lane, size)
    old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
    theta = _top(old, new, rise, fall)
    height = _cubic(old, new, rise, fall, theta)
    if height > k.marks[PEAK * n + row, lane]:
        k.marks[PEAK * n + row, lane] = height
        k.marks[PEAK_TIME * n + row, lane] = time + theta * size


@part
def _note_places(a: Floats, n: int, rows: int, k: Watch, time: float, size: float) -> None:
    """Spikes and peaks of all places."""
    threshold, nothing = spread(k.threshold), spread(0.0)
    for row in range(rows):
        old, new = load(a, OLD_VOLTAGE * n + row), load(a, VOLTAGE * n + row)
        rising = bits_less(old, threshold) & ~bits_less(new, threshold)
        falling = ~bits_less(nothing, load(a, SLOPE * n + row))
        top = bits_less(nothing, load(a, OLD_SLOPE * n + row)) & falling
        events = rising | top
        while events != 0:
            lane = lowest_bit(events)
            bit: Any = np.uint64(1) << np.uint64(lane)
            events &= ~bit
            if rising & bit:
                _note_spike(a, n, k, row, lane, time, size)
            if top & bit:
                _note_top(a, n, k, row, lane, time, size)


@part
def _probe(a: Floats, n: int, k: Watch, probe: int, size: float, theta: float) -> float:
    total = float(k.offsets[probe])
    for e in range(k.starts[probe], k.starts[probe + 1]):
        row, lane = k.places[e] // LANES, k.places[e] % LANES
        rise, fall = _slopes(a, n, row, lane, size)
        old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
        total += k.shares[e] * _cubic(old, new, rise, fall, theta)
    return total


@part
def _note_probes(a: Floats, n: int, k: Watch, time: float, size: float) -> None:
    """Spikes of the probes."""
    for probe in range(k.starts.size - 1):
        old, new = _probe(a, n, k, probe, size, 0.0), _probe(a, n, k, probe, size, 1.0)
        if old < k.threshold <= new:
            low, high = 0.0, 1.0
            for _ in range(50):
                middle = 0.5 * (low + high)
                if _probe(a, n, k, probe, size, middle) < k.threshold:
                    low = middle
                else:
                    high = middle
            if k.spike_counts[probe] < MAX_SPIKES:
                k.spikes[probe, k.spike_counts[probe]] = time + 0.5 * (low + high) * size
            k.spike_counts[probe] += 1


@part
def _note_profile(a: Floats, n: int, k: Watch, rows: int, size: float, theta: float) -> None:
    for row in range(rows):
        for lane in range(LANES):
            rise, fall = _slopes(a, n, row, lane, size)
            old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
            k.profiles[k.done[1], row, lane] = _cubic(old, new, rise, fall, theta)


@part
def note_corner(a: Floats, n: int, rows: int, k: Watch, time: float) -> None:
    """Voltages at a time [ms] at which the current jumps may be highest ones without being tops."""
    for row in range(rows):
        for lane in range(LANES):
            if a[VOLTAGE * n + row, lane] > k.marks[PEAK * n + row, lane]:
                k.marks[PEAK * n + row, lane] = a[VOLTAGE * n + row, lane]
                k.marks[PEAK_TIME * n + row, lane] = time


@part
def note(a: Floats, n: int, rows: int, k: Watch, time: float, size: float, final: bool) -> None:
    """Keep what happened in a step [ms] that began at a time [ms]; samples at its end only of the last."""
    _note_places(a, n, rows, k, time, size)
    _note_probes(a, n, k, time, size)
    end = time + size
    while k.done[0] < k.times.size and (k.times[k.done[0]] < end or final):
        theta = (k.times[k.done[0]] - time) / size
        for probe in range(k.starts.size - 1):
            k.samples[probe, k.done[0]] = _probe(a, n, k, probe, size, theta)
        k.done[0] += 1
    while k.done[1] < k.profile_times.size and (k.profile_times[k.done[1]] < end or final):
        _note_profile(a, n, k, rows, size, (k.profile_times[k.done[1]] - time) / size)
        k.done[1] += 1
