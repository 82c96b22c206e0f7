"""Special points of branches of equilibria as they are reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.dynamics.equilibrium_branches.branch import Crossing, EquilibriumBranch, Kind, LocalBifurcation
from core.dynamics.normal_forms import Criticality
from core.parameters import parameter
from core.quantity import Count, Dimensionless, Fraction, Hertz, Millivolt, PerMillisecond, Quantity

ParameterValue = Annotated[float, Quantity("value of the parameter", "the parameter's own")]
"""In the unit that the report names."""
Curvature = Annotated[float, Quantity("second derivative of the parameter", "the parameter's own per mV²")]

RADIAN_PER_MS = 2e-3 * np.pi
"""Angular frequency [rad/ms] of 1 Hz."""


@dataclass(frozen=True, slots=True)
class SpecialPoint:
    """A point of a branch at which its linear stability or its type changes, or branches meet."""

    kind: Kind = parameter(
        meaning="hopf: a pair of eigenvalues on the imaginary axis; saddle-node: a zero eigenvalue, where "
        "two "
        "equilibria meet and the branch turns back; branch-point: a zero eigenvalue, where two branches "
        "cross; "
        "node-focus: two real eigenvalues become a complex pair (tr² = 4 det for two states); "
        "neutral-saddle: two real eigenvalues of opposite sign and equal size (tr J = 0 with det J < 0 for "
        "two "
        "states), no bifurcation"
    )
    branch: Count = parameter(meaning="number of its branch, from 1")
    value: ParameterValue = parameter(meaning="value of the parameter at the point")
    voltage: Millivolt = parameter(meaning="voltage of the equilibrium there", symbol="V")
    gates: Mapping[str, Fraction] = parameter(meaning="value of every other state, by name")
    residual: Dimensionless = parameter(
        meaning="error of the defining equation over its terms: |Re λ|/ω, |λ|/‖J‖, |(λᵢ − λⱼ)²|/‖J‖² or |λᵢ "
        "+ λⱼ|"
    )
    value_error: ParameterValue = parameter(meaning="estimated error of the value")
    voltage_error: Millivolt = parameter(meaning="estimated error of the voltage")
    frequency: Hertz | None = parameter(
        None, "of the oscillation that is born at a Hopf point, ω/2π; null elsewhere"
    )
    first_lyapunov_coefficient: Dimensionless | None = parameter(
        None,
        "l₁ = Re c₁/ω at a Hopf point in Kuznetsov's normalisation: ⟨q, q⟩ = 1 and ⟨p, q⟩ = 1, the voltage "
        "in mV and gates as numbers; positive: subcritical; null elsewhere",
        symbol="l_1",
    )
    first_lyapunov_error: Dimensionless | None = parameter(None, "estimated error of l₁")
    cubic_coefficient: PerMillisecond | None = parameter(
        None,
        "Re c₁ = ω l₁ of the normal form z′ = iωz + c₁ z|z|², same normalisation (MatCont prints this)",
        symbol=r"\mathrm{Re}\,c_1",
    )
    criticality: Criticality | None = parameter(
        None,
        "supercritical: a stable cycle is born (l₁ < 0); subcritical: an unstable one (l₁ > 0); degenerate: "
        "the sign is within the error; null elsewhere than at a Hopf point",
    )
    quadratic_coefficient: PerMillisecond | None = parameter(
        None, "a of the normal form y′ = a y² at a saddle-node, in the same normalisation; null elsewhere"
    )
    curvature: Curvature | None = parameter(
        None,
        "second derivative of the parameter by the voltage along the branch at a saddle-node (I_ss″ for the "
        "current); positive: the equilibria exist above its value; null elsewhere, and where the voltage "
        "does "
        "not change along the branch",
    )
    crossing: Crossing | None = parameter(
        None,
        "of the two branches at a branch point: transcritical where both pass through its value, pitchfork "
        "where one turns back there; null elsewhere",
    )
    summary: str = parameter("", "the point in a sentence")


def reported(branch: EquilibriumBranch, number: int, point: LocalBifurcation, summary: str) -> SpecialPoint:
    """A special point of the branch of a number as it is reported."""
    form = point.hopf
    frequency = point.angular_frequency
    return SpecialPoint(
        kind=point.kind,
        branch=number,
        value=point.value,
        voltage=point.voltage,
        gates=dict(zip(branch.field.states[1:], point.state[1:].tolist(), strict=True)),
        residual=point.residual,
        value_error=point.value_error,
        voltage_error=point.voltage_error,
        frequency=None if frequency is None else frequency / RADIAN_PER_MS,
        first_lyapunov_coefficient=None if form is None else form.first_lyapunov_coefficient,
        first_lyapunov_error=None if form is None else form.error,
        cubic_coefficient=None if form is None else form.cubic_coefficient,
        criticality=None if form is None else form.criticality,
        quadratic_coefficient=point.quadratic_coefficient,
        curvature=point.curvature,
        crossing=point.crossing,
        summary=summary,
    )
