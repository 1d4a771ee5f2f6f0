"""Decorative dahlia: very regular spirals of broad, cupped rays, tight and quilled in the middle; opposite pinnate leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import Ageing
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.capitulum import Layer, core, layers_drawn, nested
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Compound, Leaf, compound_leaf, leaf
from catalog.organs.mum import scale_tile
from catalog.organs.place import Matrix, scale, shift
from catalog.organs.profile import Nest
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.shoot import SIDES, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

SILK = Finish(roughness=0.5, translucency=0.7, sheen=0.2)
ATLAS = Atlas((("ray", SILK), ("heart", SILK), ("bract", STEM), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
RAYS = 150
NECK, STALK = 6.5, 31.0
STEM_GREEN = hex_colour("#7F9A54")

# Radius and height (cm) of the midribs of the innermost rays, of some in between and of the outermost.
NEST = Nest(
    (0.0, 0.15, 0.35, 0.6, 0.82, 1.0),
    (
        ((0.05, 0.6), (0.14, 1.1), (0.2, 1.6), (0.16, 2.0), (0.04, 2.25), (-0.1, 2.35)),
        ((0.25, 0.5), (0.62, 1.0), (0.8, 1.6), (0.78, 2.1), (0.52, 2.45), (0.15, 2.6)),
        ((0.4, 0.35), (1.02, 0.8), (1.32, 1.5), (1.3, 2.1), (0.98, 2.55), (0.5, 2.78)),
        ((0.5, 0.2), (1.4, 0.6), (1.84, 1.3), (1.9, 2.0), (1.6, 2.5), (1.1, 2.8)),
        ((0.55, 0.1), (1.65, 0.4), (2.2, 1.05), (2.36, 1.75), (2.16, 2.3), (1.75, 2.65)),
        ((0.6, 0.0), (1.8, 0.2), (2.4, 0.8), (2.62, 1.5), (2.5, 2.05), (2.2, 2.45)),
    ),
    (
        ((0.05, 1.5), (0.16, 2.1), (0.26, 2.7), (0.26, 3.2), (0.14, 3.6), (-0.06, 3.8)),
        ((0.3, 1.3), (0.75, 2.0), (1.1, 2.75), (1.2, 3.4), (1.05, 3.85), (0.7, 4.1)),
        ((0.5, 1.0), (1.4, 1.7), (2.15, 2.5), (2.6, 3.25), (2.72, 3.7), (2.68, 4.0)),
        ((0.7, 0.6), (2.0, 1.1), (3.3, 1.7), (4.3, 2.35), (4.85, 2.75), (5.2, 2.95)),
        ((0.8, 0.25), (2.3, 0.45), (4.0, 0.7), (5.4, 1.0), (6.2, 1.15), (6.7, 1.15)),
        ((0.85, 0.0), (2.3, -0.15), (4.0, -0.45), (5.5, -0.85), (6.4, -1.2), (7.0, -1.55)),
    ),
)
CUPPED = Ray(
    outline=((0, 0.3), (0.2, 0.56), (0.45, 0.9), (0.65, 1.0), (0.82, 0.88), (0.93, 0.6), (1, 0.3)),
    roundness=0.1,
    round_power=1.7,
    arc=((0, 110), (0.25, 78), (0.55, 52), (0.8, 40), (1, 42)),
    pleats=3.0,
    pleat_depth=0.02,
)
# The form "dinnerplate": broader, softer rays that wave and twist.
LOOSE = replace(
    CUPPED,
    outline=((0, 0.3), (0.2, 0.58), (0.45, 0.9), (0.68, 1.0), (0.85, 0.9), (0.95, 0.66), (1, 0.4)),
    arc=((0, 100), (0.25, 64), (0.55, 34), (0.8, 22), (1, 26)),
)
_ONE = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 1, Level.FAR: 1}
LAYERS = (
    Layer(
        0.0,
        "heart",
        CUPPED,
        {Level.HERO: (4, 3), Level.STANDARD: (2, 3), Level.PHONE: (2, 2), Level.FAR: (2, 1)},
        {**_ONE, Level.PHONE: 2, Level.FAR: 3},
        0.4,
    ),
    Layer(
        0.16,
        "ray",
        CUPPED,
        {Level.HERO: (6, 5), Level.STANDARD: (4, 3), Level.PHONE: (2, 3), Level.FAR: (1, 2)},
        {**_ONE, Level.PHONE: 2, Level.FAR: 3},
        0.35,
        1.1,
    ),
    Layer(
        0.55, "ray", CUPPED, {Level.HERO: (6, 6), Level.STANDARD: (4, 5), Level.PHONE: (2, 4), Level.FAR: (1, 2)}, _ONE, 0.1, 1.15
    ),
)
_BRACT = Ray(outline=((0, 0.7), (0.4, 1.0), (0.8, 0.7), (1, 0.15)), roundness=0.1, cup=((0, 0.3), (1, 0.2)))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    lean, draws = rng.normal(0, 1, 6), rng.normal(0, 1, (10, RAYS))
    wild = rng.spawn(2)
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    flower, low, top = _head(q, radius, draws, level, growth.form == "dinnerplate")
    # Dahlias look a little aside.
    bend = float(np.clip(22 + 7 * lean[0], 8, 36))
    neck = shoot(
        (0, 0, 0),
        -90 + 30 * float(np.clip(lean[1], -2, 2)),
        90,
        90 - bend,
        NECK * (1 + 0.06 * float(np.clip(lean[2], -2, 2))),
        sway=0.3,
    )
    placed = neck.place @ shift(y=0.55)
    pedicel = neck.grown((stem, stem * 0.75), ATLAS, "stem", level, flare=0.1, along=(0.8, 1.0))
    length = STALK * (1 + 0.03 * float(np.clip(lean[4], -2, 2)))
    middle = (placed @ shift(y=low + (top - low) * 0.45))[:3, 3]
    pair = _small_pair(neck.frame(0.1), stem, lean, wild[0], level)
    return Plant(
        bloom=merge([merge([flower, _cup(q, draws, level)]).transformed(placed), pedicel, pair]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, wild[1], level).transformed(scale(0.01)),
        head=Head((middle / 100).astype(np.float32), radius / 100, placed[:3, 1].astype(np.float32)),
        proxies=_proxies(placed, radius, low, top),
        stem_radius=stem / 100,
        stalk_length=length / 100,
    )


def _proxies(placed: Matrix, radius: float, low: float, top: float) -> Floats:
    dome = min(radius * 0.72, (top - low) * 0.52)
    around = np.radians(60 * np.arange(6))
    ring = np.stack([np.cos(around) * radius * 0.62, np.full(6, low + (top - low) * 0.4), -np.sin(around) * radius * 0.62], 1)
    points = np.vstack([[0, top - dome, 0], ring, [0, -0.3, 0]]) @ placed[:3, :3].T + placed[:3, 3]
    radii = np.r_[dome, np.full(6, radius * 0.4), 1.2]
    return (np.column_stack([points, radii]) / 100).astype(np.float32)


def _head(q: float, radius: float, draws: NDArray[np.float64], level: Level, loose: bool) -> tuple[Mesh, float, float]:
    """The bloom (cm) with its foot at the origin, brought to its radius; its lowest and highest point."""
    ranks = np.arange(RAYS) / (RAYS - 1)
    j = np.clip(draws, -1.8, 1.8)
    whole = float(np.clip((q - 0.05) / 0.9, 0, 1))
    opened = np.clip(whole * (1 + 0.22 * (ranks - 0.6)) + 0.012 * j[0] * min(1.0, 3 * whole), 0, 1)
    placed = nested(NEST, ranks, opened, start=50 * float(j[1, 0]))
    elevation = np.asarray(placed.elevation)
    free = 2.3 if loose else 1.0
    wander = free * np.linspace(0, 1, elevation.shape[1])[None] ** 1.5 * (3 + 5 * ranks * whole)[:, None] * j[2][:, None]
    whorl = replace(
        placed,
        elevation=elevation + wander,
        length=np.asarray(placed.length) * (1 + 0.018 * free * j[1]),
        width=(0.75 + 1.75 * ranks**0.75) * (0.6 + 0.4 * whole) * (1 + 0.04 * j[3]) * (1.2 if loose else 1.0),
        azimuth=placed.azimuth + 2.2 * free * j[4],
        twist=5 * free**1.5 * j[5],
        sway=0.02 * free * j[6],
        tint=np.clip(1 + 0.03 * j[7], 0.9, 1.08),
        wave=free * (0.04 + 0.1 * ranks * whole) * (1 + 0.4 * j[8]),
        phase=2 * j[9],
    )
    layers = tuple(replace(layer, shape=LOOSE) for layer in LAYERS) if loose else LAYERS
    grown = layers_drawn(whorl, layers, ATLAS, level)
    outer = merge(grown).positions
    factor = radius / float(np.percentile(np.hypot(outer[:, 0], outer[:, 2]), 98))
    low, high = float(outer[:, 1].min()), float(outer[:, 1].max())
    sides, rings = {Level.HERO: (14, 7), Level.STANDARD: (10, 6), Level.PHONE: (8, 5), Level.FAR: (7, 5)}[level]
    inside = core(1.5 + 1.0 * whole, 0.1, high * 0.78, ATLAS, "ray", sides, rings)
    return merge([inside, *grown]).transformed(scale(factor)), low * factor, high * factor


def _cup(q: float, draws: NDArray[np.float64], level: Level) -> Mesh:
    """Behind the head: an inner row of papery scales that lie against the rays, and green bracts that fold back."""
    sides = {Level.HERO: 16, Level.STANDARD: 10, Level.PHONE: 8, Level.FAR: 5}[level]
    profile = [(0.26, -0.65), (0.5, -0.5), (0.95, -0.2), (1.15, 0.15), (0.8, 0.4)]
    body = lathe(profile[:: 2 if level is Level.FAR else 1], ATLAS, "bract", sides=sides)
    if level is Level.FAR:
        return body
    j = np.clip(draws[:2, :8], -1.8, 1.8)
    inner = Whorl(
        azimuth=45 * np.arange(8) + 3 * j[0],
        length=1.7,
        width=1.15,
        elevation_at=(0.0, 0.5, 1.0),
        elevation=np.array([36.0, 52 - 34 * q, 62 - 56 * q]),
        base_radius=0.6,
        base_height=-0.3,
        tint=1.15,
    )
    outer = Whorl(
        azimuth=60 * np.arange(6) + 5 * j[0, :6],
        length=1.5 + 0.08 * j[1, :6],
        width=0.75,
        elevation_at=(0.0, 0.4, 1.0),
        elevation=np.array([14.0, 6 - 24 * q, -6 - 46 * q]) + 4 * j[1, :6, None],
        base_radius=0.45,
        base_height=-0.45,
        tint=0.9,
    )
    grid = {Level.HERO: (4, 4), Level.STANDARD: (2, 3)}.get(level, (2, 2))
    return merge([body, rays(_BRACT, inner, ATLAS, "bract", grid=grid), rays(_BRACT, outer, ATLAS, "bract", grid=grid)])


def _blade(length: float, droop: float) -> Leaf:
    return Leaf(
        length,
        length * 0.6,
        midrib=((0, 22), (0.4, 6), (1, -30 - droop)),
        fold=12,
        teeth=9,
        tooth=0.16,
        ripple=0.08,
        quilt=0.02,
        petiole=0.1 * length,
        petiole_radius=0.07,
    )


def _small_pair(at: Matrix, stem: float, lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    """Two small simple leaves where the flower's own stem begins."""
    parts = []
    for side in (0.0, 180.0):
        shape = replace(_blade(3.4 + 0.3 * float(np.clip(rng.normal(), -1.5, 1.5)), 10), midrib=((0, 52), (0.4, 26), (1, -20)))
        azimuth = 90 + 25 * float(lean[3]) + side
        parts.append(
            leaf(shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=stem * 0.8, petiole_slot="stem", columns=4)
        )
    return merge(parts).transformed(at)


