"""The phase plane of a model with two states: nullclines, vector field, equilibria and trajectories."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from core.dynamics.equilibria import resolve_steady_curve, solve, voltage_range
from core.dynamics.fixed_points import FixedPoint, described_points, doubts
from core.dynamics.linearisation import linearise
from core.dynamics.plane.nullclines import Window
from core.dynamics.plane.orbits import Course, Orbit, Start, follow, separatrices
from core.dynamics.plane.plane_curves import field_curve, nullcline_curves, orbit_curve
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, MicroampPerCm2, Millisecond, Millivolt, Quantity, TimeSpan
from core.references import cite
from core.result import ErrorEstimate, Floats, Numerics, Result

Gate = Annotated[float, Quantity("gating variable", "1")]
Direction = Literal["forward", "backward", "both"]

DEFAULT_STARTS = ((0.25, 0.02), (0.75, 0.75))
"""Where trajectories start if nothing is asked: fractions of the voltage and of the gate range."""


@dataclass(frozen=True, kw_only=True)
class PhasePoint(Parameters):
    """A point of the phase plane."""

    voltage: Millivolt = parameter(meaning="initial voltage")
    gate: Gate = parameter(meaning="initial value of the gating variable", ge=-0.1, le=1.1)


@dataclass(frozen=True, kw_only=True)
class PhasePlaneRequest(Parameters):
    """What is drawn in the phase plane."""

    current: MicroampPerCm2 = parameter(0.0, "constant injected current density", symbol="I")
    voltage_range: tuple[Millivolt, ...] = parameter(
        (-100.0, 80.0), "lowest and highest voltage of the window", symbol="V", min_items=2, max_items=2
    )
    gate_range: tuple[Gate, ...] = parameter(
        (0.0, 1.0),
        "lowest and highest value of the gating variable of the window",
        ge=-0.1,
        le=1.1,
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
    tolerance: Millivolt = parameter(1e-3, "error of the voltage to aim at", ge=1e-9, le=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("voltage_range", "gate_range"):
            require_increasing(self, field)


@dataclass(frozen=True, slots=True)
class TrajectoryReport:
    """Where a trajectory begins and how it ends."""

    name: str = parameter(meaning="name of its curve")
    direction: Literal["forward", "backward"] = parameter(meaning="direction in time")
    ended: Literal["duration", "left the window"] = parameter(
        meaning="after the duration, or where it left the window (backwards only; its last point lies inside)"
    )
    initial_voltage: Millivolt = parameter(meaning="voltage at time 0")
    initial_gate: Gate = parameter(meaning="gating variable at time 0")
    final_time: Millisecond = parameter(meaning="time of the last point, negative backwards")
    final_voltage: Millivolt = parameter(meaning="voltage of the last point")
    final_gate: Gate = parameter(meaning="gating variable of the last point")


@dataclass(frozen=True, slots=True)
class PhasePlaneReport:
    """The plane's states, all equilibria, and how the trajectories end."""

    current: MicroampPerCm2 = parameter(meaning="constant injected current density", symbol="I")
    states: tuple[str, ...] = parameter(
        meaning="the plane's two states, and the order of the Jacobian's rows"
    )
    fixed_points: tuple[FixedPoint, ...] = parameter(meaning="all equilibria, inside the window or not")
    trajectories: tuple[TrajectoryReport, ...] = parameter(
        meaning="the trajectories, and the separatrices of saddles after them"
    )


