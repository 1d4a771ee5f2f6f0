"""How long composing takes with warm models, on one core."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.load import load_catalog
from catalog.store import Store
from designer.compose import compose
from designer.parse import parse
from renderer.studio import StoreShapes
from tests.benchmarks.measure import Figure, at_most, cpu_ms
from tests.tools import STUDIO


def figures() -> Iterator[Figure]:
    catalog = load_catalog()
    shapes = StoreShapes(Store(STUDIO / "models", catalog))
    for count, bar in ((20, 25.0), (60, 60.0), (120, 120.0)):
        design = parse(mixed(count), catalog)
        yield at_most(f"compose.{count}_ms", cpu_ms(lambda d=design: compose(d, catalog, shapes)), "CPU ms", bar)


def mixed(count: int) -> dict[str, object]:
    """A mixed bouquet of `count` stems: half focal, the rest mass, filler and foliage."""
    roses, carnations, clouds = count // 2, count // 4, count // 10
    lines = [
        ("rose", "diana", "half", roses),
        ("carnation", "cuba-love", "full", carnations),
        ("gypsophila", "white", "full", clouds),
        ("eucalyptus-silver-dollar", "silver-green", "full", count - roses - carnations - clouds),
    ]
    return {
        "version": 1,
        "stems": [{"species": s, "variety": v, "stage": g, "count": n} for s, v, g, n in lines],
        "container": {"id": "wrap-korean-tissue", "colours": ["#F3E7DC", "#C98F8F"]},
        "ribbon": {"id": "ribbon-rib", "colour": "#A33B4A"},
    }
