"""What is reported of cycles and of the attractors over a range of a parameter."""

from dataclasses import dataclass
from typing import Literal

from core.dynamics.cycles.kinds import EndKind, SpecialKind
from core.dynamics.special_points import ParameterValue
from core.parameters import parameter
from core.quantity import Count, Dimensionless, Hertz, Millisecond, Millivolt

Behaviour = Literal[
    "rest", "several resting states", "block", "rest or block", "tonic", "rest or tonic", "tonic or block",
    "rest, tonic or block", "several firing patterns", "no attractor found",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FloquetMultiplier:
    """A Floquet multiplier: the factor by which a displacement from the cycle changes in a period."""

    real: Dimensionless = parameter(meaning="real part")
    imaginary: Dimensionless = parameter(meaning="imaginary part")


@dataclass(frozen=True, slots=True)
class CycleEnd:
    """Where a branch of cycles begins or ends."""

    kind: EndKind = parameter(
        meaning="hopf: it shrinks onto a Hopf point; snic: onto a saddle-node on the cycle, the period grows "
        "as 1/√|p − p*|; homoclinic: onto a saddle, the period grows as the logarithm; period-doubling: onto "
        "a cycle of half the period; closed: the branch is a loop; bound: the end of what was searched; "
        "limit: not followed further; unresolved: the period grows, and no scaling law is recognised"
    )
    value: ParameterValue = parameter(meaning="value of the parameter there")
    value_error: ParameterValue = parameter(meaning="estimated error of a homoclinic value, 0 elsewhere")
    detail: str = parameter(meaning="the same in words, with the reason where it was not followed further")
    scaling: Dimensionless | None = parameter(
        None,
        "what is measured of the scaling law over what theory says, which tends to 1: T √|p − p*| over "
        "π/√(a b) at a snic, the decay of |p − p*| with T over the saddle's eigenvalue at a homoclinic",
    )
    distance: Dimensionless | None = parameter(
        None,
        "from the last cycle to the equilibrium that the branch comes to, in units of a spike and of each "
        "state's typical value; null where it comes to none",
    )


@dataclass(frozen=True, slots=True)
class SpecialCycle:
    """A cycle at which the number or the stability of cycles changes."""

    kind: SpecialKind = parameter(
        meaning="fold-of-cycles: two cycles meet, a multiplier is 1; period-doubling: one is −1; torus: a "
        "complex pair has magnitude 1"
    )
    branch: Count = parameter(meaning="number of its branch of cycles, from 1")
    value: ParameterValue = parameter(meaning="value of the parameter")
    value_error: ParameterValue = parameter(meaning="its difference from that on a mesh half as fine")
    period: Millisecond = parameter(meaning="period of the cycle", symbol="T")
    period_error: Millisecond = parameter(meaning="its difference from that on a mesh half as fine")
    frequency: Hertz = parameter(meaning="1/T")
    voltage_min: Millivolt = parameter(meaning="lowest voltage of the cycle")
    voltage_max: Millivolt = parameter(meaning="highest voltage of the cycle")
    voltage_mean: Millivolt = parameter(meaning="mean voltage of the cycle")
    multipliers: tuple[FloquetMultiplier, ...] = parameter(
        meaning="Floquet multipliers, the trivial one (1) first; at a fold two that are 1"
    )
    summary: str = parameter(meaning="the point in a sentence")


@dataclass(frozen=True, slots=True)
class CycleSegment:
    """A stretch of a branch of cycles between special cycles; the parameter is monotone on it."""

    branch: Count = parameter(meaning="number of its branch of cycles, from 1")
    stable: bool = parameter(meaning="whether its cycles attract")
    unstable_dimensions: Count = parameter(meaning="how many multipliers lie outside the unit circle")
    value_from: ParameterValue = parameter(meaning="value of the parameter at its first end")
    value_to: ParameterValue = parameter(meaning="value of the parameter at its other end")
    period_from: Millisecond | None = parameter(meaning="period at its first end; null where it is infinite")
    period_to: Millisecond | None = parameter(meaning="period at its other end; null where it is infinite")


@dataclass(frozen=True, slots=True)
class CycleBranch:
    """A branch of cycles from one end to the other."""

    number: Count = parameter(meaning="by which special cycles and segments name it")
    curve: str = parameter(meaning="name of its table among the curves; empty where it lies out of the range")
    start: CycleEnd = parameter(meaning="where it begins")
    end: CycleEnd = parameter(meaning="where it ends")
    doublings: Count = parameter(meaning="number of period doublings on the way from a Hopf point to it")
    complete: bool = parameter(meaning="whether it was followed to both its ends or out of the range")


@dataclass(frozen=True, slots=True)
class AttractorRegion:
    """A range of the parameter with one set of attractors."""

    value_from: ParameterValue = parameter(meaning="lowest value of the range")
    value_to: ParameterValue = parameter(meaning="highest value of the range")
    behaviour: Behaviour = parameter(
        meaning="rest: a stable equilibrium; tonic: a stable cycle; block: a stable equilibrium above all "
        "voltages at which some current makes an unstable one (depolarisation block); with `or` the start "
        "decides between them; several resting states: two or more equilibria of one sort; several firing "
        "patterns: two or more stable cycles, whatever rests beside them; no attractor found: neither was "
        "found to be stable, as where firing is irregular or V runs away"
    )
    stable_equilibria: Count = parameter(meaning="number of stable equilibria")
    stable_cycles: Count = parameter(meaning="number of stable cycles found")
    begins_with: str = parameter(meaning="what happens at its lowest value")
    ends_with: str = parameter(meaning="what happens at its highest value")


@dataclass(frozen=True, slots=True)
class Window:
    """A range of the parameter in which the neuron may rest or fire."""

    value_from: ParameterValue = parameter(meaning="lowest value")
    value_to: ParameterValue = parameter(meaning="highest value")


@dataclass(frozen=True, slots=True)
class Onset:
    """How firing sets in as the current rises, and Hodgkin's class that follows."""

    excitability_class: Count | None = parameter(
        meaning="1: firing begins at an arbitrarily low rate; 2: at a rate of its own; null: not told"
    )
    why: str = parameter(meaning="the evidence")
    rest_ends: ParameterValue | None = parameter(
        None, "current at which the resting state ends; null: not in the range"
    )
    rest_ends_with: str = parameter("", "what ends it")
    frequency: Hertz | None = parameter(None, "of the stable cycle there; 0 at a snic; null: there is none")
    firing_from: ParameterValue | None = parameter(None, "lowest current with a stable cycle")
    firing_begins_with: str = parameter("", "what begins it")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The cycles and the attractors over the range."""

    branches: tuple[CycleBranch, ...] = parameter(meaning="branches of cycles")
    special_cycles: tuple[SpecialCycle, ...] = parameter(
        meaning="folds of cycles, period doublings and torus bifurcations, in order along the branches"
    )
    segments: tuple[CycleSegment, ...] = parameter(meaning="the branches of cycles between these")
    attractors: tuple[AttractorRegion, ...] = parameter(
        meaning="ranges of the parameter by their attractors, in increasing order"
    )
    bistability: tuple[Window, ...] = parameter(
        meaning="ranges in which a stable equilibrium and a stable cycle coexist"
    )
    onset: Onset | None = parameter(
        meaning="how firing sets in as the current rises; null over another parameter"
    )
    summary: tuple[str, ...] = parameter(meaning="what happens as the parameter rises, a sentence each")
    complete: bool = parameter(
        meaning="whether every branch of cycles that was begun was followed to its ends or out of the range; "
        "cycles that no Hopf point, period doubling or run leads to are not found"
    )
    limits: tuple[str, ...] = parameter(meaning="why it is not complete, a sentence each")
