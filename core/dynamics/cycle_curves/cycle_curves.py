"""Cycles over a rectangle of two parameters: what the operation `codimension-two` adds where it is asked."""

from collections.abc import Iterable

import numpy as np

from core.dynamics.cycle_curves import regions as region_map
from core.dynamics.cycle_curves.found import CurveMark, CycleCurve
from core.dynamics.cycle_curves.report import (
    CurveOfCycles,
    CyclesReport,
    PointOfCycles,
    RegionOfBehaviour,
    RegionsReport,
)
from core.dynamics.cycle_curves.search import SECTIONS, CurveSearch
from core.dynamics.vector_field import CURRENT, VectorField, quantity_of
from core.dynamics.wording import numbered
from core.neuron.amounts import Amounts
from core.result import Curve, Floats, Variable

COVERAGE = (
    "Branches of cycles were followed in the first parameter at {count} values of the second ({values}), and "
    "curves from every fold, doubling, torus and homoclinic orbit on them and from every Bogdanov-Takens "
    "point. A curve that none of these sections crosses may be missed."
)
KINDS = {
    "fold-of-cycles": "folds of cycles",
    "period-doubling": "period doublings of cycles",
    "torus": "torus bifurcations of cycles",
    "homoclinic": "homoclinic orbits",
}
PLACES = {
    "edge": "the edge of the rectangle",
    "closed": "its own beginning",
    "bautin": "a Bautin point",
    "equilibrium": "where the cycles shrink onto an equilibrium",
    "resonance-1-1": "a resonance 1:1",
    "resonance-1-2": "a resonance 1:2",
    "homoclinic": "where the period grows without bound",
    "saddle-node-homoclinic": "a saddle-node, from which a SNIC goes on",
    "bogdanov-takens": "a Bogdanov-Takens point",
    "limit of points": "where it reached the limit of points",
    "step too small": "where the steps became too small",
}
NAMES = {
    "cusp": "Cusp of folds of cycles",
    "bautin": "Bautin point that ends a curve of folds of cycles",
    "resonance-1-1": "Resonance 1:1",
    "resonance-1-2": "Resonance 1:2",
    "resonance-1-3": "Resonance 1:3",
    "resonance-1-4": "Resonance 1:4",
    "fold-flip": "Fold-flip point",
    "neutral-saddle": "Homoclinic orbit to a neutral saddle",
    "saddle-node-homoclinic": "Homoclinic orbit to a saddle-node, where a SNIC begins",
    "bogdanov-takens": "Bogdanov-Takens point that ends a homoclinic curve",
}


def cycle_curves(
    field: VectorField, ranges: Floats, takens: Iterable[Floats] = ()
) -> tuple[CyclesReport, tuple[Curve, ...]]:
    """Curves of bifurcations of cycles and of homoclinic orbits over a rectangle.

    Parameters
    ----------
    field
        The vector field, with two free parameters.
    ranges
        Lowest and highest value of each, shape (2, 2).
    takens
        Bogdanov-Takens points in the rectangle, states and parameters, shape (n + 2,) each.

    Returns
    -------
    tuple
        The report, and a table for each curve.
    """
    search = CurveSearch(field, ranges)
    search.sections()
    for point in takens:
        search.from_bogdanov_takens(point)
    names = numbered(curve.kind for curve in search.curves)
    curves = tuple(_curve(field, name, curve) for name, curve in zip(names, search.curves, strict=True))
    points = tuple(
        _point(field, name, mark)
        for name, curve in zip(names, search.curves, strict=True)
        for mark in curve.marks
    )
    values = ", ".join(f"{ranges[1, 0] + share * (ranges[1, 1] - ranges[1, 0]):.5g}" for share in SECTIONS)
    failures = search.failures
    report = CyclesReport(
        curves=curves,
        points=points,
        summary=(*(curve.summary for curve in curves), *(point.summary for point in points)),
        coverage=COVERAGE.format(count=len(SECTIONS), values=values),
        failures=failures,
        complete=not failures and all(curve.complete for curve in curves),
    )
    tables = tuple(_table(field, name, curve) for name, curve in zip(names, search.curves, strict=True))
    return report, tables


