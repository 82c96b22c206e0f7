"""Spikes along an axon against travelling waves, scaling laws and what is known of block and collision."""

from typing import Any, cast

import numpy as np
import pytest

from core.axon.conduction_velocity.conduction_velocity import conduction_velocity
from core.axon.conduction_velocity.report import ConductionVelocityReport
from core.axon.conduction_velocity.request import ConductionVelocityRequest
from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.propagate.geometry import AxonGeometry, Stretch, UnmyelinatedAxon
from core.axon.propagate.propagate import propagate
from core.axon.propagate.report import PropagateReport
from core.axon.propagate.request import AxonInjection, PropagateRequest
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Result, Variable
from core.sampling import OutputSampling


def squid(temperature: float = 18.5) -> Neuron:
    return Neuron.of(CATALOGUE["hodgkin-huxley"], temperature=temperature)


def run(neuron: Neuron, **fields: Any) -> Result:
    return propagate(neuron, PropagateRequest(**fields))


def report(result: Result) -> PropagateReport:
    return cast("PropagateReport", result.report)


def column(result: Result, name: str) -> Any:
    return next(item for item in result.curves[0].columns if item.name == name).values


def wave_velocity(neuron: Neuron) -> float:
    found = conduction_velocity(neuron, ConductionVelocityRequest(limit=None, slow=False)).report
    wave = cast("ConductionVelocityReport", found).fast
    assert wave is not None
    return wave.velocity


@pytest.mark.parametrize("temperature", [6.3, 18.5, 25.0])
def test_a_spike_travels_as_fast_as_the_wave(temperature: float) -> None:
    neuron = squid(temperature)
    found = report(run(neuron, duration=6.0))
    expected = wave_velocity(neuron)
    assert found.velocity == pytest.approx(expected, rel=1e-3)


def test_the_stated_error_of_few_compartments_holds() -> None:
    found = report(run(squid(), duration=5.0, compartments=100))
    assert found.computed_velocity is not None
    assert found.velocity is not None
    assert found.velocity_error is not None
    # 18.732 m/s is the travelling wave's (reference values).
    assert abs(found.computed_velocity - 18.732) > 0.01
    assert abs(found.velocity - 18.732) < found.velocity_error


def test_steps_of_one_length_are_of_second_order() -> None:
    sampling = OutputSampling(interval=0.01, series=("voltage_3",))

    def voltage(**integration: float) -> Variable:
        return run(squid(), compartments=300, duration=3.0, sampling=sampling, **integration).series[0]

    exact = voltage(tolerance=1e-5).values
    found = [voltage(time_step=step) for step in (0.00125, 0.000625, 0.0003125)]
    errors = np.array([np.abs(each.values - exact).max() for each in found])
    assert np.log2(errors[:-1] / errors[1:]) == pytest.approx(2.0, abs=0.1)
    assert all(error < cast("float", each.resolution) for error, each in zip(errors, found, strict=True))


def test_velocity_grows_with_the_root_of_the_diameter() -> None:
    thick = report(run(squid(), duration=5.0))
    thin = report(run(squid(), duration=5.0, geometry=UnmyelinatedAxon(diameter=119.0, length=25_000.0)))
    assert thick.velocity is not None
    assert thin.velocity is not None
    assert thick.velocity / thin.velocity == pytest.approx(2.0, rel=1e-3)


def test_colliding_spikes_put_each_other_out() -> None:
    both = (AxonInjection(position=0.0), AxonInjection(position=50_000.0))
    result = run(squid(), injections=both, duration=5.0, profiles_at=(1.0, 3.0))
    found = report(result)
    (place,) = found.collisions
    assert place.position == pytest.approx(25_000.0, abs=1.0)
    # By symmetry either spike has travelled half the way.
    assert place.time == pytest.approx(column(result, "arrival_time").max(), abs=0.01)
    assert found.velocity is None
    assert np.all(column(result, "passages") == 1.0)
    early, late = (curve.columns[1].values for curve in result.curves[1:])
    assert early == pytest.approx(early[::-1], abs=0.1)
    assert late.max() < -60.0


