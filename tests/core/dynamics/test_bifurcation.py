from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.dynamics.special_points import SpecialPoint
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import steady_state
from core.result import Floats

MORRIS_LECAR, HODGKIN_HUXLEY = CATALOGUE["morris-lecar"], CATALOGUE["hodgkin-huxley"]


def _report(neuron: Neuron, low: float, high: float) -> BifurcationReport:
    report = bifurcation(neuron, BifurcationRequest(parameter_range=(low, high), cycles=False)).report
    assert isinstance(report, BifurcationReport)
    return report


def _points(report: BifurcationReport, kind: str) -> list[SpecialPoint]:
    return [point for point in report.special_points if point.kind == kind]


def test_morris_lecar_hopf_set_has_its_published_points() -> None:
    report = _report(Neuron.of(MORRIS_LECAR), 0.0, 250.0)
    published = [
        (93.8576183737, -25.2701048796, 0.1396731900, 12.697347, 6.543187e-3, 5.220140e-4),
        (212.0188161004, 7.8006638670, 0.5954906712, 23.650770, 3.668292e-3, 5.451162e-4),
    ]
    for point, (current, voltage, gate, frequency, lyapunov, cubic) in zip(
        _points(report, "hopf"), published, strict=True
    ):
        # PHYSICS 4: 1e-8 relative, l₁ 1e-4; the digits printed allow more.
        assert point.value == pytest.approx(current, rel=1e-11)
        assert point.voltage == pytest.approx(voltage, rel=1e-11)
        assert point.gates["n"] == pytest.approx(gate, rel=1e-8)
        assert point.frequency == pytest.approx(frequency, rel=1e-7)
        assert point.first_lyapunov_coefficient == pytest.approx(lyapunov, rel=1e-6)
        assert point.cubic_coefficient == pytest.approx(cubic, rel=1e-6)
        assert point.criticality == "subcritical"
    changes = [point.value for point in _points(report, "node-focus")]
    assert changes == pytest.approx([112.9580175640, 163.9086873989], rel=1e-11)
    assert [region.stable_equilibria for region in report.regions] == [1, 0, 1]


def test_node_focus_changes_outside_the_usual_range_are_found_when_it_is_widened() -> None:
    report = _report(Neuron.of(MORRIS_LECAR), -50.0, 400.0)
    changes = _points(report, "node-focus")
    assert [point.value for point in changes] == pytest.approx(
        [-21.7791713746, 112.9580175640, 163.9086873989, 349.4885748916], rel=1e-11
    )
    assert [point.voltage for point in changes] == pytest.approx(
        [-71.10307918, -17.94030466, 2.19173440, 17.29199539], rel=1e-8
    )


@pytest.mark.parametrize(("phi", "hopf"), [(0.067, 97.6461639215), (1.0 / 15.0, 97.78789)])
def test_morris_lecar_snic_set_has_its_published_points(phi: float, hopf: float) -> None:
    report = _report(Neuron.of(MORRIS_LECAR, "snic", phi=phi), -50.0, 250.0)
    folds = [point.value for point in _points(report, "saddle-node")]
    assert folds == pytest.approx([39.9631530927, -9.9490393226], rel=1e-11)
    (point,) = _points(report, "hopf")
    # 97.78789 is printed with 7 digits.
    assert point.value == pytest.approx(hopf, rel=1e-10 if phi == 0.067 else 5e-8)
    assert point.criticality == "subcritical"
    assert len(_points(report, "neutral-saddle")) == 1
    counts = [(region.equilibria, region.stable_equilibria) for region in report.regions]
    assert counts == [(1, 1), (3, 1), (1, 0), (1, 1)]


