"""Tells published facts to their handlers, in this process, after the commit.

Each handler runs in a transaction of its own together with its inbox row, so that after a kill at any moment the effect is
either there with its mark or not there at all. A failing handler is tried again with growing pauses; after MAX_ATTEMPTS the
fact is parked. Facts of one subject are told strictly in order: while one waits or is parked, later ones of the same subject
wait too, and others go on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.db import Database
from shop_api.events.facts import Fact, fact_of
from shop_api.events.outbox import Inbox, Outbox

log = structlog.get_logger("posy.events")

MAX_ATTEMPTS = 8
BATCH = 100
POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Handler:
    """consumer: stable name, part of the inbox key. run: changes the database in the session it is given, never commits."""

    consumer: str
    run: Callable[[Session, Fact], None]


Handlers = Mapping[type[Fact], Sequence[Handler]]


def pause(attempts: int) -> timedelta:
    """0.5 s, 1 s, 2 s ... up to a minute."""
    return timedelta(seconds=min(60.0, 0.5 * 2 ** (attempts - 1)))


class Dispatcher:
    """One thread that wakes after every commit and polls once a second."""

    def __init__(self, database: Database, handlers: Handlers, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._handlers = {kind.__name__: tuple(rows) for kind, rows in handlers.items()}
        self._clock = clock
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        database.after_commit.append(self._wake.set)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._loop, name="posy-dispatcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def drain(self) -> int:
        """Tell everything that is due. Returns how many facts were told. Safe to call from any thread."""
        told = 0
        with self._turn:
            while due := self._due():
                told += sum(self._tell(event_id) for event_id in due)
        return told

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.drain()
            except Exception as error:  # the thread must outlive a database that is busy for a moment
                log.error("dispatcher", error=type(error).__name__)
            self._wake.wait(POLL_SECONDS)

    def _due(self) -> list[str]:
        """Ids of the facts that may be told now, oldest first, no more than one per subject."""
        now = self._clock()
        with self._database.read() as session:
            rows = session.execute(
                select(Outbox.id, Outbox.subject, Outbox.next_attempt_at, Outbox.parked_at)
                .where(Outbox.published_at.is_(None))
                .order_by(Outbox.seq)
            )
            seen: set[str] = set()
            due: list[str] = []
            for event_id, subject, next_attempt_at, parked_at in rows:
                first = subject not in seen
                seen.add(subject)
                if first and parked_at is None and (next_attempt_at is None or next_attempt_at <= now):
                    due.append(event_id)
                if len(due) == BATCH:
                    break
            return due

    def _tell(self, event_id: str) -> bool:
        consumer = "-"
        try:
            with self._database.read() as session:
                row = session.scalars(select(Outbox).where(Outbox.id == event_id)).one()
            fact = fact_of(row.kind, row.payload)
            for handler in self._handlers.get(row.kind, ()):
                consumer = handler.consumer
                self._hand_over(handler, event_id, fact)
            self._mark_published(event_id)
        except Exception as error:
            # The message may hold personal data; the type, the consumer and the fact's id are enough to find it.
            self._mark_failed(event_id, f"{consumer}: {type(error).__name__}")
            return False
        return True

    def _hand_over(self, handler: Handler, event_id: str, fact: Fact) -> None:
        with self._database.write() as session:
            if session.get(Inbox, (handler.consumer, event_id)) is not None:
                return
            session.add(Inbox(consumer=handler.consumer, event_id=event_id, at=self._clock()))
            session.flush()  # a second process that got here first makes this fail before the effect
            handler.run(session, fact)

    def _mark_published(self, event_id: str) -> None:
        with self._database.write() as session:
            row = session.scalars(select(Outbox).where(Outbox.id == event_id)).one()
            row.published_at, row.next_attempt_at, row.last_error = self._clock(), None, None

    def _mark_failed(self, event_id: str, reason: str) -> None:
        now = self._clock()
        with self._database.write() as session:
            row = session.scalars(select(Outbox).where(Outbox.id == event_id)).one()
            row.attempts += 1
            row.last_error = reason
            row.next_attempt_at = now + pause(row.attempts)
            if row.attempts >= MAX_ATTEMPTS:
                row.parked_at = now
            kind, attempts, is_parked = row.kind, row.attempts, row.parked_at is not None
        log.warning("event failed", event_id=event_id, kind=kind, attempts=attempts, parked=is_parked, reason=reason)
