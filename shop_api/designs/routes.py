"""Designs over HTTP: create, read, replace, and look without keeping."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from designer.design import Design
from designer.parse import parse
from designer.schema import design_schema
from shop_api.context import CurrentShop
from shop_api.designs import service
from shop_api.designs.schemas import DesignIn, DesignReplace, DesignView
from shop_api.designs.service import StaleDesign
from shop_api.designs.view import design_view, kept
from shop_api.errors import Conflict
from shop_api.pricing.schemas import Quote
from shop_api.pricing.service import quote
from shop_api.workshop import CurrentWorkshop

router = APIRouter(prefix="/api", tags=["designs"])
Day = Annotated[date | None, Query(alias="date", description="the day it is wanted; without one, the first that works")]


@router.post("/designs", status_code=201, operation_id="createDesign")
def create_design(body: DesignIn, shop: CurrentShop, workshop: CurrentWorkshop) -> DesignView:
    """Keep a new design, revision 1."""
    design = parse(body.design, shop.catalog)
    with shop.database.read() as session:
        # Composed and priced before it is kept: what cannot be shown leaves no trace.
        view = design_view(session, shop, workshop.studio, design, body.date)
    with shop.database.write() as session:
        stored = service.create(session, shop.vault, design, shop.clock())
    return kept(view, workshop.studio, stored)


@router.get("/designs/{design_id}", operation_id="readDesign")
def read_design(design_id: str, shop: CurrentShop, workshop: CurrentWorkshop, day: Day = None) -> DesignView:
    with shop.database.read() as session:
        stored = service.get(session, shop.vault, design_id)
        view = design_view(session, shop, workshop.studio, stored.design, day)
    return kept(view, workshop.studio, stored)


@router.put("/designs/{design_id}", operation_id="replaceDesign")
def replace_design(
    design_id: str, body: DesignReplace, shop: CurrentShop, workshop: CurrentWorkshop, day: Day = None
) -> DesignView:
    """Replace the design. 409 `design.stale` with `current` when somebody else changed it since `revision`."""
    design = parse(body.design, shop.catalog)
    with shop.database.read() as session:
        view = design_view(session, shop, workshop.studio, design, day or body.date)
    try:
        with shop.database.write() as session:
            stored = service.replace(session, shop.vault, design_id, body.revision, design, shop.clock())
    except StaleDesign as stale:
        with shop.database.read() as session:
            newest = design_view(session, shop, workshop.studio, stale.current.design, None)
        current = kept(newest, workshop.studio, stale.current)
        raise Conflict(stale.message, code=stale.code, extra={"current": current.model_dump(mode="json")}) from stale
    return kept(view, workshop.studio, stored)


@router.get("/designs/{design_id}/arrangement", operation_id="designArrangement")
def read_arrangement(design_id: str, shop: CurrentShop, workshop: CurrentWorkshop) -> dict[str, Any]:
    """Where every stem stands: the published Arrangement JSON, metres, +Y up, base at y = 0."""
    with shop.database.read() as session:
        design = service.get(session, shop.vault, design_id).design
    return workshop.studio.arrangement(design).as_json()


@router.get("/designs/{design_id}/quote", operation_id="designQuote")
def read_quote(design_id: str, shop: CurrentShop, day: Day = None) -> Quote:
    """Price and feasibility on `date`, or else on the first day that works."""
    with shop.database.read() as session:
        return quote(session, shop, service.get(session, shop.vault, design_id).design, day)


@router.post("/compose", operation_id="compose")
def compose(body: DesignIn, shop: CurrentShop, workshop: CurrentWorkshop) -> DesignView:
    """The view of a design that is not kept."""
    design: Design = parse(body.design, shop.catalog)
    with shop.database.read() as session:
        return design_view(session, shop, workshop.studio, design, body.date)


@router.get("/design-schema", operation_id="designSchema")
def schema() -> dict[str, Any]:
    """The JSON Schema of the Design document."""
    return design_schema()
