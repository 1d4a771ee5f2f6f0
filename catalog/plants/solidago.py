"""Solidago (goldenrod): a feathery plume of arching, one-sided sprays packed with tiny golden heads; narrow leaves up the stem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.head import diameter
from catalog.organs.place import scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import finished, hex_colour, leaf_tile, mix, noise, shade, stem_tile, worn

_FLUFF = Finish(roughness=0.85, translucency=0.6, sheen=0.2)
ATLAS = Atlas((("floret", _FLUFF), ("cup", _FLUFF), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 22.0, 40.0
FOOT = 6.6  # cm of the axis below the plume, with leaves only
SPRAYS = 52
_UP = np.array([0.0, 1.0, 0.0])
_ASIDE = np.array([1e-6, 0.0, 0.0])  # keeps a cross product from vanishing on an upright twig
_LANCE = ((0.0, 0.3), (0.15, 0.75), (0.4, 1.0), (0.75, 0.6), (1.0, 0.0))

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Plume:
    """boughs: the axis, then its sprays. Heads (H, ...): feet on them, directions, sizes, rolls, tints, along: place on the spray
    0 foot .. 1 tip; order: 0..1, who stays when few are drawn."""

    boughs: list[Bough]
    feet: Array
    ways: Array
    sizes: Array
    rolls: Array
    tints: Array
    along: Array
    owner: NDArray[np.int64]
    order: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """Opening swells the heads and spreads the sprays; the whole plume then is as long as the data say."""
    level, q = growth.level, float(np.clip((growth.openness - 0.1) / 0.85, 0, 1))
    long = diameter(growth, OPENNESS)
    plume = _plume(rng, long, q)
    wild = rng.spawn(3)
    parts = [_wood(plume, level), _florets(plume, level, q), _leaves(plume, long, wild[0], level)]
    length = STALK * (1 + 0.04 * float(np.clip(rng.normal(), -2, 2)))
    middle = plume.boughs[0].at(np.array([0.5]))[0] * [1, 0, 1] + [0, FOOT + long / 2, 0]
    return Plant(
        bloom=merge(parts).transformed(scale(0.01)),
        stalk=_stalk(length, wild[1], level).transformed(scale(0.01)),
        head=Head((middle / 100).astype(np.float32), long / 200, np.array([0, 1, 0], np.float32)),
        proxies=_proxies(plume),
        stem_radius=0.0019,
        stalk_length=length / 100,
    )


def _plume(rng: np.random.Generator, long: float, q: float) -> _Plume:
    """The axis up to the plume's tip and its sprays: each rises, arches out and nods at its end, the lowest the longest."""
    top = FOOT + long
    line = leader(1.0, 15, rng.uniform(0.05, 0.13), 0.02, rng)
    axis = Bough(line * top, np.linspace(0.19, 0.04, 15), (0.2, 1.0))
    start = rng.uniform(0, 360)
    boughs = [axis]
    for k in range(SPRAYS):
        t = k / (SPRAYS - 1)
        j = np.clip(rng.normal(0, 1, 5), -2, 2)
        share = (FOOT + long * 0.86 * t**0.9) / top
        # A pyramid: long sprays below, short ones at the tip.
        size = long * float(np.interp(t, [0, 0.15, 0.6, 1.0], [0.23, 0.33, 0.26, 0.12])) * (1 + 0.16 * j[0])
        # The lowest keep to the axis: seen from their end they would hang before the stem as a clump.
        low = max(0.0, 1 - t / 0.15)
        rising = np.linspace(0, 1, 8)
        nod = (36 + 24 * q + 16 * j[1]) * (1 - 0.35 * t) * (1 - 0.4 * low)
        lift = 62 + 10 * t + 16 * low - 8 * q + 5 * j[2] - nod * rising**1.25
        way = start + 137.5 * k + 10 * j[3] + 14 * j[4] * rising
        boughs.append(Bough(arched(axis.at(np.array([share]))[0], way, lift, size), np.linspace(0.05, 0.02, 9), (0.2, 0.9)))
    return _heads(boughs, long, rng)


