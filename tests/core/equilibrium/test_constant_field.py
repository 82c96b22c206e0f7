import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.constants import FARADAY, thermal_voltage
from core.equilibrium.constant_field import ConstantFieldReport, ConstantFieldRequest, constant_field
from core.equilibrium.ghk_current import ConstantField
from core.equilibrium.permeation import DiffusivePermeation, MobilePermeation, permeability
from core.errors import ParameterError

membranes = st.builds(
    ConstantField,
    valence=st.sampled_from([-2, -1, 1, 2]),
    inside=st.floats(1e-3, 1e3),
    outside=st.floats(1e-3, 1e3),
    permeability=st.just(1e-6),
    temperature=st.floats(0.0, 50.0),
)


def report(request: ConstantFieldRequest) -> ConstantFieldReport:
    found = constant_field(request).report
    assert isinstance(found, ConstantFieldReport)
    return found


def test_reference_value() -> None:
    # PHYSICS: 3436.545 mA/cm2 at P = 1 cm/s, K+ 400/20 mM, -60 mV, 6.3 degC; here in uA/cm2.
    assert report(ConstantFieldRequest(permeability=1.0)).current == pytest.approx(3436545.0, abs=1.0)


@given(membranes)
def test_no_current_at_the_nernst_potential(membrane: ConstantField) -> None:
    reversal = membrane.reversal
    assert reversal is not None
    assert float(membrane.current(np.array(reversal))) == 0.0
    assert membrane.chord(np.array(reversal)) == membrane.slope(np.array(reversal))


@given(membranes)
def test_zero_voltage_is_a_limit(membrane: ConstantField) -> None:
    expected = membrane.permeability * membrane.valence * FARADAY * (membrane.inside - membrane.outside)
    below, at, above = membrane.current(np.array([-1e-9, 0.0, 1e-9]))
    # dI/dV is at most 2 P z2 F2/RT c: 1e-9 mV moves the current by less than 1e-9 of the one-way fluxes.
    scale = abs(membrane.scale) * (membrane.inside + membrane.outside)
    assert at == pytest.approx(expected, abs=1e-15 * scale)
    assert below == pytest.approx(at, abs=1e-9 * scale)
    assert above == pytest.approx(at, abs=1e-9 * scale)


@given(membranes, st.floats(-300.0, 300.0))
def test_the_textbook_form(membrane: ConstantField, voltage: float) -> None:
    xi = membrane.valence * voltage / thermal_voltage(membrane.temperature)
    if abs(xi) < 1e-3:
        return
    numerator = membrane.inside - membrane.outside * np.exp(-xi)
    textbook = membrane.scale * xi * numerator / (1 - np.exp(-xi))
    one_way = abs(membrane.efflux(np.array(voltage))) + abs(membrane.influx(np.array(voltage)))
    # 1 - e^-xi in the textbook's form loses 1/xi of its digits, the difference of the fluxes the rest.
    assert float(membrane.current(np.array(voltage))) == pytest.approx(textbook, abs=1e-12 * float(one_way))


@given(membranes, st.floats(-200.0, 200.0))
def test_slope_is_the_derivative_and_positive(membrane: ConstantField, voltage: float) -> None:
    step = 1e-2
    low, high = membrane.current(np.array([voltage - step, voltage + step]))
    slope = float(membrane.slope(np.array(voltage)))
    assert slope > 0.0
    # Central difference: (step z/(RT/F))2/6 = 1e-7 of the slope, and rounding of the currents.
    rounding = 1e-14 * float(
        abs(membrane.efflux(np.array(voltage))) + abs(membrane.influx(np.array(voltage)))
    )
    assert (high - low) / (2 * step) == pytest.approx(slope, rel=1e-6, abs=rounding / step)


def test_conductances_far_from_reversal_and_rectification() -> None:
    found = report(ConstantFieldRequest())
    assert found.rectification == pytest.approx(20.0)
    far = ConstantField(1, 400.0, 20.0, found.permeability, 6.3)
    slopes = far.slope(np.array([-2000.0, 2000.0]))
    assert slopes == pytest.approx([found.inward_conductance, found.outward_conductance], rel=1e-12)


def test_permeability_from_diffusion_and_from_mobility_agree_by_einstein() -> None:
    diffusive = DiffusivePermeation(diffusion_coefficient=2e-9, partition_coefficient=1e-7, thickness=4.0)
    # P = beta D/l = 1e-7 * 2e-9/4e-9 m/s
    assert permeability(diffusive, 1, 20.0) == pytest.approx(5e-6, rel=1e-15)
    for z in (1, -1, 2):
        mobility = 2e-9 * abs(z) / (1e-3 * thermal_voltage(20.0))
        mobile = MobilePermeation(mobility=mobility, partition_coefficient=1e-7, thickness=4.0)
        assert permeability(mobile, z, 20.0) == pytest.approx(5e-6, rel=1e-14)


def test_an_ion_on_one_side_only_has_no_reversal() -> None:
    found = report(ConstantFieldRequest(outside=0.0))
    assert found.reversal_potential is None
    assert found.chord_conductance is None
    assert found.current == found.efflux_current


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"voltage_range": (0.0, 0.0)}, "/voltage_range"),
        ({"permeability": 1.0, "membrane": MobilePermeation()}, "/permeability"),
        ({"valence": 0}, "/valence"),
    ],
)
def test_contradictions_are_refused(fields: dict[str, object], pointer: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        ConstantFieldRequest(**fields)  # type: ignore[arg-type]  # a row of a table
    assert refusal.value.pointer == pointer


def test_the_curve() -> None:
    result = constant_field(ConstantFieldRequest())
    voltage, current = result.variable("voltage").values, result.variable("current").values
    assert voltage[90] == pytest.approx(-60.0)
    assert current[90] == pytest.approx(report(ConstantFieldRequest()).current)
    assert np.all(np.diff(current) > 0.0)
