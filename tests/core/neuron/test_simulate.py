import dataclasses
import math

import numpy as np
import pytest

from core.errors import ParameterError
from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, cost, simulate
from core.neuron.spikes.features import SpikingFeatures
from core.result import Result
from core.sampling import OutputSampling
from core.stimulus import Noise, Pulse, PulseTrain, Sine, Step, Stimulus

HH = Neuron.of(HODGKIN_HUXLEY)
ERMENTROUT = Neuron.of(HODGKIN_HUXLEY, "ermentrout")

MICROSECOND = 1e-3
"""[ms]"""
TEN_MICROVOLTS = 0.01
"""[mV]"""


def features_of(result: Result) -> SpikingFeatures:
    assert isinstance(result.features, SpikingFeatures)
    return result.features


def spike_times(result: Result) -> list[float]:
    return [event.time for event in result.events]


def error_of(result: Result, variable: str) -> float:
    return next(error.value for error in result.numerics.estimated_errors if error.variable == variable)


def test_the_lectures_run() -> None:
    # PHYSICS 4
    clamp = CurrentClamp(
        duration=60.0,
        stimulus=(Step(amplitude=3.0),),
        initial={"voltage": -70.0, "m": 0.05, "h": 0.54, "n": 0.34},
    )
    result = simulate(Neuron.of(HODGKIN_HUXLEY, "lecture"), clamp)
    found = features_of(result)
    assert spike_times(result) == pytest.approx([9.359857], abs=MICROSECOND)
    assert found.peak_voltage == pytest.approx(32.7987, abs=TEN_MICROVOLTS)
    assert found.peak_time == pytest.approx(9.6080, abs=MICROSECOND)
    assert found.trough_voltage == pytest.approx(-75.764, abs=TEN_MICROVOLTS)
    assert found.trough_time == pytest.approx(12.243, abs=MICROSECOND)
    assert found.final_voltage == pytest.approx(-62.87647, abs=TEN_MICROVOLTS)
    assert result.events[0].values["peak_voltage"] == found.peak_voltage
    assert found.rate is None
    assert found.mean_interspike_interval is None


def test_the_classroom_run() -> None:
    # PHYSICS 4
    clamp = CurrentClamp(
        duration=50.0, stimulus=(Pulse(amplitude=10.0, onset=5.0, duration=40.0),), initial={"voltage": -65.0}
    )
    result = simulate(HH, clamp)
    assert spike_times(result) == pytest.approx([6.900790, 21.822257, 36.471496], abs=MICROSECOND)


@pytest.mark.parametrize(
    ("current", "rate"), [(7, 58.31), (10, 68.31), (20, 86.47), (50, 117.03), (100, 147.27), (150, 167.85)]
)
def test_f_i_curve(current: float, rate: float) -> None:
    # PHYSICS 4. At 100 and 150 µA/cm² the action potentials stay below 0 mV.
    clamp = CurrentClamp(duration=800.0, stimulus=(Step(amplitude=float(current)),), spike_threshold=-40.0)
    features = features_of(simulate(ERMENTROUT, clamp))
    assert features.rate == pytest.approx(rate, abs=0.006)
    assert features.oscillation_frequency == pytest.approx(rate, abs=0.006)


@pytest.mark.parametrize(("current", "spikes"), [(2.240, 0), (2.242, 1), (6.263, None), (6.266, 500)])
def test_thresholds_of_a_long_step(current: float, spikes: int | None) -> None:
    # PHYSICS 4: one spike from 2.241, sustained firing from 6.264
    duration = 100.0 if current < 6.0 else 10_000.0
    clamp = CurrentClamp(duration=duration, stimulus=(Step(amplitude=current),))
    features = features_of(simulate(ERMENTROUT, clamp))
    if spikes is None:
        assert features.spike_count < 100
    elif spikes == 500:
        assert features.spike_count > 500
    else:
        assert features.spike_count == spikes


def test_morris_lecar_cycle() -> None:
    # PHYSICS 4: at I = 100 the stable cycle has period 85.29064 ms, V from −50.33607 to 33.32580 mV.
    clamp = CurrentClamp(duration=3000.0, stimulus=(Step(amplitude=100.0),), initial={"voltage": -40.0})
    result = simulate(Neuron.of(MORRIS_LECAR), clamp)
    assert features_of(result).rate == pytest.approx(1e3 / 85.29064, rel=1e-6)
    assert result.events[-2].values["peak_voltage"] == pytest.approx(33.32580, abs=1e-4)
    late = result.variable("voltage").values[-200:]
    assert late.min() == pytest.approx(-50.33607, abs=0.1)


