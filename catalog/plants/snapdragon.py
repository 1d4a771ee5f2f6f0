"""Antirrhinum majus, the snapdragon: a spike of two-lipped flowers, their mouths shut by a puffy palate; buds to the tip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.blade import Blade, blade
from catalog.organs.boughs import Bough, leader
from catalog.organs.curves import Knots, bell, blend, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import LANCEOLATE, Leaf, leaf
from catalog.organs.place import scale
from catalog.organs.raceme import Seats, borne, floret, opening, seats
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

VELVET = Finish(roughness=0.7, translucency=0.7, sheen=0.3)
ATLAS = Atlas((("lip", VELVET), ("palate", VELVET), ("tube", PETAL), ("bud", PETAL), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
FLORETS, BUDS = 27, 16
STALK = 41.0
NECK = 4.5

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    upper: tuple[int, int]
    lower: tuple[int, int]
    tube: tuple[int, int]  # sides, pieces
    palate: tuple[int, int]  # around, rings
    bud: tuple[int, int]
    sides: int


_DETAIL = {
    Level.HERO: _Detail((6, 4), (4, 4), (7, 3), (12, 2), (6, 4), 9),
    Level.STANDARD: _Detail((4, 3), (4, 2), (6, 2), (8, 1), (5, 3), 7),
    Level.PHONE: _Detail((2, 2), (2, 2), (4, 1), (5, 1), (4, 2), 5),
    Level.FAR: _Detail((0, 0), (0, 0), (0, 0), (0, 0), (3, 2), 3),
}
_UPPER: tuple[Knots, Knots] = (((0, 78), (0.3, 88), (0.65, 128), (1, 170)), ((0, 70), (0.3, 58), (0.65, 16), (1, -58)))
_LOWER: tuple[Knots, Knots] = (((0, 70), (0.3, 88), (0.65, 130), (1, 172)), ((0, 40), (0.3, 0), (0.65, -42), (1, -84)))
_MOUTH = 1.75  # cm from the foot of the tube to the lips


def _grown_floret(q: float, seed: int, level: Level) -> Mesh:
    """A flower that looks along +Y, two lobes up (+X), three down, the palate between."""
    if level is Level.FAR:
        return _mask(q)
    detail = _DETAIL[level]
    wild = np.random.default_rng(seed)
    grown = 0.62 + 0.38 * q
    parts = [_lobe(a, q, True, wild, detail.upper) for a in (31.0, -31.0)]
    parts += [_lobe(a, q, False, wild, detail.lower) for a in (180.0, 126.0, -126.0)]
    t = np.linspace(0, 1, detail.tube[1] + 1)
    path = np.stack([-0.1 * np.sin(np.pi * t), _MOUTH * 1.04 * t * grown, 0 * t], 1)
    wide = (0.4 + 0.34 * smoothstep(0.1, 1.0, t) + 0.06 * np.sin(np.pi * t)) * (0.72 + 0.28 * q)
    parts.append(tube(path, wide, ATLAS, "tube", sides=detail.tube[0], closed_tip=level is not Level.PHONE))
    parts.append(_palate(q, detail.palate))
    return merge(parts)


def _lobe(azimuth: float, q: float, upper: bool, wild: np.random.Generator, grid: tuple[int, int]) -> Mesh:
    draw = wild.normal(0, 1, 4)
    closed, opened = _UPPER if upper else _LOWER
    middle = abs(azimuth) > 170
    grown = 0.62 + 0.38 * q
    shape = Blade(
        (2.5 if upper else 1.75 if middle else 2.0) * (0.6 + 0.4 * q) * (1 + 0.04 * draw[0]),
        (2.35 if upper else 1.5 if middle else 1.95) * (0.6 + 0.4 * q) * (1 + 0.04 * draw[1]),
        [(v, a + 6 * draw[2] * q * v) for v, a in blend(closed, opened, q)],
        ((0, 0.5), (0.25, 0.72), (0.5, 0.97), (0.7, 1.0), (0.88, 0.86), (1, 0.66)),
        base_radius=(0.62 if upper else 0.6) * (0.72 + 0.28 * q),
        base_height=_MOUTH * grown * (0.86 if upper else 0.9),
        curl=((0, 0.8), (0.5, 0.25), (1, -0.1)),
        wrap=0.85 * (1 - q),
        roundness=0.1,
        oval=0.34,
        tip_notch=0.05 * q if upper else 0.0,
        ruffle=(0.3 if upper else 0.2) * q,
        ruffle_waves=2.6,
        ruffle_from=0.3,
        unevenness=0.1 * q,
        imbrication=0.12 * (1 if azimuth > 0 else -1),
        twist=6 * draw[3] * q,
    )
    return blade(shape, ATLAS, "lip", wild, azimuth=azimuth + 3 * draw[0], grid=grid, tint=1 + 0.03 * draw[1])


def _palate(q: float, grid: tuple[int, int]) -> Mesh:
    """The lower lip's double cushion that shuts the mouth: half an ellipsoid with a furrow, its foot in the throat."""
    around, rings = grid
    a = 2 * np.pi * np.arange(around) / around
    lift = np.linspace(0, np.pi / 2, rings + 2)[:-1]
    ring, angle = (g.ravel() for g in np.meshgrid(lift, a, indexing="ij"))
    z = 0.98 * np.cos(ring) ** 0.8 * np.sin(angle)
    x = 0.66 * np.cos(ring) ** 0.8 * np.cos(angle)
    y = 1.12 * np.sin(ring)
    rows = np.vstack([np.stack([x, y, z], 1), [[0.0, 1.12, 0.0]]])
    furrow = bell(rows[:, 2] / 0.22) * rows[:, 1]
    rows[:, 1] -= 0.4 * furrow
    rows *= 0.5 + 0.5 * q
    grown = 0.62 + 0.38 * q
    rows += [-0.1 * grown, (_MOUTH - 0.16) * grown, 0.0]
    k = np.arange(around)
    n = (k + 1) % around
    faces = [np.concatenate([np.stack([r + k, r + n, r + around + n], 1), np.stack([r + k, r + around + n, r + around + k], 1)])
             for r in range(0, rings * around, around)]  # fmt: skip
    last = len(rows) - 1
    faces.append(np.stack([rings * around + k, rings * around + n, np.full(around, last)], 1))
    up = np.append(np.sin(ring), 1.0)
    return mesh(rows, np.concatenate(faces)[:, ::-1], ATLAS.texcoords("palate", np.append(np.sin(angle) * np.cos(ring), 0.0), up))


