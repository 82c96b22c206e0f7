"""Where spikes are hard to find: below the threshold, at the rheobase, in bistability, at brief pulses."""

import numpy as np
import pytest

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.spikes.features import SpikingFeatures
from core.result import Result
from core.stimulus import Pulse, Ramp, Step, Stimulus

HH = Neuron.of(HODGKIN_HUXLEY)
"""E_L = −54.387 mV: with it come the counts that the rheobase is known for."""


def clamped(duration: float, *stimulus: Stimulus, **options: object) -> Result:
    return simulate(HH, CurrentClamp(duration=duration, stimulus=stimulus, **options))  # type: ignore[arg-type]


def features_of(result: Result) -> SpikingFeatures:
    assert isinstance(result.features, SpikingFeatures)
    return result.features


@pytest.mark.parametrize("current", [80.0, 100.0, 120.0, 150.0])
def test_strong_currents_make_it_oscillate_below_the_threshold(current: float) -> None:
    found = features_of(clamped(300.0, Step(amplitude=current)))
    # Only the first action potential crosses 0 mV; the oscillation goes on, at the frequency of the peaks.
    assert found.spike_count == 1
    lower = features_of(clamped(300.0, Step(amplitude=current), spike_threshold=-45.0))
    assert lower.spike_count > 35
    assert found.oscillation_frequency is not None
    # The one with spikes repeats the period of its cycle, the other one computes it on.
    assert lower.oscillation_frequency == pytest.approx(found.oscillation_frequency, rel=1e-6)
    assert lower.rate == pytest.approx(found.oscillation_frequency, rel=1e-3)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize(("current", "spikes"), [(6.25, 8), (6.26, 43), (6.27, 154)])
def test_a_hundredth_of_a_microamp_decides_near_the_rheobase(
    current: float, spikes: int, tolerance: float
) -> None:
    # The fold of cycles is at 6.264 − 0.3 (E_L + 54.4) = 6.260 µA/cm²; below it firing dies out.
    result = clamped(3000.0, Step(amplitude=current), tolerance=tolerance)
    assert features_of(result).spike_count == len(result.events) == spikes


def test_at_8_rest_and_firing_coexist() -> None:
    # Between the fold of cycles (6.260) and the Hopf point (9.775 µA/cm²) both are stable.
    at_once = features_of(clamped(2000.0, Step(amplitude=8.0)))
    slowly = features_of(clamped(4000.0, Ramp(amplitude=8.0, duration=2000.0)))
    assert at_once.spike_count > 100
    assert slowly.spike_count == 0
    # The state that the ramp led to stays there under a step, and a kick makes it fire for good.
    rest = clamped(4000.0, Ramp(amplitude=8.0, duration=2000.0))
    states = {name: float(rest.variable(name).values[-1]) for name in ("voltage", "m", "h", "n")}
    assert features_of(clamped(1000.0, Step(amplitude=8.0), initial=states)).spike_count == 0
    kick = Pulse(amplitude=200.0, onset=100.0, duration=0.1)
    assert features_of(clamped(1000.0, Step(amplitude=8.0), kick, initial=states)).spike_count > 50


@pytest.mark.parametrize("onset", [500.0, 503.21, 997.0])
@pytest.mark.parametrize("duration", [1e-3, 0.05])
def test_a_brief_pulse_is_not_stepped_over(duration: float, onset: float) -> None:
    # A charge of 20 nC/cm² lifts 1 µF/cm² by 20 mV, whether in 1 µs or in 50 µs.
    result = clamped(onset + 20.0, Pulse(amplitude=20.0 / duration, onset=onset, duration=duration))
    (event,) = result.events
    rest = initial_state(HH, None)
    names = ("voltage", *HODGKIN_HUXLEY.states[1:])
    lifted = dict(zip(names, (rest + np.array([20.0, 0.0, 0.0, 0.0])).tolist(), strict=True))
    (instant,) = clamped(20.0, initial=lifted).events
    # The charge arrives in its middle later: by half of the pulse, or less as gates move meanwhile.
    assert onset < event.time - instant.time < onset + duration
    assert event.values["peak_voltage"] == pytest.approx(instant.values["peak_voltage"], abs=0.1)


def test_the_threshold_of_a_brief_pulse_is_a_charge() -> None:
    # It lies between 6 and 7 nC/cm², for 1 µs and for 50 µs alike.
    for duration in (1e-3, 0.05):
        counts = [
            len(clamped(540.0, Pulse(amplitude=charge / duration, onset=500.0, duration=duration)).events)
            for charge in (6.0, 7.0)
        ]
        assert counts == [0, 1]


def test_a_brief_pulse_does_not_move_the_begin_of_the_spike() -> None:
    # 20,000 mV/ms for 1 µs is no begin: the upstroke begins where the membrane's own currents reach 10 mV/ms.
    (event,) = clamped(520.0, Pulse(amplitude=7000.0, onset=500.0, duration=1e-3)).events
    assert -56.0 < event.values["ap_begin_voltage"] < -50.0
    assert event.values["ap_peak_upstroke"] < 400.0
