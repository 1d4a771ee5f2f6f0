"""Aster (Monte Casino type): an airy panicle of very many tiny daisies on fine, heath-like twigs with needle leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import bell, curve, smoothstep
from catalog.organs.daisy import Daisy, Drawn, Row, daisy, eye_tiles
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.limb import parted
from catalog.organs.place import scale, shift
from catalog.organs.rays import Ray
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("ray", Finish(roughness=0.65, translucency=0.7, sheen=0.2)),
        ("floret", Finish(roughness=0.8, translucency=0.2)),
        ("disc", Finish(roughness=0.85)),
        ("bract", STEM),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 14.5, 42.0
BRANCHES = 12
DAISY = Daisy(
    Ray(
        outline=((0, 0.5), (0.25, 0.75), (0.55, 1.0), (0.82, 0.9), (1, 0.45)),
        roundness=0.12,
        cup=((0, 0.3), (1, 0.05)),
    ),
    rows=(Row(17, 1.0, (14.0, 4.0, -10.0)),),
    eye=0.3,
    wide=1.12,
    cup=(0.34, 0.07),
    dome=0.55,
)
_OPEN = {
    Level.HERO: Drawn(((2, 2),), 0.94, (6, 2), 0, 4),
    Level.STANDARD: Drawn(((2, 1),), 0.9, (6, 1), 0, 3),
    Level.PHONE: Drawn(((1, 1),), 0.55, (5, 1), 0, 0),
    Level.FAR: Drawn(((1, 1),), 0.2, (3, 1), 0, 0),
}
_SHUT = {
    Level.HERO: Drawn(((2, 1),), 0.5, (5, 1), 0, 4),
    Level.STANDARD: Drawn(((1, 1),), 0.5, (4, 1), 0, 3),
    Level.PHONE: Drawn(((1, 1),), 0.3, (3, 1), 0, 3),
    Level.FAR: Drawn(((1, 1),), 0.3, (3, 1), 0, 0),
}
_LATE = (0.0, 0.06, 0.16, 0.6)  # how much later than the first the heads of each sort open; the last are buds
_NEEDLE = ((0.0, 0.5), (0.25, 1.0), (0.6, 0.8), (1.0, 0.0))

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Spray:
    """boughs: the axis, then its branches. Heads (H, ...): the feet and ends of their pedicels, where they face, sorts, sizes."""

    boughs: list[Bough]
    feet: Array
    ends: Array
    ways: Array
    sorts: NDArray[np.int64]
    sizes: Array
    rolls: Array
    tints: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    spray = _spray(rng)
    wild = rng.spawn(2)
    parts = [_wood(spray, level), _leaves(spray, wild[0], level), *_heads(spray, growth)]
    length = STALK * (1 + 0.04 * float(np.clip(rng.normal(), -2, 2)))
    radius = _diameter(growth, growth.openness) / 2
    rows = [(*(e + 0.15 * w), 1.0) for e, w in zip(spray.ends, spray.ways, strict=True)]
    rows += [(*spray.boughs[0].at(np.array([s]))[0], 0.9) for s in (0.1, 0.3, 0.5, 0.7, 0.9)]
    rows += [(*b.at(np.array([s]))[0], 0.8) for b in spray.boughs[1:] for s in (0.3, 0.7)]
    return Plant(
        bloom=merge(parts).transformed(scale(0.01)),
        stalk=_stalk(length, wild[1], level).transformed(scale(0.01)),
        head=Head((spray.ends[0] / 100).astype(np.float32), radius / 100, spray.ways[0].astype(np.float32)),
        proxies=(np.array(rows) / 100).astype(np.float32),
        stem_radius=0.0018,
        stalk_length=length / 100,
    )


def _diameter(growth: Growth, openness: float) -> float:
    """cm across one head at its own openness."""
    d = growth.species.head_diameter
    knots = [(0.0, d["bud"] * 0.8), *((OPENNESS[s], d[s]) for s in ("bud", "half", "full"))]
    return float(curve(knots, openness)) * 100


def _spray(rng: np.random.Generator) -> _Spray:
    """An axis with rising branches, the lowest the longest; along their outer parts short pedicels, a head on each."""
    axis = Bough(leader(HEIGHT, 13, rng.uniform(1.0, 3.5), 0.35, rng), np.linspace(0.18, 0.05, 13), (0.2, 1.0))
    boughs = [axis]
    start = rng.uniform(0, 360)
    for k in range(BRANCHES):
        share = 0.12 + 0.76 * k / (BRANCHES - 1)
        j = np.clip(rng.normal(0, 1, 4), -2, 2)
        length = float(np.interp(share, [0.1, 0.4, 0.9], [6.8, 6.6, 3.2])) * (1 + 0.08 * j[0])
        rising = np.linspace(0, 1, 7)
        lift = 42 + 16 * share + 4 * j[1] + 24 * rising**1.5
        path = arched(axis.at(np.array([share]))[0], start + 137.5 * k + 10 * j[2] + 18 * j[3] * rising, lift, length)
        boughs.append(Bough(path, np.linspace(0.075, 0.035, 8), (0.5, 1.0)))
    feet, ends, ways, sorts = [], [], [], []
    for number, bough in enumerate(boughs):
        count = 6 if number == 0 else max(3, round(bough.length / 1.42))
        for k in range(count):
            j = np.clip(rng.normal(0, 1, 6), -2, 2)
            first = 0.74 if number == 0 else 0.36
            spot = np.array([1.0 - (1 - first) * k / count])
            heading = bough.heading(spot)[0]
            frame = facing(heading[None], 137.5 * k + 90 * number)[0]
            aside = frame[:, 0]
            out = unit(heading + (0.12 if k == 0 else 0.85 + 0.1 * j[0]) * aside)
            foot = bough.at(spot)[0]
            long = (0.8 if k == 0 else 1.25 + 0.9 * (k / count)) * (1 + 0.12 * j[1])
            end = foot + long * out + np.array([0.0, 0.22 * long, 0.0])
            feet.append(foot)
            ends.append(end)
            ways.append(unit(1.0 * out + np.array([0.0, 0.22, 0.0]) + 0.25 * j[2:5]))
            sorts.append(0 if k == 0 else 3 if (k + number) % 5 == 4 else 1 + int(j[5] > 0.2))
    spread = parted(np.array(ends), 1.55, held=1, rounds=20)
    heads = len(feet)
    sizes = np.clip(rng.normal(0.97, 0.05, heads), 0.86, 1.06)
    tints = np.clip(rng.normal(1, 0.035, heads), 0.92, 1.07)
    return _Spray(
        boughs, np.array(feet), spread, np.array(ways), np.array(sorts, np.int64), sizes, rng.uniform(0, 360, heads), tints
    )


def _heads(spray: _Spray, growth: Growth) -> list[Mesh]:
    level = growth.level
    whole = growth.species.head_diameter["full"] * 50
    grown = []
    for sort, late in enumerate(_LATE):
        openness = max(growth.openness - late, 0.0)
        radius = _diameter(growth, openness) / 2 * {Level.FAR: 1.12}.get(level, 1.0)
        mine = np.flatnonzero(spray.sorts == sort)
        if level is Level.FAR and sort > 1:
            mine = mine[::4]
        template = daisy(
            DAISY, (_SHUT if sort == 3 else _OPEN)[level], openness / 0.95, radius, whole, np.random.default_rng(61 + sort), ATLAS
        )
        grown.append(
            swarm(
                template.positions[None] * spray.sizes[mine][:, None, None],
                template.indices,
                template.texcoords,
                facing(spray.ways[mine], spray.rolls[mine]),
                spray.ends[mine],
                tints=spray.tints[mine][:, None],
                normals=template.normals,
            )
        )
    return grown


def _wood(spray: _Spray, level: Level) -> Mesh:
    trunk, limb = {Level.HERO: (7, 5), Level.STANDARD: (5, 3), Level.PHONE: (4, 3), Level.FAR: (3, 2)}[level]
    pieces = {Level.HERO: (12, 6), Level.STANDARD: (9, 4), Level.PHONE: (5, 3), Level.FAR: (3, 2)}[level]
    parts = [
        wood(spray.boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces[0]),
        wood(spray.boughs[1:], ATLAS, "stem", sides=limb, pieces=pieces[1]),
    ]
    if level is Level.FAR:
        return merge(parts)
    # Pedicels leave along the branch and bend up to their heads.
    middle = (spray.feet + spray.ends) / 2 - spray.ways * 0.1
    foot = spray.ends + 0.03 * spray.ways
    sides = 3 if level is Level.HERO else 2
    parts.append(twigs(spray.feet, middle, (0.032, 0.03), ATLAS, "stem", sides=sides))
    parts.append(twigs(middle, foot, (0.03, 0.04), ATLAS, "stem", sides=sides))
    return merge(parts)


def _needles(
    origins: Array, tangents: Array, azimuths: Array, lengths: Array, rng: np.random.Generator, lift: float = 48.0
) -> Mesh:
    """Narrow leaves at origins (K,3) of twigs that run along tangents (K,3)."""
    count = len(origins)
    j = np.clip(rng.normal(0, 1, (5, count)), -1.8, 1.8)
    length = lengths * (1 + 0.14 * j[0])
    habit = Habit(
        lengths=length,
        widths=0.1 + 0.085 * length,
        droops=26 + 22 * j[1],
        folds=np.full(count, 12.0),
        cups=np.zeros(count),
        ripples=np.zeros(count),
        phases=np.zeros((count, 2)),
        twists=20 * j[2],
    )
    turned = poised(azimuths + 25 * j[3], lift + 10 * j[4], 10 * j[2], leaning(tangents))
    outline = long_outline(2, 2, _NEEDLE)
    return foliage(outline, habit, ATLAS, "leaf", turned, origins, tints=1 + 0.07 * j[1][:, None])


def _leaves(spray: _Spray, rng: np.random.Generator, level: Level) -> Mesh:
    """Needle leaves all the way: longest on the axis, under every branch and pedicel a small one."""
    origins, tangents, lengths = [], [], []
    for number, bough in enumerate(spray.boughs):
        shares = np.linspace(0.03, 0.92, 18) if number == 0 else np.linspace(0.06, 0.96, max(4, round(bough.length / 1.1)))
        origins.append(bough.at(shares))
        tangents.append(bough.heading(shares))
        lengths.append(np.interp(shares, [0, 1], [3.6, 1.4] if number == 0 else [1.5, 0.7]))
    for share in (0.3, 0.72):
        origins.append(spray.feet * (1 - share) + spray.ends * share)
        tangents.append(unit(spray.ends - spray.feet))
        lengths.append(np.full(len(spray.feet), 0.62 - 0.2 * share))
    at, along, long = np.concatenate(origins), np.concatenate(tangents), np.concatenate(lengths)
    grown = _needles(at, along, 137.5 * np.arange(float(len(at))), long, rng)
    kept = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 24}[level]
    per = grown.triangles // len(at)
    picked = grown.indices.reshape(len(at), per, 3)[::kept].reshape(-1, 3)
    return Mesh(grown.positions, grown.normals, grown.texcoords, grown.colours, np.ascontiguousarray(picked))


def _stalk(length: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = tuple(-2.5 - 3.1 * k for k in range(7))
    axis = Stalk(
        length, 0.18, way=float(rng.uniform(0, 6.28)), sway=1.2, kink=0.35, taper=1.25, nodes=nodes[1::2], swell=0.12, soft=0.2
    )
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    frames = [axis.frame(y) @ shift(y=y) for y in nodes]
    origins, ups = np.array([m[:3, 3] for m in frames]), np.array([m[:3, 1] for m in frames])
    leaves = _needles(origins, ups, 137.5 * np.arange(7.0), np.linspace(3.6, 5.6, 7), rng, 40.0)
    return merge([axis.grown(ATLAS, "stem", level, sides, (0.0, 0.2)), leaves])


def paint(variety: Variety) -> Mapping[str, Floats]:
    """accent is the colour of the eye."""
    true = hex_colour(variety.hex)
    body = worn(true, 0.4)
    lightness = float(oklab(true)[0])
    if variety.id == "purple":  # thin rays in shade turn to blue
        body = shade(body, 0.0, 0.95, 13)
    across, along = (g.astype(np.float64) for g in tile_grid())
    white = lightness > 0.9
    deep = mix(body, hex_colour("#E4E6C0"), 0.5) if white else shade(body, 0.05, 0.75)
    ray = mix(deep, body, smoothstep(0.0, 0.4, along))
    ray = (
        ray * (1 - 0.1 * (bell((np.abs(across) - 0.4) / 0.15) + 0.5 * bell(across / 0.08)) * smoothstep(1.0, 0.7, along))[..., None]
    )
    ray = mix(ray, shade(body, 0.03, 0.9), 0.6 * smoothstep(0.8, 1.0, along))
    ripe = shade(hex_colour(variety.accent or "#EFD35B"), 0.0, 1.1, 5)
    seen, floret = eye_tiles(mix(ripe, hex_colour("#B9B84A"), 0.45), ripe, 0.4, 40)
    # Old florets of this aster turn rusty at the eye's rim.
    r = np.hypot(across, 2 * along - 1)
    seen = mix(seen, hex_colour("#C08A35"), 0.35 * smoothstep(0.75, 1.0, r))
    green = hex_colour("#64824A")
    return finished(
        {
            "ray": ray * (1 + 0.02 * noise(71, 10))[..., None],
            "floret": floret,
            "disc": seen,
            "bract": stem_tile(hex_colour("#7F9A58"), hex_colour("#93AC6A")),
            "leaf": leaf_tile(green, veins="parallel", pairs=1, contrast=0.15),
            "stem": stem_tile(mix(green, hex_colour("#7A6248"), 0.35), hex_colour("#7E9A58")),
        }
    )


PLANT = PlantKind("aster", ATLAS, OPENNESS, grow, paint)
