"""One file of operations for each capability."""

from service.routes import (
    axon,
    cable,
    electrodiffusion,
    equilibrium,
    expressions,
    models,
    neuron,
    pair,
    passive_membrane,
)

ROUTERS = (
    equilibrium.router,
    electrodiffusion.router,
    passive_membrane.router,
    models.router,
    expressions.router,
    neuron.router,
    pair.router,
    cable.router,
    axon.router,
)
