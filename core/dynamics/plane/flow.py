"""Runs of the planar flow: from a state, forwards or backwards, until something happens."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from core.dynamics.plane.planar_field import PlanarField
from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.result import Floats

Ending = Literal["done", "turned", "caught", "crossed", "left", "circling", "limit", "stalled"]
ENDINGS: tuple[Ending, ...] = ("done", "turned", "caught", "crossed", "left", "circling", "limit", "stalled")
"""As `core.dynamics.plane.flow_kernel` numbers them."""

FIRST_MOVE = 1e-3
"""First step, as a fraction of the scale; the error control corrects it at once."""
NONE = np.zeros((0, 6))
UNBOUNDED = np.array([[-1e300, -1e300], [1e300, 1e300]])


@dataclass(frozen=True, slots=True)
class Events:
    """What ends a run besides its time.

    Attributes
    ----------
    bounds
        Lowest and highest states, shape (2, 2).
    ellipses
        Neighbourhoods of equilibria that no solution leaves, shape (k, 5).
    sections
        Stretches of half-lines, shape (m, 6).
    centre
        End after one turn about this point, on the half-line of the start.
    near
        End where two maxima of V are as near as this, a fraction of the window, to each other; 0: go on.
    """

    bounds: Floats = field(default_factory=lambda: UNBOUNDED)
    ellipses: Floats = field(default_factory=lambda: NONE[:, :5])
    sections: Floats = field(default_factory=lambda: NONE)
    centre: Floats | None = None
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """A run: how and when it ended, and where.

    Attributes
    ----------
    time
        Its length [ms], positive in either direction.
    state
        The last state, shape (2,).
    which
        Number of the ellipse or section that ended it.
    divergence
        ∫ div F dt along it, in the direction of the run.
    tangent
        What became of the tangent vector, shape (2,).
    points
        Times and states that were recorded, shape (3, n).
    """

    ending: Ending
    time: float
    state: Floats
    which: int
    divergence: float
    tangent: Floats
    points: Floats
    steps: int
    evaluations: int


@dataclass(frozen=True)
class Flow:
    """The flow of a planar field to a tolerance, a fraction of the scale, for each step.

    Attributes
    ----------
    chord
        Longest step, as a fraction of the scale.
    steps
        How many steps a run may take.
    """

    field: PlanarField
    tolerance: float = 1e-8
    chord: float = 0.1
    steps: int = 20_000

    @cached_property
    def _slow(self) -> float:
        """Speed below which the first step is no longer lengthened [1/ms]."""
        return 1e-9

    def run(  # noqa: PLR0913 - what a run may be asked for
        self,
        start: Floats,
        direction: int,
        events: Events,
        *,
        duration: float = np.inf,
        tangent: Floats | None = None,
        divergence: bool = False,
        recorded: int = 0,
        interval: float = 0.0,
        clock: float = 0.0,
    ) -> Path:
        """Follow the flow from a state.

        Parameters
        ----------
        start
            Shape (2,).
        direction
            1: forwards, −1: backwards in time.
        duration
            How long at most [ms].
        tangent, divergence
            A tangent vector at the start that is taken along; whether ∫ div F dt is wanted.
        recorded, interval
            How many points are recorded at most, and the time between them [ms]; 0: every step.
        clock
            Time at the start [ms], from which the others count.
        """
        from core.dynamics.plane import flow_kernel as kernels
        from core.dynamics.plane import flow_steps as places

        checkpoint()
        components = 5 if tangent is not None else 3 if divergence else 2
        code = self.field.lean if components == 2 else self.field.full
        work = np.zeros(places.WORKSPACE)
        work[places.TIME] = clock
        work[places.STATE : places.STATE + 2] = start
        if tangent is not None:
            work[places.STATE + 3 : places.STATE + 5] = tangent
        rates = self.field.rates(np.asarray(start, dtype=np.float64))
        speed = float(np.abs(rates / self.field.scale).max())
        work[places.STEP] = FIRST_MOVE / max(speed, self._slow) if np.isfinite(speed) else FIRST_MOVE
        work[places.TOP_X], work[places.TOP_Y] = start
        centre = np.zeros(2)
        if events.centre is not None:
            centre = events.centre
            x, y = (np.asarray(start) - centre) / self.field.scale
            work[places.HALF_LINE] = np.arctan2(y, x)
        task = kernels.Task(
            float(direction),
            self.tolerance,
            float(duration),
            self.steps,
            components,
            self.chord,
            float(interval),
            events.centre is not None,
            events.near,
            centre,
            events.bounds,
            events.ellipses,
            events.sections,
        )
        record = np.empty((recorded, places.ROW))
        ending = ENDINGS[kernels.flow(code, task, work, record)]
        state = work[places.STATE : places.STATE + 2].copy()
        if not np.isfinite(state).all():
            raise ConvergenceError("the rates are not finite on a trajectory", hint="narrow the window")
        return Path(
            ending,
            float(work[places.TIME]),
            state,
            int(work[places.WHICH]),
            float(work[places.STATE + 2]),
            work[places.STATE + 3 : places.STATE + 5].copy(),
            record[: int(work[places.ROWS])].T,
            int(work[places.STEPS]),
            int(work[places.EVALUATIONS]),
        )
