"""Hypericum androsaemum: glossy, three-seamed berries in a forked cluster, each on its star of sepals, over paired, stalkless leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import WOODY
from catalog.atlas import LEAF, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.limb import Limb, parted, swollen
from catalog.organs.place import Matrix, point_up_along, scale, shift
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import pellet
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile

ATLAS = Atlas(
    (
        ("berry", Finish(roughness=0.28, translucency=0.1)),
        ("sepal", Finish(roughness=0.5, translucency=0.35)),
        ("style", Finish(roughness=0.8)),
        ("leaf", LEAF),
        ("stem", Finish(roughness=0.6)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 34.0
BERRY = 1.34  # height of a berry, in shares of its width
HEIGHT = 15.0  # cm, neck to the middle berries

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    berry: tuple[int, int]  # sides, rings
    sepal: tuple[int, int]
    style: bool
    pieces: int
    sides: int


_DETAIL = {
    Level.HERO: _Detail((18, 9), (2, 5), True, 10, 8),
    Level.STANDARD: _Detail((12, 6), (2, 4), True, 6, 5),
    Level.PHONE: _Detail((10, 5), (2, 2), False, 4, 4),
    Level.FAR: _Detail((5, 2), (1, 1), False, 2, 3),
}


@dataclass(frozen=True, eq=False)
class _Fruit:
    """One berry: where its pedicel ends, its heading, its size share, roll in degrees and brightness."""

    limb: Limb
    size: float
    roll: float
    tint: float


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    width = diameter(growth, OPENNESS)
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    axis, branches, fruits = _cluster(rng)
    wild = rng.spawn(3)
    parts = [_wood(axis, branches, fruits, stem, detail)]
    parts += [_berry(f, width, growth.openness, k, detail) for k, f in enumerate(fruits)]
    parts.append(_bloom_leaves(axis, branches, stem, wild[0], level))
    stalk = _stalk(stem, wild[1], level, detail)
    main = max(fruits, key=lambda f: f.size)
    facing = main.limb.heading(1.0)
    centre = main.limb.end + facing * width * 0.52 * main.size
    metres = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=stalk.transformed(metres),
        head=Head((centre / 100).astype(np.float32), width * main.size / 200, facing.astype(np.float32)),
        proxies=_proxies(axis, branches, fruits, width),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _cluster(rng: np.random.Generator) -> tuple[Limb, list[Limb], list[_Fruit]]:
    """A middle shoot with three berries at its end, and two pairs of side shoots with two or three each: a flat-topped cyme."""
    lean = rng.normal(0, 1, 2)
    start = float(rng.uniform(0, 2 * np.pi))
    up = np.array([0.0, 1.0, 0.0])
    top = np.array([0.9 * lean[0], HEIGHT - 3.2, 0.9 * lean[1]])
    axis = Limb(np.zeros(3), up, top, up + 0.08 * np.array([lean[0], 0, lean[1]]))
    fruits, branches = _umbel(axis, 3, 1.0, 2.4, rng), []
    for k in range(4):
        share, turned = (0.44, 0.0) if k < 2 else (0.72, np.pi / 2)
        azimuth = start + turned + np.pi * (k % 2) + 0.25 * float(rng.normal())
        side = np.array([np.cos(azimuth), 0.0, np.sin(azimuth)])
        foot = axis.at(share)
        reach, rise = (3.5, 6.2) if k < 2 else (2.6, 3.5)
        end = foot + side * reach * float(rng.normal(1, 0.07)) + up * rise * float(rng.normal(1, 0.08))
        bow = 0.22 * float(np.sin(2.4 * k + start)) * np.array([-side[2], 0.0, side[0]])
        branch = Limb(foot, up + 0.75 * side + 2 * bow, end, up + 0.12 * side - 2 * bow, slack=1.15)
        branches.append(branch)
        fruits += _umbel(branch, 3 if k < 2 else 2, 0.94, 1.7, rng)[: 3 if k % 2 == 0 else 2]
    return axis, branches, _apart(fruits)


def _apart(fruits: list[_Fruit]) -> list[_Fruit]:
    """Ripe berries (1.5 cm) pushed apart until they no longer run into one another; their pedicels follow."""
    middles = np.array([f.limb.end + 0.8 * f.limb.heading(1.0) for f in fruits])
    steps = parted(middles, 1.6) - middles
    return [
        replace(f, limb=replace(f.limb, end=f.limb.end + step, arriving=f.limb.arriving + 0.25 * step))
        for f, step in zip(fruits, steps, strict=True)
    ]


def _umbel(limb: Limb, count: int, size: float, stalk: float, rng: np.random.Generator) -> list[_Fruit]:
    """Berries on their pedicels at the end of a shoot: the middle one straight on, the others parted around it."""
    way, foot = limb.heading(1.0), limb.end
    frame = point_up_along(way)
    start = float(rng.uniform(0, 360))
    found = []
    for k in range(count):
        jitter = rng.normal(0, 1, 6)
        angle = np.radians(start + 360 / max(count, 1) * k + 14 * jitter[0])
        spread = 0.62 + 0.07 * float(jitter[1])
        across = frame[:3, 0] * np.cos(angle) + frame[:3, 2] * np.sin(angle)
        heading = way * np.cos(spread) + across * np.sin(spread)
        end = foot + heading * stalk * (1 + 0.14 * float(jitter[2])) + np.array([0, 0.25, 0])
        limb_k = Limb(foot, way + 0.55 * across, end, heading + np.array([0.0, 0.4, 0.0]), slack=1.1)
        share = size * (1.0 if k == 0 and size == 1.0 else float(np.clip(0.9 + 0.06 * jitter[3], 0.78, 0.99)))
        found.append(_Fruit(limb_k, share, 90 * float(jitter[4]), 1 + 0.05 * float(jitter[5])))
    return found


def _berry(fruit: _Fruit, width: float, openness: float, number: int, detail: _Detail) -> Mesh:
    """Berry, sepals and withered styles, on the end of its pedicel."""
    across = width * fruit.size
    parts = [_body(across, detail.berry, fruit.tint)]
    # Sepals lie along a young berry and turn back from a ripe one; of the five, two are larger.
    open_ = float(smoothstep(0.0, 0.9, openness))
    sizes = np.array([1.0, 0.8, 0.92, 0.72, 0.86])
    wave = np.sin(number * 2.1 + np.arange(5) * 1.7)
    start = np.stack([34 - 24 * open_ + 7 * wave, 44 - 48 * open_ + 9 * wave, 48 - 80 * open_ + 14 * wave], 1)
    whorl = Whorl(
        azimuth=72 * np.arange(5) + 5 * wave,
        length=(0.52 + 0.3 * across) * sizes,
        width=(0.34 + 0.24 * across) * sizes,
        elevation_at=(0.0, 0.45, 1.0),
        elevation=start,
        base_radius=0.07,
        base_height=0.02,
        tint=1 + 0.06 * wave,
    )
    parts.append(rays(_SEPAL, whorl, ATLAS, "sepal", grid=detail.sepal))
    if detail.style:
        parts += [_style(across, k) for k in range(3)]
    place = point_up_along(fruit.limb.heading(1.0), fruit.limb.end, roll=fruit.roll)
    return merge(parts).transformed(place)


_SEPAL = Ray(
    outline=((0, 0.45), (0.2, 0.82), (0.45, 1.0), (0.75, 0.74), (0.92, 0.36), (1, 0.05)),
    roundness=0.03,
    cup=((0, 0.5), (0.6, 0.3), (1, 0.1)),
)


def _body(across: float, grid: tuple[int, int], tint: float) -> Mesh:
    """An egg of three carpels, `across` wide, that tapers to the styles. The poles are points."""
    sides, rows = grid
    t = np.linspace(0, np.pi, rows + 2)[1:-1]
    radial, up = np.sin(t) ** 0.92, 0.5 - 0.5 * np.cos(t)
    radial = radial * (1.1 - 0.46 * up**1.7)  # fullest below its middle, drawn out to the styles
    radial = radial / radial.max()
    height = across * BERRY
    rings = tuple((float(r) * across / 2 / 0.96, float(y) * height) for r, y in zip(radial, up, strict=True))
    points, faces, _ = pellet(sides, rings, 0.0, height * 1.015)
    angle = np.arctan2(points[:, 2], points[:, 0])
    share = np.clip(points[:, 1] / height, 0, 1)
    seam = 1 - 0.05 * np.exp(-(((1 - np.abs(np.cos(1.5 * angle))) / 0.22) ** 2)) * smoothstep(0.0, 0.5, share)
    points[:, [0, 2]] *= seam[:, None]
    # The tile runs three times around, once for each carpel, mirrored so that no seam of colours shows.
    uv = ATLAS.texcoords("berry", 1 - 2 * np.abs(np.cos(1.5 * angle)), share)
    return mesh(points, faces, uv, tint=tint)


def _style(across: float, k: int) -> Mesh:
    a = k * 2 * np.pi / 3 + 0.4
    side = np.array([np.cos(a), 0, np.sin(a)])
    top = np.array([0.0, across * BERRY * 0.99, 0.0])
    bent = 0.04 * (k - 1)  # they wither unevenly
    path = np.array([top, top + [0, 0.09, 0] + 0.025 * side, top + [0, 0.15 + bent, 0] + 0.07 * side])
    return tube(path, [0.034, 0.022, 0.012], ATLAS, "style", sides=3, closed_tip=False)


def _wood(axis: Limb, branches: list[Limb], fruits: list[_Fruit], stem: float, detail: _Detail) -> Mesh:
    shares = np.linspace(0, 1, 2 * detail.pieces)
    parts = [
        tube(
            axis.at(shares),
            swollen(shares, (stem, 0.1), (0.44, 0.72), 0.25),
            ATLAS,
            "stem",
            sides=detail.sides,
            closed_tip=False,
            along=(0.5, 0.85),
        )
    ]
    shares = np.linspace(0, 1, detail.pieces)
    for branch in branches:
        parts.append(
            tube(
                branch.at(shares),
                np.linspace(0.11, 0.085, detail.pieces),
                ATLAS,
                "stem",
                sides=max(3, detail.sides - 2),
                closed_tip=False,
                along=(0.7, 0.95),
            )
        )
    shares = np.linspace(0, 1, max(2, detail.pieces - 2))
    for fruit in fruits:
        radii = 0.06 + 0.05 * smoothstep(0.75, 1.0, shares)
        parts.append(
            tube(fruit.limb.at(shares), radii, ATLAS, "stem", sides=max(3, detail.sides - 3), closed_tip=False, along=(0.8, 1.0))
        )
    return merge(parts)


def _pair(
    at: Matrix, length: float, azimuth: float, radius: float, rng: np.random.Generator, level: Level, *, single: float | None = None
) -> list[Mesh]:
    """Two opposite, stalkless leaves, egg-shaped and smooth-edged; `single` leaves only the one on that side (0 or 180)."""
    rows = 20 if level is Level.HERO else 16 if level is Level.STANDARD else None
    found = []
    for side in (0.0, 180.0):
        j = rng.normal(0, 1, 6)
        shape = Leaf(
            length=length * (1 + 0.07 * j[0]),
            width=length * 0.54 * (1 + 0.05 * j[1]),
            outline=_EGG,
            midrib=((0, 52 + 5 * j[2]), (0.3, 34 + 4 * j[2]), (0.7, 4 + 7 * j[3]), (1, -24 + 10 * j[3])),
            fold=17,
            curl=((0, 0.35), (0.15, 0.04), (1, -0.08)),
            ripple=0.05,
            ripples=2.4,
            quilt=0.012,
            twist=9 * j[4],
            sickle=7 * j[5],
            petiole=0.14,
            petiole_radius=0.07,
        )
        grown = leaf(
            shape,
            ATLAS,
            "leaf",
            rng,
            level,
            azimuth=azimuth + side + 6 * j[1],
            base_radius=radius * 0.8,
            petiole_slot="stem",
            rows=rows,
        )
        if single is None or single == side:
            found.append(grown.transformed(at))
    return found


_EGG = ((0.0, 0.3), (0.05, 0.6), (0.16, 0.88), (0.36, 1.0), (0.56, 0.92), (0.76, 0.62), (0.9, 0.29), (1.0, 0.0))


def _bloom_leaves(axis: Limb, branches: list[Limb], stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    """A pair under each fork and a small one on every side shoot."""
    parts = []
    for share, length, k in ((0.44, 4.6, 0), (0.72, 3.4, 2)):
        out = branches[k].end - branches[k].start
        azimuth = float(np.degrees(np.arctan2(-out[2], out[0])))
        parts += _pair(point_up_along(axis.heading(share), axis.at(share)), length, azimuth, stem, rng, level)
    for branch in branches:
        drawn = _pair(point_up_along(branch.heading(0.75), branch.at(0.75)), 2.3, float(rng.uniform(0, 180)), 0.09, rng, level)
        if level is not Level.FAR:
            parts += drawn
    return merge(parts)


NODES = (-2.0, -8.5, -15.5)


def _stalk(stem: float, rng: np.random.Generator, level: Level, detail: _Detail) -> Mesh:
    cane = Stalk(STALK, stem, way=float(rng.uniform(0, 6.28)), sway=1.4, kink=0.35, taper=1.3, nodes=NODES, swell=0.22, soft=0.3)
    parts = [cane.grown(ATLAS, "stem", level, detail.sides, (0.0, 0.5))]
    for k, height in enumerate(NODES):
        drawn = _pair(cane.frame(height) @ shift(y=height), 5.4 + 0.5 * k, 60.0 + 90 * k, stem, rng, level)
        if level is not Level.FAR or k < 2:
            parts += drawn
    return merge(parts)


def _proxies(axis: Limb, branches: list[Limb], fruits: list[_Fruit], width: float) -> Floats:
    rows = [(*(f.limb.end + f.limb.heading(1.0) * width * 0.5 * f.size), 0.62 * width * f.size) for f in fruits]
    rows += [(*axis.at(s), 0.9) for s in (0.2, 0.44, 0.72)]
    rows += [(*b.at(s), 0.7) for b in branches for s in (0.45, 0.85)]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = hex_colour(variety.hex)
    light = float(oklab(body)[0])
    across, along = tile_grid()
    green = hex_colour("#55763A")
    return finished(
        {
            "berry": _skin(body, light, across.astype(np.float64), along.astype(np.float64)),
            "sepal": leaf_tile(
                mix(hex_colour("#8DA851"), body, 0.1), veins="parallel", pairs=4, contrast=0.16, rim=hex_colour("#A2B565")
            ),
            "style": mix(hex_colour("#8C7343"), hex_colour("#6A4A2C"), along),
            "leaf": leaf_tile(green, pairs=7, contrast=0.2, rim=hex_colour("#647F42")),
            "stem": stem_tile(hex_colour("#7A5B3C"), mix(hex_colour("#8E9A55"), body, 0.12)),
        }
    )


def _skin(body: Colour, light: float, across: Array, along: Array) -> Colour:
    """Paler and greener towards the sepals, deeper at the tip; a faint line along each carpel's seam and fine freckles."""
    foot = mix(shade(body, 0.07 * (1 - light) + 0.02, 0.85, 4), hex_colour("#C9CE8A"), 0.35)
    tip = shade(body, -0.055, 1.05, -3)
    colour = mix(foot, body, smoothstep(0.0, 0.32, along + 0.03 * noise(3, 6)))
    colour = mix(colour, tip, 0.75 * smoothstep(0.62, 1.0, along))
    seam = bell((across - 1) / 0.09) * smoothstep(0.1, 0.5, along)
    colour = mix(colour, tip, 0.45 * seam)
    colour = mix(colour, hex_colour("#6B4A30"), 0.7 * smoothstep(0.97, 1.0, along))
    return np.asarray(colour * (1 + 0.05 * noise(9, 5) + 0.025 * noise(12, 26))[..., None])


PLANT = PlantKind("hypericum", ATLAS, OPENNESS, grow, paint, ageing=WOODY)
