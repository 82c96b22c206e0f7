"""A direction along a branch of collocated orbits."""

from dataclasses import dataclass

from core.result import Floats


@dataclass(frozen=True, eq=False, slots=True)
class Tangent:
    """Changes of an orbit along a branch.

    Attributes
    ----------
    nodes
        Of the scaled states at the nodes, shape (N m + 1, n).
    log_period
        Of log T.
    values
        Of the free parameters, shape (k,).
    """

    nodes: Floats
    log_period: float
    values: Floats

    def reversed(self) -> "Tangent":
        """The opposite direction."""
        return Tangent(-self.nodes, -self.log_period, -self.values)
