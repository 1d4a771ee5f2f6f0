"""Points: pending when an order is placed, credited when it is confirmed, taken back when it is declined or refunded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop_api.crm import service as crm
from shop_api.events import OrderConfirmed, OrderDeclined, OrderPlaced, OrderRefunded
from shop_api.loyalty.models import LedgerEntry
from shop_api.loyalty.points import base_points

ORDER = "order"
EARN, CREDIT, REVERSE = "base.pending", "base.credit", "base.reverse"


@dataclass(frozen=True)
class Points:
    """balance can be spent; pending waits for the shop to confirm."""

    balance: int
    pending: int


@dataclass(frozen=True)
class LedgerLine:
    """points as the customer sees them: what was promised, credited or taken back."""

    at: datetime
    kind: str
    points: int
    order: str


def earn(session: Session, fact: OrderPlaced, step_fen: int) -> None:
    """Promise the points of a placed order."""
    points = base_points(fact.total_fen, step_fen)
    if points:
        customer_id = crm.customer_of(session, fact.order_id)
        _add(session, customer_id, fact, "pending", EARN, pending=points, balance=0)


def credit(session: Session, fact: OrderConfirmed) -> None:
    """Turn the promise into points."""
    earned = _entry(session, fact.order_id, EARN)
    if earned is not None:
        _add(session, earned.customer_id, fact, "confirmed", CREDIT, pending=-earned.pending, balance=earned.pending)


def reverse(session: Session, fact: OrderDeclined | OrderRefunded) -> None:
    """Take back whatever the order still promises or gave."""
    earned = _entry(session, fact.order_id, EARN)
    if earned is None:
        return
    pending, balance = session.execute(
        select(func.sum(LedgerEntry.pending), func.sum(LedgerEntry.balance)).where(
            LedgerEntry.source_type == ORDER, LedgerEntry.source_id == fact.order_id
        )
    ).one()
    if pending or balance:
        _add(session, earned.customer_id, fact, "reversed", REVERSE, pending=-int(pending), balance=-int(balance))


def points_of(session: Session, customer_id: str) -> Points:
    """The sums of the ledger."""
    balance, pending = session.execute(
        select(func.coalesce(func.sum(LedgerEntry.balance), 0), func.coalesce(func.sum(LedgerEntry.pending), 0)).where(
            LedgerEntry.customer_id == customer_id
        )
    ).one()
    return Points(int(balance), int(pending))


def ledger_of(session: Session, customer_id: str) -> list[LedgerLine]:
    """The customer's ledger, newest first."""
    rows = session.scalars(select(LedgerEntry).where(LedgerEntry.customer_id == customer_id).order_by(LedgerEntry.seq.desc()))
    return [LedgerLine(row.at, row.kind, row.balance or row.pending, row.source_number) for row in rows]


def _entry(session: Session, order_id: str, rule: str) -> LedgerEntry | None:
    return session.scalar(
        select(LedgerEntry).where(LedgerEntry.source_type == ORDER, LedgerEntry.source_id == order_id, LedgerEntry.rule == rule)
    )


def _add(
    session: Session,
    customer_id: str,
    fact: OrderPlaced | OrderConfirmed | OrderDeclined | OrderRefunded,
    kind: str,
    rule: str,
    *,
    pending: int,
    balance: int,
) -> None:
    session.add(
        LedgerEntry(
            customer_id=customer_id,
            kind=kind,
            pending=pending,
            balance=balance,
            source_type=ORDER,
            source_id=fact.order_id,
            source_number=fact.number,
            rule=rule,
            at=fact.at,
        )
    )
    session.flush()
