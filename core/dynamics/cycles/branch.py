"""What a branch of cycles is made of."""

from dataclasses import dataclass

from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.kinds import EndKind, SpecialKind
from core.numerics.collocation.tangent import Tangent
from core.result import Floats


@dataclass(frozen=True, eq=False, slots=True)
class BranchPoint:
    """A cycle of a branch and the branch's direction there."""

    cycle: Cycle
    tangent: Tangent


@dataclass(frozen=True, eq=False, slots=True)
class SpecialCycle:
    """A cycle at which its stability or number changes.

    Attributes
    ----------
    place
        Number of points of the branch before it.
    value_error, period_error
        Differences between the last two meshes.
    angle
        Argument of the critical multiplier of a torus bifurcation [rad].
    """

    kind: SpecialKind
    cycle: Cycle
    tangent: Tangent
    place: int
    value_error: float
    period_error: float
    angle: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class BranchEnd:
    """Where a branch ends and why.

    Attributes
    ----------
    kind
        "bound": the end of the range of the parameter; "limit": a limit of the search, see `detail`;
        "unresolved": the period grows without bound, and no known bifurcation explains it.
    value
        Of the parameter.
    state
        The equilibrium that the branch ends at, shape (n,), or None.
    evidence
        Ratio of what is measured to what the scaling law says: T √|p − p*| of a SNIC over π/√(a b), decay of
        |p − p*| with T of a homoclinic orbit over the saddle's eigenvalue.
    distance
        Of the last cycle from the equilibrium, in scaled states.
    """

    kind: EndKind
    value: float
    detail: str
    value_error: float = 0.0
    state: Floats | None = None
    evidence: float | None = None
    distance: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class CycleBranch:
    """A branch of cycles, from one end to the other."""

    points: tuple[BranchPoint, ...]
    special: tuple[SpecialCycle, ...]
    start: BranchEnd
    end: BranchEnd
    doublings: int = 0
