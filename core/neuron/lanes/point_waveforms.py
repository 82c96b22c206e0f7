"""Injected currents of many points as arrays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.result import Floats
from core.waveform import Waveform


class PointWaveforms(NamedTuple):
    """The currents of many points, or one for all (then the first axis has length 1).

    Attributes
    ----------
    knots
        Increasing times [ms], the first 0, filled up with infinity, shape (points or 1, k).
    values, slopes
        Current [µA/cm²] at each knot and its slope after it, shape (points or 1, k).
    sinusoids
        As in `core.waveform.Waveform`, filled up with zeros, shape (points or 1, m, 6).
    """

    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: Floats

    @classmethod
    def of(cls, waveforms: Waveform | Sequence[Waveform]) -> "PointWaveforms":
        """The arrays of one waveform for all, or of one for each point."""
        if isinstance(waveforms, Waveform):
            waveforms = [waveforms]
        size = max(waveform.knots.size for waveform in waveforms)
        waves = max(waveform.sinusoids.shape[0] for waveform in waveforms)
        knots = np.full((len(waveforms), size), np.inf)
        values, slopes = np.zeros((2, len(waveforms), size))
        sinusoids = np.zeros((len(waveforms), waves, 6))
        for i, waveform in enumerate(waveforms):
            own = slice(0, waveform.knots.size)
            knots[i, own], values[i, own], slopes[i, own] = waveform.knots, waveform.values, waveform.slopes
            sinusoids[i, : waveform.sinusoids.shape[0]] = waveform.sinusoids
        return cls(knots, values, slopes, sinusoids)

    def waveform(self, point: int) -> Waveform:
        """The waveform of one point."""
        row = point if self.knots.shape[0] > 1 else 0
        wave = point if self.sinusoids.shape[0] > 1 else 0
        kept = np.isfinite(self.knots[row])
        return Waveform(
            self.knots[row, kept], self.values[row, kept], self.slopes[row, kept], self.sinusoids[wave]
        )
