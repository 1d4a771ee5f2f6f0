"""Cymbidium: an upright raceme of large waxy stars, each with a spotted lip that curls down below an arching column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs import orchid
from catalog.organs.blade import Blade
from catalog.organs.boughs import Bough, arched
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.orchid import FOOT, TOP, Segment
from catalog.organs.place import scale, turn
from catalog.organs.spike import Body, Manner, Site, dressed, kin
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    flat_tile,
    hex_colour,
    mix,
    noise,
    oklab,
    parallel_veins,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

_WAX = Finish(roughness=0.4, translucency=0.5)
ATLAS = Atlas(
    (
        ("petal", _WAX),  # the petals of the foremost flower
        ("fellow", _WAX),  # the petals of the others
        ("sepal", _WAX),
        ("lip", Finish(roughness=0.45, translucency=0.4)),
        ("column", Finish(roughness=0.35, translucency=0.2)),  # lower half the column with its cap, upper half the lip's ridges
        ("bud", Finish(roughness=0.4, translucency=0.2)),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
OPENS_AT = 0.16
FLOWERS, BUDS, MAIN = 8, 2, 2
# Found by search: the flowers fill all of the spike's front and none pokes through another.
AZIMUTHS = (-84.0, 58.0, -47.0, 61.0, -59.0, 83.0, -60.0, 49.0, -60.0, 30.0)
REACHES = (4.5, 3.8, 5.6, 5.6, 3.2, 4.0, 3.2, 3.4)  # cm that the flowers stand off the axis
RISES = (2.0, 0.8, 3.2, 0.8, 1.0, 0.8, 2.2, 1.0)  # cm that they stand above their nodes
STEM_RADIUS, STALK, RACHIS = 0.46, 33.0, 32.0
MANNER = Manner((0.17, 0.27), (0.14, 0.2), 1.2)
V = (0.0, 0.2, 0.45, 0.7, 0.88, 1.0)
_SIDES = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}


def _along(*angles: float) -> Knots:
    return tuple(zip(V, angles, strict=True))


_SHUT = _along(50, 78, 92, 100, 108, 116)
_OUTLINE = ((0.0, 0.34), (0.1, 0.44), (0.3, 0.8), (0.52, 1.0), (0.7, 0.93), (0.84, 0.68), (0.93, 0.4), (0.98, 0.18), (1.0, 0.05))
_PETAL = Blade(
    5.3,
    2.45,
    _along(34, 22, 14, 10, 2, -10),
    _OUTLINE,
    base_radius=0.26,
    base_height=0.14,
    curl=((0.0, 0.5), (0.4, 0.1), (1.0, 0.2)),
    roundness=0.0,
    ruffle=0.1,
    ruffle_edge=2.0,
    unevenness=0.1,
)
_SEPAL = Blade(
    5.4,
    2.8,
    _along(26, 16, 8, 2, -8, -20),
    _OUTLINE,
    base_radius=0.26,
    curl=((0.0, 0.4), (0.4, -0.12), (1.0, -0.1)),
    roundness=0.0,
    ruffle=0.08,
    ruffle_edge=2.0,
    unevenness=0.1,
)
_DORSAL = Blade(
    5.3,
    2.8,
    _along(34, 24, 22, 26, 24, 16),
    _OUTLINE,
    base_radius=0.26,
    curl=((0.0, 0.4), (0.4, 0.08), (1.0, 0.12)),
    roundness=0.0,
    unevenness=0.1,
)
_LIP = Blade(
    5.0,
    3.5,
    ((0.0, 58.0), (0.3, 56.0), (0.5, 38.0), (0.66, 4.0), (0.82, -46.0), (1.0, -84.0)),
    ((0.0, 0.36), (0.12, 0.7), (0.3, 1.0), (0.44, 0.86), (0.54, 0.64), (0.66, 0.84), (0.8, 0.94), (0.92, 0.76), (1.0, 0.46)),
    base_radius=0.3,
    base_height=0.2,
    curl=((0.0, 1.0), (0.3, 0.86), (0.5, 0.5), (0.64, 0.02), (1.0, -0.12)),
    roundness=0.03,
    oval=0.1,
    ruffle=0.2,
    ruffle_waves=3.0,
    ruffle_from=0.5,
    ruffle_edge=2.2,
    unevenness=0.05,
)


def _segments(petal_slot: str) -> tuple[list[Segment], list[Segment], list[Segment]]:
    petals = [Segment(_PETAL, TOP + side * 66, petal_slot, _SHUT, grid=(6, 11)) for side in (-1, 1)]
    outer = tuple((v, a - 6) for v, a in _SHUT)
    sepals = [
        Segment(_DORSAL, TOP, "sepal", outer, grid=(6, 11)),
        Segment(_SEPAL, TOP + 136, "sepal", outer, grid=(6, 11)),
        Segment(_SEPAL, TOP - 136, "sepal", outer, grid=(6, 11)),
    ]
    shut = ((0.0, 80.0), (0.3, 86.0), (0.5, 88.0), (0.66, 88.0), (0.82, 80.0), (1.0, 60.0))
    return petals, sepals, [Segment(_LIP, FOOT, "lip", shut, wrap=0.5, grid=(10, 15))]


def _flower(opened: float, slot: str, level: Level, rng: np.random.Generator) -> tuple[Mesh, float, float]:
    """One flower of natural size in its own frame, how far its petals reach, and where the middle of its dish lies."""
    petals, sepals, lip = _segments(slot)
    streams = rng.spawn(3)
    blades = orchid.spread(petals, opened, ATLAS, level, streams[0])
    parts = [*blades, *orchid.spread(sepals, opened, ATLAS, level, streams[1])]
    parts += orchid.spread(lip, opened, ATLAS, level, streams[2], sway=0.0)
    if level is not Level.FAR:
        parts.append(orchid.column(2.1, 0.34, ATLAS, "column", level, bow=0.42, along=(0.0, 0.46), height=0.1))
    if level is Level.HERO:
        parts += [_ridge(side) for side in (-1.0, 1.0)]
    return merge(parts), orchid.reach(blades), orchid.depth(blades)


def _ridge(side: float) -> Mesh:
    """One of the two yellow ridges that run along the lip's throat."""
    t = np.linspace(0, 1, 5)
    path = np.stack([side * (0.2 + 0.05 * t), 0.8 + 1.35 * t, 0.72 + 0.98 * t], 1)
    return tube(path, 0.13 * np.sin(np.pi * (0.18 + 0.7 * t)), ATLAS, "column", sides=4, along=(0.6, 0.98))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    count = FLOWERS + BUDS
    draws = np.clip(rng.normal(0, 1, (count + 1, 8)), -1.8, 1.8)
    streams = rng.spawn(count)
    rachis = _rachis(draws[-1])
    opening = float(curve(((0.0, 0.2), (0.1, 0.3), (0.5, 0.62), (0.95, 1.0), (1.0, 1.03)), q))
    flowers = {MAIN: _flower(opening, "petal", level, streams[MAIN])}
    grown = diameter(growth, OPENNESS) / 2 / flowers[MAIN][1]
    slower = 0.075 - 0.035 * q
    bodies = []
    for k in range(count):
        share = 1.0 if k == MAIN else 1.03 - 0.032 * k + 0.015 * float(draws[k, 5])
        opened = opening + slower * (MAIN - k)
        if k < FLOWERS and opened > OPENS_AT:
            like = kin(k, level, MAIN)
            if like not in flowers:
                flowers[like] = _flower(opening + slower * (MAIN - like), "fellow", level, streams[like])
            body, wide, deep = flowers[like]
            bodies.append(Body(body.transformed(scale(grown * share)), wide * grown * share, True, deep * grown * share))
        else:
            length = 3.6 * (1 - 0.07 * (k - 3)) * (0.86 + 0.2 * q) * (1 + 0.8 * max(opened - 0.05, 0.0))
            bodies.append(Body(orchid.bud(length, 0.27 * length, ATLAS, "bud", level), length / 2, False))
    sites = [_site(k, bodies[k], rachis, draws[k], draws[-1], growth.individual) for k in range(count)]
    parts, spheres = dressed(rachis, sites, bodies, MANNER, ATLAS, level)
    keep = {Level.HERO: 20, Level.STANDARD: 12, Level.PHONE: 7, Level.FAR: 3}[level]
    chosen = np.unique(np.linspace(0, len(rachis.path) - 1, keep).astype(int))
    parts.append(tube(rachis.path[chosen], rachis.radii[chosen], ATLAS, "stem", sides=_SIDES[level], along=(0.6, 1.0)))
    cane = rachis.at(np.linspace(0.03, 0.97, 14))
    spheres = np.concatenate([spheres, np.column_stack([cane, np.full(14, 0.8)])])
    world, size = sites[MAIN].world, bodies[MAIN].radius
    cm = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, draws[-1]).transformed(cm),
        head=Head(
            ((world[:3, 3] + world[:3, 1] * bodies[MAIN].lift) / 100).astype(np.float32),
            size / 100,
            world[:3, 1].astype(np.float32),
        ),
        proxies=(spheres / 100).astype(np.float32),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _rachis(draw: NDArray[np.float64]) -> Bough:
    """The flowering part: upright, leaning over a little, with a slight turn at every flower."""
    t = np.linspace(0, 1, 40)
    lift = curve(((0.0, 89.5), (0.4, 86.0 + 2 * draw[0]), (0.8, 78.0 + 4 * draw[1]), (1.0, 68.0)), t)
    path = arched((0.0, 0.0, 0.0), 50 * draw[2], lift, RACHIS)
    zigzag = 0.16 * np.sin(np.pi * np.maximum(t - 0.1, 0) * 11) * smoothstep(0.08, 0.2, t)
    path[1:, 0] += zigzag
    return Bough(path, np.linspace(STEM_RADIUS, 0.2, len(path)))


