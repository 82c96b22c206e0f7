"""The register machine: every operation against the expressions' own, one number at a time and in lanes."""

import math

import numpy as np
import pytest

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import APPLIED_CURRENT, equations, time_derivative
from core.neuron.expression import parse, program
from core.neuron.expression.functions import OPERATIONS as REFERENCES
from core.neuron.expression.functions import quiet
from core.neuron.machine_code import encode
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import LANES
from core.numerics.machine import run_code
from core.numerics.machine_code import NUMBER, OPERATIONS
from core.result import Floats

EPSILON = 2.0**-52
ROUNDINGS = {
    "^": 1,
    "exp": 2,
    "tanh": 4,
    "sinh": 4,
    "exprel": 4,
    "linoid": 4,
    "sigmoid": 4,
    "sech": 4,
    "cosh": 3,
}
"""Units in the last place by which an operation may miss its reference, itself one or two off; others 2."""

TINY = [s * 10.0**-e for e in (300, 20, 12, 8, 4, 2) for s in (1.0, -1.0)]
WIDE = np.array([0.0, *TINY, *np.linspace(-30.0, 30.0, 401), *np.linspace(-700.0, 700.0, 201)])
POSITIVE = np.array([5e-324, 1e-310, *np.logspace(-300, 300, 501), *np.linspace(0.5, 2.0, 301), np.inf])


def arguments(operation: str) -> Floats:
    return POSITIVE if operation in {"log", "sqrt", "^"} else WIDE


def allowed(operation: str, reference: Floats) -> Floats:
    if "_" in operation:
        # The derivatives' own references are good to 10⁻¹⁴ of their scale, not of their value (see there).
        return np.maximum(1e-13 * np.abs(reference), 1e-13 * (operation.startswith("linoid")))
    return ROUNDINGS.get(operation, 2) * EPSILON * np.abs(reference) + 3e-305


