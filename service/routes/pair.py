"""Two coupled neurons, each of any model."""

from fastapi import APIRouter

from core.neuron.pair.pair import PairFeatures, cost, pair
from core.result import Result
from service.budget import Cost, sampled
from service.operation import Operation, add_operation
from service.schemas.pair import PAIR, PAIR_EXAMPLES, PairAsked

router = APIRouter()


def _run(asked: PairAsked) -> Result:
    result = pair(asked.neurons, asked.request)
    dimensionless = all(neuron.model.dimensionless for neuron in asked.neurons)
    return result.without_units() if dimensionless else result


_run.__doc__ = pair.__doc__


def _cost(asked: PairAsked) -> Cost:
    request = asked.request
    columns = len(request.sampling.series or ("voltage_1", "voltage_2", "i_synaptic_1", "i_synaptic_2"))
    return sampled(cost(asked.neurons, request), request.sampling, request.duration, columns)


add_operation(
    router,
    "conductance-based",
    Operation(
        name="pair",
        run=_run,
        schema=PAIR,
        summary="Two neurons of any models coupled by chemical synapses: V(t), spikes, phases and locking",
        axis="time",
        curves=True,
        features=PairFeatures,
        examples=PAIR_EXAMPLES,
        cost=_cost,
        dear_to_prepare=True,
    ),
)
