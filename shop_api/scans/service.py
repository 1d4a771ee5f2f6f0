"""The shop's own scanned species: taking them in, and taking them out of the catalogue again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Literal

from sqlalchemy.orm import Session

from catalog.load import load_catalog
from catalog.scans import Details, ScanRefused, Shelf
from catalog.scans.archive import Archive
from shop_api.config import Settings, shop_day
from shop_api.context import Shop
from shop_api.designs import service as designs
from shop_api.inventory import service as inventory
from shop_api.orders import service as orders

Outcome = Literal["removed", "retired"]


@dataclass(frozen=True)
class Use:
    """What rests on a species: stems in stock, orders that are still to be made or handed over, and whether anything ever did."""

    stems: int
    orders: int
    ever: bool


def take_in(settings: Settings, file: BinaryIO, details: Details, replacing: bool) -> Archive:
    """Import the GLB in `file`, a real file. Raises ScanRefused; then nothing has changed."""
    shelf = Shelf(settings.scans_dir)
    return shelf.add(file, details, taken=load_catalog().species, replacing=replacing, most=settings.max_scan_bytes)


def use_of(session: Session, shop: Shop, id: str) -> Use:
    """Who needs the species now, and whether a lot or a design ever named it."""
    today = shop_day(shop.settings, shop.clock())
    ever = inventory.ever_received(session, id) or designs.anywhere(session, id)
    return Use(inventory.on_hand(session, id), orders.under_way(session, id, today), ever)


def take_out(session: Session, shop: Shop, id: str) -> Outcome:
    """Stop offering a scan: gone without a trace when nothing ever rested on it, else retired, so that past orders, saved
    designs and the stock's books still show what they showed. Raises ScanRefused `scan.not_found`, `scan.in_use`.

    The session must be a writing one: nobody can order or receive it in between.
    """
    if id not in shop.catalog.scans:
        raise ScanRefused("scan.not_found", id=id)
    use = use_of(session, shop, id)
    if use.stems or use.orders:
        raise ScanRefused("scan.in_use", id=id, stems=use.stems, orders=use.orders)
    shelf = Shelf(shop.settings.scans_dir)
    if use.ever:
        shelf.retire(id)
        return "retired"
    shelf.remove(id)
    return "removed"
