import numpy as np
import pytest

from core.dynamics.equilibria import resolve_steady_curve, voltage_range
from core.dynamics.fixed_points import FixedPoint, FixedPointsReport, FixedPointsRequest, fixed_points
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Current, Gate, Instantaneous, Model, Neuron
from core.neuron.equations import steady_curve
from core.result import Floats, Result

MORRIS_LECAR, HODGKIN_HUXLEY = CATALOGUE["morris-lecar"], CATALOGUE["hodgkin-huxley"]


def _result(neuron: Neuron, current: float) -> Result:
    return fixed_points(neuron, FixedPointsRequest(current=current))


def _report(neuron: Neuron, current: float) -> FixedPointsReport:
    report = _result(neuron, current).report
    assert isinstance(report, FixedPointsReport)
    return report


# PHYSICS 4, relative tolerance 1e-8; a current given to 10 decimals fixes V to 1e-10 here (slope above 1).
@pytest.mark.parametrize(
    ("current", "voltage", "gate"),
    [
        (93.8576183737, -25.2701048796, 0.1396731900),
        (212.0188161004, 7.8006638670, 0.5954906712),
        (112.9580175640, -17.94030466, None),
        (163.9086873989, 2.19173440, None),
        (349.4885748916, 17.29199539, None),
        (-21.7791713746, -71.10307918, None),
    ],
)
def test_morris_lecar_equilibria_have_their_published_places(
    current: float, voltage: float, gate: float | None
) -> None:
    report = _report(Neuron.of(MORRIS_LECAR), current)
    assert report.count == 1
    assert report.complete
    point = report.fixed_points[0]
    assert point.voltage == pytest.approx(voltage, rel=1e-8)
    if gate is not None:
        assert point.gates["n"] == pytest.approx(gate, rel=1e-8)
        assert abs(point.trace) < 1e-11
    else:
        # tr² = 4 det here, to the digits of the current.
        assert point.discriminant is not None
        assert abs(point.discriminant) < 1e-9 * point.trace**2


def test_hodgkin_huxley_rests_at_the_published_voltage() -> None:
    # PHYSICS 3.11: the rest of the lecture's set is −65.0255 mV.
    report = _report(Neuron.of(HODGKIN_HUXLEY, "lecture"), 0.0)
    assert report.fixed_points[0].voltage == pytest.approx(-65.0255, abs=5e-5)
    assert report.fixed_points[0].type == "stable focus"
    assert report.fixed_points[0].discriminant is None


def _determinant(point: FixedPoint) -> float:
    assert point.determinant is not None
    return point.determinant


# PHYSICS 3.10: det J > 0 everywhere holds for the hopf set only.
@pytest.mark.parametrize("preset", ["snic", "homoclinic"])
def test_class_one_sets_have_a_saddle_between_node_and_repeller(preset: str) -> None:
    report = _report(Neuron.of(MORRIS_LECAR, preset), 30.0)
    low, middle, high = report.fixed_points
    assert (low.type, middle.type) == ("stable node", "saddle")
    assert high.type in {"unstable focus", "unstable node"}
    assert _determinant(middle) < 0.0 < _determinant(low)
    assert report.stable_count == 1


def test_invariants_are_those_of_the_eigenvalues() -> None:
    for neuron, current in ((Neuron.of(MORRIS_LECAR, "snic"), 20.0), (Neuron.of(HODGKIN_HUXLEY), 10.0)):
        for point in _report(neuron, current).fixed_points:
            values = np.array([complex(x.real, x.imaginary) for x in point.eigenvalues])
            matrix = np.array(point.jacobian)
            # Eigenvalues are backward stable: errors of a few ulp of the norm.
            assert point.trace == pytest.approx(values.sum().real, rel=1e-12)
            assert point.determinant == pytest.approx(values.prod().real, rel=1e-11)
            assert np.trace(matrix) == pytest.approx(point.trace, rel=1e-13)
            if point.discriminant is not None:
                expected = point.trace**2 - 4.0 * _determinant(point)
                assert point.discriminant == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("gap", [1e-2, 1e-5, 1e-8, 1e-11])
