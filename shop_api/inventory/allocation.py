"""Which lots serve a demand, and how long a lot lives. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Stem = tuple[str, str]
"""Species and variety."""

CUSTOMER_DAYS = 4
SHORT_LIVED_PLAN_DAYS = 5
SHORT_LIVED_CUSTOMER_DAYS = 2


def customer_days(plan_days: int) -> int:
    """Days that stems must still keep at the customer's: 4, or 2 for short-lived ones (5 planned days or fewer)."""
    return SHORT_LIVED_CUSTOMER_DAYS if plan_days <= SHORT_LIVED_PLAN_DAYS else CUSTOMER_DAYS


def discard_moment(arrived_at: datetime, plan_days: int) -> datetime:
    return arrived_at + timedelta(days=plan_days)


def sell_by(discard_day: date, plan_days: int) -> date:
    """Last date to hand stems over that are thrown away on `discard_day`."""
    return discard_day - timedelta(days=customer_days(plan_days))


@dataclass(frozen=True)
class Supply:
    """What one lot can still give."""

    lot_id: str
    stem: Stem
    free: int
    ready_on: date
    sell_by: date
    arrived_at: datetime
    unit_cost_fen: int

    def serves(self, day: date) -> bool:
        """Conditioned by then, and it outlives the day by the customer's days."""
        return self.ready_on <= day <= self.sell_by


@dataclass(frozen=True)
class Pick:
    """count stems out of one lot."""

    lot_id: str
    stem: Stem
    count: int
    unit_cost_fen: int


@dataclass(frozen=True)
class Allocation:
    """missing: what no lot can give, by stem; empty when everything is there."""

    picks: tuple[Pick, ...]
    missing: Mapping[Stem, int]


def add_up(demand: Iterable[tuple[Stem, int]]) -> dict[Stem, int]:
    """Demand per stem, summed over all lines first, so that two lines of one stem cannot both have the same last one."""
    total: dict[Stem, int] = {}
    for stem, count in demand:
        total[stem] = total.get(stem, 0) + count
    return total


def first_expired(supplies: Iterable[Supply]) -> list[Supply]:
    """In the order to use them: first expired, then first arrived, then by id."""
    return sorted(supplies, key=lambda supply: (supply.sell_by, supply.arrived_at, supply.lot_id))


def earliest_day(demand: Mapping[Stem, int], supplies: Sequence[Supply], first: date, last: date) -> date | None:
    """The first day from `first` to `last` on which there is enough of everything."""
    day = first
    while day <= last:
        free = add_up((supply.stem, supply.free) for supply in supplies if supply.serves(day))
        if all(free.get(stem, 0) >= count for stem, count in demand.items()):
            return day
        day += timedelta(days=1)
    return None


def allocate(demand: Mapping[Stem, int], supplies: Sequence[Supply]) -> Allocation:
    """Serve each stem from its lots first-expired-first-out."""
    picks: list[Pick] = []
    missing: dict[Stem, int] = {}
    ordered = first_expired(supplies)
    for stem, wanted in demand.items():
        left = wanted
        for supply in ordered:
            if left == 0:
                break
            if supply.stem == stem and supply.free > 0:
                count = min(left, supply.free)
                picks.append(Pick(supply.lot_id, stem, count, supply.unit_cost_fen))
                left -= count
        if left:
            missing[stem] = left
    return Allocation(tuple(picks), missing)
