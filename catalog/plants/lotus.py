"""Sacred lotus: a great cup of broad, pointed, finely veined petals; golden stamens about the flat-topped green pod."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import bell, smoothstep
from catalog.organs.double import Detail, petals, sized, spheres
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import scale
from catalog.organs.profile import Nest, through
from catalog.organs.scatter import scatter
from catalog.organs.shoot import shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
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

SILK = Finish(roughness=0.5, translucency=0.8, sheen=0.15)
ATLAS = Atlas(
    (
        ("outer", SILK),
        ("inner", SILK),
        ("stamen", Finish(roughness=0.6, translucency=0.3)),
        ("pod", Finish(roughness=0.6, translucency=0.1)),
        ("face", Finish(roughness=0.65)),
        ("sepal", Finish(roughness=0.55, translucency=0.4)),
        ("stem", STEM),
        ("prickle", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
PETALS, STAMENS = 21, 120
NECK = 9.0  # cm from the neck to the head
POD = 1.75  # cm, radius of the pod's face
SIDES = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}

# Radius and height (cm) of the midribs of the innermost, a middle and the outermost petal.
NEST = Nest(
    (0.0, 0.5, 1.0),
    (
        ((0.9, 0.6), (1.75, 1.6), (2.2, 3.4), (2.05, 5.6), (1.15, 7.6), (0.1, 8.9)),
        ((0.8, 0.2), (1.95, 1.1), (2.6, 3.0), (2.45, 5.3), (1.4, 7.6), (0.12, 9.3)),
        ((0.6, 0.0), (2.05, 0.7), (2.95, 2.5), (2.85, 4.8), (1.75, 7.1), (0.3, 8.9)),
    ),
    (
        ((1.1, 0.6), (2.5, 1.4), (4.1, 3.0), (5.2, 5.0), (5.7, 6.9), (5.75, 8.2)),
        ((1.0, 0.2), (2.9, 0.7), (5.0, 2.2), (6.7, 4.2), (7.8, 6.0), (8.4, 7.3)),
        ((0.8, 0.0), (3.2, -0.1), (6.0, 0.6), (8.2, 1.9), (9.7, 2.9), (10.9, 3.4)),
    ),
)
OUTLINE = (
    (0, 0.2),
    (0.08, 0.28),
    (0.22, 0.52),
    (0.38, 0.84),
    (0.52, 1.0),
    (0.62, 0.97),
    (0.73, 0.85),
    (0.83, 0.65),
    (0.91, 0.42),
    (0.96, 0.22),
    (0.985, 0.08),
    (1, 0.01),
)
DETAIL = (Detail(0.0, 12, 12, 1.5),)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = np.clip(rng.normal(0, 1, 8), -2, 2), rng.integers(0, 2**31, PETALS + 12)
    early, inner = float(rng.uniform(-0.04, 0.04)), rng.spawn(1)[0]
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    whole = float(np.clip((openness - 0.06) / 0.86, 0, 1.04))
    flower, factor = sized(merge(_petals(whole, seeds, level)), (ATLAS, "outer"), across)
    middle = merge(_middle(whole, inner, level)).transformed(scale(min(factor, 1.0)))
    stem = sum(growth.species.stem_diameter) / 4 * 100
    low, high = (float(y) for y in flower.bounds[:, 1])
    nod = float(np.clip(5 + 25 * whole + 4 * lean[0], 1, 38))
    neck = shoot((0, 0, 0), -90 + 28 * float(lean[1]), 90, 90 - nod, NECK * (1 + 0.04 * float(lean[2])), sway=0.3)
    head = merge([flower, middle, *_sepals(whole, factor, seeds, level)]).transformed(neck.place)
    keep = slice(None, None, {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 12}[level])
    radii = stem * np.r_[np.linspace(1, 0.84, 12), 1.1]
    pedicel = tube(neck.path[keep], radii[keep], ATLAS, "stem", sides=SIDES[level], closed_tip=False, along=(0.8, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - NECK - 6) * (1 + 0.03 * float(lean[3]))
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    centre = base + axis * (low + (high - low) * 0.45)
    balls = np.array(spheres(neck.place, across / 2, low, high), np.float32) * np.float32(0.01)
    if whole > 0.5:  # wide open it is a dish
        balls = np.vstack([balls[1:], cup_spheres(neck.place, across / 2, high * 0.42)])
    return Plant(
        bloom=merge([head, pedicel, *_prickles(neck.path[::-1], stem * 0.9, 40, inner, level)]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, inner, level).transformed(scale(0.01)),
        head=Head((centre * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=balls.astype(np.float32),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _petals(whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The petals in cm, origin at their base."""

    def shape(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.25 * whole - 0.25 * (1 - t), 0, 1.03)) * min(1.0, 2.5 * whole)
        d = np.clip(wild.normal(0, 1, 6), -2, 2)
        points = NEST.points(t, q)
        points[2:, 1] += 0.32 * d[0] * q * np.array([0.3, 0.6, 0.9, 1.1])
        points[2:, 0] *= 1 + (0.002 + 0.03 * q) * d[1] * np.array([0.3, 0.6, 0.9, 1.0])
        line = through(points)
        girth = float(points[3, 0])
        small = 0.86 + 0.14 * float(smoothstep(0.0, 0.4, t))
        open_width = 7.3 * small * (1 + 0.05 * d[2])
        return Blade(
            line.length * (1 + 0.02 * d[3] * q),
            min(open_width, 2.6 + 1.5 * girth) if q < 0.3 else open_width * (0.88 + 0.12 * q),
            line.midrib,
            OUTLINE,
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.98 - 0.5 * q,
            curl=((0, 0.0), (0.4, 0.1 * q), (0.8, 0.1 * q), (1, 0.06 * q)),
            reflex=((0, 0), (0.5, -0.06 * q), (1, -0.1 * q)),
            roundness=0.02,
            spiral=0.05,
            keel=0.03,
            ruffle=0.12 * q,
            ruffle_waves=1.2,
            ruffle_tip=0.1,
            unevenness=0.004 + 0.14 * q,
            twist=5 * d[4] * q,
        )

    return petals(
        PETALS,
        shape,
        lambda t: "outer" if t > 0.45 else "inner",
        DETAIL,
        lambda _: True,
        ATLAS,
        seeds,
        level,
        azimuth=float(seeds[-1] % 360),
        jitter=5,
    )


