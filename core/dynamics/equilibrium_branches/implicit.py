"""Equilibria of models whose steady states have no closed form at a voltage, from many starts.

At each voltage of a grid the implicit states are solved for by Newton's method from several values of theirs.
Where the total current of solutions at neighbouring voltages changes its sign about the applied one there is
an equilibrium between them, and so there may be where it comes near to it; Newton's method for all unknowns
goes on from there. That finds every equilibrium whose implicit states were found on both sides of it. It is
no proof.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dynamics.equilibria import MARGIN, WITHOUT_PROOF
from core.dynamics.equilibrium_branches.reduction import Reduction
from core.dynamics.equilibrium_branches.system import solved
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Neuron, Pool
from core.neuron.expression import Value
from core.numerics.roots import Indices
from core.result import Floats

NODES = 240
"""Voltages of the grid."""
NEWTON_STEPS = 40
SPARSE = 6
"""Every so many of these voltages are starts for all unknowns."""
SETTLED = 1e-9
"""A Newton step, in units of the state's typical value or as a ratio, after which none is taken."""
LONGEST = 3.0
"""Longest Newton step in these coordinates."""
DECADES = 3.0
"""By how many powers of ten the starts of an implicit state differ from its typical value."""
STARTS = {0: 1, 1: 9, 2: 26}
MANY_STARTS = 49
TWINS = 1e-6
"""Solutions as near as this are one."""


