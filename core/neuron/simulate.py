"""A neuron under current clamp: its voltage and gates in time, its spikes, its currents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.neuron.added_conductance import (
    MAX_CONDUCTANCES,
    Conductance,
    added_conductance,
    conductance_knots,
    conductance_references,
    late_events,
)
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.integrator.membrane import membrane
from core.neuron.layout import layout
from core.neuron.observables import Observables, all_series, usual_series
from core.neuron.tables import RANGE, WIDE_RANGE, kinetics
from core.parameters import Parameters, parameter
from core.quantity import Driven, MicroampPerCm2, Millivolt, TimeSpan, VoltageRate, annotated_quantity
from core.references import cite
from core.result import Notice, Numerics, Result, Variable
from core.sampling import OutputSampling, chosen_series, plan
from core.stimulus import MAX_STIMULI, Chirp, Sine, Stimulus
from core.waveform import knot_count, late_stimuli, waveform

if TYPE_CHECKING:
    from core.neuron.integrator.repeating_run import RepeatingRun
    from core.neuron.integrator.run import Run
    from core.neuron.spikes.features import SpikingFeatures

METHOD = "two-derivative Runge-Kutta 6(5) on tabulated kinetics, quintic Hermite output"
STIFF_METHOD = "; from where its steps became too many, RODAS 4(3)"
STEP_COST, POINT_COST, FIXED_COST = 1.4e-7, 3e-9, 1e-4
"""Measured [s]: a step of two states less a quarter of it for each, a sample of a state, everything else."""
COUPLED_COST = 3.0
"""A step of a neuron with coupled states, in units of another's."""
PHYSIOLOGICAL = 150.0
SWING = 5.0


