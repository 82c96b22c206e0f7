"""A myelinated fibre as a row of compartments at rest, and the current that excites its first node."""

import math

import numpy as np

from core.axon.myelinated.geometry import MyelinatedAxon, MyelinatedFibre
from core.axon.myelinated.myelin import PICOFARAD_PER_MICROMETRE2
from core.axon.myelinated.plan import FibrePlan, plan
from core.compartments.compartments import Compartments
from core.compartments.experiment import State, resting
from core.neuron.declaration import Neuron
from core.result import Floats

CM2_PER_MICROMETRE2 = 1e-8
MICROSIEMENS_PER_MILLISIEMENS = 1e3


def ladder(
    fibre: MyelinatedFibre, neuron: Neuron, rest: Floats, pieces: int
) -> tuple[FibrePlan, Compartments, State]:
    """A fibre in compartments, all at rest.

    Parameters
    ----------
    fibre
        The fibre.
    neuron
        The membrane at its nodes.
    rest
        Its resting state, V [mV] first; the myelin's leak reverses there.
    pieces
        Compartments of an internode.
    """
    cut = plan(fibre, pieces)
    count = cut.position.size
    kinds = np.ones(count, dtype=np.int64)
    kinds[cut.nodes] = 0
    areas = np.zeros(count)
    areas[cut.nodes] = cut.area * CM2_PER_MICROMETRE2
    covered = count > cut.nodes.size
    made = Compartments(
        parents=np.arange(-1, count - 1),
        couplings=np.concatenate([[0.0], cut.conductance]),
        areas=areas,
        capacitances=cut.capacitance,
        leaks=cut.leak,
        leak_currents=float(rest[0]) * cut.leak,
        kinds=kinds,
        neurons=(neuron, None) if covered else (neuron,),
    )
    voltages, gates = [float(rest[0])], [rest[1:]]
    if covered:
        voltages, gates = [*voltages, float(rest[0])], [*gates, np.zeros(0)]
    return cut, made, resting(made, voltages, gates)


def kick(
    axon: MyelinatedAxon, capacitance: float, conductance: float, voltage: float, duration: float
) -> float:
    """Current [nA] that would depolarise the end of a passive fibre by a voltage [mV] in a time [ms].

    The fibre is a ladder of node after node, each with the admittance y = C/t + G of itself and of its
    internode: y/2 + √(y²/4 + y/R_a) at its end, to an order of magnitude.

    Parameters
    ----------
    axon
        The fibre.
    capacitance, conductance
        Of the membrane at the nodes, at rest [µF/cm², mS/cm²].
    voltage, duration
        [mV] and [ms].
    """
    area, charged = axon.node_area * CM2_PER_MICROMETRE2, _charged(axon, capacitance)
    # 1 pF/ms is 1e-3 µS.
    admittance = 1e-3 * charged / duration + MICROSIEMENS_PER_MILLISIEMENS * max(conductance, 0.0) * area
    along = 1.0 / (axon.internode_resistance + axon.node_resistance)
    return voltage * (0.5 * admittance + math.sqrt(0.25 * admittance**2 + admittance * along))


def reach(axon: MyelinatedAxon, capacitance: float, conductance: float, frequency: float) -> float:
    """Length [µm] over which a voltage of a frequency [kHz] falls to 1/e along a passive fibre.

    From node to node it falls by cosh μ = 1 + ½ R_a |y|, with the admittance y of a node and its internode.

    Parameters
    ----------
    axon
        The fibre.
    capacitance, conductance
        Of the membrane at the nodes, at rest [µF/cm², mS/cm²].
    frequency
        [kHz].
    """
    charged = _charged(axon, capacitance)
    leak = MICROSIEMENS_PER_MILLISIEMENS * max(conductance, 0.0) * axon.node_area * CM2_PER_MICROMETRE2
    leak += axon.sheath.conductance * axon.myelinated_length
    # 1 pF·kHz is 1e-3 µS.
    admittance = math.hypot(leak, 2e-3 * math.pi * frequency * charged)
    along = axon.internode_resistance + axon.node_resistance
    return axon.spacing / math.acosh(1.0 + 0.5 * along * admittance)


def _charged(axon: MyelinatedAxon, capacitance: float) -> float:
    """Capacitance of a node, whose membrane has that [µF/cm²], and of its internode [pF]."""
    node = capacitance * PICOFARAD_PER_MICROMETRE2 * axon.node_area
    return node + axon.sheath.capacitance * axon.myelinated_length
