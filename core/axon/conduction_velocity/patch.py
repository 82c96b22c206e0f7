"""How a patch of membrane goes on from a state of a wave, by itself."""

from dataclasses import dataclass

import numpy as np

from core.axon.conduction_velocity.shots import Rest
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, time_derivative
from core.result import Floats
from core.waveform import Waveform

LASTING = 14.0
"""How long a patch is given to come to rest, in units of its slowest time constant there."""
LONGEST = 1e6
"""The same at most [ms]."""
SAMPLES, FIRST_SAMPLE = 1500, 1e-3
"""How many states of a patch are looked at, and when the first [ms]."""
TOLERANCE = 1e-2
"""Error of the patch's voltage to aim at [mV]."""
MOST_STEPS = 200_000
RESTING, ARRIVED = 1e-3, 0.05
"""Distance from an equilibrium, in scaled states, from which the linear flow goes on; from which a patch is
said to come to it."""


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """States that follow each other, with their rates.

    Attributes
    ----------
    times
        Shape (k,) [ms].
    states, rates
        Shape (k, n), scaled.
    target
        The stable equilibrium that they come to, shape (n,); None where they come to none.
    """

    times: Floats
    states: Floats
    rates: Floats
    target: Floats | None = None

    def then(self, other: "Course", begin: float) -> "Course":
        """Another course from a time [ms] on, and before it what comes before that."""
        before = self.until(int(np.searchsorted(self.times, begin)))
        return Course(
            np.append(before.times, begin + other.times),
            np.concatenate([before.states, other.states]),
            np.concatenate([before.rates, other.rates]),
            other.target,
        )

    def until(self, count: int) -> "Course":
        """Its first states."""
        return Course(self.times[:count], self.states[:count], self.rates[:count])


def patch_course(rest: Rest, state: Floats) -> Course:
    """How a patch goes on from a state of a wave."""
    from core.neuron.integrator.integration import integrate

    neuron, scale = rest.field.neuron, rest.field.scale
    end = min(LASTING / rest.slowest + 100.0 * FIRST_SAMPLE, LONGEST)
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    trajectory = integrate(
        neuron,
        still,
        np.delete(state, 1),
        np.append(0.0, np.geomspace(FIRST_SAMPLE, end, SAMPLES)),
        tolerance=TOLERANCE,
        repeating=False,
        most_steps=MOST_STEPS,
        partial=True,
    )
    times, states = trajectory.times, trajectory.states
    rates = time_derivative(neuron, states.T, 0.0).T
    full = np.insert(states, 1, rates[:, 0], axis=1)
    changes = np.insert(rates, 1, np.gradient(rates[:, 0], times), axis=1)
    target = _arrived(neuron, rest, full[-1])
    last = times.size
    if target is not None:
        far = np.abs((full - target) / scale).max(axis=1) > RESTING
        last = min(int(np.flatnonzero(far)[-1]) + 2 if far.any() else 2, times.size)
    return Course(times[:last], full[:last] / scale, changes[:last] / scale, target)


def _arrived(neuron: Neuron, rest: Rest, state: Floats) -> Floats | None:
    """The stable equilibrium beside a state, rest itself where it is that."""
    scale = rest.field.scale
    if np.abs(np.delete((state - rest.state) / scale, 1)).max() < ARRIVED:
        return rest.state
    point, sizes = np.delete(state, 1), np.delete(scale, 1)
    for _ in range(20):
        matrix, rates = jacobian_matrix(neuron, point), time_derivative(neuron, point, 0.0)
        if not (np.isfinite(matrix).all() and np.isfinite(rates).all()):
            return None
        step = np.linalg.lstsq(matrix * sizes, rates, rcond=None)[0]
        point = point - step * sizes
        if np.abs((point - np.delete(state, 1)) / sizes).max() > ARRIVED:
            return None
        if np.abs(step).max() < 1e-12:
            stable = np.linalg.eigvals(jacobian_matrix(neuron, point)).real.max() < 0.0
            return np.insert(point, 1, 0.0) if stable else None
    return None
