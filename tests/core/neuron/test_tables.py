import numpy as np
import pytest

from core.errors import ParameterError
from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Current, Gate, Instantaneous, Model, Neuron, Rates, Standard, constant
from core.neuron.integrator.membrane import membrane
from core.neuron.layout import layout
from core.neuron.tables import WIDE_RANGE, kinetics
from core.quantity import MicrofaradPerCm2, MillisiemensPerCm2, Millivolt

STANDARD = Standard(
    duration=10.0, stimulus=(), current=0.0, current_range=(0.0, 1.0), voltage_range=(-90.0, 50.0)
)


def declared(*gates: Gate) -> Model:
    return Model(
        name="declared",
        title="",
        description="",
        capacitance="c",
        parameters=(
            constant("c", "C", MicrofaradPerCm2, 1.0, ""),
            constant("g", "g", MillisiemensPerCm2, 1.0, ""),
            constant("e", "E", Millivolt, -60.0, ""),
        ),
        gates=gates,
        currents=(Current("x", "I", "", "g", "e", tuple((gate.name, 1) for gate in gates)),),
        presets=(),
        standard=STANDARD,
        references=(),
    )


@pytest.mark.parametrize("model", [HODGKIN_HUXLEY, MORRIS_LECAR])
def test_measured_error_is_far_below_the_integrators(model: Model) -> None:
    # h⁴/384 f⁗ with h = 0.1 mV and a steepness of about 10 mV: 3e-11
    assert kinetics(Neuron.of(model)).error < 1e-10
    assert kinetics(Neuron.of(model), WIDE_RANGE).error < 1e-10


def test_table_at_a_cells_left_end_is_the_rate_itself() -> None:
    table = kinetics(Neuron.of(HODGKIN_HUXLEY))
    voltages = table.low + table.cell * np.arange(table.coefficients.shape[0])
    decay = 4.0 * np.exp(-(voltages + 65.0) / 18.0)
    x = (voltages + 40.0) / 10.0
    opening = x / -np.expm1(-x)
    assert table.coefficients[:, 0, 0] == pytest.approx(opening, rel=1e-13)
    assert table.coefficients[:, 0, 4] == pytest.approx(opening + decay, rel=1e-13)


def test_temperature_and_conductances_share_a_table_and_kinetics_do_not() -> None:
    first = kinetics(Neuron.of(HODGKIN_HUXLEY))
    assert kinetics(Neuron.of(HODGKIN_HUXLEY, temperature=20.0, g_na=60.0, e_l=-50.0)) is first
    assert kinetics(Neuron.of(HODGKIN_HUXLEY, beta_m_slope=17.0)) is not first


def test_steep_gates_get_finer_cells() -> None:
    steep = declared(Gate("s", "", Instantaneous("sigmoid((V + 40.0) / 0.8)")))
    table = kinetics(Neuron.of(steep))
    assert table.cell < 0.1
    assert table.error < 1e-8


@pytest.mark.parametrize(
    ("alpha", "word"),
    [("0.1 * (V + 80.0)", "negative"), ("exp(V * V)", "not finite")],
)
def test_a_senseless_rate_names_its_gate_and_the_voltage(alpha: str, word: str) -> None:
    model = declared(Gate("odd", "", Rates(alpha, "1.0")))
    with pytest.raises(ParameterError, match=rf"of odd is {word} at V = ") as caught:
        kinetics(Neuron.of(model))
    assert "mV" in caught.value.allowed


def test_a_rate_as_published_with_its_removable_singularity_is_tabulated() -> None:
    published = declared(Gate("m", "", Rates("0.1 * (V + 40) / (1 - exp(-(V + 40) / 10))", "1.0")))
    assert kinetics(Neuron.of(published)).error < 1e-9


def test_layout_numbers_dynamic_gates_first_and_instantaneous_ones_after_the_padding() -> None:
    made = layout(MORRIS_LECAR)
    assert (made.dynamic, made.instantaneous, made.width) == (1, 1, 4)
    # calcium: m¹, instantaneous, at place 4; potassium: n¹ at place 0
    assert made.factors.tolist() == [[4, 1], [0, 1]]
    assert membrane(Neuron.of(HODGKIN_HUXLEY)).factors.tolist() == [[0, 3], [1, 1], [2, 4]]


def test_too_many_gates_are_refused() -> None:
    crowd = declared(*(Gate(f"x{k}", "", Rates("1", "1")) for k in range(60)))
    with pytest.raises(ParameterError, match="too many gates"):
        layout(crowd)
