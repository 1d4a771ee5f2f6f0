"""The pincushion protea: a dome of wiry, knobbed styles that loop in and spring up, over a collar of leathery, notched leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.blade import Blade, blade
from catalog.organs.curves import bell, smoothstep
from catalog.organs.gauge import across
from catalog.organs.head import diameter
from catalog.organs.place import point_up_along, scale, shift, sphere
from catalog.organs.scatter import bent
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.wires import bowed, wires
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("style", Finish(roughness=0.4, translucency=0.35)),
        ("ribbon", Finish(roughness=0.8, translucency=0.5, sheen=0.2)),
        ("core", Finish(roughness=0.9)),
        ("leaf", Finish(roughness=0.6, translucency=0.2)),
        ("stem", Finish(roughness=0.75)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 7.0, 40.0
_MOST = 210

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """styles, rings along each, corners; ribbons, rings along each; sides of the core and of the stem; a leaf's grid."""

    styles: int
    rings: int
    corners: int
    ribbons: int
    curls: int
    core: int
    sides: int
    leaf: tuple[int, int]


_DETAIL = {
    Level.HERO: _Detail(172, 7, 3, 104, 5, 20, 10, (10, 8)),
    Level.STANDARD: _Detail(114, 5, 3, 70, 3, 14, 7, (6, 5)),
    Level.PHONE: _Detail(84, 3, 3, 30, 2, 10, 5, (4, 4)),
    Level.FAR: _Detail(56, 3, 2, 0, 2, 7, 3, (2, 2)),
}


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    draw, way = rng.normal(0, 1, 6).clip(-2, 2), float(rng.uniform(0, 2 * np.pi))
    streams = rng.spawn(4)
    q = float(np.clip(growth.openness + 0.03 * draw[0], 0, 1))
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * (1 + 0.05 * float(draw[1]))
    styles, height = _styles(q, detail, streams[0])
    middle = np.array([0.0, height * 0.5, 0.0])
    size = 1.0
    for _ in range(3):
        size *= 2 * radius / across(styles.positions * size, middle * size, [0, 1, 0], radius)
    head = merge([styles, *_cushion(q, detail, streams[1])]).transformed(scale(size))
    path = bent(NECK, 12 + 6 * float(draw[2]), count={Level.HERO: 9, Level.STANDARD: 7}.get(level, 4))
    place = shift(*path[-1]) @ point_up_along(path[-1] - path[-2], roll=60 * float(draw[3]))
    axis = place[:3, 1]
    neck = tube(path, stem * np.linspace(1, 0.95, len(path)), ATLAS, "stem", sides=detail.sides, closed_tip=False, along=(0.8, 1))
    stalk = Stalk(STALK, stem, way=way, sway=1.8, kink=0.5, taper=1.25, nodes=(-3.5, -8.0, -12.5, -17.0), swell=0.05)
    metres = scale(0.01)
    return Plant(
        bloom=merge([head.transformed(place), neck, *_collar(path, stem, level, detail, streams[2])]).transformed(metres),
        stalk=_stalk(stalk, level, detail, streams[3]).transformed(metres),
        head=Head(((path[-1] + axis * middle[1] * size) / 100).astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies=_proxies(path, axis, radius, height * size),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _styles(q: float, detail: _Detail, rng: np.random.Generator) -> tuple[Mesh, float]:
    """Wires from the cushion, the outer ones springing free first; the others still loop back to the middle. And their height."""
    jitter, tint = rng.normal(0, 1, (_MOST, 5)).clip(-2, 2), rng.normal(0, 0.05, _MOST)
    pick = np.linspace(0, _MOST - 1, detail.styles).astype(int)
    way = unit(sphere(detail.styles, -0.34) + 0.05 * jitter[pick, :3])
    low = np.clip((1 - way[:, 1]) / 1.34, 0, 1)  # 0 at the crown .. 1 at the lowest
    free = smoothstep(0.0, 1.0, 2.1 * q - 0.95 * (1 - low) - 0.05 + 0.07 * jitter[pick, 3])
    start = np.array([0.0, 1.5, 0.0]) + way * [1.15, 1.45, 1.15]
    heading = unit(way + np.stack([0 * low, 0.15 + 0.35 * low, 0 * low], 1))
    length = (4.15 + 1.05 * low) * (0.72 + 0.28 * q) * (1 + 0.05 * jitter[pick, 4])
    s = np.linspace(0, 1, 13)
    loop = 30 * s**0.7 + (85 + 60 * low[:, None]) * s**1.6  # bowed up and back in
    spring = (26 + 42 * low[:, None]) * s**1.35
    bend = loop * (1 - free)[:, None] + spring * free[:, None]
    at = np.concatenate([0.94 * np.linspace(0, 1, detail.rings) ** 0.82, [0.966, 1.0]])  # closer where they bend
    towards = np.broadcast_to([0.0, 1.0, 0.0], way.shape) - 0.35 * way * [1, 0, 1]
    paths = bowed(start, heading, towards, length, bend, at)
    girth = (_MOST / detail.styles) ** 0.5
    shape = [0.062, *np.linspace(0.053, 0.044, detail.rings - 1), 0.1, 0.0]
    along = np.concatenate([np.linspace(0, 0.8, detail.rings), [0.92, 1.0]])
    body = np.array(shape) * (girth if detail.corners > 2 else 2.2)
    grown = wires(paths, body, ATLAS, "style", along=along, across=2 * free - 1, sides=detail.corners, tint=1 + tint[pick])
    return grown, float(np.quantile(paths[..., 1], 0.98))


def _cushion(q: float, detail: _Detail, rng: np.random.Generator) -> list[Mesh]:
    """The core, covered in the curled, silky ribbons that the flowers have split into."""
    jitter = rng.normal(0, 1, (_MOST, 5)).clip(-2, 2)
    y = np.array([-1.0, -0.7, -0.2, 0.3, 0.7, 0.93, 1.0])
    profile = np.stack([np.sqrt(np.clip(1.001 - y**2, 0, None)) * (1.55 if detail.ribbons else 1.25) + 0.02, 1.5 + y * 1.8], 1)
    parts = [lathe(profile, ATLAS, "core", sides=detail.core)]
    if detail.ribbons:
        pick = np.linspace(0, _MOST - 1, detail.ribbons).astype(int)
        way = unit(sphere(detail.ribbons, -0.75) + 0.08 * jitter[pick, :3])
        start = np.array([0.0, 1.5, 0.0]) + way * [1.4, 1.62, 1.4]
        bend = (235 + 60 * jitter[pick, 3:4]) * np.linspace(0, 1, 7)[None]
        aside = unit(np.cross(way, [0.3, 1.0, 0.2]) + 0.5 * jitter[pick, :3])
        paths = bowed(start, way, aside, (0.95 + 0.15 * jitter[pick, 4]) * (0.75 + 0.35 * q), bend, np.linspace(0, 1, detail.curls))
        wide = np.interp(np.linspace(0, 1, detail.curls), [0, 0.5, 1], [0.06, 0.075, 0.03]) * (_MOST / detail.ribbons) ** 0.7
        parts.append(
            wires(paths, wide, ATLAS, "ribbon", along=np.linspace(0, 1, detail.curls), sides=2, tint=1 + 0.08 * jitter[pick, 3])
        )
    return parts


def _notched(
    size: float, draw: Array, radius: float, height: float, azimuth: float, grid: tuple[int, int], rng: np.random.Generator
) -> Mesh:
    """A stalkless, leathery leaf whose blunt end has a few teeth."""
    shape = Blade(
        7.4 * size,
        2.9 * size,
        ((0, 62 + 6 * draw[0]), (0.3, 48 + 5 * draw[0]), (0.7, 30 + 7 * draw[1]), (1, 12 + 9 * draw[1])),
        ((0, 0.2), (0.06, 0.3), (0.3, 0.72), (0.56, 1.0), (0.76, 0.97), (0.9, 0.8), (1, 0.56)),
        base_radius=radius,
        base_height=height,
        curl=((0, 0.5), (0.4, 0.16), (1, 0.1)),
        roundness=0.08,
        round_power=2.0,
        oval=0.2,
        teeth=3,
        teeth_depth=0.026 if grid[0] > 4 else 0.0,
        ruffle=0.1,
        ruffle_waves=1.2,
        twist=float(9 * draw[2]),
    )
    return blade(shape, ATLAS, "leaf", rng, azimuth=azimuth, grid=grid, row_bias=1.1, even=True, tint=1 + 0.05 * float(draw[2]))


def _collar(path: Array, stem: float, level: Level, detail: _Detail, rng: np.random.Generator) -> list[Mesh]:
    """Leaves in a spiral right up to the head."""
    parts = []
    for k in range(8):
        draw = rng.normal(0, 1, 3).clip(-2, 2)
        share = 0.08 + 0.62 * k / 7
        at = np.array([np.interp(share, np.linspace(0, 1, len(path)), path[:, i]) for i in range(3)])
        one = _notched(0.84 - 0.03 * k, draw, stem * 0.85, 0.0, 30 + 137.5 * k, detail.leaf, rng)
        if level is not Level.FAR or k % 2:
            parts.append(one.transformed(shift(*at)))
    return parts


def _stalk(stalk: Stalk, level: Level, detail: _Detail, rng: np.random.Generator) -> Mesh:
    parts = [stalk.grown(ATLAS, "stem", level, detail.sides, (0.0, 0.8))]
    for k, height in enumerate(stalk.nodes):
        draw = rng.normal(0, 1, 3).clip(-2, 2)
        one = _notched(0.95, draw, float(stalk.thick(height)) * 0.85, height, 160 + 137.5 * k, detail.leaf, rng)
        if level is not Level.FAR or k < 2:
            parts.append(one.transformed(stalk.frame(height)))
    return merge(parts)


def _proxies(path: Array, axis: Array, radius: float, height: float) -> Floats:
    foot = path[-1]
    rows = [[*(foot + axis * max(height - radius * 0.98, height * 0.42)), radius], [*(foot + axis * height * 0.3), radius * 0.72]]
    rows += [[*path[len(path) // 2], 2.2], [*(path[-1] - 0.6 * axis), 2.4]]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    across_, along = tile_grid()
    body = shade(worn(true, 0.4), 0.035, 1.0, 3)
    yellow = variety.id == "yellow"
    knob = {"yellow": hex_colour("#E9C94A"), "orange": hex_colour("#F3C04A"), "red": hex_colour("#E8A24A")}.get(
        variety.id, shade(true, 0.1)
    )
    # Bound styles are paler at the foot; free ones glow.
    style = mix(shade(body, -0.03, 1.05, -4), body, smoothstep(0.0, 0.4, along))
    style = mix(style, true, 0.6 * bell((along - 0.55) / 0.2))
    style = mix(style, shade(body, 0.03, 1.0, 5), 0.4 * smoothstep(0.5, 0.78, along) * smoothstep(-0.5, 1.0, across_))
    style = mix(style, knob, 0.9 * smoothstep(0.82, 0.9, along))
    silk = mix(shade(true, 0.0, 0.95, 3), hex_colour("#EBD9B0" if yellow else "#DFA48A"), 0.3)
    green = hex_colour("#6F8B58")
    leaf = leaf_tile(green, veins="parallel", pairs=5, contrast=0.14, rim=shade(green, 0.03), seed=4)
    leaf = mix(leaf, hex_colour("#8FA468"), 0.6 * bell(across_ / 0.07) * smoothstep(1.0, 0.6, along))
    rounded = 0.1 * across_**2 + 0.13 * (1 - np.sqrt(np.clip(1 - np.abs(across_) ** 2.4, 0.0, 1)))
    leaf = mix(leaf, hex_colour("#A8402E"), 0.85 * smoothstep(0.92, 0.965, along + rounded))
    return finished(
        {
            "style": style * (1 + 0.03 * noise(2, 18))[..., None],
            "ribbon": mix(silk, shade(silk, 0.07, 0.8), along) * (1 + 0.06 * noise(3, 20))[..., None],
            "core": _felt(silk, true),
            "leaf": leaf,
            "stem": stem_tile(hex_colour("#7A5E44"), mix(hex_colour("#8C8A55"), hex_colour("#A06A4C"), 0.4)),
        }
    )


def _felt(silk: Colour, true: Colour) -> Colour:
    """The cushion between the wires, in their own shade, so that no hole opens onto darkness."""
    return mix(shade(true, -0.08, 1.0, -4), shade(silk, -0.03), 0.5 + 0.4 * noise(6, 26)) * (1 + 0.08 * noise(8, 40))[..., None]


PLANT = PlantKind("leucospermum", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
