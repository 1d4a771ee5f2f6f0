"""Whatever people do in whatever order, the books of stock, history and points agree."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import func, select

from shop_api.accounts import service as accounts
from shop_api.crm.models import Customer, CustomerOrder
from shop_api.errors import Conflict
from shop_api.events import Dispatcher
from shop_api.inventory import service as inventory
from shop_api.inventory.models import Hold, Lot
from shop_api.loyalty.models import LedgerEntry
from shop_api.opening import handlers_of
from shop_api.orders import service as orders
from shop_api.orders.models import Order
from shop_api.orders.schemas import NewOrder
from tests.shop_api.builders import Clock, a_design, keep, make_shop, order_body, stock

PHONES = ("13812345678", "13711112222", "13633334444")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_books(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    shop = make_shop(tmp_path, Clock())
    stock(shop, 60, days_ago=1)
    stock(shop, 60)
    with shop.database.write() as session:
        staff_id = accounts.create_staff(session, "tester", "a long enough password", "owner", shop.clock()).id
    dispatcher = Dispatcher(shop.database, handlers_of(shop), shop.clock)
    designs = {count: keep(shop, a_design(count)) for count in (1, 3, 11, 19)}
    numbers: list[str] = []
    refused = 0
    for _ in range(60):
        action = draw.choice(["place", "place", "confirm", "decline", "refund", "feed"])
        if action == "feed":
            dispatcher.drain()
            continue
        try:
            with shop.database.write() as session:
                if action == "place" or not numbers:
                    stored = designs[draw.choice(list(designs))]
                    buyer = {"name": "某人", "phone": draw.choice(PHONES)}
                    body = NewOrder.model_validate(order_body(shop, stored, buyer=buyer))
                    numbers.append(orders.place(session, shop, body).number)
                elif action == "confirm":
                    orders.confirm(session, shop, draw.choice(numbers), staff_id)
                elif action == "decline":
                    orders.decline(session, shop, draw.choice(numbers), "忙", staff_id)
                else:
                    orders.refund(session, shop, draw.choice(numbers), "退", staff_id)
        except Conflict:
            refused += 1
    dispatcher.drain()
    assert refused > 0

    with shop.database.read() as session:
        assert inventory.audit(session) == []
        found = {order.id: order for order in session.scalars(select(Order))}
        assert len(found) == len(numbers)
        used = {"received": "held", "confirmed": "taken", "refunded": "taken", "declined": "freed"}
        for held in session.scalars(select(Hold)):
            assert held.state == used[found[held.order_id].status]
        on_hand = session.scalars(select(func.sum(Lot.on_hand))).one()
        taken = session.scalars(select(func.coalesce(func.sum(Hold.count), 0)).where(Hold.state == "taken")).one()
        assert on_hand == 120 - taken
        assert {row.order_id: row.status for row in session.scalars(select(CustomerOrder))} == {
            order.id: order.status for order in found.values()
        }
        assert session.scalars(select(func.count()).select_from(Customer)).one() <= len(PHONES)
        for order in found.values():
            rows = list(session.scalars(select(LedgerEntry).where(LedgerEntry.source_id == order.id)))
            points = order.total_fen // 1000
            expected = {"received": (points, 0), "confirmed": (0, points)}.get(order.status, (0, 0))
            assert (sum(row.pending for row in rows), sum(row.balance for row in rows)) == expected
