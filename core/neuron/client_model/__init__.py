"""A model that a client declares: the request's vocabulary, and the `Model` that follows from it."""

from core.neuron.client_model.declare import declare
from core.neuron.client_model.request import ModelDeclaration

__all__ = ["ModelDeclaration", "declare"]