def _mask(q: float) -> Mesh:
    """A flower seen from very far: an upper and a lower fan, folded out from the mouth."""
    a = np.radians([0, 40, 80, 105, 140, 180, 220, 255, 280, 320])
    reach = np.array([1.75, 2.3, 1.5, 1.3, 1.75, 1.7, 1.75, 1.3, 1.5, 2.3]) * (0.45 + 0.55 * q)
    tall = np.array([1.6, 1.5, 1.7, 1.9, 1.1, 0.9, 1.1, 1.9, 1.7, 1.5]) * (0.7 + 0.3 * q)
    rim = np.stack([reach * np.cos(a), tall, -reach * np.sin(a)], 1)
    points = np.vstack([[-0.2, 2.1 * (0.6 + 0.4 * q), 0], rim])
    faces = [(0, 1 + k, 1 + (k + 1) % 10) for k in range(10)]
    return mesh(points, faces, ATLAS.texcoords("lip", np.zeros(11), np.r_[0.3, np.full(10, 0.75)]))


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


@dataclass(frozen=True, eq=False)
class _Spike:
    """The axis, where florets and buds sit on it, how open and how large each is."""

    axis: Bough
    florets: Seats
    opened: Array
    sizes: Array
    buds: Seats
    bud_sizes: Array
    tints: Array
    bud_tints: Array
    length: float


