"""Equilibria that have no closed form: the equations are run until they settle, then polished by Newton."""

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import Gate, Neuron
from core.neuron.equations import jacobian_matrix, time_derivative
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.result import Floats
from core.waveform import Waveform

START = -65.0
"""Voltage [mV] that the search for a resting state sets out from."""
FIRST_SPAN, LAST_SPAN = 200.0, 12_800.0
"""Time [ms] that the run is given, first and at last."""
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
    span = FIRST_SPAN
    while span <= LAST_SPAN:
        state = _after(neuron, state, span, clamped=clamped)
        found = _polished(neuron, state, clamped=clamped)
        if found is not None:
            return found
        span *= 2.0
    what = f"at {voltage:g} mV" if clamped else "without an injected current"
    raise ParameterError(
        "/initial", f"no equilibrium was found {what}", hint="give the initial voltage and states"
    )


def _after(neuron: Neuron, state: Floats, span: float, *, clamped: bool) -> Floats:
    """The state after a time [ms] at a fixed voltage, or without a current."""
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
    run.finish()
    return run.state


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
