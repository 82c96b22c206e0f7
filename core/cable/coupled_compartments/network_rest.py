"""Where a network that is not linear begins, and what it is at rest."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from core.cable.coupled_compartments.cells import cell
from core.cable.coupled_compartments.compartments import ActiveCompartment
from core.cable.coupled_compartments.couplings import Couplings
from core.cable.coupled_compartments.linearisation import Rest, System
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import Neurons
from core.errors import ParameterError
from core.neuron.initial import VOLTAGE_KEYS, initial_state
from core.result import Floats

USUAL_TOLERANCE = 1e-3


@contextmanager
def of_compartment(k: int) -> Iterator[None]:
    """Make the pointers of errors those of a compartment."""
    try:
        yield
    except ParameterError as error:
        error.pointer = f"/compartments/{k}{error.pointer}"
        raise


def system_of(neurons: Neurons, request: CoupledCompartmentsRequest) -> System:
    """The equations of a network.

    Raises
    ------
    ParameterError
        The equations of a model have no meaning.
    """
    cells = []
    for k, (compartment, neuron) in enumerate(zip(request.compartments, neurons, strict=True)):
        with of_compartment(k):
            cells.append(cell(compartment, neuron))
    return System(tuple(cells), request.junctions)


def starting_state(system: System, request: CoupledCompartmentsRequest, rest: Rest | None) -> Floats:
    """All states at time 0, shape (n,): as given, else at the network's rest, else at each one's own.

    Raises
    ------
    ParameterError
        An unknown name, a value out of its bounds, or no resting potential where one is needed.
    """
    settled = rest if rest is not None and rest.stable else None
    parts = []
    for k, (compartment, each) in enumerate(zip(request.compartments, system.cells, strict=True)):
        at_rest = None if settled is None else settled.state[system.part(k)]
        if isinstance(compartment, ActiveCompartment) and each.neuron is not None:
            given = dict(compartment.initial or {})
            if at_rest is not None and not given:
                parts.append(at_rest)
                continue
            if at_rest is not None and not set(given) & set(VOLTAGE_KEYS):
                given[VOLTAGE_KEYS[0]] = float(at_rest[0])
            with of_compartment(k):
                parts.append(initial_state(each.neuron, given))
        elif not isinstance(compartment, ActiveCompartment):
            own = compartment.resting_potential if at_rest is None else float(at_rest[0])
            voltage = own if compartment.initial_voltage is None else compartment.initial_voltage
            parts.append(np.array([voltage]))
    return np.concatenate(parts)


def at_rest(rest: Rest) -> Couplings:
    """A network linearised at its rest; without resistances where that is not stable."""
    eigenvalues = rest.eigenvalues
    upper = eigenvalues[eigenvalues.imag >= 0.0]
    count = len(rest.system.cells)
    if rest.stable:
        own = np.array([rest.own_resistance(k) for k in range(count)])
        resistances = rest.impedances(0.0).real.astype(np.float64)
    else:
        own, resistances = np.full(count, np.nan), np.full((count, count), np.nan)
    return Couplings(rest.voltages, own, resistances, rest.impedances, upper, None)


def usual_tolerance(neurons: Neurons, request: CoupledCompartmentsRequest) -> float:
    """Error of the voltages to aim at [mV]."""
    if request.tolerance is not None:
        return request.tolerance
    return min([USUAL_TOLERANCE, *(each.model.standard.tolerance for each in neurons if each is not None)])
