"""Two passive rooms joined by a conductance, in formulas.

C₁ V₁' = g₁ (E₁ − V₁) + g (V₂ − V₁) + I₁ and the same with 1 and 2 exchanged: time constants and modes are the
roots of a quadratic equation. Each formula is written so that nothing cancels; the difference of the rates is
2w, and their product the determinant of the conductances over C₁ C₂.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.cable.coupled_compartments.compartments import Passive
from core.cable.coupled_compartments.junctions import MICROSIEMENS_PER_NANOSIEMENS, OhmicJunction
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.neuron.expression import evaluate, latex, names, parse
from core.parameters import parameter
from core.stimulus import Step


@dataclass(frozen=True, kw_only=True)
class RoomFormula:
    """One quantity of the two rooms: its formula and its value."""

    name: str = parameter(meaning="its name in the formulas after it")
    meaning: str = parameter(meaning="what it is")
    text: str = parameter(meaning="formula in the names before it, readable by Python with exp and sqrt")
    latex: str = parameter(meaning="the same, typeset")
    value: float | None = parameter(
        meaning="its value; null where it is infinite, or a function of time or f"
    )
    unit: str = parameter(meaning="its unit")


SYMBOLS = {
    "delta": r"\delta",
    "lambda_slow": r"\lambda_\mathrm{slow}",
    "lambda_fast": r"\lambda_\mathrm{fast}",
    "tau_slow": r"\tau_\mathrm{slow}",
    "tau_fast": r"\tau_\mathrm{fast}",
    "V_rest_1": r"V_{\mathrm{rest},1}",
    "V_rest_2": r"V_{\mathrm{rest},2}",
    "t_on": r"t_\mathrm{on}",
}
_FADING = "(1 - exp(-(t - t_on) / tau_{}))"


def two_rooms(request: CoupledCompartmentsRequest) -> tuple[RoomFormula, ...] | None:
    """The closed forms where there are two passive compartments and one conductance; otherwise None."""
    rooms = [room for room in request.compartments if isinstance(room, Passive)]
    if len(rooms) != 2 or len(request.compartments) != 2 or len(request.junctions) != 1:
        return None
    (junction,), (first, second) = request.junctions, rooms
    if not isinstance(junction, OhmicJunction) or junction.conductance == 0.0:
        return None
    values = _elements(first, second, junction)
    elements = [
        (name, meaning, f"{value!r}", unit)
        for (name, value), (meaning, unit) in zip(values.items(), _ELEMENTS, strict=True)
    ]
    found = []
    for name, meaning, text, unit in (*elements, *_rows(values), *_courses(request)):
        tree = parse(text)
        value = math.nan if {"t", "f"} & names(tree) else float(evaluate(tree, dict(values)))
        values[name] = value
        found.append(
            RoomFormula(
                name=name,
                meaning=meaning,
                text=text.replace("^", "**"),
                latex=latex(tree, SYMBOLS),
                value=value if math.isfinite(value) else None,
                unit=unit,
            )
        )
    return tuple(found)


_ELEMENTS = (
    ("capacitance of room 1", "nF"),
    ("capacitance of room 2", "nF"),
    ("leak of room 1: one over its resistance", "µS"),
    ("leak of room 2: one over its resistance", "µS"),
    ("conductance between them, of which 1 µS is 1000 nS", "µS"),
    ("resting potential of room 1", "mV"),
    ("resting potential of room 2", "mV"),
)


def _elements(first: Passive, second: Passive, junction: OhmicJunction) -> dict[str, float]:
    return {
        "C_1": first.whole_capacitance,
        "C_2": second.whole_capacitance,
        "g_1": first.leak,
        "g_2": second.leak,
        "g": junction.conductance * MICROSIEMENS_PER_NANOSIEMENS,
        "E_1": first.resting_potential,
        "E_2": second.resting_potential,
    }


def _rows(values: dict[str, float]) -> Iterator[tuple[str, str, str, str]]:
    """Name, meaning, formula and unit of everything that follows from the elements."""
    yield "a", "rate of room 1 while room 2 is held", "(g_1 + g) / C_1", "1/ms"
    yield "d", "rate of room 2 while room 1 is held", "(g_2 + g) / C_2", "1/ms"
    yield "delta", "half their difference", "(a - d) / 2", "1/ms"
    yield (
        "w",
        "half the difference of the rates of the modes",
        "sqrt(delta^2 + g^2 / (C_1 * C_2))",
        "1/ms",
    )
    yield "D", "determinant of the conductances", "g_1 * g_2 + g * (g_1 + g_2)", "µS²"
    yield "lambda_fast", "rate of the fast mode", "(a + d) / 2 + w", "1/ms"
    yield "lambda_slow", "rate of the slow mode, (a + d) / 2 - w", "D / (C_1 * C_2 * lambda_fast)", "1/ms"
    yield "tau_slow", "slow time constant", "1 / lambda_slow", "ms"
    yield "tau_fast", "fast time constant: the equalisation of the two", "1 / lambda_fast", "ms"
    # The two forms are equal; the one without a difference is shown.
    ahead = values["C_2"] * (values["g_1"] + values["g"]) >= values["C_1"] * (values["g_2"] + values["g"])
    slow, fast = "V_2 over V_1 in the slow mode", "V_2 over V_1 in the fast mode"
    yield "m_slow", slow, "C_1 * (w + delta) / g" if ahead else "g / (C_2 * (w - delta))", "1"
    yield "m_fast", fast, "-g / (C_2 * (w + delta))" if ahead else "-C_1 * (w - delta) / g", "1"
    yield "R_1", "input resistance of room 1", "(g_2 + g) / D", "MΩ"
    yield "R_2", "input resistance of room 2", "(g_1 + g) / D", "MΩ"
    yield "R_12", "transfer resistance, in either direction", "g / D", "MΩ"
    yield "k_12", "coupling coefficient from room 1 to room 2: V_2 over V_1", "g / (g_2 + g)", "1"
    yield "k_21", "coupling coefficient from room 2 to room 1: V_1 over V_2", "g / (g_1 + g)", "1"
    for number, other in ((1, 2), (2, 1)):
        yield (
            f"K_{number}{other}",
            f"amplitude of the coupling coefficient from room {number} to room {other} at a frequency f [Hz]",
            f"g / sqrt((g_{other} + g)^2 + ({2e-3 * math.pi!r} * f * C_{other})^2)",
            "1",
        )
    for number, other in ((1, 2), (2, 1)):
        yield (
            f"V_rest_{number}",
            f"voltage of room {number} without currents",
            f"E_{number} + (E_{other} - E_{number}) * g_{other} * g / D",
            "mV",
        )


def _courses(request: CoupledCompartmentsRequest) -> Iterator[tuple[str, str, str, str]]:
    """The voltages after the onset of a single step, from rest."""
    rooms = [room for room in request.compartments if isinstance(room, Passive)]
    stimuli = [(k, stimulus) for k, room in enumerate(rooms, 1) for stimulus in room.stimulus]
    at_rest = all(room.initial_voltage is None for room in rooms)
    if len(stimuli) != 1 or not at_rest or not any(room.leak for room in rooms):
        return
    number, step = stimuli[0]
    if not isinstance(step, Step):
        return
    # With the numbers exchanged, delta changes its sign.
    other, minus, plus = (2, "-", "+") if number == 1 else (1, "+", "-")
    slow, fast = _FADING.format("slow"), _FADING.format("fast")
    yield "I", "the injected current", f"{step.amplitude!r}", "nA"
    yield "t_on", "its onset", f"{step.onset!r}", "ms"
    own = f"(w {minus} delta) * tau_slow * {slow} + (w {plus} delta) * tau_fast * {fast}"
    across = f"tau_slow * {slow} - tau_fast * {fast}"
    for place, text in (
        (number, f"V_rest_{number} + I / (2 * C_{number} * w) * ({own})"),
        (other, f"V_rest_{other} + I * g / (2 * C_1 * C_2 * w) * ({across})"),
    ):
        yield f"V_{place}", f"voltage of room {place} from the onset on", text, "mV"