def _site(k: int, body: Body, rachis: Bough, draw: NDArray[np.float64], whole: NDArray[np.float64], individual: int) -> Site:
    at = 0.14 + 0.098 * k if k < FLOWERS else 0.14 + 0.098 * (FLOWERS - 1) + 0.075 * (k - FLOWERS + 1)
    mirror = -1 if individual == 1 else 1
    azimuth = mirror * (AZIMUTHS[k] + 5 * draw[0])
    a, f = np.radians(azimuth), np.radians(0.46 * azimuth + 10 + 5 * whole[3])
    out = np.array([np.sin(a), 0.0, np.cos(a)])
    start, heading = rachis.at([at])[0], rachis.heading([at])[0]
    if body.open:
        # A pedicel leaves upwards, then nods; the flowers of both ranks turn to the light in front.
        face = np.array([np.sin(f), 0.06 + 0.06 * draw[1], np.cos(f)])
        offset = out * (REACHES[k] + 0.2 * draw[2]) + heading * (RISES[k] + 0.2 * draw[3])
        world = orchid.hung(face, start + offset, roll=6 * float(draw[4]))
    else:
        tip = k == FLOWERS + BUDS - 1
        way = unit(out * (0.35 if tip else 0.8) + heading * 0.8)
        world = orchid.hung(way, start + way * (1.0 if tip else 2.0)) @ turn("y", 40 * float(draw[4]))
    return Site(at, unit(out + 0.9 * heading), world)


