"""Thresholds by search: ladders of amplitudes side by side, then finer ones between silence and a spike."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

RUNGS = 32
"""Amplitudes that are tried at once: the lanes of a batch."""
ACCURACY = 1e-6
"""Width of the bracket at which a search ends, as a share of the threshold."""
MAX_ROUNDS = 12
DECADES = 7.0
"""Span of the first ladder, down from the strongest amplitude."""
ASIDE = np.geomspace(1e-7, 1e-2, RUNGS // 2)
"""Distances from a threshold at which that of another experiment is looked for, as shares of it."""
TIGHTER = 0.1
"""Tolerance of an experiment that shows how far a threshold depends on it, in units of the usual one."""

Fires = Callable[[Floats], NDArray[np.bool_]]
"""Whether amplitudes of shape (searches, k) make a spike, in the same shape."""


@dataclass(frozen=True, slots=True)
class Brackets:
    """Thresholds of several searches, each between two amplitudes.

    Attributes
    ----------
    silent, firing
        The strongest amplitude that fails and the weakest that does not, of those tried; shape (searches,).
        NaN where nothing fired; silent 0 where everything did.
    """

    silent: Floats
    firing: Floats

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which searches found a threshold, shape (searches,)."""
        return np.isfinite(self.firing)

    @property
    def middle(self) -> Floats:
        """The thresholds, shape (searches,)."""
        return 0.5 * (self.silent + self.firing)

    @property
    def half_width(self) -> Floats:
        """How far they may be off, shape (searches,)."""
        return 0.5 * np.abs(self.firing - self.silent)


def ladder(strongest: float, rungs: int = RUNGS) -> Floats:
    """Amplitudes in equal ratios up to the strongest, shape (rungs,)."""
    return strongest * np.logspace(-DECADES, 0.0, rungs)


def between(silent: Floats, firing: Floats, rungs: int = RUNGS) -> Floats:
    """Amplitudes inside of brackets, equally spaced from the silent end, shape (searches, rungs)."""
    shares = np.arange(1, rungs + 1) / (rungs + 1.0)
    return silent[:, np.newaxis] + (firing - silent)[:, np.newaxis] * shares


def thresholds(fires: Fires, first: Floats, accuracy: float = ACCURACY) -> Brackets:
    """The least amplitudes that make a spike.

    Parameters
    ----------
    fires
        The experiment.
    first
        Increasing amplitudes that the searches begin with, shape (searches, k). The first one that fires
        counts: stronger ones may fail again, as in a depolarisation block.
    accuracy
        Width of the brackets at which they are narrow enough, as a share of the threshold.
    """
    searches = np.arange(first.shape[0])
    fired = fires(first)
    index = fired.argmax(axis=1)
    firing = np.where(fired.any(axis=1), first[searches, index], np.nan)
    silent = np.where(index > 0, first[searches, np.maximum(index - 1, 0)], 0.0)
    silent[np.isnan(firing)] = np.nan
    for _ in range(MAX_ROUNDS):
        wide = np.flatnonzero(np.abs(firing - silent) > accuracy * np.maximum(np.abs(firing), np.abs(silent)))
        if not wide.size:
            break
        amplitudes = np.zeros((searches.size, RUNGS))
        amplitudes[wide] = between(silent[wide], firing[wide])
        fired = fires(amplitudes)
        for row in wide.tolist():
            silent[row], firing[row] = narrowed(silent[row], firing[row], amplitudes[row], fired[row])
    return Brackets(silent, firing)


def moved(fires: Fires, found: Brackets) -> Floats:
    """How far thresholds are from those of another experiment, shape (searches,).

    Parameters
    ----------
    fires
        That experiment: the same to a tighter tolerance, or of another length.
    found
        The thresholds.
    """
    middle = np.nan_to_num(found.middle)[:, np.newaxis]
    amplitudes = middle * (1.0 + np.concatenate([-ASIDE[::-1], ASIDE]))
    fired = fires(amplitudes)
    first = np.where(fired.any(axis=1), fired.argmax(axis=1), -1)
    distance: Floats = np.abs(amplitudes - middle)[np.arange(middle.size), first]
    return distance


def narrowed(
    silent: float, firing: float, amplitudes: Floats, fired: NDArray[np.bool_]
) -> tuple[float, float]:
    """The bracket after amplitudes between its ends, in order from the silent one, have been tried."""
    if not fired.any():
        return float(amplitudes[-1]), firing
    index = int(fired.argmax())
    return (float(amplitudes[index - 1]) if index else silent), float(amplitudes[index])
