"""Heads of the daisy family: rays on a ball, rays on sections, cleft leaves."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.atlas import PETAL, Atlas
from catalog.organs.capitulum import Layer, ball, layers_drawn, nested, some
from catalog.organs.cleft import cleft_outline
from catalog.organs.profile import Nest
from catalog.organs.rays import Ray, rays
from catalog.plant import Level

ATLAS = Atlas((("ray", PETAL),))
PLAIN = Ray(outline=((0, 0.6), (0.6, 1.0), (1, 0.5)))
RANKS = np.linspace(0, 1, 120)


def test_rays_of_a_ball_end_on_it() -> None:
    whorl, apart = ball(RANKS, 3.0, 150.0, core=0.5, incurve=60.0)
    tips = rays(PLAIN, whorl, ATLAS, "ray", grid=(2, 24)).positions.reshape(120, -1, 3)[:, -2]
    assert np.linalg.norm(tips, axis=1) == pytest.approx(np.full(120, 3.0), rel=0.02)
    assert tips[0, 1] > 2.9
    assert np.degrees(np.arccos(tips[-1, 1] / 3.0)) == pytest.approx(150, abs=3)
    assert apart[0] < apart[-1], "they crowd at the pole"


def test_a_low_level_leaves_out_inner_rays_first_and_widens_the_rest() -> None:
    whorl, _ = ball(RANKS, 3.0, 150.0, core=0.5, incurve=60.0)
    grids = dict.fromkeys(Level, (2, 2))
    layers = (
        Layer(0.0, "ray", PLAIN, grids, {Level.HERO: 1, Level.FAR: 0}),
        Layer(0.5, "ray", PLAIN, grids, {Level.HERO: 1, Level.FAR: 4}),
    )
    hero, far = ([m.triangles // 8 for m in layers_drawn(whorl, layers, ATLAS, level)] for level in (Level.HERO, Level.FAR))
    assert hero == [60, 60]
    assert far == [15]
    assert some(whorl, np.array([3, 7])).azimuth == pytest.approx(whorl.azimuth[[3, 7]])


def test_nested_rays_follow_their_sections() -> None:
    shut = (((0.1, 0.0), (0.3, 1.0), (0.1, 2.0)), ((0.5, 0.0), (1.5, 1.0), (1.0, 2.0)))
    opened = (((0.1, 0.0), (0.4, 1.0), (0.4, 2.0)), ((0.5, 0.0), (2.0, 0.3), (3.5, 0.0)))
    nest = Nest((0.0, 1.0), shut, opened)
    for q, end in ((0.0, (1.0, 2.0)), (1.0, (3.5, 0.0))):
        whorl = nested(nest, np.array([0.0, 1.0]), np.full(2, q))
        tip = rays(PLAIN, whorl, ATLAS, "ray", grid=(2, 24)).positions.reshape(2, -1, 3)[1, -2]
        assert (np.hypot(tip[0], tip[2]), tip[1]) == pytest.approx(end, abs=0.06)


def test_a_flat_arc_changes_nothing_and_a_full_one_closes_a_quill() -> None:
    whorl, _ = ball(RANKS[:5], 3.0, 150.0, core=0.5, incurve=0.0)
    flat = rays(PLAIN, whorl, ATLAS, "ray").positions
    same = rays(Ray(PLAIN.outline, arc=((0, 0.0),)), whorl, ATLAS, "ray").positions
    quill = rays(Ray(PLAIN.outline, arc=((0, 180.0),)), whorl, ATLAS, "ray").positions.reshape(5, -1, 5, 3)
    assert np.abs(flat - same).max() < 1e-6
    wide = np.linalg.norm(flat.reshape(5, -1, 5, 3)[:, 2, 0] - flat.reshape(5, -1, 5, 3)[:, 2, -1], axis=-1)
    assert (np.linalg.norm(quill[:, 2, 0] - quill[:, 2, -1], axis=-1) < 0.2 * wide).all()


@pytest.mark.parametrize("level", list(Level))
def test_a_cleft_leaf_is_whole_and_has_lobes(level: Level) -> None:
    outline = cleft_outline(level)
    assert outline.faces.max() == len(outline.side) - 1
    assert len(np.unique(outline.faces)) == len(outline.side)
    assert outline.along.min() >= 0
    assert outline.along.max() <= 1.0001
    margin = outline.side[outline.tile_across == 1.0]
    valleys = ((margin[1:-1] < margin[:-2]) & (margin[1:-1] < margin[2:])).sum()
    assert valleys >= (0 if level is Level.FAR else 2)
