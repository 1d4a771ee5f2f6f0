"""The same request twice has one effect: answers are kept by the caller's `Idempotency-Key`, in the transaction of the effect.

Same key and same body: the kept answer again. Same key and another body: 422. A second request while the first is still
being worked on: 409. Refusals are not kept, since they changed nothing and may be tried again. Answers can hold names, so
they are sealed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.species import Text
from shop_api.db import Base, Moment
from shop_api.errors import Conflict, field_error
from shop_api.security import Vault

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80, pattern=r"^[!-~]+$")]


class KeptAnswer(Base):
    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


_working: set[tuple[str, str]] = set()
_working_lock = threading.Lock()


@contextmanager
def working(scope: str, key: str) -> Iterator[None]:
    """Marks the key as being worked on in this process. Raises Conflict `idempotency.in_flight`."""
    mark = (scope, key)
    with _working_lock:
        if mark in _working:
            message = Text("同一请求正在处理中，请稍后再试。", "The same request is being worked on; ask again in a moment.")
            raise Conflict(message, code="idempotency.in_flight", headers={"Retry-After": "1"})
        _working.add(mark)
    try:
        yield
    finally:
        with _working_lock:
            _working.discard(mark)


def recall(session: Session, vault: Vault, scope: str, key: str, body: BaseModel) -> str | None:
    """The kept answer as JSON text, None when the key is new. Raises a 422 `idempotency.reused` for another body."""
    kept = session.get(KeptAnswer, (scope, _hash(key)))
    if kept is None:
        return None
    if kept.body_hash != _body_hash(vault, body):
        message = Text(
            "这个 Idempotency-Key 已用于另一请求，请换一个新的。",
            "This Idempotency-Key was used for another request; take a new one.",
        )
        raise field_error("idempotency.reused", "Idempotency-Key", message)
    return vault.open(kept.answer, KeptAnswer.__tablename__, scope, kept.key_hash)


def keep(
    session: Session, vault: Vault, scope: str, key: str, body: BaseModel, answer: BaseModel, now: datetime, hours: int
) -> None:
    """Keep the answer with the effect, and let go of those older than `hours`."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.at < now - timedelta(hours=hours)))
    hashed = _hash(key)
    sealed = vault.seal(answer.model_dump_json(), KeptAnswer.__tablename__, scope, hashed)
    session.add(KeptAnswer(scope=scope, key_hash=hashed, body_hash=_body_hash(vault, body), answer=sealed, at=now))
    session.flush()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _body_hash(vault: Vault, body: BaseModel) -> str:
    # Keyed: a plain hash of a body with a name and a phone number could be searched for.
    return vault.fingerprint(body.model_dump_json().encode())
