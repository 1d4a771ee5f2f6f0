"""Ordering over real HTTP on a real SQLite file: place, confirm, decline, refund, and what each does to stock and points."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from shop_api.context import Shop
from shop_api.designs import service as designs
from shop_api.inventory import service as inventory
from shop_api.inventory.models import Lot, Movement
from shop_api.orders.routes import get_shop
from tests.shop_api import builders
from tests.shop_api.builders import (
    Clock,
    a_design,
    keep,
    log_in,
    make_shop,
    make_staff,
    open_door,
    order_body,
    place,
    staff_order,
    stock,
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = make_shop(tmp_path)
    make_staff(shop)
    return shop


def counts(shop: Shop) -> list[tuple[int, int]]:
    """(on hand, reserved) of every lot, oldest first; the books must be right."""
    with shop.database.read() as session:
        assert inventory.audit(session) == []
        return [(lot.on_hand, lot.reserved) for lot in session.scalars(select(Lot).order_by(Lot.id))]


def act(client: httpx.Client, number: str, action: str) -> httpx.Response:
    body = None if action == "confirm" else {"reason": "今天太忙"}
    return client.post(f"/api/staff/orders/{number}/{action}", json=body)


def test_the_whole_way(shop: Shop) -> None:
    old = stock(shop, 5, days_ago=1.5)
    fresh = stock(shop, 20)
    stored = keep(shop, a_design())
    with open_door(shop) as client:
        response = place(client, order_body(shop, stored))
        assert response.status_code == 201, response.text
        order = response.json()
        assert order["number"] == "P261124-0001"
        assert order["buyer"] == {"name": "欧阳测试", "phone": "138****5678"}
        assert order["recipient"]["phone"] == "139****4321"
        assert (order["delivery_fen"], order["status"]) == (1200, "received")
        assert counts(shop) == [(5, 5), (20, 6)]

        log_in(client)
        page = client.get("/api/staff/orders", params={"state": "received"}).json()
        assert [row["number"] for row in page["items"]] == [order["number"]]
        assert page["counts"] == {"received": 1, "confirmed": 0, "declined": 0, "refunded": 0}
        seen = staff_order(client, order["number"])
        assert seen["buyer"]["phone"] == "138 1234 5678"
        assert seen["card_text"] == builders.CARD
        assert [(pick["lot"], pick["count"]) for pick in seen["recipe"]["stems"][0]["picks"]] == [(old, 5), (fresh, 6)]
        points = order["total_fen"] // 1000
        assert seen["customer"]["points"] == {"balance": 0, "pending": points}
        assert seen["allowed"] == ["confirmed", "declined"]

        assert act(client, order["number"], "confirm").status_code == 200
        assert counts(shop) == [(0, 0), (14, 0)]
        seen = staff_order(client, order["number"], events=2)
        assert seen["customer"]["points"] == {"balance": points, "pending": 0}
        assert seen["customer"]["spent_fen"] == order["total_fen"]
        assert [event["type"] for event in seen["events"]] == ["OrderPlaced", "OrderConfirmed"]
        assert [line["kind"] for line in seen["customer"]["ledger"]] == ["confirmed", "pending"]

        found = client.post("/api/orders/find", json={"number": order["number"].lower(), "phone": "+86 13812345678"})
        assert found.status_code == 200
        assert [step["status"] for step in found.json()["history"]] == ["received", "confirmed"]


def test_declining_frees_the_stems(shop: Shop) -> None:
    stock(shop, 20)
    with open_door(shop) as client:
        number = place(client, order_body(shop, keep(shop, a_design()))).json()["number"]
        log_in(client)
        staff_order(client, number)
        assert act(client, number, "decline").status_code == 200
        assert counts(shop) == [(20, 0)]
        seen = staff_order(client, number, events=2)
        assert seen["customer"]["points"] == {"balance": 0, "pending": 0}
        assert seen["customer"]["history"][0]["status"] == "declined"
        assert seen["reason"] == {"zh": "今天太忙", "en": "今天太忙"}
        assert seen["recipe"]["stems"][0]["picks"] == []
        again = act(client, number, "confirm")
        assert (again.status_code, again.json()["code"], again.json()["allowed"]) == (409, "order.transition", [])


def test_a_refund_takes_points_back_and_leaves_the_stems_cut(shop: Shop) -> None:
    stock(shop, 20)
    with open_door(shop) as client:
        number = place(client, order_body(shop, keep(shop, a_design()))).json()["number"]
        log_in(client)
        too_early = act(client, number, "refund")
        assert (too_early.status_code, too_early.json()["allowed"]) == (409, ["confirmed", "declined"])
        act(client, number, "confirm")
        assert act(client, number, "refund").status_code == 200
        assert counts(shop) == [(9, 0)]
        seen = staff_order(client, number, events=3)
        assert seen["customer"]["points"] == {"balance": 0, "pending": 0}
        assert seen["customer"]["spent_fen"] == 0
        assert [line["kind"] for line in seen["customer"]["ledger"]] == ["reversed", "confirmed", "pending"]
        with shop.database.read() as session:
            assert [row.quantity for row in session.scalars(select(Movement).order_by(Movement.seq))] == [20, -11]


def test_the_last_eleven_roses_go_to_one(shop: Shop) -> None:
    stock(shop, 11)
    stock(shop, 40, variety="diana")
    stored = keep(shop, a_design())
    body = order_body(shop, stored)
    answers: dict[str, httpx.Response] = {}
    with open_door(shop) as client:
        start = threading.Barrier(2)

        def buy(name: str) -> None:
            start.wait()
            answers[name] = place(client, body, key=f"race-of-{name}")

        threads = [threading.Thread(target=buy, args=(name,)) for name in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [201, 409]
    loser = next(answer.json() for answer in answers.values() if answer.status_code == 409)
    assert loser["code"] == "order.short"
    assert (loser["shortages"][0]["wanted"], loser["shortages"][0]["available"]) == (11, 0)
    assert loser["shortages"][0]["suggestion"]["variety"] == "diana"
    assert loser["alternative"]["design"]["stems"][0]["variety"] == "diana"
    assert loser["alternative"]["quote"]["can_make"] is True
    assert counts(shop)[0] == (11, 11)


def test_many_at_once_never_oversell(shop: Shop) -> None:
    stock(shop, 33, days_ago=1)
    stock(shop, 33)
    stored = keep(shop, a_design())
    body = order_body(shop, stored)
    statuses: list[int] = []
    with open_door(shop) as client:

        def buy(n: int) -> None:
            statuses.append(place(client, body, key=f"crowd-number-{n}").status_code)

        threads = [threading.Thread(target=buy, args=(n,)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [201] * 6 + [409] * 6
    assert counts(shop) == [(33, 33), (33, 33)]


def test_only_some_left_and_nothing_else(shop: Shop) -> None:
    stock(shop, 7)
    with open_door(shop) as client:
        answer = place(client, order_body(shop, keep(shop, a_design()))).json()
    assert "只剩 7 枝" in answer["message"]["zh"]
    assert "Only 7" in answer["message"]["en"]
    assert answer["alternative"]["design"]["stems"][0]["count"] == 7
    assert counts(shop) == [(7, 0)]


def test_same_key_same_order(shop: Shop) -> None:
    stock(shop, 40)
    body = order_body(shop, keep(shop, a_design()))
    with open_door(shop) as client:
        first = place(client, body)
        again = place(client, body)
        assert (again.status_code, again.json()) == (201, first.json())
        assert counts(shop) == [(40, 11)]
        other = place(client, body | {"note": "换一个"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
        missing = client.post("/api/orders", json=body)
        assert (missing.status_code, missing.json()["issues"][0]["field"]) == (422, "Idempotency-Key")


def test_same_key_twice_at_the_same_moment(shop: Shop) -> None:
    stock(shop, 40)
    body = order_body(shop, keep(shop, a_design()))
    answers: list[httpx.Response] = []
    with open_door(shop) as client:
        threads = [threading.Thread(target=lambda: answers.append(place(client, body))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    numbers = {answer.json()["number"] for answer in answers if answer.status_code == 201}
    assert len(numbers) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} <= {"idempotency.in_flight"}
    assert counts(shop) == [(40, 11)]


def test_a_refusal_is_not_kept_under_the_key(shop: Shop) -> None:
    body = order_body(shop, keep(shop, a_design()))
    with open_door(shop) as client:
        assert place(client, body).status_code == 409
        stock(shop, 11)
        assert place(client, body).status_code == 201


def test_the_price_that_was_seen_is_the_price(shop: Shop) -> None:
    stock(shop, 40)
    stored = keep(shop, a_design())
    body = order_body(shop, stored)
    with open_door(shop) as client:
        answer = place(client, body | {"total_fen": body["total_fen"] - 1000})
        assert (answer.status_code, answer.json()["code"]) == (409, "order.price_changed")
        assert answer.json()["quote"]["total_fen"] == body["total_fen"]


def test_a_design_that_was_changed_is_not_ordered(shop: Shop) -> None:
    stock(shop, 40)
    stored = keep(shop, a_design())
    body = order_body(shop, stored)
    with shop.database.write() as session:
        designs.replace(session, shop.vault, stored.id, 1, a_design(12), shop.clock())
    with open_door(shop) as client:
        assert place(client, body).json()["code"] == "design.stale"


def test_the_ordered_design_stays_when_the_customer_goes_on(shop: Shop) -> None:
    stock(shop, 40)
    stored = keep(shop, a_design())
    with open_door(shop) as client:
        order = place(client, order_body(shop, stored)).json()
        with shop.database.write() as session:
            designs.replace(session, shop.vault, stored.id, 1, a_design(20), shop.clock())
        log_in(client)
        seen = staff_order(client, order["number"])
    assert seen["design"]["stems"][0]["count"] == 11
    frozen = order["still"].split("/")[3]
    with pytest.raises(Exception, match="cannot change"), shop.database.write() as session:
        designs.replace(session, shop.vault, frozen, 1, a_design(20), shop.clock())


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("a date in the past", {"date": "2026-11-20"}, "date.past", "date"),
    ("a date far ahead", {"date": "2027-03-01"}, "date.too_far", "date"),
    ("no date", {"date": "soon"}, "request.date", "date"),
    ("a slot that is none", {"slot": "03:00-04:00"}, "order.slot", "slot"),
    ("a slot that is over", {"date": "2026-11-24", "slot": "09:00-11:00"}, "order.slot_over", "slot"),
    ("a delivery to nobody", {"recipient": None}, "order.recipient", "recipient"),
    ("a phone that is none", {"buyer": {"name": "甲乙", "phone": "12345"}}, "phone.invalid", "buyer.phone"),
    ("an empty name", {"buyer": {"name": "  ", "phone": "13812345678"}}, "request.too_short", "buyer.name"),
    ("a name with a line break", {"buyer": {"name": "a\nb", "phone": "13812345678"}}, "request.pattern", "buyer.name"),
    ("a name of 10,000 characters", {"buyer": {"name": "名" * 10_000, "phone": "13812345678"}}, "request.too_long", "buyer.name"),
    ("a price as text", {"total_fen": "16800"}, "request.type", "total_fen"),
    ("a price below zero", {"total_fen": -1}, "request.range", "total_fen"),
    ("a field that is none", {"coupon": "X"}, "request.unknown_field", "coupon"),
    ("another method", {"method": "drone"}, "request.choice", "method"),
    ("half a character", {"note": "\ud800"}, "request.text", "body"),
    ("a NUL", {"note": "a\u0000b"}, "request.text", "body"),
]


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Any:
    shop = make_shop(tmp_path_factory.mktemp("refusing"))
    stock(shop, 40)
    body = order_body(shop, keep(shop, a_design()))
    with open_door(shop) as client:
        yield shop, client, body
        assert counts(shop) == [(40, 0)]


@pytest.mark.parametrize(("change", "code", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_orders_are_refused(refusing: Any, change: dict[str, Any], code: str, field: str) -> None:
    _, client, body = refusing
    answer = place(client, body | change)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["issues"][0]["field"] == field
    assert problem["message"]["zh"]
    assert problem["message"]["en"]


def test_unreadable_bodies(refusing: Any) -> None:
    _, client, _ = refusing
    head = {"Idempotency-Key": "unreadable-1", "Content-Type": "application/json"}
    for content in (b'{"date": ', b"\xff\xfe", b"[" * 100_000, b""):
        answer = client.post("/api/orders", content=content, headers=head)
        assert answer.status_code in (400, 422), content[:10]
        assert answer.json()["code"] in ("request.json", "request.missing"), content[:10]
    large = client.post("/api/orders", content=b'{"note": "' + b"x" * 5_000_000 + b'"}', headers=head)
    assert (large.status_code, large.json()["code"]) == (422, "request.too_large")

    def chunks() -> Any:
        yield from (b"x" * 100_000 for _ in range(50))

    streamed = client.post("/api/orders", content=chunks(), headers=head)
    assert streamed.status_code == 422


def test_an_order_is_found_only_with_its_phone(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, failures_allowed=3)
    stock(shop, 40)
    with open_door(shop) as client:
        number = place(client, order_body(shop, keep(shop, a_design()))).json()["number"]
        wrong = client.post("/api/orders/find", json={"number": number, "phone": "13900000000"})
        none = client.post("/api/orders/find", json={"number": "P261124-0099", "phone": builders.BUYER["phone"]})
        assert wrong.status_code == none.status_code == 404
        assert wrong.json() == none.json()
        for _ in range(5):
            good = client.post("/api/orders/find", json={"number": number, "phone": builders.BUYER["phone"]})
            assert good.status_code == 200
        client.post("/api/orders/find", json={"number": number, "phone": "13900000001"})
        blocked = client.post("/api/orders/find", json={"number": number, "phone": builders.BUYER["phone"]})
        assert (blocked.status_code, blocked.json()["code"]) == (429, "request.too_many")
        assert int(blocked.headers["Retry-After"]) > 0


def test_numbers_run_per_day_of_the_shop(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path, clock)
    stock(shop, 100)
    stored = keep(shop, a_design(5))
    with open_door(shop) as client:
        body = order_body(shop, stored, date="2026-11-26")
        numbers = [place(client, body, key=f"numbers-{n}").json()["number"] for n in range(2)]
        clock.move(hours=15)  # 00:30 of the next day in Shanghai, still the same day in UTC
        numbers.append(place(client, body, key="numbers-next").json()["number"])
    assert numbers == ["P261124-0001", "P261124-0002", "P261125-0001"]


def test_the_same_phone_is_the_same_customer(shop: Shop) -> None:
    stock(shop, 100)
    stored = keep(shop, a_design(5))
    with open_door(shop) as client:
        log_in(client)
        place(client, order_body(shop, stored), key="customer-1")
        renamed = {"name": "欧阳新名", "phone": "+86-138-1234-5678"}
        second = place(client, order_body(shop, stored, buyer=renamed), key="customer-2").json()["number"]
        other = {"name": "别人", "phone": "13711112222"}
        third = place(client, order_body(shop, stored, buyer=other), key="customer-3").json()["number"]
        mine = staff_order(client, second)["customer"]
        theirs = staff_order(client, third)["customer"]
    assert (mine["orders"], mine["name"]) == (2, "欧阳新名")
    assert mine["id"] != theirs["id"]
    assert theirs["orders"] == 1


def test_pages_of_orders(shop: Shop) -> None:
    stock(shop, 100)
    stored = keep(shop, a_design(5))
    with open_door(shop) as client:
        log_in(client)
        numbers = [place(client, order_body(shop, stored), key=f"pages-{n:04}").json()["number"] for n in range(5)]
        seen: list[str] = []
        cursor: str | None = None
        while True:
            page = client.get("/api/staff/orders", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
            seen += [row["number"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
    assert seen == numbers[::-1]


def test_the_first_day_offers_only_what_is_left_of_it(shop: Shop) -> None:
    clock = shop.clock
    assert isinstance(clock, Clock)
    while clock().astimezone(shop.settings.zone).hour != 12:
        clock.move(hours=1)
    offered = get_shop(shop)
    assert offered.slots[0] == "09:00-11:00"
    assert offered.first_slots == ["15:00-17:00", "17:00-19:00", "19:00-21:00"]
    assert offered.first_date == clock().astimezone(shop.settings.zone).date()
