"""Functions that read pools or variables, looked at on a grid of voltages for a few values of these."""

from collections.abc import Mapping

import numpy as np

from core.neuron.client_model.gate_functions import functions_of, misfit
from core.neuron.declaration import VOLTAGE, Gate, Model, Neuron
from core.neuron.expression import Expression, Value, names, parse
from core.neuron.layout import Role, Tabulated
from core.neuron.tables import tabulated
from core.neuron.working_range import OFF_ROUND, WORKING_RANGE, KineticsError, shown
from core.result import Floats

LEVELS = (0.01, 1.0, 100.0)
"""Values of pools and variables, in units of the typical one."""
HALF_OPEN = 0.5
"""Value of the gates that the rate of a variable reads."""


def check_coupled(neuron: Neuron) -> None:
    """Refuse gates whose functions have no meaning for some value of a pool, and poles at a voltage.

    Raises
    ------
    ParameterError
        A function of a gate is negative, too large or not finite; a function has a pole.
    """
    model = neuron.model
    others = {state.name: state.typical for state in model.dynamic if not isinstance(state, Gate)}
    if not others:
        return
    voltages: Floats = np.arange(WORKING_RANGE[0] + OFF_ROUND, WORKING_RANGE[1], 1.0)
    for k, gate in enumerate(model.gates):
        read = sorted(frozenset().union(*(names(parse(f.text)) for f in functions_of(gate))) & others.keys())
        for level in LEVELS if read else ():
            values: dict[str, Value] = {**neuron.values, **{key: level * others[key] for key in others}}
            found = misfit(gate, values, voltages)
            if found is not None:
                stated = ", ".join(f"{key} = {level * others[key]:.3g}" for key in read)
                raise found.error(f"/gates/{k}", f"V = {shown(found.voltage)} mV, {stated}", values)
    _check_poles(neuron, others)


def _check_poles(neuron: Neuron, others: Mapping[str, float]) -> None:
    """Refuse a pole at a voltage, for typical values of all other states."""
    functions = tuple(_coupled(neuron.model, frozenset(others)))
    if not functions:
        return
    named = {**neuron.values, **others, **{gate.name: HALF_OPEN for gate in neuron.model.gates}}
    read = sorted(frozenset().union(*(names(item.tree) for item in functions)) - {VOLTAGE})
    values = tuple(float(named[name]) for name in read)
    try:
        tabulated(functions, len(functions), tuple(read), values, WORKING_RANGE)
    except KineticsError as error:
        error.others = {**others, **{gate.name: HALF_OPEN for gate in neuron.model.gates}}
        raise


def _coupled(model: Model, others: frozenset[str]) -> list[Tabulated]:
    """Functions of V and other states, as if they were to be tabulated."""
    found: list[Tabulated] = []
    varying = others | {gate.name for gate in model.gates}

    def enter(owner: str, role: Role, *trees: Expression, current: bool = False) -> None:
        if any(VOLTAGE in names(tree) and names(tree) & varying for tree in trees):
            row = len(found)
            found.extend(Tabulated(tree, owner, role, row, 4 * k, current) for k, tree in enumerate(trees))

    for gate in model.gates:
        if gate.dynamic:
            enter(gate.name, "rate", gate.inflow, gate.turnover)
        else:
            enter(gate.name, "fraction", gate.steady_state)
    for variable in model.variables:
        enter(variable.name, "any", parse(variable.rate))
    for item in model.currents:
        enter(item.name, "any", item.driving, current=True)
    return found