def _stalk(level: Level, draw: NDArray[np.float64]) -> Mesh:
    nodes = (-2.5, -9.5, -16.5, -23.5)
    cane = Stalk(STALK, STEM_RADIUS, way=2.0 * float(draw[5]), sway=0.9, kink=0.2, taper=1.2, nodes=nodes, swell=0.06, soft=0.5)
    bare = cane.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.6))
    return merge([bare, *orchid.sheaths(cane, nodes, 70 + 25 * draw[6], 4.2, ATLAS, "stem", level)])


@dataclass(frozen=True)
class _Look:
    """What a variety is painted with beyond its body: the lip's ground, its spots, a flush along the veins of petals (strength)."""

    lip: str
    spot: str
    flush: str
    veins: float
    bud: str


_LOOKS = {
    "green": _Look("#F6E9DC", "#A3354E", "#8FA84A", 0.45, "#B3C479"),
    "pink": _Look("#F8E3DC", "#A81D4C", "#C76B88", 0.55, "#C99A9C"),
    "white": _Look("#FAF3E8", "#B8305F", "#E9DCC8", 0.3, "#E3DFC4"),
    "yellow": _Look("#F7E7B8", "#9C2A22", "#CFA22E", 0.45, "#CDBB55"),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    raw = hex_colour(variety.hex)
    body = mix(raw, worn(raw), 0.4)  # flat open flowers throw less light onto themselves than a rose
    look = _LOOKS.get(variety.id, _Look("#F8ECDD", "#A3354E", variety.hex, 0.4, variety.hex))
    accent = hex_colour(variety.accent) if variety.accent else shade(hex_colour(look.spot), 0.22, 0.8)
    stem = hex_colour("#7E9A48")
    return finished(
        {
            "petal": _tepal(body, look, 61),
            "fellow": _tepal(shade(body, -0.004, 1.02), look, 62),
            "sepal": _tepal(shade(body, -0.012, 1.03), look, 63),
            "lip": _lip(hex_colour(look.lip), hex_colour(look.spot), accent),
            "column": _column(body, hex_colour(look.spot)),
            "bud": _bud(hex_colour(look.bud), body),
            "stem": stem_tile(stem, shade(stem, 0.05)),
        }
    )


def _tepal(body: Colour, look: _Look, seed: int) -> Colour:
    """Waxy, with fine lengthwise veins that carry a flush, strongest at the foot and along the middle."""
    across, along = tile_grid()
    flush = hex_colour(look.flush)
    pale = float(oklab(body)[0]) > 0.9
    tile = petal_tile(PetalPaint(body, edge=shade(body, 0.035, 0.9), edge_strength=0.5, veins=0.0, mottle=0.02, seed=seed))
    line = parallel_veins(13) * smoothstep(1.0, 0.6, along) * (0.7 + 0.5 * noise(seed + 1, 8, 2))
    tile = mix(tile, flush, np.clip(look.veins * line, 0, 0.6))
    tile = mix(tile, flush, (0.12 if pale else 0.3) * bell(across / 0.4) * smoothstep(0.75, 0.0, along))
    return np.asarray(mix(tile, shade(body, 0.04, 0.8), 0.35 * bell(across / 0.05) * smoothstep(0.95, 0.5, along)))


def _lip(ground: Colour, spot: Colour, accent: Colour) -> Colour:
    """Striped side lobes at the base, a yellow throat, and a midlobe with a band of spots around its rim."""
    across, along = tile_grid()
    out = np.abs(across)
    tile = mix(ground, accent, 0.4 * smoothstep(0.5, 0.95, along) * smoothstep(0.2, 0.9, out))
    throat = bell(across / 0.3) * smoothstep(0.56, 0.42, along)
    tile = mix(tile, hex_colour("#F2CF55"), 0.75 * throat)
    # Lines of dots on the side lobes.
    dots = smoothstep(0.15, 0.6, np.cos(out * 34 + 2 * noise(81, 6, 2)) + 0.8 * noise(82, 26, 1))
    tile = mix(tile, spot, 0.75 * dots * smoothstep(0.3, 0.5, out) * smoothstep(0.52, 0.42, along) * smoothstep(0.02, 0.1, along))
    blotch = smoothstep(0.02, 0.34, noise(83, 15, 2) + 0.6 * bell((out - 0.66) / 0.28) - 0.1)
    fore = smoothstep(0.53, 0.62, along)
    rim = np.maximum(bell((out - 0.66) / 0.3), smoothstep(0.78, 0.88, along))
    tile = mix(tile, spot, 0.9 * blotch * fore * rim)
    tile = mix(tile, spot, 0.55 * fore * bell(across / 0.07) * smoothstep(0.9, 0.7, along))
    edge = np.maximum(smoothstep(0.9, 0.98, out), smoothstep(0.965, 1.0, along))
    return np.asarray(mix(tile, ground, 0.6 * edge))


def _column(body: Colour, spot: Colour) -> Colour:
    across, along = tile_grid()
    club = mix(hex_colour("#F3EBC9"), body, 0.35)
    speck = smoothstep(0.4, 0.62, noise(84, 26, 1)) * smoothstep(0.36, 0.1, along)
    club = mix(np.broadcast_to(club, (*across.shape, 3)), spot, 0.6 * speck)
    club = mix(club, hex_colour("#F5DC80"), 0.8 * smoothstep(0.38, 0.43, along))
    return np.asarray(np.where((along < 0.52)[..., None], club, hex_colour("#EFC23A")))


def _bud(skin: Colour, body: Colour) -> Colour:
    across, along = tile_grid()
    tile = mix(shade(skin, -0.03, 1.1), mix(skin, body, 0.3), smoothstep(0.05, 0.7, along))
    tile = mix(tile, shade(skin, -0.09, 1.1), 0.6 * smoothstep(0.75, 1.0, across))
    return np.asarray(tile * flat_tile(np.ones(3), 0.05))


PLANT = PlantKind("cymbidium", ATLAS, OPENNESS, grow, paint)
