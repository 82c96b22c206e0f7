"""Cables in time against closed forms and limits."""

import math

import numpy as np
import pytest
from scipy.special import erf

from core.cable.geometry import (
    InfiniteCable,
    LumpedSomaEnd,
    SemiInfiniteCable,
)
from core.cable.transient.transient import transient
from core.cable.uniform_cable import PointPair
from core.sampling import OutputSampling
from core.stimulus import Noise, Pulse, PulseTrain, Ramp, Samples, Step, Stimulus
from tests.core.cable.transient.cables import (
    ENDS,
    KILLED,
    R_INFINITE,
    SEALED,
    STEP,
    TAU,
    above_rest,
    asked,
    cable,
    errors,
    finite,
    infinite_step,
    into,
    report,
    time,
)


def test_rallpack_one() -> None:
    result = cable(into(0.0, STEP), geometry=finite(1000.0), sampling=OutputSampling(interval=0.05))
    at = [round(ms / 0.05) for ms in (5, 50, 250)]
    printed = ([-16.24285, 65.70190, 101.9351], [-63.03988, 6.86337, 43.09647])
    for number, expected in enumerate(printed, 1):
        found = result.variable(f"voltage_{number}").values[at]
        # The series gives -16.2428606, 65.7018918 and 101.9350519 at the near end: they are rounded up.
        assert np.all(np.abs(found - expected) <= [1.1e-5, 1e-5, 5e-5])
    assert max(errors(result)) < 1e-9


def test_a_step_into_an_infinite_cable() -> None:
    places = (0.0, 500.0, 2000.0, -7000.0)
    result = cable(into(0.0, STEP), geometry=InfiniteCable(), record_at=places)
    t = time(result)[1:] / TAU
    for number, place in enumerate(places, 1):
        expected = infinite_step(np.array([abs(place) / 1000.0]), t)
        assert above_rest(result, number)[1:] == pytest.approx(expected, abs=1e-12)
    assert result.numerics.method.startswith("closed form")
    assert report(result).modes == ()


def test_at_the_source_an_infinite_cable_charges_as_an_error_function() -> None:
    result = cable(into(0.0, STEP), geometry=InfiniteCable())
    expected = 0.05 * R_INFINITE * erf(np.sqrt(time(result) / TAU))
    assert above_rest(result) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("stimulus", ["step", "ramp", "train", "samples", "noise"])
