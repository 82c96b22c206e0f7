"""What is asked of a phase plane."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.dynamics.plane.reduction import FastReduction, FastSlowReduction
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, MicroampPerCm2, Millivolt, Quantity, TimeSpan

Second = Annotated[float, Quantity("second state", "the second state's own")]
Direction = Literal["forward", "backward", "both"]

MAX_ISOCHRONS = 60


@dataclass(frozen=True, kw_only=True)
class PhasePoint(Parameters):
    """A point of the phase plane."""

    voltage: Millivolt = parameter(meaning="initial voltage")
    gate: Second = parameter(
        meaning="initial value of the second state: of a gate between -0.1 and 1.1", ge=-1e6, le=1e6
    )


@dataclass(frozen=True, kw_only=True)
class PhasePlaneRequest(Parameters):
    """What is drawn in the phase plane."""

    current: MicroampPerCm2 = parameter(0.0, "constant injected current density", symbol="I")
    reduction: FastSlowReduction | FastReduction | None = parameter(
        None, "which two states are kept of a model with more; null: the model has two"
    )
    voltage_range: tuple[Millivolt, ...] = parameter(
        (-100.0, 80.0), "lowest and highest voltage of the window", symbol="V", min_items=2, max_items=2
    )
    gate_range: tuple[Second, ...] | None = parameter(
        None,
        "lowest and highest value of the second state of the window, of a gate between -0.1 and 1.1; null: 0 "
        "to 1 for a gate, for others what its nullcline passes within the voltages, and some more",
        ge=-1e6,
        le=1e6,
        min_items=2,
        max_items=2,
    )
    nullcline_points: Count = parameter(300, "voltages at which nullclines are computed", ge=20, le=20_000)
    voltage_arrows: Count = parameter(21, "columns of the vector field", ge=2, le=200)
    gate_arrows: Count = parameter(16, "rows of the vector field", ge=2, le=200)
    initial: tuple[PhasePoint, ...] | None = parameter(
        None, "where trajectories start; null: two points of the window", max_items=100
    )
    direction: Direction = parameter(
        "forward", "whether trajectories are followed forwards in time, backwards, or both"
    )
    duration: TimeSpan = parameter(200.0, "how long trajectories are followed, in either direction", le=1e5)
    trajectory_points: Count = parameter(500, "points of each trajectory", ge=2, le=20_000)
    separatrices: bool = parameter(
        True, "whether the stable and unstable manifolds of saddles are drawn as well"
    )
    cycles: bool = parameter(False, "whether all limit cycles, stable and unstable, are looked for")
    basins: bool = parameter(
        False, "whether the basins of attraction are told apart and measured; with it cycles are looked for"
    )
    isochrons: Count = parameter(
        0,
        "how many isochrons of each stable cycle are drawn, at equal phases; with any, cycles are looked for",
        le=MAX_ISOCHRONS,
    )
    tolerance: Millivolt = parameter(1e-3, "error of the voltage to aim at", ge=1e-9, le=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_increasing(self, "voltage_range")
        if self.gate_range is not None:
            require_increasing(self, "gate_range")

    @property
    def wants_cycles(self) -> bool:
        """Whether limit cycles have to be found."""
        return self.cycles or self.basins or self.isochrons > 0


DEFAULT_STARTS = ((0.25, 0.02), (0.75, 0.75))
"""Where trajectories start if nothing is asked: fractions of the voltages and of the second state's range."""


STEPS, STEPS_A_MILLISECOND = 600_000, 20.0
"""Steps that the trajectories may take together, and for each millisecond of each of them besides."""


def steps_allowed(request: PhasePlaneRequest) -> int:
    """How many steps all trajectories may take together: no more than a second and what is predicted."""
    return STEPS + int(STEPS_A_MILLISECOND * _orbits(request) * request.duration)


def _orbits(request: PhasePlaneRequest) -> int:
    starts = len(DEFAULT_STARTS if request.initial is None else request.initial)
    return starts * (2 if request.direction == "both" else 1)


def cost(request: PhasePlaneRequest) -> float:
    """Predicted time of a request [s].

    Trajectories take 1.3 µs a step and some steps a millisecond; those that need more end after
    `steps_allowed`, which takes a second besides. The rest is twice what was measured for usual planes:
    separatrices 3 ms, a reduction 40 ms, cycles 40 ms, basins 50 ms, isochrons 0.2 s and 5 ms each.
    """
    orbits = _orbits(request)
    seconds = 0.005 + orbits * (1e-5 * request.duration + 1e-7 * request.trajectory_points)
    seconds += 0.005 if request.separatrices else 0.0
    seconds += 0.08 if request.reduction is not None else 0.0
    seconds += 0.08 if request.wants_cycles else 0.0
    seconds += 0.1 if request.basins else 0.0
    return seconds + (0.4 + 0.01 * request.isochrons if request.isochrons else 0.0)
