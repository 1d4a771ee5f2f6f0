"""Freesia: a wiry stem bent over into a level comb of upright trumpets, their buds ever smaller towards the tip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs.boughs import Bough
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.perianth import Florets, Perianth, perianths
from catalog.organs.place import scale
from catalog.organs.scatter import scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import facing
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    hex_colour,
    leaf_tile,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

Array = NDArray[np.float64]
ATLAS = Atlas(
    (
        ("tepal", PETAL),
        ("lip", PETAL),  # the lowest tepal, with its yellow flush
        ("bud", PETAL),
        ("stamen", Finish(roughness=0.8)),
        ("bract", LEAF),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK = 0.175, 31.0
RISE = 6.0  # cm from the neck to where the comb begins
OPENING, TIPS = 6, 6
FORM = Perianth(
    length=5.2,
    width=1.95,
    at=(0.0, 0.22, 0.4, 0.55, 0.7, 0.82, 0.92, 1.0),
    closed=(87.0, 84.0, 78.0, 83.0, 92.0, 106.0, 124.0, 138.0),
    opened=(87.0, 86.0, 78.0, 72.0, 60.0, 42.0, 20.0, -2.0),
    outline=((0.0, 0.16), (0.4, 0.4), (0.56, 0.74), (0.7, 1.0), (0.86, 0.94), (1.0, 0.62)),
    base_radius=0.13,
    fused=0.45,
    curl=((0.0, 1.6), (0.5, 0.8), (0.75, 0.42), (1.0, 0.35)),
    roundness=0.3,
    inner_lift=6.0,
    inner_width=1.0,
    lifts=(5.0, 0.0, -3.0, -5.0, -3.0, 0.0),
    ruffle=0.05,
    waves=1.4,
    lie=0.07,
    cover=0.5,
)
FULL_BUD: Knots = ((0.5, 0.0), (0.62, 0.2), (0.95, 0.5), (1.0, 0.66), (0.72, 0.86), (0.3, 0.97), (0.0, 1.0))
COARSE_BUD: Knots = ((0.5, 0.0), (1.0, 0.6), (0.0, 1.0))
SHEATH: Knots = ((0.75, -0.25), (1.0, 0.1), (0.85, 0.6), (0.55, 1.0))
GRIDS = {Level.HERO: (6, 12), Level.STANDARD: (4, 9), Level.PHONE: (4, 5), Level.FAR: (2, 2)}
SLOTS = ("tepal", "tepal", "lip", "lip", "lip", "tepal")


@dataclass(frozen=True, eq=False)
class _Comb:
    """Where each flower and bud stands: share on the axis, its foot, the way it looks, how far open, its size."""

    share: Array
    feet: Array
    ways: Array
    opened: Array
    sizes: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    target = diameter(growth, OPENNESS)
    noises, draws = np.clip(rng.normal(0, 1, (OPENING + TIPS, 6)), -2, 2), rng.normal(0, 1, (OPENING, 6, 4))
    sway = np.clip(rng.normal(0, 1, 6), -2, 2)
    streams = rng.spawn(4)
    way = np.radians(322.0 + 14 * float(sway[0]))
    axis, first = _axis(way, sway, q)
    comb = _comb(axis, first, way, q, noises)
    parts = [_flowers(comb, noises, draws, level), _buds(comb, q, level), _bracts(axis, comb, level)]
    parts += _wire(axis, level)
    parts += _side(way, q, level, streams[0])
    if level in (Level.HERO, Level.STANDARD):
        parts.append(_stamens(comb, level))
    centre, up = _face(comb)
    cm = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, streams[1]).transformed(cm),
        head=Head((centre / 100).astype(np.float32), target / 200, up.astype(np.float32)),
        proxies=_proxies(axis, comb),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _axis(way: float, sway: Array, q: float) -> tuple[Bough, float]:
    """The stem from the neck, over the bend, along the comb; and the share at which the comb begins."""
    comb = 4.5 + 4.0 * float(smoothstep(0.1, 1.0, q))
    length = RISE + comb
    s = np.linspace(0, 1, 41)
    turn = smoothstep(RISE / length - 0.12, RISE / length + 0.1, s)
    zigzag = 7 * np.sin(2 * np.pi * (s - RISE / length) * length / 1.5) * smoothstep(RISE / length, 1.0, s)
    lift = 86 + 2 * sway[1] - (70 + 5 * sway[2]) * turn - 9 * smoothstep(0.75, 1.0, s)
    e, a = np.radians(lift), way + np.radians(zigzag)
    steps = np.stack([np.cos(e) * np.cos(a), np.sin(e), -np.cos(e) * np.sin(a)], 1)[1:] * length / 40
    path = np.vstack([np.zeros(3), np.cumsum(steps, 0)])
    return Bough(path, STEM_RADIUS * (1 - 0.62 * s**1.3)), (RISE - 0.2) / length


def _comb(axis: Bough, first: float, way: float, q: float, noises: Array) -> _Comb:
    n = OPENING + TIPS
    k = np.arange(n)
    s = k / (n - 1)
    share = first + (1 - first) * (1.18 * s - 0.18 * s**2)
    opened = np.clip((0.15 + 6.6 * q - k + 0.25 * noises[:, 0] * min(1.0, 2 * q)) / 3.0, 0.0, 1.0)
    sizes = (
        (0.64 + 0.36 * smoothstep(0.0, 0.6, opened))
        * (1.0 - 0.3 * s)
        * (0.56 + 0.38 * smoothstep(0.1, 1.0, q))
        * (1 + 0.03 * noises[:, 1])
    )
    ahead = np.array([np.cos(way), 0.0, -np.sin(way)])
    aside = np.array([np.sin(way), 0.0, np.cos(way)])
    # The first flowers stand upright or lean back a little, the tip's buds look forward along the comb.
    pitch = np.radians(100 - 48 * s**0.9 + 4 * noises[:, 2] - 6 * opened)
    roll = np.radians(np.where(k % 2 == 0, 1.0, -1.0) * (15 + 15 * opened + 4 * noises[:, 3]) * (1 - 0.4 * s))
    ways = np.cos(pitch)[:, None] * ahead + np.sin(pitch)[:, None] * np.array([0.0, 1.0, 0.0])
    ways = unit(ways * np.cos(roll)[:, None] + aside * np.sin(roll)[:, None])
    feet = axis.at(share) + ways * (0.5 * axis.thick(share))[:, None]
    return _Comb(share, feet, ways, opened, sizes)


def _flowers(comb: _Comb, noises: Array, draws: Array, level: Level) -> Mesh:
    f = slice(0, OPENING)
    rotations = facing(comb.ways[f], 12 * noises[f, 4])
    young = (1 - smoothstep(0.0, 0.3, comb.opened[f]))[:, None]
    tints = 1 + (np.array([0.97, 1.02, 0.86]) - 1) * young * np.linspace(0.3, 1, OPENING)[:, None]
    still = np.zeros(OPENING)
    florets = Florets(comb.opened[f], comb.sizes[f], rotations, comb.feet[f], still, tints * (1 + 0.03 * noises[f, 5:6]), draws)
    kept = np.arange(OPENING) < (5 if level is Level.FAR else OPENING)
    return perianths(FORM, florets.of(kept), ATLAS, SLOTS, grid=GRIDS[level])


def _buds(comb: _Comb, q: float, level: Level) -> Mesh:
    """The comb's last buds, upright ovals shrinking to green beads."""
    k = np.arange(OPENING, OPENING + TIPS)
    young = (k - OPENING) / (TIPS - 1)
    fine = level in (Level.HERO, Level.STANDARD)
    profile = FULL_BUD if fine else COARSE_BUD
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    lengths = (2.2 - 1.5 * young**0.8) * (0.86 + 0.2 * q)
    return scatter(profile, comb.feet[k], comb.ways[k], lengths, lengths * 0.26 + 0.1, ATLAS, "bud", along=young, sides=sides)