PROBLEMS: list[tuple[Neuron, tuple[Stimulus, ...], float]] = [
    (HH, (Step(amplitude=10.0),), 100.0),
    (HH, (Step(amplitude=7.0),), 300.0),
    (HH, (PulseTrain(amplitude=20.0, onset=5.0, duration=1.0, period=12.0, count=8),), 100.0),
    (HH, (Sine(amplitude=10.0, frequency=60.0, offset=3.0),), 100.0),
    (HH, (Noise(mean=5.0, standard_deviation=10.0, interval=0.1, seed=3),), 100.0),
    (Neuron.of(HODGKIN_HUXLEY, temperature=20.0), (Step(amplitude=20.0),), 100.0),
    (Neuron.of(MORRIS_LECAR, "snic"), (Step(amplitude=45.0),), 1000.0),
    (Neuron.of(MORRIS_LECAR), (Step(amplitude=90.0),), 1000.0),
]


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_estimated_error_is_near_the_error(
    problem: tuple[Neuron, tuple[Stimulus, ...], float], tolerance: float
) -> None:
    neuron, stimulus, duration = problem
    sampling = OutputSampling(points=8001, method="uniform")
    clamp = CurrentClamp(duration=duration, stimulus=stimulus, sampling=sampling, tolerance=tolerance)
    result = simulate(neuron, clamp)
    exact = simulate(neuron, dataclasses.replace(clamp, tolerance=1e-7))
    error = np.abs(result.variable("voltage").values - exact.variable("voltage").values).max()
    estimate = error_of(result, "voltage")
    # Five times the error in the median; errors that cancel in one of the two runs widen that to either side.
    assert 0.3 * error < estimate < 150.0 * error
    assert result.variable("voltage").resolution == estimate
    # What was asked for, within the factor by which sensitive phases differ from problem to problem.
    assert error < 15.0 * tolerance
    shifts = np.abs(np.subtract(spike_times(result), spike_times(exact)))
    if shifts.size:
        assert shifts.max() < 4.0 * error_of(result, "spike_time")


def test_the_estimate_is_rarely_optimistic_and_seldom_far_off() -> None:
    ratios = []
    for current in np.linspace(7.0, 60.0, 20).tolist():
        clamp = CurrentClamp(duration=80.0, stimulus=(Step(amplitude=current),), tolerance=3e-3)
        result = simulate(HH, clamp)
        exact = simulate(HH, dataclasses.replace(clamp, tolerance=1e-6))
        error = np.abs(result.variable("voltage").values - exact.variable("voltage").values).max()
        ratios.append(error_of(result, "voltage") / error)
    assert np.quantile(ratios, 0.05) > 0.5
    assert 2.0 < np.median(ratios) < 10.0


def test_the_default_tolerance_gives_its_error() -> None:
    sampling = OutputSampling(points=4000, method="uniform")
    clamp = CurrentClamp(
        duration=100.0, stimulus=(Step(amplitude=10.0),), initial={"voltage": -65.0}, sampling=sampling
    )
    error = simulate(HH, clamp).variable("voltage").values
    exact = simulate(HH, dataclasses.replace(clamp, tolerance=1e-7)).variable("voltage").values
    assert np.abs(error - exact).max() < 2e-3


def test_no_spike_gives_no_spike_features() -> None:
    result = simulate(HH, CurrentClamp(duration=20.0))
    found = features_of(result)
    assert (found.spike_count, found.first_spike_time, found.rate, found.trough_voltage) == (
        0,
        None,
        None,
        None,
    )
    assert result.events == ()
    assert found.peak_voltage == pytest.approx(found.final_voltage, abs=1e-9)
    assert found.oscillation_frequency is None


def test_a_spike_that_the_end_cuts_has_a_crossing_and_no_peak() -> None:
    clamp = CurrentClamp(duration=2.0, stimulus=(Step(amplitude=10.0),), initial={"voltage": -65.0})
    (event,) = simulate(HH, clamp).events
    assert event.time == pytest.approx(1.900972, abs=MICROSECOND)
    assert event.values == {}


def test_a_run_that_begins_above_the_threshold_has_no_crossing_there() -> None:
    found = features_of(simulate(HH, CurrentClamp(duration=5.0, initial={"voltage": 20.0})))
    assert found.spike_count == 0
    assert found.peak_voltage >= 20.0


def test_a_peak_at_the_end_of_a_pulse_is_a_corner() -> None:
    clamp = CurrentClamp(duration=10.0, stimulus=(Pulse(amplitude=500.0, onset=1.0, duration=0.01),))
    found = features_of(simulate(HH, clamp))
    assert found.peak_time == pytest.approx(1.01, abs=1e-12)
    assert found.peak_voltage == pytest.approx(-64.996379 + 5.0, abs=0.05)


def test_spikes_do_not_depend_on_the_samples() -> None:
    clamp = CurrentClamp(duration=100.0, stimulus=(Step(amplitude=10.0),))
    few = simulate(HH, dataclasses.replace(clamp, sampling=OutputSampling(points=3, method="uniform")))
    many = simulate(HH, dataclasses.replace(clamp, sampling=OutputSampling(points=5000, method="uniform")))
    assert spike_times(few) == spike_times(many)
    assert few.features == many.features


