"""What is reported of curves of bifurcations in two parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from core.dynamics.cycle_curves.report import CyclesReport, RegionsReport
from core.parameters import parameter
from core.quantity import Count, Dimensionless, Hertz, Potential, Quantity

PointKind = Literal["cusp", "bogdanov-takens", "bautin", "zero-hopf", "hopf-hopf"]
CurveKind = Literal["fold", "hopf"]
CurveEnd = Literal[
    "edge", "closed", "bogdanov-takens", "step too small", "limit of points", "voltage beyond range"
]

ParameterValue = Annotated[float, Quantity("value of a parameter", "the parameter's own")]
StateValue = Annotated[float, Quantity("value of a state", "the state's own")]
Coefficient = Annotated[float, Quantity("coefficient of a normal form", "ms and the states' own units")]


@dataclass(frozen=True, slots=True)
class CodimensionTwoPoint:
    """A point at which two conditions hold at once."""

    kind: PointKind = parameter(
        meaning="cusp: two folds meet; bogdanov-takens: a double zero eigenvalue, where a curve of Hopf "
        "points ends on one of folds; bautin: the first Lyapunov coefficient is zero, a Hopf point turns "
        "from subcritical to supercritical; zero-hopf: a zero eigenvalue and a pair ±iω; hopf-hopf: two pairs"
    )
    values: Mapping[str, ParameterValue] = parameter(meaning="the two parameters there, by name")
    errors: Mapping[str, ParameterValue] = parameter(
        meaning="estimated errors of these: rounding of the test function over its slope along the curve "
        "and, where two curves meet, the distance between the points found on each"
    )
    voltage: Potential = parameter(meaning="voltage of the equilibrium", symbol="V")
    states: Mapping[str, StateValue] = parameter(meaning="value of every other state, by name")
    coefficients: Mapping[str, Coefficient] = parameter(
        meaning="of the normal form (Kuznetsov 2004, chapter 8; ⟨q, q⟩ = ⟨p, q⟩ = 1 in the model's own "
        "units). cusp: y′ = c y³. bogdanov-takens: w₁′ = w₂, w₂′ = a w₁² + b w₁w₂, s = sign ab. bautin: z′ = "
        "iωz + c₁ z|z|² + c₂ z|z|⁴, first_lyapunov = Re c₁/ω, second_lyapunov = Re c₂/ω. zero-hopf: y′ = "
        "½ g_200 y² + g_011 |z|² + g_300 y³/6 + g_111 y|z|², z′ = iωz + g_110 yz + ½ g_210 y²z + "
        "½ g_021 z|z|², s = sign(g_200 g_011), theta = Re g_110/g_200. hopf-hopf: rᵢ′ = rᵢ Σ pᵢⱼ rⱼ², theta "
        "= p_12/p_22, delta = p_21/p_11"
    )
    residual: Dimensionless = parameter(
        meaning="largest error of the defining equations over their terms, computed on its own: F = 0 and "
        "what makes the kind"
    )
    curves: tuple[str, ...] = parameter(meaning="names of the curves on which it was found")
    frequency: Hertz | None = parameter(None, "ω/2π of the pair of eigenvalues; null where there is none")
    second_frequency: Hertz | None = parameter(None, "of the second pair of a hopf-hopf point")
    summary: str = parameter("", "the point in a sentence")


@dataclass(frozen=True, slots=True)
class BifurcationCurve:
    """A curve of bifurcations, whose points are among the result's curves."""

    name: str = parameter(meaning="name of the table with its points")
    kind: CurveKind = parameter(meaning="fold: two equilibria meet; hopf: a pair of eigenvalues ±iω")
    points: Count = parameter(meaning="how many rows the table has")
    begins: CurveEnd = parameter(
        meaning="why the table begins where it does. edge: of the rectangle; closed: the curve returns to "
        "its start; bogdanov-takens: Hopf points end there; the others are stops of the computation"
    )
    ends: CurveEnd = parameter(meaning="why it ends where it does")
    complete: bool = parameter(meaning="whether neither end is a stop of the computation")
    summary: str = parameter("", "the curve in a sentence")


@dataclass(frozen=True, slots=True)
class CodimensionTwoReport:
    """Curves of bifurcations of equilibria over a rectangle of two parameters."""

    first_parameter: str = parameter(meaning="name of the first parameter")
    first_unit: str = parameter(meaning="its unit")
    first_range: tuple[ParameterValue, ...] = parameter(meaning="its lowest and highest value")
    second_parameter: str = parameter(meaning="name of the second parameter")
    second_unit: str = parameter(meaning="its unit")
    second_range: tuple[ParameterValue, ...] = parameter(meaning="its lowest and highest value")
    curves: tuple[BifurcationCurve, ...] = parameter(meaning="the curves, folds first")
    points: tuple[CodimensionTwoPoint, ...] = parameter(
        meaning="the points of codimension two, by increasing second parameter"
    )
    summary: tuple[str, ...] = parameter(meaning="the curves and the points, a sentence each")
    coverage: str = parameter(meaning="what was looked for and what was not")
    searched_from: Potential = parameter(meaning="lowest voltage at which curves were looked for")
    searched_to: Potential = parameter(meaning="highest voltage at which curves were looked for")
    complete: bool = parameter(meaning="whether every curve that was found was followed to its ends")
    cycles: CyclesReport | None = parameter(
        None, "curves of bifurcations of cycles and of homoclinic orbits; null where not asked for"
    )
    regions: RegionsReport | None = parameter(None, "the rectangle by behaviour; null where not asked for")
