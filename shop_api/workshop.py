"""The drawing side of a running shop: the studio for what is quick, the render pool for what takes seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import FileResponse

from catalog.species import Text
from renderer.pool import RenderPool
from renderer.studio import Studio
from shop_api.context import current_shop
from shop_api.errors import NotFound

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Cross-Origin-Resource-Policy": "same-origin"}
MEDIA_TYPES = {
    ".glb": "model/gltf-binary",
    ".usdz": "model/vnd.usdz+zip",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}


@dataclass(frozen=True)
class Workshop:
    studio: Studio
    pool: RenderPool


def _workshop(request: Request) -> Workshop:
    workshop = request.app.state.workshop
    assert isinstance(workshop, Workshop)
    catalog = current_shop(request).catalog
    if catalog is not workshop.studio.catalog:
        workshop = request.app.state.workshop = replace(workshop, studio=workshop.studio.renewed(catalog))
    return workshop


CurrentWorkshop = Annotated[Workshop, Depends(_workshop)]


def immutable(file: Path | None) -> FileResponse:
    """A made file that never changes under its name. Raises NotFound `file.not_found` for None."""
    if file is None:
        message = Text("没有这个文件，请重新打开设计。", "There is no such file; open the design again.")
        raise NotFound(message, code="file.not_found")
    return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], headers=FOREVER)
