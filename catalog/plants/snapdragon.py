"""Antirrhinum majus, the snapdragon: a spike of two-lipped flowers, their mouths shut by a puffy palate; buds to the tip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.boughs import Bough, leader
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import LANCEOLATE, Leaf, leaf
from catalog.organs.lips import Lip, lip
from catalog.organs.place import scale, shift
from catalog.organs.raceme import Spike, borne, floret, opening, seats
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

VELVET = Finish(roughness=0.7, translucency=0.7, sheen=0.3)
ATLAS = Atlas((("lip", VELVET), ("palate", VELVET), ("tube", PETAL), ("bud", PETAL), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
FLORETS, BUDS = 30, 17
STALK = 41.0
NECK = 4.5

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    upper: int  # rows from the mouth to the rim
    lower: int
    tube: tuple[int, int]  # sides, pieces
    bud: tuple[int, int]
    sides: int


_DETAIL = {
    Level.HERO: _Detail(4, 6, (6, 2), (6, 4), 9),
    Level.STANDARD: _Detail(3, 4, (5, 1), (5, 3), 7),
    Level.PHONE: _Detail(2, 3, (4, 1), (4, 2), 5),
    Level.FAR: _Detail(0, 0, (0, 0), (3, 2), 3),
}
_MOUTH = 1.65  # cm from the foot of the tube to the mouth


_UPPER = Lip(
    0.0,
    84.0,
    1.85,
    0.6,
    2,
    ((0, 0.0), (0.25, 0.1), (0.5, 0.42), (0.75, 0.78), (1, 1.0)),
    ((0, 0.3), (0.25, 0.78), (0.5, 0.8), (0.75, 0.62), (1, 0.08)),
    ((0, 0.0), (1, 0.0)),
    {
        Level.HERO: (0.0, 0.07, 0.25, 0.52, 0.8, 1.0),
        Level.STANDARD: (0.0, 0.16, 0.5, 0.82, 1.0),
        Level.PHONE: (0.0, 0.3, 0.72, 1.0),
    },
)
_LOWER = Lip(
    180.0,
    96.0,
    1.72,
    0.62,
    3,
    ((0, 0.0), (0.16, 0.05), (0.33, 0.22), (0.5, 0.46), (0.66, 0.6), (0.83, 0.82), (1, 1.0)),
    ((0, 0.2), (0.16, 0.25), (0.33, 0.24), (0.5, 0.1), (0.66, 0.1), (0.83, 0.16), (1, -0.06)),
    ((0, 0.0), (0.16, 0.66), (0.33, 0.98), (0.5, 0.74), (0.66, 0.26), (0.83, 0.04), (1, 0.0)),
    {
        Level.HERO: (0.0, 0.14, 0.27, 0.34, 0.43, 0.64, 0.87, 1.0),
        Level.STANDARD: (0.0, 0.16, 0.32, 0.5, 0.78, 1.0),
        Level.PHONE: (0.0, 0.32, 0.65, 1.0),
    },
)


def _grown_floret(q: float, seed: int, level: Level) -> Mesh:
    """A flower that looks along +Y: the upper lip of two lobes (+X), the lower of three, its palate pressed against the upper."""
    if level is Level.FAR:
        return _mask(q)
    detail = _DETAIL[level]
    wild = np.random.default_rng(seed)
    grown = 0.62 + 0.38 * q
    mouth = shift(y=_MOUTH * grown)
    parts = [
        lip(_UPPER, q, wild.uniform(0, 2 * np.pi, 4), level, detail.upper, ATLAS, "lip").transformed(mouth),
        lip(_LOWER, q, wild.uniform(0, 2 * np.pi, 4), level, detail.lower, ATLAS, "palate").transformed(mouth),
    ]
    t = np.linspace(0, 1, detail.tube[1] + 1)
    path = np.stack([-0.14 * np.sin(np.pi * t), _MOUTH * 1.1 * t * grown, 0 * t], 1)
    wide = (0.42 + 0.3 * smoothstep(0.1, 1.0, t) + 0.08 * np.sin(np.pi * t)) * (0.66 + 0.34 * q)
    parts.append(tube(path, wide, ATLAS, "tube", sides=detail.tube[0], closed_tip=False))
    return merge(parts)


def _mask(q: float) -> Mesh:
    """A flower seen from very far: an upper and a lower fan, folded out from the mouth."""
    a = np.radians([0, 40, 80, 105, 140, 180, 220, 255, 280, 320])
    reach = np.array([1.3, 1.95, 1.45, 1.2, 1.6, 1.7, 1.6, 1.2, 1.45, 1.95]) * (0.45 + 0.55 * q)
    tall = np.array([1.6, 1.5, 1.7, 1.9, 1.1, 0.9, 1.1, 1.9, 1.7, 1.5]) * (0.7 + 0.3 * q)
    rim = np.stack([reach * np.cos(a), tall, -reach * np.sin(a)], 1)
    points = np.vstack([[-0.2, 2.1 * (0.6 + 0.4 * q), 0], rim])
    faces = [(0, 1 + k, 1 + (k + 1) % 10) for k in range(10)]
    face = mesh(points, faces, ATLAS.texcoords("lip", np.zeros(11), np.r_[0.3, np.full(10, 0.75)]))
    spot = np.array([[-0.1, 2.65, 0.0], [0.15, 2.3, 0.0], [-0.1, 2.2, -0.75], [-0.5, 2.05, 0.0], [-0.1, 2.2, 0.75]]) * (
        0.5 + 0.5 * q
    )
    around = [(0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 1)]
    return merge([face, mesh(spot, around, ATLAS.texcoords("palate", np.zeros(5) + 0.2, np.full(5, 0.15)))])


def _grown_bud(level: Level) -> Mesh:
    """A closed bud about +Y, 1 cm long: a green cup with five sepals around a blunt, pouched tip."""
    sides, rows = _DETAIL[level].bud
    t = np.linspace(0.0, 1.0, rows + 1)
    radii = 0.05 + 0.25 * np.sin(np.pi * np.clip(t * 0.93 + 0.02, 0, 1)) ** 0.7
    parts = [tube(np.stack([0.06 * t**2, t, 0 * t], 1), radii, ATLAS, "bud", sides=sides, closed_tip=False)]
    return merge(parts)


def _calyx() -> Mesh:
    """Five short green sepals at a flower's foot, about +Y."""
    a = np.radians(72.0 * np.arange(5) + 36)[:, None]
    radii, heights, turns = (
        np.array([0.06, 0.46, 0.46, 0.62]),
        np.array([-0.16, 0.22, 0.22, 0.72]),
        np.array([0.0, 0.55, -0.55, 0.0]),
    )
    points = np.stack([radii * np.cos(a + turns), np.broadcast_to(heights, (5, 4)), -radii * np.sin(a + turns)], 2)
    faces = (np.array([[0, 1, 3], [0, 3, 2]])[None] + 4 * np.arange(5)[:, None, None]).reshape(-1, 3)
    uv = np.tile(ATLAS.texcoords("leaf", [0.0, 0.9, -0.9, 0.0], [0.1, 0.45, 0.45, 0.95]), (5, 1))
    outwards = points * [1.0, 0.0, 1.0] + [0.0, 0.05, 0.0]
    return mesh(points.reshape(-1, 3), faces, uv, normals=outwards.reshape(-1, 3))


