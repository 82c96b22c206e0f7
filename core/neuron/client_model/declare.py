"""From a client's declaration to the model of the core, and the values of its parameters.

Models that differ in their numbers only are one model: what is derived from it (trees, derivatives, layouts,
code) is kept, and a client that moves a slider waits for tables at most.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import cast

from core.errors import ParameterError
from core.neuron.client_model.checks import check_kinetics, check_use, check_values
from core.neuron.client_model.errors import ChangedError
from core.neuron.client_model.interning import interned
from core.neuron.client_model.kinetics import gate_of
from core.neuron.client_model.lifting import (
    FINITE,
    NOT_NEGATIVE,
    POSITIVE,
    Demand,
    Lifted,
    composed,
)
from core.neuron.client_model.names import require_distinct_series, require_name
from core.neuron.client_model.pumps import gain_of, missing, pump_density
from core.neuron.client_model.request import (
    MAX_EXPONENT,
    ConstantFieldDeclaration,
    CurrentDeclaration,
    LeakDeclaration,
    ModelDeclaration,
    NernstReversal,
    OhmicDeclaration,
    PoolDeclaration,
    PumpDeclaration,
    VariableDeclaration,
)
from core.neuron.currents import (
    TEMPERATURE,
    ConstantFieldCurrent,
    Current,
    GeneralCurrent,
    IonicCurrent,
    nernst,
)
from core.neuron.declaration import (
    VOLTAGE,
    Neuron,
    Pool,
    Variable,
)
from core.parameters import declared
from core.quantity import Quantity

DEFAULT_CONCENTRATION = 1e-3
"""A concentration [mM] that matters, where the declaration says none."""
TEMPERATURES = cast("Quantity", declared(ModelDeclaration)["temperature"].quantity).bounds


def declare(
    declaration: ModelDeclaration, changed: Mapping[str, float] | None = None, root: str = ""
) -> Neuron:
    """The model that a client declares, with its values.

    Parameters
    ----------
    declaration
        What the client sent.
    changed
        Other values of some of its parameters, those that numbers in its fields have become among them.
    root
        JSON pointer of the declaration; the changed values stand under "/parameters".

    Raises
    ------
    ParameterError
        A name that is unknown, taken or none; an expression that cannot be read; kinetics that are incomplete
        or have no meaning somewhere in the working range; a gate that acts on nothing.
    """
    changed = changed or {}
    try:
        building = _Building(declaration)
        neuron = building.neuron()
        _require_known(changed, neuron.values)
        if changed:
            neuron = Neuron(neuron.model, MappingProxyType({**neuron.values, **changed}))
        check_values(neuron, building.lifted.demands, changed)
        check_kinetics(neuron, declaration)
    except ParameterError as error:
        if not isinstance(error, ChangedError):
            error.pointer = root + error.pointer
        raise
    return neuron


def _require_known(changed: Mapping[str, float], values: Mapping[str, float]) -> None:
    for name in changed:
        if name not in values:
            near = get_close_matches(name[:64], sorted(values), n=1)
            raise ChangedError(
                f"/parameters/{name[:64]}",
                f"the model has no parameter {name[:64]!r}",
                allowed=", ".join(sorted(values))[:400],
                hint=f"did you mean {near[0]!r}?" if near else "",
            )


class _Building:
    """A model in the making."""

    def __init__(self, declaration: ModelDeclaration) -> None:
        self.declaration = declaration
        self.taken: dict[str, str] = {}
        for name in declaration.parameters or {}:
            require_name(name, self.taken, "parameter", f"/parameters/{name[:40]}")
        places: dict[str, str] = {}
        for group in ("gates", "pools", "variables"):
            for index, item in enumerate(getattr(declaration, group)):
                places[item.name] = f"/{group}/{index}/name"
                require_name(item.name, self.taken, group[:-1], places[item.name])
        channels: dict[str, str] = {}
        for index, current in enumerate(declaration.currents):
            require_name(current.name, channels, "current", f"/currents/{index}/name")
        self.channels = frozenset(channels)
        self.pools = frozenset(pool.name for pool in declaration.pools)
        self.variables = frozenset(item.name for item in declaration.variables)
        self.gates = frozenset(gate.name for gate in declaration.gates)
        require_distinct_series(places, self.gates, self.channels)
        self.lifted = Lifted(declaration, self.taken)

    def neuron(self) -> Neuron:
        """The declared neuron."""
        declaration, lifted = self.declaration, self.lifted
        lifted.demands.append(Demand(TEMPERATURE, "/temperature", "the temperature [°C]", TEMPERATURES))
        capacitance = lifted.formula(
            declaration.capacitance, "c_m", "/capacitance", demand=("the capacitance", POSITIVE)
        )
        others = self.pools | self.variables
        gates = tuple(
            gate_of(gate, lifted, f"/gates/{k}", others | {VOLTAGE})
            for k, gate in enumerate(declaration.gates)
        )
        currents = tuple(
            self._current(current, f"/currents/{k}") for k, current in enumerate(declaration.currents)
        )
        pools = tuple(self._pool(pool, f"/pools/{k}") for k, pool in enumerate(declaration.pools))
        variables = tuple(
            self._variable(item, f"/variables/{k}/rate") for k, item in enumerate(declaration.variables)
        )
        check_use(declaration, lifted.read)
        model = interned(
            declaration.name,
            capacitance,
            tuple((key, unit, lifted.bounds(key)) for key, unit in lifted.units.items()),
            gates,
            currents,
            pools,
            variables,
            declaration.dimensionless,
            declaration.spike_threshold,
            declaration.swing,
        )
        return Neuron(model, MappingProxyType(dict(lifted.values)))

    def _variable(self, item: VariableDeclaration, pointer: str) -> Variable:
        states = self.pools | self.variables | self.gates | {VOLTAGE}
        rate = self.lifted.formula(item.rate, f"rate_{item.name}", pointer, states)
        return Variable(item.name, item.name, item.name, rate, "1", item.typical)

    def _current(self, current: CurrentDeclaration, pointer: str) -> IonicCurrent:
        name, lifted = current.name, self.lifted
        symbol = rf"I_\mathrm{{{name.replace('_', ' ')}}}"
        if isinstance(current, OhmicDeclaration | LeakDeclaration):
            gates = self._factors(getattr(current, "gates", None), pointer)
            demand = (f"the conductance of the current {name}", NOT_NEGATIVE)
            conductance = lifted.formula(
                current.conductance, f"g_{name}", f"{pointer}/conductance", demand=demand
            )
            reversal = self._reversal(current.reversal, name, f"{pointer}/reversal")
            return Current(name, symbol, f"current {name}", conductance, reversal, gates)
        if isinstance(current, ConstantFieldDeclaration):
            inside, outside = self._concentrations(current, name, pointer)
            demand = (f"the permeability of the current {name}", NOT_NEGATIVE)
            permeability = lifted.formula(
                current.permeability, f"p_{name}", f"{pointer}/permeability", demand=demand
            )
            factors = self._factors(current.gates, pointer)
            made = ConstantFieldCurrent(
                name, symbol, f"current {name}", permeability, current.valence, inside, outside, factors
            )
            composed(made.text, pointer)
            return made
        if isinstance(current, PumpDeclaration):
            density = pump_density(current, self.lifted, self.pools, pointer)
            return GeneralCurrent(name, symbol, f"current {name}", density)
        states = self.pools | self.variables | {VOLTAGE}
        density = lifted.formula(current.density, f"i_{name}", f"{pointer}/density", states)
        factors = self._factors(current.gates, pointer)
        return GeneralCurrent(name, symbol, f"current {name}", density, factors)

    def _reversal(self, reversal: float | str | NernstReversal, name: str, pointer: str) -> str:
        demand = (f"the reversal potential of the current {name}", FINITE)
        if isinstance(reversal, NernstReversal):
            inside, outside = self._concentrations(reversal, name, pointer)
            return composed(nernst(reversal.valence, inside, outside), pointer)
        return self.lifted.formula(reversal, f"e_{name}", pointer, self.pools, demand)

    def _concentrations(
        self, owner: ConstantFieldDeclaration | NernstReversal, name: str, pointer: str
    ) -> tuple[str, str]:
        if owner.valence == 0:
            raise ParameterError(f"{pointer}/valence", "an ion has a charge", received=0, allowed="not 0")
        inside, outside = (
            self.lifted.formula(
                getattr(owner, side),
                f"{name}_{side}",
                f"{pointer}/{side}",
                self.pools,
                (f"the concentration {side}", POSITIVE),
            )
            for side in ("inside", "outside")
        )
        return inside, outside

    def _factors(self, gates: Mapping[str, int] | None, pointer: str) -> tuple[tuple[str, int], ...]:
        known = self.gates | self.variables | self.pools
        for gate, exponent in (gates or {}).items():
            where = f"{pointer}/gates/{gate[:40]}"
            if gate not in known:
                raise missing(where, "gate", gate, known)
            if not 1 <= exponent <= MAX_EXPONENT:
                raise ParameterError(
                    where,
                    "an exponent is a small integer",
                    received=exponent,
                    allowed=f"1 to {MAX_EXPONENT}",
                )
        return tuple((gates or {}).items())

    def _pool(self, pool: PoolDeclaration, pointer: str) -> Pool:
        lifted, name = self.lifted, pool.name
        for k, current in enumerate(pool.currents):
            if current not in self.channels:
                raise missing(f"{pointer}/currents/{k}", "current", current, self.channels)
            if current in pool.currents[:k]:
                detail = f"the current {current} is there twice"
                raise ParameterError(f"{pointer}/currents/{k}", detail, received=current)
        if (pool.depth is None) == (pool.gain is None):
            raise ParameterError(pointer, "a pool needs a depth or a gain, and not both")
        if pool.depth is not None:
            if pool.valence == 0:
                raise ParameterError(f"{pointer}/valence", "an ion has a charge", received=0, allowed="not 0")
            demand = (f"the depth of the pool {name}", POSITIVE)
            depth = lifted.formula(pool.depth, f"{name}_depth", f"{pointer}/depth", demand=demand)
            gain = f"{gain_of(pool.valence)!r} / ({depth})"
        else:
            demand = (f"the gain of the pool {name}", FINITE)
            gain = lifted.formula(pool.gain or 0.0, f"{name}_gain", f"{pointer}/gain", demand=demand)
        return Pool(name, name, f"concentration {name}", pool.currents, gain, *self._removal(pool, pointer))

    def _removal(self, pool: PoolDeclaration, pointer: str) -> tuple[str, float]:
        lifted, name = self.lifted, pool.name
        decays = pool.rest is not None and pool.time_constant is not None
        if decays == (pool.removal is not None) or (pool.rest is None) != (pool.time_constant is None):
            raise ParameterError(
                pointer, "a pool needs a rest and a time_constant, or a removal, and not both"
            )
        if pool.removal is not None:
            demand = (f"the removal from the pool {name}", FINITE)
            own = frozenset({name})
            removal = lifted.formula(pool.removal, f"{name}_removal", f"{pointer}/removal", own, demand)
            return removal, pool.typical or DEFAULT_CONCENTRATION
        rest = lifted.formula(
            pool.rest or 0.0,
            f"{name}_rest",
            f"{pointer}/rest",
            demand=(f"the resting concentration of the pool {name}", NOT_NEGATIVE),
        )
        tau = lifted.formula(
            pool.time_constant or 0.0,
            f"{name}_tau",
            f"{pointer}/time_constant",
            demand=(f"the time constant of the pool {name}", POSITIVE),
        )
        resting = pool.rest if isinstance(pool.rest, float | int) and pool.rest > 0.0 else None
        typical = float(pool.typical or resting or DEFAULT_CONCENTRATION)
        return composed(f"({name} - ({rest})) / ({tau})", pointer), typical
