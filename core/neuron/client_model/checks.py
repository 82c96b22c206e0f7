"""What is wrong with a model although every expression of it can be read."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import ParameterError
from core.neuron.client_model.coupled_functions import check_coupled
from core.neuron.client_model.errors import ChangedError
from core.neuron.client_model.faults import fault
from core.neuron.client_model.gate_functions import functions_of, misfit
from core.neuron.client_model.lifting import Demand
from core.neuron.client_model.request import GeneralDeclaration, ModelDeclaration
from core.neuron.currents import GeneralCurrent
from core.neuron.declaration import Neuron, Pool
from core.neuron.expression import ExpressionError, Value, evaluate, parse
from core.neuron.layout import layout
from core.neuron.tables import kinetics
from core.neuron.working_range import WORKING_RANGE, KineticsError, shown


def check_use(declaration: ModelDeclaration, read: set[str]) -> None:
    """Refuse gates and variables that act on nothing, and parameters that nothing reads.

    Raises
    ------
    ParameterError
        There is one.
    """
    used = {gate for current in declaration.currents for gate in getattr(current, "gates", None) or {}}
    used |= read
    for k, gate in enumerate(declaration.gates):
        if gate.name not in used:
            raise ParameterError(
                f"/gates/{k}",
                f"the gate {gate.name} acts on no current",
                hint="name it among the gates of a current, or leave it out",
            )
    for name in declaration.parameters or {}:
        if name not in read:
            raise ParameterError(
                f"/parameters/{name}",
                f"nothing reads the parameter {name!r}",
                hint="use it in an expression, or leave it out",
            )


def check_values(neuron: Neuron, demands: Sequence[Demand], changed: Mapping[str, float]) -> None:
    """Refuse constants without a meaning: a negative conductance, a concentration of 0.

    Raises
    ------
    ParameterError
        There is one.
    """
    pools = {state.name: state.typical for state in neuron.model.dynamic if isinstance(state, Pool)}
    named: dict[str, Value] = {**neuron.values, **pools}
    for demand in demands:
        value = float(evaluate(parse(demand.text), named))
        if demand.bounds.contain(value):
            continue
        own = demand.text in changed
        found = "" if own or np.isfinite(value) else fault(demand.text, named)
        what = "not a number" if np.isnan(value) else "out of bounds"
        raise (ChangedError if own else ParameterError)(
            f"/parameters/{demand.text}" if own else demand.pointer,
            f"{found}: {demand.what} is {what}" if found else f"{demand.what} is {what}",
            received=value if np.isfinite(value) else str(value),
            allowed=str(demand.bounds),
        )


def check_kinetics(neuron: Neuron, declaration: ModelDeclaration) -> None:
    """Refuse functions without a meaning somewhere in the working range.

    Raises
    ------
    ParameterError
        A rate is negative, a steady state outside of 0 to 1, a function not finite or with a pole, or what
        follows from the expressions is too large.
    """
    try:
        kinetics(neuron)
        check_coupled(neuron)
    except KineticsError as error:
        raise _placed(error, neuron, declaration) from None
    except ExpressionError as error:
        detail = f"what follows from the model's expressions has no meaning: {error.detail}"
        raise ParameterError("", detail, hint=error.hint) from None
    _require_steady_states(neuron)


def _placed(error: KineticsError, neuron: Neuron, declaration: ModelDeclaration) -> ParameterError:
    """The error with its place in the declaration, and what is wrong there in the declaration's own terms."""
    function, voltage = error.function, error.voltage
    states = dict(zip(neuron.model.states[1:], neuron.model.typical, strict=True))
    values: dict[str, Value] = {**neuron.values, **states, **error.others}
    places = _places_of_gate if function.role != "any" else _places_of_other
    found = places(error, neuron, declaration, values)
    if isinstance(found, ParameterError):
        return found
    for pointer, text in found:
        where = fault(text, values, voltage)
        if where:
            error.detail, error.pointer = f"{where}: {error.detail}", pointer
            return error
    error.pointer = found[0][0]
    return error


Places = list[tuple[str, str]]
"""Pointers to expressions and their texts: where the mistake may be."""


def _places_of_gate(
    error: KineticsError, neuron: Neuron, declaration: ModelDeclaration, values: Mapping[str, Value]
) -> Places | ParameterError:
    k = next(k for k, gate in enumerate(declaration.gates) if gate.name == error.function.owner)
    found = misfit(neuron.model.gates[k], values, np.array([error.voltage]))
    if found is not None:
        return found.error(f"/gates/{k}", f"V = {shown(error.voltage)} mV", values)
    return [(f"/gates/{k}/{item.field}", item.text) for item in functions_of(neuron.model.gates[k])]


def _places_of_other(
    error: KineticsError, neuron: Neuron, declaration: ModelDeclaration, values: Mapping[str, Value]
) -> Places:
    """Of a current, or of a pool or variable."""
    del values
    name, model = error.function.owner, neuron.model
    if error.function.of_current:
        k = next(k for k, item in enumerate(declaration.currents) if item.name == name)
        current = model.currents[k]
        if isinstance(declaration.currents[k], GeneralDeclaration) and isinstance(current, GeneralCurrent):
            return [(f"/currents/{k}/density", current.density)]
        return [(f"/currents/{k}", "")]
    for group, field in (("variables", "rate"), ("pools", "removal")):
        for k, item in enumerate(getattr(model, group)):
            if item.name == name:
                given = getattr(getattr(declaration, group)[k], field)
                return [(f"/{group}/{k}/{field}" if given is not None else f"/{group}/{k}", str(given or ""))]
    raise AssertionError(name)


def _require_steady_states(neuron: Neuron) -> None:
    """Refuse gates whose rates are both 0 somewhere in the working range."""
    table = kinetics(neuron)
    low, high = (round((v - table.low) / table.cell) for v in WORKING_RANGE)
    part = table.coefficients[max(low, 0) : high]
    names = [gate.name for gate in neuron.model.gates]
    for item in layout(neuron.model).tabulated:
        if item.role == "rate" and item.field > 0:
            still = np.flatnonzero(part[:, item.row, item.field] <= 0.0)
            if still.size:
                voltage = WORKING_RANGE[0] + table.cell * int(still[0])
                raise ParameterError(
                    f"/gates/{names.index(item.owner)}",
                    f"both rates of {item.owner} are 0 at V = {shown(voltage)} mV: "
                    "the gate has no steady state there",
                    hint="a gate that never moves is a number in the conductance",
                )
