"""What is kept of a run: voltages at probes and times, profiles, when and how often spikes pass."""

from typing import Any, NamedTuple

import numpy as np

from core.compartments.workspace import Membranes, Work
from core.numerics.compilation import kernel
from core.numerics.lane_vector import bits_less, load, lowest_bit, spread
from core.numerics.tree.partition import LANES, Integers
from core.result import Floats

MAX_SPIKES = 2048
"""Spikes of a probe that are kept; all are counted."""


class Watch(NamedTuple):
    """What is to be kept, and what has been.

    Attributes
    ----------
    starts, places, shares
        A probe's voltage is a sum of shares of places' voltages.
    times, samples
        Of the samples [ms], shape (k,), and voltages [mV], shape (probes, k).
    profile_times, profiles
        The same of all places, shape (k, rows, LANES).
    threshold
        A spike crosses it upwards [mV].
    arrivals, peaks, peak_times
        Of each place: time of the first spike [ms] (NaN: none), highest voltage [mV] and its time [ms].
    passages
        Spikes of each place.
    spikes, spike_counts
        Times of the spikes of each probe [ms], shape (probes, MAX_SPIKES), and how many there were.
    done
        Samples and profiles made, shape (2,).
    """

    starts: Integers
    places: Integers
    shares: Floats
    times: Floats
    samples: Floats
    profile_times: Floats
    profiles: Floats
    threshold: float
    arrivals: Floats
    peaks: Floats
    peak_times: Floats
    passages: Integers
    spikes: Floats
    spike_counts: Integers
    done: Integers


@kernel
def _cubic(old: float, new: float, old_slope: float, new_slope: float, theta: float) -> float:
    """Hermite's cubic at a fraction of the step; slopes are those by the fraction."""
    rest = 1.0 - theta
    bend = rest * (old_slope - (new - old)) - theta * (new_slope - (new - old))
    return old + theta * (new - old) + theta * rest * bend


@kernel
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


@kernel
def _top(old: float, new: float, old_slope: float, new_slope: float) -> float:
    """Fraction of the step at which the cubic's derivative, which falls from above 0 to below, is 0."""
    a = 3.0 * (old_slope + new_slope - 2.0 * (new - old))
    b = 2.0 * (3.0 * (new - old) - 2.0 * old_slope - new_slope)
    root = np.sqrt(max(b * b - 4.0 * a * old_slope, 0.0))
    return float(2.0 * old_slope / (root - b)) if root - b > 0.0 else 1.0


@kernel
def _note_places(m: Membranes, w: Work, k: Watch, time: float, size: float) -> None:
    """Spikes and peaks of all places; the step's end is in voltage, its beginning in new_voltage."""
    threshold, nothing = spread(k.threshold), spread(0.0)
    for row in range(k.arrivals.shape[0]):
        at = np.uint64(row)
        old, new = load(w.new_voltage, at), load(w.voltage, at)
        rising = bits_less(old, threshold) & ~bits_less(new, threshold)
        top = bits_less(nothing, load(w.old_slope, at)) & ~bits_less(nothing, load(w.voltage_slope, at))
        events = rising | top
        while events != 0:
            lane = lowest_bit(events)
            bit: Any = np.uint64(1) << np.uint64(lane)
            events &= ~bit
            scale = size / m.capacitances[row, lane]
            if not np.isfinite(scale):
                continue
            before, after = w.new_voltage[row, lane], w.voltage[row, lane]
            rise, fall = scale * w.old_slope[row, lane], scale * w.voltage_slope[row, lane]
            if bit & rising:
                if k.passages[row, lane] == 0:
                    theta = _crossing(before, after, rise, fall, k.threshold)
                    k.arrivals[row, lane] = time + theta * size
                k.passages[row, lane] += 1
            if bit & top:
                theta = _top(before, after, rise, fall)
                height = _cubic(before, after, rise, fall, theta)
                if height > k.peaks[row, lane]:
                    k.peaks[row, lane], k.peak_times[row, lane] = height, time + theta * size


@kernel
def _value(m: Membranes, w: Work, place: int, size: float, theta: float) -> float:
    row, lane = place // LANES, place % LANES
    scale = size / m.capacitances[row, lane]
    rise, fall = scale * w.old_slope[row, lane], scale * w.voltage_slope[row, lane]
    return _cubic(w.new_voltage[row, lane], w.voltage[row, lane], rise, fall, theta)


@kernel
def _probe(m: Membranes, w: Work, k: Watch, probe: int, size: float, theta: float) -> float:
    total = 0.0
    for e in range(k.starts[probe], k.starts[probe + 1]):
        total += k.shares[e] * _value(m, w, k.places[e], size, theta)
    return total


@kernel
def _note_corner(w: Work, k: Watch, time: float) -> None:
    """Voltages at a time [ms] at which the current jumps may be highest ones without being tops."""
    for row in range(k.arrivals.shape[0]):
        for lane in range(LANES):
            if w.voltage[row, lane] > k.peaks[row, lane]:
                k.peaks[row, lane], k.peak_times[row, lane] = w.voltage[row, lane], time


@kernel
def note(  # noqa: C901, PLR0912 - lists that are filled as time passes
    m: Membranes, w: Work, k: Watch, time: float, size: float, corner: bool, final: bool
) -> None:
    """Keep what happened in a step [ms] that began at a time [ms].

    The voltages where it began are in `new_voltage`, those where it ends in `voltage`.
    """
    _note_places(m, w, k, time, size)
    if corner:
        _note_corner(w, k, time + size)
    probes = k.starts.size - 1
    for probe in range(probes):
        old, new = _probe(m, w, k, probe, size, 0.0), _probe(m, w, k, probe, size, 1.0)
        if old < k.threshold <= new:
            low, high = 0.0, 1.0
            for _ in range(50):
                middle = 0.5 * (low + high)
                if _probe(m, w, k, probe, size, middle) < k.threshold:
                    low = middle
                else:
                    high = middle
            if k.spike_counts[probe] < MAX_SPIKES:
                k.spikes[probe, k.spike_counts[probe]] = time + 0.5 * (low + high) * size
            k.spike_counts[probe] += 1
    end = time + size
    while k.done[0] < k.times.size and (k.times[k.done[0]] < end or final):
        theta = (k.times[k.done[0]] - time) / size
        for probe in range(probes):
            k.samples[probe, k.done[0]] = _probe(m, w, k, probe, size, theta)
        k.done[0] += 1
    while k.done[1] < k.profile_times.size and (k.profile_times[k.done[1]] < end or final):
        theta = (k.profile_times[k.done[1]] - time) / size
        for row in range(k.arrivals.shape[0]):
            for lane in range(LANES):
                k.profiles[k.done[1], row, lane] = _value(m, w, row * LANES + lane, size, theta)
        k.done[1] += 1
