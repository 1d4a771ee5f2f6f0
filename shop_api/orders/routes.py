"""Ordering for customers, deciding for staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from shop_api import idempotency
from shop_api.accounts.routes import STAFF_ONLY, CurrentStaff
from shop_api.config import open_dates, slot_open
from shop_api.context import CurrentShop, client_address
from shop_api.orders import service, views
from shop_api.orders.schemas import (
    FindOrder,
    NewOrder,
    OrderPage,
    OrderView,
    Refusal,
    ShopView,
    StaffOrderDetail,
)
from shop_api.orders.status import Status
from shop_api.words import Words

SCOPE = "orders.place"

customer_router = APIRouter(prefix="/api", tags=["orders"])
staff_router = APIRouter(prefix="/api/staff/orders", tags=["staff orders"], dependencies=STAFF_ONLY)


@customer_router.get("/shop", operation_id="getShop")
def get_shop(shop: CurrentShop) -> ShopView:
    """What can be chosen when ordering: dates, slots, delivery."""
    settings = shop.settings
    now = shop.clock()
    first, last = open_dates(settings, now)
    return ShopView(
        name=Words(zh=settings.shop_name_zh, en=settings.shop_name_en),
        currency=settings.currency,
        timezone=settings.timezone,
        slots=list(settings.slots),
        first_slots=[slot for slot in settings.slots if slot_open(settings, first, slot, now)],
        first_date=first,
        last_date=last,
        pickup=True,
        delivery_fee_fen=settings.delivery_fee_fen,
    )


@customer_router.post("/orders", status_code=201, operation_id="placeOrder")
def place_order(body: NewOrder, key: idempotency.Key, shop: CurrentShop) -> OrderView:
    """Order a stored design. The stems are held until staff confirm or decline."""
    with idempotency.working(SCOPE, key), shop.database.write() as session:
        kept = idempotency.recall(session, shop.vault, SCOPE, key, body)
        if kept is not None:
            return OrderView.model_validate_json(kept)
        order = service.place(session, shop, body)
        answer = views.for_buyer(session, shop, order)
        idempotency.keep(session, shop.vault, SCOPE, key, body, answer, shop.clock(), shop.settings.idempotency_hours)
        return answer


@customer_router.post("/orders/find", operation_id="findOrder")
def find_order(body: FindOrder, request: Request, shop: CurrentShop) -> OrderView:
    """The order with this number and buyer's phone."""
    keys = (f"find/from/{client_address(request)}", f"find/number/{body.number}")
    with shop.attempts.attempt(*keys), shop.database.read() as session:
        return views.for_buyer(session, shop, service.find(session, shop, body.number, body.phone))


@staff_router.get("", operation_id="listOrders")
def list_orders(
    shop: CurrentShop,
    state: Annotated[Status | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=26)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> OrderPage:
    """Orders in a state (all without one), newest first."""
    with shop.database.read() as session:
        rows = service.page(session, state, cursor, limit + 1)
        items = [views.for_list(session, shop, order) for order in rows[:limit]]
        counts = service.counts(session)
    return OrderPage(items=items, next=rows[limit - 1].id if len(rows) > limit else None, counts=counts)


@staff_router.get("/{number}", operation_id="getOrder")
def get_order(number: str, shop: CurrentShop) -> StaffOrderDetail:
    """One order with recipe, pick list, customer and what has happened."""
    with shop.database.read() as session:
        return views.for_staff(session, shop, service.by_number(session, number))


@staff_router.post("/{number}/confirm", operation_id="confirmOrder")
def confirm_order(number: str, shop: CurrentShop, staff: CurrentStaff) -> StaffOrderDetail:
    """Take the order on; its stems leave the stock."""
    with shop.database.write() as session:
        return views.for_staff(session, shop, service.confirm(session, shop, number, staff.id))


@staff_router.post("/{number}/decline", operation_id="declineOrder")
def decline_order(number: str, body: Refusal, shop: CurrentShop, staff: CurrentStaff) -> StaffOrderDetail:
    """Refuse the order; its stems can be sold again."""
    with shop.database.write() as session:
        return views.for_staff(session, shop, service.decline(session, shop, number, body.reason, staff.id))


@staff_router.post("/{number}/refund", operation_id="refundOrder")
def refund_order(number: str, body: Refusal, shop: CurrentShop, staff: CurrentStaff) -> StaffOrderDetail:
    """Give the money back for a confirmed order; points are taken back too."""
    with shop.database.write() as session:
        return views.for_staff(session, shop, service.refund(session, shop, number, body.reason, staff.id))
