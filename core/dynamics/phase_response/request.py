"""What is asked of the response of a cycle."""

from dataclasses import dataclass

from core.dynamics.cycles.limit_cycle import CycleRequest
from core.dynamics.phase_response.coupling import Coupling, GapJunction
from core.parameters import parameter
from core.quantity import Count

MAX_COUPLINGS, MAX_CHECKS = 8, 64


@dataclass(frozen=True, kw_only=True)
class PhaseResponseRequest(CycleRequest):
    """Which cycle, how many phases, and what couples two copies of it."""

    cycle: Count = parameter(
        1, "number of the cycle where there are several, by decreasing swing of V, as in `limit-cycle`", ge=1
    )
    checks: Count = parameter(
        8, "phases at which the response is measured by simulation, too; 0 for none", le=MAX_CHECKS
    )
    couplings: tuple[Coupling, ...] = parameter(
        (GapJunction(),),
        "ways to couple two copies, each of which is considered for itself",
        max_items=MAX_COUPLINGS,
    )
