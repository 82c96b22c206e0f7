"""Hysteresis: a current that rises slowly through a range and falls again."""

import numpy as np

from core.errors import ConvergenceError, DivergenceError
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Hysteresis
from core.neuron.excitability.search import TIGHTER
from core.neuron.initial import NUDGE
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import LOCAL_FRACTION, Run, diverged
from core.neuron.tables import WIDE_RANGE
from core.result import Curve, Floats, Variable
from core.waveform import Waveform

ROBUST = 1e-2
"""Share of the range that they may differ by; where they differ by more they are nothing but rounding."""

KICKS = 200
"""Pulses on each way."""
BRIEF = 0.01
"""Length of a pulse, as a share of the time between two."""

Ends = tuple[float | None, float | None, float | None, float | None]
"""Currents of the first and last spikes on the way up, and down."""


def hysteresis(probe: Probe) -> tuple[Hysteresis, tuple[Curve, ...]]:
    """Spikes on a ramp up and down, with the currents at which firing begins and ends."""
    low, high = probe.request.current_range
    duration = probe.request.ramp_duration
    wave = _ramp(low, high, duration, NUDGE * probe.neuron.model.swing * probe.capacitance)
    try:
        spikes, again = (_spike_times(probe, wave, 2.0 * duration, share) for share in (1.0, TIGHTER))
    except (ConvergenceError, DivergenceError) as error:
        return Hysteresis(verdict="not found", explanation=str(error)), ()
    curves = tuple(
        _curve(name, spikes[part], _current(probe, spikes[part]))
        for name, part in (("ramp_up", spikes < duration), ("ramp_down", spikes >= duration))
        if part.sum() > 1
    )
    return _report(probe, _ends(probe, spikes), _ends(probe, again)), curves


def _ramp(low: float, high: float, duration: float, charge: float) -> Waveform:
    """A rise and a fall of the current, each in a time [ms], with brief pulses of a charge [nC/cm²].

    The longer a cell is close to an equilibrium, the closer it comes, and where that becomes unstable a cell
    without noise stays until rounding sets it free. The pulses, each of which moves the voltage a little, put
    it as far beside as runs begin beside an unstable rest.
    """
    every = duration / KICKS
    begin = np.arange(2 * KICKS) * every
    knots = np.stack([begin, begin + BRIEF * every], axis=1).ravel()
    slope = (high - low) / duration
    slopes = np.where(knots < duration, slope, -slope)
    values = np.where(knots < duration, low + slope * knots, high - slope * (knots - duration))
    values[::2] += charge / (BRIEF * every)
    return Waveform(knots, values, slopes, np.zeros((0, 6)))


def _current(probe: Probe, times: Floats) -> Floats:
    """Current of the ramp [µA/cm²] at some times [ms], without the pulses."""
    low, high = probe.request.current_range
    current: Floats = np.interp(
        times, np.array([0.0, 1.0, 2.0]) * probe.request.ramp_duration, [low, high, low]
    )
    return current


def _spike_times(probe: Probe, wave: Waveform, end: float, share: float) -> Floats:
    run = Run(
        membrane(probe.neuron, WIDE_RANGE),
        wave,
        probe.start,
        np.zeros(0),
        rows=1,
        tolerance=share * LOCAL_FRACTION * probe.request.tolerance,
        end=end,
        threshold=probe.request.spike_threshold,
    )
    if run.finish() == workspace.OUT_OF_TABLE:
        raise diverged(run)
    times: Floats = run.spikes[:, 0]
    return times


def _ends(probe: Probe, spikes: Floats) -> Ends:
    rising = spikes < probe.request.ramp_duration
    up, down = (_current(probe, spikes[part]) for part in (rising, ~rising))
    first = (float(up[0]), float(up[-1])) if up.size else (None, None)
    last = (float(down[0]), float(down[-1])) if down.size else (None, None)
    return (*first, *last)


def _curve(name: str, times: Floats, currents: Floats) -> Curve:
    """Instantaneous rate against the current in the middle of each interval."""
    middle = 0.5 * (currents[1:] + currents[:-1])
    rate = 1e3 / np.diff(times)
    columns = (Variable("current", "I", "µA/cm²", middle), Variable("instantaneous_rate", "f", "Hz", rate))
    return Curve(name, "ramp", columns)


def _report(probe: Probe, found: Ends, again: Ends) -> Hysteresis:
    low, high = probe.request.current_range
    what = f"on a ramp of {probe.amounts.time(probe.request.ramp_duration)} each way "
    if found == (None, None, None, None):
        return Hysteresis(verdict="not found", explanation=what + "there is no spike")
    kept = [_agreed(a, b, ROBUST * (high - low)) for a, b in zip(found, again, strict=True)]
    rising, falling = kept[0], kept[3]
    if (rising is None and found[0] is not None) or (falling is None and found[3] is not None):
        text = (
            f"{what}the cell fires, but the currents at which it begins and ends change with the tolerance "
            "by more than a hundredth of the range: none is given"
        )
        return Hysteresis(verdict="not found", explanation=text)
    changes = [abs(a - b) for a, b in zip(kept, again, strict=True) if a is not None and b is not None]
    uncertainty = max(changes)
    return Hysteresis(
        verdict="found",
        explanation=what + _course(probe, rising, falling, uncertainty),
        rising_onset=rising,
        rising_end=kept[1],
        falling_onset=kept[2],
        falling_end=falling,
        width=None if rising is None or falling is None else rising - falling,
        uncertainty=uncertainty,
    )


def _agreed(current: float | None, again: float | None, allowed: float) -> float | None:
    """A current that two runs agree on [µA/cm²]; None where they do not."""
    return current if current is not None and again is not None and abs(current - again) <= allowed else None


def _course(probe: Probe, rising: float | None, falling: float | None, uncertainty: float) -> str:
    amounts = probe.amounts
    begin = (
        "there is no spike on the way up"
        if rising is None
        else f"firing begins at {amounts.current(rising, 5)}"
    )
    end = (
        "there is none on the way down"
        if falling is None
        else f"ends on the way down at {amounts.current(falling, 5)}"
    )
    text = f"{begin}, and {end}"
    if rising is not None and falling is not None and falling > rising + uncertainty:
        text += ": above where it began, as in a cell that adapts"
    return text + "; both depend on the speed of the ramp"
