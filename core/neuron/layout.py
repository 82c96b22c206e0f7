"""How a model's states, functions and currents are numbered in the kernels; belongs to the declaration alone.

Every state obeys ds/dt = φ (a − b s) − γ Σ I, every current is g Π x D. A function of V alone (a, b, x∞, a
driving force D that is not V − E) is tabulated; one that reads pools or variables is code of the register
machine, with its exact partial derivatives.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Current, Gate, IonicCurrent, Model, Pool, State
from core.neuron.expression import (
    Differentiation,
    Expression,
    Program,
    names,
    number,
    parse,
    program,
    substitute,
)
from core.neuron.machine_code import MachineCode, encode

MAX_FUNCTIONS = 48
"""States and instantaneous functions at most."""
MAX_COUPLED = 8
"""States that other functions read, at most."""

Role = Literal["rate", "fraction", "any"]
"""What values of a function have a meaning: not negative, 0 to 1, or all."""


@dataclass(frozen=True)
class Tabulated:
    """A function of V: its tree, whose it is, and its place in a cell of the table (row, field 0 or 4).

    A current may have the name of a state: `of_current` tells them apart.
    """

    tree: Expression
    owner: str
    role: Role
    row: int
    field: int
    of_current: bool = False


@dataclass(frozen=True, eq=False)
class Coupling:
    """What depends on more states than V.

    Attributes
    ----------
    states
        Numbers among the dynamic states of those that functions read, and of the pools.
    code
        Values, derivatives by V and by each of these states of every function, row by row.
    functions
        How many functions there are.
    dynamic
        Function that is a, and function that is b, of each dynamic state, −1 where it is tabulated: (n, 2).
    instantaneous
        Function that is each instantaneous one, −1 where it is tabulated: (m,).
    carried
        Whether a current (column) feeds a dynamic state (row).
    gains
        Code of γ of every dynamic state, 0 of what is no pool.
    """

    states: tuple[int, ...]
    code: MachineCode
    functions: int
    dynamic: NDArray[np.int64]
    instantaneous: NDArray[np.int64]
    carried: NDArray[np.bool_]
    gains: Program


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The numbering of a model.

    Attributes
    ----------
    dynamic, instantaneous
        Numbers of states after V and of instantaneous functions (gates, then driving forces), in this order
        in the table.
    width
        Places for dynamic states in a row of the kernels' workspace, a multiple of 4 for the vector units;
        the instantaneous functions follow.
    tabulated
        Functions of V in the table.
    parameters
        Parameters that they name: they identify a table.
    constants
        Code of C, every g, every E (0 where the driving force is a function), every φ.
    slopes
        1 of an ohmic current, whose driving force is V − E; 0 where it is an instantaneous function.
    starts, factors
        Current c multiplies its conductance by the factors starts[c] to starts[c + 1] − 1, each a place and
        its power: shape (k, 2).
    coupling
        None where all functions depend on V alone and there are no pools.
    """

    dynamic: int
    instantaneous: int
    width: int
    tabulated: tuple[Tabulated, ...]
    parameters: tuple[str, ...]
    constants: Program
    slopes: NDArray[np.float64]
    starts: NDArray[np.uint64]
    factors: NDArray[np.uint64]
    coupling: Coupling | None


def is_ohmic(current: IonicCurrent, states: frozenset[str]) -> bool:
    """Whether a current is g Π x (V − E) with an E that no state changes."""
    return isinstance(current, Current) and not names(parse(current.reversal)) & states


@lru_cache(maxsize=64)
def layout(model: Model) -> Layout:
    """The numbering of a model.

    Raises
    ------
    ParameterError
        Too many gates, or too many states that others depend on.
    """
    return _Numbering(model).layout()


