"""Spikes and features against eFEL (data/efel_features.json says how its values were made).

eFEL works on samples, here one every 2 µs, and ours on the solution: what is compared differs by what the
sampling can miss. A time is one of its samples; a voltage is off by a rate times a sample, at an extreme by
half the curvature times the square of half a sample.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.spikes.events import stimulus_interval
from core.neuron.spikes.features import SpikingFeatures
from core.result import Result
from core.stimulus import Stimulus

DATA = json.loads((Path(__file__).parent / "data" / "efel_features.json").read_text())
CASES: Mapping[str, Any] = DATA["cases"]
SAMPLE: float = DATA["interval"]
"""[ms]"""
KINDS: dict[str, type] = {
    str(field.default): kind for kind in get_args(Stimulus) for field in fields(kind) if field.name == "kind"
}


def stimuli(case: Mapping[str, Any]) -> tuple[Stimulus, ...]:
    return tuple(KINDS[item["kind"]](**item) for item in case["stimulus"])


@pytest.fixture(scope="module", params=sorted(CASES))
def compared(request: pytest.FixtureRequest) -> tuple[Mapping[str, Any], Result]:
    case = CASES[request.param]
    clamp = CurrentClamp(duration=case["duration"], stimulus=stimuli(case), tolerance=1e-5)
    return case, simulate(Neuron.of(CATALOGUE[case["model"]], **case["parameters"]), clamp)


def begin_error(case: Mapping[str, Any]) -> float:
    """dV/dt at the begin of a spike, which a jump of the current may make higher, over two samples [mV]."""
    held = [item["amplitude"] for item in case["stimulus"] if item["kind"] in ("step", "pulse")]
    return 2.0 * SAMPLE * float(max(11.0, *held, 0.0))


def sharpness(case: Mapping[str, Any]) -> tuple[float, float]:
    """Error of an extreme of V [mV], and relative one of an extreme of dV/dt, that the sampling makes.

    A bell of height A whose steepest rate is r has the curvature e r²/A at its top, and the third derivative
    2 e r³/A² where it is steepest. A sample is half of one from the top at most, and a central difference
    adds the square of a sample, over 6, of the third derivative. Spikes are up to twice as sharp on one side.
    """
    rates, heights = case["features"]["AP_peak_upstroke"] or [1.0], case["features"]["AP_amplitude"] or [1.0]
    curvature = np.e * max(rates) ** 2 / min(heights)
    voltage = 2.0 * curvature * (0.5 * SAMPLE) ** 2 / 2.0
    return voltage, 2.0 * 2.0 * curvature / min(heights) * (1.0 / 8.0 + 1.0 / 6.0) * SAMPLE**2


def spike_bounds(case: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Allowed differences of a spike's measures, absolute and relative."""
    begin = begin_error(case)
    extreme, rate = sharpness(case)
    # Half of the level's error over the slowest of the slopes there, 50 mV/ms.
    level = 0.5 * begin / 50.0
    return {
        "peak_time": (SAMPLE, 0.0),
        "peak_voltage": (extreme, 0.0),
        "AP_begin_voltage": (begin, 0.0),
        "AP_amplitude": (begin + extreme, 0.0),
        "AP_rise_time": (3.0 * SAMPLE, 0.0),
        "AP_fall_time": (2.0 * SAMPLE, 0.0),
        "AP_duration": (4.0 * SAMPLE, 0.0),
        "AP_duration_half_width": (SAMPLE + 2.0 * level, 0.0),
        "spike_half_width": (0.05 * SAMPLE, 0.0),
        "AP_peak_upstroke": (0.0, rate),
        "AP_peak_downstroke": (0.0, rate),
        "AHP_depth_abs": (extreme, 0.0),
        "AHP_time_from_peak": (2.0 * SAMPLE, 0.0),
        "fast_AHP": (begin + extreme, 0.0),
        "AHP_depth": (2.0 * extreme, 0.0),
    }


def test_every_spike(compared: tuple[Mapping[str, Any], Result]) -> None:
    case, result = compared
    theirs = case["features"]
    assert len(result.events) == len(theirs["peak_time"] or ())
    for name, (absolute, relative) in spike_bounds(case).items():
        ours = [event.values.get(name.lower()) for event in result.events]
        # eFEL gives no fast_AHP of the last spike and no amplitude after the stimulus.
        found = theirs[name] or []
        assert len(found) >= len(ours) - 1, name
        assert ours[: len(found)] == pytest.approx(found, abs=absolute, rel=relative), name


def test_the_features(compared: tuple[Mapping[str, Any], Result]) -> None:
    case, result = compared
    theirs, ours = case["features"], result.features
    assert isinstance(ours, SpikingFeatures)
    shortest = min(
        (1e3 / theirs["inv_first_ISI"][0], 1e3 / theirs["inv_last_ISI"][0])
        if len(result.events) > 1
        else (1.0,)
    )
    onset, end = stimulus_interval(stimuli(case), case["duration"])
    bounds = {
        "time_to_first_spike": (SAMPLE, 0.0),
        "mean_frequency": (0.0, SAMPLE / (ours.time_to_first_spike or 1.0)),
        "doublet_ISI": (SAMPLE, 0.0),
        "inv_first_ISI": (0.0, SAMPLE / shortest),
        "inv_last_ISI": (0.0, SAMPLE / shortest),
        "ISI_CV": (SAMPLE / shortest, 0.0),
        "irregularity_index": (2.0 * SAMPLE, 0.0),
        "adaptation_index": (SAMPLE / shortest, 0.0),
        "adaptation_index2": (SAMPLE / shortest, 0.0),
        "voltage_base": (1e-4, 0.0),
        # The sum of samples is the integral to half a sample at either end; V is within 110 mV.
        "steady_state_voltage_stimend": (110.0 * SAMPLE / (0.1 * (end - onset)), 0.0),
    }
    for name, (absolute, relative) in bounds.items():
        if theirs[name] is None:
            assert getattr(ours, name.lower()) is None, name
        else:
            found = pytest.approx(theirs[name][0], abs=absolute, rel=relative)
            assert getattr(ours, name.lower()) == found, name


def test_bursts_and_block(compared: tuple[Mapping[str, Any], Result]) -> None:
    case, result = compared
    theirs, ours = case["features"], result.features
    assert isinstance(ours, SpikingFeatures)
    assert ours.strict_burst_number == theirs["strict_burst_number"][0]
    if theirs["spikes_per_burst"] is None:
        assert ours.spikes_per_burst is None
    else:
        counts = [count for count in theirs["spikes_per_burst"] if count > 1]
        assert ours.spikes_per_burst == pytest.approx(sum(counts) / len(counts), rel=1e-15)
    if ours.depol_block is None:
        assert theirs["AP_begin_voltage"] is None
    else:
        assert ours.depol_block == bool(theirs["depol_block_bool"][0])