def _bracts(axis: Bough, comb: _Comb, level: Level) -> Mesh:
    """A small pointed sheath at the foot of every flower."""
    sides = {Level.HERO: 8, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    profile = SHEATH if level in (Level.HERO, Level.STANDARD) else SHEATH[1::2]
    s = np.linspace(0, 1, len(comb.share))
    lengths, widths = 0.85 - 0.45 * s, 0.5 - 0.24 * s
    return scatter(profile, axis.at(comb.share), comb.ways, lengths, widths, ATLAS, "bract", along=0.5, sides=sides)


def _wire(axis: Bough, level: Level) -> list[Mesh]:
    keep = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]
    sides = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    return [tube(axis.path[::keep], axis.radii[::keep], ATLAS, "stem", sides=sides, along=(0.6, 1.0))]


def _side(way: float, q: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """A side shoot with a small comb of buds, bent over the other way, and the leaf at its foot."""
    draw = np.clip(rng.normal(0, 1, 6), -2, 2)
    a = way - np.radians(128 + 12 * draw[0])
    s = np.linspace(0, 1, 25)
    lift = np.radians(62 + 4 * draw[1] + 14 * smoothstep(0.1, 0.5, s) - 64 * smoothstep(0.55, 0.85, s))
    length = 7.2
    steps = np.stack([np.cos(lift) * np.cos(a), np.sin(lift), -np.cos(lift) * np.sin(a)], 1)[1:] * length / 24
    path = np.vstack([[0.0, 0.3, 0.0], np.array([0.0, 0.3, 0.0]) + np.cumsum(steps, 0)])
    shoot = Bough(path, 0.13 * (1 - 0.5 * s))
    keep = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    parts = [tube(path[::keep], shoot.radii[::keep], ATLAS, "stem", sides=sides, along=(0.6, 1.0))]
    n = 7
    t = np.linspace(0, 1, n)
    feet = shoot.at(0.66 + 0.34 * t)
    ahead = np.array([np.cos(a), 0.0, -np.sin(a)])
    aside = np.array([np.sin(a), 0.0, np.cos(a)])
    pitch = np.radians(94 - 56 * t)[:, None]
    ways = unit(np.cos(pitch) * ahead + np.sin(pitch) * [0, 1.0, 0] + np.where(np.arange(n) % 2 == 0, 0.2, -0.2)[:, None] * aside)
    rounds = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    profile = FULL_BUD[::2] if level in (Level.HERO, Level.STANDARD) else COARSE_BUD
    lengths = (2.0 - 1.45 * t**0.8) * (0.8 + 0.3 * q)
    parts.append(scatter(profile, feet, ways, lengths, lengths * 0.3 + 0.06, ATLAS, "bud", along=0.25 + 0.7 * t, sides=rounds))
    bract = ((0.75, -0.25), (1.0, 0.1), (0.55, 1.0))
    if level in (Level.HERO, Level.STANDARD):
        parts.append(scatter(bract, feet, ways, 0.6 - 0.35 * t, 0.38 - 0.18 * t, ATLAS, "bract", along=0.5, sides=rounds))
    azimuth = float(np.degrees(a))
    parts.append(_leaf(level, rng, azimuth, 0.0, 4.6, 0.6, 10.0))
    return parts


def _stamens(comb: _Comb, level: Level) -> Mesh:
    """Three pale anthers and the style's branches in each mouth."""
    k = np.flatnonzero((comb.opened > 0.35) & (np.arange(len(comb.opened)) < OPENING))
    if not len(k):
        return merge([])
    spots = []
    for j in range(4):
        a = 2.1 * j
        tilt = unit(comb.ways[k] + 0.1 * np.array([np.cos(a), 0.0, np.sin(a)]) * (j < 3))
        spots.append((comb.feet[k] + tilt * ((2.6 + 0.35 * (j == 3)) * comb.sizes[k])[:, None], tilt))
    feet, ways = np.concatenate([s[0] for s in spots]), np.concatenate([s[1] for s in spots])
    lengths = np.tile(comb.sizes[k], 4) * 0.85
    shape = ((0.4, 0.0), (1.0, 0.3), (1.0, 0.8), (0.0, 1.0))
    return scatter(shape, feet, ways, lengths, 0.15, ATLAS, "stamen", along=0.5, sides=5 if level is Level.HERO else 3)


def _face(comb: _Comb) -> tuple[Array, Array]:
    """(centre, axis) of the comb's flowers on the whole."""
    weight = 0.15 + comb.opened[:OPENING] * comb.sizes[:OPENING] ** 2
    weight = weight * np.array([1.0, 1, 1, 1, 0.9, 0.8])
    mouths = comb.feet[:OPENING] + comb.ways[:OPENING] * (3.1 * comb.sizes[:OPENING])[:, None]
    centre = (mouths * weight[:, None]).sum(0) / weight.sum()
    return centre, unit((comb.ways[:OPENING] * weight[:, None]).sum(0))


def _leaf(level: Level, rng: np.random.Generator, azimuth: float, height: float, length: float, width: float, lean: float) -> Mesh:
    draw = np.clip(rng.normal(0, 1, 5), -2, 2)
    shape = Leaf(
        length=length,
        width=width,
        outline=((0, 0.7), (0.12, 0.9), (0.35, 1.0), (0.65, 0.82), (0.87, 0.42), (0.96, 0.15), (1, 0.0)),
        midrib=((0, 86), (0.25, 82 - lean), (0.65, 76 - 1.5 * lean + 4 * draw[0]), (1, 66 - 2 * lean + 8 * draw[1])),
        fold=14,
        curl=((0, 2.4), (0.15, 0.6), (1, 0.1)),
        ripple=0.03,
        sickle=7 * float(draw[2]),
        twist=16 * float(draw[3]),
    )
    tint = 1 + 0.05 * float(draw[4])
    return leaf(
        shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=STEM_RADIUS * 0.95, base_height=height, rows=16, tint=tint
    )


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    nodes = (-6.5, -15.0)
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.3, kink=0.25, nodes=nodes, swell=0.15, soft=0.4)
    sides = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    rows = (
        (-6.5, 25.0, 6.5, 0.7, 12.0),
        (-15.0, 200.0, 11.0, 0.95, 9.0),
        (-26.5, 40.0, 20.0, 1.25, 8.0),
        (-28.0, 225.0, 17.0, 1.1, 6.0),
    )
    for height, azimuth, length, width, lean in rows:
        grown = _leaf(level, rng, azimuth + 14 * float(np.clip(rng.normal(), -2, 2)), height, length, width, lean)
        parts.append(grown.transformed(cane.frame(height)))
    return merge(parts)


