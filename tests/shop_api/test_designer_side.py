"""The designer's side over real HTTP: designs, flowers, library, pictures, exports."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop_api.app import create_app
from shop_api.config import Settings
from tests.shop_api.builders import serving
from tests.tools import shared_models

DESIGN: dict[str, Any] = {
    "version": 1,
    "name": {"zh": "试", "en": "Trial"},
    "stems": [
        {"species": "rose", "variety": "diana", "stage": "half", "count": 5},
        {"species": "gypsophila", "variety": "white", "stage": "full", "count": 1},
    ],
    "container": {"id": "wrap-kraft", "colours": ["#B98E62"]},
    "ribbon": {"id": "ribbon-satin", "colour": "#F7F1E6"},
    "card": {"text": "写给你的秘密"},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_models(tmp_path_factory.mktemp("designer") / "var")


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[httpx.Client]:
    app = create_app(Settings(data_dir=data, demo=True))
    with serving(app) as address, httpx.Client(base_url=address, timeout=120) as found:
        yield found


@pytest.fixture
def view(client: httpx.Client) -> dict[str, Any]:
    answer = client.post("/api/designs", json={"design": DESIGN})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _stored(data: Path) -> int:
    with sqlite3.connect(f"file:{data / 'posy.sqlite3'}?mode=ro", uri=True) as database:
        return int(database.execute("SELECT count(*) FROM designs").fetchone()[0])


def test_a_design_is_kept_read_and_replaced(client: httpx.Client, view: dict[str, Any]) -> None:
    address = f"/api/designs/{view['id']}"
    assert client.get(address).json() == view
    assert view["design"]["card"] == DESIGN["card"]
    more = {**DESIGN, "stems": [{**DESIGN["stems"][0], "count": 9}, DESIGN["stems"][1]]}
    replaced = client.put(address, json={"design": more, "revision": 1}).json()
    assert replaced["revision"] == 2
    assert len(replaced["arrangement"]["stems"]) == 10
    assert replaced["quote"]["total_fen"] > view["quote"]["total_fen"]
    late = client.put(address, json={"design": DESIGN, "revision": 1})
    assert (late.status_code, late.json()["code"]) == (409, "design.stale")
    assert late.json()["current"]["revision"] == 2


def test_arrangement_and_quote_stand_alone(client: httpx.Client, view: dict[str, Any]) -> None:
    arrangement = client.get(f"/api/designs/{view['id']}/arrangement").json()
    assert arrangement["units"] == "m"
    assert len(arrangement["stems"]) == 6
    assert client.get(f"/api/designs/{view['id']}/quote").json() == view["quote"]
    assert client.get("/api/designs/nothing/quote").json()["code"] == "design.not_found"


def test_everything_a_page_draws_with_can_be_had_for_ever(client: httpx.Client, view: dict[str, Any]) -> None:
    stem = view["arrangement"]["stems"][0]
    for address, start in ((stem["model"], b"glTF"), (view["parts"], b"glTF"), (stem["palette"], b"RIFF")):
        answer = client.get(address)
        assert answer.content.startswith(start), address
        assert "immutable" in answer.headers["cache-control"]
    for address in (
        "/api/models/0000.glb",
        "/api/models/..%2f..%2fposy.sqlite3",
        "/api/palettes/x.webp",
        "/api/frames/a.jpg",
        "/api/frames/" + "a" * 400 + ".jpg",
    ):
        assert client.get(address).status_code == 404, address


def test_still_and_exports_have_lasting_addresses(client: httpx.Client, view: dict[str, Any]) -> None:
    answer = client.get(f"{view['links']['still']}?size=thumb")
    assert answer.status_code == 303
    picture = client.get(answer.headers["location"])
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert "immutable" in picture.headers["cache-control"]
    for kind, start in (("glb", b"glTF"), ("usdz", b"PK")):
        made = client.get(view["links"][kind])
        assert made.content.startswith(start)
        assert "immutable" in made.headers["cache-control"]
    wrong = view["links"]["glb"].rsplit("/", 1)[0] + "/" + "0" * 32 + ".glb"
    assert client.get(wrong).status_code == 404


def test_the_catalogue_says_what_is_in_stock(client: httpx.Client) -> None:
    items = {item["id"]: item for item in client.get("/api/species").json()["items"]}
    assert len(items) == 68
    rose = items["rose"]
    assert all(item["grown"] for item in items.values())
    assert all(v["in_stock"] > 0 and v["from_fen"] > 0 for v in rose["varieties"])
    swatch = client.get(rose["varieties"][0]["swatch"])
    assert swatch.content.startswith(b"RIFF")
    goods = {item["id"]: item for item in client.get("/api/goods").json()["items"]}
    assert goods["wrap-kraft"]["modelled"]
    assert goods["wrap-kraft"]["forms"] == goods["vase-bud"]["forms"] == ["round"]
    assert goods["bowl-ikebana"]["modelled"]
    assert goods["bowl-ikebana"]["forms"] == goods["ribbon-satin"]["forms"] == []


def test_the_library_is_priced(client: httpx.Client) -> None:
    items = client.get("/api/library").json()["items"]
    assert {"one-heart-11", "i-love-you-52", "forever-99", "marry-me-108", "starry-rainbow"} <= {i["id"] for i in items}
    one_heart = next(i for i in items if i["id"] == "one-heart-11")
    assert one_heart["total_fen"] == 16800
    assert one_heart == client.get("/api/library/one-heart-11").json()
    assert client.get("/api/library/nothing").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stems": [{"species": "rosse", "variety": "diana", "count": 1}]}, "stems[0].species"),
        ({"stems": [{"species": "rose", "variety": "dianna", "count": 1}]}, "stems[0].variety"),
        ({"stems": [{"species": "rose", "variety": "diana", "count": 0}]}, "stems[0].count"),
        ({"stems": [{"species": "rose", "variety": "diana", "count": -1}]}, "stems[0].count"),
        ({"stems": [{"species": "rose", "variety": "diana", "count": 10_000}]}, "stems[0].count"),
        ({"ribbon": {"id": "ribbon-satin", "colour": "#GGGGGG"}}, "ribbon.colour"),
        ({"version": 2}, "version"),
        ({"card": {"text": "花" * 10_000}}, "card.text"),
    ],
)
def test_bad_designs_are_refused_and_leave_no_trace(client: httpx.Client, data: Path, change: dict[str, Any], field: str) -> None:
    before = _stored(data)
    answer = client.post("/api/designs", json={"design": {**DESIGN, **change}})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    issue = answer.json()["issues"][0]
    assert issue["field"] == field
    assert issue["code"]
    assert issue["message"]["zh"]
    assert issue["message"]["en"]
    assert _stored(data) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "request.json"),
        (b'{"design": {"version": 1, "name": "' + b"x" * 5_000_000 + b'"}}', "request.too_large"),
        (b'{"design": 7}', "request.type"),
        (b"", "request.missing"),
    ],
)
def test_broken_bodies_are_refused(client: httpx.Client, data: Path, body: bytes, code: str) -> None:
    before = _stored(data)
    answer = client.post("/api/designs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert _stored(data) == before


def test_a_date_in_the_past_is_refused(client: httpx.Client, data: Path) -> None:
    before = _stored(data)
    answer = client.post("/api/designs", json={"design": DESIGN, "date": "2020-02-02"})
    assert (answer.status_code, answer.json()["code"]) == (422, "date.past")
    assert _stored(data) == before


def test_the_schema_is_published(client: httpx.Client) -> None:
    schema = client.get("/api/design-schema").json()
    assert set(DESIGN) <= set(schema["properties"])


def test_nothing_on_the_api_page_comes_from_elsewhere(client: httpx.Client) -> None:
    assert "http" not in client.get("/api/docs").text.replace("http-equiv", "")