def test_hodgkin_huxley_has_its_published_points() -> None:
    report = _report(Neuron.of(HODGKIN_HUXLEY, "ermentrout"), 0.0, 180.0)
    first, second = _points(report, "hopf")
    assert first.value == pytest.approx(9.77933800, rel=1e-8)
    assert first.voltage == pytest.approx(-59.65414360, rel=1e-9)
    assert first.frequency == pytest.approx(93.302009, rel=1e-8)
    assert first.cubic_coefficient == pytest.approx(8.6725e-3, rel=1e-5)
    assert first.criticality == "subcritical"
    assert second.value == pytest.approx(154.526334, rel=1e-8)
    assert second.voltage == pytest.approx(-43.05809201, rel=1e-9)
    assert second.frequency == pytest.approx(169.16926, rel=1e-7)
    assert second.criticality == "supercritical"


@pytest.mark.parametrize("preset", ["literature", "lecture", "neuron"])
def test_the_leak_reversal_shifts_hodgkin_huxleys_points_and_nothing_else(preset: str) -> None:
    # PHYSICS 4: E_L moves both currents by −0.3 ΔE_L.
    shifted, known = Neuron.of(HODGKIN_HUXLEY, preset), Neuron.of(HODGKIN_HUXLEY, "ermentrout")
    by = -0.3 * (shifted.values["e_l"] - known.values["e_l"])
    pairs = zip(
        _points(_report(shifted, 0.0, 180.0), "hopf"),
        _points(_report(known, 0.0, 180.0), "hopf"),
        strict=True,
    )
    for moved, still in pairs:
        assert moved.value - still.value == pytest.approx(by, abs=1e-9)
        assert moved.voltage == pytest.approx(still.voltage, abs=1e-10)
        assert moved.first_lyapunov_coefficient == pytest.approx(still.first_lyapunov_coefficient, rel=1e-9)


def test_every_special_point_satisfies_its_defining_system() -> None:
    for neuron, low, high in (
        (Neuron.of(MORRIS_LECAR), -50.0, 400.0),
        (Neuron.of(MORRIS_LECAR, "snic"), -50.0, 250.0),
        (Neuron.of(HODGKIN_HUXLEY), -20.0, 300.0),
    ):
        for point in _report(neuron, low, high).special_points:
            # Backward-stable eigenvalues of matrices of norm ‖J‖: residuals of some ulp.
            assert point.residual < 1e-12
            assert point.value_error < 1e-10 * max(abs(point.value), 1.0)


def test_the_branch_consists_of_equilibria() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    result = bifurcation(neuron, BifurcationRequest(parameter_range=(0.0, 250.0), cycles=False))
    # Between the folds I_ss falls below 0: two pieces.
    assert [curve.name for curve in result.curves] == ["equilibria 1", "equilibria 2"]
    for curve in result.curves:
        columns = {column.name: column.values for column in curve.columns}
        assert columns["current"].min() >= -1e-12
        assert columns["current"].max() <= 250.0 * (1.0 + 1e-15)
        assert len(curve.labels) == columns["voltage"].size
        for i in range(0, columns["voltage"].size, 40):
            request = FixedPointsRequest(current=float(columns["current"][i]))
            report = fixed_points(neuron, request).report
            assert isinstance(report, FixedPointsReport)
            nearest = min(report.fixed_points, key=lambda p: abs(p.voltage - columns["voltage"][i]))
            assert nearest.voltage == pytest.approx(columns["voltage"][i], abs=1e-9)
            assert nearest.type == curve.labels[i]


def test_special_points_are_rows_of_the_branch() -> None:
    result = bifurcation(
        Neuron.of(MORRIS_LECAR), BifurcationRequest(parameter_range=(0.0, 250.0), cycles=False)
    )
    report, (curve,) = result.report, result.curves
    assert isinstance(report, BifurcationReport)
    for point in report.special_points:
        row = int(np.flatnonzero(curve.columns[1].values == point.voltage)[0])
        if point.kind == "hopf":
            assert curve.labels[row] == "centre"