def _spike(growth: Growth, rng: np.random.Generator) -> _Spike:
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
    crowd = 1.25 + 0.25 * openness
    heights = NECK + (length - 0.5) * (1 - (1 - rank) ** crowd) + 0.12 * draw[:, 0] * (1 - rank)
    shares = np.clip(heights / total, 0.0, 0.998)
    azimuths = start + 137.508 * np.arange(n) + 6 * draw[:, 1]
    low = rank[:FLORETS] / rank[FLORETS]
    opened = opening(low, openness, first=0.3, last=1.34, soft=0.36)
    opened = np.asarray(smoothstep(-0.02, 1.02, np.clip(opened * (1 + 0.05 * draw[:FLORETS, 2]), 0, 1)))
    sizes = (1 - 0.3 * low) * (0.68 + 0.32 * opened) * (0.84 + 0.3 * openness) * (1 + 0.05 * draw[:FLORETS, 3])
    fl = seats(
        axis,
        shares[:FLORETS],
        azimuths[:FLORETS],
        0.55 * (1 - 0.5 * low),
        50.0,
        14 + 40 * (1 - opened) + 5 * draw[:FLORETS, 4],
        rolls=7 * draw[:FLORETS, 5],
        swings=9 * draw[:FLORETS, 2],
    )
    high = (rank[FLORETS:] - rank[FLORETS]) / (1 - rank[FLORETS])
    bud_sizes = (1.4 - 1.05 * high) * (0.7 + 0.4 * openness) * (1 + 0.06 * draw[FLORETS:, 3])
    bd = seats(axis, shares[FLORETS:], azimuths[FLORETS:], 0.3 - 0.25 * high, 60.0, 52 + 28 * high + 5 * draw[FLORETS:, 4])
    young = (1 - opened)[:, None] * (0.3 + 0.7 * low[:, None])
    tints = (1 + 0.05 * draw[:FLORETS, :1] + 0.01 * draw[:FLORETS, 1:4]) * (1 - young * np.array([0.1, 0.0, 0.16]))
    bud_tints = 1 + 0.05 * draw[FLORETS:, :1] + high[:, None] * np.array([0.0, 0.1, -0.05])
    return _Spike(axis, fl, opened, sizes, bd, bud_sizes, np.clip(tints, 0.7, 1.25), np.clip(bud_tints, 0.7, 1.3), length)


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


def _flowers(spike: _Spike, seed: int, level: Level) -> list[Mesh]:
    number = np.arange(FLORETS)
    kept = {Level.PHONE: number % 9 != 5, Level.FAR: number % 13 != 7}.get(level, number >= 0)
    larger = {Level.PHONE: 1.03, Level.FAR: 1.22}.get(level, 1.0)
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


def _green(spike: _Spike, rng: np.random.Generator, level: Level) -> list[Mesh]:
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


def _proxies(spike: _Spike) -> Floats:
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
    # The blotch sits on the crown of both cushions; the furrow between them stays in the body's colour.
    blotch = smoothstep(0.6, 0.9, along + 0.04 * noise(7, 12)) * (1 - 0.5 * bell(across / 0.12))
    palate = mix(mix(shade(body, 0.05, 0.8), body, smoothstep(0.0, 0.5, along)), gold, (0.95 if not dark else 0.8) * blotch)
    green = hex_colour("#7A9A55")
    bud = mix(green, mix(hex_colour("#B9C98C"), body, 0.8), smoothstep(0.22, 0.6, along + 0.05 * noise(4, 6)))
    return finished(
        {
            "lip": mix(_lip_tile(body, throat, rim, 3), np.broadcast_to(aim, (128, 128, 3)), 0.15),
            "palate": palate * (1 + 0.06 * noise(6, 16))[..., None],
            "tube": mix(mix(hex_colour("#C9D3A0"), body, 0.65), body, smoothstep(0.1, 0.6, along))
            * (1 + 0.04 * noise(8, 8))[..., None],
            "bud": bud * (1 + 0.05 * noise(9, 10))[..., None],
            "leaf": leaf_tile(hex_colour("#5F8A4A"), pairs=6),
            "stem": stem_tile(green, shade(green, 0.05)),
        }
    )


PLANT = PlantKind("snapdragon", ATLAS, OPENNESS, grow, paint)
