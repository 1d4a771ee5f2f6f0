"""Stock for staff: see the lots, book a delivery in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from catalog.species import Catalog
from shop_api import idempotency
from shop_api.accounts.routes import STAFF_ONLY, CurrentStaff
from shop_api.config import shop_day
from shop_api.context import CurrentShop
from shop_api.inventory import service
from shop_api.inventory.models import Lot
from shop_api.inventory.schemas import LotPage, LotView, NewLot
from shop_api.words import stem_name, words

SCOPE = "inventory.receive"

router = APIRouter(prefix="/api/staff/lots", tags=["stock"], dependencies=STAFF_ONLY)


@router.get("", operation_id="listLots")
def list_lots(
    shop: CurrentShop,
    species: Annotated[str | None, Query(max_length=60)] = None,
    cursor: Annotated[str | None, Query(max_length=26)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> LotPage:
    """Lots with stems on hand, newest first."""
    with shop.database.read() as session:
        rows = service.list_lots(session, species, cursor, limit + 1)
    today = shop_day(shop.settings, shop.clock())
    items = [view(shop.catalog, lot, today) for lot in rows[:limit]]
    return LotPage(items=items, next=items[-1].id if len(rows) > limit else None)


@router.post("", status_code=201, operation_id="receiveLot")
def receive_lot(body: NewLot, key: idempotency.Key, shop: CurrentShop, staff: CurrentStaff) -> LotView:
    """Book a delivery in as a new lot."""
    with idempotency.working(SCOPE, key), shop.database.write() as session:
        kept = idempotency.recall(session, shop.vault, SCOPE, key, body)
        if kept is not None:
            return LotView.model_validate_json(kept)
        now = shop.clock()
        delivery = service.Delivery(
            species=body.species,
            variety=body.variety,
            quantity=body.quantity,
            unit_cost_fen=body.unit_cost_fen,
            arrived_at=body.arrived_at or now,
            location=body.location,
            discard_at=body.discard_at,
        )
        lot = service.receive(session, shop.catalog, shop.settings, delivery, f"staff/{staff.id}", now)
        answer = view(shop.catalog, lot, shop_day(shop.settings, now))
        idempotency.keep(session, shop.vault, SCOPE, key, body, answer, now, shop.settings.idempotency_hours)
        return answer


def view(catalog: Catalog, lot: Lot, today: date) -> LotView:
    """The lot as staff see it on `today`."""
    return LotView(
        id=lot.id,
        species=lot.species,
        variety=lot.variety,
        name=words(stem_name(catalog, lot.species, lot.variety)),
        received=lot.received,
        on_hand=lot.on_hand,
        reserved=lot.reserved,
        unit_cost_fen=lot.unit_cost_fen,
        arrived_at=lot.arrived_at,
        discard_at=lot.discard_at,
        sell_by=lot.sell_by,
        location=lot.location,
        status=_status(lot, today),
    )


def _status(lot: Lot, today: date) -> Literal["conditioning", "ready", "past_sell_by", "withdrawn"]:
    if lot.status == "withdrawn":
        return "withdrawn"
    if lot.sell_by < today:
        return "past_sell_by"
    return "ready" if lot.ready_on <= today else "conditioning"
