"""Knowing the customer: made from the facts about orders, read by staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.crm.models import Customer, CustomerOrder
from shop_api.db import new_id
from shop_api.events import Buyer, OrderConfirmed, OrderDeclined, OrderPlaced, OrderRefunded
from shop_api.security import Vault

SPENT = ("confirmed",)
"""States of an order whose amount counts as spent."""


class UnknownOrder(LookupError):
    """No customer is known for this order yet."""


@dataclass(frozen=True)
class PastOrder:
    number: str
    at: datetime
    status: str
    total_fen: int


@dataclass(frozen=True)
class CustomerRecord:
    """history is newest first; spent_fen counts confirmed orders only."""

    id: str
    name: str
    phone: str
    spent_fen: int
    history: tuple[PastOrder, ...]


def remember(session: Session, vault: Vault, fact: OrderPlaced) -> None:
    """The buyer becomes a customer, or is found again by phone and takes the newest name; the order joins the history."""
    opened = vault.open_json(fact.buyer, Buyer.TABLE, Buyer.COLUMN, fact.order_id)
    buyer = Buyer(name=opened["name"], phone=opened["phone"])
    index = vault.phone_index(buyer.phone)
    customer = session.scalar(select(Customer).where(Customer.phone_index == index))
    if customer is None:
        customer_id = new_id()
        phone = vault.seal(buyer.phone, Customer.__tablename__, "phone", customer_id)
        customer = Customer(id=customer_id, phone_index=index, phone=phone, name=b"", created_at=fact.at, updated_at=fact.at)
        session.add(customer)
    customer.name = vault.seal(buyer.name, Customer.__tablename__, "name", customer.id)
    customer.updated_at = fact.at
    session.flush()
    session.add(
        CustomerOrder(
            order_id=fact.order_id,
            customer_id=customer.id,
            number=fact.number,
            status="received",
            total_fen=fact.total_fen,
            placed_at=fact.at,
        )
    )
    session.flush()


def follow(session: Session, fact: OrderConfirmed | OrderDeclined | OrderRefunded) -> None:
    """Keep the history's state of the order up to date. Raises UnknownOrder."""
    status = {OrderConfirmed: "confirmed", OrderDeclined: "declined", OrderRefunded: "refunded"}[type(fact)]
    _order(session, fact.order_id).status = status
    session.flush()


def customer_of(session: Session, order_id: str) -> str:
    """Id of the customer who placed the order. Raises UnknownOrder."""
    return _order(session, order_id).customer_id


def record(session: Session, vault: Vault, customer_id: str) -> CustomerRecord:
    """Everything staff see of a customer. Raises LookupError."""
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise LookupError("no such customer")
    rows: Sequence[CustomerOrder] = session.scalars(
        select(CustomerOrder)
        .where(CustomerOrder.customer_id == customer_id)
        .order_by(CustomerOrder.placed_at.desc(), CustomerOrder.order_id.desc())
    ).all()
    return CustomerRecord(
        id=customer.id,
        name=vault.open(customer.name, Customer.__tablename__, "name", customer.id),
        phone=vault.open(customer.phone, Customer.__tablename__, "phone", customer.id),
        spent_fen=sum(row.total_fen for row in rows if row.status in SPENT),
        history=tuple(PastOrder(row.number, row.placed_at, row.status, row.total_fen) for row in rows),
    )


def _order(session: Session, order_id: str) -> CustomerOrder:
    row = session.get(CustomerOrder, order_id)
    if row is None:
        raise UnknownOrder(order_id)
    return row
