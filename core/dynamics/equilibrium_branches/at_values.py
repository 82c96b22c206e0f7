"""All equilibria at each of some values of a parameter or of the current, for models of every kind."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.dynamics.equilibria import WITHOUT_PROOF, VoltageRange
from core.dynamics.equilibrium_branches.branch import EquilibriumBranch
from core.dynamics.equilibrium_branches.implicit import ImplicitFamily, candidates, scattered
from core.dynamics.equilibrium_branches.reduction import lost_divisors, reduction
from core.dynamics.equilibrium_branches.starts import SteadyFamily, roots_at, searched_range
from core.dynamics.equilibrium_branches.system import System, solved
from core.dynamics.vector_field import CURRENT
from core.neuron.equations import APPLIED_CURRENT, equations
from core.result import Floats

LOOKED_AT = np.linspace(-WITHOUT_PROOF + 0.14, WITHOUT_PROOF - 0.23, 200)
"""Voltages [mV] at which what the states are divided by must not vanish."""
SMALL = 1e-7
"""A Newton step, in scaled coordinates, at what counts as a solution."""
TWINS = 1e-8
"""Solutions as near as this are one."""


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriaAtValues:
    """Equilibria at some values of the parameter.

    Attributes
    ----------
    z
        States and parameter, shape (n + 1, k), by increasing value.
    span
        Voltages that were searched.
    proven
        Whether they are all within these voltages.
    """

    z: Floats
    span: VoltageRange
    proven: bool
    evaluations: int


def has_graph(system: System, values: Floats) -> bool:
    """Whether all states have steady states in closed form as functions of V, for all of these values."""
    field = system.field
    if equations(field.neuron.model).unsolved:
        return False
    return not lost_divisors(field.neuron, _internal(field.free[0]), values, LOOKED_AT)


def equilibria_at(system: System, values: Floats) -> EquilibriaAtValues:
    """All equilibria at each of some values of the free parameter, as far as they can be told."""
    field = system.field
    name = field.free[0]
    if name != CURRENT and has_graph(system, values):
        span = searched_range(field.neuron, name, values, field.current)
        z, nodes = roots_at(SteadyFamily(field.neuron, name), values, field.current, span)
        return EquilibriaAtValues(z, span, True, nodes)
    lost = lost_divisors(field.neuron, _internal(name), values, LOOKED_AT)
    family = ImplicitFamily(field.neuron, _internal(name), reduction(field.neuron.model, lost))
    current = values if name == CURRENT else field.current
    near = candidates(family, values, current)
    if lost or family.reduced.loose or not near.shape[1]:
        near = np.append(near, scattered(family, values), axis=1)
    z = _polished(system, near)
    z = z[:, np.abs(z[0]) <= WITHOUT_PROOF]
    span = VoltageRange(-WITHOUT_PROOF, WITHOUT_PROOF, False)
    return EquilibriaAtValues(z, span, False, near.shape[1])


def _polished(system: System, near: Floats) -> Floats:
    """The equilibria that Newton's method reaches from points at their values of the parameter, each once."""
    scale = system.scale[:, None]
    fixed = np.zeros(near.shape)
    fixed[-1] = 1.0
    y = system.corrected_many(near / scale, fixed)
    rates, matrix, _ = system.evaluate(y)
    full = np.concatenate([matrix, fixed.T[:, None, :]], axis=1)
    step = solved(full, np.concatenate([rates, np.zeros((len(rates), 1))], axis=1)).T
    good = np.isfinite(y).all(axis=0) & (np.abs(step).max(axis=0, initial=0.0) < SMALL)
    good &= (np.abs(y[-1] * system.scale[-1] - near[-1]) <= 1e-12 * np.abs(near[-1])) | (near[-1] == 0.0)
    y = y[:, good]
    y[-1] = near[-1, good] / system.scale[-1]
    kept: list[int] = []
    first = np.unique(np.round(y / TWINS), axis=1, return_index=True)[1]
    for i in first[np.lexsort((*y[:-1, first][::-1], y[-1, first]))].tolist():
        if not kept or np.abs(y[:, kept] - y[:, [i]]).max(axis=0).min() >= TWINS:
            kept.append(i)
    return np.asarray(y[:, kept] * scale)


def unproven(span: VoltageRange) -> tuple[str, str]:
    """That the searched voltages are an assumption."""
    looked = (
        f"equilibria were looked for from {span.low:.6g} to {span.high:.6g} mV; there may be others outside"
    )
    return (
        "search-range",
        f"{looked}: no proof covers a current without bound, without a leak, or with a reversal that changes",
    )


def unexplained(branches: Sequence[EquilibriumBranch]) -> tuple[tuple[str, str], ...]:
    """That stability changes somewhere without a special point, which then was not told apart."""
    found = [value for branch in branches for value in branch.unexplained.tolist()]
    if not found:
        return ()
    detail = (
        f"stability changes near {found[0]:.9g} without a special point: several eigenvalues cross together"
    )
    return (("unresolved-stability", detail),)


def _internal(name: str) -> str:
    return APPLIED_CURRENT if name == CURRENT else name
