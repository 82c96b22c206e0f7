"""The declared models, one a file."""

from core.neuron.catalogue.hodgkin_huxley import HODGKIN_HUXLEY
from core.neuron.catalogue.morris_lecar import MORRIS_LECAR

CATALOGUE = {model.name: model for model in (HODGKIN_HUXLEY, MORRIS_LECAR)}

__all__ = ["CATALOGUE", "HODGKIN_HUXLEY", "MORRIS_LECAR"]
