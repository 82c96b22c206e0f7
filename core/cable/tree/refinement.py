"""How exact a solution is: the same tree once more, with some of its stretches cut in two."""

from dataclasses import fields, replace

import numpy as np

from core.cable.tree.ends import Ends
from core.cable.tree.solution import Solution, solve
from core.cable.tree.stretches import Stretches
from core.cable.tree.two_port import TwoPorts, two_ports
from core.result import Rows

MOST = 1000
"""Stretches at most that are cut in two."""


def refined(solution: Solution, omega: float) -> tuple[Solution, Rows]:
    """The solution of a tree with stretches cut in two, all of them where there are few.

    Both parts of a cut stretch come from the closed forms at other arguments than the whole did, and the
    elimination takes other steps: what the two solutions differ by is what rounding does to them.

    Returns
    -------
    The solution, and the new number of every node, shape (nodes,).
    """
    stretches = solution.stretches
    middle = 0.5 * (stretches.begin + stretches.end)
    parts = np.ones(stretches.count, dtype=np.intp)
    parts[:: -(-stretches.count // MOST)] = 2
    parts[(middle <= stretches.begin) | (middle >= stretches.end)] = 1  # a rounding's length
    last = np.cumsum(parts)
    nodes = np.concatenate([[0], last])
    source = np.repeat(np.arange(stretches.count), parts)
    finer = _halved(stretches, source, nodes)
    ports = TwoPorts(*(getattr(solution.ports, item.name)[source] for item in fields(TwoPorts)))
    cut = np.flatnonzero(parts[source] == 2)
    ports.put(cut, two_ports(_some(finer, cut), omega))
    ends: Ends = solution.ends.at(nodes, source.size + 1)
    return solve(finer, ends, omega, ports), nodes


def _halved(stretches: Stretches, source: Rows, nodes: Rows) -> Stretches:
    copied = _some(stretches, source)
    second = np.zeros(source.size, dtype=np.bool_)
    second[1:] = np.diff(source) == 0
    first = np.roll(second, -1)
    middle = 0.5 * (copied.begin + copied.end)
    diameter = copied.near_diameter + copied.taper * (middle - copied.begin)
    return replace(
        copied,
        # Node k is the far end of stretch k − 1.
        near=np.where(second, np.arange(source.size), nodes[copied.near]),
        begin=np.where(second, middle, copied.begin),
        end=np.where(first, middle, copied.end),
        near_diameter=np.where(second, diameter, copied.near_diameter),
        far_diameter=np.where(first, diameter, copied.far_diameter),
    )


def _some(stretches: Stretches, rows: Rows) -> Stretches:
    return Stretches(*(getattr(stretches, item.name)[rows] for item in fields(Stretches)))