def test_error_functions_and_modes_agree(stimulus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    currents: dict[str, Stimulus] = {
        "step": Step(amplitude=0.1, onset=3.0),
        "ramp": Ramp(initial_amplitude=0.05, amplitude=-0.1, onset=1.0, duration=30.0, hold=False),
        "train": PulseTrain(amplitude=0.3, onset=2.0, duration=0.5, period=4.0, count=12),
        "samples": Samples(values=(0.1, -0.2, 0.3, 0.0), interval=7.0, interpolation="linear", onset=5.0),
        "noise": Noise(standard_deviation=0.1, interval=2.5),
    }
    request = asked(
        into(200.0, currents[stimulus]),
        geometry=SemiInfiniteCable(left=KILLED if stimulus == "train" else SEALED),
        record_at=(0.0, 200.0, 1500.0),
        duration=60.0,
        sampling=OutputSampling(points=241, method="uniform"),
    )
    closed = transient(request)
    monkeypatch.setattr("core.cable.transient.response.MAX_CLOSED", 0)
    divided = transient(request)
    assert closed.numerics.method != divided.numerics.method
    for number, both in enumerate(zip(errors(closed), errors(divided), strict=True), 1):
        gap = np.max(np.abs(above_rest(closed, number) - above_rest(divided, number)))
        assert gap <= sum(both) < 1e-9


def test_a_short_cable_is_one_compartment() -> None:
    result = cable(into(0.0, Step(amplitude=1e-6)), geometry=finite(1.0), duration=100.0)
    resistance = R_INFINITE * 1000.0
    expected = 1e-6 * resistance * -np.expm1(-time(result) / TAU)
    # But for the axial resistance over a third of its length.
    assert above_rest(result) == pytest.approx(expected, abs=1e-6 * resistance * 1e-6)
    assert report(result).modes[0].decay_time == TAU


def test_a_dominant_soma_is_a_resistance_and_a_capacitance() -> None:
    soma = LumpedSomaEnd(resistance=50.0, capacitance=2.0)
    result = cable(into(0.0, Step(amplitude=0.1)), geometry=finite(0.1, soma), duration=500.0)
    membrane = R_INFINITE * 1000.0 / 0.1
    resistance = 1.0 / (1.0 / 50.0 + 1.0 / membrane)
    capacitance = 2.0 + TAU / membrane
    expected = 0.1 * resistance * -np.expm1(-time(result) / (resistance * capacitance))
    assert above_rest(result) == pytest.approx(expected, abs=1e-9)
    assert report(result).modes[0].decay_time == pytest.approx(resistance * capacitance, rel=1e-9)


def test_a_cable_of_a_million_length_constants_is_two_of_half_the_length() -> None:
    result = cable(into(0.0, STEP), into(1e9, STEP), geometry=finite(1e9), record_at=(0.0, 5e8, 1e9))
    expected = 0.1 * R_INFINITE * erf(np.sqrt(time(result) / TAU))
    assert above_rest(result, 1) == pytest.approx(expected, abs=1e-10)
    assert above_rest(result, 3) == pytest.approx(expected, abs=1e-10)
    assert np.all(above_rest(result, 2) == 0.0)


def test_without_leak_charge_stays() -> None:
    # R_m of 10¹² Ω·cm²: after 1 ms of 0.1 nA, 0.1 pC on 31.4 pF.
    result = cable(
        into(0.0, Pulse(amplitude=0.1, duration=1.0)), geometry=finite(1000.0), duration=1000.0,
        membrane_resistance=1e12, record_at=(0.0,),
    )  # fmt: skip
    capacitance = math.pi * 1e-4 * 0.1 * 1e-6 * 1e9
    assert above_rest(result)[-1] == pytest.approx(0.1 / capacitance, rel=2e-6)


def test_the_modes_of_the_report_rebuild_the_step() -> None:
    geometry = finite(700.0, ENDS["slow soma"], ENDS["sphere"])
    result = cable(into(150.0, STEP), geometry=geometry, record_at=(0.0, 500.0), modes=40, duration=100.0)
    t = time(result)[1200:, np.newaxis]
    found = report(result).modes
    for number in (1, 2):
        decays = sum(mode.amplitudes[0][number - 1] * np.exp(-t[:, 0] / mode.decay_time) for mode in found)
        steady = cable(
            into(150.0, STEP), geometry=geometry, record_at=(0.0, 500.0), duration=2e4,
            sampling=OutputSampling(points=2, method="uniform"),
        )  # fmt: skip
        final = above_rest(steady, number)[-1]
        assert above_rest(result, number)[1200:] == pytest.approx(final - 0.1 * decays, abs=1e-9)


def test_a_slow_soma_binds_a_mode_of_a_semi_infinite_cable() -> None:
    geometry = SemiInfiniteCable(left=LumpedSomaEnd(resistance=300.0, capacitance=2.0))
    result = cable(into(0.0, Pulse(amplitude=0.1, duration=1.0)), geometry=geometry, duration=4000.0)
    (bound,) = report(result).modes
    late = time(result) > 2000.0
    rebuilt = (
        0.1
        * bound.amplitudes[0][0]
        * np.exp(-time(result) / bound.decay_time)
        * np.expm1(1.0 / bound.decay_time)
    )
    # All else decays with the membrane, e^{−50} here.
    assert above_rest(result)[late] == pytest.approx(rebuilt[late], rel=1e-9)


@pytest.mark.parametrize("kind", ["infinite", "sealed", "soma", "semi-infinite"])
def test_a_short_pulse_is_a_green_s_function(kind: str) -> None:
    soma = LumpedSomaEnd(resistance=300.0, capacitance=0.5)
    geometry = {
        "infinite": InfiniteCable(),
        "sealed": finite(700.0),
        "soma": finite(700.0, soma, KILLED),
        "semi-infinite": SemiInfiniteCable(left=soma),
    }[kind]
    sampling = OutputSampling(
        points=201, method="uniform", series=("voltage_1", "green_1", "voltage_2", "green_2")
    )
    result = cable(
        # 1 pC within ten nanoseconds.
        into(300.0, Pulse(amplitude=1e5, duration=1e-5)), geometry=geometry, record_at=(300.0, 600.0),
        paths=None, duration=100.0, sampling=sampling,
    )  # fmt: skip
    for number in (1, 2):
        pulse, impulse = above_rest(result, number), result.variable(f"green_{number}").values
        # The pulse comes five nanoseconds late: 1e-5 of the 0.5 ms to the first time.
        assert impulse[1:] == pytest.approx(pulse[1:], rel=2e-5, abs=errors(result)[number - 1])
    assert np.isnan(result.variable("green_1").values[0])
    assert result.variable("green_2").values[0] == 0.0


def test_green_s_function_of_an_infinite_cable() -> None:
    result = cable(
        geometry=InfiniteCable(), record_at=(0.0,), paths=(PointPair(source=0.0, target=800.0),),
        sampling=OutputSampling(series=("green_1",)),
    )  # fmt: skip
    t = time(result)[1:] / TAU
    expected = R_INFINITE / TAU * np.exp(-t - 0.16 / t) / np.sqrt(4.0 * math.pi * t)
    assert result.variable("green_1").values[1:] == pytest.approx(expected, rel=1e-12, abs=1e-15)
