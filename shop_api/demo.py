"""A demo shop: staff, and stock of everything that can be put into a design. Deterministic but for the password.

Running it again changes nothing on the same day. When the newest lot of a variety is older than a delivery round, the next
delivery comes in, so that a demo shop opened next week has fresh stems; what was sold stays sold.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from catalog.species import ROLES, Species, Variety
from shop_api.accounts.service import Credentials, ensure_first_staff
from shop_api.context import Shop
from shop_api.inventory import service as inventory
from shop_api.inventory.service import Delivery

STAFF_NAME = "demo"
LOGIN_FILE = "demo-login.txt"
ROUND_DAYS = 2
BUNCHES = {"focal": (4, 8), "mass": (4, 8), "line": (2, 4), "filler": (4, 7), "foliage": (4, 7)}
"""Bunches of one delivery by role, from the least to the most asked for variety."""


@dataclass(frozen=True)
class DemoReport:
    """What was made this time. staff is the log-in, also when it was made earlier and its file is still there."""

    staff: Credentials | None
    lots: int
    stems: int


def prepare(shop: Shop) -> DemoReport:
    """Make what is missing."""
    with shop.database.write() as session:
        now = shop.clock()
        made = ensure_first_staff(session, STAFF_NAME, now)
        arrivals = inventory.last_arrivals(session)
        lots = stems = 0
        for delivery in deliveries(shop, arrivals, now):
            inventory.receive(session, shop.catalog, shop.settings, delivery, "demo", now)
            lots, stems = lots + 1, stems + delivery.quantity
    login = shop.settings.data_dir / LOGIN_FILE
    if made is not None:
        _write_login(login, made)
    return DemoReport(made or _read_login(login), lots, stems)


def deliveries(shop: Shop, arrivals: dict[tuple[str, str], datetime], now: datetime) -> list[Delivery]:
    """What comes in: at first an older and a fresh lot of each variety, later a fresh one when the last round is over."""
    found = []
    for species in shop.catalog.species.values():
        if not species.grown:
            continue
        for variety in species.varieties:
            last = arrivals.get((species.id, variety.id))
            if last is None:
                found += [_delivery(species, variety, now, age) for age in (1, 0)]
            elif now - last >= timedelta(days=ROUND_DAYS):
                found.append(_delivery(species, variety, now, 0))
    return found


def _delivery(species: Species, variety: Variety, now: datetime, age_days: int) -> Delivery:
    draw = hashlib.sha256(f"{species.id}/{variety.id}/{age_days}".encode()).digest()
    low, high = BUNCHES[species.role]
    bunches = low + draw[0] % (high - low + 1)
    # What fades soon is delivered last.
    hours = species.conditioning_hours[1] + 1 + draw[1] % min(6, species.plan_days - 1)
    arrived = (now - timedelta(days=age_days, hours=hours)).replace(minute=0, second=0, microsecond=0)
    return Delivery(
        species=species.id,
        variety=variety.id,
        quantity=max(20, bunches * species.bunch.stems),
        unit_cost_fen=species.standard_cost_fen,
        arrived_at=arrived,
        location=f"{'ABCDE'[ROLES.index(species.role)]}{1 + draw[2] % 4}-{1 + draw[3] % 12:02d}",
    )


def _write_login(path: Path, made: Credentials) -> None:
    """Only for the owner of the folder; a demo account must be findable again, a real shop makes its own."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{made.name}\n{made.password}\n")


def _read_login(path: Path) -> Credentials | None:
    if not path.exists():
        return None
    name, password = path.read_text().split("\n")[:2]
    return Credentials(name, password)
