"""The whole river in a real browser: open, edit, order; confirm as staff; stock falls, points appear on the customer."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.server import Page, browsing, serving
from tests.tools import shared_models

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
BUYER, BUYER_PHONE = "测试买家甲", "13800138000"
RECIPIENT, RECIPIENT_PHONE, ADDRESS = "测试收花人乙", "13900139000", "花园路八号三单元五〇一"
CARD = "愿你天天开心如花"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    data = shared_models(tmp_path_factory.mktemp("river") / "var")
    with serving(data) as address:
        yield address, data


def _stock(data: Path) -> int:
    with sqlite3.connect(f"file:{data / 'posy.sqlite3'}?mode=ro", uri=True) as database:
        row = database.execute("SELECT sum(on_hand) FROM lots WHERE species = 'rose' AND variety = 'carola'").fetchone()
    return int(row[0])


def _fen(page: Page) -> float:
    return float(re.sub(r"[^\d.]", "", page.find("price-figure").get_attribute("aria-label") or page.find("price-figure").text))


def _shown(page: Page) -> str:
    return str(
        page.wait_until(
            "document.querySelector('[data-test=canvas]')?.dataset.ready && document.querySelector('[data-test=canvas]').dataset.hash"
        )
    )


def test_from_the_first_page_to_the_points(shop: tuple[str, Path]) -> None:
    address, data = shop
    before = _stock(data)
    with browsing(390, 844, mobile=True) as page:
        page.open(address)
        page.find("library-item")
        assert "一心一意" in page.text
        page.open(f"{address}/d/new?from=one-heart-11")
        first, price = _shown(page), _fen(page)
        page.find("plus").click()
        page.wait_until(f"document.querySelector('[data-test=canvas]').dataset.hash !== '{first}'")
        end = time.monotonic() + 5
        while _fen(page) <= price and time.monotonic() < end:
            time.sleep(0.05)
        assert _fen(page) > price, "one more rose costs more"
        page.click("undo")
        page.wait_until(f"document.querySelector('[data-test=canvas]').dataset.hash === '{first}'")
        page.click("tab-card")
        field = page.find("card-text")
        field.clear()
        field.send_keys(CARD)
        page.wait_until(f"document.querySelector('[data-test=canvas]').dataset.hash !== '{first}'")
        page.click("order")
        page.find("order-form")
        page.driver.execute_script("document.querySelector('[data-test=slots] input, [data-test=slots] button').click()")
        page.driver.execute_script("document.querySelector('[data-test=\"choice-delivery\"]').click()")
        for name, value in {
            "buyer-name": BUYER,
            "buyer-phone": BUYER_PHONE,
            "recipient-name": RECIPIENT,
            "recipient-phone": RECIPIENT_PHONE,
            "recipient-address": ADDRESS,
        }.items():
            page.type(name, value)
        page.click("place-order")
        page.wait_until("/\\/o\\/P/.test(location.pathname)")
        number = page.driver.current_url.rsplit("/", 1)[-1]
        assert re.fullmatch(r"P\d{6}-\d{4}", number)
        page.find("order-status")
        assert not page.complaints
    assert _stock(data) == before, "placing only holds; nothing leaves the cold room yet"
    _confirm_as_staff(address, data, number)
    assert _stock(data) == before - 11
    _nothing_personal_in_clear(data)


def _confirm_as_staff(address: str, data: Path, number: str) -> None:
    name, password = (data / "demo-login.txt").read_text().split("\n")[:2]
    with browsing(1440, 900) as page:
        page.open(f"{address}/staff")
        page.type("staff-name", name)
        page.type("staff-password", password)
        page.click("log-in")
        page.find("order-card")
        page.open(f"{address}/staff/orders/{number}")
        page.find("staff-order")
        assert BUYER in page.text
        assert ADDRESS in page.text
        assert CARD in page.text
        assert page.all("pick"), "a pick list by lot"
        page.click("confirm")
        page.wait_until("!document.querySelector('[data-test=confirm]')")
        end = time.monotonic() + 15
        points = ""
        while time.monotonic() < end and not re.search(r"[1-9]\d*", points):
            page.open(f"{address}/staff/orders/{number}")
            points = page.find("points").text
            time.sleep(0.3)
        assert re.search(r"[1-9]\d*", points), "points on the customer"
        assert not page.complaints


def _nothing_personal_in_clear(data: Path) -> None:
    files = [f for f in data.glob("posy.sqlite3*") if f.is_file()]
    assert files
    for secret in (BUYER, BUYER_PHONE, BUYER_PHONE[-8:], RECIPIENT, RECIPIENT_PHONE, ADDRESS, CARD):
        for file in files:
            content = file.read_bytes()
            assert secret.encode() not in content, (secret, file.name)
            assert secret.encode("unicode_escape") not in content, (secret, file.name)


def test_the_designer_works_without_3d(shop: tuple[str, Path]) -> None:
    """The list is the bouquet's mirror: everything can be done with it alone."""
    address, _ = shop
    with browsing(390, 844, mobile=True) as page:
        page.driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": "HTMLCanvasElement.prototype.getContext = () => null"}
        )
        page.open(f"{address}/d/new?from=one-heart-11")
        page.find("poster")
        price = _fen(page)
        for _ in range(3):
            page.find("plus").click()
        end = time.monotonic() + 10
        while _fen(page) <= price and time.monotonic() < end:
            time.sleep(0.05)
        assert _fen(page) > price


def test_ar_offers_a_code_on_a_desktop(shop: tuple[str, Path]) -> None:
    address, _ = shop
    with browsing(1440, 900) as page:
        page.open(f"{address}/d/new?from=only-you")
        _shown(page)
        page.click("ar")
        assert page.find("ar-sheet").find_elements("css selector", "svg"), "a QR code to scan with a phone"


def test_english_everywhere(shop: tuple[str, Path]) -> None:
    address, _ = shop
    with browsing(1440, 900) as page:
        page.open(address)
        page.find("library-item")
        page.click("language")
        page.wait_until("document.documentElement.lang.startsWith('en')")
        assert "One Heart" in page.text
        assert not re.search(r"[一-鿿]", re.sub("中文|花束", "", page.text))
