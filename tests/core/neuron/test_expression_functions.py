"""Exprel, linoid and their derivatives, against 400-digit values and SciPy.

The values were made with mpmath: ₁F₁(k + 1; k + 2; x)/(k + 1) for the derivatives of exprel and the
polynomials in 1/(1 − e^{−x}) for those of linoid; the points lie on both sides of every switch.
"""

import math

import numpy as np
import pytest
from scipy import special

from core.neuron.expression import ExpressionError, call, derivative, evaluate, name, parse
from core.neuron.expression.functions import FUNCTIONS
from core.neuron.expression.removable import EXPREL_SWITCH, LINOID_SWITCH, MAX_ORDER

EXPREL = {
    -200.0: [0.005, 2.5e-05, 2.5e-07, 3.75e-09, 7.5e-11, 1.875e-12, 5.625e-14],
    -20.0: [
        0.04999999989694232,
        0.002499999891789435,
        0.00024999988612126235,
        3.749987986050823e-05,
        7.4998729144205245e-06,
        1.8748651709240093e-06,
        5.623564935960809e-07,
    ],
    -5.001953125: [
        0.19857747071758014,
        0.03835555154827168,
        0.013991795116420515,
        0.007047364235277099,
        0.004291255158754487,
        0.0029451447536642823,
        0.0021883589187736883,
    ],
    -4.99609375: [
        0.1988024506990071,
        0.03843765584282712,
        0.014033162029364782,
        0.007072558938688211,
        0.004308549489637841,
        0.002957996708965212,
        0.0021984498741209036,
    ],
    -0.5: [
        0.7869386805747332,
        0.36081604172419945,
        0.230202847471531,
        0.16815576540391908,
        0.13218480380608572,
        0.10878671863559033,
        0.0923793042018171,
    ],
    9.5367431640625e-07: [
        1.0000004768373099,
        0.5000003178915525,
        0.3333335717520034,
        0.25000019073493907,
        0.20000015894578435,
        0.16666680290591157,
        0.14285726206648294,
    ],
    4.99609375: [
        29.389871042644664,
        23.7074574484953,
        20.09963006248079,
        17.52082030927074,
        15.562412092923601,
        14.015447681470144,
        12.758340441598422,
    ],
    5.001953125: [
        29.529127547345617,
        23.82553000566621,
        20.202558736021054,
        17.612247337065124,
        15.644753261398964,
        14.090405036927283,
        12.827165706876809,
    ],
    200.0: [
        3.6129868840628744e84,
        3.5949219496425604e84,
        3.577037664566449e84,
        3.559331319094378e84,
        3.541800257680987e84,
        3.52444187762085e84,
        3.507253627734249e84,
    ],
}
LINOID = {
    -200.0: [
        2.767793053473475e-85,
        2.7539540882061076e-85,
        2.74011512293874e-85,
        2.726276157671373e-85,
        2.7124371924040054e-85,
        2.698598227136638e-85,
        2.6847592618692706e-85,
    ],
    -20.0: [
        4.1223072533738245e-08,
        3.9161918992018416e-08,
        3.7100765526768966e-08,
        3.5039612210211915e-08,
        3.297845918254296e-08,
        3.091730671565679e-08,
        2.8856155336349355e-08,
    ],
    -3.001953125: [
        0.15696647117976972,
        0.11288583680772561,
        0.07240289679512911,
        0.03737480218072294,
        0.010163739431995947,
        -0.00669578246947682,
        -0.011395906666312476,
    ],
    -2.9990234375: [
        0.15729750228098352,
        0.1130981151072554,
        0.0725124368758339,
        0.03740454997813552,
        0.010144073956838381,
        -0.006729188390771928,
        -0.011409190020913286,
    ],
    -0.5: [
        0.7707470412683991,
        0.4173549619795836,
        0.1625612878605824,
        0.016179199392629226,
        -0.0304423285796403,
        -0.011229659838201032,
        0.019834760727860678,
    ],
    -9.5367431640625e-07: [
        0.9999995231629176,
        0.4999998410542806,
        0.1666666666666515,
        3.178914388020489e-08,
        -0.03333333333332251,
        -2.2706531343001134e-08,
        0.02380952380950865,
    ],
    9.5367431640625e-07: [
        1.000000476837234,
        0.5000001589457194,
        0.1666666666666515,
        -3.178914388020489e-08,
        -0.03333333333332251,
        2.2706531343001134e-08,
        0.02380952380950865,
    ],
    2.9990234375: [
        3.1563209397809837,
        0.8869018848927446,
        0.0725124368758339,
        -0.03740454997813552,
        0.010144073956838381,
        0.006729188390771928,
        -0.011409190020913286,
    ],
    3.001953125: [
        3.1589195961797696,
        0.8871141631922744,
        0.07240289679512911,
        -0.03737480218072294,
        0.010163739431995947,
        0.00669578246947682,
        -0.011395906666312476,
    ],
    20.0: [
        20.000000041223075,
        0.999999960838081,
        3.7100765526768966e-08,
        -3.5039612210211915e-08,
        3.297845918254296e-08,
        -3.091730671565679e-08,
        2.8856155336349355e-08,
    ],
}


