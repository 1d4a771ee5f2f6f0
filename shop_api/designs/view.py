"""A design as a page sees it: composed, priced, with the addresses of everything that draws it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from catalog.plant import Level
from designer.design import Design
from renderer.studio import Studio, fingerprint
from shop_api.context import Shop
from shop_api.designs.schemas import DesignView, IssueItem, Links
from shop_api.designs.service import StoredDesign
from shop_api.pricing.service import quote
from shop_api.words import stem_name


def design_view(session: Session, shop: Shop, studio: Studio, design: Design, day: date | None) -> DesignView:
    """The view of a design that is not kept, or not yet. Raises 422 `date.past`, `date.too_far`."""
    arrangement = _arrangement(shop, studio, design)
    return DesignView(
        id=None,
        revision=None,
        hash=fingerprint(design),
        design=design.model_dump(mode="json"),
        arrangement=arrangement,
        parts=f"/api/models/{studio.parts(design)}",
        quote=quote(session, shop, design, day),
        issues=[IssueItem.model_validate(issue) for issue in arrangement["issues"]],
        links=None,
    )


def kept(view: DesignView, studio: Studio, stored: StoredDesign) -> DesignView:
    """The view with the addresses that the design has since it is kept."""
    return view.model_copy(update={"id": stored.id, "revision": stored.revision, "links": _links(studio, stored)})


def _arrangement(shop: Shop, studio: Studio, design: Design) -> dict[str, Any]:
    document = studio.arrangement(design).as_json()
    for stem in document["stems"]:
        species, variety = stem["species"], stem["variety"]
        name = stem_name(shop.catalog, species, variety)
        model = studio.store.plant_key(species, stem["stage"], stem["individual"], Level.PHONE, variety=variety)
        stem["model"] = f"/api/models/{model}.glb"
        stem["palette"] = f"/api/palettes/{studio.store.skin_key(species, variety)}.webp"
        stem["name"] = {"zh": name.zh, "en": name.en}
    return document


def _links(studio: Studio, stored: StoredDesign) -> Links:
    return Links(
        still=f"/api/designs/{stored.id}/still.jpg",
        glb=f"/api/exports/{stored.id}/{studio.export_name(stored.design, 'ar')}",
        usdz=f"/api/exports/{stored.id}/{studio.export_name(stored.design, 'usdz')}",
    )
