import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.errors import ConvergenceError, DivergenceError, InterruptedComputationError
from core.interruption import interruptible
from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.integrator import workspace
from core.neuron.integrator.integration import integrate
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.neuron.tables import WIDE_RANGE
from core.result import Floats
from core.stimulus import Chirp, Pulse, Ramp, Sine, Step, Stimulus
from core.waveform import Waveform, waveform

HH = Neuron.of(HODGKIN_HUXLEY)
ML = Neuron.of(MORRIS_LECAR)
REST = initial_state(HH)


def linoid(x: float) -> float:
    return x / -np.expm1(-x) if x else 1.0


def hodgkin_huxley(t: float, y: Floats, current: Waveform) -> list[float]:
    """The equations of PHYSICS 2, written anew."""
    v, m, h, n = y
    injected = float(current(np.array([t]))[0])
    return [
        injected - 120 * m**3 * h * (v - 50) - 36 * n**4 * (v + 77) - 0.3 * (v + 54.387),
        linoid((v + 40) / 10) * (1 - m) - 4 * np.exp(-(v + 65) / 18) * m,
        0.07 * np.exp(-(v + 65) / 20) * (1 - h) - h / (1 + np.exp(-(v + 35) / 10)),
        0.1 * linoid((v + 55) / 10) * (1 - n) - 0.125 * np.exp(-(v + 65) / 80) * n,
    ]


def morris_lecar(_: float, y: Floats, current: float) -> list[float]:
    v, n = y
    open_calcium = (1 + np.tanh((v + 1.2) / 18)) / 2
    steady = (1 + np.tanh((v - 2) / 30)) / 2
    ionic = 4.4 * open_calcium * (v - 120) + 8 * n * (v + 84) + 2 * (v + 60)
    return [(current - ionic) / 20, 0.04 * np.cosh((v - 2) / 60) * (steady - n)]


@pytest.mark.parametrize(
    "stimulus",
    [
        Step(amplitude=10.0),
        Sine(amplitude=8.0, frequency=60.0, offset=4.0),
        Chirp(amplitude=6.0, initial_frequency=5.0, frequency=300.0, duration=40.0),
        Ramp(amplitude=20.0, onset=0.0, duration=40.0),
        # From rest, where the steps have grown long and the next one begins with V' = 0.
        Ramp(amplitude=20.0, onset=10.0, duration=20.0),
        Chirp(amplitude=12.0, frequency=200.0, onset=10.0, duration=20.0),
    ],
    ids=lambda stimulus: f"{stimulus.kind} at {stimulus.onset:g}",
)
def test_hodgkin_huxley_against_an_independent_solution(stimulus: Stimulus) -> None:
    duration = 40.0
    current = waveform((stimulus,), duration)
    times = np.linspace(0.0, duration, 801)
    ours = integrate(HH, current, REST, times, tolerance=1e-6)
    theirs = solve_ivp(
        hodgkin_huxley, (0, duration), REST, "DOP853", times, args=(current,), rtol=1e-12, atol=1e-12
    )
    # Asked for 1e-6 mV; up to three spikes multiply the error of the steps by some tens.
    assert np.abs(ours.states[:, 0] - theirs.y[0]).max() < 2e-5
    assert np.abs(ours.states[:, 1:] - theirs.y[1:].T).max() < 2e-7


def test_morris_lecar_against_an_independent_solution() -> None:
    times = np.linspace(0.0, 300.0, 601)
    start = np.array([-40.0, 0.1])
    ours = integrate(ML, waveform((Step(amplitude=100.0),), 300.0), start, times, tolerance=1e-6)
    theirs = solve_ivp(morris_lecar, (0, 300), start, "DOP853", times, args=(100.0,), rtol=1e-12, atol=1e-12)
    assert np.abs(ours.states[:, 0] - theirs.y[0]).max() < 1e-5


