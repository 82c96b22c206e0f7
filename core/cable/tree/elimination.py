"""Elimination along a tree of two-ports: kernels on nodes numbered from the root outwards.

Node 0 is the root; stretch k leads from node `near[k]` to node k + 1, and near[k] <= k. The leaks of a node
are added up in `own`. All that is known of the conductances comes about by adding, multiplying and dividing
them (Rall 1959, doi:10.1016/0014-4886(59)90046-9; Koch and Poggio 1985, doi:10.1016/0165-0270(85)90015-9):
where they are positive, every result has as many digits as they have. A node that is held has the resistance
zero, whatever leaks there.
"""

import math

import numpy as np
from numpy.typing import NDArray

from core.numerics.compilation import inlined, kernel
from core.result import Rows

Complexes = NDArray[np.complex128]
Flags = NDArray[np.bool_]


@inlined
def log_loss(load: complex, through: complex, log_through: complex) -> complex:
    """ln((load + through)/through): voltage before a stretch over that behind it, where a load is."""
    if abs(load) < abs(through):
        ratio = load / through
        size = ratio.real * (2.0 + ratio.real) + ratio.imag * ratio.imag
        return complex(0.5 * math.log1p(size), math.atan2(ratio.imag, 1.0 + ratio.real))
    total = load + through
    return complex(math.log(abs(total)), math.atan2(total.imag, total.real)) - log_through


@kernel
def conductances(
    near: Rows,
    ports: Complexes,
    own: Complexes,
    held: Flags,
    seen: Complexes,
    losses: Complexes,
    work: Complexes,
) -> None:
    """Conductances seen from every node, and what is lost along every stretch.

    Parameters
    ----------
    near
        Near nodes of the stretches, shape (n,).
    ports
        Their admittances from end to end [µS], and the logarithms of these, shape (2, n).
    own
        Leaks of the nodes [µS], shape (n + 1,).
    held
        Whether a node is held, shape (n + 1,).
    seen
        Filled with the admittance of a node and everything beyond it [µS], the admittance that it sees
        towards the root [µS] (0 at the root), and its input impedance [MΩ], shape (3, n + 1).
    losses
        Filled with ln(V_near/V_far) for a current anywhere nearer than a stretch, and with ln(V_far/V_near)
        for one beyond it, infinite where the other end is held, shape (2, n).
    work
        Any numbers, shape (3, n + 1).
    """
    through, log_through = ports[0], ports[1]
    outward, inward, resistance = seen[0], seen[1], seen[2]
    count = near.size
    after, rest, shares = work[0], work[1], work[2]
    for node in range(count + 1):
        outward[node] = own[node]
        rest[node] = 0.0
    for k in range(count - 1, -1, -1):
        node, before = k + 1, near[k]
        losses[0, k] = np.inf
        shares[node] = through[k]
        if not held[node]:
            losses[0, k] = log_loss(outward[node], through[k], log_through[k])
            shares[node] = through[k] / (1.0 + through[k] / outward[node])
        # What the stretches that follow at the same node take.
        after[node] = rest[before]
        rest[before] += shares[node]
        outward[before] += shares[node]
    for node in range(count + 1):
        rest[node] = own[node]
    inward[0] = 0.0
    for k in range(count):
        node, before = k + 1, near[k]
        load = rest[before] + inward[before] + after[node]
        losses[1, k] = np.inf
        inward[node] = through[k]
        if not held[before]:
            losses[1, k] = log_loss(load, through[k], log_through[k])
            inward[node] = through[k] / (1.0 + through[k] / load)
        rest[before] += shares[node]
    for node in range(count + 1):
        resistance[node] = 0.0 if held[node] else 1.0 / (outward[node] + inward[node])


@kernel
def voltages(
    near: Rows,
    through: Complexes,
    outward: Complexes,
    held: Flags,
    currents: Complexes,
    at: Complexes,
    voltage: Complexes,
) -> None:
    """Voltages of all nodes.

    Parameters
    ----------
    near, through, outward, held
        As in `conductances`.
    currents
        Currents into the nodes [nA], shape (n + 1,); overwritten.
    at
        Voltages at which nodes are held, above rest [mV], shape (n + 1,).
    voltage
        Filled with the voltages above rest [mV], shape (n + 1,).
    """
    count = near.size
    for k in range(count - 1, -1, -1):
        node = k + 1
        if held[node]:
            currents[near[k]] += through[k] * at[node]
        else:
            ratio = through[k] / outward[node]
            currents[near[k]] += ratio / (1.0 + ratio) * currents[node]
    voltage[0] = at[0] if held[0] else currents[0] / outward[0]
    for k in range(count):
        node = k + 1
        if held[node]:
            voltage[node] = at[node]
        else:
            voltage[node] = (through[k] * voltage[near[k]] + currents[node]) / (outward[node] + through[k])


@kernel
def from_root(near: Rows, values: Complexes, totals: Complexes) -> None:
    """Sums of what belongs to the stretches between the root and every node.

    Parameters
    ----------
    values
        Shape (m, n).
    totals
        Filled with the sums, shape (m, n + 1).
    """
    for row in range(values.shape[0]):
        totals[row, 0] = 0.0
        for k in range(near.size):
            totals[row, k + 1] = totals[row, near[k]] + values[row, k]


@kernel
def along_paths(near: Rows, losses: Complexes, sources: Rows, targets: Rows, totals: Complexes) -> None:
    """Sums of the losses from sources to targets: inwards to where their ways meet, outwards from there.

    Parameters
    ----------
    losses
        As `conductances` fills them, shape (2, n).
    sources, targets
        Nodes, shape (k,).
    totals
        Filled with ln(V_source/V_target) for a current into the source, shape (k,).
    """
    for pair in range(sources.size):
        source, target = sources[pair], targets[pair]
        total = 0.0j
        while source != target:
            if source > target:
                total += losses[1, source - 1]
                source = near[source - 1]
            else:
                total += losses[0, target - 1]
                target = near[target - 1]
        totals[pair] = total
