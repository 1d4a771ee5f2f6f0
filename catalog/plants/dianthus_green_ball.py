"""Dianthus barbatus 'Green Trick': no petals, only soft green bracts in hundreds that make one mossy globe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, mesh, unit
from catalog.organs.clasping import clasping_pair
from catalog.organs.curves import smoothstep
from catalog.organs.head import diameter
from catalog.organs.place import point_up_along, scale, sphere
from catalog.organs.sprays import sprays
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import finished, hex_colour, leaf_tile, mix, noise, shade, stem_tile

MOSS = Finish(roughness=0.8, translucency=0.6, sheen=0.35)
ATLAS = Atlas((("bract", MOSS), ("core", Finish(0.95, 0.2, 0.2)), ("leaf", Finish(0.55, 0.4)), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 44.0
NECK = 3.0  # cm from the neck to the globe's foot
TUFTS, BLADES = 130, 24  # each tuft stands for one flower turned to bracts

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    tufts: int
    blades: int
    bent: bool  # a bend in the middle of each bract
    wide: float
    core: tuple[int, int]
    inside: float  # radius of the core, share of the globe's
    sides: int


_DETAIL = {
    Level.HERO: _Detail(130, 19, True, 1.12, (14, 8), 0.75, 9),
    Level.STANDARD: _Detail(120, 10, True, 1.5, (12, 6), 0.72, 7),
    Level.PHONE: _Detail(110, 15, False, 1.7, (9, 5), 0.66, 5),
    Level.FAR: _Detail(60, 7, False, 2.8, (7, 4), 0.56, 3),
}


@dataclass(frozen=True, eq=False)
class _Tufts:
    """axis (T,3) of every tuft; for its B bracts: aim (T,B,3) offsets, own (T,B,5) draws."""

    axis: Array
    aim: Array
    own: Array
    shade: Array


def _tufts(rng: np.random.Generator) -> _Tufts:
    axis = unit(sphere(TUFTS, -0.97) + rng.normal(0, 0.06, (TUFTS, 3)))
    order = rng.permutation(TUFTS)
    aim = rng.normal(0, 1, (TUFTS, BLADES, 3))
    own = rng.normal(0, 1, (TUFTS, BLADES, 5))
    return _Tufts(axis[order], aim, own, rng.normal(0, 1, TUFTS))


def _moss(t: _Tufts, radius: float, openness: float, detail: _Detail) -> Mesh:
    """All bracts about the globe's middle at the origin."""
    n, b = detail.tufts, detail.blades
    axis = t.axis[:n, None]
    aim, own = t.aim[:n, :b], t.own[:n, :b]
    loose = 0.2 + 0.1 * openness
    way = unit(axis + loose * aim)
    foot = axis * radius * 0.5 + 0.05 * radius * aim
    # Bracts of a tuft reach a common rounded top, a few stand out: that makes the fuzz.
    tip = (
        way
        * radius
        * (0.965 + 0.05 * np.abs(own[..., :1]) * (0.5 + 0.5 * openness) - 0.5 * loose * (1 - (way * axis).sum(-1, keepdims=True)))
    )
    tip = tip + 0.045 * radius * own[..., 1:4]
    # No globe is perfect: tufts stand a little higher or lower, and a few bracts stray.
    swell = 1 + 0.022 * t.shade[:n, None, None] + 0.03 * np.sin(3.1 * axis[..., :1] + 2.3 * axis[..., 1:2] + 1.0)
    stray = 1 + 0.1 * np.clip(np.abs(own[..., 3:4]) - 1.5, 0.0, 0.8)
    tip = tip * swell * stray
    run = unit(np.cross(way, own[..., 1:4] + 1e-3))
    lift = unit(np.cross(run, way))
    wide = (0.042 + 0.01 * openness) * (radius / 2.5) ** 0.6 * detail.wide * (1 + 0.32 * np.clip(own[..., 4:5], -1.8, 1.8))
    tint = np.clip(1 + 0.1 * t.shade[:n, None, None] + 0.15 * own[..., :1], 0.6, 1.45)
    if not detail.bent:
        # From afar the bracts of a tuft are flat and share their foot, which is hidden inside.
        girth = np.full(n, 2.6 * float(wide.mean()))
        shades = tint[:, 0]
        return sprays(
            axis[:, 0] * radius * 0.5,
            axis[:, 0],
            tip,
            girth,
            ATLAS,
            "bract",
            tints=shades,
            lighter=tint / shades[:, None],
            along=(0.25, 1),
        )
    mid = foot + (tip - foot) * 0.58 + lift * 0.07 * radius * (0.6 + own[..., 2:3])
    corners = np.stack([foot, mid - run * wide * 1.15, mid + run * wide * 1.15, tip], 2)
    across, along = [0.0, -0.9, 0.9, 0.0], [0.2, 0.6, 0.6, 1.0]
    faces = np.array([[0, 2, 1], [1, 2, 3]])
    looks = np.stack([lift + way * 0.2, lift + way - run * 0.6, lift + way + run * 0.6, lift + way * 2], 2)
    v = corners.shape[2]
    count = n * b
    indices = (faces[None] + (np.arange(count) * v)[:, None, None]).reshape(-1, 3)
    uv = np.tile(ATLAS.texcoords("bract", across, along), (count, 1))
    return mesh(
        corners.reshape(-1, 3),
        indices,
        uv,
        normals=looks.reshape(-1, 3),
        tint=np.repeat(np.broadcast_to(tint, (n, b, 1)).reshape(-1, 1), v, 0),
    )


