"""Spikes and features of runs: what is there, what is null, and what holds for every run."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.spikes.events import MAX_EVENTS, stimulus_interval
from core.neuron.spikes.features import SHAPE, SpikeShape, SpikingFeatures
from core.result import Result
from core.stimulus import Noise, Pulse, Samples, Step
from core.warm import warm

HH = Neuron.of(HODGKIN_HUXLEY)


def features_of(result: Result) -> SpikingFeatures:
    assert isinstance(result.features, SpikingFeatures)
    return result.features


def test_a_run_without_a_spike() -> None:
    found = features_of(
        simulate(HH, CurrentClamp(duration=60.0, stimulus=(Step(amplitude=1.0, onset=20.0),)))
    )
    assert found.mean_spike is None
    assert found.depol_block is None
    assert found.strict_burst_number == 0
    names = (
        "time_to_first_spike mean_frequency doublet_isi inv_first_isi inv_last_isi isi_cv irregularity_index"
    )
    names += " adaptation_index adaptation_index2 spikes_per_burst burst_period"
    assert [getattr(found, name) for name in names.split()] == [None] * 11
    assert found.voltage_base == pytest.approx(-64.9964, abs=1e-3)
    assert found.steady_state_voltage_stimend is not None


def test_one_spike() -> None:
    pulse = Pulse(amplitude=50.0, onset=20.0, duration=1.0)
    result = simulate(HH, CurrentClamp(duration=60.0, stimulus=(pulse,)))
    found, (event,) = features_of(result), result.events
    assert found.mean_spike is not None
    # The means over one spike are that spike.
    assert [event.values[name] for name in SHAPE] == [getattr(found.mean_spike, name) for name in SHAPE]
    assert found.time_to_first_spike == pytest.approx(event.values["peak_time"] - 20.0, rel=1e-15)
    assert event.values["ap_amplitude"] == event.values["peak_voltage"] - event.values["ap_begin_voltage"]
    assert event.values["ap_duration"] == event.values["ap_rise_time"] + event.values["ap_fall_time"]
    assert found.voltage_base is not None
    assert event.values["ahp_depth"] == event.values["ahp_depth_abs"] - found.voltage_base
    assert found.doublet_isi is None
    # By eFEL's definition one spike has a frequency, too.
    assert found.time_to_first_spike is not None
    assert found.mean_frequency == pytest.approx(1e3 / found.time_to_first_spike, rel=1e-13)
    assert found.depol_block is False


def test_a_strong_step_from_the_start_begins_the_first_spike() -> None:
    # From rest 40 µA/cm² charge 1 µF/cm² at 40 mV/ms, from the first instant on.
    event = simulate(HH, CurrentClamp(duration=20.0, stimulus=(Step(amplitude=40.0),))).events[0]
    assert event.values["ap_begin_voltage"] == pytest.approx(-64.9964, abs=1e-3)
    assert event.values["ap_rise_time"] == event.values["peak_time"]
    assert "ahp_depth" not in event.values


def test_a_run_that_begins_above_the_threshold() -> None:
    clamp = CurrentClamp(duration=40.0, stimulus=(Step(amplitude=10.0),), initial={"voltage": 20.0})
    result = simulate(HH, clamp)
    assert features_of(result).spike_count == len(result.events) > 0
    assert result.events[0].values["peak_time"] > 5.0


def test_an_oscillation_without_a_crossing() -> None:
    clamp = CurrentClamp(duration=100.0, stimulus=(Step(amplitude=100.0),), spike_threshold=60.0)
    found = features_of(simulate(HH, clamp))
    assert found.mean_spike is None
    assert found.time_to_first_spike is None
    assert found.oscillation_frequency is not None


def test_a_depolarisation_block() -> None:
    found = features_of(
        simulate(HH, CurrentClamp(duration=200.0, stimulus=(Step(amplitude=200.0, onset=20.0),)))
    )
    assert found.depol_block is True
    firing = features_of(
        simulate(HH, CurrentClamp(duration=200.0, stimulus=(Step(amplitude=10.0, onset=20.0),)))
    )
    assert firing.depol_block is False


def test_slow_spikes_begin_at_a_lower_criterion() -> None:
    clamp = CurrentClamp(duration=500.0, stimulus=(Step(amplitude=100.0),))
    slow = simulate(Neuron.of(MORRIS_LECAR), clamp)
    assert "ap_amplitude" not in slow.events[-2].values
    assert slow.events[-2].values["spike_half_width"] > 10.0
    found = simulate(Neuron.of(MORRIS_LECAR), dataclasses.replace(clamp, derivative_threshold=1.0))
    assert found.events[-2].values["ap_amplitude"] > 40.0


def test_more_spikes_than_are_listed() -> None:
    neuron = Neuron.of(HODGKIN_HUXLEY, temperature=18.0)
    result = simulate(neuron, CurrentClamp(duration=40_000.0, stimulus=(Step(amplitude=25.0),)))
    found = features_of(result)
    assert found.spike_count > MAX_EVENTS == len(result.events)
    assert found.strict_burst_number == 1
    assert found.spikes_per_burst == pytest.approx(found.spike_count, abs=1)
    assert all(set(SHAPE[:12]) <= set(event.values) for event in result.events[:-1])


def test_the_stimulus_lasts_from_the_first_onset_to_the_last_end() -> None:
    step, pulse = Step(amplitude=1.0, onset=30.0), Pulse(amplitude=1.0, onset=10.0, duration=5.0)
    assert stimulus_interval((), 50.0) == (0.0, 50.0)
    assert stimulus_interval((pulse,), 50.0) == (10.0, 15.0)
    assert stimulus_interval((pulse, step), 50.0) == (10.0, 50.0)
    assert stimulus_interval((pulse, step), 20.0) == (10.0, 15.0)
    assert stimulus_interval((pulse,), 12.0) == (10.0, 12.0)
    assert stimulus_interval((step,), 20.0) == (0.0, 20.0)


def test_measures_do_not_depend_on_the_tolerance() -> None:
    # They are as exact as the solution: times and voltages to its error, over a spike's slopes.
    clamp = CurrentClamp(duration=100.0, stimulus=(Step(amplitude=12.0, onset=10.0),))
    usual, exact = (
        [list(event.values.values()) for event in simulate(HH, made).events]
        for made in (clamp, dataclasses.replace(clamp, tolerance=1e-7))
    )
    # Rates: 10⁻³ mV in steps of 0.05 ms, of up to 300 mV/ms.
    assert np.array(usual) == pytest.approx(np.array(exact), rel=2e-4, abs=2e-3)


@settings(max_examples=25)
@given(
    amplitude=st.floats(-20.0, 200.0),
    deviation=st.floats(0.0, 30.0),
    held=st.lists(st.floats(-300.0, 300.0), min_size=1, max_size=20),
    threshold=st.floats(-60.0, 30.0),
    seed=st.integers(0, 1000),
)
def test_what_holds_for_every_spike(
    amplitude: float, deviation: float, held: list[float], threshold: float, seed: int
) -> None:
    stimulus = (
        Step(amplitude=amplitude, onset=5.0),
        Noise(standard_deviation=deviation, interval=0.3, seed=seed),
        Samples(values=tuple(held), interval=0.7, onset=20.0),
    )
    result = simulate(HH, CurrentClamp(duration=60.0, stimulus=stimulus, spike_threshold=threshold))
    found = features_of(result)
    assert found.spike_count == len(result.events)
    for event in result.events:
        values = event.values
        assert all(map(math.isfinite, values.values()))
        if "peak_time" in values:
            assert event.time <= values["peak_time"]
            assert values["peak_voltage"] >= threshold
        if "ap_begin_voltage" in values:
            assert values["ap_amplitude"] > 0.0
            assert values["ap_rise_time"] >= 0.1 - 1e-9
            # A mean rate is no higher than the highest.
            assert values["ap_peak_upstroke"] >= 10.0 - 1e-6
            assert values["ap_amplitude"] <= values["ap_peak_upstroke"] * values["ap_rise_time"] + 1e-9
        if "ahp_depth_abs" in values:
            assert values["ahp_depth_abs"] < threshold
            assert values["ahp_time_from_peak"] > 0.0
            assert values["ap_peak_downstroke"] < 0.0
        if "ap_fall_time" in values:
            assert values["ap_fall_time"] > 0.0
        assert values.get("ap_duration_half_width", 1.0) > 0.0
        assert values.get("spike_half_width", 1.0) > 0.0


def test_no_kernel_is_compiled_while_a_client_waits() -> None:
    from core.neuron.spikes import measures as spike_measures

    warm()
    kernels = (spike_measures._measure, spike_measures._column_means)
    before = [len(kernel.signatures) for kernel in kernels]
    simulate(HH, CurrentClamp(duration=30.0, stimulus=(Step(amplitude=10.0),)))
    assert [len(kernel.signatures) for kernel in kernels] == before


def test_every_measure_has_a_meaning() -> None:
    for part in (SpikeShape, SpikingFeatures):
        assert all(item.metadata["meaning"] for item in dataclasses.fields(part))
