"""The personal part of an order: sealed into its columns and opened again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from shop_api.orders.models import Order
from shop_api.security import Vault

TABLE = Order.__tablename__


@dataclass(frozen=True)
class Contact:
    """phone is E.164; address is empty for a buyer."""

    name: str
    phone: str
    address: str = ""


def seal_contact(vault: Vault, contact: Contact | None, column: str, order_id: str) -> bytes | None:
    return None if contact is None else vault.seal_json(asdict(contact), TABLE, column, order_id).encode()


def open_contact(vault: Vault, sealed: bytes | None, column: str, order_id: str) -> Contact | None:
    return None if sealed is None else Contact(**vault.open_json(sealed.decode(), TABLE, column, order_id))


def seal_text(vault: Vault, text: str, column: str, order_id: str) -> bytes | None:
    """None for empty text."""
    return vault.seal(text, TABLE, column, order_id) if text else None


def open_text(vault: Vault, sealed: bytes | None, column: str, order_id: str) -> str:
    return "" if sealed is None else vault.open(sealed, TABLE, column, order_id)
