"""The gates of a client's model."""

from core.errors import ParameterError
from core.neuron.client_model.lifting import FINITE, POSITIVE, Demand, Lifted, composed
from core.neuron.client_model.request import GateDeclaration
from core.neuron.currents import TEMPERATURE
from core.neuron.declaration import Gate, Instantaneous, Rates, Relaxation


def gate_of(gate: GateDeclaration, lifted: Lifted, pointer: str, states: frozenset[str]) -> Gate:
    """The gate as the core declares it.

    Raises
    ------
    ParameterError
        Its kinetics are incomplete, too many, or cannot be read.
    """
    return Gate(
        gate.name,
        f"gate {gate.name}",
        _kinetics(gate, lifted, pointer, states),
        _scale(gate, lifted, pointer),
    )


def _kinetics(
    gate: GateDeclaration, lifted: Lifted, pointer: str, states: frozenset[str]
) -> Rates | Relaxation | Instantaneous:
    def function(field: str) -> str:
        given = getattr(gate, field)
        return lifted.function(given, f"{field}_{gate.name}", f"{pointer}/{field}", states)

    fields = ("alpha", "beta", "steady_state", "time_constant")
    given = {field for field in fields if getattr(gate, field) is not None}
    if given == {"alpha", "beta"}:
        return Rates(function("alpha"), function("beta"))
    if given == {"steady_state", "time_constant"}:
        return Relaxation(function("steady_state"), function("time_constant"))
    if given == {"steady_state"}:
        return Instantaneous(function("steady_state"))
    raise ParameterError(
        pointer,
        f"the kinetics of the gate {gate.name} are not one of the three that there are",
        received=", ".join(sorted(given)) or "none",
        allowed="alpha and beta; steady_state and time_constant; steady_state alone (instantaneous)",
    )


def _scale(gate: GateDeclaration, lifted: Lifted, pointer: str) -> str:
    """φ: the speed, and q10 to the tens of degrees."""
    if (gate.q10 is None) != (gate.reference_temperature is None):
        field = "reference_temperature" if gate.reference_temperature is None else "q10"
        raise ParameterError(f"{pointer}/{field}", "q10 and reference_temperature go together")
    instantaneous = gate.alpha is None and gate.time_constant is None
    for field, given in (("speed", gate.speed != 1.0), ("q10", gate.q10 is not None)):
        if instantaneous and given:
            detail = f"the gate {gate.name} is instantaneous: it has no speed"
            raise ParameterError(f"{pointer}/{field}", detail, hint="leave it out, or give a time_constant")
    factors = []
    if gate.speed != 1.0:
        demand = (f"the speed of the gate {gate.name}", POSITIVE)
        speed = lifted.formula(gate.speed, f"speed_{gate.name}", f"{pointer}/speed", demand=demand)
        factors.append(f"({speed})")
    if gate.q10 is not None and gate.reference_temperature is not None:
        q10 = lifted.number(gate.q10, f"q10_{gate.name}", "1")
        measured = lifted.number(gate.reference_temperature, f"reference_temperature_{gate.name}", "°C")
        lifted.demands += [
            Demand(q10, f"{pointer}/q10", f"the q10 of the gate {gate.name}", POSITIVE),
            Demand(measured, f"{pointer}/reference_temperature", "the reference temperature", FINITE),
        ]
        factors.append(f"{q10} ^ (({TEMPERATURE} - {measured}) / 10)")
    if not factors:
        return "1"
    scale = composed(" * ".join(factors), pointer)
    what = f"the factor of the rates of the gate {gate.name}"
    field = "speed" if gate.q10 is None else "q10"
    lifted.demands.append(Demand(scale, f"{pointer}/{field}", what, POSITIVE))
    return scale
