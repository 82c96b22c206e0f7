"""Steady firing under long steps: the f-I curve, its onset and end, and Hodgkin's class."""

import numpy as np
from numpy.typing import NDArray

from core.neuron.equations import equations
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Firing, HodgkinClass
from core.neuron.excitability.search import ACCURACY, RUNGS
from core.neuron.initial import equilibrium_voltages
from core.neuron.lane_runs import Outcomes
from core.result import Floats, Variable

DISTANCES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
"""Distances from the onset, as shares of it (or of the range), at which the rate is measured for the class."""
PATIENCE = 10.0
"""Length of the runs close to the onset, in steps: slow firing needs time to show."""
CONTINUOUS, JUMPING = 0.3, 0.15
"""Slopes of log rate against log distance above which onset is continuous, and below which it is a jump."""


class FiringCurve:
    """The f-I curve of a neuron from rest.

    Attributes
    ----------
    currents, rates
        [µA/cm²] and steady rates [Hz], 0 where firing is not steady; shape (k,).
    outcomes
        What the runs did.
    """

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        low, high = probe.request.current_range
        self.currents: Floats = np.linspace(low, high, probe.request.points)
        self.outcomes = self._run(self.currents)
        self.steady = probe.is_steady(self.outcomes, probe.request.step_duration)
        self.rates: Floats = np.where(self.steady, np.nan_to_num(self.outcomes.rate), 0.0)

    def _run(self, currents: Floats, patience: float = 1.0) -> Outcomes:
        return self.probe.steps(currents, patience * self.probe.request.step_duration)

    def _fires(self, currents: Floats, patience: float = 1.0) -> NDArray[np.bool_]:
        return self.probe.is_steady(
            self._run(currents, patience), patience * self.probe.request.step_duration
        )

    def refined(self, silent: float, firing: float, patience: float = 1.0) -> tuple[float, float]:
        """The pair of a silent and a firing current, as close as the search resolves."""
        while abs(firing - silent) > ACCURACY * max(abs(firing), abs(silent), 1e-9):
            steps = np.arange(1, RUNGS + 1) / (RUNGS + 1.0)
            currents = silent + (firing - silent) * steps
            fired = self._fires(currents, patience)
            if fired.any():
                index = int(fired.argmax())
                silent, firing = (currents[index - 1] if index else silent), currents[index]
            else:
                silent = currents[-1]
        return float(silent), float(firing)

    def onset(self) -> tuple[float, float] | None:
        """Currents just below and just above the onset of steady firing; None where it is not in the range."""
        index = int(self.steady.argmax()) if self.steady.any() else 0
        if not self.steady.any() or index == 0:
            return None
        # Just below the onset firing may end, and just above it begin, only after a long time.
        firing = float(self.currents[index])
        if not self._fires(np.array([firing]), PATIENCE)[0]:
            return self.refined(float(self.currents[index - 1]), firing)
        return self.refined(float(self.currents[index - 1]), firing, PATIENCE)

    def block(self) -> float | None:
        """Current above which steady firing stops; None where it goes on to the end of the range."""
        if not self.steady.any() or self.steady[-1]:
            return None
        last = int(np.flatnonzero(self.steady)[-1])
        silent, firing = self.refined(float(self.currents[last + 1]), float(self.currents[last]))
        return 0.5 * (silent + firing)

    def _beyond(self, block: float) -> str:
        """What the voltage does just above the end of firing: oscillations cross their own equilibrium."""
        neuron, request = self.probe.neuron, self.probe.request
        current = np.array([block + 0.01 * abs(block)])
        if equations(neuron.model).unsolved:
            return ""
        for voltage in equilibrium_voltages(neuron, float(current[0])):
            crossing = self.probe.steps(current, request.step_duration, float(voltage))
            if self.probe.is_steady(crossing, request.step_duration)[0]:
                return f" (from there the voltage oscillates without reaching {request.spike_threshold:g} mV)"
        return " (depolarisation block)"

    def columns(self) -> tuple[Variable, ...]:
        """The curve as columns, after the current."""
        out = self.outcomes
        return (
            Variable("rate", "f", "Hz", self.rates),
            Variable("spike_count", "n", "1", out.spike_count.astype(np.float64)),
            Variable("latency", "t_1", "ms", out.first_spike_time, gaps=True),
            Variable("last_interspike_interval", "T", "ms", out.last_interspike_interval, gaps=True),
            Variable("peak_voltage", "V_max", "mV", out.peak_voltage),
        )

    def report(self, onset: tuple[float, float] | None) -> Firing:
        """What the curve shows."""
        low, high = self.probe.request.current_range
        if not self.steady.any():
            text = f"no steady firing between {low:g} and {high:g} µA/cm²: " + self._silence()
            return Firing(verdict="not found", explanation=text)
        block = self.block()
        end = f"goes on to {high:g} µA/cm²"
        if block is not None:
            end = f"stops at {block:.6g} µA/cm²{self._beyond(block)}"
        highest = float(self.rates.max())
        if onset is None:
            text = f"the cell fires already at {low:g} µA/cm²; firing {end}"
            return Firing(verdict="found", explanation=text, highest_rate=highest, block=block)
        rate = float(np.nan_to_num(self._run(np.array([onset[1]]), PATIENCE).rate[0]))
        text = f"steady firing begins at {onset[1]:.6g} µA/cm² with {rate:.4g} Hz and {end}"
        return Firing(
            verdict="found",
            explanation=text,
            onset=0.5 * (onset[0] + onset[1]),
            onset_uncertainty=0.5 * (onset[1] - onset[0]),
            onset_rate=rate,
            highest_rate=highest,
            block=block,
        )

    def _silence(self) -> str:
        """What the cell does instead of steady firing."""
        some = self.outcomes.spike_count.max()
        if some == 0:
            return "it never spikes"
        crossings = "one crossing" if some == 1 else f"{some} crossings"
        return f"there is {crossings} of the spike threshold at most; then the cell rests or is blocked"

    def hodgkin_class(self, onset: tuple[float, float] | None, *, graded: bool) -> HodgkinClass:
        """Class 1, 2 or 3, from the rates close to the onset.

        At a saddle-node on a circle the rate grows as the root of the distance; at the other bifurcations it
        jumps. The slope of log rate against log distance tells them apart. A cell whose response to a step is
        graded has no class.
        """
        if graded:
            return HodgkinClass(
                number=None, explanation="the response to steps is graded: there are no spikes"
            )
        if not self.steady.any():
            spikes = int(self.outcomes.spike_count.max())
            if spikes == 0:
                return HodgkinClass(
                    number=None, explanation="the cell does not spike in the range of currents"
                )
            return HodgkinClass(
                number=3,
                explanation=f"steps make at most {spikes} spike{'s' * (spikes > 1)}, and no steady firing",
            )
        if onset is None:
            text = "the onset of firing lies below the range of currents: lower it"
            return HodgkinClass(number=None, explanation=text)
        duration = PATIENCE * self.probe.request.step_duration
        silent, firing = onset
        scale = max(abs(firing), 0.01 * float(np.ptp(self.currents)))
        distances = scale * np.array(DISTANCES)
        outcomes = self.probe.steps(firing + distances, duration)
        rates = np.where(self.probe.is_steady(outcomes, duration), np.nan_to_num(outcomes.rate), 0.0)
        seen = rates > 0.0
        if seen.sum() < 3:
            return HodgkinClass(number=None, explanation="firing close to the onset is not steady")
        slope = float(np.polyfit(np.log(distances[seen][:5]), np.log(rates[seen][:5]), 1)[0])
        return _judged(slope, float(rates[seen].min()), 0.5 * (silent + firing))


def _judged(slope: float, lowest: float, onset: float) -> HodgkinClass:
    seen = (
        f"from {lowest:.3g} Hz on just above {onset:.6g} µA/cm², the rate grows as the distance to the power "
        f"{slope:.2g}"
    )
    if slope > CONTINUOUS:
        number, text = 1, f"{seen}: it begins arbitrarily low, as at a saddle-node on an invariant circle"
    elif slope < JUMPING:
        number, text = 2, f"{seen}: it begins with a rate of its own, as at a Hopf point or a fold of cycles"
    else:
        return HodgkinClass(number=None, explanation=f"{seen}: undecided", exponent=slope, lowest_rate=lowest)
    return HodgkinClass(number=number, explanation=text, exponent=slope, lowest_rate=lowest)