def family(stem: str, k: int) -> str:
    return f"{stem}_{k}" if k else stem


@pytest.mark.parametrize("k", range(MAX_ORDER + 1))
def test_derivatives_of_exprel_are_exact_to_a_few_ulp(k: int) -> None:
    operation = FUNCTIONS[family("exprel", k)]
    points, exact = np.array(list(EXPREL)), np.array([row[k] for row in EXPREL.values()])
    # Positive everywhere and computed from positive terms: measured 1e-15 at worst, k = 6 near the switch.
    np.testing.assert_allclose(operation.vector(points), exact, rtol=3e-15)
    np.testing.assert_allclose([operation.scalar(x) for x in points.tolist()], exact, rtol=3e-15)


@pytest.mark.parametrize("k", range(MAX_ORDER + 1))
def test_derivatives_of_linoid_are_exact_to_a_few_ulp(k: int) -> None:
    operation = FUNCTIONS[family("linoid", k)]
    points, exact = np.array(list(LINOID)), np.array([row[k] for row in LINOID.values()])
    # From k = 3 on they have zeros, near which only the absolute error can be small.
    absolute = 0.0 if k < 3 else 2e-15 * 2.0 ** (k - 3) * np.abs(exact).max()
    np.testing.assert_allclose(operation.vector(points), exact, rtol=4e-15, atol=absolute)
    np.testing.assert_allclose(
        [operation.scalar(x) for x in points.tolist()], exact, rtol=4e-15, atol=absolute
    )


def test_exprel_and_sigmoid_agree_with_scipy() -> None:
    x = np.concatenate(
        [np.linspace(-700.0, 700.0, 1401), np.logspace(-300, 0, 61), -np.logspace(-300, 0, 61)]
    )
    np.testing.assert_allclose(evaluate(parse("exprel(x)"), {"x": x}), special.exprel(x), rtol=1e-15)
    np.testing.assert_allclose(evaluate(parse("sigmoid(x)"), {"x": x}), special.expit(x), rtol=5e-16)
    np.testing.assert_allclose(
        evaluate(parse("1/exprel(-x)"), {"x": x}), evaluate(parse("linoid(x)"), {"x": x})
    )


@pytest.mark.parametrize("stem", ["exprel", "linoid"])
@pytest.mark.parametrize("k", range(MAX_ORDER))
def test_each_derivative_is_the_slope_of_the_one_before(stem: str, k: int) -> None:
    x, step = np.linspace(-12.0, 12.0, 97), 1e-4
    below, above = (evaluate(call(family(stem, k), name("x")), {"x": x + d}) for d in (-step, step))
    slope = evaluate(derivative(call(family(stem, k), name("x")), "x"), {"x": x})
    # Truncation step²/6 f‴ ≤ 2e-9 f′, rounding 1e-15/step.
    np.testing.assert_allclose((above - below) / (2.0 * step), slope, rtol=1e-8, atol=2e-11)


@pytest.mark.parametrize(("stem", "switch"), [("exprel", EXPREL_SWITCH), ("linoid", LINOID_SWITCH)])
def test_the_formulas_meet_at_the_switch(stem: str, switch: float) -> None:
    for k in range(1, MAX_ORDER + 1):
        for edge in (-switch, switch):
            scalar = FUNCTIONS[family(stem, k)].scalar
            low, high = scalar(math.nextafter(edge, -99.0)), scalar(math.nextafter(edge, 99.0))
            assert low == pytest.approx(high, rel=1e-14, abs=5e-15)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_floats_and_arrays_agree(function: str) -> None:
    points = [-800.0, -300.0, -7.3, -2.9, -1e-9, 0.0, 1e-9, 0.7, 2.9, 4.9, 30.0, 300.0, 800.0]
    tree = call(function, name("x"))
    among_arrays = np.asarray(evaluate(tree, {"x": np.array(points)}))
    values = [evaluate(tree, {"x": x}) for x in points]
    assert all(type(value) is float for value in values)
    among_floats = np.array(values)
    np.testing.assert_allclose(among_floats, among_arrays, rtol=1e-13, atol=1e-300)


def test_the_families_end_with_a_clear_error() -> None:
    with pytest.raises(ExpressionError, match="no more than 6 derivatives"):
        derivative(parse("linoid_6(V)"), "V")
    assert derivative(parse("linoid_6(V)"), "m") is derivative(parse("1"), "m")
