"""Hysteresis: a current that rises slowly through a range and falls again."""

import numpy as np

from core.interruption import checkpoint
from core.neuron import workspace
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Hysteresis
from core.neuron.membrane import membrane
from core.neuron.run import LOCAL_FRACTION, Run, diverged
from core.neuron.tables import WIDE_RANGE
from core.result import Curve, Floats, Variable
from core.waveform import Waveform


def hysteresis(probe: Probe) -> tuple[Hysteresis, tuple[Curve, ...]]:
    """Spikes on a ramp up and down, with the currents at which firing begins and ends."""
    low, high = probe.request.current_range
    duration = probe.request.ramp_duration
    slope = (high - low) / duration
    wave = Waveform(
        np.array([0.0, duration]), np.array([low, high]), np.array([slope, -slope]), np.zeros((0, 6))
    )
    spikes = _spike_times(probe, wave, 2.0 * duration)
    currents = wave(spikes)
    rising = spikes < duration
    up, down = currents[rising], currents[~rising]
    curves = tuple(
        _curve(name, spikes[part], currents[part])
        for name, part in (("ramp_up", rising), ("ramp_down", ~rising))
        if part.sum() > 1
    )
    return _report(probe, up, down), curves


def _spike_times(probe: Probe, wave: Waveform, end: float) -> Floats:
    run = Run(
        membrane(probe.neuron, WIDE_RANGE),
        wave,
        probe.start,
        np.zeros(0),
        rows=1,
        tolerance=LOCAL_FRACTION * probe.request.tolerance,
        end=end,
        threshold=probe.request.spike_threshold,
    )
    while (status := run.advance()) == workspace.PAUSED:
        checkpoint()
    if status == workspace.OUT_OF_TABLE:
        raise diverged(run)
    times: Floats = run.spikes[:, 0]
    return times


def _curve(name: str, times: Floats, currents: Floats) -> Curve:
    """Instantaneous rate against the current in the middle of each interval."""
    middle = 0.5 * (currents[1:] + currents[:-1])
    rate = 1e3 / np.diff(times)
    columns = (Variable("current", "I", "µA/cm²", middle), Variable("instantaneous_rate", "f", "Hz", rate))
    return Curve(name, "ramp", columns)


def _report(probe: Probe, up: Floats, down: Floats) -> Hysteresis:
    if up.size + down.size == 0:
        return Hysteresis(verdict="not found", explanation="no spike on the ramp up or down")
    begin, end = (float(up[0]), float(up[-1])) if up.size else (None, None)
    onset, last = (float(down[0]), float(down[-1])) if down.size else (None, None)
    width = begin - last if begin is not None and last is not None else None
    text = f"on a ramp of {probe.request.ramp_duration:g} ms each way "
    text += f"firing begins at {begin:.5g}" if begin is not None else "there is no spike on the way up"
    text += (
        f" and ends on the way down at {last:.5g} µA/cm²"
        if last is not None
        else " µA/cm², none on the way down"
    )
    return Hysteresis(
        verdict="found",
        explanation=text,
        rising_onset=begin,
        rising_end=end,
        falling_onset=onset,
        falling_end=last,
        width=width,
    )
