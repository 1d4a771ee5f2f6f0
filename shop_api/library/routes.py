"""The inspiration library over HTTP, with pictures that the renderer made."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from sqlalchemy.orm import Session

from catalog.load import load_catalog
from catalog.species import Text
from designer.library import LibraryEntry, load_library
from renderer.studio import Shot
from shop_api.config import open_dates
from shop_api.context import CurrentShop, Shop
from shop_api.errors import NotFound
from shop_api.library.schemas import LibraryItem, LibraryList
from shop_api.pricing.service import quote
from shop_api.words import Words, words
from shop_api.workshop import CurrentWorkshop, immutable

router = APIRouter(prefix="/api/library", tags=["library"])

SHOTS: dict[Literal["small", "large"], Shot] = {
    "small": Shot(480, 600, format="webp", reduced=True),
    "large": Shot(960, 1200, format="webp"),
}


@lru_cache(maxsize=1)
def entries() -> dict[str, LibraryEntry]:
    return load_library(load_catalog())


@router.get("", operation_id="listLibrary")
def list_library(shop: CurrentShop) -> LibraryList:
    """Every inspiration with today's price, in the order that the shop shows them."""
    with shop.database.read() as session:
        return LibraryList(items=[_item(session, shop, entry) for entry in entries().values()])


@router.get("/{entry_id}", operation_id="readLibraryItem")
def read_item(entry_id: str, shop: CurrentShop) -> LibraryItem:
    with shop.database.read() as session:
        return _item(session, shop, _entry(entry_id))


@router.get("/{entry_id}/picture.webp", operation_id="libraryPicture", response_class=FileResponse)
def picture(entry_id: str, request: Request, workshop: CurrentWorkshop, size: Literal["small", "large"] = "small") -> Response:
    """Drawn at the first request; the entity tag is the hash of what it shows."""
    entry, shot = _entry(entry_id), SHOTS[size]
    headers = {
        "ETag": f'"{workshop.studio.picture_name(entry.design, shot)}"',
        "Cache-Control": "public, max-age=300",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    response = immutable(workshop.pool.make("picture", entry.design, shot))
    response.headers.update(headers)
    return response


def _entry(entry_id: str) -> LibraryEntry:
    found = entries().get(entry_id)
    if found is None:
        message = Text("灵感库里没有这个作品。", "The library has no such design.")
        raise NotFound(message, code="library.not_found")
    return found


def _item(session: Session, shop: Shop, entry: LibraryEntry) -> LibraryItem:
    quoted = quote(session, shop, entry.design)
    first, _ = open_dates(shop.settings, shop.clock())
    return LibraryItem(
        id=entry.id,
        name=Words(zh=entry.design.name.zh, en=entry.design.name.en),
        style=entry.design.style,
        occasions=list(entry.occasions),
        note=words(entry.note),
        stem_count=entry.design.stem_count,
        total_fen=quoted.total_fen,
        can_make=quoted.earliest_date == first,
        earliest_date=quoted.earliest_date,
        picture=f"/api/library/{entry.id}/picture.webp",
        design=entry.design.model_dump(mode="json"),
    )
