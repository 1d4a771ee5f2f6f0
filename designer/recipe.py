"""Design -> Recipe: what is taken from the cold room and the packing table, and how long it takes to make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.species import Catalog
from designer.design import Design

PAPER = "wrap-cotton"
WATER_PACK = "wet-wrap"
CARD = "card-greeting"


@dataclass(frozen=True)
class RecipeStem:
    species: str
    variety: str
    count: int


@dataclass(frozen=True)
class RecipeGood:
    """quantity is in the good's own unit: sheet, m or pc."""

    good: str
    quantity: float


@dataclass(frozen=True)
class Recipe:
    """stems by species and variety, whatever their stage or role; goods; minutes of work."""

    stems: tuple[RecipeStem, ...]
    goods: tuple[RecipeGood, ...]
    minutes: int


def recipe(design: Design, catalog: Catalog) -> Recipe:
    """What a design is made of. Raises KeyError for a container, ribbon or species that the catalogue does not have."""
    counts: dict[tuple[str, str], int] = {}
    for line in design.stems:
        key = (line.species, line.variety)
        counts[key] = counts.get(key, 0) + line.count
    stems = tuple(RecipeStem(species, variety, count) for (species, variety), count in counts.items())
    return Recipe(stems, tuple(_goods(design, catalog)), minutes(design.stem_count))


def _goods(design: Design, catalog: Catalog) -> list[RecipeGood]:
    container = catalog.goods[design.container.id]
    goods: list[RecipeGood] = []
    if container.kind == "paper":
        count = sheets(heads(design, catalog))
        goods.append(RecipeGood(container.id, float(count)))
        if len(design.container.colours) > 1 and PAPER in catalog.goods and container.id != PAPER:
            goods.append(RecipeGood(PAPER, float(max(1, count // 2))))
        if WATER_PACK in catalog.goods:
            goods.append(RecipeGood(WATER_PACK, float(water_packs(design.stem_count))))
    else:
        goods.append(RecipeGood(container.id, 1.0))
    if design.ribbon is not None:
        goods.append(RecipeGood(design.ribbon.id, ribbon_metres(design.stem_count)))
    if design.card is not None and CARD in catalog.goods:
        goods.append(RecipeGood(CARD, 1.0))
    goods.extend(RecipeGood(extra, 1.0) for extra in design.extras)
    return goods


def heads(design: Design, catalog: Catalog) -> int:
    """Stems that count as blooms: focal, mass and line. A bouquet of filler alone counts all its stems."""
    blooms = sum(
        line.count for line in design.stems if (line.role or catalog.species[line.species].role) in ("focal", "mass", "line")
    )
    return blooms or design.stem_count


def sheets(bloom_count: int) -> int:
    """Sheets of outer paper: 6 for 11 blooms, 8 for 19, 14 for 52, 24 for 99, 26 for 108, in between by proportion; 2 for one."""
    return round(float(np.interp(bloom_count, [1, 3, 11, 19, 52, 99, 108, 120], [2, 3, 6, 8, 14, 24, 26, 29])))


def water_packs(stem_count: int) -> int:
    """Water packs of wet cotton: 1 up to 30 stems, one more for each 20 beyond (3 for 55, 5 for 103)."""
    return max(1, int(np.ceil((stem_count - 10) / 20)))


def ribbon_metres(stem_count: int) -> float:
    """Metres of ribbon to the nearest tenth: 1.5 for 16 stems, 2 for 55, 3 for 103."""
    return round(float(np.interp(stem_count, [1, 16, 55, 103], [1.0, 1.5, 2.0, 3.0])), 1)


def minutes(stem_count: int) -> int:
    """Minutes of a florist's work: 25 for 16 stems, 30 for 26, 40 for 44, 55 for 55, 90 for 103."""
    return round(float(np.interp(stem_count, [1, 5, 16, 26, 44, 55, 103, 113, 120], [8, 14, 25, 30, 40, 55, 90, 110, 115])))
