"""Thresholds by search: ladders of amplitudes side by side, then ever finer ones between silence and a spike."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

RUNGS = 32
"""Amplitudes that are tried at once: the lanes of a batch."""
ACCURACY = 1e-6
"""Relative width of the bracket at which a search ends."""
MAX_ROUNDS = 12

Fires = Callable[[Floats], NDArray[np.bool_]]
"""Whether amplitudes of shape (searches, k) make a spike, in the same shape."""


@dataclass(frozen=True, slots=True)
class Brackets:
    """Thresholds of several searches: the strongest silent and the weakest firing amplitude below which all fail.

    Attributes
    ----------
    silent, firing
        Shape (searches,); NaN where nothing fired, silent 0 where everything did.
    """

    silent: Floats
    firing: Floats

    @property
    def middle(self) -> Floats:
        """The thresholds, shape (searches,)."""
        return 0.5 * (self.silent + self.firing)

    @property
    def half_width(self) -> Floats:
        """How far they may be off, shape (searches,)."""
        return 0.5 * (self.firing - self.silent)


def ladder(strongest: float, decades: float = 7.0) -> Floats:
    """Amplitudes in equal ratios up to the strongest, shape (RUNGS,)."""
    return strongest * np.logspace(-decades, 0.0, RUNGS)


def thresholds(fires: Fires, first: Floats) -> Brackets:
    """The least amplitudes that make a spike.

    Parameters
    ----------
    fires
        The experiment.
    first
        Increasing amplitudes that the searches begin with, shape (searches, k). The first one that fires counts:
        stronger ones may fail again, as in a depolarisation block.
    """
    amplitudes, searches = first, np.arange(first.shape[0])
    silent, firing = np.zeros(first.shape[0]), np.full(first.shape[0], np.nan)
    for round_number in range(MAX_ROUNDS):
        fired = fires(amplitudes)
        found = fired.any(axis=1)
        index = fired.argmax(axis=1)
        below = amplitudes[searches, np.maximum(index - 1, 0)]
        if round_number == 0:
            silent = np.where(found & (index > 0), below, 0.0)
            firing = np.where(found, amplitudes[searches, index], np.nan)
        else:
            # Where none of the finer amplitudes fires, the one above them does.
            silent = np.where(found, np.where(index > 0, below, silent), amplitudes[:, -1])
            firing = np.where(found, amplitudes[searches, index], firing)
        width = np.abs(firing - silent) / np.maximum(np.abs(firing), np.abs(silent))
        if not np.any(width > ACCURACY):
            break
        steps = np.arange(1, RUNGS + 1) / (RUNGS + 1.0)
        amplitudes = silent[:, np.newaxis] + (firing - silent)[:, np.newaxis] * steps
        amplitudes = np.where(np.isnan(amplitudes), 0.0, amplitudes)
    silent[np.isnan(firing)] = np.nan
    return Brackets(silent, firing)
