"""An orbit from a saddle to a saddle, cut off near both."""

from dataclasses import dataclass

import numpy as np

from core.numerics.collocation.basis import Basis
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.field import Field
from core.numerics.connections.saddle import Saddle, saddle_near
from core.result import Floats


@dataclass(frozen=True, eq=False, slots=True)
class ConnectingOrbit:
    """An orbit from a saddle to itself (homoclinic) or to another one (heteroclinic), cut off near them.

    Attributes
    ----------
    mesh, nodes
        Ends of the intervals in [0, 1] and scaled states at the nodes, shape (N m + 1, n).
    log_time
        log T [ms].
    values
        The two parameters, shape (2,).
    saddle
        What the orbit leaves, at these parameters.
    other
        What it comes to; None: the same.
    """

    field: Field
    basis: Basis
    mesh: Floats
    nodes: Floats
    log_time: float
    values: Floats
    saddle: Saddle
    other: Saddle | None = None

    @property
    def target(self) -> Saddle:
        """What the orbit comes to."""
        return self.saddle if self.other is None else self.other

    @property
    def distances(self) -> Floats:
        """|u − x| at both ends, in scaled states."""
        return np.asarray(
            np.linalg.norm([self.nodes[0] - self.saddle.state, self.nodes[-1] - self.target.state], axis=1)
        )

    @property
    def amplitude(self) -> float:
        """Largest swing of a state over its scale."""
        return float(np.ptp(self.nodes, axis=0).max())

    def moved(self, tangent: Tangent, length: float) -> "ConnectingOrbit | None":
        """The orbit at a length along a direction, to first order; None where a saddle is lost."""
        values = self.values + length * tangent.values
        saddle = self._followed(self.saddle, values)
        other = None if self.other is None else self._followed(self.other, values)
        if saddle is None or (other is None and self.other is not None):
            return None
        return ConnectingOrbit(
            self.field,
            self.basis,
            self.mesh,
            self.nodes + length * tangent.nodes,
            self.log_time + length * tangent.log_period,
            values,
            saddle,
            other,
        )

    def _followed(self, saddle: Saddle, values: Floats) -> Saddle | None:
        """A saddle at other parameters; None where it is none any more, or one of another kind."""
        found = saddle_near(self.field, saddle.state + saddle.drift @ (values - self.values), values)
        return found if found is not None and found.unstable == saddle.unstable else None


@dataclass(frozen=True, eq=False, slots=True)
class Connected:
    """A converged orbit, the curve's direction there, and the work that it took."""

    orbit: ConnectingOrbit
    tangent: Tangent
    iterations: int
