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
    cubics
        Voltage of each probe at the beginning and the end of the step under way, and its slopes there by the
        fraction of the step [mV], shape (probes, 4).
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
    cubics: Floats


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
    """Fraction of the step at which the cubic crosses a level that lies between its ends.

    Newton's method; where it would leave the bracket, it is halved.
    """
    low, high, theta = 0.0, 1.0, (level - old) / (new - old)
    second = 3.0 * (new - old) - 2.0 * old_slope - new_slope
    third = old_slope + new_slope - 2.0 * (new - old)
    for _ in range(60):
        excess = old - level + theta * (old_slope + theta * (second + theta * third))
        slope = old_slope + theta * (2.0 * second + 3.0 * theta * third)
        if excess < 0.0:
            low = theta
        else:
            high = theta
        following = theta - excess / slope if slope != 0.0 else low
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - theta) < 1e-15:
            break
        theta = following
    return theta


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
def _note_spike(
    a: Floats, n: int, marks: Floats, threshold: float, row: int, lane: int, time: float, size: float
) -> None:
    """The threshold was crossed."""
    if marks[PASSAGES * n + row, lane] == 0.0:
        rise, fall = _slopes(a, n, row, lane, size)
        old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
        marks[ARRIVAL * n + row, lane] = time + size * _crossing(old, new, rise, fall, threshold)
    marks[PASSAGES * n + row, lane] += 1.0


@part
def _note_top(a: Floats, n: int, marks: Floats, row: int, lane: int, time: float, size: float) -> None:
    """A voltage that rose falls again."""
    rise, fall = _slopes(a, n, row, lane, size)
    old, new = a[OLD_VOLTAGE * n + row, lane], a[VOLTAGE * n + row, lane]
    theta = _top(old, new, rise, fall)
    height = _cubic(old, new, rise, fall, theta)
    if height > marks[PEAK * n + row, lane]:
        marks[PEAK * n + row, lane] = height
        marks[PEAK_TIME * n + row, lane] = time + theta * size


@part
def _note_places(a: Floats, n: int, rows: int, k: Watch, time: float, size: float) -> None:
    """Spikes and peaks of all places."""
    threshold, nothing, marks = spread(k.threshold), spread(0.0), k.marks
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
                _note_spike(a, n, marks, k.threshold, row, lane, time, size)
            if top & bit:
                _note_top(a, n, marks, row, lane, time, size)


@part
def _follow_probes(a: Floats, n: int, k: Watch, size: float) -> None:
    """The cubics of the probes' voltages in a step: sums of those of the places."""
    for probe in range(k.offsets.size):
        k.cubics[probe, 0] = k.cubics[probe, 1] = k.offsets[probe]
        k.cubics[probe, 2] = k.cubics[probe, 3] = 0.0
        for e in range(k.starts[probe], k.starts[probe + 1]):
            share, row, lane = k.shares[e], k.places[e] // LANES, k.places[e] % LANES
            rise, fall = _slopes(a, n, row, lane, size)
            k.cubics[probe, 0] += share * a[OLD_VOLTAGE * n + row, lane]
            k.cubics[probe, 1] += share * a[VOLTAGE * n + row, lane]
            k.cubics[probe, 2] += share * rise
            k.cubics[probe, 3] += share * fall


@part
def _note_probes(k: Watch, time: float, size: float, final: bool) -> None:
    """Spikes and samples of the probes; samples at the end of a step only if it is the last."""
    begin, end = k.done[0], time + size
    while k.done[0] < k.times.size and (k.times[k.done[0]] < end or final):
        k.done[0] += 1
    for probe in range(k.offsets.size):
        old, new = k.cubics[probe, 0], k.cubics[probe, 1]
        rise, fall = k.cubics[probe, 2], k.cubics[probe, 3]
        for sample in range(begin, k.done[0]):
            theta = (k.times[sample] - time) / size
            k.samples[probe, sample] = _cubic(old, new, rise, fall, theta)
        if old < k.threshold <= new:
            if k.spike_counts[probe] < MAX_SPIKES:
                theta = _crossing(old, new, rise, fall, k.threshold)
                k.spikes[probe, k.spike_counts[probe]] = time + theta * size
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
    _follow_probes(a, n, k, size)
    _note_probes(k, time, size, final)
    end = time + size
    while k.done[1] < k.profile_times.size and (k.profile_times[k.done[1]] < end or final):
        _note_profile(a, n, k, rows, size, (k.profile_times[k.done[1]] - time) / size)
        k.done[1] += 1
