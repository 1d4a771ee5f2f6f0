"""Quotes against real lots: price by lot, dates, shortages and suggestions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shop_api.context import Shop
from shop_api.errors import ShopError
from shop_api.pricing.service import alternative, quote, standard_quote
from tests.shop_api.builders import Clock, a_design, make_shop, stock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Shop:
    return make_shop(tmp_path, clock)


def test_the_dear_lot_is_paid_for_only_where_it_is_used(shop: Shop) -> None:
    stock(shop, 8, days_ago=1.5, cost=200)
    stock(shop, 50, cost=300)
    with shop.database.read() as session:
        found = quote(session, shop, a_design(11))
    assert found.breakdown.stems_fen == 8 * 200 + 3 * 300
    assert found.breakdown.waste_fen == 250
    assert sum(line.total_fen for line in found.lines) == found.breakdown.flowers_fen
    assert found.total_fen == found.breakdown.list_fen >= found.breakdown.sum_fen
    assert (found.can_make, found.date, found.earliest_date) == (True, date(2026, 11, 24), date(2026, 11, 24))


def test_without_stock_the_standard_cost_counts(shop: Shop) -> None:
    design = a_design(11)
    with shop.database.read() as session:
        found = quote(session, shop, design)
    assert not found.can_make
    assert found.earliest_date is None
    assert found.total_fen == standard_quote(shop.catalog, design).list_fen
    assert (found.shortages[0].wanted, found.shortages[0].available, found.shortages[0].suggestion) == (11, 0, None)


def test_stems_that_arrive_later_set_the_earliest_date(shop: Shop) -> None:
    stock(shop, 50, days_ago=-2)
    with shop.database.read() as session:
        today = quote(session, shop, a_design(11), date(2026, 11, 24))
        free = quote(session, shop, a_design(11))
    assert (today.can_make, today.earliest_date) == (False, date(2026, 11, 26))
    assert (free.can_make, free.date) == (True, date(2026, 11, 26))


def test_two_lines_of_one_variety_share_the_stock(shop: Shop) -> None:
    stock(shop, 11)
    line = {"species": "rose", "variety": "carola", "stage": "half", "count": 6}
    design = a_design(stems=[line, line | {"stage": "full"}])
    with shop.database.read() as session:
        found = quote(session, shop, design)
        instead = alternative(session, shop, design, found)
    assert (len(found.lines), found.lines[0].count, found.can_make) == (1, 12, False)
    assert instead is not None
    assert [row.count for row in instead[0].stems] == [6, 5]


def test_dates_outside_the_book_are_refused(shop: Shop, clock: Clock) -> None:
    clock.move(hours=11)  # 20:30: no slot of today is left
    for day, code in ((date(2026, 11, 24), "date.past"), (date(2026, 12, 16), "date.too_far")):
        with shop.database.read() as session, pytest.raises(ShopError) as refused:
            quote(session, shop, a_design(11), day)
        assert (refused.value.code, refused.value.issues[0].field) == (code, "date")
