"""How firing sets in as the current rises: Hodgkin's classes 1 and 2.

A. L. Hodgkin (1948) The local electric changes associated with repetitive action in a non-medullated axon. J
Physiol 107:165-181, doi:10.1113/jphysiol.1948.sp004260. Rinzel and Ermentrout (1998) Analysis of neural
excitability and oscillations, in Methods in Neuronal Modeling, tell the classes by their bifurcations.
"""

from collections.abc import Sequence

from core.dynamics.cycles.branch import CycleBranch
from core.dynamics.dossier.report import AttractorRegion, CycleSegment, Onset
from core.dynamics.dossier.words import with_article
from core.neuron.amounts import Amounts

RESTING = frozenset(
    {"rest", "rest or tonic", "several resting states", "rest or block", "rest, tonic or block"}
)
ARBITRARILY_SLOW = frozenset({"snic", "homoclinic orbit"})


def onset(
    regions: Sequence[AttractorRegion], segments: Sequence[CycleSegment], branches: Sequence[CycleBranch]
) -> Onset:
    """What ends rest, and at which rate the neuron fires from there on."""
    firing = next((region for region in regions if region.stable_cycles), None)
    resting = [i for i, region in enumerate(regions) if region.behaviour in RESTING]
    if firing is None:
        return Onset(None, "no stable cycle was found over the range")
    begins = (firing.value_from, firing.begins_with)
    if not resting:
        return Onset(None, "there is no resting state over the range", None, "", None, *begins)
    # The resting state that is there first, until a range without any.
    last = resting[0]
    while last + 1 < len(regions) and regions[last + 1].behaviour in RESTING:
        last += 1
    if last + 1 == len(regions):
        return Onset(None, "rest does not end within the range", None, "", None, *begins)
    end, cause = regions[last].value_to, regions[last].ends_with
    if "snic" in cause:
        why = "rest ends in a saddle-node on the cycle (snic): the rate rises continuously from 0"
        return Onset(1, why, end, cause, 0.0, *begins)
    frequency = _frequency(segments, branches, end)
    if frequency is None:
        return Onset(None, "no stable cycle was found where rest ends", end, cause, None, *begins)
    grows = "supercritical" in cause
    tempo = Amounts(branches[0].points[0].cycle.field.neuron.model).tempo(frequency)
    follows = "an oscillation grows from it" if grows else "the neuron jumps to firing"
    why = f"rest ends in {with_article(cause)}, and {follows} {tempo}"
    if firing.value_from < end:
        slow = any(word in firing.begins_with for word in ARBITRARILY_SLOW)
        down = "at arbitrarily low rates" if slow else "at a rate of its own"
        why += f"; as the current falls, firing goes on down to {firing.value_from:.6g}, where it ends {down}"
    return Onset(2, why, end, cause, frequency, *begins)


def _frequency(
    segments: Sequence[CycleSegment], branches: Sequence[CycleBranch], value: float
) -> float | None:
    """Rate [Hz] of the stable cycle at a value, or next to it where a branch of cycles is born there."""
    for segment in segments:
        low, high = sorted((segment.value_from, segment.value_to))
        if not segment.stable or not low - 1e-9 * abs(low) <= value <= high + 1e-9 * abs(high):
            continue
        cycles = [point.cycle for point in branches[segment.branch - 1].points if point.cycle.stable]
        below = max((c for c in cycles if low <= c.value <= value), key=lambda c: c.value, default=None)
        above = min((c for c in cycles if value < c.value <= high), key=lambda c: c.value, default=None)
        if below is not None and above is not None:
            share = (value - below.value) / (above.value - below.value)
            return 1e3 / float((1.0 - share) * below.period + share * above.period)
        nearest = below or above
        if nearest is not None:
            return 1e3 / nearest.period
    return None
