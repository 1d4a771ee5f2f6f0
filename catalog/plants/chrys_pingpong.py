"""Ping-pong chrysanthemum: a perfect ball of short, spoon-shaped rays over lobed leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.capitulum import Layer, ball, core, layers_drawn
from catalog.organs.cleft import cleft_tile
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.mum import GREEN, LASTING, STEM_GREEN, mum_leaves, mum_stalk, ribbed, scale_tile, scaly_cup
from catalog.organs.place import scale, shift
from catalog.organs.rays import Ray
from catalog.organs.shoot import shoot
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

SOFT = Finish(roughness=0.6, translucency=0.6, sheen=0.15)
ATLAS = Atlas((("ray", SOFT), ("heart", SOFT), ("bract", STEM), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
RAYS = 560
LEAFY = hex_colour("#57752F")
NECK, STALK = 4.6, 49.0

_ROUND = Ray(
    outline=((0, 0.6), (0.4, 0.78), (0.65, 0.95), (0.85, 1.0), (1, 0.96)),
    roundness=0.17,
    round_power=3.0,
    arc=((0, 64), (0.5, 56), (0.8, 46), (1, 56)),
)
_QUILL = Ray(
    outline=((0, 0.55), (0.4, 0.7), (0.7, 0.9), (0.88, 1.0), (1, 0.9)),
    roundness=0.15,
    round_power=3.0,
    arc=((0, 110), (0.6, 115), (1, 75)),
)
_GRIDS = {Level.HERO: (4, 2), Level.STANDARD: (2, 2), Level.PHONE: (2, 2), Level.FAR: (2, 1)}
_FEW = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 6}
LAYERS = (
    Layer(0.0, "heart", _QUILL, {**_GRIDS, Level.PHONE: (2, 1)}, {**_FEW, Level.FAR: 9}, 0.5),
    Layer(0.08, "ray", _ROUND, _GRIDS, _FEW, 0.34),
    Layer(0.8, "ray", _ROUND, {**_GRIDS, Level.PHONE: (2, 1)}, _FEW, 0.3),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = rng.normal(0, 1, 6), rng.normal(0, 1, (6, RAYS))
    wild = rng.spawn(2)
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    lift = radius * (0.1 + 0.75 * q)  # from the cup's rim to the ball's middle
    head = _head(q, radius, draws, level).transformed(shift(y=lift))
    wide = min(radius * 0.56, 0.96 - 0.06 * q)
    cup = scaly_cup(wide, 0.85 + 0.1 * q, stem, q, wild[0], ATLAS, level)
    bend = float(np.clip(4 + 4 * lean[0], 0, 11))
    neck = shoot((0, 0, 0), 360 * float(lean[1]), 90, 90 - bend, NECK * (1 + 0.06 * float(np.clip(lean[2], -2, 2))), sway=0.25)
    placed = neck.place @ shift(y=0.75)
    pedicel = neck.grown((stem, stem * 0.82), ATLAS, "stem", level, flare=0.08, along=(0.8, 1.0))
    middle = (placed @ shift(y=lift))[:3, 3]
    small = mum_leaves(
        [neck.frame(0.1), neck.frame(0.5)],
        100.0 + 60 * lean[3] + np.array([0.0, 190.0]),
        np.full(2, stem),
        np.array([4.2, 2.3]),
        np.array([46.0, 58.0]),
        wild[1],
        ATLAS,
        level,
        soft=True,
    )
    length = STALK * (1 + 0.03 * float(np.clip(lean[4], -2, 2)))
    ball_sphere = [*middle, radius * 0.99]
    foot = [*(placed[:3, 3] - placed[:3, 1] * 0.1), wide * 1.05]
    return Plant(
        bloom=merge([merge([head, cup]).transformed(placed), pedicel, small]).transformed(scale(0.01)),
        stalk=mum_stalk(length, stem, lean, wild[1], ATLAS, level, (-4.5, -11.0, -18.5, -26.0), soft=True).transformed(scale(0.01)),
        head=Head((middle / 100).astype(np.float32), radius / 100, placed[:3, 1].astype(np.float32)),
        proxies=(np.array([ball_sphere, foot, [0, 1.0, 0, 0.7]]) / 100).astype(np.float32),
        stem_radius=stem / 100,
        stalk_length=length / 100,
    )


def _head(q: float, radius: float, draws: NDArray[np.float64], level: Level) -> Mesh:
    """The ball (cm) about the origin. In the bud the rays cover a cap only; opening, they spread down to the stem."""
    ranks = np.arange(RAYS) / (RAYS - 1)
    j = np.clip(draws, -1.8, 1.8)
    lowest = 96 + 58 * float(smoothstep(0.0, 1.0, q))
    young = np.clip(1 - ranks / 0.16, 0, 1)
    incurve = 114 - 4 * q - 36 * young + (4 + 5 * young) * j[0] - 52 * smoothstep(0.4, 1.0, ranks) * q
    placed, apart = ball(ranks, radius, lowest, core=0.55, incurve=incurve, crowding=1.6, start=40 * float(j[1, 0]))
    whorl = replace(
        placed,
        length=np.asarray(placed.length) * (1 + 0.012 * j[1]) * (1 + 0.08 * young - 0.12 * young**6),
        width=apart * (1.62 + 0.08 * j[2] - 0.4 * young),
        azimuth=placed.azimuth + (3.0 + 4 * young) * j[3],
        twist=9 * j[4],
        tint=np.clip(1 + 0.05 * j[5], 0.9, 1.08),
    )
    rings, sides = {Level.HERO: (8, 16), Level.STANDARD: (7, 12), Level.PHONE: (6, 10), Level.FAR: (6, 9)}[level]
    bottom = -np.cos(np.radians(180 - lowest - 10))
    inside = 0.8 if level is Level.FAR else 0.76
    filled = core(radius * inside, max(bottom, -0.9) * radius * 0.75, radius * inside, ATLAS, "ray", sides, rings)
    return merge([filled, *layers_drawn(whorl, LAYERS, ATLAS, level)])


def ray_tile(body: Colour, deep: Colour, rim: Colour, seed: int) -> Colour:
    """Linear tile of a ray: deep at its foot, two fine grooves, a lighter round end."""
    across, along = tile_grid()
    colour = mix(deep, body, smoothstep(0.25, 0.85, along))
    grooves = bell((np.abs(across) - 0.4) / 0.12) + 0.5 * bell(across / 0.06)
    colour = colour * (1 - 0.09 * grooves * smoothstep(1.0, 0.8, along))[..., None]
    colour = mix(colour, rim, 0.75 * np.maximum(smoothstep(0.86, 1.0, along), 0.6 * smoothstep(0.7, 1.0, np.abs(across))))
    return np.asarray(colour * (1 + 0.02 * noise(seed, 10))[..., None])


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = worn(true, 1.1)
    lightness, a, b = (float(x) for x in oklab(true))
    white = float(np.hypot(a, b)) < 0.03 and lightness > 0.9
    if variety.id == "green":  # light between many green rays turns to neon
        body = shade(body, 0.01, 0.8, -6)
    if variety.id == "orange":  # it turns to red
        body = shade(body, 0.02, 0.86, 11)
    if variety.id == "purple":  # it turns to violet
        body = shade(body, 0.03, 0.9, 13)
    deep = mix(body, hex_colour("#F6F0C4"), 0.4) if white else shade(body, -0.14 if lightness > 0.6 else -0.08, 1.12)
    rim = shade(body, 0.03, 0.92)
    fresh = mix(body, hex_colour("#C2D070"), 0.55 if white or variety.id == "green" else 0.16)
    return finished(
        {
            "ray": ray_tile(body, deep, rim, 21),
            "heart": ray_tile(mix(body, fresh, 0.5), mix(deep, fresh, 0.8), mix(rim, fresh, 0.25), 22),
            "bract": scale_tile(shade(GREEN, 0.06)),
            "leaf": cleft_tile(LEAFY),
            "stem": ribbed(stem_tile(shade(STEM_GREEN, -0.06), STEM_GREEN)),
        }
    )


PLANT = PlantKind("chrys-pingpong", ATLAS, OPENNESS, grow, paint, ageing=LASTING)
