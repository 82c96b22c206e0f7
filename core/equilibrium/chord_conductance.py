"""Voltage of parallel conductances: each pulls towards its own reversal potential."""

import math
from dataclasses import dataclass

from core.equilibrium.nernst import MAX_NAME
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import (
    CurrentDensity,
    Fraction,
    MicroampPerCm2,
    MillisiemensPerCm2,
    Millivolt,
    Potential,
    SpecificConductance,
    SpecificResistance,
)
from core.references import cite
from core.result import CLOSED_FORM, Result

MAX_BRANCHES = 64
OHM_CM2_PER_INVERSE_MILLISIEMENS = 1e3


@dataclass(frozen=True, kw_only=True)
class ParallelBranch(Parameters):
    """A conductance in series with a battery: an ion's channels, or a leak."""

    name: str = parameter("branch", "name of the branch, for the answer", max_items=MAX_NAME)
    conductance: MillisiemensPerCm2 = parameter(meaning="chord conductance", symbol="g")
    reversal_potential: Millivolt = parameter(meaning="reversal potential", symbol="E")


SQUID_AT_REST = (
    ParallelBranch(name="K", conductance=0.366644, reversal_potential=-77.0),
    ParallelBranch(name="Na", conductance=0.0106092, reversal_potential=50.0),
    ParallelBranch(name="leak", conductance=0.3, reversal_potential=-54.387),
)


@dataclass(frozen=True, kw_only=True)
class ChordConductanceRequest(Parameters):
    """Parallel branches; as it stands, those of the Hodgkin-Huxley membrane at rest."""

    branches: tuple[ParallelBranch, ...] = parameter(
        SQUID_AT_REST, "the parallel branches", min_items=1, max_items=MAX_BRANCHES
    )
    injected_current: MicroampPerCm2 = parameter(0.0, "injected current, positive inward", symbol="I")


@dataclass(frozen=True, kw_only=True)
class BranchCurrent:
    """What one branch does at the membrane voltage."""

    name: str
    driving_force: Potential = parameter(meaning="V − E", symbol="V-E")
    current: CurrentDensity = parameter(meaning="g (V − E), positive outward", symbol="I")
    weight: Fraction = parameter(meaning="its conductance over the sum of all: its say in the voltage")


@dataclass(frozen=True, kw_only=True)
class ChordConductanceReport:
    """The voltage at which the branches' currents balance the injected one."""

    voltage: Potential = parameter(meaning="membrane voltage", symbol="V")
    input_conductance: SpecificConductance = parameter(meaning="sum of the conductances, dI/dV")
    membrane_resistance: SpecificResistance = parameter(meaning="its inverse, of 1 cm² of membrane")
    branches: tuple[BranchCurrent, ...]


def chord_conductance(request: ChordConductanceRequest) -> Result:
    """Voltage of a membrane from its chord conductances: V = (Σ g E + I)/Σ g.

    Parameters
    ----------
    request
        The branches and the injected current.

    Returns
    -------
    Result
        Report: `ChordConductanceReport`. No table.

    Raises
    ------
    ParameterError
        Every conductance is 0, or so small that the voltage is beyond all numbers.

    References
    ----------
    Hodgkin and Huxley (1952), doi:10.1113/jphysiol.1952.sp004764.
    """
    total = math.fsum(branch.conductance for branch in request.branches)
    if total == 0.0:
        raise ParameterError(
            "/branches",
            "every conductance is zero: the voltage Σ g E/Σ g has no limit there, it depends on the ratios",
            allowed="a conductance > 0 for at least one branch",
        )
    weights = [branch.conductance / total for branch in request.branches]
    pull = math.fsum(
        weight * branch.reversal_potential for weight, branch in zip(weights, request.branches, strict=True)
    )
    voltage = pull + request.injected_current / total
    resistance = OHM_CM2_PER_INVERSE_MILLISIEMENS / total
    if not math.isfinite(voltage) or not math.isfinite(resistance):
        raise ParameterError("/branches", "the conductances are too small to divide by", received=total)
    return Result(
        report=ChordConductanceReport(
            voltage=voltage,
            input_conductance=total,
            membrane_resistance=resistance,
            branches=tuple(
                BranchCurrent(
                    name=branch.name,
                    driving_force=voltage - branch.reversal_potential,
                    current=branch.conductance * (voltage - branch.reversal_potential),
                    weight=weight,
                )
                for weight, branch in zip(weights, request.branches, strict=True)
            ),
        ),
        numerics=CLOSED_FORM,
        references=cite("hodgkin-huxley-1952"),
    )
