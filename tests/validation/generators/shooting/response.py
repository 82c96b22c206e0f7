"""The phase response of a cycle, by the adjoint equation and by direct pushes, and two cells that it couples.

Phase 0 is the maximum of V; phases are in [0, 1). A response is the advance in phase that 1 mV causes.
"""

from functools import cache
from typing import Any

import numpy as np

from tests.validation.generators.shooting.cells import Cell, coupled, with_adjoint
from tests.validation.generators.shooting.flow import COARSE, FINE, Accuracy, Extended, flow
from tests.validation.generators.shooting.measures import apart, highest_first, nontrivial
from tests.validation.generators.shooting.multiple import Orbit, at_current, correct, divided

PHASES = 64
PUSH = 2e-3
"""Largest direct push [mV]; halved once, for Richardson's extrapolation."""
GAP = 1e-4
"""Conductance of the coupling [mS/cm²] in the direct check of weakly coupled cells; doubled once."""


@cache
def _adjoint_cell(cell: Cell) -> Cell:
    return with_adjoint(cell)


def adjoint(orbit: Orbit, accuracy: Accuracy, samples: int = 1) -> tuple[Extended, Extended]:
    """States and Z [ms per unit of state] at even times, some a node: z' = −Jᵀz backwards until it closes."""
    along, base = flow(_adjoint_cell(orbit.cell), accuracy), flow(orbit.cell, accuracy)
    count, n = orbit.nodes.shape
    times = -np.arange(samples + 1) / np.asarray(samples, accuracy.kind) * (orbit.period / count)
    first = base.field(orbit.nodes[0], orbit.current)
    z = first / np.dot(first, first)
    found = np.zeros((count, samples, 2 * n), dtype=accuracy.kind)
    before = np.full(n, np.inf)
    while np.max(np.abs(z - before)) > 4.0 * accuracy.resolved * np.max(np.abs(z)):
        before = z
        for k in range(count - 1, -1, -1):
            start = np.concatenate([orbit.nodes[(k + 1) % count], z])
            path = along.along(start, orbit.current, times)
            z, found[k] = path[-1, n:], path[:0:-1]
        z = z / np.dot(z, first)
    flat = found.reshape(count * samples, 2 * n)
    return flat[:, :n], flat[:, n:] / np.dot(flat[0, n:], first)


def pushed(orbit: Orbit, push: float, periods: int, accuracy: Accuracy) -> Extended:
    """The lasting advance [ms] that a jump of V causes at each node, read off where the cell ends."""
    along, advances = flow(orbit.cell, accuracy), []
    for node in orbit.nodes:
        state = node.copy()
        state[0] += push
        for _ in range(periods):
            state = along.at(state, orbit.current, orbit.period)
        # A point of the orbit drifts by rounding only; where it is level with the cell gives the advance.
        advance = accuracy.kind(0.0)
        for _ in range(8):
            place = along.at(node, orbit.current, advance)
            moving = along.field(place, orbit.current)
            advance = advance + np.dot(state - place, moving) / np.dot(moving, moving)
        advances.append(advance)
    return np.array(advances)


def direct(orbit: Orbit, accuracy: Accuracy) -> tuple[Extended, Extended]:
    """Response in V [ms/mV] at the nodes from central differences, extrapolated and as they are."""
    slowest = max(abs(value) for value in nontrivial(orbit, accuracy))
    periods = int(np.ceil(np.log(1e-16) / np.log(slowest))) + 1
    wide, narrow = (
        (pushed(orbit, push, periods, accuracy) - pushed(orbit, -push, periods, accuracy)) / (2.0 * push)
        for push in (PUSH, PUSH / 2.0)
    )
    return (4.0 * narrow - wide) / 3.0, narrow


def interaction(v: Extended, z: Extended, capacitance: float) -> Extended:
    """H at even phases, (1/T)∫ Z(t) (V(t + φT) − V(t)) dt / C, as a circular correlation."""
    response, voltage = np.fft.rfft(z.astype(float)), np.fft.rfft(v.astype(float))
    correlation = np.fft.irfft(np.conj(response) * voltage, len(v)) / len(v)
    return (correlation - float(np.mean(z * v))) / capacitance


