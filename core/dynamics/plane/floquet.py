"""A stable cycle at equal times, with the directions in which its isochrons cross it."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.flow import Events, Flow
from core.result import Floats

TOLERANCE = 1e-10
FREE = Events()


@dataclass(frozen=True)
class Frame:
    """A cycle from its maximum of V on.

    Attributes
    ----------
    flow
        The flow, to a tolerance that the cycle deserves.
    period
        [ms].
    points
        States at equal times, without the last, shape (2, n).
    vectors
        Directions along the isochrons there, of length 1 in units of the window, shape (2, n).
    """

    flow: Flow
    period: float
    points: Floats
    vectors: Floats

    @classmethod
    def of(cls, cycle: LimitCycle, count: int) -> "Frame":
        """The frame of a stable cycle in so many points.

        A solution beside the cycle keeps its phase if it begins in the direction that the linearised flow
        carries round into itself, shortened: backwards in time the one that grows most.
        """
        flow = Flow(cycle.section.flow.field, tolerance=TOLERANCE)
        interval = cycle.period / count
        path = flow.run(
            _peak(flow, cycle), 1, FREE, duration=cycle.period, recorded=count + 2, interval=interval
        )
        points = path.points[1:, :count]
        scale = flow.field.scale
        backward = []
        for k in range(count):
            # From point k + 1 back to point k.
            start = points[:, (k + 1) % count]
            columns = [
                flow.run(start, -1, FREE, duration=interval, tangent=scale * unit).tangent / scale
                for unit in np.eye(2)
            ]
            backward.append(np.array(columns).T)
        total = np.eye(2)
        for matrix in reversed(backward):
            total = matrix @ total
            total /= np.abs(total).max()
        values, vectors = np.linalg.eig(total)
        vector = vectors[:, np.argmax(np.abs(values))].real
        found = np.zeros((2, count))
        for k in reversed(range(count)):
            vector = backward[k] @ vector
            vector /= np.linalg.norm(vector)
            found[:, k] = vector * scale
        return cls(flow, cycle.period, points, _outward(found, points, scale))

    def at(self, time: float) -> tuple[Floats, Floats]:
        """Point of the cycle and direction of the isochron at a time [ms] from the maximum of V on."""
        count = self.points.shape[1]
        interval = self.period / count
        k = int(np.floor(time / interval + 1e-9)) % count
        rest = time - np.floor(time / interval + 1e-9) * interval
        if rest <= 1e-9 * interval:
            return self.points[:, k], self.vectors[:, k]
        path = self.flow.run(self.points[:, k], 1, FREE, duration=rest, tangent=self.vectors[:, k])
        return path.state, path.tangent / np.linalg.norm(path.tangent / self.flow.field.scale)


def _peak(flow: Flow, cycle: LimitCycle) -> Floats:
    """The state at the cycle's maximum of V, where dV/dt changes its sign."""
    times, states = cycle.points[0], cycle.points[1:]
    k = max(int(np.argmax(states[0])) - 1, 0)
    low, high = 0.0, float(times[min(k + 2, times.size - 1)] - times[k])
    state = states[:, k]
    for _ in range(50):
        middle = 0.5 * (low + high)
        reached = flow.run(states[:, k], 1, FREE, duration=middle).state
        rate = float(flow.field.rates(reached)[0])
        low, high = (middle, high) if rate > 0.0 else (low, middle)
        state = reached
        if high - low <= 1e-13 * cycle.period:
            break
    return state


def _outward(vectors: Floats, points: Floats, scale: Floats) -> Floats:
    """The directions all to the same side of the cycle: that of the outside."""
    orbit = points / scale[:, np.newaxis]
    ahead = np.roll(orbit, -1, axis=1) - np.roll(orbit, 1, axis=1)
    turning = np.sign((orbit[0] * np.roll(orbit[1], -1) - orbit[1] * np.roll(orbit[0], -1)).sum())
    across = vectors / scale[:, np.newaxis]
    side = ahead[0] * across[1] - ahead[1] * across[0]
    return np.asarray(np.where(side * turning > 0.0, -vectors, vectors))
