"""The whole shop as one web application: `uvicorn --factory shop_api.app:application` or `create_app(settings)`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

import structlog
from fastapi import APIRouter, FastAPI

from renderer.pool import LocalPool
from renderer.studio import Studio
from shop_api import demo, logs
from shop_api.ar import routes as ar
from shop_api.assembly import SHOP_ROUTERS, assemble
from shop_api.config import Settings, settings_from
from shop_api.context import utc_now
from shop_api.designs import routes as designs
from shop_api.flowers import routes as flowers
from shop_api.library import routes as library
from shop_api.opening import open_shop
from shop_api.pages import pages_router
from shop_api.preview import routes as preview
from shop_api.workshop import Workshop

log = structlog.get_logger("posy.app")

DESIGNER_ROUTERS: tuple[APIRouter, ...] = (flowers.router, library.router, designs.router, preview.router, ar.router)
"""The designer's side."""


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """Open the shop of these settings and put it on the web.

    app.state.demo_login: the demo's log-in (Credentials), None in a real shop.
    Raises KeysRefused, CatalogError or PriceRulesError when the shop cannot be opened.
    """
    shop = open_shop(settings, clock)
    report = demo.prepare(shop) if settings.demo else None
    studio = Studio(shop.catalog, settings.data_dir / "studio")
    pool = LocalPool(settings.data_dir / "studio", scans=settings.scans_dir)
    # The pages come last: they answer every address that nothing before them knows.
    app = assemble(shop, (*SHOP_ROUTERS, *DESIGNER_ROUTERS, pages_router()), close=pool.close)
    app.state.workshop = Workshop(studio, pool)
    app.state.demo_login = None if report is None else report.staff
    return app


def application() -> FastAPI:
    """For uvicorn: settings from the environment, logs as JSON."""
    logs.configure()
    return create_app(settings_from(os.environ))
