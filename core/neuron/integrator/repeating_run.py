"""A run that repeats the period of a limit cycle it has settled on, instead of computing it again."""

import numpy as np

from core.neuron.added_conductance import AddedConductance
from core.neuron.integrator import workspace
from core.neuron.integrator.cycle_search import CycleSearch, ReturnMap
from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.returns import KEPT, UNKNOWN
from core.neuron.integrator.run import Run
from core.neuron.integrator.settled_cycle import Copies, Cycle
from core.neuron.integrator.workspace import LOG_ROWS, Drive
from core.result import Floats
from core.waveform import Waveform

SEARCH_PERIODS, SEARCH_STEPS = 8, 1_200
"""What the search for a cycle costs, but for a period for each gate; steps in time."""
_SHIFTED = [
    workspace.TIME,
    workspace.CROSSING,
    workspace.PEAK_TIME,
    workspace.MAXIMUM_TIME,
    workspace.EARLIER_MAXIMUM_TIME,
]
"""Times that are later after repeated periods; the highest and the lowest voltage are those met first."""


class RepeatingRun(Run):
    """A run that, once its drive is constant and it has settled on a limit cycle, repeats a period of it.

    The cycle must cross the spike threshold. Where it is not known to be stable, or not near enough for the
    tolerance of the run, the run is computed on.

    Parameters
    ----------
    cell, waveform, state, times, rows, tolerance, end, threshold, start, follow, logged, window, conductances
        As for `Run`.
    repeating
        False to compute everything, as is done in any case within a window and backwards.
    """

    def __init__(  # noqa: PLR0913 - by keyword, all but the first four
        self,
        cell: Membrane,
        waveform: Waveform,
        state: Floats,
        times: Floats,
        *,
        rows: int,
        tolerance: float,
        end: float,
        threshold: float,
        start: float = 0.0,
        follow: bool = False,
        logged: bool = False,
        window: Floats | None = None,
        conductances: tuple[AddedConductance, ...] = (),
        repeating: bool = True,
    ) -> None:
        super().__init__(
            cell,
            waveform,
            state,
            times,
            rows=rows,
            tolerance=tolerance,
            end=end,
            start=start,
            threshold=threshold,
            follow=follow,
            logged=logged,
            window=window,
            conductances=conductances,
        )
        if repeating and end > start and window is None and _ends_constant(self.drive):
            self.returns = np.empty((KEPT, 1 + cell.dynamic))
        self.cycle: Cycle | None = None
        self.repeated = (start, 0)
        """From which time [ms] on so many periods are repeated; of the last call of `advance`."""
        self.searched: list[Floats] = []
        """Steps, as in `log`, that the search for a cycle took after those; of the last call."""
        self.copies = Copies(0, 0, 0)
        self.around: ReturnMap | None = None
        """The cycle's return map, once it is found; or that of another run of the same neuron."""
        self._waited = 0

    def advance(self) -> int:
        """Go on for at most a chunk of steps, or to the end by repeating; return the kernel's status.

        Raises
        ------
        ConvergenceError
            The steps have become too small or too many.
        """
        self.repeated, self.searched = (self.time, 0), []
        if self.cycle is not None:
            self._repeat(self.cycle)
        status = super().advance()
        if status == workspace.REPEATS:
            self._look_for_cycle()
            status = workspace.PAUSED
        return status

    def _look_for_cycle(self) -> None:
        """Look whether the run, whose states have returned, is on a cycle; then repeat its period."""
        count, returns = self.count, self.returns
        made, stride = int(count[workspace.RETURNS]), int(count[workspace.STRIDE])
        if made == stride:
            # So many have been waited for.
            count[workspace.STRIDE] = UNKNOWN
            return
        period = returns[(made - 1) % KEPT, 0] - returns[(made - 1 - stride) % KEPT, 0]
        periods = (self._horizon() - self.time) / period
        pace = count[workspace.STEPS] / (self.time - self._start)
        if periods > SEARCH_PERIODS + self.cell.dynamic + SEARCH_STEPS / (pace * period):
            logged = int(count[workspace.LOGGED])
            search = CycleSearch(self, periods)
            search.find()
            count[workspace.LOGGED] = logged
            self.searched = [search.log[:LOG_ROWS]]
            if search.cycle is not None:
                self.cycle = search.cycle
                self._repeat(search.cycle)
                return
        # Twice as many as have been: searches are dear.
        self._waited += made
        count[workspace.RETURNS], count[workspace.STRIDE] = 0, self._waited

    def _horizon(self) -> float:
        """Up to when this call goes at most [ms]."""
        if self.task.follow:
            return float(self.times[-1]) if self.times.size else self.time
        return self.task.end

    def _repeat(self, cycle: Cycle) -> None:
        """Go on by whole periods of a cycle, as many as are left."""
        clock, count, begin = self.clock, self.count, self.time
        periods = int((self._horizon() - begin) / cycle.period - 1e-9)
        if periods < 1:
            return
        span = periods * cycle.period
        first = int(count[workspace.SAMPLE])
        last = int(np.searchsorted(self.times, begin + span, side="right"))
        if last > first:
            cycle.sample(self.times, first, last, self.samples)
            count[workspace.SAMPLE] = last
        done = np.concatenate(self._spikes[-1 - cycle.spikes :])[-cycle.spikes :]
        self.copies = Copies(sum(part.shape[0] for part in self._spikes), cycle.spikes, periods)
        self._spikes.append(cycle.later_spikes(done, periods))
        clock[_SHIFTED] += span
        count[workspace.ALL_SPIKES] += periods * cycle.spikes
        count[workspace.MAXIMA] += periods * cycle.maxima
        self.repeated = (begin, periods)


def _ends_constant(drive: Drive) -> bool:
    """Whether nothing changes any more after the last knot."""
    sinusoids = drive.sinusoids.size and bool((drive.sinusoids[:, 1] > drive.knots[-1]).any())
    # Of the numbers of a conductance only the first is constant.
    changing = drive.conductances.size and bool(drive.conductances[-1, :, 1:].any())
    return not (drive.slopes[-1] or sinusoids or changing)
