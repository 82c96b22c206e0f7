"""Gating kinetics of a neuron against voltage, from its declared expressions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Gate, Neuron
from core.neuron.equations import equations
from core.neuron.expression import Expression, Value, evaluate_many, names, parse
from core.neuron.initial import initial_state
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
    initial: Mapping[str, float] | None = parameter(
        None,
        "concentrations of the pools and values of the variables that gates depend on; by default those at "
        "rest",
    )

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
    named: dict[str, Value] = {**neuron.values, **_others(neuron, request.initial), VOLTAGE: voltages}
    values = evaluate_many((expression for *_, expression in columns), named)
    series = [
        Variable(name, label, unit, np.broadcast_to(np.asarray(value, dtype=np.float64), voltages.shape))
        for (name, label, unit, _), value in zip(columns, values, strict=True)
    ]
    _require_finite(series, voltages)
    steady = {v.name.removesuffix("_inf"): v.values for v in series if v.name.endswith("_inf")}
    return Result(
        axis=Variable("voltage", "V", "1" if neuron.model.dimensionless else "mV", voltages),
        series=(*series, *_channels(neuron, voltages, steady)),
        numerics=CLOSED_FORM,
        references=cite(*neuron.model.references),
    )


def _others(neuron: Neuron, given: Mapping[str, float] | None) -> dict[str, float]:
    """Values of the states that are no gates, where a gate depends on one."""
    model = neuron.model
    others = {state.name for state in model.dynamic if not isinstance(state, Gate)}
    read = [tree for gate in model.gates for *_, tree in _gate_columns(gate)]
    if not any(names(tree) & others for tree in read):
        return {}
    state = initial_state(neuron, given)
    return {name: float(state[k]) for k, name in enumerate(model.states) if name in others}


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
    found = []
    for current in neuron.model.currents:
        if current.gates and all(gate in gates for gate, _ in current.gates):
            probability = np.ones(voltages.shape)
            for gate, power in current.gates:
                probability = probability * gates[gate] ** power
            found.append(Variable(f"open_{current.name}", f"p_{current.name}", "1", probability))
    made = equations(neuron.model)
    if made.unsolved:
        return found
    unit = "1" if neuron.model.dimensionless else "µA/cm²"
    total, *flows = made.steady_program({**neuron.values, VOLTAGE: voltages})
    named = [
        (f"i_{c.name}", f"I_{c.name}", flow) for c, flow in zip(neuron.model.currents, flows, strict=True)
    ]
    for name, label, flow in [*named, ("i_steady", "I_ss", total)]:
        values = np.broadcast_to(np.asarray(flow, dtype=np.float64), voltages.shape)
        # A pool may have no steady concentration at a voltage, nor its ion then a reversal potential.
        known = np.isfinite(values)
        found.append(Variable(name, label, unit, np.where(known, values, np.nan), gaps=not known.all()))
    return found
