"""Delphinium elatum: a tall dense spike of spurred, five-sepalled florets with a pale or dark bee, buds at its tip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.blade import Blade, blade
from catalog.organs.boughs import Bough, leader
from catalog.organs.curves import Knots, bell, blend, smoothstep
from catalog.organs.head import diameter
from catalog.organs.palmate import Palm, palmate, palmate_tile
from catalog.organs.place import scale
from catalog.organs.raceme import Floret, Spike, borne, floret, opening, seats
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas((("sepal", PETAL), ("bee", Finish(0.75, 0.5, 0.3)), ("bud", PETAL), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
FLORETS, BUDS = 37, 17
STALK = 46.0
NECK = 5.0  # cm from the neck to the lowest node
SIZE = 3.7  # cm from the middle of a full floret to the tips of its sepals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    sepal: tuple[int, int]
    bee: tuple[int, int]
    spur: tuple[int, int]  # sides, pieces
    bud: tuple[int, int]
    sides: int
    kinds: int


_DETAIL = {
    Level.HERO: _Detail((6, 3), (2, 2), (4, 3), (5, 4), 8, 2),
    Level.STANDARD: _Detail((4, 2), (0, 0), (3, 2), (4, 3), 7, 1),
    Level.PHONE: _Detail((2, 2), (0, 0), (0, 0), (4, 2), 5, 1),
    Level.FAR: _Detail((0, 0), (0, 0), (0, 0), (3, 2), 3, 1),
}
_CLOSED: Knots = ((0, 28), (0.2, 58), (0.45, 84), (0.72, 112), (1, 158))
_OPEN: Knots = ((0, 46), (0.2, 38), (0.45, 24), (0.72, 8), (1, -16))


def _grown_floret(q: float, seed: int, level: Level) -> Mesh:
    """A floret about +Y, spur to the back and up (+X): five sepals, overlapping by their rims, around the bee."""
    detail = _DETAIL[level]
    if level is Level.FAR:
        return merge([_star(q), _dot(q)])
    wild = np.random.default_rng(seed)
    parts = []
    for k in range(5):
        draw = wild.normal(0, 1, 4)
        outer = k % 2  # every second sepal lies a little lower
        shape = Blade(
            (SIZE - 0.1) * (0.72 + 0.28 * q) * (1 + 0.065 * draw[0]),
            3.0 * (0.66 + 0.34 * q) * (1 + 0.05 * draw[1]),
            [(v, a + (5 * draw[2] - 7 * outer) * q * v) for v, a in blend(_CLOSED, _OPEN, q)],
            ((0, 0.2), (0.15, 0.46), (0.38, 0.86), (0.58, 1.0), (0.8, 0.97), (1, 0.7)),
            base_radius=0.16,
            base_height=-0.12 * outer,
            curl=((0, 0.35), (0.6, 0.16), (1, 0.22 * q)),
            wrap=0.92 * (1 - q) ** 1.5,
            roundness=0.1,
            oval={Level.HERO: 0.42, Level.STANDARD: 0.36}.get(level, 0.08),  # two columns cannot draw an arc
            imbrication=0.13 * q,
            ruffle=0.2 * q,
            ruffle_waves=1.7,
            unevenness=0.1 * q,
            twist=6 * draw[3] * q,
        )
        azimuth = 72 * k + 4 * draw[0]
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=azimuth, grid=detail.sepal, tint=1 + 0.04 * draw[1], row_bias=1.2))
    parts += _bee(q, wild, detail.bee) if detail.bee[0] else [_dot(q)]
    if detail.spur[0]:
        t = np.linspace(0, 1, detail.spur[1] + 1)
        path = np.stack([0.15 + 1.2 * t + 0.25 * t**3, 0.5 - 2.5 * t + 0.7 * t**2, 0 * t], 1) * (0.7 + 0.3 * q)
        parts.append(tube(path, 0.42 - 0.34 * t**0.8, ATLAS, "bud", sides=detail.spur[0], closed_tip=False, along=(0.35, 0.9)))
    return merge(parts)


def _bee(q: float, wild: np.random.Generator, grid: tuple[int, int]) -> list[Mesh]:
    """Two upright petals before the spur and two bearded ones below, huddled in the throat."""
    parts = []
    for azimuth, long, rise in ((26.0, 1.65, 70.0), (-26.0, 1.65, 70.0), (128.0, 1.5, 56.0), (-128.0, 1.5, 56.0)):
        draw = wild.normal(0, 1, 3)
        shape = Blade(
            long * (0.5 + 0.5 * q),
            1.25 * (0.5 + 0.5 * q),
            ((0, 88), (0.4, 84), (0.7, rise + 4 * draw[0]), (1, rise - 60)),
            ((0, 0.35), (0.4, 0.6), (0.7, 1.0), (1, 0.7)),
            base_radius=0.16,
            curl=((0, 1.0), (1, 0.5)),
            tip_notch=0.2,
            roundness=0.32,
            ruffle=0.1,
            unevenness=0.08,
        )
        parts.append(blade(shape, ATLAS, "bee", wild, azimuth=azimuth + 6 * draw[1], grid=grid))
    return parts


def _dot(q: float) -> Mesh:
    """The bee seen from far: a small pyramid."""
    a = np.pi / 2 * np.arange(4)
    rim = np.stack([0.75 * np.cos(a), np.full(4, 0.3), -0.75 * np.sin(a)], 1) * (0.5 + 0.5 * q)
    points = np.vstack([[0, 0.75 * (0.5 + 0.5 * q), 0], rim])
    faces = [(0, 1 + k, 1 + (k + 1) % 4) for k in range(4)]
    return mesh(points, faces, ATLAS.texcoords("bee", np.zeros(5), np.r_[0.9, np.full(4, 0.4)]))


def _star(q: float) -> Mesh:
    """A floret seen from very far: one fan with five rounded lobes, pale in the middle."""
    a = np.radians(36.0 * np.arange(10))
    lobe = np.where(np.arange(10) % 2 == 0, 1.0, 0.76)
    reach = SIZE * (0.3 + 0.74 * q) * lobe
    rim = np.stack([reach * np.cos(a), np.full(10, 1.6 - 1.0 * q) * lobe, -reach * np.sin(a)], 1)
    points = np.vstack([[0, 0.1, 0], rim])
    faces = [(0, 1 + k, 1 + (k + 1) % 10) for k in range(10)]
    return mesh(points, faces, ATLAS.texcoords("sepal", np.zeros(11), np.r_[0.1, 0.78 * lobe]))


def _grown_bud(level: Level) -> Mesh:
    """A closed bud about +Y, 1 cm long and half as wide, with its spur."""
    sides, rows = _DETAIL[level].bud
    t = np.linspace(0.0, 1.0, rows + 1)
    radii = 0.04 + 0.24 * np.sin(np.pi * t**0.85) ** 0.75
    path = np.stack([0 * t, t, 0 * t], 1)
    parts = [tube(path, radii, ATLAS, "bud", sides=sides, along=(0.0, 1.0), closed_tip=False)]
    if level is Level.HERO:
        s = np.linspace(0, 1, 3)
        spur = np.stack([0.1 + 0.45 * s, 0.3 - 0.7 * s + 0.2 * s**2, 0 * s], 1)
        parts.append(tube(spur, 0.13 - 0.1 * s, ATLAS, "bud", sides=3, closed_tip=False, along=(0.3, 0.8)))
    return merge(parts)


def _spike(growth: Growth, rng: np.random.Generator) -> Spike:
    openness = growth.openness
    length = diameter(growth, OPENNESS)
    total = NECK + length - 1.9
    bend, wander = float(rng.uniform(0.5, 2.4)), 0.22
    path = leader(1.0, 15, bend, wander, rng)
    path[:, 1] *= total
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    axis = Bough(path, np.linspace(stem, 0.05, 15), (0.55, 1.0))
    n = FLORETS + BUDS
    draw = rng.normal(0, 1, (n, 6))
    rank = np.arange(n) / (n - 1)
    start = float(rng.uniform(0, 360))
    # Florets stand far apart, buds crowd together towards the tip, the more the younger the spike.
    crowd = 1.22 + 0.2 * openness
    heights = NECK + (length - 2.3) * (1 - (1 - rank) ** crowd) + 0.25 * draw[:, 0] * (1 - rank)
    shares = np.clip(heights / total, 0.0, 0.995)
    azimuths = start + 137.508 * np.arange(n) + 7 * draw[:, 1]
    low = rank[:FLORETS] / rank[FLORETS]
    opened = opening(low, openness, first=0.28, last=1.25, soft=0.42)
    opened = np.clip(opened * (1 + 0.05 * draw[:FLORETS, 2]), 0, 1)
    opened = np.asarray(smoothstep(-0.02, 1.02, opened))
    sizes = 1.1 * (1 - 0.4 * low) * (0.8 + 0.2 * opened) * (0.86 + 0.14 * openness) * (1 + 0.05 * draw[:FLORETS, 3])
    fl = seats(
        axis,
        shares[:FLORETS],
        azimuths[:FLORETS],
        (0.9 + 2.5 * (1 - low) ** 0.9 + 0.5 * np.abs(draw[:FLORETS, 5])) * (0.66 + 0.28 * openness) * (0.6 + 0.4 * opened),
        60 - 22 * opened,
        6 + 34 * (1 - opened) + 11 * draw[:FLORETS, 4],
        rolls=16 * draw[:FLORETS, 5],
        swings=15 * draw[:FLORETS, 2],
    )
    high = (rank[FLORETS:] - rank[FLORETS]) / (1 - rank[FLORETS])
    bud_sizes = (2.1 - 1.5 * high) * (0.66 + 0.34 * openness) * (1 + 0.07 * draw[FLORETS:, 3])
    bd = seats(
        axis,
        shares[FLORETS:],
        azimuths[FLORETS:],
        (0.9 - 0.75 * high) * (0.6 + 0.4 * openness),
        58 + 20 * high,
        38 + 40 * high + 6 * draw[FLORETS:, 4],
    )
    young = (1 - opened)[:, None] * (0.25 + 0.75 * low[:, None])
    tints = (1 + 0.08 * draw[:FLORETS, :1] + np.array([0.025, 0.0, 0.0]) * draw[:FLORETS, 1:2] + 0.015 * draw[:FLORETS, 1:4]) * (
        1 - young * np.array([0.12, 0.0, 0.16])
    )
    bud_tints = 1 + 0.05 * draw[FLORETS:, :1] + high[:, None] * np.array([0.1, 0.12, -0.1])
    return Spike(axis, fl, opened, sizes, bd, bud_sizes, np.clip(tints, 0.7, 1.25), np.clip(bud_tints, 0.7, 1.3), length)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage lengthens the spike and opens its florets from below."""
    spike = _spike(growth, rng)
    seeds = rng.integers(0, 2**31, 2)
    wild = rng.spawn(2)
    level = growth.level
    detail = _DETAIL[level]
    kinds = [floret(partial(_grown_floret, seed=int(seed), level=level)) for seed in seeds[: detail.kinds]]
    bloom = [*_flowers(spike, kinds, level), *_green(spike, wild[0], level)]
    stem = float(spike.axis.radii[0])
    metres = scale(0.01)
    middle = spike.axis.at(np.array([0.5]))[0]
    return Plant(
        merge(bloom).transformed(metres),
        _stalk(stem, wild[1], level).transformed(metres),
        Head((middle / 100).astype(np.float32), 0.24 * spike.length / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        _proxies(spike),
        stem / 100,
        STALK / 100,
    )


def _flowers(spike: Spike, kinds: list[Floret], level: Level) -> list[Mesh]:
    parts = []
    number = np.arange(FLORETS)
    kept = {Level.PHONE: number % 8 != 5, Level.FAR: number % 4 != 2}.get(level, number >= 0)
    larger = {Level.PHONE: 1.03, Level.FAR: 1.1}.get(level, 1.0)
    for k, kind in enumerate(kinds):
        own = kept & (number % len(kinds) == k)
        at = spike.florets.of(own)
        parts.append(borne(kind, spike.opened[own], spike.sizes[own] * larger, at.rotations, at.ends, tints=spike.tints[own]))
    few = np.arange(BUDS) % 2 == 0 if level is Level.FAR else np.arange(BUDS) >= 0
    bud = floret(lambda _: _grown_bud(level), (0.0,))
    at = spike.buds.of(few)
    parts.append(borne(bud, np.zeros(int(few.sum())), spike.bud_sizes[few], at.rotations, at.ends, tints=spike.bud_tints[few]))
    if level is not Level.FAR:
        nodes = np.vstack([spike.florets.nodes[kept], spike.buds.nodes])
        ends = np.vstack([spike.florets.ends[kept], spike.buds.ends])
        sides = 3 if level is Level.HERO else 2
        parts.append(twigs(nodes, ends, (0.09, 0.075), ATLAS, "stem", sides=sides))
    return parts


def _green(spike: Spike, rng: np.random.Generator, level: Level) -> list[Mesh]:
    detail = _DETAIL[level]
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 2, Level.FAR: 7}[level]
    path, radii = spike.axis.path[::step], spike.axis.radii[::step]
    parts = [tube(path, radii, ATLAS, "stem", sides=detail.sides, along=spike.axis.along)]
    start = float(rng.uniform(0, 360))
    for k, (height, long) in enumerate(((1.2, 4.6), (3.4, 3.2))):
        shape = Palm(long, fingers=5, spread=180, cut=0.72, lift=48, droop=60, petiole=1.1, petiole_radius=0.07)
        azimuth = start + 150 * k
        own = palmate(
            shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=0.3, base_height=height, petiole_slot="stem", tint=1.06
        )
        if level is not Level.FAR or k == 0:
            parts.append(own)
    return parts


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-4.0, -13.5, -23.5)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=1.3, kink=0.3, taper=1.25, nodes=nodes, swell=0.14, soft=0.5)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.55))]
    start = float(rng.uniform(0, 360))
    for k, node in enumerate(nodes):
        jitter = rng.normal(0, 1, 3)
        shape = Palm(
            5.8 + 0.9 * k + 0.3 * jitter[0],
            fingers=5,
            spread=215,
            cut=0.66,
            lift=34 + 5 * jitter[1],
            droop=62,
            petiole=2.6 + 0.8 * k,
            petiole_radius=0.11,
        )
        azimuth = start + 137 * k + 12 * jitter[2]
        wide = float(axis.thick(node)) * 0.9
        own = palmate(shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=wide, base_height=node, petiole_slot="stem")
        if level is not Level.FAR or k == 0:
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(spike: Spike) -> Floats:
    """A chain of spheres up the spike, as wide as its florets reach there."""
    rows = []
    heights = spike.florets.ends[:, 1]
    reach = (
        np.hypot(*(spike.florets.ends - spike.axis.at(heights / spike.axis.path[-1, 1]))[:, [0, 2]].T) + 0.55 * SIZE * spike.sizes
    )
    for low, high in zip(np.arange(0, FLORETS, 5), np.arange(5, FLORETS + 5, 5), strict=False):
        part = slice(int(low), min(int(high), FLORETS))
        y = float(heights[part].mean())
        rows.append([*spike.axis.at(np.array([y / spike.axis.path[-1, 1]]))[0], float(reach[part].mean())])
    tip = spike.buds.ends
    rows += [[*tip[:6].mean(0), 1.7], [*tip[6:12].mean(0), 1.2], [*tip[12:].mean(0), 0.8], [0.0, 1.5, 0.0, 0.7]]
    return (np.array(rows) / 100).astype(np.float32)