@dataclass(frozen=True, eq=False)
class ImplicitFamily:
    """Steady states of a neuron at voltages and values of one parameter, where some have no closed form."""

    neuron: Neuron
    parameter: str
    reduced: Reduction

    @cached_property
    def _logarithmic(self) -> Floats:
        """Whether each implicit state is a concentration, followed by its logarithm: 1 or 0."""
        pools = {state.name for state in self.neuron.model.dynamic if isinstance(state, Pool)}
        return np.array([float(state in pools) for state in self.reduced.implicit])

    @cached_property
    def _typical(self) -> Floats:
        model = self.neuron.model
        known = dict(zip(model.states[1:], model.typical, strict=True))
        return np.array([known[state] for state in self.reduced.implicit])

    @cached_property
    def voltages(self) -> Floats:
        """The grid [mV], denser where spikes are, off round numbers."""
        swing = self.neuron.model.swing
        end = np.arcsinh((WITHOUT_PROOF + MARGIN) / swing)
        grid: Floats = swing * np.sinh(np.linspace(-end, end, NODES))
        return grid

    def _named(self, unknowns: Floats, values: Floats) -> dict[str, Value]:
        """Values of all names for V and the implicit states, shape (1 + r, k)."""
        named: dict[str, Value] = {key: float(value) for key, value in self.neuron.values.items()}
        named |= dict(zip((VOLTAGE, *self.reduced.implicit), unknowns, strict=True))
        return named | {self.parameter: values}

    def states(self, unknowns: Floats, values: Floats) -> Floats:
        """All states and the parameter, shape (n + 1, k), for V and the implicit states, shape (1 + r, k)."""
        found = self.reduced.states_program(self._named(unknowns, values))
        return np.array(np.broadcast_arrays(unknowns[0], *found, values), dtype=np.float64)

    def unknowns(self, points: Floats) -> Floats:
        """V and the implicit states for V and coordinates, shape (1 + r, k)."""
        return np.append(points[:1], self._raw(points[1:]), axis=0)

    def _raw(self, x: Floats) -> Floats:
        """Implicit states for coordinates of order 1, shape (r, k)."""
        logarithmic, typical = self._logarithmic[:, None], self._typical[:, None]
        with np.errstate(over="ignore"):
            return np.where(logarithmic > 0.0, typical * np.exp(x), typical * x)

    def _rates(self, x: Floats, voltage: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
        """Total current (k,), rates of the implicit states (k, r), their derivatives by x (k, r, r)."""
        raw, r = self._raw(x), len(self.reduced.implicit)
        found = self.reduced.residual_program(self._named(np.append(voltage[None], raw, axis=0), values))
        rows = np.array(np.broadcast_arrays(voltage, *found), dtype=np.float64)[1:]
        slopes = rows[1 + r :].reshape(r, r, voltage.size).transpose(2, 0, 1)
        by_x = np.where(self._logarithmic > 0.0, raw.T, self._typical)
        return rows[0], rows[1 : 1 + r].T, slopes * by_x[:, None, :]

    def settled(self, values: Floats) -> tuple[Floats, Indices, Floats]:
        """Implicit states at every voltage and value, each solution once.

        Returns
        -------
        x, place, current
            Coordinates, shape (r, k); number of the pair (value, voltage), the voltage running fastest; total
            current [µA/cm²]. In the order of the pairs.
        """
        starts = self._starts()
        pairs = values.size * NODES
        place = np.repeat(np.arange(pairs), len(starts))
        x = np.tile(starts, (pairs, 1)).T
        voltage, p = self.voltages[place % NODES], values[place // NODES]
        current, done = np.full(place.size, np.nan), np.zeros(place.size, dtype=np.bool)
        active = np.arange(place.size)
        for _ in range(NEWTON_STEPS):
            checkpoint()
            flow, rates, slopes = self._rates(x[:, active], voltage[active], p[active])
            step = solved(slopes, rates).T
            size = np.abs(step).max(axis=0, initial=0.0)
            current[active], done[active] = flow, size < SETTLED
            with np.errstate(invalid="ignore"):
                x[:, active] -= step * np.minimum(1.0, LONGEST / np.maximum(size, LONGEST))
            active = active[np.isfinite(size) & ~(size < SETTLED)]
            if not active.size:
                break
        kept = _single(place[done], x[:, done])
        return x[:, done][:, kept], place[done][kept], current[done][kept]

    def _starts(self) -> Floats:
        """Coordinates to start from, shape (s, r)."""
        r = len(self.reduced.implicit)
        count = start_count(r)
        if r == 0:
            return np.zeros((1, 0))
        if r == 1:
            unit = np.linspace(-1.0, 1.0, count)[:, None]
        else:
            # Additive recurrence with the roots of x^(r+1) = x + 1: evenly spread in any dimension.
            root = 2.0
            for _ in range(60):
                root = (1.0 + root) ** (1.0 / (r + 1))
            steps = root ** -np.arange(1.0, r + 1.0)
            unit = 2.0 * ((0.5 + np.arange(1, count + 1)[:, None] * steps) % 1.0) - 1.0
            # Where nothing flows many polynomials have an equilibrium that few starts lead to.
            unit[-1] = 0.0
        # A concentration: powers of ten. Others: from −10 to 10 typical values, most of them small.
        spread = np.where(self._logarithmic > 0.0, DECADES * np.log(10.0) * unit, np.sinh(3.0 * unit))
        return np.asarray(spread, dtype=np.float64)


def start_count(implicit: int) -> int:
    """How many starts there are at each voltage for a number of implicit states."""
    return STARTS.get(implicit, MANY_STARTS)


def _single(place: Indices, x: Floats) -> Indices:
    """One of each solution found several times at one place, in the order of the places."""
    order = np.lexsort((*x[::-1], place))
    place, x = place[order], x[:, order]
    new = np.ones(place.size, dtype=np.bool)
    same = place[1:] == place[:-1]
    new[1:] = ~(same & (np.abs(np.diff(x, axis=1)).max(axis=0, initial=0.0) < TWINS))
    return np.asarray(order[new])


def scattered(family: ImplicitFamily, values: Floats) -> Floats:
    """Points all over the voltages and the implicit states: states and parameter, shape (n + 1, k).

    From these Newton's method for all unknowns also finds equilibria at whose voltage an implicit state may
    have any value.
    """
    voltages = family.voltages[SPARSE // 2 :: SPARSE]
    starts = family._starts()  # noqa: SLF001 - of this module
    count = voltages.size * len(starts)
    points = np.append(np.repeat(voltages, len(starts))[None], np.tile(starts.T, voltages.size), axis=0)
    unknowns = np.tile(family.unknowns(points), values.size)
    return family.states(unknowns, np.repeat(values, count))


def candidates(family: ImplicitFamily, values: Floats, current: float | Floats) -> Floats:
    """Points near equilibria at values of the parameter: states and parameter, shape (n + 1, k).

    Parameters
    ----------
    current
        Applied at each value of the parameter [µA/cm²].
    """
    x, place, flow = family.settled(values)
    value, node = np.divmod(place, NODES)
    excess = flow - np.broadcast_to(np.asarray(current, dtype=np.float64), values.shape)[value]
    left, right = _continued(place, x)
    opposite = excess[left] * excess[right] <= 0.0
    left, right = left[opposite], right[opposite]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(excess[left] / (excess[left] - excess[right]), nan=0.5)
    between = family.voltages[node[left]] * (1.0 - share) + family.voltages[node[right]] * share
    crossing = np.append(between[None], x[:, left] * (1.0 - share) + x[:, right] * share, axis=0)
    near = _near_misses(place, excess)
    missing = np.append(family.voltages[node[near]][None], x[:, near], axis=0)
    points = np.append(crossing, missing, axis=1)
    which = values[np.append(value[left], value[near])]
    return family.states(family.unknowns(points), which)


def _continued(place: Indices, x: Floats) -> tuple[Indices, Indices]:
    """Pairs of solutions at neighbouring voltages: each, and the one nearest to it a voltage further."""
    first = np.searchsorted(place, place + 1, side="left")
    count = np.searchsorted(place, place + 1, side="right") - first
    count[(place + 1) % NODES == 0] = 0
    left = np.repeat(np.arange(place.size), count)
    right = np.arange(left.size) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    distance = np.abs(x[:, right] - x[:, left]).max(axis=0, initial=0.0)
    order = np.lexsort((distance, left))
    nearest = order[np.unique(left[order], return_index=True)[1]]
    return left[nearest], right[nearest]


def _near_misses(place: Indices, excess: Floats) -> Indices:
    """Solutions at which |excess| is smaller than at those before and after, in the order of places."""
    if place.size < 3:
        return np.zeros(0, dtype=np.intp)
    size = np.abs(excess)
    return np.flatnonzero((size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])) + 1