def test_without_gated_channels_it_is_an_rc_membrane() -> None:
    passive = Neuron.of(HODGKIN_HUXLEY, g_na=0.0, g_k=0.0, c_m=2.0)
    times = np.linspace(0.0, 50.0, 101)
    start = initial_state(passive, {"voltage": -54.387})
    found = integrate(passive, waveform((Step(amplitude=3.0),), 50.0), start, times, tolerance=1e-6)
    # ΔV = (I/g)(1 − e^{−t g/C}): 10 mV, τ = 6.67 ms
    expected = -54.387 + 10.0 * -np.expm1(-times * 0.3 / 2.0)
    assert np.abs(found.states[:, 0] - expected).max() < 1e-6


def test_order_of_convergence() -> None:
    # Below threshold and smoothly driven, so that the error is free of sensitive phases.
    current = waveform((Sine(amplitude=1.0, frequency=80.0),), 50.0)
    times = np.linspace(0.0, 50.0, 501)
    exact = integrate(HH, current, REST, times, tolerance=1e-9).states[:, 0]
    steps, errors = [], []
    for tolerance in (1e-3, 1e-4, 1e-5, 1e-6):
        run = integrate(HH, current, REST, times, tolerance=tolerance)
        steps.append(run.steps)
        errors.append(np.abs(run.states[:, 0] - exact).max())
    order = -np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert 5.0 < order < 7.5


def test_the_output_between_steps_is_as_good_as_the_steps() -> None:
    current = waveform((Step(amplitude=10.0),), 30.0)
    times = np.linspace(0.0, 30.0, 6001)
    exact = integrate(HH, current, REST, times, tolerance=1e-8).states[:, 0]
    run = Run(membrane(HH), current, REST, times, rows=1, tolerance=1e-4, end=30.0, logged=True)
    assert run.advance() == workspace.DONE
    logged = run.log[:, : run.count[workspace.LOGGED]]
    at_steps = np.abs(logged[1] - integrate(HH, current, REST, logged[0], tolerance=1e-8).states[:, 0]).max()
    assert np.abs(run.samples[0] - exact).max() < 1.5 * at_steps


@pytest.mark.parametrize("width", [1e-3, 0.05])
def test_a_short_pulse_is_not_stepped_over(width: float) -> None:
    # A charge of 2 nC/cm² moves V by Q/C = 2 mV, less what leaks during the pulse (below 2 µA/cm² net there).
    times = np.array([500.0, 500.0 + width])
    pulse = Pulse(amplitude=2.0 / width, onset=500.0, duration=width)
    before, after = integrate(HH, waveform((pulse,), 1000.0), REST, times).states[:, 0]
    assert after - before == pytest.approx(2.0, abs=1e-4 + 2.0 * width)
    assert after > before + 1.9


def test_a_run_can_be_cut_anywhere() -> None:
    current = waveform(
        (Pulse(amplitude=20.0, onset=3.0, duration=0.5), Sine(amplitude=5.0, frequency=90.0)), 30.0
    )
    whole = integrate(HH, current, REST, np.linspace(0.0, 30.0, 301), tolerance=1e-5)
    first = integrate(HH, current, REST, np.linspace(0.0, 12.3, 124), tolerance=1e-5)
    second = integrate(
        HH, current, first.final_state, np.linspace(12.3, 30.0, 178), tolerance=1e-5, start=first.final_time
    )
    assert first.final_time == 12.3
    joined = np.vstack([first.states, second.states[1:]])
    assert np.abs(joined - whole.states)[:, 0].max() < 1e-4


def test_backwards_undoes_forwards() -> None:
    current = waveform((Pulse(amplitude=30.0, onset=0.5, duration=0.3),), 2.0)
    forwards = integrate(HH, current, REST, np.linspace(0.0, 2.0, 41), tolerance=1e-8)
    backwards = integrate(
        HH, current, forwards.final_state, np.linspace(2.0, 0.0, 41), tolerance=1e-8, start=2.0
    )
    # Gates that decay at up to 8/ms forwards grow so backwards: e^16 times an error of 1e-11 in a gate.
    assert np.abs(backwards.states[::-1] - forwards.states)[:, 0].max() < 1e-3
    assert backwards.final_time == 0.0


