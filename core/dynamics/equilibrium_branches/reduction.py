"""The equations of equilibria with as few unknowns as have no closed form: V and the implicit states.

A gate has its steady state. A pool or a variable whose rate is linear in itself is solved for in turn,
whatever other unknowns its rate reads, and put into the rates that are left; what is not linear in itself
stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from core.neuron.declaration import VOLTAGE, Model, Neuron
from core.neuron.equations import Equations, equations
from core.neuron.expression import (
    Expression,
    Program,
    Value,
    derivative,
    name,
    names,
    number,
    program,
    substitute,
)
from core.neuron.states import Gate, Pool, linear_part, solved_for
from core.result import Floats

SAMPLES = 7
"""Values of each state at which a divisor is looked at."""
ROUNDS, WITHIN, MOST_MINIMA = 4, 24, 20
"""How often a divisor is looked at again where it is smallest, at how many voltages, around how many."""


@dataclass(frozen=True, eq=False)
class Reduction:
    """Equilibria as solutions of few equations.

    Attributes
    ----------
    implicit
        States that are unknowns besides V.
    eliminated
        Steady state of every other state after V, in V, the implicit states and the parameters.
    residuals
        Total ionic current [µA/cm²], then the rate of every implicit state, in these unknowns.
    divisors
        What was divided by to eliminate a state that is no gate, in V, the parameters and the states that
        were not yet eliminated: where it vanishes, equilibria are lost.
    """

    states: tuple[str, ...]
    implicit: tuple[str, ...]
    eliminated: Mapping[str, Expression]
    residuals: tuple[Expression, ...]
    divisors: Mapping[str, Expression]

    @property
    def loose(self) -> bool:
        """Whether an implicit state's rate does not read it: at a fixed voltage it has no steady state."""
        rates = zip(self.implicit, self.residuals[1:], strict=True)
        return any(state not in names(rate) for state, rate in rates)

    @cached_property
    def states_program(self) -> Program:
        """Code of all states after V, in their order."""
        return program(self.eliminated[state] for state in self.states[1:])

    @cached_property
    def residual_program(self) -> Program:
        """Code of the total current, the rates of the implicit states, and their derivatives by these."""
        rates = self.residuals[1:]
        return program(
            [*self.residuals, *(derivative(rate, state) for rate in rates for state in self.implicit)]
        )

    @cached_property
    def divisor_program(self) -> Program:
        """Code of the divisors, in their order."""
        return program(self.divisors.values())


def reduction(model: Model, kept: frozenset[str] = frozenset()) -> Reduction:
    """The reduced equations of a model, in which some states are unknowns in any case."""
    return _reduction(equations(model), tuple(gate.name for gate in model.dynamic_gates), kept)


@lru_cache(maxsize=64)
def _reduction(made: Equations, gates: tuple[str, ...], kept: frozenset[str]) -> Reduction:
    rates = dict(zip(made.states[1:], made.right_hand_side[1:], strict=True))
    steady: dict[str, Expression] = {}
    divisors: dict[str, Expression] = {}
    # Gates first: theirs is a ratio of rates that are not negative.
    for gate in gates:
        if gate in kept:
            continue
        inflow, turnover = linear_part(substitute(rates[gate], steady), gate)
        if gate not in names(turnover):
            _eliminate(gate, inflow / turnover, steady)
    waiting = [state for state in rates if state not in steady and state not in kept]
    while waiting:
        # Those that read fewest other unknowns first, so that little is put into one another.
        trees = {state: substitute(rates[state], steady) for state in waiting}
        waiting.sort(key=lambda state: len(names(trees[state]) & rates.keys()))
        for state in waiting:
            value = solved_for(trees[state], state)
            if value is not None:
                divisors[state] = linear_part(trees[state], state)[1]
                _eliminate(state, value, steady)
                waiting.remove(state)
                break
        else:
            break
    implicit = tuple(state for state in made.states[1:] if state not in steady)
    ionic = sum(made.currents, number(0.0))
    return Reduction(
        states=made.states,
        implicit=implicit,
        eliminated=steady | {state: name(state) for state in implicit},
        residuals=tuple(substitute(tree, steady) for tree in (ionic, *(rates[state] for state in implicit))),
        divisors=divisors,
    )


