"""The outbox (facts waiting to be told) and the inbox (who has dealt with which fact)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop_api.db import Base, Counter, Moment, new_id
from shop_api.events.facts import Fact


class Outbox(Base):
    """One fact. Unpublished ones are polled; a fact that keeps failing is parked and blocks only its own subject."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_unpublished", "published_at", "seq"),
        Index("ix_outbox_subject", "subject", "seq"),
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(26), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    parked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(200))


class Inbox(Base):
    """A consumer has dealt with a fact: written in the same transaction as the effect, so the effect happens once."""

    __tablename__ = "inbox"

    consumer: Mapped[str] = mapped_column(String(60), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


def publish(session: Session, fact: Fact) -> str:
    """Write the fact down in the caller's transaction; it is told after the commit. Returns its id."""
    row = Outbox(id=new_id(), kind=type(fact).__name__, subject=fact.subject, payload=fact.payload(), at=fact.at, attempts=0)
    session.add(row)
    session.flush()
    return row.id


def parked(session: Session) -> Sequence[Outbox]:
    """Facts that failed too often and wait for a person, oldest first."""
    return session.scalars(select(Outbox).where(Outbox.parked_at.is_not(None)).order_by(Outbox.seq)).all()


def history_of(session: Session, subject: str) -> list[tuple[datetime, str]]:
    """When what happened to a subject, oldest first."""
    rows = session.execute(select(Outbox.at, Outbox.kind).where(Outbox.subject == subject).order_by(Outbox.seq))
    return [(at, kind) for at, kind in rows]


def retry(session: Session, event_id: str) -> bool:
    """Give a parked fact a new start. False when it is not parked."""
    row = session.scalar(select(Outbox).where(Outbox.id == event_id, Outbox.parked_at.is_not(None)))
    if row is None:
        return False
    row.parked_at, row.next_attempt_at, row.attempts = None, None, 0
    return True
