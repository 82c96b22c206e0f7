import pytest

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model
from core.neuron.expression import parse
from core.neuron.typesetting import typeset


def test_hodgkin_huxley_reads_as_in_the_textbook() -> None:
    equations = {equation.name: equation for equation in typeset(CATALOGUE["hodgkin-huxley"])}
    sodium = equations["sodium current"]
    assert sodium.text == "I_na = g_na*m^3*h*(V - e_na)"
    assert sodium.latex == r"I_\mathrm{Na} = \bar g_\mathrm{Na}\,m^{3}\,h\,(V - E_\mathrm{Na})"
    assert equations["membrane potential"].text == "c_m*dV/dt = I - I_na - I_k - I_l"
    assert equations["sodium activation"].text == "dm/dt = phi_m*(alpha_m*(1 - m) - beta_m*m)"
    assert equations["speed of m, h, n"].text.endswith("= q10^((temperature - 6.3)/10)")


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.name)
def test_every_right_side_in_plain_text_is_an_expression(model: Model) -> None:
    for equation in typeset(model):
        parse(equation.text.rsplit(" = ", 1)[1])


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.name)
def test_latex_braces_balance(model: Model) -> None:
    for equation in typeset(model):
        assert equation.latex.count("{") == equation.latex.count("}")
        assert equation.latex.count(r"\left") == equation.latex.count(r"\right")
