"""Orders from the database into what the API says about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from catalog.species import Text
from designer.design import Design
from shop_api.context import Shop
from shop_api.crm import service as crm
from shop_api.designs import service as designs
from shop_api.events import history_of
from shop_api.inventory import service as inventory
from shop_api.loyalty import service as loyalty
from shop_api.orders import service
from shop_api.orders.models import Order
from shop_api.orders.people import Contact, open_contact, open_text
from shop_api.orders.schemas import (
    CustomerView,
    EventView,
    LedgerView,
    OrderView,
    PastOrderView,
    PersonView,
    PickView,
    PointsView,
    RecipeGoodView,
    RecipeStemView,
    RecipeView,
    RecipientView,
    StaffOrder,
    StaffOrderDetail,
    Step,
)
from shop_api.orders.status import allowed
from shop_api.pricing.schemas import Quote
from shop_api.security import mask_phone, show_phone
from shop_api.words import Words, stem_name, words


def for_buyer(session: Session, shop: Shop, order: Order) -> OrderView:
    """Masked phones, no note, no customer record."""
    return OrderView(**_common(session, shop, order, masked=True))


def for_list(session: Session, shop: Shop, order: Order) -> StaffOrder:
    return StaffOrder(**_staff(session, shop, order))


def for_staff(session: Session, shop: Shop, order: Order) -> StaffOrderDetail:
    """Everything needed to make the order and to know who it is for."""
    fields = _staff(session, shop, order)
    design: Design = fields["design"]
    return StaffOrderDetail(
        **fields,
        recipe=_recipe(session, shop, order),
        quote=Quote.model_validate(order.quote),
        customer=_customer(session, shop, order),
        card_text=None if design.card is None else design.card.text,
        events=[EventView(at=at, type=kind) for at, kind in history_of(session, order.id)],
    )


def _common(session: Session, shop: Shop, order: Order, *, masked: bool) -> dict[str, Any]:
    design = designs.get(session, shop.vault, order.design_id).design
    buyer = open_contact(shop.vault, order.buyer, "buyer", order.id)
    assert buyer is not None
    recipient = open_contact(shop.vault, order.recipient, "recipient", order.id)
    reason = open_text(shop.vault, order.reason, "reason", order.id)
    return {
        "number": order.number,
        "status": order.status,
        "placed_at": order.placed_at,
        "date": order.day,
        "slot": order.slot,
        "method": order.method,
        "total_fen": order.total_fen,
        "delivery_fen": order.delivery_fen,
        "design": design,
        "name": Words(zh=design.name.zh, en=design.name.en),
        "still": f"/api/designs/{order.design_id}/still.jpg",
        "buyer": PersonView(name=buyer.name, phone=_phone(shop, buyer, masked)),
        "recipient": None
        if recipient is None
        else RecipientView(name=recipient.name, phone=_phone(shop, recipient, masked), address=recipient.address),
        "history": [Step.model_validate(step, from_attributes=True) for step in service.steps(session, order.id)],
        "reason": Words(zh=reason, en=reason) if reason else None,
    }


def _staff(session: Session, shop: Shop, order: Order) -> dict[str, Any]:
    fields = _common(session, shop, order, masked=False)
    fields["note"] = open_text(shop.vault, order.note, "note", order.id)
    fields["allowed"] = list(allowed(fields["status"]))
    fields["stem_count"] = fields["design"].stem_count
    return fields


def _phone(shop: Shop, contact: Contact, masked: bool) -> str:
    return mask_phone(contact.phone) if masked else show_phone(contact.phone, shop.settings.phone_region)


def _recipe(session: Session, shop: Shop, order: Order) -> RecipeView:
    picks = inventory.picks_of(session, order.id)
    return RecipeView(
        stems=[
            RecipeStemView(
                species=row["species"],
                variety=row["variety"],
                name=words(stem_name(shop.catalog, row["species"], row["variety"])),
                count=row["count"],
                picks=[
                    PickView(lot=pick.lot_id, count=pick.count, location=pick.location, discard_at=pick.discard_at)
                    for pick in picks
                    if pick.stem == (row["species"], row["variety"])
                ],
            )
            for row in order.recipe["stems"]
        ],
        goods=[_good(shop, row["good"], row["quantity"]) for row in order.recipe["goods"]],
        minutes=order.recipe["minutes"],
    )


def _good(shop: Shop, good_id: str, quantity: float) -> RecipeGoodView:
    good = shop.catalog.goods.get(good_id)
    name = Text(good_id, good_id) if good is None else good.name
    return RecipeGoodView(good=good_id, name=words(name), quantity=quantity, unit="" if good is None else good.unit)


def _customer(session: Session, shop: Shop, order: Order) -> CustomerView | None:
    try:
        customer_id = crm.customer_of(session, order.id)
    except crm.UnknownOrder:
        return None
    record = crm.record(session, shop.vault, customer_id)
    points = loyalty.points_of(session, customer_id)
    return CustomerView(
        id=record.id,
        name=record.name,
        phone=show_phone(record.phone, shop.settings.phone_region),
        orders=len(record.history),
        spent_fen=record.spent_fen,
        points=PointsView(balance=points.balance, pending=points.pending),
        history=[PastOrderView.model_validate(row, from_attributes=True) for row in record.history],
        ledger=[LedgerView.model_validate(row, from_attributes=True) for row in loyalty.ledger_of(session, customer_id)],
    )