def _proxies(axis: Bough, comb: _Comb) -> NDArray[np.float32]:
    spheres = [[*axis.at(np.array([s]))[0], 0.6] for s in (0.1, 0.3)]
    spheres.append([*(comb.feet[-3] + comb.ways[-3] * 0.6), 1.1])
    for k in range(OPENING):
        size, wide = float(comb.sizes[k]), float(comb.opened[k])
        spheres.append([*(comb.feet[k] + comb.ways[k] * 3.6 * size), (0.8 + 1.0 * wide) * size])
    return (np.array(spheres) / 100).astype(np.float32)


@dataclass(frozen=True)
class _Look:
    """throat: inside the tube; flush: patch on the lower tepals, how strong; vein: darkness of veins; outer: the tube outside."""

    throat: str
    flush: str
    strength: float = 0.6
    veins: float = 0.08


_LOOKS = {
    "yellow": _Look("#EFB21E", "#F0A31A", 0.5, 0.06),
    "white": _Look("#EFE7A0", "#F5D34A", 0.75, 0.04),
    "purple": _Look("#F1EBDD", "#F3D65A", 0.55, 0.16),
    "red": _Look("#F3D36A", "#F4C23C", 0.7, 0.12),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    look = _LOOKS.get(variety.id, _LOOKS["white"])
    body = worn(hex_colour(variety.hex))
    light = float(oklab(body)[0])
    deep = shade(body, -0.04, 1.1) if light < 0.92 else mix(body, hex_colour("#EFEFC8"), 0.45)
    across, along = tile_grid()
    tepal = petal_tile(
        PetalPaint(
            body, deep=deep, deep_until=0.85, edge=shade(body, 0.03, 0.9), edge_width=0.14, veins=look.veins, vein_count=9, seed=23
        )
    )
    tepal = mix(tepal, hex_colour(look.throat), 0.8 * smoothstep(0.56, 0.3, along))
    tepal = mix(tepal, mix(body, hex_colour("#B9C877"), 0.6), 0.8 * smoothstep(0.22, 0.02, along))
    lip = mix(tepal, hex_colour(look.flush), look.strength * bell(across / 0.45) * bell((along - 0.6) / 0.13))
    return finished(
        {
            "tepal": tepal,
            "lip": lip,
            "bud": _bud_tile(body, hex_colour("#A9BF6C")),
            "stamen": mix(hex_colour("#E9DFC4"), mix(body, hex_colour("#F4EFE0"), 0.6), (across + 1) / 2),
            "bract": leaf_tile(hex_colour("#7C9E58"), veins="parallel", pairs=3, seed=5),
            "leaf": leaf_tile(hex_colour("#5A8C48"), veins="parallel", pairs=6, contrast=0.25, seed=9),
            "stem": stem_tile(hex_colour("#6F9A4C"), hex_colour("#83A65A")),
        }
    )


def _bud_tile(body: Colour, green: Colour) -> Colour:
    """across: foot to tip of a bud; along: from the ripest to the youngest."""
    across, along = tile_grid()
    up = (across + 1) / 2
    ripe = mix(mix(green, body, 0.35), body, smoothstep(0.05, 0.6, up))
    tile = mix(ripe, mix(green, body, 0.12), smoothstep(0.05, 0.85, along))
    return np.asarray(tile * (1 + 0.04 * noise(14, 12))[..., None])


PLANT = PlantKind(species="freesia", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint)
