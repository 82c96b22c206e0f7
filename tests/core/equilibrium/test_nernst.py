import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.equilibrium.nernst import Ion, NernstReport, NernstRequest, nernst, nernst_potential
from core.errors import ParameterError

concentrations = st.floats(1e-9, 1e5)
temperatures = st.floats(-50.0, 90.0)


def report(request: NernstRequest) -> NernstReport:
    found = nernst(request).report
    assert isinstance(found, NernstReport)
    return found


def test_squid_axon() -> None:
    found = report(NernstRequest())
    assert found.thermal_voltage == pytest.approx(25.2617, abs=1e-4)
    assert [round(ion.potential, 3) for ion in found.ions[:3]] == [-75.677, 54.938, -60.039]


@pytest.mark.parametrize(("inside", "outside", "expected"), [(140.0, 5.0, -89.059), (10.0, 145.0, 71.471)])
def test_mammalian_cell(inside: float, outside: float, expected: float) -> None:
    assert nernst_potential(1, inside, outside, 37.0) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("celsius", "expected"), [(6.3, 24.0811), (20.0, 25.2617), (37.0, 26.7267)])
def test_thermal_voltage(celsius: float, expected: float) -> None:
    assert report(NernstRequest(temperature=celsius)).thermal_voltage == pytest.approx(expected, abs=1e-4)


@given(st.sampled_from([-3, -2, -1, 1, 2, 3]), concentrations, concentrations, temperatures)
def test_exchanging_the_sides_or_the_sign_reverses(z: int, inside: float, outside: float, t: float) -> None:
    potential = nernst_potential(z, inside, outside, t)
    # ln is good to an ulp of the logarithms, not of their difference: absolute 1e-13 of up to 40 units.
    assert nernst_potential(z, outside, inside, t) == pytest.approx(-potential, rel=1e-14, abs=1e-12)
    assert nernst_potential(-z, inside, outside, t) == -potential


def test_equal_concentrations_are_at_rest_at_zero() -> None:
    assert nernst_potential(2, 3.0, 3.0, 20.0) == 0.0


def test_an_uncharged_ion_is_refused() -> None:
    with pytest.raises(ParameterError) as refusal:
        Ion(name="glucose", valence=0, inside=1.0, outside=5.0)
    assert refusal.value.pointer == "/valence"


def test_kelvin_is_doubted() -> None:
    (notice,) = nernst(NernstRequest(temperature=293.15)).warnings
    assert notice.code == "temperature-looks-like-kelvin"
    assert "20" in notice.detail
    assert nernst(NernstRequest(temperature=37.0)).warnings == ()
