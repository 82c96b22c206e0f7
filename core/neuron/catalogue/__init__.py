"""The declared models, one a file."""

from core.neuron.catalogue.golomb_amitai import GOLOMB_AMITAI
from core.neuron.catalogue.hodgkin_huxley import HODGKIN_HUXLEY
from core.neuron.catalogue.morris_lecar import MORRIS_LECAR
from core.neuron.catalogue.persistent_sodium_potassium import PERSISTENT_SODIUM_POTASSIUM
from core.neuron.catalogue.pospischil import POSPISCHIL

CATALOGUE = {
    model.name: model
    for model in (HODGKIN_HUXLEY, MORRIS_LECAR, GOLOMB_AMITAI, POSPISCHIL, PERSISTENT_SODIUM_POTASSIUM)
}

__all__ = ["CATALOGUE", "HODGKIN_HUXLEY", "MORRIS_LECAR"]
