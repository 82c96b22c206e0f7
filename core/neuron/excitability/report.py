"""What is found about the excitability of a neuron."""

from dataclasses import dataclass
from typing import Literal

from core.parameters import parameter
from core.quantity import Count, CurrentDensity, Dimensionless, Duration, Hertz, Number, Potential

Verdict = Literal["found", "graded", "spontaneously active", "never fires", "not found"]


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The cell without a current."""

    voltage: Potential = parameter(meaning="resting potential: the lowest stable equilibrium, or the lowest")
    stable: bool = parameter(meaning="whether it is stable")
    spontaneous_spikes: Count = parameter(meaning="spikes without a current, in twice the step duration")
    spontaneous_rate: Hertz | None = parameter(meaning="their steady rate; null: none")
    lost_at: CurrentDensity | None = parameter(
        None,
        "steady current at which rest ceases to be stable, or to exist; null: none, or not known",
    )
    lost_by: Literal["saddle-node", "hopf"] | None = parameter(None, "bifurcation at which they do")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """The least current that makes a spike."""

    verdict: Verdict = parameter(meaning="whether there is one")
    explanation: str = parameter(meaning="what was done and found, in words")
    current: CurrentDensity | None = parameter(None, "threshold; null where there is none")
    uncertainty: CurrentDensity | None = parameter(None, "half the bracket of the search")
    latency: Duration | None = parameter(None, "time of the spike just above the threshold")


@dataclass(frozen=True, kw_only=True)
class StrengthDuration:
    """The strength-duration curve and its classical descriptions; the curve itself is among the curves."""

    verdict: Verdict = parameter(meaning="whether there is one")
    explanation: str = parameter(meaning="what was done and found, in words")
    chronaxie: Duration | None = parameter(
        None, "pulse length whose threshold is twice the rheobase, measured"
    )
    lapicque_rheobase: CurrentDensity | None = parameter(None, "of Lapicque's I = I₀/(1 − e^(−d/τ))")
    lapicque_time_constant: Duration | None = parameter(None, "τ of it; its chronaxie is τ ln 2")
    lapicque_error: Dimensionless | None = parameter(None, "root mean square of its relative deviations")
    weiss_rheobase: CurrentDensity | None = parameter(None, "of Weiss's I = I₀ (1 + c/d)")
    weiss_chronaxie: Duration | None = parameter(None, "c of it")
    weiss_error: Dimensionless | None = parameter(None, "root mean square of its relative deviations")


@dataclass(frozen=True, kw_only=True)
class Firing:
    """Steady firing under long steps from rest; the f-I curve itself is the main table."""

    verdict: Verdict = parameter(meaning="whether some current in the range makes the cell fire steadily")
    explanation: str = parameter(meaning="what was found, in words")
    onset: CurrentDensity | None = parameter(None, "least current of steady firing, refined; null: none")
    onset_uncertainty: CurrentDensity | None = parameter(
        None, "how far it may be off, with what runs of finite length cannot see"
    )
    onset_rate: Hertz | None = parameter(None, "lowest rate that was seen close above the onset")
    highest_rate: Hertz | None = parameter(None, "highest rate of the curve")
    block: CurrentDensity | None = parameter(
        None, "current above which steady firing stops (depolarisation block); null: it does not in the range"
    )
    block_uncertainty: CurrentDensity | None = parameter(None, "how far it may be off")


@dataclass(frozen=True, kw_only=True)
class Hysteresis:
    """A slow ramp up and down again."""

    verdict: Verdict = parameter(meaning="whether there was firing on the ramp")
    explanation: str = parameter(meaning="what was found, in words")
    rising_onset: CurrentDensity | None = parameter(None, "current of the first spike on the way up")
    rising_end: CurrentDensity | None = parameter(None, "current of the last spike on the way up")
    falling_onset: CurrentDensity | None = parameter(None, "current of the first spike on the way down")
    falling_end: CurrentDensity | None = parameter(None, "current of the last spike on the way down")
    width: CurrentDensity | None = parameter(
        None, "how far below where it began firing ends on the way down; negative: above, as by adaptation"
    )
    uncertainty: CurrentDensity | None = parameter(
        None, "largest change of these currents with a ten times tighter tolerance"
    )


@dataclass(frozen=True, kw_only=True)
class Refractoriness:
    """Recovery after a spike, by pairs of brief pulses; the recovery curve is among the curves."""

    verdict: Verdict = parameter(meaning="whether the periods were found")
    explanation: str = parameter(meaning="what was done and found, in words")
    absolute: Duration | None = parameter(
        None,
        "interval from which on the strongest second pulse makes a spike; null: it does at all asked",
    )
    absolute_uncertainty: Duration | None = parameter(None, "half the bracket of the search")
    relative: Duration | None = parameter(
        None,
        "interval at which the second threshold has come down to 1.05 times the first; null: not in range",
    )


@dataclass(frozen=True, kw_only=True)
class AnodeBreak:
    """Spikes at the end of a hyperpolarising step."""

    verdict: Verdict = parameter(meaning="whether there are any")
    explanation: str = parameter(meaning="what was done and found, in words")
    current: CurrentDensity | None = parameter(
        None, "weakest hyperpolarising current with a spike at its end"
    )
    uncertainty: CurrentDensity | None = parameter(None, "half the bracket of the search")
    latency: Duration | None = parameter(None, "time from the end of the step to the spike, at 1.2 times it")
    spikes: Count | None = parameter(None, "spikes after the step at 1.2 times it")


@dataclass(frozen=True, kw_only=True)
class HodgkinClass:
    """Hodgkin's class (1948) with its evidence."""

    number: Count | None = parameter(
        meaning="1: firing begins at arbitrarily low rates; 2: at a rate of its own; 3: no steady firing; "
        "null: undecided"
    )
    explanation: str = parameter(meaning="why, in words")
    exponent: Number | None = parameter(
        None, "slope of log rate against log distance from the onset: 1/2 at a saddle-node, 0 at a jump"
    )
    lowest_rate: Hertz | None = parameter(None, "lowest steady rate that was seen")


@dataclass(frozen=True, kw_only=True)
class ExcitabilityReport:
    """Measures of excitability; null where not asked for."""

    rest: Rest = parameter(meaning="without a current")
    rheobase: Threshold | None = parameter(None, "threshold of a long step")
    brief_pulse: Threshold | None = parameter(None, "threshold of a brief pulse")
    strength_duration: StrengthDuration | None = parameter(None, "strength-duration curve")
    firing: Firing | None = parameter(None, "f-I curve")
    hysteresis: Hysteresis | None = parameter(None, "slow ramps")
    refractoriness: Refractoriness | None = parameter(None, "pairs of pulses")
    anode_break: AnodeBreak | None = parameter(None, "hyperpolarising steps")
    hodgkin_class: HodgkinClass | None = parameter(None, "class by Hodgkin's criterion")
