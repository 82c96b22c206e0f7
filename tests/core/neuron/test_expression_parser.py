"""What the language accepts, what it means, and how it refuses the rest."""

import time

import pytest

from core.neuron.expression import ExpressionError, Number, evaluate, parse, plain
from core.neuron.expression.parser import MAX_DEPTH, MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2*3", 7.0),
        ("(1 + 2)*3", 9.0),
        ("8/4/2", 1.0),
        ("8 - 4 - 2", 2.0),
        ("2^3^2", 512.0),
        ("2**3**2", 512.0),
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("2^-1", 0.5),
        ("2^-1^2", 0.5),
        ("2*-3", -6.0),
        ("-2*3 + 1", -5.0),
        ("2--3", 5.0),
        ("+-+-2", 2.0),
        ("-a^2*b", -12.0),
        ("1.5e2 + .5 + 2. + 1E-1", 152.6),
        ("sigmoid(0) + exprel(0) + linoid(0) + sech(0)", 3.5),
        ("sqrt(log(exp(4)))", 2.0),
        (" \t\n a \r\n* b ", 6.0),
        ("_x1", 5.0),
    ],
)
def test_value_of_a_text(text: str, value: float) -> None:
    assert evaluate(parse(text), {"a": 2.0, "b": 3.0, "_x1": 5.0}) == pytest.approx(value, rel=1e-15)


def test_a_tree_keeps_the_form_of_its_text() -> None:
    text = "0.1*(V + 40)/(1 - exp(-(V + 40)/10)) + 1*x + 0*y"
    assert plain(parse(text)) == text
    assert parse("-65") is parse(" - 65.0") is not parse("65")
    assert isinstance(parse("-65"), Number)


@pytest.mark.parametrize(
    ("text", "column", "detail", "hint"),
    [
        ("", 1, "empty", "formula"),
        ("   ", 4, "empty", "formula"),
        ("2V", 2, "operator is missing before 'V'", "*"),
        ("2 (V)", 3, "operator is missing before '('", "*"),
        ("(a)(b)", 4, "operator is missing before '('", "*"),
        ("a b", 3, "operator is missing before 'b'", "*"),
        ("1.2.3", 4, "operator is missing before '.3'", "*"),
        ("0x10", 2, "operator is missing before 'x10'", "*"),
        ("a +", 4, "operand is missing before the end", "expected a number"),
        ("*a", 1, "operand is missing before '*'", "expected a number"),
        ("a ** * b", 6, "operand is missing before '*'", "expected a number"),
        ("()", 2, "operand is missing before ')'", "expected a number"),
        ("exp()", 5, "operand is missing before ')'", "function"),
        ("2*(a + b", 9, "')' is missing", "column 3"),
        ("a)", 2, "unexpected ')'", "'(' is missing"),
        ("expp(V)", 1, "no function 'expp'", "did you mean exp?"),
        ("1 + tan(V)", 5, "no function 'tan'", "did you mean tanh?"),
        ("V(a + b)", 1, "no function 'V'", "written with *"),
        ("1 + exp", 5, "exp is a function", "exp(...)"),
        ("exprel_2*V", 1, "exprel_2 is a function", "exprel_2(...)"),
        ("exp(a, b)", 6, "unexpected character ','", "one argument"),
        ("a = b", 3, "unexpected character '='", "ASCII"),
        ("V − 3", 3, "unexpected character '\\u2212'", "ASCII"),
        ("\u0663 + 1", 1, "unexpected character", "ASCII"),
        ("1\u00b2", 2, "unexpected character", "ASCII"),
        ("Vé", 2, "unexpected character", "ASCII"),
        ("V\0", 2, "unexpected character '\\x00'", "ASCII"),
        ("V\x0b+1", 2, "unexpected character '\\x0b'", "ASCII"),
        ("a[0]", 2, "unexpected character '['", "ASCII"),
        ("a.real", 2, "unexpected character '.'", "ASCII"),
        ("1e400", 1, "too large", "1.7e308"),
        ("__import__('os')", 1, "no function '__import__'", "exp"),
    ],
)
def test_refusals_say_where_what_and_what_instead(text: str, column: int, detail: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert error.text == text
    assert error.position == column - 1
    assert detail in error.detail
    assert hint in error.hint
    assert str(error).startswith(f"column {column}: ")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "(" * 10_000,
        "-" * 10_000,
        "(" * (MAX_LENGTH - 1) + "x",
        "-" * (MAX_LENGTH - 1) + "x",
        "2^" * 999 + "2",
        "exp(" * 499 + "x",
        "x+" * 999 + "x",
        "x*(" * 600,
        "f" * 1_990 + "(x)",
        "1" * 1_999,
        "\0" * MAX_LENGTH,
        "\U0001d7d8" * MAX_LENGTH,
        " " * MAX_LENGTH,
    ],
    ids=lambda text: f"{text[:4]!a}x{len(text)}",
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    elapsed = []
    for _ in range(3):
        start = time.perf_counter()
        with pytest.raises(ExpressionError) as caught:
            parse(text)
        elapsed.append(time.perf_counter() - start)
        assert len(str(caught.value)) < 300
    # About 1 ms for the longest on an idle core; the bound is generous, for a loaded machine.
    assert min(elapsed) < 0.02


def test_depth_is_capped_and_length_is_not_depth() -> None:
    depth = MAX_DEPTH - 1
    assert evaluate(parse("(" * depth + "7" + ")" * depth), {}) == 7.0
    with pytest.raises(ExpressionError, match="nested deeper than 40"):
        parse("(" * MAX_DEPTH + "7" + ")" * MAX_DEPTH)
    assert evaluate(parse("+".join(["x"] * 200)), {"x": 0.5}) == 100.0
