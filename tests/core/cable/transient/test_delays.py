"""Delays, velocities and impedances of cables."""

import math

import numpy as np
import pytest
from scipy.special import erf

from core.cable.geometry import (
    InfiniteCable,
)
from core.cable.uniform_cable import PointPair
from core.sampling import OutputSampling
from core.stimulus import Pulse, Sine
from tests.core.cable.transient.cables import (
    ENDS,
    KILLED,
    R_INFINITE,
    SEALED,
    STEP,
    TAU,
    above_rest,
    cable,
    finite,
    infinite_step,
    into,
    report,
    time,
)


@pytest.mark.parametrize("distance", [0.0, 300.0, 4000.0])
def test_delays_in_an_infinite_cable(distance: float) -> None:
    # Agmon-Snir and Segev 1993: half a time constant at the source, half a one more per length constant.
    result = cable(
        into(0.0, STEP), geometry=InfiniteCable(), paths=(PointPair(source=100.0, target=100.0 - distance),)
    )
    (path,) = report(result).paths
    assert path.centroid_delay == pytest.approx(0.5 * TAU * (1.0 + distance / 1000.0), rel=1e-13)
    assert path.propagation_delay == pytest.approx(0.5 * TAU * distance / 1000.0, abs=1e-12)
    assert path.half_time is not None
    voltage = infinite_step(np.array([distance / 1000.0]), np.array([path.half_time / TAU]))
    assert voltage[0] == pytest.approx(0.025 * R_INFINITE * math.exp(-distance / 1000.0), rel=1e-11)


def test_the_half_maximum_comes_to_run_at_two_length_constants_per_time_constant() -> None:
    paths = tuple(PointPair(source=0.0, target=1000.0 * far) for far in (0, 5, 10, 20, 29, 31))
    result = cable(into(0.0, STEP), geometry=InfiniteCable(), paths=paths)
    velocities = [path.half_maximum_velocity for path in report(result).paths]
    limit = 2.0 * 1000.0 / TAU * 1e-3
    assert (velocities[0], velocities[-1]) == (None, None)
    found = [velocity / limit for velocity in velocities[1:-1] if velocity is not None]
    assert found == sorted(found)
    # It falls short by about 1/16X².
    assert found[-1] == pytest.approx(1.0, abs=1e-4)
    half = report(result).paths[0].half_time
    assert half is not None
    assert erf(math.sqrt(half / TAU)) == pytest.approx(0.5, abs=1e-13)


def test_delays_where_nothing_arrives_or_moves() -> None:
    pairs = (PointPair(source=500.0, target=0.0), PointPair(source=500.0, target=1000.0))
    held, sealed = report(cable(geometry=finite(1000.0, KILLED), paths=pairs)).paths
    assert (held.centroid_delay, held.log_ratio, held.transfer_resistance) == (None, None, 0.0)
    assert sealed.half_maximum_velocity is None
    assert sealed.half_time is not None


def test_the_centroid_delay_is_that_of_the_voltages() -> None:
    geometry = finite(900.0, ENDS["soma"], SEALED)
    pulse = Pulse(amplitude=0.4, onset=1.0, duration=6.0)
    pair = PointPair(source=600.0, target=0.0)
    result = cable(into(600.0, pulse), geometry=geometry, paths=(pair,), record_at=(0.0,), duration=1600.0,
                   sampling=OutputSampling(points=64_001, method="uniform"))  # fmt: skip
    t, v = time(result), above_rest(result)
    (path,) = report(result).paths
    # Trapezoidal rule over a response that is smooth but for two kinks: h²/12 of some mV/ms², h = 0.025 ms.
    assert float(t @ v / v.sum()) - 4.0 == pytest.approx(path.centroid_delay, abs=2e-4)


def test_impedances_are_those_of_the_sinusoids() -> None:
    frequency = 35.0
    geometry = finite(800.0, ENDS["slow soma"], ENDS["sphere"])
    result = cable(
        into(250.0, Sine(amplitude=0.1, frequency=frequency)), geometry=geometry, record_at=(250.0, 800.0),
        frequencies=(0.0, frequency), duration=6000.0, sampling=OutputSampling(interval=0.5),
    )  # fmt: skip
    waves, table = result.curves
    columns = {column.name: column.values for column in table.columns}
    late = time(result) > 5000.0
    phase = 2e-3 * math.pi * frequency * time(result)[late]
    for number in (1, 2):
        size, lead = (
            columns[f"transfer_impedance_{number}"][1],
            np.radians(columns[f"transfer_phase_{number}"][1]),
        )
        expected = 0.1 * size * np.sin(phase + lead)
        assert above_rest(result, number)[late] == pytest.approx(expected, abs=1e-8)
    assert columns["input_impedance"] == pytest.approx(columns["transfer_impedance_1"], rel=1e-14)
    assert columns["attenuation_2"] * columns["transfer_impedance_2"] == pytest.approx(
        columns["input_impedance"]
    )
    # λ_AC = λ √(2/(1 + √(1 + ω²τ²))).
    root = math.sqrt(1.0 + (2e-3 * math.pi * frequency * TAU) ** 2)
    assert waves.columns[1].values == pytest.approx(
        [1000.0, 1000.0 * math.sqrt(2.0 / (1.0 + root))], rel=1e-13
    )


def test_the_phase_of_a_wave_goes_on_past_a_turn() -> None:
    # e^{−qX}/2q on an infinite cable, ωτ = 100: 7.04 rad a length constant, and atan(100)/2 at the source.
    frequency = 100.0 / (2e-3 * math.pi * TAU)
    result = cable(into(0.0, STEP), geometry=InfiniteCable(), record_at=(2000.0,), frequencies=(frequency,))
    columns = {column.name: column.values[0] for column in result.curves[1].columns}
    q = np.sqrt(1.0 + 100j)
    assert columns["transfer_phase_1"] == pytest.approx(-math.degrees(2.0 * q.imag + np.angle(q)), rel=1e-13)
    assert columns["transfer_impedance_1"] == pytest.approx(
        0.5 * R_INFINITE * math.exp(-2.0 * q.real) / abs(q)
    )
    assert columns["attenuation_1"] == pytest.approx(math.exp(2.0 * q.real), rel=1e-13)
