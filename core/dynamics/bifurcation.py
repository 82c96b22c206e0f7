"""Bifurcations of equilibria as the applied current changes."""

from dataclasses import dataclass, replace

import numpy as np

from core.dynamics.branch import Piece, pieces, resolve
from core.dynamics.equilibria import SteadyCurve, resolve_steady_curve, rounding, voltage_range
from core.dynamics.linearisation import Type, linearise
from core.dynamics.regions import BranchSegment, CurrentRegion, regions
from core.dynamics.special_points import SpecialPoint, saddle_node, zeros_of_tests
from core.dynamics.wording import describe_special_point, summarise
from core.neuron.declaration import Neuron
from core.neuron.equations import steady_current
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, MicroampPerCm2, Millivolt
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Numerics, Result, Variable

COVERAGE = (
    "Equilibria only; cycles are not followed. Equilibria appear and vanish in saddle-nodes only, since they "
    "solve I_ss(V) = I. Node-focus changes are those of any pair of eigenvalues: with more than two states a "
    "pair may form while the leading eigenvalue stays real. A neutral saddle changes no stability."
)


@dataclass(frozen=True, kw_only=True)
class BifurcationRequest(Parameters):
    """The range of the applied current over which equilibria are followed."""

    current_range: tuple[MicroampPerCm2, ...] = parameter(
        (0.0, 100.0),
        "lowest and highest constant current density",
        symbol="I",
        min_items=2,
        max_items=2,
    )
    points: Count = parameter(400, "rows of the branch, special points not counted", ge=10, le=20_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_increasing(self, "current_range")


@dataclass(frozen=True, slots=True)
class BifurcationReport:
    """What happens to the equilibria over a range of the current."""

    current_from: MicroampPerCm2 = parameter(meaning="lowest current of the range")
    current_to: MicroampPerCm2 = parameter(meaning="highest current of the range")
    special_points: tuple[SpecialPoint, ...] = parameter(
        meaning="in order along the branch, by increasing voltage"
    )
    segments: tuple[BranchSegment, ...] = parameter(
        meaning="the branch between special points, in the same order"
    )
    regions: tuple[CurrentRegion, ...] = parameter(
        meaning="ranges of the current by the number of equilibria and of stable ones, in increasing order"
    )
    summary: tuple[str, ...] = parameter(meaning="the ranges and the bifurcations, a sentence each")
    coverage: str = parameter(meaning="what was looked for and what was not")
    searched_from: Millivolt = parameter(meaning="lowest voltage at which equilibria were looked for")
    searched_to: Millivolt = parameter(meaning="highest voltage at which equilibria were looked for")
    complete: bool = parameter(meaning="whether there can be none outside of that range")


def bifurcation(neuron: Neuron, request: BifurcationRequest) -> Result:
    """Equilibria over a range of the applied current, and where their stability, number or type changes.

    Along equilibria I = I_ss(V), so that the branch is followed in V. Hopf points are the zeros of Π(λᵢ +
    λⱼ) (tr J = 0, det J > 0 in two variables), saddle-nodes those of I_ss′ (det J = 0), node-focus changes
    those of Π(λᵢ − λⱼ)² (tr² = 4 det).

    Returns
    -------
    Result
        Report `BifurcationReport`; one curve for each piece of the branch, labelled by stability.

    Raises
    ------
    ConvergenceError
        The rates of the model are not finite.
    """
    low, high = (float(bound) for bound in request.current_range)
    span = voltage_range(neuron, low, high)
    curve = resolve_steady_curve(neuron, span.low, span.high)
    found = pieces(neuron, curve, low, high)
    length = sum(piece.high - piece.low for piece in found)
    special: list[SpecialPoint] = []
    segments: list[BranchSegment] = []
    curves: list[Curve] = []
    for number, piece in enumerate(found, start=1):
        count = max(int(request.points * (piece.high - piece.low) / length), 10)
        rows, points = _follow(neuron, curve, piece, count)
        special += points
        segments += _segments(neuron, request, piece, points)
        curves.append(_branch(neuron, f"equilibria {number}" if len(found) > 1 else "equilibria", rows))
    divided = regions(low, high, segments)
    report = BifurcationReport(
        current_from=low,
        current_to=high,
        special_points=tuple(special),
        segments=tuple(segments),
        regions=divided,
        summary=summarise(special, divided, complete=span.proven),
        coverage=COVERAGE,
        searched_from=span.low,
        searched_to=span.high,
        complete=span.proven,
    )
    return Result(
        numerics=Numerics(
            method="graph I = I_ss(V); sign scans of test functions, bracketed roots, exact derivatives",
            evaluations=curve.voltage.size + sum(table.columns[0].values.size for table in curves),
            estimated_errors=(
                ErrorEstimate(
                    "current",
                    "µA/cm²",
                    max((point.current_error for point in special), default=0.0),
                    "rounding of the test functions over their slopes, the largest of the special points",
                ),
            ),
        ),
        curves=tuple(curves),
        report=report,
        warnings=() if span.proven else (_unproven(span.low, span.high),),
        references=cite("kuznetsov-2004", *neuron.model.references),
    )


def cost(neuron: Neuron, request: BifurcationRequest) -> float:
    """Predicted time of `bifurcation` [s]: the scans of the branch, then the eigenvalues of its rows."""
    states = len(neuron.model.states)
    return 5e-3 * (states - 1) + 1e-6 * states**2 * request.points


def _follow(
    neuron: Neuron, curve: SteadyCurve, piece: Piece, count: int
) -> tuple[Floats, tuple[SpecialPoint, ...]]:
    """Voltages of the rows [mV], and the special points inside a piece, both by increasing voltage."""
    nodes = curve.voltage[(curve.voltage > piece.low) & (curve.voltage < piece.high)]
    voltage = np.union1d(np.linspace(piece.low, piece.high, count), nodes[:: max(nodes.size // count, 1)])
    resolved, tests = resolve(neuron, voltage)
    points = zeros_of_tests(neuron, resolved, tests)
    inside = (curve.extrema > piece.low) & (curve.extrema < piece.high)
    points += [saddle_node(neuron, extremum) for extremum in curve.extrema[inside].tolist()]
    points.sort(key=lambda point: point.voltage)
    described = tuple(replace(point, summary=describe_special_point(point)) for point in points)
    return np.union1d(voltage, [point.voltage for point in points]), described


def _segments(
    neuron: Neuron, request: BifurcationRequest, piece: Piece, points: tuple[SpecialPoint, ...]
) -> tuple[BranchSegment, ...]:
    """The stretches between special points, on which type and stability do not change."""
    edges = np.array([piece.low, *(point.voltage for point in points), piece.high])
    current, _ = steady_current(neuron, edges)
    # The ends of a piece lie on the bounds, to rounding.
    for bound in request.current_range:
        current = np.where(np.abs(current - bound) <= rounding(neuron, edges, bound), bound, current)
    middle = linearise(neuron, 0.5 * (edges[:-1] + edges[1:]))
    return tuple(
        BranchSegment(
            type=kind,
            stable=kind.startswith("stable"),
            unstable_dimensions=int(dimensions),
            voltage_from=float(edges[i]),
            voltage_to=float(edges[i + 1]),
            current_from=float(current[i]),
            current_to=float(current[i + 1]),
        )
        for i, (kind, dimensions) in enumerate(zip(middle.types, middle.unstable_dimensions, strict=True))
    )


def _branch(neuron: Neuron, name: str, voltage: Floats) -> Curve:
    linear = linearise(neuron, voltage)
    leading = linear.eigenvalues[:, 0]
    labels: tuple[Type, ...] = linear.types
    return Curve(
        name,
        "branch",
        (
            Variable("current", "I", "µA/cm²", steady_current(neuron, voltage)[0]),
            Variable("voltage", "V", "mV", voltage),
            *(
                Variable(gate, gate, "1", linear.states[i])
                for i, gate in enumerate(neuron.model.states)
                if i > 0
            ),
            Variable("leading_real_part", "Re λ", "1/ms", leading.real),
            Variable("leading_imaginary_part", "Im λ", "1/ms", leading.imag),
        ),
        labels,
        "equilibria by increasing voltage; the label of a row is its type",
    )


def _unproven(low: float, high: float) -> Notice:
    return Notice(
        "search-range",
        f"equilibria were looked for from {low:.6g} to {high:.6g} mV; there may be others outside, because "
        "there is no leak or because the current is huge",
    )
