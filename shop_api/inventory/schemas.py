"""Lots as staff see and book them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shop_api.words import Words


class NewLot(BaseModel):
    """A delivery of one variety. arrived_at: now when left out; discard_at: arrival + planned days when left out."""

    model_config = ConfigDict(extra="forbid")

    species: Annotated[str, Field(min_length=1, max_length=60)]
    variety: Annotated[str, Field(min_length=1, max_length=60)]
    quantity: Annotated[int, Field(ge=1, le=10_000)]
    unit_cost_fen: Annotated[int, Field(ge=0, le=1_000_000)]
    location: Annotated[str, Field(min_length=1, max_length=40)]
    arrived_at: AwareDatetime | None = None
    discard_at: AwareDatetime | None = None


class LotView(BaseModel):
    """status: conditioning, ready, past_sell_by, or withdrawn. Times are UTC, sell_by is a date of the shop's calendar."""

    id: str
    species: str
    variety: str
    name: Words
    received: int
    on_hand: int
    reserved: int
    unit_cost_fen: int
    arrived_at: datetime
    discard_at: datetime
    sell_by: date
    location: str
    status: Literal["conditioning", "ready", "past_sell_by", "withdrawn"]


class LotPage(BaseModel):
    items: list[LotView]
    next: str | None
