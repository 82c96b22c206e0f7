"""The velocity of an impulse along a uniform axon, as an eigenvalue of its travelling wave."""

from typing import TYPE_CHECKING

import numpy as np

from core.axon.conduction_velocity.report import ConductionLimit, ConductionVelocityReport
from core.axon.conduction_velocity.request import (
    GEOMETRY,
    ConductionVelocityRequest,
    axis_values,
    limit_parameter,
    limit_range,
    looks_down,
)
from core.neuron.declaration import Neuron
from core.references import cite
from core.result import Curve, ErrorEstimate, Notice, Numerics, Result

if TYPE_CHECKING:
    from core.axon.conduction_velocity.along import Fold
    from core.axon.conduction_velocity.curves import Curves
    from core.axon.conduction_velocity.waves import Found

METHOD = (
    "travelling wave: shooting over trial velocities, then collocation at Gauss points (degree 5, adaptive "
    "mesh) with projections onto the manifolds of rest"
)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from rest
def conduction_velocity(neuron: Neuron, request: ConductionVelocityRequest) -> Result:
    """Velocity and form of the impulse of a uniform unmyelinated axon of any declared membrane.

    A wave V(x, t) = V(t − x/c) without change of form solves V″/K = V′ + I_ion/C, x′ = φ (a − b x) with K =
    4 R_i C c²/d, and comes from rest and back to it: K is an eigenvalue. At most trial values the orbit that
    leaves rest escapes, upwards or downwards; between two that escape to either side there is a wave. It is
    then solved for as a boundary value problem, and again on finer meshes, whose difference is the error. As
    a rule there are two: the fast one that an axon shows, and a slow one, unstable, that is its threshold.
    Followed along a parameter, such as the temperature, they meet in a fold, beyond which nothing is
    conducted: there the velocity is null. Where a wave leaves another state of rest behind, or activity that
    goes on, the answer says so.

    Parameters
    ----------
    neuron
        The membrane.
    request
        Diameter and axoplasm, and what is to be varied.

    Returns
    -------
    Result
        Axis: time [ms], 0 where the voltage is highest. Series of the fast wave: voltage [mV], position [µm]
        at which that voltage is found when the peak is at 0, the other states, ionic and whole membrane
        current [µA/cm²]. Curves: the form of the slow wave; velocities over the varied parameter. Report:
        `ConductionVelocityReport`. Without a wave the table is the axon at rest.

    Raises
    ------
    ParameterError
        No such parameter, or a value out of its bounds.

    References
    ----------
    Hodgkin and Huxley (1952), doi:10.1113/jphysiol.1952.sp004764; Huxley (1959),
    doi:10.1111/j.1749-6632.1959.tb49311.x; Evans (1975) Indiana Univ Math J 24:1169-1190, for the parity.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.axon.conduction_velocity import tables
    from core.axon.conduction_velocity.wave_field import WaveField
    from core.axon.conduction_velocity.waves import find_waves

    values, limiting = axis_values(request, neuron), limit_parameter(request, neuron)
    if limiting is not None:
        limit_range(request, neuron, limiting)  # refuses a range that has no meaning
    # The velocity is the square root of K.
    tolerance = 2.0 * float(request.tolerance)
    varied = request.vary.parameter if request.vary is not None else ""
    found = find_waves(WaveField(neuron), tolerance, slow=request.slow)
    curves: tuple[Curve, ...] = ()
    folds: list[tuple[str, Fold]] = []
    made: Curves | None = None
    notices: list[Notice] = []
    if varied in GEOMETRY:
        curves = tables.geometric_curves(neuron, request, varied, values, found)
    elif varied:
        from core.axon.conduction_velocity.along import Along
        from core.axon.conduction_velocity.curves import curves as over_values

        along = Along(neuron, varied, (float(values[0]), float(values[-1])), tolerance)
        made = over_values(along, values, found, slow=request.slow)
        curves = tables.membrane_curves(neuron, request, varied, made)
        folds += [(varied, fold) for fold in made.folds]
    conducts = found.trouble in {None, "no wave"}
    if limiting is not None and conducts and not any(name == limiting for name, _ in folds):
        fold, notices = _limit(neuron, request, limiting, found, tolerance)
        folds += [] if fold is None else [(limiting, fold)]
    report = _report(neuron, request, found, folds)
    if found.rest is None or found.fast is None:
        axis, *series = tables.resting_table(neuron, found.rest)
    else:
        axis, *series = tables.form_table(found.rest, request, found.fast, int(request.points))
        if found.slow is not None:
            curves += (tables.slow_form(found.rest, request, found.slow, int(request.points)),)
    return Result(
        axis=axis,
        series=tuple(series),
        curves=curves,
        report=report,
        warnings=(*_notices(neuron, request, found, made), *notices),
        numerics=Numerics(
            method=METHOD,
            evaluations=None if found.search is None else found.search.trials,
            estimated_errors=_errors(report, found, made),
        ),
        references=cite(
            "hodgkin-huxley-1952", "huxley-1959", "beyn-1990", "evans-1975", *neuron.model.references
        ),
    )


def _limit(
    neuron: Neuron, request: ConductionVelocityRequest, name: str, found: "Found", tolerance: float
) -> "tuple[Fold | None, list[Notice]]":
    """The fold of a parameter nearest to the own value, or where the search has ended without one."""
    from core.axon.conduction_velocity.along import Along

    along = Along(neuron, name, limit_range(request, neuron, name), tolerance)
    fold = along.nearest_fold(found, downwards=looks_down(request, name))
    if fold is not None:
        return fold, []
    if not along.ends:
        detail = f"no wave was found from which the end of conduction by {name} could be looked for"
        return None, [Notice("limit-not-found", detail, "/limit")]
    why = {
        "edge": "the end of the range",
        "slow": "where the velocity goes to zero",
        "lost": "where the wave could be followed no farther, as where it no longer comes back to rest",
        "points": "where it was given up",
    }
    places = " and ".join(f"{name} = {value:.6g}, {why[end]}" for value, end in along.ends)
    return None, [Notice("limit-not-found", f"conduction does not end before {places}", "/limit")]


def _report(
    neuron: Neuron,
    request: ConductionVelocityRequest,
    found: "Found",
    folds: "list[tuple[str, Fold]]",
) -> ConductionVelocityReport:
    from core.axon.conduction_velocity.measures import measured, resting_axon, velocity_of
    from core.axon.conduction_velocity.wording import Words, explained, finding_of, summarised

    limits = tuple(_conduction_limit(neuron, request, name, fold) for name, fold in folds)
    finding = finding_of(found, limits)
    rest = found.rest
    fast = None if rest is None or found.fast is None else measured(rest, request, found.fast, slow=False)
    slow = None if rest is None or found.slow is None else measured(rest, request, found.slow, slow=True)
    searched: tuple[float, float, int] | None = None
    if found.search is not None:
        tried = found.search
        lowest = velocity_of(neuron, request, tried.low if tried.undecided is None else tried.undecided)
        searched = lowest, velocity_of(neuron, request, tried.high), tried.trials
    words = Words(neuron.model)
    explanation = explained(words, finding, fast, limits, searched)
    return ConductionVelocityReport(
        velocity=None if fast is None else fast.velocity,
        finding=finding,
        explanation=explanation,
        rest=None if rest is None else resting_axon(neuron, request, rest),
        fast=fast,
        slow=slow,
        velocity_ratio=None if fast is None or slow is None else slow.velocity / fast.velocity,
        amplitude_ratio=None if fast is None or slow is None else slow.amplitude / fast.amplitude,
        limits=limits,
        searched_from=None if searched is None else searched[0],
        searched_to=None if searched is None else searched[1],
        summary=summarised(words, explanation, fast, slow, limits),
    )


def _conduction_limit(
    neuron: Neuron, request: ConductionVelocityRequest, name: str, fold: "Fold"
) -> ConductionLimit:
    from core.axon.conduction_velocity.measures import velocity_of
    from core.axon.conduction_velocity.tables import parameter_unit

    base = float(neuron.values[name])
    there = Neuron(neuron.model, {**neuron.values, name: fold.value})
    return ConductionLimit(
        parameter=name,
        unit=parameter_unit(neuron, name),
        value=fold.value,
        value_error=fold.error,
        blocked="above" if fold.above else "below",
        velocity=velocity_of(there, request, fold.log_k),
        margin=fold.value - base if fold.above else base - fold.value,
    )


def _errors(
    report: ConductionVelocityReport, found: "Found", made: "Curves | None"
) -> tuple[ErrorEstimate, ...]:
    meshes = "difference between two meshes, one of twice as many intervals"
    errors = []
    if report.fast is not None and found.fast is not None:
        basis = meshes if report.fast.method == "collocation" else "difference between two tolerances"
        errors.append(ErrorEstimate("velocity", "m/s", report.fast.velocity_error, basis))
        if found.fast.form_error is not None:
            errors.append(ErrorEstimate("voltage", "mV", found.fast.form_error, meshes + ", the largest"))
    if made is not None and made.error is not None:
        errors.append(
            ErrorEstimate("velocity of curves, relative", "1", 0.5 * made.error, meshes + ", of some rows")
        )
    return tuple(errors)


def _notices(
    neuron: Neuron, request: ConductionVelocityRequest, found: "Found", made: "Curves | None"
) -> tuple[Notice, ...]:
    from core.axon.conduction_velocity.measures import velocity_of

    notices = []
    if found.fast is not None and found.fast.coarse is None:
        notices.append(
            Notice(
                "tail-not-solved",
                "only the front of the wave is solved for, which determines its velocity; what follows is "
                "how a patch of membrane goes on by itself",
            )
        )
    if found.fast is not None and 0.5 * found.fast.error > request.tolerance:
        notices.append(
            Notice("tolerance-missed", "the velocity is less exact than was asked for", "/tolerance")
        )
    if found.search is not None and found.search.undecided is not None:
        lowest = velocity_of(neuron, request, found.search.undecided)
        notices.append(
            Notice("search-cut", f"below {lowest:.3g} m/s some orbits did not escape within the steps given")
        )
    if made is not None:
        notices += [
            Notice("branch-lost", f"a wave could not be followed past {value:.6g}", "/vary/parameter")
            for value in made.lost
        ]
    return tuple(notices)
