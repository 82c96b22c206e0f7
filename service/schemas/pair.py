"""Requests about two coupled neurons, and their examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import Field

from core.neuron.declaration import Model
from core.neuron.pair.request import PairedCell, PairRequest
from core.neuron.pair.series import Neurons
from core.parameters import declared
from service.schemas.conductance_based import conductance_based_schema
from service.schemas.derive import Described, Schema, assemble, core_value
from service.schemas.examples import DECLARED
from service.schemas.neuron import NeuronRequest


@dataclass(frozen=True, slots=True)
class PairAsked:
    """What a computation of the core on two neurons is called with."""

    neurons: Neurons
    request: PairRequest


class PairSchema(Schema):
    """Base of the requests about two neurons."""

    def to_core(self) -> PairAsked:
        """The neurons, and the core's request."""
        asked: Any = self
        first, second = cast("tuple[NeuronRequest, NeuronRequest]", core_value(asked.cells, "/cells"))
        fields: dict[str, Any] = self.core_fields(name for name in declared(PairRequest) if name != "cells")
        request = PairRequest(cells=(first.request, second.request), **fields)
        return PairAsked((first.neuron, second.neuron), request)

    def resolved(self) -> dict[str, Any]:
        """The request with every parameter and default filled in."""
        asked: Any = self
        return super().resolved() | {"cells": [cell.resolved() for cell in asked.cells]}


def _own(model: Model) -> Mapping[str, object]:
    """What a cell's model says of its experiment."""
    standard = model.standard
    return {
        "stimulus": standard.stimulus,
        "tolerance": standard.tolerance,
        "spike_threshold": standard.spike_threshold,
    }


def _pair_schema() -> type[PairSchema]:
    cell = conductance_based_schema(PairedCell, "paired-cell", _own, "wang-buzsaki")
    standard = tuple(cell.model_validate({"initial": {"voltage": voltage}}) for voltage in (-64.0, -58.0))
    cells: Any = Annotated[tuple[cell, ...], Field(fail_fast=True)]  # type: ignore[valid-type]
    meaning = declared(PairRequest)["cells"].meaning
    field = Field(default=standard, min_length=2, max_length=2, description=meaning)
    extra = {"cells": ((cells, field), Described(None, {None: cell}))}
    schema = assemble(PairRequest, "ConductanceBasedPairRequest", extra=extra, base=PairSchema)
    return cast("type[PairSchema]", schema)


PAIR = _pair_schema()

_SQUID: tuple[Mapping[str, Any], ...] = tuple(
    {
        "model": "hodgkin-huxley",
        "stimulus": [{"kind": "step", "amplitude": 10.0}],
        "initial": {"voltage": voltage},
    }
    for voltage in (-65.0, -60.0)
)


def _reciprocal(**course: object) -> list[dict[str, object]]:
    return [{"presynaptic": cell, **course} for cell in (1, 2)]


PAIR_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "Slow inhibition synchronises two interneurons": {},
    "Fast inhibition between two axons: antiphase": {
        "cells": _SQUID,
        "synapses": _reciprocal(
            kind="double-exponential", g_max=0.02, tau_rise=0.5, tau_decay=5.0, reversal=-80.0, delay=1.0
        ),
    },
    "Excitation synchronises two axons": {
        "cells": _SQUID,
        "synapses": _reciprocal(kind="alpha", g_max=0.1, tau=1.0, reversal=0.0, delay=1.0),
    },
    "A half-centre: two relay cells burst in turn, by rebound from inhibition": {
        "duration": 2000.0,
        "cells": [
            {
                "model": "thalamic-relay",
                "stimulus": [{"kind": "pulse", "amplitude": -1.0, "duration": 200.0}],
            },
            {"model": "thalamic-relay", "stimulus": []},
        ],
        "synapses": _reciprocal(
            kind="double-exponential", g_max=0.2, tau_rise=1.0, tau_decay=40.0, reversal=-85.0, delay=1.0
        ),
    },
    "A pyramidal cell and an interneuron: excitation and inhibition": {
        "duration": 300.0,
        "cells": [
            {"model": "reduced-traub-miles", "stimulus": [{"kind": "step", "amplitude": 2.0}]},
            {"model": "wang-buzsaki", "stimulus": []},
        ],
        "synapses": [
            {
                "kind": "double-exponential",
                "presynaptic": 1,
                "g_max": 0.3,
                "tau_rise": 0.3,
                "tau_decay": 3.0,
                "reversal": 0.0,
            },
            {
                "kind": "double-exponential",
                "presynaptic": 2,
                "g_max": 0.5,
                "tau_rise": 0.5,
                "tau_decay": 9.0,
                "reversal": -80.0,
            },
        ],
        "sampling": {"series": ["voltage_1", "voltage_2", "g_synapse_1", "g_synapse_2"]},
    },
    "A model of one's own drives another in one direction": {
        "duration": 100.0,
        "cells": [
            {"model": DECLARED, "stimulus": [{"kind": "step", "amplitude": 3.0, "onset": 10.0}]},
            {"model": "hodgkin-huxley", "stimulus": []},
        ],
        "synapses": [{"kind": "alpha", "presynaptic": 1, "g_max": 0.5, "tau": 1.0, "delay": 2.0}],
    },
}
