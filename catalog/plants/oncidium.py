"""Oncidium, the dancing lady: an airy panicle of many small flowers, each a wide skirt of a lip below tiny barred petals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs import orchid
from catalog.organs.blade import Blade, blade
from catalog.organs.boughs import Bough, arched, wood
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.limb import parted
from catalog.organs.orchid import FOOT, TOP, Segment
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import pellet, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, fan_veins, finished, flat_tile, hex_colour, mix, noise, shade, stem_tile, worn

Array = NDArray[np.float64]
_PETAL = Finish(roughness=0.55, translucency=0.65, sheen=0.1)
ATLAS = Atlas(
    (
        ("lip", _PETAL),
        ("tepal", _PETAL),
        ("detail", Finish(roughness=0.5, translucency=0.2)),  # lower half the column, upper half the callus
        ("bud", Finish(roughness=0.5, translucency=0.25)),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
OPENS_AT = 0.18
STEM_RADIUS, STALK, AXIS = 0.25, 27.0, 37.0
KINDS = 4  # how many different flowers there are at a time; the later ones are less open
_SIDES = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}
_LIP_GRID = {Level.HERO: (6, 7), Level.STANDARD: (4, 5), Level.PHONE: (4, 3), Level.FAR: (2, 2)}
_TEPAL_GRID = {Level.HERO: (2, 4), Level.STANDARD: (2, 2), Level.PHONE: (2, 2), Level.FAR: (2, 2)}
_TEPALS = {Level.HERO: 5, Level.STANDARD: 5, Level.PHONE: 2, Level.FAR: 0}
V = (0.0, 0.2, 0.45, 0.7, 1.0)


def _along(*angles: float) -> Knots:
    return tuple(zip(V, angles, strict=True))


_LIP = Blade(
    1.7,
    2.2,
    _along(36, 4, -6, -10, -2),
    ((0.0, 0.2), (0.07, 0.27), (0.16, 0.17), (0.26, 0.32), (0.38, 0.76), (0.52, 0.98), (0.68, 1.0), (0.86, 0.86), (1.0, 0.62)),
    base_radius=0.1,
    base_height=0.14,
    curl=((0.0, 0.5), (0.3, -0.1), (0.7, -0.22), (1.0, -0.1)),
    roundness=0.04,
    oval=0.26,
    tip_notch=0.16,
    ruffle=0.13,
    ruffle_waves=2.5,
    ruffle_from=0.4,
    ruffle_edge=1.8,
    unevenness=0.05,
)
_OUTLINE = ((0.0, 0.3), (0.25, 0.7), (0.55, 1.0), (0.8, 0.75), (0.94, 0.34), (1.0, 0.08))
_SEPAL = Blade(
    0.88, 0.42, _along(20, 10, 0, -14, -34), _OUTLINE, base_radius=0.07, curl=((0.0, 0.4), (1.0, -0.5)), ruffle=0.05, roundness=0.02
)
_PETAL_BLADE = Blade(
    0.86,
    0.5,
    _along(32, 24, 10, -6, -30),
    _OUTLINE,
    base_radius=0.07,
    base_height=0.06,
    curl=((0.0, 0.4), (1.0, -0.4)),
    ruffle=0.07,
    roundness=0.02,
)
_SHUT = _along(56, 80, 96, 108, 124)
_SEGMENTS = (
    Segment(_LIP, FOOT, "lip", _along(66, 74, 86, 96, 112), wrap=0.5, young=0.72),
    Segment(_PETAL_BLADE, TOP + 62, "tepal", _SHUT),
    Segment(_PETAL_BLADE, TOP - 62, "tepal", _SHUT),
    Segment(_SEPAL, TOP, "tepal", _SHUT),
    Segment(_SEPAL, TOP + 118, "tepal", _SHUT),
    Segment(_SEPAL, TOP - 118, "tepal", _SHUT),
)


def _flower(opened: float, level: Level, rng: np.random.Generator) -> Mesh:
    """One flower of natural size in its own frame: lip, tepals, callus and column."""
    draws = rng.normal(0, 1, (6, 5))
    streams = rng.spawn(6)
    parts = []
    for k, one in enumerate(_SEGMENTS[: 1 + _TEPALS[level]]):
        grid = _LIP_GRID[level] if k == 0 else _TEPAL_GRID[level]
        shape = one.at(opened, draws[k, :4])
        azimuth = one.azimuth + (0 if k == 0 else 6) * float(np.clip(draws[k, 4], -2, 2))
        parts.append(blade(shape, ATLAS, one.slot, streams[k], azimuth=azimuth, grid=grid, row_bias=1.0))
    if level in (Level.HERO, Level.STANDARD):
        sides = 5 if level is Level.HERO else 4
        parts.append(orchid.lump((0.0, 0.24, 0.2), (0.17, 0.13, 0.17), ATLAS, "detail", sides=sides, along=(0.62, 0.95)))
    if level is Level.HERO:
        parts.append(orchid.column(0.36, 0.1, ATLAS, "detail", Level.PHONE, height=0.1, along=(0.05, 0.4)))
    return merge(parts)


@dataclass(frozen=True, eq=False)
class _Sites:
    """All N flowers and buds. feet: where their pedicels leave a branch; centres; faces; age: 0 the tip of a branch, 1 its foot."""

    feet: Array
    centres: Array
    faces: Array
    age: Array
    draws: Array


def _branches(draws: Array, side: float) -> list[Bough]:
    """The main axis and its side branches, the lower ones longer; all bow over."""
    lift = curve(((0.0, 89.0), (0.35, 80.0), (0.7, 56.0 + 5 * draws[0, 0]), (1.0, 22.0 + 8 * draws[0, 1])), np.linspace(0, 1, 31))
    way = (0.0 if side > 0 else 180.0) - side * (20.0 + 12 * draws[0, 2])
    main = arched((0.0, 0.0, 0.0), way, lift, AXIS)
    axis = Bough(main, np.linspace(STEM_RADIUS, 0.05, len(main)), (0.5, 1.0))
    boughs = [axis]
    places = (
        (0.12, 17.0, 172), (0.2, 16.0, -8), (0.28, 13.5, 262), (0.37, 13.5, 190), (0.46, 12.0, -26), (0.54, 10.0, 235),
        (0.62, 9.5, 172), (0.71, 8.0, -40), (0.8, 6.0, 215),
    )  # fmt: skip
    for k, (at, length, azimuth) in enumerate(places):
        d = draws[k + 1]
        start = axis.at([at + 0.012 * d[0]])[0]
        rise = curve(((0.0, 62.0), (0.4, 42.0 + 6 * d[1]), (1.0, 4.0 + 12 * d[2])), np.linspace(0, 1, 12))
        turned = azimuth if side > 0 else 180.0 - azimuth
        bend = turned + 9 * d[3] + 10 * d[4] * np.linspace(0, 1, 12)
        path = arched(start, bend, rise, length * (1 + 0.06 * d[5]))
        boughs.append(Bough(path, np.linspace(0.1, 0.04, len(path)), (0.7, 1.0)))
    return boughs


def _sites(boughs: list[Bough], rng: np.random.Generator) -> _Sites:
    """Flowers alternate on both sides of each branch, about two centimetres apart, and are pushed clear of one another."""
    feet, ways, age = [], [], []
    for k, bough in enumerate(boughs):
        first = 0.7 if k == 0 else 0.26
        count = max(4, round(bough.length * (1 - first) / 1.75))
        # Closer to one another at the tip, where the buds are.
        share = first + (1 - first) * (1 - (1 - np.arange(count) / (count - 0.6)) ** 1.35)
        heading = bough.heading(share)
        lateral = unit(np.cross(heading, [0.0, 0.25, 1.0])) * np.where(np.arange(count) % 2, 1.0, -1.0)[:, None]
        feet.append(bough.at(share))
        ways.append(unit(lateral + 0.45 * heading + np.array([0.0, -0.15, 0.55])))
        age.append(1 - np.arange(count) / (count - 1))
    foot, way, old = np.concatenate(feet), np.concatenate(ways), np.concatenate(age)
    draws = np.clip(rng.normal(0, 1, (len(foot), 6)), -1.8, 1.8)
    centres = foot + way * (1.5 + 0.15 * draws[:, :1]) * (0.5 + 0.5 * smoothstep(0.0, 0.5, old))[:, None]
    centres = parted(centres, 2.6, rounds=20)
    outward = unit(
        (foot - boughs[0].at(np.interp(foot[:, 1], boughs[0].path[:, 1], np.linspace(0, 1, 32)))) + np.array([0.0, 0.0, 0.01])
    )
    faces = unit(0.5 * unit(centres - foot) + 0.35 * outward + np.array([0.18, 0.05, 0.75]) + 0.22 * draws[:, 1:4])
    return _Sites(foot, centres, faces, old, draws)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    side = -1.0 if growth.individual == 1 else 1.0
    boughs = _branches(np.clip(rng.normal(0, 1, (10, 6)), -1.8, 1.8), side)
    sites = _sites(boughs, rng)
    sway = rng.normal(0, 1, 3)
    streams = rng.spawn(KINDS)
    opening = float(curve(((0.0, 0.3), (0.1, 0.6), (0.5, 0.88), (0.95, 1.0), (1.0, 1.03)), q))
    opened = opening - (1 - sites.age) * float(curve(((0.0, 0.75), (0.1, 0.8), (0.5, 0.86), (0.95, 0.9), (1.0, 0.9)), q))
    parts = [
        wood(
            boughs,
            ATLAS,
            "stem",
            sides=_SIDES[level] - (level is Level.HERO) if level is not Level.FAR else 2,
            pieces={Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 3}[level],
        )
    ]
    flowers = opened > OPENS_AT
    size = diameter(growth, OPENNESS) / 2.75
    parts += _hung_flowers(sites, np.flatnonzero(flowers), opened, opening, size, level, streams)
    parts += _hung_buds(sites, np.flatnonzero(~flowers), opened, level)
    if level is not Level.FAR:
        ends = sites.centres - 0.02 * sites.faces
        parts.append(twigs(sites.feet, ends, (0.03, 0.04), ATLAS, "stem", sides=3 if level is Level.HERO else 2, tints=1.05))
    cm = scale(0.01)
    spheres = np.concatenate(
        [
            np.column_stack([sites.centres, np.full(len(sites.age), 0.5 + 0.7 * size)])[::2],
            np.column_stack([boughs[0].at(np.linspace(0.02, 0.95, 12)), np.full(12, 0.7)]),
            *[np.column_stack([b.at(np.linspace(0.1, 0.9, 4)), np.full(4, 0.8)]) for b in boughs[1:]],
        ]
    )
    main = int(np.argmax(np.where(flowers, sites.faces[:, 2] - 0.05 * np.abs(sites.centres[:, 1] - 22), -9)))
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, sway).transformed(cm),
        head=Head((sites.centres[main] / 100).astype(np.float32), 1.375 * size / 100, sites.faces[main].astype(np.float32)),
        proxies=(spheres / 100).astype(np.float32),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _hung_flowers(
    sites: _Sites,
    chosen: NDArray[np.int64],
    opened: Array,
    opening: float,
    size: float,
    level: Level,
    streams: list[np.random.Generator],
) -> list[Mesh]:
    """The open flowers: every one a copy of one of a few that are about as open, each turned, sized and tinted its own way."""
    parts = []
    kind = np.clip(((opening - opened[chosen]) / 0.2).astype(int), 0, KINDS - 2) + (sites.draws[chosen, 4] > 0.4)
    for k, stream in enumerate(streams):
        grown = _flower(opening - 0.17 * k, level, stream)
        mine = chosen[kind == k]
        mine = mine[::2] if level is Level.FAR and len(mine) > 16 else mine
        if not len(mine):
            continue
        worlds = np.stack([orchid.hung(sites.faces[i], sites.centres[i], roll=14 * float(sites.draws[i, 5])) for i in mine])
        share = size * (1 + 0.06 * sites.draws[mine, 4]) * (0.8 + 0.2 * smoothstep(0.0, 0.6, sites.age[mine]))
        share = share * (1.25 if level is Level.FAR else 1.0)
        turned = worlds[:, :3, :3] * share[:, None, None]
        tints = (1 + 0.03 * sites.draws[mine, :1]) * np.ones((1, 3))
        parts.append(swarm(grown.positions, grown.indices, grown.texcoords, turned, worlds[:, :3, 3], tints=tints))
    return parts


def _hung_buds(sites: _Sites, chosen: NDArray[np.int64], opened: Array, level: Level) -> list[Mesh]:
    if level is Level.FAR:
        chosen = chosen[::3]
    if not len(chosen):
        return []
    sides, rings = {Level.HERO: (6, 3), Level.STANDARD: (5, 2)}.get(level, (3, 1))
    heights = np.linspace(0.25, 0.75, rings) if rings > 1 else np.array([0.5])
    radii = 0.36 * np.sin(np.pi * heights**0.85) ** 0.7
    points, faces, share = pellet(sides, tuple(zip(radii, heights, strict=True)), 0.0, 1.0)
    ways = unit(unit(sites.centres - sites.feet)[chosen] + 0.4 * sites.faces[chosen])
    worlds = np.stack([orchid.hung(w, sites.centres[i]) for w, i in zip(ways, chosen, strict=True)])
    lengths = 1.05 * (0.5 + 0.75 * np.clip(sites.age[chosen] * 1.2, 0, 1) + 0.5 * np.clip(opened[chosen], 0, 1))
    uv = ATLAS.texcoords("bud", np.cos(3 * np.arctan2(points[:, 2], points[:, 0])), share)
    return [
        swarm(
            points,
            faces,
            uv,
            worlds[:, :3, :3] * lengths[:, None, None],
            worlds[:, :3, 3],
            tints=1 + 0.04 * sites.draws[chosen, :1],
        )
    ]


def _stalk(level: Level, draw: Array) -> Mesh:
    nodes = (-4.0, -12.0, -20.0)
    cane = Stalk(STALK, STEM_RADIUS, way=2.0 * float(draw[0]), sway=1.0, kink=0.25, taper=1.25, nodes=nodes, swell=0.14, soft=0.35)
    parts = [cane.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.5))]
    if level is not Level.FAR:
        for k, node in enumerate(nodes):
            a = np.radians(70 + 180 * k + 25 * draw[1])
            up = unit(cane.centre(node + 0.1) - cane.centre(node))
            way = np.array([np.cos(a), 0.0, np.sin(a)])
            parts.append(orchid.bract(cane.centre(node), up, way, 1.4, float(cane.thick(node)), ATLAS, "stem", level))
    return merge(parts)


@dataclass(frozen=True)
class _Look:
    """bars: the colour of the bars on the tepals; ground: theirs; callus: the lip's hump; bud: its skin; pale: the lip's rim."""

    bars: str
    ground: str
    callus: str
    bud: str
    rim: str


_LOOKS = {
    "yellow": _Look("#8A4A1C", "#E9C83A", "#A2521C", "#C9C54A", "#F7D84A"),
    "chocolate": _Look("#3E1A18", "#9A5A3A", "#F0D9A8", "#7A4A36", "#C98F78"),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    raw = hex_colour(variety.hex)
    body = mix(raw, worn(raw), 0.5)
    look = _LOOKS.get(variety.id, _Look(variety.accent or "#7A3B1C", variety.hex, "#8A4A1C", variety.hex, variety.hex))
    bars = hex_colour(variety.accent) if variety.accent else hex_colour(look.bars)
    stem = hex_colour("#748F3F")
    return finished(
        {
            "lip": _lip(body, hex_colour(look.rim), hex_colour(look.callus), bars),
            "tepal": _tepal(hex_colour(look.ground), bars),
            "detail": _detail(body, hex_colour(look.callus)),
            "bud": _bud(hex_colour(look.bud)),
            "stem": stem_tile(stem, shade(stem, 0.05)),
        }
    )


def _lip(body: Colour, rim: Colour, callus: Colour, bars: Colour) -> Colour:
    """A plain skirt with fine fanning veins, brown around the callus, where the waist is."""
    across, along = tile_grid()
    tile = np.broadcast_to(body, (*across.shape, 3)) * (1 + 0.03 * noise(101, 8))[..., None]
    tile = tile * (1 - 0.07 * fan_veins(15, 102, 0.6) * smoothstep(1.0, 0.5, along))[..., None]
    tile = mix(
        tile,
        rim,
        0.45 * np.maximum(smoothstep(0.8, 1.0, along), smoothstep(0.8, 1.0, np.abs(across)) * smoothstep(0.3, 0.5, along)),
    )
    blotch = smoothstep(0.30, 0.2, along + 0.05 * noise(103, 18, 1)) * smoothstep(0.0, 0.06, along)
    return mix(tile, mix(bars, callus, 0.3), 0.85 * blotch * (0.65 + 0.35 * bell(across / 0.6)))


def _tepal(ground: Colour, bars: Colour) -> Colour:
    across, along = tile_grid()
    wave = 0.12 * noise(104, 6, 2) + 0.05 * np.abs(across)
    bands = smoothstep(-0.1, 0.35, np.cos(2 * np.pi * 3.2 * (along + wave)))
    return mix(np.broadcast_to(ground, (*across.shape, 3)), bars, 0.88 * bands * smoothstep(1.0, 0.9, np.abs(across)))


def _detail(body: Colour, callus: Colour) -> Colour:
    _, along = tile_grid()
    hump = mix(callus, shade(body, 0.02), 0.5 * smoothstep(0.2, 0.6, noise(105, 20, 1)))
    return np.asarray(np.where((along < 0.5)[..., None], mix(body, hex_colour("#F7EFC0"), 0.5), hump))


def _bud(skin: Colour) -> Colour:
    across, along = tile_grid()
    tile = mix(shade(skin, -0.06, 1.05, 8), shade(skin, 0.03), smoothstep(0.0, 0.7, along))
    tile = mix(tile, shade(skin, -0.12, 1.0, -20), 0.35 * smoothstep(0.5, 1.0, across))
    return np.asarray(tile * flat_tile(np.ones(3), 0.06))


PLANT = PlantKind("oncidium", ATLAS, OPENNESS, grow, paint)
