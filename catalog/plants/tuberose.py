"""Tuberose: a spike of waxy white stars on curved tubes, in pairs; the buds above flushed with pink."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.boughs import Bough
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.perianth import Florets, Perianth, bent_end, perianths, stood
from catalog.organs.place import scale, shift
from catalog.organs.scatter import scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, PetalPaint, finished, hex_colour, leaf_tile, mix, noise, petal_tile, stem_tile, worn

Array = NDArray[np.float64]
WAXY = Finish(roughness=0.42, translucency=0.55, sheen=0.1)
ATLAS = Atlas(
    (
        ("tepal", WAXY),
        ("bud", WAXY),
        ("stamen", Finish(roughness=0.8)),
        ("bract", LEAF),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK, FOOT = 0.33, 53.0, 3.0
TIGHT = 0.82  # of the head's length: the axis, which flowers and buds overtop
OPENING, TIPS = 24, 12  # flowers that may open, and buds that never do
BEND_OVER = 2.6
FORM = Perianth(
    length=5.5,
    width=1.24,
    at=(0.0, 0.2, 0.4, 0.55, 0.64, 0.74, 0.88, 1.0),
    closed=(84.0, 87.0, 85.0, 80.0, 84.0, 93.0, 118.0, 164.0),
    opened=(84.0, 87.0, 86.0, 80.0, 52.0, 18.0, 0.0, -16.0),
    outline=((0.0, 0.3), (0.5, 0.42), (0.64, 0.74), (0.77, 1.0), (0.88, 0.9), (0.95, 0.7), (1.0, 0.46)),
    base_radius=0.2,
    fused=0.56,
    curl=((0.0, 0.9), (0.6, 0.6), (0.85, 0.3), (1.0, 0.35)),
    roundness=0.1,
    inner_lift=5.0,
    inner_width=1.0,
    lie=0.06,
    cover=0.5,
)
FULL_BUD: Knots = ((0.4, 0.0), (0.5, 0.3), (0.72, 0.55), (1.0, 0.78), (0.7, 0.93), (0.0, 1.0))
COARSE_BUD: Knots = ((0.4, 0.0), (1.0, 0.72), (0.0, 1.0))
GRIDS = {Level.HERO: (5, 6), Level.STANDARD: (3, 4), Level.PHONE: (2, 3), Level.FAR: (0, 0)}
SLOTS = ("tepal",) * 6


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    length = diameter(growth, OPENNESS)
    noises, draws = np.clip(rng.normal(0, 1, (OPENING + TIPS, 6)), -2, 2), rng.normal(0, 1, (OPENING, 6, 4))
    sway = np.clip(rng.normal(0, 1, 4), -2, 2)
    streams = rng.spawn(3)
    axis = _axis(length, sway)
    florets, share, azimuths = _florets(axis, length, q, noises, draws, 90 * float(sway[3]))
    parts = [perianths(FORM, florets, ATLAS, SLOTS, grid=GRIDS[level], bend_over=BEND_OVER, crowd=1.65)]
    parts.append(_tips(axis, share, azimuths, q, noises, level))
    parts += _bracts(axis, share, azimuths, level, streams[0])
    if level in (Level.HERO, Level.STANDARD):
        parts.append(_stamens(florets))
    sides = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]
    parts.append(tube(axis.path[::step], axis.radii[::step], ATLAS, "stem", sides=sides, along=(0.6, 1.0)))
    middle = axis.at(np.array([0.5]))[0]
    cm = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, streams[1]).transformed(cm),
        head=Head((middle / 100).astype(np.float32), 0.26 * length / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        proxies=_proxies(axis, share, florets.opened),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _axis(length: float, sway: Array) -> Bough:
    t = np.linspace(0, 1, 17)
    total = FOOT + length * TIGHT
    lean = 0.05 * total * sway[0]
    x = lean * t**2 + 0.012 * total * np.sin(7 * t + sway[1]) * t**2
    path = np.stack([x, total * t, 0.03 * total * sway[2] * t**2], 1)
    return Bough(path, STEM_RADIUS * (1 - 0.66 * t))


def _florets(axis: Bough, length: float, q: float, noises: Array, draws: Array, start: float) -> tuple[Florets, Array, Array]:
    """In pairs, that wind around the axis so evenly that they hide it, and stand closer towards the top."""
    n = OPENING + TIPS
    k = np.arange(n)
    node = k // 2
    s = (node + 0.35 * (k % 2)) / (n / 2 - 0.65)
    total = FOOT + length * TIGHT
    share = (FOOT + length * 0.955 * TIGHT * (1.3 * s - 0.3 * s**2) + 0.12 * noises[:, 0]) / total
    azimuths = 137.508 * k + start + 6 * noises[:, 1]
    opened = np.clip((-0.4 + 11.2 * q - k / 2 + 0.25 + 0.5 * noises[:, 2] * min(1.0, 2 * q)) / 3.2, 0.0, 1.0)
    sizes = (0.68 + 0.32 * smoothstep(0.0, 0.35, opened)) * (0.98 - 0.32 * s) * (0.72 + 0.28 * smoothstep(0.0, 0.9, q))
    sizes = sizes * (1 + 0.04 * noises[:, 3]) * 1.0
    elevations = 58 + 16 * s + 5 * noises[:, 4] - 8 * opened
    out = np.stack([np.cos(np.radians(azimuths)), 0 * azimuths, -np.sin(np.radians(azimuths))], 1)
    origins = axis.at(share) + out * (0.7 * axis.thick(share))[:, None]
    bends = 8 + 34 * smoothstep(0.0, 0.8, opened) + 5 * noises[:, 5]
    shy = (1 - smoothstep(0.05, 0.5, opened))[:, None]
    tints = 1 + (np.array([1.07, 0.985, 0.95]) - 1) * shy
    f = slice(0, OPENING)
    rotations = stood(azimuths, elevations, 0.0)
    florets = Florets(opened[f], sizes[f], rotations[f], origins[f], bends[f], tints[f] * (1 + 0.02 * noises[f, 3:4]), draws)
    return florets, share, azimuths


def _tips(axis: Bough, share: Array, azimuths: Array, q: float, noises: Array, level: Level) -> Mesh:
    """The crowded buds at the top, the youngest greenest."""
    k = np.arange(OPENING, OPENING + TIPS)
    young = (k - OPENING) / TIPS
    a = np.radians(azimuths[k])
    out = np.stack([np.cos(a), 0 * a, -np.sin(a)], 1)
    e = np.radians(56 + 28 * young + 4 * noises[k, 4])
    ways = out * np.cos(e)[:, None] + np.array([0, 1.0, 0]) * np.sin(e)[:, None]
    profile = FULL_BUD if level in (Level.HERO, Level.STANDARD) else COARSE_BUD
    sides = {Level.HERO: 6, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    lengths = (3.3 - 2.2 * young) * (0.72 + 0.28 * q) * (1 + 0.06 * noises[k, 3])
    return scatter(
        profile,
        axis.at(share[k]) + out * 0.08,
        ways,
        lengths,
        0.74 - 0.4 * young,
        ATLAS,
        "bud",
        along=young,
        tint=1 + 0.02 * noises[k, 2],
        sides=sides,
    )


def _bracts(axis: Bough, share: Array, azimuths: Array, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """A small pointed bract under each pair."""
    parts = []
    grid = steps(level, 2, 6) if level is not Level.FAR else (2, 2)
    for node in range(len(share) // 2):
        draw = np.clip(rng.normal(0, 1, 3), -2, 2)
        stream = rng.spawn(1)[0]
        if level is Level.FAR or (level is Level.PHONE and node > 8):
            continue
        shape = Blade(
            length=(1.9 - 0.09 * node) * (1 + 0.1 * draw[0]),
            width=0.85 - 0.035 * node,
            midrib=((0, 30), (0.3, 52 + 5 * draw[1]), (1, 46 + 10 * draw[1])),
            outline=((0, 0.9), (0.2, 1.0), (0.6, 0.6), (1, 0.03)),
            base_radius=0.75 * float(axis.thick(share[2 * node : 2 * node + 1])[0]),
            base_height=-0.35,
            curl=((0, 1.4), (1, 0.8)),
            roundness=0.02,
        )
        middle = float(azimuths[2 * node])
        place = axis.at(share[2 * node : 2 * node + 1])[0]
        parts.append(
            blade(shape, ATLAS, "bract", stream, azimuth=middle, grid=grid, tint=1 + 0.05 * draw[2]).transformed(shift(*place))
        )
    return parts


def _stamens(florets: Florets) -> Mesh:
    """Slim, pale anthers in a ring just inside the mouth of each tube, so that one looks down past them."""
    wide = florets.of(florets.opened > 0.4)
    if not len(wide.opened):
        return merge([])
    mouth, way = bent_end(wide.bends, BEND_OVER, 0.34)
    flat = np.stack([way[:, 1], -way[:, 0], 0 * way[:, 0]], 1)
    turn = np.radians(90 * np.arange(4) + 30.0)
    ring = np.cos(turn)[:, None] * flat[:, None] + np.sin(turn)[:, None] * np.cross(way, flat)[:, None]
    feet = (mouth[:, None] + 0.17 * ring) * wide.sizes[:, None, None]
    at = np.einsum("kij,knj->kni", wide.rotations, feet) + wide.origins[:, None]
    ways = np.einsum("kij,knj->kni", wide.rotations, way[:, None] - 0.12 * ring)
    lengths = np.repeat(0.46 * wide.sizes, 4) * (1 + 0.1 * wide.draws[:, :4, 0].ravel().clip(-1.5, 1.5))
    slip = ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0))
    anthers = scatter(slip, at.reshape(-1, 3), ways.reshape(-1, 3), lengths, 0.15, ATLAS, "stamen", along=0.5, sides=3, tint=1.7)
    # The pale column of the pistil closes the narrow tube: one never sees through to the stem.
    low, up = bent_end(wide.bends, BEND_OVER, -0.45)
    at = np.einsum("kij,kj->ki", wide.rotations, low * wide.sizes[:, None]) + wide.origins
    column = ((1.0, 0.0), (0.3, 0.4), (0.0, 1.0))
    ways = np.einsum("kij,kj->ki", wide.rotations, up)
    pistils = scatter(column, at, ways, 0.5 * wide.sizes, 0.74 * wide.sizes, ATLAS, "stamen", along=0.5, sides=4, tint=1.35)
    return merge([anthers, pistils])


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    nodes = (-5.0, -13.0, -22.0, -32.0, -41.0)
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.8, kink=0.35, nodes=nodes, swell=0.1, soft=0.5)
    sides = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    for k, node in enumerate(nodes):
        draw = np.clip(rng.normal(0, 1, 5), -2, 2)
        shape = Leaf(
            length=(4.0 + 3.6 * k) * (1 + 0.1 * draw[0]),
            width=0.95 + 0.1 * k,
            outline=((0, 0.95), (0.15, 1.0), (0.4, 0.84), (0.75, 0.42), (0.93, 0.13), (1, 0.0)),
            midrib=((0, 84), (0.25, 70 + 3 * draw[1]), (0.6, 50 - 3 * k + 6 * draw[1]), (1, 26 - 12 * k + 12 * draw[2])),
            fold=22,
            curl=((0, 2.2), (0.2, 0.9), (1, 0.2)),
            ripple=0.04,
            sickle=8 * float(draw[3]),
            twist=14 * float(draw[4]),
        )
        tint = 1 + 0.05 * float(draw[1])
        grown = leaf(
            shape, ATLAS, "leaf", rng, level, azimuth=40 + 137.5 * k, base_radius=0.34, base_height=node, rows=16, tint=tint
        )
        if level is not Level.FAR or k != 1:
            parts.append(grown.transformed(cane.frame(node)))
    return merge(parts)


def _proxies(axis: Bough, share: Array, opened: Array) -> NDArray[np.float32]:
    spheres = [[*axis.at(share[-1:])[0], 1.0]]
    for node in range(OPENING // 2):
        wide = float(opened[2 * node : 2 * node + 2].max())
        spheres.append([*(axis.at(share[2 * node : 2 * node + 1])[0] + np.array([0.0, 1.4, 0.0])), 1.7 + 1.9 * wide])
    return (np.array(spheres) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    body = worn(hex_colour(variety.hex))
    blush = hex_colour(variety.accent) if variety.accent else hex_colour("#F3D9D0")
    rose = mix(blush, hex_colour("#E7A9A4"), 0.5)
    green = hex_colour("#B9CB92")
    across, along = tile_grid()
    tepal = petal_tile(PetalPaint(body, veins=0.09, vein_count=9, mottle=0.015, seed=41))
    tepal = mix(tepal, mix(body, hex_colour("#EFEBCB"), 0.6), 0.5 * bell(across / 0.4) * smoothstep(0.95, 0.6, along))
    tepal = mix(tepal, mix(body, green, 0.55), 0.75 * smoothstep(0.3, 0.0, along))
    tepal = mix(tepal, rose, 0.2 * smoothstep(0.75, 1.0, along) * (0.6 + 0.4 * np.abs(across)))
    return finished(
        {
            "tepal": tepal,
            "bud": _bud_tile(body, rose, green),
            "stamen": mix(hex_colour("#EAE2BC"), hex_colour("#F5EFD0"), (across + 1) / 2),
            "bract": leaf_tile(hex_colour("#86A862"), veins="parallel", pairs=3, seed=5),
            "leaf": leaf_tile(hex_colour("#5E8E45"), veins="parallel", pairs=5, contrast=0.25, seed=9),
            "stem": stem_tile(hex_colour("#76A04E"), hex_colour("#93B56C")),
        }
    )


def _bud_tile(body: Colour, rose: Colour, green: Colour) -> Colour:
    """across: foot to tip of a bud; along: from the ripest to the youngest."""
    across, along = tile_grid()
    up = (across + 1) / 2
    ripe = mix(mix(green, body, 0.5), body, smoothstep(0.0, 0.5, up))
    # A breath of pink that comes on gradually; the youngest are green.
    tile = mix(ripe, rose, 0.46 * smoothstep(0.2, 1.0, up) * smoothstep(1.0, 0.2, along))
    tile = mix(tile, mix(green, body, 0.25), 0.85 * smoothstep(0.25, 0.9, along) * (1 - 0.3 * up))
    return np.asarray(tile * (1 + 0.015 * noise(14, 3, 1))[..., None])


PLANT = PlantKind(species="tuberose", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint)
