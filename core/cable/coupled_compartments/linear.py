"""A linear network in full: modes, response, what it reports."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cable.coupled_compartments.circuit import circuit
from core.cable.coupled_compartments.compartments import Passive
from core.cable.coupled_compartments.couplings import Complexes, Couplings
from core.cable.coupled_compartments.features import CompartmentFeatures
from core.cable.coupled_compartments.junctions import OhmicJunction
from core.cable.coupled_compartments.linear_response import LinearResponse, linear_response
from core.cable.coupled_compartments.modes import Modes, modes
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.interruption import checkpoint
from core.result import Floats, Sampling
from core.sampling import MAX_POINTS, SamplePlan, equally_spaced, interval_times, keeps_extremes, plan
from core.stimulus import Pulse, Step, Stimulus

POINTS_PER_PERIOD = 32
"""Points of a sinusoid that draw it."""
MOST_TOGETHER = 2**24
"""Voltages looked at for their extremes; of more, a part."""
LEADING = 8
"""Compartments whose extremes are kept where points are left out."""
REFINEMENTS, FINER = 4, 9
"""Rounds in which an extreme is looked for between its neighbours, and points in each."""


@dataclass(frozen=True, eq=False)
class LinearSolution:
    """A linear network, solved.

    Attributes
    ----------
    request, modes, response
        What was asked, and the solution.
    """

    request: CoupledCompartmentsRequest
    modes: Modes
    response: LinearResponse

    def voltages(self, times: Floats, rows: Sequence[int]) -> Floats:
        """Voltages of some compartments [mV] at increasing times [ms], shape (rows, m)."""
        return self.response.rest[list(rows), np.newaxis] + self.response(times, rows)

    def couplings(self) -> Couplings:
        """The network at its rest."""
        leak = self.response.circuit.leak
        with np.errstate(divide="ignore"):
            own = 1.0 / leak
        eigenvalues = -self.modes.rates.astype(np.complex128)
        return Couplings(
            self.response.rest, own, self.modes.resistances, self._impedances, eigenvalues, self.modes.shapes
        )

    def _impedances(self, frequency: float) -> Complexes:
        """Σ_k S_k S_kᵀ/(λ_k + iω) [MΩ], shape (n, n); by elimination where the frequency is 0."""
        if frequency == 0.0:
            return self.modes.resistances.astype(np.complex128)
        shapes = self.modes.shapes
        rates = self.modes.rates + 2e-3j * math.pi * frequency
        return np.asarray((shapes / rates) @ shapes.T, dtype=np.complex128)

    def steady(self) -> tuple[float | None, ...]:
        """Voltages that the currents at the end of the run lead to [mV]; None where there are none."""
        size, duration = len(self.request.compartments), self.request.duration
        changing = {
            self.response.circuit.pieces[k]
            for k, compartment in enumerate(self.request.compartments)
            if any(_changes_at(stimulus, duration) for stimulus in compartment.stimulus)
        }
        last = np.zeros(size)
        for source in self.response.sources:
            last[list(source.compartments)] += source.drive.values[-1]
        floating = self.response.circuit.floating
        none = floating | np.isin(self.response.circuit.pieces, list(changing))
        moved = np.where(floating[:, np.newaxis], 0.0, self.modes.resistances) @ last
        return tuple(None if none[k] else float(self.response.rest[k] + moved[k]) for k in range(size))

    def sampled(self, rows: Sequence[int]) -> tuple[Floats, Floats, Sampling]:
        """Times to return [ms], voltages of some compartments there, shape (rows, m), and what was done."""
        sampling, duration = self.request.sampling, self.request.duration
        if not keeps_extremes(sampling, duration, self._finest(sampling.points)):
            even = plan(sampling, duration, fine_interval=np.inf)
            return even.times, self.voltages(even.times, rows), even.describe(even.times.size)
        times = self._critical_times(sampling.points, len(rows))
        if sampling.interval is not None:
            times = np.union1d(times, interval_times(sampling.interval, duration))
        found = self.voltages(times, rows)
        planned = SamplePlan(times, sampling.points, "min-max")
        if found.shape[0] == 0:
            kept = planned.select(np.zeros(times.size))
        else:
            kept = planned.select(*found[:LEADING])
        return times[kept], found[:, kept], planned.describe(times[kept].size)

    def features(self) -> tuple[CompartmentFeatures, ...]:
        """Extremes of all voltages."""
        size = len(self.request.compartments)
        times = self._critical_times(self.request.sampling.points, size)
        everything = range(size)
        found = self.voltages(times, everything)
        highest = self._extremes(times, found, 1.0)
        lowest = self._extremes(times, found, -1.0)
        return tuple(
            CompartmentFeatures(
                compartment=k + 1,
                highest_voltage=float(highest[0][k]),
                highest_time=float(highest[1][k]),
                lowest_voltage=float(lowest[0][k]),
                lowest_time=float(lowest[1][k]),
                end_voltage=float(found[k, -1]),
                spikes=None,
            )
            for k in everything
        )

    def _extremes(self, times: Floats, found: Floats, sign: float) -> tuple[Floats, Floats]:
        """Highest (sign 1) or lowest (−1) voltages and their times, shape (n,) each."""
        rows = np.arange(found.shape[0])
        best = np.argmax(sign * found, axis=1)
        values, when = found[rows, best], times[best]
        low, high = times[np.maximum(best - 1, 0)], times[np.minimum(best + 1, times.size - 1)]
        for _ in range(REFINEMENTS):
            checkpoint()
            finer = np.linspace(low, high, FINER, axis=1)
            everywhere, place = np.unique(finer, return_inverse=True)
            voltages = self.voltages(everywhere, rows.tolist())[
                rows[:, np.newaxis], place.reshape(finer.shape)
            ]
            best = np.argmax(sign * voltages, axis=1)
            better = sign * voltages[rows, best] > sign * values
            values = np.where(better, voltages[rows, best], values)
            when = np.where(better, finer[rows, best], when)
            low, high = finer[rows, np.maximum(best - 1, 0)], finer[rows, np.minimum(best + 1, FINER - 1)]
        return values, when

    def _finest(self, points: int) -> float:
        """Interval [ms] that still draws the currents: their shortest piece, a part of a period."""
        shortest = self.response.shortest_period / POINTS_PER_PERIOD
        for source in self.response.sources:
            knots = source.drive.knots
            many = knots.size > points
            piece = self.request.duration / knots.size if many else np.min(np.diff(knots), initial=np.inf)
            shortest = min(shortest, float(piece))
        return shortest

    def _critical_times(self, points: int, rows: int) -> Floats:
        """Increasing times [ms] that see every piece and every period of the currents, as far as possible."""
        duration = self.request.duration
        wanted = duration / self.response.shortest_period * POINTS_PER_PERIOD
        grid = equally_spaced(duration, int(min(max(wanted, points, 512.0), MAX_POINTS)))
        times = np.unique(np.concatenate([grid, *(source.drive.knots for source in self.response.sources)]))
        most = max(MOST_TOGETHER // max(rows, 1), 1024)
        if times.size > most:
            times = times[np.unique(np.linspace(0, times.size - 1, most).astype(np.intp))]
        return times


def _changes_at(stimulus: Stimulus, time: float) -> bool:
    """Whether a stimulus is under way and not constant at a time [ms]."""
    if isinstance(stimulus, Step | Pulse):
        return False
    end = stimulus.end
    return stimulus.onset < time and (end is None or end > time)


def solve_linear(request: CoupledCompartmentsRequest) -> LinearSolution:
    """The solution of a linear network.

    Raises
    ------
    ParameterError
        A noise with too many values.
    ConvergenceError
        The modes cannot be found.
    """
    compartments = [each for each in request.compartments if isinstance(each, Passive)]
    junctions = [each for each in request.junctions if isinstance(each, OhmicJunction)]
    network = circuit(compartments, junctions)
    found = modes(network)
    return LinearSolution(request, found, linear_response(compartments, network, found, request.duration))
