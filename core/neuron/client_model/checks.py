"""What is wrong with a model although every expression of it can be read."""

import numpy as np

from core.errors import ParameterError
from core.neuron.client_model.request import GateDeclaration, ModelDeclaration
from core.neuron.declaration import VOLTAGE, Gate, Neuron
from core.neuron.expression import Value, evaluate_many, names
from core.neuron.layout import layout
from core.neuron.tables import kinetics
from core.neuron.working_range import WORKING_RANGE, KineticsError
from core.result import Floats

_LEVELS = (0.01, 1.0, 100.0)
"""Values of pools at which their gates are looked at, in units of the typical one."""
_OFFSET = 0.013_672_85


def check_use(declaration: ModelDeclaration, read: set[str]) -> None:
    """Refuse gates that act on nothing and parameters that nothing reads.

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


def check_kinetics(neuron: Neuron, declaration: ModelDeclaration) -> None:
    """Refuse functions without a meaning somewhere in the working range.

    Raises
    ------
    ParameterError
        A rate is negative, a steady state outside of 0 to 1, a constant not positive or a function not finite.
    """
    _check_constants(neuron)
    try:
        kinetics(neuron)
    except KineticsError as error:
        error.pointer = _place(declaration, error.owner, second=error.second, steady=error.steady)
        raise
    _check_coupled(neuron, declaration)


def _check_constants(neuron: Neuron) -> None:
    """The capacitance and the scales of gates, which expressions may give."""
    made, model = layout(neuron.model), neuron.model
    capacitance, *constants = (float(value) for value in made.constants(neuron.values))
    if not 0.0 < capacitance < np.inf:
        raise ParameterError(
            "/capacitance", "the capacitance is not positive", received=capacitance, allowed="> 0"
        )
    n = len(model.currents)
    for k, (strength, reversal) in enumerate(zip(constants[:n], constants[n : 2 * n], strict=True)):
        if not (0.0 <= strength < np.inf and np.isfinite(reversal)):
            wrong = strength if not 0.0 <= strength < np.inf else reversal
            detail = f"conductance or reversal of the current {model.currents[k].name} has no meaning"
            raise ParameterError(
                f"/currents/{k}", detail, received=wrong, allowed="finite; conductances >= 0"
            )
    for state, scale in zip(model.dynamic, constants[2 * n :], strict=True):
        if not 0.0 < scale < np.inf:
            pointer = f"/gates/{[gate.name for gate in model.gates].index(state.name)}/speed"
            raise ParameterError(
                pointer, "the speed of a gate is not positive", received=scale, allowed="> 0"
            )


def _place(declaration: ModelDeclaration, owner: str, *, second: bool, steady: bool = False) -> str:
    """Pointer of a function: the second of a gate is its closing rate or time constant."""
    for k, gate in enumerate(declaration.gates):
        if gate.name == owner:
            return f"/gates/{k}/{_field(gate, second=second, steady=steady)}"
    for group in ("currents", "pools", "variables"):
        for k, item in enumerate(getattr(declaration, group)):
            if item.name == owner:
                return f"/{group}/{k}"
    return ""


def _field(gate: GateDeclaration, *, second: bool, steady: bool) -> str:
    if gate.alpha is not None:
        # α over α + β exceeds 1 where β is negative.
        return "beta" if second else "alpha"
    return "time_constant" if second and not steady else "steady_state"


def _check_coupled(neuron: Neuron, declaration: ModelDeclaration) -> None:
    """Gates that read pools or variables, on a grid of voltages and a few values of each."""
    model = neuron.model
    others = {state.name: state.typical for state in model.dynamic if not isinstance(state, Gate)}
    voltages: Floats = np.arange(WORKING_RANGE[0] + _OFFSET, WORKING_RANGE[1], 1.0)
    for gate in model.gates:
        trees = [gate.steady_state, *([gate.turnover] if gate.dynamic else [])]
        read = frozenset().union(*(names(tree) for tree in trees)) & set(others)
        if not read:
            continue
        for level in _LEVELS:
            named: dict[str, Value] = {
                **neuron.values,
                **{name: level * others[name] for name in others},
                VOLTAGE: voltages,
            }
            rows = [np.broadcast_to(np.asarray(row), voltages.shape) for row in evaluate_many(trees, named)]
            steady, turnover = rows[0], rows[-1] if gate.dynamic else np.ones(voltages.shape)
            wrong = ~(np.isfinite(steady) & np.isfinite(turnover)) | (turnover < 0.0)
            wrong |= (steady < 0.0) | (steady > 1.0 + 1e-9)
            if wrong.any():
                at = int(np.flatnonzero(wrong)[0])
                where = ", ".join(f"{name} = {level * others[name]:.3g}" for name in sorted(read))
                raise ParameterError(
                    _place(declaration, gate.name, second=False),
                    f"the kinetics of {gate.name} have no meaning at V = {voltages[at]:.4g} mV, {where}",
                    received=float(steady[at]) if np.isfinite(steady[at]) else None,
                    allowed="a steady state between 0 and 1, rates >= 0, all finite",
                )
