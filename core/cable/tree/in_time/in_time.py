"""A tree that is run in time."""

from dataclasses import dataclass

import numpy as np

from core.cable.arbor import Arbor
from core.cable.transient.times import planned_times
from core.cable.tree.ends import Ends, ends_of
from core.cable.tree.in_time.compartments import Nodes, nodes
from core.cable.tree.in_time.division import divided
from core.cable.tree.in_time.runs import LARGEST, TOLERANCE, Runs, Setting, run
from core.cable.tree.in_time.times import close_times, corners, looks
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.solved import Solved
from core.cable.tree.stretches import Cut, cut
from core.result import Floats, Rows
from core.sampling import SamplePlan
from core.stimulus import Step
from core.waveform import Waveform, waveform

STIFFEST = 1e9
"""Largest axial conductance in units of that of all membranes: a larger one would leave no digits to this."""


@dataclass(frozen=True, eq=False)
class InTime:
    """A tree in time.

    Attributes
    ----------
    request, cut
        What was asked for: the tree, cut at the injections and the recorded places.
    waveforms
        Currents of the injections [nA].
    bends
        Times at which voltages may bend [ms].
    times
        Times of the record [ms]: those that may be returned, and others.
    planned, rows
        How those that are returned were chosen, and which they are.
    profile_times
        Increasing [ms].
    runs
        The runs; their record is that of the recorded places and of the first injection.
    """

    request: CableTreeRequest
    cut: Cut
    waveforms: tuple[Waveform, ...]
    bends: Floats
    times: Floats
    planned: SamplePlan
    rows: Rows
    profile_times: Floats
    runs: Runs

    @property
    def errors(self) -> tuple[Floats, Floats, Floats]:
        """Errors of what is returned [mV], shape (places,) each.

        Largest differences from the looser run, and from the coarser one; and what the tolerance is of the
        largest voltage there, for steps of the same length have the same errors in two runs.
        """
        fine, loose, coarse = (
            each.record[:, self.rows] for each in (self.runs.fine, self.runs.loose, self.runs.coarse)
        )
        share = TOLERANCE / LARGEST * np.abs(self.runs.fine.record).max(axis=1)
        return np.abs(fine - loose).max(axis=1), np.abs(fine - coarse).max(axis=1), share


def in_time(found: Solved, duration: float) -> InTime:
    """Run a tree.

    Parameters
    ----------
    found
        The tree and its steady state.
    duration
        Length of the run [ms].

    Raises
    ------
    ParameterError
        A noise, an output interval or compartments too fine.
    ConvergenceError
        Too many steps.
    """
    request = found.request
    waveforms = tuple(
        waveform(
            (*(each.stimulus or ()), Step(amplitude=each.steady_current)),
            duration,
            f"/injections/{index}/stimulus",
        )
        for index, each in enumerate(request.injections)
    )
    bends = corners(waveforms, duration)
    planned = planned_times(request.sampling, duration, waveforms)
    times = np.union1d(planned.times, close_times(waveforms, bends, duration))
    places = [*request.injections, *request.recorded]
    made = cut(
        found.arbor,
        np.array([place.branch for place in places], dtype=np.intp),
        np.array([request.position(place) for place in places]),
    )
    count = len(request.injections)
    profile_times = np.unique(request.profiles_at)
    setting = Setting(
        injected=made.place_nodes[:count],
        waveforms=waveforms,
        recorded=np.concatenate([made.place_nodes[count:], made.place_nodes[: min(count, 1)]]),
        times=times,
        profile_times=profile_times,
        look_times=looks(bends, duration),
        duration=duration,
    )
    ends = ends_of(request.ends, request, made, request.resting_potential)
    pieces = divided(found.arbor, made.stretches, request.compartment_length)
    stiffest = STIFFEST * _conductance(found, duration)
    # A lower limit, too: what it costs shall show.
    fine = _nodes(found.arbor, made, ends, pieces, stiffest)
    coarse = _nodes(found.arbor, made, ends, pieces // 2, 0.25 * stiffest)
    runs = run(setting, fine, coarse, _largest(found, waveforms, duration))
    candidates = np.searchsorted(times, planned.times)
    rows = candidates[planned.select(*runs.fine.record[: len(request.recorded), candidates])]
    return InTime(request, made, waveforms, bends, times, planned, rows, profile_times, runs)


def _nodes(arbor: Arbor, made: Cut, ends: Ends, pieces: Rows, stiffest: float) -> Nodes:
    branch = made.stretches.branch
    membrane = arbor.membrane_resistance[branch], arbor.membrane_capacitance[branch]
    return nodes(made, ends, membrane, pieces, stiffest)


def _conductance(found: Solved, duration: float) -> float:
    """Conductance of all membranes, and what their charge takes within a run [ms] [µS]."""
    arbor, ends = found.arbor, found.ends
    # 1 µm²/(Ω·cm²) is 0.01 µS.
    own = 0.01 * arbor.membrane_area / arbor.membrane_resistance
    charged = float(own @ arbor.time_constant + ends.conductance @ ends.time_constant)
    return float(np.sum(own) + np.sum(ends.conductance)) + charged / duration


def _largest(found: Solved, waveforms: tuple[Waveform, ...], duration: float) -> float:
    """Bound on the voltages above or below rest [mV]: every current at its largest for ever."""
    largest = float(np.abs(found.ends.voltage).max())
    resistances = found.steady.resistance[found.injected].real.tolist()
    for wave, resistance in zip(waveforms, resistances, strict=True):
        ends = np.append(wave.knots[1:], duration)
        reached = np.abs(np.stack([wave.values, wave.values + wave.slopes * (ends - wave.knots)])).max()
        largest += resistance * float(reached + np.abs(wave.sinusoids[:, 2]).sum())
    # Where nothing is injected but zero currents, any scale will do.
    return largest or 1.0
