"""Operations on conductance-based models: under two models' names, and on any under `conductance-based`."""

from collections.abc import Iterator

from fastapi import APIRouter

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model
from service.operation import Operation, add_operation
from service.questions import ANY, QUESTIONS
from service.schemas.conductance_based import conductance_based_schema
from service.schemas.neuron import neuron_schema

router = APIRouter()

STEMS = ("hodgkin-huxley", "morris-lecar")
"""Models with operations under their own names."""


def operations(model: Model) -> Iterator[Operation]:
    """Everything that can be asked of a model under its own name."""
    for question in QUESTIONS:
        schema = neuron_schema(model, question.request, question.name, question.defaults(model))
        yield question.operation(model.name, schema, f"the {model.title}")


for stem in STEMS:
    for operation in operations(CATALOGUE[stem]):
        add_operation(router, stem, operation)
for question in QUESTIONS:
    asked = conductance_based_schema(question.request, question.name, question.defaults, question.usual)
    add_operation(router, ANY, question.operation(ANY, asked, "any model"))
