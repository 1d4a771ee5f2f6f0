"""Monstera: one large heart-shaped leaf, slit from the margin between its side veins and holed beside the midrib."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.frond import Spine
from catalog.organs.lobed import Half, Net, seamless, whole_net
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_GLOSSY = Finish(roughness=0.2, translucency=0.22)
ATLAS = Atlas((("leaf", _GLOSSY), ("vein", Finish(0.35, 0.15)), ("stem", STEM)))
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
_GRID = {Level.HERO: (10, 28), Level.STANDARD: (6, 17), Level.PHONE: (4, 11), Level.FAR: (2, 6)}

Array = NDArray[np.float64]


def _half(rng: np.random.Generator) -> Half:
    """One half with its own cuts, none at the base, deep in the middle, short near the tip; lobes reach out unevenly."""
    draw = rng.normal(0, 1, (LOBES - 1, 2))
    begin = np.array([2.0, 0.76, 0.5, 0.4, 0.38, 0.42, 0.5, 0.66]) + 0.06 * np.clip(draw[:, 0], -2, 1.8)
    width = np.array([0.0, 0.15, 0.2, 0.27, 0.3, 0.31, 0.28, 0.2]) * (1 + 0.24 * draw[:, 1])
    where = rng.permutation([2, 3, 4, 5, 6])[:4]
    size = rng.uniform(0.55, 1.3, 4)
    place = rng.uniform(0.14, 0.21, 4)
    holes = tuple(
        (int(cut), float(at), 0.075 * float(f), 0.36 * float(f))
        for cut, at, f in zip(where, place, size, strict=True)
        if begin[cut] > 0.3
    )
    slits = tuple((float(np.clip(b, 0.3, 2.0)), float(np.clip(w, 0.0, 0.42))) for b, w in zip(begin, width, strict=True))
    q = np.linspace(0, 1, 2 * LOBES + 1)
    free = smoothstep(0.12, 0.22, q) * smoothstep(0.98, 0.86, q)
    wild = rng.normal(0, 1, (2, len(q))) * free
    side, along = curve(_SIDE, q) * (1 + 0.024 * wild[0]), curve(_ALONG, q) + 0.006 * wild[1]
    fine = np.unique(np.concatenate([q[q >= 0.28], [x for x, _ in _SIDE if x < 0.28]]))
    near = fine < 0.28
    margin = (
        np.where(near, curve(_SIDE, fine), np.interp(fine, q, side)),
        np.where(near, curve(_ALONG, fine), np.interp(fine, q, along)),
    )
    return Half(
        LOBES,
        _STARTS,
        tuple(zip(fine.tolist(), margin[0].tolist(), strict=True)),
        tuple(zip(fine.tolist(), margin[1].tolist(), strict=True)),
        bow=(0.58, 0.3),
        slits=slits,
        holes=holes,
        rounding=0.06,
        power=2.4,
        onset=0.36,
        oval=0.26,
    )


def _relief(net: Net, size: float, draws: Array, detail: float) -> Array:
    """Height of the blade above its plane, cm: side veins lie in furrows, each lobe droops and turns in its own way, halves rise in a V."""
    span = np.abs(net.side) * size
    rank = net.rank % 100 + 0.5
    lobe = np.floor(rank)
    inner = smoothstep(1.0, 2.5, rank) * smoothstep(LOBES - 0.3, LOBES - 2.0, rank)
    wave = inner * (np.sin(2.3 * net.rank + draws[0]) + 0.6 * np.sin(1.1 * net.rank + draws[1]))
    furrow = -0.26 * bell(net.across / 0.22) * smoothstep(0.0, 0.15, net.out) * smoothstep(1.0, 0.8, net.out)
    bulge = 0.2 * np.cos(np.pi * net.across) * net.out * smoothstep(1.0, 0.8, net.out)
    rim = 0.16 * np.sin(9 * net.out + 3 * rank + draws[2]) * net.across**2 * smoothstep(0.0, 0.2, net.out)
    lift = 0.34 * span * (1 - 0.55 * net.out) * (1 - 0.6 * smoothstep(0.8, 1.0, net.along))
    # Only lobes that are cut free on both sides turn about their own veins.
    free = np.where((lobe > 2) & (lobe < 7), np.clip(net.out - 0.62, 0, None), 0.0)
    turned = 0.3 * np.sin(3.9 * (net.rank - net.across / 2) + draws[2]) * net.across * free**1.2 * size
    droop = -(0.17 * net.out**2.4 + 0.1 * wave * np.clip(net.out - 0.35, 0, None) ** 1.4) * size * np.abs(net.side) * 2
    return np.asarray(lift + droop + turned + detail * size / 22 * (furrow + bulge + rim))


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
    y = np.linspace(0.0, 0.99, points) * size
    path = np.stack([0 * y, y, 0 * y + 0.01], 1)
    radii = np.linspace(0.0115, 0.0026, points) * size
    return tube(path, radii, ATLAS, "vein", sides=sides)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the leaf."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100 / 1.22
    tilt, facing = rng.normal(26, 5), rng.normal(-10, 7)
    spine = Spine(size, ((0, tilt), (0.5, tilt + 8), (1, tilt + 48)), rng.normal(0, 0.6), rng.normal(0, 5), facing)
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
    vein, foot = shade(body, 0.2, 1.05, -10), shade(petiole, 0.04)
    return finished(
        {
            "leaf": _lobe_tile(body, 4),
            "vein": stem_tile(foot, shade(vein, -0.05)) * 0.5 + 0.5 * mix(foot, vein, smoothstep(0.0, 0.3, tile_grid()[1])),
            "stem": stem_tile(petiole, foot),
        }
    )


PLANT = PlantKind("monstera", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