@dataclass(frozen=True, kw_only=True)
class CurrentClamp(Parameters):
    """An experiment with injected current."""

    duration: TimeSpan = parameter(100.0, "length of the run", le=1e6)
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(MicroampPerCm2))] = parameter(
        (), "injected currents, which add up; positive inward (depolarising)", max_items=MAX_STIMULI
    )
    conductances: tuple[Conductance, ...] = parameter(
        (),
        "conductances that are added to the cell's own: by a dynamic clamp, or of synapses with given times "
        "of events",
        max_items=MAX_CONDUCTANCES,
    )
    initial: Mapping[str, float] | None = parameter(
        None,
        "initial voltage [mV] and gates by name; without a voltage the resting potential, without a gate its "
        "steady state at the initial voltage",
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which series are returned, and when")
    tolerance: Millivolt = parameter(
        1e-3, "error of the voltage to aim at, over the whole run", ge=1e-7, le=1.0
    )
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    derivative_threshold: VoltageRate = parameter(
        10.0,
        "dV/dt at which a spike begins, for the measures that count from there; in models whose spikes are "
        "not of the order of 100 mV, in proportion",
        gt=0.0,
        le=1e6,
    )


def simulate(neuron: Neuron, clamp: CurrentClamp) -> Result:
    """Voltage and gates of a neuron under injected current.

    Solves C dV/dt = I − Σ g Π xᵖ (V − E) − Σ g_added(t) (V − E) and dx/dt = φ (a − b x) by an adaptive
    Runge-Kutta method of order 6 that starts afresh at every jump of the current and at every event of a
    synapse. The error is measured: a second run with ten times the tolerance of a step is compared with the
    first at the first one's own steps.

    Parameters
    ----------
    neuron
        The model with the values of its parameters.
    clamp
        The experiment.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage [mV], every dynamic gate, stimulus [µA/cm²]; on request the
        instantaneous gates, current i_<name> [µA/cm², positive outward] and conductance g_<name> [mS/cm²] of
        each channel, and the sum i_ionic of the currents; of added conductances the current i_added of all
        [µA/cm², positive outward] and g_added_<k> [mS/cm²] of each, k from 1 on. Events: spikes with their
        crossing, peak and `SpikeShape`, all found on the solution itself. Features: `SpikingFeatures`.

    Raises
    ------
    ParameterError
        A series, state or rate that does not exist or has no meaning.
    DivergenceError
        The voltage leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.neuron.integrator import workspace
    from core.neuron.integrator.checked_run import CheckedRun
    from core.neuron.integrator.run import diverged
    from core.neuron.spikes.events import describe_spikes, stimulus_interval

    model = neuron.model
    names = chosen_series(clamp.sampling, usual_series(model), all_series(model, len(clamp.conductances)))
    state = initial_state(neuron, clamp.initial)
    wave = waveform(clamp.stimulus, clamp.duration)
    added = tuple(
        added_conductance(conductance, clamp.duration, f"/conductances/{k}")
        for k, conductance in enumerate(clamp.conductances)
    )
    planned = plan(clamp.sampling, clamp.duration)

    def pair_on(span: tuple[float, float]) -> CheckedRun:
        return CheckedRun(
            membrane(neuron, span),
            wave,
            state,
            planned.times,
            tolerance=clamp.tolerance,
            end=clamp.duration,
            threshold=clamp.spike_threshold,
            conductances=added,
        )

    pair, span = pair_on(RANGE), RANGE
    if not pair.finish():
        pair, span = pair_on(WIDE_RANGE), WIDE_RANGE
        if not pair.finish():
            raise diverged(pair.fine)
    run = pair.fine
    rows = planned.select(run.samples[0])
    table = Observables(neuron, wave, planned.times[rows], run.samples[:, rows], pair.error, added)
    events, features = describe_spikes(
        run,
        pair.steps,
        initial_voltage=float(state[0]),
        threshold=clamp.spike_threshold,
        stimulus=stimulus_interval(clamp.stimulus, clamp.duration),
        derivative_threshold=clamp.derivative_threshold,
        voltage_scale=model.swing,
    )
    return Result(
        axis=Variable("time", "t", "ms", table.times),
        series=tuple(table.series(name) for name in names),
        events=events,
        features=features,
        warnings=(
            *late_stimuli(clamp.stimulus, clamp.duration, "/stimulus"),
            *late_events(clamp.conductances, clamp.duration, "/conductances"),
            *planned.doubts(),
            *doubts(run, features),
        ),
        sampling=planned.describe(table.times.size),
        numerics=Numerics(
            method=METHOD + (STIFF_METHOD if run.task.stiff else "") + _repetition(run),
            tolerance=clamp.tolerance,
            steps=int(run.count[workspace.STEPS]),
            rejected_steps=int(run.count[workspace.REJECTED]),
            evaluations=int(run.count[workspace.EVALUATIONS]),
            estimated_errors=pair.estimates(kinetics(neuron, span).error),
        ),
        references=cite(
            "hairer-wanner-1996" if run.task.stiff else "chan-tsai-2010",
            *conductance_references(clamp.conductances),
            *model.references,
        ),
    )


def cost(neuron: Neuron, clamp: CurrentClamp) -> float:
    """Predicted time of `simulate` [s], within a factor of about four for a neuron that spikes.

    Steps are half of one a millisecond and 0.15 for each time constant of the fastest process: the gates'
    fastest rate between −100 and 60 mV and a tenth of all conductances over the capacitance; and two at every
    knot, 25 in every period of a sinusoid.
    """
    made, fastest = layout(neuron.model), fastest_rate(neuron)
    # Not from the waveform itself: long noises take seconds to make, and the cost is asked first.
    knots = 1 + sum(knot_count(stimulus, clamp.duration) for stimulus in clamp.stimulus)
    knots += sum(conductance_knots(conductance, clamp.duration) for conductance in clamp.conductances)
    cycles = sum(periods(stimulus, clamp.duration) for stimulus in clamp.stimulus)
    finer = min(max(clamp.duration, 100.0), 1000.0) / 100.0 * 1e-3 / clamp.tolerance
    # Past 60 a millisecond the stiff method takes over.
    steps = min(0.5 + 0.15 * fastest, 60.0) * clamp.duration * finer ** (1.0 / 6.0)
    steps += 20.0 + 2.0 * knots + 25.0 * cycles
    states, points = len(neuron.model.states), plan(clamp.sampling, clamp.duration).times.size
    dearer = COUPLED_COST if made.coupling is not None else 1.0
    return float(
        dearer * STEP_COST * (1.0 + 0.25 * states) * 1.7 * steps + POINT_COST * states * points + FIXED_COST
    )


def fastest_rate(neuron: Neuron) -> float:
    """Rate of the fastest process [1/ms]: of the gates between −100 and 60 mV, and of the membrane.

    The membrane's is a tenth of all its conductances over its capacitance.
    """
    table, made = kinetics(neuron), layout(neuron.model)
    constants, channels = made.constants(neuron.values), len(neuron.model.currents)
    capacitance, conductances = constants[0], constants[1 : 1 + channels]
    scales = constants[1 + 2 * channels :]
    low, high = (int((v - table.low) / table.cell) for v in (-100.0, 60.0))
    rates = [float(scale * table.coefficients[low:high, k, 4].max()) for k, scale in enumerate(scales)]
    ohmic = sum(g for g, slope in zip(conductances, made.slopes, strict=True) if slope)
    return float(max(rates, default=0.0) + 0.1 * ohmic / capacitance)


def periods(stimulus: Stimulus, duration: float) -> float:
    """Periods of a sinusoid within a run [ms], at most; 0 for what does not oscillate."""
    if isinstance(stimulus, Sine):
        return stimulus.frequency * duration / 1000.0
    if isinstance(stimulus, Chirp):
        rise = abs(stimulus.frequency - stimulus.initial_frequency) / stimulus.duration
        return (stimulus.initial_frequency + 0.5 * rise * duration) * duration / 1000.0
    return 0.0


def _repetition(run: "RepeatingRun") -> str:
    """What the method says about a cycle that was not computed again and again."""
    if run.cycle is None or not run.copies.periods:
        return ""
    return (
        f"; settled on a limit cycle of {run.cycle.period:.6g} ms, whose multipliers are at most "
        f"{run.cycle.multiplier:.2g}, and repeated from {run.cycle.begin:.6g} ms on"
    )


def doubts(run: "Run", features: "SpikingFeatures") -> tuple[Notice, ...]:
    """What is odd about a run."""
    from core.neuron.integrator import workspace
    from core.neuron.spikes.events import MAX_EVENTS

    found = []
    lowest = min(run.clock[workspace.MINIMUM], features.final_voltage)
    if features.peak_voltage > PHYSIOLOGICAL or lowest < -PHYSIOLOGICAL:
        found.append(
            Notice(
                "beyond-physiology",
                f"the voltage goes beyond ±{PHYSIOLOGICAL:g} mV, where rates were never measured",
            )
        )
    swing = run.clock[workspace.MAXIMUM] - run.clock[workspace.MINIMUM]
    silent_maxima = run.count[workspace.MAXIMA] - features.spike_count
    if features.spike_count < 2 and silent_maxima > 2 and swing > SWING:
        found.append(
            Notice(
                "oscillation-below-threshold",
                f"the voltage oscillates by {swing:.3g} mV without crossing the spike threshold",
                "/spike_threshold",
            )
        )
    if features.spike_count > MAX_EVENTS:
        found.append(
            Notice("events-cut", f"only the first {MAX_EVENTS} of {features.spike_count} spikes are listed")
        )
    return tuple(found)