def behaviour_regions(field: VectorField, ranges: Floats) -> RegionsReport:
    """The rectangle by behaviour, see `core.dynamics.cycle_curves.regions.regions`."""
    made = region_map.regions(field, ranges)
    return RegionsReport(
        first_values=tuple(made.columns.tolist()),
        second_values=tuple(made.rows.tolist()),
        behaviours=made.behaviours,
        regions=tuple(
            RegionOfBehaviour(
                region.behaviour,
                region.share,
                dict(zip(field.free, (region.first, region.second), strict=True)),
                region.stable_equilibria,
            )
            for region in made.regions
        ),
        runs=made.runs,
        left_out=made.dropped,
        criterion=region_map.CRITERION,
    )


def _curve(field: VectorField, name: str, curve: CycleCurve) -> CurveOfCycles:
    spans = " and ".join(
        f"{low:.5g} to {high:.5g} {_unit(field, k)} in {field.free[k]}"
        for k, (low, high) in enumerate(zip(curve.values.min(axis=0), curve.values.max(axis=0), strict=True))
    )
    closed = curve.begins == "closed"
    way = "a closed curve" if closed else f"from {PLACES[curve.begins]} to {PLACES[curve.ends]}"
    return CurveOfCycles(
        name=name,
        kind=curve.kind,
        points=curve.values.shape[0],
        begins=curve.begins,
        ends=curve.ends,
        mesh_error=curve.error,
        complete=curve.complete,
        summary=f"{name.capitalize()}: {KINDS[curve.kind]}, {way}, over {spans}.",
    )


def _point(field: VectorField, name: str, mark: CurveMark) -> PointOfCycles:
    values = dict(zip(field.free, mark.values.tolist(), strict=True))
    limit = bool(mark.errors.any())
    place = ", ".join(
        f"{key} = {value:.7g}{_behind(_unit(field, k))}" for k, (key, value) in enumerate(values.items())
    )
    amounts = Amounts(field.neuron.model)
    period = "" if mark.period is None else f" (period {amounts.time(mark.period, 5)})"
    return PointOfCycles(
        kind=mark.kind,
        curve=name,
        values=values,
        errors=_finite(field, mark.errors) if limit else None,
        period=mark.period,
        summary=f"{NAMES[mark.kind]} at {place}{period}, on {name}.",
    )


def _finite(field: VectorField, errors: Floats) -> dict[str, float] | None:
    """Errors by parameter; None where there were too few points to tell."""
    return dict(zip(field.free, errors.tolist(), strict=True)) if np.isfinite(errors).all() else None


def _unit(field: VectorField, k: int) -> str:
    unit = quantity_of(field.neuron, field.free[k], "/free_parameters").unit
    return "1" if field.neuron.model.dimensionless else unit


def _behind(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _table(field: VectorField, name: str, curve: CycleCurve) -> Curve:
    symbols = {item.name: item.symbol for item in field.neuron.model.parameters} | {CURRENT: "I"}
    volt = field.neuron.model.units[0]
    columns = [
        Variable(free, symbols[free], _unit(field, k), np.ascontiguousarray(curve.values[:, k]))
        for k, free in enumerate(field.free)
    ]
    if curve.kind != "homoclinic":
        columns.append(Variable("period", "T", "ms", curve.periods))
    columns += [
        Variable("voltage_min", "V min", volt, np.ascontiguousarray(curve.extremes[:, 0])),
        Variable("voltage_max", "V max", volt, np.ascontiguousarray(curve.extremes[:, 1])),
    ]
    return Curve(
        name, f"{curve.kind}-curve", tuple(columns), (), "in order along the curve; voltages at mesh points"
    )
