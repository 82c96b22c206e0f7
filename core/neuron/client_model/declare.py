"""From a client's declaration to the model of the core, and the values of its parameters.

Models that differ in their numbers only are one model: what is derived from it (trees, derivatives, layouts,
code) is kept, and a client that moves a slider waits for tables at most.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from core.constants import FARADAY
from core.errors import ParameterError
from core.neuron.client_model.checks import check_kinetics, check_use
from core.neuron.client_model.kinetics import gate_of
from core.neuron.client_model.lifting import Lifted
from core.neuron.client_model.names import require_name
from core.neuron.client_model.request import (
    ConstantFieldDeclaration,
    CurrentDeclaration,
    LeakDeclaration,
    ModelDeclaration,
    NernstReversal,
    OhmicDeclaration,
    PoolDeclaration,
    PumpDeclaration,
)
from core.neuron.currents import (
    ConstantFieldCurrent,
    Current,
    GeneralCurrent,
    IonicCurrent,
    nernst,
)
from core.neuron.declaration import (
    VOLTAGE,
    Gate,
    Model,
    Neuron,
    Parameter,
    Pool,
    Standard,
    Variable,
)
from core.quantity import Bounds, Quantity


def declare(declaration: ModelDeclaration) -> Neuron:
    """The model that a client declares, with its values.

    Raises
    ------
    ParameterError
        A name that is unknown, taken or none; an expression that cannot be read; kinetics that are incomplete
        or have no meaning somewhere in the working range; a gate that acts on nothing. The pointer is relative
        to the declaration.
    """
    neuron = _Building(declaration).neuron()
    check_kinetics(neuron, declaration)
    return neuron


class _Building:
    """A model in the making."""

    def __init__(self, declaration: ModelDeclaration) -> None:
        self.declaration = declaration
        self.taken: dict[str, str] = {}
        for name in declaration.parameters or {}:
            require_name(name, self.taken, "parameter", f"/parameters/{name[:40]}")
        for group in ("gates", "pools", "variables"):
            for index, item in enumerate(getattr(declaration, group)):
                require_name(item.name, self.taken, group[:-1], f"/{group}/{index}/name")
        channels: dict[str, str] = {}
        for index, current in enumerate(declaration.currents):
            require_name(current.name, channels, "current", f"/currents/{index}/name")
        self.channels = frozenset(channels)
        self.pools = frozenset(pool.name for pool in declaration.pools)
        self.variables = frozenset(item.name for item in declaration.variables)
        self.gates = frozenset(gate.name for gate in declaration.gates)
        self.lifted = Lifted(declaration, self.taken)

    def neuron(self) -> Neuron:
        """The declared neuron."""
        declaration, lifted = self.declaration, self.lifted
        capacitance = lifted.constant(declaration.capacitance, "c_m", "/capacitance")
        others = self.pools | self.variables
        gates = tuple(
            gate_of(gate, lifted, f"/gates/{k}", others | {VOLTAGE})
            for k, gate in enumerate(declaration.gates)
        )
        currents = tuple(
            self._current(current, f"/currents/{k}") for k, current in enumerate(declaration.currents)
        )
        pools = tuple(self._pool(pool, f"/pools/{k}") for k, pool in enumerate(declaration.pools))
        states = others | self.gates | {VOLTAGE}
        variables = tuple(
            Variable(
                item.name,
                item.name,
                item.name,
                lifted.formula(item.rate, f"rate_{item.name}", pointer, states),
                "1",
                item.typical,
            )
            for item, pointer in (
                (item, f"/variables/{k}/rate") for k, item in enumerate(declaration.variables)
            )
        )
        check_use(declaration, lifted.read)
        model = _interned(
            declaration.name,
            capacitance,
            tuple(lifted.units.items()),
            gates,
            currents,
            pools,
            variables,
            declaration.dimensionless,
            declaration.spike_threshold,
            declaration.swing,
        )
        return Neuron(model, MappingProxyType(dict(lifted.values)))

    def _current(self, current: CurrentDeclaration, pointer: str) -> IonicCurrent:
        name, lifted = current.name, self.lifted
        symbol = rf"I_\mathrm{{{name.replace('_', ' ')}}}"
        if isinstance(current, OhmicDeclaration | LeakDeclaration):
            gates = self._factors(getattr(current, "gates", None), pointer)
            conductance = lifted.constant(current.conductance, f"g_{name}", f"{pointer}/conductance")
            reversal = self._reversal(current.reversal, name, f"{pointer}/reversal")
            return Current(name, symbol, f"current {name}", conductance, reversal, gates)
        if isinstance(current, ConstantFieldDeclaration):
            inside, outside = self._concentrations(current, name, pointer)
            permeability = lifted.constant(current.permeability, f"p_{name}", f"{pointer}/permeability")
            factors = self._factors(current.gates, pointer)
            return ConstantFieldCurrent(
                name, symbol, f"current {name}", permeability, current.valence, inside, outside, factors
            )
        if isinstance(current, PumpDeclaration):
            return GeneralCurrent(name, symbol, f"current {name}", self._pump(current, pointer))
        states = self.pools | self.variables | {VOLTAGE}
        density = lifted.formula(current.density, f"i_{name}", f"{pointer}/density", states)
        factors = self._factors(current.gates, pointer)
        return GeneralCurrent(name, symbol, f"current {name}", density, factors)

    def _reversal(self, reversal: Any, name: str, pointer: str) -> str:
        if isinstance(reversal, NernstReversal):
            inside, outside = self._concentrations(reversal, name, pointer)
            return nernst(reversal.valence, inside, outside)
        return self.lifted.formula(reversal, f"e_{name}", pointer, self.pools)

    def _concentrations(
        self, owner: ConstantFieldDeclaration | NernstReversal, name: str, pointer: str
    ) -> tuple[str, str]:
        if owner.valence == 0:
            raise ParameterError(f"{pointer}/valence", "an ion has a charge", received=0, allowed="not 0")
        inside = self.lifted.formula(owner.inside, f"{name}_inside", f"{pointer}/inside", self.pools)
        outside = self.lifted.formula(owner.outside, f"{name}_outside", f"{pointer}/outside", self.pools)
        return inside, outside

    def _pump(self, pump: PumpDeclaration, pointer: str) -> str:
        if pump.pool not in self.pools:
            raise _missing(f"{pointer}/pool", "pool", pump.pool, self.pools)
        maximum = self.lifted.constant(pump.maximum, f"i_max_{pump.name}", f"{pointer}/maximum")
        half = self.lifted.constant(pump.half_saturation, f"k_{pump.name}", f"{pointer}/half_saturation")
        n, c = pump.exponent, pump.pool
        return f"({maximum}) * {c}^{n} / ({c}^{n} + ({half})^{n})"

    def _factors(self, gates: Mapping[str, int] | None, pointer: str) -> tuple[tuple[str, int], ...]:
        known = self.gates | self.variables | self.pools
        for gate, exponent in (gates or {}).items():
            where = f"{pointer}/gates/{gate[:40]}"
            if gate not in known:
                raise _missing(where, "gate", gate, known)
            if not 1 <= exponent <= 8:
                raise ParameterError(
                    where, "an exponent is a small integer", received=exponent, allowed="1 to 8"
                )
        return tuple((gates or {}).items())

    def _pool(self, pool: PoolDeclaration, pointer: str) -> Pool:
        lifted, name = self.lifted, pool.name
        for k, current in enumerate(pool.currents):
            if current not in self.channels:
                raise _missing(f"{pointer}/currents/{k}", "current", current, self.channels)
        if (pool.depth is None) == (pool.gain is None):
            raise ParameterError(pointer, "a pool needs a depth or a gain, and not both")
        if pool.depth is not None:
            if pool.valence == 0:
                raise ParameterError(f"{pointer}/valence", "an ion has a charge", received=0, allowed="not 0")
            depth = lifted.constant(pool.depth, f"{name}_depth", f"{pointer}/depth")
            gain = f"{_gain(pool.valence)!r} / ({depth})"
        else:
            gain = lifted.constant(pool.gain or 0.0, f"{name}_gain", f"{pointer}/gain")
        return Pool(name, name, f"concentration {name}", pool.currents, gain, *self._removal(pool, pointer))

    def _removal(self, pool: PoolDeclaration, pointer: str) -> tuple[str, float]:
        lifted, name = self.lifted, pool.name
        decays = pool.rest is not None and pool.time_constant is not None
        if decays == (pool.removal is not None) or (pool.rest is None) != (pool.time_constant is None):
            raise ParameterError(
                pointer, "a pool needs a rest and a time_constant, or a removal, and not both"
            )
        if pool.removal is not None:
            own = frozenset({name})
            removal = lifted.formula(pool.removal, f"{name}_removal", f"{pointer}/removal", own)
            return removal, pool.typical or 1e-3
        rest = lifted.constant(pool.rest or 0.0, f"{name}_rest", f"{pointer}/rest")
        tau = lifted.constant(pool.time_constant or 0.0, f"{name}_tau", f"{pointer}/time_constant")
        typical = pool.typical or (
            pool.rest if isinstance(pool.rest, float | int) and pool.rest > 0.0 else 1e-3
        )
        return f"({name} - ({rest})) / ({tau})", float(typical)


def _gain(valence: int) -> float:
    """Gain of a shell of 1 µm [mM/ms per µA/cm²]: 1 µA/cm² brings 10 mmol·µm/(l·ms) over z F."""
    return 10.0 / (valence * FARADAY)


def _missing(pointer: str, what: str, name: str, known: frozenset[str]) -> ParameterError:
    allowed = ", ".join(sorted(known)) or "none is declared"
    return ParameterError(pointer, f"there is no {what} {name[:40]!r}", received=name[:40], allowed=allowed)


@lru_cache(maxsize=64)
def _interned(
    name: str,
    capacitance: str,
    parameters: tuple[tuple[str, str], ...],
    gates: tuple[Gate, ...],
    currents: tuple[IonicCurrent, ...],
    pools: tuple[Pool, ...],
    variables: tuple[Variable, ...],
    dimensionless: bool,
    threshold: float,
    swing: float,
) -> Model:
    """The one model of this structure; its values are the neuron's."""
    return Model(
        name=name,
        title=name,
        description="declared by the client",
        capacitance=capacitance,
        parameters=tuple(
            Parameter(key, rf"\mathrm{{{key.replace('_', ' ')}}}", Quantity(key, unit, Bounds()), 0.0, key)
            for key, unit in parameters
        ),
        gates=gates,
        currents=currents,
        presets=(),
        standard=Standard(
            duration=100.0,
            stimulus=(),
            current=0.0,
            current_range=(0.0, 100.0),
            voltage_range=(-100.0, 60.0),
            spike_threshold=threshold,
            tolerance=1e-5 * swing,
        ),
        references=(),
        pools=pools,
        variables=variables,
        dimensionless=dimensionless,
        swing=swing,
    )
