"""Where a steady current takes the stability of the resting state: the bifurcation at the end of rest."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, jacobian_matrix, steady_current, steady_states
from core.result import Floats

REACH = 1.5
"""How far above rest it is looked for, in units of a spike."""
STEP = 0.0025
"""Distance of the voltages that are looked at, in units of a spike."""
CHUNK = 64
ROUNDS = 5
"""Divisions of the cell of the grid, by CHUNK each."""


@dataclass(frozen=True, slots=True)
class RestLoss:
    """The end of the branch of stable equilibria that begins at rest.

    Attributes
    ----------
    kind
        A saddle-node ends the equilibria themselves; a Hopf bifurcation only their stability.
    current
        [µA/cm²]
    voltage
        [mV]
    """

    kind: Literal["saddle-node", "hopf"]
    current: float
    voltage: float


def rest_loss(neuron: Neuron, rest: float) -> RestLoss | None:
    """Follow the equilibria upwards from a stable rest to where they cease to be stable.

    Along the branch V is the parameter and I_ss(V) the current that holds it there. Exact up to rounding, as
    the steady states have closed forms.

    Parameters
    ----------
    neuron
        The neuron.
    rest
        Its stable resting potential [mV].

    Returns
    -------
    RestLoss or None
        None where rest stays stable as far as one and a half spikes up, or has no closed form.
    """
    if equations(neuron.model).unsolved:
        return None
    swing = neuron.model.swing
    step = STEP * swing
    for start in range(0, int(REACH / STEP), CHUNK):
        checkpoint()
        voltages: Floats = rest + step * np.arange(start + 1.0, start + CHUNK + 1.0)
        unstable = np.flatnonzero(_slowest(neuron, voltages).real > 0.0)
        if unstable.size:
            high = float(voltages[unstable[0]])
            return _refined(neuron, high - step, high)
    return None


def _refined(neuron: Neuron, low: float, high: float) -> RestLoss:
    """The first loss of stability between a stable and an unstable voltage [mV]."""
    for _ in range(ROUNDS):
        voltages = np.linspace(low, high, CHUNK + 1)
        index = int(np.argmax(_slowest(neuron, voltages[1:]).real > 0.0)) + 1
        low, high = float(voltages[index - 1]), float(voltages[index])
    at = np.array([high])
    rotates = abs(float(_slowest(neuron, at)[0].imag)) > 0.0
    return RestLoss("hopf" if rotates else "saddle-node", float(steady_current(neuron, at)[0][0]), high)


def _slowest(neuron: Neuron, voltages: Floats) -> NDArray[np.complex128]:
    """The eigenvalue with the largest real part [1/ms] of the equilibria at some voltages, shape (k,)."""
    matrix = jacobian_matrix(neuron, steady_states(neuron, voltages))
    # Where a rate has no value the branch is at its end; it counts as stable up to there.
    matrix[~np.isfinite(matrix).all(axis=(1, 2))] = -np.eye(matrix.shape[1])
    eigenvalues = np.linalg.eigvals(matrix)
    chosen: NDArray[np.complex128] = eigenvalues[
        np.arange(voltages.size), eigenvalues.real.argmax(axis=1)
    ].astype(np.complex128)
    return chosen
