"""The passive cable in time against closed forms, compartments, limits and conservation laws."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.linalg import solve_banded
from scipy.special import erf, erfc

from core.cable.geometry import (
    End,
    FiniteCable,
    InfiniteCable,
    KilledEnd,
    LumpedSomaEnd,
    SealedEnd,
    SemiInfiniteCable,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.steady_state.request import CableSteadyStateRequest, Injection
from core.cable.steady_state.steady_state import steady_state
from core.cable.transient.report import CableTransientReport
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.transient.transient import transient
from core.cable.uniform_cable import PointPair
from core.errors import ParameterError
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Chirp, Noise, Pulse, PulseTrain, Ramp, Samples, Sine, Step, Stimulus

RALLPACK: dict[str, Any] = {"diameter": 1.0, "membrane_resistance": 40_000.0, "axial_resistivity": 100.0}
"""λ = 1000 µm, τ = 40 ms, R_∞ = 1273.24 MΩ."""
R_INFINITE, TAU = 4000.0 / math.pi, 40.0
STEP = Step(amplitude=0.1)
SEALED, KILLED = SealedEnd(), KilledEnd()


def into(position: float, *stimuli: Stimulus) -> CableInjection:
    return CableInjection(position=position, stimulus=stimuli)


def asked(*injections: CableInjection, **options: Any) -> CableTransientRequest:
    return CableTransientRequest(
        **{**RALLPACK, "injections": injections, "duration": 250.0, "paths": (), **options}
    )


def cable(*injections: CableInjection, **options: Any) -> Result:
    return transient(asked(*injections, **options))


def above_rest(result: Result, number: int = 1) -> Floats:
    return result.variable(f"voltage_{number}").values + 65.0


def time(result: Result) -> Floats:
    return result.variable("time").values


def errors(result: Result) -> list[float]:
    return [estimate.value for estimate in result.numerics.estimated_errors]


def report(result: Result) -> CableTransientReport:
    assert isinstance(result.report, CableTransientReport)
    return result.report


def finite(length: float, left: End = SEALED, right: End = SEALED) -> FiniteCable:
    return FiniteCable(length=length, left=left, right=right)


def test_rallpack_one() -> None:
    result = cable(into(0.0, STEP), geometry=finite(1000.0), sampling=OutputSampling(interval=0.05))
    at = [round(ms / 0.05) for ms in (5, 50, 250)]
    printed = ([-16.24285, 65.70190, 101.9351], [-63.03988, 6.86337, 43.09647])
    for number, expected in enumerate(printed, 1):
        found = result.variable(f"voltage_{number}").values[at]
        # The series gives -16.2428606, 65.7018918 and 101.9350519 at the near end: they are rounded up.
        assert np.all(np.abs(found - expected) <= [1.1e-5, 1e-5, 5e-5])
    assert max(errors(result)) < 1e-9


def infinite_step(x: Floats, t: Floats) -> Floats:
    """Hodgkin and Rushton 1946, for 0.1 nA; x in length constants, t in time constants."""
    root = np.sqrt(t)
    near = np.exp(-x) * erfc(x / (2.0 * root) - root)
    far = np.exp(x) * erfc(x / (2.0 * root) + root)
    return 0.1 * R_INFINITE / 4.0 * (near - far)


def test_a_step_into_an_infinite_cable() -> None:
    places = (0.0, 500.0, 2000.0, -7000.0)
    result = cable(into(0.0, STEP), geometry=InfiniteCable(), record_at=places)
    t = time(result)[1:] / TAU
    for number, place in enumerate(places, 1):
        expected = infinite_step(np.array([abs(place) / 1000.0]), t)
        assert above_rest(result, number)[1:] == pytest.approx(expected, abs=1e-12)
    assert result.numerics.method.startswith("closed form")
    assert report(result).modes == ()


def test_at_the_source_an_infinite_cable_charges_as_an_error_function() -> None:
    result = cable(into(0.0, STEP), geometry=InfiniteCable())
    expected = 0.05 * R_INFINITE * erf(np.sqrt(time(result) / TAU))
    assert above_rest(result) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("stimulus", ["step", "ramp", "train", "samples", "noise"])
def test_error_functions_and_modes_agree(stimulus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    currents: dict[str, Stimulus] = {
        "step": Step(amplitude=0.1, onset=3.0),
        "ramp": Ramp(initial_amplitude=0.05, amplitude=-0.1, onset=1.0, duration=30.0, hold=False),
        "train": PulseTrain(amplitude=0.3, onset=2.0, duration=0.5, period=4.0, count=12),
        "samples": Samples(values=(0.1, -0.2, 0.3, 0.0), interval=7.0, interpolation="linear", onset=5.0),
        "noise": Noise(standard_deviation=0.1, interval=2.5),
    }
    request = asked(
        into(200.0, currents[stimulus]),
        geometry=SemiInfiniteCable(left=KILLED if stimulus == "train" else SEALED),
        record_at=(0.0, 200.0, 1500.0),
        duration=60.0,
        sampling=OutputSampling(points=241, method="uniform"),
    )
    closed = transient(request)
    monkeypatch.setattr("core.cable.transient.response.MAX_CLOSED", 0)
    divided = transient(request)
    assert closed.numerics.method != divided.numerics.method
    for number, both in enumerate(zip(errors(closed), errors(divided), strict=True), 1):
        gap = np.max(np.abs(above_rest(closed, number) - above_rest(divided, number)))
        assert gap <= sum(both) < 1e-9


ENDS: dict[str, End] = {
    "sealed": SEALED,
    "killed": KILLED,
    "clamped": VoltageClampedEnd(voltage=-40.0),
    "soma": LumpedSomaEnd(resistance=300.0),
    "slow soma": LumpedSomaEnd(resistance=500.0, capacitance=0.6),
    "sphere": SphericalSomaEnd(diameter=30.0, membrane_resistance=2000.0, membrane_capacitance=0.8),
}
CURRENTS: dict[int, tuple[Stimulus, ...]] = {
    300: (Pulse(amplitude=0.2, onset=4.0, duration=6.0), Sine(amplitude=0.1, frequency=40.0, onset=2.0)),
    1200: (Chirp(amplitude=0.1, frequency=60.0, duration=35.0), Ramp(amplitude=0.1, duration=20.0)),
}


def by_compartments(request: CableTransientRequest, n: int, steps: int) -> Floats:
    """Voltage above rest at every tenth of the cable after the run: Crank-Nicolson, n + 1 nodes."""
    h, dt = request.reach[1] / n, request.duration / steps
    axial = 1.0 / (request.axial_resistance * h)
    leak = np.full(n + 1, h / request.membrane_length_resistance)
    leak[[0, -1]] *= 0.5
    charge, load = leak * request.time_constant, leak.copy()
    held = np.zeros(n + 1, dtype=np.bool)
    voltage = np.zeros(n + 1)
    for end, node in zip(request.ends, (0, n), strict=True):
        soma = request.soma(end)
        if soma is not None:
            load[node] += 1.0 / soma.resistance
            charge[node] += soma.capacitance
        held[node] = isinstance(end, KilledEnd | VoltageClampedEnd)
        voltage[node] = request.clamp(end)
    diagonal = load + 2.0 * axial
    diagonal[[0, -1]] -= axial
    matrix = np.array([np.full(n + 1, -axial), diagonal, np.full(n + 1, -axial)])
    implicit = 0.5 * dt * matrix
    implicit[1] += charge
    for node, beside in ((0, (0, 1)), (n, (2, n - 1))):
        if held[node]:
            implicit[1, node], implicit[beside] = 1.0, 0.0
    t = dt * np.arange(steps + 1)
    drives = {
        round(injection.position / h): np.array(
            [sum(_current(stimulus, moment) for stimulus in injection.stimulus) for moment in t]
        )
        for injection in request.injections
    }
    for step in range(steps):
        right = charge * voltage - 0.5 * dt * diagonal * voltage
        right[1:] += 0.5 * dt * axial * voltage[:-1]
        right[:-1] += 0.5 * dt * axial * voltage[1:]
        for node, drive in drives.items():
            right[node] += 0.5 * dt * (drive[step] + drive[step + 1])
        right[held] = voltage[held]
        voltage = solve_banded((1, 1), implicit, right)
    return np.asarray(voltage[:: n // 10])


def _current(stimulus: Stimulus, t: float) -> float:
    """Of one stimulus of this file, as its definition says; at a jump, the mean."""
    if isinstance(stimulus, Pulse):
        begin, end = stimulus.onset, stimulus.onset + stimulus.duration
        return 0.5 * stimulus.amplitude * (float(begin <= t < end) + float(begin < t <= end))
    if isinstance(stimulus, Ramp):
        return stimulus.amplitude * min(t / stimulus.duration, 1.0)
    if isinstance(stimulus, Sine):
        since = t - stimulus.onset
        return stimulus.amplitude * math.sin(2e-3 * math.pi * stimulus.frequency * since) * (since >= 0.0)
    assert isinstance(stimulus, Chirp)
    rise = stimulus.frequency / stimulus.duration
    on = 0.5 * (float(t < stimulus.duration) + float(t <= stimulus.duration))
    return stimulus.amplitude * on * math.sin(1e-3 * math.pi * rise * t * t)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sealed", "killed"),
        ("clamped", "slow soma"),
        ("soma", "sphere"),
        ("slow soma", "slow soma"),
        ("sphere", "sealed"),
        ("killed", "clamped"),
    ],
)
def test_any_ends_and_currents_against_compartments(left: str, right: str) -> None:
    request = asked(
        *(into(float(place), *stimuli) for place, stimuli in CURRENTS.items()),
        geometry=finite(1500.0, ENDS[left], ENDS[right]),
        duration=40.0,
        profiles_at=(40.0,),
        points=11,
    )
    exact = transient(request).curves[0]
    x, v = (column.values for column in exact.columns)
    chosen = np.isin(np.round(x, 6), np.linspace(0.0, 1500.0, 11))
    # Second order in both: Richardson's extrapolation leaves the fourth, and the jumps of the clamps.
    coarse, fine = by_compartments(request, 50, 400), by_compartments(request, 100, 800)
    expected = fine + (fine - coarse) / 3.0
    assert v[chosen] + 65.0 == pytest.approx(expected, abs=0.2 * float(np.max(np.abs(fine - coarse))) + 1e-4)
    assert np.max(np.abs(fine - coarse)) < 0.03


@pytest.mark.parametrize("left", ENDS)
@pytest.mark.parametrize("right", ENDS)
def test_a_step_ends_in_the_steady_state(left: str, right: str) -> None:
    geometry = finite(1500.0, ENDS[left], ENDS[right])
    late = cable(
        into(300.0, STEP), geometry=geometry, duration=60.0 * 300.0, profiles_at=(60.0 * 300.0,), points=31
    )
    steady = steady_state(
        CableSteadyStateRequest(
            **RALLPACK, geometry=geometry, injections=(Injection(position=300.0, current=0.1),), points=31
        )
    )
    found = late.curves[0].columns[1].values
    expected = steady.variable("voltage").values
    assert found == pytest.approx(
        expected[np.isin(steady.variable("position").values, late.curves[0].columns[0].values)], abs=1e-10
    )


@pytest.mark.parametrize("left", ENDS)
def test_transfer_is_reciprocal(left: str) -> None:
    there, back = (
        above_rest(
            cable(
                into(source, Pulse(amplitude=0.5, onset=1.0, duration=2.0)),
                geometry=finite(1700.0, ENDS[left], ENDS["slow soma"]),
                resting_potential=-65.0,
                record_at=(target,),
                duration=30.0,
            )
        )
        for source, target in ((200.0, 1500.0), (1500.0, 200.0))
    )
    if left == "clamped":
        only = above_rest(
            cable(
                geometry=finite(1700.0, ENDS[left], ENDS["slow soma"]),
                record_at=(1500.0, 200.0),
                duration=30.0,
            )
        )
        other = above_rest(
            cable(geometry=finite(1700.0, ENDS[left], ENDS["slow soma"]), record_at=(200.0,), duration=30.0)
        )
        there, back = there - only, back - other
    assert there == pytest.approx(back, abs=1e-11)


def test_charge_is_conserved() -> None:
    # Charge on membrane and soma plus what has leaked is what came in.
    soma = LumpedSomaEnd(resistance=200.0, capacitance=0.3)
    nodes, weights = np.polynomial.legendre.leggauss(24)
    x = 500.0 * (1.0 + nodes)
    request = asked(
        into(400.0, Sine(amplitude=0.2, frequency=30.0, offset=0.1)),
        geometry=finite(1000.0, soma),
        duration=30.0,
        record_at=(*x.tolist(), 0.0),
        profiles_at=(),
        sampling=OutputSampling(points=3001, method="uniform"),
    )
    result = transient(request)
    voltages = np.array([above_rest(result, number) for number in range(1, 26)])
    mean = weights @ voltages[:24] / 2.0
    membrane = 1000.0 / request.membrane_length_resistance
    leak = membrane * mean + voltages[24] / 200.0
    held = TAU * membrane * mean[-1] + 0.3 * voltages[24, -1]
    t = time(result)
    current = 0.1 + 0.2 * np.sin(2e-3 * np.pi * 30.0 * t)
    h = t[1] - t[0]
    # Simpson's rule, the kink of the profile at 400 µm by Gauss' rule of 24 points: some 1e-4.
    both = [h / 3.0 * (y[0] + y[-1] + 4.0 * y[1:-1:2].sum() + 2.0 * y[2:-1:2].sum()) for y in (leak, current)]
    assert held + both[0] == pytest.approx(both[1], rel=3e-4)


def test_a_short_cable_is_one_compartment() -> None:
    result = cable(into(0.0, Step(amplitude=1e-6)), geometry=finite(1.0), duration=100.0)
    resistance = R_INFINITE * 1000.0
    expected = 1e-6 * resistance * -np.expm1(-time(result) / TAU)
    # But for the axial resistance over a third of its length.
    assert above_rest(result) == pytest.approx(expected, abs=1e-6 * resistance * 1e-6)
    assert report(result).modes[0].decay_time == TAU


def test_a_dominant_soma_is_a_resistance_and_a_capacitance() -> None:
    soma = LumpedSomaEnd(resistance=50.0, capacitance=2.0)
    result = cable(into(0.0, Step(amplitude=0.1)), geometry=finite(0.1, soma), duration=500.0)
    membrane = R_INFINITE * 1000.0 / 0.1
    resistance = 1.0 / (1.0 / 50.0 + 1.0 / membrane)
    capacitance = 2.0 + TAU / membrane
    expected = 0.1 * resistance * -np.expm1(-time(result) / (resistance * capacitance))
    assert above_rest(result) == pytest.approx(expected, abs=1e-9)
    assert report(result).modes[0].decay_time == pytest.approx(resistance * capacitance, rel=1e-9)


def test_the_modes_of_the_report_rebuild_the_step() -> None:
    geometry = finite(700.0, ENDS["slow soma"], ENDS["sphere"])
    result = cable(into(150.0, STEP), geometry=geometry, record_at=(0.0, 500.0), modes=40, duration=100.0)
    t = time(result)[1200:, np.newaxis]
    found = report(result).modes
    for number in (1, 2):
        decays = sum(mode.amplitudes[0][number - 1] * np.exp(-t[:, 0] / mode.decay_time) for mode in found)
        steady = cable(
            into(150.0, STEP), geometry=geometry, record_at=(0.0, 500.0), duration=2e4,
            sampling=OutputSampling(points=2, method="uniform"),
        )  # fmt: skip
        final = above_rest(steady, number)[-1]
        assert above_rest(result, number)[1200:] == pytest.approx(final - 0.1 * decays, abs=1e-9)


def test_a_slow_soma_binds_a_mode_of_a_semi_infinite_cable() -> None:
    geometry = SemiInfiniteCable(left=LumpedSomaEnd(resistance=300.0, capacitance=2.0))
    result = cable(into(0.0, Pulse(amplitude=0.1, duration=1.0)), geometry=geometry, duration=4000.0)
    (bound,) = report(result).modes
    late = time(result) > 2000.0
    rebuilt = (
        0.1
        * bound.amplitudes[0][0]
        * np.exp(-time(result) / bound.decay_time)
        * np.expm1(1.0 / bound.decay_time)
    )
    # All else decays with the membrane, e^{−50} here.
    assert above_rest(result)[late] == pytest.approx(rebuilt[late], rel=1e-9)


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
    # Trapezoidal rule over all of a response that is smooth but for the kinks, 0.025 ms: h²/12 of some mV/ms².
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


def test_a_cable_of_a_million_length_constants_is_two_of_half_the_length() -> None:
    result = cable(into(0.0, STEP), into(1e9, STEP), geometry=finite(1e9), record_at=(0.0, 5e8, 1e9))
    expected = 0.1 * R_INFINITE * erf(np.sqrt(time(result) / TAU))
    assert above_rest(result, 1) == pytest.approx(expected, abs=1e-10)
    assert above_rest(result, 3) == pytest.approx(expected, abs=1e-10)
    assert np.all(above_rest(result, 2) == 0.0)


def test_without_leak_charge_stays() -> None:
    # R_m of 10¹² Ω·cm²: after 1 ms of 0.1 nA, 0.1 pC on 31.4 pF.
    result = cable(
        into(0.0, Pulse(amplitude=0.1, duration=1.0)), geometry=finite(1000.0), duration=1000.0,
        membrane_resistance=1e12, record_at=(0.0,),
    )  # fmt: skip
    capacitance = math.pi * 1e-4 * 0.1 * 1e-6 * 1e9
    assert above_rest(result)[-1] == pytest.approx(0.1 / capacitance, rel=2e-6)


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
