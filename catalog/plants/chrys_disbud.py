"""Standard disbud chrysanthemum: one big exhibition bloom of very many long, incurving rays; the lowest sweep out and down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.capitulum import Layer, core, layers_drawn, nested
from catalog.organs.cleft import cleft_tile
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.mum import GREEN, LASTING, STEM_GREEN, mum_leaves, mum_stalk, scale_tile, scaly_cup
from catalog.organs.place import scale, shift
from catalog.organs.profile import Nest
from catalog.organs.rays import Ray
from catalog.organs.shoot import shoot
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

SOFT = Finish(roughness=0.55, translucency=0.65, sheen=0.15)
ATLAS = Atlas((("ray", SOFT), ("heart", SOFT), ("bract", STEM), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
RAYS = 250
NECK, STALK = 5.0, 56.0

# Radius and height (cm) of the midribs of the innermost rays, of some in between and of the outermost.
NEST = Nest(
    (0.0, 0.2, 0.45, 0.7, 0.88, 1.0),
    (
        ((0.1, 0.5), (0.2, 1.2), (0.26, 1.8), (0.24, 2.5), (0.12, 2.95), (-0.08, 3.18)),
        ((0.3, 0.4), (0.72, 1.0), (0.95, 1.7), (0.95, 2.4), (0.7, 2.96), (0.12, 3.1)),
        ((0.5, 0.25), (1.2, 0.75), (1.55, 1.5), (1.54, 2.25), (1.22, 2.86), (0.5, 3.02)),
        ((0.6, 0.12), (1.55, 0.5), (2.0, 1.2), (2.02, 1.98), (1.72, 2.58), (1.0, 2.8)),
        ((0.65, 0.04), (1.75, 0.3), (2.32, 0.95), (2.38, 1.65), (2.1, 2.15), (1.6, 2.5)),
        ((0.7, 0.0), (1.85, 0.14), (2.5, 0.7), (2.64, 1.35), (2.45, 1.8), (2.1, 2.1)),
    ),
    (
        ((0.1, 1.1), (0.26, 2.5), (0.4, 3.9), (0.42, 5.1), (0.3, 5.95), (-0.05, 6.25)),
        ((0.35, 0.8), (1.15, 2.1), (1.74, 3.55), (1.86, 4.9), (1.5, 5.8), (0.5, 6.02)),
        ((0.6, 0.5), (2.0, 1.35), (3.05, 2.75), (3.34, 4.25), (2.92, 5.2), (1.8, 5.48)),
        ((0.75, 0.3), (2.6, 0.8), (4.1, 1.85), (4.72, 3.2), (4.42, 4.2), (3.4, 4.6)),
        ((0.85, 0.14), (2.9, 0.26), (4.7, 0.75), (5.65, 1.7), (5.75, 2.7), (5.1, 3.5)),
        ((0.9, 0.0), (2.8, -0.2), (4.6, -0.45), (5.9, -0.4), (6.4, 0.2), (6.2, 1.0)),
    ),
)
SPOON = Ray(
    outline=((0, 0.5), (0.3, 0.66), (0.6, 0.9), (0.78, 1.0), (0.91, 0.95), (1, 0.7)),
    roundness=0.2,
    round_power=2.5,
    arc=((0, 130), (0.35, 105), (0.7, 74), (0.92, 78), (1, 84)),
)
_ONE = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 5}
LAYERS = (
    Layer(
        0.0,
        "heart",
        SPOON,
        {Level.HERO: (2, 3), Level.STANDARD: (2, 3), Level.PHONE: (2, 2), Level.FAR: (2, 1)},
        {**_ONE, Level.FAR: 6},
        0.45,
    ),
    Layer(0.14, "ray", SPOON, {Level.HERO: (4, 3), Level.STANDARD: (2, 4), Level.PHONE: (2, 3), Level.FAR: (2, 2)}, _ONE, 0.3, 1.1),
    Layer(
        0.62,
        "ray",
        SPOON,
        {Level.HERO: (6, 5), Level.STANDARD: (2, 5), Level.PHONE: (2, 3), Level.FAR: (2, 2)},
        {**_ONE, Level.PHONE: 1},
        0.12,
        1.1,
    ),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = rng.normal(0, 1, 6), rng.normal(0, 1, (8, RAYS))
    wild = rng.spawn(2)
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    flower, top = _head(q, radius, draws, level)
    wide = 1.15 + 0.25 * q
    cup = scaly_cup(wide, 0.95, stem, q, wild[0], ATLAS, level)
    bend = float(np.clip(5 + 4 * lean[0], 0, 13))
    neck = shoot((0, 0, 0), 360 * float(lean[1]), 90, 90 - bend, NECK * (1 + 0.06 * float(np.clip(lean[2], -2, 2))), sway=0.3)
    placed = neck.place @ shift(y=0.85)
    pedicel = neck.grown((stem, stem * 0.85), ATLAS, "stem", level, flare=0.1, along=(0.8, 1.0))
    at = 100.0 + 60 * float(lean[3])
    small = mum_leaves(
        [neck.frame(0.1), neck.frame(0.45)],
        np.array([at, at + 150]),
        np.array([stem, stem]),
        np.array([4.6, 3.4]),
        np.array([46.0, 52.0]),
        wild[1],
        ATLAS,
        level,
    )
    length = STALK * (1 + 0.03 * float(np.clip(lean[4], -2, 2)))
    middle = (placed @ shift(y=top * 0.46))[:3, 3]
    return Plant(
        bloom=merge([merge([flower, cup]).transformed(placed), pedicel, small]).transformed(scale(0.01)),
        stalk=mum_stalk(length, stem, lean, wild[1], ATLAS, level, (-4.5, -11.0, -18.0, -26.0)).transformed(scale(0.01)),
        head=Head((middle / 100).astype(np.float32), radius / 100, placed[:3, 1].astype(np.float32)),
        proxies=_proxies(placed, radius, top, wide),
        stem_radius=stem / 100,
        stalk_length=length / 100,
    )


def _proxies(placed: NDArray[np.float64], radius: float, top: float, wide: float) -> Floats:
    """The dome, a ring of smaller spheres for the sweep of the outer rays, the cup."""
    dome = min(radius * 0.82, top * 0.56)
    around = np.radians(60 * np.arange(6))
    ring = np.stack([np.cos(around) * radius * 0.62, np.full(6, top * 0.36), -np.sin(around) * radius * 0.62], 1)
    points = np.vstack([[0, top - dome, 0], ring, [0, -0.3, 0]]) @ placed[:3, :3].T + placed[:3, 3]
    radii = np.r_[dome, np.full(6, radius * 0.4), wide]
    return (np.column_stack([points, radii]) / 100).astype(np.float32)


def _head(q: float, radius: float, draws: NDArray[np.float64], level: Level) -> tuple[Mesh, float]:
    """The bloom (cm) with its foot at the origin, brought to its radius; and how high it is."""
    # More rays outside, where there is more room.
    ranks = (np.arange(RAYS) / (RAYS - 1)) ** 0.82
    j = np.clip(draws, -1.8, 1.8)
    whole = float(np.clip((q - 0.05) / 0.9, 0, 1))
    # Outer rays go first; each keeps its own time a little.
    opened = np.clip(whole * (1 + 0.3 * (ranks - 0.7)) + 0.022 * j[0] * min(1.0, 3 * whole), 0, 1)
    placed = nested(NEST, ranks, opened, start=50 * float(j[1, 0]))
    elevation = np.asarray(placed.elevation)
    wander = np.linspace(0, 1, elevation.shape[1])[None] ** 1.5 * (2.5 + 10 * ranks**2 * whole)[:, None] * j[2][:, None]
    grown = 0.5 + 0.5 * whole
    whorl = replace(
        placed,
        elevation=elevation + wander,
        length=np.asarray(placed.length) * (1 + 0.03 * j[1]),
        width=(0.72 + 0.62 * ranks**0.6) * grown * 1.3 * (1 + 0.06 * j[3]),
        azimuth=placed.azimuth + 4.0 * j[4],
        twist=(6 + 10 * ranks) * j[5],
        sway=0.03 * j[6],
        tint=np.clip(1 + 0.05 * j[7], 0.88, 1.1),
    )
    grown_rays = layers_drawn(whorl, LAYERS, ATLAS, level)
    outer = merge(grown_rays).positions
    factor = radius / float(np.percentile(np.hypot(outer[:, 0], outer[:, 2]), 98))
    high = float(outer[:, 1].max())
    sides, rings = {Level.HERO: (14, 7), Level.STANDARD: (10, 6), Level.PHONE: (8, 5), Level.FAR: (7, 5)}[level]
    girth = float(np.interp(whole, [0, 1], [1.5, 2.9])) * (1.15 if level is Level.FAR else 1.0)
    filled = core(girth, 0.1, high * (0.86 if level is Level.FAR else 0.78), ATLAS, "ray", sides, rings)
    return merge([filled, *grown_rays]).transformed(scale(factor)), high * factor


def ray_tile(body: Colour, deep: Colour, rim: Colour, seed: int) -> Colour:
    """Linear tile of a long ray: deep at its foot, fine grooves along it, a lighter end."""
    across, along = tile_grid()
    colour = mix(deep, body, smoothstep(0.35, 0.92, along))
    grooves = bell((np.abs(across) - 0.42) / 0.1) + 0.7 * bell(across / 0.06) + 0.4 * bell((np.abs(across) - 0.74) / 0.06)
    colour = colour * (1 - 0.09 * grooves * smoothstep(1.0, 0.85, along))[..., None]
    colour = mix(colour, rim, 0.75 * np.maximum(smoothstep(0.82, 1.0, along), 0.6 * smoothstep(0.7, 1.0, np.abs(across))))
    return np.asarray(colour * (1 + 0.025 * noise(seed, 10))[..., None])


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = worn(true, 1.1)
    lightness, a, b = (float(x) for x in oklab(true))
    white = float(np.hypot(a, b)) < 0.03 and lightness > 0.9
    deep = mix(shade(body, -0.04), hex_colour("#EBE8BC"), 0.4) if white else shade(body, -0.07 if lightness > 0.6 else -0.09, 1.12)
    if variety.id == "bronze":  # light between many brown rays turns to orange
        body, deep = shade(body, -0.01, 0.8, -4), shade(body, -0.08, 0.85, -8)
    # Bronze ones are red-brown inside and golden on the tips.
    rim = mix(body, hex_colour("#E2A94A"), 0.55) if variety.id == "bronze" else shade(body, 0.03, 0.92)
    fresh = mix(body, hex_colour("#CDD884"), 0.5 if white else 0.14)
    return finished(
        {
            "ray": ray_tile(body, deep, rim, 31),
            "heart": ray_tile(mix(body, fresh, 0.5), mix(deep, fresh, 0.8), mix(rim, fresh, 0.3), 32),
            "bract": scale_tile(shade(GREEN, 0.06)),
            "leaf": cleft_tile(GREEN),
            "stem": stem_tile(shade(STEM_GREEN, -0.06), shade(STEM_GREEN, -0.02)),
        }
    )


PLANT = PlantKind("chrys-disbud", ATLAS, OPENNESS, grow, paint, ageing=LASTING)
