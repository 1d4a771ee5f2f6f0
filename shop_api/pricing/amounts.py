"""From costs to a price. Pure; every amount is integer fen.

Rounding: each named amount of the breakdown (waste, flowers, goods, labour) is computed exactly in decimals and rounded once,
half up, to a fen. The list price is the next step of the ladder at or above their sum, so rounding never favours the shop by
more than the ladder says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop_api.pricing.rules import MarkupStep, PriceRules


@dataclass(frozen=True)
class Breakdown:
    """How a price came about. flowers is the retail amount of stems and waste; sum is what the ladder rounds up."""

    stems_fen: int
    waste_fen: int
    flowers_fen: int
    goods_fen: int
    labour_fen: int
    sum_fen: int
    list_fen: int


def round_fen(amount: Decimal) -> int:
    """Half up to a whole fen."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def markup(cost_fen: int, steps: Sequence[MarkupStep]) -> Decimal:
    """Each step's factor applies to the part of the cost inside the step."""
    total, below = Decimal(0), 0
    for step in steps:
        top = cost_fen if step.up_to_fen is None else min(cost_fen, step.up_to_fen)
        total += max(0, top - below) * step.times
        below = max(below, top)
    return total


def list_price(sum_fen: int, rules: PriceRules) -> int:
    """The next step of the ladder at or above the sum; above the ladder the next price with the agreed ending."""
    for step in rules.ladder_fen:
        if step >= sum_fen:
            return step
    hundreds = -(-(sum_fen - rules.ending_fen) // rules.every_fen)
    return hundreds * rules.every_fen + rules.ending_fen


def goods_cost(goods: Iterable[tuple[int, float]]) -> Decimal:
    """Sum of cost in fen times quantity; a quantity may be a part of a metre."""
    return sum((cost * Decimal(str(quantity)) for cost, quantity in goods), Decimal(0))


def breakdown(stems_fen: int, goods: Iterable[tuple[int, float]], minutes: int, rules: PriceRules) -> Breakdown:
    """The price of stems that cost `stems_fen`, goods as (cost in fen, quantity), and minutes of work."""
    waste = round_fen(stems_fen * rules.waste_percent / 100)
    flowers = round_fen(markup(stems_fen + waste, rules.flower_markup))
    goods_fen = round_fen(goods_cost(goods) * rules.goods_times)
    labour = round_fen(minutes * rules.labour_fen_per_minute)
    total = flowers + goods_fen + labour
    return Breakdown(stems_fen, waste, flowers, goods_fen, labour, total, list_price(total, rules))


def share_out(amount_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The amount spread in proportion to the weights, exact to the fen by largest remainder (first one first when equal)."""
    total = sum(weights)
    if total == 0:
        weights = [1] * len(weights)
        total = len(weights)
    if not weights:
        return ()
    shares = [amount_fen * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount_fen * weights[i] % total), i))
    for i in by_remainder[: amount_fen - sum(shares)]:
        shares[i] += 1
    return tuple(shares)
