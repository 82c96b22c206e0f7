"""Bifurcations of equilibria as the applied current, or any parameter of the model, changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.dynamics.cycles.work import DEGREE
from core.dynamics.dossier.cost import cost as cycles_cost
from core.dynamics.dossier.report import Dossier
from core.dynamics.dossier.span import widened
from core.dynamics.equilibrium_branches.branch import EquilibriumBranch, EquilibriumBranches
from core.dynamics.equilibrium_branches.cost import branches_cost
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.parameter_range import parameter_range
from core.dynamics.regions import BranchSegment, ParameterRegion, regions, segments
from core.dynamics.special_points import ParameterValue, SpecialPoint, reported
from core.dynamics.vector_field import CURRENT, quantity_of
from core.dynamics.wording import CURRENT_SYMBOL, describe_special_point, summarise
from core.neuron.declaration import Neuron
from core.parameters import Parameters, require_increasing
from core.parameters import parameter as field
from core.progress import Found, emit, emitting
from core.quantity import Count, MicroampPerCm2, Millivolt
from core.references import cite
from core.result import Curve, ErrorEstimate, Notice, Numerics, Result, Variable

if TYPE_CHECKING:
    from core.dynamics.cycles.branches import Survey


@dataclass(frozen=True, kw_only=True)
class BifurcationRequest(Parameters):
    """The parameter, and the range of it, over which equilibria and cycles are followed."""

    parameter: str = field(
        CURRENT, 'what varies: "current", or the name of a parameter of the model, as in `parameters`'
    )
    parameter_range: tuple[ParameterValue, ...] | None = field(
        None,
        "lowest and highest value; null: the model's usual range of the current, or from half to one and a "
        "half times the value of another parameter, as far as its bounds allow",
        min_items=2,
        max_items=2,
    )
    current: MicroampPerCm2 = field(
        0.0, "constant injected current density while another parameter varies", symbol="I"
    )
    points: Count = field(
        400, "rows of the branches of equilibria, special points not counted", ge=10, le=20_000
    )
    cycles: bool = field(
        True,
        "whether cycles are followed, and attractors told by ranges of the parameter; false: equilibria "
        "alone, which takes milliseconds",
    )
    cycle_points: Count = field(
        300,
        "cycles computed on one branch at most, three times as many in all; the time spent on all of them is "
        "bounded in proportion, to about 2 s for 300",
        ge=10,
        le=5_000,
    )
    period_doublings: Count = field(
        1, "how many period doublings in a row are followed to branches of their own", ge=0, le=4
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.parameter_range is not None:
            require_increasing(self, "parameter_range")

    def usual(self, neuron: Neuron) -> dict[str, object]:
        """The fields that a neuron fills in where they are null."""
        return {"parameter_range": parameter_range(neuron, self.parameter, self.parameter_range)}


@dataclass(frozen=True, slots=True)
class BifurcationReport:
    """What happens to equilibria and cycles over a range of a parameter."""

    parameter: str = field(meaning="what varies: current, or a parameter of the model")
    unit: str = field(meaning="its unit, that of every value of it in this report")
    value_from: ParameterValue = field(meaning="lowest value of the range")
    value_to: ParameterValue = field(meaning="highest value of the range")
    special_points: tuple[SpecialPoint, ...] = field(
        meaning="in order along the branches; over the current by increasing voltage"
    )
    segments: tuple[BranchSegment, ...] = field(
        meaning="the branches between special points, in the same order"
    )
    regions: tuple[ParameterRegion, ...] = field(
        meaning="ranges of the parameter by the number of equilibria and of stable ones, in increasing order"
    )
    summary: tuple[str, ...] = field(meaning="the ranges and the bifurcations, a sentence each")
    coverage: str = field(meaning="what was looked for and what was not")
    searched_from: Millivolt = field(meaning="lowest voltage at which equilibria were looked for")
    searched_to: Millivolt = field(meaning="highest voltage at which equilibria were looked for")
    complete: bool = field(
        meaning="whether there can be no equilibria besides these, by proof; where false, coverage and "
        "warnings say why"
    )
    cycles: Dossier | None = field(None, "cycles, attractors and what they mean; null where not asked for")


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def bifurcation(neuron: Neuron, request: BifurcationRequest) -> Result:
    """Equilibria and cycles over a range of a parameter, their bifurcations, and the attractors by region.

    Over the current the branch is the graph I = I_ss(V); over another parameter it is followed by
    pseudo-arclength continuation from all equilibria at a grid of its values. Hopf points are the zeros of
    Π(λᵢ + λⱼ) with a complex pair (tr J = 0, det J > 0 in two variables), saddle-nodes those of the tangent's
    component along the parameter (det J = 0), branch points those of the determinant that the tangent
    completes, node-focus changes those of Π(λᵢ − λⱼ)² (tr² = 4 det).

    Cycles are followed from every Hopf point, also from those beside the range, and from the cycles on which
    runs settle, by orthogonal collocation on adaptive meshes; folds of cycles, period doublings and torus
    bifurcations are located, again on a finer mesh. A branch's end is named by the scaling of its period and
    by the equilibrium that the cycles come to.

    Returns
    -------
    Result
        Report `BifurcationReport`; one curve for each branch, labelled by stability.

    Raises
    ------
    ParameterError
        No such parameter, or a range beyond its bounds.
    ConvergenceError
        The rates of the model are not finite.
    """
    low, high = parameter_range(neuron, request.parameter, request.parameter_range)
    found = equilibrium_branches(
        neuron, request.parameter, low, high, current=float(request.current), rows=int(request.points)
    )
    report = bifurcation_report(neuron, found)
    if emitting():
        _tell(report)
    errors = [
        ErrorEstimate(
            "value",
            report.unit,
            max((point.value_error for point in report.special_points), default=0.0),
            "rounding of the test functions over their slopes, the largest of the special points",
        )
    ]
    curves, warnings, evaluations = branch_curves(neuron, found), list(found.doubts), found.evaluations
    method = found.method
    if request.cycles:
        from core.dynamics.dossier.mesh_errors import mesh_errors

        made, tables, surveyed = _cycles(neuron, request, found, report)
        report, curves = replace(report, cycles=made), (*curves, *tables)
        warnings += [("partial", limit) for limit in made.limits]
        method += (
            f"; cycles by collocation at Gauss points (degree {DEGREE}), Floquet multipliers of the pencil"
        )
        evaluations += surveyed.solvers.iterations
        errors.append(
            ErrorEstimate(
                "value of special cycles",
                report.unit,
                max((special.value_error for special in made.special_cycles), default=0.0),
                "largest difference between two meshes, one twice as fine",
            )
        )
        errors += mesh_errors(surveyed)
    return Result(
        numerics=Numerics(method=method, evaluations=evaluations, estimated_errors=tuple(errors)),
        curves=curves,
        report=report,
        warnings=tuple(Notice(code, detail) for code, detail in warnings),
        references=cite("kuznetsov-2004", *neuron.model.references),
    )


def _tell(report: BifurcationReport) -> None:
    """Tell the special points of equilibria to whoever listens, before cycles are looked for."""
    column = "parameter" if report.parameter in RESERVED else report.parameter
    for point in report.special_points:
        values = {column: point.value, "voltage": point.voltage, "frequency": point.frequency}
        emit(Found("point", point.kind, values))


def _cycles(
    neuron: Neuron, request: BifurcationRequest, found: EquilibriumBranches, report: BifurcationReport
) -> tuple[Dossier, tuple[Curve, ...], "Survey"]:
    """The cycles over the range, from the Hopf points of a wider one."""
    # Numba is imported only when cycles are asked for.
    from core.dynamics.dossier.dossier import Axis, Search, cycles_and_attractors

    bounds = quantity_of(neuron, request.parameter, "/parameter").bounds
    usual = parameter_range(neuron, request.parameter, None)
    span = widened(found.low, found.high, bounds, usual)
    wide = equilibrium_branches(
        neuron, request.parameter, span.wide_low, span.wide_high, current=float(request.current), rows=200
    )
    label, unit = named(neuron, request.parameter)
    column = "parameter" if request.parameter in RESERVED else request.parameter
    return cycles_and_attractors(
        wide,
        span,
        Axis(request.parameter, label, unit, column),
        Search(int(request.cycle_points), int(request.period_doublings)),
        report.segments,
        report.special_points,
    )


def bifurcation_report(neuron: Neuron, found: EquilibriumBranches) -> BifurcationReport:
    """What was found of equilibria, as it is reported."""
    name, unit = named(neuron, found.parameter)
    special: list[SpecialPoint] = []
    stretches: list[BranchSegment] = []
    for number, branch in enumerate(found.branches, start=1):
        special += [
            reported(branch, number, point, describe_special_point(point, name, unit, neuron.model))
            for point in branch.points
        ]
        stretches += segments(branch, number, found.low, found.high)
    divided = regions(found.low, found.high, stretches)
    return BifurcationReport(
        parameter=found.parameter,
        unit=unit,
        value_from=found.low,
        value_to=found.high,
        special_points=tuple(special),
        segments=tuple(stretches),
        regions=divided,
        summary=summarise(special, divided, name, unit, complete=found.bounded),
        coverage=found.coverage,
        searched_from=found.searched[0],
        searched_to=found.searched[1],
        complete=found.complete,
    )


def cost(neuron: Neuron, request: BifurcationRequest) -> float:
    """Predicted time of `bifurcation` [s]."""
    seconds = branches_cost(neuron, request.parameter, int(request.points))
    if request.cycles:
        seconds = 2.0 * seconds + cycles_cost(len(neuron.model.states), int(request.cycle_points))
    return seconds


def named(neuron: Neuron, parameter_name: str) -> tuple[str, str]:
    """How sentences call a parameter ("I": the current), and its unit."""
    quantity = quantity_of(neuron, parameter_name, "/parameter")
    unit = "1" if neuron.model.dimensionless else quantity.unit
    return (CURRENT_SYMBOL if parameter_name == CURRENT else parameter_name), unit


def branch_curves(neuron: Neuron, found: EquilibriumBranches) -> tuple[Curve, ...]:
    """One table for each branch."""
    one = len(found.branches) == 1
    return tuple(
        _curve(neuron, found.parameter, "equilibria" if one else f"equilibria {number}", branch)
        for number, branch in enumerate(found.branches, start=1)
    )


RESERVED: Sequence[str] = ("voltage", "leading_real_part", "leading_imaginary_part")


def _curve(neuron: Neuron, parameter_name: str, name: str, branch: EquilibriumBranch) -> Curve:
    label, unit = named(neuron, parameter_name)
    leading = branch.eigenvalues[:, 0]
    column = "parameter" if parameter_name in RESERVED else parameter_name
    states = zip(neuron.model.states[1:], neuron.model.units[1:], branch.z[1:-1], strict=True)
    return Curve(
        name,
        "branch",
        (
            Variable(column, label, unit, branch.values),
            Variable("voltage", "V", "mV", branch.voltage),
            *(Variable(state, state, own, values) for state, own, values in states),
            Variable("leading_real_part", "Re λ", "1/ms", leading.real),
            Variable("leading_imaginary_part", "Im λ", "1/ms", leading.imag),
        ),
        branch.linear.types,
        "equilibria in order along the branch; the label of a row is its type",
    )
