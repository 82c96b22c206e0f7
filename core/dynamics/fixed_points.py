"""Fixed points: every equilibrium at a constant current, its Jacobian, eigenvalues and type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.dynamics.equilibria import Equilibria, SteadyCurve, VoltageRange
from core.dynamics.equilibrium_branches.at_current import equilibria_at_current
from core.dynamics.equilibrium_branches.at_values import unproven
from core.dynamics.linearisation import Linearisation, Type, invariants
from core.dynamics.wording import describe
from core.neuron.amounts import Amounts
from core.neuron.declaration import Model, Neuron
from core.parameters import Parameters, parameter
from core.quantity import Count, Fraction, MicroampPerCm2, Millivolt, PerMillisecond, Quantity
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Numerics, Result, Variable

JacobianElement = Annotated[float, Quantity("Jacobian element", "row's unit per ms per column's unit")]
Determinant = Annotated[float, Quantity("determinant of n states", "ms⁻ⁿ")]
PerSquareMillisecond = Annotated[float, Quantity("squared rate", "1/ms²")]

CONVENTION = (
    "Node: all eigenvalues real and of one sign. Focus: of one sign, some complex. Saddle: real parts of "
    "both signs; saddle-focus: the same with a complex pair. Centre: a pair on the imaginary axis within its "
    "error (only nonlinear terms decide stability). Degenerate: a zero eigenvalue within its error."
)


SCAN = "sign scan of I_ss(V) = I between the extrema of I_ss; Newton's method within brackets"
STARTS = "Newton's method for all states from many starts: implicit states solved for at a grid of voltages"


@dataclass(frozen=True, kw_only=True)
class FixedPointsRequest(Parameters):
    """Which equilibria are asked for."""

    current: MicroampPerCm2 = parameter(0.0, "constant injected current density", symbol="I")


@dataclass(frozen=True, slots=True)
class Eigenvalue:
    """One eigenvalue of the Jacobian."""

    real: PerMillisecond = parameter(meaning="rate of growth, or if negative of decay")
    imaginary: PerMillisecond = parameter(meaning="angular frequency, 0 without oscillation")


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """An equilibrium."""

    voltage: Millivolt = parameter(meaning="voltage of the equilibrium", symbol="V")
    gates: Mapping[str, Fraction] = parameter(meaning="value of every other state, by name")
    type: Type = parameter(meaning="type of the linearised flow, in the sense of `convention`")
    stable: bool = parameter(meaning="whether every eigenvalue has a negative real part beyond its error")
    summary: str = parameter(meaning="the equilibrium in a sentence")
    jacobian: tuple[tuple[JacobianElement, ...], ...] = parameter(
        meaning="matrix of the partial derivatives of the rates, rows and columns in the order of `states`"
    )
    trace: PerMillisecond = parameter(meaning="trace of the Jacobian")
    determinant: Determinant | None = parameter(
        meaning="determinant of the Jacobian; null where it overflows"
    )
    discriminant: PerSquareMillisecond | None = parameter(
        meaning="tr² − 4 det, for models of two states; null for others and where it overflows"
    )
    eigenvalues: tuple[Eigenvalue, ...] = parameter(meaning="of the Jacobian, the largest real part first")
    unstable_dimensions: Count = parameter(meaning="how many eigenvalues have a positive real part")
    real_part_error: PerMillisecond = parameter(
        meaning="largest error of a real part, from rounding and from the error of the voltage; a real part "
        "within its error counts as zero"
    )
    current_residual: MicroampPerCm2 = parameter(meaning="|I_ss(V) − I| that the root finder left")
    voltage_error: Millivolt = parameter(meaning="estimated error of the voltage")


@dataclass(frozen=True, slots=True)
class FixedPointsReport:
    """All equilibria at one current."""

    current: MicroampPerCm2 = parameter(meaning="constant injected current density", symbol="I")
    states: tuple[str, ...] = parameter(meaning="order of the Jacobian's rows and columns")
    count: Count = parameter(meaning="number of equilibria")
    stable_count: Count = parameter(meaning="number of stable ones")
    fixed_points: tuple[FixedPoint, ...] = parameter(meaning="the equilibria, by increasing voltage")
    searched_from: Millivolt = parameter(meaning="lowest voltage at which they were looked for")
    searched_to: Millivolt = parameter(meaning="highest voltage at which they were looked for")
    complete: bool = parameter(meaning="whether there can be none outside of that range")
    convention: str = parameter(meaning="what the types mean")


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def fixed_points(neuron: Neuron, request: FixedPointsRequest) -> Result:
    """All equilibria of a neuron at a constant current, in order of their voltage.

    At an equilibrium the gates have their steady states, and V solves I_ss(V) = I. Where steady states have
    no closed form (a pool whose reversal potential it sets itself) equilibria are looked for by Newton's
    method from many starts instead.

    Parameters
    ----------
    neuron
        The model and its parameters.
    request
        The current [µA/cm²].

    Returns
    -------
    Result
        Report `FixedPointsReport`; main table over the voltages [mV] of the equilibria; curve I_ss(V) where
        it has a closed form.

    Raises
    ------
    ConvergenceError
        The rates of the model are not finite.
    """
    current = float(request.current)
    found = equilibria_at_current(neuron, current)
    linear = found.linear
    report = FixedPointsReport(
        current=current,
        states=neuron.model.state_names,
        count=found.equilibria.voltage.size,
        stable_count=int(np.count_nonzero([kind.startswith("stable") for kind in linear.types])),
        fixed_points=described_points(neuron, found.equilibria, linear),
        searched_from=found.span.low,
        searched_to=found.span.high,
        complete=found.span.proven,
        convention=CONVENTION,
    )
    return Result(
        numerics=Numerics(
            method=SCAN if found.curve is not None else STARTS,
            evaluations=found.evaluations,
            estimated_errors=(
                ErrorEstimate(
                    "voltage",
                    "mV",
                    float(found.equilibria.error.max(initial=0.0)),
                    "rounding of I_ss and the residual, over its slope",
                ),
            ),
        ),
        axis=Variable("voltage", "V", "mV", found.equilibria.voltage),
        series=_table(neuron, linear),
        curves=() if found.curve is None else (_steady_curve(found.curve),),
        report=report,
        warnings=doubts(found.span, found.equilibria, linear, current, neuron.model),
        references=cite("kuznetsov-2004", *neuron.model.references),
    )


def _steady_curve(curve: SteadyCurve) -> Curve:
    return Curve(
        "steady-state current",
        "steady-state",
        (
            Variable("voltage", "V", "mV", curve.voltage),
            Variable("current", "I_ss", "µA/cm²", curve.current),
        ),
    )


def described_points(neuron: Neuron, found: Equilibria, linear: Linearisation) -> tuple[FixedPoint, ...]:
    """The equilibria as they are reported."""
    gates = neuron.model.states[1:]
    points = []
    for i, kind in enumerate(linear.types):
        jacobian, values = linear.jacobian[i], linear.eigenvalues[i]
        trace, determinant, discriminant = _invariants(jacobian)
        points.append(
            FixedPoint(
                voltage=float(found.voltage[i]),
                gates=dict(zip(gates, linear.states[1:, i].tolist(), strict=True)),
                type=kind,
                stable=kind.startswith("stable"),
                summary=describe(kind, values, float(found.voltage[i]), neuron.model),
                jacobian=tuple(tuple(row) for row in jacobian.tolist()),
                trace=trace,
                determinant=determinant,
                discriminant=discriminant,
                eigenvalues=tuple(Eigenvalue(z.real, z.imag) for z in values.tolist()),
                unstable_dimensions=int(linear.unstable_dimensions[i]),
                real_part_error=float(linear.tolerance[i].max()),
                current_residual=float(found.residual[i]),
                voltage_error=float(found.error[i]),
            )
        )
    return tuple(points)


def _invariants(jacobian: Floats) -> tuple[float, float | None, float | None]:
    """Trace, determinant and (of two states) discriminant; None where there is none or it overflows."""
    if len(jacobian) == 2:
        found = [float(x) for x in invariants(jacobian)]
    else:
        with np.errstate(over="ignore"):
            found = [float(np.trace(jacobian)), float(np.linalg.det(jacobian)), np.inf]
    determinant, discriminant = (x if np.isfinite(x) else None for x in found[1:])
    return found[0], determinant, discriminant


def _table(neuron: Neuron, linear: Linearisation) -> tuple[Variable, ...]:
    gates = neuron.model.states[1:]
    leading = linear.eigenvalues[:, 0]
    return (
        *(Variable(gate, gate, "1", linear.states[1 + i]) for i, gate in enumerate(gates)),
        Variable("leading_real_part", "Re λ", "1/ms", leading.real),
        Variable("leading_imaginary_part", "Im λ", "1/ms", leading.imag),
    )


def doubts(
    span: VoltageRange, found: Equilibria, linear: Linearisation, current: float, model: Model
) -> tuple[Notice, ...]:
    """What a reader should know about the search and about equilibria near a bifurcation."""
    notices, amounts = [], Amounts(model)
    if found.continuum:
        notices.append(
            Notice(
                "no-conductance",
                "at some voltages nothing flows, whatever the voltage or another state is: each of these "
                "states is an equilibrium, and none is reported",
            )
        )
    if not span.proven:
        notices.append(Notice(*unproven(span, model)))
    for voltage, values, kind in zip(found.voltage, linear.eigenvalues, linear.types, strict=True):
        size = np.abs(values).max(initial=0.0)
        nearest = values[np.argmin(np.abs(values.real))]
        if kind not in {"centre", "degenerate"} and abs(nearest.real) < 1e-6 * size:
            event = "a Hopf bifurcation" if nearest.imag else "a saddle-node bifurcation"
            notices.append(
                Notice(
                    "near-bifurcation",
                    f"the equilibrium at {amounts.voltage(voltage, 6)} is so near {event} that its stability "
                    f"rests on the last digits of the current, {amounts.current(current, 15)}",
                    "/current",
                )
            )
    return tuple(notices)
