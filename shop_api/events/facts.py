"""The facts that can be published: frozen, in the past tense. Personal fields travel sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fact:
    """subject: the thing it happened to; facts of one subject are told in the order they happened."""

    subject: str
    at: datetime

    def payload(self) -> dict[str, Any]:
        """As JSON."""
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


@dataclass(frozen=True)
class OrderPlaced(Fact):
    """A customer ordered. buyer is sealed JSON (see Buyer), bound to the order's id."""

    order_id: str
    number: str
    total_fen: int
    buyer: str


@dataclass(frozen=True)
class OrderConfirmed(Fact):
    order_id: str
    number: str


@dataclass(frozen=True)
class OrderDeclined(Fact):
    order_id: str
    number: str


@dataclass(frozen=True)
class OrderRefunded(Fact):
    order_id: str
    number: str


@dataclass(frozen=True)
class Buyer:
    """What `OrderPlaced.buyer` holds when opened, and where it is bound to."""

    name: str
    phone: str

    TABLE: ClassVar[str] = "outbox"
    COLUMN: ClassVar[str] = "buyer"


KINDS: Mapping[str, type[Fact]] = {kind.__name__: kind for kind in (OrderPlaced, OrderConfirmed, OrderDeclined, OrderRefunded)}


def fact_of(kind: str, payload: Mapping[str, Any]) -> Fact:
    """The fact again. Raises KeyError for a kind that is not known."""
    cls = KINDS[kind]
    names = {item.name for item in fields(cls)}
    values = {key: value for key, value in payload.items() if key in names}
    values["at"] = datetime.fromisoformat(values["at"])
    return cls(**values)
