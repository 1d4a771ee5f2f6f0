"""Standard disbud chrysanthemum: one big exhibition globe of very many long, incurving rays over a scaly cup."""

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
from catalog.organs.mum import GREEN, LASTING, STEM_GREEN, mum_leaves, mum_stalk, scale_tile, scaly_cup
from catalog.organs.place import scale, shift
from catalog.organs.rays import Ray
from catalog.organs.shoot import shoot
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

SOFT = Finish(roughness=0.55, translucency=0.65, sheen=0.15)
ATLAS = Atlas((("ray", SOFT), ("heart", SOFT), ("bract", STEM), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
RAYS = 248
NECK, STALK = 6.0, 55.0

INCURVED = Ray(
    outline=((0, 0.5), (0.3, 0.72), (0.6, 0.95), (0.78, 1.0), (0.92, 0.94), (1, 0.8)),
    roundness=0.21,
    round_power=2.3,
    arc=((0, 80), (0.4, 66), (0.75, 52), (1, 48)),
)
_ONE = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 3}
LAYERS = (
    Layer(
        0.0,
        "heart",
        INCURVED,
        {Level.HERO: (4, 3), Level.STANDARD: (2, 3), Level.PHONE: (2, 2), Level.FAR: (2, 1)},
        {**_ONE, Level.FAR: 6},
        0.42,
        1.0,
    ),
    Layer(
        0.16, "ray", INCURVED, {Level.HERO: (6, 3), Level.STANDARD: (2, 3), Level.PHONE: (2, 3), Level.FAR: (2, 1)}, _ONE, 0.36, 1.0
    ),
    Layer(
        0.42,
        "ray",
        INCURVED,
        {Level.HERO: (6, 3), Level.STANDARD: (4, 3), Level.PHONE: (2, 3), Level.FAR: (2, 1)},
        {**_ONE, Level.PHONE: 1},
        0.36,
        1.0,
    ),
    Layer(
        0.8, "ray", INCURVED, {Level.HERO: (6, 4), Level.STANDARD: (4, 3), Level.PHONE: (2, 3), Level.FAR: (2, 1)}, _ONE, 0.12, 1.0
    ),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = rng.normal(0, 1, 6), rng.normal(0, 1, (8, RAYS))
    wild = rng.spawn(2)
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    flower, top = _head(q, radius, draws, level)
    wide = 1.1 + 0.75 * q
    cup = scaly_cup(wide, 1.5, stem * 1.15, q, wild[0], ATLAS, level)
    bend = float(np.clip(5 + 4 * lean[0], 0, 13))
    neck = shoot((0, 0, 0), 360 * float(lean[1]), 90, 90 - bend, NECK * (1 + 0.06 * float(np.clip(lean[2], -2, 2))), sway=0.3)
    placed = neck.place @ shift(y=1.45)
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
    middle = (placed @ shift(y=top * 0.5))[:3, 3]
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
    """The globe (cm) with its foot at the origin, brought to its radius; and how high it is.

    In the bud the rays close over a cup; opening, they come to cover a ball, each ending over the next ones inside of it.
    """
    ranks = np.arange(RAYS) / (RAYS - 1)
    j = np.clip(draws, -1.8, 1.8)
    whole = float(np.clip((q - 0.05) / 0.9, 0, 1))
    lowest = 100 + 34 * float(smoothstep(0.0, 1.0, whole))
    young = np.clip(1 - ranks / 0.2, 0, 1)
    youngest = np.clip(1 - ranks / 0.05, 0, 1)
    skirt = smoothstep(0.82, 1.0, ranks) * whole
    incurve = 150 + 8 * young - 34 * skirt + (3 + 4 * skirt) * j[0]
    placed, apart = ball(ranks, radius, lowest, core=0.42, incurve=incurve, crowding=1.22, start=50 * float(j[1, 0]))
    whorl = replace(
        placed,
        length=np.asarray(placed.length) * (1 + 0.018 * j[1] + 0.1 * young + 0.04 * youngest),
        base_height=np.asarray(placed.base_height) + radius * (0.14 * (1 - ranks) - 0.17 * young**1.5),
        width=np.minimum(apart * (1.6 + 0.9 * young), 0.262 * radius) * (1 + 0.05 * j[3]) * (0.95 if level is Level.FAR else 1.0),
        azimuth=placed.azimuth + 2.2 * j[4],
        twist=5 * j[5] * (1 - young) + 6 * young,
        # At the crown all tips lean the same way: the swirl in which the youngest rays are shut.
        sway=0.02 * j[6] + 0.07 * young,
        tint=np.clip(1 + 0.035 * j[7] - 0.05 * young, 0.88, 1.08),
    )
    sides, rings = {Level.HERO: (12, 7), Level.STANDARD: (10, 6), Level.PHONE: (8, 5), Level.FAR: (7, 5)}[level]
    bottom = radius * float(np.cos(np.radians(lowest)))
    inside = radius * (0.86 if level is Level.FAR else 0.77)
    filled = core(inside, bottom, inside * (1.0 if level is Level.FAR else 0.84), ATLAS, "ray", sides, rings)
    # The youngest rays are still one tight knob.
    knob = core(0.34 * radius, 0.3 * radius, 0.95 * radius, ATLAS, "heart", max(6, sides - 4), 4)
    flower = merge([filled, knob, *layers_drawn(whorl, LAYERS, ATLAS, level)]).transformed(shift(y=-bottom * 0.9 + 0.1 * radius))
    factor = radius / float(np.percentile(np.hypot(flower.positions[:, 0], flower.positions[:, 2]), 98))
    return flower.transformed(scale(factor)), float(flower.positions[:, 1].max()) * factor


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
    deep = mix(shade(body, -0.04), hex_colour("#EBE8BC"), 0.4) if white else shade(body, -0.045 if lightness > 0.6 else -0.09, 1.1)
    if variety.id == "bronze":  # light between many brown rays turns to orange
        body, deep = shade(body, -0.01, 0.8, -4), shade(body, -0.08, 0.85, -8)
    # Bronze ones are red-brown inside and golden on the tips.
    rim = mix(body, hex_colour("#E2A94A"), 0.55) if variety.id == "bronze" else shade(body, 0.03, 0.92)
    fresh = mix(body, hex_colour("#CDD884"), 0.5 if white else 0.14)
    return finished(
        {
            "ray": ray_tile(body, deep, rim, 31),
            "heart": ray_tile(mix(body, fresh, 0.22), mix(deep, fresh, 0.6), mix(rim, fresh, 0.12), 32),
            "bract": scale_tile(shade(GREEN, 0.06)),
            "leaf": cleft_tile(GREEN),
            "stem": stem_tile(shade(STEM_GREEN, -0.06), shade(STEM_GREEN, -0.02)),
        }
    )


PLANT = PlantKind("chrys-disbud", ATLAS, OPENNESS, grow, paint, ageing=LASTING)
