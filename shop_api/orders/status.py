"""The states of an order and which may follow which. Pure."""

from __future__ import annotations

from typing import Literal, get_args

Status = Literal["received", "confirmed", "declined", "refunded"]
STATUSES: tuple[Status, ...] = get_args(Status)

NEXT: dict[Status, tuple[Status, ...]] = {
    "received": ("confirmed", "declined"),
    "confirmed": ("refunded",),
    "declined": (),
    "refunded": (),
}


def allowed(status: Status) -> tuple[Status, ...]:
    """What may come after `status`."""
    return NEXT[status]


def may_become(status: Status, wanted: Status) -> bool:
    return wanted in NEXT[status]
