"""Parts of a tree that are passive and hang on the rest by one coupling each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.compartments.compartments import Compartments
from core.numerics.tree.partition import Integers
from core.result import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """All passive parts that hang on one compartment.

    Attributes
    ----------
    port
        That compartment.
    members
        The compartments of the parts, each after its neighbour nearer to the port; shape (n,).
    towards
        Number of that neighbour among the members, −1 where it is the port.
    couplings
        Conductance to that neighbour [µS].
    """

    port: int
    members: Integers
    towards: Integers
    couplings: Floats


def passive_parts(compartments: Compartments, sites: Sequence[int]) -> list[Forest]:
    """The passive parts that hang on the rest of a tree, by port.

    The rest are the compartments with a model of a membrane, the sites of injections and all that lies
    between two of them; the first one if there are no such.
    """
    modelled = np.array([neuron is not None for neuron in compartments.neurons])
    wanted = modelled[compartments.kinds]
    wanted[np.array(sites, dtype=np.int64)] = True
    if not wanted.any():
        wanted[0] = True
    tips = np.bincount(compartments.parents[1:], minlength=wanted.size) == 0
    if wanted[0] and wanted[tips].all():
        return []
    parents, below = compartments.parents.tolist(), wanted.astype(np.int64).tolist()
    for i in range(len(parents) - 1, 0, -1):
        below[parents[i]] += below[i]
    counts, total = np.array(below), below[0]
    # Above the last compartment that has all wanted ones below it, nothing is between two of them.
    top = int(np.flatnonzero(counts == total)[-1])
    kept = (counts > 0) & ((counts < total) | (np.arange(counts.size) >= top))
    return list(_forests(compartments, kept, top))


def _forests(compartments: Compartments, kept: Bools, top: int) -> Iterator[Forest]:
    """The parts that are not kept, by port."""
    n = kept.size
    parents, near = compartments.parents, compartments.parents.copy()
    couplings = compartments.couplings.copy()
    # What lies above the first kept compartment hangs on it the other way round.
    path = [top]
    while parents[path[-1]] >= 0:
        path.append(int(parents[path[-1]]))
    above, turned = np.array(path[1:], dtype=np.int64), np.array(path[:-1], dtype=np.int64)
    near[above], couplings[above] = turned, compartments.couplings[turned]
    order = np.concatenate([above, np.setdiff1d(np.flatnonzero(~kept), above)])
    ports, nears = np.where(kept, np.arange(n), -1).tolist(), near.tolist()
    for i in order.tolist():
        ports[i] = ports[nears[i]]
    port = np.array(ports)[order]
    order = order[np.argsort(port, kind="stable")]
    number = np.full(n, -1)
    for each, count in zip(*np.unique(port, return_counts=True), strict=True):
        members, order = order[:count], order[count:]
        number[members] = np.arange(count)
        towards = np.where(kept[near[members]], -1, number[near[members]])
        yield Forest(int(each), members, towards, couplings[members])
