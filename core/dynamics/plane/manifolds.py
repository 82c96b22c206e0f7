"""Stable and unstable manifolds of the saddles of a plane, and where they end."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.dynamics.plane.flow import Events, Flow, Path
from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.plane_equilibria import PlaneEquilibria
from core.result import Floats

End = Literal["equilibrium", "cycle", "left the window", "steps"]

OFFSET = 1e-4
"""Distance from the saddle at which a manifold begins, as a fraction of the window along either axis."""
TOLERANCE, CHORD = 1e-9, 0.01
"""Error of a step and its longest length, as fractions of the window."""
STEPS = 3_000
NEUTRAL = 1e-12
"""Eigenvalue, as a fraction of the other, below which a saddle has no manifold that could be told."""
ARRIVED = 3e-6
"""Distance from an equilibrium, as a fraction of the window, at which a manifold is drawn no further."""
NEAR = 1e-6
"""Distance of two maxima of V within which a manifold has come to a cycle, as a fraction of the window."""
MARGIN = 1.0
"""How far beyond the window, as a fraction of it, a manifold is followed: it may come back."""


@dataclass(frozen=True)
class Manifold:
    """One branch of a manifold of a saddle.

    Attributes
    ----------
    name
        "stable manifold 1a".
    saddle
        Number of its saddle among the equilibria.
    direction
        Of time, away from the saddle: 1 of an unstable manifold, −1 of a stable one.
    times, states
        Times, falling from 0 where the direction is −1, shape (k,), and states, shape (2, k).
    ended
        Where it ends.
    equilibrium
        Number of the equilibrium in which it ends, if it does.
    start_error
        Distance of its begin from the true manifold [mV], as measured.
    beyond
        The whole branch, also outside of the window, shape (2, m).
    visible
        Whether any of it lies in the window.
    """

    name: str
    saddle: int
    direction: int
    times: Floats
    states: Floats
    ended: End
    equilibrium: int | None
    start_error: float
    beyond: Floats
    steps: int
    evaluations: int
    visible: bool


def manifolds(
    field: PlanarField,
    equilibria: PlaneEquilibria,
    traps: dict[int, tuple[Floats, list[int]]],
) -> list[Manifold]:
    """Both branches of the stable and the unstable manifold of every saddle.

    Near the saddle the manifold of an eigenvalue λ with the vector v is x + s v + s² a with
    (2λ − J) a = ½ F″(v, v), up to terms in s³.

    Parameters
    ----------
    traps
        By direction of time: ellipses in which solutions end, and the equilibria in them.
    """
    found: list[Manifold] = []
    saddles = [i for i, saddle in enumerate(equilibria.saddles) if saddle]
    for count, i in enumerate(saddles, start=1):
        values, vectors = np.linalg.eig(equilibria.linear.jacobian[i])
        if not np.abs(values).min() > NEUTRAL * np.abs(values).max():
            continue
        for value, vector in sorted(zip(values.real, vectors.T.real, strict=True), key=lambda pair: -pair[0]):
            direction = 1 if value > 0.0 else -1
            kind = "unstable" if direction > 0 else "stable"
            local = _Local.of(field, equilibria.states[i], float(value), vector)
            for side, sign in (("a", 1.0), ("b", -1.0)):
                found.append(
                    _branch(field, local, sign, i, f"{kind} manifold {count}{side}", traps[direction])
                )
    return found


@dataclass(frozen=True)
class _Local:
    """A manifold near its saddle: x + s v + s² a."""

    origin: Floats
    value: float
    vector: Floats
    bend: Floats

    @classmethod
    def of(cls, field: PlanarField, origin: Floats, value: float, vector: Floats) -> "_Local":
        vector = vector / np.abs(vector / field.scale).max()
        pull = 0.5 * np.einsum("ijk,j,k->i", field.second(origin), vector, vector)
        bend = np.linalg.solve(2.0 * value * np.eye(2) - field.jacobian(origin), pull)
        return cls(origin, value, vector, bend)

    def at(self, s: float) -> Floats:
        """The manifold at a coordinate, to within terms in s³."""
        return self.origin + s * self.vector + s * s * self.bend

    def start_error(self, flow: Flow, sign: float) -> float:
        """Distance [mV] between the point at OFFSET and the solution from half of it."""
        direction = 1 if self.value > 0.0 else -1
        start, end = self.at(0.5 * sign * OFFSET), self.at(sign * OFFSET)
        path = flow.run(start, direction, Events(), duration=np.log(2.0) / abs(self.value))
        apart = (path.state - end) / flow.field.scale
        along = self.vector / flow.field.scale
        along = along / np.linalg.norm(along)
        across = abs(float(apart[0] * along[1] - apart[1] * along[0]))
        return across * float(flow.field.scale[0])


def _branch(
    field: PlanarField,
    local: _Local,
    sign: float,
    saddle: int,
    name: str,
    traps: tuple[Floats, list[int]],
) -> Manifold:
    direction = 1 if local.value > 0.0 else -1
    reach = MARGIN * field.scale
    bounds = np.array(
        [np.minimum(field.low, local.origin) - reach, np.maximum(field.high, local.origin) + reach]
    )
    flow = Flow(field, tolerance=TOLERANCE, chord=CHORD, steps=2 * STEPS)
    events = Events(bounds=bounds, ellipses=traps[0], near=NEAR)
    path = flow.run(local.at(sign * OFFSET), direction, events, recorded=STEPS)
    if path.ending == "caught":
        path = _into(flow, path, direction, traps[0])
    shown = _shown(field, flow, path, direction)
    ended: End = "left the window"
    equilibrium = None
    if shown.shape[1] == path.points.shape[1]:
        ended = _END.get(path.ending, "steps")
        equilibrium = traps[1][path.which] if path.ending == "caught" else None
    return Manifold(
        name=name,
        saddle=saddle,
        direction=direction,
        times=direction * shown[0],
        states=shown[1:],
        ended=ended,
        equilibrium=equilibrium,
        start_error=local.start_error(flow, sign),
        beyond=path.points[1:],
        steps=path.steps,
        evaluations=path.evaluations,
        visible=shown.shape[1] > 1,
    )


def _into(flow: Flow, path: Path, direction: int, ellipses: Floats) -> Path:
    """A path that is sure to end in an equilibrium, followed until it is seen to be there."""
    small = ellipses.copy()
    # √(a, c) are the reciprocals of half the ellipse's extent at its centre's height and voltage.
    extent = np.abs(1.0 / np.sqrt(small[:, [2, 4]]) / flow.field.scale).max(axis=1)
    small[:, 2:] *= (extent / ARRIVED)[:, np.newaxis] ** 2
    room = max(STEPS - path.points.shape[1], STEPS // 2)
    rest = flow.run(path.state, direction, Events(ellipses=small), recorded=room)
    later = rest.points[:, 1:] + np.array([[path.time], [0.0], [0.0]])
    return replace(
        path,
        state=rest.state,
        time=path.time + rest.time,
        points=np.concatenate([path.points, later], axis=1),
        steps=path.steps + rest.steps,
        evaluations=path.evaluations + rest.evaluations,
    )


_END: dict[str, End] = {"caught": "equilibrium", "circling": "cycle", "left": "left the window"}


def _shown(field: PlanarField, flow: Flow, path: Path, direction: int) -> Floats:
    """The recorded points up to where the window is left for good, and the point on its edge."""
    times, states = path.points[0], path.points[1:]
    low, high = field.low[:, np.newaxis], field.high[:, np.newaxis]
    inside = np.asarray(((states >= low) & (states <= high)).all(axis=0))
    last = int(inside.size - 1 - np.argmax(inside[::-1])) if inside.any() else -1
    if last == inside.size - 1:
        return path.points
    if last < 0:
        return path.points[:, :1]
    bounds = Events(bounds=np.array([field.low, field.high]))
    end = flow.run(states[:, last], direction, bounds, duration=float(times[last + 1] - times[last]))
    edge = np.array([times[last] + end.time, *end.state])
    return np.column_stack([path.points[:, : last + 1], edge])
