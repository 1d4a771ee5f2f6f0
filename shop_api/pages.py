"""The built pages: files by name, and the start page for every address that the pages' own router knows."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from catalog.species import Text
from shop_api.errors import NotFound

BUILT = Path(__file__).resolve().parent / "web" / "dist"
FOREVER = "public, max-age=31536000, immutable"


def pages_router(folder: Path = BUILT) -> APIRouter:
    """Serves the folder. Files under assets/ carry their hash in the name and are kept for ever; the rest is asked for again."""
    router = APIRouter(include_in_schema=False)
    home = folder.resolve()

    @router.get("/{path:path}")
    def page(path: str) -> Response:
        file = (home / path).resolve()
        if path.startswith("api/") or not file.is_relative_to(home):
            raise NotFound(Text("没有这个地址。", "There is nothing at this address."))
        if path and file.is_file():
            kept = FOREVER if path.startswith("assets/") else "no-cache"
            return FileResponse(file, headers={"Cache-Control": kept})
        start = home / "index.html"
        if "." in path.rsplit("/", 1)[-1] or not start.is_file():
            raise NotFound(Text("没有这个页面。", "There is no such page."))
        return FileResponse(start, headers={"Cache-Control": "no-cache"})

    return router
