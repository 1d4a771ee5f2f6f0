"""Snow willow: fine, arching twigs crowded all along with small umbels of tiny white five-petalled flowers and narrow, fresh leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import WOODY
from catalog.atlas import LEAF, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough
from catalog.organs.branch import UP, Growing, around, crooked, knotted, tapered
from catalog.organs.curves import smoothstep
from catalog.organs.floweret import Floweret, floweret, flowerets
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.head import diameter
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, shade, stem_tile

ATLAS = Atlas(
    (
        ("petal", Finish(roughness=0.6, translucency=0.75, sheen=0.1)),
        ("eye", Finish(roughness=0.7)),
        ("leaf", LEAF),
        ("bark", Finish(roughness=0.7)),
        ("pedicel", Finish(roughness=0.6, translucency=0.2)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 53.0
SIZE = 0.9  # cm across an open flower, what umbels are arranged for

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """petal: points around its rim, 1 for a kite; shown, larger: share of the flowers and how much larger; eye: sides; pedicels."""

    petal: int
    shown: float
    larger: float
    eye: int
    pedicels: int
    leaf: tuple[int, int]
    leaves: float
    rings: int
    sides: tuple[int, int]


_DETAIL = {
    Level.HERO: _Detail(3, 1.0, 1.0, 4, 2, (2, 4), 1.0, 3, (6, 4)),
    Level.STANDARD: _Detail(2, 0.76, 1.08, 3, 0, (2, 3), 0.9, 1, (5, 3)),
    Level.PHONE: _Detail(1, 0.52, 1.22, 0, 0, (2, 2), 0.7, 1, (4, 3)),
    Level.FAR: _Detail(0, 0.23, 1.95, 0, 0, (2, 2), 0.25, 0, (3, 2)),
}


@dataclass(frozen=True, eq=False)
class _Spray:
    """Flowers (N): node on the twig, way of the pedicel, its length, face, late, size, tint, lot, roll. Leaves (M): frame, origin, habit."""

    boughs: list[Bough]
    node: Array
    way: Array
    pedicel: Array
    face: Array
    late: Array
    size: Array
    tint: Array
    lot: Array
    leaf_turn: Array
    leaf_foot: Array
    leaf_habit: Habit
    leaf_lot: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    width = diameter(growth, OPENNESS)
    stem = 0.18 * (1 + 0.06 * float(rng.normal()))
    streams = rng.spawn(2)
    spray = _spray(stem, streams[0])
    stalk = Stalk(
        STALK,
        stem,
        way=float(streams[1].uniform(0, 6.28)),
        sway=1.8,
        kink=0.5,
        taper=1.3,
        nodes=(-5.0, -12.0, -20.0, -30.0),
        swell=0.15,
    )
    parts = [
        knotted(b, ATLAS, "bark", sides=detail.sides[min(k, 1)], rings=detail.rings if k == 0 else min(detail.rings, 1), swell=0.25)
        for k, b in enumerate(spray.boughs)
    ]
    parts += [*_flowers(spray, width, growth.openness, detail), *_leaves(spray, growth.openness, detail)]
    k = int(np.argmin(np.linalg.norm(spray.node - [0.0, 16.0, 2.0], axis=1)))
    metres = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=stalk.grown(ATLAS, "bark", level, detail.sides[0], (0.0, 0.5)).transformed(metres),
        head=Head((spray.node[k] / 100).astype(np.float32), width / 200, spray.way[k].astype(np.float32)),
        proxies=_proxies(spray),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _spray(stem: float, rng: np.random.Generator) -> _Spray:
    """A leader that arches over to one side, and arching side twigs, mostly from its upper side."""
    j = rng.normal(0, 1, 4).clip(-1.5, 1.5)
    a = float(rng.uniform(0, 2 * np.pi))
    bow = np.array([np.cos(a), 0.0, -np.sin(a)])
    over = tuple(0.95 * bow + (0.28 + 0.12 * j[0]) * UP)
    main = Growing(1.1, 7, 3, (over[0], over[1], over[2]), 1.0, 1.7)
    boughs = [tapered(crooked(np.zeros(3), UP + 0.05 * j[1] * bow, 25.0, main, rng), stem, 0.04, (0.4, 1.0))]
    for share, length, aside in ((0.14, 13.5, 2.6), (0.27, 12.0, -1.7), (0.44, 9.5, 1.5), (0.62, 7.0, -1.2)):
        d = rng.normal(0, 1, 4).clip(-1.5, 1.5)
        b = a + aside + 0.25 * d[0]
        out = np.array([np.cos(b), 0.0, -np.sin(b)])
        foot = boughs[0].at([share])[0]
        way = unit(boughs[0].heading([share])[0] + (0.55 + 0.1 * d[1]) * out + 0.35 * UP)
        ends = 0.85 * out + (0.5 + 0.15 * d[2]) * UP
        habit = Growing(1.0, 7, 3, (ends[0], ends[1], ends[2]), 0.95, 1.3)
        path = crooked(foot, way, length * (1 + 0.08 * d[3]), habit, rng)
        boughs.append(tapered(path, 0.06 + 0.002 * length, 0.035, (0.65, 1.0)))
    return _flowering(boughs, rng)


def _flowering(boughs: list[Bough], rng: np.random.Generator) -> _Spray:
    """At every node an umbel of two to four flowers on short pedicels, turned to the light, and a leaf or two below it."""
    flowers, leaves, turns, feet = [], [], [], []
    for number, bough in enumerate(boughs):
        count = len(bough.path)
        share = np.arange(count) / (count - 1)
        j = rng.normal(0, 1, (count, 8)).clip(-2, 2)
        chance = rng.random((count, 3))
        spot, side = around(bough, share, 137.5 * np.arange(count) + 15 * j[:, 0])
        heading = bough.heading(share)
        # Umbels of an arching twig stand up from it.
        side = unit(side + 0.45 * UP + 0.15 * heading)
        first = 3 if number == 0 else 1
        frames = leaning(heading)
        for node in range(first, count):
            many = 5 + int(chance[node, 0] < 0.25) - int(chance[node, 0] > 0.7)
            across = unit(np.cross(heading[node], side[node]))
            over = np.cross(side[node], across)
            late = 0.6 * smoothstep(0.35, 1.0, share[node]) - 0.1 + 0.22 * j[node, 1]
            for k in range(many):
                angle = 2 * np.pi * (k / many) + 3 * j[node, 2]
                way = unit(side[node] + (0.9 if k else 0.25) * (np.cos(angle) * across + np.sin(angle) * over))
                face = unit(way + 0.5 * side[node] + 0.25 * UP)
                length = 0.58 + 0.14 * j[node, 3 + k % 4]
                flowers.append(
                    (*spot[node], *way, length, *face, late + 0.12 * j[node, 3 + k % 4], 1.1 + 0.07 * j[node, 4 + k % 4])
                )
        nodes = np.arange(first, count)
        grown = nodes[(chance[nodes, 1] < 0.9) | (share[nodes] > 0.94)]
        turns.append(poised(137.5 * grown + 40 + 20 * j[grown, 5], 34 + 12 * j[grown, 6], 12 * j[grown, 7], frames[grown]))
        feet.append(spot[grown])
        small = 1 - 0.35 * share[grown]
        leaves.append(np.stack([(2.0 + 0.35 * j[grown, 4]) * small, 1 + 0.12 * j[grown, 5], j[grown, 6], j[grown, 7]], 1))
    f, m = np.array(flowers), np.concatenate(leaves)
    n = len(f)
    habit = Habit(
        m[:, 0],
        0.2 * m[:, 0] * m[:, 1],
        26 + 22 * m[:, 2],
        16 + 5 * m[:, 3],
        0 * m[:, 0],
        0.03 + 0 * m[:, 0],
        3 * m[:, 2:4],
        14 * m[:, 3],
    )
    return _Spray(
        boughs,
        f[:, :3],
        f[:, 3:6],
        f[:, 6],
        f[:, 7:10],
        f[:, 10],
        np.clip(f[:, 11], 0.88, 1.2),
        np.clip(1 + 0.035 * rng.normal(0, 1, (n, 1)), 0.9, 1.06),
        rng.permutation(n) / n,
        np.concatenate(turns),
        np.concatenate(feet),
        habit,
        rng.permutation(len(m)) / len(m),
    )


_FLOWER = Floweret(closed=52.0, opened=14.0, tip_closed=152.0, tip_opened=-4.0, width=0.9, claw=0.3, cup=0.2)


def _flowers(spray: _Spray, width: float, openness: float, detail: _Detail) -> list[Mesh]:
    shown = spray.lot < detail.shown
    q = smoothstep(-0.05, 0.7, openness - 0.5 * spray.late[shown])
    half = width / 2 * spray.size[shown] * detail.larger
    # The data give how wide a flower spreads, and a shut one spreads little; it stands on a shorter pedicel.
    half = half * (1.9 - 0.9 * q)
    long = spray.pedicel[shown] * (0.6 + 0.4 * q) * (0.55 + 0.45 * width / SIZE)
    foot, way = spray.node[shown], spray.way[shown]
    end = foot + way * long[:, None]
    turned = facing(spray.face[shown], 360 * spray.lot[shown])
    kind = floweret(_FLOWER, detail.petal, detail.eye)
    parts = flowerets(kind, q, half, turned, end, ATLAS, ("petal", "eye"), tints=spray.tint[shown])
    if detail.pedicels:
        parts.append(twigs(foot, end, (0.025, 0.03), ATLAS, "pedicel", sides=detail.pedicels))
    return parts


def _leaves(spray: _Spray, openness: float, detail: _Detail) -> list[Mesh]:
    shown = spray.leaf_lot < detail.leaves
    habit = spray.leaf_habit.of(shown)
    size = 0.55 + 0.45 * float(smoothstep(0.0, 0.9, openness))
    habit = Habit(
        habit.lengths * size,
        habit.widths * size,
        *(getattr(habit, n) for n in ("droops", "folds", "cups", "ripples", "phases", "twists")),
    )
    outline = long_outline(*detail.leaf, ((0, 0.0), (0.12, 0.42), (0.35, 0.9), (0.55, 1.0), (0.8, 0.6), (1, 0.0)))
    light = 0.92 + 0.16 * spray.leaf_lot[shown][:, None]
    return [foliage(outline, habit, ATLAS, "leaf", spray.leaf_turn[shown], spray.leaf_foot[shown], tints=light)]


def _proxies(spray: _Spray) -> Floats:
    rows = [(*p, 1.3) for b in spray.boughs for p in b.at(np.linspace(0.1, 1.0, max(2, round(b.length / 2.6))))]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = hex_colour(variety.hex)
    green = hex_colour(variety.accent or "#7F9A54")
    return finished(
        {
            "petal": _petal(body, green),
            "eye": _eye(green),
            "leaf": leaf_tile(green, pairs=6, contrast=0.18, rim=shade(green, 0.05)),
            "bark": _bark(),
            "pedicel": stem_tile(shade(green, 0.05)),
        }
    )


def _petal(body: Colour, green: Colour) -> Colour:
    """Pure white, a breath of green in the claw."""
    _, along = tile_grid()
    colour = mix(mix(body, shade(green, 0.2), 0.3), body, smoothstep(0.02, 0.2, along))
    return np.asarray(colour * (1 + 0.012 * noise(4, 9))[..., None])


def _eye(green: Colour) -> Colour:
    """A greenish-yellow cup."""
    _, along = tile_grid()
    return np.asarray(
        mix(hex_colour("#D9C84E"), shade(green, 0.14, 1.1), smoothstep(0.3, 1.0, along)) * (1 + 0.1 * noise(8, 20))[..., None]
    )


def _bark() -> Colour:
    return np.asarray(stem_tile(hex_colour("#6B5140"), hex_colour("#86664A"), 7) * (1 + 0.1 * noise(12, 26))[..., None])


PLANT = PlantKind("spirea", ATLAS, OPENNESS, grow, paint, ageing=replace(WOODY, opens=0.8))
