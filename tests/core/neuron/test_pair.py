"""Coupled cells against scipy, against single cells, against themselves the other way round."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DivergenceError, ParameterError
from core.neuron.added_conductance import AlphaSynapse
from core.neuron.catalogue import CATALOGUE, HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.pair import coupled_pair
from core.neuron.pair.pair import PairFeatures, cost, pair
from core.neuron.pair.request import (
    AlphaConnection,
    Connection,
    DoubleExponentialConnection,
    PairedCell,
    PairRequest,
)
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.spikes.features import SpikingFeatures
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Noise, PulseTrain, Sine, Step, Stimulus
from tests.core.neuron import hand_written_pair as by_hand

HH = Neuron.of(HODGKIN_HUXLEY)
ML = Neuron.of(MORRIS_LECAR)
WB = Neuron.of(CATALOGUE["wang-buzsaki"])
BURSTER = Neuron.of(CATALOGUE["chay-keizer"])
TIGHT = 1e-6
EVERY = OutputSampling(interval=0.25)


def cell(current: float, voltage: float | None = None, **options: object) -> PairedCell:
    initial = None if voltage is None else {"voltage": voltage}
    asked = {"stimulus": (Step(amplitude=current),), "tolerance": TIGHT} | options
    return PairedCell(initial=initial, **asked)  # type: ignore[arg-type]


def run(
    neurons: tuple[Neuron, Neuron],
    cells: tuple[PairedCell, PairedCell],
    synapses: tuple[Connection, ...],
    duration: float,
    sampling: OutputSampling = EVERY,
) -> Result:
    return pair(neurons, PairRequest(duration=duration, cells=cells, synapses=synapses, sampling=sampling))


def features(result: Result) -> PairFeatures:
    assert isinstance(result.features, PairFeatures)
    return result.features


def spikes(result: Result, number: int) -> list[float]:
    return [event.time for event in result.events if event.values["cell"] == number]


def voltage(result: Result, number: int) -> Floats:
    return result.variable(f"voltage_{number}").values


def error_of(result: Result, variable: str) -> float:
    return next(error.value for error in result.numerics.estimated_errors if error.variable == variable)


def test_two_axons_against_scipy() -> None:
    synapses: tuple[Connection, ...] = (
        DoubleExponentialConnection(
            presynaptic=1, g_max=0.3, tau_rise=0.4, tau_decay=4.0, reversal=-80.0, delay=0.7
        ),
        AlphaConnection(presynaptic=2, g_max=0.1, tau=1.0, reversal=0.0, delay=1.3),
        AlphaConnection(presynaptic=2, g_max=0.05, tau=3.0, reversal=-70.0, delay=30.0),
    )
    result = run((HH, HH), (cell(10.0, -65.0), cell(12.0, -60.0)), synapses, 80.0)
    assert result.axis is not None
    start = tuple(initial_state(HH, {"voltage": v}).tolist() for v in (-65.0, -60.0))
    found, trains = by_hand.integrate(
        (by_hand.hodgkin_huxley, by_hand.hodgkin_huxley),
        (10.0, 12.0),
        (start[0], start[1]),
        [
            by_hand.Synapse(0, 0.7, -80.0, by_hand.double_exponential(0.3, 0.4, 4.0)),
            by_hand.Synapse(1, 1.3, 0.0, by_hand.alpha(0.1, 1.0)),
            by_hand.Synapse(1, 30.0, -70.0, by_hand.alpha(0.05, 3.0)),
        ],
        result.axis.values,
    )
    assert len(trains[0]) > 3
    for k in range(2):
        # A spike magnifies 1e-6 mV tenfold; dV/dt is 400 mV/ms at most.
        assert spikes(result, k + 1) == pytest.approx(trains[k], abs=3e-7)
        assert voltage(result, k + 1) == pytest.approx(found[k], abs=1e-4)


def test_an_axon_and_a_muscle_fibre_against_scipy() -> None:
    synapses: tuple[Connection, ...] = (
        DoubleExponentialConnection(presynaptic=1, g_max=1.0, tau_rise=1.0, tau_decay=8.0, delay=0.1),
        DoubleExponentialConnection(
            presynaptic=2, g_max=0.4, tau_rise=2.0, tau_decay=20.0, reversal=-80.0, delay=5.0
        ),
    )
    result = run((HH, ML), (cell(9.0, -65.0), cell(85.0, -40.0)), synapses, 120.0)
    assert result.axis is not None
    found, trains = by_hand.integrate(
        (by_hand.hodgkin_huxley, by_hand.morris_lecar),
        (9.0, 85.0),
        (initial_state(HH, {"voltage": -65.0}).tolist(), initial_state(ML, {"voltage": -40.0}).tolist()),
        [
            by_hand.Synapse(0, 0.1, 0.0, by_hand.double_exponential(1.0, 1.0, 8.0)),
            by_hand.Synapse(1, 5.0, -80.0, by_hand.double_exponential(0.4, 2.0, 20.0)),
        ],
        result.axis.values,
    )
    assert min(len(train) for train in trains) > 0
    for k in range(2):
        assert spikes(result, k + 1) == pytest.approx(trains[k], abs=1e-6)
        assert voltage(result, k + 1) == pytest.approx(found[k], abs=1e-4)


STIMULI: list[tuple[Stimulus, ...]] = [
    (Step(amplitude=10.0),),
    (Sine(amplitude=5.0, frequency=40.0, offset=8.0, onset=3.0),),
    (PulseTrain(amplitude=20.0, onset=5.0, duration=1.0, period=14.0, count=5),),
    (Noise(mean=8.0, standard_deviation=5.0, correlation_time=2.0, interval=0.1, seed=5),),
]


@pytest.mark.parametrize("driver", STIMULI)
@pytest.mark.parametrize("driven", STIMULI)
def test_one_direction_is_a_synapse_with_given_times(
    driver: tuple[Stimulus, ...], driven: tuple[Stimulus, ...]
) -> None:
    course: dict[str, Any] = {"g_max": 0.2, "tau": 2.0, "reversal": -20.0}
    cells = (cell(0.0, stimulus=driver), cell(0.0, stimulus=driven))
    both = run((HH, WB), cells, (AlphaConnection(presynaptic=1, delay=1.7, **course),), 80.0)
    clamp = CurrentClamp(duration=80.0, stimulus=driver, tolerance=TIGHT, sampling=EVERY)
    first = simulate(HH, clamp)
    times = tuple(event.time + 1.7 for event in first.events)
    assert len(times) > 1
    second = simulate(
        WB, dataclasses.replace(clamp, stimulus=driven, conductances=(AlphaSynapse(times=times, **course),))
    )
    for number, alone in ((1, first), (2, second)):
        assert spikes(both, number) == pytest.approx([event.time for event in alone.events], abs=1e-6)
        assert voltage(both, number) == pytest.approx(alone.variable("voltage").values, abs=1e-4)


def test_cells_without_synapses_are_two_simulations() -> None:
    result = run((HH, BURSTER), (cell(10.0), cell(0.0)), (), 60.0)
    for number, (neuron, current) in enumerate(((HH, 10.0), (BURSTER, 0.0)), 1):
        clamp = CurrentClamp(
            duration=60.0, stimulus=(Step(amplitude=current),), tolerance=TIGHT, sampling=EVERY
        )
        alone = simulate(neuron, clamp)
        assert voltage(result, number) == pytest.approx(alone.variable("voltage").values, abs=1e-4)
        assert isinstance(alone.features, SpikingFeatures)
        assert features(result).cells[number - 1].spike_count == alone.features.spike_count
    assert features(result).locking.count_ratio is not None


def reciprocal(**course: float) -> tuple[Connection, ...]:
    return tuple(DoubleExponentialConnection(presynaptic=number, **course) for number in (1, 2))  # type: ignore[arg-type]


def test_identical_cells_remain_identical() -> None:
    result = run(
        (HH, HH), (cell(10.0, -65.0), cell(10.0, -65.0)), reciprocal(g_max=0.02, reversal=-75.0), 150.0
    )
    assert voltage(result, 1).tolist() == voltage(result, 2).tolist()
    assert spikes(result, 1) == spikes(result, 2)
    locking = features(result).locking
    assert (locking.pattern, locking.last_lag, locking.spike_time_difference) == ("synchrony", 0.0, 0.0)
    assert locking.phase_locking_value == pytest.approx(1.0, abs=1e-15)


CURRENTS, VOLTAGES = st.floats(5.0, 30.0), st.floats(-80.0, -40.0)
SYNAPSES = st.lists(
    st.one_of(
        st.builds(
            AlphaConnection,
            presynaptic=st.integers(1, 2),
            g_max=st.floats(0.0, 1.0),
            tau=st.floats(0.2, 10.0),
            reversal=st.floats(-90.0, 10.0),
            delay=st.floats(0.1, 20.0),
        ),
        st.builds(
            DoubleExponentialConnection,
            presynaptic=st.integers(1, 2),
            g_max=st.floats(0.0, 1.0),
            tau_rise=st.floats(0.1, 2.0),
            tau_decay=st.floats(2.1, 20.0),
            reversal=st.floats(-90.0, 10.0),
            delay=st.floats(0.1, 20.0),
        ),
    ),
    max_size=4,
).map(tuple)


@settings(max_examples=25)
@given(
    synapses=SYNAPSES,
    currents=st.tuples(CURRENTS, CURRENTS),
    voltages=st.tuples(VOLTAGES, VOLTAGES),
    neurons=st.tuples(st.sampled_from([HH, WB, BURSTER]), st.sampled_from([HH, WB, BURSTER])),
)
def test_the_numbers_of_the_cells_have_no_meaning(
    synapses: tuple[Connection, ...],
    currents: tuple[float, float],
    voltages: tuple[float, float],
    neurons: tuple[Neuron, Neuron],
) -> None:
    cells = [cell(current, v, tolerance=1e-3) for current, v in zip(currents, voltages, strict=True)]
    turned = tuple(dataclasses.replace(each, presynaptic=3 - each.presynaptic) for each in synapses)
    one = run(neurons, (cells[0], cells[1]), synapses, 60.0)
    other = run((neurons[1], neurons[0]), (cells[1], cells[0]), turned, 60.0)
    for number in (1, 2):
        assert voltage(one, number).tolist() == voltage(other, 3 - number).tolist()
        assert spikes(one, number) == spikes(other, 3 - number)
        assert error_of(one, f"voltage_{number}") == error_of(other, f"voltage_{3 - number}")


@settings(max_examples=25)
@given(synapses=SYNAPSES, currents=st.tuples(CURRENTS, CURRENTS), voltages=st.tuples(VOLTAGES, VOLTAGES))
def test_every_spike_fires_its_synapses_a_delay_later(
    synapses: tuple[Connection, ...], currents: tuple[float, float], voltages: tuple[float, float]
) -> None:
    cells = [cell(current, v, tolerance=1e-3) for current, v in zip(currents, voltages, strict=True)]
    names = (*(f"g_synapse_{k + 1}" for k in range(len(synapses))), "i_synaptic_1", "voltage_1")
    sampling = OutputSampling(points=500, method="uniform", series=names)
    result = run((HH, WB), (cells[0], cells[1]), synapses, 50.0, sampling)
    assert result.axis is not None
    current = np.zeros(500)
    for k, synapse in enumerate(synapses):
        source = spikes(result, synapse.presynaptic)
        if isinstance(synapse, AlphaConnection):
            course = by_hand.alpha(synapse.g_max, synapse.tau)
        else:
            course = by_hand.double_exponential(synapse.g_max, synapse.tau_rise, synapse.tau_decay)
        events = [spike + synapse.delay for spike in source]
        written = by_hand.Synapse(0, synapse.delay, synapse.reversal, course, events)
        expected = [written.conductance(time) for time in result.axis.values]
        found = result.variable(f"g_synapse_{k + 1}").values
        assert found == pytest.approx(expected, abs=1e-12)
        if synapse.presynaptic == 2:
            current += found * (voltage(result, 1) - synapse.reversal)
    assert result.variable("i_synaptic_1").values == pytest.approx(current, abs=1e-9)


def test_how_far_ahead_the_cells_run_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    cells, synapses = (cell(10.0, -65.0), cell(11.0, -60.0)), reciprocal(g_max=0.2, delay=0.2)
    usual = run((HH, HH), cells, synapses, 100.0)
    for steps in (1, 40, 100_000):
        monkeypatch.setattr(coupled_pair, "STEPS_AHEAD", steps)
        other = run((HH, HH), cells, synapses, 100.0)
        for number in (1, 2):
            assert voltage(other, number) == pytest.approx(voltage(usual, number), abs=1e-4)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize("reversal", [0.0, -80.0])
def test_the_estimated_error_is_near_the_error(tolerance: float, reversal: float) -> None:
    synapses = reciprocal(g_max=0.1, reversal=reversal)
    rough, exact = (
        run(
            (HH, WB),
            (cell(10.0, -65.0, tolerance=asked), cell(1.0, -60.0, tolerance=asked)),
            synapses,
            100.0,
            OutputSampling(points=8001, method="uniform"),
        )
        for asked in (tolerance, 1e-7)
    )
    for number in (1, 2):
        error = np.abs(voltage(rough, number) - voltage(exact, number)).max()
        assert 0.3 * error < error_of(rough, f"voltage_{number}") < 150.0 * error
        assert error < 30.0 * tolerance
        shift = np.abs(np.subtract(spikes(rough, number), spikes(exact, number))).max(initial=0.0)
        assert shift < 4.0 * error_of(rough, "spike_time")


def test_stiff_cells_are_coupled_too() -> None:
    hot = Neuron.of(HODGKIN_HUXLEY, temperature=60.0, c_m=0.01)
    synapse = AlphaConnection(presynaptic=1, g_max=0.5, tau=2.0)
    result = run((HH, hot), (cell(10.0, tolerance=1e-3), cell(0.0, tolerance=1e-3)), (synapse,), 200.0)
    assert "RODAS" in result.numerics.method
    assert result.axis is not None
    conductance = sum(
        by_hand.alpha(0.5, 2.0)(np.maximum(time - 0.5, 0.0))
        for time in [100.0 - spike for spike in spikes(result, 1) if spike < 99.5]
    )
    assert conductance > 0.0
    assert features(result).cells[1].peak_voltage > -60.0


def test_a_strong_synapse_may_take_the_voltage_far() -> None:
    # Beyond the usual range of the tables, within the wide one.
    synapse = AlphaConnection(presynaptic=1, g_max=1e4, tau=2.0, reversal=400.0)
    result = run((HH, HH), (cell(10.0, tolerance=1e-2), cell(0.0, tolerance=1e-2)), (synapse,), 20.0)
    assert features(result).cells[1].peak_voltage > 300.0
    assert [notice.code for notice in result.warnings] == ["beyond-physiology"]
    assert result.warnings[0].detail.startswith("cell 2: ")


def test_a_divergence_says_where() -> None:
    with pytest.raises(DivergenceError) as caught:
        run((HH, HH), (cell(0.0), cell(1e6)), reciprocal(g_max=0.1), 10.0)
    assert 0.0 < caught.value.time < 0.1


def test_events_come_in_their_order_with_their_cell() -> None:
    result = run((HH, WB), (cell(10.0), cell(1.0)), reciprocal(g_max=0.01), 100.0)
    times = [event.time for event in result.events]
    assert times == sorted(times)
    found = features(result)
    for number in (1, 2):
        assert len(spikes(result, number)) == found.cells[number - 1].spike_count > 0
        assert found.cells[number - 1].cell == number
    (curve,) = result.curves
    time, lag, phase = (column.values for column in curve.columns)
    assert set(time) <= set(spikes(result, 2))
    assert all(any(abs(t - l - s) < 1e-9 for s in spikes(result, 1)) for t, l in zip(time, lag, strict=True))
    assert ((phase >= 0.0) & (phase < 1.0)).all()


def test_series_by_the_number_of_the_cell() -> None:
    names = ("m_1", "h_2", "i_na_1", "g_k_2", "stimulus_2", "g_synapse_2")
    result = run((HH, WB), (cell(10.0), cell(1.0)), reciprocal(g_max=0.1), 20.0, OutputSampling(series=names))
    assert tuple(series.name for series in result.series) == names
    assert [series.unit for series in result.series] == ["1", "1", "µA/cm²", "mS/cm²", "µA/cm²", "mS/cm²"]
    assert set(result.variable("stimulus_2").values.tolist()) == {1.0}


def test_errors_point_into_the_cell() -> None:
    with pytest.raises(ParameterError) as caught:
        run((HH, WB), (cell(1.0), PairedCell(initial={"q": 0.5})), (), 10.0)
    assert caught.value.pointer == "/cells/1/initial/q"
    with pytest.raises(ParameterError) as caught:
        run((HH, WB), (cell(1.0), cell(1.0)), (), 10.0, OutputSampling(series=("voltage",)))
    assert caught.value.pointer == "/sampling/series/0"
    with pytest.raises(ParameterError):
        AlphaConnection(presynaptic=1, g_max=0.1, delay=0.09)
    with pytest.raises(ParameterError):
        AlphaConnection(presynaptic=3, g_max=0.1)
    with pytest.raises(ParameterError):
        PairRequest(cells=(PairedCell(),))


def test_late_stimuli_are_pointed_out() -> None:
    late = PairedCell(stimulus=(Step(amplitude=1.0, onset=20.0),))
    result = run((HH, HH), (cell(0.0), late), (), 10.0)
    assert [(notice.code, notice.pointer) for notice in result.warnings] == [
        ("stimulus-after-end", "/cells/1/stimulus/0")
    ]


def test_the_cost_grows_with_the_duration() -> None:
    short, long = (
        cost((HH, WB), PairRequest(duration=duration, cells=(cell(10.0), cell(1.0))))
        for duration in (100.0, 10_000.0)
    )
    assert 50.0 < long / short < 150.0
