"""Organs grown many at once: twigs, swarms and foliage keep their size, their direction and their outer side."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.atlas import LEAF, STEM, Atlas
from catalog.mesh import Mesh
from catalog.organs.foliage import Habit, Outline, foliage, leaning, long_outline, poised, round_outline
from catalog.organs.swarm import facing, pellet, swarm, twigs

ATLAS = Atlas((("leaf", LEAF), ("stem", STEM)))
POINTED = ((0.0, 0.0), (0.3, 1.0), (1.0, 0.0))


def _outward_share(mesh: Mesh) -> float:
    """Share of the triangles whose winding agrees with their vertices' normals."""
    corners = mesh.positions[mesh.indices].astype(np.float64)
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(((face * mesh.normals[mesh.indices].mean(1)).sum(1) > 0).mean())


def _flat(count: int, length: float, width: float) -> Habit:
    zero = np.zeros(count)
    full = np.ones(count)
    return Habit(full * length, full * width, zero, zero, zero, zero, np.zeros((count, 2)), zero)


@pytest.mark.parametrize("sides", [2, 3, 4])
def test_twigs_join_their_ends_and_look_outwards(sides: int) -> None:
    starts = np.array([[0.0, 0, 0], [1, 0, 0], [0, 0, 2]])
    ends = np.array([[0.0, 3, 0], [2, 1, 1], [0, 0, -1]])
    mesh = twigs(starts, ends, (0.1, 0.05), ATLAS, "stem", sides=sides)
    rings = mesh.positions.reshape(3, 2, -1, 3)
    assert rings.mean(2)[:, 0] == pytest.approx(starts, abs=1e-6)
    assert rings.mean(2)[:, 1] == pytest.approx(ends, abs=1e-6)
    assert np.linalg.norm(rings[:, 0] - starts[:, None], axis=2) == pytest.approx(0.1, abs=1e-6)
    assert _outward_share(mesh) == 1.0


def test_facing_takes_up_to_each_direction() -> None:
    directions = np.array([[0.0, 1, 0], [0, -1, 0], [0, 0, 5], [3, 0, 0], [1, 1, 1]])
    turns = facing(directions, np.array([0.0, 30, 60, 90, 120]))
    assert turns[:, :, 1] == pytest.approx(directions / np.linalg.norm(directions, axis=1, keepdims=True))
    assert np.linalg.det(turns) == pytest.approx(1.0)


def test_a_swarm_places_every_copy() -> None:
    points, faces, along = pellet(4, ((1.0, 0.0),), -1.0, 2.0)
    places = np.array([[0.0, 0, 0], [10, 0, 0]])
    turns = facing(np.array([[0.0, 1, 0], [1, 0, 0]]))
    mesh = swarm(points, faces, ATLAS.texcoords("leaf", 0 * along, along), turns, places)
    assert mesh.positions.max(0) == pytest.approx([12, 2, 1], abs=1e-6)
    assert _outward_share(mesh) == 1.0


@pytest.mark.parametrize("outline", [round_outline((6, 12)), long_outline(4, 6, POINTED)])
def test_a_leaf_has_the_length_and_width_that_it_is_given(outline: Outline) -> None:
    mesh = foliage(outline, _flat(1, 4.0, 3.0), ATLAS, "leaf", np.eye(3)[None], np.zeros((1, 3)))
    extent = mesh.positions.max(0) - mesh.positions.min(0)
    assert extent[0] == pytest.approx(4.0, rel=0.08)  # a round leaf is notched at its foot
    assert extent[1] < 0.01, "a leaf without droop, fold or cup is flat"
    assert extent[2] == pytest.approx(3.0, rel=0.05)
    assert mesh.normals[:, 1].min() > 0.99, "the upper face looks up"
    assert _outward_share(mesh) == 1.0


def test_a_poised_leaf_points_where_it_is_told() -> None:
    straight = poised([0.0, 90.0, 0.0], [0.0, 0.0, 90.0], [0.0, 0.0, 0.0])[:, :, 0]
    assert straight == pytest.approx(np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]]), abs=1e-9)
    leaned = leaning(np.array([[1.0, 0, 0], [0, 1, 0]]))
    assert leaned[:, :, 1] == pytest.approx(np.array([[1, 0, 0], [0, 1, 0]]), abs=1e-9)
