"""The kernels of coupled compartments, compiled before anybody waits for them."""

from core.cable.coupled_compartments.compartments import WholeCompartment
from core.cable.coupled_compartments.coupled_compartments import coupled_compartments
from core.cable.coupled_compartments.junctions import OhmicJunction, RectifyingJunction
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.stimulus import Step


def warm() -> None:
    """Run through every kernel once, of networks that are linear and of others."""
    rooms = (WholeCompartment(stimulus=(Step(amplitude=0.1),)), WholeCompartment())
    for junction in (OhmicJunction(first=1, second=2), RectifyingJunction(first=1, second=2)):
        request = CoupledCompartmentsRequest(compartments=rooms, junctions=(junction,), duration=1.0)
        coupled_compartments((None, None), request)
