"""The voltage of a passive membrane at any time, in closed form."""

from dataclasses import dataclass

import numpy as np

from core.numerics.exponential_propagation import relax_between, relax_to_knots, turning_times
from core.numerics.extremes import bin_extremes
from core.numerics.sinusoidal_relaxation import sinusoidal_relaxation
from core.passive_membrane.request import PassiveMembrane
from core.result import Floats
from core.sampling import MAX_POINTS, equally_spaced
from core.waveform import Waveform, waveform

POINTS_PER_PERIOD = 32
"""The highest of 32 points of a sinusoid misses its peak by at most 0.5 %, before refinement."""
GOLDEN = 0.6180339887498949
EPSILON = float(np.finfo(np.float64).eps)
FADDEEVA_ERROR = 1e-13


@dataclass(frozen=True, slots=True)
class Response:
    """A membrane under a current.

    Attributes
    ----------
    drive
        The current.
    duration
        Length of the run [ms].
    tau
        Time constant [ms].
    targets, slopes
        Steady voltage above rest [mV] of the piecewise-linear current at each knot, and its slope [mV/ms].
    at_knots
        Voltage above rest at the knots [mV], from the initial voltage and the piecewise-linear current.
    gain
        Steady voltage above rest per current [mV per unit of the current].
    """

    drive: Waveform
    duration: float
    tau: float
    gain: float
    targets: Floats
    slopes: Floats
    at_knots: Floats

    def __call__(self, times: Floats) -> Floats:
        """Voltage above rest [mV] at increasing times [ms], shape (n,)."""
        u = relax_between(self.drive.knots, self.targets, self.slopes, self.tau, self.at_knots, times)
        for begin, end, amplitude, *form in self.drive.sinusoids:
            first = int(np.searchsorted(times, begin))
            elapsed = times[first:] - begin
            driven = sinusoidal_relaxation(np.minimum(elapsed, end - begin), self.tau, *form)
            fading = np.exp(-np.maximum(elapsed - (end - begin), 0.0) / self.tau)
            u[first:] += self.gain * amplitude * driven * fading
        return u

    @property
    def finest(self) -> float:
        """Interval [ms] that still draws the current: the shortest piece, part of the shortest period."""
        pieces = np.diff(self.drive.knots)
        return min(float(np.min(pieces, initial=np.inf)), self.shortest_period / POINTS_PER_PERIOD)

    @property
    def shortest_period(self) -> float:
        """Shortest period of the sinusoids [ms]; infinite without any."""
        begin, end, _, _, omega, rate = self.drive.sinusoids.T
        last = omega + rate * (np.minimum(end, self.duration) - begin)
        fastest = float(np.max(np.maximum(np.abs(omega), np.abs(last)), initial=0.0))
        return 2.0 * np.pi / fastest if fastest > 0.0 else np.inf

    @property
    def sweeps(self) -> bool:
        """Whether a frequency rises or falls."""
        return bool(np.any(self.drive.sinusoids[:, 5]))

    def critical_times(self, bins: int) -> Floats:
        """Increasing times [ms] that hold the extremes of voltage and current in each of so many bins."""
        knots = self.drive.knots
        edges = np.searchsorted(knots, equally_spaced(self.duration, bins + 1)).astype(np.intp)
        edges[-1] = knots.size
        rows = np.concatenate([bin_extremes(self.at_knots, edges), bin_extremes(self.drive.values, edges)])
        narrow = self.duration / (16 * bins)
        turns = turning_times(knots, self.targets, self.slopes, self.tau, self.at_knots, narrow)
        turns = turns[turns < self.duration]
        return np.unique(np.concatenate([knots[rows], turns, self._grid(2 * bins)]))

    def _grid(self, least: int) -> Floats:
        """Times that see every period; where there are too many periods, a fair sample of their phases."""
        wanted = self.duration / self.shortest_period * POINTS_PER_PERIOD
        if wanted < MAX_POINTS:
            return equally_spaced(self.duration, max(int(wanted), least) + 1)
        # Equal spacing could fall on the same phase of each period.
        step = np.arange(MAX_POINTS - 2.0)
        inner = (step + step * GOLDEN % 1.0) / step.size * self.duration
        return np.concatenate([inner, [self.duration]])

    def refine(self, low: float, high: float, sign: float) -> tuple[float, float]:
        """Largest (sign 1) or smallest (−1) voltage above rest [mV] between two times, and its time [ms]."""
        value, time = -np.inf, low
        for _ in range(4):
            times = np.linspace(low, high, 33)
            values = sign * self(times)
            best = int(np.argmax(values))
            value, time = float(values[best]), float(times[best])
            low, high = times[max(best - 1, 0)], times[min(best + 1, 32)]
        return sign * value, time

    @property
    def rounding(self) -> float:
        """Bound on the rounding error of the voltage above rest [mV].

        An error made at one knot fades with τ: those of the last τ add up. A time is known to ε t, which
        shows as ε t/τ of the change; a sinusoid's phase to ε of itself.
        """
        steps = self.drive.knots.size * min(1.0, self.tau / self.duration)
        scale = max(float(np.max(np.abs(self.at_knots))), float(np.max(np.abs(self.targets))) * self._share)
        error = EPSILON * scale * (8.0 + steps + min(self.duration / self.tau, 1e6))
        for begin, end, amplitude, _, omega, rate in self.drive.sinusoids:
            elapsed = min(end, self.duration) - begin
            turned = max(abs(omega), abs(omega + rate * elapsed)) * self.duration
            size = abs(amplitude) * self.gain * self._share
            error += size * (EPSILON * (8.0 + turned) + (FADDEEVA_ERROR if rate else 0.0))
        return error

    @property
    def _share(self) -> float:
        """Part of a steady voltage that can be reached within the run."""
        return float(-np.expm1(-self.duration / self.tau))


def respond(request: PassiveMembrane) -> Response:
    """Response of a membrane to its stimulus.

    Raises
    ------
    ParameterError
        A noise with too many values.
    """
    drive = waveform(request.stimulus, request.duration)
    tau, gain = request.time_constant, request.gain
    targets, slopes = gain * drive.values, gain * drive.slopes
    at_knots = relax_to_knots(drive.knots, targets, slopes, tau, request.initial_deviation)
    return Response(drive, request.duration, tau, gain, targets, slopes, at_knots)
