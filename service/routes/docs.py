"""The interactive documentation and the start page, from local assets."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

PAGE = Path(__file__).parent.parent / "page"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs() -> FileResponse:
    """Swagger UI."""
    return FileResponse(PAGE / "docs.html")


@router.get("/")
async def index() -> FileResponse:
    """The start page."""
    return FileResponse(PAGE / "index.html")


def mount_assets(app: FastAPI) -> None:
    """Serve the scripts and styles under /assets."""
    app.mount("/assets", StaticFiles(directory=PAGE), name="assets")
