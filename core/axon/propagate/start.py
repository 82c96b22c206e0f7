"""The axon in compartments, at rest."""

from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.myelinated.ladder import ladder
from core.axon.propagate.geometry import AxonGeometry, UnmyelinatedAxon
from core.axon.propagate.line import Row, row
from core.axon.propagate.request import pieces_of
from core.compartments.run import State, resting
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.result import Floats


def rows_at_rest(
    axon: AxonGeometry, neuron: Neuron, count: int
) -> tuple[tuple[Row, State], tuple[Row, State]]:
    """A number of compartments and how they rest, and the same of half as many.

    Of a myelinated axon the second has as many nodes, and half as many compartments of each internode.

    Raises
    ------
    ParameterError
        A stretch is shorter than a compartment, or the axon does not rest.
    """
    state, stable = resting_state(neuron)
    if not stable:
        raise ParameterError(
            "/parameters",
            "the membrane does not rest: it fires, or settles elsewhere, without a stimulus",
            received=neuron.model.name,
            hint="a hyperpolarising leak, or less of an inward conductance, gives it a resting state",
        )
    if isinstance(axon, MyelinatedFibre):
        pieces = pieces_of(axon, count)
        return _fibre_at_rest(axon, neuron, state, pieces), _fibre_at_rest(axon, neuron, state, pieces // 2)
    for index, stretch in enumerate(axon.stretches):
        if stretch.stop - stretch.start < 2.0 * axon.length / count:
            raise ParameterError(
                f"/geometry/stretches/{index}",
                f"the stretch is shorter than two of the {count} compartments",
                received=stretch.stop - stretch.start,
                allowed=f">= {2.0 * axon.length / count:.6g} µm",
                hint="lengthen the stretch, or ask for more compartments",
            )
    return _at_rest(axon, neuron, state, count), _at_rest(axon, neuron, state, count // 2)


def _fibre_at_rest(axon: MyelinatedFibre, neuron: Neuron, state: Floats, pieces: int) -> tuple[Row, State]:
    cut, compartments, rest = ladder(axon, neuron, state, pieces)
    return Row(compartments, cut.position, cut.nodes), rest


def _at_rest(axon: UnmyelinatedAxon, neuron: Neuron, state: Floats, count: int) -> tuple[Row, State]:
    made = row(axon, neuron, float(state[0]), count)
    if len(made.compartments.neurons) == 1:
        return made, resting(made.compartments, [float(state[0])], [state[1:]])
    from core.compartments.rest import resting_state as tree_at_rest

    return made, tree_at_rest(made.compartments)
