"""Curves of folds and of Hopf points in two parameters, with the points of codimension two on them."""

import numpy as np

from core.dynamics.codimension_two.companions import companions
from core.dynamics.codimension_two.curves import TracedCurve, trace_all
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.location import Located, located
from core.dynamics.codimension_two.points import Found, confirmed, merged
from core.dynamics.codimension_two.report import BifurcationCurve, CodimensionTwoReport
from core.dynamics.codimension_two.request import CodimensionTwoRequest, rectangle, unit_of
from core.dynamics.codimension_two.scan import scan, voltages
from core.dynamics.codimension_two.seeds import seeds
from core.dynamics.codimension_two.slices import slices
from core.dynamics.codimension_two.tables import point_of, table
from core.dynamics.codimension_two.wording import describe_curve, describe_point, summarise
from core.dynamics.cycle_curves.cost import behaviour_regions_cost, cycle_curves_cost
from core.dynamics.equilibria import VoltageRange
from core.dynamics.equilibrium_branches.reduction import reduction
from core.dynamics.vector_field import VectorField
from core.dynamics.wording import numbered
from core.neuron.amounts import Amounts
from core.neuron.declaration import Model, Neuron
from core.references import cite
from core.result import Curve, ErrorEstimate, Notice, Numerics, Result

COVERAGE = (
    "Folds and Hopf points of equilibria; branch points, which two parameters do not keep, are not followed; "
    "curves of cycles are where they are asked for. {}"
)
ON_A_GRID = (
    "Curves were looked for where test functions change their sign on a grid of voltages and parameters, and "
    "where they must meet others: a closed curve that fits between the grid's lines may be missed."
)
ON_SLICES = (
    "The steady states have no closed form: curves were looked for on the edges and the middle lines of the "
    "rectangle, and where they must meet others. What crosses none of these lines may be missed."
)
LIMIT = 40
"""Points of one direction of a curve, in multiples of those of a straight one."""
MOST = 10_000
STOPS = ("step too small", "limit of points", "voltage beyond range")


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def codimension_two(neuron: Neuron, request: CodimensionTwoRequest) -> Result:
    """Bifurcations of equilibria in two parameters.

    Returns
    -------
    Result
        Report `CodimensionTwoReport`; a table for each curve, with a row at each of its special points.

    Raises
    ------
    ParameterError
        An unknown parameter, or a value out of its bounds.
    """
    field = VectorField(neuron, request.free_parameters, request.current)
    scaled = ScaledField(field, rectangle(neuron, request))
    implicit = bool(reduction(neuron.model).implicit)
    places = slices(scaled) if implicit else seeds(scaled, scan(scaled))
    searched = voltages(scaled)
    step, limit = 1.0 / request.points, min(LIMIT * request.points, MOST)
    traced = trace_all(scaled, places, step, limit)
    traced.sort(key=lambda curve: curve.kind)
    doubts: list[str] = []
    special = [_special(curve, doubts) for curve in traced]
    extra = companions(scaled, traced, special, step, limit)
    traced, special = [*traced, *extra], [*special, *(_special(curve, doubts) for curve in extra)]
    names = numbered(curve.kind for curve in traced)
    found = merged(
        scaled,
        [
            point
            for name, items in zip(names, special, strict=True)
            for item in items
            if (point := confirmed(scaled, item, name)) is not None
        ],
    )
    tables = [
        table(scaled, name, curve, items, found)
        for name, curve, items in zip(names, traced, special, strict=True)
    ]
    curves = tuple(
        describe_curve(_described(name, curve, len(made.labels)), made)
        for name, curve, made in zip(names, traced, tables, strict=True)
    )
    points = tuple(describe_point(scaled, point_of(scaled, item)) for item in found)
    first, second = (unit_of(neuron, name) for name in request.free_parameters)
    complete = all(curve.complete for curve in curves) and not doubts
    cycles, areas = None, None
    of_cycles: tuple[Curve, ...] = ()
    if request.cycles or request.regions:
        # Not at import: it brings the kernels.
        from core.dynamics.cycle_curves.cycle_curves import behaviour_regions, cycle_curves

        takens = [item.z for item in found if item.kind == "bogdanov-takens"]
        if request.cycles:
            cycles, of_cycles = cycle_curves(field, scaled.ranges, takens)
        areas = behaviour_regions(field, scaled.ranges) if request.regions else None
    report = CodimensionTwoReport(
        first_parameter=request.free_parameters[0],
        first_unit=first,
        first_range=tuple(scaled.ranges[0].tolist()),
        second_parameter=request.free_parameters[1],
        second_unit=second,
        second_range=tuple(scaled.ranges[1].tolist()),
        curves=curves,
        points=points,
        summary=summarise(curves, points),
        coverage=COVERAGE.format(ON_SLICES if implicit else ON_A_GRID),
        searched_from=searched.low,
        searched_to=searched.high,
        complete=complete,
        cycles=cycles,
        regions=areas,
    )
    return Result(
        numerics=_numerics(scaled, traced, found, (first, second)),
        curves=(*tables, *of_cycles),
        report=report,
        warnings=(
            *_warnings(curves, doubts),
            *([] if searched.proven else [_unproven(searched, neuron.model)]),
        ),
        references=cite("kuznetsov-2004", *neuron.model.references),
    )


def cost(neuron: Neuron, request: CodimensionTwoRequest) -> float:
    """Predicted time of `codimension_two` [s]: places to begin with, then a few curves of points."""
    n = len(neuron.model.states)
    slow = 0.2 * n if reduction(neuron.model).implicit else 0.0
    if request.cycles:
        slow += cycle_curves_cost(neuron)
    if request.regions:
        slow += behaviour_regions_cost(neuron)
    return slow + 0.06 * n + 1e-3 * (1.0 + 0.25 * n) * request.points


def _special(curve: TracedCurve, doubts: list[str]) -> list[Located]:
    items, lost = located(curve)
    doubts += lost
    return items


def _described(name: str, curve: TracedCurve, rows: int) -> BifurcationCurve:
    begins, ends = curve.ends
    complete = not {begins, ends}.intersection(STOPS)
    return BifurcationCurve(name, curve.kind, rows, begins, ends, complete)


def _numerics(
    scaled: ScaledField, traced: list[TracedCurve], found: tuple[Found, ...], units: tuple[str, str]
) -> Numerics:
    n = scaled.states
    return Numerics(
        method="pseudo-arclength continuation of minimally augmented systems, exact derivatives",
        steps=sum(len(curve.points) for curve in traced),
        estimated_errors=tuple(
            ErrorEstimate(
                name,
                units[k],
                max((float(item.error[n + k]) for item in found), default=0.0),
                "rounding of the test functions over their slopes, the largest of the points",
            )
            for k, name in enumerate(scaled.field.free)
        ),
    )


def _unproven(span: VoltageRange, model: Model) -> Notice:
    return Notice(
        "search-range",
        f"curves were looked for from {span.low:.6g} to {Amounts(model).voltage(span.high, 6)}; there may be "
        "others outside: no proof covers these currents",
    )


def _warnings(curves: tuple[BifurcationCurve, ...], doubts: list[str]) -> tuple[Notice, ...]:
    notices = [Notice("point-lost", doubt) for doubt in doubts]
    for curve in curves:
        stops = ", ".join(sorted({curve.begins, curve.ends}.intersection(STOPS)))
        if stops:
            notices.append(Notice("incomplete-curve", f"{curve.name} stops before its end: {stops}"))
    return tuple(notices)
