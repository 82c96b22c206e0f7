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
from core.neuron.amounts import Amounts
from core.neuron.declaration import Model
from core.neuron.equations import APPLIED_CURRENT, equations
from core.numerics.roots import EPSILON, Indices
from core.result import Floats

LOOKED_AT = np.linspace(-WITHOUT_PROOF + 0.14, WITHOUT_PROOF - 0.23, 200)
"""Voltages [mV] at which what the states are divided by must not vanish."""
SMALL = 1e-7
"""A Newton step, in scaled coordinates, at what counts as a solution."""
TWINS = 1e-8
"""Solutions of one index as near as this are one."""
FURTHER_STEPS = 40
CONVERGING, ROUNDED = 0.01, 1e-15
"""Newton steps after which others are taken: at a double root each is half of the one before."""
SINGULAR_AT_ONCE = 4
"""Singular equilibria at one value of the parameter past which they are points of a curve."""
LEEWAY = 8.0
"""How many times its last step and its uncertainty a solution is away from where Newton's method ends."""


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
    continuum
        Whether there are besides curves of equilibria, at one value of the parameter.
    """

    z: Floats
    span: VoltageRange
    proven: bool
    evaluations: int
    continuum: bool = False


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
    z, continuum = _polished(system, near)
    z = z[:, np.abs(z[0]) <= WITHOUT_PROOF]
    span = VoltageRange(-WITHOUT_PROOF, WITHOUT_PROOF, False)
    return EquilibriaAtValues(z, span, False, near.shape[1], continuum)


def _polished(system: System, near: Floats) -> tuple[Floats, bool]:
    """The equilibria that Newton's method reaches from points at their values of the parameter, each once.

    Also whether it came to curves of equilibria, which are left out.
    """
    scale = system.scale[:, None]
    fixed = np.zeros(near.shape)
    fixed[-1] = 1.0
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        # What runs away overflows, and is left out.
        y = system.corrected_many(near / scale, fixed)
        kept = np.isfinite(y).all(axis=0)
        kept &= (np.abs(y[-1] * scale[-1] - near[-1]) <= 1e-12 * np.abs(near[-1])) | (near[-1] == 0.0)
        y = y[:, kept]
        y[-1] = near[-1, kept] / scale[-1]
        y, size, index = _converged(system, y)
    kept = size < SMALL
    y, size, index = y[:, kept], size[kept], index[kept]
    chosen = _apart(y, size, index, _uncertainty(system, y))
    found = y[:, chosen]
    # Where no rate changes along a curve all its points are equilibria: none of them is a finding.
    singular = np.linalg.svd(system.evaluate(found)[1][:, :, :-1], compute_uv=False)
    loose = singular[:, -1] < 8.0 * EPSILON * singular[:, 0]
    together = np.array([np.count_nonzero(loose & (found[-1] == value)) for value in found[-1]])
    continuum = loose & (together > SINGULAR_AT_ONCE)
    return np.asarray(found[:, ~continuum] * scale), bool(continuum.any())


def _converged(system: System, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Points after Newton steps at their parameter while these fall, the last step, the sign of det ∂F/∂x.

    At a double root a step is half of the one before. Sizes are ratios to the coordinates, and at least of
    order 1.
    """
    size, index = np.full(y.shape[1], np.inf), np.zeros(y.shape[1])
    active = np.arange(y.shape[1])
    for count in range(FURTHER_STEPS):
        if not active.size:
            break
        here = y[:, active]
        rates, matrix, _ = system.evaluate(here)
        square = matrix[:, :, :-1]
        step = solved(square, rates).T
        length = (np.abs(step) / (1.0 + np.abs(here[:-1]))).max(axis=0, initial=0.0)
        # NaN counts as no step: there is none where det ∂F/∂x = 0.
        better = (length < size[active]) | ((count == 0) & ~np.isfinite(length))
        size[active[better]] = length[better]
        index[active[better]] = np.nan_to_num(np.linalg.slogdet(square[better])[0])
        going = better & (length < CONVERGING) & (length > ROUNDED)
        y[:-1, active[going]] -= step[:, going]
        active = active[going]
    return y, size, index


def _uncertainty(system: System, y: Floats) -> Floats:
    """What rounding of F leaves uncertain of solutions, as `_converged` has sizes: shape (k,)."""
    _, matrix, _ = system.evaluate(y)
    rounded = 16.0 * EPSILON * (np.abs(matrix) @ np.abs(y).T[..., None])[..., 0]
    with np.errstate(invalid="ignore", over="ignore"):
        inverse = np.abs(np.linalg.pinv(matrix[:, :, :-1], rcond=0.0))
        moved = (inverse @ rounded[..., None])[..., 0].T
    return np.asarray((moved / (1.0 + np.abs(y[:-1]))).max(axis=0, initial=0.0))


def _apart(y: Floats, size: Floats, index: Floats, uncertainty: Floats) -> Indices:
    """Numbers of the points that are different solutions, the best one of each, by V.

    Two of one index are one solution where they are as near as `TWINS`, and any two where their last steps
    and rounding do not tell them apart: two regular roots that meet have different indices.
    """
    reach = LEEWAY * (size + uncertainty)
    kept: list[int] = []
    for i in np.lexsort((y[0], size)).tolist():
        others = np.array(kept, dtype=np.intp)
        near = (np.abs(y[:, others] - y[:, [i]]) / (1.0 + np.abs(y[:, [i]]))).max(axis=0, initial=0.0)
        near[y[-1, others] != y[-1, i]] = np.inf
        told = np.maximum(reach[i] + reach[others], np.where(index[others] == index[i], TWINS, 0.0))
        if not (near <= told).any():
            kept.append(i)
    found = np.array(kept, dtype=np.intp)
    return np.asarray(found[np.lexsort((y[0, found], y[-1, found]))])


def unproven(span: VoltageRange, model: Model) -> tuple[str, str]:
    """That the searched voltages are an assumption."""
    looked = (
        f"equilibria were looked for from {span.low:.6g} to {Amounts(model).voltage(span.high, 6)}; "
        "there may be others outside"
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