def test_currents_and_conductances_on_request() -> None:
    names = ("voltage", "m", "h", "n", "i_na", "g_na", "i_k", "i_l", "i_ionic", "stimulus")
    clamp = CurrentClamp(
        duration=20.0, stimulus=(Step(amplitude=10.0),), sampling=OutputSampling(series=names, points=401)
    )
    result = simulate(HH, clamp)
    v, m, h = (result.variable(name).values for name in ("voltage", "m", "h"))
    assert tuple(variable.name for variable in result.series) == names
    assert result.variable("g_na").values == pytest.approx(120 * m**3 * h, rel=1e-14)
    assert result.variable("i_na").values == pytest.approx(120 * m**3 * h * (v - 50), rel=1e-13)
    parts = sum(result.variable(name).values for name in ("i_na", "i_k", "i_l"))
    assert result.variable("i_ionic").values == pytest.approx(parts, abs=1e-11)
    # C dV/dt = I − I_ion at rest: nothing flows before the step acts
    assert result.variable("i_ionic").values[0] == pytest.approx(0.0, abs=1e-12)
    assert (result.variable("i_na").resolution or 0.0) > 0.0


def test_instantaneous_gates_on_request() -> None:
    clamp = CurrentClamp(duration=50.0, sampling=OutputSampling(series=("voltage", "m", "i_ca")))
    result = simulate(Neuron.of(MORRIS_LECAR), clamp)
    v, m = result.variable("voltage").values, result.variable("m").values
    assert m == pytest.approx((1 + np.tanh((v + 1.2) / 18)) / 2, rel=1e-14)
    assert result.variable("i_ca").values == pytest.approx(4.4 * m * (v - 120), rel=1e-13)


def test_stimulus_series_is_the_waveform() -> None:
    clamp = CurrentClamp(
        duration=10.0,
        stimulus=(Pulse(amplitude=2.0, onset=2.0, duration=3.0), Step(amplitude=1.0, onset=4.0)),
        sampling=OutputSampling(series=("stimulus",), interval=1.0),
    )
    assert simulate(HH, clamp).variable("stimulus").values.tolist() == [0, 0, 2, 2, 3, 1, 1, 1, 1, 1, 1]


def test_an_unknown_series_names_its_neighbour() -> None:
    with pytest.raises(ParameterError) as caught:
        simulate(HH, CurrentClamp(sampling=OutputSampling(series=("voltage", "i_naa"))))
    assert caught.value.pointer == "/sampling/series/1"
    assert "i_na" in caught.value.hint


@pytest.mark.parametrize(
    ("stimulus", "code"),
    [(Step(amplitude=-60.0), "beyond-physiology"), (Step(amplitude=100.0), "oscillation-below-threshold")],
)
def test_doubts(stimulus: Stimulus, code: str) -> None:
    result = simulate(HH, CurrentClamp(duration=100.0, stimulus=(stimulus,)))
    assert [notice.code for notice in result.warnings] == [code]


def test_no_number_is_nan() -> None:
    features = features_of(simulate(HH, CurrentClamp(duration=30.0, stimulus=(Step(amplitude=10.0),))))
    assert features.mean_spike is not None
    values = [
        getattr(part, item.name)
        for part in (features, features.mean_spike)
        for item in dataclasses.fields(part)
    ]
    assert all(math.isfinite(value) for value in values if isinstance(value, float))


def test_the_cost_model_is_of_the_right_order() -> None:
    # 100 ms of spiking HH: 550 steps and 410 of the rough run, about 0.3 ms on a present-day core
    clamp = CurrentClamp(duration=100.0, stimulus=(Step(amplitude=10.0),))
    assert 1e-4 < cost(HH, clamp) < 2e-3
    assert cost(HH, dataclasses.replace(clamp, duration=1e5)) > 0.1
    assert cost(Neuron.of(MORRIS_LECAR), clamp) < cost(HH, clamp)
    assert cost(Neuron.of(HODGKIN_HUXLEY, temperature=40.0), clamp) > 5 * cost(HH, clamp)


def test_a_stimulus_after_the_end_is_pointed_out() -> None:
    late = (Step(amplitude=10.0), Step(amplitude=10.0, onset=60.0))
    result = simulate(Neuron.of(HODGKIN_HUXLEY), CurrentClamp(duration=50.0, stimulus=late))
    assert [(notice.code, notice.pointer) for notice in result.warnings] == [
        ("stimulus-after-end", "/stimulus/1")
    ]


def test_the_cost_is_known_without_making_the_waveform(monkeypatch: pytest.MonkeyPatch) -> None:
    noises = tuple(
        Noise(standard_deviation=1.0, correlation_time=1.0, interval=0.01, seed=seed) for seed in range(16)
    )
    clamp = CurrentClamp(duration=1000.0, stimulus=noises)
    monkeypatch.delattr("core.neuron.simulate.waveform")
    assert 0.0 < cost(Neuron.of(HODGKIN_HUXLEY), clamp) < np.inf
