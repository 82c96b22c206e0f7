"""What is reported of the response of a cycle."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.parameters import parameter
from core.quantity import (
    Count,
    Dimensionless,
    Duration,
    Fraction,
    Hertz,
    MicroampPerCm2,
    PerMillisecond,
    Potential,
    Quantity,
)

ResponseToVoltage = Annotated[float, Quantity("time per voltage", "ms/mV")]
ResponseToCharge = Annotated[float, Quantity("time per charge density", "ms/(nC/cm²)")]
PeriodSlope = Annotated[float, Quantity("time per current density", "ms/(µA/cm²)")]

ResponseType = Literal["type I", "type II"]
Arrangement = Literal["in phase", "antiphase", "out of phase"]

ONE_SIGNED = 0.05
"""Share of the smaller lobe in ∫|Z_V| up to which a response counts as of one sign."""
CRITERION = (
    f"type I: of one sign, the smaller of the areas of advances and of delays being at most {ONE_SIGNED:g} "
    "of their sum; type II: charges of one sign both advance and delay the next spike. The area is that of "
    "the response of V over a period."
)


@dataclass(frozen=True, slots=True)
class Check:
    """The response at one phase by the adjoint and by simulation."""

    phase: Dimensionless = parameter(meaning="phase of the charge")
    predicted: ResponseToVoltage = parameter(meaning="advance of later spikes by the adjoint")
    measured: ResponseToVoltage | None = parameter(
        meaning="the same by runs after charges of either sign; null where no spike follows"
    )
    discrepancy: ResponseToVoltage | None = parameter(meaning="measured less predicted")


@dataclass(frozen=True, slots=True)
class Checks:
    """The response measured by simulation."""

    voltage_step: Potential = parameter(meaning="change of V by the charges, upwards and downwards")
    periods: Count = parameter(meaning="periods after which the shift is measured")
    remaining: Dimensionless = parameter(meaning="what is left of a deviation from the cycle by then")
    largest_discrepancy: Dimensionless | None = parameter(
        meaning="largest discrepancy as a share of the largest response"
    )
    at: tuple[Check, ...] = parameter(meaning="phase by phase")


@dataclass(frozen=True, slots=True)
class PhaseLock:
    """A phase difference at which two coupled copies persist."""

    phase_difference: Dimensionless = parameter(meaning="phase of cell 2 less that of cell 1", symbol=r"\phi")
    arrangement: Arrangement = parameter(meaning="in words")
    stable: bool = parameter(meaning="whether the slope is negative")
    slope: PerMillisecond = parameter(
        meaning="G′(φ): deviations from the phase difference grow, or if negative decay, at this rate"
    )
    frequency: Hertz = parameter(meaning="frequency of both cells there, to first order: 1/T + H(φ)")


@dataclass(frozen=True, slots=True)
class CouplingReport:
    """The interaction by one coupling."""

    name: str = parameter(meaning="name of its curve")
    kind: str = parameter(meaning="kind of the coupling")
    summary: str = parameter(meaning="where the phases lock, in words")
    locks: tuple[PhaseLock, ...] = parameter(meaning="zeros of G(φ) = H(−φ) − H(φ), by increasing phase")
    strength: Dimensionless = parameter(
        meaning="largest |H| T, in cycles a period: the theory holds where it is far below 1"
    )
    error: PerMillisecond = parameter(
        meaning="estimated error of H, from half as many phases and from a coarser mesh"
    )


@dataclass(frozen=True, slots=True)
class PhaseResponseReport:
    """The phase response of a cycle and what follows from it."""

    current: MicroampPerCm2 = parameter(meaning="constant injected current density", symbol="I")
    summary: str = parameter(meaning="what was found, in words")
    period: Duration = parameter(meaning="period", symbol="T")
    period_error: Duration = parameter(meaning="estimated error of the period, from a coarser mesh")
    cycle_count: Count = parameter(meaning="how many stable cycles there are")
    phase_zero: str = parameter(meaning="where on the cycle its phase is 0")
    type: ResponseType = parameter(meaning="type of the response, in the sense of `criterion`")
    criterion: str = parameter(meaning="what the types mean")
    delaying_share: Fraction = parameter(meaning="share of delays in ∫|Z_V| over a period")
    largest_advance: ResponseToCharge = parameter(meaning="largest advance by a brief depolarising charge")
    phase_of_advance: Dimensionless = parameter(meaning="phase at which it is largest")
    largest_delay: ResponseToCharge = parameter(
        meaning="largest delay by such a charge, a negative advance; 0 where there is none"
    )
    phase_of_delay: Dimensionless | None = parameter(meaning="phase of it; null where there is none")
    period_slope: PeriodSlope | None = parameter(
        meaning="dT/dI along the branch of the cycle, by its own equations; null if they are singular"
    )
    period_slope_by_response: PeriodSlope = parameter(
        meaning="the same as −∫ of the response to current over a period: they must agree"
    )
    normalisation_error: Dimensionless = parameter(
        meaning="largest |Z·dx/dt − 1| at the mesh points, which is 0 for the exact response"
    )
    checks: Checks | None = parameter(meaning="the response by simulation; null if not asked for")
    couplings: tuple[CouplingReport, ...] = parameter(meaning="two copies coupled in each way asked for")
