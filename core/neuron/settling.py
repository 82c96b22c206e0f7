"""Equilibria that have no closed form: the equations are run until they settle, then polished by Newton."""

import numpy as np

from core.errors import ConvergenceError, ParameterError
from core.interruption import checkpoint
from core.neuron.declaration import Gate, Neuron
from core.neuron.equations import jacobian_matrix, time_derivative
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.result import Floats
from core.waveform import Waveform

START = -65.0
"""Voltage [mV] that the search for a resting state sets out from."""
FIRST_SPAN, LAST_SPAN = 200.0, 12_800.0
"""Time [ms] that the run is given, first and at last."""
MOST_STEPS = 400_000
"""Steps of all runs together: about a second. What has not settled by then goes on."""
NEWTON_STEPS = 30
_TOLERANCE = 1e-3


def settled_at(neuron: Neuron, voltage: float) -> Floats:
    """The steady state of all other states at a fixed voltage [mV], shape (n,).

    Raises
    ------
    ParameterError
        They do not settle.
    """
    return _settled(neuron, voltage, clamped=True)


def settled_at_rest(neuron: Neuron) -> Floats:
    """An equilibrium without injected current, shape (n,).

    Raises
    ------
    ParameterError
        The neuron neither settles nor does Newton's method find an equilibrium.
    """
    return _settled(neuron, 0.0 if neuron.model.dimensionless else START, clamped=False)


def _settled(neuron: Neuron, voltage: float, *, clamped: bool) -> Floats:
    state = np.array(
        [
            voltage,
            *(0.5 if isinstance(item, Gate) else item.typical for item in neuron.model.dynamic),
        ]
    )
    span, left = FIRST_SPAN, MOST_STEPS
    while span <= LAST_SPAN and left > 0:
        state, steps = _after(neuron, state, span, left, clamped=clamped)
        found = _polished(neuron, state, clamped=clamped)
        if found is not None:
            return found
        span, left = 2.0 * span, left - steps
    what = f"at {voltage:g} mV" if clamped else "without an injected current"
    raise ParameterError(
        "/initial", f"no equilibrium was found {what}", hint="give the initial voltage and states"
    )


def _after(
    neuron: Neuron, state: Floats, span: float, most_steps: int, *, clamped: bool
) -> tuple[Floats, int]:
    """The state after a time [ms] at a fixed voltage, or without a current, and the steps that it took.

    After as many steps as are allowed, or where none is small enough, the state that was reached.
    """
    level = float(state[0]) if clamped else 0.0
    still = Waveform(np.zeros(1), np.array([level]), np.zeros(1), np.zeros((0, 6)))
    run = Run(
        membrane(neuron),
        still,
        state,
        np.zeros(0),
        rows=1,
        tolerance=_TOLERANCE,
        end=span,
        clamped=clamped,
    )
    try:
        while run.advance() == workspace.PAUSED and run.count[workspace.STEPS] < most_steps:
            checkpoint()
    except ConvergenceError:
        return run.state, most_steps
    return run.state, int(run.count[workspace.STEPS])


def _polished(neuron: Neuron, state: Floats, *, clamped: bool) -> Floats | None:
    """The equilibrium near a state by Newton's method; None where it does not converge at once."""
    first = 1 if clamped else 0
    scale = np.array([neuron.model.swing, *neuron.model.typical])[first:]
    point = state.copy()
    for _ in range(NEWTON_STEPS):
        residual = time_derivative(neuron, point, 0.0)[first:]
        matrix = jacobian_matrix(neuron, point)[first:, first:]
        if not (np.isfinite(residual).all() and np.isfinite(matrix).all()):
            return None
        try:
            step = np.linalg.solve(matrix * scale, residual) * scale
        except np.linalg.LinAlgError:
            return None
        point[first:] -= step
        size = float(np.abs(step / scale).max())
        if size > 1.0 or not np.isfinite(size):
            return None
        if size < 1e-13:
            return point
    return None
