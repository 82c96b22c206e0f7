"""What can be asked of every neuron: a function of the core, its request, its cost, its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import Model, Neuron
from core.neuron.expression import ExpressionError
from core.parameters import Parameters
from core.result import Result
from service.budget import Cost
from service.encoding.plain import NonFiniteError
from service.operation import Operation
from service.schemas.examples import EXAMPLES
from service.schemas.neuron import NeuronRequest

ANY = "conductance-based"
"""Stem of what is asked of any model."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that can be asked of every model.

    Attributes
    ----------
    name
        Name of the operation.
    run
        Function of the core, of a neuron and a request.
    request
        The request's declaration.
    defaults
        The model's own values for some of its fields.
    summary
        One line; "{}" stands for the model.
    cost
        Predicted cost; default: next to nothing.
    usual
        The model unless another is asked for, where any may be.
    streams
        Whether `run` tells what it finds on its way.
    """

    name: str
    run: Callable[[Neuron, Any], Result]
    request: type[Parameters]
    summary: str
    defaults: Callable[[Model], Mapping[str, object]] = lambda _: {}
    cost: Callable[[NeuronRequest], Cost] = lambda _: Cost()
    axis: str | None = None
    curves: bool = False
    report: type | None = None
    features: type | None = None
    usual: str = "hodgkin-huxley"
    streams: bool = False

    def operation(self, stem: str, schema: Any, title: str) -> Operation:
        """The operation under a stem."""
        return Operation(
            name=self.name,
            run=on_neuron(self.run),
            schema=schema,
            summary=self.summary.format(title),
            axis=self.axis,
            curves=self.curves,
            report=self.report,
            features=self.features,
            examples=EXAMPLES.get(stem, {}).get(self.name, {}),
            cost=self.cost,
            dear_to_prepare=stem == ANY,
            streams=self.streams,
        )


def on_neuron(function: Callable[[Neuron, Any], Result]) -> Callable[[NeuronRequest], Result]:
    """A function of a neuron and a request as one of what was asked; refuses what is beyond all numbers."""

    def run(asked: NeuronRequest) -> Result:
        try:
            result = function(asked.neuron, asked.request)
        except ExpressionError as error:
            # Derivatives of a client's expression that are beyond all numbers.
            raise ParameterError("/model", f"a derivative has no meaning: {error.detail}") from None
        except NonFiniteError:
            raise _beyond_all_numbers("what was found on the way") from None
        _require_finite(result)
        return result.without_units() if asked.neuron.model.dimensionless else result

    run.__doc__ = function.__doc__
    return run


def _require_finite(result: Result) -> None:
    """Refuse an answer with values beyond all numbers: a client's states may grow without bound."""
    columns = [*result.series, *(column for curve in result.curves for column in curve.columns)]
    for column in columns:
        wrong = np.isinf(column.values) if column.gaps else ~np.isfinite(column.values)
        if wrong.any():
            raise _beyond_all_numbers(column.name)


def _beyond_all_numbers(what: str) -> ParameterError:
    return ParameterError(
        "/model",
        f"{what} is beyond all numbers somewhere",
        hint="a state grows without bound, or a function overflows: check rates and units",
    )