def test_two_equilibria_a_hair_apart_are_both_found(gap: float) -> None:
    # Below the fold at 39.9631530927 the pair is 2√(2δ/|I″|) apart, I″ = −0.1717.
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    curve = resolve_steady_curve(neuron, -85.0, 121.0)
    fold, _, curvature = steady_curve(neuron, curve.extrema[:1])[:, 0]
    below, above = _report(neuron, fold - gap), _report(neuron, fold + gap)
    assert (below.count, above.count) == (3, 1)
    left, right = below.fixed_points[:2]
    # The current itself is rounded to 4e-15: relative to the gap that is an error of V of half as much.
    expected = 2.0 * np.sqrt(2.0 * gap / abs(curvature))
    assert right.voltage - left.voltage == pytest.approx(expected, rel=1e-2 + 1e-14 / gap)
    assert right.voltage - left.voltage > left.voltage_error


def test_at_the_fold_itself_there_is_one_degenerate_equilibrium() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    curve = resolve_steady_curve(neuron, -85.0, 121.0)
    fold = float(steady_curve(neuron, curve.extrema[:1])[0, 0])
    report = _report(neuron, fold)
    assert [point.type for point in report.fixed_points] == ["degenerate", "unstable focus"]
    assert not report.fixed_points[0].stable


def test_a_pure_leak_is_ohms_law() -> None:
    neuron = Neuron.of(MORRIS_LECAR, g_ca=0.0, g_k=0.0)
    for current in (-1e4, -3.0, 0.0, 7.0, 300.0):
        result = _result(neuron, current)
        report = result.report
        assert isinstance(report, FixedPointsReport)
        if abs(current) > 3000.0:
            # E_L + I/g_L = −5060 mV lies outside of the searched range, which is said.
            assert report.count == 0
            assert result.warnings[0].code == "search-range"
            continue
        (point,) = report.fixed_points
        assert point.voltage == pytest.approx(-60.0 + current / 2.0, rel=1e-14)
        assert max(x.real for x in point.eigenvalues) == pytest.approx(
            max(-2.0 / 20.0, -0.04 * np.cosh((point.voltage - 2.0) / 60.0)), rel=1e-13
        )
        assert point.type == "stable node"


def test_without_any_conductance_there_is_no_isolated_equilibrium() -> None:
    neuron = Neuron.of(MORRIS_LECAR, g_ca=0.0, g_k=0.0, g_l=0.0)
    for current in (0.0, 5.0):
        result = _result(neuron, current)
        assert isinstance(result.report, FixedPointsReport)
        assert result.report.count == 0
        codes = [warning.code for warning in result.warnings]
        assert ("no-conductance" in codes) == (current == 0.0)


def test_without_a_leak_the_range_is_an_assumption_and_said() -> None:
    result = _result(Neuron.of(MORRIS_LECAR, g_l=0.0), 50.0)
    assert isinstance(result.report, FixedPointsReport)
    assert not result.report.complete
    assert result.warnings[0].code == "search-range"
    # Without a current the reversals bound it.
    assert _report(Neuron.of(MORRIS_LECAR, g_l=0.0), 0.0).complete


def _independent_current(values: dict[str, float], v: Floats) -> Floats:
    """Morris-Lecar's I_ss, written out once more."""
    m = 0.5 * (1.0 + np.tanh((v - values["v1"]) / values["v2"]))
    n = 0.5 * (1.0 + np.tanh((v - values["v3"]) / values["v4"]))
    leak = values["g_l"] * (v - values["e_l"])
    potassium = values["g_k"] * n * (v - values["e_k"])
    total: Floats = leak + potassium + values["g_ca"] * m * (v - values["e_ca"])
    return total


