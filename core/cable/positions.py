"""Positions along a cable at which its voltage is drawn."""

from collections.abc import Iterable

import numpy as np

from core.result import Floats

FAR = 5.0
"""Length constants shown past the last place of interest of a cable without end."""
NEIGHBOURS = np.geomspace(0.05, 6.0, 24)
"""Distances from a place of interest [length constants] at which a coarse grid is refined."""


def positions_of_interest(
    reach: tuple[float, float], places: Iterable[float], scale: float, points: int
) -> Floats:
    """Increasing positions [µm]: equally spaced ones, and exactly every place of interest.

    Where the equally spaced ones are too far apart to draw the decay from a source or an end, further ones
    stand around it.

    Parameters
    ----------
    reach
        Positions of the ends [µm], infinite where there is none.
    places
        Places of interest [µm]; the ends are among them.
    scale
        Length constant [µm].
    points
        How many are equally spaced.
    """
    ends = [end for end in reach if np.isfinite(end)]
    marks = np.array(sorted({*places, *ends} or {0.0}))
    low, high = reach
    low = low if np.isfinite(low) else marks[0] - FAR * scale
    high = high if np.isfinite(high) else marks[-1] + FAR * scale
    columns = [np.linspace(low, high, points), marks]
    if (high - low) / (points - 1) > 0.2 * scale:
        offsets = scale * np.concatenate([-NEIGHBOURS[::-1], NEIGHBOURS])
        columns.append((marks[:, np.newaxis] + offsets).ravel())
    positions = np.unique(np.concatenate(columns))
    return positions[(positions >= low) & (positions <= high)]
