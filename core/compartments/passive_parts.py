"""Parts of a tree that are passive and hang on the rest by one coupling each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from core.compartments.compartments import Compartments
from core.numerics.tree.partition import Integers
from core.result import Floats


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


def passive_parts(compartments: Compartments, sites: Iterable[int]) -> tuple[Integers, list[Forest]]:
    """What must be kept of a tree, and the passive parts that hang on it.

    Kept are the compartments with a model of a membrane, those with an injection and all between two of
    them; the first one if there are no such.

    Returns
    -------
    tuple
        Kept compartments, increasing, and the forests.
    """
    parents = compartments.parents.tolist()
    modelled = np.array([neuron is not None for neuron in compartments.neurons])
    wanted = modelled[compartments.kinds]
    wanted[list(sites)] = True
    if not wanted.any():
        wanted[0] = True
    below = wanted.astype(np.int64).tolist()
    total = sum(below)
    for i in range(len(parents) - 1, 0, -1):
        below[parents[i]] += below[i]
    counts = np.array(below)
    # Above the last compartment that has all wanted ones below it, nothing is between two of them.
    top = int(np.flatnonzero(counts == total)[-1])
    kept = (counts > 0) & ((counts < total) | (np.arange(counts.size) >= top))
    return np.flatnonzero(kept), list(_forests(compartments, kept, top))


def _forests(compartments: Compartments, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]", top: int) -> Iterator[Forest]:
    """The parts that are not kept, by port."""
    n = kept.size
    parents, near = compartments.parents, compartments.parents.copy()
    couplings = compartments.couplings.copy()
    # What lies above the first kept compartment hangs on it the other way round.
    path = [top]
    while parents[path[-1]] >= 0:
        path.append(int(parents[path[-1]]))
    near[path[1:]] = path[:-1]
    couplings[path[1:]] = compartments.couplings[path[:-1]]
    order = np.concatenate([np.array(path[1:], dtype=np.int64), np.setdiff1d(np.flatnonzero(~kept), path[1:])])
    ports, nears = np.where(kept, np.arange(n), -1).tolist(), near.tolist()
    for i in order.tolist():
        ports[i] = ports[nears[i]]
    port = np.array(ports)[order]
    order = order[np.argsort(port, kind="stable")]
    number = np.full(n, -1)
    for each, count in zip(*np.unique(port, return_counts=True), strict=True):
        members, order = order[:count], order[count:]
        number[members] = np.arange(count)
        yield Forest(int(each), members, np.where(kept[near[members]], -1, number[near[members]]), couplings[members])
