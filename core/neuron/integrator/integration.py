"""Solutions of a declared neuron at sample times, forwards or backwards, within a window."""

from dataclasses import dataclass

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.repeating_run import RepeatingRun
from core.neuron.integrator.run import LOCAL_FRACTION, diverged
from core.neuron.tables import RANGE, WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform

RETURN_VOLTAGE = 0.0
"""Where returns to a limit cycle are looked for [mV]."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A solution at sample times.

    Attributes
    ----------
    times
        Sample times that were reached [ms], shape (k,).
    states
        V and the dynamic gates at them, shape (k, n).
    left_window
        Whether the run ended because it left the window.
    final_time, final_state
        Where the last step ended [ms], and the state there, shape (n,).
    steps, rejected_steps, evaluations
        Work done.
    """

    times: Floats
    states: Floats
    left_window: bool
    final_time: float
    final_state: Floats
    steps: int
    rejected_steps: int
    evaluations: int


def integrate(
    neuron: Neuron,
    waveform: Waveform,
    initial_state: Floats,
    sample_times: Floats,
    *,
    tolerance: float = 1e-3,
    start: float = 0.0,
    window: Floats | None = None,
    repeating: bool = True,
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

    Raises
    ------
    ParameterError
        A rate of the neuron is negative or not finite.
    DivergenceError
        The voltage left ±1000 mV.
    ConvergenceError
        Too many or too small steps.
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
        return run, run.finish()

    run, status = run_on(RANGE)
    if status == workspace.OUT_OF_TABLE:
        run, status = run_on(WIDE_RANGE)
        if status == workspace.OUT_OF_TABLE:
            raise diverged(run)
    reached = int(run.count[workspace.SAMPLE])
    if end == start:
        run.samples[:, :] = state[:, np.newaxis]
        reached = times.size
    return Trajectory(
        times[:reached],
        run.samples[:, :reached].T,
        status == workspace.LEFT_WINDOW,
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
