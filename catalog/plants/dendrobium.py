"""Dendrobium: a slender arching spray of small round-petalled orchids in two ranks, each with a chin behind, and buds at its tip."""

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
    fan_veins,
    finished,
    flat_tile,
    hex_colour,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

_PETAL_FINISH = Finish(roughness=0.5, translucency=0.65, sheen=0.15)
ATLAS = Atlas(
    (
        ("petal", _PETAL_FINISH),
        ("sepal", _PETAL_FINISH),
        ("lip", Finish(roughness=0.5, translucency=0.5, sheen=0.15)),
        ("column", Finish(roughness=0.4, translucency=0.2)),
        ("bud", Finish(roughness=0.45, translucency=0.25)),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
OPENS_AT = 0.16
FLOWERS, BUDS, MAIN = 9, 5, 2
STEM_RADIUS, STALK, RACHIS = 0.25, 22.0, 31.0
MANNER = Manner((0.075, 0.13), (0.06, 0.09), 0.4)
V = (0.0, 0.18, 0.4, 0.65, 0.87, 1.0)
_SIDES = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}


def _along(*angles: float) -> Knots:
    return tuple(zip(V, angles, strict=True))


_SHUT = _along(48, 76, 94, 104, 114, 124)
_PETAL = Blade(
    2.95,
    2.75,
    _along(28, 16, 8, -2, -14, -26),
    ((0.0, 0.14), (0.1, 0.24), (0.26, 0.6), (0.46, 0.92), (0.64, 1.0), (0.8, 0.9), (0.91, 0.68), (0.97, 0.44), (1.0, 0.2)),
    base_radius=0.14,
    base_height=0.12,
    curl=((0.0, 0.6), (0.4, 0.06), (1.0, -0.12)),
    roundness=0.02,
    oval=0.1,
    ruffle=0.08,
    ruffle_waves=1.5,
    ruffle_edge=2.0,
    unevenness=0.06,
)
_SEPAL = Blade(
    2.8,
    1.45,
    _along(16, 8, 2, -6, -18, -34),
    ((0.0, 0.5), (0.15, 0.7), (0.36, 1.0), (0.56, 0.95), (0.76, 0.66), (0.9, 0.36), (0.97, 0.16), (1.0, 0.05)),
    base_radius=0.12,
    curl=((0.0, 0.4), (0.4, -0.1), (1.0, -0.2)),
    roundness=0.02,
    unevenness=0.06,
)
_LIP = Blade(
    2.75,
    2.15,
    ((0.0, 50.0), (0.25, 56.0), (0.45, 42.0), (0.65, 14.0), (0.85, -22.0), (1.0, -48.0)),
    ((0.0, 0.34), (0.14, 0.72), (0.3, 1.0), (0.44, 0.84), (0.54, 0.72), (0.68, 0.86), (0.82, 0.7), (0.93, 0.34), (1.0, 0.05)),
    base_radius=0.16,
    base_height=0.1,
    curl=((0.0, 2.0), (0.3, 1.6), (0.5, 0.7), (0.7, 0.15), (1.0, 0.05)),
    roundness=0.02,
    ruffle=0.1,
    ruffle_waves=2.5,
    ruffle_from=0.5,
    ruffle_edge=2.0,
    ruffle_tip=0.2,
)


def _segments() -> tuple[list[Segment], list[Segment]]:
    outer = tuple((v, a - 6) for v, a in _SHUT)
    shut = ((0.0, 74.0), (0.25, 84.0), (0.45, 88.0), (0.65, 90.0), (0.85, 96.0), (1.0, 100.0))
    petals = [Segment(_PETAL, TOP + side * 72, "petal", _SHUT, grid=(8, 11)) for side in (-1, 1)]
    others = [
        Segment(_SEPAL, TOP, "sepal", outer, grid=(4, 8)),
        Segment(_SEPAL, TOP + 128, "sepal", outer, grid=(4, 8)),
        Segment(_SEPAL, TOP - 128, "sepal", outer, grid=(4, 8)),
        Segment(_LIP, FOOT, "lip", shut, wrap=0.3, grid=(6, 12)),
    ]
    return petals, others


def _flower(opened: float, level: Level, rng: np.random.Generator) -> tuple[Mesh, float, float]:
    """One flower of natural size in its own frame, how far its petals reach, and where the middle of its dish lies."""
    petals, others = _segments()
    streams = rng.spawn(2)
    blades = orchid.spread(petals, opened, ATLAS, level, streams[0])
    parts = [*blades, *orchid.spread(others, opened, ATLAS, level, streams[1])]
    if level is not Level.FAR:
        parts.append(orchid.column(0.75, 0.22, ATLAS, "column", level, bow=0.2, along=(0.0, 0.9), height=0.06))
    if level in (Level.HERO, Level.STANDARD):
        parts.append(_chin(level))
    return merge(parts), orchid.reach(blades), orchid.depth(blades)


def _chin(level: Level) -> Mesh:
    """The blunt spur that the feet of the lower sepals form behind the lip."""
    sides = 6 if level is Level.HERO else 4
    t = np.linspace(0, 1, 4)
    path = np.stack([0 * t, 0.16 - 0.75 * t + 0.1 * t**2, 0.1 + 0.75 * t], 1)
    return tube(path, np.array([0.34, 0.3, 0.2, 0.12]), ATLAS, "sepal", sides=sides, along=(0.12, 0.35))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    count = FLOWERS + BUDS
    draws = np.clip(rng.normal(0, 1, (count + 1, 8)), -1.8, 1.8)
    streams = rng.spawn(count)
    side = -1.0 if growth.individual == 1 else 1.0
    rachis = _rachis(side, draws[-1])
    opening = float(curve(((0.0, 0.24), (0.1, 0.34), (0.5, 0.66), (0.95, 1.0), (1.0, 1.03)), q))
    flowers = {MAIN: _flower(opening, level, streams[MAIN])}
    grown = diameter(growth, OPENNESS) / 2 / flowers[MAIN][1]
    slower = 0.065 - 0.03 * q
    bodies = []
    for k in range(count):
        share = 1.0 if k == MAIN else 1.05 - 0.03 * k + 0.02 * float(draws[k, 5])
        opened = opening + slower * (MAIN - k)
        tone = 1 + 0.07 * float(draws[k, 6])
        if k < FLOWERS and opened > OPENS_AT:
            like = kin(k, level, MAIN)
            if like not in flowers:
                flowers[like] = _flower(opening + slower * (MAIN - like), level, streams[like])
            body, wide, deep = flowers[like]
            bodies.append(
                Body(body.transformed(scale(grown * share)).tinted(tone), wide * grown * share, True, deep * grown * share)
            )
        else:
            length = 1.75 * (1 - 0.085 * max(k - 5, 0)) * (0.88 + 0.16 * q) * (1 + 0.7 * max(opened - 0.05, 0.0))
            bodies.append(Body(orchid.bud(length, 0.31 * length, ATLAS, "bud", level, chin=0.2 * length), length / 2, False))
    sites = [_site(k, bodies[k], side, rachis, draws[k]) for k in range(count)]
    parts, spheres = dressed(rachis, sites, bodies, MANNER, ATLAS, level)
    keep = {Level.HERO: 40, Level.STANDARD: 16, Level.PHONE: 8, Level.FAR: 5}[level]
    chosen = np.unique(np.linspace(0, len(rachis.path) - 1, keep).astype(int))
    parts.append(tube(rachis.path[chosen], rachis.radii[chosen], ATLAS, "stem", sides=_SIDES[level], along=(0.5, 1.0)))
    cane = rachis.at(np.linspace(0.03, 0.97, 14))
    spheres = np.concatenate([spheres, np.column_stack([cane, np.full(14, 0.6)])])
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


def _rachis(side: float, draw: NDArray[np.float64]) -> Bough:
    """The flowering part: it rises, then bows over to one side; the tip with its buds looks up again a little."""
    t = np.linspace(0, 1, 40)
    lift = curve(((0.0, 89.0), (0.3, 77.0 + 3 * draw[0]), (0.65, 52.0 + 4 * draw[1]), (1.0, 26.0 + 8 * draw[2])), t)
    path = arched((0.0, 0.0, 0.0), (0.0 if side > 0 else 180.0) - side * (12.0 + 8 * draw[3]), lift, RACHIS)
    path[1:, 0] += 0.09 * np.sin(np.pi * np.maximum(t - 0.12, 0) * 8) * smoothstep(0.1, 0.2, t)
    return Bough(path, np.linspace(STEM_RADIUS, 0.06, len(path)))


def _site(k: int, body: Body, side: float, rachis: Bough, draw: NDArray[np.float64]) -> Site:
    at = 0.15 + 0.077 * k if k < FLOWERS else 0.15 + 0.077 * (FLOWERS - 1) + 0.053 * (k - FLOWERS + 1) - 0.0015 * (k - FLOWERS) ** 2
    start, heading = rachis.at([at])[0], rachis.heading([at])[0]
    lateral = unit(np.cross(heading, [0.0, 0.0, 1.0])) * (1.0 if k % 2 else -1.0) * side
    if body.open:
        depth = 1.5 + (0.5 if k % 2 else 0.0) + 0.35 * draw[0]
        offset = lateral * (2.35 + 0.15 * draw[1]) + np.array([0.0, 0.0, depth]) + 0.4 * heading
        face = np.array([0.2 + 0.55 * lateral[0] + 0.2 * draw[2], 0.02 + 0.25 * lateral[1] + 0.17 * draw[3], 1.0])
        world = orchid.hung(face, start + offset, roll=13 * float(draw[4]))
        return Site(at, unit(lateral + 0.6 * heading + np.array([0.0, 0.0, 0.5])), world)
    rank = max(k - FLOWERS, 0)
    way = unit(lateral * (0.9 - 0.2 * rank) + (0.55 + 0.12 * rank) * heading + np.array([0.0, 0.0, 0.5 - 0.12 * rank]))
    reach = 1.25 - 0.24 * rank
    return Site(at, way, orchid.hung(way, start + way * reach) @ turn("y", 20 * float(draw[4])))


def _stalk(level: Level, draw: NDArray[np.float64]) -> Mesh:
    nodes = (-3.0, -9.0, -15.0, -20.0)
    cane = Stalk(STALK, STEM_RADIUS, way=2.0 * float(draw[5]), sway=0.9, kink=0.25, taper=1.2, nodes=nodes, swell=0.12, soft=0.35)
    bare = cane.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.5))
    return merge([bare, *orchid.sheaths(cane, nodes[:3], 70 + 25 * draw[6], 0.9, ATLAS, "stem", level)])


