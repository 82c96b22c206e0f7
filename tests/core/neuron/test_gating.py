import numpy as np
import pytest

from core.errors import ParameterError
from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.gating import GatingRequest, gating

HH = gating(Neuron.of(HODGKIN_HUXLEY), GatingRequest())
V = HH.variable("voltage").values


def at(name: str, voltage: float) -> float:
    (index,) = np.flatnonzero(voltage == V)
    return float(HH.variable(name).values[index])


def test_removable_singularities_are_limits() -> None:
    assert at("alpha_n", -55.0) == pytest.approx(0.1, rel=1e-15)
    assert at("alpha_m", -40.0) == pytest.approx(1.0, rel=1e-15)


def test_classical_gates_at_rest() -> None:
    assert at("m_inf", -65.0) == pytest.approx(0.0529324852572, abs=1e-13)
    assert at("h_inf", -65.0) == pytest.approx(0.596120753508, abs=1e-12)
    assert at("n_inf", -65.0) == pytest.approx(0.317676914061, abs=1e-12)


@pytest.mark.parametrize("gate", ["m", "h", "n"])
def test_rates_make_steady_state_and_time_constant(gate: str) -> None:
    alpha, beta = HH.variable(f"alpha_{gate}").values, HH.variable(f"beta_{gate}").values
    assert HH.variable(f"{gate}_inf").values == pytest.approx(alpha / (alpha + beta), rel=1e-14)
    assert HH.variable(f"tau_{gate}").values == pytest.approx(1 / (alpha + beta), rel=1e-14)


def test_temperature_scales_rates_and_time_constants() -> None:
    warm = gating(Neuron.of(HODGKIN_HUXLEY, temperature=16.3), GatingRequest())
    assert warm.variable("alpha_m").values == pytest.approx(3 * HH.variable("alpha_m").values)
    assert warm.variable("tau_h").values == pytest.approx(HH.variable("tau_h").values / 3)
    assert warm.variable("n_inf").values == pytest.approx(HH.variable("n_inf").values)


def test_open_probabilities_are_products_of_gates() -> None:
    m, h = HH.variable("m_inf").values, HH.variable("h_inf").values
    assert HH.variable("open_na").values == pytest.approx(m**3 * h)
    assert HH.variable("i_na").values == pytest.approx(120 * m**3 * h * (V - 50))


def test_morris_lecar_time_constant_carries_phi() -> None:
    result = gating(Neuron.of(MORRIS_LECAR), GatingRequest(voltage_range=(-78.0, 82.0), points=161))
    v = result.variable("voltage").values
    assert result.variable("tau_n").values == pytest.approx(1 / (0.04 * np.cosh((v - 2.0) / 60.0)))
    assert result.variable("tau_n").values[v == 2.0] == pytest.approx(25.0)
    assert "tau_m" not in {variable.name for variable in result.series}


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ParameterError):
        GatingRequest(voltage_range=(10.0, 10.0))
