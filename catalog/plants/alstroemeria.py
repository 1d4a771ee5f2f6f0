"""Alstroemeria: an umbel of small lilies over a whorl of twisted leaves; flecked, yellow-flushed inner tepals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, PETAL, STEM, TILE, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.perianth import Florets, Perianth, opened_to, perianths
from catalog.organs.place import scale
from catalog.organs.scatter import scatter
from catalog.organs.shoot import Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
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
        ("outer", PETAL),
        ("upper", PETAL),  # the two flecked, yellow inner tepals
        ("lower", PETAL),
        ("bud", PETAL),
        ("stamen", Finish(roughness=0.7, translucency=0.2)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK = 0.28, 57.0
LENGTH = 5.6
# Tepals alternate, outer ones even. Number 0, an outer one, stands at the top of a flower, 3 hangs below; 1 and 5 are the flecked ones.
FORM = Perianth(
    length=LENGTH,
    width=2.9,
    at=(0.0, 0.15, 0.35, 0.55, 0.72, 0.88, 1.0),
    closed=(50.0, 74.0, 82.0, 86.0, 97.0, 122.0, 150.0),
    opened=(60.0, 70.0, 66.0, 54.0, 38.0, 12.0, -18.0),
    outline=((0.0, 0.2), (0.2, 0.24), (0.42, 0.5), (0.62, 0.86), (0.76, 1.0), (0.9, 0.92), (1.0, 0.55)),
    base_radius=0.2,
    fused=0.1,
    curl=((0.0, 1.2), (0.4, 0.5), (0.7, 0.18), (1.0, 0.25)),
    roundness=0.24,
    keel=0.04,
    inner_lift=2.0,
    inner_width=0.66,
    inner_length=1.04,
    widths=(1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    lifts=(-6.0, 4.0, 0.0, -10.0, 0.0, 4.0),
    ruffle=0.06,
    waves=1.6,
    lie=0.1,
    cover=1.0,
)
GRIDS = {Level.HERO: (6, 11), Level.STANDARD: (4, 8), Level.PHONE: (4, 4), Level.FAR: (2, 2)}
# Six pedicels of the umbel: azimuth, last elevation, how far behind the first, size; the last two stay buds longest.
PLACES = (
    (285.0, 36.0, 0.0, 1.0),
    (212.0, 40.0, 0.06, 0.97),
    (355.0, 44.0, 0.1, 0.98),
    (130.0, 46.0, 0.18, 0.95),
    (60.0, 52.0, 0.28, 0.95),
    (250.0, 74.0, 0.4, 0.9),
)
BUDS = ((25.0, 68.0, 1.0), (165.0, 72.0, 0.86), (318.0, 80.0, 0.7))
SHOWN = {Level.HERO: 6, Level.STANDARD: 6, Level.PHONE: 6, Level.FAR: 5}


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = np.clip(rng.normal(0, 1, (9, 4)), -2, 2), rng.normal(0, 1, (6, 6, 4))
    streams = rng.spawn(5)
    target = diameter(growth, OPENNESS) / 2
    whole = opened_to(FORM, target)
    shoots = [_pedicel(k, whole, lean[k]) for k in range(6)]
    behind = np.array([p[2] for p in PLACES])
    opened = whole * np.clip(1 - behind * (1.5 - 0.9 * q) + 0.05 * lean[:6, 0] * (np.arange(6) > 0), 0.0, 1.0)
    sizes = np.array([p[3] for p in PLACES]) * (0.72 + 0.28 * smoothstep(0.0, 0.4, opened))
    sizes[0] = 1.0  # the size of the data is that of the first
    florets = Florets(
        opened,
        sizes,
        np.stack([s.place[:3, :3] for s in shoots]),
        np.stack([s.place[:3, 3] for s in shoots]),
        np.zeros(6),
        1 + 0.03 * lean[:6, 3:4] * np.ones(3),
        draws,
    ).of(np.arange(6) < SHOWN[level])
    slots = ("outer", "upper", "outer", "lower", "outer", "upper")
    parts = [perianths(FORM, florets, ATLAS, slots, grid=GRIDS[level])]
    for k in range(SHOWN[level]):
        parts += _flower_parts(shoots[k], float(opened[k]), float(sizes[k]), level, streams[0])
    parts += _buds(level, q, lean)
    parts += _collar(level, streams[2])
    stalk = _stalk(level, streams[3])
    cm = scale(0.01)
    base, way = shoots[0].place[:3, 3], shoots[0].place[:3, 1]
    height = LENGTH * float(np.interp(whole, [0.0, 0.2, 1.0], [0.5, 0.62, 0.7]))
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=stalk.transformed(cm),
        head=Head(((base + way * height) / 100).astype(np.float32), target / 100, _look(shoots, q).astype(np.float32)),
        proxies=_proxies(shoots, opened),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _look(shoots: list[Shoot], q: float) -> Array:
    """(3,) where the umbel looks on the whole: nearly up, a little to the front."""
    whole = unit(np.sum([s.place[:3, 1] for s in shoots], 0) + 0.6 * shoots[0].place[:3, 1])
    share = float(smoothstep(0.4, 0.95, q))  # the first bud leads until the others open
    return np.asarray(unit(share * whole + (1 - share) * shoots[0].place[:3, 1]))


def _pedicel(k: int, whole: float, lean: Array) -> Shoot:
    azimuth, ends, _, _ = PLACES[k]
    around = azimuth + 8 * float(lean[1])
    last = ends + 24 * (1 - whole) + 5 * float(lean[2])
    leaves = 40 + 0.35 * ends - 8 * whole
    # Rolled so that the lowest tepal, number 3, hangs below.
    way = shoot((0, 0.6, 0), around, leaves, last, 4.6 + 0.25 * k + 0.2 * float(lean[3]))
    down = way.place[:3, :3].T @ np.array([0.0, -1.0, 0.0])
    roll = float(np.degrees(np.arctan2(-down[2], down[0]))) - 180.0
    return shoot((0, 0.6, 0), around, leaves, last, 4.6 + 0.25 * k + 0.2 * float(lean[3]), roll=roll + 10 * float(lean[0]))


def _flower_parts(way: Shoot, opened: float, size: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """Pedicel, ribbed green ovary, and the stamens that bow down."""
    draws = rng.normal(0, 1, (7, 3))
    parts = [way.grown((0.13, 0.12), ATLAS, "stem", level, along=(0.75, 1.0))]
    ovary = np.array([(0.12, -0.58), (0.26, -0.34), (0.29, -0.1), (0.22, 0.0), (0.1, 0.02)]) * size
    sides = {Level.HERO: 12, Level.STANDARD: 6, Level.PHONE: 4}.get(level, 0)
    if sides:
        grooves = (6, 0.14) if level is Level.HERO else (0, 0.0)
        parts.append(lathe(ovary, ATLAS, "stem", sides=sides, grooves=grooves).transformed(way.place))
    if level in (Level.HERO, Level.STANDARD) and opened > 0.15:
        points = 6 if level is Level.HERO else 4
        parts.append(_stamens(opened, size, draws, points).transformed(way.place))
    return parts


def _stamens(opened: float, size: float, draws: Array, points: int) -> Mesh:
    """Six filaments that lie on the lower tepal (azimuth 180) and turn up at their ends, small grey-violet anthers."""
    s = np.linspace(0, 1, points)
    parts, tips, ways = [], [], []
    for k in range(6):
        a = np.radians(180 + 20 * (k - 2.5) + 5 * draws[k, 0])
        out = 0.12 + (0.35 + 0.75 * opened) * np.sin(1.9 * s) + 0.12 * draws[k, 1] * s
        up = 3.5 * s * (1 + 0.08 * draws[k, 2])
        path = np.stack([out * np.cos(a), up, -out * np.sin(a)], 1) * size
        parts.append(tube(path, np.linspace(0.05, 0.03, points), ATLAS, "stamen", sides=3, closed_tip=False, along=(0.0, 0.5)))
        tips.append(path[-1])
        ways.append(path[-1] - path[-2])
    anther = ((0.0, -0.3), (1.0, 0.2), (0.9, 0.75), (0.0, 1.0))
    parts.append(scatter(anther, np.array(tips), np.array(ways), 0.42, 0.2, ATLAS, "stamen", along=0.9, sides=4))
    return merge(parts)


def _buds(level: Level, q: float, lean: Array) -> list[Mesh]:
    """The second flowers of the umbel's rays, still in bud."""
    parts = []
    for k, (azimuth, ends, size) in enumerate(BUDS):
        swell = size * (0.8 + 0.25 * q)
        way = shoot((0, 0.6, 0), azimuth + 10 * lean[k + 6, 0], 66, ends + 5 * lean[k + 6, 1], 4.2 * swell + 0.6)
        profile = np.array([(0.1, 0.0), (0.3, 0.3), (0.2, 0.55), (0.42, 1.1), (0.5, 1.7), (0.38, 2.3), (0.16, 2.7), (0.02, 2.85)])
        keep = profile if level is not Level.FAR else profile[[0, 1, 4, 7]]
        sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 5, Level.FAR: 3}[level]
        body = lathe(keep * swell, ATLAS, "bud", sides=sides, grooves=(3, 0.1) if level is Level.HERO else (0, 0.0))
        parts += [way.grown((0.11, 0.1), ATLAS, "stem", level, along=(0.75, 1.0)), body.transformed(way.place)]
    return parts[: 4 if level is Level.FAR else None]


