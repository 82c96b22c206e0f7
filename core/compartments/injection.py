"""Injected currents at the places of the compartments, as the kernels read them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.numerics.compilation import part
from core.numerics.tree.partition import LANES, Integers
from core.result import Floats
from core.waveform import Waveform

# Rows of `Injections.pieces`: time at which a piece begins [ms], current there [nA], its slope [nA/ms].
KNOT, LEVEL, RISE = range(3)
# Columns of `Injections.now`: current where the step begins, at the third and fourth stages' time and where
# it ends [nA], slope where it begins [nA/ms].
AT_START, AT_NODE, AT_END, DRIFT = range(4)


class Injections(NamedTuple):
    """Waveforms one after the other, and where they go.

    Attributes
    ----------
    places, shares
        Of every entry: place and number of the waveform, shape (2, entries); share of its current.
    starts
        First piece and first sinusoid of each waveform, and the ends: shape (2, waves + 1).
    pieces, sinusoids
        Of the waveforms as in `core.waveform.Waveform`: shapes (3, pieces) and (sinusoids, 6).
    corners
        Knots of all, increasing: between two of them all currents are smooth; the last is infinite.
    piece
        Piece that each waveform is in.
    now
        Of each waveform, in the step under way: shape (waves, 4), see above.
    """

    places: Integers
    shares: Floats
    starts: Integers
    pieces: Floats
    sinusoids: Floats
    corners: Floats
    piece: Integers
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
    knots = np.concatenate([np.zeros(0), *(wave.knots for wave in waveforms)])
    corners = np.unique(knots[(knots > 0.0) & (knots < duration)])
    columns = [np.stack([wave.knots, wave.values, wave.slopes]) for wave in waveforms]
    return Injections(
        np.array([[site[k] for site in sites] for k in (0, 1)], dtype=np.int64),
        np.array([site[2] for site in sites], dtype=np.float64),
        np.stack(
            [
                np.cumsum([0, *(wave.knots.size for wave in waveforms)]),
                np.cumsum([0, *(wave.sinusoids.shape[0] for wave in waveforms)]),
            ]
        ),
        np.concatenate([np.zeros((3, 0)), *columns], axis=1),
        np.concatenate([np.zeros((0, 6)), *(wave.sinusoids for wave in waveforms)]),
        np.append(corners, np.inf),
        np.zeros(len(waveforms), dtype=np.int64),
        np.zeros((len(waveforms), 4)),
    )


@part
def enter(s: Injections, time: float) -> None:
    """Go to the pieces that begin at a time [ms] or go on there."""
    for wave in range(s.piece.size):
        last = s.starts[0, wave + 1] - s.starts[0, wave] - 1
        while s.piece[wave] < last and s.pieces[KNOT, s.starts[0, wave] + s.piece[wave] + 1] <= time:
            s.piece[wave] += 1


@part
def current(s: Injections, wave: int, time: float) -> tuple[float, float]:
    """Current of a waveform [nA] and its derivative [nA/ms] at a time [ms] of its piece, or at its end."""
    at = s.starts[0, wave] + s.piece[wave]
    begin, slope = s.pieces[KNOT, at], s.pieces[RISE, at]
    total = s.pieces[LEVEL, at] + slope * (time - begin)
    for k in range(s.starts[1, wave], s.starts[1, wave + 1]):
        if s.sinusoids[k, 0] <= begin < s.sinusoids[k, 1]:
            elapsed, amplitude = time - s.sinusoids[k, 0], s.sinusoids[k, 2]
            omega, rise = s.sinusoids[k, 4], s.sinusoids[k, 5]
            phase = s.sinusoids[k, 3] + elapsed * (omega + 0.5 * rise * elapsed)
            total += amplitude * np.sin(phase)
            slope += amplitude * (omega + rise * elapsed) * np.cos(phase)
    return float(total), float(slope)


@part
def longest_step(s: Injections, time: float) -> float:
    """Half the shortest period of the sinusoids that are on [ms]: what no stage sees, no error shows."""
    longest = np.inf
    for wave in range(s.piece.size):
        begin = s.pieces[KNOT, s.starts[0, wave] + s.piece[wave]]
        for k in range(s.starts[1, wave], s.starts[1, wave + 1]):
            if s.sinusoids[k, 0] <= begin < s.sinusoids[k, 1]:
                omega = abs(s.sinusoids[k, 4] + s.sinusoids[k, 5] * (time - s.sinusoids[k, 0]))
                longest = min(longest, np.pi / max(omega, 1e-300))
    return float(longest)


@part
def look_ahead(s: Injections, time: float, size: float, node: float) -> None:
    """Keep the currents and slopes that a step [ms] needs."""
    for wave in range(s.piece.size):
        for k in range(3):
            fraction = 1.0 if k == AT_END else (node if k == AT_NODE else 0.0)
            level, slope = current(s, wave, time + fraction * size)
            s.now[wave, k] = level
            if k == AT_START:
                s.now[wave, DRIFT] = slope


@part
def inject(s: Injections, a: Floats, base: int, column: int | np.int64, drift: float) -> None:
    """Add currents, of a column of `now` or none (−1), and their slopes times a time [ms], to rows."""
    for entry in range(s.shares.size):
        place, wave = s.places[0, entry], s.places[1, entry]
        amount = drift * s.now[wave, DRIFT]
        if column >= 0:
            amount += s.now[wave, column]
        a[base + place // LANES, place % LANES] += s.shares[entry] * amount