NODES = (-6.0, -15.0)


def _stalk(length: float, stem: float, lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    axis = Stalk(length, stem, way=float(lean[5] * 2), sway=1.3, kink=0.3, taper=1.25, nodes=NODES, swell=0.3, soft=0.45)
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.8))]
    for k, node in enumerate(NODES):
        for side in (0.0, 180.0):
            shape = Compound(
                _blade(7.0 + 0.8 * k, 12 + 5 * float(np.clip(rng.normal(), -1.5, 1.5))),
                pairs=1,
                rachis=6.0 + k,
                rachis_radius=0.1,
                bare=0.55,
                midrib=((0, 52), (0.5, 30), (1, 4)),
            )
            azimuth = 25 * float(lean[3]) + 90 * k + side + 8 * float(np.clip(rng.normal(), -1.5, 1.5))
            grown = compound_leaf(
                shape,
                ATLAS,
                "leaf",
                rng,
                level,
                azimuth=azimuth,
                base_radius=stem * 0.8,
                base_height=node,
                rachis_slot="stem",
                columns=2,
            )
            if level in (Level.HERO, Level.STANDARD) or k == 0:
                parts.append(grown.transformed(axis.frame(node)))
    return merge(parts)


def ray_tile(body: Colour, deep: Colour, rim: Colour, seed: int) -> Colour:
    """Linear tile of a broad ray: deep at its foot, fine parallel veins, a lighter end."""
    across, along = tile_grid()
    colour = mix(deep, body, smoothstep(0.08, 0.78, along))
    veins = np.clip(np.abs(np.cos(across * np.pi * 4.5)), 0.3, 1) ** 12 + 0.8 * bell(across / 0.05)
    colour = colour * (1 - 0.07 * veins * smoothstep(1.0, 0.8, along))[..., None]
    colour = mix(colour, rim, 0.8 * np.maximum(smoothstep(0.8, 1.0, along), 0.6 * smoothstep(0.72, 1.0, np.abs(across))))
    return np.asarray(colour * (1 + 0.025 * noise(seed, 10))[..., None])


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = worn(true, 1.1)
    lightness, a, b = (float(x) for x in oklab(true))
    white = float(np.hypot(a, b)) < 0.03 and lightness > 0.9
    deep = mix(body, hex_colour("#F6E6B4"), 0.5) if white else shade(body, -0.06 if lightness > 0.5 else -0.05, 1.12)
    if variety.id == "orange":  # light between orange rays turns to red
        body = shade(body, 0.02, 0.86, 11)
        deep = shade(body, -0.05, 1.0)
    rim = shade(body, 0.03, 0.9)
    heart = mix(body, hex_colour("#E6DFA0"), 0.3) if white else shade(body, -0.04, 1.12)
    if variety.id == "cafe":  # cream that blushes pink towards the middle
        body = shade(body, 0.02, 0.95, -8)
        deep, rim, heart = hex_colour("#F6CEBE"), shade(body, 0.03, 0.9), hex_colour("#F2CABA")
    return finished(
        {
            "ray": ray_tile(body, deep, rim, 41),
            "heart": ray_tile(heart, shade(mix(heart, deep, 0.7), -0.03), mix(heart, rim, 0.5), 42),
            "bract": scale_tile(hex_colour("#86A356")),
            "leaf": leaf_tile(hex_colour("#4C7038"), pairs=6, contrast=0.16),
            "stem": stem_tile(mix(STEM_GREEN, hex_colour("#7A5A4A"), 0.25), STEM_GREEN),
        }
    )


PLANT = PlantKind("dahlia", ATLAS, OPENNESS, grow, paint, ageing=Ageing(nods=42.0, sheds=0.3))