def _core(radius: float, detail: _Detail) -> Mesh:
    """The shaded inside of the globe, so that nobody looks through it."""
    sides, rows = detail.core
    y = -np.cos(np.linspace(0.16, np.pi - 0.01, rows + 1))
    r = np.sqrt(np.clip(1 - y**2, 0, None))
    return lathe(np.stack([np.maximum(r, 0.01), y], 1) * radius * detail.inside, ATLAS, "core", sides=sides)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage swells the globe and loosens its bracts."""
    level, openness = growth.level, growth.openness
    detail = _DETAIL[level]
    tufts = _tufts(rng)
    lean, turned, grown = rng.normal(0, 1, 2), float(rng.uniform(0, 180)), float(rng.normal(1, 0.025))
    wild = rng.spawn(2)
    radius = diameter(growth, OPENNESS) / 2 * grown
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    direction = unit(np.array([0.1 * lean[0], 1.0, 0.1 * lean[1]]))
    t = np.linspace(0, 1, 5)[:, None]
    path = np.array([0, 1.0, 0]) * t * NECK + (direction - [0, 1.0, 0]) * t**2 * NECK
    place = point_up_along(direction, path[-1] + direction * radius * 0.92, turned)
    head = merge([_moss(tufts, radius, openness, detail), _core(radius, detail)]).transformed(place)
    pedicel = tube(path, stem * np.linspace(1, 0.85, 5), ATLAS, "stem", sides=detail.sides, closed_tip=False, along=(0.8, 1.0))
    upper = clasping_pair(
        4.6, 0.62, ATLAS, "leaf", wild[0], level, radius=stem * 1.24, height=-0.45, azimuth=turned, slender=1.0
    ).tinted(1.15)
    metres = scale(0.01)
    middle = place[:3, 3]
    foot = path[-1] * 0.5
    return Plant(
        merge([head, pedicel, upper]).transformed(metres),
        _stalk(stem, wild[1], level).transformed(metres),
        Head((middle / 100).astype(np.float32), radius / 100, direction.astype(np.float32)),
        (np.array([[*middle, radius], [*foot, 0.6]]) / 100).astype(np.float32),
        stem / 100,
        STALK / 100,
    )


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-6.5, -14.0, -22.0, -30.0)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=1.2, kink=0.3, taper=1.2, nodes=(-0.6, *nodes), swell=0.62, soft=0.3)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.8))]
    start = float(rng.uniform(0, 180))
    for k, node in enumerate(nodes):
        wide = float(axis.thick(node + 0.1))
        own = clasping_pair(
            8.0 + 0.6 * k,
            0.95 + 0.05 * k,
            ATLAS,
            "leaf",
            rng,
            level,
            radius=wide * 0.94,
            height=node + 0.05,
            azimuth=start + 90 * k,
            rise=56,
            droop=62,
            slender=1.0,
        )
        if level is not Level.FAR or k < 2:
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def paint(variety: Variety) -> dict[str, NDArray[np.float32]]:
    body = hex_colour(variety.hex)
    _, along = tile_grid()
    # Light that bounces between the bracts deepens their green, so they are painted paler and less colourful.
    bright = shade(body, 0.1, 0.76, -5)
    deep = shade(body, -0.02, 0.74, -2)
    bract = mix(
        mix(deep, mix(body, shade(body, 0.02, 0.85), 0.5), smoothstep(0.1, 0.5, along)), bright, 0.85 * smoothstep(0.6, 1.0, along)
    )
    leafy = hex_colour("#6B9444")
    return finished(
        {
            "bract": bract * (1 + 0.05 * noise(3, 12))[..., None],
            "core": mix(deep, body, 0.5 + 0.5 * noise(5, 30)) * 0.95,
            "leaf": leaf_tile(leafy, veins="parallel", pairs=3, contrast=0.12),
            "stem": stem_tile(hex_colour("#7FA052"), hex_colour("#8CAE5C")),
        }
    )


PLANT = PlantKind("dianthus-green-ball", ATLAS, OPENNESS, grow, paint)
