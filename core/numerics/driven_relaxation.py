"""First-order relaxation τ dy/dt = f(t) − y under any waveform of the stimuli: closed forms, no time step."""

import numpy as np

from core.interruption import checkpoint
from core.numerics.exponential_propagation import relax_between, relax_to_knots
from core.numerics.sinusoidal_relaxation import sinusoidal_relaxation
from core.result import Floats
from core.waveform import Waveform


def relaxation_at_knots(drive: Waveform, tau: float, start: float = 0.0) -> Floats:
    """Relaxation y at the knots of a waveform without its sinusoids, shape (n,), in units of the waveform.

    Parameters
    ----------
    drive
        The forcing f.
    tau
        Time constant [ms].
    start
        y at time 0.
    """
    return relax_to_knots(drive.knots, drive.values, drive.slopes, tau, start)


def relaxation(drive: Waveform, tau: float, at_knots: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Relaxation y and forcing f at increasing times [ms], shape (m,) each, in units of the waveform.

    Parameters
    ----------
    drive
        The forcing f.
    tau
        Time constant [ms].
    at_knots
        As `relaxation_at_knots` gives it.
    times
        Increasing times, none before 0, shape (m,).
    """
    held, forcing = relax_between(drive.knots, drive.values, drive.slopes, tau, at_knots, times)
    for begin, end, amplitude, *form in drive.sinusoids:
        checkpoint()
        first, last = np.searchsorted(times, (begin, end))
        elapsed = times[first:] - begin
        driven = sinusoidal_relaxation(np.minimum(elapsed, end - begin), tau, *form)
        driven[last - first :] *= np.exp(-(times[last:] - end) / tau)
        held[first:] += amplitude * driven
        phase, omega, rate = form
        on = elapsed[: last - first]
        forcing[first:last] += amplitude * np.sin(phase + on * (omega + 0.5 * rate * on))
    return held, forcing
