"""What a tree of compartments is made of."""

from dataclasses import dataclass

from core.neuron.declaration import Neuron
from core.numerics.tree.partition import Integers
from core.result import Floats

NANO_PER_MICRO = 1e3
"""Capacitances [µF] to [nF], conductances [mS] to [µS], currents [µA] to [nA]."""


@dataclass(frozen=True, slots=True, eq=False)
class Compartments:
    """A tree of isopotential compartments; every array has shape (n,).

    Attributes
    ----------
    parents
        Number of each one's parent, smaller than its own; −1 of the first.
    couplings
        Conductance to the parent [µS]; 0 of the first.
    areas
        Membrane of the compartment's kind [cm²]; 0 of a mere joint.
    capacitances, leaks, leak_currents
        Besides the kind's own: capacitance [nF], conductance [µS], and that times its reversal [nA]. What has
        no capacitance is a mere joint: its voltage follows at once, on a straight line between two steps.
    kinds
        Number of the kind of membrane of each.
    neurons
        The kinds; None: a passive one, which has nothing but what stands above.
    """

    parents: Integers
    couplings: Floats
    areas: Floats
    capacitances: Floats
    leaks: Floats
    leak_currents: Floats
    kinds: Integers
    neurons: tuple[Neuron | None, ...]
