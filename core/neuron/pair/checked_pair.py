"""Two coupled cells with their error: a second, rougher pair keeps the first company.

As `core.neuron.integrator.checked_run`. The rough pair finds its own spikes and fires its own synapses, so
their difference contains what errors of spike times do to the other cell.
"""

import numpy as np

from core.neuron.integrator.checked_run import BASIS, FLOOR, MAX_LOGGED, ROUGHNESS, local_tolerance
from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.run import CHUNK, Run
from core.neuron.pair.coupled_pair import CoupledPair
from core.neuron.pair.request import Connection, PairedCell
from core.result import ErrorEstimate, Floats
from core.waveform import Waveform


class CheckedPair:
    """Two pairs in one experiment, the rough one always up to where the fine one is.

    Parameters
    ----------
    membranes, cells, waves, states
        Each cell's membrane, experiment, injected current [µA/cm²], and state at time 0.
    connections
        Synapses between the two.
    times
        Sample times [ms], shape (k,).
    end
        End of the run [ms].
    """

    def __init__(
        self,
        membranes: tuple[Membrane, ...],
        cells: tuple[PairedCell, ...],
        waves: tuple[Waveform, ...],
        states: tuple[Floats, ...],
        connections: tuple[Connection, ...],
        *,
        times: Floats,
        end: float,
    ) -> None:
        self.end = end

        def made(roughness: float) -> CoupledPair:
            fine = roughness == 1.0
            first, second = (
                Run(
                    membrane,
                    wave,
                    state,
                    times if fine else times[:0],
                    rows=state.size if fine else 1,
                    tolerance=roughness * local_tolerance(cell.tolerance, end),
                    end=0.0,
                    threshold=cell.spike_threshold,
                    logged=fine,
                )
                for membrane, cell, wave, state in zip(membranes, cells, waves, states, strict=True)
            )
            return CoupledPair((first, second), (waves[0], waves[1]), connections)

        self.fine, self.rough = made(1.0), made(ROUGHNESS)
        self._difference = [0.0, 0.0]
        self._logs: tuple[list[Floats], list[Floats]] = ([], [])
        self._logged = [0, 0]

    def finish(self) -> bool:
        """Run to the end; false if a voltage left the table.

        Raises
        ------
        ConvergenceError
            Too many or too small steps.
        """
        fine = self.fine
        while fine.time < self.end:
            if not fine.advance(self.end):
                return False
            steps = sum(log.shape[1] for cell in fine.cells for log in cell.logs)
            if (steps > CHUNK or fine.time >= self.end) and not self._compare():
                return False
        return True

    def _compare(self) -> bool:
        """Bring the rough pair to where the fine one is; false if a voltage left the table."""
        fine, rough = self.fine, self.rough
        logs = [np.concatenate(cell.logs, axis=1) for cell in fine.cells]
        for cell, log in zip(rough.cells, logs, strict=True):
            cell.sample(log[0])
        while rough.time < fine.time:
            if not rough.advance(fine.time):
                return False
        for k, (cell, log) in enumerate(zip(rough.cells, logs, strict=True)):
            found = float(np.abs(cell.run.samples[0] - log[1]).max(initial=0.0))
            self._difference[k] = max(self._difference[k], found)
            if self._logged[k] < MAX_LOGGED:
                self._logs[k].append(log)
                self._logged[k] += log.shape[1]
            fine.cells[k].logs.clear()
        return True

    def steps(self, k: int) -> Floats:
        """The first million steps or so of a cell (0 or 1), shape (9, n), as in `Run.log`."""
        return np.concatenate(self._logs[k], axis=1)

    def error(self, k: int) -> float:
        """Estimated error of the voltage of a cell (0 or 1) over the run [mV]."""
        return max(self._difference[k], FLOOR)

    def spike_time_error(self) -> float | None:
        """Estimated error of the spike times [ms]; None without spikes, or where their numbers differ."""
        both = [
            (cell.crossings, other.crossings)
            for cell, other in zip(self.fine.cells, self.rough.cells, strict=True)
        ]
        if not any(fine for fine, _ in both) or any(len(fine) != len(rough) for fine, rough in both):
            return None
        shifts = [np.abs(np.subtract(fine, rough)).max(initial=0.0) for fine, rough in both]
        return max(float(max(shifts)), 1e-12)

    def estimates(self, table_error: float) -> tuple[ErrorEstimate, ...]:
        """The errors as an answer states them."""
        spike_time = self.spike_time_error()
        found = [ErrorEstimate(f"voltage_{k + 1}", "mV", self.error(k), BASIS) for k in range(2)]
        if spike_time is not None:
            found.append(ErrorEstimate("spike_time", "ms", spike_time, BASIS))
        basis = "tables against the declared expressions in the middles of the cells, relative to the rates"
        return (*found, ErrorEstimate("rates", "1", table_error, basis))
