"""The axon in compartments, as it begins."""

import numpy as np

from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.myelinated.ladder import ladder
from core.axon.propagate.geometry import AxonGeometry, UnmyelinatedAxon
from core.axon.propagate.line import Row, row
from core.axon.propagate.request import pieces_of
from core.compartments.run import Compartments, State, resting
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state, state_at
from core.result import Floats


def rows_at_begin(
    axon: AxonGeometry, neuron: Neuron, count: int, voltage: float | None
) -> tuple[tuple[Row, State], tuple[Row, State]]:
    """A number of compartments and how they begin, and the same of half as many.

    Of a myelinated axon the second has as many nodes, and half as many compartments of each internode.

    Parameters
    ----------
    axon, neuron, count
        The axon, its membrane, and how many compartments.
    voltage
        That of all of the axon [mV], every gate at its steady value there; None: the axon rests.

    Raises
    ------
    ParameterError
        A stretch is shorter than a compartment, or the axon does not rest.
    """
    state, stable = resting_state(neuron)
    if not stable and voltage is None:
        raise ParameterError(
            "/parameters",
            "the membrane does not rest: it fires, or settles elsewhere, without a stimulus",
            received=neuron.model.name,
            hint="give the initial_voltage; or a resting state, by a hyperpolarising leak, or by less of an "
            "inward conductance",
        )
    if isinstance(axon, MyelinatedFibre):
        pieces = pieces_of(axon, count)
        fine, coarse = (_fibre(axon, neuron, state, size, voltage) for size in (pieces, pieces // 2))
        return fine, coarse
    for index, stretch in enumerate(axon.stretches):
        if stretch.stop - stretch.start < 2.0 * axon.length / count:
            raise ParameterError(
                f"/geometry/stretches/{index}",
                f"the stretch is shorter than two of the {count} compartments",
                received=stretch.stop - stretch.start,
                allowed=f">= {2.0 * axon.length / count:.6g} µm",
                hint="lengthen the stretch, or ask for more compartments",
            )
    fine, coarse = (_bare(axon, neuron, state, size, voltage) for size in (count, count // 2))
    return fine, coarse


def _fibre(
    axon: MyelinatedFibre, neuron: Neuron, state: Floats, pieces: int, voltage: float | None
) -> tuple[Row, State]:
    cut, compartments, rest = ladder(axon, neuron, state, pieces)
    begin = rest if voltage is None else _everywhere_at(compartments, voltage)
    return Row(compartments, cut.position, cut.nodes), begin


def _bare(
    axon: UnmyelinatedAxon, neuron: Neuron, state: Floats, count: int, voltage: float | None
) -> tuple[Row, State]:
    made = row(axon, neuron, float(state[0]), count)
    if voltage is not None:
        return made, _everywhere_at(made.compartments, voltage)
    if len(made.compartments.neurons) == 1:
        return made, resting(made.compartments, [float(state[0])], [state[1:]])
    from core.compartments.rest import resting_state as tree_at_rest

    return made, tree_at_rest(made.compartments)


def _everywhere_at(compartments: Compartments, voltage: float) -> State:
    """All compartments at a voltage, and all other states at their steady values there."""
    gates = [
        np.zeros(0) if neuron is None else state_at(neuron, voltage)[1:] for neuron in compartments.neurons
    ]
    return resting(compartments, [voltage] * len(gates), gates)