@dataclass(frozen=True)
class _Look:
    """What a variety is painted with beyond its body: throat, lip, veins (strength), the bud's skin."""

    throat: str
    lip: str
    veins: float
    bud: str
    white_foot: float


_LOOKS = {
    "purple": _Look("#F7EDF4", "#6E1568", 0.35, "#8E4A80", 0.9),
    "white": _Look("#EEF0C8", "#F7F4E2", 0.3, "#DEE4BE", 0.5),
    "green": _Look("#E9EDBE", "#EEF0C4", 0.16, "#B4C67A", 0.4),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    raw = hex_colour(variety.hex)
    body = mix(raw, worn(raw), 0.4)  # flat open flowers throw less light onto themselves than a rose
    look = _LOOKS.get(variety.id, _Look("#F5EFD8", variety.hex, 0.2, variety.hex, 0.5))
    throat = hex_colour(variety.accent) if variety.accent else hex_colour(look.throat)
    dark = float(oklab(body)[0]) < 0.6
    stem = hex_colour("#6F7F45" if dark else "#7E9B4C")
    return finished(
        {
            "petal": _tepal(body, throat, look, 0.46, 91),
            "sepal": _tepal(shade(body, 0.015, 0.96), throat, look, 0.4, 92),
            "lip": _lip(hex_colour(look.lip), throat, dark),
            "column": _column(throat, hex_colour(look.lip), dark),
            "bud": _bud(hex_colour(look.bud), body),
            "stem": stem_tile(stem, mix(stem, hex_colour("#6E4A58"), 0.35) if dark else shade(stem, 0.04)),
        }
    )


def _tepal(body: Colour, throat: Colour, look: _Look, until: float, seed: int) -> Colour:
    """Full colour at the rim, paling to the throat, with the veins running down into the pale part."""
    across, along = tile_grid()
    pale = float(oklab(body)[0]) > 0.9
    deep = mix(shade(body, -0.06), hex_colour("#DDE2B8"), 0.4) if pale else shade(body, -0.02, 1.05)
    tile = petal_tile(PetalPaint(body, deep=deep, edge=shade(body, 0.03), edge_strength=0.4, veins=0.0, mottle=0.03, seed=seed))
    net = fan_veins(13, seed, 0.4, 2.4)
    fine = np.abs(noise(seed + 5, 26, 2)) * 0.5
    tile = mix(
        tile, shade(body, 0.07, 0.92), 0.55 * smoothstep(0.35, 0.95, along + 0.1 * noise(seed + 7, 7)) * (0.0 if pale else 1.0)
    )
    line = shade(body, -0.06 if pale else -0.13, 1.1)
    tile = mix(tile, line, np.clip(look.veins * (1.6 * net + fine) * smoothstep(1.0, 0.8, along), 0, 0.8))
    fade = smoothstep(until, 0.02, along + 0.12 * net - 0.05 * noise(seed + 1, 8, 2) - 0.1 * np.abs(across))
    return mix(tile, throat, look.white_foot * fade)


def _lip(lip: Colour, throat: Colour, dark: bool) -> Colour:
    across, along = tile_grid()
    out = np.abs(across)
    tile = mix(lip, shade(lip, 0.05, 1.05), 0.5 * smoothstep(0.7, 1.0, np.maximum(out, along)))
    stripes = (0.5 + 0.5 * np.cos(across * 26)) ** 2
    heart = smoothstep(0.55, 0.3, along) * (1 - 0.6 * out)
    tile = mix(tile, throat, (0.85 if dark else 0.4) * heart * (1 - 0.6 * stripes))
    centre = bell(across / 0.22) * smoothstep(0.62, 0.4, along) * smoothstep(0.02, 0.2, along)
    tile = mix(tile, throat if dark else hex_colour("#CFDB7C"), 0.8 * centre)
    if not dark:
        tile = mix(tile, hex_colour("#DCE59A"), 0.3 * smoothstep(0.4, 0.1, along))
    return np.asarray(tile * (1 - 0.05 * stripes * smoothstep(0.5, 0.8, along))[..., None])


def _column(throat: Colour, lip: Colour, dark: bool) -> Colour:
    _, along = tile_grid()
    cap = mix(lip, throat, 0.3) if dark else hex_colour("#EFEBC2")
    return np.asarray(mix(throat, cap, smoothstep(0.62, 0.74, along)))


def _bud(skin: Colour, body: Colour) -> Colour:
    across, along = tile_grid()
    tile = mix(shade(skin, 0.05, 0.8), mix(skin, body, 0.5), smoothstep(0.1, 0.8, along))
    tile = mix(tile, shade(skin, -0.08, 1.1), 0.5 * smoothstep(0.75, 1.0, across))
    return np.asarray(tile * flat_tile(np.ones(3), 0.05))


PLANT = PlantKind("dendrobium", ATLAS, OPENNESS, grow, paint)
