"""Findings in plain words."""

from collections.abc import Iterable, Sequence

import numpy as np

from core.dynamics.equilibrium_branches.branch import LocalBifurcation
from core.dynamics.linearisation import Complexes, Type
from core.dynamics.regions import ParameterRegion
from core.dynamics.special_points import SpecialPoint
from core.neuron.amounts import Amounts
from core.neuron.declaration import Model

CURRENT_SYMBOL = "I"
TOLD = frozenset({"hopf", "saddle-node", "branch-point"})
"""Kinds of points at which the behaviour changes."""


def describe(kind: Type, values: Complexes, voltage: float, model: Model) -> str:
    """One sentence on an equilibrium of a type with eigenvalues [1/ms], shape (n,), at a voltage [mV]."""
    amounts = Amounts(model)
    place = amounts.place(voltage)
    leading = values[0]
    tempo = _tempo(complex(leading), amounts)
    growing = int(np.count_nonzero(values.real > 0.0))
    match kind:
        case "stable node" | "stable focus":
            return f"Stable: a small displacement from {place} dies away, at last {tempo}."
        case "unstable node" | "unstable focus":
            return f"Unstable in every direction: a small displacement from {place} grows, {tempo}."
        case "saddle" | "saddle-focus":
            return (
                f"Unstable: a small displacement from {place} grows along {growing} of {values.size} "
                f"directions, {tempo}, and decays along the others."
            )
        case "centre":
            pair = values[np.argmin(np.abs(values.real))]
            return (
                f"Neutral to first order: around {place} the linearised neuron oscillates "
                f"{amounts.tempo(_hertz(abs(pair.imag)))} without growth or decay; nonlinear terms decide "
                "(Hopf point)."
            )
        case "degenerate":
            return (
                f"Neutral to first order: at {place} one eigenvalue is zero; here two equilibria meet "
                "(saddle-node) and nonlinear terms decide."
            )


def _tempo(leading: complex, amounts: Amounts) -> str:
    """How fast, and whether in oscillations."""
    real = abs(leading.real)
    speed = (
        f"with a time constant of {amounts.time(1.0 / real)}" if real and 1.0 / real < np.inf else "slowly"
    )
    return (
        f"{speed}, oscillating {amounts.tempo(_hertz(abs(leading.imag)))}"
        if leading.imag
        else f"{speed}, without oscillation"
    )


def _hertz(omega: float) -> float:
    return float(omega / (2e-3 * np.pi))


def describe_special_point(point: LocalBifurcation, name: str, unit: str, model: Model) -> str:
    """One sentence on a special point over a parameter of a name ("I" for the current) and unit."""
    amounts = Amounts(model)
    place = f"{name} = {point.value:.6g}{_behind(unit)} (V = {amounts.voltage(point.voltage, 5)})"
    match point.kind:
        case "hopf":
            criticality = point.hopf.criticality if point.hopf else None
            born = {
                "supercritical": "a stable small oscillation is born: firing or ringing sets in gradually",
                "subcritical": "an unstable small oscillation on the stable side; past it V jumps away",
                "degenerate": "the first Lyapunov coefficient is zero within its error",
                None: "a second eigenvalue is critical and the normal form does not exist",
            }[criticality]
            tempo = amounts.tempo(_hertz(point.angular_frequency or 0.0))
            what = f"{(criticality or 'degenerate').capitalize()} Hopf point"
            return f"{what} at {place}, oscillating {tempo}; {born}."
        case "saddle-node":
            what = f"Saddle-node at {place}: two equilibria meet"
            if point.curvature is None:
                return f"{what}."
            this = "this current" if name == CURRENT_SYMBOL else "this value"
            return f"{what}; they exist {'below' if point.curvature < 0.0 else 'above'} {this}."
        case "branch-point":
            turned = {
                "transcritical": "two branches cross and exchange their stability",
                "pitchfork": "a branch that exists on one side only meets another",
                None: "branches meet",
            }[point.crossing]
            return f"Branch point at {place}: {turned}."
        case "node-focus":
            return f"Two real eigenvalues become a complex pair at {place}; stability does not change."
        case "neutral-saddle":
            return f"Neutral saddle at {place}: two real eigenvalues λ and −λ; nothing bifurcates."


def summarise(
    points: Sequence[SpecialPoint],
    ranges: Sequence[ParameterRegion],
    name: str,
    unit: str,
    *,
    complete: bool,
) -> tuple[str, ...]:
    """The ranges of the parameter, then the bifurcations, a sentence each.

    Parameters
    ----------
    name, unit
        Of the parameter; "I" is the current.
    complete
        Whether no equilibrium lies outside of the voltages that were searched.
    """
    sentences = []
    of = "" if name == CURRENT_SYMBOL else f"{name} = "
    for region in ranges:
        span = f"From {of}{region.value_from:.6g} to {region.value_to:.6g}{_behind(unit)}"
        found = _equilibria(region.equilibria, region.stable_equilibria)
        sentences.append(f"{span}: {found}{'' if complete else ' within the voltages searched'}.")
    told: dict[str, None] = {point.summary: None for point in points if point.kind in TOLD}
    return (*sentences, *told)


def _behind(unit: str) -> str:
    return "" if unit in {"", "1"} else f" {unit}"


def _equilibria(number: int, stable: int) -> str:
    if number == 0:
        return "no equilibrium"
    if number == 1:
        return "one equilibrium, stable" if stable else "one equilibrium, unstable"
    return f"{_number(number)} equilibria, {_number(stable)} of them stable"


def _number(number: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if number < len(words) else str(number)


def numbered(kinds: Iterable[str]) -> list[str]:
    """Names of things by their kinds: "hopf 1", "fold 1", "hopf 2"."""
    counts: dict[str, int] = {}
    names = []
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
        names.append(f"{kind} {counts[kind]}")
    return names
