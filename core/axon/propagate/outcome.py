"""How it ended: whether spikes ran through the axon, stopped, or were still under way."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.axon.propagate.report import Outcome
from core.axon.propagate.runs import Runs
from core.result import Floats

NEAR = 5.0
"""Length constants at 1 kHz within which a pulse is felt without a spike."""
PATIENCE = 3.0
"""A front has stopped that has needed so many times as long for the next compartment as for the last one."""
MOST_PLACES = 8
"""Of one sentence."""


@dataclass(frozen=True, slots=True)
class Front:
    """Where a spike came to last [µm], and whether the run ended too soon to tell that it stopped there."""

    position: float
    moves: bool


def outcome(runs: Runs, sources: tuple[float, ...], near: float, end: float) -> tuple[Outcome, str]:
    """How it ended, in a word and in words.

    Parameters
    ----------
    runs
        The runs.
    sources
        Positions of the stimuli [µm].
    near
        How far a stimulus is felt [µm].
    end
        Length of the run [ms].
    """
    arrivals, centres = runs.fine.arrivals[runs.row.excitable], runs.row.centres[runs.row.excitable]
    arrived, each = np.isfinite(arrivals), "point" if runs.row.nodes is None else "node"
    if not arrived.any():
        return "not-excited", f"no {each} of the axon saw a spike"
    if arrived.all():
        return "conducted", f"every {each} of the axon saw a spike"
    found = fronts(arrivals, centres, end)
    stopped = [front.position for front in found if not front.moves]
    if not found:
        return (
            "conducted",
            f"a spike ran through, past {np.sum(~arrived)} {each}s that saw none themselves",
        )
    if not stopped:
        places = _listed([front.position for front in found])
        return "under-way", f"a spike was still on its way at {places} µm when the run ended"
    if sources:
        farthest = float(np.abs(centres[arrived][:, np.newaxis] - np.array(sources)).min(axis=1).max())
        if farthest < near:
            return "not-excited", (
                f"nothing rose above {runs.threshold:.4g} mV farther than {farthest:.4g} µm from a stimulus, "
                f"which is itself felt as far as about {near:.4g} µm"
            )
    return "blocked", f"a spike travelled, but stopped at {_listed(stopped)} µm"


def fronts(arrivals: Floats, centres: Floats, end: float) -> tuple[Front, ...]:
    """Places that spikes came to, and did not leave within the run.

    Parameters
    ----------
    arrivals, centres
        Of the compartments [ms], nan where nothing arrives, and [µm].
    end
        Length of the run [ms].
    """
    arrived, found = np.isfinite(arrivals), []
    for ahead in (1, -1):
        # As seen by a spike that runs towards the last compartment.
        times, places = arrivals[::ahead], centres[::ahead]
        reached = np.flatnonzero(arrived[::ahead]).tolist()
        for last, following in pairwise([*reached, times.size]):
            if following == last + 1 or _leaves(times, last, -1):
                continue
            if following < times.size and times[following] > times[last] and _leaves(times, following, 1):
                continue  # it ran past what lies between
            # Where nothing arrives before, this is nan, and the front is none that moves.
            needed = times[last] - times[last - 1] if last > 0 else np.nan
            border = 0.5 * float(places[last] + places[last + 1])
            found.append(Front(border, bool(end - times[last] < PATIENCE * needed)))
    return tuple(sorted(found, key=lambda front: front.position))


def _leaves(times: Floats, place: int, step: int) -> bool:
    """Whether a spike ran from a place to the next one on one side."""
    beside = place + step
    return bool(0 <= beside < times.size and times[beside] > times[place])


def _listed(places: list[float]) -> str:
    return ", ".join(f"{place:.6g}" for place in places[:MOST_PLACES])
