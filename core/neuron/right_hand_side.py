"""The differential equations of a declared model, as trees with exact derivatives.

    C dV/dt = I − Σ g Π xᵖ D,  dx/dt = φ (a − b x),  dc/dt = a − b c − γ Σ I

with D = V − E of an ohmic current. The trees belong to the model; a neuron's values enter when they are
evaluated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Gate, IonicCurrent, Model, Pool, State, Variable
from core.neuron.expression import (
    Differentiation,
    Expression,
    Program,
    name,
    number,
    parse,
    program,
    substitute,
)
from core.neuron.steady_states import steady_states_of

APPLIED_CURRENT = "I_app"
"""Name of the injected current density [µA/cm²] in the right-hand side."""

MAX_DIFFERENTIATED = 100_000
"""Nodes differentiated for one order of derivatives: a second or two; the catalogue's need hundreds."""

Entries = Mapping[tuple[int, ...], Expression]
"""The elements of a tensor of derivatives that are not identically zero."""


@dataclass(frozen=True, eq=False)
class Equations:
    """Right-hand side of a model and what follows from it.

    Attributes
    ----------
    states
        V and the dynamic gates: the order of all vectors and matrices.
    right_hand_side
        dV/dt [mV/ms] and the rates of the gates [1/ms], in the states, the parameters and
        `APPLIED_CURRENT`.
    currents
        Each ionic current [µA/cm²] as a function of the states.
    steady_states
        Steady state at V of every gate (the instantaneous ones among them), pool and variable, by name.
    unsolved
        States whose steady state at V has no closed form; with any there are no steady currents.
    steady_currents
        Each ionic current [µA/cm²] with all other states at their steady states, a function of V.
    """

    states: tuple[str, ...]
    right_hand_side: tuple[Expression, ...]
    currents: tuple[Expression, ...]
    steady_states: Mapping[str, Expression]
    unsolved: tuple[str, ...]
    steady_currents: tuple[Expression, ...]

    def require_solved(self) -> None:
        """Refuse what needs the steady states of all states as functions of V.

        Raises
        ------
        ParameterError
            Some have no closed form.
        """
        if self.unsolved:
            raise ParameterError(
                "/model",
                f"the steady state of {', '.join(self.unsolved)} at a voltage has no closed form",
                hint="equilibria need removal and rates that are linear in the state itself",
            )

    @cached_property
    def jacobian(self) -> Entries:
        """∂Fᵢ/∂xⱼ by (i, j)."""
        return differentiated({(i,): tree for i, tree in enumerate(self.right_hand_side)}, self.states)

    @cached_property
    def second_derivatives(self) -> Entries:
        """∂²Fᵢ/∂xⱼ∂xₖ by (i, j, k), j ≤ k."""
        return differentiated(self.jacobian, self.states)

    @cached_property
    def third_derivatives(self) -> Entries:
        """∂³Fᵢ/∂xⱼ∂xₖ∂xₗ by (i, j, k, l), j ≤ k ≤ l."""
        return differentiated(self.second_derivatives, self.states)

    @cached_property
    def rates(self) -> Program:
        """Code of the right-hand side."""
        return program(self.right_hand_side)

    @cached_property
    def jacobian_program(self) -> Program:
        """Code of the Jacobian's elements, in their order."""
        return program(self.jacobian.values())

    @cached_property
    def current_program(self) -> Program:
        """Code of the ionic currents, in their order."""
        return program(self.currents)

    @cached_property
    def gate_program(self) -> Program:
        """Code of the steady states at V of the states after V, in their order."""
        self.require_solved()
        return program(self.steady_states[gate] for gate in self.states[1:])

    @cached_property
    def steady_program(self) -> Program:
        """Code of the total steady-state current, then of each ionic current."""
        self.require_solved()
        return program([sum(self.steady_currents, number(0.0)), *self.steady_currents])

    @cached_property
    def _steady_programs(self) -> dict[int, Program]:
        return {}

    def steady_curve_program(self, order: int) -> Program:
        """Code of I_ss(V) and its derivatives up to an order ≤ 3; made when it is first asked for."""
        self.require_solved()
        if order not in self._steady_programs:
            rows, work = [sum(self.steady_currents, number(0.0))], Differentiation()
            for _ in range(order):
                rows.append(work.of(rows[-1], VOLTAGE))
                if work.visited > MAX_DIFFERENTIATED:
                    raise _too_many_terms()
            self._steady_programs[order] = program(rows)
        return self._steady_programs[order]

    @cached_property
    def multilinear_program(self) -> Program:
        """Code of the second, then the third derivatives."""
        return program([*self.second_derivatives.values(), *self.third_derivatives.values()])


