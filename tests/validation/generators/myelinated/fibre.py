"""The velocity of an impulse along a myelinated fibre, by the method of lines.

Internodes of equal pieces, SciPy's BDF at 1e-9. Shares nothing with the service but NumPy and SciPy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.sparse import coo_array

from tests.validation.generators.myelinated.membranes import Floats, Node

NODES, MORE_NODES = 61, 161
"""Of fibres, and of those whose impulse is as long as many internodes: 30 internodes from an end, or 60 of
those, the velocity is that of an endless fibre to 1e-6."""
TOLERANCE = 1e-9
PULSE = 0.05
"""Time [ms] for which a current enters the first node."""
CM = 1e-4
"""1 µm [cm]."""


@dataclass(frozen=True, kw_only=True)
class Fibre:
    """Lengths in µm, the axoplasm in ohm cm, myelin per length in F/cm and S/cm."""

    node: str
    axon: float
    spacing: float
    node_length: float
    resistivity: float
    capacitance: float = 0.0
    conductance: float = 0.0
    nodes: int = NODES

    @property
    def measured(self) -> tuple[int, int]:
        """Nodes between which the velocity is taken."""
        return self.nodes // 2, 3 * self.nodes // 4


class Line:
    """A fibre cut into pieces, in µF, mS and µA."""

    def __init__(self, membrane: Node, fibre: Fibre, pieces: int) -> None:
        pieces = pieces if fibre.capacitance > 0.0 else 0
        self.membrane, self.count = membrane, fibre.nodes
        self.size = (fibre.nodes - 1) * (pieces + 1) + 1
        self.nodes = np.arange(fibre.nodes) * (pieces + 1)
        self.area = pi * fibre.axon * fibre.node_length * CM**2
        inner = (fibre.spacing - fibre.node_length) * CM / max(pieces, 1)
        self.capacitance = np.full(self.size, 1e6 * fibre.capacitance * inner)
        self.capacitance[self.nodes] = membrane.capacitance * self.area
        self.leak = np.full(self.size, 1e3 * fibre.conductance * inner)
        self.leak[self.nodes] = 0.0
        per_length = fibre.resistivity / (0.25 * pi * (fibre.axon * CM) ** 2)
        piece, node = per_length * inner, per_length * fibre.node_length * CM
        resistance = np.full(self.size - 1, piece if pieces else piece + node)
        if pieces:
            resistance[np.concatenate([self.nodes[:-1], self.nodes[1:] - 1])] = 0.5 * (piece + node)
        self.along = 1e3 / resistance
        self.amplitude = 300.0 * membrane.capacitance * self.area / PULSE
        """Current [µA] that alone would depolarise the first node by 300 mV."""

    def start(self) -> Floats:
        """At rest."""
        voltage = np.full(self.size, self.membrane.rest)
        opening, closing = self.membrane.rates(voltage[self.nodes])
        return np.concatenate([voltage, (opening / (opening + closing)).ravel()])

    def slope(self, t: float, state: Floats) -> Floats:
        v, x = state[: self.size], state[self.size :].reshape(self.membrane.gates, self.count)
        flow = self.along * np.diff(v)
        total = -self.leak * (v - self.membrane.rest)
        total[:-1] += flow
        total[1:] -= flow
        total[self.nodes] -= self.area * self.membrane.current(v[self.nodes], x)
        total[0] += self.amplitude if t < PULSE else 0.0
        opening, closing = self.membrane.rates(v[self.nodes])
        return np.concatenate([total / self.capacitance, (opening * (1.0 - x) - closing * x).ravel()])

    def pattern(self) -> Any:
        """Which state depends on which."""
        pairs = [(k, k + step) for k in range(self.size) for step in (-1, 0, 1) if 0 <= k + step < self.size]
        for gate in range(self.membrane.gates):
            own = self.size + gate * self.count + np.arange(self.count)
            for rows, columns in ((self.nodes, own), (own, self.nodes), (own, own)):
                pairs += zip(rows.tolist(), columns.tolist(), strict=True)
        whole = self.size + self.membrane.gates * self.count
        return coo_array((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), (whole, whole)).tocsr()


def velocity(membrane: Node, fibre: Fibre, pieces: int) -> float | None:
    """Velocity [m/s] between two nodes; None where no impulse passes both."""
    line, (first, last) = Line(membrane, fibre, pieces), fibre.measured
    threshold = membrane.rest + 50.0
    ends = [_crossing(int(line.nodes[k]), threshold) for k in (first, last)]
    after = _crossing(int(line.nodes[last]), threshold + 10.0, terminal=True)
    state, begin = line.start(), 0.0
    times: list[float] = []
    for stop in (PULSE, 20.0):
        run = solve_ivp(
            line.slope,
            (begin, stop),
            state,
            method="BDF",
            rtol=TOLERANCE,
            atol=TOLERANCE,
            jac_sparsity=line.pattern(),
            events=[*ends, after],
        )
        assert run.t_events is not None
        times += [float(found[0]) for found in run.t_events[:2] if found.size]
        begin, state = stop, run.y[:, -1]
    if len(times) < 2:
        return None
    return (last - first) * fibre.spacing / (times[1] - times[0]) * 1e-3


def _crossing(place: int, threshold: float, *, terminal: bool = False) -> Callable[[float, Floats], float]:
    def excess(_: float, state: Floats) -> float:
        return float(state[place]) - threshold

    vars(excess).update(direction=1.0, terminal=terminal)
    return excess


def extrapolated(membrane: Node, fibre: Fibre) -> tuple[float | None, float]:
    """Velocity [m/s] without error of the pieces, of second order, and the change that this made."""
    if fibre.capacitance == 0.0:
        return velocity(membrane, fibre, 0), 0.0
    coarse, fine = velocity(membrane, fibre, 16), velocity(membrane, fibre, 32)
    if coarse is None or fine is None:
        return None, 0.0
    change = (fine - coarse) / 3.0
    return fine + change, change
