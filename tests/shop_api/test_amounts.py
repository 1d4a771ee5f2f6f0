"""From costs to prices."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop_api.pricing.amounts import breakdown, goods_cost, list_price, markup, round_fen, share_out
from shop_api.pricing.rules import PriceRulesError, load_price_rules, read_price_rules

RULES = load_price_rules()


def test_the_worked_example() -> None:
    stems = 11 * 275 + 2 * 275 + 3 * 175
    assert stems == 4100
    found = breakdown(stems, [(1310, 1.0)], 25, RULES)
    assert (found.waste_fen, found.flowers_fen, found.goods_fen, found.labour_fen) == (410, 11726, 2620, 2000)
    assert (found.sum_fen, found.list_fen) == (16346, 16800)


def test_a_dear_bouquet_goes_through_two_markups() -> None:
    assert round_fen(markup(11822, RULES.flower_markup)) == 28408  # 60 x 2.6 + 58.22 x 2.2 = 284.084
    assert list_price(34029, RULES) == 35800


@pytest.mark.parametrize(
    ("cost", "retail"),
    [(0, 0), (6000, 15600), (6001, 15602), (15000, 15600 + 19800), (40000, 15600 + 19800 + 47500), (40002, 82903)],
)
def test_markup_steps_meet(cost: int, retail: int) -> None:
    assert round_fen(markup(cost, RULES.flower_markup)) == retail


@pytest.mark.parametrize(
    ("total", "price"),
    [
        (0, 5800),
        (5800, 5800),
        (5801, 6800),
        (398000, 398000),
        (398001, 408000),
        (408000, 408000),
        (408001, 418000),
        (999_999, 1008000),
    ],
)
def test_ladder(total: int, price: int) -> None:
    assert list_price(total, RULES) == price


@given(st.integers(0, 3_000_000))
def test_list_price_never_falls_and_never_undercuts(total: int) -> None:
    price = list_price(total, RULES)
    assert price >= total
    assert list_price(total + 1, RULES) >= price
    assert list_price(price, RULES) == price


@given(st.integers(0, 10_000_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=12))
def test_shares_add_up_to_the_fen(amount: int, weights: list[int]) -> None:
    shares = share_out(amount, weights)
    assert sum(shares) == amount
    assert all(share >= 0 for share in shares)
    total = sum(weights)
    if total:
        assert all(abs(share - amount * weight / total) < 1 for share, weight in zip(shares, weights, strict=True))


def test_parts_of_a_metre_are_exact() -> None:
    assert goods_cost([(90, 1.1), (90, 0.1)]) == Decimal(108)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("waste_percent: 10", "waste_percent: ten"), "waste_percent"),
        (("goods_times: 2.0", "goods_times: -1"), "goods_times"),
        (("[58, 68,", "[68, 58,"), "ladder_yuan"),
        (("{up_to_yuan: 150,", "{up_to_yuan: 50,"), "flower_markup[1].up_to_yuan"),
        (("{times: 1.5}", "{up_to_yuan: 900, times: 1.5}"), "flower_markup[3]"),
        (("ending_yuan: 80", "ending_yuan: 180"), "above_ladder"),
    ],
)
def test_a_mistake_in_the_rules_is_named(tmp_path: Path, change: tuple[str, str], field: str) -> None:
    text = Path("assets/pricing.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    broken = tmp_path / "pricing.yaml"
    broken.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(PriceRulesError) as refused:
        read_price_rules(broken)
    assert "pricing.yaml" in str(refused.value)
    assert field in str(refused.value)
