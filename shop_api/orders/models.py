"""Orders. Everything personal is sealed; the design they rest on is a frozen copy that nobody can change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shop_api.db import Base, Counter, Moment


class Order(Base):
    """recipe and quote are what the customer agreed to; total_fen is the bouquet's price, without delivery.

    buyer, recipient, note and reason are sealed JSON.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_fen >= 0", name="total"),
        CheckConstraint("delivery_fen >= 0", name="delivery"),
        CheckConstraint("status in ('received', 'confirmed', 'declined', 'refunded')", name="status"),
        CheckConstraint("method in ('pickup', 'delivery')", name="method"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    placed_at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date] = mapped_column(Date)
    slot: Mapped[str] = mapped_column(String(11))
    method: Mapped[str] = mapped_column(String(10))
    design_id: Mapped[str] = mapped_column(ForeignKey("designs.id"))
    design_hash: Mapped[str] = mapped_column(String(40))
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON)
    quote: Mapped[dict[str, Any]] = mapped_column(JSON)
    total_fen: Mapped[int]
    delivery_fen: Mapped[int]
    buyer_index: Mapped[str] = mapped_column(String(64), index=True)
    buyer: Mapped[bytes] = mapped_column(LargeBinary)
    recipient: Mapped[bytes | None] = mapped_column(LargeBinary)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class OrderStep(Base):
    """One state the order came into, never altered. staff_id: who did it, null for the customer."""

    __tablename__ = "order_steps"

    seq: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class OrderDay(Base):
    """The last running number given out on a day of the shop's calendar."""

    __tablename__ = "order_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]