def test_leaving_the_window_stops_the_run() -> None:
    window = np.array([[-90.0, -0.1, -0.1, -0.1], [0.0, 1.1, 1.1, 1.1]])
    times = np.linspace(0.0, 50.0, 501)
    run = integrate(HH, waveform((Step(amplitude=10.0),), 50.0), REST, times, window=window)
    assert run.ended == "window"
    assert run.final_state[0] > 0.0
    assert run.final_time == pytest.approx(1.9, abs=0.1)
    assert run.times[-1] <= run.final_time < run.times[-1] + 0.1
    assert run.states.shape == (run.times.size, 4)


def test_a_stiff_neuron_is_solved_by_the_stiff_method() -> None:
    # At −254 mV m closes within a tenth of a nanosecond; V relaxes to E_L − 60/0.3 but for the other
    # currents.
    times = np.linspace(0.0, 50.0, 501)
    current = waveform((Step(amplitude=-60.0),), 50.0)
    run = integrate(HH, current, REST, times)
    assert run.steps < 20_000
    theirs = solve_ivp(hodgkin_huxley, (0, 50), REST, "Radau", times, args=(current,), rtol=1e-9, atol=1e-11)
    assert np.abs(run.states[:, 0] - theirs.y[0]).max() < 1e-3


@pytest.mark.parametrize("neuron", [HH, ML], ids=["hh", "ml"])
def test_both_methods_agree(neuron: Neuron) -> None:
    start = initial_state(neuron)
    current = waveform((Step(amplitude=20.0), Sine(amplitude=30.0, frequency=30.0, phase=90.0)), 30.0)
    times = np.linspace(0.0, 30.0, 301)
    stiff = Run(
        membrane(neuron, WIDE_RANGE), current, start, times, rows=start.size, tolerance=1e-8, end=30.0
    )
    stiff.task = stiff.task._replace(stiff=True)
    while stiff.advance() == workspace.PAUSED:
        pass
    explicit = integrate(neuron, current, start, times, tolerance=1e-7)
    assert np.abs(stiff.samples[0] - explicit.states[:, 0]).max() < 1e-5


def test_a_voltage_that_blows_up_says_when_and_where() -> None:
    times = np.linspace(0.0, 50.0, 11)
    with pytest.raises(DivergenceError) as caught:
        integrate(HH, waveform((Step(amplitude=1e5),), 50.0), REST, times)
    # dV/dt = 1e5 mV/ms: 1,065 mV take 10.65 µs, less as the membrane leaks the other way
    assert caught.value.time == pytest.approx(0.011, abs=0.002)
    assert "V = " in caught.value.where
    assert caught.value.hint


def test_a_hopeless_run_ends_with_a_hint() -> None:
    # Backwards in time the fast gate explodes while V is held by a huge capacitance.
    slow = Neuron.of(HODGKIN_HUXLEY, c_m=1e6)
    start = REST + np.array([0.0, 1e-3, 0.0, 0.0])
    with pytest.raises((ConvergenceError, DivergenceError)) as caught:
        integrate(slow, waveform((), 1.0), start, np.linspace(0.0, -1000.0, 3))
    assert caught.value.hint


def test_the_same_request_gives_the_same_bytes() -> None:
    current, times = waveform((Step(amplitude=10.0),), 50.0), np.linspace(0.0, 50.0, 1001)
    first, second = (integrate(HH, current, REST, times).states.tobytes() for _ in range(2))
    assert first == second


def test_a_long_run_can_be_interrupted() -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise InterruptedComputationError("enough")

    with interruptible(stop), pytest.raises(InterruptedComputationError):
        integrate(HH, waveform((Step(amplitude=10.0),), 1e5), REST, np.array([1e5]), repeating=False)
    assert calls == 3
