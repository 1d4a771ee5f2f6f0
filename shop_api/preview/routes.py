"""Pictures: of stored designs, at addresses that never change once they are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, RedirectResponse

from renderer.studio import OLDEST, Shot
from shop_api.context import CurrentShop
from shop_api.designs import service as designs
from shop_api.workshop import CurrentWorkshop, immutable

router = APIRouter(prefix="/api", tags=["pictures"])

Size = Literal["thumb", "phone", "large", "share"]
SHOTS: dict[Size, Shot] = {
    "thumb": Shot(320, 400),
    "phone": Shot(780, 920),
    "large": Shot(960, 1200),
    "share": Shot(1200, 630),
}


@router.get("/designs/{design_id}/still.jpg", operation_id="designStill", response_class=RedirectResponse, status_code=303)
def design_still(
    design_id: str,
    shop: CurrentShop,
    workshop: CurrentWorkshop,
    size: Size = "large",
    day: Annotated[int, Query(ge=0, le=OLDEST, description="days after cutting")] = 0,
) -> RedirectResponse:
    """Draws the design's picture when it is new, then leads to its lasting address."""
    with shop.database.read() as session:
        stored = designs.get(session, shop.vault, design_id)
    file = workshop.pool.make("picture", stored.design, replace(SHOTS[size], day=day))
    return RedirectResponse(f"/api/frames/{file.name}", status_code=303, headers={"Cache-Control": "no-cache"})


@router.get("/frames/{name}", operation_id="frame", response_class=FileResponse)
def frame(name: str, workshop: CurrentWorkshop) -> FileResponse:
    """A picture by the hash of what it shows."""
    return immutable(workshop.studio.files.path(name))
