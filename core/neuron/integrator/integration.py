"""Solutions of a declared neuron at sample times, forwards or backwards, within a window."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.repeating_run import RepeatingRun
from core.neuron.integrator.run import LOCAL_FRACTION, MAX_STEPS, diverged
from core.neuron.tables import RANGE, WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform

RETURN_VOLTAGE = 0.0
"""Where returns to a limit cycle are looked for [mV]."""


Ending = Literal["end", "window", "steps", "diverged", "small steps"]
_ENDINGS: Mapping[int, Ending] = {
    workspace.LEFT_WINDOW: "window",
    workspace.PAUSED: "steps",
    workspace.OUT_OF_TABLE: "diverged",
    workspace.STEP_TOO_SMALL: "small steps",
}


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A solution at sample times.

    Attributes
    ----------
    times
        Sample times that were reached [ms], shape (k,).
    states
        V and the dynamic gates at them, shape (k, n).
    ended
        At the last sample time; with the step that left the window; after as many steps as are allowed; or,
        where that is no error, as V left ±1000 mV or steps became too small.
    final_time, final_state
        Where the last step ended [ms], and the state there, shape (n,).
    steps, rejected_steps, evaluations
        Work done.
    """

    times: Floats
    states: Floats
    ended: Ending
    final_time: float
    final_state: Floats
    steps: int
    rejected_steps: int
    evaluations: int


def integrate(  # noqa: PLR0913 - by keyword, all but the first four
    neuron: Neuron,
    waveform: Waveform,
    initial_state: Floats,
    sample_times: Floats,
    *,
    tolerance: float = 1e-3,
    start: float = 0.0,
    window: Floats | None = None,
    repeating: bool = True,
    most_steps: int = MAX_STEPS,
    partial: bool = False,
) -> Trajectory:
    """The solution from a state, forwards or backwards in time.

    Parameters
    ----------
    neuron
        The neuron.
    waveform
        Injected current [µA/cm²].
    initial_state
        V [mV] and the dynamic gates at `start`, shape (n,).
    sample_times
        Times [ms] that rise from `start`, or fall from it for a run backwards, shape (k,); the run ends at
        the last.
    tolerance
        Error of V to aim at [mV].
    start
        Time of the initial state [ms].
    window
        Lowest and highest allowed states, shape (2, n): the first step that leaves them is the last.
    repeating
        Once the current is constant and the neuron has settled on a limit cycle through 0 mV, repeat its
        period instead of computing it again.
    most_steps
        Steps after which the run ends, wherever it is; counted in chunks.
    partial
        Whether the beginning of a run that diverges or takes too small steps is an answer.

    Raises
    ------
    ParameterError
        A rate of the neuron is negative or not finite.
    DivergenceError
        The voltage left ±1000 mV, and this is no partial answer.
    ConvergenceError
        Too many or too small steps, likewise.
    """
    state = np.asarray(initial_state, dtype=np.float64)
    times = np.ascontiguousarray(sample_times, dtype=np.float64)
    end = float(times[-1]) if times.size else start

    def run_on(span: tuple[float, float]) -> tuple[RepeatingRun, int]:
        run = RepeatingRun(
            membrane(neuron, span),
            waveform,
            state,
            times,
            rows=state.size,
            tolerance=LOCAL_FRACTION * tolerance,
            start=start,
            end=end,
            threshold=RETURN_VOLTAGE,
            window=window,
            repeating=repeating,
        )
        status = workspace.PAUSED
        while status == workspace.PAUSED and run.count[workspace.STEPS] < most_steps:
            checkpoint()
            try:
                status = run.advance()
            except ConvergenceError:
                if not partial:
                    raise
                status = workspace.STEP_TOO_SMALL
        return run, status

    run, status = run_on(RANGE)
    if status == workspace.OUT_OF_TABLE:
        run, status = run_on(WIDE_RANGE)
        if status == workspace.OUT_OF_TABLE and not partial:
            raise diverged(run)
    reached = int(run.count[workspace.SAMPLE])
    if end == start:
        run.samples[:, :] = state[:, np.newaxis]
        reached = times.size
    return Trajectory(
        times[:reached],
        run.samples[:, :reached].T,
        _ENDINGS.get(status, "end"),
        run.time,
        run.state,
        int(run.count[workspace.STEPS]),
        int(run.count[workspace.REJECTED]),
        int(run.count[workspace.EVALUATIONS]),
    )


def warm() -> None:
    """Compile the kernel, or load it from the cache."""
    from core.neuron.catalogue import CATALOGUE

    neuron = Neuron.of(next(iter(CATALOGUE.values())))
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    state = np.append(-65.0, np.full(len(neuron.model.states) - 1, 0.5))
    integrate(neuron, still, state, np.array([0.0, 0.1]))
