"""Bridal wreath: thin, arching wands lined along their upper side with half-ball umbels of small white flowers on leafy feet."""

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
from catalog.organs.floweret import PETALS, Floweret, floweret, flowerets
from catalog.organs.foliage import Habit, foliage, long_outline, poised
from catalog.organs.head import diameter
from catalog.organs.place import scale, sphere
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, pellet, swarm, twigs
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
        ("stamen", Finish(roughness=0.7, translucency=0.5)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 53.0
SIZE = 0.9  # cm across an open flower, what umbels are arranged for
MOST, LEAVES = 18, 5  # flowers that are drawn for every umbel, leaves on its foot

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """petal: points around its rim, 1 for a kite; shown, larger: share of the flowers and how much larger; eye: sides; stamens in a
    flower; share of the pedicels; leaf: columns and rows; leaves: share; rings of the leader and of side twigs; sides of both."""

    petal: int
    shown: float
    larger: float
    eye: int
    stamens: int
    pedicels: float
    leaf: tuple[int, int]
    leaves: float
    rings: tuple[int, int]
    sides: tuple[int, int]


_DETAIL = {
    Level.HERO: _Detail(2, 1.0, 1.0, 3, 3, 0.1, (2, 3), 1.0, (3, 1), (6, 4)),
    Level.STANDARD: _Detail(2, 0.6, 1.18, 3, 0, 0.0, (2, 2), 0.8, (1, 1), (5, 3)),
    Level.PHONE: _Detail(1, 0.3, 1.5, 0, 0, 0.0, (2, 2), 0.5, (1, 1), (4, 3)),
    Level.FAR: _Detail(0, 0.0, 2.25, 0, 0, 0.0, (2, 2), 0.19, (0, 0), (3, 2)),
}


@dataclass(frozen=True, eq=False)
class _Spray:
    """Umbels (U): foot on the twig, crown where the pedicels spring. Flowers (N): their umbel's crown, way of the pedicel, its
    length, the umbel's way, late, size, tint, lot. Leaves (M): frame, origin, habit, lot."""

    boughs: list[Bough]
    foot: Array
    crown: Array
    node: Array
    way: Array
    pedicel: Array
    axis: Array
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
        knotted(b, ATLAS, "bark", sides=detail.sides[min(k, 1)], rings=detail.rings[min(k, 1)], swell=0.3)
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
    """A leader that arches right over to one side, and arching side twigs, mostly from its upper side."""
    j = rng.normal(0, 1, 4).clip(-1.5, 1.5)
    a = float(rng.uniform(0, 2 * np.pi))
    bow = np.array([np.cos(a), 0.0, -np.sin(a)])
    over = tuple(bow + (-0.3 + 0.1 * j[0]) * UP)
    main = Growing(1.15, 5, 1.6, (over[0], over[1], over[2]), 1.0, 1.6)
    boughs = [tapered(crooked(np.zeros(3), UP + 0.05 * j[1] * bow, 29.0, main, rng), stem, 0.035, (0.3, 1.0))]
    for share, length, aside in ((0.1, 16.5, 2.7), (0.24, 14.0, -1.5), (0.4, 11.0, 1.2)):
        d = rng.normal(0, 1, 4).clip(-1.5, 1.5)
        b = a + aside + 0.25 * d[0]
        out = np.array([np.cos(b), 0.0, -np.sin(b)])
        foot = boughs[0].at([share])[0]
        way = unit(boughs[0].heading([share])[0] + (0.45 + 0.1 * d[1]) * out + 0.5 * UP)
        ends = out + (0.05 + 0.12 * d[2]) * UP
        habit = Growing(1.15, 5, 1.6, (ends[0], ends[1], ends[2]), 1.0, 1.6)
        path = crooked(foot, way, length * (1 + 0.08 * d[3]), habit, rng)
        boughs.append(tapered(path, 0.06 + 0.002 * length, 0.03, (0.5, 1.0)))
    return _flowering(boughs, rng)


def _flowering(boughs: list[Bough], rng: np.random.Generator) -> _Spray:
    """Short leafy feet to the left and right of each twig's upper side, each with a half ball of flowers at its end."""
    umbels = [_seats(bough, 0.2 if k == 0 else 0.16, rng) for k, bough in enumerate(boughs)]
    foot, way, share, late = (np.concatenate(rows) for rows in zip(*umbels, strict=True))
    count = len(foot)
    draws, chance = rng.normal(0, 1, (count, MOST, 6)).clip(-2, 2), rng.random((count, MOST))
    young = smoothstep(0.75, 1.0, share)
    crown = foot + way * (0.95 + 0.12 * draws[:, 0, 5] - 0.25 * young)[:, None]
    many = np.round(13.0 + 1.2 * draws[:, 1, 5] - 3.0 * young).astype(int).clip(8, MOST)
    frames = facing(way, 360 * chance[:, 0])
    flowers, lots = [], []
    for k in range(count):
        n, d = many[k], draws[k, : many[k]]
        local = unit(sphere(n, -0.12) + 0.09 * d[:, :3])
        rows = (n, 3)
        ball = (0.92 - 0.14 * young[k]) * (1 + 0.05 * d[:, 3])
        flowers.append(
            np.column_stack(
                (
                    *(np.broadcast_to(crown[k], rows), local @ frames[k].T, ball, np.broadcast_to(way[k], rows)),
                    *(late[k] + 0.1 * d[:, 4], 1 + 0.06 * d[:, 5], 1 + 0.025 * d[:, 2]),
                )
            )
        )
        lots.append((np.argsort(np.argsort(chance[k, :n])) + 0.5) / n)
    f = np.concatenate(flowers)
    return _Spray(
        boughs,
        foot,
        crown,
        *(f[:, :3], f[:, 3:6], f[:, 6], f[:, 7:10], f[:, 10], f[:, 11].clip(0.86, 1.14), f[:, 12:].clip(0.93, 1.05)),
        np.concatenate(lots),
        *_leafy(foot, crown, frames, young, rng),
    )


def _seats(bough: Bough, first: float, rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Umbels (U) of a twig: foot, way, share of the twig and how late they open; one closes the tip."""
    count = round(bough.length * (1 - first) / 2.0)
    j = rng.normal(0, 1, (count, 4)).clip(-2, 2)
    share = first + (1 - first) * np.linspace(0, 1, count)
    share[:-1] += 0.12 / count * j[:-1, 0]
    end = (share > 0.99)[:, None]
    foot, side = around(bough, share, 137.5 * np.arange(count) + 20 * j[:, 1])
    heading = bough.heading(share)
    # What of the upright is square to the twig: the more it arches, the more umbels stand in rows on its back.
    upper = UP - heading[:, 1:2] * heading
    level = np.cross(heading, UP) * np.where(np.arange(count) % 2, 1.0, -1.0)[:, None]
    way = unit(
        1.35 * upper
        + (0.62 + 0.12 * j[:, 2:3]) * level
        + 0.75 * (1 - np.linalg.norm(upper, axis=1))[:, None] * side
        + 0.3 * heading
    )
    way = np.where(end, unit(heading + 0.25 * upper), way)
    return foot, way, share, 0.42 * smoothstep(0.45, 1.0, share) - 0.08 + 0.08 * j[:, 3]


def _leafy(foot: Array, crown: Array, frames: Array, young: Array, rng: np.random.Generator) -> tuple[Array, Array, Habit, Array]:
    """Small leaves up each umbel's foot: a loose collar below the flowers."""
    count = len(foot)
    j = rng.normal(0, 1, (count, LEAVES, 5)).clip(-2, 2)
    k = np.arange(LEAVES)[None]
    up = (0.12 + 0.7 * k / (LEAVES - 1) + 0.04 * j[..., 0])[..., None]
    at = foot[:, None] * (1 - up) + crown[:, None] * up
    turns = poised(
        (137.5 * k + 14 * j[..., 1]).ravel(),
        (14 + 12 * k / LEAVES + 9 * j[..., 2]).ravel(),
        (14 * j[..., 3]).ravel(),
        np.repeat(frames, LEAVES, 0),
    )
    length = ((1.5 + 0.28 * j[..., 4]) * (1 - 0.3 * young[:, None])).ravel()
    rest = j.reshape(-1, 5)
    habit = Habit(
        length,
        length * (0.36 + 0.03 * rest[:, 0]),
        26 + 14 * rest[:, 1],
        15 + 5 * rest[:, 2],
        0 * length,
        0.03 + 0 * length,
        3 * rest[:, 2:4],
        12 * rest[:, 4],
    )
    return turns, at.reshape(-1, 3), habit, rng.permutation(len(length)) / len(length)


_FLOWER = Floweret(closed=58.0, opened=20.0, tip_closed=152.0, tip_opened=-2.0, width=0.98, claw=0.3, cup=0.26, lie=0.09)


def _flowers(spray: _Spray, width: float, openness: float, detail: _Detail) -> list[Mesh]:
    balls = _balls(spray, width, openness, detail) if detail.petal < 2 else []
    shown = spray.lot < detail.shown
    if not shown.any():
        return balls
    q = smoothstep(-0.05, 0.7, openness - 0.5 * spray.late[shown])
    # The data give how wide a flower spreads, and a shut one spreads little; it stands on a shorter pedicel.
    half = 0.9 * width / 2 * spray.size[shown] * detail.larger * (1.9 - 0.9 * q)
    long = spray.pedicel[shown] * (0.6 + 0.4 * q) * (0.55 + 0.45 * width / SIZE)
    crown, way = spray.node[shown], spray.way[shown]
    end = crown + way * long[:, None]
    turned = facing(unit(way + 0.12 * UP), 360 * spray.lot[shown])
    kind = floweret(_FLOWER, detail.petal, detail.eye)
    parts = flowerets(kind, q, half, turned, end, ATLAS, ("petal", "eye"), tints=1.06 * spray.tint[shown])
    parts[0] = _soft(parts[0], np.repeat(way, len(kind.u) * PETALS, 0), np.repeat(q, len(kind.u) * PETALS))
    if detail.stamens:
        parts.append(_stamens(q, half, turned, end, detail.stamens))
    parts.append(twigs(spray.foot, spray.crown, (0.045, 0.035), ATLAS, "pedicel", sides=3 if detail.eye else 2))
    stalked = spray.lot[shown] < detail.pedicels
    if stalked.any():
        parts.append(twigs(crown[stalked], end[stalked], (0.025, 0.03), ATLAS, "pedicel", sides=2))
    return [*balls, *parts]


def _balls(spray: _Spray, width: float, openness: float, detail: _Detail) -> list[Mesh]:
    """Seen from afar an umbel is one white half ball: its few drawn flowers stand on that, or it stands for them all."""
    count, alone = len(spray.crown), not detail.petal
    wide = (1.3 if alone else 0.95) * (0.3 + 0.7 * width / SIZE) * float(0.5 + 0.5 * smoothstep(0.0, 0.7, openness))
    size = wide * (1 + 0.1 * np.sin(12.9 * np.arange(count)))[:, None, None]
    points, faces, along = pellet(5, ((0.94, 0.25),), -0.22, 1.0)
    turned = facing(unit(spray.crown - spray.foot), 78.0 * np.arange(count))
    uv = ATLAS.texcoords("petal", 0.0 * along, 0.45 + 0.5 * along)
    return [swarm(points * size, faces, uv, turned, spray.crown, tints=1.04, normals=unit(points))]


def _soft(flowers: Mesh, way: Array, q: Array) -> Mesh:
    """Thin petals pass light on to one another, so an umbel takes light as one ball: normals lean to the way of each flower."""
    normals = unit(flowers.normals * np.where((flowers.normals * way).sum(1) < 0, -1, 1)[:, None] + (0.9 * q)[:, None] * way)
    return replace(flowers, normals=np.where((q > 0.3)[:, None], normals, flowers.normals).astype(np.float32))


def _stamens(q: Array, half: Array, turned: Array, end: Array, count: int) -> Mesh:
    """Fine stamens around the eye, drawn as slips that widen to the anther."""
    a = 2 * np.pi * (np.arange(count) + 0.5) / count + 0.3
    flat, side = np.stack([np.cos(a), 0 * a, -np.sin(a)], 1), np.stack([np.sin(a), 0 * a, np.cos(a)], 1)
    tip = 0.4 * flat + np.array([0.0, 0.42, 0.0])
    shape = np.stack([0.1 * flat + np.array([0.0, 0.05, 0.0]), tip - 0.06 * side, tip + 0.06 * side], 1).reshape(-1, 3)
    uv = ATLAS.texcoords("stamen", 0.0, np.tile([0.0, 1.0, 1.0], count))
    size = (half * (0.35 + 0.65 * q))[:, None, None]
    up = np.broadcast_to([0.0, 1.0, 0.0], shape.shape)
    return swarm(shape[None] * size, np.arange(3 * count).reshape(-1, 3), uv, turned, end, normals=up)


def _leaves(spray: _Spray, openness: float, detail: _Detail) -> list[Mesh]:
    shown = spray.leaf_lot < detail.leaves
    habit = spray.leaf_habit.of(shown)
    size = (0.6 + 0.4 * float(smoothstep(0.0, 0.9, openness))) * (1.0 if detail.eye else 1.3)
    habit = replace(habit, lengths=habit.lengths * size, widths=habit.widths * size)
    outline = long_outline(*detail.leaf, ((0, 0.0), (0.15, 0.4), (0.42, 0.9), (0.62, 1.0), (0.85, 0.7), (1, 0.0)))
    light = 0.88 + 0.24 * spray.leaf_lot[shown][:, None]
    return [foliage(outline, habit, ATLAS, "leaf", spray.leaf_turn[shown], spray.leaf_foot[shown], tints=light)]


def _proxies(spray: _Spray) -> Floats:
    rows = [(*p, 1.3) for b in spray.boughs for p in b.at(np.linspace(0.1, 1.0, max(2, round(b.length / 2.6))))]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = hex_colour(variety.hex)
    green = hex_colour(variety.accent or "#7F9A54")
    soft = mix(green, hex_colour("#8FAE9A"), 0.65)
    return finished(
        {
            "petal": _petal(body, green),
            "eye": _eye(green),
            "leaf": leaf_tile(soft, pairs=5, contrast=0.16, rim=shade(soft, 0.06)),
            "bark": _bark(),
            "pedicel": stem_tile(shade(green, 0.05)),
            "stamen": mix(hex_colour("#EDF0CE"), hex_colour("#E4D08A"), smoothstep(0.5, 1.0, tile_grid()[1])),
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
    """Grey-brown with pale corky specks below, red-brown towards the tips; fine lengthwise cracks."""
    _, along = tile_grid()
    colour = stem_tile(hex_colour("#75634F"), hex_colour("#7E553A"), 7)
    cracks = np.broadcast_to(noise(31, 44, 2).mean(0, keepdims=True), along.shape) * 3.5 + 0.5 * noise(12, 30)
    colour = colour * (1 - 0.4 * smoothstep(0.1, 0.7, cracks))[..., None]
    specks = smoothstep(0.5, 0.8, noise(15, 46, 1)) * (0.6 - 0.4 * along)
    return np.asarray(mix(colour, hex_colour("#B29C80"), specks) * (1 + 0.12 * noise(18, 9))[..., None])


PLANT = PlantKind("spirea", ATLAS, OPENNESS, grow, paint, ageing=replace(WOODY, opens=0.8))