def _collar(level: Level, rng: np.random.Generator) -> list[Mesh]:
    """The whorl of leaves under the umbel, and the top of the stem."""
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    path = np.array([[0, 0, 0], [0, 0.3, 0], [0, 0.6, 0], [0, 0.75, 0]])
    parts = [tube(path, [STEM_RADIUS, STEM_RADIUS, 0.34, 0.2], ATLAS, "stem", sides=sides, along=(0.7, 0.8))]
    for k, stream in enumerate(rng.spawn(7)):
        if level is not Level.FAR or k < 3:
            parts.append(_leaf(level, stream, 0.1 + 0.07 * k, 137.5 * k + 20, 4.8, 1.15, 20))
    return parts


def _leaf(
    level: Level,
    rng: np.random.Generator,
    height: float,
    azimuth: float,
    length: float,
    width: float,
    lift: float,
    turned: float = 170.0,
) -> Mesh:
    """A leaf whose foot is twisted so that its lower side looks up."""
    draw = np.clip(rng.normal(0, 1, 6), -2, 2)
    shape = Leaf(
        length=length * (1 + 0.1 * draw[0]),
        width=width * (1 + 0.08 * draw[1]),
        outline=((0, 0.16), (0.08, 0.26), (0.25, 0.72), (0.45, 1.0), (0.65, 0.86), (0.85, 0.42), (0.95, 0.14), (1, 0.0)),
        midrib=((0, lift + 40), (0.2, lift + 24 + 6 * draw[2]), (0.55, lift + 4 * draw[2]), (1, lift - 52 + 14 * draw[3])),
        fold=-8,
        curl=((0, 0.8), (0.2, 0.1), (1, -0.12)),
        ripple=0.1,
        ripples=1.7,
        sickle=15 * float(draw[4]),
        twist=turned + 25 * float(draw[5]),
    )
    around = azimuth + 14 * float(draw[1])
    tint = 1 + 0.06 * float(draw[3])
    radius = STEM_RADIUS * 0.92
    return leaf(shape, ATLAS, "leaf", rng, level, azimuth=around, base_radius=radius, base_height=height, rows=18, tint=tint)


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    heights = [-2.2 - 2.9 * k for k in range(10)]
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=2.0, kink=0.35, nodes=tuple(heights[::2]), swell=0.06)
    sides = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.7))]
    for k, (h, stream) in enumerate(zip(heights, rng.spawn(len(heights)), strict=True)):
        if {Level.FAR: k % 3 == 0, Level.PHONE: k < 7}.get(level, True):
            grown = _leaf(level, stream, h, 40.0 + 137.5 * k, 7.0 + 0.25 * k, 1.45, 12 - 0.5 * k)
            parts.append(grown.transformed(cane.frame(h)))
    return merge(parts)


