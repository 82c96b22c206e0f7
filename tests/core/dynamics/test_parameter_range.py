import pytest

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.parameter_range import parameter_range
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron

MORRIS_LECAR, RELAY = CATALOGUE["morris-lecar"], CATALOGUE["thalamic-relay"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("current", {}, (0.0, 250.0)),
        ("g_ca", {}, (2.2, 6.6)),
        ("e_k", {}, (-126.0, -42.0)),
        ("v1", {"v1": 0.0}, (-1.0, 1.0)),
        ("g_l", {"g_l": 0.0}, (0.0, 1.0)),
    ],
)
def test_the_usual_range_is_half_the_value_to_either_side(
    name: str, values: dict[str, float], expected: tuple[float, float]
) -> None:
    assert parameter_range(Neuron.of(MORRIS_LECAR, None, **values), name, None) == pytest.approx(expected)


def test_bounds_cut_the_usual_range() -> None:
    assert parameter_range(Neuron.of(RELAY, g_inc=1.0), "g_inc", None) == pytest.approx((1.0, 1.5))
    low, _ = parameter_range(Neuron.of(RELAY, ca_out=1e-3), "ca_out", None)
    assert low > 0.0


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"parameter": "g_nap"}, "/parameter"),
        ({"parameter": "g_ca", "parameter_range": (-1.0, 2.0)}, "/parameter_range/0"),
        ({"parameter": "g_ca", "parameter_range": (1.0, 2e6)}, "/parameter_range/1"),
        ({"parameter_range": (0.0, 1e9)}, "/parameter_range/1"),
    ],
)
def test_what_cannot_vary_so_is_refused(fields: dict[str, object], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        bifurcation(Neuron.of(MORRIS_LECAR), BifurcationRequest(cycles=False, **fields))  # type: ignore[arg-type]
    assert caught.value.pointer == pointer
    assert caught.value.allowed


def test_an_unknown_parameter_is_told_from_the_known_ones() -> None:
    with pytest.raises(ParameterError) as caught:
        parameter_range(Neuron.of(MORRIS_LECAR), "g_na", None)
    assert "current" in caught.value.allowed
    assert "g_ca" in caught.value.allowed


def test_a_report_speaks_of_its_parameter() -> None:
    request = BifurcationRequest(parameter="g_ca", current=100.0, cycles=False)
    report = bifurcation(Neuron.of(MORRIS_LECAR), request).report
    assert isinstance(report, BifurcationReport)
    assert (report.parameter, report.unit) == ("g_ca", "mS/cm²")
    assert (report.value_from, report.value_to) == pytest.approx((2.2, 6.6))
    assert any("g_ca = " in sentence and "mS/cm²" in sentence for sentence in report.summary)
    assert report.complete
