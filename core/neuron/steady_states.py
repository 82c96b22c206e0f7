"""Steady states of the equations at a fixed V, as far as they have a closed form."""

from collections.abc import Mapping

from core.neuron.expression import Expression, names, substitute
from core.neuron.states import solved_for


def steady_states_of(
    rates: Mapping[str, Expression], solved: Mapping[str, Expression]
) -> tuple[dict[str, Expression], tuple[str, ...]]:
    """Steady states as functions of V alone, and the names of those that have no closed form.

    A state is solved for as soon as the others that its equation reads are: gates first, then the pools that
    their currents fill, then what depends on the pools.
    """
    steady: dict[str, Expression] = {}
    waiting = list(rates)
    while waiting:
        ready = [state for state in waiting if _solve(state, rates, solved, steady)]
        if not ready:
            break
        waiting = [state for state in waiting if state not in ready]
    return steady, tuple(waiting)


def _solve(
    state: str,
    rates: Mapping[str, Expression],
    solved: Mapping[str, Expression],
    steady: dict[str, Expression],
) -> bool:
    """Enter the steady state of one state if the others that it depends on are known."""
    tree = substitute(solved.get(state, rates[state]), steady)
    others = names(tree) & rates.keys()
    if state in solved:
        value = tree if not others else None
    else:
        value = solved_for(tree, state) if others <= {state} else None
    if value is not None:
        steady[state] = value
    return value is not None
