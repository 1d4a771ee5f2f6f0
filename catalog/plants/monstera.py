"""Monstera: one large heart-shaped leaf, slit from the margin between its side veins and holed beside the midrib."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.frond import Spine
from catalog.organs.lobed import Half, Net, seamless, whole_net
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_GLOSSY = Finish(roughness=0.36, translucency=0.3)
ATLAS = Atlas((("leaf", _GLOSSY), ("vein", Finish(0.45, 0.2)), ("stem", STEM)))
STALK = 30.0
NECK = 9.0  # cm of petiole that belong to the rigid part
LOBES = 9
_STARTS: Knots = ((0.0, -0.012), (0.14, 0.0), (0.28, 0.035), (0.45, 0.16), (0.6, 0.32), (0.75, 0.5), (0.88, 0.68), (1.0, 0.8))
_SIDE: Knots = (
    (0, 0.035),
    (0.05, 0.15),
    (0.1, 0.28),
    (0.16, 0.4),
    (0.22, 0.495),
    (0.28, 0.55),
    (0.4, 0.605),
    (0.52, 0.585),
    (0.64, 0.51),
    (0.76, 0.39),
    (0.88, 0.215),
    (0.95, 0.1),
    (1, 0),
)
_ALONG: Knots = (
    (0, -0.13),
    (0.05, -0.242),
    (0.1, -0.275),
    (0.16, -0.24),
    (0.22, -0.15),
    (0.28, -0.04),
    (0.4, 0.15),
    (0.52, 0.35),
    (0.64, 0.53),
    (0.76, 0.7),
    (0.88, 0.86),
    (0.95, 0.95),
    (1, 1.02),
)
_GRID = {Level.HERO: (8, 35), Level.STANDARD: (6, 17), Level.PHONE: (4, 11), Level.FAR: (2, 6)}

Array = NDArray[np.float64]


def _half(rng: np.random.Generator) -> Half:
    """One half with its own cuts: none at the base, deep in the middle, short near the tip."""
    draw = rng.normal(0, 1, (LOBES - 1, 2))
    begin = np.array([2.0, 0.74, 0.5, 0.42, 0.4, 0.42, 0.48, 0.62]) + 0.045 * draw[:, 0]
    width = np.array([0.0, 0.17, 0.22, 0.26, 0.28, 0.29, 0.28, 0.22]) * (1 + 0.16 * draw[:, 1])
    where = rng.permutation([2, 3, 4, 5, 6])[:4]
    size = rng.uniform(0.75, 1.2, 4)
    holes = tuple((int(cut), 0.17, 0.075 * float(f), 0.34 * float(f)) for cut, f in zip(where, size, strict=True))
    slits = tuple((float(b), float(w)) for b, w in zip(begin, width, strict=True))
    return Half(LOBES, _STARTS, _SIDE, _ALONG, bow=(0.58, 0.3), slits=slits, holes=holes, rounding=0.17, power=2.6, onset=0.34)


def _relief(net: Net, size: float, draws: Array, detail: float) -> Array:
    """Height of the blade above its plane, cm: side veins lie in furrows, each lobe droops in its own way, halves rise in a V."""
    span = np.abs(net.side) * size
    wave = np.sin(1.1 * net.rank + draws[0]) + 0.6 * np.sin(2.3 * net.rank + draws[1])
    furrow = -0.16 * bell(net.across / 0.28) * smoothstep(0.0, 0.15, net.out) * smoothstep(1.0, 0.8, net.out)
    bulge = 0.1 * np.cos(np.pi * net.across) * net.out
    rim = 0.12 * np.sin(9 * net.out + 3 * net.rank + draws[2]) * net.across**2
    lift = 0.3 * span * (1 - 0.6 * net.out)
    droop = -(0.13 + 0.028 * wave) * size * net.out**2.4 * np.abs(net.side) * 2
    return np.asarray(lift + droop + detail * size / 22 * (furrow + bulge + rim))


def _blade(size: float, level: Level, rng: np.random.Generator) -> Mesh:
    """The flat leaf with its relief; midrib from the origin along +Y."""
    right, left = _half(rng), _half(rng)
    left = replace(left, starts=[(q, y + 0.022 * (0.1 < q < 0.95)) for q, y in _STARTS])
    draws = rng.uniform(0, 6.28, 3)
    net = whole_net(right, left, *_GRID[level])
    z = _relief(net, size, draws, 0.0 if level is Level.FAR else 1.0)
    points = np.stack([net.side * size, net.along * size, z], 1)
    tint = 1 + 0.03 * np.sin(2.7 * np.floor(net.rank + 0.5) + draws[1])
    return mesh(points, net.faces, ATLAS.texcoords("leaf", net.across, net.out), tint=tint[:, None])


def _midrib(size: float, level: Level) -> Mesh:
    sides, points = {Level.HERO: (6, 16), Level.STANDARD: (5, 10), Level.PHONE: (4, 6), Level.FAR: (3, 3)}[level]
    y = np.linspace(-0.04, 0.99, points) * size
    path = np.stack([0 * y, y, 0 * y + 0.01], 1)
    radii = np.linspace(0.0105, 0.0028, points) * size
    return tube(path, radii, ATLAS, "vein", sides=sides)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the leaf."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100 / 1.22
    tilt, facing = rng.normal(24, 5), rng.normal(12, 10)
    spine = Spine(size, ((0, tilt), (0.5, tilt + 8), (1, tilt + 34)), rng.normal(0, 0.6), rng.normal(0, 5), facing)
    flat = merge([_blade(size, level, rng), _midrib(size, level)])
    top = NECK + 0.1 * size
    lifted = np.eye(4)
    lifted[:3, 3] = spine.frame[:3, :3] @ [0.0, top, 0.03 * size]
    bloom = seamless(spine.hung(flat)).transformed(lifted)
    radius = 0.24 + 0.006 * size
    sides = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    share = np.linspace(0, 1, {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 2}[level])
    # Below the blade the petiole swells into a knee, which turns the leaf to the light.
    knee = (
        np.stack([0 * share, top * share, -0.022 * size * np.sin(np.pi * share) ** 2 + 0.03 * size * share**3], 1)
        @ spine.frame[:3, :3].T
    )
    neck = tube(knee, radius * (1 - 0.25 * share + 0.24 * bell((share - 0.86) / 0.1)), ATLAS, "stem", sides=sides, along=(0.6, 1.0))
    axis = Stalk(STALK, radius, way=float(rng.uniform(0, 6.28)), sway=0.9, kink=0.08, taper=1.3)
    metres = scale(0.01)
    spots = np.array([(x, y) for y in (-0.12, 0.12, 0.36, 0.58) for x in (-0.4, -0.14, 0.14, 0.4)] + [(-0.14, 0.8), (0.14, 0.8)])
    spots[:, 0] *= np.interp(spots[:, 1], [-0.12, 0.12, 0.36, 0.58, 0.8], [0.8, 1.0, 1.0, 0.85, 0.8])
    lift = (0.3 - 0.25 * np.abs(spots[:, 0])) * np.abs(spots[:, 0])
    centres = spine.carried(np.column_stack([spots, lift]) * size) + lifted[:3, 3]
    proxies = np.column_stack([centres, np.full(len(centres), 0.17 * size)])
    middle = spine.carried([[0.0, 0.36 * size, 0.04 * size]])[0] + lifted[:3, 3]
    face = spine.frame[:3, :3] @ np.array([0.0, np.sin(np.radians(tilt + 8)), np.cos(np.radians(tilt + 8))])
    return Plant(
        merge([bloom, neck]).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.6)).transformed(metres),
        Head((middle / 100).astype(np.float32), size / 200, face.astype(np.float32)),
        (np.vstack([proxies, [[0.0, 0.5 * NECK, 0.0, 1.5]]]) / 100).astype(np.float32),
        radius / 100,
        STALK / 100,
    )


def _lobe_tile(body: Colour, seed: int) -> Colour:
    """Linear tile of one lobe, midrib at the base, margin at the end: a pale side vein, fine nerves that leave it, a light rim."""
    across, out = (g.astype(np.float64) for g in tile_grid())
    w = np.abs(across)
    nerves = np.clip(np.abs(np.cos(np.pi * (out * 11 - w * 2.4 + 0.12 * noise(seed + 2, 5)))), 0.3, 1.0) ** 22
    colour = mix(shade(body, -0.035), shade(body, 0.015), 0.5 + 0.5 * noise(seed, 3))
    colour = mix(colour, shade(body, 0.075, 1.1, -4), 0.42 * nerves * smoothstep(1.0, 0.6, w) * smoothstep(0.02, 0.12, w))
    colour = mix(colour, shade(body, -0.045), 0.6 * bell((w - 0.13) / 0.08))
    colour = mix(colour, shade(body, 0.06, 1.05, -6), 0.5 * smoothstep(0.22, 0.0, out))
    vein = bell(w / (0.07 * (1.15 - 0.75 * out)))
    colour = mix(colour, shade(body, 0.22, 1.1, -10), 0.85 * vein * smoothstep(1.0, 0.86, out))
    colour = mix(colour, shade(body, 0.07, 1.1, -8), 0.6 * smoothstep(0.975, 1.0, out))
    return np.asarray(colour * (1 + 0.035 * noise(seed + 1, 16))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    petiole = shade(body, 0.12, 1.15, -8)
    vein = shade(body, 0.24, 1.05, -10)
    return finished(
        {
            "leaf": _lobe_tile(body, 4),
            "vein": stem_tile(shade(vein, 0.02), shade(vein, -0.06)),
            "stem": stem_tile(petiole, shade(petiole, 0.04)),
        }
    )


PLANT = PlantKind("monstera", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
