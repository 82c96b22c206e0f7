"""What was found, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.axon.conduction_velocity.report import ConductionLimit, Finding, TravellingWave
from core.axon.conduction_velocity.waves import Found
from core.neuron.declaration import Model

_BEHIND: dict[str, Finding] = {"pulse": "pulse", "front": "front", "train": "repetitive activity"}


@dataclass(frozen=True, slots=True)
class Words:
    """Numbers with their units, or without for a dimensionless model."""

    model: Model

    def velocity(self, value: float, digits: int = 5) -> str:
        """In m/s."""
        return f"{value:.{digits}g}" if self.model.dimensionless else f"{value:.{digits}g} m/s"

    def voltage(self, value: float) -> str:
        """In mV."""
        return f"{value:.4g}" if self.model.dimensionless else f"{value:.4g} mV"

    def rate(self, value: float) -> str:
        """In 1/ms."""
        return f"{value:.5g}" if self.model.dimensionless else f"{value:.5g}/ms"

    @staticmethod
    def place(limit: ConductionLimit) -> str:
        """A value of a parameter."""
        unit = "" if limit.unit == "1" else f" {limit.unit}"
        return f"{limit.parameter} = {limit.value:.7g}{unit}"


def finding_of(found: Found, limits: Sequence[ConductionLimit]) -> Finding:
    """What there is, or why there is nothing."""
    if found.fast is not None:
        return _BEHIND[found.fast.kind]
    if any(limit.margin < 0.0 for limit in limits):
        return "blocked"
    if found.trouble == "no rest":
        return "no resting potential"
    return "unstable rest" if found.trouble == "unstable rest" else "no wave found"


def explained(
    words: Words,
    finding: Finding,
    fast: TravellingWave | None,
    limits: Sequence[ConductionLimit],
    searched: tuple[float, float, int] | None,
) -> str:
    """The finding in a sentence or two.

    Parameters
    ----------
    searched
        Lowest and highest trial velocity [m/s], and their number.
    """
    looked = ""
    if searched is not None:
        looked = (
            f" {searched[2]} trial velocities from {words.velocity(searched[0], 3)} to "
            f"{words.velocity(searched[1], 3)} were looked at: every orbit that leaves rest escapes to the "
            "same side, also where it takes longest to."
        )
    beyond = next((limit for limit in limits if limit.margin < 0.0), None)
    past = ""
    if beyond is not None:
        past = f" The fast and the slow wave meet at {words.place(beyond)}: {beyond.blocked} it is neither."
    what = "An impulse" if fast is None or fast.spikes < 2 else f"A burst of about {fast.spikes} spikes"
    return {
        "pulse": f"{what} travels along the axon and leaves it at rest.",
        "front": "A front travels along the axon; behind it the axon stays in another state of rest.",
        "repetitive activity": "A wave travels along the axon, behind which the membrane goes on to be "
        "active: it was not seen to come to rest. The velocity is that of its front.",
        "blocked": "Nothing is conducted." + past + looked,
        "no wave found": "No wave was found." + looked,
        "unstable rest": "The axon does not stay at rest: the membrane is active by itself, and no impulse "
        "travels into rest.",
        "no resting potential": "The membrane has no resting potential that impulses could travel into.",
    }[finding]


def summarised(
    words: Words,
    explanation: str,
    fast: TravellingWave | None,
    slow: TravellingWave | None,
    limits: Sequence[ConductionLimit],
) -> tuple[str, ...]:
    """The findings, a sentence each."""
    made = [explanation]
    if fast is not None:
        made.append(
            f"It conducts at {words.velocity(fast.velocity)} (K = {words.rate(fast.conversion_constant)}) "
            f"and peaks at {words.voltage(fast.peak_voltage)}, {words.voltage(fast.amplitude)} above rest."
        )
        made.append("The velocity is proportional to the square root of diameter over axial resistivity.")
    if slow is not None:
        made.append(
            f"A slow, unstable wave of {words.voltage(slow.amplitude)} at {words.velocity(slow.velocity)} is "
            "what a disturbance must pass to become an impulse."
        )
    made += [
        f"Conduction ends at {words.place(limit)}, where both waves travel at "
        f"{words.velocity(limit.velocity)}; {limit.blocked} it there is none."
        for limit in limits
    ]
    return tuple(made)