def _proxies(shoots: list[Shoot], opened: Array) -> NDArray[np.float32]:
    spheres = [[0.0, 2.6, 0.0, 1.8]]
    for way, wide in zip(shoots, opened, strict=True):
        base, axis = way.place[:3, 3], way.place[:3, 1]
        spheres.append([*(base + axis * 2.6), 1.2 + 1.2 * float(wide)])
    return (np.array(spheres) / 100).astype(np.float32)


@dataclass(frozen=True)
class _Look:
    """glow: colour of the upper inner tepals' middle; fleck: their dark dashes; inner: the inner tepals' own colour, or None."""

    glow: str = "#F5CF4A"
    fleck: str = "#5E1C2C"
    inner: str | None = None
    tip: str = "#9DB56A"


_LOOKS = {
    "pink": _Look(glow="#F7DC7E"),
    "white": _Look(glow="#F2E08A", fleck="#6E3A3A"),
    "yellow": _Look(glow="#F4B92E", fleck="#6A2A16"),
    "purple": _Look(glow="#EBD98C", fleck="#401450"),
    "red": _Look(glow="#F0B243", fleck="#4A0C18"),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    look = _LOOKS.get(variety.id, _Look())
    body = worn(hex_colour(variety.hex))
    glow = hex_colour(variety.accent or look.glow)
    glow = mix(glow, hex_colour(look.glow), 0.6)
    green = hex_colour("#A9BE78")
    deep = shade(body, -0.05, 1.1) if oklab(body)[0] < 0.9 else mix(body, hex_colour("#E9EDC8"), 0.5)
    outer = petal_tile(PetalPaint(body, deep=deep, deep_until=0.6, veins=0.1, vein_count=9, mottle=0.03, seed=11))
    across, along = tile_grid()
    outer = mix(outer, deep, 0.35 * bell(across / 0.22) * smoothstep(1.0, 0.7, along))
    outer = mix(outer, mix(body, green, 0.5), 0.8 * smoothstep(0.35, 0.06, along))
    outer = mix(outer, hex_colour(look.tip), 0.75 * smoothstep(0.95, 1.0, along) * bell(across / 0.4))
    return finished(
        {
            "outer": outer,
            "upper": _inner_tile(body, glow, hex_colour(look.fleck), deep, 26, 3),
            "lower": _inner_tile(body, mix(body, glow, 0.25), hex_colour(look.fleck), deep, 7, 4),
            "bud": _bud_tile(body, green),
            "stamen": _stamen_tile(body),
            "leaf": leaf_tile(hex_colour("#5A8A42"), veins="parallel", pairs=6, contrast=0.26, seed=9),
            "stem": stem_tile(hex_colour("#6F9A4E"), hex_colour("#86AC5E")),
        }
    )


def _inner_tile(body: Colour, glow: Colour, fleck: Colour, deep: Colour, flecks: int, seed: int) -> Colour:
    """A clear tip, a glowing middle with dark dashes along the veins, a green foot."""
    across, along = tile_grid()
    tile = petal_tile(PetalPaint(body, veins=0.08, vein_count=7, mottle=0.03, seed=20 + seed))
    middle = smoothstep(0.9, 0.62, along + 0.1 * np.abs(across)) * smoothstep(0.2, 0.4, along)
    tile = mix(tile, glow, 0.92 * middle)
    tile = mix(tile, mix(deep, hex_colour("#B6C384"), 0.5), smoothstep(0.34, 0.14, along))
    tile = mix(tile, deep, 0.5 * bell((along - 0.9) / 0.06))
    return mix(tile, fleck, 0.92 * _dashes(flecks, seed))


def _dashes(count: int, seed: int) -> Array:
    """(TILE, TILE) 0..1: short dark strokes that run along the tepal."""
    across, along = tile_grid()
    rng = np.random.default_rng(seed)
    total = np.zeros((TILE, TILE))
    for k in range(count):
        x = np.linspace(-0.72, 0.72, 7)[k % 7] + 0.05 * rng.normal()
        y = 0.42 + 0.42 * rng.random()
        long = 0.018 + 0.032 * rng.random()
        total = np.maximum(total, bell((across - x) / 0.055) * bell((along - y) / long))
    return np.asarray(smoothstep(0.3, 0.6, total))


def _bud_tile(body: Colour, green: Colour) -> Colour:
    _, along = tile_grid()
    tile = mix(hex_colour("#7FA257"), mix(body, green, 0.35), smoothstep(0.18, 0.42, along))
    tile = mix(tile, body, 0.75 * smoothstep(0.45, 0.75, along))
    tile = mix(tile, hex_colour("#8FAA60"), 0.7 * smoothstep(0.86, 1.0, along))
    return np.asarray(tile * (1 + 0.05 * noise(14, 12))[..., None])


def _stamen_tile(body: Colour) -> Colour:
    _, along = tile_grid()
    filament = np.broadcast_to(mix(body, hex_colour("#F4E6D0"), 0.35), (TILE, TILE, 3))
    return mix(filament, hex_colour("#7C7460"), smoothstep(0.6, 0.75, along))


PLANT = PlantKind(species="alstroemeria", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint, ageing=SHEDDING)
