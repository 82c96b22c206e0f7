"""Many points side by side, against runs one by one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InterruptedComputationError, ParameterError
from core.interruption import interruptible
from core.neuron.batch.batch import batch, cost
from core.neuron.batch.request import BatchRequest, VariedAxis
from core.neuron.catalogue import CATALOGUE, HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.lanes import workspace as rows
from core.neuron.lanes.batch import INTERVAL_DRIFT
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.resting_points import initial_states
from core.neuron.lanes.runs import Outcomes, run_points
from core.neuron.simulate import CurrentClamp, simulate
from core.parallel import Spreader, spreading
from core.result import Floats
from core.stimulus import Noise, Pulse, Ramp, Sine, Step, Stimulus

HH, ML = Neuron.of(HODGKIN_HUXLEY), Neuron.of(MORRIS_LECAR)


def steps(currents: Floats) -> PointWaveforms:
    flat = np.zeros((currents.size, 1))
    return PointWaveforms(flat, currents[:, np.newaxis], flat, np.zeros((1, 0, 6)))


def firing(neuron: Neuron, currents: Any, duration: float, **options: Any) -> Outcomes:
    currents = np.asarray(currents, dtype=np.float64)
    states = np.repeat(initial_state(neuron)[:, np.newaxis], currents.size, axis=1)
    return run_points(neuron.model, neuron.values, steps(currents), states, duration, **options)


def amplitudes(*values: float) -> VariedAxis:
    return VariedAxis(target="stimulus/0/amplitude", values=values)


def compared(neuron: Neuron, clamp: CurrentClamp, table: dict[str, Floats], point: int) -> None:
    """A point of a batch against its own simulation, which is exact to a few 10⁻⁵ mV."""
    features: Any = simulate(neuron, clamp).features
    assert table["spike_count"][point] == features.spike_count
    assert table["peak_voltage"][point] == pytest.approx(features.peak_voltage, abs=5e-3)
    if features.spike_count:
        assert table["first_spike_time"][point] == pytest.approx(features.first_spike_time, abs=2e-3)
    if features.rate is not None:
        assert table["rate"][point] == pytest.approx(features.rate, rel=2e-4)
    else:
        assert np.isnan(table["rate"][point])


def values_of(neuron: Neuron, request: BatchRequest) -> dict[str, Floats]:
    return {column.name: column.values for column in batch(neuron, request).series}


@pytest.mark.parametrize("settle", [True, False])
def test_near_the_rheobase_no_run_is_cut_short_too_early(settle: bool) -> None:
    found = firing(HH, [6.25, 6.26, 6.27], 3000.0, settle=settle)
    assert found.spike_count.tolist() == [8, 43, 154]


def test_what_is_cut_short_is_what_it_would_have_been() -> None:
    currents = np.concatenate([np.linspace(0.0, 50.0, 200), np.linspace(6.2, 6.4, 60)])
    short, full = firing(HH, currents, 1000.0), firing(HH, currents, 1000.0, settle=False)
    assert np.array_equal(short.spike_count, full.spike_count)
    assert set(full.status) == {rows.DONE}
    assert np.count_nonzero(short.status == rows.DONE) < 30
    fires = full.spike_count > 1
    # What the period may drift by, over the rest of the run, for a run to be cut short.
    np.testing.assert_allclose(short.rate[fires], full.rate[fires], rtol=INTERVAL_DRIFT)
    np.testing.assert_allclose(short.last_spike_time[fires], full.last_spike_time[fires], rtol=INTERVAL_DRIFT)
    rests = short.status == rows.SETTLED_REST
    np.testing.assert_allclose(short.final_state[:, rests], full.final_state[:, rests], atol=2e-2)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_no_model_is_cut_short_wrongly(name: str) -> None:
    model = CATALOGUE[name]
    neuron, standard = Neuron.of(model), model.standard
    currents = np.linspace(*standard.current_range, 16)
    options: dict[str, Any] = {"threshold": standard.spike_threshold, "tolerance": standard.tolerance}
    short = firing(neuron, currents, 1000.0, **options)
    full = firing(neuron, currents, 1000.0, settle=False, **options)
    assert np.array_equal(short.spike_count, full.spike_count)
    both = np.isfinite(full.rate)
    np.testing.assert_allclose(short.rate[both], full.rate[both], rtol=5e-4)


def test_a_slow_passage_is_not_taken_for_rest() -> None:
    # Just past the saddle-node of the class 1 set a spike takes seconds, most of it where nothing moves.
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    currents = np.array([39.96, 39.97, 39.98, 40.0, 40.1, 40.5, 41.0])
    short, full = firing(neuron, currents, 5000.0), firing(neuron, currents, 5000.0, settle=False)
    assert np.array_equal(short.spike_count, full.spike_count)
    assert full.spike_count[0] < full.spike_count[-1]


def test_rest_and_firing_coexist() -> None:
    states = np.array([initial_state(HH, {"voltage": v}) for v in (-65.0, 0.0, -30.0)]).T
    states[:, 0] = initial_states(HODGKIN_HUXLEY, dict(HH.values), 1)[:, 0]
    # A ramp that is slow enough leads to rest at 8 µA/cm², from where a step would have fired.
    ramp = PointWaveforms(
        np.array([[0.0, 500.0]]), np.array([[0.0, 8.0]]), np.array([[8.0 / 500.0, 0.0]]), np.zeros((1, 0, 6))
    )
    slow = run_points(HODGKIN_HUXLEY, HH.values, ramp, states[:, :1], 2000.0)
    assert slow.spike_count[0] == 0
    assert slow.status[0] == rows.SETTLED_REST
    sudden = firing(HH, [8.0], 2000.0)
    assert sudden.spike_count[0] > 100
    assert sudden.status[0] == rows.SETTLED_CYCLE


def test_above_80_the_axon_oscillates_below_the_threshold() -> None:
    found = firing(HH, [100.0], 500.0)
    assert found.spike_count[0] == 1
    assert firing(HH, [100.0], 500.0, threshold=-40.0).spike_count[0] > 50


@pytest.mark.parametrize("duration", [1e-3, 0.05])
def test_short_pulses_are_not_stepped_over(duration: float) -> None:
    charge = np.array([1.0, 10.0, 20.0, 40.0])
    table = values_of(
        HH,
        BatchRequest(
            duration=60.0,
            stimulus=(Pulse(amplitude=1.0, onset=10.0, duration=duration),),
            vary=(amplitudes(*(charge / duration)),),
        ),
    )
    for point, amplitude in enumerate(charge / duration):
        clamp = CurrentClamp(
            duration=60.0, stimulus=(Pulse(amplitude=float(amplitude), onset=10.0, duration=duration),)
        )
        compared(HH, clamp, table, point)
    assert table["spike_count"].tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("stimuli", "target", "values"),
    [
        ((Step(amplitude=0.0, onset=3.0),), "stimulus/0/amplitude", (2.0, 7.0, 30.0)),
        (
            (Step(amplitude=9.0), Pulse(amplitude=-5.0, onset=9.0, duration=7.0)),
            "stimulus/1/onset",
            (5.0, 21.0),
        ),
        ((Ramp(amplitude=30.0, duration=40.0),), "stimulus/0/initial_amplitude", (-10.0, 5.0)),
        ((Sine(amplitude=10.0, frequency=60.0, offset=5.0),), "stimulus/0/amplitude", (1.0, 20.0)),
        ((Sine(amplitude=10.0, frequency=60.0, onset=7.0),), "stimulus/0/frequency", (20.0, 90.0)),
        ((Noise(standard_deviation=8.0, correlation_time=2.0),), "stimulus/0/seed", (1.0, 2.0)),
        ((Step(amplitude=10.0),), "temperature", (0.0, 18.5)),
        ((Step(amplitude=10.0),), "alpha_m_midpoint", (-42.0, -38.0)),
    ],
)
def test_every_point_is_its_own_simulation(
    stimuli: tuple[Stimulus, ...], target: str, values: tuple[float, ...]
) -> None:
    axis = VariedAxis(target=target, values=values)
    table = values_of(HH, BatchRequest(duration=150.0, stimulus=stimuli, vary=(axis,)))
    for point, value in enumerate(values):
        changed, neuron = list(stimuli), HH
        if target.startswith("stimulus"):
            _, index, field = target.split("/")
            old = stimuli[int(index)]
            fields = {name: getattr(old, name) for name in old.__dataclass_fields__}
            changed[int(index)] = type(old)(**fields | {field: int(value) if field == "seed" else value})
        else:
            changes: dict[str, Any] = {target: value}
            neuron = Neuron.of(HODGKIN_HUXLEY, **changes)
        compared(neuron, CurrentClamp(duration=150.0, stimulus=tuple(changed)), table, point)


def test_a_grid_has_all_pairs_and_a_zip_the_firsts_and_the_seconds() -> None:
    axes = (amplitudes(5.0, 10.0, 20.0), VariedAxis(target="g_k", start=30.0, stop=40.0, count=3))
    request: dict[str, Any] = {"duration": 50.0, "stimulus": (Step(amplitude=0.0),), "vary": axes}
    grid = values_of(HH, BatchRequest(**request))
    assert grid["stimulus/0/amplitude"].tolist() == [5.0] * 3 + [10.0] * 3 + [20.0] * 3
    assert grid["g_k"].tolist() == [30.0, 35.0, 40.0] * 3
    zipped = values_of(HH, BatchRequest(**request, combine="zip"))
    assert zipped["g_k"].tolist() == [30.0, 35.0, 40.0]
    diagonal = [0, 4, 8]
    for name in ("spike_count", "first_spike_time", "peak_voltage"):
        np.testing.assert_array_equal(zipped[name], grid[name][diagonal])


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(40)), st.integers(1, 40))
def test_a_point_does_not_depend_on_the_others(order: list[int], size: int) -> None:
    currents = np.linspace(0.0, 60.0, 40)
    whole = firing(HH, currents, 120.0)
    part = np.array(order[:size])
    some = firing(HH, currents[part], 120.0)
    for all_of_them, few in zip(whole, some, strict=True):
        np.testing.assert_array_equal(all_of_them[..., part], few)


@settings(max_examples=10, deadline=None)
@given(
    st.floats(-20.0, 60.0),
    st.floats(0.5, 2.0),
    st.floats(0.0, 25.0),
)
def test_gates_stay_fractions_and_spikes_in_order(current: float, factor: float, temperature: float) -> None:
    values: dict[str, Any] = {
        **HH.values,
        "g_na": np.array([120.0 * factor, 120.0]),
        "temperature": temperature,
    }
    states = initial_states(HODGKIN_HUXLEY, values, 2)
    found = run_points(HODGKIN_HUXLEY, values, steps(np.array([current, current])), states, 100.0)
    assert np.all(found.final_state[1:] > -1e-6)
    assert np.all(found.final_state[1:] < 1.0 + 1e-6)
    assert np.all(found.peak_voltage >= states[0])
    several = found.spike_count > 1
    assert np.all(found.first_spike_time[several] < found.last_spike_time[several])
    mean = (found.last_spike_time - found.first_spike_time) / np.maximum(found.spike_count - 1, 1)
    np.testing.assert_allclose(found.mean_interspike_interval[several], mean[several], rtol=1e-12)


def test_resting_states_of_many_neurons_are_those_of_each() -> None:
    conductances = np.linspace(0.1, 1.0, 7)
    leak = np.linspace(-70.0, -50.0, 7)
    values: dict[str, Any] = {**HH.values, "g_l": conductances, "e_l": leak}
    found = initial_states(HODGKIN_HUXLEY, values, 7)
    for point in range(7):
        alone = Neuron.of(HODGKIN_HUXLEY, g_l=float(conductances[point]), e_l=float(leak[point]))
        np.testing.assert_allclose(found[:, point], initial_state(alone), rtol=1e-9)


def test_given_initial_values_are_kept() -> None:
    values: dict[str, Any] = {**HH.values, "g_l": np.array([0.2, 0.3, 0.3])}
    found = initial_states(HODGKIN_HUXLEY, values, 3, {"m": 0.25})
    assert found[1].tolist() == [0.25] * 3
    found = initial_states(HODGKIN_HUXLEY, values, 3, {"voltage": -50.0})
    assert found[0].tolist() == [-50.0] * 3
    with pytest.raises(ParameterError, match="no state"):
        initial_states(HODGKIN_HUXLEY, values, 3, {"x": 0.25})


def test_stiff_points_are_finished_all_the_same() -> None:
    neuron = Neuron.of(HODGKIN_HUXLEY, c_m=1e-3)
    table = values_of(
        neuron, BatchRequest(duration=60.0, stimulus=(Step(amplitude=10.0),), vary=(amplitudes(5.0, 10.0),))
    )
    assert set(table["outcome"]) == {float(rows.STIFF)}
    compared(neuron, CurrentClamp(duration=60.0, stimulus=(Step(amplitude=10.0),)), table, 1)


def test_points_that_run_away_have_no_values() -> None:
    request = BatchRequest(duration=20.0, stimulus=(Step(amplitude=0.0),), vary=(amplitudes(1e6, 10.0),))
    result = batch(HH, request)
    table = {column.name: column.values for column in result.series}
    assert table["outcome"].tolist()[0] == rows.FAILED
    assert np.isnan(table["peak_voltage"][0])
    assert np.isfinite(table["peak_voltage"][1])
    assert [notice.code for notice in result.warnings] == ["failed-points"]


def test_many_crossings_are_thinned_out_not_lost() -> None:
    found = firing(HH, [20.0], 60_000.0, settle=False)
    assert found.spike_count[0] > 2 * rows.KEPT
    short = firing(HH, [20.0], 1000.0)
    assert found.rate[0] == pytest.approx(short.rate[0], rel=1e-5)


def test_the_measured_error_covers_the_difference_from_a_finer_run() -> None:
    request = BatchRequest(
        stimulus=(Step(amplitude=0.0),),
        vary=(VariedAxis(target="stimulus/0/amplitude", start=7.0, stop=40.0, count=33),),
    )
    result = batch(HH, request)
    stated = {item.variable: item.value for item in result.numerics.estimated_errors}
    rates = result.variable("rate").values
    fine = firing(HH, np.linspace(7.0, 40.0, 33), 1000.0, tolerance=1e-6, settle=False)
    assert np.abs(rates - fine.rate).max() < 5.0 * stated["rate"]
    assert stated["rate"] < 1e-2


@pytest.mark.parametrize(
    ("vary", "pointer"),
    [
        ((VariedAxis(target="gna", values=(1.0,)),), "/vary/0/target"),
        ((VariedAxis(target="stimulus/1/amplitude", values=(1.0,)),), "/vary/0/target"),
        ((VariedAxis(target="stimulus/0/colour", values=(1.0,)),), "/vary/0/target"),
        ((VariedAxis(target="stimulus/0/onset", values=(-1.0,)),), "/vary/0"),
        ((VariedAxis(target="g_na", values=(-1.0,)),), "/vary/0"),
        ((amplitudes(1.0), amplitudes(2.0)), "/vary/1/target"),
        ((amplitudes(1.0, 2.0), VariedAxis(target="g_na", values=(1.0,))), "/vary"),
    ],
)
def test_what_cannot_be_varied_is_said(vary: tuple[VariedAxis, ...], pointer: str) -> None:
    combine = "zip" if pointer == "/vary" else "grid"
    request = BatchRequest(stimulus=(Step(amplitude=1.0),), vary=vary, combine=combine)  # type: ignore[arg-type]
    with pytest.raises(ParameterError) as error:
        batch(HH, request)
    assert error.value.pointer == pointer


def test_too_many_points_are_refused_before_anything_is_made() -> None:
    axes = tuple(VariedAxis(target=name, start=1.0, stop=2.0, count=1000) for name in ("g_na", "g_k"))
    with pytest.raises(ParameterError, match="too many"):
        cost(HH, BatchRequest(vary=axes))


@pytest.mark.parametrize(
    "fields",
    [{}, {"values": (1.0,), "count": 3}, {"start": 1.0, "stop": 2.0}, {"start": 1.0, "count": 2}],
)
def test_an_axis_has_one_form(fields: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        VariedAxis(target="g_na", **fields)


def test_bursts_are_no_cycle_of_single_spikes() -> None:
    neuron = Neuron.of(CATALOGUE["hindmarsh-rose"])
    short = firing(neuron, np.linspace(1.5, 3.0, 12), 2000.0, tolerance=1e-5)
    full = firing(neuron, np.linspace(1.5, 3.0, 12), 2000.0, tolerance=1e-5, settle=False)
    assert np.array_equal(short.spike_count, full.spike_count)


def test_ten_thousand_cells_of_two_variables() -> None:
    request = BatchRequest(
        stimulus=(Step(amplitude=0.0),),
        vary=(
            VariedAxis(target="stimulus/0/amplitude", start=60.0, stop=150.0, count=100),
            VariedAxis(target="g_ca", start=4.0, stop=5.0, count=100),
        ),
        measures=("rate",),
    )
    result = batch(ML, request)
    assert result.axis is not None
    assert result.axis.values.size == 10_000
    assert np.nanmax(result.variable("rate").values) > 15.0


def test_oscillations_below_the_threshold_are_cut_short_too() -> None:
    currents = np.linspace(85.0, 150.0, 27)
    short, full = firing(HH, currents, 2000.0), firing(HH, currents, 2000.0, settle=False)
    assert np.array_equal(short.spike_count, full.spike_count)
    assert np.count_nonzero(short.status == rows.SETTLED_CYCLE) > 15
    assert short.trials.sum() < 0.6 * full.trials.sum()
    np.testing.assert_allclose(short.peak_voltage, full.peak_voltage, atol=0.05)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.0, 20.0), st.floats(20.0, 900.0))
def test_a_run_cut_short_ends_no_earlier(current: float, duration: float) -> None:
    short, full = firing(HH, [current], duration), firing(HH, [current], duration, settle=False)
    assert short.spike_count[0] == full.spike_count[0]
    if full.spike_count[0]:
        assert short.last_spike_time[0] == pytest.approx(full.last_spike_time[0], rel=INTERVAL_DRIFT)


def test_threads_that_share_the_points_change_nothing() -> None:
    def run(function: Any, items: Any) -> list[Any]:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(function, items))

    currents = np.linspace(0.0, 60.0, 200)
    alone = firing(HH, currents, 200.0)
    with spreading(Spreader(run, 2)):
        together = firing(HH, currents, 200.0)
    for one, two in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_long_batch_can_be_interrupted() -> None:
    looks = 0

    def refuse() -> None:
        nonlocal looks
        looks += 1
        if looks > 5:
            raise InterruptedComputationError("enough")

    with interruptible(refuse), pytest.raises(InterruptedComputationError):
        firing(HH, np.linspace(10.0, 20.0, 64), 1e5, settle=False)


@pytest.mark.parametrize(("name", "parameter"), [("chay-keizer", "g_l"), ("thalamic-relay", "g_l")])
def test_resting_states_without_a_closed_form(name: str, parameter: str) -> None:
    model = CATALOGUE[name]
    neuron = Neuron.of(model)
    factors = np.array([1.0, 1.05, 1.1])
    values: dict[str, Any] = {**neuron.values, parameter: neuron.values[parameter] * factors}
    found = initial_states(model, values, 3)
    for point, factor in enumerate(factors):
        changes: dict[str, Any] = {parameter: neuron.values[parameter] * factor}
        alone = initial_state(Neuron(model, {**neuron.values, **changes}))
        np.testing.assert_allclose(found[:, point], alone, rtol=1e-6, atol=1e-9)


def test_many_neurons_at_one_voltage() -> None:
    values: dict[str, Any] = {**HH.values, "alpha_m_midpoint": np.array([-41.0, -40.0, -39.0])}
    found = initial_states(HODGKIN_HUXLEY, values, 3, {"voltage": -50.0, "h": 0.5})
    for point, midpoint in enumerate((-41.0, -40.0, -39.0)):
        alone = initial_state(
            Neuron.of(HODGKIN_HUXLEY, alpha_m_midpoint=midpoint), {"voltage": -50.0, "h": 0.5}
        )
        np.testing.assert_allclose(found[:, point], alone, rtol=1e-13)
