"""The shop's own scans over real HTTP and from the command line: taken in, shown, sold, replaced, taken out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop_api.app import create_app
from shop_api.config import Settings
from shop_api.context import Shop
from tests.catalog.scans import bad_files, flower_glb
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
    serving,
    staff_order,
)
from tests.tools import posy, shared_models

ADDRESS = "/api/staff/species"
NEW: dict[str, Any] = {"id": "my-flower", "length_cm": 60, "name_zh": "我的花", "name_en": "My flower", "cost_fen": 420}
SMALL = flower_glb(6)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = make_shop(tmp_path / "var", Clock())
    make_staff(shop)
    return shop


@pytest.fixture
def client(shop: Shop) -> Iterator[httpx.Client]:
    with open_door(shop) as client:
        client.timeout = httpx.Timeout(120)
        log_in(client)
        yield client


def send(client: httpx.Client, data: bytes = SMALL, *, key: str = "scan-key-0001", **changes: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key, "Content-Type": "model/gltf-binary"}
    return client.post(ADDRESS, params=NEW | changes, content=data, headers=headers)


def scans(shop: Shop) -> list[str]:
    folder = shop.settings.scans_dir
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_scan_is_taken_in_once(client: httpx.Client, shop: Shop) -> None:
    answer = send(client)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["name"] == {"zh": "我的花", "en": "My flower"}
    assert (found["role"], found["cost_fen"], found["vase_days"], found["stem_cm"]) == ("focal", 420, [5, 9], 60.0)
    assert scans(shop) == ["my-flower.scan"]
    assert send(client).json() == found  # the same request again
    assert send(client, flower_glb(7)).json()["code"] == "idempotency.reused"
    again = send(client, key="scan-key-0002")
    assert (again.status_code, again.json()["code"]) == (409, "scan.exists")
    newer = send(client, flower_glb(7), key="scan-key-0003", replace=True, cost_fen=500)
    assert (newer.status_code, newer.json()["cost_fen"]) == (201, 500)
    assert client.get(ADDRESS).json()["items"] == [newer.json()]


def test_only_staff_take_scans_in(shop: Shop) -> None:
    with open_door(shop) as client:
        assert send(client).json()["code"] == "auth.header"
        client.headers["X-Posy"] = "1"
        assert send(client).json()["code"] == "auth.required"
        assert client.get(ADDRESS).json()["code"] == "auth.required"
        assert client.delete(f"{ADDRESS}/my-flower").json()["code"] == "auth.required"
    assert scans(shop) == []


@pytest.mark.parametrize("name", ["zip", "cut-in-half", "cycle", "buffer-on-disk", "picture-bomb", "nan", "empty"])
def test_bad_files_are_problems(name: str, client: httpx.Client, shop: Shop) -> None:
    code, data = bad_files()[name]
    answer = send(client, data)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["issues"][0]["field"]) == (422, code, "file")
    assert problem["message"]["zh"]
    assert scans(shop) == []
    assert not list(shop.settings.data_dir.glob("tmp*"))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"id": "Not Good"}, "request.pattern", "id"),
        ({"id": "rose"}, "scan.id_taken", "id"),
        ({"length_cm": 0}, "request.range", "length_cm"),
        ({"length_cm": "nan"}, "request.invalid", "length_cm"),
        ({"role": "weed"}, "request.choice", "role"),
        ({"vase_days_min": 9, "vase_days_max": 5}, "scan.option", "vase_days"),
        ({"colour": "red"}, "request.unknown_field", "colour"),
    ],
)
def test_wrong_details(changes: dict[str, Any], code: str, field: str, client: httpx.Client, shop: Shop) -> None:
    problem = send(client, **changes).json()
    assert (problem["code"], problem["issues"][0]["field"]) == (code, field)
    assert scans(shop) == []


def test_too_large(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, Clock(), max_scan_bytes=len(SMALL) - 1)
    make_staff(shop)
    with open_door(shop) as client:
        log_in(client)
        problem = send(client).json()
    assert (problem["status"], problem["code"]) == (422, "scan.too_large")


def test_it_goes_without_a_trace_when_nothing_rests_on_it(client: httpx.Client, shop: Shop) -> None:
    assert client.delete(f"{ADDRESS}/my-flower").json()["code"] == "scan.not_found"
    assert client.delete(f"{ADDRESS}/rose").json()["code"] == "scan.not_found"
    send(client)
    assert client.delete(f"{ADDRESS}/my-flower").json() == {"id": "my-flower", "outcome": "removed"}
    assert scans(shop) == []
    assert client.get(ADDRESS).json()["items"] == []
    assert send(client, key="scan-key-0002").status_code == 201


def test_it_stays_while_stock_or_orders_rest_on_it(client: httpx.Client, shop: Shop) -> None:
    send(client)
    delivery = {"species": "my-flower", "variety": "own", "quantity": 20, "unit_cost_fen": 400, "location": "A1-01"}
    arrived = {"arrived_at": "2026-11-23T12:00:00Z"}
    lot = client.post("/api/staff/lots", json=delivery | arrived, headers={"Idempotency-Key": "delivery-0001"})
    assert lot.status_code == 201, lot.text
    assert lot.json()["name"]["zh"] == "原色 我的花"
    fresh = make_shop(shop.settings.data_dir, Clock())
    stems = [{"species": "my-flower", "variety": "own", "stage": "half", "count": 20, "role": "focal"}]
    stored = keep(fresh, a_design(stems=stems))
    problem = client.delete(f"{ADDRESS}/my-flower").json()
    assert (problem["status"], problem["code"], problem["data"]["stems"], problem["data"]["orders"]) == (409, "scan.in_use", 20, 0)
    order = place(client, order_body(fresh, stored))
    assert order.status_code == 201, order.text
    number = order.json()["number"]
    assert client.delete(f"{ADDRESS}/my-flower").json()["data"]["orders"] == 1
    client.post(f"/api/staff/orders/{number}/confirm").raise_for_status()  # the stems leave the stock
    problem = client.delete(f"{ADDRESS}/my-flower").json()
    assert (problem["data"]["stems"], problem["data"]["orders"]) == (0, 1)
    client.post(f"/api/staff/orders/{number}/refund", json={"reason": "测试"}).raise_for_status()
    assert client.delete(f"{ADDRESS}/my-flower").json() == {"id": "my-flower", "outcome": "retired"}
    assert scans(shop) == ["my-flower.scan"]
    assert client.get(ADDRESS).json()["items"][0]["retired"] is True
    assert staff_order(client, number, events=2)["recipe"]["stems"][0]["name"]["zh"] == "原色 我的花"
    assert send(client, key="scan-key-0009").json()["code"] == "scan.exists"
    assert send(client, key="scan-key-0010", replace=True).json()["retired"] is False


def test_from_file_to_bouquet_without_a_restart(tmp_path: Path) -> None:
    """A running server shows a scan that another process imports: list, picture, design, price, export; then its replacement."""
    data = shared_models(tmp_path / "var")
    file = tmp_path / "flower.glb"
    file.write_bytes(SMALL)
    app = create_app(Settings(data_dir=data))
    make_staff(app.state.shop)
    with serving(app) as address, httpx.Client(base_url=address, timeout=180) as client:
        assert "my-flower" not in {item["id"] for item in client.get("/api/species").json()["items"]}
        done = posy(
            "species", "import", str(file), "--as", "my-flower", "--length-cm", "60", "--name-zh", "我的花", "--json", data=data
        )
        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(done.stdout)["species"]["name"]["zh"] == "我的花"
        item = next(item for item in client.get("/api/species").json()["items"] if item["id"] == "my-flower")
        assert item["grown"] is True
        swatch = client.get(item["varieties"][0]["swatch"])
        assert (swatch.status_code, swatch.headers["content-type"]) == (200, "image/webp")
        design = {
            "version": 1,
            "name": {"zh": "试", "en": "Trial"},
            "stems": [{"species": "my-flower", "variety": "own", "stage": "half", "count": 5}],
            "container": {"id": "wrap-kraft", "colours": ["#B98E62"]},
            "ribbon": {"id": "ribbon-satin", "colour": "#F7F1E6"},
        }
        view = client.post("/api/designs", json={"design": design}).raise_for_status().json()
        assert view["quote"]["total_fen"] > 5 * 500
        stem = view["arrangement"]["stems"][0]
        for link in (stem["model"], stem["palette"], view["parts"], view["links"]["glb"], view["links"]["usdz"]):
            assert client.get(link, follow_redirects=True).status_code == 200, link
        still = client.get(view["links"]["still"], follow_redirects=True)
        assert still.headers["content-type"] == "image/jpeg"
        file.write_bytes(flower_glb(9))
        again = ("species", "import", str(file), "--as", "my-flower", "--length-cm", "55")
        refused = posy(*again, data=data)
        assert refused.returncode == 1
        assert refused.stderr.decode().startswith("scan.exists: "), refused.stderr.decode()
        assert posy(*again, "--replace", data=data).returncode == 0
        newer = client.get(f"/api/designs/{view['id']}").json()
        assert newer["arrangement"]["stems"][0]["model"] != stem["model"]
        assert newer["parts"] != view["parts"]
        assert newer["links"]["glb"] != view["links"]["glb"]


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "no.glb"
    file.write_bytes(b"PK\x03\x04" + bytes(100))
    done = posy("species", "import", str(file), "--as", "x", "--length-cm", "60", data=tmp_path / "var")
    assert (done.returncode, done.stdout) == (1, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("scan.zip: ")
    assert not (tmp_path / "var").exists()
    missing = posy("species", "import", str(tmp_path / "none.glb"), "--as", "x", "--length-cm", "60", data=tmp_path / "var")
    assert missing.returncode == 1
    gone = posy("species", "remove", "nothing", data=tmp_path / "var")
    assert gone.returncode == 1
    assert gone.stderr.decode().splitlines()[-1].startswith("scan.not_found: ")
