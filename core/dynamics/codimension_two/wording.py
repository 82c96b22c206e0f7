"""Curves and points of bifurcations in two parameters, in plain words."""

from collections.abc import Sequence
from dataclasses import replace

from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.report import BifurcationCurve, CodimensionTwoPoint
from core.dynamics.codimension_two.request import unit_of
from core.result import Curve

NAMES = {
    "cusp": "Cusp",
    "bogdanov-takens": "Bogdanov-Takens point",
    "bautin": "Bautin point",
    "zero-hopf": "Zero-Hopf point",
    "hopf-hopf": "Hopf-Hopf point",
}
WHY = {
    "edge": "the edge of the rectangle",
    "bogdanov-takens": "a Bogdanov-Takens point",
    "step too small": "where the steps became too small",
    "limit of points": "where it reached the limit of points",
    "voltage beyond range": "where the voltage leaves every range",
}


def describe_curve(curve: BifurcationCurve, table: Curve) -> BifurcationCurve:
    """The curve with a sentence on it."""
    what = "folds (two equilibria meet)" if curve.kind == "fold" else "Hopf points"
    spans = " and ".join(
        f"{_range(column.values.min(), column.values.max())}{_spaced(column.unit)} in {column.name}"
        for column in table.columns[:2]
    )
    closed = curve.begins == "closed"
    way = "a closed curve" if closed else f"from {WHY[curve.begins]} to {WHY[curve.ends]}"
    return replace(
        curve, summary=f"{curve.name.capitalize()}: {what}, {way}, over {spans}{_turns(curve, table)}."
    )


def _spaced(unit: str) -> str:
    """The unit after a number; plain numbers have none."""
    return "" if unit == "1" else f" {unit}"


def _range(low: float, high: float) -> str:
    return f"{low:.5g}" if f"{low:.5g}" == f"{high:.5g}" else f"{low:.5g} to {high:.5g}"


def _turns(curve: BifurcationCurve, table: Curve) -> str:
    if curve.kind != "hopf":
        return ""
    kinds = {label.split(",")[0] for label in table.labels}.intersection({"supercritical", "subcritical"})
    return f"; {' in part, '.join(sorted(kinds))}{' in part' if len(kinds) > 1 else ''}" if kinds else ""


def describe_point(scaled: ScaledField, point: CodimensionTwoPoint) -> CodimensionTwoPoint:
    """The point with a sentence on it."""
    neuron = scaled.field.neuron
    place = ", ".join(
        f"{name} = {value:.7g}{_spaced(unit_of(neuron, name))}" for name, value in point.values.items()
    )
    voltage = f"V = {point.voltage:.5g}{_spaced(neuron.model.units[0])}"
    return replace(point, summary=f"{NAMES[point.kind]} at {place} ({voltage}): {_meaning(point)}.")


def _meaning(point: CodimensionTwoPoint) -> str:
    form = point.coefficients
    match point.kind:
        case "cusp":
            return (
                "two curves of folds meet and end; on one side there are three equilibria, on the other one"
            )
        case "bogdanov-takens":
            cycle = "a stable" if form["s"] < 0.0 else "an unstable"
            return (
                f"a curve of Hopf points ends on one of folds; nearby {cycle} cycle is born (in the plane of "
                "the two critical directions) and ends in a homoclinic orbit, on a curve that starts here"
            )
        case "bautin":
            outside = form["second_lyapunov"] > 0.0
            outer, inner = ("an unstable", "a stable") if outside else ("a stable", "an unstable")
            return (
                f"Hopf points turn from subcritical to supercritical; nearby there is {outer} cycle outside "
                f"of {inner} one, and a fold of cycles"
            )
        case "zero-hopf":
            return "a curve of folds and one of Hopf points touch; tori and worse may be near"
        case "hopf-hopf":
            return "two curves of Hopf points cross; oscillations of both frequencies and tori may be near"


def summarise(curves: Sequence[BifurcationCurve], points: Sequence[CodimensionTwoPoint]) -> tuple[str, ...]:
    """The curves and the points, a sentence each."""
    if not curves:
        return ("There is no fold and no Hopf point in the rectangle.",)
    return (*(curve.summary for curve in curves), *(point.summary for point in points))
