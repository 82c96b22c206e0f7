"""What the answers about linear and other networks have in common."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import USUAL_COMPARTMENTS
from core.result import Curve, Floats, Notice, Variable


def cut_series(request: CoupledCompartmentsRequest) -> Iterator[Notice]:
    """Whether there are more voltages than are returned unasked."""
    size = len(request.compartments)
    if request.sampling.series is None and size > USUAL_COMPARTMENTS:
        yield Notice(
            "series-cut",
            f"only {USUAL_COMPARTMENTS} of {size} voltages are returned: name others, or ask for profiles",
            "/sampling/series",
        )


def profile_curves(
    request: CoupledCompartmentsRequest, profiles: Sequence[Floats], errors: Floats
) -> Iterator[Curve]:
    """The voltages of all compartments at the times that were asked for."""
    numbers = np.arange(1.0, errors.size + 1.0)
    for k, (time, voltages) in enumerate(zip(request.profiles_at, profiles, strict=True)):
        yield Curve(
            f"profile_{k + 1}",
            "profile",
            (
                Variable("compartment", "i", "1", numbers),
                Variable("voltage", "V", "mV", voltages, float(errors.max())),
            ),
            detail=f"voltages of all compartments at t = {time:.12g} ms",
        )
