"""Two joined cables: against one cable, two cables, many compartments, and Kirchhoff's laws."""

import math
from typing import Any

import numpy as np
import pytest

from core.cable.coupled_compartments.compartments import WholeCompartment
from core.cable.coupled_compartments.coupled_compartments import coupled_compartments
from core.cable.coupled_compartments.junctions import OhmicJunction
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.geometry import (
    End,
    FiniteCable,
    KilledEnd,
    LumpedSomaEnd,
    SealedEnd,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.septate_junction.report import SeptateReport
from core.cable.septate_junction.request import (
    CableSegment,
    SegmentInjection,
    SegmentSite,
    SeptalJunction,
    SeptateJunctionRequest,
)
from core.cable.septate_junction.septate_junction import septate_junction
from core.cable.steady_state.request import CableSteadyStateRequest, Injection
from core.cable.steady_state.steady_state import steady_state
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.transient.transient import transient
from core.errors import ParameterError
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Step

ENDS: dict[str, End] = {
    "sealed": SealedEnd(),
    "killed": KilledEnd(),
    "clamped": VoltageClampedEnd(voltage=-40.0),
    "soma": LumpedSomaEnd(resistance=200.0, capacitance=0.05),
    "sphere": SphericalSomaEnd(diameter=25.0),
}


def joined(junction: SeptalJunction, **options: Any) -> Result:
    return septate_junction(SeptateJunctionRequest(junction=junction, **options))


def report(result: Result) -> SeptateReport:
    assert isinstance(result.report, SeptateReport)
    return result.report


def course(result: Result, k: int) -> Floats:
    return result.curves[k].columns[1].values


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sealed", "killed"),
        ("killed", "clamped"),
        ("clamped", "soma"),
        ("soma", "sphere"),
        ("sphere", "sealed"),
    ],
)
def test_without_resistance_they_are_one_cable(left: str, right: str) -> None:
    result = joined(
        SeptalJunction(resistance=0.0),
        first=CableSegment(length=300.0, end=ENDS[left]),
        second=CableSegment(length=600.0, end=ENDS[right]),
        injections=(SegmentInjection(position=100.0), SegmentInjection(segment=2, current=-0.02)),
        duration=40.0,
        record_at=(SegmentSite(segment=1, position=50.0), SegmentSite(segment=2, position=450.0)),
    )
    geometry = FiniteCable(length=900.0, left=ENDS[left], right=ENDS[right])
    one = steady_state(
        CableSteadyStateRequest(
            geometry=geometry,
            injections=(Injection(position=100.0), Injection(position=300.0, current=-0.02)),
            points=1801,
        )
    )
    x, positions = one.variable("position").values, result.variable("position").values
    # The one cable has no axial current before the injection at the junction.
    common = np.isin(positions, x) & (positions != 300.0)
    assert np.count_nonzero(common) > 150
    places = np.searchsorted(x, positions[common])
    for name in ("voltage", "axial_current", "membrane_current"):
        here, there = result.variable(name).values[common], one.variable(name).values[places]
        assert here == pytest.approx(there, abs=1e-11)
    in_time = transient(
        CableTransientRequest(
            geometry=geometry,
            injections=(
                CableInjection(position=100.0, stimulus=(Step(amplitude=0.05),)),
                CableInjection(position=300.0, stimulus=(Step(amplitude=-0.02),)),
            ),
            duration=40.0,
            record_at=(50.0, 750.0),
            sampling=OutputSampling(points=201, method="uniform"),
        )
    )
    for k in range(2):
        assert course(result, k)[1:] == pytest.approx(in_time.series[k].values[1:], abs=1e-10)


