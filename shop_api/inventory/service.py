"""Stock: receiving lots, what is available on a date, holding stems for an order, taking or freeing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from catalog.species import Catalog, Text
from shop_api.config import Settings, shop_day
from shop_api.db import new_id
from shop_api.errors import field_error
from shop_api.inventory.allocation import Allocation, Pick, Stem, Supply, add_up, allocate, discard_moment, earliest_day, sell_by
from shop_api.inventory.models import Hold, Lot, Movement

__all__ = [
    "Delivery",
    "HeldPick",
    "InsufficientStock",
    "add_up",
    "allocation_for",
    "audit",
    "available",
    "cost_fen",
    "earliest",
    "ever_received",
    "free",
    "hold",
    "last_arrivals",
    "list_lots",
    "on_hand",
    "picks_of",
    "receive",
    "take",
]


LONGEST_LIFE = timedelta(days=90)


class InsufficientStock(Exception):
    """Not enough stems on that date. missing: how many are lacking, by stem."""

    def __init__(self, missing: Mapping[Stem, int]) -> None:
        super().__init__(", ".join(f"{stem[0]}/{stem[1]}: {count}" for stem, count in missing.items()))
        self.missing = dict(missing)


@dataclass(frozen=True)
class Delivery:
    """Stems of one variety that come in. discard_at None: the species' planned days after arrival."""

    species: str
    variety: str
    quantity: int
    unit_cost_fen: int
    arrived_at: datetime
    location: str
    discard_at: datetime | None = None


@dataclass(frozen=True)
class HeldPick:
    """Where the stems of an order lie."""

    lot_id: str
    stem: Stem
    count: int
    location: str
    discard_at: datetime


def receive(session: Session, catalog: Catalog, settings: Settings, delivery: Delivery, source: str, now: datetime) -> Lot:
    """Book a delivery in as a new lot. Raises 422 `stock.species`, `stock.variety`, `stock.life`."""
    species = catalog.species.get(delivery.species)
    if species is None:
        raise field_error("stock.species", "species", Text("没有这种花材。", "There is no such species; see the list of species."))
    if species.variety(delivery.variety) is None:
        raise field_error("stock.variety", "variety", Text("这种花材没有这个品种。", "This species has no such variety."))
    _check_arrival(delivery.arrived_at, now)
    discard_at = delivery.discard_at or discard_moment(delivery.arrived_at, species.plan_days)
    _check_life(delivery.arrived_at, discard_at)
    lot = Lot(
        id=new_id(),
        species=delivery.species,
        variety=delivery.variety,
        received=delivery.quantity,
        on_hand=delivery.quantity,
        reserved=0,
        unit_cost_fen=delivery.unit_cost_fen,
        arrived_at=delivery.arrived_at,
        ready_on=shop_day(settings, delivery.arrived_at + timedelta(hours=species.conditioning_hours[0])),
        discard_at=discard_at,
        sell_by=sell_by(shop_day(settings, discard_at), species.plan_days),
        location=delivery.location,
        status="open",
    )
    session.add(lot)
    session.flush()
    session.add(Movement(lot_id=lot.id, kind="received", quantity=delivery.quantity, source=source, at=now))
    session.flush()
    return lot


def _check_arrival(arrived_at: datetime, now: datetime) -> None:
    if abs(arrived_at - now) > LONGEST_LIFE:
        raise field_error("stock.life", "arrived_at", Text("到货时间离今天太远。", "The arrival is too far from today."))


def _check_life(arrived_at: datetime, discard_at: datetime) -> None:
    if not arrived_at < discard_at <= arrived_at + LONGEST_LIFE:
        message = Text("报废时间必须在到货之后、90 天以内。", "The discard time must be after the arrival, at most 90 days.")
        raise field_error("stock.life", "discard_at", message)


def available(session: Session, day: date) -> dict[Stem, int]:
    """Stems per variety that can be promised for `day`; varieties with none are left out."""
    rows = session.execute(
        select(Lot.species, Lot.variety, func.sum(Lot.on_hand - Lot.reserved))
        .where(*_serves(day, day))
        .group_by(Lot.species, Lot.variety)
    )
    return {(species, variety): int(count) for species, variety, count in rows if count}


def supplies(session: Session, first: date, last: date, stems: Iterable[Stem]) -> list[Supply]:
    """The lots of these stems that can serve any day from `first` to `last`."""
    wanted = set(stems)
    query = select(Lot).where(*_serves(first, last), Lot.species.in_({species for species, _ in wanted}))
    return [
        Supply(
            lot_id=lot.id,
            stem=(lot.species, lot.variety),
            free=lot.on_hand - lot.reserved,
            ready_on=lot.ready_on,
            sell_by=lot.sell_by,
            arrived_at=lot.arrived_at,
            unit_cost_fen=lot.unit_cost_fen,
        )
        for lot in session.scalars(query)
        if (lot.species, lot.variety) in wanted
    ]


def earliest(session: Session, demand: Mapping[Stem, int], first: date, last: date) -> date | None:
    """The first day on which all of the demand can be met, None when there is none until `last`."""
    return earliest_day(demand, supplies(session, first, last, demand), first, last)


def allocation_for(session: Session, day: date, demand: Mapping[Stem, int]) -> Allocation:
    """Which lots would serve the demand, without holding anything."""
    return allocate(demand, supplies(session, day, day, demand))


