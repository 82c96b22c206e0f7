"""One file of operations for each capability."""

from service.routes import electrodiffusion, equilibrium, neuron

ROUTERS = (equilibrium.router, electrodiffusion.router, neuron.router)
