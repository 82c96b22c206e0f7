"""Steady firing under long steps: the f-I curve, its onset and its end."""

import numpy as np

from core.neuron.amounts import counted
from core.neuron.equations import equations
from core.neuron.excitability import edges
from core.neuron.excitability.edges import Edge
from core.neuron.excitability.long_steps import long_steps
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Firing
from core.neuron.excitability.rest_loss import RestLoss
from core.neuron.initial import NUDGE, equilibrium_voltages
from core.result import Floats, Variable

BEYOND = 0.01
"""Distance from an edge of firing, as a share of its current, at which the cell does something else."""


class FiringCurve:
    """The f-I curve of a neuron from rest.

    Parameters
    ----------
    probe
        The neuron.

    Attributes
    ----------
    currents
        [µA/cm²], shape (k,).
    steps
        What they do.
    """

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        low, high = probe.request.current_range
        self.currents: Floats = np.linspace(low, high, probe.request.points)
        self.steps = long_steps(probe, self.currents, probe.request.step_duration)

    @property
    def fires(self) -> bool:
        """Whether any current makes the cell fire steadily."""
        return bool(self.steps.steady.any())

    def onset(self, loss: RestLoss | None) -> Edge | None:
        """The onset of steady firing; None where it does not lie in the range."""
        index = int(self.steps.steady.argmax())
        if not self.fires or index == 0:
            return None
        below, above = self.currents[index - 1 : index + 1].tolist()
        return edges.onset(self.probe, below, above, float(self.steps.rates[index]), loss)

    def end(self) -> Edge | None:
        """The current above which steady firing stops; None where it goes on to the end of the range."""
        if not self.fires or self.steps.steady[-1]:
            return None
        last = int(np.flatnonzero(self.steps.steady)[-1])
        return edges.end(self.probe, float(self.currents[last + 1]), float(self.currents[last]))

    def oscillates(self, current: float) -> float:
        """Rate [Hz] at which the voltage goes round an equilibrium for good; 0 where it comes to rest.

        Oscillations that do not reach the threshold of spikes are found so: they cross a voltage as far above
        the equilibrium as runs begin beside an unstable one.
        """
        if equations(self.probe.neuron.model).unsolved:
            return 0.0
        where = np.array([current])
        for voltage in equilibrium_voltages(self.probe.neuron, current).tolist():
            above = voltage + NUDGE * self.probe.neuron.model.swing
            found = long_steps(self.probe, where, self.probe.request.step_duration, above)
            if found.steady[0]:
                return float(found.rates[0])
        return 0.0

    def beside(self, edge: Edge) -> float:
        """As `oscillates`, on the silent side of an edge."""
        direction = np.sign(edge.silent - edge.firing)
        return self.oscillates(float(edge.silent + direction * BEYOND * abs(edge.silent)))

    def columns(self) -> tuple[Variable, ...]:
        """The curve as columns, after the current."""
        out = self.steps.outcomes
        return (
            Variable("rate", "f", "Hz", self.steps.rates),
            Variable("spike_count", "n", "1", out.spike_count.astype(np.float64)),
            Variable("latency", "t_1", "ms", out.first_spike_time, gaps=True),
            Variable("last_interspike_interval", "T", "ms", out.last_interspike_interval, gaps=True),
            Variable("peak_voltage", "V_max", "mV", out.peak_voltage, gaps=True),
        )

    def report(self, onset: Edge | None, creeping: float) -> Firing:
        """What the curve shows.

        Parameters
        ----------
        onset
            Where firing begins.
        creeping
            Rate of oscillations below it that do not reach the threshold [Hz]; 0: none.
        """
        amounts = self.probe.amounts
        low, high = self.probe.request.current_range
        if not self.fires:
            span = f"between {amounts.current(low)} and {amounts.current(high)}"
            return Firing(verdict="not found", explanation=f"no steady firing {span}: {self._silence()}")
        highest = float(self.steps.rates.max())
        end = self.end()
        text = self._beginning(onset, creeping) + (
            f"goes on to {amounts.current(high)}" if end is None else self._ending(end)
        )
        uneven = int(self.steps.uneven.sum())
        if uneven:
            text += f"; at {uneven} of {counted(self.currents.size, 'current')} it is in bursts or uneven"
        rates = np.zeros(0) if onset is None else onset.rates()[1]
        return Firing(
            verdict="found",
            explanation=text,
            onset=None if onset is None else onset.current,
            onset_uncertainty=None if onset is None else onset.uncertainty,
            onset_rate=float(rates[0]) if rates.size else None,
            highest_rate=highest,
            block=None if end is None else end.current,
            block_uncertainty=None if end is None else end.uncertainty,
        )

    def _beginning(self, onset: Edge | None, creeping: float) -> str:
        amounts = self.probe.amounts
        if onset is None:
            return f"the cell fires already at {amounts.current(self.currents[0])}; firing "
        text = f"steady firing begins at {amounts.current(onset.current)}"
        if creeping > 0.0:
            reached = amounts.voltage(self.probe.request.spike_threshold)
            text += f", where oscillations that are there before grow over {reached},"
        return f"{text} and "

    def _ending(self, end: Edge) -> str:
        amounts = self.probe.amounts
        text = f"stops at {amounts.current(end.current)}"
        if self.beside(end) > 0.0:
            reached = amounts.voltage(self.probe.request.spike_threshold)
            return f"{text}, from where the voltage oscillates without reaching {reached}"
        return f"{text} (depolarisation block)"

    def _silence(self) -> str:
        """What the cell does instead of steady firing."""
        some = int(self.steps.outcomes.spike_count.max())
        if some == 0:
            return "it never spikes"
        return f"{counted(some, 'spike')} at most, then it rests or is blocked"