def _spike(growth: Growth, rng: np.random.Generator) -> Spike:
    openness = growth.openness
    length = diameter(growth, OPENNESS)
    total = NECK + length * 0.98
    path = leader(1.0, 15, float(rng.uniform(0.6, 2.0)), 0.2, rng)
    path[:, 1] *= total
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    axis = Bough(path, np.linspace(stem, 0.07, 15), (0.55, 1.0))
    n = FLORETS + BUDS
    draw = rng.normal(0, 1, (n, 6))
    rank = np.arange(n) / (n - 1)
    start = float(rng.uniform(0, 360))
    crowd = 1.2 + 0.25 * openness
    heights = NECK + (length - 0.5) * (1 - (1 - rank) ** crowd) + 0.12 * draw[:, 0] * (1 - rank)
    shares = np.clip(heights / total, 0.0, 0.998)
    azimuths = start + 137.508 * np.arange(n) + 6 * draw[:, 1]
    low = rank[:FLORETS] / rank[FLORETS]
    opened = opening(low, openness, first=0.3, last=1.22, soft=0.36)
    opened = np.asarray(smoothstep(-0.02, 1.02, np.clip(opened * (1 + 0.05 * draw[:FLORETS, 2]), 0, 1)))
    sizes = 1.27 * (1 - 0.36 * low) * (0.72 + 0.28 * opened) * (0.63 + 0.415 * openness) * (1 + 0.05 * draw[:FLORETS, 3])
    fl = seats(
        axis,
        shares[:FLORETS],
        azimuths[:FLORETS],
        0.3 * (1 - 0.5 * low),
        50.0,
        12 + 44 * (1 - opened) + 5 * draw[:FLORETS, 4],
        rolls=7 * draw[:FLORETS, 5],
        swings=9 * draw[:FLORETS, 2],
    )
    high = (rank[FLORETS:] - rank[FLORETS]) / (1 - rank[FLORETS])
    bud_sizes = (1.75 - 1.3 * high) * (0.7 + 0.4 * openness) * (1 + 0.06 * draw[FLORETS:, 3])
    bd = seats(axis, shares[FLORETS:], azimuths[FLORETS:], 0.3 - 0.25 * high, 60.0, 52 + 28 * high + 5 * draw[FLORETS:, 4])
    young = (1 - opened)[:, None] * (0.3 + 0.7 * low[:, None])
    tints = (1 + 0.05 * draw[:FLORETS, :1] + 0.01 * draw[:FLORETS, 1:4]) * (1 - young * np.array([0.1, 0.0, 0.16]))
    bud_tints = 1 + 0.05 * draw[FLORETS:, :1] + high[:, None] * np.array([0.0, 0.1, -0.05])
    return Spike(axis, fl, opened, sizes, bd, bud_sizes, np.clip(tints, 0.7, 1.25), np.clip(bud_tints, 0.7, 1.3), length)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage lengthens the spike and opens its flowers from below."""
    spike = _spike(growth, rng)
    seed = int(rng.integers(0, 2**31))
    wild = rng.spawn(2)
    level = growth.level
    stem = float(spike.axis.radii[0])
    metres = scale(0.01)
    middle = spike.axis.at(np.array([0.52]))[0]
    return Plant(
        merge([*_flowers(spike, seed, level), *_green(spike, wild[0], level)]).transformed(metres),
        _stalk(stem, wild[1], level).transformed(metres),
        Head((middle / 100).astype(np.float32), 0.26 * spike.length / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        _proxies(spike),
        stem / 100,
        STALK / 100,
    )


def _flowers(spike: Spike, seed: int, level: Level) -> list[Mesh]:
    number = np.arange(FLORETS)
    kept = {Level.PHONE: number % 9 != 5, Level.FAR: number % 13 != 7}.get(level, number >= 0)
    larger = {Level.PHONE: 1.14, Level.FAR: 1.0}.get(level, 1.0)
    at = spike.florets.of(kept)
    kind = floret(partial(_grown_floret, seed=seed, level=level))
    parts = [borne(kind, spike.opened[kept], spike.sizes[kept] * larger, at.rotations, at.ends, tints=spike.tints[kept])]
    few = np.arange(BUDS) % 2 == 0 if level is Level.FAR else np.arange(BUDS) >= 0
    tip = spike.buds.of(few)
    bud = floret(lambda _: _grown_bud(level), (0.0,))
    parts.append(borne(bud, np.zeros(int(few.sum())), spike.bud_sizes[few], tip.rotations, tip.ends, tints=spike.bud_tints[few]))
    if level in (Level.HERO, Level.STANDARD):
        nodes, ends = np.vstack([at.nodes, tip.nodes]), np.vstack([at.ends, tip.ends])
        parts.append(twigs(nodes, ends, (0.09, 0.08), ATLAS, "stem", sides=3 if level is Level.HERO else 2))
    if level is Level.HERO:
        cup = floret(lambda _: _calyx(), (0.0,))
        parts.append(borne(cup, np.zeros(int(kept.sum())), spike.sizes[kept], at.rotations, at.ends))
    return parts


def _green(spike: Spike, rng: np.random.Generator, level: Level) -> list[Mesh]:
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 2, Level.FAR: 7}[level]
    path, radii = spike.axis.path[::step], spike.axis.radii[::step]
    parts = [tube(path, radii, ATLAS, "stem", sides=_DETAIL[level].sides, along=spike.axis.along)]
    start = float(rng.uniform(0, 360))
    for k, height in enumerate((0.4, 1.9, 3.3)):
        own = _leaf(5.2 - 0.9 * k, rng, level, start + 137.5 * k, float(spike.axis.thick(np.array([0.1]))[0]), height)
        if level is not Level.FAR or k == 0:
            parts.append(own)
    return parts


def _leaf(length: float, rng: np.random.Generator, level: Level, azimuth: float, radius: float, height: float) -> Mesh:
    """A lanceolate leaf, smooth-rimmed, that rises and then arches out."""
    jitter = rng.normal(0, 1, 4)
    shape = Leaf(
        length=length * (1 + 0.07 * jitter[0]),
        width=length * 0.235,
        outline=LANCEOLATE,
        midrib=((0, 62 + 5 * jitter[1]), (0.3, 44), (0.65, 16 + 8 * jitter[2]), (1, -22 + 10 * jitter[2])),
        fold=20,
        curl=((0, 0.15), (1, -0.08)),
        ripple=0.08,
        ripples=2.5,
        twist=12 * jitter[3],
        sickle=6 * jitter[1],
        petiole=0.35,
        petiole_radius=0.07,
    )
    return leaf(
        shape,
        ATLAS,
        "leaf",
        rng,
        level,
        azimuth=azimuth,
        base_radius=radius * 0.85,
        base_height=height,
        petiole_slot="stem",
        rows=11,
    )


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-1.5, -4.6, -8.5, -13.0, -18.0, -23.5)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=1.2, kink=0.3, taper=1.25, nodes=nodes, swell=0.1, soft=0.4)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.55))]
    start = float(rng.uniform(0, 360))
    for k, node in enumerate(nodes):
        own = _leaf(5.6 + 0.35 * k, rng, level, start + 137.5 * k, float(axis.thick(node)), node)
        if k < {Level.PHONE: 4, Level.FAR: 2}.get(level, 6):
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(spike: Spike) -> Floats:
    """A chain of spheres up the spike, as wide as its flowers reach there."""
    rows = []
    top = spike.axis.path[-1, 1]
    heights = spike.florets.ends[:, 1]
    for low in range(0, FLORETS, 5):
        part = slice(low, min(low + 5, FLORETS))
        y = float(heights[part].mean()) + 0.6
        rows.append([*spike.axis.at(np.array([y / top]))[0], 0.75 + 2.15 * float(spike.sizes[part].mean())])
    tip = spike.buds.ends
    rows += [[*tip[:6].mean(0), 1.4], [*tip[6:11].mean(0), 1.0], [*tip[11:].mean(0), 0.7], [0.0, 1.5, 0.0, 0.7]]
    return (np.array(rows) / 100).astype(np.float32)


def _lip_tile(body: Colour, throat: Colour, rim: Colour, seed: int) -> Colour:
    """Linear: the throat's colour at the foot, velvet body, a rim that catches the light, fine veins."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    cloud = noise(seed, 5).astype(np.float64)
    colour = mix(throat, body, smoothstep(0.08, 0.5, along + 0.05 * cloud))
    colour = mix(colour, rim, 0.5 * smoothstep(0.72, 1.0, np.maximum(along, np.abs(across)) + 0.08 * cloud))
    veins = np.clip(np.abs(np.cos(across * np.pi * 5 * (1.25 - 0.4 * along) + 0.5 * cloud)), 0.2, 1.0) ** 20
    return np.asarray(colour * (1 - 0.09 * veins * smoothstep(1.0, 0.6, along))[..., None] * (1 + 0.04 * cloud)[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = worn(aim)
    light = float(oklab(body)[0])
    pale, dark = light > 0.9, light < 0.5
    throat = shade(body, -0.05, 1.12) if not pale else mix(body, hex_colour("#EFF0CF"), 0.4)
    rim = shade(body, 0.05, 0.9) if not pale else body
    gold = hex_colour({"yellow": "#F0A92A", "white": "#F3E58E"}.get(variety.id, "#F2C94A"))
    across, along = tile_grid()
    # The blotch sits on the crown of both cushions, along the line of the mouth; the lobes below wear the body's colour.
    cloud = noise(7, 12)
    crown = smoothstep(0.42, 0.24, along + 0.05 * cloud) * smoothstep(0.62, 0.34, np.abs(across) + 0.05 * cloud)
    lower = _lip_tile(body, shade(body, 0.03, 0.85), rim, 5)
    lower = mix(lower, shade(body, -0.05, 1.12), 0.55 * bell(across / 0.1) * smoothstep(0.55, 0.35, along))
    palate = mix(lower, gold, (0.9 if not dark else 0.75) * crown * (1 - 0.55 * bell(across / 0.09)))
    green = hex_colour("#7A9A55")
    bud = mix(green, mix(hex_colour("#B9C98C"), body, 0.8), smoothstep(0.22, 0.6, along + 0.05 * noise(4, 6)))
    return finished(
        {
            "lip": mix(_lip_tile(body, throat, rim, 3), np.broadcast_to(aim, (128, 128, 3)), 0.15),
            "palate": palate * (1 + 0.03 * noise(6, 16))[..., None],
            "tube": mix(mix(hex_colour("#C9D3A0"), body, 0.65), body, smoothstep(0.1, 0.6, along))
            * (1 + 0.04 * noise(8, 8))[..., None],
            "bud": bud * (1 + 0.05 * noise(9, 10))[..., None],
            "leaf": leaf_tile(hex_colour("#5F8A4A"), pairs=6),
            "stem": stem_tile(green, shade(green, 0.05)),
        }
    )


PLANT = PlantKind("snapdragon", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