def _heads(boughs: list[Bough], long: float, rng: np.random.Generator) -> _Plume:
    """Heads crowd the upper side of the sprays on little side twigs; the number does not depend on the stage."""
    feet, ways, along, owner = [], [], [], []
    tight = long / 15.0
    for number, bough in enumerate(boughs):
        t = max(number - 1, 0) / (SPRAYS - 1)
        count = 56 if number == 0 else round(float(np.interp(t, [0, 0.15, 0.6, 1.0], [50, 62, 46, 26])))
        share = np.linspace(0.82, 1.0, count) if number == 0 else 0.1 + 0.9 * np.linspace(0, 1, count) ** 0.8
        heading = bough.heading(share)
        level = unit(np.cross(heading, _UP) + _ASIDE)
        over = np.cross(level, heading)
        j = np.clip(rng.normal(0, 1, (5, count)), -2, 2)
        # Most sit above and beside the spray, few hang below it.
        turn = (0.95 * j[0])[:, None] if number else rng.uniform(-np.pi, np.pi, (count, 1))
        around = np.cos(turn) * over + np.sin(turn) * level
        off = (0.04 + 0.42 * np.abs(j[1]) * np.sin(np.pi * np.clip(share, 0.12, 0.93)) ** 0.6)[:, None] * tight
        feet.append(bough.at(share) + off * unit(around + 0.5 * heading))
        ways.append(unit(around + 0.55 * heading + 0.25 * j[2:5].T))
        along.append(share)
        owner.append(np.full(count, number))
    n = sum(len(f) for f in feet)
    return _Plume(
        boughs,
        np.concatenate(feet),
        np.concatenate(ways),
        np.clip(rng.normal(1.0, 0.16, n), 0.65, 1.35) * (1.08 - 0.25 * np.concatenate(along)),
        rng.uniform(0, 360, n),
        np.clip(rng.normal(1, 0.06, (n, 1)) + rng.normal(0, 0.02, (n, 3)), 0.82, 1.16),
        np.concatenate(along),
        np.concatenate(owner),
        rng.random(n),
    )


def _tuft(level: Level, q: float) -> tuple[Array, NDArray[np.int64], Array]:
    """One head of unit width about +Y: a round tuft that fluffs up as it opens. (V,3), triangles, how far up each vertex is."""
    sides = {Level.HERO: 6, Level.STANDARD: 4}.get(level, 3)
    k = np.arange(sides)
    angle = k * 2 * np.pi / sides
    # Every second point of the rim is a shoulder higher up, so that the tuft is round from the side too.
    high = (k % 2) * (sides % 2 == 0)
    rim = (0.3 + 0.2 * q) * np.where(high, 1.06, 0.8 if sides == 6 else 1.0)
    ring = np.stack([rim * np.cos(angle), np.where(high, 0.4, 0.02), -rim * np.sin(angle)], 1)
    top = 0.62 + 0.06 * q
    return np.vstack([ring, [0, top, 0]]), np.stack([k, (k + 1) % sides, 0 * k + sides], 1), np.r_[0.6 * high, 1.0]


def _florets(plume: _Plume, level: Level, q: float) -> Mesh:
    share = {Level.HERO: 0.66, Level.STANDARD: 0.46, Level.PHONE: 0.25, Level.FAR: 0.035}[level]
    kept = plume.order < share
    points, faces, y = _tuft(level, q)
    size = (0.32 + 0.14 * q) * {Level.STANDARD: 1.2, Level.PHONE: 1.5, Level.FAR: 2.7}.get(level, 1.0)
    # Rays stick out of every tuft where they like: no two outlines are alike.
    ragged = 1 + 0.09 * np.sin(37.0 * plume.order[kept, None] + 2.4 * np.arange(len(points))) * (y < 1)
    shapes = points[None] * (size * plume.sizes[kept])[:, None, None]
    shapes[..., [0, 2]] *= ragged[..., None]
    shapes[..., 1] += size * 0.22 * (ragged - 1)
    normals = unit(points * [1.0, 0.8, 1.0] + [0, 0.05, 0])
    return swarm(
        shapes,
        faces,
        ATLAS.texcoords("floret", 0 * y, (0.35 + 0.65 * y) * (0.42 + 0.58 * float(smoothstep(0.0, 0.6, q)))),
        facing(plume.ways[kept], plume.rolls[kept]),
        plume.feet[kept],
        tints=plume.tints[kept],
        normals=normals,
    )


