"""Stored designs. What the customer wrote (the design's name, the card) is sealed and kept out of the document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shop_api.db import Base, Moment


class DesignRow(Base):
    """words_sealed: JSON with `name` and `card`. frozen: an order rests on it, so it never changes again."""

    __tablename__ = "designs"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    revision: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(40))
    frozen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
