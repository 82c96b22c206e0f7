"""How far a simulator's voltages are from the reference, in the voltage and in the times of spikes."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from core.result import Floats

THRESHOLD = 0.0
"""A spike is its upward crossing [mV]."""


@dataclass(frozen=True)
class Errors:
    """Of one run: RMS of the voltage relative to its range, the worst site's; the worst spike's time [ms]."""

    rms: float
    spikes: float

    def within(self, rms: float, spikes: float) -> bool:
        """Whether both are as small as wanted."""
        return self.rms <= rms and self.spikes <= spikes


class Reference:
    """Voltages that a trace is compared with.

    Parameters
    ----------
    trace
        Times [ms], then the voltages at each site [mV], one row each.
    spiking
        Whether there are spikes to be timed; a passive cable crosses 0 mV slowly.
    """

    def __init__(self, trace: Floats, *, spiking: bool) -> None:
        self._spline = CubicSpline(trace[0], trace[1:], axis=1)
        self._range = np.ptp(trace[1:], axis=1)
        self._end = trace[0, -1]
        self._spikes = [upward_crossings(trace[0], voltage) for voltage in trace[1:]] if spiking else []

    def errors(self, trace: Floats) -> Errors:
        """Errors at the times that the simulator chose; its spikes from a cubic spline through them."""
        # CVODE gives a time twice where it starts anew.
        fresh = np.concatenate([[True], np.diff(trace[0]) > 1e-9]) & (trace[0] <= self._end)
        times, voltages = trace[0, fresh], trace[1:, fresh]
        weights = np.gradient(times)
        apart = (voltages - self._spline(times)) ** 2
        rms = np.sqrt((apart * weights).sum(axis=1) / weights.sum()) / self._range
        late = [
            _apart(upward_crossings(times, voltage), expected)
            for voltage, expected in zip(voltages, self._spikes, strict=False)
        ]
        return Errors(float(rms.max()), max(late, default=0.0))


def upward_crossings(times: Floats, voltage: Floats) -> Floats:
    """Times at which the voltage rises through 0 mV [ms]."""
    spline = CubicSpline(times, voltage)
    roots = spline.solve(THRESHOLD, extrapolate=False)
    upward: Floats = roots[spline(roots, 1) > 0.0]
    return upward


def _apart(found: Floats, expected: Floats) -> float:
    if found.size != expected.size:
        return float("inf")
    return float(np.abs(found - expected).max(initial=0.0))
