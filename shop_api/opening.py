"""Opening the shop: database, keys, tables, and who hears which fact. Everything but the drawing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from catalog.load import CatalogError, shop_catalog
from catalog.scans.shelf import Shelf
from shop_api.config import Settings
from shop_api.context import Shop, utc_now
from shop_api.crm import service as crm
from shop_api.db import Database
from shop_api.events import Fact, Handler, Handlers, OrderConfirmed, OrderDeclined, OrderPlaced, OrderRefunded
from shop_api.loyalty import service as loyalty
from shop_api.migrations import DatabaseRefused, migrate
from shop_api.pricing.rules import PriceRulesError, load_price_rules
from shop_api.security import Attempts, KeysRefused, check_keys, open_vault

log = structlog.get_logger("posy.opening")

WAL_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""Versions of SQLite that repaired a rare race of several connections that write or checkpoint."""


CANNOT_OPEN = (KeysRefused, DatabaseRefused, PriceRulesError, CatalogError)
"""What `open_shop` refuses with; each message is one line that says what to do."""


def open_shop(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Shop:
    """Everything a request needs. Makes the data folder, the keys and the tables where they are missing.

    Raises one of CANNOT_OPEN.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    stamp = Shelf(settings.scans_dir).stamp()
    catalog = shop_catalog(settings.scans_dir)
    load_price_rules()
    vault = open_vault(settings.keys_path, settings.keys)
    database = Database(settings.url)
    migrate(database)
    with database.write() as session:
        check_keys(session, vault)
    if settings.url.startswith("sqlite"):
        log.info("database", sqlite=sqlite3.sqlite_version, wal_race="repaired" if _wal_fixed() else "avoided by one writer")
    attempts = Attempts(settings.failures_allowed, settings.failures_window_minutes * 60)
    return Shop(settings, database, vault, catalog, attempts, clock, stamp)


def handlers_of(shop: Shop) -> Handlers:
    """The one table of who hears what. For each fact, in this order."""

    def remember(session: Session, fact: Fact) -> None:
        assert isinstance(fact, OrderPlaced)
        crm.remember(session, shop.vault, fact)

    def earn(session: Session, fact: Fact) -> None:
        assert isinstance(fact, OrderPlaced)
        loyalty.earn(session, fact, shop.settings.points_step_fen)

    def follow(session: Session, fact: Fact) -> None:
        assert isinstance(fact, OrderConfirmed | OrderDeclined | OrderRefunded)
        crm.follow(session, fact)

    def credit(session: Session, fact: Fact) -> None:
        assert isinstance(fact, OrderConfirmed)
        loyalty.credit(session, fact)

    def reverse(session: Session, fact: Fact) -> None:
        assert isinstance(fact, OrderDeclined | OrderRefunded)
        loyalty.reverse(session, fact)

    return {
        OrderPlaced: (Handler("crm", remember), Handler("loyalty", earn)),
        OrderConfirmed: (Handler("crm", follow), Handler("loyalty", credit)),
        OrderDeclined: (Handler("crm", follow), Handler("loyalty", reverse)),
        OrderRefunded: (Handler("crm", follow), Handler("loyalty", reverse)),
    }


def _wal_fixed() -> bool:
    version = sqlite3.sqlite_version_info
    return version >= (3, 51, 3) or any(version[:2] == fixed[:2] and version >= fixed for fixed in WAL_FIXED)
