"""The phase plane of a model with two states, or of one that is reduced to two."""

import numpy as np

from core.dynamics.fixed_points import described_points, doubts
from core.dynamics.plane.choose_reduction import Plane, reduction_of
from core.dynamics.plane.curves import (
    basin_curve,
    cycle_curves,
    field_curve,
    isochron_curves,
    manifold_curve,
    nullcline_curves,
    orbit_curve,
)
from core.dynamics.plane.described import (
    described_basins,
    described_branch,
    described_cycle,
    described_isochrons,
    described_orbit,
    described_reduction,
    errors_of,
    notices_of,
)
from core.dynamics.plane.nullclines import Window
from core.dynamics.plane.orbits import Course, Orbit, Start, follow
from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.plane_equilibria import PlaneEquilibria, plane_equilibria
from core.dynamics.plane.portrait import Portrait, portrait
from core.dynamics.plane.report import PhasePlaneReport
from core.dynamics.plane.request import DEFAULT_STARTS, PhasePlaneRequest, steps_allowed
from core.dynamics.plane.windows import window_of
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.references import cite
from core.result import Curve, Floats, Numerics, Result


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def phase_plane(neuron: Neuron, request: PhasePlaneRequest) -> Result:
    """The phase plane of a neuron at a constant current.

    The V-nullcline solves the membrane equation for the second state in closed form where that is a
    polynomial, the other's is x∞(V); otherwise their zero sets are followed. Trajectories run on the compiled
    integrator, forwards or backwards in time; backwards they end where they leave the window.

    Returns
    -------
    Result
        Report `PhasePlaneReport`; curves of kind nullcline, field, trajectory, separatrix, cycle, isochron
        and basins.

    Raises
    ------
    ParameterError
        The model has more than two states and no reduction is asked for, or fewer.
    DivergenceError, ConvergenceError
        The full model's orbit, from which a reduction is made, cannot be followed.
    """
    current = float(request.current)
    plane, gates = None, {gate.name for gate in neuron.model.dynamic_gates}
    if request.reduction is not None:
        plane = reduction_of(neuron, current, request.reduction)
        neuron = plane.neuron
    _require_two_states(neuron)
    window = window_of(neuron, request, of_gate=neuron.model.states[1] in gates)
    field = PlanarField(neuron, current, window)
    equilibria = plane_equilibria(field)
    course = Course(request.duration, request.trajectory_points, request.tolerance, steps_allowed(request))
    followed = follow(neuron, current, window, _starts(request, window), course)
    found = portrait(field, equilibria, request)
    return Result(
        numerics=_numerics(request, equilibria, followed, found),
        curves=_curves(field, request, equilibria, followed, found),
        report=_report(field, equilibria, followed, found, plane),
        warnings=(
            *doubts(equilibria.span, equilibria.found, equilibria.linear, current, neuron.model),
            *notices_of(followed, found, plane),
        ),
        references=cite("rinzel-ermentrout-1998", *neuron.model.references),
    )


def _require_two_states(neuron: Neuron) -> None:
    states = neuron.model.states
    if len(states) != 2:
        raise ParameterError(
            "/model" if len(states) < 2 else "/reduction",
            f"{neuron.model.name} has {len(states)} states ({', '.join(states)}): a plane shows two",
            received=neuron.model.name,
            allowed="a model with the voltage and exactly one more state, or a reduction to these",
            hint="fixed-points and bifurcation work with any number of states",
        )


def _starts(request: PhasePlaneRequest, window: Window) -> list[Start]:
    if request.initial is None:
        width, height = window.voltage_high - window.voltage_low, window.gate_high - window.gate_low
        points = [(window.voltage_low + x * width, window.gate_low + y * height) for x, y in DEFAULT_STARTS]
    else:
        points = [(point.voltage, point.gate) for point in request.initial]
    directions = {"forward": (1,), "backward": (-1,), "both": (1, -1)}[request.direction]
    return [
        Start(
            f"trajectory {number} {'forward' if direction > 0 else 'backward'}",
            point,
            direction,
        )
        for number, point in enumerate(points, start=1)
        for direction in directions
    ]


def _numerics(
    request: PhasePlaneRequest, equilibria: PlaneEquilibria, followed: list[Orbit], found: Portrait
) -> Numerics:
    method = (
        "nullclines in closed form where there is one, else by contour; equilibria of I_ss(V) = I or where "
        "they cross; trajectories by an adaptive two-derivative Runge-Kutta pair on tabulated kinetics; "
        "separatrices, cycles, basins and isochrons by a Runge-Kutta pair of order 5(4) on the equations"
    )
    return Numerics(
        method=method,
        tolerance=request.tolerance,
        steps=sum(orbit.steps for orbit in followed) + sum(branch.steps for branch in found.branches),
        evaluations=sum(orbit.evaluations for orbit in followed)
        + sum(branch.evaluations for branch in found.branches),
        estimated_errors=errors_of(equilibria, followed, found),
    )


def _curves(
    field: PlanarField,
    request: PhasePlaneRequest,
    equilibria: PlaneEquilibria,
    followed: list[Orbit],
    found: Portrait,
) -> tuple[Curve, ...]:
    neuron = field.neuron
    basins = (
        [] if found.basins is None else [basin_curve(neuron, found.basins.attraction, found.basins.found)]
    )
    return (
        *nullcline_curves(field, _grid(request, field.window, equilibria.found.voltage)),
        field_curve(neuron, field.current, field.window, (request.voltage_arrows, request.gate_arrows)),
        *(orbit_curve(neuron, orbit) for orbit in followed),
        *(manifold_curve(neuron, branch) for branch in found.shown_branches),
        *cycle_curves(neuron, found.cycles or ()),
        *(curve for number, made in found.isochrons for curve in isochron_curves(neuron, number, made)),
        *basins,
    )


def _grid(request: PhasePlaneRequest, window: Window, equilibria: Floats) -> Floats:
    """Voltages of the nullclines [mV]; the equilibria are among them, so that both pass through these."""
    crossings = equilibria[(equilibria > window.voltage_low) & (equilibria < window.voltage_high)]
    return np.union1d(
        np.linspace(window.voltage_low, window.voltage_high, request.nullcline_points), crossings
    )


def _report(
    field: PlanarField,
    equilibria: PlaneEquilibria,
    followed: list[Orbit],
    found: Portrait,
    plane: Plane | None,
) -> PhasePlaneReport:
    neuron, window = field.neuron, field.window
    cycles = found.cycles
    return PhasePlaneReport(
        current=field.current,
        states=neuron.model.state_names,
        gate_range=(window.gate_low, window.gate_high),
        fixed_points=described_points(neuron, equilibria.found, equilibria.linear),
        trajectories=(
            *(described_orbit(orbit) for orbit in followed),
            *(described_branch(branch) for branch in found.shown_branches),
        ),
        cycles=None
        if cycles is None
        else tuple(
            described_cycle(number, cycle, equilibria) for number, cycle in enumerate(cycles, start=1)
        ),
        basins=None if found.basins is None else described_basins(found.basins),
        isochrons=described_isochrons(found.isochrons) if found.isochrons_asked else None,
        reduction=None if plane is None else described_reduction(plane),
    )
