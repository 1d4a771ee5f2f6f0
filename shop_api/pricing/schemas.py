"""The quote as the API speaks it."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel

from shop_api.words import Words


class QuoteLine(BaseModel):
    """One variety over all lines of the design. total_fen is its share of the flowers' price."""

    species: str
    variety: str
    name: Words
    count: int
    available: int | None
    unit_fen: int
    total_fen: int


class QuoteBreakdown(BaseModel):
    stems_fen: int
    waste_fen: int
    flowers_fen: int
    goods_fen: int
    labour_fen: int
    sum_fen: int
    list_fen: int


class Suggestion(BaseModel):
    species: str
    variety: str
    name: Words


class Shortage(BaseModel):
    """A variety of which there is not enough on the date, and what could be taken instead."""

    species: str
    variety: str
    name: Words
    wanted: int
    available: int
    message: Words
    suggestion: Suggestion | None


class Quote(BaseModel):
    """The price, and whether the shop can make it on the date. earliest_date is null when no open date works."""

    currency: str
    total_fen: int
    date: dt.date
    can_make: bool
    earliest_date: dt.date | None
    lines: list[QuoteLine]
    breakdown: QuoteBreakdown
    shortages: list[Shortage]
