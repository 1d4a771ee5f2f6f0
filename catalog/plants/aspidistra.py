"""Aspidistra: one broad, dark, leathery lance leaf with close parallel veins, turned a little about itself, on a stiff petiole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import bell, smoothstep
from catalog.organs.frond import Spine
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_GLOSSY = Finish(roughness=0.4, translucency=0.28)
ATLAS = Atlas((("leaf", _GLOSSY), ("stem", STEM)))
STALK = 23.0
NECK = 2.5
PLEATS = 4  # furrows on each half
_GRID = {Level.HERO: (20, 60), Level.STANDARD: (12, 40), Level.PHONE: (6, 34), Level.FAR: (3, 20)}

Array = NDArray[np.float64]


def _half_width(v: Array) -> Array:
    """Share of the half-width along the blade: a long lens, drawn out into the petiole and to the point."""
    lens = v**1.28 * np.clip(1 - v, 0, None) ** 1.1
    peak = 1.28 / 2.38
    return np.asarray(lens / (peak**1.28 * (1 - peak) ** 1.1) + 0.05 * (1 - v) ** 6)


def _blade(length: float, width: float, level: Level, rng: np.random.Generator) -> Mesh:
    """The flat leaf with its relief. The tile shows one half, midrib left and margin right; the other half mirrors it."""
    phases, draw = rng.uniform(0, 6.28, 4), rng.normal(0, 1, 3)
    half, rows = _GRID[level]
    t = np.linspace(0, 1, rows + 1)
    t = 0.65 * t + 0.35 * (0.5 - 0.5 * np.cos(np.pi * t))
    w = np.sin(np.linspace(-1, 1, 2 * half + 1) * np.pi / 2 * 0.8) / np.sin(np.pi / 2 * 0.8)
    v, u = (g.ravel() for g in np.meshgrid(t, w, indexing="ij"))
    full = _half_width(v)
    # No two halves are quite alike: one is broader, and each margin waves in its own measure.
    uneven = 1 + 0.045 * draw[0] * np.sign(u) + 0.02 * np.sin(9 * v + phases[0] * np.sign(u)) + 0.012 * np.sin(23 * v + phases[1])
    reach = width / 2 * full * uneven
    x, out = u * reach, np.abs(u)
    fold = (0.42 - 0.26 * smoothstep(0.0, 0.5, v) + 0.1 * smoothstep(0.75, 1.0, v)) * out
    roll = -0.16 * out**3 * smoothstep(0.15, 0.5, v)
    wave = np.sin(13 * v + phases[2] + 1.5 * np.sign(u)) + 0.6 * np.sin(24 * v + phases[3] - 2 * np.sign(u))
    z = reach * (fold + roll) + 0.035 * width * wave * out**2 * smoothstep(0.12, 0.35, v) * smoothstep(1.0, 0.85, v)
    if level in (Level.HERO, Level.STANDARD):
        pleat = np.cos(2 * np.pi * PLEATS * out**0.9) * smoothstep(0.05, 0.2, v) * smoothstep(1.0, 0.8, v)
        z = z + 0.005 * width * pleat * full - 0.012 * width * bell(out / 0.07)
    columns = 2 * half
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = r * (columns + 1) + c
    d = a + columns + 1
    faces = np.concatenate([np.stack([a, a + 1, d + 1], 1), np.stack([a, d + 1, d], 1)])
    return mesh(np.stack([x, v * length, z], 1), faces, ATLAS.texcoords("leaf", 2 * out - 1, v))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the breadth of the leaf; it is about four times as long."""
    d, level = growth.species.head_diameter, growth.level
    width = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    length = (3.85 + 0.12 * rng.normal()) * width
    twist = float(rng.choice([-1.0, 1.0])) * rng.uniform(55, 85)
    tip = rng.normal(42, 8)
    spine = Spine(length, ((0, 3.0), (0.4, 9.0), (0.75, 0.5 * tip), (1, tip)), rng.normal(0, 2.2), twist, 16 - 0.45 * twist)
    lifted = np.eye(4)
    lifted[1, 3] = NECK
    bloom = spine.hung(_blade(length, width, level, rng)).transformed(lifted)
    sides = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    # The petiole goes on below the blade as its keel.
    share = np.linspace(-0.16, 0.9, {Level.HERO: 20, Level.STANDARD: 14, Level.PHONE: 8, Level.FAR: 3}[level])
    radius = 0.132 + 0.0085 * width
    keel = spine.carried(np.stack([0 * share, share * length, np.where(share > 0, -0.6, -0.2) * radius], 1)) + lifted[:3, 3]
    keel[share < 0] = np.stack([0 * share, NECK * (1 + share / 0.16), 0 * share], 1)[share < 0]
    neck = tube(
        keel,
        radius * np.interp(share, [-0.16, 0.0, 0.25, 0.9], [1.0, 0.95, 0.6, 0.16]),
        ATLAS,
        "stem",
        sides=sides,
        along=(0.5, 1.0),
    )
    axis = Stalk(STALK, radius, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.05, taper=1.25)
    metres = scale(0.01)
    shares = np.linspace(0.08, 0.95, 10)
    size = width / 2 * _half_width(shares)
    spots = [(side * 0.45 * s, y * length, 0.15 * s) for y, s in zip(shares, size, strict=True) for side in (-1.0, 1.0)]
    centres = spine.carried(spots) + lifted[:3, 3]
    middle = spine.carried([[0.0, 0.48 * length, 0.0]])[0] + lifted[:3, 3]
    turned = np.radians(16 - 0.45 * twist + 0.48 * twist)
    face = np.array([np.sin(turned), 0.25, np.cos(turned)])
    return Plant(
        merge([bloom, neck]).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.5)).transformed(metres),
        Head((middle / 100).astype(np.float32), width / 200, (face / np.linalg.norm(face)).astype(np.float32)),
        (np.column_stack([centres, np.repeat(np.maximum(0.6 * size, 0.8), 2)]) / 100).astype(np.float32),
        radius / 100,
        STALK / 100,
    )


