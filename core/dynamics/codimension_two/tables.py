"""Tables of the curves, and points as they are reported."""

from collections.abc import Sequence

import numpy as np

from core.dynamics.codimension_two.correction import CurvePoint
from core.dynamics.codimension_two.curves import TracedCurve
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.location import Located
from core.dynamics.codimension_two.points import SAME_POINT, Found
from core.dynamics.codimension_two.report import CodimensionTwoPoint
from core.dynamics.codimension_two.request import unit_of
from core.dynamics.codimension_two.tests_along import lyapunov_at, others
from core.dynamics.normal_forms import criticality
from core.dynamics.special_points import RADIAN_PER_MS
from core.dynamics.vector_field import CURRENT
from core.result import Curve, Floats, Variable

RESERVED = frozenset({"voltage", "frequency", "first_lyapunov_coefficient"})
"""Names of other columns, which a client may have given to a parameter."""


def point_of(scaled: ScaledField, found: Found) -> CodimensionTwoPoint:
    """A point as it is reported."""
    n, field = scaled.states, scaled.field
    hertz = [omega / RADIAN_PER_MS for omega in found.omegas] + [None, None]
    return CodimensionTwoPoint(
        kind=found.kind,
        values=dict(zip(field.free, found.z[n:].tolist(), strict=True)),
        errors=dict(zip(field.free, found.error[n:].tolist(), strict=True)),
        voltage=float(found.z[0]),
        states=dict(zip(field.states[1:], found.z[1:n].tolist(), strict=True)),
        frequency=hertz[0],
        second_frequency=hertz[1],
        coefficients=found.coefficients,
        residual=found.residual,
        curves=found.curves,
    )


def table(
    scaled: ScaledField, name: str, curve: TracedCurve, special: Sequence[Located], found: Sequence[Found]
) -> Curve:
    """The points of a curve in order, special ones among them under their names."""
    points, labels = _rows(scaled, curve, special, found)
    n, field = scaled.states, scaled.field
    z = scaled.point(np.array([point.y[: n + 2] for point in points]))
    model = field.neuron.model
    columns = [
        *(_parameter(scaled, k, z[:, n + k]) for k in (0, 1)),
        *(
            Variable(public, state, unit, z[:, i])
            for i, (public, state, unit) in enumerate(
                zip(model.state_names, model.states, model.units, strict=True)
            )
        ),
    ]
    if curve.kind == "hopf":
        more, kinds = _hopf_columns(scaled, points)
        columns += more
    else:
        kinds = _fold_labels(scaled, points)
    words = tuple(special or kind for special, kind in zip(labels, kinds, strict=True))
    detail = "in order along the curve; the label of a row is the kind of a point of codimension two, or " + (
        "the criticality" if curve.kind == "hopf" else "whether one of the two equilibria is stable"
    )
    return Curve(name, f"{curve.kind}-curve", tuple(columns), words, detail)


def _rows(
    scaled: ScaledField, curve: TracedCurve, special: Sequence[Located], found: Sequence[Found]
) -> tuple[list[CurvePoint], list[str]]:
    rows = [(float(k), "", point) for k, point in enumerate(curve.points)]
    rows += [(item.position, item.kind, item.point) for item in special if _is_one(scaled, item, found)]
    if curve.kind == "hopf":
        # What is past a Bogdanov-Takens point is a neutral saddle.
        rows = [row for row in rows if row[2].y[-1] > 0.0 or row[1] == "bogdanov-takens"]
    rows.sort(key=lambda row: row[0])
    return [row[2] for row in rows], [row[1] for row in rows]


def _is_one(scaled: ScaledField, item: Located, found: Sequence[Found]) -> bool:
    z = scaled.point(item.point.y[: scaled.states + 2])
    return any(
        point.kind == item.kind and float((np.abs(point.z - z) / scaled.size).max()) < SAME_POINT
        for point in found
    )


def _parameter(scaled: ScaledField, k: int, values: Floats) -> Variable:
    name, neuron = scaled.field.free[k], scaled.field.neuron
    symbols = {item.name: item.symbol for item in neuron.model.parameters} | {CURRENT: "I"}
    column = ("first_parameter", "second_parameter")[k] if name in RESERVED else name
    return Variable(column, symbols[name], unit_of(neuron, name), values)


def _hopf_columns(scaled: ScaledField, points: Sequence[CurvePoint]) -> tuple[list[Variable], list[str]]:
    kappa = np.array([point.y[-1] for point in points])
    lyapunov, error = np.full(kappa.size, np.nan), np.full(kappa.size, np.nan)
    # The normal form of a Hopf point has no meaning at ω = 0.
    turning = np.flatnonzero(kappa > 1e-12 * kappa.max(initial=0.0)).tolist()
    if turning:
        lyapunov[turning], error[turning] = lyapunov_at(scaled, [points[k] for k in turning])
    unstable = _unstable_besides(scaled, points, 2)
    words = [
        "bogdanov-takens"
        if np.isnan(value)
        else criticality(float(value), float(margin)) + (", unstable besides" if more else "")
        for value, margin, more in zip(lyapunov, error, unstable, strict=True)
    ]
    frequency = np.sqrt(np.maximum(kappa, 0.0)) / RADIAN_PER_MS
    return [
        Variable("frequency", "f", "Hz", frequency),
        Variable("first_lyapunov_coefficient", "l_1", "1", lyapunov, gaps=True),
    ], words


def _fold_labels(scaled: ScaledField, points: Sequence[CurvePoint]) -> list[str]:
    unstable = _unstable_besides(scaled, points, 1)
    return ["of unstable equilibria" if more else "of a stable equilibrium" for more in unstable]


def _unstable_besides(scaled: ScaledField, points: Sequence[CurvePoint], critical: int) -> list[bool]:
    """Whether an eigenvalue that is not critical has a positive real part."""
    if scaled.states == critical:
        return [False] * len(points)
    rest = others(points, critical)
    found: list[bool] = np.asarray((rest.real > 0.0).any(axis=1)).tolist()
    return found
