"""Added conductances against hand-written equations, closed forms and each other."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from core.errors import ParameterError
from core.neuron.added_conductance import (
    MAX_CONDUCTANCES,
    MAX_EVENTS,
    AlphaSynapse,
    ClampedConductance,
    Conductance,
    DoubleExponentialSynapse,
    added_conductance,
)
from core.neuron.catalogue import CATALOGUE, HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.client_model import ModelDeclaration, declare
from core.neuron.client_model.request import LeakDeclaration
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, cost, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Noise, Pulse, Ramp, Samples, Sine, Step

HH = Neuron.of(HODGKIN_HUXLEY)
PASSIVE = declare(
    ModelDeclaration(
        name="passive", capacitance=1.0, currents=(LeakDeclaration(conductance=0.1, reversal=-70.0),)
    )
)
TIGHT = 1e-6
"""Tolerance asked of both [mV]: the comparison allows ten times that, for how errors grow within a run."""
EVERY = OutputSampling(interval=0.1)


def run(neuron: Neuron, duration: float, *conductances: Conductance, **options: object) -> Result:
    asked = {"sampling": EVERY, "tolerance": TIGHT} | options
    return simulate(neuron, CurrentClamp(duration=duration, conductances=conductances, **asked))  # type: ignore[arg-type]


def voltage(result: Result) -> Floats:
    return result.variable("voltage").values


def alpha(g_max: float, tau: float, times: list[float]) -> Callable[[float], float]:
    return lambda t: sum(g_max * (t - s) / tau * math.exp(1 - (t - s) / tau) for s in times if t > s)


def double_exponential(
    g_max: float, rise: float, decay: float, times: list[float]
) -> Callable[[float], float]:
    peak = math.log(decay / rise) / (1 / rise - 1 / decay)
    f = g_max / (math.exp(-peak / decay) - math.exp(-peak / rise))
    return lambda t: sum(f * (math.exp(-(t - s) / decay) - math.exp(-(t - s) / rise)) for s in times if t > s)


def hodgkin_huxley(
    current: float, conductances: list[tuple[Callable[[float], float], float]], knots: list[float], end: float
) -> Floats:
    """The squid axon written out by hand, with conductances g(t) (V − E), at every 0.1 ms."""

    def rates(v: float) -> list[tuple[float, float]]:
        return [
            (0.1 * (v + 40) / -math.expm1(-(v + 40) / 10), 4 * math.exp(-(v + 65) / 18)),
            (0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10))),
            (0.01 * (v + 55) / -math.expm1(-(v + 55) / 10), 0.125 * math.exp(-(v + 65) / 80)),
        ]

    def slope(t: float, y: Floats, begin: float, stop: float) -> list[float]:
        v, m, h, n = y
        ionic = 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387)
        # At a jump, the conductance of this side of it.
        t = min(max(t, begin + 1e-12), stop - 1e-12)
        added = sum(g(t) * (v - reversal) for g, reversal in conductances)
        moved = [a * (1 - x) - b * x for (a, b), x in zip(rates(v), y[1:], strict=True)]
        return [current - ionic - added, *moved]

    start = -65.0
    state = np.array([start, *(a / (a + b) for a, b in rates(start))])
    times = 0.1 * np.arange(round(end / 0.1) + 1)
    found = np.empty(times.size)
    for begin, stop in zip([0.0, *knots], [*knots, end], strict=True):
        inside = (times >= begin - 1e-12) & (times <= stop + 1e-12)
        solution = solve_ivp(
            slope,
            (begin, stop),
            state,
            "DOP853",
            dense_output=True,
            rtol=1e-12,
            atol=1e-12,
            args=(begin, stop),
        )
        assert solution.sol is not None
        found[inside] = solution.sol(times[inside])[0]
        state = solution.y[:, -1]
    return found


CASES: dict[
    str, tuple[tuple[Conductance, ...], list[tuple[Callable[[float], float], float]], list[float]]
] = {
    "alpha": (
        (AlphaSynapse(g_max=0.4, tau=1.5, reversal=0.0, times=(12.0, 3.0, 12.0)),),
        [(alpha(0.4, 1.5, [3.0, 12.0, 12.0]), 0.0)],
        [3.0, 12.0],
    ),
    "double exponential": (
        (DoubleExponentialSynapse(g_max=0.8, tau_rise=0.3, tau_decay=6.0, reversal=-80.0, times=(5.0, 6.1)),),
        [(double_exponential(0.8, 0.3, 6.0, [5.0, 6.1]), -80.0)],
        [5.0, 6.1],
    ),
    "dynamic clamp": (
        (
            ClampedConductance(
                stimulus=(
                    Pulse(amplitude=0.5, onset=4.0, duration=6.0),
                    Ramp(amplitude=-0.2, onset=8.0, duration=10.0),
                ),
                reversal=-40.0,
            ),
        ),
        [(lambda t: 0.5 * (4.0 < t <= 10.0) - 0.02 * min(max(t - 8.0, 0.0), 10.0), -40.0)],
        [4.0, 8.0, 10.0, 18.0],
    ),
}
CASES["all at once"] = (
    tuple(conductance for case in CASES.values() for conductance in case[0]),
    [written for case in CASES.values() for written in case[1]],
    sorted({knot for case in CASES.values() for knot in case[2]}),
)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("current", [0.0, 10.0])
def test_hand_written_equations(name: str, current: float) -> None:
    conductances, written, knots = CASES[name]
    result = run(HH, 30.0, *conductances, stimulus=(Step(amplitude=current),), initial={"voltage": -65.0})
    assert voltage(result) == pytest.approx(hodgkin_huxley(current, written, knots, 30.0), abs=10 * TIGHT)


@pytest.mark.parametrize("reversal", [0.0, -70.0, -90.0])
def test_a_synapse_on_a_passive_membrane(reversal: float) -> None:
    # C V' = −g_L (V − E_L) − g (V − E) has the integrating factor e^(g_L t + ∫g), ∫g being elementary.
    g, tau, onset, leak = 0.3, 2.0, 5.0, 0.1

    def integral(t: float) -> float:
        s = max(t - onset, 0.0) / tau
        return leak * t + g * tau * math.e * (1.0 - (1.0 + s) * math.exp(-s))

    def exact(t: float) -> float:
        def drive(u: float) -> float:
            return alpha(g, tau, [onset])(u) * (reversal + 70.0) * math.exp(integral(u) - integral(t))

        return -70.0 + float(quad(drive, onset, t, epsabs=1e-13, epsrel=1e-12)[0]) if t > onset else -70.0

    result = run(PASSIVE, 40.0, AlphaSynapse(g_max=g, tau=tau, reversal=reversal, times=(onset,)))
    assert result.axis is not None
    times = result.axis.values[::20]
    assert voltage(result)[::20] == pytest.approx([exact(t) for t in times], abs=2 * TIGHT)


def test_a_shunt_on_a_passive_membrane_is_a_shorter_time_constant() -> None:
    shunt = ClampedConductance(stimulus=(Step(amplitude=0.3, onset=2.0),), reversal=-50.0)
    result = run(PASSIVE, 30.0, shunt)
    assert result.axis is not None
    since = np.maximum(result.axis.values - 2.0, 0.0)
    assert voltage(result) == pytest.approx(-55.0 - 15.0 * np.exp(-0.4 * since), abs=2 * TIGHT)


def test_the_peak_of_an_event_is_its_g_max() -> None:
    sampling = OutputSampling(interval=1e-3, series=("g_added_1", "g_added_2"))
    late, early = 4.0, 0.5
    result = run(
        PASSIVE,
        5.0,
        AlphaSynapse(g_max=0.7, tau=1.25, times=(0.25,)),
        DoubleExponentialSynapse(g_max=0.2, tau_rise=early, tau_decay=late, times=(0.1,)),
        sampling=sampling,
    )
    assert result.axis is not None
    for name, peak, when in (
        ("g_added_1", 0.7, 1.5),
        ("g_added_2", 0.2, 0.1 + late * early / (late - early) * math.log(late / early)),
    ):
        series = result.variable(name)
        assert series.unit == "mS/cm²"
        # Near the peak g is flatter than g_max s²/τ_rise² beside it by s, half a microsecond at most.
        assert series.values.max() == pytest.approx(peak, rel=1e-6)
        assert result.axis.values[series.values.argmax()] == pytest.approx(when, abs=1.001e-3)


@pytest.mark.parametrize("rise", [1e-6, 1e-3, 0.5, 4.0, 4.9995])
def test_the_factor_of_the_peak_keeps_its_digits(rise: float) -> None:
    synapse = DoubleExponentialSynapse(g_max=1.0, tau_rise=rise, tau_decay=5.0, times=(0.0,))
    peak = rise * 5.0 / (5.0 - rise) * math.log(5.0 / rise)
    made = added_conductance(synapse, 100.0, "")
    assert made(np.array([peak]))[0] == pytest.approx(1.0, rel=1e-10)


def test_the_added_current_is_outward_positive() -> None:
    names = ("voltage", "i_ionic", "i_added", "g_added_1", "g_added_2", "stimulus")
    result = run(
        HH,
        20.0,
        AlphaSynapse(g_max=0.3, times=(2.0,), reversal=0.0),
        ClampedConductance(stimulus=(Step(amplitude=0.2, onset=5.0),), reversal=-80.0),
        sampling=OutputSampling(interval=0.1, series=names),
    )
    v, g1, g2 = (result.variable(name).values for name in ("voltage", "g_added_1", "g_added_2"))
    added = result.variable("i_added")
    assert added.unit == "µA/cm²"
    assert added.values == pytest.approx(g1 * v + g2 * (v + 80.0), abs=1e-12)
    assert added.values[30] < 0.0
    assert added.resolution is not None


def test_a_model_without_units_has_conductances_without_units() -> None:
    neuron = Neuron.of(CATALOGUE["fitzhugh-nagumo"])
    sampling = OutputSampling(series=("i_added", "g_added_1"))
    result = run(neuron, 10.0, AlphaSynapse(g_max=0.1, times=(1.0,)), sampling=sampling)
    assert [series.unit for series in result.series] == ["1", "1"]


def test_a_conductance_taken_away() -> None:
    whole = run(HH, 30.0, stimulus=(Step(amplitude=10.0),), initial={"voltage": -65.0})
    halved = Neuron.of(HODGKIN_HUXLEY, g_l=0.6)
    less = ClampedConductance(stimulus=(Step(amplitude=-0.3),), reversal=-54.387)
    result = run(halved, 30.0, less, stimulus=(Step(amplitude=10.0),), initial={"voltage": -65.0})
    assert voltage(result) == pytest.approx(voltage(whole), abs=10 * TIGHT)


def test_a_recorded_and_a_noisy_conductance() -> None:
    conductances = (
        ClampedConductance(
            stimulus=(Samples(values=(0.0, 0.4, 0.1), interval=3.0, interpolation="linear"),), reversal=0.0
        ),
        ClampedConductance(
            stimulus=(Noise(mean=0.1, standard_deviation=0.02, correlation_time=2.0, interval=0.5, seed=4),)
        ),
    )
    result = run(
        MORRIS_LECAR_CELL, 20.0, *conductances, sampling=OutputSampling(series=("g_added_1",), interval=1.5)
    )
    assert result.series[0].values[:5] == pytest.approx([0.0, 0.2, 0.4, 0.25, 0.0])


MORRIS_LECAR_CELL = Neuron.of(MORRIS_LECAR)
NEURONS = [HH, MORRIS_LECAR_CELL, Neuron.of(CATALOGUE["wang-buzsaki"]), Neuron.of(CATALOGUE["chay-keizer"])]
COURSES = st.one_of(
    st.builds(
        AlphaSynapse,
        g_max=st.floats(0.0, 2.0),
        tau=st.floats(0.05, 20.0),
        reversal=st.floats(-90.0, 20.0),
        times=st.lists(st.floats(0.0, 15.0), min_size=1, max_size=6).map(tuple),
    ),
    st.builds(
        DoubleExponentialSynapse,
        g_max=st.floats(0.0, 2.0),
        tau_rise=st.floats(0.05, 2.0),
        tau_decay=st.floats(2.1, 20.0),
        reversal=st.floats(-90.0, 20.0),
        times=st.lists(st.floats(0.0, 15.0), min_size=1, max_size=6).map(tuple),
    ),
    st.builds(
        lambda g, onset, e: ClampedConductance(
            stimulus=(Pulse(amplitude=g, onset=onset, duration=4.0),), reversal=e
        ),
        st.floats(0.0, 2.0),
        st.floats(0.0, 10.0),
        st.floats(-90.0, 20.0),
    ),
)


def scaled(conductance: Conductance, factor: float) -> Conductance:
    from dataclasses import replace

    if isinstance(conductance, ClampedConductance):
        (pulse,) = conductance.stimulus
        assert isinstance(pulse, Pulse)
        return replace(conductance, stimulus=(replace(pulse, amplitude=factor * pulse.amplitude),))
    return replace(conductance, g_max=factor * conductance.g_max)


@settings(max_examples=40)
@given(conductance=COURSES, neuron=st.sampled_from(NEURONS))
def test_a_conductance_of_zero_changes_nothing(conductance: Conductance, neuron: Neuron) -> None:
    without, added = (
        run(neuron, 15.0, tolerance=1e-5),
        run(neuron, 15.0, scaled(conductance, 0.0), tolerance=1e-5),
    )
    # Its knots are still there, so the steps differ.
    assert voltage(added) == pytest.approx(voltage(without), abs=1e-4)


@settings(max_examples=40)
@given(conductance=COURSES, neuron=st.sampled_from(NEURONS))
def test_two_halves_are_a_whole(conductance: Conductance, neuron: Neuron) -> None:
    half = scaled(conductance, 0.5)
    whole, halves = (
        run(neuron, 15.0, conductance, tolerance=1e-5),
        run(neuron, 15.0, half, half, tolerance=1e-5),
    )
    # The same steps up to rounding, which a spike may magnify a thousandfold.
    assert voltage(halves) == pytest.approx(voltage(whole), abs=1e-6)


@settings(max_examples=40)
@given(
    leak=st.floats(0.0, 1.0),
    more=st.floats(0.0, 1.0),
    current=st.floats(0.0, 20.0),
    stimulus=st.sampled_from([(), (Step(amplitude=0.0),)]),
)
def test_a_shunt_is_a_larger_leak(
    leak: float, more: float, current: float, stimulus: tuple[Step, ...]
) -> None:
    options = {"stimulus": (Step(amplitude=current), *stimulus), "initial": {"voltage": -65.0}}
    shunted = run(
        Neuron.of(HODGKIN_HUXLEY, g_l=leak),
        20.0,
        ClampedConductance(stimulus=(Step(amplitude=more),), reversal=-54.387),
        **options,
    )
    leaky = run(Neuron.of(HODGKIN_HUXLEY, g_l=leak + more), 20.0, **options)
    assert voltage(shunted) == pytest.approx(voltage(leaky), abs=100 * TIGHT)


@settings(max_examples=30)
@given(times=st.lists(st.floats(0.0, 30.0), min_size=1, max_size=8), seed=st.randoms(use_true_random=False))
def test_the_order_of_events_has_no_meaning(times: list[float], seed: object) -> None:
    shuffled = list(times)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    at = np.linspace(0.0, 30.0, 301)
    first, second = (
        added_conductance(AlphaSynapse(g_max=1.0, times=tuple(order)), 30.0, "")(at)
        for order in (times, shuffled)
    )
    assert first.tolist() == second.tolist()
    assert first == pytest.approx([alpha(1.0, 2.0, [s for s in times if s < 30.0])(t) for t in at], abs=1e-12)


def test_the_stiff_method_follows_a_conductance() -> None:
    # C / Σ g is 0.1 µs: V follows (Σ g E) / Σ g.
    strong = ClampedConductance(stimulus=(Step(amplitude=1e4),), reversal=-50.0)
    synapse = AlphaSynapse(g_max=1e4, tau=5.0, reversal=0.0, times=(10.0,))
    result = run(HH, 60.0, strong, synapse, tolerance=1e-3)
    assert "RODAS" in result.numerics.method
    assert result.axis is not None
    g = np.array([alpha(1e4, 5.0, [10.0])(t) for t in result.axis.values])
    drawn = -50.0 * 1e4 / (1e4 + g)
    assert voltage(result)[1:] == pytest.approx(drawn[1:], abs=0.2)


def test_ten_thousand_events() -> None:
    times = np.random.default_rng(7).uniform(0.0, 2000.0, MAX_EVENTS)
    synapse = AlphaSynapse(g_max=1e-3, tau=2.0, times=tuple(times.tolist()))
    made = added_conductance(synapse, 2000.0, "")
    at = np.linspace(0.0, 2000.0, 57)
    since = np.maximum(at[:, np.newaxis] - times, 0.0) / 2.0
    direct = 1e-3 * (since * np.exp(1.0 - since)).sum(axis=1)
    assert made(at) == pytest.approx(direct, rel=1e-11)
    result = run(HH, 2000.0, synapse, tolerance=1e-3, sampling=OutputSampling(points=100))
    assert result.numerics.steps is not None
    assert 10_000 < result.numerics.steps < 40_000
    # Campbell: the mean conductance is the rate times ∫g = g_max τ e; 1 % for 10,000 events.
    assert made(np.linspace(50.0, 2000.0, 20_000)).mean() == pytest.approx(5 * 1e-3 * 2.0 * math.e, rel=0.03)


def test_the_cost_knows_of_the_events() -> None:
    clamp = CurrentClamp(duration=100.0)
    many = CurrentClamp(
        duration=100.0, conductances=(AlphaSynapse(g_max=1.0, times=tuple(0.01 * np.arange(10_000))),)
    )
    assert cost(HH, many) > 10 * cost(HH, clamp)


def test_late_events_and_stimuli_are_pointed_out() -> None:
    result = run(
        HH,
        10.0,
        AlphaSynapse(g_max=0.1, times=(1.0, 30.0, 10.0)),
        AlphaSynapse(g_max=0.1, times=(1.0, 2.0)),
        ClampedConductance(stimulus=(Step(amplitude=0.1), Step(amplitude=0.1, onset=11.0))),
    )
    assert [(notice.code, notice.pointer) for notice in result.warnings] == [
        ("event-after-end", "/conductances/0/times/1"),
        ("stimulus-after-end", "/conductances/2/stimulus/1"),
    ]


def test_what_has_no_meaning_is_refused() -> None:
    for rise in (5.0, 6.0, 4.9999):
        with pytest.raises(ParameterError) as caught:
            DoubleExponentialSynapse(g_max=1.0, tau_rise=rise, tau_decay=5.0, times=(1.0,))
        assert caught.value.pointer == "/tau_rise"
        assert "alpha" in caught.value.hint
    with pytest.raises(ParameterError):
        AlphaSynapse(g_max=-1.0, times=(1.0,))
    with pytest.raises(ParameterError):
        AlphaSynapse(g_max=1.0, times=(-1.0,))
    with pytest.raises(ParameterError):
        AlphaSynapse(g_max=1.0, times=())
    sine = ClampedConductance(stimulus=(Sine(amplitude=0.1, frequency=50.0),))  # type: ignore[arg-type]
    with pytest.raises(ParameterError) as caught:
        run(HH, 10.0, sine)
    assert caught.value.pointer == "/conductances/0/stimulus"
    one = AlphaSynapse(g_max=0.1, times=(1.0,))
    with pytest.raises(ParameterError):
        CurrentClamp(conductances=(one,) * (MAX_CONDUCTANCES + 1))
    with pytest.raises(ParameterError) as caught:
        run(HH, 10.0, one, sampling=OutputSampling(series=("g_added_2",)))
    assert "g_added_1" in caught.value.allowed


@pytest.mark.parametrize("onset", [5e-324, 1e-310, 1e-300, 1e-20])
def test_an_onset_next_to_zero_is_one_at_zero(onset: float) -> None:
    # The inverse of such a step is infinite.
    step = run(HH, 5.0, stimulus=(Step(amplitude=10.0, onset=onset),))
    event = run(HH, 5.0, AlphaSynapse(g_max=0.2, times=(onset,)))
    at_zero = run(HH, 5.0, AlphaSynapse(g_max=0.2, times=(0.0,)))
    assert voltage(step) == pytest.approx(voltage(run(HH, 5.0, stimulus=(Step(amplitude=10.0),))), abs=1e-5)
    assert voltage(event) == pytest.approx(voltage(at_zero), abs=1e-5)