def _wood(plume: _Plume, level: Level) -> Mesh:
    trunk = {Level.HERO: 8, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    pieces = {Level.HERO: (12, 5), Level.STANDARD: (8, 4), Level.PHONE: (5, 2), Level.FAR: (3, 1)}[level]
    parts = [wood(plume.boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces[0])]
    if level is Level.FAR:
        # Of a spray far away a streak of its colour is left.
        ends = np.array([[b.at(np.array([s]))[0] for s in (0.1, 0.55, 1.0)] for b in plume.boughs[1:]])
        for a in (0, 1):
            parts.append(twigs(ends[:, a], ends[:, a + 1], (0.2 + 0.25 * a, 0.45 - 0.35 * a), ATLAS, "cup", sides=2))
        return merge(parts)
    keep = np.unique(np.round(np.linspace(0, 8, pieces[1] + 1)).astype(int))
    lines = np.array([b.path for b in plume.boughs[1:]])[:, keep]
    thick = np.tile(plume.boughs[1].radii[keep], (SPRAYS, 1))
    cuts = [a.reshape(-1, *a.shape[2:]) for a in (lines[:, :-1], lines[:, 1:], thick[:, :-1], thick[:, 1:])]
    parts.append(twigs(cuts[0], cuts[1], (cuts[2], cuts[3]), ATLAS, "cup", sides=2))
    return merge(parts)


def _lances(origins: Array, ups: Array, azimuths: Array, lengths: Array, rng: np.random.Generator, level: Level) -> Mesh:
    count = len(origins)
    j = np.clip(rng.normal(0, 1, (6, count)), -1.8, 1.8)
    length = lengths * (1 + 0.08 * j[0])
    habit = Habit(
        lengths=length,
        widths=0.16 + 0.125 * length,
        droops=38 + 20 * j[1],
        folds=14 + 3 * j[2],
        cups=np.zeros(count),
        ripples=np.full(count, 0.05),
        phases=rng.uniform(0, 6.28, (count, 2)),
        twists=18 * j[3],
    )
    rows = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 3, Level.FAR: 2}[level]
    turned = poised(azimuths + 12 * j[4], 44 + 9 * j[5], 10 * j[3], leaning(ups))
    return foliage(long_outline(2, rows, _LANCE), habit, ATLAS, "leaf", turned, origins, tints=1 + 0.06 * j[1][:, None])


def _leaves(plume: _Plume, long: float, rng: np.random.Generator, level: Level) -> Mesh:
    """Narrow leaves below and among the lowest sprays."""
    axis = plume.boughs[0]
    heights = np.linspace(0.3, FOOT + 0.3 * long, 15)
    shares = np.interp(heights, axis.path[:, 1], np.linspace(0, 1, len(axis.path)))
    lengths = np.interp(heights, [0, FOOT + 0.3 * long], [6.2, 1.0 + 0.11 * long])
    grown = _lances(axis.at(shares), axis.heading(shares), 137.5 * np.arange(15.0) + 40, lengths, rng, level)
    return _every(grown, 15, {Level.PHONE: 2, Level.FAR: 4}.get(level, 1))


def _every(grown: Mesh, count: int, step: int) -> Mesh:
    """Every step-th of `count` like organs of a mesh; the vertices left over are for `tidy` to drop."""
    picked = grown.indices.reshape(count, -1, 3)[::step].reshape(-1, 3)
    return Mesh(grown.positions, grown.normals, grown.texcoords, grown.colours, np.ascontiguousarray(picked))


def _stalk(length: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = -1.0 - 2.1 * np.arange(9.0)
    axis = Stalk(
        length, 0.19, way=float(rng.uniform(0, 6.28)), sway=1.3, kink=0.35, taper=1.3, nodes=tuple(nodes[::3]), swell=0.1, soft=0.25
    )
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    frames = [axis.frame(float(y)) @ shift(y=float(y)) for y in nodes]
    origins, ups = np.array([m[:3, 3] for m in frames]), np.array([m[:3, 1] for m in frames])
    leaves = _lances(origins, ups, 137.5 * np.arange(9.0), np.linspace(6.6, 8.0, 9), rng, level)
    return merge(
        [axis.grown(ATLAS, "stem", level, sides, (0.0, 0.2)), _every(leaves, 9, {Level.PHONE: 2, Level.FAR: 3}.get(level, 1))]
    )


def _proxies(plume: _Plume) -> Floats:
    """A sphere for every spray, two for the long low ones, one row for the axis."""
    rows = [(*plume.boughs[0].at(np.array([s]))[0], 0.9) for s in np.linspace(0.1, 0.95, 7)]
    for number in range(1, SPRAYS + 1):
        own = plume.feet[plume.owner == number]
        for half in np.array_split(own, 2 if number < SPRAYS // 3 else 1):
            middle = half.mean(0)
            rows.append((*middle, float(np.quantile(np.linalg.norm(half - middle, axis=1), 0.85)) + 0.25))
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = mix(worn(true, 0.9), true, 0.3)
    _, along = (g.astype(np.float64) for g in tile_grid())
    green = hex_colour("#A9B04A")
    deep = mix(shade(body, -0.06, 1.05, 4), green, 0.5)
    colour = mix(deep, body, smoothstep(0.2, 0.62, along))
    colour = mix(colour, shade(body, 0.05, 0.95), 0.7 * smoothstep(0.75, 1.0, along))
    leafy = hex_colour("#55763A")
    return finished(
        {
            "floret": colour * (1 + 0.03 * noise(81, 12))[..., None],
            "cup": mix(deep, body, 0.6) * (1 + 0.06 * noise(82, 20))[..., None],
            "leaf": leaf_tile(leafy, veins="parallel", pairs=2, contrast=0.14),
            "stem": stem_tile(shade(leafy, 0.03), mix(hex_colour("#8FA04C"), body, 0.2)),
        }
    )


PLANT = PlantKind("solidago", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
