"""Reductions to two states, and nullclines without a closed form."""

import numpy as np
import pytest

from core.dynamics.plane.reduction import FastReduction, FastSlowReduction
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative
from tests.core.dynamics.plane.conftest import Asked, Planar

HODGKIN_HUXLEY = CATALOGUE["hodgkin-huxley"]


def _rates(v: float) -> dict[str, tuple[float, float]]:
    """Hodgkin and Huxley's opening and closing rates [1/ms], written out from the paper."""
    return {
        "m": (0.1 * (v + 40.0) / (1.0 - np.exp(-(v + 40.0) / 10.0)), 4.0 * np.exp(-(v + 65.0) / 18.0)),
        "h": (0.07 * np.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))),
        "n": (0.01 * (v + 55.0) / (1.0 - np.exp(-(v + 55.0) / 10.0)), 0.125 * np.exp(-(v + 65.0) / 80.0)),
    }


def _field(result: object) -> np.ndarray:
    (field,) = (curve for curve in result.curves if curve.kind == "field")  # type: ignore[attr-defined]
    return np.array([column.values for column in field.columns])


def test_rinzels_plane_is_the_one_written_by_hand(ask: Asked) -> None:
    reduction = FastSlowReduction(relation="rinzel")
    result, report = ask(
        Neuron.of(HODGKIN_HUXLEY), current=10.0, reduction=reduction, voltage_range=(-90.0, 60.0)
    )
    assert report.states == ("voltage", "n")
    for v, n, v_rate, n_rate in _field(result).T.tolist():
        rates = _rates(v + 1e-9)
        m = rates["m"][0] / sum(rates["m"])
        flow = 120.0 * m**3 * (0.8 - n) * (v - 50.0) + 36.0 * n**4 * (v + 77.0) + 0.3 * (v + 54.387)
        # 10⁻⁹ mV off the removable singularities.
        assert v_rate == pytest.approx(10.0 - flow, rel=1e-7, abs=1e-6)
        assert n_rate == pytest.approx(rates["n"][0] * (1.0 - n) - rates["n"][1] * n, rel=1e-7, abs=1e-9)


def test_fitzhughs_fast_plane_has_three_equilibria_at_rest(ask: Asked) -> None:
    # FitzHugh (1960): with h and n frozen at rest: a stable rest, a saddle, a stable excited state.
    _, report = ask(
        Neuron.of(HODGKIN_HUXLEY),
        current=0.0,
        reduction=FastReduction(),
        voltage_range=(-90.0, 60.0),
        basins=True,
    )
    assert [point.type for point in report.fixed_points] == ["stable node", "saddle", "stable node"]
    assert report.reduction is not None
    assert report.reduction.second == "m"
    assert {item.name: item.role for item in report.reduction.left_out} == {"h": "frozen", "n": "frozen"}
    # Rest is an equilibrium of both.
    assert report.reduction.difference.rest == pytest.approx(0.0, abs=1e-9)
    assert report.basins is not None
    assert {basin.attractor for basin in report.basins.basins} == {"equilibrium 1", "equilibrium 3"}


def test_the_error_of_a_reduction_is_stated(ask: Asked) -> None:
    _, report = ask(
        Neuron.of(HODGKIN_HUXLEY),
        current=10.0,
        reduction=FastSlowReduction(),
        voltage_range=(-90.0, 60.0),
        cycles=True,
    )
    found = report.reduction
    assert found is not None
    assert report.cycles is not None
    roles = {item.name: item for item in found.left_out}
    assert (roles["m"].role, roles["h"].role) == ("steady", "linear")
    # Reference table: 68.31 Hz at E_L = −54.4; this leak is 0.013 mV off.
    assert found.full.rate == pytest.approx(68.32, abs=0.03)
    # The reduced model fires at its own cycle's rate and height, found by another method.
    (cycle,) = report.cycles
    assert found.reduced.rate == pytest.approx(cycle.frequency, rel=1e-3)
    assert found.reduced.voltage_max == pytest.approx(cycle.voltage_max, abs=0.05)
    assert found.full.rate is not None
    assert found.reduced.rate is not None
    assert found.difference.rate == pytest.approx(found.reduced.rate - found.full.rate)
    assert 0.0 < roles["h"].distance < roles["m"].distance < found.distance


@pytest.mark.parametrize("name", [name for name, model in CATALOGUE.items() if len(model.states) > 2])
@pytest.mark.parametrize("kind", [FastSlowReduction, FastReduction])
def test_every_model_of_the_catalogue_reduces(ask: Asked, name: str, kind: type) -> None:
    model = CATALOGUE[name]
    result, report = ask(
        Neuron.of(model),
        current=model.standard.current,
        reduction=kind(),
        voltage_range=model.standard.voltage_range,
        separatrices=False,
        initial=(),
    )
    assert report.reduction is not None
    assert len(report.states) == 2
    assert np.isfinite(_field(result)).all()
    assert len(report.reduction.left_out) == len(model.states) - 2


@pytest.mark.parametrize(
    ("name", "reduction", "pointer"),
    [
        ("morris-lecar", FastReduction(), "/reduction"),
        ("hodgkin-huxley", FastSlowReduction(recovery="q"), "/reduction/recovery"),
        ("hodgkin-huxley", FastReduction(activation="V"), "/reduction/activation"),
        ("connor-stevens", FastSlowReduction(relation="rinzel"), "/reduction/relation"),
        ("hodgkin-huxley", None, "/reduction"),
    ],
)
def test_what_cannot_be_reduced_says_why(ask: Asked, name: str, reduction: object, pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        ask(Neuron.of(CATALOGUE[name]), current=5.0, reduction=reduction)
    assert caught.value.pointer == pointer


def test_nullclines_without_a_closed_form_are_followed(planar: Planar, ask: Asked) -> None:
    # dV/dt is no polynomial in y, dy/dt not linear: ellipse-like and two straight lines that cross.
    neuron = planar("exp(-V^2) * cosh(y) - 1.5 + V", "y^2 - V^2 / 4")
    result, report = ask(
        neuron, voltage_range=(-3.0, 3.0), gate_range=(-2.0, 2.0), initial=(), separatrices=False
    )
    for row, name in enumerate(("voltage", "y")):
        pieces = [curve for curve in result.curves if curve.name.startswith(f"{name} nullcline")]
        assert pieces
        for piece in pieces:
            states = np.array([column.values for column in piece.columns])
            # Zeros on the edges of a grid, by bisection to the last digits.
            assert np.abs(time_derivative(neuron, states, 0.0)[row]).max() < 1e-12
    assert report.fixed_points
    for point in report.fixed_points:
        state = np.array([point.voltage, point.gates["y"]])
        assert np.abs(time_derivative(neuron, state, 0.0)).max() < 1e-9


def test_the_window_of_a_variable_is_its_own(ask: Asked) -> None:
    result, report = ask(
        Neuron.of(CATALOGUE["fitzhugh-nagumo"]), current=0.5, voltage_range=(-2.5, 2.5), cycles=True
    )
    assert report.cycles is not None
    (cycle,) = report.cycles
    assert report.gate_range[0] < cycle.gate_min < cycle.gate_max < report.gate_range[1]
    assert [curve for curve in result.curves if curve.kind == "cycle"]
