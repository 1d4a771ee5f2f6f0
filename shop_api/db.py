"""The database: one address for reading and one for writing, so that there is never more than one writer.

SQLite runs in WAL mode with synchronous FULL: what was answered survives a power cut. Every write transaction is opened
with BEGIN IMMEDIATE on the single writing connection, and threads queue for it on a lock: a deferred transaction that turns
from reading to writing fails at once with SQLITE_BUSY_SNAPSHOT, and processes that compete with BEGIN IMMEDIATE starve each
other. Routes and jobs open `read()` or `write()` themselves, which is the only place where a commit happens.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

log = structlog.get_logger("posy.db")

BUSY_MILLISECONDS = 10_000
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u

Counter = BigInteger().with_variant(Integer, "sqlite")
"""Key that counts up. SQLite only counts up by itself in a column declared INTEGER."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time: timezone-aware in Python, UTC in the database. Raises ValueError for a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy names it
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a timezone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=UTC)


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits. Sorts by time to the millisecond, cannot be guessed."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


class Database:
    """Reads run side by side; writes run one after another.

    after_commit: functions called after every committed write, outside the transaction (the dispatcher wakes this way).
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.after_commit: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._sqlite = url.startswith("sqlite")
        self._writer = self._engine(writing=True)
        self._reader = self._engine(writing=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state and cannot change it."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises."""
        with self._lock, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
        for listener in self.after_commit:
            listener()

    @property
    def writer(self) -> Engine:
        """For the migrations."""
        return self._writer

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    def _engine(self, *, writing: bool) -> Engine:
        # hide_parameters: a failing statement must not carry names and numbers into the log.
        if not self._sqlite:
            return create_engine(self.url, hide_parameters=True, pool_pre_ping=True)
        engine = create_engine(
            self.url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=1 if writing else 8,
            max_overflow=0 if writing else 8,
            connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # the driver must not open transactions of its own
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA foreign_keys = ON")
            if not writing:
                cursor.execute("PRAGMA query_only = ON")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return engine
