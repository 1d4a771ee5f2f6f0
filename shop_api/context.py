"""What a request handler needs to do its work, and how it gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import Depends, Request

from catalog.load import CatalogError, shop_catalog
from catalog.scans.shelf import Shelf, Stamp
from catalog.species import Catalog
from shop_api.config import Settings
from shop_api.db import Database
from shop_api.security import Attempts, Vault


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Shop:
    """One running shop. clock gives the present in UTC; attempts counts failed log-ins and look-ups.

    stamp: of the shop's own scans that are in the catalogue.
    """

    settings: Settings
    database: Database
    vault: Vault
    catalog: Catalog
    attempts: Attempts
    clock: Callable[[], datetime] = utc_now
    stamp: Stamp = ()


log = structlog.get_logger("posy.shop")


def current_shop(request: Request) -> Shop:
    """The shop with its catalogue as it is now: a scan may be imported while it runs, by another process too."""
    shop = request.app.state.shop
    assert isinstance(shop, Shop)
    stamp = Shelf(shop.settings.scans_dir).stamp()
    if stamp == shop.stamp:
        return shop
    try:
        shop = replace(shop, catalog=shop_catalog(shop.settings.scans_dir), stamp=stamp)
    except CatalogError as error:
        log.error("scans", problem=str(error))
        shop = replace(shop, stamp=stamp)  # go on with the catalogue that was whole
    request.app.state.shop = shop
    return shop


CurrentShop = Annotated[Shop, Depends(current_shop)]


def client_address(request: Request) -> str:
    """Where the request comes from, for counting failures."""
    return request.client.host if request.client else "unknown"
