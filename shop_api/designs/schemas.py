"""What the designer's pages send and see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shop_api.pricing.schemas import Quote
from shop_api.words import Words


class DesignIn(BaseModel):
    """design is a Design document (version 1); it is checked by the designer's own rules, which name code, field and advice."""

    model_config = ConfigDict(extra="forbid")

    design: dict[str, Any]
    date: dt.date | None = None


class DesignReplace(DesignIn):
    """revision: the one that the change was made on."""

    revision: int = Field(ge=1)


class IssueItem(BaseModel):
    code: str
    severity: str
    field: str
    message: Words


class Links(BaseModel):
    """still: picture (leads to its lasting address). glb, usdz: files for AR viewers, at addresses that never change."""

    still: str
    glb: str
    usdz: str


class DesignView(BaseModel):
    """A design with all that a page shows of it. arrangement is the published Arrangement JSON; each stem also has the addresses
    of its model and palette. parts: one GLB with wrap, ribbon, vase, card and the stems below the heads."""

    id: str | None
    revision: int | None
    hash: str
    design: dict[str, Any]
    arrangement: dict[str, Any]
    parts: str
    quote: Quote
    issues: list[IssueItem]
    links: Links | None
