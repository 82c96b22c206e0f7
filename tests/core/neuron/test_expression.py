"""Trees: sharing, simplification, values, and the round trip through text."""

import gc
import math
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.neuron.expression import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Name,
    Negative,
    call,
    derivative,
    evaluate,
    evaluate_many,
    latex,
    name,
    names,
    number,
    parse,
    plain,
    postorder,
    program,
    substitute,
)
from core.neuron.expression.functions import FUNCTIONS
from core.neuron.expression.nodes import node

V, E, g, m, h, x, y = (name(identifier) for identifier in "V E g m h x y".split())  # noqa: SIM905

finite = st.floats(allow_nan=False, allow_infinity=False)
leaves = finite.map(number) | st.sampled_from([x, y, name("a_1")])


def as_written(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Trees as the parser makes them: any shape, nothing simplified."""
    return (
        st.builds(lambda o, a, b: node(Binary, o, a, b), st.sampled_from("+-*/^"), inner, inner)
        | st.builds(lambda a: node(Negative, a), inner)
        | st.builds(lambda f, a: node(Call, f, a), st.sampled_from(sorted(FUNCTIONS)), inner)
    )


trees = st.recursive(leaves, as_written, max_leaves=12)
values = st.fixed_dictionaries(dict.fromkeys(("x", "y", "a_1"), finite))


@settings(max_examples=150, deadline=None)
@given(trees, values)
def test_text_parses_back_to_the_same_value(tree: Expression, at: dict[str, float]) -> None:
    again = parse(plain(tree))
    assert plain(parse(plain(again))) == plain(again)
    before, after = evaluate(tree, at), evaluate(again, at)
    assert before == after or (math.isnan(before) and math.isnan(after))


@settings(max_examples=100, deadline=None)
@given(trees, values)
def test_floats_and_arrays_give_the_same_values_without_warnings(
    tree: Expression, at: dict[str, float]
) -> None:
    alone = evaluate(tree, at)
    assert type(alone) is float
    along = np.broadcast_to(evaluate(tree, {key: np.full(3, value) for key, value in at.items()}), (3,))
    if math.isfinite(alone) and np.isfinite(along).all() and abs(alone) < 1e100:
        # The two mathematical libraries may differ by an ulp in each function, which powers and exponentials
        # amplify; what is tested is that no path means something else.
        sensitivity = evaluate(tree, {key: value * (1.0 + 1e-13) for key, value in at.items()})
        if math.isclose(sensitivity, alone, rel_tol=1e-9):
            np.testing.assert_allclose(along, alone, rtol=1e-6, atol=1e-300)


@settings(max_examples=60, deadline=None)
@given(trees)
def test_latex_balances_its_braces(tree: Expression) -> None:
    text = latex(tree)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left(") == text.count(r"\right)")


def test_equal_trees_are_one_object() -> None:
    assert parse("g*m^3*h*(V - E)") is g * m**3 * h * (V - E)
    assert parse("exp(x)/2") is not parse("exp(x)/3")
    assert pickle.loads(pickle.dumps(parse("exp(-x^2)/y"))) is parse("exp(-x^2)/y")  # noqa: S301
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda k: parse(f"tanh(x/{k % 5 + 1})^3"), range(200)))
    assert len(set(made)) == 5


def test_trees_that_nobody_holds_are_forgotten() -> None:
    from core.neuron.expression.nodes import _pool

    gc.collect()
    before = len(_pool)
    tree = parse("quite_unique_name*exp(quite_unique_name)")
    assert len(_pool) == before + 3
    del tree
    gc.collect()
    assert len(_pool) == before


@pytest.mark.parametrize(
    ("tree", "simplified"),
    [
        (0.0 * x, "0"),
        (x * 1.0, "x"),
        (x + 0.0, "x"),
        (0.0 - x, "-x"),
        (x - x, "0"),
        (x + x, "2*x"),
        (3.0 * x - x, "2*x"),
        (x**1.0, "x"),
        (x**0.0, "1"),
        (x * x * x, "x^3"),
        (-parse("-x"), "x"),
        (-(x - y), "y - x"),
        (x + -y, "x - y"),
        (-x + y, "y - x"),
        (-x * -y, "x*y"),
        (2.0 * (3.0 * x), "6*x"),
        (x * 3.0, "3*x"),
        (x / 1.0, "x"),
        (x / -10.0, "-x/10"),
        (6.0 * x / 3.0, "2*x"),
        (0.0 / x, "0"),
        (1.0 / (1.0 / x), "x"),
        (1.0 / (x / y), "y/x"),
        (number(2.0) ** 10.0, "1024"),
        (2.0**x, "2^x"),
        (call("exp", 0.0), "1"),
        (np.float64(2.0) * x + np.float64(1.0), "2*x + 1"),
        (1e308 * (1e308 * x), "1e+308*(1e+308*x)"),
        (1e308 * x + 1e308 * x, "1e+308*x + 1e+308*x"),
        (1e308 * x / 0.01, "1e+308*x/0.01"),
        (x / 0.0, "x/0"),
        (number(0.0) / 0.0, "0/0"),
    ],
)
def test_light_simplification(tree: Expression, simplified: str) -> None:
    assert plain(tree) == simplified


def test_minimal_parentheses() -> None:
    for text in (
        "a - (b - c)",
        "a - b - c",
        "(a + b)*c",
        "a/(b*c)",
        "a/b*c",
        "(-a)^2",
        "-a^2",
        "a^b^c",
        "(a^b)^c",
    ):
        assert plain(parse(text)) == text
    assert plain(parse("((a)*(b))+(c)")) == "a*b + c"


def test_constants_are_finite_and_names_are_names() -> None:
    for value in (math.inf, math.nan):
        with pytest.raises(ExpressionError, match="beyond the largest"):
            number(value)
    for identifier in ("", "2a", "a b", "exp", "é", "a\n"):
        with pytest.raises(ExpressionError, match="not a name"):
            name(identifier)


def test_names_and_substitution() -> None:
    tree = parse("g*m^3*(V - E) + exp(V/k)")
    assert names(tree) == {"g", "m", "V", "E", "k"}
    assert substitute(tree, {"g": 0.0, "V": y, "k": 2.0}) is parse("exp(y/2)")
    # All at once: x and y change places.
    assert substitute(parse("x - 2*y"), {"x": y, "y": x}) is parse("y - 2*x")
    untouched = parse("1*x + 0*z")
    assert substitute(untouched, {"w": 1.0}) is untouched


def test_evaluation_shares_and_broadcasts() -> None:
    trees = [parse("exp(V/a)*2"), parse("exp(V/a)*w"), parse("a + 1")]
    assert [step.operation for step in program(trees).steps].count("exp") == 1
    doubled, weighted, constant = evaluate_many(
        trees, {"V": np.zeros((4, 1)), "w": np.arange(3.0), "a": 2, "unused": 1.0}
    )
    assert np.shape(doubled) == (4, 1)
    np.testing.assert_array_equal(weighted, np.broadcast_to(np.arange(3.0), (4, 3)))
    assert type(constant) is float
    assert type(evaluate(parse("V^2"), {"V": np.array(3.0)})) is float
    with pytest.raises(KeyError, match="no value for 'a'; there are V"):
        evaluate(trees[0], {"V": 0.0})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("exp(x)", math.inf),
        ("exp(-x)", 0.0),
        ("1/cosh(x)", 0.0),
        ("cosh(x)", math.inf),
        ("sinh(-x)", -math.inf),
        ("sech(x)", 0.0),
        ("sigmoid(-x)", 0.0),
        ("x^200", math.inf),
        ("(-x)^201", -math.inf),
        ("1/(x - x)", math.inf),
        ("log(x - x)", -math.inf),
        ("log(-x)", math.nan),
        ("sqrt(-x)", math.nan),
        ("(-x)^0.5", math.nan),
        ("0^-1", math.inf),
        ("0/0", math.nan),
    ],
)
def test_overflow_and_poles_are_ieee_values_without_a_warning(text: str, value: float) -> None:
    tree = parse(text)
    np.testing.assert_equal(evaluate(tree, {"x": 1000.0}), value)
    np.testing.assert_equal(np.broadcast_to(evaluate(tree, {"x": np.array([1e3, 1e3])}), 2), [value, value])


def test_depth_of_a_tree_is_not_bounded_by_pythons_stack() -> None:
    tree: Expression = x
    for _ in range(2_000):
        tree = call("tanh", tree) * 0.5 + x
    assert len(postorder([tree])) == 6_002
    assert names(derivative(tree, "x")) == {"x"}
    assert math.isfinite(evaluate(derivative(tree, "x"), {"x": 0.1}))
    assert substitute(tree, {"x": 0.0}) is number(0.0)
    assert len(repr(tree)) < 100


def test_texts_of_shared_trees_are_capped() -> None:
    tree: Expression = x
    for _ in range(40):
        tree = node(Binary, "/", node(Binary, "+", tree, y), tree)
    for write in (plain, latex):
        with pytest.raises(ExpressionError, match="too long to be written out"):
            write(tree)
    assert repr(tree) == "<Binary>"
    assert isinstance(x, Name)