def _middle(whole: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The pod, its stigmas and the stamens that stand about it."""
    draws = np.clip(rng.normal(0, 1, (4, STAMENS)), -2, 2)
    around = {Level.HERO: 28, Level.STANDARD: 18, Level.PHONE: 12, Level.FAR: 7}[level]
    tall = 2.7
    body = [(0.5, 0.4), (0.85, 1.1), (1.35, 1.9), (POD * 0.98, tall - 0.15), (POD, tall)]
    pod = lathe(body if level is not Level.FAR else body[::2], ATLAS, "pod", sides=around)
    top = lathe([(POD, tall), (POD * 0.93, tall + 0.09), (0.01, tall + 0.06)], ATLAS, "face", sides=around)
    p = top.positions
    flat = ATLAS.texcoords("face", p[:, 0] / POD, p[:, 2] / POD / 2 + 0.5)
    parts = [pod, Mesh(p, top.normals, flat, top.colours, top.indices)]
    if level in (Level.HERO, Level.STANDARD):
        spots = _holes() * POD
        foot = np.column_stack([spots[:, 0], np.full(len(spots), tall + 0.02), spots[:, 1]])
        up = np.tile([0.0, 1.0, 0.0], (len(spots), 1))
        knob = ((0.75, 0.0), (1.0, 0.55), (0.6, 0.95), (0.0, 1.0))
        parts.append(scatter(knob, foot, up, 0.2, 0.24, ATLAS, "stamen", along=0.0, sides=7 if level is Level.HERO else 5))
    pick = np.arange(STAMENS)[:: {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 3, Level.FAR: 8}[level]]
    rank = (np.arange(STAMENS) + 0.5) / STAMENS
    angle = np.radians(137.508 * np.arange(STAMENS) + 5 * draws[0])
    rise = np.radians(np.clip(84 - (18 + 42 * rank) * whole + 8 * draws[1], 8, 90))
    c, s = np.cos(angle), np.sin(angle)
    foot = np.stack([c * (0.75 + 0.2 * rank), 1.15 - 0.55 * rank, s * (0.75 + 0.2 * rank)], 1)
    lean = 0.35 + 0.65 * whole
    way = np.stack([c * np.cos(rise) * lean + 0.35 * c, np.sin(rise), s * np.cos(rise) * lean + 0.35 * s], 1)
    thick = {Level.HERO: 1.0, Level.STANDARD: 1.3, Level.PHONE: 1.6, Level.FAR: 3.0}[level]
    pods = (
        ((0.35, 0.0), (0.4, 0.45), (1.0, 0.6), (0.9, 0.9), (0.0, 1.0))
        if level is Level.HERO
        else ((0.5, 0.0), (1.0, 0.6), (0.0, 1.0))
    )
    length = (2.25 + 0.25 * draws[2] - 0.2 * rank)[pick]
    tint = 1 + 0.08 * draws[3][pick]
    parts.append(scatter(pods, foot[pick], way[pick], length, 0.13 * thick, ATLAS, "stamen", along=1.0, sides=3, tint=tint))
    return parts


def _holes() -> NDArray[np.float64]:
    """(18,2) where the carpels sit in the pod's face, in shares of its radius: rings of 1, 6 and 11."""
    rings = [(1, 0.0, 0.0), (6, 0.4, 0.3), (11, 0.75, 0.0)]
    spots = []
    for count, radius, turned in rings:
        a = 2 * np.pi * np.arange(count) / count + turned
        spots.append(radius * np.stack([np.cos(a), np.sin(a)], 1))
    return np.concatenate(spots)


def _sepals(whole: float, factor: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Small greenish outermost leaves under the cup."""
    parts = [lathe([(0.36, -0.35), (0.62, -0.12), (0.85, 0.04), (0.6, 0.2)], ATLAS, "stem", sides=SIDES[level])]
    for k in range(4 if level is not Level.FAR else 0):
        wild = np.random.default_rng(seeds[PETALS + k])
        d = np.clip(wild.normal(0, 1, 3), -2, 2)
        q = float(np.clip(1.3 * whole, 0, 1))
        angles = np.array([16.0, 52, 72, 88]) * (1 - q) + (np.array([-10.0, -8, -14, -22]) + 8 * d[0]) * q
        shape = Blade(
            3.3 * factor**0.3 * (1 + 0.1 * d[1]),
            2.5 * factor**0.3,
            tuple(zip((0, 0.3, 0.65, 1), angles, strict=True)),
            ((0, 0.5), (0.3, 0.9), (0.55, 1.0), (0.8, 0.66), (1, 0.06)),
            base_radius=0.62,
            base_height=-0.05,
            wrap=0.9 - 0.5 * q,
            curl=((0, 0.1), (1, 0.2)),
            roundness=0.02,
        )
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=90 * k + 20 + 8 * d[2], grid=steps(level, 8, 8)))
    return parts


def _prickles(path: NDArray[np.float64], radius: float, count: int, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """Short blunt prickles all over a stem along path (P,3)."""
    draws = rng.random((200, 4))[:count]
    share = {Level.HERO: 1.0, Level.STANDARD: 0.4}.get(level, 0.0)
    draws = draws[: int(count * share)]
    if not len(draws):
        return []
    at = draws[:, 0] * (len(path) - 1.001)
    i, f = at.astype(np.int64), (at % 1.0)[:, None]
    centre = path[i] * (1 - f) + path[i + 1] * f
    a = 2 * np.pi * draws[:, 1]
    out = np.stack([np.cos(a), 0.25 - 0.5 * draws[:, 2], np.sin(a)], 1)
    size = 0.1 + 0.07 * draws[:, 3]
    return [scatter(((1.0, 0.0), (0.0, 1.0)), centre + out * radius * 0.9, out, size, 0.11, ATLAS, "prickle", along=0.5, sides=4)]


def _stalk(length: float, stem: float, lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    axis = Stalk(length, stem, way=float(lean[4]) * 2, sway=2.8, kink=0.6, taper=1.25)
    path = axis.centre(np.linspace(-length, 0, 16))
    thick = stem * 1.1
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.8))]
    return merge([*parts, *_prickles(path, thick, 190, rng, level)])


def paint(variety: Variety) -> Mapping[str, Floats]:
    """Pink gathers at the tips and runs down in fine veins; accent is the pale foot of the petals."""
    body = worn(hex_colour(variety.hex), 0.7)
    lightness, a, b = (float(x) for x in oklab(body))
    white = lightness > 0.93 and float(np.hypot(a, b)) < 0.03
    pale = shade(worn(hex_colour(variety.accent), 0.6), 0.0, 1.6, 12) if variety.accent else mix(body, hex_colour("#F6F2D8"), 0.5)
    pale = pale if white else mix(pale, body, 0.16)
    return finished(
        {
            "outer": _petal(body, pale, white, 0.0, 51),
            "inner": _petal(body, pale, white, 0.14, 52),
            "stamen": _stamen(),
            "pod": stem_tile(hex_colour("#D9D46A"), hex_colour("#B7C257")),
            "face": _face(),
            "sepal": mix(
                flat_tile(hex_colour("#A9B878"), 0.08),
                flat_tile(mix(body, pale, 0.3), 0.05),
                smoothstep(0.35, 1.0, tile_grid()[1]) * 0.75,
            ),
            "stem": stem_tile(hex_colour("#6C9150"), hex_colour("#86A862")),
            "prickle": flat_tile(hex_colour("#5A6F3C"), 0.1),
        }
    )


def _petal(body: Colour, pale: Colour, white: bool, later: float, seed: int) -> Colour:
    across, along = tile_grid()
    tile = petal_tile(PetalPaint(pale, veins=0.0, mottle=0.015, seed=seed))
    blush = smoothstep(0.28 + later, 0.98, along + 0.1 * np.abs(across) + 0.05 * noise(seed, 6, 2))
    deeper = mix(body, hex_colour("#E6ECC4"), 0.6) if white else shade(body, -0.045, 1.22)
    tile = mix(tile, body, blush)
    tile = mix(tile, deeper, 0.75 * smoothstep(0.72 + later / 2, 1.0, along + 0.08 * np.abs(across)))
    # Fine veins run side by side from the foot and meet in the tip.
    wobble = 0.03 * noise(seed + 1, 5, 2)
    fine = np.clip(np.abs(np.cos((across + wobble) * np.pi * 8.5)), 0.25, 1.0) ** 16
    fade = smoothstep(0.05, 0.3, along) * smoothstep(1.02, 0.8, along)
    if white:
        tile = mix(tile, hex_colour("#D8DEB0"), 0.42 * fine * fade)
    else:
        tile = mix(tile, shade(body, -0.03, 1.25), (0.42 * fine * fade)[...])
    foot = hex_colour("#F1E7A6")
    return np.asarray(mix(tile, foot, 0.7 * smoothstep(0.2, 0.04, along)))


def _stamen() -> Colour:
    """Foot to top: a pale filament, a golden anther, a white club; the lower rim of the tile is the stigma's yellow green."""
    across, along = tile_grid()
    top = (across + 1) / 2
    tile = mix(hex_colour("#F7EFC2"), hex_colour("#F0B92C"), smoothstep(0.4, 0.55, top))
    tile = mix(tile, hex_colour("#FCF6DC"), smoothstep(0.84, 0.94, top))
    stigma = mix(hex_colour("#B9C24E"), hex_colour("#EBDD6A"), smoothstep(0.3, 0.9, top))
    return np.asarray(mix(stigma, tile, smoothstep(0.2, 0.4, along)))


def _face() -> Colour:
    """The pod from above: a yellow-green disc with a dark-rimmed hole around each stigma."""
    across, along = tile_grid()
    x, y = across, along * 2 - 1
    tile = (
        mix(hex_colour("#C3CC5C"), hex_colour("#DAD878"), smoothstep(0.2, 1.0, np.hypot(x, y)))
        * (1 + 0.05 * noise(57, 14))[..., None]
    )
    for px, py in _holes():
        r = np.hypot(x - px, y - py)
        tile = mix(tile, hex_colour("#E9E594"), 0.7 * bell((r - 0.15) / 0.03))
        tile = mix(tile, hex_colour("#66752B"), 0.9 * smoothstep(0.13, 0.09, r))
    return np.asarray(tile)


PLANT = PlantKind("lotus", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
