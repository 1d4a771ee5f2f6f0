"""Lots of stems, what is held of them for orders, and every movement of stock."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop_api.db import Base, Counter, Moment


class Lot(Base):
    """Stems of one variety that came together. Counts are stems, money is fen.

    on_hand: physically here; reserved: the part of them that orders hold. sell_by: last date on which they can be handed over
    and still keep the promised days at the customer's.
    """

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("received > 0", name="received"),
        CheckConstraint("on_hand >= 0 and on_hand <= received", name="on_hand"),
        CheckConstraint("reserved >= 0 and reserved <= on_hand", name="reserved"),
        CheckConstraint("unit_cost_fen >= 0", name="unit_cost"),
        CheckConstraint("discard_at > arrived_at", name="life"),
        CheckConstraint("status in ('open', 'withdrawn')", name="status"),
        Index("ix_lots_stem", "species", "variety", "sell_by"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    species: Mapped[str] = mapped_column(String(60))
    variety: Mapped[str] = mapped_column(String(60))
    received: Mapped[int]
    on_hand: Mapped[int]
    reserved: Mapped[int]
    unit_cost_fen: Mapped[int]
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    ready_on: Mapped[date] = mapped_column(Date)
    discard_at: Mapped[datetime] = mapped_column(Moment)
    sell_by: Mapped[date] = mapped_column(Date)
    location: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12), default="open")


class Hold(Base):
    """Stems of one lot that an order holds. held -> taken when confirmed, held -> freed when declined."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("state in ('held', 'taken', 'freed')", name="state"),
    )

    order_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("lots.id"), primary_key=True, index=True)
    count: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="held")


class Movement(Base):
    """One change of what is on hand, never altered. The sum of a lot's movements is its on_hand."""

    __tablename__ = "movements"
    __table_args__ = (
        CheckConstraint("quantity != 0", name="quantity"),
        CheckConstraint("kind in ('received', 'taken')", name="kind"),
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("lots.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)
