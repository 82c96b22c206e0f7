"""Excitability: closed forms, published values, bifurcations known by other means, and odd cells."""

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dynamics.bifurcation import BifurcationRequest, bifurcation
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.excitability.excitability import excitability
from core.neuron.excitability.long_steps import long_steps
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.responses import pulse_responses, step_responses
from core.neuron.excitability.rest_loss import rest_loss
from core.neuron.excitability.search import ACCURACY, ladder, thresholds
from core.neuron.excitability.standard import standard_protocol
from core.neuron.excitability.strength_duration import fitted, lapicque, weiss
from core.neuron.initial import resting_state
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Pulse, Step

SQUID, PLANE = "hodgkin-huxley", "morris-lecar"
FOLD = 6.264221
"""Fold of cycles of the squid axon at E_L = −54.4 mV: sustained firing begins there."""


def measured(name: str, *measures: str, preset: str | None = None, **asked: Any) -> Result:
    model = CATALOGUE[name]
    parameters = asked.pop("parameters", {})
    fields = {**standard_protocol(model), **asked} | ({"measures": measures} if measures else {})
    return excitability(Neuron.of(model, preset, **parameters), ExcitabilityRequest(**fields))


def probe(
    name: str, preset: str | None = None, parameters: dict[str, float] | None = None, **asked: Any
) -> Probe:
    model = CATALOGUE[name]
    neuron = Neuron.of(model, preset, **(parameters or {}))
    return Probe(neuron, ExcitabilityRequest(**{**standard_protocol(model), **asked}))


def numbers(value: Any) -> Iterator[float]:
    """Every number of a report."""
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if dataclasses.is_dataclass(inner):
            yield from numbers(inner)
        elif isinstance(inner, float | int):
            yield float(inner)


def sentences(value: Any) -> Iterator[str]:
    """Every sentence of a report."""
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if dataclasses.is_dataclass(inner):
            yield from sentences(inner)
        elif isinstance(inner, str):
            yield inner


# The search.


@given(st.floats(1e-5, 99.0), st.floats(2.0, 1e4))
def test_a_planted_threshold_is_found(threshold: float, window: float) -> None:
    # Above a window the response fails again, as in a depolarisation block; a ladder sees windows wider than
    # its ratio.
    def fires(amplitudes: Floats) -> Any:
        return (amplitudes >= threshold) & (amplitudes <= window * threshold)

    found = thresholds(fires, ladder(100.0)[np.newaxis])
    assert found.silent[0] < threshold <= found.firing[0]
    assert found.firing[0] - found.silent[0] <= 1.001 * ACCURACY * threshold


@given(st.lists(st.floats(1e-5, 99.0), min_size=1, max_size=5))
def test_many_thresholds_are_found_side_by_side(planted: list[float]) -> None:
    wanted = np.array(planted)[:, np.newaxis]
    found = thresholds(lambda a: a >= wanted, np.tile(ladder(100.0), (wanted.size, 1)))
    assert np.all(found.silent < wanted[:, 0])
    assert np.all(found.firing >= wanted[:, 0])
    assert np.all(found.half_width <= ACCURACY * wanted[:, 0])


def test_a_search_without_a_threshold_says_so() -> None:
    found = thresholds(lambda a: np.full(a.shape, False), ladder(100.0)[np.newaxis])
    assert not found.found[0]
    assert np.isnan(found.middle[0])


# The laws of strength and duration.

LENGTHS = np.geomspace(0.05, 100.0, 12)


@pytest.mark.parametrize("law", [lapicque, weiss])
@given(st.floats(1e-3, 1e3), st.floats(0.1, 20.0))
@settings(deadline=None)
def test_a_law_is_fitted_to_itself(law: Any, rheobase: float, time: float) -> None:
    fit = fitted(law, LENGTHS, law(LENGTHS, rheobase, time))
    assert fit is not None
    assert fit.rheobase == pytest.approx(rheobase, rel=1e-6)
    assert fit.time == pytest.approx(time, rel=1e-6)
    assert fit.error < 1e-6


def test_a_charge_alone_leaves_the_rheobase_undetermined() -> None:
    assert fitted(weiss, LENGTHS, 3.0 / LENGTHS) is None


def test_a_passive_membrane_follows_lapicque() -> None:
    # I(d) = g (V_θ − E)/(1 − e^(−d/τ)): exact for a leak alone. The response is graded: no spike.
    leak, rise = 0.3, 10.0
    cell = probe(
        SQUID,
        parameters={"g_na": 0.0, "g_k": 0.0, "g_l": leak, "e_l": -65.0},
        spike_threshold=-65.0 + rise,
        tolerance=1e-4,
    )
    found = pulse_responses(cell, LENGTHS)
    expected = leak * rise / -np.expm1(-LENGTHS * leak)
    assert found.brackets.middle == pytest.approx(expected, rel=2e-5)
    assert not found.spikes.any()
    # A step that lasts for ever needs g (V_θ − E), and the longest of these comes close.
    assert step_responses(cell, 200.0).brackets.middle[0] == pytest.approx(leak * rise, rel=2e-5)