def equations(model: Model) -> Equations:
    """The equations of a model; made once for all models that differ in nothing but their parameters.

    Raises
    ------
    ParameterError
        A parameter or gate with the name of the injected current or of the voltage.
    """
    return _equations(model.capacitance, model.gates, model.currents, model.variables, model.pools)


@lru_cache(maxsize=64)
def _equations(
    capacitance: str,
    gates: tuple[Gate, ...],
    currents: tuple[IonicCurrent, ...],
    variables: tuple[Variable, ...],
    pools: tuple[Pool, ...],
) -> Equations:
    instantaneous = {gate.name: gate.steady_state for gate in gates if not gate.dynamic}
    dynamic = [gate for gate in gates if gate.dynamic]
    others: tuple[State, ...] = (*dynamic, *variables, *pools)
    for taken in (APPLIED_CURRENT, VOLTAGE):
        if taken in instantaneous or any(state.name == taken for state in others):
            raise ParameterError("/gates", f"{taken} is no name for a state", hint="rename it")
    ionic = {current.name: substitute(_flow(current), instantaneous) for current in currents}
    rates = {
        gate.name: parse(gate.scale) * (gate.inflow - gate.turnover * name(gate.name)) for gate in dynamic
    }
    rates |= {item.name: substitute(parse(item.rate), instantaneous) for item in variables}
    rates |= {pool.name: _pool_rate(pool, ionic) for pool in pools}
    solved = {gate.name: gate.steady_state for gate in dynamic}
    steady, unsolved = steady_states_of(rates, solved)
    steady |= {name: substitute(tree, steady) for name, tree in instantaneous.items()}
    total = sum(ionic.values(), number(0.0))
    return Equations(
        states=(VOLTAGE, *rates),
        right_hand_side=((name(APPLIED_CURRENT) - total) / parse(capacitance), *rates.values()),
        currents=tuple(ionic.values()),
        steady_states=steady,
        unsolved=unsolved,
        steady_currents=tuple(substitute(flow, steady) for flow in ionic.values()),
    )


def _flow(current: IonicCurrent) -> Expression:
    """An outward-positive current g Π xᵖ D."""
    strength = current.strength
    for gate, power in current.gates:
        strength = strength * name(gate) ** float(power)
    return strength * current.driving


def _pool_rate(pool: Pool, ionic: Mapping[str, Expression]) -> Expression:
    """−γ Σ I − removal."""
    carried = sum((ionic[current] for current in pool.currents), number(0.0))
    return -(parse(pool.gain) * carried) - parse(pool.removal)


def differentiated(entries: Entries, variables: tuple[str, ...]) -> Entries:
    """One derivative more, of increasing index, of every element; zeros are left out.

    Parameters
    ----------
    entries
        Elements by (row, column, ...) with columns in non-decreasing order; rows alone to begin with.
    variables
        Names to differentiate by, in the order of the columns.

    Raises
    ------
    ParameterError
        There would be too many terms.
    """
    result: dict[tuple[int, ...], Expression] = {}
    zero, work = number(0.0), Differentiation()
    for index, tree in entries.items():
        # Mixed derivatives commute: only those of non-decreasing order are made.
        first = index[-1] if len(index) > 1 else 0
        for column in range(first, len(variables)):
            slope = work.of(tree, variables[column])
            if work.visited > MAX_DIFFERENTIATED:
                raise _too_many_terms()
            if slope is not zero:
                result[*index, column] = slope
    return result


def _too_many_terms() -> ParameterError:
    return ParameterError(
        "/model",
        "the derivatives of this model's equations have too many terms",
        hint="shorten its expressions, or let fewer gates share a current",
    )