def _random_parameters(seed: int) -> tuple[dict[str, float], float]:
    random = np.random.default_rng(seed)
    values = {
        "g_ca": random.uniform(0.0, 20.0),
        "g_k": random.uniform(0.0, 20.0),
        "g_l": random.uniform(0.05, 4.0),
        "v1": random.uniform(-40.0, 40.0),
        "v2": 10.0 ** random.uniform(-1.0, 1.5),
        "v3": random.uniform(-40.0, 40.0),
        "v4": 10.0 ** random.uniform(-1.0, 1.5),
        "phi": 10.0 ** random.uniform(-2.0, 0.5),
    }
    return values, random.uniform(-50.0, 250.0)


@pytest.mark.parametrize("seed", range(50))
def test_no_equilibrium_is_missed_for_random_parameters(seed: int) -> None:
    values, current = _random_parameters(seed)
    neuron = Neuron.of(MORRIS_LECAR, None, **values)
    report = _report(neuron, current)
    # 0.5 µV steps over more than the range that can hold equilibria, gates as steep as 0.1 mV.
    dense = np.linspace(report.searched_from - 50.0, report.searched_to + 50.0, 800_001)
    excess = _independent_current(dict(neuron.values), dense) - current
    cells = np.flatnonzero(np.sign(excess[:-1]) != np.sign(excess[1:]))
    assert report.count == cells.size
    spacing = dense[1] - dense[0]
    for point, cell in zip(report.fixed_points, cells, strict=True):
        assert dense[cell] - spacing <= point.voltage <= dense[cell + 1] + spacing
        # Unstable dimensions alternate in parity along the roots: det J changes its sign.
    signs = [np.sign(_determinant(point)) for point in report.fixed_points]
    assert signs == [(-1.0) ** k for k in range(len(signs))]


def test_any_declared_model_will_do(three_gates: Model) -> None:
    neuron = Neuron.of(three_gates)
    report = _report(neuron, 2.0)
    assert report.states == ("voltage", "inact", "k", "slow")
    assert report.count >= 1
    for point in report.fixed_points:
        assert set(point.gates) == {"inact", "k", "slow"}
        assert len(point.eigenvalues) == 4
        assert point.current_residual < 1e-12


def test_an_extremely_stiff_point_keeps_its_slow_eigenvalues() -> None:
    # At −1060 mV HH's sodium gates have rates of 10²⁴/ms; the leak's 0.3/ms must survive.
    (point,) = _report(Neuron.of(HODGKIN_HUXLEY), -300.0).fixed_points
    assert point.type == "stable node"
    assert point.eigenvalues[0].real == pytest.approx(-0.3, rel=1e-9)


def test_a_single_state_has_a_node(three_gates: Model) -> None:
    bistable = Model(
        name="bistable",
        title="One state",
        description="A leak and an instantaneous inward current.",
        capacitance="c",
        parameters=three_gates.parameters,
        gates=(Gate("act", "activation", Instantaneous("sigmoid((V + 35) / 7)")),),
        currents=tuple(
            current
            if current.name == "leak"
            else Current("in", "I_1", "inward", "g_in", "e_in", (("act", 1),))
            for current in three_gates.currents
            if current.name in {"in", "leak"}
        ),
        presets=(),
        standard=three_gates.standard,
        references=(),
    )
    types = [point.type for point in _report(Neuron.of(bistable, g_in=0.15), 0.0).fixed_points]
    assert types == ["stable node", "unstable node", "stable node"]


def test_the_bracket_is_that_of_the_leak() -> None:
    span = voltage_range(Neuron.of(MORRIS_LECAR), -500.0, 400.0)
    # E_L + I/g_L = −310 and 140 mV, against reversals from −84 to 120 mV; a margin of about 1 mV.
    assert span.low == pytest.approx(-310.0, abs=1.0)
    assert span.high == pytest.approx(140.0, abs=1.0)
    assert span.proven
