"""LaTeX of the expressions that the catalogue shows."""

import pytest

from core.neuron.expression import latex, parse
from core.neuron.expression.typesetting import symbol


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        ("g_na*m^3*h*(V - E_na)", r"g_\mathrm{Na}\,m^{3}\,h\,\left(V - E_{\mathrm{na}}\right)"),
        ("4*exp(-(V + 65)/18)", r"4\,e^{-\left(V + 65\right)/18}"),
        (
            "0.1*(V + 40)/(1 - exp(-(V + 40)/10))",
            r"\frac{0.1\,\left(V + 40\right)}{1 - e^{-\left(V + 40\right)/10}}",
        ),
        ("1/exprel(-(V + 40)/10)", r"\frac{\left(V + 40\right)/10}{1 - e^{-\left(V + 40\right)/10}}"),
        ("0.1*linoid((V + 55)/10)", r"0.1\,\frac{\left(V + 55\right)/10}{1 - e^{-\left(V + 55\right)/10}}"),
        ("sigmoid((V + 35)/k)", r"\frac{1}{1 + e^{-\left(V + 35\right)/k}}"),
        ("0.5*(1 + tanh((V - V1)/V2))", r"0.5\,\left(1 + \tanh\left(\frac{V - V_{1}}{V_{2}}\right)\right)"),
        ("x - x^3/3 - w + I", r"x - \frac{x^{3}}{3} - w + I"),
        ("-a/b", r"-\frac{a}{b}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a*(b*c)", r"a\,b\,c"),
        ("2*3", r"2 \cdot 3"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a^(b/c)", r"a^{b/c}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("tanh(x)^2", r"\tanh^{2}\left(x\right)"),
        ("sqrt(a/b)", r"\sqrt{\frac{a}{b}}"),
        ("log(x)", r"\ln\left(x\right)"),
        ("2.5e-7*x", r"2.5 \times 10^{-7}\,x"),
        ("(-2)^2", r"\left(-2\right)^{2}"),
        ("a*(-3)", r"a\,\left(-3\right)"),
        ("exp(a/b*c)", r"e^{\left(a/b\right)\,c}"),
        ("1/exprel(linoid(V))", r"\frac{1}{\operatorname{exprel}\left(V/\left(1 - e^{-V}\right)\right)}"),
        ("linoid(0)", r"\operatorname{linoid}\left(0\right)"),
        ("linoid_1(V)", r"\operatorname{linoid}^{(1)}\left(V\right)"),
    ],
)
def test_latex(text: str, typeset: str) -> None:
    assert latex(parse(text), {"g_na": r"g_\mathrm{Na}"}) == typeset


def test_nested_quotients_do_not_double_the_text_each_time() -> None:
    text = latex(parse("linoid(" * 38 + "V" + ")" * 38))
    assert text.count(r"\operatorname{linoid}") == 37
    assert text.count("V") == 2


def test_a_symbol_with_a_superscript_is_enclosed_in_a_power() -> None:
    assert latex(parse("x^2"), {"x": "x^*"}) == r"\left(x^*\right)^{2}"


@pytest.mark.parametrize(
    ("identifier", "typeset"),
    [
        ("V", "V"),
        ("tau", r"\tau"),
        ("tau_m", r"\tau_{\mathrm{m}}"),
        ("m_inf", r"m_{\infty}"),
        ("V12", "V_{12}"),
        ("g_Na_max", r"g_{\mathrm{Na},\mathrm{max}}"),
        ("phi2_x", r"\phi_{2,\mathrm{x}}"),
        ("Ca", r"\mathrm{Ca}"),
    ],
)
def test_symbols_of_names(identifier: str, typeset: str) -> None:
    assert symbol(identifier) == typeset
