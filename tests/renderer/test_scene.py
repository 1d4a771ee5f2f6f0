from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from catalog.mesh import EMPTY
from catalog.plant import Head, Level, Plant
from catalog.skin import Piece
from designer.arrangement import Arrangement, PlacedStem
from renderer.export.bake import levels_within
from renderer.scene import assemble, parts_and_stems, stage, stage_plant, tint

MakePiece = Callable[..., Piece]
TRIANGLES = {Level.FAR: 2, Level.PHONE: 32, Level.STANDARD: 72}


class FakeStore:
    """Grows rectangles: finer ones for finer levels."""

    def __init__(self, make: MakePiece) -> None:
        self.piece = make(width=0.06, height=0.06)
        self.make = make

    def plant(self, species: str, stage_name: str, individual: int, level: Level, **_: Any) -> Plant:
        from tests.renderer.conftest import sheet

        bloom = sheet(0.06, 0.06, "petal", cells={Level.FAR: 1, Level.PHONE: 4, Level.STANDARD: 6}[level])
        head = Head(np.float32([0, 0.03, 0]), 0.03, np.float32([0, 0, 1]))
        return Plant(bloom, EMPTY, head, np.float32([[0, 0.03, 0, 0.03]]), 0.003, 0.2)

    def skin(self, species: str, variety: str) -> Any:
        return self.piece.skin

    def plant_key(self, *what: Any, **more: Any) -> str:
        return "-".join(map(str, [*what, *more.values()]))


def placed(id: str, x: float, individual: int = 0, role: Any = "focal") -> PlacedStem:
    matrix = np.eye(4)
    matrix[:3, 3] = x, 0.3, 0.0
    path = np.array([[x, 0, 0], [x, 0.15, 0], [x, 0.3, 0]], float)
    head = np.array([x, 0.33, 0.0])
    return PlacedStem(id, "rose", "pink", "half", role, individual, head, 0.03, np.array([0, 0, 1.0]), path, matrix, 0.003)


def arrangement(*stems: PlacedStem) -> Arrangement:
    return Arrangement(np.zeros(3), 0.01, (0.4, 0.4, 0.1), stems, (), ())


def test_equal_blooms_are_one_batch_and_stems_of_a_variety_one_mesh(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    scene = stage(arrangement(placed("a", -0.1), placed("b", 0.0), placed("c", 0.1, individual=1)), store)
    blooms = [b for b in scene.batches if b.source == "bloom"]
    assert sorted(len(b.transforms) for b in blooms) == [1, 2]
    assert len([b for b in scene.batches if b.source == "stem"]) == 1
    assert scene.bounds[0, 1] == pytest.approx(0, abs=1e-6)
    assert scene.bounds[1, 1] == pytest.approx(0.36, abs=1e-6)
    assert scene.bounds[1, 0] == pytest.approx(0.13, abs=1e-3)


def test_staging_twice_names_the_same_scene(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    one, two = (stage(arrangement(placed("a", -0.1), placed("b", 0.1)), store) for _ in range(2))
    moved = stage(arrangement(placed("a", -0.1), placed("b", 0.12)), store)
    assert one.key == two.key
    assert one.key != moved.key


def test_a_stem_keeps_its_tint_and_differs_from_its_neighbour() -> None:
    assert np.array_equal(tint("stem-1"), tint("stem-1"))
    assert not np.array_equal(tint("stem-1"), tint("stem-2"))
    many = np.array([tint(f"s{i}") for i in range(300)])
    assert np.abs(many.mean(0) - 1).max() < 0.01
    assert many.std() < 0.05


def test_stems_and_parts_come_as_pieces_in_the_world(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    (stems,) = parts_and_stems(arrangement(placed("a", -0.1), placed("b", 0.1)), store)
    low, high = stems.mesh.bounds
    assert low[1] == pytest.approx(0, abs=1e-6)
    assert high[1] == pytest.approx(0.3, abs=1e-6)


def test_one_stem_stands_on_its_cut_end(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    scene = stage_plant("rose", "pink", "half", 0, Level.STANDARD, store)
    assert scene.bounds[0, 1] == pytest.approx(0.2)
    assert not scene.ground


def test_levels_keep_to_the_budget_and_spare_the_front(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    stems = [placed(f"f{i}", 0.02 * i) for i in range(6)] + [placed(f"g{i}", 0.02 * i, role="filler") for i in range(4)]
    made = arrangement(*stems)
    for budget in (30, 100, 250, 400, 900):
        level = levels_within(made, store, budget)
        total = sum(TRIANGLES[level(s)] for s in stems)
        assert total <= budget or all(level(s) is Level.FAR for s in stems)
    tight = levels_within(made, store, 210)
    assert all(tight(s) is Level.FAR for s in stems if s.role == "filler")
    assert all(tight(s) is Level.PHONE for s in stems if s.role == "focal")


def test_wrong_shapes_are_refused(upright: MakePiece) -> None:
    store: Any = FakeStore(upright)
    batch = stage(arrangement(placed("a", 0.0)), store).batches[0]
    with pytest.raises(ValueError, match="transforms"):
        replace(batch, transforms=np.zeros((2, 3, 4), np.float32))
    with pytest.raises(ValueError, match="at least one triangle"):
        assemble([])
