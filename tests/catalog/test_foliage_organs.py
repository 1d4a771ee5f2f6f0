"""Fronds that bend without stretching, leaves that are cut between their veins, needles that spring from shared feet."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.atlas import LEAF, Atlas
from catalog.mesh import mesh
from catalog.organs.frond import Spine, flat_frames, scalloped
from catalog.organs.lobed import Half, half_net, seamless, whole_net
from catalog.organs.sprays import sprays

ATLAS = Atlas((("leaf", LEAF),))
_STARTS = ((0.0, 0.0), (1.0, 0.8))
_SIDE = ((0.0, 0.05), (0.5, 0.5), (1.0, 0.0))
_ALONG = ((0.0, -0.1), (0.5, 0.4), (1.0, 1.0))


def _areas(side: np.ndarray, along: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Signed areas of triangles in the plane, positive where they face the viewer."""
    a, b, c = (np.stack([side, along], 1)[faces[:, k]] for k in range(3))
    return ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2


def test_a_spine_bends_without_stretching() -> None:
    spine = Spine(30.0, ((0, 5.0), (0.5, 20.0), (1, 70.0)), facing=25.0)
    points = spine.carried(np.column_stack([np.zeros(200), np.linspace(0, 30, 200), np.zeros(200)]))
    assert np.linalg.norm(np.diff(points, axis=0), axis=1).sum() == pytest.approx(30.0, rel=1e-3)
    assert points[0] == pytest.approx([0, 0, 0])
    assert points[-1, 1] < 27, "the tip leans over"


def test_a_spine_goes_straight_on_below_its_foot() -> None:
    below = Spine(30.0, ((0, 0.0), (1, 60.0))).carried([[0.0, -4.0, 0.0]])
    assert below[0] == pytest.approx([0, -4, 0])


def test_leaves_laid_flat_show_their_upper_face_to_the_viewer() -> None:
    frames = flat_frames(np.array([0.0, 60.0, -120.0]))
    assert frames[:, :, 1] == pytest.approx(np.tile([0.0, 0.0, 1.0], (3, 1)))
    assert frames[0, :, 0] == pytest.approx([0, 1, 0])
    assert np.linalg.det(frames) == pytest.approx(np.ones(3))


@pytest.mark.parametrize(("lobes", "points"), [(2, 1), (3, 4), (5, 2)])
def test_a_scalloped_leaf_is_one_sheet_that_faces_one_way(lobes: int, points: int) -> None:
    outline = scalloped(lobes, points, ((0.0, 0.3), (0.4, 1.0), (1.0, 0.1)), 0.4)
    area = _areas(outline.side, outline.along, outline.faces)
    assert (np.sign(area[np.abs(area) > 1e-9]) == np.sign(area.sum())).all()
    assert outline.along.max() == pytest.approx(1.0)


def test_lobes_without_cuts_make_a_whole_blade() -> None:
    net = half_net(Half(5, _STARTS, _SIDE, _ALONG), 4, 8)
    right, left = (net.across == 1) & (net.rank < 4), (net.across == -1) & (net.rank > 0)
    assert np.stack([net.side, net.along], 1)[right] == pytest.approx(np.stack([net.side, net.along], 1)[left])


def test_a_slit_opens_from_its_beginning_to_the_margin() -> None:
    slits = ((2.0, 0.0), (0.4, 0.5), (2.0, 0.0), (2.0, 0.0))
    net = half_net(Half(5, _STARTS, _SIDE, _ALONG, slits=slits), 4, 20)
    rank, out = net.rank.reshape(5, 21, 5), net.out.reshape(5, 21, 5)[2, :, 0]
    gap = rank[2, :, 0] - rank[1, :, -1]
    assert gap[out < 0.4] == pytest.approx(0)
    assert gap[out > 0.75].min() > 0.3
    assert rank[3, :, 0] == pytest.approx(rank[2, :, -1]), "its neighbour stays closed"


def test_both_halves_face_the_viewer_and_no_seam_shows() -> None:
    half = Half(4, _STARTS, _SIDE, _ALONG)
    net = whole_net(half, half, 4, 6)
    area = _areas(net.side, net.along, net.faces)
    assert area[np.abs(area) > 1e-9].min() > 0
    bent = np.stack([net.side, net.along, 0.3 * net.side**2], 1)
    leaf = seamless(mesh(bent, net.faces, ATLAS.texcoords("leaf", net.across, net.out)))
    _, same = np.unique(np.round(leaf.positions, 4), axis=0, return_inverse=True)
    for group in range(int(same.max()) + 1):
        normals = leaf.normals[same.ravel() == group]
        assert normals == pytest.approx(np.tile(normals[:1], (len(normals), 1)))


def test_every_needle_is_as_broad_as_asked_whatever_way_it_points() -> None:
    rng = np.random.default_rng(1)
    feet, ways = rng.normal(0, 1, (6, 3)), rng.normal(0, 1, (6, 3))
    tips = feet[:, None] + rng.normal(0, 1, (6, 9, 3))
    grown = sprays(feet, ways, tips, 0.1, ATLAS, "leaf")
    assert grown.triangles == 6 * 9
    assert len(grown.positions) == 6 * (9 + 3), "needles share their feet"
    corners = grown.positions[grown.indices].astype(float)
    assert np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1) == pytest.approx(np.full(54, 0.1), rel=1e-3)
    edge = (corners[:, 1] - corners[:, 0]) / 0.1
    heading = corners[:, 2] - corners[:, 0]
    heading /= np.linalg.norm(heading, axis=1, keepdims=True)
    assert np.linalg.norm(np.cross(edge, heading), axis=1).min() > 0.4, "none is seen edge-on along its whole length"