def test_a_passive_cell_has_no_thresholds() -> None:
    report: Any = measured(SQUID, parameters={"g_na": 0.0}).report
    assert {report.rheobase.verdict, report.brief_pulse.verdict} <= {"graded", "never fires"}
    assert report.firing.verdict == "not found"
    assert report.hodgkin_class.number is None
    assert all(math.isfinite(number) for number in numbers(report))


# Thresholds, held on both sides by the integrator of single runs.


def spikes(name: str, preset: str | None, stimulus: Any, duration: float) -> int:
    model = CATALOGUE[name]
    clamp = CurrentClamp(
        duration=duration,
        stimulus=(stimulus,),
        tolerance=1e-4,
        spike_threshold=model.standard.spike_threshold,
        sampling=OutputSampling(points=2),
    )
    return len(simulate(Neuron.of(model, preset), clamp).events)


CELLS = [
    (SQUID, "ermentrout"),
    (PLANE, "hopf"),
    (PLANE, "snic"),
    ("wang-buzsaki", None),
    ("connor-stevens", None),
    ("golomb-amitai", None),
]


@pytest.mark.parametrize(("name", "preset"), CELLS)
def test_rheobase_divides_silence_from_spikes(name: str, preset: str | None) -> None:
    found: Any = measured(name, "rheobase", preset=preset).report
    current = found.rheobase.current
    assert spikes(name, preset, Step(amplitude=current * (1.0 - 1e-4)), 1000.0) == 0
    assert spikes(name, preset, Step(amplitude=current * (1.0 + 1e-4)), 1000.0) > 0


@pytest.mark.parametrize(("name", "preset"), CELLS)
def test_a_brief_threshold_divides_silence_from_spikes(name: str, preset: str | None) -> None:
    found: Any = measured(name, "brief-pulse", preset=preset).report
    current = found.brief_pulse.current
    for factor, expected in ((1.0 - 1e-4, 0), (1.0 + 1e-4, 1)):
        pulse = Pulse(amplitude=factor * current, onset=0.0, duration=0.5)
        assert spikes(name, preset, pulse, 100.5) == expected


def test_squid_thresholds() -> None:
    report: Any = measured(SQUID, "rheobase", "f-i", "class", preset="ermentrout").report
    assert report.rheobase.current == pytest.approx(2.241, abs=5e-4)
    firing = report.firing
    assert abs(firing.onset - FOLD) <= firing.onset_uncertainty + 5e-7
    assert firing.onset_uncertainty < 1e-3
    assert firing.onset_rate == pytest.approx(50.3, abs=0.5)
    assert report.rest.lost_by == "hopf"
    assert report.rest.lost_at == pytest.approx(9.77933800, abs=5e-9)
    assert report.hodgkin_class.number == 2


def test_morris_lecar_begins_at_a_fold_of_cycles_and_ends_at_another() -> None:
    report: Any = measured(PLANE, "f-i", "class").report
    firing = report.firing
    assert abs(firing.onset - 88.2932505) <= firing.onset_uncertainty
    assert abs(firing.block - 216.8998014) <= firing.block_uncertainty + 0.01
    assert report.hodgkin_class.number == 2
    assert report.rest.lost_at == pytest.approx(93.8576183737, rel=1e-10)


def test_morris_lecar_begins_at_a_saddle_node_on_a_circle() -> None:
    report: Any = measured(PLANE, "f-i", "class", preset="snic").report
    firing, saddle_node = report.firing, 39.9631530927
    assert report.rest.lost_by == "saddle-node"
    assert report.rest.lost_at == pytest.approx(saddle_node, rel=1e-10)
    assert abs(firing.onset - saddle_node) <= firing.onset_uncertainty + 1e-9
    # Runs of 10 s see periods up to 3.3 s: (176.618 / 3333)² = 2.8e-3 from it, by half the ladder's ratio.
    assert firing.onset_uncertainty < 3e-3
    assert report.hodgkin_class.number == 1
    assert report.hodgkin_class.exponent == pytest.approx(0.5, abs=0.03)
    # The stable cycle ends at a fold of cycles (115.9487); a passage by it fills a long step from just above.
    assert abs(firing.block - 115.9487214878) <= firing.block_uncertainty + 0.1