def phase_plane(neuron: Neuron, request: PhasePlaneRequest) -> Result:
    """The phase plane of a neuron with two states at a constant current.

    The V-nullcline solves the membrane equation for the gate in closed form, the gate's is x∞(V).
    Trajectories run on the compiled integrator, forwards or backwards in time; backwards they end where
    they leave the window.

    Returns
    -------
    Result
        Report `PhasePlaneReport`; curves of kind nullcline, field, trajectory and separatrix.

    Raises
    ------
    ParameterError
        The model has not exactly two states.
    DivergenceError, ConvergenceError
        A trajectory left ±1000 mV, or needs too many steps.
    """
    _require_two_states(neuron)
    current = float(request.current)
    window = Window(*map(float, request.voltage_range), *map(float, request.gate_range))
    span = voltage_range(neuron, current, current)
    found = solve(neuron, resolve_steady_curve(neuron, span.low, span.high), current)
    linear = linearise(neuron, found.voltage, found.error)
    points = described_points(neuron, found, linear)
    course = Course(request.duration, request.trajectory_points, request.tolerance)
    followed = follow(neuron, current, window, _starts(request, window), course)
    if request.separatrices:
        followed += separatrices(neuron, current, window, linear, course)
    report = PhasePlaneReport(
        current=current,
        states=neuron.model.state_names,
        fixed_points=points,
        trajectories=tuple(_ending(orbit) for orbit in followed),
    )
    return Result(
        numerics=Numerics(
            method="nullclines in closed form; equilibria of I_ss(V) = I; trajectories by an adaptive "
            "two-derivative Runge-Kutta pair on tabulated kinetics",
            tolerance=request.tolerance,
            steps=sum(orbit.steps for orbit in followed),
            evaluations=sum(orbit.evaluations for orbit in followed),
            estimated_errors=(
                ErrorEstimate(
                    "voltage of equilibria",
                    "mV",
                    float(found.error.max(initial=0.0)),
                    "rounding of I_ss and the residual, over its slope",
                ),
                ErrorEstimate(
                    "voltage of trajectories",
                    "mV",
                    max((orbit.error for orbit in followed), default=0.0),
                    "largest difference from a run with a tenth of the tolerance",
                ),
            ),
        ),
        curves=(
            *nullcline_curves(neuron, current, window, _grid(request, window, found.voltage)),
            field_curve(neuron, current, window, (request.voltage_arrows, request.gate_arrows)),
            *(orbit_curve(neuron, orbit) for orbit in followed),
        ),
        report=report,
        warnings=doubts(span, found, linear, current),
        references=cite("rinzel-ermentrout-1998", *neuron.model.references),
    )


def cost(request: PhasePlaneRequest) -> float:
    """Predicted time of a request [s], from 1 µs a step and some steps a millisecond at most."""
    starts = len(DEFAULT_STARTS if request.initial is None else request.initial)
    both = 2 if request.direction == "both" else 1
    orbits = starts * both + (8 if request.separatrices else 0)
    return 0.005 + orbits * (1e-5 * request.duration + 1e-7 * request.trajectory_points)


def _require_two_states(neuron: Neuron) -> None:
    states = neuron.model.states
    if len(states) != 2:
        raise ParameterError(
            "/model",
            f"{neuron.model.name} has {len(states)} states ({', '.join(states)}): a plane shows two",
            received=neuron.model.name,
            allowed="a model with the voltage and exactly one dynamic gate",
            hint="fixed-points and bifurcation work with any number of states",
        )


def _starts(request: PhasePlaneRequest, window: Window) -> list[Start]:
    points = request.initial
    if points is None:
        width, height = window.voltage_high - window.voltage_low, window.gate_high - window.gate_low
        points = tuple(
            PhasePoint(voltage=window.voltage_low + x * width, gate=window.gate_low + y * height)
            for x, y in DEFAULT_STARTS
        )
    directions = {"forward": (1,), "backward": (-1,), "both": (1, -1)}[request.direction]
    return [
        Start(
            f"trajectory {number} {'forward' if direction > 0 else 'backward'}",
            "trajectory",
            (point.voltage, point.gate),
            direction,
        )
        for number, point in enumerate(points, start=1)
        for direction in directions
    ]


def _grid(request: PhasePlaneRequest, window: Window, equilibria: Floats) -> Floats:
    """Voltages of the nullclines [mV]; the equilibria are among them, so that both pass through these."""
    crossings = equilibria[(equilibria > window.voltage_low) & (equilibria < window.voltage_high)]
    return np.union1d(
        np.linspace(window.voltage_low, window.voltage_high, request.nullcline_points), crossings
    )


def _ending(orbit: Orbit) -> TrajectoryReport:
    return TrajectoryReport(
        name=orbit.start.name,
        direction="forward" if orbit.start.direction > 0 else "backward",
        ended="left the window" if orbit.left_window else "duration",
        initial_voltage=orbit.start.state[0],
        initial_gate=orbit.start.state[1],
        final_time=float(orbit.times[-1]),
        final_voltage=float(orbit.states[0, -1]),
        final_gate=float(orbit.states[1, -1]),
    )