def _half_tile(body: Colour, seed: int) -> Colour:
    """Linear tile of half a leaf from the midrib (left) to the margin: strong veins with finer ones between, faint cross veins."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = (across + 1) / 2
    crowd = out**0.92
    strong = np.clip(np.abs(np.cos(np.pi * 7 * crowd)), 0.3, 1.0) ** 26
    fine = np.clip(np.abs(np.cos(np.pi * 28 * crowd)), 0.3, 1.0) ** 6
    colour = mix(shade(body, -0.025), shade(body, 0.02), 0.5 + 0.5 * noise(seed, 3))
    streaks = np.broadcast_to(noise(seed + 2, 22, 2).mean(0, keepdims=True), out.shape)
    colour = colour * (1 + 0.22 * streaks)[..., None]
    colour = mix(colour, shade(body, 0.045, 1.05, -3), 0.5 * fine)
    colour = mix(colour, shade(body, 0.1, 1.1, -5), 0.55 * strong)
    colour = mix(colour, shade(body, -0.045), 0.5 * bell((out - 0.05) / 0.035))
    colour = mix(colour, shade(body, 0.16, 1.1, -8), 0.75 * bell(out / 0.022) * smoothstep(1.0, 0.75, along))
    colour = mix(colour, shade(body, 0.07, 1.0, -6), 0.5 * smoothstep(0.965, 1.0, out))
    colour = mix(shade(body, 0.09, 1.15, -8), colour, smoothstep(0.0, 0.16, along))
    return np.asarray(colour * (1 + 0.04 * noise(seed + 1, 14))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    petiole = shade(body, 0.09, 1.15, -6)
    return finished({"leaf": _half_tile(body, 5), "stem": stem_tile(shade(petiole, -0.02), petiole)})


PLANT = PlantKind("aspidistra", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
