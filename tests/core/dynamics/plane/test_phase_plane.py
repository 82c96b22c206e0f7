import numpy as np
import pytest

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.plane.phase_plane import phase_plane
from core.dynamics.plane.report import PhasePlaneReport
from core.dynamics.plane.request import PhasePlaneRequest, PhasePoint
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import jacobian_matrix, steady_state, time_derivative
from core.result import Curve, Floats, Result

MORRIS_LECAR = CATALOGUE["morris-lecar"]
WINDOW = (-80.0, 60.0)


def _plane(neuron: Neuron, current: float, **fields: object) -> Result:
    return phase_plane(neuron, PhasePlaneRequest(current=current, **({"voltage_range": WINDOW} | fields)))  # type: ignore[arg-type]


def _report(result: Result) -> PhasePlaneReport:
    assert isinstance(result.report, PhasePlaneReport)
    return result.report


def _curves(result: Result, kind: str, name: str = "") -> list[Curve]:
    return [curve for curve in result.curves if curve.kind == kind and curve.name.startswith(name)]


def _states(curve: Curve) -> Floats:
    columns = {column.name: column.values for column in curve.columns}
    return np.array([columns["voltage"], next(v for k, v in columns.items() if k not in {"voltage", "time"})])


@pytest.mark.parametrize(
    ("preset", "current", "gate_range"),
    [("hopf", 100.0, (0.0, 1.0)), ("snic", 30.0, (-0.1, 1.1)), ("homoclinic", 38.0, (0.2, 0.3))],
)
def test_nullclines_are_where_rates_vanish(
    preset: str, current: float, gate_range: tuple[float, float]
) -> None:
    neuron = Neuron.of(MORRIS_LECAR, preset)
    result = _plane(neuron, current, gate_range=gate_range)
    for name, row in (("voltage", 0), ("n", 1)):
        pieces = _curves(result, "nullcline", name)
        assert pieces
        for piece in pieces:
            states = _states(piece)
            assert states[1].min() >= gate_range[0]
            assert states[1].max() <= gate_range[1]
            # n is a quotient of currents, rounded to some ulp; clipped to the window within 1e-9.
            assert np.abs(time_derivative(neuron, states, current)[row]).max() < 1e-8


def test_the_voltage_nullcline_breaks_at_its_pole_and_reaches_the_edges() -> None:
    # n = (I − …)/(g_K (V − E_K)) goes from −∞ to ∞ at E_K = −84 mV.
    neuron = Neuron.of(MORRIS_LECAR)
    result = _plane(neuron, 100.0, voltage_range=(-150.0, 60.0), gate_range=(-0.1, 1.1))
    pieces = [_states(piece) for piece in _curves(result, "nullcline", "voltage")]
    for piece in pieces:
        assert piece[0].max() < -84.0 or piece[0].min() > -84.0
    inner = pieces[-1]
    assert inner[1, 0] == pytest.approx(1.1, abs=1e-9)
    assert inner[0, -1] == 60.0
    assert np.abs(np.diff(inner[1])).max() <= 0.02 * 1.2 + 1e-12


def test_without_the_gated_current_the_voltage_nullcline_is_vertical() -> None:
    neuron = Neuron.of(MORRIS_LECAR, g_k=0.0)
    result = _plane(neuron, 30.0)
    lines = _curves(result, "nullcline", "voltage")
    expected = [point.voltage for point in _report(result).fixed_points if point.voltage < 60.0]
    assert [float(_states(line)[0, 0]) for line in lines] == pytest.approx(expected, abs=1e-10)
    for line in lines:
        assert _states(line)[1].tolist() == [0.0, 1.0]


def test_nullclines_of_a_gate_in_two_powers(two_powers: Model) -> None:
    neuron = Neuron.of(two_powers)
    result = _plane(neuron, 20.0)
    pieces = _curves(result, "nullcline", "voltage")
    assert pieces
    for piece in pieces:
        # Roots of a quartic from a companion matrix: some ulp of its norm, times slopes up to 100 mV/ms.
        assert np.abs(time_derivative(neuron, _states(piece), 20.0)[0]).max() < 1e-7


def test_the_nullclines_cross_at_the_fixed_points() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    result = _plane(neuron, 30.0)
    points = _report(result).fixed_points
    assert [point.type for point in points] == ["stable node", "saddle", "unstable focus"]
    for point in points:
        for name in ("voltage", "n"):
            pieces = [_states(piece) for piece in _curves(result, "nullcline", name)]
            nearest = min(
                float(np.hypot(piece[0] - point.voltage, piece[1] - point.gates["n"]).min())
                for piece in pieces
            )
            assert nearest < 1e-9


def test_the_vector_field_is_the_right_hand_side() -> None:
    neuron = Neuron.of(MORRIS_LECAR)
    (field,) = _curves(_plane(neuron, 100.0, voltage_arrows=5, gate_arrows=4), "field")
    columns = [column.values for column in field.columns]
    assert [column.name for column in field.columns] == ["voltage", "n", "voltage_rate", "n_rate"]
    assert columns[0].size == 20
    np.testing.assert_array_equal(
        np.array(columns[2:]), time_derivative(neuron, np.array(columns[:2]), 100.0)
    )


