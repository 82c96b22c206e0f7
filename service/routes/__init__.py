"""One file of operations for each capability."""

from service.routes import equilibrium

ROUTERS = (equilibrium.router,)
