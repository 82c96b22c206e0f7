"""The recorded points: their voltages at the times of the answer, and what stands out in them."""

from dataclasses import dataclass

import numpy as np

from core.cable.transient.report import RecordedPoint
from core.cable.transient.response import Response
from core.result import Floats, Rows

FINER = 33
ROUNDS = 3
"""Of looking closer at most: each divides an interval between two times by 32, or two of them by 16."""
CLOSE = 1e-4
"""Of a time: so close to each other, a straight line between two of them will do."""


@dataclass(frozen=True, eq=False)
class Record:
    """Voltages above rest at recorded points.

    Attributes
    ----------
    response
        What gives them at any time.
    tau
        Time constant [ms].
    times
        Increasing times [ms], shape (m,).
    voltages
        Shape (points, m) [mV].
    """

    response: Response
    tau: float
    times: Floats
    voltages: Floats

    def points(self, positions: tuple[float, ...], rest: float, errors: Floats) -> tuple[RecordedPoint, ...]:
        """What stands out at each point.

        Parameters
        ----------
        positions, rest
            Where they are [µm], and the resting potential [mV].
        errors
            Of the voltages, shape (points,) [mV]: what is below stands out in nothing.
        """
        known = np.where(np.abs(self.voltages) > errors[:, np.newaxis], self.voltages, 0.0)
        high, low = self._extremes(known, 1.0), self._extremes(known, -1.0)
        farthest = np.where(high[0] >= -low[0], high[0], low[0])
        arrivals = self._arrivals(0.5 * farthest)
        return tuple(
            RecordedPoint(
                position=position,
                highest_voltage=rest + float(high[0][k]),
                highest_time=float(high[1][k]),
                lowest_voltage=rest + float(low[0][k]),
                lowest_time=float(low[1][k]),
                half_maximum_time=float(arrivals[k]) if farthest[k] != 0.0 else None,
            )
            for k, position in enumerate(positions)
        )

    def _extremes(self, known: Floats, sign: float) -> tuple[Floats, Floats]:
        """Largest (1) or smallest (−1) voltages and their times [ms], looked at closer between two times."""
        best = known.argmax(axis=1) if sign > 0.0 else known.argmin(axis=1)
        every = np.arange(best.size)
        value: Floats = known[every, best]
        time: Floats = self.times[best]
        inner = np.flatnonzero((best > 0) & (best < self.times.size - 1) & (value != 0.0))
        if not inner.size:
            return value, time
        low, high = self.times[best[inner] - 1], self.times[best[inner] + 1]
        rows = np.arange(inner.size)
        for _ in range(ROUNDS):
            tries, found = self._closer(inner, low, high)
            finest = np.argmax(sign * found, axis=1)
            better = sign * found[rows, finest] > sign * value[inner]
            value[inner[better]] = found[rows, finest][better]
            time[inner[better]] = tries[rows, finest][better]
            low = tries[rows, np.maximum(finest - 1, 0)]
            high = tries[rows, np.minimum(finest + 1, FINER - 1)]
        return value, time

    def _arrivals(self, levels: Floats) -> Floats:
        """When each point's voltage first comes to a level [mV] that it does reach [ms], shape (points,)."""
        sign = np.sign(levels)[:, np.newaxis]
        reached = sign * self.voltages >= (sign[:, 0] * levels)[:, np.newaxis]
        first = reached.argmax(axis=1)
        times: Floats = self.times[first].copy()
        inner = np.flatnonzero((first > 0) & (levels != 0.0))
        if not inner.size:
            return times
        low, high = self.times[first[inner] - 1], self.times[first[inner]]
        goals, signs, rows = levels[inner, np.newaxis], sign[inner], np.arange(inner.size)
        before = beyond = np.zeros(inner.size)
        for _ in range(ROUNDS):
            tries, found = self._closer(inner, low, high)
            after = np.maximum((signs * (found - goals) >= 0.0).argmax(axis=1), 1)
            low, high = tries[rows, after - 1], tries[rows, after]
            before, beyond = found[rows, after - 1] - goals[:, 0], found[rows, after] - goals[:, 0]
            if np.all(high - low <= CLOSE * high):
                break
        rise = beyond - before
        share = np.divide(-before, rise, out=np.ones(rise.size), where=rise != 0.0)
        times[inner] = low + np.clip(share, 0.0, 1.0) * (high - low)
        return times

    def _closer(self, points: Rows, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Times between two for each of some points, and its voltages there, shape (points, FINER) each."""
        tries: Floats = low[:, np.newaxis] + np.multiply.outer(high - low, np.linspace(0.0, 1.0, FINER))
        order = np.argsort(tries, axis=None, kind="stable")
        values = np.empty((self.voltages.shape[0], tries.size))
        values[:, order] = self.response(tries.ravel()[order] / self.tau)
        rows = np.arange(points.size)
        found: Floats = values[points].reshape(points.size, points.size, FINER)[rows, rows]
        return tries, found
