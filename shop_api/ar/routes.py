"""Files for AR viewers: a design as GLB and USDZ at true size, at addresses that never change."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse

from shop_api.context import CurrentShop
from shop_api.designs import service as designs
from shop_api.workshop import CurrentWorkshop, immutable

router = APIRouter(prefix="/api/exports", tags=["ar"])


@router.get("/{design_id}/{name}", operation_id="export", response_class=FileResponse)
def export(design_id: str, name: str, shop: CurrentShop, workshop: CurrentWorkshop) -> FileResponse:
    """Made at the first request. The name is the hash of the design, so a design that has changed since is not found."""
    with shop.database.read() as session:
        design = designs.get(session, shop.vault, design_id).design
    studio = workshop.studio
    if name == studio.export_name(design, "ar"):
        return immutable(workshop.pool.make("ar", design))
    if name == studio.export_name(design, "usdz"):
        return immutable(workshop.pool.make("usdz", design))
    return immutable(studio.files.path(name))
