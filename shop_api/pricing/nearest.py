"""The nearest stem that is in stock when another is not. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.species import Catalog, Role
from shop_api.inventory.allocation import Stem
from shop_api.pricing.colour import difference, lab


def nearest(catalog: Catalog, stem: Stem, role: Role, free: Mapping[Stem, int], wanted: int) -> Stem | None:
    """What to take instead: another variety of the same species first, else a species of the same role; nearest in colour.

    Only stems that have a 3D model and of which `wanted` are free. None when there is none.
    """
    species = catalog.species[stem[0]]
    variety = species.variety(stem[1])
    if variety is None:
        return None
    candidates = [
        (kind.id != species.id, difference(lab(variety.hex), lab(sort.hex)), kind.id, sort.id)
        for kind in catalog.species.values()
        if kind.grown and (kind.id == species.id or role in kind.roles or role == kind.role)
        for sort in kind.varieties
        if (kind.id, sort.id) != stem and free.get((kind.id, sort.id), 0) >= wanted
    ]
    if not candidates:
        return None
    _, _, kind_id, sort_id = min(candidates)
    return kind_id, sort_id