def test_without_a_junction_they_are_two_cables() -> None:
    result = joined(SeptalJunction(resistance=None), injections=(SegmentInjection(position=100.0),))
    alone = steady_state(
        CableSteadyStateRequest(
            geometry=FiniteCable(length=500.0), injections=(Injection(position=100.0),), points=101
        )
    )
    voltage = result.variable("voltage").values
    assert voltage[:101] == pytest.approx(alone.variable("voltage").values, abs=1e-12)
    assert voltage[101:].tolist() == [-65.0] * 101
    found = report(result).junction
    assert (found.current_out, found.attenuation_forwards, found.voltage_ratio) == (0.0, None, None)
    # 10⁹ MΩ are nearly that.
    nearly = joined(SeptalJunction(resistance=1e9), injections=(SegmentInjection(position=100.0),))
    assert nearly.variable("voltage").values == pytest.approx(voltage, abs=1e-4)


UNEQUAL: dict[str, Any] = {
    "first": CableSegment(diameter=4.0, length=400.0, membrane_resistance=8000.0, end=ENDS["soma"]),
    "second": CableSegment(diameter=1.5, length=700.0, axial_resistivity=90.0, membrane_capacitance=1.6),
    # In the middles of pieces of a twentieth, and of a sixtieth of the length.
    "injections": (
        SegmentInjection(position=110.0),
        SegmentInjection(segment=2, position=682.5, current=-0.03),
    ),
}
LEAKY = SeptalJunction(resistance=150.0, leak_resistance=400.0)


def compartments(number: int, count: int) -> tuple[list[WholeCompartment], float, CableSegment]:
    """A segment cut into equal pieces with nodes in their middles; conductance between neighbours [nS]."""
    segment: CableSegment = UNEQUAL["first" if number == 1 else "second"]
    piece = segment.length / count
    membrane = segment.membrane_length_resistance / piece
    parts = []
    for k in range(count):
        currents = [
            injection.current
            for injection in UNEQUAL["injections"]
            if injection.segment == number and min(int(injection.position / piece), count - 1) == k
        ]
        stimulus = tuple(Step(amplitude=current) for current in currents)
        parts.append(
            WholeCompartment(
                resistance=membrane, capacitance=segment.time_constant / membrane, stimulus=stimulus
            )
        )
    return parts, 1e3 / (segment.axial_resistance * piece), segment


def by_compartments(count: int) -> Floats:
    """Voltages of the pieces next to the junction and of the soma at 3, 10 and 100 ms, shape (3, 3)."""
    first, g_first, _ = compartments(1, count)
    second, g_second, _ = compartments(2, count)
    soma = WholeCompartment(resistance=200.0, capacitance=0.05)
    # Between the two halves of the junction sits the cleft: a node of next to no capacitance.
    cleft = WholeCompartment(resistance=400.0, capacitance=1e-9)
    rooms = (*first, *second, soma, cleft)
    pairs = [(k, k + 1, g_first) for k in range(1, count)]
    pairs += [(count + k, count + k + 1, g_second) for k in range(1, count)]
    pairs.append((2 * count + 1, 1, 2.0 * g_first))
    half = 75.0
    pairs += [
        (count, 2 * count + 2, 1.0 / (0.5 / g_first + half / 1e3)),
        (2 * count + 2, count + 1, 1.0 / (0.5 / g_second + half / 1e3)),
    ]
    answer = coupled_compartments(
        (None,) * len(rooms),
        CoupledCompartmentsRequest(
            compartments=rooms,
            junctions=tuple(OhmicJunction(first=a, second=b, conductance=g) for a, b, g in pairs),
            duration=100.0,
            profiles_at=(3.0, 10.0, 100.0),
            matrices=False,
            sampling=OutputSampling(points=2, series=("voltage_1",)),
        ),
    )
    places = [count - 1, count, 2 * count]
    return np.array([curve.columns[1].values[places] for curve in answer.curves])


def test_unequal_cables_with_a_cleft_against_many_compartments() -> None:
    errors = []
    for count in (20, 60):
        sites = (
            SegmentSite(segment=1, position=400.0 - 200.0 / count),
            SegmentSite(segment=2, position=350.0 / count),
            SegmentSite(segment=1, position=0.0),
        )
        result = joined(LEAKY, **UNEQUAL, duration=100.0, record_at=sites, time_points=1001)
        exact = np.array([course(result, k)[[30, 100, 1000]] for k in range(3)]).T
        errors.append(float(np.abs(by_compartments(count) - exact).max()))
    # Compartments are of second order: their error of some (h/λ)² mV falls to a ninth.
    assert errors[0] < 0.05
    assert errors[1] == pytest.approx(errors[0] / 9.0, rel=0.1)


