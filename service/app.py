"""The application: composes, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from service import document, problems, warm
from service.document import Application
from service.execution import Execution
from service.observe import Metrics, Observe
from service.operation import OperationRoute
from service.routes import ROUTERS, docs, health
from service.routes import problems as problem_pages
from service.settings import Settings
from service.version import VERSION

DESCRIPTION = """\
Simulation of excitable cells over HTTP: equilibrium potentials, electrodiffusion, passive membranes,
conductance-based neurons, phase planes and bifurcations, cables, trees and axons.

Every number has one fixed unit (`x-unit` in the schemas), every parameter a default and bounds; an empty body
`{}` gives the textbook case. Errors are RFC 9457 problems. Answers come as JSON, NDJSON or CSV (`Accept`, or
`?format=`), and say by which method they were made and how large their error is.
"""


def create_app(settings: Settings | None = None) -> Application:
    """Build the application.

    Parameters
    ----------
    settings
        Default: read from the environment.
    """
    settings = settings or Settings()
    metrics = Metrics()
    app = Application(
        title="Rheobase",
        version=VERSION,
        summary="A stateless REST service for the biophysics of excitable cells",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        license_info={"name": "MIT", "identifier": "MIT"},
        lifespan=_lifespan,
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["Content-Type", "X-Request-ID"],
                expose_headers=["X-Request-ID", "Retry-After"],
                max_age=86_400,
            ),
            Middleware(Observe, metrics=metrics),
        ],
        exception_handlers=problems.HANDLERS,
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.execution = Execution(settings)
    app.state.ready = False
    app.state.endpoints = [
        route.endpoint for router in ROUTERS for route in router.routes if isinstance(route, OperationRoute)
    ]
    for router in ROUTERS:
        app.include_router(router, prefix="/v1")
    for router in (health.router, docs.router, problem_pages.router, document.router):
        app.include_router(router)
    docs.mount_assets(app)
    return app


@asynccontextmanager
async def _lifespan(app: Application) -> AsyncIterator[None]:
    """Compile the kernels before saying ready; free the threads at the end."""
    task = warm.start(app)
    yield
    task.cancel()
    app.state.execution.close()