def cost_fen(catalog: Catalog, demand: Mapping[Stem, int], allocation: Allocation) -> dict[Stem, int]:
    """What the stems cost: by lot where there is one, at the species' standard cost where there is none."""
    costs = dict.fromkeys(demand, 0)
    for pick in allocation.picks:
        costs[pick.stem] += pick.count * pick.unit_cost_fen
    for stem, count in allocation.missing.items():
        costs[stem] += count * catalog.species[stem[0]].standard_cost_fen
    return costs


def hold(session: Session, order_id: str, day: date, demand: Mapping[Stem, int]) -> tuple[Pick, ...]:
    """Hold stems for an order, all or nothing. Raises InsufficientStock, and the caller's transaction must then be dropped.

    Lots are claimed in the order of their ids by an update that only succeeds while enough is free, so that it is right with
    any number of writers.
    """
    found = allocation_for(session, day, demand)
    if found.missing:
        raise InsufficientStock(found.missing)
    for pick in sorted(found.picks, key=lambda pick: pick.lot_id):
        claimed = session.execute(
            update(Lot)
            .where(Lot.id == pick.lot_id, Lot.on_hand - Lot.reserved >= pick.count)
            .values(reserved=Lot.reserved + pick.count)
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result always has it
            raise InsufficientStock({pick.stem: pick.count})
        session.add(Hold(order_id=order_id, lot_id=pick.lot_id, count=pick.count, state="held"))
    session.flush()
    session.expire_all()
    return found.picks


def take(session: Session, order_id: str, now: datetime) -> None:
    """The held stems leave the cold room. Nothing happens to holds already taken or freed."""
    for held in _held(session, order_id):
        session.execute(
            update(Lot)
            .where(Lot.id == held.lot_id)
            .values(on_hand=Lot.on_hand - held.count, reserved=Lot.reserved - held.count)
            .execution_options(synchronize_session=False)
        )
        session.add(Movement(lot_id=held.lot_id, kind="taken", quantity=-held.count, source=f"order/{order_id}", at=now))
        held.state = "taken"
    session.flush()
    session.expire_all()


def free(session: Session, order_id: str) -> None:
    """The held stems can be sold to others again."""
    for held in _held(session, order_id):
        session.execute(
            update(Lot)
            .where(Lot.id == held.lot_id)
            .values(reserved=Lot.reserved - held.count)
            .execution_options(synchronize_session=False)
        )
        held.state = "freed"
    session.flush()
    session.expire_all()


def picks_of(session: Session, order_id: str) -> list[HeldPick]:
    """Which stems of which lots are the order's (held or taken), first expired first."""
    rows = session.execute(
        select(Hold, Lot)
        .join(Lot, Lot.id == Hold.lot_id)
        .where(Hold.order_id == order_id, Hold.state != "freed")
        .order_by(Lot.sell_by, Lot.arrived_at, Lot.id)
    )
    return [HeldPick(lot.id, (lot.species, lot.variety), held.count, lot.location, lot.discard_at) for held, lot in rows]


def list_lots(session: Session, species: str | None, after: str | None, limit: int) -> Sequence[Lot]:
    """Lots with anything on hand, newest first."""
    query = select(Lot).where(Lot.on_hand > 0).order_by(Lot.id.desc()).limit(limit)
    if species:
        query = query.where(Lot.species == species)
    if after:
        query = query.where(Lot.id < after)
    return session.scalars(query).all()


def last_arrivals(session: Session) -> dict[Stem, datetime]:
    """When each variety came in last."""
    rows = session.execute(select(Lot.species, Lot.variety, func.max(Lot.arrived_at)).group_by(Lot.species, Lot.variety))
    return {(species, variety): arrived for species, variety, arrived in rows}


def on_hand(session: Session, species: str) -> int:
    """Stems of a species that are physically here, in whatever state."""
    return int(session.scalar(select(func.coalesce(func.sum(Lot.on_hand), 0)).where(Lot.species == species)) or 0)


def ever_received(session: Session, species: str) -> bool:
    """Whether the books have a lot of the species, used up or not."""
    return session.scalar(select(Lot.id).where(Lot.species == species).limit(1)) is not None


def audit(session: Session) -> list[str]:
    """Every lot whose counts are not the sums of its movements and holds. Empty when the books are right."""
    moved = dict(iter(session.execute(select(Movement.lot_id, func.sum(Movement.quantity)).group_by(Movement.lot_id))))
    held = dict(iter(session.execute(select(Hold.lot_id, func.sum(Hold.count)).where(Hold.state == "held").group_by(Hold.lot_id))))
    wrong = []
    for lot in session.scalars(select(Lot).order_by(Lot.id)):
        if lot.on_hand != moved.get(lot.id, 0):
            wrong.append(f"lot {lot.id}: {lot.on_hand} on hand, {moved.get(lot.id, 0)} by its movements")
        if lot.reserved != held.get(lot.id, 0):
            wrong.append(f"lot {lot.id}: {lot.reserved} reserved, {held.get(lot.id, 0)} by its holds")
    return wrong


def _held(session: Session, order_id: str) -> Sequence[Hold]:
    return session.scalars(select(Hold).where(Hold.order_id == order_id, Hold.state == "held").order_by(Hold.lot_id)).all()


def _serves(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Lots with something free that serve some day of the span: see Supply.serves."""
    return (Lot.status == "open", Lot.ready_on <= last, Lot.sell_by >= first, Lot.on_hand > Lot.reserved)