def locked(odd: Extended) -> list[dict[str, Any]]:
    """Zeros in [0, 1/2] of an odd function of the phase given at even phases, with its slopes there."""
    sines = -2.0 * np.fft.rfft(odd).imag / len(odd)
    orders = 2.0 * np.pi * np.arange(len(sines))

    def value(phase: float) -> tuple[float, float]:
        return float(np.dot(sines, np.sin(orders * phase))), float(
            np.dot(sines * orders, np.cos(orders * phase))
        )

    inner = np.flatnonzero(odd[1 : len(odd) // 2 - 1] * odd[2 : len(odd) // 2] < 0) + 1
    zeros = [0.0, *(float(index + 0.5) / len(odd) for index in inner), 0.5]
    for position in range(1, len(zeros) - 1):
        for _ in range(20):
            height, slope = value(zeros[position])
            zeros[position] -= height / slope
    return [{"phase": zero, "slope": value(zero)[1], "stable": value(zero)[1] > 0} for zero in zeros]


def pair(orbit: Orbit, shift: int, conductance: float) -> tuple[float, float]:
    """Period of two coupled cells, one so many nodes ahead, and the slow multiplier's logarithm."""
    both = coupled(orbit.cell, conductance)
    nodes = np.hstack([orbit.nodes, np.roll(orbit.nodes, -shift, axis=0)])
    found = correct(Orbit(both, nodes, orbit.period, orbit.current), at_current(float(orbit.current)), COARSE)
    return float(found.period), float(np.log(nontrivial(found, COARSE)[0].real))


def answer(orbit: Orbit, current: float, samples: int) -> dict[str, Any]:
    """The record of a cycle's response; the integral of the interaction takes so many samples a node."""
    orbit = divided(highest_first(orbit), PHASES)
    fine, coarse = (correct(orbit, at_current(current), accuracy) for accuracy in (FINE, COARSE))
    capacitance, period = orbit.cell.capacitance, fine.period
    z, rough = adjoint(fine, FINE)[1][:, 0], adjoint(coarse, COARSE)[1][:, 0]
    pushes, narrow = direct(fine, FINE)

    odd = []
    for each in (samples, samples // 2):
        states, responses = adjoint(coarse, COARSE, each)
        whole = interaction(states[:, 0], responses[:, 0] / period, capacitance)
        odd.append(0.5 * (whole - np.roll(whole[::-1], 1)))
    zeros, coarser = locked(odd[0]), locked(odd[1])
    checks = []
    for name, shift in (("in phase", 0), ("antiphase", PHASES // 2)):
        (one, slow), (_, slower) = (pair(coarse, shift, conductance) for conductance in (GAP, 2.0 * GAP))
        limit = -(4.0 * slow - slower) / (2.0 * GAP) / (2.0 * float(period))
        checks.append(
            {"state": name, "conductance": GAP, "period": one, "log_multiplier": slow, "slope": limit}
        )
    return {
        "current": current,
        "period": float(period),
        "phases": [index / PHASES for index in range(PHASES)],
        "adjoint_ms_per_mV": [float(value) for value in z],
        "adjoint_per_mV": [float(value / period) for value in z],
        "direct_ms_per_mV": [float(value) for value in pushes],
        "interaction_odd": [float(value) for value in odd[0][:: len(odd[0]) // PHASES]],
        "locked": zeros,
        "pairs": checks,
        "error": {
            "adjoint_ms_per_mV": apart(list(z), list(rough)),
            "direct_ms_per_mV": apart(list(pushes), list(narrow)),
            "adjoint_against_direct_ms_per_mV": apart(list(z), list(pushes)),
            "interaction_odd": float(np.max(np.abs(odd[0][::2] - odd[1]))),
            "phase": max(abs(a["phase"] - b["phase"]) for a, b in zip(zeros, coarser, strict=True)),
            "slope": max(abs(a["slope"] - b["slope"]) for a, b in zip(zeros, coarser, strict=True)),
        },
    }
