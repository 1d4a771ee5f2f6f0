"""Lots: receiving them over HTTP, what is available when, and that the books cannot be falsified."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from shop_api.context import Shop
from shop_api.inventory import service as inventory
from shop_api.inventory.models import Lot, Movement
from tests.shop_api.builders import Clock, log_in, make_shop, make_staff, open_door, stock

ROSE = ("rose", "carola")
NEW: dict[str, Any] = {"species": "rose", "variety": "carola", "quantity": 40, "unit_cost_fen": 275, "location": "A1-03"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Shop:
    shop = make_shop(tmp_path, clock)
    make_staff(shop)
    return shop


def test_receive_and_list(shop: Shop) -> None:
    plan_days = shop.catalog.species["rose"].plan_days
    with open_door(shop) as client:
        log_in(client)
        head = {"Idempotency-Key": "delivery-0001"}
        answer = client.post("/api/staff/lots", json=NEW, headers=head)
        assert answer.status_code == 201, answer.text
        lot = answer.json()
        assert (lot["on_hand"], lot["reserved"], lot["status"]) == (40, 0, "ready")
        day = date(2026, 11, 24) + timedelta(days=plan_days - 4)
        assert lot["sell_by"] == day.isoformat()
        assert client.post("/api/staff/lots", json=NEW, headers=head).json() == lot
        other = client.post("/api/staff/lots", json=NEW | {"quantity": 41}, headers=head)
        assert other.json()["code"] == "idempotency.reused"
        assert [row["id"] for row in client.get("/api/staff/lots").json()["items"]] == [lot["id"]]
        assert client.get("/api/staff/lots", params={"species": "tulip"}).json()["items"] == []
        assert "Rose" in lot["name"]["en"]
        assert "(" not in lot["name"]["en"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"species": "triffid"}, "stock.species", "species"),
        ({"variety": "plaid"}, "stock.variety", "variety"),
        ({"quantity": 0}, "request.range", "quantity"),
        ({"quantity": 10_001}, "request.range", "quantity"),
        ({"unit_cost_fen": -1}, "request.range", "unit_cost_fen"),
        ({"arrived_at": "2026-11-24T09:00:00"}, "request.time", "arrived_at"),
        ({"arrived_at": "9999-12-31T00:00:00Z"}, "stock.life", "arrived_at"),
        ({"discard_at": "2026-11-20T00:00:00Z"}, "stock.life", "discard_at"),
        ({"discard_at": "9999-12-31T23:59:59-12:00"}, "stock.life", "discard_at"),
    ],
)
def test_bad_deliveries(shop: Shop, change: dict[str, Any], code: str, field: str) -> None:
    with open_door(shop) as client:
        log_in(client)
        answer = client.post("/api/staff/lots", json=NEW | change, headers={"Idempotency-Key": "delivery-bad"})
    assert (answer.status_code, answer.json()["code"], answer.json()["issues"][0]["field"]) == (422, code, field)
    with shop.database.read() as session:
        assert session.query(Lot).count() == 0


def test_stems_serve_from_conditioned_to_sell_by(shop: Shop, clock: Clock) -> None:
    stock(shop, 10, days_ago=0)
    plan_days = shop.catalog.species["rose"].plan_days
    today = date(2026, 11, 24)
    with shop.database.read() as session:
        promised = [inventory.available(session, today + timedelta(days=n)).get(ROSE, 0) for n in range(-1, plan_days)]
    assert promised == [0] + [10] * (plan_days - 4 + 1) + [0] * (len(promised) - plan_days + 2)


def test_hold_take_free_keep_the_books(shop: Shop, clock: Clock) -> None:
    stock(shop, 10)
    stock(shop, 10)
    day = date(2026, 11, 24)
    with shop.database.write() as session:
        inventory.hold(session, "one", day, {ROSE: 12})
        inventory.hold(session, "two", day, {ROSE: 8})
        with pytest.raises(inventory.InsufficientStock) as short:
            inventory.hold(session, "three", day, {ROSE: 1})
        assert short.value.missing == {ROSE: 1}
        inventory.take(session, "one", clock())
        inventory.take(session, "one", clock())
        inventory.free(session, "two")
        inventory.free(session, "two")
        inventory.free(session, "one")
        assert inventory.audit(session) == []
        assert inventory.available(session, day) == {ROSE: 8}


def test_the_database_itself_refuses_to_oversell(shop: Shop) -> None:
    lot_id = stock(shop, 10)
    with pytest.raises(IntegrityError), shop.database.write() as session:
        session.execute(update(Lot).where(Lot.id == lot_id).values(reserved=11))
    with pytest.raises(IntegrityError), shop.database.write() as session:
        session.execute(update(Lot).where(Lot.id == lot_id).values(on_hand=-1))


def test_movements_are_only_added(shop: Shop) -> None:
    stock(shop, 10)
    with pytest.raises(IntegrityError, match="only added"), shop.database.write() as session:
        session.execute(update(Movement).values(quantity=5))
    with pytest.raises(IntegrityError, match="only added"), shop.database.write() as session:
        session.execute(delete(Movement))


def test_the_audit_sees_a_false_count(shop: Shop) -> None:
    lot_id = stock(shop, 10)
    with shop.database.write() as session:
        session.execute(update(Lot).where(Lot.id == lot_id).values(on_hand=9))
    with shop.database.read() as session:
        assert len(inventory.audit(session)) == 1
