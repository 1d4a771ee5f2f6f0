"""Customers, found again by phone, and the orders they placed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shop_api.db import Base, Moment


class Customer(Base):
    """phone_index is the blind index; name and phone are sealed."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class CustomerOrder(Base):
    """What the customer's history says about one order."""

    __tablename__ = "customer_orders"
    __table_args__ = (
        CheckConstraint("total_fen >= 0", name="total"),
        CheckConstraint("status in ('received', 'confirmed', 'declined', 'refunded')", name="status"),
    )

    order_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12))
    total_fen: Mapped[int]
    placed_at: Mapped[datetime] = mapped_column(Moment)
