"""Misty limonium: a smoke of tiny lavender stars along one side of fine, arching, much-branched twigs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import smoothstep
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_PAPER = Finish(roughness=0.85, translucency=0.7, sheen=0.2)
ATLAS = Atlas((("flower", _PAPER), ("calyx", _PAPER), ("stem", STEM)))
HEIGHT = 16.5  # cm from the neck to the tip
STALK = 43.5
_FIRST = 15  # branches of the axis
_MOST = 230  # open flowers
_UP = np.array([0.0, 1.0, 0.0])
_ASIDE = np.array([1e-6, 0.0, 0.0])  # keeps a cross product from vanishing on an upright twig

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Spray:
    """The branching, the same at every level and stage. Sprigs are the last twigs; F places on them bear papery calyces, which
    last when the flower in them is over; the rest hold open flowers."""

    main: Bough
    limbs: list[Bough]
    sprigs: list[Array]  # (P,3) paths
    at: Array
    foot: Array
    towards: Array
    is_bare: NDArray[np.bool_]
    share: Array  # 0..1: who stays when few are drawn
    limb: NDArray[np.int64]
    size: Array
    roll: Array
    tint: Array


def _spray(rng: np.random.Generator) -> _Spray:
    main = Bough(leader(HEIGHT, 13, rng.uniform(1.0, 3.5), 0.4, rng), np.linspace(0.14, 0.024, 13), (0.2, 1.0))
    limbs, sprigs, owner = [], [], []
    start = rng.uniform(0, 360)
    for k in range(_FIRST):
        spot = 0.06 + 0.88 * (k / (_FIRST - 1)) ** 0.9
        draw = rng.normal(0, 1, 5)
        rising = np.linspace(0, 1, 7)
        lift = 64 + 9 * spot + 5 * draw[0] - (25 + 8 * draw[1]) * np.sin(np.pi / 2 * rising) + 9 * rising**3
        length = float(np.interp(spot, [0, 0.3, 0.75, 1], [13.4, 12.0, 8.2, 4.8])) * (1 + 0.09 * draw[2])
        path = arched(main.at(spot), start + 137.5 * k + 12 * draw[3] + 26 * draw[4] * (rising - 0.4), lift, length)
        limb = Bough(path, np.linspace(0.052, 0.016, 8), (0.5, 1.0))
        limbs.append(limb)
        for sprig in _sprigs(limb, rng):
            sprigs.append(sprig)
            owner.append(k)
    for sprig in _sprigs(Bough(main.path[-6:], main.radii[-6:]), rng):
        sprigs.append(sprig)
        owner.append(_FIRST)
    return _flowering(main, limbs, sprigs, np.array(owner), rng)


def _sprigs(limb: Bough, rng: np.random.Generator) -> list[Array]:
    """Side twigs of a limb, left and right in turn, that fork again; the limb's own end is the last. All paths (5,3)."""
    count = max(round(limb.length / 1.75), 3)
    paths = []
    for j in range(count):
        draw = rng.normal(0, 1, 4)
        share = 0.24 + 0.7 * j / count
        long = float(np.interp(share, [0.2, 0.6, 1.0], [3.9, 3.3, 2.0])) * (1 + 0.16 * float(np.clip(draw[2], -2, 2)))
        twig = _side(limb, share, -1.0 if j % 2 else 1.0, long, draw)
        paths.append(twig.path)
        for fork in (0.3, 0.55, 0.78)[: 1 + (long > 2.2) + (long > 3.2)]:
            draw = rng.normal(0, 1, 4)
            short = long * (0.62 - 0.3 * fork) * (1 + 0.15 * float(np.clip(draw[2], -2, 2)))
            paths.append(_side(twig, fork, 1.0 if draw[3] > 0 else -1.0, short, draw).path)
    return [*paths, limb.at(np.linspace(0.8, 1.0, 5))]


