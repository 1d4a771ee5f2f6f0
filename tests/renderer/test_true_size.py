"""The size that an arrangement states is the size of what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.load import load_catalog
from catalog.plant import Level, Plant
from catalog.species import Stage
from catalog.store import Store
from designer.compose import compose
from designer.library import load_library
from renderer.scene import Scene, stage


class Grown:
    """The shapes that a shop composes with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plant(self, species: str, stage: Stage, individual: int, variety: str) -> Plant:
        return self._store.plant(species, stage, individual, Level.STANDARD, variety=variety)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("models")
    return Store(folder, load_catalog())


def drawn(scene: Scene) -> np.ndarray:
    """(2,3) bounds over every vertex of every instance."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for batch in scene.batches:
        for matrix in batch.transforms.astype(np.float64):
            points = batch.piece.mesh.positions @ matrix[:3, :3].T + matrix[:3, 3]
            low, high = np.minimum(low, points.min(0)), np.maximum(high, points.max(0))
    return np.stack([low, high])


@pytest.mark.parametrize("name", sorted(load_library(load_catalog())))
def test_every_library_design_is_as_large_as_it_says(name: str, store: Store) -> None:
    catalog = load_catalog()
    arrangement = compose(load_library(catalog)[name].design, catalog, Grown(store))
    bounds = drawn(stage(arrangement, store))
    width, height, depth = bounds[1] - bounds[0]
    assert arrangement.size == pytest.approx((height, width, depth), rel=0.01)
    assert bounds[0, 1] >= 0.0
    assert bounds[0, 1] < 0.001  # and it stands on the table