CLASSES = {
    # Ermentrout (1996); Rinzel and Ermentrout (1998): the sets of Morris and Lecar's model.
    (PLANE, "hopf"): 2,
    (PLANE, "snic"): 1,
    # Connor, Walter and McKown (1977): the A-current lets firing begin arbitrarily slowly.
    ("connor-stevens", "connor-walter-mckown"): 1,
    ("connor-stevens", "without-a-current"): 2,
    # Wang and Buzsáki (1996); Ermentrout (1998) and Börgers (2017) on the reduced Traub-Miles cell: class 1.
    ("wang-buzsaki", None): 1,
    ("reduced-traub-miles", None): 1,
    # Izhikevich (2007), figure 7.3: the high-threshold set is class 1, the low-threshold one class 2; the
    # bistable one has its saddle-node off the circle, so that firing begins with a rate of its own.
    ("persistent-sodium-potassium", "high-threshold"): 1,
    ("persistent-sodium-potassium", "low-threshold"): 2,
    ("persistent-sodium-potassium", "bistable"): 2,
    # Stiefel, Gutkin and Sejnowski (2009): slow potassium current makes type II, its absence type I.
    ("golomb-amitai", "regular-spiking"): 2,
    ("golomb-amitai", "reduced-class-1"): 1,
    (SQUID, None): 2,
}


@pytest.mark.parametrize(("name", "preset"), CLASSES)
def test_published_classes(name: str, preset: str | None) -> None:
    report: Any = measured(name, "class", preset=preset).report
    assert report.hodgkin_class.number == CLASSES[name, preset], report.hodgkin_class.explanation


def test_wang_buzsaki_onset() -> None:
    # Börgers (2017), programs of chapter 17: between 0.1600 and 0.1602.
    report: Any = measured("wang-buzsaki", "f-i").report
    assert 0.1600 < report.firing.onset < 0.1602
    assert report.rest.lost_at == pytest.approx(0.160086327165, rel=1e-10)


def test_a_blocked_cell_is_in_no_class() -> None:
    # With φ = 0.23 all cycles have gone before rest vanishes: from there the cell is blocked.
    report: Any = measured(PLANE, "class", "f-i", preset="homoclinic").report
    assert report.firing.verdict == "not found"
    assert report.hodgkin_class.number is None


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name != "thalamic-relay"])
def test_rest_ends_where_its_branch_does(name: str) -> None:
    model = CATALOGUE[name]
    for preset in model.presets:
        neuron = Neuron.of(model, preset.name)
        rest, stable = resting_state(neuron)
        if not stable:
            continue
        loss = rest_loss(neuron, float(rest[0]))
        if loss is None:
            continue
        span = (loss.current - 1.0, loss.current + 1.0)
        points = bifurcation(neuron, BifurcationRequest(parameter_range=span)).report.special_points  # type: ignore[attr-defined]
        near = min(
            (p for p in points if p.kind in {"saddle-node", "hopf"}),
            key=lambda p: abs(p.voltage - loss.voltage),
        )
        assert near.kind == loss.kind
        assert near.value == pytest.approx(loss.current, rel=1e-8, abs=1e-10)


# Recovery and rebound.


def test_squid_refractory_periods() -> None:
    report: Any = measured(SQUID, "refractory").report
    found = report.refractoriness
    assert found.absolute_uncertainty < 0.05
    assert found.absolute < found.relative
    # Two single runs with the strongest pulse, to either side of the absolute refractory period.
    brief: Any = measured(SQUID, "brief-pulse").report
    threshold = brief.brief_pulse.current
    for interval, expected in ((found.absolute - 0.5, 1), (found.absolute + 0.5, 2)):
        clamp = CurrentClamp(
            duration=150.0,
            stimulus=(
                Pulse(amplitude=1.5 * threshold, onset=0.0, duration=0.5),
                Pulse(amplitude=5.0 * threshold, onset=interval, duration=0.5),
            ),
            sampling=OutputSampling(points=2),
        )
        assert len(simulate(Neuron.of(CATALOGUE[SQUID]), clamp).events) == expected


def test_squid_fires_at_the_end_of_a_hyperpolarising_step() -> None:
    # Hodgkin and Huxley (1952), figure 22: anode break excitation.
    report: Any = measured(SQUID, "anode-break").report
    found = report.anode_break
    assert found.verdict == "found"
    for factor, expected in ((1.0 - 1e-4, 0), (1.0 + 1e-4, 1)):
        pulse = Pulse(amplitude=factor * found.current, onset=0.0, duration=100.0)
        assert spikes(SQUID, None, pulse, 200.0) == expected
    assert found.latency > 0.0


def test_ramps_show_bistability() -> None:
    # Between the fold of cycles (6.26) and the Hopf point (9.78) rest and firing coexist: the rising current
    # passes the Hopf point, the falling one stops short of the fold.
    report: Any = measured(SQUID, "hysteresis", current_range=(0.0, 20.0), ramp_duration=10_000.0).report
    found = report.hysteresis
    assert found.rising_onset > 9.7
    assert 6.26 < found.falling_end < 6.6
    assert found.uncertainty < 0.5