def test_kirchhoff_and_reciprocity() -> None:
    result = joined(LEAKY, **UNEQUAL)
    found = report(result).junction
    before, behind = found.voltage_before + 65.0, found.voltage_behind + 65.0
    middle = before - 75.0 * found.current_out
    assert middle - 75.0 * found.current_in == pytest.approx(behind, rel=1e-12)
    assert found.leak_current == pytest.approx(middle / 400.0, rel=1e-10)
    assert result.numerics.estimated_errors[1].value < 1e-15
    x, axial = result.variable("position").values, result.variable("axial_current").values
    assert axial[x == 400.0] == pytest.approx([found.current_out, found.current_in], rel=1e-12)
    # A current into either far end moves the other alike.
    there, back = (
        joined(LEAKY, **{**UNEQUAL, "injections": (SegmentInjection(segment=segment, position=position),)})
        for segment, position in ((1, 50.0), (2, 650.0))
    )
    sites = [
        np.interp(position, result.variable("position").values, result.variable("voltage").values)
        for result, position in ((there, 1050.0), (back, 50.0))
    ]
    assert sites[0] == pytest.approx(sites[1], abs=1e-3)


def test_attenuation_of_two_equal_sealed_cables() -> None:
    result = joined(SeptalJunction(resistance=80.0))
    cable = CableSegment()
    length = 500.0 / cable.length_constant
    far = cable.semi_infinite_resistance / math.tanh(length)
    found = report(result).junction
    # V_b/V_a = Z/(R_j + Z), with Z = R_∞ coth L.
    assert found.attenuation_forwards == pytest.approx((80.0 + far) / far, rel=1e-13)
    assert found.attenuation_backwards == pytest.approx((80.0 + far) / far, rel=1e-13)
    assert found.voltage_ratio == pytest.approx((80.0 + far) / far, rel=1e-12)
    assert report(result).segments[1].junction_resistance_seen == pytest.approx(far, rel=1e-13)
    # Input resistance of the near end: R_∞ (1 + c tanh L)/(tanh L + c), loaded by c = R_∞/(R_j + Z).
    loaded = cable.semi_infinite_resistance / (80.0 + far)
    expected = (1.0 + loaded * math.tanh(length)) / (math.tanh(length) + loaded)
    (site,) = report(result).sites
    assert site.input_resistance == pytest.approx(cable.semi_infinite_resistance * expected, rel=1e-13)
    assert site.voltage + 65.0 == pytest.approx(0.05 * site.input_resistance, rel=1e-13)


def test_the_rise_ends_in_the_steady_state() -> None:
    result = joined(LEAKY, **UNEQUAL, duration=1000.0)
    sites = report(result).sites
    assert course(result, 0)[0] == -65.0
    assert course(result, 0)[-1] == pytest.approx(sites[0].voltage, abs=1e-9)
    assert course(result, 3)[-1] == pytest.approx(sites[1].voltage, abs=1e-9)
    assert course(result, 1)[-1] == pytest.approx(report(result).junction.voltage_before, abs=1e-9)
    assert course(result, 2)[-1] == pytest.approx(report(result).junction.voltage_behind, abs=1e-9)


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"injections": (SegmentInjection(position=501.0),)}, "/injections/0/position"),
        ({"record_at": (SegmentSite(segment=2, position=600.0),)}, "/record_at/0/position"),
    ],
)
def test_places_that_are_not_there(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        SeptateJunctionRequest(**options)
    assert caught.value.pointer == pointer


def test_a_current_into_a_held_end_is_said() -> None:
    result = joined(SeptalJunction(), first=CableSegment(end=KilledEnd()))
    assert [notice.code for notice in result.warnings] == ["current-into-held-end"]
    assert result.numerics.estimated_errors[1].value < 1e-15
