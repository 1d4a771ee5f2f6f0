"""Staff only: every staff address refuses strangers, sessions end, guesses run out."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop_api.accounts import service as accounts
from shop_api.accounts.models import StaffSession
from shop_api.accounts.routes import COOKIE
from shop_api.context import Shop
from tests.shop_api.builders import STAFF, Clock, log_in, make_shop, make_staff, open_door


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = make_shop(tmp_path)
    make_staff(shop)
    return shop


def test_every_staff_address_needs_a_log_in(shop: Shop) -> None:
    with open_door(shop) as client:
        paths = client.get("/api/openapi.json").json()["paths"]
        asked = 0
        for path, methods in paths.items():
            if not path.startswith("/api/staff") or path == "/api/staff/session":
                continue
            for method in methods:
                address = path.replace("{number}", "P261124-0001").replace("{event_id}", "x")
                answer = client.request(method, address, headers={"X-Posy": "1", "Idempotency-Key": "x" * 10}, json={})
                assert answer.status_code == 401, (method, path)
                assert answer.json()["code"] == "auth.required"
                asked += 1
        assert asked >= 8
        assert client.get("/api/staff/session").status_code == 401


def test_log_in_and_out(shop: Shop) -> None:
    with open_door(shop) as client:
        log_in(client)
        cookie = next(iter(client.cookies.jar))
        assert cookie.name == COOKIE
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "strict"
        assert client.get("/api/staff/session").json() == {"name": STAFF[0], "role": "owner"}
        token = cookie.value
        with shop.database.read() as session:
            assert [row.token_hash == token for row in session.query(StaffSession)] == [False]
        assert client.delete("/api/staff/session").status_code == 204
        client.cookies.set(COOKIE, str(token))
        assert client.get("/api/staff/session").status_code == 401


def test_a_session_ends_by_itself(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path, clock, session_hours=2)
    make_staff(shop)
    with open_door(shop) as client:
        log_in(client)
        clock.move(hours=1.9)
        assert client.get("/api/staff/orders").status_code == 200
        clock.move(hours=0.2)
        assert client.get("/api/staff/orders").status_code == 401


def test_another_site_cannot_act_for_staff(shop: Shop) -> None:
    with open_door(shop) as client:
        log_in(client)
        del client.headers["X-Posy"]
        assert client.get("/api/staff/orders").status_code == 200
        for method, path in (
            ("POST", "/api/staff/orders/P1/confirm"),
            ("POST", "/api/staff/lots"),
            ("DELETE", "/api/staff/session"),
        ):
            answer = client.request(method, path, headers={"Idempotency-Key": "x" * 10}, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "auth.header")


def test_guesses_run_out(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, failures_allowed=3)
    make_staff(shop)
    with open_door(shop) as client:
        client.headers["X-Posy"] = "1"
        answers = [client.post("/api/staff/session", json={"name": STAFF[0], "password": f"guess {n}"}) for n in range(4)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        right = client.post("/api/staff/session", json={"name": STAFF[0], "password": STAFF[1]})
        assert right.status_code == 429
        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["code"] == "auth.wrong"


def test_the_first_account_is_made_once(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    with shop.database.write() as session:
        made = accounts.ensure_first_staff(session, "demo", shop.clock())
        assert made is not None
        assert made.password not in repr(made)
        assert accounts.ensure_first_staff(session, "demo", shop.clock()) is None
    with open_door(shop) as client:
        answer = client.post("/api/staff/session", json={"name": "demo", "password": made.password}, headers={"X-Posy": "1"})
        assert answer.status_code == 204
