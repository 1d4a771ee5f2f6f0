"""The king protea: a great bowl of pointed, silky bracts around a dome of woolly, pale flowers; leathery spoon leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.gauge import across
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.place import point_up_along, scale, shift, sphere
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.scatter import bent
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.wires import bowed, wires
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("bract", Finish(roughness=0.6, translucency=0.35, sheen=0.3)),
        ("scale", Finish(roughness=0.65, translucency=0.1, sheen=0.2)),
        ("floret", Finish(roughness=0.85, translucency=0.4, sheen=0.3)),
        ("core", Finish(roughness=0.9)),
        ("leaf", Finish(roughness=0.42, translucency=0.15)),
        ("stem", Finish(roughness=0.7, translucency=0.0)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 6.0, 40.0
BRACT: Knots = ((0, 0.5), (0.2, 0.66), (0.45, 0.88), (0.64, 1.0), (0.78, 0.88), (0.9, 0.52), (0.97, 0.2), (1, 0.02))
SCALE: Knots = ((0, 0.8), (0.3, 1.0), (0.6, 0.88), (0.85, 0.46), (1, 0.03))
_AT = (0.0, 0.3, 0.6, 0.85, 1.0)
_OUTER = Ray(outline=SCALE, cup=((0, 0.35), (0.6, 0.3), (1, 0.15)), roundness=0.02)
_INNER = Ray(outline=BRACT, cup=((0, 0.55), (0.5, 0.4), (0.8, 0.32), (1, 0.15)), roundness=0.015)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Row:
    """Bracts of one row, shut and open: count, length and width (cm), where they sit, elevations along them."""

    count: int
    length: float
    width: float
    radius: float
    height: float
    shut: tuple[float, ...]
    opened: tuple[float, ...]


ROWS = (
    _Row(13, 3.3, 2.4, 1.15, 0.1, (16, 42, 64, 80, 86), (10, 28, 46, 58, 60)),
    _Row(16, 5.0, 2.6, 1.7, 0.45, (22, 52, 74, 88, 94), (10, 32, 50, 56, 50)),
    _Row(18, 6.9, 2.75, 2.15, 0.85, (30, 60, 81, 93, 99), (14, 38, 54, 57, 46)),
    _Row(19, 8.8, 2.75, 2.5, 1.3, (38, 67, 85, 95, 101), (20, 45, 59, 61, 50)),
    _Row(18, 10.2, 2.7, 2.7, 1.75, (48, 73, 87, 96, 102), (30, 54, 66, 68, 58)),
    _Row(15, 10.6, 2.45, 2.8, 2.2, (56, 78, 88, 95, 100), (42, 64, 73, 75, 67)),
)
_GRID = {Level.HERO: (4, 9), Level.STANDARD: (2, 8), Level.PHONE: (2, 4), Level.FAR: (2, 2)}


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    draw, way = rng.normal(0, 1, 8).clip(-2, 2), float(rng.uniform(0, 2 * np.pi))
    streams = rng.spawn(4)
    q = float(np.clip(growth.openness + 0.02 * draw[0], 0, 1))
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * (1 + 0.04 * float(draw[1]))
    bowl = _bowl(q, level, streams[0])
    middle = np.array([0.0, 5.5, 0.0])
    size = 1.0
    for _ in range(3):
        size *= 2 * radius / across(bowl[1].positions * size, middle * size, [0, 1, 0], radius)
    head = merge([*bowl, *_dome(q, level, streams[1])])
    path = bent(NECK, 10 + 4 * float(draw[2]), count={Level.HERO: 9, Level.STANDARD: 7}.get(level, 4))
    place = shift(*path[-1]) @ point_up_along(path[-1] - path[-2], roll=40 * float(draw[3]))
    axis = place[:3, 1]
    t = np.linspace(0, 1, len(path))
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 4}[level]
    neck = tube(path, stem * (1 + 0.5 * smoothstep(0.7, 1.0, t)), ATLAS, "stem", sides=sides, closed_tip=False, along=(0.8, 1))
    leaves = _leaves(path, stem, level, streams[2])
    stalk = Stalk(STALK, stem, way=way, sway=1.4, kink=0.4, taper=1.15, nodes=(-4.0, -9.0, -15.0, -22.0), swell=0.06)
    metres = scale(0.01)
    return Plant(
        bloom=merge([head.transformed(place @ scale(size)), neck, *leaves]).transformed(metres),
        stalk=_stalk(stalk, sides, level, streams[3]).transformed(metres),
        head=Head(((path[-1] + axis * middle[1] * size) / 100).astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies=_proxies(place, radius, size, q, path),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _bowl(q: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """The rows of bracts from the scales at the foot to the long inner ones; outer scales first, then the bracts."""
    columns, along = _GRID[level]
    scales: list[Mesh] = []
    bracts: list[Mesh] = []
    turned = float(rng.uniform(0, 360))
    for k, row in enumerate(ROWS):
        wild = rng.normal(0, 1, (row.count, 6)).clip(-2.2, 2.2)
        kept = np.s_[:: 3 if level is Level.FAR else 1]
        share = 2.1 if level is Level.FAR else 1.0
        own = np.clip(q + 0.05 * wild[:, :1], 0, 1.05)
        # The outer bracts let go first.
        own = np.clip(own * (1.12 - 0.03 * k), 0, 1.05)
        shut, opened = np.array(row.shut), np.array(row.opened)
        elevation = shut + (opened - shut) * own + 2.4 * wild[:, 1:2] + np.array([0, 1.0, 2.0, 5.0, 10.0]) * wild[:, 2:3] * 0.8
        spread = 360 / row.count
        length = row.length * (1 + 0.07 * wild[:, 4]) * (0.9 + 0.1 * q)
        azimuth = turned + spread * (np.arange(row.count) + 0.5 * (k % 2)) + 0.09 * spread * wild[:, 3]
        whorl = Whorl(
            azimuth=azimuth[kept],
            length=length[kept],
            width=row.width * share * (1 + 0.05 * wild[kept, 5]),
            elevation_at=_AT,
            elevation=elevation[kept],
            base_radius=row.radius * (0.8 + 0.2 * q),
            base_height=row.height,
            sway=0.035 * wild[kept, 2],
            twist=9 * wild[kept, 1],
            tint=1 + 0.055 * wild[kept, 0],
            wave=0.07,
            phase=2.2 * wild[kept, 3],
        )
        small = k < 2
        grid = (columns, max(2, round(along * (0.5 if small else 0.8 if k == 2 else 1.0))))
        (scales if small else bracts).append(
            rays(_OUTER if small else _INNER, whorl, ATLAS, "scale" if small else "bract", grid=grid)
        )
    return [merge(scales), merge(bracts)]


def _dome(q: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """Hundreds of hairy flowers that lean together to a dome; its core never shows as a hole."""
    most = 270
    count, sides, rings = {
        Level.HERO: (250, 3, 3), Level.STANDARD: (130, 3, 2), Level.PHONE: (56, 3, 2), Level.FAR: (20, 3, 1)
    }[level]  # fmt: skip
    jitter, tint = rng.normal(0, 1, (most, 4)).clip(-2, 2), rng.normal(0, 0.06, most)
    wide = 2.6 + 1.55 * q
    pick = np.linspace(0, most - 1, count).astype(int)
    way = sphere(count, 0.02)
    way = unit(way * [1, 0.85, 1] + 0.03 * jitter[pick, :3])
    start = np.array([0.0, 2.0, 0.0]) + way * [wide * 0.88, 4.3 + 1.9 * q, wide * 0.88]
    outer = np.clip(1 - way[:, 1], 0, 1)
    heading = unit(way + np.array([0.0, 0.75, 0.0]))
    length = (2.6 + 1.0 * outer + 0.3 * jitter[pick, 3]) * (0.86 + 0.14 * q)
    # Young flowers all bow to the middle; opening ones stand up from the outside inwards.
    bend = (46 - 20 * q * outer)[:, None] * np.linspace(0, 1, 9)[None] ** 1.2 * (0.25 + 0.75 * outer[:, None])
    at = np.linspace(0, 1, rings + 1)
    inward = -way * [1, 0, 1] + [0, 0.3, 0]
    paths = bowed(start, heading, inward, length, bend, at)
    body = np.interp(at, [0, 0.35, 0.8, 1], [0.22, 0.235, 0.19, 0.0]) * np.sqrt(most / count) ** 0.9
    florets = wires(paths, body, ATLAS, "floret", along=at, across=outer * 2 - 1, sides=sides, tint=1 + tint[pick])
    turn = {Level.HERO: 20, Level.STANDARD: 14, Level.PHONE: 10, Level.FAR: 7}[level]
    y = np.array([0.0, 0.35, 0.65, 0.88, 1.0])
    low = np.stack([np.sqrt(np.clip(1 - y**2, 0.0, None)) * wide * 0.96 + 0.004, 2.0 + y * (4.5 + 1.9 * q)], 1)
    return [florets, lathe([(2.2, 0.8), *low], ATLAS, "core", sides=turn)]


def _leaf(size: float, draw: Array) -> Leaf:
    return Leaf(
        length=8.4 * size,
        width=5.0 * size,
        outline=((0, 0.05), (0.04, 0.2), (0.18, 0.68), (0.4, 0.97), (0.6, 1.0), (0.8, 0.8), (0.91, 0.53), (0.97, 0.29), (1, 0.0)),
        midrib=((0, 58 + 6 * draw[0]), (0.4, 48 + 5 * draw[0]), (1, 24 + 8 * draw[1])),
        fold=10,
        curl=((0, 0.06), (1, 0.04)),
        ripple=0.1,
        ripples=1.6,
        twist=9 * float(draw[2]),
        sickle=5 * float(draw[1]),
        petiole=3.4 * size,
        petiole_radius=0.13,
    )


def _leaves(path: Array, stem: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """Four smaller leaves close below the head."""
    parts = []
    for k in range(4):
        draw = rng.normal(0, 1, 3).clip(-2, 2)
        at = path[len(path) // 3] if k % 2 else path[len(path) // 2]
        grown = leaf(
            _leaf(0.68 + 0.05 * float(draw[0]), draw), ATLAS, "leaf", rng, level, azimuth=25 + 137.5 * k, base_radius=stem * 0.85,
            petiole_slot="stem", columns=4, rows=16,
        )  # fmt: skip
        if level is not Level.FAR or k < 3:
            parts.append(grown.transformed(shift(*at)))
    return parts


def _stalk(stalk: Stalk, sides: int, level: Level, rng: np.random.Generator) -> Mesh:
    parts = [stalk.grown(ATLAS, "stem", level, sides, (0.0, 0.8))]
    for k, height in enumerate(stalk.nodes):
        draw = rng.normal(0, 1, 3).clip(-2, 2)
        grown = leaf(
            _leaf(0.92 + 0.05 * float(draw[0]), draw), ATLAS, "leaf", rng, level, azimuth=200 + 137.5 * k,
            base_radius=float(stalk.thick(height)) * 0.85, base_height=height, petiole_slot="stem", columns=4, rows=16,
        )  # fmt: skip
        if level is not Level.FAR or k < 2:
            parts.append(grown.transformed(stalk.frame(height)))
    return merge(parts)


def _proxies(place: Array, radius: float, size: float, q: float, path: Array) -> Floats:
    """The foot, the dome and a ring of spheres through the bowl's rim."""
    height = 10.5 * size * (1 - 0.25 * q)
    rim = min(radius * 0.46, height * 0.4)
    a = np.radians(60 * np.arange(6))
    ring = np.stack([(radius - rim) * np.cos(a), np.full(6, height - rim), (radius - rim) * np.sin(a), np.full(6, rim)], 1)
    local = np.vstack([[0, 2.6 * size, 0, 3.2 * size], [0, 5.0 * size, 0, 3.8 * size], ring])
    local[:, :3] = local[:, :3] @ place[:3, :3].T + place[:3, 3]
    below = [[*path[len(path) // 2], 2.0], [*path[1], 1.2]]
    return (np.vstack([local, below]) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    light = float(oklab(true)[0])
    pale = light > 0.88
    crown = hex_colour(variety.accent) if variety.accent else hex_colour("#F6EEDF" if pale else "#EAD2CB")
    green = hex_colour("#5E7C42")
    _, along = tile_grid()
    petiole = mix(hex_colour("#7E8A4E"), hex_colour("#9A4A44"), 0.0 if pale else 0.55)
    return finished(
        {
            "bract": _bract(true, pale),
            "scale": _scale(true, pale),
            "floret": _floret(crown, true, pale),
            "core": mix(shade(crown, -0.1), shade(crown, -0.03), along) * (1 + 0.1 * noise(5, 30))[..., None],
            "leaf": leaf_tile(green, pairs=7, contrast=0.2, rim=hex_colour("#A08A4E" if pale else "#94544A")),
            "stem": stem_tile(mix(hex_colour("#76663F"), hex_colour("#8A5A4A"), 0.4), petiole),
        }
    )


def _bract(true: Colour, pale: bool) -> Colour:
    """Greenish at the foot, the body colour, a silver-haired margin and a fringed point; fine streaks along."""
    across_, along = tile_grid()
    body = worn(true, 0.6)
    out = np.abs(across_)
    foot = mix(hex_colour("#D8D6A4"), true, 0.35)
    colour = mix(foot, body, smoothstep(0.06, 0.42, along + 0.04 * noise(3, 6)))
    colour = mix(colour, true, 0.6 * smoothstep(0.5, 0.62, along) * smoothstep(0.85, 0.7, along))
    streaks = np.broadcast_to(noise(14, 44, 2).mean(0, keepdims=True), out.shape) + 0.5 * noise(15, 26)
    colour = colour * (1 + (0.05 if pale else 0.1) * streaks)[..., None]
    colour = mix(
        colour,
        shade(true, -0.035 if pale else -0.08, 1.15),
        (0.4 if pale else 0.6) * bell(across_ / 0.13) * smoothstep(0.1, 0.4, along),
    )
    silver = hex_colour("#FBF3EC")
    hairs = smoothstep(0.74, 1.0, out + 0.07 * noise(16, 40)) * smoothstep(0.25, 0.55, along)
    colour = mix(colour, silver, (0.75 if not pale else 0.6) * hairs)
    tip = smoothstep(0.9, 1.0, along + 0.03 * noise(17, 36))
    return mix(colour, hex_colour("#E9C9C0") if pale else shade(true, -0.06, 1.15), 0.55 * tip)


def _scale(true: Colour, pale: bool) -> Colour:
    across_, along = tile_grid()
    base = mix(hex_colour("#8E9A5E"), true, 0.25)
    colour = mix(base, mix(true, hex_colour("#B58A6A"), 0.2), smoothstep(0.15, 0.8, along + 0.05 * noise(6, 8)))
    rim = smoothstep(0.75, 1.0, np.maximum(np.abs(across_), along))
    colour = mix(colour, hex_colour("#F0E4DA") if pale else hex_colour("#EBCFC6"), 0.6 * rim)
    return colour * (1 + 0.07 * noise(7, 22))[..., None]


def _floret(crown: Colour, true: Colour, pale: bool) -> Colour:
    """White wool with a flush at the points; across: the middle of the dome (-1) to its rim (1)."""
    across_, along = tile_grid()
    wool = shade(crown, 0.02, 0.8)
    colour = mix(shade(crown, -0.04, 1.1), wool, smoothstep(0.05, 0.45, along))
    flush = mix(true, hex_colour("#E8B9A8"), 0.3) if not pale else hex_colour("#F3E3CC")
    colour = mix(colour, flush, 0.75 * smoothstep(0.62, 0.98, along) * (0.55 + 0.45 * smoothstep(0.6, -0.8, across_)))
    return colour * (1 + 0.05 * noise(9, 24))[..., None]


PLANT = PlantKind("protea", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
