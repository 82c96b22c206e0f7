"""One file of operations for each capability."""

from service.routes import electrodiffusion, equilibrium

ROUTERS = (equilibrium.router, electrodiffusion.router)
