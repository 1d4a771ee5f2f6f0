"""Is the shop well: for the machine that runs it, and for staff to see facts that got stuck."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from catalog.species import Text
from shop_api import events
from shop_api.accounts.routes import STAFF_ONLY
from shop_api.context import CurrentShop
from shop_api.errors import NotFound

router = APIRouter(prefix="/api", tags=["operations"])


class Health(BaseModel):
    status: str


class ParkedEvent(BaseModel):
    """A fact that failed too often. error names the consumer and the kind of error."""

    id: str
    type: str
    subject: str
    at: datetime
    attempts: int
    error: str | None


class ParkedEvents(BaseModel):
    items: list[ParkedEvent]


@router.get("/health", operation_id="health")
def health(shop: CurrentShop) -> Health:
    """Answers when the database can be read."""
    with shop.database.read() as session:
        session.execute(text("SELECT 1"))
    return Health(status="ok")


@router.get("/staff/events/parked", operation_id="listParkedEvents", dependencies=STAFF_ONLY)
def list_parked(shop: CurrentShop) -> ParkedEvents:
    """Facts that wait for a person."""
    with shop.database.read() as session:
        rows = events.parked(session)
    return ParkedEvents(
        items=[
            ParkedEvent(id=row.id, type=row.kind, subject=row.subject, at=row.at, attempts=row.attempts, error=row.last_error)
            for row in rows
        ]
    )


@router.post("/staff/events/{event_id}/retry", status_code=204, operation_id="retryEvent", dependencies=STAFF_ONLY)
def retry_event(event_id: str, shop: CurrentShop) -> None:
    """Try a parked fact again."""
    with shop.database.write() as session:
        if not events.retry(session, event_id):
            message = Text("没有这个搁置的事件。", "No such event is parked.")
            raise NotFound(message, code="event.not_found")
