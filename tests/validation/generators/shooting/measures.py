"""What is kept of a closed orbit: period, extremes and mean of V, multipliers, the state at V's maximum.

Everything is computed twice: in extended precision at its own tolerance, and at 1e-15 on other nodes. The
second gives the error.
"""

from dataclasses import replace
from typing import Any

import mpmath  # type: ignore[import-not-found]
import numpy as np

from tests.validation.generators.shooting.flow import COARSE, FINE, QUICK, Accuracy, Extended, flow
from tests.validation.generators.shooting.multiple import Orbit, at_current, correct, divided, monodromy

SAMPLES = 4096


def sampled(orbit: Orbit, samples: int, accuracy: Accuracy) -> Extended:
    """The states at even times, each segment from its own node; about as many as asked for."""
    along, count = flow(orbit.cell, accuracy), len(orbit.nodes)
    each = -(-samples // count)
    times = np.arange(each) / np.asarray(each, dtype=accuracy.kind) * (orbit.period / count)
    return np.concatenate([along.along(node, orbit.current, times) for node in orbit.nodes])


def lowest(orbit: Orbit, path: Extended, accuracy: Accuracy) -> Extended:
    """The least V, by Newton's method on V' = 0 from the least sample."""
    along = flow(orbit.cell, accuracy)
    state = path[int(np.argmin(path[:, 0]))]
    for _ in range(6):
        field, slopes = along.field(state, orbit.current), along.slopes(state, orbit.current)[0, :-1]
        state = along.at(state, orbit.current, -field[0] / np.dot(slopes, field))
    return state[0]


def nontrivial(orbit: Orbit, accuracy: Accuracy) -> list[complex]:
    """Multipliers without the trivial one: those of the monodromy across the flow, the largest first."""
    along, n = flow(orbit.cell, accuracy), orbit.nodes.shape[1]
    # Where V is stationary f lies in the other states: scaling by the ranges keeps the complement sound.
    scale = np.ptp(sampled(orbit, 64, QUICK), axis=0).astype(accuracy.kind)
    whole = monodromy(orbit, accuracy) * scale / scale[:, None]
    direction = along.field(orbit.nodes[0], orbit.current) / scale
    direction = direction / np.sqrt(np.dot(direction, direction))
    mirror = direction.copy()  # Householder's mirror that takes the flow to the first axis
    mirror[0] += np.copysign(np.asarray(1.0, accuracy.kind), direction[0])
    turn = np.eye(n, dtype=accuracy.kind) - 2.0 * np.outer(mirror, mirror) / np.dot(mirror, mirror)
    across = turn.dot(whole).dot(turn)[1:, 1:]
    with mpmath.workdps(40):
        rows = [[mpmath.mpf(_text(entry)) for entry in row] for row in across]
        values = [complex(value) for value in mpmath.eig(mpmath.matrix(rows), left=False, right=False)]
    return sorted(values, key=lambda value: (-abs(value), -value.imag))


def _text(value: Extended) -> str:
    return np.format_float_scientific(value, unique=True)


def numbers(orbit: Orbit, accuracy: Accuracy) -> dict[str, Any]:
    """Period, current, extremes and mean of V, multipliers, and the first node."""
    path = sampled(orbit, SAMPLES, accuracy)
    if np.max(path[:, 0]) > orbit.nodes[0, 0] + 1e-9 * np.ptp(path[:, 0]):
        raise ArithmeticError("the first node is no highest point of V")
    return {
        "current": orbit.current,
        "period": orbit.period,
        "maximum": orbit.nodes[0, 0],
        "minimum": lowest(orbit, path, accuracy),
        "mean": np.mean(path[:, 0]),
        "state": list(orbit.nodes[0]),
        "multipliers": nontrivial(orbit, accuracy),
    }


def turned(orbit: Orbit) -> Orbit:
    """Nodes of the same orbit from its highest sample of V on."""
    path, count = sampled(orbit, SAMPLES, QUICK), len(orbit.nodes)
    places = (int(np.argmax(path[:, 0])) + np.arange(count) * (len(path) // count)) % len(path)
    return replace(orbit, nodes=path[places])


def highest_first(orbit: Orbit) -> Orbit:
    """The same orbit from its highest V on."""
    return correct(turned(orbit), at_current(float(orbit.current)))


def apart(fine: Any, coarse: Any) -> Any:
    """How far two values are apart, at least the rounding of the one that is written."""
    if isinstance(fine, list):
        return max(apart(one, two) for one, two in zip(fine, coarse, strict=True))
    rounding = float(np.spacing(abs(complex(fine))))
    return float(f"{max(float(abs(fine - coarse)), rounding):.1e}")


def plain(value: Any) -> Any:
    """A number as JSON has it; a complex one as [real, imaginary]."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, complex):
        return [value.real, value.imag]
    return float(value)


def record(fine: dict[str, Any], coarse: dict[str, Any]) -> dict[str, Any]:
    """The fine values, and beside them how far the coarse ones are."""
    kept = {name: plain(value) for name, value in fine.items()}
    error = {name: apart(value, coarse[name]) for name, value in fine.items()}
    if "multipliers" in fine:  # of very different sizes
        pairs = zip(fine["multipliers"], coarse["multipliers"], strict=True)
        error["multipliers"] = [apart(*both) for both in pairs]
    return kept | {"error": error}


def cycle(orbit: Orbit, current: float) -> dict[str, Any]:
    """The record of an orbit at a current."""
    orbit = highest_first(orbit)
    more = divided(orbit, len(orbit.nodes) * 3 // 2)
    fine = correct(orbit, at_current(current), FINE)
    coarse = correct(more, at_current(current), COARSE)
    kept = record(numbers(fine, FINE), numbers(coarse, COARSE))
    stable = all(abs(value) < 1.0 for value in nontrivial(fine, FINE))
    return {"kind": "cycle", "stable": stable} | kept