@pytest.mark.parametrize(
    ("stretch", "stops"),
    [
        (Stretch(start=25_000.0, stop=40_000.0, parameters={"g_na": 0.0}), True),
        (Stretch(start=25_000.0, stop=40_000.0, parameters={"temperature": 45.0}), True),
        (Stretch(start=25_000.0, stop=50_000.0, diameter=4760.0), True),
        (Stretch(start=25_000.0, stop=50_000.0, diameter=600.0), False),
        (Stretch(start=25_000.0, stop=25_500.0, parameters={"g_na": 0.0}), False),
    ],
    ids=["without sodium", "warm", "ten times as thick", "a little thicker", "a short gap"],
)
def test_block(stretch: Stretch, stops: bool) -> None:
    axon = UnmyelinatedAxon(stretches=(stretch,))
    result = run(squid(), geometry=axon, duration=6.0, velocity_between=(5_000.0, 15_000.0))
    found = report(result)
    assert found.outcome == ("blocked" if stops else "conducted")
    assert found.reached_to is not None
    assert (found.reached_to < 45_000.0) == stops
    # Before the stretch the spike knows nothing of it.
    assert found.velocity == pytest.approx(18.73, rel=2e-2)


def test_a_spike_that_the_run_is_too_short_for_is_under_way() -> None:
    result = run(squid(), geometry=UnmyelinatedAxon(diameter=1.0), duration=5.0)
    found = report(result)
    assert found.outcome == "under-way"
    assert found.velocity is None
    assert found.reached_to is not None
    # A thin axon has √(d/d') of the velocity.
    assert found.reached_to == pytest.approx(5.0 * 1e3 * 18.73 / 476.0**0.5, rel=0.1)
    assert [notice.pointer for notice in result.warnings] == ["/duration"]


@pytest.mark.parametrize("temperature", [36.0, 40.0])
def test_above_the_heat_block_there_is_no_velocity(temperature: float) -> None:
    found = report(run(squid(temperature), duration=4.0))
    assert found.outcome == "not-excited"
    assert found.velocity is None


def test_a_hot_spike_peaks_below_zero_and_still_propagates() -> None:
    found = report(run(squid(31.0), duration=4.0))
    assert found.outcome == "conducted"
    assert found.peak_voltage < 0.0
    assert found.velocity == pytest.approx(wave_velocity(squid(31.0)), rel=5e-3)


def test_without_a_stimulus_nothing_moves() -> None:
    result = run(squid(), injections=(), duration=5.0)
    assert report(result).outcome == "not-excited"
    assert np.ptp([variable.values for variable in result.series]) < 1e-9


def test_an_axon_that_does_not_rest_is_refused() -> None:
    with pytest.raises(ParameterError, match="does not rest"):
        run(Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-20.0))


def test_a_pacemaker_runs_from_an_initial_voltage() -> None:
    pacemaker = Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-20.0)
    found = run(pacemaker, initial_voltage=-75.0, duration=60.0, injections=(), compartments=50)
    start = [series.values[0] for series in found.series]
    assert start == [-75.0] * 5
    # All of the axon fires as one: as the neuron does.
    alone = simulate(pacemaker, CurrentClamp(duration=60.0, stimulus=(), initial={"voltage": -75.0}))
    assert len(alone.events) > 1
    assert report(found).points[2].spike_count == len(alone.events)


def test_a_spike_may_begin_and_stop_without_a_stimulus() -> None:
    silent = Stretch(start=0.0, stop=30_000.0, parameters={"g_na": 0.0, "e_l": -65.0})
    axon = UnmyelinatedAxon(stretches=(silent,))
    pacemaker = Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-20.0)
    found = report(run(pacemaker, geometry=axon, initial_voltage=-75.0, injections=(), duration=20.0))
    assert found.outcome == "blocked"
    assert found.reached_from is not None
    assert 10_000.0 < found.reached_from < 30_000.0


@pytest.mark.parametrize(
    "geometry",
    [
        UnmyelinatedAxon(stretches=(Stretch(start=20_000.0, stop=30_000.0, parameters={"g_na": 0.0}),)),
        MyelinatedFibre(),
    ],
    ids=["stretches", "myelinated"],
)
def test_all_of_an_axon_begins_at_the_initial_voltage(geometry: AxonGeometry) -> None:
    found = run(squid(), geometry=geometry, initial_voltage=-61.0, duration=0.1, profiles_at=(0.0,))
    profile = found.curves[1].columns[1].values
    assert (profile == -61.0).all()


def test_a_stretch_of_less_than_two_compartments_is_refused() -> None:
    axon = UnmyelinatedAxon(stretches=(Stretch(start=0.0, stop=10.0, diameter=100.0),))
    with pytest.raises(ParameterError, match="shorter than two") as refusal:
        run(squid(), geometry=axon)
    assert refusal.value.pointer == "/geometry/stretches/0"
