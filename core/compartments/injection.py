"""Injected currents at the places of the compartments, as the kernels read them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.numerics.compilation import kernel
from core.numerics.tree.partition import LANES, Integers
from core.result import Floats
from core.waveform import Waveform


class Injections(NamedTuple):
    """Waveforms one after the other, and where they go.

    Attributes
    ----------
    places, waves, shares
        Of every entry: place, number of the waveform, share of its current.
    starts, knots, values, slopes
        Pieces of the waveforms as in `core.waveform.Waveform`; those of one begin at its start.
    wave_starts, sinusoids
        Its sinusoids.
    corners
        Knots of all, increasing: between two of them all currents are smooth; the last is infinite.
    pieces
        Piece that each is in.
    now
        Of each waveform, in the step under way: current where it begins, at the stages' two other nodes and
        where it ends [nA], and slope where it begins [nA/ms]: shape (waves, 4).
    """

    places: Integers
    waves: Integers
    shares: Floats
    starts: Integers
    knots: Floats
    values: Floats
    slopes: Floats
    wave_starts: Integers
    sinusoids: Floats
    corners: Floats
    pieces: Integers
    now: Floats


def injections(
    sites: Sequence[tuple[int, int, float]], waveforms: Sequence[Waveform], duration: float
) -> Injections:
    """Injections of waveforms.

    Parameters
    ----------
    sites
        Place, number of the waveform and share of its current.
    duration
        End of the run [ms].
    """
    corners = np.unique(np.concatenate([np.zeros(0), *(wave.knots for wave in waveforms)]))
    corners = corners[(corners > 0.0) & (corners < duration)]
    none = np.zeros(0)
    return Injections(
        np.array([site[0] for site in sites], dtype=np.int64),
        np.array([site[1] for site in sites], dtype=np.int64),
        np.array([site[2] for site in sites], dtype=np.float64),
        np.cumsum([0, *(wave.knots.size for wave in waveforms)]),
        np.concatenate([none, *(wave.knots for wave in waveforms)]),
        np.concatenate([none, *(wave.values for wave in waveforms)]),
        np.concatenate([none, *(wave.slopes for wave in waveforms)]),
        np.cumsum([0, *(wave.sinusoids.shape[0] for wave in waveforms)]),
        np.concatenate([np.zeros((0, 6)), *(wave.sinusoids for wave in waveforms)]),
        np.append(corners, np.inf),
        np.zeros(len(waveforms), dtype=np.int64),
        np.zeros((len(waveforms), 4)),
    )


@kernel
def enter(s: Injections, time: float) -> None:
    """Go to the pieces that begin at a time [ms] or go on there."""
    for wave in range(s.pieces.size):
        last = s.starts[wave + 1] - s.starts[wave] - 1
        while s.pieces[wave] < last and s.knots[s.starts[wave] + s.pieces[wave] + 1] <= time:
            s.pieces[wave] += 1


@kernel
def current(s: Injections, wave: int, time: float) -> float:
    """Current of a waveform at a time [ms] of the piece that it is in, or its limit at its end."""
    at = s.starts[wave] + s.pieces[wave]
    total = s.values[at] + s.slopes[at] * (time - s.knots[at])
    for k in range(s.wave_starts[wave], s.wave_starts[wave + 1]):
        if s.sinusoids[k, 0] <= s.knots[at] < s.sinusoids[k, 1]:
            elapsed = time - s.sinusoids[k, 0]
            phase = s.sinusoids[k, 3] + elapsed * (s.sinusoids[k, 4] + 0.5 * s.sinusoids[k, 5] * elapsed)
            total += s.sinusoids[k, 2] * np.sin(phase)
    return float(total)


@kernel
def current_slope(s: Injections, wave: int, time: float) -> float:
    """Its derivative [nA/ms]."""
    at = s.starts[wave] + s.pieces[wave]
    total = s.slopes[at]
    for k in range(s.wave_starts[wave], s.wave_starts[wave + 1]):
        if s.sinusoids[k, 0] <= s.knots[at] < s.sinusoids[k, 1]:
            elapsed = time - s.sinusoids[k, 0]
            omega = s.sinusoids[k, 4] + s.sinusoids[k, 5] * elapsed
            phase = s.sinusoids[k, 3] + elapsed * (s.sinusoids[k, 4] + 0.5 * s.sinusoids[k, 5] * elapsed)
            total += s.sinusoids[k, 2] * omega * np.cos(phase)
    return float(total)


@kernel
def longest_step(s: Injections, time: float) -> float:
    """Half the shortest period of the sinusoids that are on [ms]: what no stage sees, no error shows."""
    longest = np.inf
    for wave in range(s.pieces.size):
        at = s.starts[wave] + s.pieces[wave]
        for k in range(s.wave_starts[wave], s.wave_starts[wave + 1]):
            if s.sinusoids[k, 0] <= s.knots[at] < s.sinusoids[k, 1]:
                omega = abs(s.sinusoids[k, 4] + s.sinusoids[k, 5] * (time - s.sinusoids[k, 0]))
                longest = min(longest, np.pi / max(omega, 1e-300))
    return float(longest)


@kernel
def look_ahead(s: Injections, time: float, size: float, node: float) -> None:
    """Keep the currents and slopes that a step [ms] needs."""
    for wave in range(s.pieces.size):
        s.now[wave, 0] = current(s, wave, time)
        s.now[wave, 1] = current(s, wave, time + node * size)
        s.now[wave, 2] = current(s, wave, time + size)
        s.now[wave, 3] = current_slope(s, wave, time)


@kernel
def inject(s: Injections, right: Floats, base: int, column: int, drift: float) -> None:
    """Add currents, of a column of `now` or none (−1), and their slopes times a time [ms], to rows."""
    for entry in range(s.places.size):
        wave, place = s.waves[entry], s.places[entry]
        amount = drift * s.now[wave, 3]
        if column >= 0:
            amount += s.now[wave, column]
        right[base + place // LANES, place % LANES] += s.shares[entry] * amount
