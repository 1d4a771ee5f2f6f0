"""Placing orders and deciding on them. Every change happens in the caller's transaction together with its fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from catalog.species import Text
from designer.recipe import recipe
from shop_api.config import shop_day, slot_open
from shop_api.context import Shop
from shop_api.db import new_id
from shop_api.designs import service as designs
from shop_api.designs.service import StaleDesign, StoredDesign
from shop_api.errors import Conflict, NotFound, field_error
from shop_api.events import Buyer, Fact, OrderConfirmed, OrderDeclined, OrderPlaced, OrderRefunded, publish
from shop_api.inventory import service as inventory
from shop_api.orders.models import Order, OrderDay, OrderStep
from shop_api.orders.people import Contact, seal_contact, seal_text
from shop_api.orders.schemas import NewOrder
from shop_api.orders.status import STATUSES, Status, allowed, may_become
from shop_api.pricing import service as pricing
from shop_api.pricing.schemas import Quote
from shop_api.security import parse_phone


class Short(Conflict):
    """Not enough stems; says what is lacking and what could be made instead."""

    code = "order.short"


def place(session: Session, shop: Shop, body: NewOrder) -> Order:
    """Hold the stems and write the order and its fact down, all or nothing.

    Raises NotFound `design.not_found`, StaleDesign, 422 on the date, slot, phones or recipient, Short, and Conflict
    `order.price_changed` with the new quote.
    """
    now = shop.clock()
    buyer, recipient = _contacts(shop, body)
    stored = _design(session, shop, body)
    _check_time(shop, body, now)
    quoted = pricing.quote(session, shop, stored.design, body.date)
    if not quoted.can_make:
        raise _short(session, shop, stored, quoted)
    if quoted.total_fen != body.total_fen:
        raise _price_changed(quoted)
    kept = designs.freeze(session, shop.vault, stored, now)
    order = _order(session, shop, body, kept, quoted, buyer, recipient, now)
    try:
        inventory.hold(session, order.id, body.date, pricing.demand_of(recipe(stored.design, shop.catalog)))
    except inventory.InsufficientStock as error:  # another process was faster between the quote and the hold
        raise Short(Text("刚刚售完，请重试。", "Just sold; try again."), extra={"shortages": [], "alternative": None}) from error
    buyer_sealed = shop.vault.seal_json(asdict(Buyer(buyer.name, buyer.phone)), Buyer.TABLE, Buyer.COLUMN, order.id)
    publish(session, OrderPlaced(order.id, now, order.id, order.number, order.total_fen, buyer_sealed))
    return order


def under_way(session: Session, species: str, today: date) -> int:
    """Orders with the species that are to be decided on, or confirmed and not yet past their day."""
    open_ones = or_(Order.status == "received", and_(Order.status == "confirmed", Order.day >= today))
    recipes = session.scalars(select(Order.recipe).where(open_ones))
    return sum(any(stem["species"] == species for stem in made["stems"]) for made in recipes)


def confirm(session: Session, shop: Shop, number: str, staff_id: str) -> Order:
    """Staff take the order on: its stems leave the stock."""
    order = by_number(session, number)
    _advance(session, order, "confirmed", staff_id, shop.clock())
    inventory.take(session, order.id, shop.clock())
    return order


def decline(session: Session, shop: Shop, number: str, reason: str, staff_id: str) -> Order:
    """Staff refuse the order: its stems can be sold again."""
    order = by_number(session, number)
    _advance(session, order, "declined", staff_id, shop.clock())
    order.reason = seal_text(shop.vault, reason, "reason", order.id)
    inventory.free(session, order.id)
    return order


def refund(session: Session, shop: Shop, number: str, reason: str, staff_id: str) -> Order:
    """Staff give the money back after confirming. Cut stems do not come back."""
    order = by_number(session, number)
    _advance(session, order, "refunded", staff_id, shop.clock())
    order.reason = seal_text(shop.vault, reason, "reason", order.id)
    return order


def by_number(session: Session, number: str) -> Order:
    """Raises NotFound `order.not_found`."""
    order = session.scalar(select(Order).where(Order.number == number))
    if order is None:
        raise not_found()
    return order


def find(session: Session, shop: Shop, number: str, phone: str) -> Order:
    """The buyer's own order. A wrong number and a wrong phone get the same answer. Raises NotFound."""
    index = shop.vault.phone_index(parse_phone(phone, shop.settings.phone_region, "phone"))
    order = session.scalar(select(Order).where(Order.number == number, Order.buyer_index == index))
    if order is None:
        raise not_found()
    return order


def not_found() -> NotFound:
    message = Text("没有找到订单，请核对订单号和下单电话。", "No such order; check the number and the phone it was ordered with.")
    return NotFound(message, code="order.not_found")


def page(session: Session, status: Status | None, before: str | None, limit: int) -> Sequence[Order]:
    """Newest first; `before` is the id of the last one already seen."""
    query = select(Order).order_by(Order.id.desc()).limit(limit)
    if status:
        query = query.where(Order.status == status)
    if before:
        query = query.where(Order.id < before)
    return session.scalars(query).all()


def counts(session: Session) -> dict[str, int]:
    """How many orders are in each state."""
    found = dict(iter(session.execute(select(Order.status, func.count()).group_by(Order.status))))
    return {status: found.get(status, 0) for status in STATUSES}


