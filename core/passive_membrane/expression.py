"""The analytic solution for a current that is switched on once, in words and with numbers."""

from dataclasses import dataclass

from core.parameters import parameter
from core.passive_membrane.request import AreaMembrane, PassiveMembraneRequest
from core.quantity import Millisecond
from core.stimulus import Step


@dataclass(frozen=True, kw_only=True)
class AnalyticPiece:
    """The voltage [mV] as a function of the time t [ms], from one time to another."""

    begin: Millisecond = parameter(meaning="from this time on")
    end: Millisecond | None = parameter(meaning="up to this time; null: for ever")
    text: str = parameter(meaning="in the names of the request's fields, readable by Python and NumPy")
    latex: str = parameter(meaning="in symbols")
    text_with_numbers: str = parameter(meaning="with this request's numbers")
    latex_with_numbers: str = parameter(meaning="with this request's numbers, typeset")


def analytic_solution(request: PassiveMembraneRequest) -> tuple[AnalyticPiece, ...] | None:
    """The solution where the stimulus is one step, or nothing; otherwise None.

    V = E + (V₀ − E) e^{−t/τ} + r I (1 − e^{−(t − t_on)/τ}), the last term from the onset on.
    """
    if len(request.membrane.stimulus) > 1:
        return None
    step = request.membrane.stimulus[0] if request.membrane.stimulus else Step(amplitude=0.0)
    if not isinstance(step, Step):
        return None
    off, on = _piece(request, 0.0, None), _piece(request, step.amplitude, step.onset)
    if step.amplitude == 0.0:
        return (AnalyticPiece(begin=0.0, end=None, **off),)
    after = AnalyticPiece(begin=step.onset, end=None, **on)
    if step.onset == 0.0:
        return (after,)
    return (AnalyticPiece(begin=0.0, end=step.onset, **off), after)


def _piece(request: PassiveMembraneRequest, amplitude: float, onset: float | None) -> dict[str, str]:
    """The four forms of the solution, without the terms that are zero."""
    per_area = isinstance(request.membrane, AreaMembrane)
    tau, start = f"{request.membrane.time_constant:.12g}", request.initial_deviation
    resistance, capacitance = ("r", "c") if per_area else ("R", "C")
    micro = " / 1000" if per_area else ""
    text, latex = "resting_potential", "V(t) = E"
    number, number_latex = 2 * (f"{request.resting_potential:.12g}",)
    if start != 0.0:
        text += f" + (initial_voltage - resting_potential) * exp(-t / (resistance * capacitance{micro}))"
        latex += r" + (V_0 - E)\,e^{-t/\tau}"
        number += f"{_signed(start)} * exp(-t / {tau})"
        number_latex += rf"{_signed(start)}\,e^{{-t/{tau}}}"
    if onset is not None:
        lapse, since = ("t", "t") if onset == 0.0 else ("(t - onset)", f"(t - {onset:.12g})")
        rise = request.membrane.gain * amplitude
        exponent = f"exp(-{lapse} / (resistance * capacitance{micro}))"
        text += f" + resistance * amplitude{micro} * (1 - {exponent})"
        symbol = "t" if onset == 0.0 else r"(t - t_\mathrm{on})"
        latex += rf" + {resistance} I \left(1 - e^{{-{symbol}/\tau}}\right)"
        number += f"{_signed(rise)} * (1 - exp(-{since} / {tau}))"
        number_latex += rf"{_signed(rise)} \left(1 - e^{{-{since}/{tau}}}\right)"
    if latex != "V(t) = E":
        latex += rf", \quad \tau = {resistance} {capacitance}"
    return {
        "text": text,
        "latex": latex,
        "text_with_numbers": number,
        "latex_with_numbers": f"V(t) = {number_latex}",
    }


def _signed(value: float) -> str:
    return f" {'-' if value < 0.0 else '+'} {abs(value):.12g}"