def _sepal_tile(body: Colour, flush: Colour, seed: int) -> Colour:
    """Linear: pale about the throat, then deep, lighter towards a flushed rim, fine dark veins, the greenish thumb mark at the tip."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    cloud = noise(seed, 5).astype(np.float64)
    colour = mix(shade(body, 0.12, 0.65), shade(body, -0.035, 1.04), smoothstep(0.08, 0.34, along + 0.05 * cloud))
    colour = mix(colour, shade(body, 0.05, 0.95), smoothstep(0.38, 0.95, along + 0.1 * cloud))
    colour = mix(colour, flush, 0.6 * smoothstep(0.45, 1.0, np.maximum(along, np.abs(across)) + 0.3 * cloud))
    veins = np.clip(np.abs(np.cos(across * np.pi * 4.5 * (1.25 - 0.4 * along) + 0.5 * cloud)), 0.2, 1.0) ** 18
    colour = colour * (1 - 0.2 * veins * smoothstep(1.0, 0.55, along))[..., None]
    mark = bell(np.hypot(across * 1.4, (along - 0.95) * 6) / 0.36)
    colour = mix(colour, mix(body, hex_colour("#8FA05A"), 0.6), 0.5 * mark)
    return np.asarray(colour * (1 + 0.05 * cloud)[..., None])


_BEES = {"pink": ("#6B4A3A", "#A98C72"), "white": ("#F1EFD9", "#DCDDB0"), "purple": ("#F4EFE9", "#CFC2C9")}


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = shade(worn(aim), 0.0, 1.0, 12 if variety.id == "pink" else 0)
    light, a, b = (float(x) for x in oklab(body))
    blue = b < -0.06
    # True blues are washed with mauve, mauves with blue: what makes a delphinium glow.
    flush = shade(body, 0.05, 0.95, 24 if blue and a < 0.03 else -14 if blue else -6)
    if light > 0.93:
        flush = shade(body, -0.01)
    eye, foot = (hex_colour(c) for c in _BEES.get(variety.id, ("#FBF9F2", "#D9DDE6")))
    _, along = tile_grid()
    green = hex_colour("#6E8F4E")
    pod = mix(hex_colour("#A9BC82"), body, 0.75)
    bud = mix(mix(green, pod, 0.5), pod, smoothstep(0.1, 0.7, along))
    return finished(
        {
            "sepal": mix(_sepal_tile(body, flush, 3), np.broadcast_to(aim, (128, 128, 3)), 0.2),
            "bee": mix(foot, eye, smoothstep(0.2, 0.7, along)) * (1 + 0.08 * noise(6, 18))[..., None],
            "bud": bud * (1 + 0.05 * noise(9, 10))[..., None],
            "leaf": palmate_tile(hex_colour("#5C8244"), spread=200),
            "stem": stem_tile(green, shade(green, 0.05)),
        }
    )


PLANT = PlantKind("delphinium", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