def _side(bough: Bough, share: float, hand: float, length: float, draw: Array) -> Bough:
    """A twig from `share` of a bough: it leaves to one side, swings back towards the bough's way and curls out at its tip."""
    heading = bough.heading(np.array([share]))[0]
    level = unit(np.cross(heading, _UP) + _ASIDE)
    over, side = np.cross(level, heading), hand * level
    out = unit(heading * (0.85 + 0.15 * draw[0]) + side * 0.7 + over * (0.25 + 0.3 * draw[1]))
    t = np.linspace(0, 1, 5)[:, None]
    bow = out * t + (0.5 * heading + 0.2 * over - 0.45 * side) * 0.5 * t**2 - 0.2 * over * t**3
    return Bough(bough.at(share) + length * bow, np.zeros(5))


def _flowering(main: Bough, limbs: list[Bough], sprigs: list[Array], owner: NDArray[np.int64], rng: np.random.Generator) -> _Spray:
    """Flowers on the upper side of the sprigs, in two close rows, opening from the foot; buds at the tips."""
    paths = np.stack(sprigs)
    lengths = np.linalg.norm(np.diff(paths, axis=1), axis=2).sum(1)
    # Spikelets of two or three stand close together, with a short gap to the next.
    counts = np.clip(np.round(lengths / 0.3), 4, 8).astype(np.int64)
    sprig = np.repeat(np.arange(len(paths)), counts)
    number = np.arange(len(sprig)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = number + 0.32 * np.array([0.0, -1.0, 0.6])[number % 3]
    along = np.clip(0.42 + 0.58 * place / (counts[sprig] - 1), 0, 1)
    at = along * (paths.shape[1] - 1)
    i = np.minimum(at.astype(np.int64), paths.shape[1] - 2)
    f = (at - i)[:, None]
    slopes = np.gradient(paths, axis=1)
    foot = paths[sprig, i] * (1 - f) + paths[sprig, i + 1] * f
    heading = unit(slopes[sprig, i] * (1 - f) + slopes[sprig, i + 1] * f)
    level = unit(np.cross(heading, _UP) + _ASIDE)
    side = np.where(number % 2, 1.0, -1.0)[:, None] * level
    way = unit(np.cross(level, heading) + 0.55 * heading + 0.42 * side + rng.normal(0, 0.3, (len(sprig), 3)))
    n = len(foot)
    order = rng.random(n)
    late = rng.random(n) < 0.3 + 0.5 * (along > 0.97)
    # A stem carries so many open flowers and no more.
    opened = np.flatnonzero(~late)
    late[opened[np.argsort(order[opened])[_MOST:]]] = True
    return _Spray(
        main,
        limbs,
        sprigs,
        foot + way * (0.08 + 0.04 * rng.random((n, 1))),
        foot,
        way,
        late,
        rng.random(n),
        owner[sprig],
        rng.normal(0.94, 0.12, n).clip(0.65, 1.15),
        rng.uniform(0, 360, n),
        np.clip(rng.normal(1, 0.08, (n, 1)) + rng.normal(0, 0.025, (n, 3)), 0.8, 1.2),
    )


def _star(level: Level, spread: float) -> tuple[Array, NDArray[np.int64], Array, Array]:
    """A five-petalled funnel of radius 1 about +Y; spread 0 shut .. 1 open. (V,3), triangles, and the tile's x and y per vertex."""
    deep, flare = 1.15 - 0.75 * spread, 0.25 + 0.75 * spread
    if level is not Level.HERO:
        sides, reach = {Level.STANDARD: (5, 1.0), Level.PHONE: (4, 1.1)}.get(level, (3, 2.4))
        angle = np.arange(sides) * 2 * np.pi / sides
        points = np.vstack([[0, -0.1, 0], np.stack([reach * np.cos(angle), np.full(sides, 0.35), -reach * np.sin(angle)], 1)])
        faces = np.array([(0, 1 + k, 1 + (k + 1) % sides) for k in range(sides)])
        return points, faces, np.r_[0, 0.8 * np.cos(angle)], np.r_[0, 0.8 * np.sin(angle)]
    angle = np.arange(10) * np.pi / 5
    tip = np.arange(10) % 2 == 0
    out = np.where(tip, flare, 0.46 * flare)
    up = np.where(tip, deep * 0.9, deep * 0.5)
    ring = np.stack([out * np.cos(angle), up, -out * np.sin(angle)], 1)
    points = np.vstack([[0, -0.05, 0], ring])
    faces = np.array([(0, 1 + k, 1 + (k + 1) % 10) for k in range(10)])
    painted = np.where(tip, 1.0, 0.46)
    return points, faces, np.r_[0, painted * np.cos(angle)], np.r_[0, painted * np.sin(angle)]


def _flowers(s: _Spray, growth: Growth, radius: float) -> Mesh:
    """Open flowers, each in the mouth of its calyx."""
    level = growth.level
    points, faces, x, y = _star(level, float(smoothstep(0.0, 0.9, growth.openness)))
    if level is not Level.FAR:
        points = points / float(np.hypot(points[:, 0], points[:, 2]).max())
    kept = ~s.is_bare & (s.share < {Level.FAR: 0.3, Level.PHONE: 0.84}.get(level, 1.0))
    normals = unit(points * [1.0, 0.4, 1.0] + [0, 0.7, 0])
    shapes = points[None] * (radius * s.size[kept])[:, None, None]
    uv = ATLAS.texcoords("flower", x, 0.5 + 0.5 * y)
    turns = facing(s.towards[kept], s.roll[kept])
    foot = s.at[kept] + s.towards[kept] * 0.06
    return swarm(shapes, faces, uv, turns, foot, tints=s.tint[kept], normals=normals)


def _calyces(s: _Spray, growth: Growth, radius: float) -> Mesh:
    """The papery funnels: under every flower, and empty ones between them."""
    level = growth.level
    if level is Level.FAR:
        return merge([])
    spread = float(smoothstep(0.0, 0.9, growth.openness))
    shown = {Level.HERO: s.share <= 1.0, Level.STANDARD: ~s.is_bare | (s.share < 0.42)}.get(level, s.is_bare & (s.share < 0.2))
    sides = 3
    angle = (np.arange(sides) + 0.5) * 2 * np.pi / sides
    rim = 0.42 + 0.36 * spread
    cup = np.vstack([[0, -0.75, 0], np.stack([rim * np.cos(angle), np.full(sides, 0.5), -rim * np.sin(angle)], 1)])
    funnel = np.array([(0, 1 + (k + 1) % sides, 1 + k) for k in range(sides)])
    uv = ATLAS.texcoords("calyx", np.r_[0, np.cos(angle)], np.r_[0.0, np.ones(sides)])
    larger = {Level.HERO: 1.0, Level.STANDARD: 1.2}.get(level, 1.6)  # fewer stand for all
    size = larger * (0.13 + 0.4 * radius) * s.size[shown]
    turns = facing(s.towards[shown], s.roll[shown])
    return swarm(cup[None] * size[:, None, None], funnel, uv, turns, s.at[shown], tints=s.tint[shown])


def _twigs(s: _Spray, level: Level) -> Mesh:
    thicker = {Level.HERO: 1.0, Level.STANDARD: 1.1, Level.PHONE: 1.25, Level.FAR: 1.0}[level]
    trunk, limb = {Level.HERO: (6, 4), Level.STANDARD: (5, 3), Level.PHONE: (3, 2), Level.FAR: (3, 2)}[level]
    pieces = {Level.HERO: (12, 7), Level.STANDARD: (9, 5), Level.PHONE: (6, 3), Level.FAR: (3, 1)}[level]
    limbs = [Bough(b.path, b.radii * thicker, b.along) for b in s.limbs]
    parts = [
        wood([s.main], ATLAS, "stem", sides=trunk, pieces=pieces[0]),
        wood(limbs, ATLAS, "stem", sides=limb, pieces=pieces[1]),
    ]
    step = 2 if level is Level.HERO else 4
    paths = np.stack(s.sprigs)[:, ::step]
    if level is Level.FAR:
        # Of a sprig far away only a streak of its colour is left.
        some = paths[::2]
        parts.append(twigs(some[:, 1], some[:, -1], (0.03, 0.085), ATLAS, "calyx", sides=2, tints=0.8))
        return merge(parts)
    if level is Level.PHONE:
        paths = paths[::2]
    thin = 0.012 * thicker
    count = paths.shape[1] - 1
    taper = np.linspace(1.2, 0.7, count + 1)
    for j in range(count):
        parts.append(twigs(paths[:, j], paths[:, j + 1], (thin * taper[j], thin * taper[j + 1]), ATLAS, "stem", sides=2))
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The branching is that of the individual; the stage opens and enlarges the flowers."""
    s = _spray(rng)
    d, level = growth.species.head_diameter, growth.level
    radius = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 50
    axis = Stalk(
        STALK, 0.14, way=float(rng.uniform(0, 6.28)), sway=1.1, kink=0.35, taper=1.3, nodes=(-9.0, -19.0), swell=0.3, soft=0.2
    )
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    top, metres = int(np.argmax(np.where(s.is_bare, -1e9, s.at[:, 1]))), scale(0.01)
    return Plant(
        merge([_twigs(s, level), _flowers(s, growth, radius), _calyces(s, growth, radius)]).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.2)).transformed(metres),
        Head((s.at[top] / 100).astype(np.float32), radius / 100, s.towards[top].astype(np.float32)),
        _proxies(s),
        0.0014,
        STALK / 100,
    )


def _proxies(s: _Spray) -> Floats:
    """Two spheres for the flowers of every limb, its lower and its upper half."""
    spheres = []
    for k in range(_FIRST + 1):
        own = s.at[s.limb == k]
        order = np.argsort(own[:, 1])
        for half in np.array_split(order, 2 if k < _FIRST - 3 else 1):
            middle = own[half].mean(0)
            away = np.linalg.norm(own[half] - middle, axis=1)
            spheres.append([*(middle / 100), (float(np.quantile(away, 0.8)) + 0.2) / 100])
    return np.array(spheres, np.float32)


def _star_tile(body: Colour, eye: Colour, seed: int) -> Colour:
    """Linear tile: the flower from above, paler to the throat, a fine darker line along each petal."""
    across, along = tile_grid()
    x, z = across.astype(np.float64), 2 * along.astype(np.float64) - 1
    r, angle = np.hypot(x, z), np.arctan2(z, x)
    lobe = np.cos(angle * 2.5) ** 2
    colour = mix(shade(body, -0.06, 1.25), body, smoothstep(0.1, 0.7, r) * (0.5 + 0.5 * lobe))
    colour = mix(colour, shade(body, -0.07, 1.2), 0.5 * np.clip(lobe, 0.3, 1.0) ** 24 * smoothstep(0.95, 0.6, r))
    colour = mix(eye, colour, smoothstep(0.04, 0.24, r))
    return np.asarray(colour * (1 + 0.03 * noise(seed, 12))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = shade(hex_colour(variety.hex), 0.02, 1.0, 4)
    green = mix(hex_colour("#8A9A72"), body, 0.1)
    _, along = tile_grid()
    paper = mix(shade(body, 0.02, 0.9), hex_colour("#EFEAF2"), 0.42)
    calyx = mix(mix(hex_colour("#A9A680"), body, 0.3), paper, smoothstep(0.2, 0.75, along))
    return finished(
        {
            "flower": _star_tile(body, mix(body, hex_colour("#FBF8F0"), 0.75), 3),
            "calyx": calyx * (1 + 0.04 * noise(4, 12))[..., None],
            "stem": stem_tile(green, mix(green, hex_colour("#8A7C66"), 0.5)),
        }
    )


PLANT = PlantKind("limonium-misty", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint, ageing=DRYING)
