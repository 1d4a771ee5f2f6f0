"""Quotes: what a design costs and when it can be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from catalog.species import Catalog, Role, Species, Text
from designer.design import Design, StemLine
from designer.recipe import Recipe, recipe
from shop_api.config import Settings, open_dates
from shop_api.context import Shop
from shop_api.errors import field_error
from shop_api.inventory import service as inventory
from shop_api.inventory.allocation import Stem
from shop_api.pricing.amounts import Breakdown, breakdown, round_fen, share_out
from shop_api.pricing.nearest import nearest
from shop_api.pricing.rules import load_price_rules
from shop_api.pricing.schemas import Quote, QuoteBreakdown, QuoteLine, Shortage, Suggestion
from shop_api.words import stem_name, words


def demand_of(needed: Recipe) -> dict[Stem, int]:
    """Stems per variety, summed over all lines."""
    return inventory.add_up(((row.species, row.variety), row.count) for row in needed.stems)


def open_day(settings: Settings, day: date | None, now: datetime) -> date | None:
    """The date as asked for. Raises 422 `date.past` or `date.too_far`."""
    if day is None:
        return None
    first, last = open_dates(settings, now)
    if day < first:
        words_ = Text(f"日期已过，请选择 {first} 或之后。", f"That date is over; choose {first} or later.")
        raise field_error("date.past", "date", words_)
    if day > last:
        words_ = Text(f"最多可预订到 {last}，请选择更早的日期。", f"Orders are open until {last}; choose an earlier date.")
        raise field_error("date.too_far", "date", words_)
    return day


def quote(session: Session, shop: Shop, design: Design, day: date | None = None) -> Quote:
    """Price and feasibility of the design on `day`; without one, on the first date that works (or the first open one).

    Raises 422 `date.past`, `date.too_far`.
    """
    now = shop.clock()
    asked = open_day(shop.settings, day, now)
    needed = recipe(design, shop.catalog)
    demand = demand_of(needed)
    first, last = open_dates(shop.settings, now)
    earliest = inventory.earliest(session, demand, first, last)
    chosen = asked or earliest or first
    allocation = inventory.allocation_for(session, chosen, demand)
    costs = inventory.cost_fen(shop.catalog, demand, allocation)
    amounts = _breakdown(shop.catalog, needed, sum(costs.values()))
    free = inventory.available(session, chosen)
    return Quote(
        currency=shop.settings.currency,
        total_fen=amounts.list_fen,
        date=chosen,
        can_make=not allocation.missing,
        earliest_date=earliest,
        lines=_lines(shop.catalog, demand, costs, free, amounts.flowers_fen),
        breakdown=QuoteBreakdown(**asdict(amounts)),
        shortages=[_shortage(shop.catalog, design, stem, demand, free) for stem in allocation.missing],
    )


def standard_quote(catalog: Catalog, design: Design) -> Breakdown:
    """The price at the species' standard costs, for where there is no stock to look at."""
    needed = recipe(design, catalog)
    stems = sum(count * catalog.species[stem[0]].standard_cost_fen for stem, count in demand_of(needed).items())
    return _breakdown(catalog, needed, stems)


def stem_price(species: Species) -> int:
    """About what one more stem adds to a small bouquet, in fen: its standard cost with waste, at the first step's markup."""
    rules = load_price_rules()
    return round_fen(species.standard_cost_fen * (1 + rules.waste_percent / 100) * rules.flower_markup[0].times)


def alternative(session: Session, shop: Shop, design: Design, quoted: Quote) -> tuple[Design, Quote] | None:
    """The nearest design that can be made on the quote's date, with its quote; None when there is none."""
    for _ in range(3):  # replacing one stem can make another short, when both would become the same
        instead = nearest_design(design, quoted)
        if instead is None:
            return None
        design, quoted = instead, quote(session, shop, instead, quoted.date)
        if quoted.can_make:
            return design, quoted
    return None


def nearest_design(design: Design, quoted: Quote) -> Design | None:
    """The design with what is short replaced by its suggestion, or else lowered to what there is. None when nothing is left."""
    swaps = {(row.species, row.variety): row.suggestion for row in quoted.shortages}
    left = {(row.species, row.variety): row.available for row in quoted.shortages}
    lines = [line for old in design.stems for line in _instead(old, swaps, left)]
    return design.model_copy(update={"stems": tuple(lines)}) if lines else None


def _instead(line: StemLine, swaps: Mapping[Stem, Suggestion | None], left: dict[Stem, int]) -> Iterator[StemLine]:
    stem = (line.species, line.variety)
    if stem not in swaps:
        yield line
        return
    other = swaps[stem]
    if other is not None:
        yield line.model_copy(update={"species": other.species, "variety": other.variety})
        return
    count = min(line.count, left[stem])
    left[stem] -= count
    if count:
        yield line.model_copy(update={"count": count})


def _breakdown(catalog: Catalog, needed: Recipe, stems_fen: int) -> Breakdown:
    goods = [(catalog.goods[row.good].cost_fen, row.quantity) for row in needed.goods]
    return breakdown(stems_fen, goods, needed.minutes, load_price_rules())


def _lines(
    catalog: Catalog, demand: Mapping[Stem, int], costs: Mapping[Stem, int], free: Mapping[Stem, int], flowers_fen: int
) -> list[QuoteLine]:
    shares = share_out(flowers_fen, [costs[stem] for stem in demand])
    return [
        QuoteLine(
            species=stem[0],
            variety=stem[1],
            name=words(stem_name(catalog, *stem)),
            count=count,
            available=free.get(stem, 0),
            unit_fen=(2 * share + count) // (2 * count),
            total_fen=share,
        )
        for (stem, count), share in zip(demand.items(), shares, strict=True)
    ]


def _shortage(catalog: Catalog, design: Design, stem: Stem, demand: Mapping[Stem, int], free: Mapping[Stem, int]) -> Shortage:
    wanted, there = demand[stem], free.get(stem, 0)
    left = {other: count - demand.get(other, 0) for other, count in free.items()}
    instead = nearest(catalog, stem, _role(catalog, design, stem), left, wanted)
    name = stem_name(catalog, *stem)
    offer = Text("", "") if instead is None else stem_name(catalog, *instead)
    zh = f"{name.zh}只剩 {there} 枝" if there else f"{name.zh}这一天没有货"
    en = f"Only {there} {name.en} left" if there else f"No {name.en} on that date"
    zh += f"，可换成{offer.zh}。" if instead else "，请减少数量或换一天。"
    en += f"; {offer.en} is nearest." if instead else "; take fewer or another date."
    suggestion = None if instead is None else Suggestion(species=instead[0], variety=instead[1], name=words(offer))
    return Shortage(
        species=stem[0],
        variety=stem[1],
        name=words(name),
        wanted=wanted,
        available=there,
        message=words(Text(zh, en)),
        suggestion=suggestion,
    )


def _role(catalog: Catalog, design: Design, stem: Stem) -> Role:
    for line in design.stems:
        if (line.species, line.variety) == stem and line.role is not None:
            return line.role
    return catalog.species[stem[0]].role
