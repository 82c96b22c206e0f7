"""What the full model does at a current: its orbit, from which a reduction takes its constants."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError, DivergenceError
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, steady_state
from core.neuron.initial import equilibrium_voltages
from core.result import Floats
from core.waveform import Waveform

RUNS = 10.0
"""Length of the orbit in standard experiments of the model."""
SAMPLES = 6_000
KICK = 0.3
"""How far an orbit begins above the resting voltage, in spikes' heights."""
LEAST_RANGE = 0.05
"""An orbit whose V varies by less, in spikes' heights, once it has settled, has come to rest."""


@dataclass(frozen=True)
class FullOrbit:
    """An orbit of a neuron.

    Attributes
    ----------
    times
        Equally spaced [ms], shape (k,).
    states
        Shape (n, k).
    first
        Index from which on it has settled if it goes on firing, else 0: it comes to rest.
    """

    neuron: Neuron
    current: float
    times: Floats
    states: Floats
    first: int

    @property
    def settled(self) -> Floats:
        """States that a fit should represent: the later half where it goes on firing, all where it rests."""
        return self.states[:, self.first :]

    def jacobian(self) -> Floats:
        """∂F/∂x along these, shape (m, n, n)."""
        return VectorField(self.neuron, (), self.current).jacobian(self.settled)


def constant_drive(current: float) -> Waveform:
    """A current [µA/cm²] that never changes."""
    return Waveform(np.zeros(1), np.array([current]), np.zeros(1), np.zeros((0, 6)))


def resting_state(neuron: Neuron, current: float) -> Floats | None:
    """The equilibrium of the lowest voltage that is stable, shape (n,); None without one, or no closed form."""
    if equations(neuron.model).unsolved:
        return None
    field = VectorField(neuron, (), current)
    for voltage in equilibrium_voltages(neuron, current).tolist():
        state = steady_state(neuron, voltage)
        if np.linalg.eigvals(field.jacobian(state)).real.max() < 0.0:
            return state
    return None


def full_orbit(neuron: Neuron, current: float) -> FullOrbit:
    """The orbit from rest without a current, its voltage displaced, for some standard experiments.

    Raises
    ------
    DivergenceError, ConvergenceError
        It cannot be followed.
    """
    from core.neuron.integrator.integration import integrate

    start = resting_state(neuron, 0.0)
    if start is None:
        start = resting_state(neuron, current)
    if start is None:
        start = _somewhere(neuron, current)
    start = start.copy()
    start[0] += KICK * neuron.model.swing
    times = np.linspace(0.0, RUNS * neuron.model.standard.duration, SAMPLES)
    run = integrate(neuron, constant_drive(current), start, times, tolerance=1e-6 * neuron.model.swing)
    if run.times.size < times.size:
        raise DivergenceError(
            "the full model's orbit ends", time=run.final_time, where="", hint="try another current"
        )
    states = run.states.T
    half = SAMPLES // 2
    fires = np.ptp(states[0, half:]) > LEAST_RANGE * neuron.model.swing
    return FullOrbit(neuron, current, times, states, half if fires else 0)


def _somewhere(neuron: Neuron, current: float) -> Floats:
    """A state to begin at where no equilibrium is stable."""
    if equations(neuron.model).unsolved:
        raise ConvergenceError(
            "the full model has no steady states in closed form to begin at", hint="simulate it instead"
        )
    voltages = equilibrium_voltages(neuron, current)
    low, high = neuron.model.standard.voltage_range
    return steady_state(neuron, float(voltages[0]) if voltages.size else 0.5 * (low + high))
