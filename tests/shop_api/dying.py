"""A shop process that dies at a named moment, as if killed: run by test_crash.py, never imported by the product.

Usage: python dying.py FOLDER MOMENT NUMBER_OF_ORDERS
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shop_api.accounts import service as accounts
from shop_api.context import Shop
from shop_api.events import Dispatcher, Handler, Handlers
from shop_api.opening import handlers_of
from shop_api.orders import service as orders
from shop_api.orders.schemas import NewOrder
from tests.shop_api.builders import a_design, keep, make_shop, order_body

DEAD = 137


def die(*_: Any) -> Any:
    os._exit(DEAD)


def dying_handlers(shop: Shop, consumer: str, when: str) -> Handlers:
    """The shop's handlers, of which one dies just before its work or just before its commit."""

    def wrap(handler: Handler) -> Handler:
        if handler.consumer != consumer:
            return handler

        def run(session: Any, fact: Any) -> None:
            if when == "before":
                die()
            handler.run(session, fact)
            session.flush()
            die()

        return Handler(handler.consumer, run)

    return {kind: tuple(wrap(handler) for handler in rows) for kind, rows in handlers_of(shop).items()}


def place(shop: Shop, before_commit: Callable[[], None] = lambda: None) -> str:
    body = NewOrder.model_validate(order_body(shop, keep(shop, a_design(5))))
    with shop.database.write() as session:
        number = orders.place(session, shop, body).number
        session.flush()
        before_commit()
    return number


def main(folder: str, moment: str, count: int) -> None:
    shop = make_shop(Path(folder))
    if moment == "before the commit":
        place(shop, die)
    numbers = [place(shop) for _ in range(count)]
    print(*numbers, flush=True)  # noqa: T201  # the test reads it
    if moment == "after the commit":
        die()
    if moment == "before it is marked as told":
        Dispatcher._mark_published = die  # type: ignore[method-assign,assignment]
        Dispatcher(shop.database, handlers_of(shop), shop.clock).drain()
    if moment == "confirming":
        with shop.database.write() as session:
            staff = accounts.create_staff(session, "tester", "a long enough password", "owner", shop.clock())
            orders.confirm(session, shop, numbers[0], staff.id)
            die()
    consumer, when = moment.split(" ")
    Dispatcher(shop.database, dying_handlers(shop, consumer, when), shop.clock).drain()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
