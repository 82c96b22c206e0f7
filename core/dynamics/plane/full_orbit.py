"""What the full model does at a current: its orbit, from which a reduction takes its constants."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError, DivergenceError
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, steady_state
from core.neuron.initial import equilibrium_voltages
from core.neuron.initial import resting_state as rest_without_current
from core.result import Floats
from core.waveform import Waveform

RUNS, LONGEST = 10.0, 1000.0
"""Length of the orbit in standard experiments of the model, and [ms] past which one must do."""
SAMPLES = 6_000
MOST_STEPS = 1_000_000
"""Steps of the orbit at most: about a second."""
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
    """The stable equilibrium of the lowest voltage, shape (n,); None without one, or no closed form."""
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

    start = rest_without_current(neuron)[0].copy()
    start[0] += KICK * neuron.model.swing
    standard = neuron.model.standard.duration
    times = np.linspace(0.0, min(RUNS * standard, max(standard, LONGEST)), SAMPLES)
    run = integrate(
        neuron,
        constant_drive(current),
        start,
        times,
        tolerance=1e-6 * neuron.model.swing,
        most_steps=MOST_STEPS,
    )
    if run.ended == "steps":
        raise ConvergenceError(
            f"the full model's orbit takes more than {MOST_STEPS:,} steps",
            hint="very fast gates or a very small capacitance force very small steps",
        )
    if run.times.size < times.size:
        raise DivergenceError(
            "the full model's orbit ends", time=run.final_time, where="", hint="try another current"
        )
    states = run.states.T
    half = SAMPLES // 2
    fires = np.ptp(states[0, half:]) > LEAST_RANGE * neuron.model.swing
    return FullOrbit(neuron, current, times, states, half if fires else 0)
