"""Cycles and attractors in plain words."""

from collections.abc import Sequence

from core.dynamics.cycles.branch import SpecialCycle
from core.dynamics.dossier.report import AttractorRegion, Behaviour, Onset
from core.neuron.amounts import Amounts

EXCHANGES = {
    "fold-of-cycles": "a stable and an unstable cycle, or two unstable ones, meet",
    "period-doubling": "a cycle of twice the period is born",
    "torus": "an oscillation with a second frequency is born",
}
TITLES = {
    "fold-of-cycles": "Fold of cycles",
    "period-doubling": "Period doubling",
    "torus": "Torus (Neimark-Sacker) bifurcation",
}
BEHAVIOURS: dict[Behaviour, str] = {
    "rest": "the neuron rests",
    "several resting states": "the neuron rests in one of several states",
    "block": "the neuron is blocked: it stays depolarised and does not fire",
    "rest or block": "the neuron rests or stays depolarised, depending on where it comes from",
    "tonic": "the neuron fires tonically",
    "rest or tonic": "the neuron rests or fires, depending on where it comes from (bistable)",
    "tonic or block": "the neuron fires or is blocked, depending on where it comes from (bistable)",
    "rest, tonic or block": "the neuron rests, fires or is blocked, depending on where it comes from",
    "several firing patterns": "the neuron has several stable firing patterns",
    "no attractor found": "neither a stable equilibrium nor a stable cycle was found: the activity may be "
    "irregular, a burst that was not followed, or grow without bound",
}


def describe_special_cycle(special: SpecialCycle, name: str, unit: str) -> str:
    """One sentence on a special cycle over a parameter of a name and unit."""
    cycle = special.cycle
    place = f"{name} = {cycle.value:.8g}{_behind(unit)}"
    period = Amounts(cycle.field.neuron.model).time(cycle.period, 5)
    return f"{TITLES[special.kind]} at {place}, period {period}: {EXCHANGES[special.kind]}."


def narrate(regions: Sequence[AttractorRegion], onset: Onset | None, name: str, unit: str) -> tuple[str, ...]:
    """What happens as the parameter rises, region by region, and the class."""
    told = []
    for i, region in enumerate(regions):
        span = f"{_span(region.value_from, region.value_to)}{_behind(unit)}"
        start = f"{name} {span}" if i == 0 else f"After {with_article(region.begins_with)}, {span}"
        told.append(f"{start}: {BEHAVIOURS[region.behaviour]}.")
    if onset is not None and onset.excitability_class is not None:
        told.append(f"Class {onset.excitability_class} excitability: {onset.why}.")
    return tuple(told)


def _span(low: float, high: float) -> str:
    """From where to where, with as many digits as tell the two apart."""
    digits = next((d for d in range(6, 16) if f"{low:.{d}g}" != f"{high:.{d}g}"), 16)
    return f"from {low:.{digits}g} to {high:.{digits}g}"


def with_article(cause: str) -> str:
    """What happens, as a sentence speaks of it."""
    if cause.startswith(("a ", "an ", "the ")):
        return cause
    return f"{'an' if cause[:1] in 'aeiou' else 'a'} {cause}"


def _behind(unit: str) -> str:
    return "" if unit in {"", "1"} else f" {unit}"