def _morris_lecar_jacobian(values: dict[str, float], v: Floats) -> tuple[Floats, Floats, Floats]:
    """I_ss′, tr J and det J of Morris-Lecar, written out by hand."""
    m = 0.5 * (1.0 + np.tanh((v - values["v1"]) / values["v2"]))
    n = 0.5 * (1.0 + np.tanh((v - values["v3"]) / values["v4"]))
    dm = 0.5 / np.cosh((v - values["v1"]) / values["v2"]) ** 2 / values["v2"]
    dn = 0.5 / np.cosh((v - values["v3"]) / values["v4"]) ** 2 / values["v4"]
    rate = values["phi"] * np.cosh((v - values["v3"]) / (2.0 * values["v4"]))
    instant = values["g_l"] + values["g_k"] * n + values["g_ca"] * (m + dm * (v - values["e_ca"]))
    steady = instant + values["g_k"] * dn * (v - values["e_k"])
    return steady, -instant / values["c_m"] - rate, rate * steady / values["c_m"]


@pytest.mark.parametrize("seed", range(50))
def test_no_hopf_point_or_fold_is_missed_for_random_parameters(seed: int) -> None:
    random = np.random.default_rng(1000 + seed)
    neuron = Neuron.of(
        MORRIS_LECAR,
        None,
        g_ca=random.uniform(1.0, 15.0),
        g_k=random.uniform(1.0, 15.0),
        g_l=random.uniform(0.2, 4.0),
        v1=random.uniform(-30.0, 20.0),
        v2=random.uniform(2.0, 25.0),
        v3=random.uniform(-30.0, 20.0),
        v4=random.uniform(2.0, 30.0),
        phi=10.0 ** random.uniform(-2.0, 0.3),
    )
    low, high = sorted(random.uniform(-100.0, 400.0, 2).tolist())
    report = _report(neuron, low, high)
    values = dict(neuron.values)
    dense = np.linspace(-120.0, 420.0, 540_001)
    m = 0.5 * (1.0 + np.tanh((dense - values["v1"]) / values["v2"]))
    n = 0.5 * (1.0 + np.tanh((dense - values["v3"]) / values["v4"]))
    current = values["g_l"] * (dense - values["e_l"]) + values["g_k"] * n * (dense - values["e_k"])
    current += values["g_ca"] * m * (dense - values["e_ca"])
    steady, trace, determinant = _morris_lecar_jacobian(values, dense)
    inside = (low < current) & (current < high)

    def voltages(test: Floats, condition: NDArray[np.bool] | bool = True) -> list[float]:
        cells = np.sign(test[:-1]) != np.sign(test[1:])
        kept = cells & inside[:-1] & inside[1:] & np.broadcast_to(condition, test.shape)[:-1]
        return [float(v) for v in dense[:-1][kept]]

    expected: dict[str, list[float]] = {
        "saddle-node": voltages(steady),
        "hopf": voltages(trace, determinant > 0.0),
        "neutral-saddle": voltages(trace, determinant < 0.0),
        "node-focus": voltages(trace**2 - 4.0 * determinant),
    }
    for kind, places in expected.items():
        assert [point.voltage for point in _points(report, kind)] == pytest.approx(places, abs=1.1e-3), kind


def _complex_step(rates: Callable[[list[complex]], list[complex]], state: Floats) -> Floats:
    """Jacobian by complex steps: exact to rounding, and independent of our trees."""
    matrix = np.empty((state.size, state.size))
    for j in range(state.size):
        shifted = [complex(x) for x in state]
        shifted[j] += 1e-30j
        matrix[:, j] = np.imag(rates(shifted)) / 1e-30
    return matrix


