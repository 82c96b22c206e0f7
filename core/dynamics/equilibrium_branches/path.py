"""A curve of equilibria as a function of a position along it, and the graph I = I_ss(V) as one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.dynamics.equilibria import SteadyCurve, capacitance, rounding, solve
from core.dynamics.equilibrium_branches.branch import End
from core.dynamics.vector_field import VectorField
from core.neuron.declaration import Neuron
from core.neuron.equations import (
    jacobian_matrix,
    steady_current,
    steady_function,
    steady_state,
    steady_states,
)
from core.numerics.roots import EPSILON
from core.result import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Equilibria at k positions along a curve.

    Attributes
    ----------
    z
        States and parameter, shape (n + 1, k).
    jacobian
        ∂F/∂x, shape (k, n, n).
    turning
        dp/ds in some unit, and a function that changes its sign at branch points: shape (2, k). None where
        the curve's turning points are known and there are no branch points.
    """

    positions: Floats
    z: Floats
    jacobian: Floats
    turning: Floats | None = None


class Path(Protocol):
    """Equilibria z(s) = (states, parameter) over positions s from the first to the last node."""

    @property
    def field(self) -> VectorField:
        """The equations; one free parameter."""

    @property
    def nodes(self) -> Floats:
        """Increasing positions, the first and the last among them, that follow the curve's bends."""

    @property
    def step(self) -> float:
        """A small step of the position, for slopes that only error estimates need."""

    @property
    def folds(self) -> Floats:
        """Positions of the turning points dp/ds = 0 that are known beforehand."""

    @property
    def ends(self) -> tuple[End, End]:
        """Why it ends where it does."""

    def sample(self, positions: Floats) -> Sample:
        """Equilibria at k positions."""

    def one(self, position: float) -> Floats:
        """The equilibrium at one position, shape (n + 1,)."""

    def jacobian(self, position: float) -> Floats:
        """∂F/∂x at one position, shape (n, n)."""

    def turn(self, position: float) -> tuple[float, float, float]:
        """At a turning point: dp/ds, its rounding error and its slope d²p/ds²."""

    def rounding(self, z: Floats) -> float:
        """What rounding leaves uncertain of the parameter at an equilibrium, along its curve."""


@dataclass(frozen=True, slots=True, eq=False)
class SteadyGraph:
    """A stretch of the graph I = I_ss(V); the position is V [mV]."""

    field: VectorField
    curve: SteadyCurve
    low: float
    high: float
    ends: tuple[End, End] = ("range", "range")
    step: float = 1e-4

    @property
    def _neuron(self) -> Neuron:
        return self.field.neuron

    @property
    def nodes(self) -> Floats:
        """Nodes of the resolved curve within, and the ends [mV]."""
        inside = (self.curve.voltage > self.low) & (self.curve.voltage < self.high)
        return np.concatenate([[self.low], self.curve.voltage[inside], [self.high]])

    @property
    def folds(self) -> Floats:
        """The extrema of I_ss within [mV]."""
        inside = (self.curve.extrema > self.low) & (self.curve.extrema < self.high)
        return self.curve.extrema[inside]

    def sample(self, positions: Floats) -> Sample:
        """V, the other states and I at k voltages [mV]."""
        states = steady_states(self._neuron, positions)
        z = np.append(states, steady_current(self._neuron, positions)[0][None], axis=0)
        return Sample(positions, z, jacobian_matrix(self._neuron, states))

    def one(self, position: float) -> Floats:
        """V, the other states and I at one voltage [mV]."""
        (current,) = steady_function(self._neuron, 0)(position)
        return np.append(steady_state(self._neuron, position), current)

    def jacobian(self, position: float) -> Floats:
        """Jacobian at one voltage [mV]."""
        return jacobian_matrix(self._neuron, steady_state(self._neuron, position))

    def turn(self, position: float) -> tuple[float, float, float]:
        """I_ss′, its rounding error and I_ss″."""
        _, slope, curvature = steady_function(self._neuron, 2)(position)
        # I_ss′ is rounded like I_ss, per millivolt of the gates' steepness.
        conductance = abs(float(jacobian_matrix(self._neuron, self.one(position)[:-1])[0, 0]))
        return slope, 8.0 * EPSILON * conductance * capacitance(self._neuron), curvature

    def rounding(self, z: Floats) -> float:
        """Rounding of I_ss [µA/cm²]."""
        return float(rounding(self._neuron, z[:1], float(z[-1]))[0])


def steady_graphs(
    field: VectorField, curve: SteadyCurve, lowest: float, highest: float
) -> tuple[SteadyGraph, ...]:
    """The stretches of voltage on which `lowest` ≤ I_ss(V) ≤ `highest` [µA/cm²], in increasing order."""
    neuron = field.neuron
    bounds = [solve(neuron, curve, bound).voltage for bound in (lowest, highest)]
    edges = np.unique(np.concatenate([curve.voltage[[0, -1]], *bounds]))
    middle = 0.5 * (edges[:-1] + edges[1:])
    current, _ = steady_current(neuron, middle)
    inside = (lowest <= current) & (current <= highest)
    found: list[tuple[float, float]] = []
    for low, high, within in zip(edges[:-1].tolist(), edges[1:].tolist(), inside, strict=True):
        if within and found and found[-1][1] == low:
            found[-1] = (found[-1][0], high)
        elif within:
            found.append((low, high))
    limits = curve.voltage[[0, -1]].tolist()
    graphs = []
    for low, high in found:
        ends: tuple[End, End] = (
            "searched range" if low == limits[0] else "range",
            "searched range" if high == limits[1] else "range",
        )
        graphs.append(SteadyGraph(field, curve, low, high, ends))
    return tuple(graphs)
