"""One species with all its facts over HTTP, and its models by stage, sibling and age."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from shop_api.app import create_app
from shop_api.config import Settings
from tests.shop_api.builders import serving
from tests.tools import shared_models


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = shared_models(tmp_path_factory.mktemp("flowers") / "var")
    with serving(create_app(Settings(data_dir=data, demo=True))) as address, httpx.Client(base_url=address, timeout=120) as found:
        yield found


def test_a_species_says_all_that_is_known(client: httpx.Client) -> None:
    found = client.get("/api/species/rose").raise_for_status().json()
    assert (found["stem_cm"], found["head_cm"]["full"], found["vase_days"]) == ([50, 80], 8, [4, 12])
    assert "stem_mm" in found["estimates"]
    assert {other["id"] for other in found["substitutes"]} == {"rose-garden", "lisianthus", "rose-spray"}
    assert found["scanned"] is False
    assert found["varieties"][0]["in_stock"] > 0
    refused = client.get("/api/species/not-a-flower")
    assert (refused.status_code, refused.json()["code"]) == (404, "species.not_found")


def test_models_by_stage_sibling_and_day(client: httpx.Client) -> None:
    found = client.get("/api/species/tulip").raise_for_status().json()
    assert {model["form"] for model in found["models"]} == {variety["form"] for variety in found["varieties"]}
    urls = {(m["form"], m["stage"], m["individual"], m["day"]): m["url"] for m in found["models"]}
    assert len(set(urls.values())) == len(urls) == 2 * 3 * 3 * 4, "a tulip looks different in each"
    shown = [client.get(urls[None, "half", 0, day]) for day in (0, 7)]
    assert [answer.status_code for answer in shown] == [200, 200]
    assert shown[0].content != shown[1].content, "it has aged"
    assert len(shown[1].content) < 150 * 1024


def test_the_list_knows_each_variety_s_model_and_palette(client: httpx.Client) -> None:
    items = client.get("/api/species").raise_for_status().json()["items"]
    started = time.perf_counter()
    again = client.get("/api/species")
    assert time.perf_counter() - started < 1, "names of models are quick to tell"
    assert again.json()["items"] == items
    rose = next(item for item in items if item["id"] == "rose")
    assert len({variety["model"] for variety in rose["varieties"]}) == 1, "varieties share their shape"
    assert len({variety["palette"] for variety in rose["varieties"]}) == len(rose["varieties"])
    for address in (rose["varieties"][0]["model"], rose["varieties"][0]["palette"]):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