class _Numbering:
    """The parts of a layout in the making."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.state_names = frozenset(model.states) - {VOLTAGE}
        self.fast = {gate.name: gate.steady_state for gate in model.gates if not gate.dynamic}
        self.forces = {
            current.name: current.driving
            for current in model.currents
            if not is_ohmic(current, self.state_names)
        }
        self.dynamic = {state.name: self._rates(state) for state in model.dynamic}
        self.width = -(-len(self.dynamic) // 4) * 4
        total = len(self.dynamic) + len(self.fast) + len(self.forces)
        if total > MAX_FUNCTIONS:
            raise ParameterError("/gates", "too many gates", received=total, allowed=f"<= {MAX_FUNCTIONS}")

    def _rates(self, state: State) -> tuple[Expression, Expression]:
        """The terms a and b, without instantaneous gates in them."""
        return substitute(state.inflow, self.fast), substitute(state.turnover, self.fast)

    def _of_voltage(self, *trees: Expression) -> bool:
        return not any(names(tree) & self.state_names for tree in trees)

    def layout(self) -> Layout:
        tabulated = tuple(self._tabulated())
        read = frozenset().union(*(names(item.tree) for item in tabulated)) if tabulated else frozenset()
        starts = np.cumsum([0, *(len(self._places(current)) for current in self.model.currents)])
        factors = [factor for current in self.model.currents for factor in self._places(current)]
        return Layout(
            len(self.dynamic),
            len(self.fast) + len(self.forces),
            self.width,
            tabulated,
            tuple(sorted(read - {VOLTAGE})),
            program(self._constants()),
            np.array([float(current.name not in self.forces) for current in self.model.currents]),
            starts.astype(np.uint64),
            np.array(factors, dtype=np.uint64).reshape(len(factors), 2),
            self._coupling(),
        )

    def _tabulated(self) -> "list[Tabulated]":
        found = []
        signed = {state.name for state in self.model.dynamic if not isinstance(state, Gate)}
        for row, (owner, rates) in enumerate(self.dynamic.items()):
            if self._of_voltage(*rates):
                role: Role = "any" if owner in signed else "rate"
                found += [Tabulated(tree, owner, role, row, 4 * k) for k, tree in enumerate(rates)]
        first = len(self.dynamic)
        for row, (owner, tree) in enumerate([*self.fast.items(), *self.forces.items()], first):
            if self._of_voltage(tree):
                of_current = row >= first + len(self.fast)
                found.append(Tabulated(tree, owner, "any" if of_current else "fraction", row, 0, of_current))
        return found

    def _places(self, current: IonicCurrent) -> list[tuple[int, int]]:
        """Places and powers of the factors of a current."""
        place = {owner: k for k, owner in enumerate(self.dynamic)}
        place |= {owner: self.width + k for k, owner in enumerate(self.fast)}
        found = [(place[gate], power) for gate, power in current.gates]
        if current.name in self.forces:
            found.append((self.width + len(self.fast) + list(self.forces).index(current.name), 1))
        return found

    def _constants(self) -> list[Expression]:
        currents, zero = self.model.currents, number(0.0)
        reversals = [
            parse(current.reversal)
            if isinstance(current, Current) and current.name not in self.forces
            else zero
            for current in currents
        ]
        scales = [
            parse(state.scale) if isinstance(state, Gate) else number(1.0) for state in self.model.dynamic
        ]
        return [
            parse(self.model.capacitance),
            *(current.strength for current in currents),
            *reversals,
            *scales,
        ]

    def _coupling(self) -> Coupling | None:
        functions: list[Expression] = []

        def mixed(tree: Expression) -> int:
            functions.append(tree)
            return len(functions) - 1

        dynamic = [
            (-1, -1) if self._of_voltage(*rates) else (mixed(rates[0]), mixed(rates[1]))
            for rates in self.dynamic.values()
        ]
        others = [*self.fast.values(), *self.forces.values()]
        instantaneous = [-1 if self._of_voltage(tree) else mixed(tree) for tree in others]
        read = frozenset().union(*(names(tree) for tree in functions)) if functions else frozenset()
        pools = {state.name for state in self.model.dynamic if isinstance(state, Pool)}
        coupled = [key for key in self.dynamic if key in read | pools]
        if not coupled:
            return None
        if len(coupled) > MAX_COUPLED:
            raise ParameterError(
                "/gates",
                f"too many states that others depend on: {', '.join(coupled)}",
                received=len(coupled),
                allowed=f"<= {MAX_COUPLED}",
            )
        slope = Differentiation().of
        rows = [row for tree in functions for row in (tree, *(slope(tree, by) for by in (VOLTAGE, *coupled)))]
        return Coupling(
            tuple(list(self.dynamic).index(key) for key in coupled),
            encode(program(rows), (VOLTAGE, *coupled)),
            len(functions),
            np.array(dynamic, dtype=np.int64).reshape(len(dynamic), 2),
            np.array(instantaneous, dtype=np.int64),
            np.array(
                [
                    [isinstance(s, Pool) and c.name in s.currents for c in self.model.currents]
                    for s in self.model.dynamic
                ],
                dtype=np.bool_,
            ),
            program(parse(s.gain) if isinstance(s, Pool) else number(0.0) for s in self.model.dynamic),
        )
