import math
from typing import Any

import numpy as np
import pytest
from scipy.linalg import solve_banded

from core.cable.geometry import (
    End,
    FiniteCable,
    InfiniteCable,
    KilledEnd,
    LumpedSomaEnd,
    SealedEnd,
    SemiInfiniteCable,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.steady_state.report import CableReport, EndState
from core.cable.steady_state.request import CableSteadyStateRequest, Injection
from core.cable.steady_state.steady_state import steady_state
from core.cable.uniform_cable import PointPair
from core.errors import ParameterError
from core.result import Floats, Result

RALLPACK: dict[str, Any] = {"diameter": 1.0, "membrane_resistance": 40_000.0, "axial_resistivity": 100.0}
"""λ = 1000 µm, R_∞ = 1273.24 MΩ."""
R_INFINITE = 4000.0 / math.pi
SEALED, KILLED = SealedEnd(), KilledEnd()


def cable(*injections: tuple[float, float], **options: Any) -> Result:
    currents = tuple(Injection(position=position, current=current) for position, current in injections)
    return steady_state(CableSteadyStateRequest(**{**RALLPACK, **options, "injections": currents}))


def finite(length: float, left: End = SEALED, right: End = SEALED) -> FiniteCable:
    return FiniteCable(length=length, left=left, right=right)


def findings(result: Result) -> CableReport:
    assert isinstance(result.report, CableReport)
    return result.report


def ends(result: Result) -> tuple[EndState, EndState]:
    report = findings(result)
    assert report.left is not None
    assert report.right is not None
    return report.left, report.right


def above_rest(result: Result) -> Floats:
    return result.variable("voltage").values + 65.0


def imbalance(result: Result) -> float:
    return result.numerics.estimated_errors[1].value


def test_rallpack_one() -> None:
    result = cable((0.0, 0.1), geometry=finite(1000.0))
    voltage = result.variable("voltage").values
    assert voltage[0] == pytest.approx(102.18085, abs=1e-5)
    assert voltage[-1] == pytest.approx(43.34226, abs=1e-5)
    report = findings(result)
    assert report.semi_infinite_resistance == pytest.approx(1273.240, abs=5e-4)
    assert report.sites[0].input_resistance == pytest.approx(1671.808, abs=5e-4)
    assert report.length_constant == pytest.approx(1000.0, rel=1e-15)
    assert report.time_constant == 40.0
    assert report.electrotonic_length == pytest.approx(1.0, rel=1e-15)
    # λ² = r_m/r_i and R_∞² = r_m r_i.
    assert report.membrane_resistance / report.axial_resistance == pytest.approx(1e6)
    assert report.membrane_resistance * report.axial_resistance == pytest.approx(R_INFINITE**2)


def test_a_semi_infinite_cable_decays_exponentially() -> None:
    result = cable((0.0, 0.1), geometry=SemiInfiniteCable())
    x = result.variable("position").values
    assert above_rest(result) == pytest.approx(0.1 * R_INFINITE * np.exp(-x / 1000.0), rel=1e-12)
    assert result.variable("axial_current").values == pytest.approx(0.1 * np.exp(-x / 1000.0), rel=1e-12)
    assert findings(result).sites[0].input_resistance == pytest.approx(R_INFINITE, rel=1e-14)
    assert (findings(result).right, findings(result).electrotonic_length) == (None, None)


def test_an_infinite_cable_has_half_the_resistance() -> None:
    result = cable((300.0, 0.1), geometry=InfiniteCable())
    x = result.variable("position").values
    assert (x[0], x[-1]) == (-4700.0, 5300.0)
    expected = 0.05 * R_INFINITE * np.exp(-np.abs(x - 300.0) / 1000.0)
    assert above_rest(result) == pytest.approx(expected, rel=1e-12)
    assert findings(result).sites[0].input_resistance == pytest.approx(R_INFINITE / 2.0, rel=1e-14)
    assert findings(result).infinite_resistance == pytest.approx(R_INFINITE / 2.0, rel=1e-14)
    assert imbalance(result) < 1e-15


@pytest.mark.parametrize("length", [0.01, 0.7, 3.0, 20.0])
def test_hyperbolic_closed_forms(length: float) -> None:
    x = 1000.0 * length * np.linspace(0.0, 1.0, 11)
    rest = length - x / 1000.0
    closed_forms: list[tuple[End, Floats]] = [
        (SEALED, np.cosh(rest) / math.sinh(length)),
        (KILLED, np.sinh(rest) / math.cosh(length)),
    ]
    for end, expected in closed_forms:
        result = cable((0.0, 0.1), geometry=finite(1000.0 * length, right=end), points=11)
        found = np.interp(x, result.variable("position").values, above_rest(result))
        assert found == pytest.approx(0.1 * R_INFINITE * expected, rel=1e-12, abs=1e-11)


@pytest.mark.parametrize(
    ("right", "ratio"),
    [
        (SEALED, lambda x, length: np.cosh(length - x) / np.cosh(length)),
        (KILLED, lambda x, length: np.sinh(length - x) / np.sinh(length)),
    ],
)
def test_a_clamped_end(right: End, ratio: Any) -> None:
    geometry = finite(1500.0, VoltageClampedEnd(voltage=-15.0), right)
    result = cable(geometry=geometry)
    x = result.variable("position").values / 1000.0
    assert above_rest(result) == pytest.approx(50.0 * ratio(x, 1.5), rel=1e-13, abs=1e-12)
    left = ends(result)[0]
    # The clamp supplies what flows into the cable.
    assert left.current_out == pytest.approx(-float(result.variable("axial_current").values[0]), rel=1e-13)
    assert imbalance(result) < 1e-15


def test_two_clamps_superpose() -> None:
    clamps = VoltageClampedEnd(voltage=-15.0), VoltageClampedEnd(voltage=-85.0)
    result = cable(geometry=finite(2000.0, *clamps))
    x = result.variable("position").values / 1000.0
    expected = (50.0 * np.sinh(2.0 - x) - 20.0 * np.sinh(x)) / math.sinh(2.0)
    assert above_rest(result) == pytest.approx(expected, abs=1e-12)


ENDS: dict[str, End] = {
    "sealed": SEALED,
    "killed": KILLED,
    "clamped": VoltageClampedEnd(voltage=-40.0),
    "soma": LumpedSomaEnd(resistance=300.0),
    "large soma": LumpedSomaEnd(resistance=0.5),
    "sphere": SphericalSomaEnd(diameter=25.0, membrane_resistance=5000.0),
}


def by_finite_differences(
    request: CableSteadyStateRequest, currents: list[tuple[int, float]], n: int
) -> Floats:
    """Voltage above rest at n + 1 nodes: each a compartment of length h (half of it at the ends)."""
    h = request.reach[1] / n
    axial = 1.0 / (request.axial_resistance * h)
    leak = np.full(n + 1, h / request.membrane_length_resistance)
    leak[[0, -1]] *= 0.5
    diagonal, source = leak + 2.0 * axial, np.zeros(n + 1)
    diagonal[[0, -1]] -= axial
    for node, current in currents:
        source[node] += current
    upper, lower = np.full(n + 1, -axial), np.full(n + 1, -axial)
    for end, node, beside in ((request.ends[0], 0, upper), (request.ends[1], n, lower)):
        soma = request.soma(end)
        if soma is not None:
            diagonal[node] += 1.0 / soma.resistance
        elif not isinstance(end, SealedEnd):
            held = end.voltage + 65.0 if isinstance(end, VoltageClampedEnd) else 0.0
            diagonal[node], source[node] = 1.0, held
            beside[1 if node == 0 else n - 1] = 0.0
    solved: Floats = solve_banded((1, 1), np.array([upper, diagonal, lower]), source)
    return solved


@pytest.mark.parametrize("left", ENDS)
@pytest.mark.parametrize("right", ENDS)
def test_any_ends_against_many_compartments(left: str, right: str) -> None:
    injections, n = ((0.0, 0.02), (350.0, 0.1), (1200.0, -0.05)), 2000
    request = CableSteadyStateRequest(
        **RALLPACK,
        geometry=finite(2000.0, ENDS[left], ENDS[right]),
        injections=tuple(Injection(position=at, current=size) for at, size in injections),
        points=201,
    )
    result = steady_state(request)
    nodes = [(round(at), size) for at, size in injections]
    compartments = by_finite_differences(request, nodes, n)[::10]
    x = result.variable("position").values
    exact = above_rest(result)[np.isin(x, np.linspace(0.0, 2000.0, 201))]
    # Second order: (h/λ)²/12 ≈ 1e-7 of some 100 mV.
    assert np.max(np.abs(exact - compartments)) < 2e-5
    assert imbalance(result) < 1e-14


@pytest.mark.parametrize("left", ENDS)
@pytest.mark.parametrize("right", ENDS)
def test_the_axial_current_is_the_gradient(left: str, right: str) -> None:
    result = cable((350.0, 0.1), geometry=finite(2000.0, ENDS[left], ENDS[right]), points=20_000)
    x = result.variable("position").values
    gradient = -np.diff(above_rest(result)) / np.diff(x) / findings(result).axial_resistance
    axial = result.variable("axial_current").values
    middles = 0.5 * (axial[1:] + axial[:-1])
    away = np.abs(x[1:] - 350.0) > 0.2
    # Trapezoidal rule: h²/12λ² of 0.1 nA, and rounding of the difference of 100 mV over 0.1 µm.
    assert np.max(np.abs(gradient - middles)[away]) < 2e-9


@pytest.mark.parametrize("left", ENDS)
@pytest.mark.parametrize("right", ENDS)
def test_transfer_is_reciprocal(left: str, right: str) -> None:
    geometry = finite(1700.0, ENDS[left], ENDS[right])
    pairs = PointPair(source=200.0, target=1500.0), PointPair(source=1500.0, target=200.0)
    there, back = findings(cable(geometry=geometry, attenuation_between=pairs)).attenuations
    assert there.transfer_resistance == pytest.approx(back.transfer_resistance, rel=1e-13)
    # The attenuation is what the voltages say.
    only = cable((200.0, 1.0), geometry=finite(1700.0, SEALED, SEALED), attenuation_between=pairs)
    x, v = only.variable("position").values, above_rest(only)
    ratio = float(v[x == 200.0][0] / v[x == 1500.0][0])
    assert findings(only).attenuations[0].voltage_ratio == pytest.approx(ratio, rel=1e-12)


@pytest.mark.parametrize("length", [1e-6, 1e-3, 1.0])
def test_a_short_sealed_cable_is_isopotential(length: float) -> None:
    result = cable((0.0, 1e-6), geometry=finite(length))
    area = math.pi * 1e-4 * length * 1e-4
    isopotential = 40_000.0 / area * 1e-6
    # R_∞ coth L = (R_∞/L)(1 + L²/3).
    expected = isopotential * (1.0 + (length / 1000.0) ** 2 / 3.0)
    assert findings(result).sites[0].input_resistance == pytest.approx(expected, rel=1e-12)
    assert imbalance(result) < 1e-20


@pytest.mark.parametrize("length", [1e-6, 1e-3])
def test_a_short_killed_cable_is_its_axial_resistance(length: float) -> None:
    result = cable((0.5 * length, 1.0), geometry=finite(length, KILLED, KILLED))
    report = findings(result)
    # Two halves in parallel: r_i l/4.
    assert report.sites[0].input_resistance == pytest.approx(
        report.axial_resistance * length / 4.0, rel=1e-12
    )
    assert [end.current_out for end in ends(result)] == pytest.approx([0.5, 0.5], rel=1e-12)


def test_a_short_cable_on_a_soma_is_soma_and_membrane_in_parallel() -> None:
    result = cable((1.0, 1.0), geometry=finite(1.0, LumpedSomaEnd(resistance=1e6)))
    membrane = R_INFINITE * 1000.0
    parallel = 1.0 / (1e-6 + 1.0 / membrane)
    # The current crosses the axial resistance of 1 µm once.
    report = findings(result)
    assert report.sites[0].input_resistance == pytest.approx(parallel + report.axial_resistance, rel=1e-6)
    ratio = ends(result)[0].conductance_ratio
    assert ratio == pytest.approx(1e6 / membrane, rel=1e-6)


def test_a_huge_cable_neither_overflows_nor_loses_its_ends() -> None:
    result = cable((0.0, 0.1), (1e9, 0.2), geometry=finite(1e9))
    for variable in result.series:
        assert np.all(np.isfinite(variable.values))
    assert above_rest(result)[[0, -1]] == pytest.approx([0.1 * R_INFINITE, 0.2 * R_INFINITE], rel=1e-13)
    assert result.numerics.estimated_errors[0].value < 1e-7
    site = findings(result).sites[0]
    assert site.to_right_end is not None
    assert site.to_right_end.voltage_ratio is None
    # ln cosh L = L − ln 2 for L = 10⁶.
    assert site.to_right_end.log_ratio == pytest.approx(1e6 - math.log(2.0), rel=1e-15)
    assert imbalance(result) < 1e-11  # positions of 10⁶ length constants are known to 10⁻¹⁰
    # The decay from each end is drawn, although the points are 5000 length constants apart.
    x = result.variable("position").values
    assert np.count_nonzero(x < 6500.0) > 20


def test_a_current_into_a_held_end_leaves_there() -> None:
    for end in (KILLED, VoltageClampedEnd(voltage=-65.0)):
        result = cable((0.0, 0.3), (1000.0, 0.2), geometry=finite(1000.0, end, end))
        assert np.all(above_rest(result) == 0.0)
        assert [state.current_out for state in ends(result)] == [0.3, 0.2]
        assert [site.input_resistance for site in findings(result).sites] == [0.0, 0.0]
        codes = [(notice.code, notice.pointer) for notice in result.warnings]
        assert codes == [("current-into-held-end", f"/injections/{k}") for k in (0, 1)]


def test_attenuation_to_a_held_end_is_infinite() -> None:
    site = findings(cable((500.0, 0.1), geometry=finite(1000.0, KILLED))).sites[0]
    assert site.to_left_end is not None
    assert (site.to_left_end.voltage_ratio, site.to_left_end.log_ratio) == (None, None)
    assert site.to_left_end.transfer_resistance == 0.0


def test_a_soma_is_the_same_by_size_and_by_resistance() -> None:
    by_size = SphericalSomaEnd(diameter=20.0)
    # π d² of 20 µm at 40,000 Ω·cm².
    by_resistance = LumpedSomaEnd(resistance=40_000.0 / (math.pi * 400e-8) * 1e-6)
    found = [above_rest(cable((0.0, 0.1), geometry=finite(800.0, soma))) for soma in (by_size, by_resistance)]
    assert found[0] == pytest.approx(found[1], rel=1e-14)


def test_the_axial_current_jumps_where_current_is_injected() -> None:
    result = cable((0.0, 0.1), (500.0, 0.2), (1000.0, 0.4), geometry=finite(1000.0))
    x, axial = result.variable("position").values, result.variable("axial_current").values
    assert {0.0, 500.0, 1000.0} <= set(x.tolist())
    assert axial[0] == pytest.approx(0.1, rel=1e-14)  # behind the source: all of it flows into the cable
    assert axial[-1] == pytest.approx(-0.4, rel=1e-14)  # before the end
    middle = int(np.flatnonzero(x == 500.0)[0])
    # But for the leak of one grid cell.
    assert axial[middle] - axial[middle - 1] == pytest.approx(0.2, abs=5e-3)


def test_nothing_injected_is_rest() -> None:
    for geometry in (finite(100.0), SemiInfiniteCable(), InfiniteCable()):
        result = cable(geometry=geometry)
        assert np.all(above_rest(result) == 0.0)
        assert findings(result).sites == ()


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"injections": (Injection(position=1001.0),)}, "/injections/0/position"),
        ({"injections": (Injection(), Injection(position=-1.0))}, "/injections/1/position"),
        ({"attenuation_between": (PointPair(source=0.0, target=2e3),)}, "/attenuation_between/0/target"),
        (
            {"geometry": SemiInfiniteCable(), "injections": (Injection(position=-1.0),)},
            "/injections/0/position",
        ),
        ({"membrane_resistance": 0.0}, "/membrane_resistance"),
        ({"diameter": float("nan")}, "/diameter"),
        ({"points": 1}, "/points"),
    ],
)
def test_what_has_no_meaning_is_refused(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        CableSteadyStateRequest(**options)
    assert caught.value.pointer == pointer
