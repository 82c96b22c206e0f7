"""The declared models, one a file."""

from core.neuron.catalogue.chay_keizer import CHAY_KEIZER
from core.neuron.catalogue.chiu_ritchie import CHIU_RITCHIE
from core.neuron.catalogue.connor_stevens import CONNOR_STEVENS
from core.neuron.catalogue.fitzhugh_nagumo import FITZHUGH_NAGUMO
from core.neuron.catalogue.frankenhaeuser_huxley import FRANKENHAEUSER_HUXLEY
from core.neuron.catalogue.golomb_amitai import GOLOMB_AMITAI
from core.neuron.catalogue.hindmarsh_rose import HINDMARSH_ROSE
from core.neuron.catalogue.hodgkin_huxley import HODGKIN_HUXLEY
from core.neuron.catalogue.morris_lecar import MORRIS_LECAR
from core.neuron.catalogue.persistent_sodium_potassium import PERSISTENT_SODIUM_POTASSIUM
from core.neuron.catalogue.pospischil import POSPISCHIL
from core.neuron.catalogue.thalamic_relay import THALAMIC_RELAY
from core.neuron.catalogue.traub_miles import REDUCED_TRAUB_MILES, TRAUB_MILES
from core.neuron.catalogue.wang_buzsaki import WANG_BUZSAKI

CATALOGUE = {
    model.name: model
    for model in (
        HODGKIN_HUXLEY,
        MORRIS_LECAR,
        CONNOR_STEVENS,
        WANG_BUZSAKI,
        TRAUB_MILES,
        REDUCED_TRAUB_MILES,
        GOLOMB_AMITAI,
        POSPISCHIL,
        THALAMIC_RELAY,
        CHAY_KEIZER,
        PERSISTENT_SODIUM_POTASSIUM,
        FRANKENHAEUSER_HUXLEY,
        CHIU_RITCHIE,
        FITZHUGH_NAGUMO,
        HINDMARSH_ROSE,
    )
}

__all__ = ["CATALOGUE", "HODGKIN_HUXLEY", "MORRIS_LECAR"]
