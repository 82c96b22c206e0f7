"""The part of a response that comes from the recent past: by inverse Laplace transform, for any ends.

What has begun a time u ago - a jump or a bend of the current, a sinusoid - shows at X as the inverse
transform at u of K(X, Y; p) times the transform of what has begun: 1/p, 1/p², or Im e^{iφ}/(p − iω). Where
the frequency rises at a rate ρ, e^{iρs²/2} is expanded, s^{2j} turning into (2j)!/(p − iω)^{2j+1}: a few
terms serve for a short u.
"""

from collections.abc import Callable

import numpy as np

from core.cable.transient.drive import Pairs
from core.interruption import checkpoint
from core.numerics.inverse_laplace import MORE_NODES, NODES, Complexes, window_of, windows
from core.result import Floats, Rows

FASTEST = 0.5
"""Largest phase [rad] by which a sinusoid may turn in the recent past: its pole stays inside the contours."""
SWEEP = 1e-3
"""Largest ρu²: five terms of the expansion leave 1e-20."""
TERMS = 5
AT_ONCE = 2**15
FEW = 512
"""Responses that are found one by one, which spares the sorting into windows."""

Transform = Callable[[Complexes], Complexes]


class Recent:
    """The responses at some positions to what has begun a short time ago.

    Parameters
    ----------
    transform
        K as a function of p, of shape (nodes, positions).
    positions
        How many.
    longest
        Longest time since something began.
    sinusoids
        Whether sinusoids are among what may begin.
    """

    def __init__(self, transform: Transform, positions: int, longest: float, *, sinusoids: bool) -> None:
        self._transform, self._positions, self._longest = transform, positions, longest
        self._count = MORE_NODES if sinusoids else NODES
        self._known: dict[int, tuple[Complexes, Complexes]] = {}

    def lines(self, pairs: Pairs, count: int) -> Floats:
        """Sum of the responses to jumps and kinks at each of `count` times, shape (positions, count)."""
        return self._summed(pairs, count, _linear)

    def sinusoids(self, pairs: Pairs, count: int) -> Floats:
        """Sum of the responses to sinusoids at each of `count` times, shape (positions, count)."""
        return self._summed(pairs, count, _sinusoidal)

    def at_longest(self) -> Floats:
        """Responses at the longest time to a unit step and to a unit ramp, shape (2, positions)."""
        return self._responses(np.full(2, self._longest), np.eye(2), _linear)

    def steepest_rise(self, shortest: float) -> Floats:
        """Steepest rise of the response to a unit step after a time or later, about, shape (positions,)."""
        if not 0.0 < shortest < self._longest:
            return np.zeros(self._positions)
        depth = int(window_of(np.array([shortest]), self._longest)[0])
        rises = self.impulses(np.geomspace(shortest, self._longest, 2 + depth))
        steepest: Floats = np.abs(rises).max(axis=0)
        return steepest

    def impulses(self, elapsed: Floats) -> Floats:
        """Responses to a unit impulse at times after it, shape (times, positions)."""
        return self._responses(elapsed, np.ones((elapsed.size, 1)), _impulse)

    def _summed(self, pairs: Pairs, count: int, course: Callable[[Complexes, Floats], Complexes]) -> Floats:
        kept = pairs.elapsed > 0.0
        rows, elapsed, what = pairs.rows[kept], pairs.elapsed[kept], pairs.what[kept]
        total = np.zeros((self._positions, count))
        for start in range(0, rows.size, AT_ONCE):
            checkpoint()
            part = slice(start, start + AT_ONCE)
            each = self._responses(elapsed[part], what[part], course)
            here = rows[part]
            first = np.ones(here.size, dtype=np.bool)
            np.not_equal(here[1:], here[:-1], out=first[1:])
            starts = np.flatnonzero(first)
            if starts.size < here.size:
                each = np.add.reduceat(each, starts, axis=0)
            total[:, here[starts]] += each.T
        return total

    def _responses(
        self, elapsed: Floats, what: Floats, course: Callable[[Complexes, Floats], Complexes]
    ) -> Floats:
        """Responses at each of the elapsed times, shape (pairs, positions)."""
        numbers = window_of(elapsed, self._longest)
        low, high = int(numbers.min()), int(numbers.max())
        found = np.arange(low, high + 1)
        self._learn(found)
        if low == high:
            return self._of_window(low, elapsed, what, course)
        if elapsed.size * self._positions <= FEW:
            known = [self._known[number] for number in found.tolist()]
            each = numbers - low
            z = np.array([nodes for nodes, _ in known])[each]
            weights = np.array([values for _, values in known])[each]
            front = np.exp(elapsed[:, np.newaxis] * z) * course(z, what)
            few: Floats = np.matmul(front[:, np.newaxis, :], weights)[:, 0].imag
            return few
        out = np.empty((elapsed.size, self._positions))
        for number in found.tolist():
            chosen = np.flatnonzero(numbers == number)
            if chosen.size:
                out[chosen] = self._of_window(number, elapsed[chosen], what[chosen], course)
        return out

    def _of_window(
        self, number: int, elapsed: Floats, what: Floats, course: Callable[[Complexes, Floats], Complexes]
    ) -> Floats:
        z, weights = self._known[number]
        front = np.exp(np.multiply.outer(elapsed, z))
        front *= course(z, what)
        response: Floats = front.real @ weights.imag + front.imag @ weights.real
        return response

    def _learn(self, numbers: Rows) -> None:
        """K on the contours of windows, where it is not yet known."""
        missing = [number for number in numbers.tolist() if number not in self._known]
        if not missing:
            return
        nodes, weights = windows(self._longest, np.array(missing), self._count)
        values = self._transform(nodes.ravel())
        values = values.reshape(*nodes.shape, values.shape[1]) * weights[..., np.newaxis]
        self._known.update(zip(missing, zip(nodes, values, strict=True), strict=True))


def _impulse(z: Complexes, what: Floats) -> Complexes:
    """Transform of an impulse, shape (pairs, nodes)."""
    return what * np.ones_like(z)


def _linear(z: Complexes, what: Floats) -> Complexes:
    """Transform of a jump and a bend, shape (pairs, nodes); z of (nodes,) or (pairs, nodes)."""
    inverse: Complexes = 1.0 / z
    if not what[:, 1].any():
        return inverse * what[:, :1]
    return inverse * (what[:, :1] + inverse * what[:, 1:])


def _sinusoidal(z: Complexes, what: Floats) -> Complexes:
    """Transform of sin(φ + ωs + ½ρs²), of each row amplitude, φ, ω, ρ, shape (pairs, nodes)."""
    amplitude, phase, omega, rate = (what[:, k, np.newaxis] for k in range(4))
    upper, lower = _rotating(z, omega, rate), _rotating(z, -omega, -rate)
    turn = np.exp(1j * phase)
    sine: Complexes = amplitude * (turn * upper - lower / turn) / 2j
    return sine


def _rotating(z: Complexes, omega: Floats, rate: Floats) -> Complexes:
    """Transform of e^{iωs + ½iρs²}."""
    term: Complexes = 1.0 / np.subtract(z, 1j * omega)
    total, square = term.copy(), term * term
    if rate.any():
        for j in range(1, TERMS):
            # (2j)!/j! over (2j − 2)!/(j − 1)! is 2(2j − 1).
            term *= square * (1j * rate * (2 * j - 1))
            total += term
    return total
