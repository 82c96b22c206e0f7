"""What the answer finds in the voltages, and what is said of odd requests."""

import math
from typing import Any

import numpy as np
import pytest

from core.cable.geometry import (
    InfiniteCable,
    LumpedSomaEnd,
    SemiInfiniteCable,
    VoltageClampedEnd,
)
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.uniform_cable import PointPair
from core.errors import ParameterError
from core.sampling import OutputSampling
from core.stimulus import Pulse, PulseTrain, Sine, Step
from tests.core.cable.transient.cables import (
    ENDS,
    KILLED,
    STEP,
    above_rest,
    cable,
    errors,
    finite,
    into,
    report,
    time,
)


def test_what_stands_out_is_found_between_the_samples() -> None:
    result = cable(
        into(0.0, Pulse(amplitude=1.0, onset=3.3, duration=2.0)), geometry=finite(1000.0), duration=100.0,
        sampling=OutputSampling(points=21, method="uniform"), record_at=(1000.0,),
    )  # fmt: skip
    fine = cable(
        into(0.0, Pulse(amplitude=1.0, onset=3.3, duration=2.0)), geometry=finite(1000.0), duration=100.0,
        sampling=OutputSampling(points=100_001, method="uniform"), record_at=(1000.0,),
    )  # fmt: skip
    (point,) = report(result).points
    v, t = fine.variable("voltage_1").values, time(fine)
    assert point.highest_voltage == pytest.approx(float(v.max()), abs=1e-5)
    assert point.highest_time == pytest.approx(float(t[v.argmax()]), abs=0.01)
    half = float(np.interp(0.5 * (v.max() + 65.0), v[: v.argmax()] + 65.0, t[: v.argmax()]))
    assert point.half_maximum_time == pytest.approx(half, abs=1e-3)
    assert (point.lowest_voltage, point.lowest_time) == (-65.0, 0.0)


def test_extremes_are_kept_at_any_number_of_points() -> None:
    train = PulseTrain(amplitude=2.0, onset=1.0, duration=0.02, period=10.0, count=90)
    options: dict[str, Any] = {"geometry": finite(200.0), "duration": 1000.0, "record_at": (0.0,)}
    few = cable(into(0.0, train), sampling=OutputSampling(points=400), **options)
    every = cable(into(0.0, train), sampling=OutputSampling(points=50_001, method="uniform"), **options)
    assert few.sampling is not None
    assert few.sampling.method == "min-max"
    assert time(few).size <= 400
    assert above_rest(few).max() == pytest.approx(above_rest(every).max(), rel=1e-3)


@pytest.mark.parametrize(
    "options",
    [
        {"geometry": finite(1e9), "record_at": (0.0, 1e9)},
        {"geometry": finite(1e-6)},
        {"geometry": SemiInfiniteCable(left=LumpedSomaEnd(resistance=1e-6, capacitance=1e6))},
        {"geometry": InfiniteCable(), "duration": 1e9},
        {"geometry": finite(1000.0, ENDS["slow soma"]), "duration": 1e-6},
        {"geometry": finite(1000.0), "membrane_resistance": 1e12},
        {"geometry": finite(1000.0, VoltageClampedEnd(voltage=2000.0), KILLED), "membrane_resistance": 1e-3},
    ],
)
def test_absurd_sizes_give_finite_voltages(options: dict[str, Any]) -> None:
    result = cable(into(0.0, STEP), **{"paths": None, **options})
    for variable in result.series:
        assert np.all(np.isfinite(variable.values))
    assert all(math.isfinite(error) for error in errors(result))


def test_a_current_into_a_held_end_is_said_and_changes_nothing() -> None:
    result = cable(into(0.0, STEP), geometry=finite(1000.0, KILLED), duration=20.0)
    assert np.all(above_rest(result) == 0.0)
    assert [notice.code for notice in result.warnings] == ["current-into-held-end"]


def test_doubts() -> None:
    result = cable(
        into(
            0.0, Step(amplitude=50.0), Step(amplitude=1.0, onset=30.0), Sine(amplitude=1.0, frequency=900.0)
        ),
        duration=20.0,
        sampling=OutputSampling(interval=1.0),
    )
    found = {notice.code: notice.pointer for notice in result.warnings}
    assert found == {
        "beyond-breakdown": "/injections",
        "undersampled": "/sampling",
        "stimulus-after-end": "/injections/0/stimulus/1",
    }


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"injections": (CableInjection(position=1001.0),)}, "/injections/0/position"),
        ({"record_at": (0.0, -1.0)}, "/record_at/1"),
        ({"profiles_at": (1.0, 101.0)}, "/profiles_at/1"),
        ({"profiles_at": (-1.0,)}, "/profiles_at/0"),
        ({"paths": (PointPair(source=0.0, target=2e3),)}, "/paths/0/target"),
        ({"geometry": SemiInfiniteCable(), "record_at": (-1.0,)}, "/record_at/0"),
        ({"record_at": ()}, "/record_at"),
        ({"duration": 0.0}, "/duration"),
        ({"modes": 0}, "/modes"),
    ],
)
def test_what_has_no_meaning_is_refused(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        CableTransientRequest(**options)
    assert caught.value.pointer == pointer


def test_a_series_that_does_not_exist_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        cable(into(0.0, STEP), sampling=OutputSampling(series=("voltage_3",)))
    assert caught.value.pointer == "/sampling/series/0"
