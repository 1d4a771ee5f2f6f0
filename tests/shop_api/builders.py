"""Shops, designs, lots and orders for the tests of the shop, and a real server to talk to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from designer.design import Design
from shop_api.accounts import service as accounts
from shop_api.assembly import SHOP_ROUTERS, assemble
from shop_api.config import Settings
from shop_api.context import Shop
from shop_api.designs import service as designs
from shop_api.designs.service import StoredDesign
from shop_api.inventory import service as inventory
from shop_api.inventory.service import Delivery
from shop_api.opening import open_shop
from shop_api.pricing.service import quote

MORNING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 09:30 on the shop's wall
TOMORROW = "2026-11-25"
SLOT = "11:00-13:00"
STAFF = ("tester", "a long enough password")

BUYER = {"name": "欧阳测试", "phone": "138 1234 5678"}
RECIPIENT = {"name": "司马收花", "phone": "13987654321", "address": "测试路 88 号 3 单元 502"}
CARD = "愿你天天开心"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **step: float) -> None:
        self.now += timedelta(**step)


def make_shop(folder: Path, clock: Clock | None = None, **settings: Any) -> Shop:
    """An empty shop, opened now."""
    return open_shop(Settings(data_dir=folder, demo=False, **settings), clock or Clock())


def a_design(roses: int = 11, *, variety: str = "carola", card: str | None = CARD, **changes: Any) -> Design:
    """Roses in paper with a ribbon."""
    document: dict[str, Any] = {
        "version": 1,
        "name": {"zh": "一心一意", "en": "One Heart"},
        "seed": 7,
        "stems": [{"species": "rose", "variety": variety, "stage": "half", "count": roses, "role": "focal"}],
        "container": {"id": "wrap-korean-tissue", "colours": ["#F3E7DC"]},
        "ribbon": {"id": "ribbon-rib", "colour": "#A33B4A"},
        "card": None if card is None else {"text": card},
    }
    return Design.model_validate_json(json.dumps(document | changes))


def stock(shop: Shop, count: int, *, variety: str = "carola", species: str = "rose", days_ago: float = 0.5, cost: int = 275) -> str:
    """A lot that came in `days_ago`. Returns its id."""
    now = shop.clock()
    delivery = Delivery(species, variety, count, cost, now - timedelta(days=days_ago), "A1-01")
    with shop.database.write() as session:
        return inventory.receive(session, shop.catalog, shop.settings, delivery, "test", now).id


def keep(shop: Shop, design: Design) -> StoredDesign:
    with shop.database.write() as session:
        return designs.create(session, shop.vault, design, shop.clock())


def order_body(shop: Shop, stored: StoredDesign, **changes: Any) -> dict[str, Any]:
    """A body that will be taken, at the price of the moment."""
    with shop.database.read() as session:
        total = quote(session, shop, stored.design).total_fen
    body = {
        "design_id": stored.id,
        "revision": stored.revision,
        "total_fen": total,
        "date": TOMORROW,
        "slot": SLOT,
        "method": "delivery",
        "buyer": BUYER,
        "recipient": RECIPIENT,
        "note": "请放在前台",
    }
    return body | changes


def make_staff(shop: Shop) -> None:
    with shop.database.write() as session:
        accounts.create_staff(session, *STAFF, "owner", shop.clock())


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a real socket of this machine. Gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, ws="none")
    server = uvicorn.Server(config)
    # Named as TCP: asyncio switches Nagle's algorithm off only then, and answers come 40 ms later with it.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        listener.close()


@contextmanager
def open_door(shop: Shop) -> Iterator[httpx.Client]:
    """A served shop (without its drawing side) and a client of it."""
    with serving(assemble(shop, SHOP_ROUTERS)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def place(client: httpx.Client, body: dict[str, Any], key: str = "order-key-0001") -> httpx.Response:
    # Written by hand: httpx refuses to send what some tests are about.
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return client.post("/api/orders", content=json.dumps(body), headers=headers)


def log_in(client: httpx.Client) -> None:
    """From now on the client is staff."""
    client.headers["X-Posy"] = "1"
    response = client.post("/api/staff/session", json={"name": STAFF[0], "password": STAFF[1]})
    assert response.status_code == 204, response.text


def staff_order(client: httpx.Client, number: str, *, events: int = 1) -> dict[str, Any]:
    """The order as staff see it, once the feed has dealt with that many of its events and the history agrees."""
    deadline = time.monotonic() + 15
    while True:
        found: dict[str, Any] = client.get(f"/api/staff/orders/{number}").raise_for_status().json()
        customer = found["customer"]
        known = customer and {row["number"]: row["status"] for row in customer["history"]}.get(number) == found["status"]
        settled = known and sum(line["order"] == number for line in customer["ledger"]) >= events
        if settled:
            return found
        assert time.monotonic() < deadline, f"the feed did not settle: {customer}"
        time.sleep(0.02)
