"""The tables of an answer: the impulse at a node, between two, and along the axon."""

import numpy as np

from core.axon.saltatory_conduction.impulse import Impulse
from core.result import Curve, Floats, Variable

AROUND = 12
"""Nodes on either side of the one in the middle that are shown."""
LABELS = ("V(node)", "V(internode)", "V(next node)")
NAMES = ("voltage_node", "voltage_internode", "voltage_next_node")


def form(impulse: Impulse, points: int) -> tuple[Variable, ...]:
    """Time and voltage of a node, of the middle of the internode behind it, and of the next node.

    Time 0 is the arrival at the first of them.
    """
    run = impulse.passage
    times = np.linspace(run.times[0], run.times[-1], points)
    return (
        Variable("time", "t", "ms", times - _arrival(impulse)),
        *(
            Variable(name, label, "mV", np.interp(times, run.times, samples))
            for name, label, samples in zip(NAMES, LABELS, run.course.samples, strict=True)
        ),
    )


def at_rest(voltage: float) -> tuple[Variable, ...]:
    """The same where nothing travels: rest, at one time."""
    columns = (
        Variable(name, label, "mV", np.array([voltage])) for name, label in zip(NAMES, LABELS, strict=True)
    )
    return (Variable("time", "t", "ms", np.zeros(1)), *columns)


def along(impulse: Impulse) -> tuple[Curve, ...]:
    """When the impulse arrives, how high it is, and the voltage as it arrives at the node in the middle."""
    run = impulse.passage
    nodes = run.cut.nodes
    middle = nodes.size // 2
    shown = np.arange(nodes[max(middle - AROUND, 0)], nodes[min(middle + AROUND, nodes.size - 1)] + 1)
    positions: Floats = run.cut.position[shown] - run.cut.position[nodes[middle]]
    where = Variable("position", "x", "µm", positions)
    kinds = tuple("node" if place else "internode" for place in np.isin(shown, nodes))
    course = run.course
    return (
        Curve(
            "arrivals",
            "arrival",
            (
                where,
                Variable("arrival_time", "t", "ms", course.arrivals[shown] - _arrival(impulse), gaps=True),
                Variable("peak_voltage", "V_max", "mV", course.peaks[shown]),
            ),
            kinds,
            "upward crossings of half the spike of a node; position and time 0 are a node in the middle",
        ),
        Curve(
            "profile",
            "profile",
            (where, Variable("voltage", "V", "mV", course.profiles[0][shown])),
            kinds,
            "along the axon as the impulse arrives at position 0",
        ),
    )


def _arrival(impulse: Impulse) -> float:
    """At the node in the middle [ms]."""
    arrivals = impulse.passage.arrivals
    return float(arrivals[arrivals.size // 2])
