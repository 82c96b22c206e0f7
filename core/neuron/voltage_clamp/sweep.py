"""The states of a clamped neuron along one trace."""

from collections.abc import Iterator

import numpy as np

from core.neuron.voltage_clamp.protocol import Piece, Trace
from core.neuron.voltage_clamp.solution import ClampedNeuron
from core.result import Floats


class Sweep:
    """The states along one trace.

    Parameters
    ----------
    clamped
        The neuron.
    trace
        The command.
    initial
        States at the holding voltage, shape (n,).
    rough
        With a looser tolerance.
    """

    def __init__(self, clamped: ClampedNeuron, trace: Trace, initial: Floats, *, rough: bool = False) -> None:
        self._clamped, self.trace, self._rough = clamped, trace, rough
        self._starts = [initial]
        for piece in trace.pieces:
            end = np.array([piece.duration])
            self._starts.append(clamped.after(piece, self._starts[-1], end, rough=rough)[:, 0])

    def within(self, number: int, elapsed: Floats) -> Floats:
        """States at times [ms] after the begin of a piece, shape (n, k)."""
        piece = self.trace.pieces[number]
        return self._clamped.after(piece, self._starts[number], elapsed, rough=self._rough)

    def rounding(self, number: int) -> float:
        """Largest difference of the states at the end of a piece, reached in one stride and in two."""
        piece, start = self.trace.pieces[number], self._starts[number]
        half = np.array([0.5 * piece.duration])
        middle = self._clamped.after(piece, start, half)[:, 0]
        twice = self._clamped.after(piece, middle, half)[1:, 0]
        return float(np.abs(twice - self._starts[number + 1][1:]).max(initial=0.0))

    def at(self, times: Floats) -> Iterator[tuple[Piece, Floats, Floats]]:
        """Each piece with those of the times [ms] that lie in it, and the states there."""
        ends = np.array([piece.end for piece in self.trace.pieces[:-1]])
        place = np.searchsorted(ends, times, side="right")
        for k, piece in enumerate(self.trace.pieces):
            own = times[place == k]
            if own.size:
                yield piece, own, self.within(k, np.minimum(own - piece.begin, piece.duration))
