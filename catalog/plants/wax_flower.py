"""Wax flower: fine, wiry, much-forked twigs with needle leaves and many small waxy stars, a dark cup with a ring of stamens in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough
from catalog.organs.branch import UP, Growing, around, crooked, knotted, tapered
from catalog.organs.curves import bell, smoothstep
from catalog.organs.floweret import Floweret, floweret, flowerets
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.head import diameter
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("petal", Finish(roughness=0.38, translucency=0.55)),
        ("eye", Finish(roughness=0.35)),
        ("stamen", Finish(roughness=0.6)),
        ("bud", Finish(roughness=0.4, translucency=0.3)),
        ("leaf", Finish(roughness=0.5, translucency=0.3)),
        ("stem", Finish(roughness=0.6)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 22.0, 30.0

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """petal, eye: of `floweret`; cup: sides of the calyx cup, 0 for none; shown: share of the flowers."""

    petal: int
    eye: int
    stamens: int
    cup: int
    shown: float
    larger: float
    leaf: tuple[int, int]
    leaves: float
    rings: int
    sides: tuple[int, int]


_DETAIL = {
    Level.HERO: _Detail(8, 12, 10, 6, 1.0, 1.0, (2, 3), 1.0, 1, (7, 4)),
    Level.STANDARD: _Detail(3, 6, 5, 4, 1.0, 1.0, (2, 2), 0.8, 1, (5, 3)),
    Level.PHONE: _Detail(2, 4, 0, 0, 0.9, 1.05, (2, 2), 0.4, 1, (4, 2)),
    Level.FAR: _Detail(0, 0, 0, 0, 0.5, 1.3, (2, 2), 0.06, 0, (3, 2)),
}


@dataclass(frozen=True, eq=False)
class _Spray:
    """Flowers (N): foot on the twig, end of the pedicel, face, late, size, tint (N,3), lot. Leaves: turn, foot, habit, lot."""

    boughs: list[Bough]
    foot: Array
    end: Array
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
    stem = 0.17 * (1 + 0.06 * float(rng.normal()))
    streams = rng.spawn(2)
    spray = _spray(stem, streams[0])
    stalk = Stalk(
        STALK, stem, way=float(streams[1].uniform(0, 6.28)), sway=1.3, kink=0.4, taper=1.35, nodes=(-4.0, -9.0, -15.0), swell=0.2
    )
    parts = [
        knotted(b, ATLAS, "stem", sides=detail.sides[min(k, 1)], rings=detail.rings if k < 6 else 0)
        for k, b in enumerate(spray.boughs)
    ]
    parts += [*_flowers(spray, width, growth.openness, detail), *_leaves(spray, detail)]
    top = int(np.argmax(spray.end[:, 1] - 3 * spray.late))
    metres = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=stalk.grown(ATLAS, "stem", level, detail.sides[0], (0.0, 0.4)).transformed(metres),
        head=Head((spray.end[top] / 100).astype(np.float32), width / 200, spray.face[top].astype(np.float32)),
        proxies=_proxies(spray),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _spray(stem: float, rng: np.random.Generator) -> _Spray:
    """An upright stem; shoots from all sides of its upper half, that fork again into flowering twigs: a loose, flat-topped bush."""
    lean = rng.normal(0, 1, 3).clip(-1.5, 1.5)
    boughs = [tapered(crooked(np.zeros(3), UP + 0.04 * lean, HEIGHT - 4, Growing(1.6, 7, 3), rng), stem, 0.07, (0.4, 1.0))]
    start = float(rng.uniform(0, 360))
    for k, share in enumerate((0.16, 0.32, 0.48, 0.63, 0.78)):
        j = rng.normal(0, 1, 4).clip(-1.6, 1.6)
        foot, out = around(boughs[0], [share], [start + 137.5 * k + 14 * j[0]])
        ends = 0.45 * out[0] + UP
        length = (HEIGHT - 4.5 - foot[0, 1]) * (1.02 + 0.05 * j[1])
        way = unit(UP + (1.05 + 0.12 * j[2]) * out[0])
        path = crooked(foot[0], way, length, Growing(1.5, 9, 4, (ends[0], ends[1], ends[2]), 0.9, 0.7), rng)
        boughs.append(tapered(path, 0.085, 0.05, (0.6, 1.0)))
    twigs_ = []
    for number, bough in enumerate(boughs[:6]):
        for k, share in enumerate((0.62, 0.8, 0.94) if number == 0 else (0.45, 0.7, 0.9)):
            j = rng.normal(0, 1, 4).clip(-1.6, 1.6)
            foot, out = around(bough, [share], [float(rng.uniform(0, 60)) + 137.5 * k])
            way = unit(bough.heading([share])[0] + (0.95 + 0.15 * j[0]) * out[0])
            ends = 0.5 * out[0] + UP
            length = (4.6 - 0.7 * k) * (1 + 0.12 * j[1])
            path = crooked(foot[0], way, length, Growing(1.0, 9, 5, (ends[0], ends[1], ends[2]), 0.8), rng)
            twigs_.append(tapered(path, 0.05, 0.035, (0.75, 1.0)))
    return _flowering([*boughs, *twigs_], rng)


def _flowering(boughs: list[Bough], rng: np.random.Generator) -> _Spray:
    """Flowers and buds in the upper axils of every twig, in a loose corymb; needles in pairs all along."""
    rows, turns, feet, leaves = [], [], [], []
    for number, bough in enumerate(boughs):
        count = len(bough.path)
        twig = number >= 6
        shares = np.array([0.6, 0.82, 1.0]) if twig else np.array([1.0])
        j = rng.normal(0, 1, (len(shares), 6)).clip(-2, 2)
        spot, side = around(bough, shares, 155.0 * np.arange(len(shares)) + 100 * j[:, 5])
        heading = bough.heading(shares)
        for k, share in enumerate(shares):
            lean = 0.12 if share == 1.0 else 0.95
            way = unit(heading[k] + lean * side[k] + 0.15 * j[k, :3])
            long = 1.0 + 0.22 * j[k, 3] + (0.9 * (1 - share) if twig else 0.0)
            face = unit(way + 0.25 * side[k] + 0.35 * UP)
            late = 0.32 * j[k, 4] + (0.75 if share < 0.7 else 0.0)
            rows.append((*spot[k], *(spot[k] + way * long), *face, late, 1 + 0.07 * j[k, 5]))
        pairs = max(count * 2 - 4, 4) if twig else round(count * 1.3)
        at = np.linspace(0.1 if twig else 0.3, 0.98, pairs)
        frames = np.repeat(leaning(bough.heading(at)), 2, 0)
        d = rng.normal(0, 1, (2 * pairs, 4)).clip(-2, 2)
        azimuth = np.repeat(90.0 * np.arange(pairs), 2) + np.tile([0.0, 180.0], pairs) + 14 * d[:, 0]
        turns.append(poised(azimuth, 48 + 9 * d[:, 1], 20 * d[:, 2], frames))
        feet.append(np.repeat(bough.at(at), 2, 0))
        leaves.append(np.column_stack([(1.9 if twig else 2.2) + 0.32 * d[:, 3], d]))
    f, m = np.array(rows), np.concatenate(leaves)
    end = _apart(f[:, 3:6])
    n = len(f)
    flat = 0 * m[:, 0]
    habit = Habit(m[:, 0], 0.13 + flat, -18 + 16 * m[:, 1], 34 + flat, flat, flat, 3 * m[:, 2:4], 12 * m[:, 4])
    tint = np.clip(1 + 0.05 * rng.normal(0, 1, (n, 1)) + 0.02 * rng.normal(0, 1, (n, 3)), 0.86, 1.12)
    return _Spray(
        boughs,
        f[:, :3],
        end,
        unit(f[:, 6:9] + 0.4 * (end - f[:, 3:6])),
        f[:, 9],
        np.clip(f[:, 10] * 1.05, 0.9, 1.16),
        tint,
        rng.permutation(n) / n,
        np.concatenate(turns),
        np.concatenate(feet),
        habit,
        rng.permutation(len(m)) / len(m),
    )


def _apart(points: Array) -> Array:
    """Open flowers pushed apart until they hardly overlap; their pedicels follow."""
    p = points.copy()
    for _ in range(12):
        gap = p[:, None] - p[None]
        distance = np.maximum(np.linalg.norm(gap, axis=2), 1e-6)
        push = np.clip(1.55 - distance, 0.0, None) * (1 - np.eye(len(p)))
        p += 0.25 * ((push / distance)[..., None] * gap).sum(1) * [1.0, 0.7, 1.0]
    return p


_FLOWER = Floweret(closed=60.0, opened=22.0, tip_closed=150.0, tip_opened=2.0, width=1.02, claw=0.82, cup=0.24, heart=0.3, lie=0.12)
_FAR = replace(_FLOWER, heart=0.02, width=1.1)


def _flowers(spray: _Spray, width: float, openness: float, detail: _Detail) -> list[Mesh]:
    """Some are open, the late ones are round buds; along the stages more and more open."""
    shown = spray.lot < detail.shown
    q = smoothstep(-0.1, 0.42, openness - 0.62 * spray.late[shown])
    half = width / 2 * spray.size[shown] * detail.larger * (1.0 + 0.25 * (1 - q))
    turned, foot, tint = facing(spray.face[shown], 360 * spray.lot[shown]), spray.foot[shown], spray.tint[shown]
    cup_high = 0.5 * half
    end = foot + (spray.end[shown] - foot) * (0.62 + 0.38 * q)[:, None]
    low = end - spray.face[shown] * cup_high[:, None]
    parts = flowerets(
        floweret(_FAR if detail.petal == 0 else _FLOWER, detail.petal, 0), q, half, turned, end, ATLAS, ("petal", "eye"), tints=tint
    )
    parts += _cups(half, cup_high, turned, low, detail)
    if detail.eye:
        parts += _eyes(half, q, turned, end, detail)
    parts.append(twigs(foot, low, (0.028, 0.034), ATLAS, "stem", sides=2, tints=1.1))
    return parts


def _cups(half: Array, high: Array, turned: Array, low: Array, detail: _Detail) -> list[Mesh]:
    """The calyx tube: a little bell below the petals."""
    if not detail.cup:
        return []
    sides = detail.cup
    angle = np.arange(sides) * 2 * np.pi / sides
    rings = [
        np.stack([r * np.cos(angle), np.full(sides, y), -r * np.sin(angle)], 1)
        for r, y in ((0.09, 0.0), (0.24, 0.35), (0.31, 1.04))
    ]
    points = np.concatenate(rings)
    faces = [
        t
        for k in range(2)
        for i in range(sides)
        for t in (
            (k * sides + i, k * sides + (i + 1) % sides, (k + 1) * sides + (i + 1) % sides),
            (k * sides + i, (k + 1) * sides + (i + 1) % sides, (k + 1) * sides + i),
        )
    ]
    uv = ATLAS.texcoords("bud", np.tile(np.cos(angle), 3), np.repeat([0.0, 0.3, 0.55], sides))
    size = np.stack([half, high, half], 1)[:, None]
    normals = unit(points * [1.0, 0.0, 1.0] - [0.0, 0.15, 0.0])
    return [swarm(points * size, faces, uv, turned, low, normals=normals)]


def _eyes(half: Array, q: Array, turned: Array, end: Array, detail: _Detail) -> list[Mesh]:
    """A shallow, dark, shining cup inside the petals, the style in its middle, and stamens around its rim."""
    sides = detail.eye
    angle = np.arange(sides) * 2 * np.pi / sides
    wide = (0.34 * half)[:, None, None]
    ring = np.stack([np.cos(angle), 0 * angle + 0.16, -np.sin(angle)], 1)
    dish = np.vstack([[[0.0, -0.05, 0.0]], ring])
    faces = np.array([(0, 1 + i, 1 + (i + 1) % sides) for i in range(sides)])
    uv = ATLAS.texcoords("eye", np.append(0.0, np.cos(angle)), np.append(0.0, 0 * angle + 1.0))
    normals = unit(np.array([0.0, 1.0, 0.0]) - 0.35 * dish * [1.0, 0.0, 1.0])
    parts = [swarm(dish * wide, faces, uv, turned, end, normals=normals)]
    if detail.stamens:
        n = detail.stamens
        a = (np.arange(n) + 0.5) * 2 * np.pi / n
        out, side = np.stack([np.cos(a), 0 * a, -np.sin(a)], 1), np.stack([np.sin(a), 0 * a, np.cos(a)], 1)
        fine = 0.1 if n > 6 else 0.16
        foot, top = out * 1.0 + [0, 0.12, 0], out * 0.86 + [0, 0.62, 0]
        points = np.stack([foot, top + side * fine + 0.1 * out, top - side * fine + 0.1 * out, top - 0.16 * out + [0, 0.12, 0]], 1)
        net = (np.array([(0, 1, 2), (1, 3, 2)])[None] + 4 * np.arange(n)[:, None, None]).reshape(-1, 3)
        suv = ATLAS.texcoords("stamen", np.tile([0, 0.5, -0.5, 0.0], n), np.tile([0.0, 0.8, 0.8, 1.0], n))
        # They come out only as the flower opens.
        parts.append(swarm(points.reshape(-1, 3) * wide * (0.5 + 0.5 * q)[:, None, None], net, suv, turned, end))
    return parts


def _leaves(spray: _Spray, detail: _Detail) -> list[Mesh]:
    shown = spray.leaf_lot < detail.leaves
    outline = long_outline(*detail.leaf, ((0, 0.3), (0.15, 0.9), (0.6, 1.0), (0.9, 0.7), (1, 0.0)))
    light = 0.88 + 0.22 * spray.leaf_lot[shown][:, None]
    return [
        foliage(outline, spray.leaf_habit.of(shown), ATLAS, "leaf", spray.leaf_turn[shown], spray.leaf_foot[shown], tints=light)
    ]


def _proxies(spray: _Spray) -> Floats:
    rows = [(*p, 1.0) for p in spray.end]
    rows += [(*p, 0.8) for b in spray.boughs[:6] for p in b.at(np.linspace(0.15, 0.95, 5))]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = mix(hex_colour(variety.hex), worn(hex_colour(variety.hex)), 0.5)  # an open spray: little light bounces in it
    pale = float(oklab(body)[0]) > 0.93
    across, along = tile_grid()
    flush = hex_colour("#D9A7B4") if pale else shade(body, -0.04, 1.15)
    green = hex_colour("#9DB06A")
    needle = hex_colour("#5E7F4A")
    return finished(
        {
            "petal": _petal(body, flush, pale),
            "eye": _eye(pale),
            "stamen": mix(hex_colour("#F3EDE0"), hex_colour("#8C4A5A"), smoothstep(0.85, 1.0, along)),
            "bud": mix(green, mix(green, flush, 0.55), smoothstep(0.2, 0.7, along)) * (1 + 0.05 * noise(3, 9))[..., None],
            "leaf": mix(needle, shade(needle, 0.08, 0.95), 0.6 * bell(across / 0.35)) * (1 + 0.06 * noise(5, 10))[..., None],
            "stem": stem_tile(hex_colour("#6F5B43"), hex_colour("#8A9A5E")),
        }
    )


def _petal(body: Colour, flush: Colour, pale: bool) -> Colour:
    """Deeper at the cup and along the middle, a lighter, waxy rim."""
    across, along = tile_grid()
    colour = mix(flush, body, smoothstep(0.0, 0.42 if not pale else 0.2, along))
    colour = mix(colour, shade(body, -0.03, 1.15), (0.1 if pale else 0.35) * bell(across / 0.25) * smoothstep(1.0, 0.5, along))
    colour = mix(colour, shade(body, 0.05, 0.85), 0.5 * smoothstep(0.8, 1.0, np.maximum(np.abs(across), along)))
    return np.asarray(colour * (1 + 0.02 * noise(4, 8))[..., None])


def _eye(pale: bool) -> Colour:
    """From the middle to the rim: green nectar, then wine red."""
    _, along = tile_grid()
    wine = hex_colour("#6E1F33") if not pale else hex_colour("#7C2E3A")
    colour = mix(hex_colour("#8F9A45"), wine, smoothstep(0.3, 0.62, along))
    return np.asarray(mix(colour, shade(wine, -0.06), smoothstep(0.8, 1.0, along)))


PLANT = PlantKind("wax-flower", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