def in_lanes(operation: str, a: Floats, b: Floats) -> Floats:
    """The operation by the lane machine, on as many numbers as there are."""
    padded = -(-a.size // LANES) * LANES
    result = np.empty(padded)
    code = np.array([[NUMBER[operation], 3, 0, 1, 2]])
    for start in range(0, padded, LANES):
        registers = np.ones((4, LANES))
        for row, values in enumerate((a, b)):
            part = values[start : start + LANES]
            registers[row, : part.size] = part
        run_lanes(code, registers)
        result[start : start + LANES] = registers[3]
    return result[: a.size]


def alone(operation: str, a: Floats, b: Floats) -> Floats:
    """The same by the machine for one number."""
    code = np.array([[NUMBER[operation], 3, 0, 1, 2]])
    found = []
    for pair in zip(a, b, strict=True):
        registers = np.array([*pair, 1.0, 0.0])
        run_code(code, registers)
        found.append(registers[3])
    return np.array(found)


@pytest.mark.parametrize("operation", sorted(REFERENCES))
@pytest.mark.parametrize("run", [in_lanes, alone])
def test_an_operation_agrees_with_its_reference(operation: str, run: object) -> None:
    a = arguments(operation)
    b = np.random.default_rng(1).uniform(-3.0, 3.0, a.size)
    pair = operation in {"+", "-", "*", "/", "^"}
    reference = np.array(
        [quiet(REFERENCES[operation], *((x, y) if pair else (x,))) for x, y in zip(a, b, strict=True)]
    )
    found = run(operation, a, b)  # type: ignore[operator]
    same = (found == reference) | (np.isnan(found) & np.isnan(reference))
    with np.errstate(invalid="ignore"):
        near = np.abs(found - reference) <= allowed(operation, reference)
    assert (same | near).all(), a[~(same | near)]


@pytest.mark.parametrize("operation", ["exp", "sigmoid", "tanh", "linoid", "sech", "log", "exprel"])
def test_what_is_no_number_stays_so_and_the_ends_are_right(operation: str) -> None:
    a = np.array([np.nan, 800.0, -800.0, 1e300, -1e300])
    found = in_lanes(operation, a, a)
    reference = [quiet(REFERENCES[operation], x) for x in a]
    np.testing.assert_allclose(found, reference, rtol=1e-15, atol=1e-300)


def test_lanes_do_not_disturb_each_other() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.uniform(-5.0, 5.0, (2, LANES))
    for operation in OPERATIONS:
        whole = in_lanes(operation, a, b)
        order = rng.permutation(LANES)
        np.testing.assert_array_equal(in_lanes(operation, a[order], b[order]), whole[order])


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.name)
def test_right_hand_sides_of_the_catalogue(model: Model) -> None:
    neuron, made = Neuron.of(model), equations(model)
    code = encode(made.rates, (*made.states, APPLIED_CURRENT))
    rng = np.random.default_rng(3)
    n = len(made.states)
    states = rng.uniform(0.05, 0.95, (n, LANES))
    states[1:] *= np.array(model.typical)[:, np.newaxis]
    states[0] = rng.uniform(-1.0, 1.0, LANES) * model.swing
    registers = np.repeat(code.prepared(neuron.values)[:, np.newaxis], LANES, axis=1)
    registers[:n], registers[n] = states, 3.0
    run_lanes(code.body, registers)
    expected = time_derivative(neuron, states, 3.0)
    # Sums of currents cancel: 10⁻¹² of the largest term is what their order may change.
    scale = np.abs(expected).max(axis=1, keepdims=True)
    np.testing.assert_allclose(registers[code.outputs] / scale, expected / scale, atol=1e-11)
    single = code.prepared(neuron.values)
    single[:n], single[n] = states[:, 5], 3.0
    run_code(code.body, single)
    np.testing.assert_allclose(single[code.outputs], registers[code.outputs, 5], rtol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "-(x - a) / b * 2",
        "(a - x) / b + (x + a) * b - x / b",
        "a * (1 + x) * (1 + x)",
        "x * y - y / b",
        "(x - a) * (x - a)",
        "a + b",
        "x",
        "a",
        "3",
        "b - a * x",
        "exp(-(x - a) / b) * a * b",
        "x ^ 3 - x ^ 4 + x ^ 2 - x ^ b",
    ],
)
def test_code_is_worth_what_its_expression_is(text: str) -> None:
    names = {"x": 1.25, "y": -0.75, "a": 0.375, "b": 2.5}
    tree = program([parse(text), parse("x + y")])
    code = encode(tree, ("x", "y"))
    registers = code.prepared(names)
    registers[0], registers[1] = names["x"], names["y"]
    run_code(code.body, registers)
    expected = tree({key: float(value) for key, value in names.items()})
    assert registers[code.outputs].tolist() == pytest.approx(expected, rel=1e-14)


def test_divisions_by_parameters_are_done_once() -> None:
    code = encode(program([parse("exp(-(x - a) / b)")]), ("x",))
    assert [OPERATIONS[row[0]] for row in code.body] == ["subtract-product", "exp"] or [
        OPERATIONS[row[0]] for row in code.body
    ] == ["multiply-subtract", "exp"]
    assert "/" in [OPERATIONS[row[0]] for row in code.prologue]
    registers = code.prepared({"a": 1.0, "b": 2.0})
    registers[0] = 3.0
    run_code(code.body, registers)
    assert registers[code.outputs[0]] == pytest.approx(math.exp(-1.0), rel=1e-15)


def test_no_result_overwrites_its_own_operands() -> None:
    for model in CATALOGUE.values():
        made = equations(model)
        code = encode(made.rates, (*made.states, APPLIED_CURRENT))
        for row in (*code.prologue, *code.body):
            assert row[1] not in row[2:]
            assert row[1] >= len(code.inputs) + len(code.names) + code.constants.size
