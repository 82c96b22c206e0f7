"""Special points of a branch of equilibria: where they are, what they are, and how well they are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from scipy.optimize import brentq

from core.dynamics.branch import pairs, test_functions
from core.dynamics.equilibria import VOLTAGE_LIMIT, rounding
from core.dynamics.linearisation import (
    Complexes,
    Linearisation,
    balanced_norm,
    elementwise_errors,
    linearise,
)
from core.dynamics.linearisation import rounding as eigenvalue_rounding
from core.dynamics.normal_forms import Criticality, hopf_normal_form, saddle_node_coefficient
from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, steady_curve, steady_state
from core.numerics.roots import EPSILON, Indices, sign_changes
from core.parameters import parameter
from core.quantity import Dimensionless, Fraction, Hertz, MicroampPerCm2, Millivolt, PerMillisecond, Quantity
from core.result import Floats

Kind = Literal["hopf", "saddle-node", "node-focus", "neutral-saddle"]
Curvature = Annotated[float, Quantity("second derivative of a current density", "mS/(cm²·mV)")]

HOPF_TEST, NODE_FOCUS_TEST = 0, 1
TINY = float(np.finfo(np.float64).tiny)
RADIAN_PER_MS = 2e-3 * np.pi
"""Angular frequency [rad/ms] of 1 Hz."""
TEST_STEP = 1e-4
"""Voltage step [mV] for the slope of a test function, which only an error estimate needs."""


@dataclass(frozen=True, slots=True)
class SpecialPoint:
    """A point of the branch at which its linear stability or its type changes."""

    kind: Kind = parameter(
        meaning="hopf: a pair of eigenvalues on the imaginary axis; saddle-node: a zero eigenvalue, where "
        "two equilibria meet (I_ss′ = 0); node-focus: two real eigenvalues become a complex pair "
        "(tr² = 4 det); "
        "neutral-saddle: two real eigenvalues of opposite sign and equal size (tr J = 0 with det J < 0), no "
        "bifurcation"
    )
    current: MicroampPerCm2 = parameter(meaning="applied current of the point", symbol="I")
    voltage: Millivolt = parameter(meaning="voltage of the equilibrium there", symbol="V")
    gates: Mapping[str, Fraction] = parameter(meaning="value of every other state, by name")
    residual: Dimensionless = parameter(
        meaning="error of the defining equation over its terms: |Re λ|/ω, |λ|/‖J‖, |Π(λᵢ − λⱼ)²| or |λᵢ + λⱼ|"
    )
    current_error: MicroampPerCm2 = parameter(meaning="estimated error of the current")
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
    steady_current_curvature: Curvature | None = parameter(
        None, "I_ss″ at a saddle-node; positive: the equilibria exist above its current; null elsewhere"
    )
    summary: str = parameter("", "the point in a sentence")


MAX_ZEROS = 200
"""Hopf points and the like past which they are rounding, on one stretch; known models have a dozen."""


def zeros_of_tests(neuron: Neuron, voltage: Floats, tests: Floats) -> list[SpecialPoint]:
    """Hopf points, neutral saddles and node-focus changes on a resolved stretch, see `branch.resolve`."""
    found = []
    for which in (HOPF_TEST, NODE_FOCUS_TEST):
        test = _scalar_test(neuron, which)
        cells = sign_changes(tests[which])
        if cells.size > MAX_ZEROS:
            raise ConvergenceError(
                f"the test functions change their sign {cells.size} times: they are lost in rounding",
                hint="the rates differ by too many orders of magnitude, or change too abruptly with V",
            )
        roots = [_root(test, float(voltage[i]), float(voltage[i + 1])) for i in cells]
        roots += voltage[tests[which] == 0.0].tolist()
        for root in roots:
            checkpoint()
            found.append(_zero(neuron, which, root))
    return found


def _scalar_test(neuron: Neuron, which: int) -> Callable[[float], float]:
    def test(voltage: float) -> float:
        checkpoint()
        jacobian = jacobian_matrix(neuron, steady_state(neuron, voltage))
        return float(test_functions(jacobian[None])[which, 0])

    return test


def _root(test: Callable[[float], float], low: float, high: float) -> float:
    at_low, at_high = test(low), test(high)
    if at_low * at_high >= 0.0:
        # Evaluated on arrays the signs differed: the smaller value is a zero, to rounding.
        return low if abs(at_low) <= abs(at_high) else high
    return float(brentq(test, low, high, xtol=TINY, rtol=4.0 * EPSILON, maxiter=200))


def _zero(neuron: Neuron, which: int, voltage: float) -> SpecialPoint:
    # The neighbours give the slope of the test function, which only the error estimate needs.
    linear = linearise(neuron, voltage + np.array([0.0, -TEST_STEP, TEST_STEP]))
    return _node_focus(neuron, linear) if which == NODE_FOCUS_TEST else _zero_sum(neuron, linear)


def _zero_sum(neuron: Neuron, linear: Linearisation) -> SpecialPoint:
    """A Hopf point or a neutral saddle."""
    values = linear.eigenvalues[0]
    i, j = pairs(values.size)
    sums = np.abs(values[i] + values[j]) / np.maximum(np.abs(values[i]) + np.abs(values[j]), TINY)
    pair = int(np.argmin(sums))
    slack = 2.0 * float(eigenvalue_rounding(linear.jacobian)[0])
    point = _located(neuron, linear, "neutral-saddle", float(sums[pair]), slack, _nearest(linear, np.add)[0])
    if values[i[pair]].imag == 0.0:
        return point
    try:
        form = hopf_normal_form(neuron, linear.states[:, 0])
    except ConvergenceError:
        # A zero eigenvalue besides the pair: no Hopf normal form exists.
        return replace(point, kind="hopf", frequency=abs(values[i[pair]].imag) / RADIAN_PER_MS)
    return replace(
        point,
        kind="hopf",
        frequency=form.angular_frequency / RADIAN_PER_MS,
        first_lyapunov_coefficient=form.first_lyapunov_coefficient,
        first_lyapunov_error=form.error,
        cubic_coefficient=form.cubic_coefficient,
        criticality=form.criticality,
    )


def _node_focus(neuron: Neuron, linear: Linearisation) -> SpecialPoint:
    gaps, pair = _nearest(linear, lambda a, b: (a - b) ** 2)
    # The error of λᵢ grows as 1/|λᵢ − λⱼ| towards the double eigenvalue, that of (λᵢ − λⱼ)² does not.
    slack = max(
        4.0 * np.sqrt(abs(gaps[k])) * float(elementwise_errors(linear.jacobian[k])[pair[k]]) for k in (1, 2)
    )
    size = float(balanced_norm(linear.jacobian)[0])
    return _located(neuron, linear, "node-focus", abs(float(gaps[0])) / size**2, float(slack), gaps)


def _nearest(
    linear: Linearisation, combine: Callable[[Complexes, Complexes], Complexes]
) -> tuple[Floats, Indices]:
    """λᵢ + λⱼ or (λᵢ − λⱼ)² of the pair for which it is nearest to zero, at each voltage, and i."""
    i, j = pairs(linear.eigenvalues.shape[1])
    combined = combine(linear.eigenvalues[:, i], linear.eigenvalues[:, j])
    nearest = np.abs(combined).argmin(axis=1)
    return np.asarray(combined[np.arange(nearest.size), nearest].real), i[nearest]


def _located(
    neuron: Neuron,
    linear: Linearisation,
    kind: Kind,
    residual: float,
    slack: float,
    test: Floats,
) -> SpecialPoint:
    """A zero of a test function, which rounding leaves uncertain by `slack`, with the errors that follow."""
    voltage = linear.states[0, :1]
    steepness = abs(float(test[2] - test[1])) / (2.0 * TEST_STEP)
    current, slope = steady_curve(neuron, voltage, 1)[:, 0].tolist()
    voltage_error = 2.0 * VOLTAGE_LIMIT
    if steepness > 0.0:
        voltage_error = min(voltage_error, (slack + abs(float(test[0]))) / steepness)
    voltage_error += EPSILON * abs(float(voltage[0]))
    return SpecialPoint(
        kind=kind,
        current=current,
        voltage=float(voltage[0]),
        gates=_gates(neuron, linear),
        residual=residual,
        voltage_error=voltage_error,
        current_error=abs(slope) * voltage_error + float(rounding(neuron, voltage, current)[0]),
    )


def saddle_node(neuron: Neuron, voltage: float) -> SpecialPoint:
    """The saddle-node at an extremum of I_ss [mV]."""
    linear = linearise(neuron, np.array([voltage]))
    current, slope, curvature = steady_curve(neuron, linear.states[0])[:, 0].tolist()
    rounded = float(rounding(neuron, linear.states[0], current)[0])
    # I_ss′ is rounded like I_ss, per millivolt of the gates' steepness; λ ∝ I_ss′ bounds what is left of
    # it.
    slope_error = abs(slope) + 8.0 * EPSILON * float(np.abs(linear.jacobian[0, 0, 0])) * _capacitance(neuron)
    return SpecialPoint(
        kind="saddle-node",
        current=current,
        voltage=voltage,
        gates=_gates(neuron, linear),
        residual=float(np.abs(linear.eigenvalues[0]).min() / balanced_norm(linear.jacobian)[0]),
        voltage_error=min(slope_error / abs(curvature), 2.0 * VOLTAGE_LIMIT) + EPSILON * abs(voltage),
        current_error=rounded + 0.5 * slope_error**2 / abs(curvature),
        quadratic_coefficient=saddle_node_coefficient(neuron, linear.states[:, 0]),
        steady_current_curvature=curvature,
    )


def _capacitance(neuron: Neuron) -> float:
    return neuron.values[neuron.model.capacitance]


def _gates(neuron: Neuron, linear: Linearisation) -> dict[str, float]:
    return dict(zip(neuron.model.states[1:], linear.states[1:, 0].tolist(), strict=True))
