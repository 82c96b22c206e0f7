"""Coupled cells integrated to the end of a run, with what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.cable.coupled_compartments.compartments import ActiveCompartment
from core.cable.coupled_compartments.features import CompartmentFeatures
from core.cable.coupled_compartments.joint import arrays
from core.cable.coupled_compartments.joint.build import network
from core.cable.coupled_compartments.joint.checked import CheckedJointRun
from core.cable.coupled_compartments.joint.run import JointRun, record
from core.cable.coupled_compartments.linear_response import Source
from core.cable.coupled_compartments.linearisation import System
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.neuron.integrator.checked_run import ROUGHNESS, local_tolerance
from core.neuron.simulate import doubts
from core.neuron.spikes.events import describe_spikes, stimulus_interval
from core.neuron.spikes.features import SpikingFeatures
from core.result import Event, Floats, Notice, Numerics

METHOD = "two-derivative Runge-Kutta 6(5) on all compartments together, quintic Hermite output"
STIFF_METHOD = "; from where its steps became too many, RODAS 4(3)"


@dataclass(frozen=True, eq=False)
class JointSolution:
    """A network that is not linear, integrated.

    Attributes
    ----------
    request, system
        What was asked, and the equations.
    checked
        The finished runs.
    start
        Voltages at time 0 [mV], shape (n,).
    samples
        The sampled states at the sample times, by their place among all states.
    """

    request: CoupledCompartmentsRequest
    system: System
    checked: CheckedJointRun
    start: Floats
    samples: dict[int, Floats]

    def voltage(self, k: int) -> Floats:
        """Voltage of a compartment at the sample times [mV]."""
        return self.samples[int(self.system.first[k])]

    def states(self, k: int) -> Floats:
        """All states of a compartment at the sample times, shape (states, m)."""
        part = self.system.part(k)
        return np.array([self.samples[place] for place in range(part.start, part.stop)])

    @property
    def active(self) -> tuple[int, ...]:
        """Indices of the excitable compartments."""
        return tuple(k for k, cell in enumerate(self.system.cells) if cell.neuron is not None)

    def trains(self) -> list[tuple[int, Floats]]:
        """Number and spike times [ms] of every excitable compartment."""
        return [(k + 1, self.checked.fine.spikes(k)[:, 0]) for k in self.active]

    def features(self) -> tuple[tuple[Event, ...], tuple[CompartmentFeatures, ...], tuple[Notice, ...]]:
        """Spikes of all in the order of time, measures of each compartment, and what is odd about them."""
        events: list[Event] = []
        found: list[CompartmentFeatures] = []
        notices: list[Notice] = []
        for k, compartment in enumerate(self.request.compartments):
            spikes = None
            if isinstance(compartment, ActiveCompartment):
                fired, spikes, odd = self._spikes(k, compartment)
                events += fired
                notices += odd
            steps = self.checked.steps(k)
            highest, lowest = extreme(steps, 1.0), extreme(steps, -1.0)
            found.append(
                CompartmentFeatures(
                    compartment=k + 1,
                    highest_voltage=highest[0],
                    highest_time=highest[1],
                    lowest_voltage=lowest[0],
                    lowest_time=lowest[1],
                    end_voltage=float(self.checked.fine.state[self.system.first[k]]),
                    spikes=spikes,
                )
            )
        events.sort(key=lambda event: event.time)
        return tuple(events), tuple(found), tuple(notices)

    def _spikes(
        self, k: int, compartment: ActiveCompartment
    ) -> tuple[list[Event], SpikingFeatures, list[Notice]]:
        """Spikes of an excitable compartment, measures of them, and what is odd about them."""
        neuron, run = self.system.cells[k].neuron, record(self.checked.fine, k)
        fired, measures = describe_spikes(
            run,  # type: ignore[arg-type]  # it has what is read of a run
            self.checked.steps(k),
            initial_voltage=float(self.start[k]),
            threshold=compartment.spike_threshold,
            stimulus=stimulus_interval(compartment.stimulus, self.request.duration),
            derivative_threshold=compartment.derivative_threshold,
            voltage_scale=100.0 if neuron is None else neuron.model.swing,
        )
        odd = [
            replace(
                doubt,
                detail=f"compartment {k + 1}: {doubt.detail}",
                pointer=f"/compartments/{k}{doubt.pointer or ''}",
            )
            for doubt in doubts(run, measures)  # type: ignore[arg-type]  # as above
        ]
        numbered = [replace(spike, values={"compartment": k + 1.0, **spike.values}) for spike in fired]
        return numbered, measures, odd

    def numerics(self, tolerance: float) -> Numerics:
        """How the numbers were made."""
        fine = self.checked.fine
        return Numerics(
            method=METHOD + (STIFF_METHOD if fine.task.stiff else ""),
            tolerance=tolerance,
            steps=fine.count(arrays.STEPS),
            rejected_steps=fine.count(arrays.REJECTED),
            evaluations=fine.count(arrays.EVALUATIONS),
            estimated_errors=self.checked.estimates(self.active),
        )


def extreme(steps: Floats, sign: float) -> tuple[float, float]:
    """Highest (sign 1) or lowest (−1) voltage [mV] of a log of steps, and its time [ms].

    Parameters
    ----------
    steps
        Shape (9, n), as in `core.neuron.integrator.run.Run.log`.
    """
    ends = np.concatenate([steps[3, :1], steps[1]])
    best = int(np.argmax(sign * ends))
    value, when = float(ends[best]), float(steps[2, 0] if best == 0 else steps[0, best - 1])
    for k in {max(best - 1, 0), min(best, steps.shape[1] - 1)}:
        polynomial = np.polynomial.Polynomial(steps[3:, k])
        turns = polynomial.deriv().roots()
        inside = turns[(np.abs(turns.imag) < 1e-9) & (turns.real > 0.0) & (turns.real < 1.0)].real
        for x in inside.tolist():
            found = float(polynomial(x))
            if sign * found > sign * value:
                value, when = found, float(steps[2, k] + x * (steps[0, k] - steps[2, k]))
    return value, when


def integrate(
    request: CoupledCompartmentsRequest,
    system: System,
    sources: Sequence[Source],
    start: Floats,
    *,
    times: Floats,
    whole: Sequence[int],
    tolerance: float,
) -> JointSolution:
    """Integrate a network that is not linear.

    Parameters
    ----------
    request, system, sources
        What is asked, the equations, and the currents.
    start
        All states at time 0, shape (n,).
    times
        Sample times [ms], shape (m,).
    whole
        Compartments of which all states are wanted at them; of the others, the voltage.
    tolerance
        Error of the voltages to aim at [mV].

    Raises
    ------
    ConvergenceError
        Too many or too small steps.
    DivergenceError
        The voltage of an excitable compartment leaves ±1000 mV.
    """
    thresholds = np.array(
        [
            each.spike_threshold if isinstance(each, ActiveCompartment) else np.inf
            for each in request.compartments
        ]
    )
    local = local_tolerance(tolerance, request.duration)
    places = {int(place) for place in system.first}
    for k in whole:
        places |= set(range(system.part(k).start, system.part(k).stop))
    sampled = np.array(sorted(places), dtype=np.intp)

    def made(roughness: float) -> JointRun:
        fine = roughness == 1.0
        return JointRun(
            system.cells,
            network(system.cells, system.junctions, sources, thresholds),
            start,
            times if fine else times[:0],
            sampled if fine else system.first,
            tolerance=roughness * local,
            end=request.duration,
            follow=not fine,
            logged=fine,
        )

    checked = CheckedJointRun(made, ROUGHNESS)
    checked.finish()
    samples = dict(zip(sampled.tolist(), checked.fine.samples, strict=True))
    return JointSolution(request, system, checked, start[system.first], samples)
