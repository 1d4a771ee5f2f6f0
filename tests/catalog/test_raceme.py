"""Florets on spikes, palmate leaves and clasping pairs: the organs that line flowers and pinks share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from catalog.atlas import LEAF, PETAL, Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.boughs import Bough
from catalog.organs.clasping import clasping_pair
from catalog.organs.palmate import Palm, palmate
from catalog.organs.raceme import borne, floret, opening, seats
from catalog.plant import Level

ATLAS = Atlas((("petal", PETAL), ("leaf", LEAF)))


def _triangle(q: float) -> Mesh:
    points = np.array([[0.0, 0.0, 0.0], [1.0 + q, 0.0, 0.0], [0.0, 0.0, -1.0 - q]])
    return mesh(points, [[0, 1, 2]], ATLAS.texcoords("petal", np.zeros(3), np.array([0.0, 1.0, 1.0])))


def _axis() -> Bough:
    return Bough(np.array([[0.0, y, 0.0] for y in (0.0, 5.0, 10.0)]), np.array([0.3, 0.2, 0.1]))


def test_a_floret_between_two_keys_lies_half_way() -> None:
    kind = floret(_triangle, (0.0, 1.0))
    grown = borne(kind, [0.5], [2.0], np.eye(3)[None], np.zeros((1, 3)))
    assert grown.positions[1] == pytest.approx([3.0, 0.0, 0.0])


def test_a_floret_whose_triangles_change_is_refused() -> None:
    def grow(q: float) -> Mesh:
        return _triangle(q) if q < 0.5 else mesh(np.eye(3), [[0, 2, 1]], np.zeros((3, 2)))

    with pytest.raises(ValueError, match="same triangles"):
        floret(grow, (0.0, 1.0))


def test_tints_of_floret_and_place_multiply_and_stay_in_range() -> None:
    grown = borne(
        floret(_triangle, (0.0, 1.0)), [0.0, 0.0], 1.0, np.stack([np.eye(3)] * 2), np.zeros((2, 3)), tints=[[0.5] * 3, [9.0] * 3]
    )
    assert grown.colours[0, :3] == pytest.approx(0.5)
    assert grown.colours[3, :3] == pytest.approx(2.0)


def test_seats_look_outwards_with_their_upper_side_up() -> None:
    found = seats(_axis(), [0.2, 0.8], [0.0, 90.0], 2.0, 0.0, 0.0)
    assert found.rotations[0, :, 1] == pytest.approx([1.0, 0.0, 0.0])
    assert found.rotations[1, :, 1] == pytest.approx([0.0, 0.0, -1.0], abs=1e-9)
    assert found.rotations[:, 1, 0] == pytest.approx([1.0, 1.0])
    assert found.ends[0, 0] - found.nodes[0, 0] == pytest.approx(2.0)
    assert np.linalg.det(found.rotations) == pytest.approx([1.0, 1.0])


def test_flowers_open_from_below_and_never_close_again() -> None:
    rank = np.linspace(0, 1, 20)
    stages = [opening(rank, o, first=0.3, last=1.2, soft=0.3) for o in np.linspace(0, 1, 11)]
    assert all((np.diff(s) <= 0).all() for s in stages)
    assert all((b >= a).all() for a, b in itertools.pairwise(stages))


@pytest.mark.parametrize("organ", ["palmate", "clasping"])
def test_leaves_draw_the_same_randomness_at_every_level(organ: str) -> None:
    after = []
    for level in Level:
        rng = np.random.default_rng(5)
        if organ == "palmate":
            palmate(Palm(6.0), ATLAS, "leaf", rng, level)
        else:
            clasping_pair(6.0, 1.4, ATLAS, "leaf", rng, level, radius=0.2)
        after.append(rng.random())
    assert len(set(after)) == 1


def test_a_palmate_leaf_has_its_length_and_as_many_points_as_fingers() -> None:
    grown = palmate(Palm(6.0, fingers=5, petiole=0.0, lift=0.0, droop=0.0), ATLAS, "leaf", np.random.default_rng(1), Level.HERO)
    flat = grown.positions[:, [0, 2]]
    reach = np.linalg.norm(flat, axis=1)
    assert reach.max() == pytest.approx(6.0, rel=0.2)
    angle = np.degrees(np.arctan2(flat[:, 1], flat[:, 0]))
    bins = [reach[np.abs(angle - a) < 8].max() for a in (-105, -78.75, -52.5, -26.25, 0, 26.25, 52.5, 78.75, 105)]
    assert all(bins[k] > bins[k + 1] and bins[k + 2] > bins[k + 1] for k in (0, 2, 4, 6)), "a bay lies between any two fingers"


def test_a_clasping_pair_stands_on_both_sides_of_its_node() -> None:
    grown = clasping_pair(6.0, 1.4, ATLAS, "leaf", np.random.default_rng(2), Level.STANDARD, radius=0.25, height=3.0)
    assert grown.positions[:, 0].min() < -2.0
    assert grown.positions[:, 0].max() > 2.0
    near = grown.positions[grown.positions[:, 1] < 3.0]
    assert np.hypot(near[:, 0], near[:, 2]).max() < 0.4
