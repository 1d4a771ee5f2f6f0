"""How long it takes to grow, and how much room the grown take."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator

from catalog.load import load_catalog
from catalog.plant import Level
from catalog.plants.registry import PLANTS
from catalog.skin import Piece, Skin
from catalog.species import STAGES
from catalog.store import INDIVIDUALS, grow, pack
from catalog.surface import palette
from renderer.export.gltf import model_glb
from tests.benchmarks.measure import Figure, at_most


def figures() -> Iterator[Figure]:
    catalog, seconds, disk, phones = load_catalog(), {}, 0, []
    for species, kind in PLANTS.items():
        row = catalog.species[species]
        start = time.process_time()
        for variety in row.form_bearers:
            chosen = row.variety(variety)
            form = chosen.form if chosen else None
            for stage, individual, level in itertools.product(STAGES, range(INDIVIDUALS), Level):
                plant = grow(catalog, species, kind.openness[stage], individual, level, form)
                disk += len(pack(plant))
                if level is Level.PHONE and individual == 0:
                    skin = Skin(kind.atlas, palette(kind.atlas, kind.paint(row.varieties[0])))
                    phones.append(len(model_glb([Piece(plant.bloom, skin)])))
        seconds[species] = time.process_time() - start
        yield Figure(f"species.grow_s.{species}", round(seconds[species], 2), "CPU s")
    yield at_most("species.grow_median_s", statistics.median(seconds.values()), "CPU s", 6.0)
    yield at_most("species.grow_all_two_cores_min", sum(seconds.values()) / 2 / 60, "min", 12.0)
    yield at_most("species.disk_mb", disk / 1e6, "MB", 400.0)
    yield at_most("species.phone_glb_kb", max(phones) / 1e3, "kB", 150.0)
