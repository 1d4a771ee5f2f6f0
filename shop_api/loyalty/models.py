"""The points ledger: rows are only ever added; a balance is a sum."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop_api.db import Base, Counter, Moment


class LedgerEntry(Base):
    """pending: points that wait for the shop's word; balance: points the customer has. Each column adds up by itself.

    One rule acts at most once on one source, whatever is told twice.
    """

    __tablename__ = "points_ledger"
    __table_args__ = (
        UniqueConstraint("source_type", "source_id", "rule"),
        CheckConstraint("kind in ('pending', 'confirmed', 'reversed')", name="kind"),
        CheckConstraint("pending != 0 or balance != 0", name="points"),
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    pending: Mapped[int]
    balance: Mapped[int]
    source_type: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[str] = mapped_column(String(26))
    source_number: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
