"""All equilibria at one applied current, linearised, for models of every kind."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.equilibria import (
    VOLTAGE_LIMIT,
    Equilibria,
    SteadyCurve,
    VoltageRange,
    capacitance,
    resolve_steady_curve,
    solve,
    voltage_range,
)
from core.dynamics.equilibrium_branches.at_values import equilibria_at, has_graph
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.linearisation import Linearisation, linearise, linearised
from core.dynamics.vector_field import CURRENT, VectorField
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriaAtCurrent:
    """Equilibria at one current.

    Attributes
    ----------
    linear
        Their states, Jacobians and eigenvalues.
    span
        Voltages that were searched, and whether there can be no others outside.
    curve
        I_ss(V) where it has a closed form: then there can be no others inside either.
    """

    equilibria: Equilibria
    linear: Linearisation
    span: VoltageRange
    curve: SteadyCurve | None
    evaluations: int


def equilibria_at_current(neuron: Neuron, current: float) -> EquilibriaAtCurrent:
    """All equilibria at an applied current [µA/cm²], by increasing voltage.

    Raises
    ------
    ConvergenceError
        The rates of the model are not finite.
    """
    # A width of the current in which 1 is a step that matters.
    system = System(VectorField(neuron, (CURRENT,)), max(abs(current), 1.0))
    if not has_graph(system, np.array([current])):
        return _from_starts(system, current)
    span = voltage_range(neuron, current, current)
    curve = resolve_steady_curve(neuron, span.low, span.high)
    found = solve(neuron, curve, current)
    linear = linearise(neuron, found.voltage, found.error)
    return EquilibriaAtCurrent(found, linear, span, curve, curve.voltage.size)


def _from_starts(system: System, current: float) -> EquilibriaAtCurrent:
    neuron = system.field.neuron
    found = equilibria_at(system, np.array([current]))
    z = found.z[:, np.argsort(found.z[0], kind="stable")]
    fixed = np.append(np.zeros(len(z) - 1), 1.0)
    errors = np.array([system.uncertainty(point, fixed) for point in z.T]).reshape(z.T.shape).T
    residual = np.abs(time_derivative(neuron, z[:-1], current)[0]) * capacitance(neuron)
    count = z.shape[1]
    # Equilibria moved by their errors show what those do to the eigenvalues.
    shift = np.minimum(errors, system.scale[:, None])
    moved = np.concatenate([z, z - shift, z + shift], axis=1)
    jacobian = system.field.jacobian(moved)[..., : len(z) - 1]
    around = linearised(neuron, moved, jacobian)
    spread = np.abs(np.diff(around.eigenvalues.reshape(3, count, len(z) - 1).real, axis=0)).max(axis=0)
    linear = Linearisation(
        z[:-1],
        around.jacobian[:count],
        around.eigenvalues[:count],
        np.maximum(around.tolerance[:count], spread),
    )
    equilibria = Equilibria(
        z[0], residual, np.minimum(errors[0], 2.0 * VOLTAGE_LIMIT), continuum=found.continuum
    )
    return EquilibriaAtCurrent(equilibria, linear, found.span, None, found.evaluations)
