"""Spray chrysanthemum: a branched top of semi-double daisies with a yellow-green eye, some still in bud, over lobed leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.capitulum import Layer, ball, core, layers_drawn
from catalog.organs.cleft import cleft_tile
from catalog.organs.curves import bell, curve, smoothstep
from catalog.organs.daisy import Daisy, Drawn, Row, daisy, eye_tiles
from catalog.organs.limb import Limb, parted, swollen
from catalog.organs.mum import GREEN, LASTING, SPOON, STEM_GREEN, mum_leaves, mum_stalk, ribbed, scale_tile
from catalog.organs.place import point_up_along, scale, shift
from catalog.organs.rays import Ray
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import facing, swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

SOFT = Finish(roughness=0.6, translucency=0.65, sheen=0.15)
ATLAS = Atlas(
    (
        ("ray", SOFT),
        ("floret", Finish(roughness=0.8, translucency=0.2)),
        ("disc", Finish(roughness=0.85)),
        ("bract", STEM),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 46.0
DAISY = Daisy(
    Ray(
        outline=((0, 0.72), (0.2, 0.74), (0.5, 0.9), (0.75, 1.0), (0.92, 0.88), (1, 0.54)),
        roundness=0.15,
        cup=((0, 0.5), (0.4, 0.3), (1, 0.1)),
        pleats=2.0,
        pleat_depth=0.16,
    ),
    rows=(
        Row(18, 1.0, (12.0, 4.0, -12.0), tint=0.97),
        Row(16, 0.86, (26.0, 16.0, 2.0), late=0.06),
        Row(12, 0.64, (44.0, 34.0, 18.0), late=0.12, tint=1.03),
    ),
    eye=0.27,
    wide=1.08,
    cup=(0.15, 0.06),
    dome=0.46,
)
# Two columns cannot show the folds of a ray; they would only lift it off the eye.
_SMOOTH = replace(DAISY, ray=replace(DAISY.ray, pleats=0.0, cup=((0, 0.0), (0.4, 0.15), (1, 0.1))))
_DETAIL = {
    Level.HERO: Drawn(((4, 3), (4, 2), (4, 2)), 1.0, (12, 3), 0, 8),
    Level.STANDARD: Drawn(((2, 3), (2, 2), (2, 1)), 1.0, (9, 2), 0, 6),
    Level.PHONE: Drawn(((2, 2), (2, 1), (0, 0)), 0.72, (9, 1), 0, 4),
    Level.FAR: Drawn(((2, 1), (0, 0), (0, 0)), 0.4, (6, 1), 0, 0),
}
_BUDS = {
    Level.HERO: Drawn(((2, 4), (2, 3), (0, 0)), 0.8, (8, 2), 0, 8),
    Level.STANDARD: Drawn(((2, 3), (2, 1), (0, 0)), 0.8, (6, 1), 0, 6),
    Level.PHONE: Drawn(((2, 2), (0, 0), (0, 0)), 0.6, (5, 1), 0, 4),
    Level.FAR: Drawn(((1, 1), (0, 0), (0, 0)), 0.3, (4, 1), 0, 0),
}
_BALL = (
    Layer(
        0.0,
        "ray",
        SPOON,
        {Level.HERO: (4, 2), Level.STANDARD: (2, 2), Level.PHONE: (2, 1), Level.FAR: (2, 1)},
        {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 0},
        0.3,
    ),
)
BUTTON = 0.74  # a button's size, as share of a daisy's
_WOOD = {Level.HERO: (8, 8, 6), Level.STANDARD: (6, 6, 4), Level.PHONE: (5, 4, 3), Level.FAR: (2, 3, 3)}  # pieces, sides
_LATE = (0.0, 0.1, 0.26, 0.66)  # how much later than the first the heads of each sort open; the last are buds
# share of the main shoot, azimuth, how far out, how high, sort, size
_FORKS = (
    (0.1, 0.0, 4.9, 9.0, 1, 0.98),
    (0.18, 137.0, 5.0, 9.5, 0, 0.97),
    (0.26, 275.0, 4.8, 9.2, 1, 0.97),
    (0.36, 52.0, 4.6, 10.0, 2, 0.94),
    (0.46, 205.0, 4.4, 10.4, 1, 0.95),
    (0.56, 322.0, 4.1, 10.8, 0, 0.93),
    (0.66, 100.0, 2.5, 12.5, 3, 0.9),
    (0.74, 255.0, 2.3, 12.6, 3, 0.82),
    (0.3, 165.0, 6.0, 6.6, 3, 1.0),
)


@dataclass(frozen=True, eq=False)
class _Spray:
    """shoots: the main one and its side shoots, a head at each end; sorts, sizes, rolls (degrees), tints (H,) of the heads."""

    shoots: list[Limb]
    sorts: NDArray[np.int64]
    sizes: NDArray[np.float64]
    rolls: NDArray[np.float64]
    tints: NDArray[np.float64]


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    spray, lean = _spray(rng), rng.normal(0, 1, 6)
    wild = rng.spawn(2)
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    whole = growth.species.head_diameter["full"] * 50
    ends = np.array([s.end for s in spray.shoots])
    ways = np.array([s.heading(1.0) for s in spray.shoots])
    parts = [_wood(spray, stem, level), _leaves(spray, stem, wild[0], level)]
    widths = np.zeros(len(ends))
    for sort, late in enumerate(_LATE):
        openness = max(growth.openness - late, 0.0)
        radius = _diameter(growth, openness) / 2
        mine = spray.sorts == sort
        wild_head = np.random.default_rng(31 + sort)
        drawn = (_BUDS if sort == 3 else _DETAIL)[level]
        if growth.form == "button":
            radius *= BUTTON
            template = _button(openness / 0.95, radius, sort, level, wild_head)
        else:
            template = daisy(DAISY if level is Level.HERO else _SMOOTH, drawn, openness / 0.95, radius, whole, wild_head, ATLAS)
        parts.append(
            swarm(
                template.positions[None] * spray.sizes[mine][:, None, None],
                template.indices,
                template.texcoords,
                facing(ways[mine], spray.rolls[mine]),
                ends[mine],
                tints=spray.tints[mine][:, None],
                normals=template.normals,
            )
        )
        widths[mine] = radius * spray.sizes[mine]
    length = STALK * (1 + 0.03 * float(np.clip(lean[4], -2, 2)))
    middle = ends + 0.3 * ways
    rows = [(*m, max(w * 0.9, 0.6)) for m, w in zip(middle, widths, strict=True)]
    rows += [(*spray.shoots[0].at(s), 1.2) for s in (0.15, 0.45, 0.75)]
    rows += [(*s.at(0.6), 0.8) for s in spray.shoots[1:]]
    return Plant(
        bloom=merge(parts).transformed(scale(0.01)),
        stalk=mum_stalk(length, stem, lean, wild[1], ATLAS, level, (-3.5, -9.5, -16.5), soft=True).transformed(scale(0.01)),
        head=Head((middle[0] / 100).astype(np.float32), widths[0] / 100, ways[0].astype(np.float32)),
        proxies=(np.array(rows) / 100).astype(np.float32),
        stem_radius=stem / 100,
        stalk_length=length / 100,
    )


def _button(q: float, radius: float, sort: int, level: Level, rng: np.random.Generator) -> Mesh:
    """One head of the form "button": a small ball of spoon-shaped rays that spread down from a cap as it opens."""
    count = 28 if sort == 3 else 54
    ranks = np.arange(count) / (count - 1)
    j = np.clip(rng.normal(0, 1, (4, count)), -1.8, 1.8)
    lowest = 92 + 46 * float(np.clip(q, 0, 1))
    placed, apart = ball(ranks, radius, lowest, core=0.5, incurve=84 - 8 * q + 5 * j[0], crowding=1.35)
    whorl = replace(
        placed,
        length=np.asarray(placed.length) * (1 + 0.015 * j[1]),
        width=apart * 2.1,
        azimuth=placed.azimuth + 3 * j[2],
        tint=1 + 0.04 * j[3],
    )
    sides, rings = {Level.HERO: (10, 6), Level.STANDARD: (6, 4), Level.PHONE: (6, 4), Level.FAR: (5, 4)}[level]
    full = 1.0 if level is Level.FAR else 0.73
    inside = core(radius * full, -(0.62 if full < 1 else 0.85) * radius * q, radius * full, ATLAS, "ray", sides, rings)
    lift = radius * (0.2 + 0.6 * q)
    wide = radius * 0.52 * (1 - 0.35 * q)
    parts = [merge([inside, *layers_drawn(whorl, _BALL, ATLAS, level)]).transformed(shift(y=lift))]
    if level is not Level.FAR:
        profile = [(0.08, 0.0), (wide * 0.8, 0.1), (wide, 0.22), (wide * 0.9, 0.34)]
        parts.append(lathe(profile, ATLAS, "bract", sides=6))
    return merge(parts)


def _diameter(growth: Growth, openness: float) -> float:
    """cm across one head at its own openness."""
    d = growth.species.head_diameter
    knots = [(0.0, d["bud"] * 0.85), *((OPENNESS[s], d[s]) for s in ("bud", "half", "full"))]
    return float(curve(knots, openness)) * 100


def _spray(rng: np.random.Generator) -> _Spray:
    """A main shoot and side shoots that bring their heads to a loose dome; open heads (5 cm) keep clear of one another."""
    lean = rng.normal(0, 1, 2)
    start = float(rng.uniform(0, 2 * np.pi))
    up = np.array([0.0, 1.0, 0.0])
    top = up * 12.8 + np.array([0.8 * lean[0], 0.0, 0.8 * lean[1]])
    face = np.array([0.12 * lean[1], 1.0, 0.12 * lean[0] + 0.22])
    shoots = [Limb(np.zeros(3), up, top, face)]
    for share, turned, reach, high, _, _ in _FORKS:
        j = rng.normal(0, 1, 5)
        azimuth = start + np.radians(turned) + 0.14 * j[0]
        side = np.array([np.cos(azimuth), 0.0, np.sin(azimuth)])
        foot = shoots[0].at(share)
        end = foot * [1.0, 0.0, 1.0] + side * reach * (1 + 0.06 * j[1]) + up * (high + 0.5 * j[2])
        heading = up + (0.58 + 0.12 * j[3]) * side + 0.1 * j[4] * np.cross(up, side)
        shoots.append(Limb(foot, up + 1.35 * side + 0.25 * j[4] * np.cross(up, side), end, heading, slack=1.2))
    sorts = np.array([0, *(fork[4] for fork in _FORKS)], np.int64)
    sizes = np.array([1.0, *(fork[5] for fork in _FORKS)]) * np.r_[1.0, np.clip(rng.normal(1, 0.025, len(_FORKS)), 0.94, 1.05)]
    open_ones = np.flatnonzero(sorts < 3)
    ends = np.array([s.end for s in shoots])
    ends[open_ones] = parted(ends[open_ones], 4.5, held=1, upright=0.6)
    shoots = [replace(s, end=end) for s, end in zip(shoots, ends, strict=True)]
    heads = len(shoots)
    return _Spray(shoots, sorts, sizes, rng.uniform(0, 360, heads), np.clip(rng.normal(1, 0.025, heads), 0.94, 1.06))


def _wood(spray: _Spray, stem: float, level: Level) -> Mesh:
    pieces, trunk, side = _WOOD[level]
    shares = np.linspace(0, 1, pieces + 2)
    radii = swollen(shares, (stem, 0.11), [f[0] for f in _FORKS], 0.12, 0.03)
    parts = [tube(spray.shoots[0].at(shares), radii, ATLAS, "stem", sides=trunk, closed_tip=False, along=(0.6, 0.9))]
    shares = np.linspace(0, 1, pieces + 1 if level is Level.HERO else max(3, pieces - 1))
    for branch in spray.shoots[1:]:
        radii = np.linspace(0.135, 0.075, len(shares)) + 0.05 * smoothstep(0.9, 1.0, shares) + 0.09 * smoothstep(0.14, 0.0, shares)
        parts.append(tube(branch.at(shares), radii, ATLAS, "stem", sides=side, closed_tip=False, along=(0.7, 1.0)))
    return merge(parts)


def _leaves(spray: _Spray, stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    """A leaf under every side shoot, smaller upwards, and a small one on the longer side shoots."""
    seeds = rng.integers(0, 2**31, 2)
    places, azimuths, radii, lengths = [], [], [], []
    for k, branch in enumerate(spray.shoots[1:]):
        out = branch.end - branch.start
        share = _FORKS[k][0]
        places.append(point_up_along(spray.shoots[0].heading(share), spray.shoots[0].at(share)))
        towards = places[-1][:3, :3].T @ np.array([out[0], 0.0, out[2]])
        azimuths.append(float(np.degrees(np.arctan2(-towards[2], towards[0]))))
        radii.append(stem * (1 - 0.4 * share))
        lengths.append(5.2 - 3.0 * share)
    for k, branch in enumerate(spray.shoots[1:6]):
        places.append(point_up_along(branch.heading(0.55), branch.at(0.55)))
        azimuths.append(77.0 * k)
        radii.append(0.11)
        lengths.append(2.6)
    # Only the largest are cut finely; far away the small ones are left out.
    fine, shown = {Level.HERO: (3, 14), Level.STANDARD: (0, 14), Level.PHONE: (0, 7), Level.FAR: (0, 2)}[level]
    coarse = Level.STANDARD if level is Level.HERO else level
    parts = []
    for mine, at in ((slice(0, fine), level), (slice(fine, shown), coarse)):
        j = np.full(len(places[mine]), 44.0)
        drawn = (np.array(azimuths[mine]), np.array(radii[mine]), np.array(lengths[mine]), j)
        parts.append(
            mum_leaves(places[mine], *drawn, np.random.default_rng(seeds[0 if mine.start == 0 else 1]), ATLAS, at, soft=True)
        )
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    """accent is the colour of the eye's ripe florets; without one it is yellow."""
    true = hex_colour(variety.hex)
    body = worn(true, 0.8)
    lightness, a, b = (float(x) for x in oklab(true))
    white = float(np.hypot(a, b)) < 0.04 and lightness > 0.9
    if variety.id == "green":
        body = shade(body, 0.01, 0.78, -7)
    if variety.id == "purple":  # the light between turns it to blue
        body = shade(body, 0.02, 0.9, 12)
    across, along = (g.astype(np.float64) for g in tile_grid())
    deep = mix(body, hex_colour("#E9E6A8"), 0.6) if white else shade(body, -0.11 if lightness > 0.55 else -0.06, 1.15)
    ray = mix(deep, body, smoothstep(0.0, 0.55, along))
    grooves = bell((np.abs(across) - 0.4) / 0.12) + 0.5 * bell((np.abs(across) - 0.75) / 0.08) + 0.4 * bell(across / 0.06)
    ray = ray * (1 - 0.15 * grooves * smoothstep(1.0, 0.75, along))[..., None]
    ray = mix(
        ray, shade(body, 0.03, 0.9), 0.7 * np.maximum(smoothstep(0.85, 1.0, along), 0.5 * smoothstep(0.75, 1.0, np.abs(across)))
    )
    ripe = shade(hex_colour(variety.accent or "#E3C63A"), 0.02, 0.95, 7)
    young = hex_colour("#A9BF45")
    if variety.id == "green":
        ripe = hex_colour("#C9D356")
    seen, floret = eye_tiles(young, ripe, 0.5, 120)
    return finished(
        {
            "ray": ray * (1 + 0.02 * noise(51, 10))[..., None],
            "floret": floret,
            "disc": seen,
            "bract": scale_tile(shade(GREEN, 0.08)),
            "leaf": cleft_tile(hex_colour("#57752F")),
            "stem": ribbed(stem_tile(shade(STEM_GREEN, -0.05), STEM_GREEN)),
        }
    )


PLANT = PlantKind("chrys-spray", ATLAS, OPENNESS, grow, paint, ageing=LASTING)