# Cells and requests that are out of the ordinary.


def test_a_burster_fires_for_good() -> None:
    cell = probe("hindmarsh-rose", "bursting")
    found = long_steps(cell, np.array([2.0]), cell.request.step_duration)
    assert found.steady[0]
    assert found.uneven[0]
    assert found.rates[0] > 0.0


def test_firing_that_ceases_is_not_steady() -> None:
    # Near the fold of cycles the squid axon fires on for long: 8 spikes at 6.25, 43 at 6.26 in 3 s.
    cell = probe(SQUID)
    found = long_steps(cell, np.array([6.25, 6.26, 6.27]), 3000.0)
    assert found.outcomes.spike_count.tolist() == [8, 43, 154]
    assert found.steady.tolist() == [False, False, True]


def test_a_spontaneous_cell_has_no_threshold() -> None:
    report: Any = measured("traub-miles", preset="benchmark").report
    assert report.rest.spontaneous_spikes > 0
    for part in (report.rheobase, report.brief_pulse, report.strength_duration, report.refractoriness):
        assert part.verdict == "spontaneously active"
    assert report.rheobase.current is None


def test_a_depolarised_cell_never_fires() -> None:
    report: Any = measured(SQUID, parameters={"e_l": 30.0, "g_l": 3.0}).report
    assert report.rest.spontaneous_spikes == 0
    assert report.rheobase.verdict in {"never fires", "graded"}
    assert report.rheobase.current is None
    assert report.hodgkin_class.number is None


@pytest.mark.parametrize("name", ["fitzhugh-nagumo", "hindmarsh-rose"])
def test_a_dimensionless_cell_is_described_without_units(name: str) -> None:
    result = measured(name)
    for sentence in sentences(result.report):
        assert "µA" not in sentence
        assert " mV" not in sentence
        assert " Hz" not in sentence
        assert " ms" not in sentence


ODD: dict[str, dict[str, Any]] = {
    "negative currents": {"current_range": (-20.0, -1.0)},
    "far currents": {"current_range": (500.0, 1000.0), "points": 3},
    "short steps": {"step_duration": 0.1, "ramp_duration": 0.1},
    "brief pulses": {"pulse_duration": 1e-3, "intervals": (1.0, 2.0)},
    "long pulses": {"pulse_duration": 50.0, "intervals": (60.0, 200.0)},
    "short durations": {"durations": (1e-3, 2e-3, 3e-3)},
    "long durations": {"durations": (1e3, 2e3, 3e3)},
    "a low threshold": {"spike_threshold": -64.0},
    "a threshold below rest": {"spike_threshold": -80.0},
    "a high threshold": {"spike_threshold": 49.0},
    "an unreachable threshold": {"spike_threshold": 200.0},
    "weak currents only": {"strongest_current": 1e-3},
    "no observation": {"observation": 0.1, "hyperpolarisation_duration": 0.1},
    "no leak": {"parameters": {"g_l": 0.0}},
    "no conductance": {"parameters": {"g_l": 0.0, "g_na": 0.0, "g_k": 0.0}},
    "no potassium": {"parameters": {"g_k": 0.0}},
    "a hot axon": {"parameters": {"temperature": 35.0}},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_requests_have_an_answer(odd: str) -> None:
    try:
        result = measured(SQUID, **ODD[odd])
    except ParameterError:
        assert odd == "no conductance"  # no resting potential
        return
    assert all(math.isfinite(number) for number in numbers(result.report))
    for column in (*result.series, *(column for curve in result.curves for column in curve.columns)):
        assert column.gaps or np.isfinite(column.values).all(), column.name


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_cell_has_an_answer(name: str) -> None:
    result = measured(name, "rheobase", "brief-pulse", "anode-break", "refractory", "strength-duration")
    report: Any = result.report
    assert all(math.isfinite(number) for number in numbers(report))
    assert (report.rheobase.current is None) == (report.rheobase.verdict != "found")
    assert (report.brief_pulse.current is None) == (report.brief_pulse.verdict != "found")


def test_steps_too_short_for_the_cell_are_said_to_be() -> None:
    result = measured("chay-keizer", "rheobase", preset="silent", step_duration=10.0)
    assert [warning.code for warning in result.warnings] == ["short-steps"]


@pytest.mark.parametrize(
    ("field", "values", "pointer"),
    [
        ("durations", (1.0, 1.0, 2.0), "/durations"),
        ("intervals", (3.0, 2.0), "/intervals"),
        ("intervals", (0.5, 2.0), "/intervals/0"),
        ("current_range", (1.0, 1.0), "/current_range"),
    ],
)
def test_disorder_is_refused(field: str, values: tuple[float, ...], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        ExcitabilityRequest(**{field: values})  # type: ignore[arg-type]
    assert caught.value.pointer.startswith(pointer)
