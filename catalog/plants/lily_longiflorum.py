"""Longiflorum lily: long trumpets that face sideways from the top of a leafy stem, slender buds above them.

Its LA hybrids (form "upright") open to spotted stars that look up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, TILE, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.lily import grooved_bud, papillae, stamens
from catalog.organs.perianth import Florets, Perianth, opened_to, perianths
from catalog.organs.place import scale
from catalog.organs.shoot import Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
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
WAXY = Finish(roughness=0.5, translucency=0.6, sheen=0.1)
ATLAS = Atlas(
    (
        ("tepal", WAXY),
        ("inner", WAXY),
        ("green_bud", Finish(roughness=0.45, translucency=0.2)),
        ("filament", Finish(roughness=0.4, translucency=0.3)),
        ("detail", Finish(roughness=1.0)),  # stigma, spots and anthers, one above the other
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK, TOP = 0.42, 52.0, 4.6
FORM = Perianth(
    length=15.0,
    width=4.6,
    at=(0.0, 0.12, 0.35, 0.55, 0.7, 0.83, 0.93, 1.0),
    closed=(50.0, 77.0, 86.0, 88.0, 92.0, 106.0, 127.0, 142.0),
    opened=(66.0, 82.0, 83.0, 76.0, 58.0, 20.0, -16.0, -46.0),
    outline=((0.0, 0.3), (0.3, 0.42), (0.55, 0.78), (0.72, 1.0), (0.85, 0.9), (0.94, 0.7), (1.0, 0.42)),
    base_radius=0.36,
    fused=0.32,
    curl=((0.0, 0.9), (0.45, 0.55), (0.65, 0.22), (0.85, 0.02), (1.0, 0.1)),
    roundness=0.24,
    keel=-0.05,
    inner_lift=3.0,
    inner_width=1.12,
    widths=(0.82, 1.0, 0.82, 1.0, 0.82, 1.0),
    ruffle=0.16,
    waves=1.2,
    lie=0.1,
    cover=0.5,
)
STAR = Perianth(
    length=10.4,
    width=4.7,
    at=(0.0, 0.15, 0.35, 0.55, 0.75, 0.9, 1.0),
    closed=(48.0, 72.0, 84.0, 89.0, 103.0, 126.0, 144.0),
    opened=(64.0, 66.0, 56.0, 40.0, 14.0, -22.0, -50.0),
    outline=((0.0, 0.26), (0.2, 0.4), (0.4, 0.76), (0.6, 1.0), (0.78, 0.94), (0.9, 0.74), (1.0, 0.4)),
    base_radius=0.36,
    fused=0.0,
    curl=((0.0, 0.9), (0.35, 0.4), (0.6, 0.16), (0.85, 0.06), (1.0, 0.1)),
    roundness=0.24,
    keel=-0.05,
    inner_lift=4.0,
    inner_width=1.14,
    widths=(0.84, 1.0, 0.84, 1.0, 0.84, 1.0),
    ruffle=0.18,
    waves=1.3,
    lie=0.14,
    cover=0.5,
)
GRIDS = {Level.HERO: (8, 14), Level.STANDARD: (6, 12), Level.PHONE: (4, 7), Level.FAR: (2, 5)}
SLOTS = ("tepal", "inner") * 3


@dataclass(frozen=True)
class _Habit:
    """form: of the flower. bows: degrees from the horizontal at which a bud and an open flower look. pedicel: cm. stamens: how far
    they are stretched across and along, and how far they spread. bud: length of the last bud, cm."""

    form: Perianth
    bows: tuple[float, float]
    pedicel: float
    stamens: tuple[float, float, float]
    bud: float


TRUMPET = _Habit(FORM, (52.0, 6.0), 5.0, (0.62, 1.42, 0.45), 12.0)
UPRIGHT = _Habit(STAR, (66.0, 48.0), 6.4, (0.8, 0.92, 0.95), 9.6)


@dataclass(frozen=True)
class _Place:
    """Where a flower stands: node on the stem, azimuth (270 looks to the front), how far it is behind the first, its size,
    degrees by which it looks higher than the first once open."""

    node: float
    azimuth: float
    behind: float
    size: float
    rise: float


PLACES = (_Place(1.6, 308.0, 0.0, 1.0, 0.0), _Place(2.9, 205.0, 0.16, 0.97, 6.0), _Place(3.9, 78.0, 0.42, 0.92, 26.0))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = np.clip(rng.normal(0, 1, (4, 4)), -2, 2), rng.normal(0, 1, (3, 6, 4))
    streams = rng.spawn(6)
    target = diameter(growth, OPENNESS) / 2
    habit = UPRIGHT if growth.form == "upright" else TRUMPET
    whole = opened_to(habit.form, target)
    shoots, opened = [], []
    for k, place in enumerate(PLACES):
        own = whole * float(np.clip(1 - place.behind * (1.2 - 0.75 * q) + 0.05 * lean[k, 0] * (k > 0), 0, 1))
        shoots.append(_pedicel(place, own, lean[k], habit))
        opened.append(own)
    keep = 2 if level is Level.FAR else 3
    sizes = np.array([p.size for p in PLACES]) * (0.84 + 0.16 * smoothstep(0.0, 0.5, opened))
    sizes[0] = 1.0  # the size of the data is that of the first
    florets = Florets(
        np.array(opened),
        sizes,
        np.stack([s.place[:3, :3] for s in shoots]),
        np.stack([s.place[:3, 3] for s in shoots]),
        np.zeros(3),
        _youth(np.array(opened)),
        draws,
    ).of(np.arange(3) < keep)
    petals = perianths(habit.form, florets, ATLAS, SLOTS, grid=GRIDS[level])
    parts = [petals]
    if level is Level.HERO and habit is UPRIGHT:
        parts += _spotted(petals, opened, streams[5])
    for k in range(keep):
        parts.append(shoots[k].grown((0.25, 0.26), ATLAS, "stem", level, flare=0.1, along=(0.8, 1.0)))
        if opened[k] > 0.12 and level is not Level.FAR:
            parts.append(_sexes(opened[k], float(sizes[k]), level, streams[k], habit).transformed(shoots[k].place))
    parts += _top(level, q, lean, streams[3], habit.bud)
    stalk = _stalk(level, streams[4])
    cm = scale(0.01)
    base, way = shoots[0].place[:3, 3], shoots[0].place[:3, 1]
    height = habit.form.length * float(np.interp(whole, [0.0, 0.1, 0.6, 1.0], [0.5, 0.62, 0.82, 0.7]))
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=stalk.transformed(cm),
        head=Head(((base + way * height) / 100).astype(np.float32), target / 100, _look(shoots, q).astype(np.float32)),
        proxies=_proxies(florets, habit.form.length),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _look(shoots: list[Shoot], q: float) -> Array:
    """(3,) where the flowers look on the whole: up and to the front, though each trumpet looks to its side."""
    ways = [s.place[:3, 1] for s in shoots]
    whole = unit(1.2 * ways[0] + 0.8 * ways[1] + np.array([0.0, 1.1, 0.0]))
    share = float(smoothstep(0.2, 0.9, q))  # the first bud leads until the others open
    return np.asarray(unit(share * whole + (1 - share) * shoots[0].place[:3, 1]))


def _youth(opened: Array) -> Array:
    """(K,3) tints: green in tight bud, clean once it opens."""
    ripe = smoothstep(-0.02, 0.22, opened)[:, None]
    return np.asarray(np.array([0.93, 0.99, 0.82]) * (1 - ripe) + ripe)


def _pedicel(place: _Place, opened: float, lean: Array, habit: _Habit) -> Shoot:
    """Buds stand up obliquely; as they open the pedicel bends over, a trumpet's until it looks to the side."""
    azimuth = place.azimuth + 9 * float(lean[1])
    leaves = 64 - 14 * opened + 4 * float(lean[2])
    young, ripe = habit.bows
    ends = young + (ripe + place.rise - young) * float(smoothstep(0.0, 0.75, opened)) + 5 * float(lean[3])
    return shoot((0, place.node, 0), azimuth, leaves, ends, habit.pedicel, roll=30.0 + 8 * float(lean[0]))


