import math
from typing import Literal

import numpy as np
import pytest

from core.errors import ParameterError
from core.stimulus import Chirp, Noise, Pulse, PulseTrain, Ramp, Samples, Sine, Step, Stimulus
from core.waveform import Waveform, knot_count, waveform


def made(*stimuli: Stimulus, duration: float = 100.0) -> Waveform:
    return waveform(stimuli, duration)


def current(*stimuli: Stimulus, at: list[float], duration: float = 100.0) -> list[float]:
    values: list[float] = made(*stimuli, duration=duration)(np.array(at)).tolist()
    return values


def test_nothing_is_zero() -> None:
    assert current(at=[0.0, 50.0, 100.0]) == [0.0, 0.0, 0.0]


def test_a_step_is_on_from_its_onset() -> None:
    assert current(Step(amplitude=2.0, onset=10.0), at=[0.0, 9.999, 10.0, 100.0]) == [0.0, 0.0, 2.0, 2.0]


def test_a_pulse_is_off_at_its_end() -> None:
    pulse = Pulse(amplitude=2.0, onset=10.0, duration=5.0)
    assert current(pulse, at=[9.0, 10.0, 14.9, 15.0]) == [0.0, 2.0, 2.0, 0.0]


def test_a_train_has_its_pulses() -> None:
    train = PulseTrain(amplitude=1.0, onset=1.0, duration=2.0, period=10.0, count=3)
    assert current(train, at=[0.0, 1.0, 3.0, 11.5, 22.9, 23.1, 31.5]) == [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(("hold", "after"), [(True, 4.0), (False, 0.0)])
def test_a_ramp_rises_and_holds_or_not(hold: bool, after: float) -> None:
    ramp = Ramp(initial_amplitude=2.0, amplitude=4.0, onset=10.0, duration=20.0, hold=hold)
    assert current(ramp, at=[9.0, 10.0, 15.0, 30.0, 99.0]) == [0.0, 2.0, 2.5, after, after]


def test_a_sine_has_its_phase_at_the_onset() -> None:
    sine = Sine(amplitude=2.0, frequency=25.0, phase=90.0, offset=1.0, onset=10.0, duration=60.0)
    found = current(sine, at=[9.0, 10.0, 20.0, 30.0, 69.0, 70.0])
    angle = math.radians(90.0) + 2e-3 * math.pi * 25.0 * 59.0
    assert found == pytest.approx([0.0, 3.0, 1.0, -1.0, 1.0 + 2.0 * math.sin(angle), 0.0], abs=1e-12)


def test_an_endless_sine_is_still_on_at_the_end_of_the_run() -> None:
    assert current(Sine(amplitude=1.0, frequency=10.0, phase=90.0, offset=2.0), at=[100.0]) == [3.0]


def test_what_ends_with_the_run_is_on_at_its_end() -> None:
    assert current(Pulse(amplitude=1.0, duration=100.0), at=[100.0]) == [1.0]
    assert current(Sine(amplitude=1.0, frequency=10.0, phase=90.0, duration=100.0), at=[100.0]) == [1.0]


def test_a_chirp_passes_from_one_frequency_to_the_other() -> None:
    chirp = Chirp(amplitude=1.0, initial_frequency=10.0, frequency=50.0, duration=100.0)
    # Half way the phase is 2π (f₀ t + ½ (f₁ − f₀) t²/T) = 2π (0.5 + 0.5) turns.
    assert current(chirp, at=[0.0, 50.0]) == pytest.approx([0.0, 0.0], abs=1e-12)
    row = made(chirp, duration=200.0).sinusoids[0]
    assert (row[4] + row[5] * 100.0) / (2e-3 * math.pi) == pytest.approx(50.0, rel=1e-15)


def test_held_samples_last_one_interval_each() -> None:
    samples = Samples(values=(1.0, 2.0, 3.0), interval=10.0, onset=5.0)
    assert current(samples, at=[0.0, 5.0, 14.0, 15.0, 34.0, 35.0]) == [0.0, 1.0, 1.0, 2.0, 3.0, 0.0]


def test_joined_samples_end_with_the_last_value() -> None:
    samples = Samples(values=(1.0, 2.0, 4.0), interval=10.0, interpolation="linear")
    assert current(samples, at=[0.0, 5.0, 15.0, 20.0]) == [1.0, 1.5, 3.0, 0.0]


def test_one_joined_sample_is_no_current() -> None:
    assert current(Samples(values=(7.0,), interval=1.0, interpolation="linear"), at=[0.0, 1.0]) == [0.0, 0.0]


def test_samples_past_the_run_are_not_read() -> None:
    samples = Samples(values=tuple(map(float, range(1000))), interval=1.0, onset=0.5)
    drive = made(samples, duration=10.0)
    assert drive.knots.tolist() == [0.0, *(k + 0.5 for k in range(10))]
    assert drive(np.array([9.6, 10.0])).tolist() == [9.0, 9.0]


def test_a_sum_is_the_sum() -> None:
    parts = (
        Step(amplitude=1.0, onset=3.0),
        Ramp(amplitude=5.0, onset=1.0, duration=7.3),
        PulseTrain(amplitude=-2.0, onset=0.7, duration=0.3, period=1.1, count=20),
        Samples(values=(1.0, -1.0, 0.5), interval=2.7, interpolation="linear", onset=1.0),
        Sine(amplitude=1.0, frequency=80.0, offset=-1.0, onset=2.0, duration=9.0),
        Chirp(amplitude=0.3, initial_frequency=5.0, frequency=300.0, onset=0.4, duration=8.0),
        Noise(standard_deviation=1.0, interval=0.3, seed=3),
    )
    times = np.linspace(0.0, 20.0, 4001)
    apart = sum(waveform((part,), 20.0)(times) for part in parts)
    # Knots of the others move the origin of each line: rounding only.
    assert np.allclose(waveform(parts, 20.0)(times), apart, rtol=0.0, atol=1e-13)


def test_knots_increase_from_zero_and_lie_within_the_run() -> None:
    drive = made(
        Noise(standard_deviation=1.0, interval=0.1, duration=1.1),
        Sine(amplitude=1.0, frequency=10.0, onset=250.0),
        Pulse(amplitude=1.0, onset=5.0, duration=500.0),
    )
    assert drive.knots[0] == 0.0
    assert np.all(np.diff(drive.knots) > 0.0)
    assert drive.knots[-1] < 100.0
    assert len(drive.sinusoids) == 0


def test_noise_is_that_of_its_seed() -> None:
    def noise(seed: int) -> list[float]:
        return current(Noise(standard_deviation=1.0, seed=seed), at=[1.0, 2.0, 3.0])

    assert noise(1) == noise(1)
    assert noise(1) != noise(2)


def test_a_longer_run_begins_with_the_same_noise() -> None:
    noise = Noise(mean=1.0, standard_deviation=1.0, correlation_time=2.0, seed=5)
    times = np.linspace(0.0, 49.0, 500)
    assert np.array_equal(waveform((noise,), 50.0)(times), waveform((noise,), 100.0)(times))


@pytest.mark.parametrize("correlation_time", [0.0, 1.0])
def test_noise_has_its_moments(correlation_time: float) -> None:
    noise = Noise(
        mean=3.0, standard_deviation=2.0, correlation_time=correlation_time, interval=0.1, duration=10_000.0
    )
    values = made(noise, duration=1e5).values[:100_000]
    # Five standard errors with 100,000 independent values, or 10,000/2 correlation times.
    independent = 100_000 if correlation_time == 0.0 else 5000
    assert values.mean() == pytest.approx(3.0, abs=5.0 * 2.0 / math.sqrt(independent))
    assert values.std() == pytest.approx(2.0, rel=5.0 / math.sqrt(2.0 * independent))
    correlation = np.corrcoef(values[:-1], values[1:])[0, 1]
    expected = math.exp(-0.1) if correlation_time else 0.0
    assert correlation == pytest.approx(expected, abs=5.0 / math.sqrt(100_000))


def test_noise_that_begins_after_the_run_is_nothing() -> None:
    for correlation_time in (0.0, 1.0):
        late = Noise(standard_deviation=1.0, correlation_time=correlation_time, onset=200.0)
        assert current(late, at=[0.0, 100.0]) == [0.0, 0.0]


def test_too_fine_a_noise_is_refused_where_it_stands() -> None:
    with pytest.raises(ParameterError) as caught:
        made(Step(amplitude=1.0), Noise(standard_deviation=1.0, interval=1e-6))
    assert caught.value.pointer == "/stimulus/1/interval"
    assert caught.value.allowed == ">= 0.0005"


@pytest.mark.parametrize("interpolation", ["hold", "linear"])
def test_numbers_of_a_request_are_kernels_numbers(interpolation: Literal["hold", "linear"]) -> None:
    # Numba compiles a kernel anew, for seconds, for an array that it may not write to.
    arrays = made(Samples(values=(1.0, 2.0), interval=100.0, interpolation=interpolation))
    assert all(each.flags.writeable for each in (arrays.knots, arrays.values, arrays.slopes))


@pytest.mark.parametrize(
    "stimulus",
    [
        Step(amplitude=1.0, onset=2.0),
        Pulse(amplitude=1.0, onset=2.0, duration=3.0),
        PulseTrain(amplitude=1.0, onset=0.5, duration=0.1, period=0.3, count=20),
        Ramp(amplitude=1.0, onset=2.0, duration=3.0),
        Sine(amplitude=1.0, frequency=100.0, onset=1.0, duration=5.0),
        Chirp(amplitude=1.0, frequency=100.0, onset=1.0, duration=5.0),
        Noise(standard_deviation=1.0, interval=0.03, onset=0.5),
        Noise(standard_deviation=1.0, interval=0.03, onset=0.5, correlation_time=1.0),
        Samples(values=(1.0, 2.0, 3.0, 4.0), interval=0.7, onset=0.5),
        Samples(values=(1.0, 2.0, 3.0, 4.0), interval=0.7, onset=0.5, interpolation="linear"),
    ],
    ids=str,
)
def test_knots_are_counted_without_the_waveform(stimulus: Stimulus) -> None:
    made = waveform((stimulus,), 10.0).knots.size - 1  # 0 is always one
    assert made <= knot_count(stimulus, 10.0) + 1
    assert knot_count(stimulus, 10.0) <= made + 1
