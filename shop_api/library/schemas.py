"""The inspiration library as the pages see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from shop_api.words import Words


class LibraryItem(BaseModel):
    """can_make: on the first date that can be ordered; earliest_date: none when nothing in stock will do."""

    id: str
    name: Words
    style: str
    occasions: list[str]
    note: Words
    stem_count: int
    total_fen: int
    can_make: bool
    earliest_date: date | None
    picture: str
    design: dict[str, Any]


class LibraryList(BaseModel):
    items: list[LibraryItem]