def test_going_forwards_and_back_returns_to_the_start() -> None:
    neuron = Neuron.of(MORRIS_LECAR)
    start = PhasePoint(voltage=-20.0, gate=0.2)
    fields = {"tolerance": 1e-8, "duration": 8.0, "separatrices": False}
    (there,) = _report(_plane(neuron, 100.0, initial=(start,), **fields)).trajectories
    turned = PhasePoint(voltage=there.final_voltage, gate=there.final_gate)
    (back,) = _report(_plane(neuron, 100.0, initial=(turned,), direction="backward", **fields)).trajectories
    assert back.ended == "duration"
    assert back.final_time == -8.0
    # Errors of 1e-8 mV, grown by backward divergence of at most e^(0.2/ms · 8 ms).
    assert back.final_voltage == pytest.approx(-20.0, abs=1e-6)
    assert back.final_gate == pytest.approx(0.2, abs=1e-8)


def test_a_backward_trajectory_ends_at_the_windows_edge() -> None:
    result = _plane(Neuron.of(MORRIS_LECAR), 90.0, direction="both")
    report = _report(result)
    backward = [entry for entry in report.trajectories if entry.direction == "backward"]
    assert [entry.ended for entry in backward] == ["left the window", "left the window"]
    for entry in backward:
        states = _states(next(curve for curve in result.curves if curve.name == entry.name))
        assert WINDOW[0] <= states[0].min()
        assert states[0].max() <= WINDOW[1]
        # Close to an edge: less than a sixty-fourth of a sample's interval away.
        assert min(entry.final_voltage - WINDOW[0], WINDOW[1] - entry.final_voltage) < 1.0
        assert entry.final_time < 0.0


def test_a_start_outside_the_window_belongs_to_it() -> None:
    start = (PhasePoint(voltage=90.0, gate=1.05),)
    (entry,) = _report(
        _plane(Neuron.of(MORRIS_LECAR), 90.0, initial=start, direction="backward")
    ).trajectories
    assert entry.initial_voltage == 90.0
    assert entry.ended == "left the window"


def test_separatrices_of_the_saddle_leave_and_reach_it() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    result = _plane(neuron, 30.0)
    names = {curve.name for curve in _curves(result, "separatrix")}
    assert names == {f"{kind} manifold 1{side}" for kind in ("stable", "unstable") for side in "ab"}
    node, saddle, _ = _report(result).fixed_points
    ends = {entry.name: entry for entry in _report(result).trajectories}
    # Both unstable branches end at the node: together they are the circle of the SNIC.
    for side in "ab":
        end = ends[f"unstable manifold 1{side}"]
        assert end.final_voltage == pytest.approx(node.voltage, abs=1e-3)
    # The stable ones part the plane: starts on either side of them take different ways.
    for side in "ab":
        assert ends[f"stable manifold 1{side}"].initial_voltage == pytest.approx(saddle.voltage, abs=0.02)


@pytest.mark.parametrize(("offset", "grows"), [(0.5, True), (-0.5, False)])
def test_a_displacement_grows_past_the_hopf_point_and_decays_before_it(offset: float, *, grows: bool) -> None:
    neuron = Neuron.of(MORRIS_LECAR)
    found = bifurcation(neuron, BifurcationRequest(parameter_range=(50.0, 120.0))).report
    assert isinstance(found, BifurcationReport)
    hopf = next(point for point in found.special_points if point.kind == "hopf")
    current = hopf.value + offset
    plane = _plane(neuron, current)
    (equilibrium,) = _report(plane).fixed_points
    state = steady_state(neuron, equilibrium.voltage)
    growth = float(np.linalg.eigvals(jacobian_matrix(neuron, state)).real[0])
    assert (growth > 0.0) == grows
    period = 1e3 / (hopf.frequency or 0.0)
    result = _plane(
        neuron,
        current,
        initial=(PhasePoint(voltage=state[0] + 0.01, gate=state[1]),),
        duration=4.0 * period,
        trajectory_points=4000,
        tolerance=1e-8,
    )
    (curve,) = _curves(result, "trajectory")
    away = np.abs(_states(curve)[0] - state[0])
    first, last = away[:1000].max(), away[3000:].max()
    # Peaks of the first and of the fourth period: e^{3 T Re λ}, but for the phase at which each has its peak.
    assert last / first == pytest.approx(np.exp(3.0 * period * growth), rel=0.02)


def test_more_than_two_states_are_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        _plane(Neuron.of(CATALOGUE["hodgkin-huxley"]), 10.0)
    assert "4 states" in caught.value.detail


@pytest.mark.parametrize("field", ["voltage_range", "gate_range"])
def test_an_empty_window_is_refused(field: str) -> None:
    with pytest.raises(ParameterError) as caught:
        PhasePlaneRequest(**{field: (0.5, 0.5)})  # type: ignore[arg-type]
    assert caught.value.pointer == f"/{field}"


def test_the_reported_error_of_trajectories_is_measured() -> None:
    neuron = Neuron.of(MORRIS_LECAR)
    loose, tight = (_plane(neuron, 100.0, tolerance=tolerance) for tolerance in (1e-3, 1e-9))
    difference = max(
        float(np.abs(_states(a)[0] - _states(b)[0]).max())
        for a, b in zip(_curves(loose, "trajectory"), _curves(tight, "trajectory"), strict=True)
    )
    estimate = next(
        entry for entry in loose.numerics.estimated_errors if entry.variable == "voltage of trajectories"
    )
    assert 0.5 * difference <= estimate.value <= 2.0 * difference
