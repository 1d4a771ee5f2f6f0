"""The feed: once in effect, in order per subject, patient with failures, and visible when it gives up."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api import events
from shop_api.context import Shop
from shop_api.events import Dispatcher, Fact, Handler, Inbox, OrderConfirmed, OrderDeclined, Outbox
from shop_api.events.dispatcher import MAX_ATTEMPTS
from shop_api.orders import service as orders
from shop_api.orders.schemas import NewOrder
from tests.shop_api.builders import Clock, a_design, keep, log_in, make_shop, make_staff, open_door, order_body, staff_order, stock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Shop:
    return make_shop(tmp_path, clock)


def tell(shop: Shop, subject: str, kind: type[OrderConfirmed] | type[OrderDeclined] = OrderConfirmed) -> str:
    with shop.database.write() as session:
        return events.publish(session, kind(subject, shop.clock(), subject, "P1"))


def test_only_what_was_committed_is_told(shop: Shop) -> None:
    heard: list[str] = []
    dispatcher = Dispatcher(
        shop.database, {OrderConfirmed: (Handler("ear", lambda _, fact: heard.append(fact.subject)),)}, shop.clock
    )
    tell(shop, "kept")
    with shop.database.write() as session:
        events.publish(session, OrderConfirmed("dropped", shop.clock(), "dropped", "P1"))
        session.rollback()
    assert dispatcher.drain() == 1
    assert heard == ["kept"]
    assert dispatcher.drain() == 0


def test_order_within_a_subject_and_no_waiting_for_others(shop: Shop, clock: Clock) -> None:
    heard: list[tuple[str, str]] = []
    broken = {"a"}

    def hear(_: Session, fact: Fact) -> None:
        if fact.subject in broken:
            raise LookupError("not yet: 13812345678")
        heard.append((fact.subject, type(fact).__name__))

    dispatcher = Dispatcher(shop.database, {OrderConfirmed: (Handler("ear", hear),), OrderDeclined: (Handler("ear", hear),)}, clock)
    tell(shop, "a")
    tell(shop, "a", OrderDeclined)
    tell(shop, "b")
    dispatcher.drain()
    assert heard == [("b", "OrderConfirmed")]
    broken.clear()
    dispatcher.drain()
    assert len(heard) == 1  # it waits a little before it tries again
    clock.move(seconds=1)
    dispatcher.drain()
    assert heard[1:] == [("a", "OrderConfirmed"), ("a", "OrderDeclined")]


def test_a_consumer_that_was_done_is_not_asked_again(shop: Shop, clock: Clock) -> None:
    first: list[str] = []
    tries: list[int] = []

    def second(_: Session, fact: Fact) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise LookupError(fact.subject)

    rows = (Handler("first", lambda _, fact: first.append(fact.subject)), Handler("second", second))
    dispatcher = Dispatcher(shop.database, {OrderConfirmed: rows}, clock)
    tell(shop, "a")
    for _ in range(4):
        dispatcher.drain()
        clock.move(minutes=1)
    assert (first, len(tries)) == (["a"], 3)
    with shop.database.read() as session:
        assert {row.consumer for row in session.scalars(select(Inbox))} == {"first", "second"}


def test_a_failing_handler_leaves_nothing(shop: Shop, clock: Clock) -> None:
    def half(session: Session, fact: Fact) -> None:
        events.publish(session, OrderDeclined("side effect", clock(), "x", "P1"))
        raise LookupError(fact.subject)

    dispatcher = Dispatcher(shop.database, {OrderConfirmed: (Handler("half", half),)}, clock)
    tell(shop, "a")
    dispatcher.drain()
    with shop.database.read() as session:
        assert [row.subject for row in session.scalars(select(Outbox))] == ["a"]
        assert list(session.scalars(select(Inbox))) == []


def test_a_hopeless_fact_is_parked_seen_and_tried_again(shop: Shop, clock: Clock) -> None:
    def hear(_: Session, fact: Fact) -> None:
        raise ValueError("13812345678")

    dispatcher = Dispatcher(shop.database, {OrderConfirmed: (Handler("ear", hear),)}, clock)
    event_id = tell(shop, "a")
    for _ in range(MAX_ATTEMPTS + 3):
        dispatcher.drain()
        clock.move(minutes=2)
    make_staff(shop)
    with open_door(shop) as client:
        log_in(client)
        parked = client.get("/api/staff/events/parked").json()["items"]
        assert [(row["id"], row["attempts"], row["error"]) for row in parked] == [(event_id, MAX_ATTEMPTS, "ear: ValueError")]
        assert client.post(f"/api/staff/events/{event_id}/retry").status_code == 204
        assert client.post("/api/staff/events/none/retry").status_code == 404
    with shop.database.read() as session:
        assert "13812345678" not in str([vars(row) for row in session.scalars(select(Outbox))])


def test_what_was_left_over_is_told_at_the_next_start(shop: Shop, tmp_path: Path) -> None:
    make_staff(shop)
    stock(shop, 40)
    body = NewOrder.model_validate(order_body(shop, keep(shop, a_design())))
    with shop.database.write() as session:
        number = orders.place(session, shop, body).number
    shop.database.close()
    with open_door(make_shop(tmp_path)) as client:
        log_in(client)
        assert staff_order(client, number)["customer"]["orders"] == 1