def _sexes(opened: float, size: float, level: Level, rng: np.random.Generator, habit: _Habit) -> Mesh:
    """Stamens and pistil, long enough to reach the flower's mouth."""
    free = float(smoothstep(0.12, 0.6, opened))
    across, along, spread = habit.stamens
    stretch = np.diag([across * size, along * size * (0.86 + 0.14 * free), across * size, 1.0])
    return merge(stamens(spread * free, ATLAS, level, rng)).transformed(stretch)


def _spotted(petals: Mesh, opened: list[float], rng: np.random.Generator) -> list[Mesh]:
    """Raised dark spots inside the open flowers; their outside has none."""
    columns, rows = GRIDS[Level.HERO]
    size = (columns + 1) * (rows + 1)
    quads = columns * rows * 2
    parts = []
    for k in range(18):
        stream = rng.spawn(1)[0]
        if opened[k // 6] > 0.3 and k < 12:
            cut = slice(k * size, (k + 1) * size)
            one = Mesh(
                petals.positions[cut], petals.normals[cut], petals.texcoords[cut], petals.colours[cut], petals.indices[:quads]
            )
            parts.append(papillae(one, columns, ATLAS, stream, 7))
    return parts


def _top(level: Level, q: float, lean: Array, rng: np.random.Generator, length: float) -> list[Mesh]:
    """The end of the stem with a green bud and a few small leaves under the flowers."""
    sides = {Level.HERO: 10, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    height = np.array([0.0, 1.6, 2.9, 3.9, TOP])
    path = np.stack([0.12 * np.sin(1.4 * height), height, 0.1 * np.sin(height)], 1)
    path[0] = 0
    parts = [tube(path[:: 4 if level is Level.FAR else 1], np.linspace(STEM_RADIUS, 0.26, 5)[:: 4 if level is Level.FAR else 1],
                  ATLAS, "stem", sides=sides, closed_tip=False, along=(0.8, 1.0))]  # fmt: skip
    size = 0.5 + 0.22 * q
    bud, _ = grooved_bud(length * size, 1.35 * size, ATLAS, "green_bud", level)
    way = shoot(path[-1], 150 + 20 * float(lean[3, 0]), 78, 66 + 5 * float(lean[3, 1]), 2.6)
    parts += [way.grown((0.24, 0.2), ATLAS, "stem", level, flare=0.1), bud.transformed(way.place)]
    for k, stream in enumerate(rng.spawn(4)):
        if level is not Level.FAR:
            parts.append(_leaf(level, stream, 0.2 + 0.9 * k, 30.0 + 137.5 * k, 5.6 - 0.6 * k, 1.1))
    return parts


def _leaf(level: Level, rng: np.random.Generator, height: float, azimuth: float, length: float, width: float) -> Mesh:
    lift, sag = rng.uniform(-9, 9), rng.uniform(-14, 10)
    shape = Leaf(
        length=length * float(rng.uniform(0.9, 1.1)),
        width=width,
        outline=((0, 0.35), (0.06, 0.45), (0.2, 0.8), (0.38, 1.0), (0.58, 0.9), (0.78, 0.54), (0.92, 0.2), (1, 0.0)),
        midrib=((0, 64 + lift), (0.15, 50 + lift), (0.45, 24 + lift), (0.75, -4 + sag), (1, -34 + 1.5 * sag)),
        fold=14,
        curl=((0, 1.4), (0.15, 0.4), (0.4, 0.0), (1, -0.1)),
        ripple=0.07,
        ripples=2.2,
        sickle=float(rng.uniform(-20, 20)),
        twist=float(rng.uniform(-25, 25)),
    )
    azimuth += rng.uniform(-18, 18)
    tint = float(rng.uniform(0.9, 1.1))
    return leaf(
        shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=STEM_RADIUS * 0.94, base_height=height, rows=14, tint=tint
    )


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    heights = [-1.4 - 1.75 * k for k in range(18)]
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.7, nodes=tuple(heights[::4]), swell=0.05, soft=0.5)
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.8))]
    for k, (h, stream) in enumerate(zip(heights, rng.spawn(len(heights)), strict=True)):
        if {Level.FAR: k % 4 == 0, Level.PHONE: k % 2 == 0}.get(level, True):
            grown = _leaf(level, stream, h, 60.0 + 137.5 * k, 8.6 + 0.28 * k, 1.55)
            parts.append(grown.transformed(cane.frame(h)))
    return merge(parts)


