"""What is reported of cycles over a rectangle of two parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from core.dynamics.cycle_curves.kinds import CycleCurveEnd, CycleCurveKind, CycleCurvePoint
from core.dynamics.dossier.report import Behaviour
from core.dynamics.special_points import ParameterValue
from core.parameters import parameter
from core.quantity import Count, Fraction, Millisecond, Quantity

RelativeError = Annotated[float, Quantity("error over the sides of the rectangle", "1")]


@dataclass(frozen=True, slots=True)
class CurveOfCycles:
    """A curve of bifurcations of cycles or of homoclinic orbits; its table is among the result's curves."""

    name: str = parameter(meaning="name of the table with its points")
    kind: CycleCurveKind = parameter(
        meaning="fold-of-cycles: a stable and an unstable cycle meet, or two unstable ones; period-doubling: "
        "a multiplier is −1; torus: two multipliers are e^±iθ; homoclinic: the cycle has become an orbit "
        "from a saddle to itself, of infinite period"
    )
    points: Count = parameter(meaning="how many rows the table has")
    begins: CycleCurveEnd = parameter(
        meaning="why the table begins where it does. edge: of the rectangle; closed: the curve returns to "
        "its start; bautin: the cycles shrink onto a Bautin point, where the curve touches one of Hopf "
        "points; equilibrium: they shrink onto another Hopf point; resonance-1-1, resonance-1-2: a torus "
        "curve ends on one of folds or of doublings; homoclinic: the period grows without bound, and the "
        "last cycle passes within 1e-5 of a saddle; "
        "saddle-node-homoclinic: the saddle becomes a saddle-node, a SNIC goes on from there; "
        "bogdanov-takens: the orbit shrinks onto such a point; the others are stops of the computation"
    )
    ends: CycleCurveEnd = parameter(meaning="why it ends where it does")
    mesh_error: RelativeError | None = parameter(
        meaning="by how much a mesh twice as fine moves the point from which the curve was followed; null "
        "where that failed"
    )
    complete: bool = parameter(meaning="whether neither end is a stop of the computation")
    summary: str = parameter("", "the curve in a sentence")


@dataclass(frozen=True, slots=True)
class PointOfCycles:
    """A point of codimension two on such a curve."""

    kind: CycleCurvePoint = parameter(
        meaning="cusp: two curves of folds of cycles meet; bautin: see the curve's ends; resonance-1-1, "
        "-1-2, -1-3, -1-4: two further multipliers are roots of 1; fold-flip: a multiplier 1 and one −1; "
        "neutral-saddle: the leading eigenvalues of the saddle have the sum zero, cycles near the orbit "
        "change their stability; saddle-node-homoclinic, bogdanov-takens: see the curve's ends"
    )
    curve: str = parameter(meaning="name of the curve")
    values: Mapping[str, ParameterValue] = parameter(meaning="the two parameters there, by name")
    errors: Mapping[str, ParameterValue] | None = parameter(
        meaning="estimated errors of these where they are a limit; null where they are a root along the "
        "curve, which is as exact as the curve"
    )
    period: Millisecond | None = parameter(meaning="of the cycle; null for homoclinic orbits")
    summary: str = parameter("", "the point in a sentence")


@dataclass(frozen=True, slots=True)
class CyclesReport:
    """Curves of bifurcations of cycles over a rectangle of two parameters."""

    curves: tuple[CurveOfCycles, ...] = parameter(meaning="the curves")
    points: tuple[PointOfCycles, ...] = parameter(meaning="the points on them, curve by curve")
    summary: tuple[str, ...] = parameter(meaning="the curves and the points, a sentence each")
    coverage: str = parameter(meaning="from where curves were followed")
    failures: tuple[str, ...] = parameter(meaning="what could not be followed")
    complete: bool = parameter(meaning="whether every curve that was found was followed to its ends")


@dataclass(frozen=True, slots=True)
class RegionOfBehaviour:
    """Cells of the grid that touch each other and have one behaviour."""

    behaviour: Behaviour = parameter(meaning="what the neuron does there")
    share: Fraction = parameter(meaning="of the rectangle")
    values: Mapping[str, ParameterValue] = parameter(meaning="the two parameters well inside of it, by name")
    stable_equilibria: Count = parameter(meaning="number of stable equilibria at that place")


@dataclass(frozen=True, slots=True)
class RegionsReport:
    """The rectangle by behaviour, on a grid of cells."""

    first_values: tuple[ParameterValue, ...] = parameter(meaning="the first parameter at the cells' middles")
    second_values: tuple[ParameterValue, ...] = parameter(meaning="the second parameter there")
    behaviours: tuple[tuple[Behaviour, ...], ...] = parameter(
        meaning="of every cell: a row for each second value, in it a word for each first value"
    )
    regions: tuple[RegionOfBehaviour, ...] = parameter(meaning="by decreasing share")
    runs: Count = parameter(meaning="how many simulations it took")
    left_out: Count = parameter(
        meaning="simulations that were left out because the others took all the steps allowed; where there "
        "are any, oscillations may be missing from the picture"
    )
    criterion: str = parameter(meaning="what the behaviours mean and what may be missed")
