"""What a request handler needs to do its work, and how it gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from catalog.species import Catalog
from shop_api.config import Settings
from shop_api.db import Database
from shop_api.security import Attempts, Vault


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Shop:
    """One running shop. clock gives the present in UTC; attempts counts failed log-ins and look-ups."""

    settings: Settings
    database: Database
    vault: Vault
    catalog: Catalog
    attempts: Attempts
    clock: Callable[[], datetime] = utc_now


def _shop(request: Request) -> Shop:
    shop = request.app.state.shop
    assert isinstance(shop, Shop)
    return shop


CurrentShop = Annotated[Shop, Depends(_shop)]


def client_address(request: Request) -> str:
    """Where the request comes from, for counting failures."""
    return request.client.host if request.client else "unknown"
