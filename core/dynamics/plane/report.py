"""What a phase plane shows, in numbers."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.dynamics.fixed_points import FixedPoint
from core.dynamics.plane.request import Second
from core.parameters import parameter
from core.quantity import Count, Fraction, Hertz, MicroampPerCm2, Millisecond, Millivolt, Potential, Quantity

Share = Annotated[float, Quantity("share of the window's area", "1")]
Plain = Annotated[float, Quantity("number", "1")]

Ended = Literal["duration", "left the window", "equilibrium", "cycle", "steps", "diverged", "too small steps"]


@dataclass(frozen=True, slots=True)
class TrajectoryReport:
    """Where a trajectory begins and how it ends."""

    name: str = parameter(meaning="name of its curve")
    direction: Literal["forward", "backward"] = parameter(meaning="direction in time")
    ended: Ended = parameter(
        meaning="after the duration; where it left the window (its last point lies inside or on its edge); "
        "after as many steps as are allowed; diverged: as V left -1000 to 1000 mV; where no step was small "
        "enough; of a separatrix also at an equilibrium or on a cycle"
    )
    saddle: Count | None = parameter(
        meaning="of a separatrix, number of its saddle among the fixed points, from 1 on"
    )
    equilibrium: Count | None = parameter(meaning="number of the fixed point at which a separatrix ends")
    initial_voltage: Millivolt = parameter(meaning="voltage at time 0")
    initial_gate: Second = parameter(meaning="second state at time 0")
    final_time: Millisecond = parameter(meaning="time of the last point, negative backwards")
    final_voltage: Millivolt = parameter(meaning="voltage of the last point")
    final_gate: Second = parameter(meaning="second state of the last point")


@dataclass(frozen=True, slots=True)
class CycleReport:
    """A limit cycle."""

    name: str = parameter(meaning="name of its curve")
    stable: bool = parameter(meaning="whether solutions near it come nearer")
    period: Millisecond = parameter(meaning="period")
    period_error: Millisecond = parameter(meaning="difference from a run with a hundred times the tolerance")
    frequency: Hertz = parameter(meaning="cycles in a second")
    multiplier: Plain | None = parameter(
        meaning="Floquet multiplier, what a small distance from the cycle is multiplied by in a period: e to "
        "the exponent; null where that overflows"
    )
    exponent: Plain = parameter(meaning="integral of the divergence of the vector field over a period")
    voltage_min: Potential = parameter(meaning="smallest voltage")
    voltage_max: Potential = parameter(meaning="largest voltage")
    gate_min: Second = parameter(meaning="smallest value of the second state")
    gate_max: Second = parameter(meaning="largest value of the second state")
    encloses: tuple[Count, ...] = parameter(meaning="numbers of the fixed points within it, from 1 on")
    within_window: bool = parameter(meaning="whether all of it lies in the window")
    closure: Plain = parameter(
        meaning="distance between the ends of its orbit after one period, as a fraction of the window"
    )


@dataclass(frozen=True, slots=True)
class BasinReport:
    """A basin of attraction."""

    attractor: str = parameter(
        meaning="equilibrium or cycle, with its number, from 1 on; escapes: solutions leave for good; "
        "undecided: none was reached within the steps that are allowed"
    )
    fraction: Share = parameter(meaning="area of the basin in the window, from the curves that bound it")
    sampled_fraction: Share = parameter(meaning="the same from solutions that were followed by themselves")


@dataclass(frozen=True, slots=True)
class BasinsReport:
    """The basins of attraction in the window."""

    basins: tuple[BasinReport, ...] = parameter(meaning="the basins, the largest first")
    fraction_error: Share = parameter(meaning="estimated error of the fractions")
    boundaries: tuple[str, ...] = parameter(meaning="curves that bound basins")
    sampled: Count = parameter(meaning="states that were followed by themselves")
    agreeing: Count = parameter(meaning="how many of them went where the curves say")


@dataclass(frozen=True, slots=True)
class IsochronsReport:
    """The isochrons of a stable cycle; phase 0 is the maximum of V."""

    cycle: str = parameter(meaning="which cycle")
    phases: tuple[Fraction, ...] = parameter(meaning="phase of each, as a fraction of the period")
    phase_error: Plain = parameter(
        meaning="largest difference of phase, as a fraction of the period, with which points of them reach "
        "the cycle; of points that are not sensitive"
    )
    position_error: Plain = parameter(
        meaning="largest distance of a point from its isochron, as a fraction of the window"
    )
    checked: Count = parameter(meaning="points that were followed forwards for it")
    sensitive: Count = parameter(
        meaning="how many of them lie where the phase changes by a period within a hundredth of the window"
    )
    complete: bool = parameter(meaning="whether the budget of steps was enough to leave no gaps")


@dataclass(frozen=True, slots=True)
class LeftOutState:
    """What became of a state that the reduction leaves out."""

    name: str = parameter(meaning="name of the state")
    role: Literal["steady", "linear", "frozen"] = parameter(
        meaning="steady: follows V at once; linear: offset - slope times the second state; frozen: the offset"
    )
    offset: Plain | None = parameter(meaning="of linear and frozen states, in the state's unit")
    slope: Plain | None = parameter(meaning="of linear states")
    distance: Plain = parameter(
        meaning="root-mean-square distance of the full orbit from the plane, in typical values of the state"
    )


@dataclass(frozen=True, slots=True)
class BehaviourReport:
    """What a model does at this current; null where it has no such thing."""

    rate: Hertz | None = parameter(meaning="rate of sustained firing; null: it comes to rest")
    voltage_max: Potential | None = parameter(meaning="largest voltage of sustained firing")
    rest: Potential | None = parameter(meaning="lowest stable equilibrium")
    threshold: Potential | None = parameter(
        meaning="smallest sudden depolarisation from rest after which V passes the spike threshold"
    )


@dataclass(frozen=True, slots=True)
class ReductionReport:
    """The reduction to two states, and its error."""

    kind: Literal["fast-slow", "fast"] = parameter(meaning="which reduction")
    second: str = parameter(meaning="the state that is kept besides V")
    left_out: tuple[LeftOutState, ...] = parameter(meaning="what became of the others")
    distance: Plain = parameter(meaning="root of the sum of the squares of all distances")
    full: BehaviourReport = parameter(meaning="the full model")
    reduced: BehaviourReport = parameter(meaning="the reduced model")
    difference: BehaviourReport = parameter(meaning="reduced minus full, where both have it")


@dataclass(frozen=True, slots=True)
class PhasePlaneReport:
    """The plane's states, all equilibria, how the trajectories end, and what else was asked for."""

    current: MicroampPerCm2 = parameter(meaning="constant injected current density", symbol="I")
    states: tuple[str, ...] = parameter(
        meaning="the plane's two states, and the order of the Jacobian's rows"
    )
    gate_range: tuple[Second, ...] = parameter(meaning="lowest and highest second state of the window")
    fixed_points: tuple[FixedPoint, ...] = parameter(meaning="all equilibria, inside the window or not")
    trajectories: tuple[TrajectoryReport, ...] = parameter(
        meaning="the trajectories, and the separatrices of saddles after them"
    )
    cycles: tuple[CycleReport, ...] | None = parameter(
        meaning="limit cycles, the smallest first; null where they were not asked for"
    )
    basins: BasinsReport | None = parameter(meaning="basins of attraction, if asked for")
    isochrons: tuple[IsochronsReport, ...] | None = parameter(meaning="isochrons, if asked for")
    reduction: ReductionReport | None = parameter(meaning="how a model of more states was reduced to two")
