"""Experiments on one neuron, many side by side, from rest or from any other state."""

from functools import cached_property

import numpy as np

from core.neuron.amounts import Amounts
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, steady_current
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.initial import NUDGE, resting_state
from core.neuron.integrator.run import LOCAL_FRACTION
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.runs import Outcomes, run_points
from core.neuron.layout import layout
from core.result import Floats

FAR, DEEP = 2.0, 1.5
"""How far past a spike, and below rest, currents are tried, in units of a spike."""


class Probe:
    """A neuron at rest and the means to find out how it responds.

    Parameters
    ----------
    neuron
        The neuron.
    request
        Durations, threshold voltage and tolerance.
    """

    def __init__(self, neuron: Neuron, request: ExcitabilityRequest) -> None:
        self.neuron, self.request = neuron, request
        self.amounts = Amounts(neuron.model)
        self.rest, self.stable = resting_state(neuron)

    @cached_property
    def start(self) -> Floats:
        """The state that every experiment begins in: rest, or beside it where it is not stable."""
        state = self.rest.copy()
        if not self.stable:
            state[0] += NUDGE * self.neuron.model.swing
        return state

    @cached_property
    def capacitance(self) -> float:
        """Of the membrane [µF/cm²]."""
        return float(layout(self.neuron.model).constants(self.neuron.values)[0])

    @cached_property
    def strongest(self) -> float:
        """Strongest long step worth trying [µA/cm²]: it takes V far past a spike against all channels."""
        made = layout(self.neuron.model)
        conductances = made.constants(self.neuron.values)[1:]
        total = sum(float(g) for g in conductances[: made.slopes.size])
        if not made.slopes.all() or total <= 0.0:
            return self.request.strongest_current
        return min(self.request.strongest_current, FAR * self.neuron.model.swing * total)

    @cached_property
    def deepest(self) -> float:
        """Strongest hyperpolarising current worth trying [µA/cm²]: it holds V far below rest."""
        if equations(self.neuron.model).unsolved:
            return self.strongest
        low = np.array([self.rest[0] - DEEP * self.neuron.model.swing])
        holding = abs(float(steady_current(self.neuron, low)[0][0]))
        return min(self.strongest, holding) if holding > 0.0 else self.strongest

    def strongest_pulse(self, durations: Floats) -> Floats:
        """Strongest pulses worth trying [µA/cm²], of some lengths [ms]: they also charge the membrane."""
        return self.strongest + FAR * self.neuron.model.swing * self.capacitance / durations

    def run(
        self,
        knots: Floats,
        values: Floats,
        duration: float | Floats,
        *,
        threshold: float | None = None,
        states: Floats | None = None,
        enough: int = 0,
        share: float = 1.0,
    ) -> Outcomes:
        """Run under currents that change at some times and are constant between.

        Parameters
        ----------
        knots, values
            Times [ms] and the currents from them on [µA/cm²], shape (points, k).
        duration
            Length of the runs [ms].
        threshold
            Voltage that a spike crosses [mV]; default: that of the request.
        states
            Where the runs begin, shape (n, points); default: rest.
        enough
            Spikes after which a run may end; 0 for runs to the end.
        share
            Tolerance, in units of that of the request.
        """
        waves = PointWaveforms(
            np.ascontiguousarray(knots),
            np.ascontiguousarray(values),
            np.zeros(values.shape),
            np.zeros((1, 0, 6)),
        )
        return run_points(
            self.neuron.model,
            self.neuron.values,
            waves,
            np.repeat(self.start[:, np.newaxis], knots.shape[0], axis=1) if states is None else states,
            duration,
            threshold=self.request.spike_threshold if threshold is None else threshold,
            tolerance=share * LOCAL_FRACTION * self.request.tolerance,
            enough=enough,
        )

    def steps(
        self,
        currents: Floats,
        duration: float | Floats,
        *,
        threshold: float | None = None,
        states: Floats | None = None,
        enough: int = 0,
        share: float = 1.0,
    ) -> Outcomes:
        """Outcomes of currents of shape (k,) [µA/cm²] that are on from 0 to the end of the run, as `run`."""
        knots, values = np.zeros((currents.size, 1)), currents[:, np.newaxis]
        return self.run(
            knots, values, duration, threshold=threshold, states=states, enough=enough, share=share
        )

    def pulses(
        self,
        amplitudes: Floats,
        durations: Floats,
        *,
        states: Floats | None = None,
        enough: int = 0,
        share: float = 1.0,
    ) -> Outcomes:
        """Outcomes of pulses from 0 on, shapes (k,) [µA/cm², ms], watched for a while after their ends."""
        knots = np.stack([np.zeros(durations.size), durations], axis=1)
        values = np.stack([amplitudes, np.zeros(amplitudes.size)], axis=1)
        ends = durations + self.request.observation
        return self.run(knots, values, ends, states=states, enough=enough, share=share)
