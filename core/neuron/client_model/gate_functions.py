"""The declared functions of a gate, each with what its values must be."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import ParameterError
from core.neuron.client_model.faults import fault
from core.neuron.declaration import VOLTAGE, Gate, Instantaneous, Rates
from core.neuron.expression import Value, evaluate, parse
from core.neuron.working_range import ROUNDING
from core.quantity import Bounds
from core.result import Floats


@dataclass(frozen=True)
class GateFunction:
    """A declared function of a gate: its field in the declaration, its text, what it is, and its bounds."""

    field: str
    text: str
    what: str
    bounds: Bounds


_RATE, _FRACTION, _TIME = Bounds(ge=0.0), Bounds(ge=0.0, le=1.0), Bounds(gt=0.0)


def functions_of(gate: Gate) -> tuple[GateFunction, ...]:
    """The functions that a gate was declared by; the first of them comes first in the table, too."""
    kinetics, name = gate.kinetics, gate.name
    if isinstance(kinetics, Rates):
        return (
            GateFunction("alpha", kinetics.alpha, f"the opening rate of {name}", _RATE),
            GateFunction("beta", kinetics.beta, f"the closing rate of {name}", _RATE),
        )
    steady = GateFunction("steady_state", kinetics.steady_state, f"the steady state of {name}", _FRACTION)
    if isinstance(kinetics, Instantaneous):
        return (steady,)
    time = GateFunction("time_constant", kinetics.time_constant, f"the time constant of {name}", _TIME)
    return (steady, time)


@dataclass(frozen=True)
class Misfit:
    """A value of a gate's function that has no meaning, and the voltage [mV] where it has."""

    function: GateFunction
    value: float
    voltage: float

    def error(self, pointer: str, where: str, values: Mapping[str, Value]) -> ParameterError:
        """The error of the gate at a pointer."""
        function, value = self.function, self.value
        found = "" if np.isfinite(value) else fault(function.text, values, self.voltage)
        detail = f"{function.what} is {_word(value)} at {where}"
        return ParameterError(
            f"{pointer}/{function.field}",
            f"{found}: {detail}" if found else detail,
            received=value if np.isfinite(value) else None,
            allowed=f"{function.bounds} from -100 to 60 mV",
            hint="x/(1 - exp(-x)) is linoid(x), which has a limit at 0"
            if found.find("division") >= 0
            else "check signs and parameters",
        )


def _word(value: float) -> str:
    if not np.isfinite(value):
        return "not finite"
    return "negative" if value < 0.0 else "0" if value == 0.0 else "above 1"


def misfit(gate: Gate, values: Mapping[str, Value], voltages: Floats) -> Misfit | None:
    """The first value of a gate's functions that has no meaning, at voltages [mV] of shape (k,)."""
    for function in functions_of(gate):
        row = evaluate(parse(function.text), {**values, VOLTAGE: voltages})
        found = np.broadcast_to(np.asarray(row, dtype=np.float64), voltages.shape)
        bounds = function.bounds
        wrong = ~np.isfinite(found)
        if bounds.ge is not None:
            wrong |= found < bounds.ge
        if bounds.gt is not None:
            wrong |= found <= bounds.gt
        if bounds.le is not None:
            wrong |= found > bounds.le + ROUNDING
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            return Misfit(function, float(found[k]), float(voltages[k]))
    return None
