"""Orbits that leave rest at many trial velocities, and which way they escape.

A wave is an orbit that comes back. At a trial velocity that is a little off it escapes, upwards or
downwards: between two that escape to either side there is a velocity at which it does neither. This is how
Hodgkin and Huxley found 18.8 m/s.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.axon.conduction_velocity.wave_field import LOG_K, WaveField
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Gate, GeneralCurrent, Model, Neuron
from core.neuron.equations import jacobian_matrix
from core.neuron.expression import Value, program
from core.neuron.layout import layout
from core.numerics.roots import sign_changes
from core.result import Floats

START = 1e-4
"""Distance from rest at which an orbit begins, in units of a spike."""
TOLERANCE = 1e-8
TRIALS = 4_000
"""Steps of an orbit at most."""
ROWS = 1_500
"""Steps that are recorded at most."""
FAR, ASIDE = 3.0, 0.3
"""How far from rest, and from all reversal potentials where these move, an orbit has escaped, in spikes."""
WIDEST = 300.0
"""Reversal potentials that move are looked for up to here [mV]."""


@dataclass(frozen=True, eq=False, slots=True)
class Shots:
    """Orbits at some values of log K, in increasing order.

    Attributes
    ----------
    log_k
        Shape (k,).
    outcomes
        1 upwards, −1 downwards, 0 neither within so many steps; shape (k,).
    lives
        Time until the escape, shape (k,), times the unstable rate where they begin at rest: near a wave it
        grows.
    tracks
        Time, states and rates after each step of each orbit, shape (1 + 2 n, steps), if they were recorded.
    """

    log_k: Floats
    outcomes: Floats
    lives: Floats
    tracks: tuple[Floats, ...] = ()


class Task(NamedTuple):
    """How orbits are followed; see `Rest.follow`."""

    tolerance: float
    height: float
    trials: int
    recorded: bool


class Rest:
    """A stable equilibrium as the orbits that leave it see it.

    Parameters
    ----------
    field
        The waves' vector field.
    state
        V and the other states at rest, shape (n − 1,).
    """

    def __init__(self, field: WaveField, state: Floats) -> None:
        self.field = field
        self.state = np.insert(state, 1, 0.0)
        self._point = jacobian_matrix(field.neuron, state)
        self.bounds = escape_bounds(field.neuron, state)

    @property
    def without_slope(self) -> Floats:
        """V and the other states, shape (n − 1,)."""
        return np.delete(self.state, 1)

    @property
    def slowest(self) -> float:
        """Rate of the slowest return to rest of a patch of membrane [1/ms]."""
        return float(-np.linalg.eigvals(self._point).real.max())

    @property
    def leak_rate(self) -> float:
        """Conductance at rest, gates held, over capacitance [1/ms]."""
        return float(abs(self._point[0, 0]))

    def departures(self, log_k: Floats) -> tuple[Floats, Floats]:
        """Unstable rate [1/ms] and direction, its V a spike, at some values of log K: (k,) and (k, n).

        A rate is NaN where there is none, or more than one.
        """
        n = self.state.size
        matrices = np.zeros((log_k.size, n, n))
        k, keep = np.exp(log_k), np.delete(np.arange(n), 1)
        matrices[:, keep[1:, None], keep] = self._point[1:]
        matrices[:, 0, 1] = 1.0
        matrices[:, 1, 1] = k
        matrices[:, 1, keep] = -k[:, None] * self._point[0]
        values, vectors = np.linalg.eig(matrices)
        which = np.argmax(values.real, axis=1)
        alone = (np.count_nonzero(values.real > 0.0, axis=1) == 1) & (
            np.abs(np.take_along_axis(values, which[:, None], axis=1)[:, 0].imag) == 0.0
        )
        rates = np.take_along_axis(values.real, which[:, None], axis=1)[:, 0]
        directions = np.take_along_axis(vectors, which[:, None, None], axis=2)[:, :, 0].real
        with np.errstate(divide="ignore", invalid="ignore"):
            directions *= self.field.scale[0] / directions[:, :1]
        return np.where(alone, rates, np.nan), directions

    def fire(self, log_k: Floats, *, tolerance: float = TOLERANCE, recorded: bool = False) -> Shots:
        """Follow the orbits that leave rest at some values of log K, shape (k,)."""
        rates, directions = self.departures(log_k)
        begins = (self.state + START * directions).T
        shots = self.follow(log_k, begins, 0.1 / rates, tolerance=tolerance, recorded=recorded)
        return replace(shots, lives=rates * shots.lives)

    def follow(
        self,
        log_k: Floats,
        states: Floats,
        first_steps: Floats,
        *,
        tolerance: float = TOLERANCE,
        recorded: bool = False,
        height: float = 0.0,
        trials: int = TRIALS,
    ) -> Shots:
        """Follow orbits from any states.

        Parameters
        ----------
        states
            Shape (n, k).
        first_steps
            Shape (k,) [ms].
        height
            How far above rest a first wave has come already [mV]; infinite: any number of waves may come.
        """
        # Numba is imported only where there is something to compute.
        from core.numerics.lane_vector import LANES

        parts = []
        for begin in range(0, log_k.size, LANES):
            checkpoint()
            part = slice(begin, begin + LANES)
            task = Task(tolerance, height, trials, recorded)
            parts.append(self._follow(log_k[part], states[:, part], first_steps[part], task))
        return Shots(
            log_k,
            np.concatenate([part.outcomes for part in parts]),
            np.concatenate([part.lives for part in parts]),
            tuple(track for part in parts for track in part.tracks),
        )

    def _follow(self, log_k: Floats, begins: Floats, first_steps: Floats, task: Task) -> Shots:
        from core.axon.conduction_velocity import shooting_kernel as kernel
        from core.numerics.lane_machine import run_lanes
        from core.numerics.lane_vector import LANES
        from core.numerics.tsitouras import ERRORS, MATRIX

        n, code, count = self.state.size, self.field.equations.shooting_code, log_k.size
        lanes = np.minimum(np.arange(LANES), count - 1)
        registers = np.repeat(code.loaded(self.field.named(0.0))[:, None], LANES, axis=1)
        registers[code.first_name + code.names.index(LOG_K)] = log_k[lanes]
        run_lanes(code.prologue, registers)
        states = np.zeros((2 * n, LANES))
        states[:n] = begins[:, lanes]
        numbers = np.zeros((kernel.NUMBERS, LANES))
        numbers[kernel.STEP] = first_steps[lanes]
        numbers[kernel.HIGHEST] = task.height
        over = states[0] - self.state[0] < kernel.OVER * task.height
        numbers[kernel.FALLEN] = over & (0.0 < task.height < np.inf)
        record = np.zeros((ROWS if task.recorded else 0, 1 + 2 * n, LANES))
        kernel.shoot(
            code.body,
            code.outputs,
            MATRIX,
            ERRORS,
            registers,
            self.field.scale,
            task.tolerance,
            np.array([*self.bounds, self.state[0]]),
            task.trials,
            states,
            np.zeros((ERRORS.size * n, LANES)),
            numbers,
            record,
        )
        steps = np.minimum(numbers[kernel.COUNT].astype(np.intp) + 1, record.shape[0])
        # Back from the end of the last step to where the bound was passed.
        beyond = np.maximum(states[0] - self.bounds[1], 0.0) + np.minimum(states[0] - self.bounds[0], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            passed = np.where(beyond != 0.0, beyond / states[1], 0.0)
        return Shots(
            log_k,
            numbers[kernel.OUTCOME, :count],
            (numbers[kernel.TIME] - passed)[:count],
            tuple(np.ascontiguousarray(record[: steps[lane], :, lane].T) for lane in range(count))
            if task.recorded
            else (),
        )


def escape_bounds(neuron: Neuron, state: Floats) -> tuple[float, float]:
    """Voltages [mV] past which an orbit that moves away never comes back.

    Where all currents are g Π x (V − E) and no x is negative, above the highest E with V′ > 0 all of V″/K =
    V′ + I_ion/C is positive, and so V′ stays; below the lowest E likewise. Where an E moves with a
    concentration it is taken at rest, and a share of a spike farther away; where there is none, a few spikes
    away from rest.

    Parameters
    ----------
    state
        V and the other states at rest, shape (n,).
    """
    model, rest = neuron.model, float(state[0])
    # At rest itself an orbit has not left yet.
    margin = 2.0 * START * model.swing
    if layout(model).slopes.all():
        _, *constants = layout(model).constants(neuron.values)
        count = len(model.currents)
        pairs = zip(constants[:count], constants[count : 2 * count], strict=True)
        reversals = [float(e) for g, e in pairs if float(g) > 0.0]
        return min([*reversals, rest - margin]), max([*reversals, rest + margin])
    moving = [item for item in model.currents if not isinstance(item, GeneralCurrent)]
    voltages = np.linspace(-WIDEST, WIDEST, 1201)
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}
    named |= dict(zip(model.states[1:], state[1:].tolist(), strict=True))
    with np.errstate(all="ignore"):
        forces = program(item.driving for item in moving)({**named, VOLTAGE: voltages})
    found = [voltages[sign_changes(np.broadcast_to(force, voltages.shape))] for force in forces]
    zeros = np.concatenate([np.zeros(0), *found])
    if not zeros.size:
        return rest - FAR * model.swing, rest + FAR * model.swing
    return (
        min(float(zeros.min()), rest) - ASIDE * model.swing,
        max(float(zeros.max()), rest) + ASIDE * model.swing,
    )


def fastest_rate(neuron: Neuron, state: Floats) -> float:
    """The largest conductance that the membrane can have over its capacitance [1/ms].

    Of all voltages within two spikes of rest, with its gates as they are at rest, and all open.
    """
    model: Model = neuron.model
    voltages = state[0] + model.swing * np.linspace(-1.0, 2.0, 61)
    closed = np.repeat(state[:, None], voltages.size, axis=1)
    closed[0] = voltages
    opened = closed.copy()
    gates = [i for i, item in enumerate(model.dynamic, start=1) if isinstance(item, Gate)]
    opened[gates] = 1.0
    with np.errstate(all="ignore"):
        slopes = np.abs(jacobian_matrix(neuron, np.concatenate([closed, opened], axis=1))[:, 0, 0])
    usable = slopes[np.isfinite(slopes)]
    return float(usable.max(initial=0.0))
