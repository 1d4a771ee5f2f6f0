"""The staff's catalogue in a real browser: filters in the address, models that are drawn, varieties and days, scans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.server import Page, browsing, serving
from tests.catalog.scans import flower_glb
from tests.tools import shared_models

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
CARD = "[data-test=grid] canvas[data-drawn]"
LARGE = "[data-test=species-sheet] canvas"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    data = shared_models(tmp_path_factory.mktemp("catalogue") / "var")
    with serving(data) as address:
        yield address, data


def _open(page: Page, shop: tuple[str, Path], query: str = "", *, still: bool = True) -> None:
    """The page, logged in. still: as somebody sees it who asks for less motion."""
    address, data = shop
    if still:
        page.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
        )
    name, password = (data / "demo-login.txt").read_text().split("\n")[:2]
    page.open(f"{address}/staff/catalogue{query}")
    page.type("staff-name", name)
    page.type("staff-password", password)
    page.click("log-in")
    page.find("catalogue")


def _count(page: Page) -> int:
    return int(str(page.wait_until("document.querySelector('[data-test=count]')?.dataset.count || ''")))


def _pixels(page: Page, canvas: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(N,4) what is on a canvas, once it has come to rest and was drawn with all care."""
    page.wait_until(f"document.querySelector('{canvas}')?.dataset.sharp === 'true'", 60)
    script = f"""const c = document.querySelector('{canvas}');
        return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"""
    return np.array(page.driver.execute_script(script), np.int64).reshape(-1, 4)


def _drawn_share(pixels: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> float:
    """Which part of a picture is not its ground."""
    return float((np.abs(pixels - pixels[0]).max(axis=1) > 12).mean())


def _models_asked(page: Page) -> int:
    return int(
        page.driver.execute_script(
            "return performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/models/')).length"
        )
    )


def test_filters_live_in_the_address_and_models_are_drawn(shop: tuple[str, Path]) -> None:
    with browsing(1440, 900) as page:
        _open(page, shop)
        everything = _count(page)
        assert everything == 68
        page.driver.execute_script("document.querySelector('[data-test=colour-blue]').click()")
        page.wait_until("location.search.includes('colour=blue')")
        assert 0 < _count(page) < everything
        page.type("catalogue-search", "玫瑰")
        page.wait_until("document.querySelectorAll('[data-test=species-card]').length === 1")
        assert page.find("species-card").get_attribute("data-species") == "rose"
        page.wait_until(f"document.querySelector('{CARD}')", 60)
        assert _drawn_share(_pixels(page, CARD)) > 0.05
        page.driver.refresh()
        page.find("species-card")
        assert _count(page) == 1, "the address says what is shown"
        page.type("catalogue-search", Keys.END + "没有这种花")
        page.find("empty-note")
        page.click("clear-all")
        page.wait_until(f"document.querySelectorAll('[data-test=species-card]').length === {everything}")
        assert not page.complaints


def test_a_flower_changes_its_colours_without_its_shape_and_ages(shop: tuple[str, Path]) -> None:
    with browsing(1440, 900) as page:
        _open(page, shop, "?q=郁金香")
        page.click("species-card")
        page.wait_until(f"document.querySelector('{LARGE}')?.dataset.drawn", 60)
        first = _pixels(page, LARGE)
        assert _drawn_share(first) > 0.03
        palette = page.driver.execute_script(f"return document.querySelector('{LARGE}').dataset.palette")
        asked = _models_asked(page)
        others = page.driver.find_elements("css selector", "[data-test=varieties] input:not(:checked)")
        page.driver.execute_script("arguments[0].click()", others[1])
        page.wait_until(f"document.querySelector('{LARGE}').dataset.palette !== '{palette}'")
        second = _pixels(page, LARGE)
        assert _models_asked(page) == asked, "colours come without geometry"
        assert np.abs(second - first).max() > 40
        model = page.driver.execute_script(f"return document.querySelector('{LARGE}').dataset.model")
        page.find("day").send_keys(Keys.ARROW_RIGHT * 2)
        page.wait_until(f"document.querySelector('{LARGE}').dataset.model !== '{model}'", 60)
        assert "7" in page.find("day-text").text
        assert np.abs(_pixels(page, LARGE) - second).max() > 40
        page.click("to-lots")
        page.find("only-species")
        kinds = {row.get_attribute("data-species") for row in page.all("lot")}
        assert kinds <= {"tulip"}
        assert not page.complaints


def test_flowers_turn_by_themselves_until_stopped(shop: tuple[str, Path]) -> None:
    with browsing(390, 844, mobile=True) as page:
        _open(page, shop, "?role=line", still=False)
        page.wait_until(f"document.querySelector('{CARD}')", 60)
        before = page.driver.execute_script("return window.__posyCatalogue.pictures")
        page.wait_until(f"window.__posyCatalogue.pictures > {before + 12}", 60)
        page.click("turning")
        _pixels(page, CARD)
        assert not page.complaints


def test_a_file_that_is_no_scan_is_refused_in_words(shop: tuple[str, Path], tmp_path: Path) -> None:
    wrong = tmp_path / "flower.glb"
    wrong.write_bytes(b"PK\x03\x04 no model in here" * 50)
    with browsing(1440, 900) as page:
        _open(page, shop)
        page.click("import-scan")
        page.find("scan-send")
        page.driver.find_element("css selector", "[data-test=scan-file]").send_keys(str(wrong))
        page.type("scan-name-en", "My Rose")
        assert page.driver.execute_script("return document.querySelector('[data-test=scan-id]').value") == "my-rose"
        page.type("scan-length", "60")
        page.click("scan-send")
        assert "zip" in page.find("scan-refused").text or "压缩" in page.find("scan-refused").text


def test_a_scan_comes_and_goes(shop: tuple[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "flower.glb"
    file.write_bytes(flower_glb(6))
    with browsing(390, 844, mobile=True) as page:
        _open(page, shop, "?q=扫描花")
        page.click("import-scan")
        page.find("scan-send")
        page.wait_until("!document.querySelector('dialog[open]').getAnimations().length")
        page.click("scan-send")
        assert page.find("scan-file-refused").text, "what is missing is said before anything is sent"
        page.driver.find_element("css selector", "[data-test=scan-file]").send_keys(str(file))
        page.type("scan-name-zh", "扫描花")
        page.type("scan-id", "scan-flower")
        page.type("scan-length", "60")
        page.click("scan-send")
        page.wait_until("document.querySelector('[data-species=scan-flower]')", 120)
        page.wait_until(f"document.querySelector('{CARD}')", 60)
        assert _drawn_share(_pixels(page, CARD)) > 0.02
        page.click("species-card")
        page.wait_until(f"document.querySelector('{LARGE}')?.dataset.drawn", 60)
        assert not page.all("stage"), "a scan has one stage"
        page.click("remove-scan")
        page.click("remove-sure")
        page.find("empty-note")
        assert not page.complaints