def _proxies(florets: Florets, length: float) -> NDArray[np.float32]:
    """Along each trumpet a chain of spheres, widest at the mouth; one at the top of the stem."""
    spheres = [[0.0, TOP * 0.6, 0.0, 1.2]]
    for origin, turned, opened in zip(florets.origins, florets.rotations, florets.opened, strict=True):
        mouth = 1.3 + 2.9 * float(opened)
        for at, radius in ((0.2, 1.3), (0.45, 1.5), (0.68, 1.5 + 0.45 * mouth), (0.77, mouth)):
            spheres.append([*(origin + turned[:, 1] * at * length), radius])
    return (np.array(spheres) / 100).astype(np.float32)


@dataclass(frozen=True)
class _Look:
    """throat: colour down in the tube; anther, stigma; spots: 0 none .. 1 many; rib: how green the midrib is outside."""

    throat: str
    anther: str
    stigma: str
    spots: float = 0.0
    rib: float = 0.5


_LOOKS = {
    "white": _Look("#DFEBBB", "#E0A93A", "#C3CE98"),
    "la-orange": _Look("#F3A23C", "#7A3A1A", "#C4572A", spots=0.9, rib=0.3),
    "la-yellow": _Look("#F3C531", "#9A4E1E", "#D79A34", spots=0.6, rib=0.35),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    look = _LOOKS.get(variety.id, _LOOKS["white"])
    body = worn(hex_colour(variety.hex))
    green = hex_colour(variety.accent) if variety.accent else mix(body, hex_colour("#B9C86A"), 0.35)
    return finished(
        {
            "tepal": _tepal_tile(body, green, look, 5),
            "inner": _tepal_tile(body, green, look, 6),
            "green_bud": _bud_tile(mix(hex_colour("#C9D8A0"), body, 0.35), hex_colour("#A6BF74")),
            "filament": stem_tile(hex_colour("#CBDAA0"), mix(hex_colour("#EDF0D6"), body, 0.4)),
            "detail": _detail(hex_colour(look.stigma), hex_colour(look.anther)),
            "leaf": leaf_tile(hex_colour("#4A7A36"), veins="parallel", pairs=5, contrast=0.24, seed=9),
            "stem": stem_tile(hex_colour("#6B9247"), hex_colour("#8DAE62")),
        }
    )


def _tepal_tile(body: Colour, green: Colour, look: _Look, seed: int) -> Colour:
    across, along = tile_grid()
    tile = petal_tile(PetalPaint(body, veins=0.05, vein_count=9, mottle=0.02, seed=30 + seed))
    pale = float(oklab(body)[0]) > 0.93
    tile = mix(tile, green if pale else shade(body, -0.045, 1.05, -6), 0.45 * bell(across / 0.5) * smoothstep(1.0, 0.5, along))
    tile = mix(tile, shade(body, 0.03, 0.9), 0.6 * smoothstep(0.55, 0.95, np.abs(across)) * smoothstep(0.5, 0.8, along))
    tile = mix(tile, hex_colour(look.throat), 0.75 * smoothstep(0.42, 0.1, along))
    rib = bell(across / 0.13) * smoothstep(0.92, 0.4, along)
    tile = mix(tile, mix(hex_colour("#B4CC7C"), body, 0.3), look.rib * rib * (0.45 + 0.55 * smoothstep(0.5, 0.1, along)))
    tile = mix(tile, hex_colour("#B9CE86"), 0.5 * smoothstep(0.97, 1.0, along))
    if look.spots:
        tile = mix(tile, hex_colour("#7A2A16"), 0.3 * _spots(int(46 * look.spots), seed))
    return tile


def _spots(count: int, seed: int) -> Array:
    """(TILE, TILE) 0..1: small specks on the middle of a tepal."""
    across, along = tile_grid()
    rng = np.random.default_rng(seed)
    total = np.zeros((TILE, TILE))
    for _ in range(count):
        y, x = 0.46 + 0.24 * rng.random(), rng.normal(0, 0.26)
        total = np.maximum(total, bell(np.hypot((across - x) / 0.035, (along - y) / 0.011) / (0.8 + 0.5 * rng.random())))
    return np.asarray(smoothstep(0.25, 0.7, total))


def _bud_tile(body: Colour, green: Colour) -> Colour:
    across, along = tile_grid()
    tile = mix(green, body, smoothstep(0.05, 0.7, along))
    tile = mix(tile, green, 0.6 * bell(across / 0.25))
    tile = tile * (1 - 0.14 * smoothstep(0.8, 1.0, across))[..., None]
    return np.asarray(tile * (1 + 0.04 * noise(14, 12))[..., None])


def _detail(stigma: Colour, anther: Colour) -> Colour:
    across, along = tile_grid()
    lobes = mix(shade(stigma, -0.06), shade(stigma, 0.06), (across + 1) / 2)
    pollen = anther * (1 + 0.18 * across + 0.3 * noise(6, 30, 3))[..., None]
    spot = np.broadcast_to(hex_colour("#6E2412"), lobes.shape)
    return np.where(along[..., None] < 1 / 3, lobes, np.where(along[..., None] < 2 / 3, spot, pollen))


PLANT = PlantKind(species="lily-longiflorum", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint, ageing=SHEDDING)