@pytest.mark.parametrize("seed", range(6))
def test_no_hopf_point_of_hodgkin_huxley_is_missed(seed: int) -> None:
    random = np.random.default_rng(7 + seed)
    neuron = Neuron.of(
        HODGKIN_HUXLEY,
        None,
        g_na=random.uniform(60.0, 200.0),
        g_k=random.uniform(10.0, 60.0),
        g_l=random.uniform(0.1, 1.0),
        temperature=random.uniform(3.0, 25.0),
    )
    report = _report(neuron, 0.0, 200.0)
    p = neuron.values
    phi = 3.0 ** ((p["temperature"] - 6.3) / 10.0)

    def rates(x: list[complex]) -> list[complex]:
        v, m, h, n = x
        ionic = p["g_na"] * m**3 * h * (v - 50.0) + p["g_k"] * n**4 * (v + 77.0) + p["g_l"] * (v + 54.387)
        am = 0.1 * (v + 40.0) / (1.0 - np.exp(-(v + 40.0) / 10.0))
        an = 0.01 * (v + 55.0) / (1.0 - np.exp(-(v + 55.0) / 10.0))
        bm, bn = 4.0 * np.exp(-(v + 65.0) / 18.0), 0.125 * np.exp(-(v + 65.0) / 80.0)
        ah, bh = 0.07 * np.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))
        gates = [phi * (a - (a + b) * y) for a, b, y in ((am, bm, m), (ah, bh, h), (an, bn, n))]
        return [-ionic, *gates]

    voltages = np.linspace(report.segments[0].voltage_from, report.segments[-1].voltage_to, 1501)
    unstable = []
    for voltage in voltages.tolist():
        state = steady_state(neuron, voltage)
        values = np.linalg.eigvals(_complex_step(rates, state))
        unstable.append(int(np.count_nonzero(values.real > 0.0)))
    changes = [voltages[i] for i in np.flatnonzero(np.diff(unstable))]
    kinds = {"hopf", "saddle-node"}
    found = [point.voltage for point in report.special_points if point.kind in kinds]
    assert found == pytest.approx(changes, abs=1.1 * (voltages[1] - voltages[0]))


def test_any_declared_model_will_do(three_gates: Model) -> None:
    neuron = Neuron.of(three_gates, None, g_in=60.0)
    report = _report(neuron, 0.0, 200.0)
    hopf = _points(report, "hopf")
    assert [point.criticality for point in hopf] == ["subcritical", "supercritical"]
    for point in hopf:
        # Either side of the point one pair more is unstable.
        before, after = (
            segment
            for segment in report.segments
            if point.voltage in {segment.voltage_from, segment.voltage_to}
        )
        assert abs(before.unstable_dimensions - after.unstable_dimensions) == 2


def test_a_pure_leak_has_one_stable_branch() -> None:
    report = _report(Neuron.of(MORRIS_LECAR, g_ca=0.0, g_k=0.0), -20.0, 60.0)
    assert not _points(report, "hopf")
    assert not _points(report, "saddle-node")
    assert all(segment.stable for segment in report.segments)
    assert report.regions[0].behaviour == "one stable equilibrium"


def test_without_any_conductance_there_is_no_branch() -> None:
    report = _report(Neuron.of(MORRIS_LECAR, g_ca=0.0, g_k=0.0, g_l=0.0), 1.0, 60.0)
    assert report.segments == ()
    assert report.regions[0].behaviour == "no equilibrium"


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        BifurcationRequest(parameter_range=(10.0, 10.0))
    assert caught.value.pointer == "/parameter_range"


def test_the_answer_does_not_depend_on_the_number_of_rows() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    coarse, fine = (
        bifurcation(
            neuron, BifurcationRequest(parameter_range=(-50.0, 250.0), points=points, cycles=False)
        ).report
        for points in (10, 2000)
    )
    assert isinstance(coarse, BifurcationReport)
    assert isinstance(fine, BifurcationReport)
    assert [p.kind for p in coarse.special_points] == [p.kind for p in fine.special_points]
    for one, other in zip(coarse.special_points, fine.special_points, strict=True):
        assert one.value == pytest.approx(other.value, abs=one.value_error + other.value_error)
