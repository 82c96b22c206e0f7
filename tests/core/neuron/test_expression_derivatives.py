"""Exact derivatives: the rules, their stability, and their agreement with differences."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.neuron.expression import (
    Expression,
    call,
    derivative,
    evaluate,
    evaluate_many,
    name,
    number,
    parse,
    plain,
    postorder,
)

RATES = [
    "0.1*(V + 40)/(1 - exp(-(V + 40)/10))",
    "1/exprel(-(V + 40)/10)",
    "linoid((V + 40)/10)",
    "0.07*exp(-(V + 65)/20)",
    "1/(1 + exp(-(V + 35)/10))",
    "sigmoid((V + 35)/10)",
    "0.5*(1 + tanh((V + 1.2)/18))",
    "cosh((V - 2)/(2*30))/15",
    "15/cosh((V - 2)/(2*30))",
    "1/(2*cosh(V/10)^2)",
    "cosh(V/10)^-2",
    "sech(V/10)",
    "exprel(-V/10)",
    "V - V^3/3",
    "sqrt(V^2 + 1)*log(V^2 + 2)",
    "(V^2 + 1)^(V/100)",
    "exp(-(V/20)^2) / (1 + (V/50)^4)",
]


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("V^3", "3*V^2"),
        ("exp(-V/10)", "-0.1*exp(-V/10)"),
        ("g*(V - E)", "g"),
        ("w", "0"),
        ("log(V)", "1/V"),
        ("sqrt(V)", "0.5/sqrt(V)"),
        ("tanh(V)", "sech(V)^2"),
        ("sech(V)", "-sech(V)*tanh(V)"),
        ("sigmoid(V)", "sigmoid(V)*sigmoid(-V)"),
        ("exprel(V)", "exprel_1(V)"),
        ("1/exprel(-(V + 40)/10)", "0.1*linoid_1((V + 40)/10)"),
        ("1/cosh(V)", "-sech(V)*tanh(V)"),
        ("a^V", "a^V*log(a)"),
        ("V^a", "a*V^(a - 1)"),
    ],
)
def test_rules(text: str, slope: str) -> None:
    assert plain(derivative(parse(text), "V")) == slope


@pytest.mark.parametrize("text", RATES)
def test_first_to_third_derivatives_agree_with_differences(text: str) -> None:
    V = np.linspace(-87.3, 61.1, 41)
    tree, step = parse(text), 1e-2
    for order in (1, 2, 3):
        slope = derivative(tree, "V")
        f = {k: np.asarray(evaluate(tree, {"V": V + k * step})) for k in (-2, -1, 1, 2)}
        difference = (f[-2] - 8.0 * f[-1] + 8.0 * f[1] - f[2]) / (12.0 * step)
        exact = np.broadcast_to(evaluate(slope, {"V": V}), V.shape)
        # Five points: truncation step⁴ f⁽⁵⁾/30, about 1e-9 of the scale for features 2 mV wide, and rounding
        # 1e-16 f/step. The raw linoid quotient cancels near V = −40, which costs three digits more an order.
        scale = max(np.abs(exact).max(), 1e-3 * np.abs(f[1]).max())
        np.testing.assert_allclose(difference, exact, rtol=0.0, atol=scale * 10.0 ** (2 * order - 10))
        tree = slope


@pytest.mark.parametrize("text", [text for text in RATES if "^(V" not in text and "sqrt" not in text])
def test_no_derivative_is_nan_far_from_rest(text: str) -> None:
    tree = parse(text)
    for _ in range(3):
        tree = derivative(tree, "V")
        values = np.asarray(evaluate(tree, {"V": np.array([-3000.0, -500.3, 300.1, 499.7, 3000.0])}))
        assert np.isfinite(values).all()


def test_the_opening_rate_has_its_limits_on_both_sides() -> None:
    first = derivative(parse("1/exprel(-(V + 40)/10)"), "V")
    second = derivative(first, "V")
    third = derivative(second, "V")
    # x/(1 − e^{−x}) → x + x e^{−x} on the right, −x eˣ on the left, 1 + x/2 + x²/12 − x⁴/720 about 0.
    right, left = 54.0, 46.0
    assert evaluate(first, {"V": 500.0}) == 0.1
    assert evaluate(second, {"V": 500.0}) == pytest.approx(0.01 * (right - 2.0) * math.exp(-right), rel=1e-13)
    assert evaluate(third, {"V": 500.0}) == pytest.approx(
        -0.001 * (right - 3.0) * math.exp(-right), rel=1e-13
    )
    assert evaluate(first, {"V": -500.0}) == pytest.approx(0.1 * (left - 1.0) * math.exp(-left), rel=1e-13)
    assert evaluate_many([first, second, third], {"V": -40.0}) == pytest.approx(
        (0.05, 0.01 / 6.0, 0.0), rel=1e-15
    )


def test_flanks_of_a_gate_keep_their_digits() -> None:
    # s(1 − s) and 1 − tanh² would give 0 here.
    gate, ramp = (derivative(parse(text), "x") for text in ("sigmoid(x)", "tanh(x)"))
    assert evaluate(gate, {"x": 50.0}) == pytest.approx(math.exp(-50.0), rel=1e-14)
    assert evaluate(ramp, {"x": 30.0}) == pytest.approx(4.0 * math.exp(-60.0), rel=1e-14)
    assert evaluate(derivative(parse("1/cosh(x)"), "x"), {"x": 800.0}) == 0.0


def test_mixed_partial_derivatives_commute() -> None:
    tree = parse("g*m^3*h*(V - E) + exp(-V*m/k)*sigmoid(V/k)")
    at = {"g": 1.2, "m": 0.4, "h": 0.3, "V": -20.0, "E": 50.0, "k": 9.0}
    one = derivative(derivative(tree, "V"), "m")
    other = derivative(derivative(tree, "m"), "V")
    assert evaluate(one, at) == pytest.approx(evaluate(other, at), rel=1e-13)


def test_derivatives_stay_small() -> None:
    tree = parse("g*m^3*h*(V - E)")
    assert plain(derivative(tree, "m")) == "3*(g*m^2*h*(V - E))"
    assert plain(derivative(derivative(derivative(tree, "V"), "m"), "h")) == "3*(g*m^2)"
    hostile = parse("*".join(["(x + y)/(x*y + 2)"] * 40))
    for _ in range(3):
        hostile = derivative(hostile, "x")
    assert len(postorder([hostile])) < 5_000


x, y = name("x"), name("y")
smooth = st.recursive(
    st.sampled_from([x, y]) | st.floats(-2.0, 2.0).map(lambda value: number(round(value, 2))),
    lambda inner: (
        st.builds(lambda a, b: a + b, inner, inner)
        | st.builds(lambda a, b: a - b, inner, inner)
        | st.builds(lambda a, b: a * b, inner, inner)
        | st.builds(lambda a, b: a / (1.5 + call("sigmoid", b)), inner, inner)
        | st.builds(lambda a, k: a**k, inner, st.sampled_from([2.0, 3.0, 4.0]))
        | st.builds(call, st.sampled_from(["tanh", "sigmoid", "sech", "exprel", "linoid"]), inner)
        | inner.map(lambda a: call("exp", call("tanh", a)))
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(smooth, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_derivative_of_any_smooth_tree_agrees_with_differences(tree: Expression, x: float, y: float) -> None:
    def value(tree: Expression, x: float) -> float:
        return float(evaluate(tree, {"x": x, "y": y}))

    exact = value(derivative(tree, "x"), x)
    coarse, fine = ((value(tree, x + d) - value(tree, x - d)) / (2.0 * d) for d in (2e-4, 1e-4))
    # Richardson's difference of the two is the truncation error; steep trees, where it is large, say nothing.
    size = 1.0 + abs(value(tree, x)) + abs(exact)
    assume(math.isfinite(size) and abs(coarse - fine) < 1e-5 * size)
    assert (4.0 * fine - coarse) / 3.0 == pytest.approx(exact, rel=1e-6, abs=1e-8 * size)