def _eliminate(state: str, value: Expression, steady: dict[str, Expression]) -> None:
    """Enter the steady state of one state, and put it into those that were entered before."""
    for other, tree in steady.items():
        steady[other] = substitute(tree, {state: value})
    steady[state] = value


def lost_divisors(neuron: Neuron, parameter: str, values: Floats, voltages: Floats) -> frozenset[str]:
    """States whose elimination divides by something that vanishes or changes its sign in the range.

    Equilibria at which it vanishes, such as those of x′ = x (V − V₀) with V = V₀, would be lost: these states
    are to be kept as unknowns.

    Parameters
    ----------
    parameter, values
        Name in the equations of the parameter that varies, and values of it, shape (k,).
    voltages
        At which it is looked at [mV]; the states that it reads besides have small and large values.
    """
    lost: frozenset[str] = frozenset()
    looked_at = values[[0, values.size // 2, -1]]
    while True:
        more = _lost(neuron, reduction(neuron.model, lost), parameter, looked_at, voltages)
        if more <= lost:
            return lost
        lost |= more


def _lost(
    neuron: Neuron, reduced: Reduction, parameter: str, values: Floats, voltages: Floats
) -> frozenset[str]:
    if not reduced.divisors:
        return frozenset()
    lost: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        found = _divisors_at(neuron, reduced, parameter, values, voltages)
        lost = frozenset(
            state for state, value in zip(reduced.divisors, found, strict=True) if not _of_one_sign(value)
        )
        voltages = _around_minima(voltages, found)
        if lost or not voltages.size:
            break
    return lost


def _divisors_at(
    neuron: Neuron, reduced: Reduction, parameter: str, values: Floats, voltages: Floats
) -> list[Floats]:
    """Each divisor at all voltages, values and samples of the other states: shape (voltages, others)."""
    grids = np.meshgrid(voltages, values, np.arange(SAMPLES), indexing="ij")
    voltage, p, sample = (grid.ravel() for grid in grids)
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}
    for k, state in enumerate(neuron.model.dynamic):
        unit: Floats = ((sample.astype(np.intp) * (k + 1)) % SAMPLES) / (SAMPLES - 1.0)
        if isinstance(state, Gate):
            named[state.name] = unit
        elif isinstance(state, Pool):
            named[state.name] = state.typical * 10.0 ** (6.0 * unit - 3.0)
        else:
            named[state.name] = state.typical * np.sinh(6.0 * unit - 3.0)
    named |= {VOLTAGE: np.asarray(voltage, np.float64), parameter: np.asarray(p, np.float64)}
    found = reduced.divisor_program(named)
    return [
        np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), voltage.shape)).reshape(
            voltages.size, -1
        )
        for value in found
    ]


def _around_minima(voltages: Floats, found: list[Floats]) -> Floats:
    """Voltages between the neighbours of those at which a divisor is smallest: zeros may hide there."""
    size = np.abs(np.concatenate(found, axis=1))
    low = np.zeros(voltages.size, dtype=np.bool)
    low[1:-1] = ((size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])).any(axis=1)
    around = np.flatnonzero(low)[:MOST_MINIMA]
    windows = [np.linspace(voltages[i - 1], voltages[i + 1], WITHIN) for i in around]
    return np.unique(np.concatenate(windows)) if windows else np.zeros(0)


def _of_one_sign(values: Floats) -> bool:
    """Whether all are positive or all are negative; an expression may have a hole (0/0) at a voltage."""
    known = values[~np.isnan(values)]
    return bool((known > 0.0).all() or (known < 0.0).all())
