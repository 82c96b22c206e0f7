"""Linear networks in time: against matrix exponentials, an integrator, and conservation of charge."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from core.cable.coupled_compartments.compartments import AreaCompartment, WholeCompartment
from core.cable.coupled_compartments.junctions import OhmicJunction
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.errors import ParameterError
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Chirp, Noise, Pulse, PulseTrain, Ramp, Samples, Sine, Step, Stimulus
from core.waveform import waveform
from tests.core.cable.coupled_compartments.networks import curve, features, report, room, run, voltage

JUNCTIONS = (
    OhmicJunction(first=1, second=2, conductance=20.0),
    OhmicJunction(first=3, second=1, conductance=300.0),
    OhmicJunction(first=2, second=3, conductance=5.0),
    OhmicJunction(first=4, second=3, conductance=0.7),
)
LEAK = np.array([1.0 / 150.0, 0.0, 0.02, 0.004])
CAPACITANCE = np.array([0.08, 0.2, 0.03, 0.11])
REVERSAL = np.array([-70.0, -30.0, -60.0, -65.0])


def rooms(*stimuli: tuple[Stimulus, ...], **options: Any) -> tuple[WholeCompartment, ...]:
    padded = [*stimuli, *[()] * (4 - len(stimuli))]
    return tuple(
        room(1.0 / g if g else None, c, resting_potential=e, stimulus=stimulus, **options)
        for g, c, e, stimulus in zip(LEAK, CAPACITANCE, REVERSAL, padded, strict=True)
    )


def matrix() -> Floats:
    k = np.diag(LEAK)
    for junction in JUNCTIONS:
        a, b, g = junction.first - 1, junction.second - 1, 1e-3 * junction.conductance
        k[[a, b], [a, b]] += g
        k[[a, b], [b, a]] -= g
    return k


def voltages(result: Result) -> Floats:
    return np.array([voltage(result, number) for number in range(1, 5)])


def test_a_step_against_the_matrix_exponential() -> None:
    result = run(rooms((Step(amplitude=0.2),), (), (Step(amplitude=-0.1),), initial_voltage=-50.0), JUNCTIONS)
    k, current = matrix(), np.array([0.2, 0.0, -0.1, 0.0])
    steady = np.linalg.solve(k, current + LEAK * REVERSAL)
    assert result.axis is not None
    rates = k / CAPACITANCE[:, np.newaxis]
    expected = [steady + expm(-time * rates) @ (-50.0 - steady) for time in result.axis.values]
    assert voltages(result) == pytest.approx(np.array(expected).T, abs=1e-11)
    assert [each.steady_voltage for each in report(result).compartments] == pytest.approx(steady, rel=1e-13)
    rest = np.linalg.solve(k, LEAK * REVERSAL)
    assert [each.resting_potential for each in report(result).compartments] == pytest.approx(rest, rel=1e-13)
    resistances = curve(result, "transfer_resistances")
    found = np.array([resistances[f"from_{j}"] for j in range(1, 5)]).T
    assert found == pytest.approx(np.linalg.inv(k), rel=1e-12)
    assert features(result).compartments[0].end_voltage == voltage(result, 1)[-1]


STIMULI: dict[str, tuple[Stimulus, ...]] = {
    "pulses": (
        PulseTrain(amplitude=0.3, onset=3.0, duration=1.0, period=4.0, count=3),
        Pulse(amplitude=-0.1, duration=2.0),
    ),
    "ramp": (Ramp(amplitude=0.4, onset=2.0, duration=20.0, hold=False),),
    "sine": (Sine(amplitude=0.2, frequency=130.0, phase=40.0, onset=4.0, duration=17.0),),
    "chirp": (Chirp(amplitude=0.2, initial_frequency=200.0, frequency=10.0, onset=1.0, duration=30.0),),
    "samples": (Samples(values=(0.0, 0.3, -0.2, 0.1), interval=5.0, interpolation="linear"),),
    "noise": (Noise(standard_deviation=0.2, interval=2.0, correlation_time=3.0, seed=4),),
}


@pytest.mark.parametrize("name", STIMULI)
def test_any_current_against_an_integrator(name: str) -> None:
    stimulus, duration = STIMULI[name], 40.0
    sampling = OutputSampling(points=81, method="uniform")
    result = run(rooms((), stimulus, (), stimulus), JUNCTIONS, duration=duration, sampling=sampling)
    k, wave = matrix(), waveform(stimulus, duration)
    state = voltages(result)[:, 0]
    assert result.axis is not None
    edges = [*wave.knots.tolist(), duration]
    for begin, end in pairwise(edges):
        inside = (result.axis.values >= begin) & (result.axis.values < end)

        def slope(time: float, v: Floats, limit: float = end) -> Floats:
            # Up to the jump at the end of the piece.
            current = wave(np.array([min(time, np.nextafter(limit, 0.0))]))[0]
            injected = np.array([0.0, current, 0.0, current])
            return np.asarray((injected + LEAK * REVERSAL - k @ v) / CAPACITANCE)

        times = np.append(result.axis.values[inside], end)
        # Its dense output wants steps of at most the fastest time constant.
        solved = solve_ivp(slope, (begin, end), state, "DOP853", times, rtol=1e-11, atol=1e-11, max_step=0.07)
        assert voltages(result)[:, inside] == pytest.approx(solved.y[:, :-1], abs=2e-9)
        state = solved.y[:, -1]


def test_charge_is_conserved() -> None:
    sampling = OutputSampling(
        points=40_001, method="uniform", series=("voltage_1", "voltage_2", "voltage_3", "voltage_4")
    )
    pulse = Pulse(amplitude=0.3, onset=2.0, duration=5.0)
    result = run(rooms((), (pulse,)), JUNCTIONS, duration=20.0, sampling=sampling)
    assert result.axis is not None
    found = voltages(result)
    stored = CAPACITANCE @ (found[:, -1] - found[:, 0])
    leaked = LEAK @ (found - REVERSAL[:, np.newaxis])
    # What comes in either leaks or stays; the trapezoidal rule errs by h²/12 of some 10⁻¹ nA/ms.
    assert stored + np.trapezoid(leaked, result.axis.values) == pytest.approx(1.5, abs=1e-8)


def test_a_sine_comes_to_the_impedance() -> None:
    frequency = 40.0
    sine = Sine(amplitude=0.1, frequency=frequency)
    result = run(rooms((sine,)), JUNCTIONS, duration=2000.0, frequencies=(0.0, frequency))
    response = curve(result, "frequency_response")
    assert response["frequency"].tolist() == [0.0] * 16 + [frequency] * 16
    inverse = np.linalg.inv(matrix() + 2e-3j * np.pi * frequency * np.diag(CAPACITANCE))
    assert response["impedance"][16:] == pytest.approx(np.abs(inverse).ravel(), rel=1e-12)
    assert response["impedance_phase"][16:] == pytest.approx(np.angle(inverse, deg=True).ravel(), abs=1e-10)
    ratio = inverse / inverse.diagonal()
    assert response["coupling_coefficient"][16:] == pytest.approx(np.abs(ratio).ravel(), rel=1e-12)
    assert response["coupling_phase"][16:] == pytest.approx(np.angle(ratio, deg=True).ravel(), abs=1e-10)
    # Every mode has long faded: the slowest has 50 ms.
    for number, compartment in enumerate(features(result).compartments):
        rest = report(result).compartments[number].resting_potential
        assert rest is not None
        late = voltage(result, number + 1)[200:] - rest
        assert result.axis is not None
        times = result.axis.values[200:]
        phase = np.angle(inverse[number, 0])
        expected = 0.1 * abs(inverse[number, 0]) * np.sin(2e-3 * np.pi * frequency * times + phase)
        assert late == pytest.approx(expected, abs=1e-9)
        assert compartment.highest_voltage > rest


def test_reciprocity_and_the_coupling_of_junctions() -> None:
    result = run(rooms(), JUNCTIONS)
    inverse = np.linalg.inv(matrix())
    for junction, state in zip(JUNCTIONS, report(result).junctions, strict=True):
        a, b = junction.first - 1, junction.second - 1
        assert state.transfer_resistance == pytest.approx(inverse[a, b], rel=1e-12)
        assert state.coupling_forwards == pytest.approx(inverse[b, a] / inverse[a, a], rel=1e-12)
        assert state.coupling_backwards == pytest.approx(inverse[a, b] / inverse[b, b], rel=1e-12)
        assert state.junctional_conductance == pytest.approx(junction.conductance, rel=1e-15)


def test_floating_compartments_drift() -> None:
    compartments = (
        room(None, 0.1, initial_voltage=-40.0, stimulus=(Step(amplitude=0.03),)),
        room(None, 0.2, initial_voltage=-70.0),
        room(stimulus=(Chirp(amplitude=0.1, frequency=100.0, duration=50.0),)),
    )
    result = run(compartments, (OhmicJunction(first=1, second=2),), duration=200.0)
    assert [notice.code for notice in result.warnings] == ["no-steady-state"]
    # The mean rises by 0.1 mV/ms; the difference comes to τ I/C₁, with τ = C₁C₂/(C₁ + C₂)/g.
    assert result.axis is not None
    mean = (0.1 * voltage(result, 1) + 0.2 * voltage(result, 2)) / 0.3
    assert mean == pytest.approx(-60.0 + 0.1 * result.axis.values, abs=1e-11)
    tau = 0.1 * 0.2 / 0.3 / 0.01
    fading = np.exp(-result.axis.values / tau)
    assert voltage(result, 1) - voltage(result, 2) == pytest.approx(
        30.0 * fading + 0.3 * tau * (1.0 - fading), abs=1e-11
    )
    states = report(result).compartments
    assert [(state.input_resistance, state.steady_voltage) for state in states[:2]] == [(None, None)] * 2
    assert states[2].input_resistance == pytest.approx(100.0, rel=1e-15)
    assert np.isnan(curve(result, "transfer_resistances")["from_1"][:2]).all()
    assert report(result).stable_rest is False


def test_a_chirp_charges_a_floating_compartment_exactly() -> None:
    chirp = Chirp(amplitude=0.1, initial_frequency=0.0, frequency=100.0, duration=100.0)
    result = run((room(None, 0.1, initial_voltage=0.0, stimulus=(chirp,)),), (), duration=80.0)
    from scipy.special import fresnel

    assert result.axis is not None
    # ∫ sin(½ρt²) dt = √(π/ρ) S(t √(ρ/π)), with ρ = 2π 10⁻³ ms⁻².
    rate = 2e-3 * np.pi
    expected = np.sqrt(np.pi / rate) * fresnel(result.axis.values * np.sqrt(rate / np.pi))[0]
    assert voltage(result, 1) == pytest.approx(expected, abs=1e-11)


def test_an_area_is_its_resistance_and_capacitance() -> None:
    area = AreaCompartment(membrane_area=2000.0, membrane_resistance=5000.0, membrane_capacitance=2.0)
    # 2000 µm² = 2·10⁻⁵ cm²: 250 MΩ, 0.04 nF.
    assert (area.leak, area.whole_capacitance) == pytest.approx((0.004, 0.04), rel=1e-15)


def test_profiles_and_extremes() -> None:
    sine = (Sine(amplitude=0.5, frequency=25.0, duration=40.0),)
    result = run(rooms(sine), JUNCTIONS, profiles_at=(0.0, 17.3), sampling=OutputSampling(points=4001))
    profile = curve(result, "profile_2")
    times = result.variable("time").values
    for number in range(1, 5):
        assert profile["voltage"][number - 1] == pytest.approx(
            np.interp(17.3, times, voltage(result, number)), abs=1e-3
        )
        extremes = features(result).compartments[number - 1]
        # The points are 0.025 ms apart: between them the voltage is above the highest by V'' h²/8 at most.
        highest = voltage(result, number).max()
        assert highest <= extremes.highest_voltage <= highest + 1e-4
        assert extremes.lowest_voltage <= voltage(result, number).min()
        place = times[np.argmax(voltage(result, number))]
        assert extremes.highest_time == pytest.approx(place, abs=0.03)


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"junctions": (OhmicJunction(first=1, second=1),)}, "/junctions/0/second"),
        ({"junctions": (OhmicJunction(first=3, second=1),)}, "/junctions/0/first"),
        ({"junctions": (OhmicJunction(first=1, second=2), OhmicJunction(first=2, second=1))}, "/junctions/1"),
        ({"profiles_at": (1.0, 101.0)}, "/profiles_at/1"),
    ],
)
def test_networks_that_make_no_sense(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        CoupledCompartmentsRequest(**options)
    assert caught.value.pointer == pointer
