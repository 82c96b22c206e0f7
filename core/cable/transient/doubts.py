"""What is doubtful about a request for a cable in time, or about its answer."""

import numpy as np

from core.cable.geometry import KilledEnd, VoltageClampedEnd
from core.cable.transient.drive import shortest_period
from core.cable.transient.record import Record
from core.cable.transient.request import CableTransientRequest
from core.result import Notice, Sampling
from core.sampling import undersampled
from core.waveform import Waveform, late_stimuli

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""


def doubts(
    request: CableTransientRequest, record: Record, drives: list[Waveform], sampling: Sampling
) -> tuple[Notice, ...]:
    """Warnings for the answer.

    Parameters
    ----------
    record
        The voltages that were computed.
    drives
        The injected currents, with times in ms.
    sampling
        Which of the voltages are returned.
    """
    found = [*_into_held_ends(request)]
    if float(np.abs(record.voltages + request.resting_potential).max()) > BREAKDOWN:
        found.append(Notice("beyond-breakdown", "no membrane withstands this voltage", "/injections"))
    period = min((shortest_period(drive, request.duration) for drive in drives), default=np.inf)
    found.extend(undersampled(sampling, request.duration, period))
    for index, injection in enumerate(request.injections):
        found.extend(late_stimuli(injection.stimulus, request.duration, f"/injections/{index}/stimulus"))
    return tuple(found)


def _into_held_ends(request: CableTransientRequest) -> list[Notice]:
    """Currents that leave where they enter."""
    return [
        Notice(
            "current-into-held-end",
            f"the current at {position:g} µm enters a {end.kind} end: all of it leaves there, and the cable "
            "sees none of it",
            f"/injections/{index}",
        )
        for end, position in zip(request.ends, request.reach, strict=True)
        if isinstance(end, KilledEnd | VoltageClampedEnd)
        for index, injection in enumerate(request.injections)
        if injection.position == position
    ]
