"""What happened, written down in the same transaction as what it happened to, and told to whoever listens exactly once in effect."""

from shop_api.events.dispatcher import Dispatcher, Handler, Handlers
from shop_api.events.facts import Buyer, Fact, OrderConfirmed, OrderDeclined, OrderPlaced, OrderRefunded
from shop_api.events.outbox import Inbox, Outbox, history_of, parked, publish, retry

__all__ = [
    "Buyer",
    "Dispatcher",
    "Fact",
    "Handler",
    "Handlers",
    "Inbox",
    "OrderConfirmed",
    "OrderDeclined",
    "OrderPlaced",
    "OrderRefunded",
    "Outbox",
    "history_of",
    "parked",
    "publish",
    "retry",
]
