"""The organs that many-petalled flowers and sprays share."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.atlas import PETAL, Atlas
from catalog.organs.blade import Blade
from catalog.organs.bud import furled
from catalog.organs.double import Detail, petals, sized, warmed
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import shoot
from catalog.plant import Level
from catalog.surface import hex_colour, oklab

ATLAS = Atlas((("guard", PETAL), ("petal", PETAL)))


def test_a_midrib_runs_through_its_points() -> None:
    line = through([(0.2, 0.0), (0.2, 1.0), (0.2, 2.0), (0.2, 3.0)])
    assert line.length == pytest.approx(3.0)
    assert (line.radius, line.height) == (0.2, 0.0)
    assert all(angle == pytest.approx(90) for _, angle in line.midrib)


def test_a_midrib_that_curls_over_keeps_turning() -> None:
    """No jump from 180 to -180 degrees where a petal bends right back."""
    angles = [a for _, a in through([(0, 0), (0, 1), (-0.5, 1.6), (-1.0, 1.0), (-0.6, 0.4)]).midrib]
    assert np.abs(np.diff(angles)).max() < 90
    assert angles[-1] > 180


def test_a_midrib_needs_three_points() -> None:
    with pytest.raises(ValueError, match="three points"):
        through([(0, 0), (1, 1)])


def test_a_nest_meets_its_tables_and_lies_between_them() -> None:
    shut, opened = (((0.0, 0.0), (1.0, 1.0)), ((0.0, 0.0), (2.0, 1.0))), (((0.0, 0.0), (3.0, 1.0)), ((0.0, 0.0), (6.0, 0.0)))
    nest = Nest((0.0, 1.0), shut, opened)
    assert nest.points(0.0, 0.0).tolist() == [[0, 0], [1, 1]]
    assert nest.points(1.0, 1.0).tolist() == [[0, 0], [6, 0]]
    assert nest.points(0.5, 0.5)[1].tolist() == [3.0, 0.75]


def test_petals_left_out_change_no_other() -> None:
    def shape(t: float, wild: np.random.Generator) -> Blade:
        return Blade(2 + t, 1.0 + 0.1 * float(wild.random()), ((0, 20), (1, 70)), ((0, 0.3), (1, 1.0)))

    seeds = np.arange(6)
    grow = [
        petals(6, shape, lambda _: "guard", (Detail(0.0, 6, 4),), kept, ATLAS, seeds, Level.HERO)
        for kept in (lambda _: True, lambda i: i > 2)
    ]
    assert len(grow[0]) == 6
    assert [m.positions.tolist() for m in grow[0][3:]] == [m.positions.tolist() for m in grow[1]]


def test_a_flower_is_brought_to_its_diameter() -> None:
    shape = Blade(3, 2, ((0, 10), (1, 40)), ((0, 0.3), (1, 1.0)))
    grown = petals(8, lambda *_: shape, lambda _: "guard", (Detail(0.0, 6, 4),), lambda _: True, ATLAS, np.arange(8), Level.HERO)
    flower, factor = sized(grown[0], (ATLAS, "guard"), 7.0)
    assert np.percentile(np.hypot(flower.positions[:, 0], flower.positions[:, 2]), 98) == pytest.approx(3.5, rel=1e-4)
    assert factor > 1


def test_a_shoot_leaves_and_ends_as_asked() -> None:
    way = shoot((0, 2, 0), 90, 40, 80, 9.0)
    assert way.path[0].tolist() == [0, 2, 0]
    assert np.linalg.norm(np.diff(way.path, axis=0), axis=1).sum() == pytest.approx(9.0)
    assert way.path[-1][2] < -3, "azimuth 90 is -Z, as turn('y', 90) takes +X"
    assert np.degrees(np.arcsin(way.place[1, 1])) == pytest.approx(78, abs=3)
    assert np.allclose(way.place[:3, 3], way.path[-1])


def test_a_furled_bud_stays_near_its_profile() -> None:
    bud = furled([(0.2, 0.0), (0.6, 1.0), (0.5, 2.0), (0.01, 3.0)], ATLAS, "petal", depth=0.15, sides=20)
    radius = np.hypot(bud.positions[:, 0], bud.positions[:, 2])
    assert 0.6 < radius.max() <= 0.6 * 1.16
    assert bud.bounds[:, 1].tolist() == [0, 3]
    out = bud.positions[:, [0, 2]] * bud.normals[:, [0, 2]]
    assert (out.sum(1)[radius > 0.1] > 0).mean() > 0.95, "it faces outwards"


@pytest.mark.parametrize(("colour", "way"), [("#F6CBD0", 1), ("#F3E0BF", -1), ("#B21A2B", 0), ("#CFDCA0", 0)])
def test_only_pinks_and_creams_are_warmed(colour: str, way: int) -> None:
    before, after = (oklab(c) for c in (hex_colour(colour), warmed(hex_colour(colour), 8)))
    turned = np.degrees(np.arctan2(after[2], after[1]) - np.arctan2(before[2], before[1]))
    assert turned == pytest.approx(8 * way, abs=0.5)
