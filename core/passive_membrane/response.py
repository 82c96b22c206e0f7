"""The voltage of a passive membrane at any time, in closed form."""

import math
from dataclasses import dataclass

import numpy as np

from core.numerics.driven_relaxation import relaxation, relaxation_at_knots
from core.numerics.exponential_propagation import turning_times
from core.numerics.extremes import bin_extremes
from core.passive_membrane.cost import POINTS_PER_PERIOD
from core.passive_membrane.request import STIMULUS_POINTER, PassiveMembraneRequest
from core.result import Floats
from core.sampling import MAX_POINTS, equally_spaced
from core.waveform import Waveform, waveform

GOLDEN = 0.6180339887498949
EPSILON = float(np.finfo(np.float64).eps)
FADDEEVA_ERROR = 1e-13


@dataclass(frozen=True, slots=True)
class Response:
    """A membrane under a current.

    Voltages are in units of the current, as the current that would hold them; `gain` makes them millivolts.

    Attributes
    ----------
    drive
        The current.
    duration
        Length of the run [ms].
    tau
        Time constant [ms].
    gain
        Steady voltage above rest per current [mV per unit of the current].
    at_knots
        Voltage above rest over gain, at the knots of the drive, without its sinusoids.
    """

    drive: Waveform
    duration: float
    tau: float
    gain: float
    at_knots: Floats

    def __call__(self, times: Floats) -> tuple[Floats, Floats]:
        """Voltage above rest [mV] and current at increasing times [ms], shape (n,) each."""
        held, current = relaxation(self.drive, self.tau, self.at_knots, times)
        return self.gain * held, current

    @property
    def shortest_period(self) -> float:
        """Shortest period of the sinusoids [ms]; infinite without any."""
        fastest = 0.0
        for begin, end, _, _, omega, rate in self.drive.sinusoids.tolist():
            last = omega + rate * (min(end, self.duration) - begin)
            fastest = max(fastest, abs(omega), abs(last))
        return 2.0 * math.pi / fastest if fastest > 0.0 else math.inf

    @property
    def sweeps(self) -> bool:
        """Whether a frequency rises or falls."""
        return any(rate != 0.0 for *_, rate in self.drive.sinusoids.tolist())

    def finest(self, points: int) -> float:
        """Interval [ms] that still draws the current: its shortest piece, a part of its shortest period.

        Where there are more pieces than points, the mean piece stands for the shortest.
        """
        knots = self.drive.knots
        many = knots.size > points
        piece = self.duration / knots.size if many else float(np.min(np.diff(knots), initial=np.inf))
        return min(piece, self.shortest_period / POINTS_PER_PERIOD)

    def critical_times(self, points: int) -> Floats:
        """Increasing times [ms] that hold the extremes of voltage and current in each of `points`/5 bins.

        Without sinusoids they are about as many as `points`; with them, every period is sampled.
        """
        drive, bins = self.drive, max((points - 3) // 5, 16)
        edges = np.searchsorted(drive.knots, equally_spaced(self.duration, bins + 1)).astype(np.intp)
        edges[-1] = drive.knots.size
        rows = np.concatenate([bin_extremes(self.at_knots, edges), bin_extremes(drive.values, edges)])
        turns = self._turns(0, drive.knots.size, self.duration / (16 * bins))
        spare = points - rows.size - turns.size - 1
        return np.unique(np.concatenate([drive.knots[rows], turns, self._grid(max(spare, bins))]))

    def peak_near(self, low: float, high: float, sign: float) -> tuple[float, float]:
        """Largest (sign 1) or smallest (−1) voltage above rest [mV] between two times, and its time [ms]."""
        if self.drive.sinusoids.size == 0:
            first, last = np.searchsorted(self.drive.knots, (low, high), side="right")
            turns = self._turns(max(first - 1, 0), last, 0.0)
            times = np.concatenate([[low], turns[(turns > low) & (turns < high)], [high]])
            values = self(times)[0]
            best = int(np.argmax(sign * values))
            return float(values[best]), float(times[best])
        value, time = -np.inf, low
        for _ in range(4):
            times = np.linspace(low, high, 33)
            values = sign * self(times)[0]
            best = int(np.argmax(values))
            value, time = float(values[best]), float(times[best])
            low, high = times[max(best - 1, 0)], times[min(best + 1, 32)]
        return sign * value, time

    def _turns(self, first: int, last: int, longer_than: float) -> Floats:
        """Turning points of the voltage within some pieces, longer than a bound [ms], without sinusoids."""
        drive, part = self.drive, slice(first, last + 1)
        turns = turning_times(
            drive.knots[part],
            drive.values[part],
            drive.slopes[part],
            self.tau,
            self.at_knots[part],
            longer_than,
        )
        return turns[turns < self.duration]

    def _grid(self, least: int) -> Floats:
        """Times that see every period; where there are too many periods, a fair sample of their phases."""
        wanted = self.duration / self.shortest_period * POINTS_PER_PERIOD
        if wanted < MAX_POINTS:
            return equally_spaced(self.duration, max(int(wanted), least) + 1)
        # Equal spacing could fall on the same phase of each period.
        step = np.arange(MAX_POINTS - 2.0)
        inner = (step + step * GOLDEN % 1.0) / step.size * self.duration
        return np.concatenate([inner, [self.duration]])

    def rounding(self, voltage: float, current: float) -> float:
        """Bound on the rounding error of the voltage above rest [mV].

        An error made at one knot fades with τ: those of the last τ add up. A time is known to ε t, which
        shows as ε t/τ of the change; a sinusoid's phase to ε of itself.

        Parameters
        ----------
        voltage, current
            Largest absolute values of the voltage above rest [mV] and of the current.
        """
        share = -float(np.expm1(-self.duration / self.tau))
        steps = self.drive.knots.size * min(1.0, self.tau / self.duration)
        scale = max(voltage, self.gain * current * share)
        error = EPSILON * scale * (8.0 + steps + min(self.duration / self.tau, 1e6))
        for begin, end, amplitude, _, omega, rate in self.drive.sinusoids:
            elapsed = min(end, self.duration) - begin
            turned = max(abs(omega), abs(omega + rate * elapsed)) * self.duration
            size = abs(amplitude) * self.gain * share
            error += size * (EPSILON * (8.0 + turned) + (FADDEEVA_ERROR if rate else 0.0))
        return error


def respond(request: PassiveMembraneRequest) -> Response:
    """Response of a membrane to its stimulus.

    Raises
    ------
    ParameterError
        A noise with too many values.
    """
    drive = waveform(request.membrane.stimulus, request.duration, STIMULUS_POINTER)
    tau, gain = request.membrane.time_constant, request.membrane.gain
    start = request.initial_deviation / gain
    at_knots = relaxation_at_knots(drive, tau, start)
    return Response(drive, request.duration, tau, gain, at_knots)
