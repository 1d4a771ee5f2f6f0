"""How long it takes to grow."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from catalog.load import load_catalog
from catalog.plant import Level
from catalog.plants.registry import PLANTS
from catalog.species import STAGES
from catalog.store import INDIVIDUALS, grow
from tests.benchmarks.measure import Figure, at_most


def figures() -> Iterator[Figure]:
    catalog, seconds = load_catalog(), {}
    for species, kind in PLANTS.items():
        start = time.process_time()
        for stage in STAGES:
            for individual in range(INDIVIDUALS):
                for level in Level:
                    grow(catalog, species, kind.openness[stage], individual, level)
        seconds[species] = time.process_time() - start
        yield Figure(f"species.grow_s.{species}", round(seconds[species], 2), "CPU s")
    yield at_most("species.grow_median_s", statistics.median(seconds.values()), "CPU s", 6.0)