def steps(session: Session, order_id: str) -> Sequence[OrderStep]:
    """The states the order came through, oldest first."""
    return session.scalars(select(OrderStep).where(OrderStep.order_id == order_id).order_by(OrderStep.seq)).all()


def _contacts(shop: Shop, body: NewOrder) -> tuple[Contact, Contact | None]:
    region = shop.settings.phone_region
    buyer = Contact(body.buyer.name, parse_phone(body.buyer.phone, region, "buyer.phone"))
    if body.recipient is None:
        if body.method == "delivery":
            message = Text("请填写收花人的姓名、电话和地址。", "Give the recipient's name, phone and address.")
            raise field_error("order.recipient", "recipient", message)
        return buyer, None
    phone = parse_phone(body.recipient.phone, region, "recipient.phone")
    return buyer, Contact(body.recipient.name, phone, body.recipient.address)


def _design(session: Session, shop: Shop, body: NewOrder) -> StoredDesign:
    stored = designs.get(session, shop.vault, body.design_id)
    if stored.revision != body.revision:
        raise StaleDesign(stored)
    return stored


def _check_time(shop: Shop, body: NewOrder, now: datetime) -> None:
    pricing.open_day(shop.settings, body.date, now)
    if body.slot not in shop.settings.slots:
        raise field_error(
            "order.slot", "slot", Text("没有这个时段，请从列表中选择。", "There is no such slot; pick one of the list.")
        )
    if not slot_open(shop.settings, body.date, body.slot, now):
        raise field_error(
            "order.slot_over", "slot", Text("这个时段来不及了，请选择更晚的时段。", "Too late for this slot; choose a later one.")
        )


def _short(session: Session, shop: Shop, stored: StoredDesign, quoted: Quote) -> Short:
    instead = pricing.alternative(session, shop, stored.design, quoted)
    first = quoted.shortages[0].message
    return Short(
        Text(first.zh, first.en),
        extra={
            "shortages": [row.model_dump(mode="json") for row in quoted.shortages],
            "earliest_date": quoted.earliest_date.isoformat() if quoted.earliest_date else None,
            "alternative": None
            if instead is None
            else {"design": instead[0].model_dump(mode="json"), "quote": instead[1].model_dump(mode="json")},
        },
    )


def _price_changed(quoted: Quote) -> Conflict:
    yuan = f"{quoted.total_fen / 100:.2f}"
    message = Text(f"价格已变为 ¥{yuan}，请确认后再下单。", f"The price is now ¥{yuan}; look at it and order again.")
    return Conflict(message, code="order.price_changed", extra={"quote": quoted.model_dump(mode="json")})


def _order(
    session: Session,
    shop: Shop,
    body: NewOrder,
    kept: StoredDesign,
    quoted: Quote,
    buyer: Contact,
    recipient: Contact | None,
    now: datetime,
) -> Order:
    order_id = new_id()
    sealed_buyer = seal_contact(shop.vault, buyer, "buyer", order_id)
    assert sealed_buyer is not None
    order = Order(
        id=order_id,
        number=_number(session, shop_day(shop.settings, now)),
        status="received",
        placed_at=now,
        day=body.date,
        slot=body.slot,
        method=body.method,
        design_id=kept.id,
        design_hash=kept.hash,
        recipe=asdict(recipe(kept.design, shop.catalog)),
        quote=quoted.model_dump(mode="json"),
        total_fen=quoted.total_fen,
        delivery_fen=shop.settings.delivery_fee_fen if body.method == "delivery" else 0,
        buyer_index=shop.vault.phone_index(buyer.phone),
        buyer=sealed_buyer,
        recipient=seal_contact(shop.vault, recipient, "recipient", order_id),
        note=seal_text(shop.vault, body.note, "note", order_id),
        reason=None,
    )
    session.add(order)
    session.flush()
    session.add(OrderStep(order_id=order_id, status="received", at=now, staff_id=None))
    session.flush()
    return order


def _number(session: Session, day: date) -> str:
    """`P261128-0007`: the day and a running number. The update locks the day's row until the transaction ends."""
    bumped = session.execute(update(OrderDay).where(OrderDay.day == day).values(last=OrderDay.last + 1))
    if bumped.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE's result always has it
        session.add(OrderDay(day=day, last=1))
        session.flush()
    last = session.scalars(select(OrderDay.last).where(OrderDay.day == day)).one()
    return f"P{day:%y%m%d}-{last:04d}"


_FACTS: dict[Status, type[OrderConfirmed | OrderDeclined | OrderRefunded]] = {
    "confirmed": OrderConfirmed,
    "declined": OrderDeclined,
    "refunded": OrderRefunded,
}


def _advance(session: Session, order: Order, wanted: Status, staff_id: str, now: datetime) -> None:
    current: Status = order.status  # type: ignore[assignment]  # the table's check allows nothing else
    changed = may_become(current, wanted) and session.execute(
        update(Order).where(Order.id == order.id, Order.status == current).values(status=wanted)
    )
    if not changed or changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result always has it
        message = Text(
            "订单现在的状态不允许这样操作，请刷新后再看。", "The order's state does not allow this; reload and look again."
        )
        raise Conflict(message, code="order.transition", extra={"status": current, "allowed": list(allowed(current))})
    order.status = wanted
    session.add(OrderStep(order_id=order.id, status=wanted, at=now, staff_id=staff_id))
    session.flush()
    fact: Fact = _FACTS[wanted](order.id, now, order.id, order.number)
    publish(session, fact)
