"""Orchids hang as they should: faces turned where they are told to, shapes the same at every level, no flower through another."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from catalog.mesh import Mesh
from catalog.organs import orchid
from catalog.organs.spike import kin
from catalog.plant import Level
from catalog.species import Catalog
from catalog.store import grow


@pytest.mark.parametrize("face", [(0, 0, 1), (0.6, -0.2, 0.7), (-1, 0, 0), (0, 1, 0), (0, -1, 0)])
def test_a_hung_flower_faces_where_it_should_with_its_lip_below(face: tuple[float, float, float]) -> None:
    world = orchid.hung(face, (1.0, 2.0, 3.0))
    turn = world[:3, :3]
    assert np.allclose(turn.T @ turn, np.eye(3), atol=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)
    assert np.allclose(turn[:, 1], np.array(face) / np.linalg.norm(face))
    assert turn[1, 2] <= 1e-9, "the lip's side (+Z) never looks up"
    assert np.allclose(world[:3, 3], [1, 2, 3])


def test_small_levels_share_shapes_and_always_the_foremost_flowers_own() -> None:
    assert [kin(k, Level.HERO, 1) for k in range(6)] == [0, 1, 2, 3, 4, 5]
    assert [kin(k, Level.FAR, 1) for k in range(6)] == [1, 1, 1, 4, 4, 4]
    for main in (1, 2):
        assert kin(main, Level.PHONE, main) == main


@pytest.mark.parametrize("species", ["phalaenopsis", "cymbidium", "dendrobium"])
@pytest.mark.parametrize("stage", ["half", "full"])
def test_no_flower_pierces_its_neighbour(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, species: str, stage: str) -> None:
    plant = importlib.import_module(f"catalog.plants.{species}")
    original, seen = plant.dressed, []

    def spy(axis: object, sites: list, bodies: list, *rest: object) -> object:
        seen.append([body.mesh.transformed(site.world) for site, body in zip(sites, bodies, strict=True)])
        return original(axis, sites, bodies, *rest)

    monkeypatch.setattr(plant, "dressed", spy)
    for individual in range(3):
        grow(catalog, species, plant.OPENNESS[stage], individual, Level.STANDARD)
    for flowers in seen:
        pierced = sum(_pierced(a, b) for i, a in enumerate(flowers) for j, b in enumerate(flowers) if i != j)
        assert pierced <= 24, "edges that run through another flower"


def _pierced(edged: Mesh, wall: Mesh) -> int:
    """How many edges of one mesh cross a triangle of the other."""
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, wall.positions[wall.indices].astype(np.float32))
    corners = edged.indices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    pairs = np.unique(np.sort(corners, axis=1), axis=0)
    start, end = edged.positions[pairs[:, 0]], edged.positions[pairs[:, 1]]
    length = np.linalg.norm(end - start, axis=1)
    real = length > 1e-6
    way = (end - start)[real] / length[real, None]
    hit = scene.run(np.ascontiguousarray(start[real]), np.ascontiguousarray(way.astype(np.float32)), query="DISTANCE")
    return int((hit < length[real]).sum())
