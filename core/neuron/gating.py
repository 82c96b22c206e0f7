"""Gating kinetics of a neuron against voltage, from its declared expressions."""

from dataclasses import dataclass

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Gate, Neuron
from core.neuron.expression import Expression, evaluate_many, parse
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, Millivolt
from core.references import cite
from core.result import CLOSED_FORM, Floats, Result, Variable


@dataclass(frozen=True, kw_only=True)
class GatingRequest(Parameters):
    """A range of voltages."""

    voltage_range: tuple[Millivolt, ...] = parameter(
        (-100.0, 60.0), "lowest and highest voltage", symbol="V", min_items=2, max_items=2
    )
    points: Count = parameter(321, "number of voltages, equally spaced", ge=2, le=20_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_increasing(self, "voltage_range")

    @property
    def voltages(self) -> Floats:
        """The voltages [mV], shape (points,); those that are round in the range are so here."""
        low, high = self.voltage_range
        return np.round(np.linspace(low, high, self.points), 10)


def gating(neuron: Neuron, request: GatingRequest) -> Result:
    """Rates, steady states and time constants of every gate, and what follows from them for the channels.

    dx/dt = φ (a − b x) gives x∞ = a/b, τ = 1/(φ b), α = φ a and β = φ (b − a). Where a rate has a removable
    singularity its limit is taken (HH: α_n(−55) = 0.1, α_m(−40) = 1 per ms at 6.3 °C).

    Parameters
    ----------
    neuron
        The model with the values of its parameters.
    request
        The voltages.

    Returns
    -------
    Result
        Axis: voltage [mV]. Series: <gate>_inf; of every gate that is a state also tau_<gate> [ms],
        alpha_<gate> and beta_<gate> [1/ms]; of every current with gates open_<current>, its steady open
        probability; the steady currents i_<current> and their sum i_steady [µA/cm², outward positive].

    Raises
    ------
    ParameterError
        A rate that is not finite somewhere in the range.
    """
    voltages = request.voltages
    columns = [column for gate in neuron.model.gates for column in _gate_columns(gate)]
    values = evaluate_many((expression for *_, expression in columns), {**neuron.values, VOLTAGE: voltages})
    series = [
        Variable(name, label, unit, np.broadcast_to(np.asarray(value, dtype=np.float64), voltages.shape))
        for (name, label, unit, _), value in zip(columns, values, strict=True)
    ]
    _require_finite(series, voltages)
    return Result(
        axis=Variable("voltage", "V", "mV", voltages),
        series=(*series, *_channels(neuron, voltages, {v.name: v.values for v in series})),
        numerics=CLOSED_FORM,
        references=cite(*neuron.model.references),
    )


def _gate_columns(gate: Gate) -> list[tuple[str, str, str, Expression]]:
    """Name, label, unit and expression of what a gate has to show."""
    steady = (f"{gate.name}_inf", f"{gate.name}_∞", "1", gate.steady_state)
    if not gate.dynamic:
        return [steady]
    scale = parse(gate.scale)
    opening, turnover = scale * gate.inflow, scale * gate.turnover
    return [
        steady,
        (f"tau_{gate.name}", f"τ_{gate.name}", "ms", 1.0 / turnover),
        (f"alpha_{gate.name}", f"α_{gate.name}", "1/ms", opening),
        (f"beta_{gate.name}", f"β_{gate.name}", "1/ms", _closing(gate, scale)),
    ]


def _closing(gate: Gate, scale: Expression) -> Expression:
    """φ β, without the cancellation in b − a where β is declared."""
    declared = getattr(gate.kinetics, "beta", None)
    return scale * (parse(declared) if declared is not None else gate.turnover - gate.inflow)


def _require_finite(series: list[Variable], voltages: Floats) -> None:
    for variable in series:
        wrong = np.flatnonzero(~np.isfinite(variable.values))
        if wrong.size:
            raise ParameterError(
                "/parameters",
                f"{variable.name} is not finite at V = {voltages[wrong[0]]:.6g} mV",
                hint="x/(1 - exp(-x)) is linoid(x), which has a limit at 0; or narrow the range of voltages",
            )


def _channels(neuron: Neuron, voltages: Floats, gates: dict[str, Floats]) -> list[Variable]:
    """Open probabilities and currents in the steady state."""
    found, currents = [], []
    total = np.zeros(voltages.shape)
    for current in neuron.model.currents:
        probability = np.ones(voltages.shape)
        for gate, power in current.gates:
            probability = probability * gates[f"{gate}_inf"] ** power
        if current.gates:
            found.append(Variable(f"open_{current.name}", f"p_{current.name}", "1", probability))
        flow = neuron.values[current.conductance] * probability * (voltages - neuron.values[current.reversal])
        currents.append(Variable(f"i_{current.name}", f"I_{current.name}", "µA/cm²", flow))
        total = total + flow
    return [*found, *currents, Variable("i_steady", "I_ss", "µA/cm²", total)]
