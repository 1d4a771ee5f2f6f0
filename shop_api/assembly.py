"""A web application around an open shop: its routers, error answers, guard and feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from shop_api import errors, operations
from shop_api.accounts import routes as accounts
from shop_api.context import Shop
from shop_api.events import Dispatcher
from shop_api.guard import Guard
from shop_api.inventory import routes as inventory
from shop_api.opening import handlers_of
from shop_api.orders import routes as orders
from shop_api.scans import routes as scans

SHOP_ROUTERS: tuple[APIRouter, ...] = (
    orders.customer_router,
    accounts.router,
    orders.staff_router,
    inventory.router,
    scans.router,
    operations.router,
)
"""The shop's and the people's side."""


class Application(FastAPI):
    """FastAPI that describes its refusals by their real media type."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            for methods in super().openapi()["paths"].values():
                for operation in methods.values():
                    content = operation["responses"].get("4XX", {}).get("content", {})
                    if "application/json" in content:
                        content[errors.PROBLEM] = content.pop("application/json")
        return self.openapi_schema or {}


def assemble(shop: Shop, routers: Sequence[APIRouter], close: Callable[[], None] = lambda: None) -> FastAPI:
    """The application; its feed runs from start to stop. close: what else ends with it."""
    dispatcher = Dispatcher(shop.database, handlers_of(shop), shop.clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        dispatcher.start()
        try:
            yield
        finally:
            dispatcher.stop()
            close()
            shop.database.close()

    app = Application(
        title="Posy",
        version="1",
        summary="Design a bouquet in 3D, know its price, order it.",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.shop = shop
    app.state.dispatcher = dispatcher
    errors.install(app)
    app.add_middleware(Guard, settings=shop.settings)
    app.mount("/api/docs-files", StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"))
    app.add_api_route("/api/docs", _docs_page, include_in_schema=False)
    for router in routers:
        app.include_router(router, responses=errors.RESPONSES)
    return app


def _docs_page() -> HTMLResponse:
    """The API to try out. FastAPI's own page loads its program from another host; this one carries it."""
    return get_swagger_ui_html(
        openapi_url="/api/openapi.json",
        title="Posy API",
        swagger_js_url="/api/docs-files/swagger-ui-bundle.js",
        swagger_css_url="/api/docs-files/swagger-ui.css",
        swagger_favicon_url="/favicon.svg",
    )
