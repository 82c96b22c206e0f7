"""Cables in time against compartments, the steady state, and the laws that they keep."""

import math

import numpy as np
import pytest
from scipy.linalg import solve_banded

from core.cable.geometry import (
    KilledEnd,
    LumpedSomaEnd,
    VoltageClampedEnd,
)
from core.cable.steady_state.request import CableSteadyStateRequest, Injection
from core.cable.steady_state.steady_state import steady_state
from core.cable.transient.request import CableTransientRequest
from core.cable.transient.transient import transient
from core.result import Floats
from core.sampling import OutputSampling
from core.stimulus import Chirp, Pulse, Ramp, Sine, Stimulus
from tests.core.cable.transient.cables import (
    ENDS,
    RALLPACK,
    STEP,
    TAU,
    above_rest,
    asked,
    cable,
    finite,
    into,
    time,
)

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
