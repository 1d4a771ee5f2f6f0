"""Gladiolus: a tall one-sided spike, wide ruffled funnels below, sheathed buds above, sword leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.boughs import Bough
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.perianth import Florets, Perianth, bent_end, perianths, stood
from catalog.organs.place import scale, shift
from catalog.organs.scatter import scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, PetalPaint, finished, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

Array = NDArray[np.float64]
ATLAS = Atlas(
    (
        ("tepal", PETAL),
        ("lip", PETAL),  # the lower tepals with the blotch
        ("bract", Finish(roughness=0.5, translucency=0.3)),
        ("tip", PETAL),  # the colour that peeps from a bud
        ("stamen", Finish(roughness=0.7, translucency=0.2)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK, FOOT = 0.5, 50.0, 4.0
FLOWERS, BUDS = 10, 7
BEND_OVER = 3.6
FORM = Perianth(
    length=10.6,
    width=4.7,
    at=(0.0, 0.15, 0.34, 0.46, 0.6, 0.75, 0.9, 1.0),
    closed=(74.0, 87.0, 86.0, 88.0, 91.0, 96.0, 108.0, 120.0),
    opened=(74.0, 86.0, 78.0, 60.0, 50.0, 36.0, 0.0, -36.0),
    outline=((0.0, 0.1), (0.2, 0.14), (0.36, 0.4), (0.5, 0.74), (0.64, 0.95), (0.76, 1.0), (0.88, 0.93), (1.0, 0.58)),
    base_radius=0.1,
    fused=0.32,
    curl=((0.0, 0.9), (0.45, 0.4), (0.65, 0.16), (0.85, 0.0), (1.0, -0.05)),
    roundness=0.28,
    inner_lift=2.0,
    inner_width=1.06,
    lengths=(1.03, 0.94, 0.96, 0.94, 0.96, 1.03),
    widths=(1.08, 0.92, 0.9, 0.88, 0.9, 1.08),
    lifts=(10.0, 2.0, -5.0, -10.0, -5.0, 2.0),
    ruffle=0.34,
    waves=2.2,
    lie=0.24,
    cover=0.6,
)
GRIDS = {Level.HERO: (6, 10), Level.STANDARD: (4, 7), Level.PHONE: (4, 3), Level.FAR: (0, 0)}


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    length = diameter(growth, OPENNESS)
    lean, draws = np.clip(rng.normal(0, 1, (FLOWERS + BUDS, 5)), -2, 2), rng.normal(0, 1, (FLOWERS, 6, 4))
    sway = rng.normal(0, 1, 4)
    streams = rng.spawn(4)
    axis = _axis(length, sway)
    share, opened, sizes = _ranks(growth.openness, length, lean)
    florets, azimuths = _florets(axis, share, opened, sizes, lean, draws)
    slots = ("tepal", "tepal", "lip", "lip", "lip", "tepal")
    kept = np.arange(FLOWERS) < {Level.FAR: 8}.get(level, FLOWERS)
    parts = [perianths(FORM, florets.of(kept), ATLAS, slots, grid=GRIDS[level], bend_over=BEND_OVER)]
    parts += _bracts(axis, share, azimuths, sizes, opened, level, streams[0])
    parts.append(_stamens(florets, level))
    keep = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    path, radii = axis.path[::keep], axis.radii[::keep]
    parts.append(tube(path, radii, ATLAS, "stem", sides=sides, along=(0.6, 1.0)))
    middle = axis.at(np.array([0.45]))[0] + np.array([0.0, 0.0, 2.5])
    cm = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, streams[1]).transformed(cm),
        head=Head((middle / 100).astype(np.float32), 0.2 * length / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        proxies=_proxies(axis, share, opened, azimuths),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _axis(length: float, sway: Array) -> Bough:
    """The spike: upright at the neck, then in a long slack curve, with a slight zigzag from flower to flower."""
    t = np.linspace(0, 1, 25)
    total = FOOT + length
    lean = 0.02 * total * (1 + 0.5 * np.clip(sway[0], -1.5, 1.5))
    x = lean * np.sin(2.4 * t**1.3 + 0.6 * sway[1]) * t**2 - 0.012 * total * t**2 * sway[2]
    z = 0.035 * total * t**2
    return Bough(np.stack([x, total * t, z], 1), STEM_RADIUS * (1 - 0.72 * t**1.1))


def _ranks(q: float, length: float, lean: Array) -> tuple[Array, Array, Array]:
    """Flower by flower from below: share on the axis, how far open, size. Towards the tip they stand closer."""
    k = np.arange(FLOWERS + BUDS)
    s = np.clip((k + 0.09 * lean[:, 0]) / (FLOWERS + BUDS - 0.4), 0.0, 1.0)
    total = FOOT + length
    share = (FOOT - 1.0 + (length + 0.2) * (1.42 * s - 0.42 * s**2)) / total
    front = -0.6 + 9.0 * q  # the rank that is just unfolding
    opened = np.clip((front - k + 0.35 * lean[:, 1]) / 3.2 + 0.12, 0.0, 1.0)
    sizes = (1.14 - 0.6 * s**1.2) * (0.68 + 0.32 * smoothstep(0.0, 0.6, opened)) * (0.82 + 0.18 * q) * (1 + 0.03 * lean[:, 2])
    return share, opened, sizes


def _florets(axis: Bough, share: Array, opened: Array, sizes: Array, lean: Array, draws: Array) -> tuple[Florets, Array]:
    """In two ranks, both turned to the front."""
    n = len(share)
    side = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    azimuths = 270.0 + side * (33.0 + 5 * lean[:, 3] - 12.0 * np.arange(n) / n)
    elevations = 76.0 + 3 * lean[:, 4] - 10 * opened
    f = slice(0, FLOWERS)
    out = np.stack([np.cos(np.radians(azimuths)), 0 * azimuths, -np.sin(np.radians(azimuths))], 1)
    origins = axis.at(share) + out * (0.55 * axis.thick(share))[:, None]
    # Tepal 0, the hood, is the one away from the bend: half a turn from +X.
    rotations = stood(azimuths, elevations)
    bends = _bends(opened)
    tints = np.array([0.97, 1.02, 0.93]) * (1 - opened[:, None]) + opened[:, None]
    return Florets(opened[f], sizes[f], rotations[f], origins[f], bends[f], tints[f] * (1 + 0.03 * lean[f, 2:3]), draws), azimuths


def _bends(opened: Array) -> Array:
    """Degrees by which the tubes bow outward as the flowers open."""
    return np.asarray(6 + 36 * smoothstep(0.0, 0.9, opened))


def _bracts(
    axis: Bough, share: Array, azimuths: Array, sizes: Array, opened: Array, level: Level, rng: np.random.Generator
) -> list[Mesh]:
    """The green spathe under every flower, bowed as its tube is; those of the top buds lie closed about them."""
    parts = []
    grid = steps(level, 4, 8) if level is not Level.FAR else (2, 3)
    bends = _bends(opened)
    v = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    for k in range(len(share)):
        draw = np.clip(rng.normal(0, 1, 4), -2, 2)
        stream = rng.spawn(1)[0]
        young = max((k - FLOWERS + 1) / BUDS, 0.0)
        length = (6.3 - 0.1 * k - 1.7 * opened[k]) * (1 - 0.56 * young) * (1 + 0.03 * draw[0])
        lifts = 73 + 4 * young - 16 * opened[k] + 2 * draw[1] - 1.0 * bends[k] * np.clip(v * length / (BEND_OVER * sizes[k]), 0, 1)
        lifts = lifts + np.array([6, -4, 1, 3, 8]) * (1 - 0.9 * opened[k])
        shape = Blade(
            length=length,
            width=2.5 * (1 - 0.4 * young),
            midrib=tuple(zip(v.tolist(), lifts.tolist(), strict=True)),
            outline=((0, 0.5), (0.12, 0.66), (0.32, 0.95), (0.48, 1.0), (0.72, 0.72), (0.9, 0.34), (1, 0.03)),
            base_radius=0.7 * float(axis.thick(share[k : k + 1])[0]),
            base_height=-0.8,
            curl=((0, 1.4), (0.5, 1.5 + 0.5 * young), (1, 1.8)),
            roundness=0.02,
            keel=0.06,
        )
        place = axis.at(share[k : k + 1])[0]
        grown = blade(shape, ATLAS, "bract", stream, azimuth=float(azimuths[k]), grid=grid, tint=1 + 0.05 * float(draw[2]))
        parts.append(grown.transformed(shift(*place)))
    parts.append(_tips(axis, share, azimuths, level))
    return parts


def _tips(axis: Bough, share: Array, azimuths: Array, level: Level) -> Mesh:
    """Buds at the top: a little colour shows between their bracts."""
    k = np.arange(FLOWERS, FLOWERS + BUDS)
    a = np.radians(azimuths[k])
    out = np.stack([np.cos(a), 0 * a, -np.sin(a)], 1)
    young = (k - FLOWERS + 1) / BUDS
    ways = out * np.cos(np.radians(80 + 7 * young))[:, None] + np.array([0, 1, 0]) * np.sin(np.radians(80 + 7 * young))[:, None]
    profile = (
        ((0.5, 0.0), (0.9, 0.3), (1.0, 0.55), (0.7, 0.82), (0.0, 1.0))
        if level is not Level.FAR
        else ((0.9, 0.0), (1.0, 0.5), (0, 1))
    )
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    feet = axis.at(share[k]) + out * (0.2 + 0.12 * (1 - young))[:, None] + np.array([0.0, 1.0, 0.0]) * (0.85 - 0.4 * young)[:, None]
    lengths = 3.9 * (1.05 - 0.5 * young)
    return scatter(profile, feet, ways, lengths, 1.0 * (1 - 0.5 * young), ATLAS, "tip", along=1 - young, sides=sides)


def _stamens(florets: Florets, level: Level) -> Mesh:
    """Three stamens under the hood of each open flower, and the style with three branches."""
    if level in (Level.PHONE, Level.FAR):
        return merge([])
    wide = florets.of(florets.opened > 0.45)
    parts = []
    points = 5 if level is Level.HERO else 3
    for k in range(len(wide.opened)):
        mouth, way = bent_end(wide.bends[k : k + 1], BEND_OVER, 0.0)
        for j in range(4):
            fan = (j - 1) * 0.1 if j < 3 else 0.02
            up = np.array([-way[0, 1], way[0, 0], 0.0])
            s = np.linspace(0, 1, points)[:, None]
            end = (3.1 if j < 3 else 3.9) + 0.15 * float(wide.draws[k, j, 0])
            path = mouth + way * end * s + up * (0.2 + 0.5 * s**2) + np.array([0, 0, 1.0]) * fan * 3 * s
            path = path * wide.sizes[k] @ wide.rotations[k].T + wide.origins[k]
            along = (0.0, 0.4)
            parts.append(tube(path, 0.05, ATLAS, "stamen", sides=3, along=along))
            if j < 3:
                heading = (path[-1] - path[-2])[None]
                body = ((0.0, -0.6), (1.0, -0.3), (1.0, 0.3), (0.0, 0.6))
                parts.append(scatter(body, path[-1:], heading, 1.1, 0.2, ATLAS, "stamen", along=0.9, sides=4))
    return merge(parts)


def _leaf(level: Level, rng: np.random.Generator, azimuth: float, height: float, length: float, width: float, lean: float) -> Mesh:
    draw = np.clip(rng.normal(0, 1, 4), -2, 2)
    shape = Leaf(
        length=length,
        width=width,
        outline=((0, 0.5), (0.15, 0.8), (0.4, 1.0), (0.65, 0.86), (0.85, 0.46), (0.95, 0.17), (1, 0.0)),
        midrib=((0, 88), (0.3, 88 - lean), (0.7, 85 - 1.6 * lean + 2 * draw[0]), (1, 82 - 2.6 * lean + 4 * draw[1])),
        fold=10,
        curl=((0, 1.2), (0.25, 0.2), (1, 0.0)),
        ripple=0.05,
        sickle=5 * float(draw[2]),
        twist=12 * float(draw[3]),
        roll=0.0,
    )
    tint = 1 + 0.04 * float(draw[0])
    return leaf(
        shape,
        ATLAS,
        "leaf",
        rng,
        level,
        azimuth=azimuth,
        base_radius=STEM_RADIUS * 1.0,
        base_height=height,
        rows=16,
        columns=6,
        tint=tint,
    )


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.3, kink=0.2, nodes=(-9.0, -24.0), swell=0.06, soft=0.8)
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    rows = (
        (-40.0, 45.0, 36.0, 3.0, 7.0),
        (-33.0, 228.0, 34.0, 2.7, 5.0),
        (-24.0, 20.0, 25.0, 2.0, 5.0),
        (-9.0, 205.0, 12.0, 1.3, 6.0),
    )
    for height, azimuth, length, width, lean in rows:
        grown = _leaf(level, rng, azimuth + 12 * float(np.clip(rng.normal(), -2, 2)), height, length, width, lean)
        parts.append(grown.transformed(cane.frame(height)))
    return merge(parts)


def _proxies(axis: Bough, share: Array, opened: Array, azimuths: Array) -> NDArray[np.float32]:
    spheres = [[*axis.at(np.array([s]))[0], 1.0] for s in (0.05, 0.92, 1.0)]
    for k in range(FLOWERS):
        a = np.radians(azimuths[k])
        radius = 1.6 + 2.6 * float(opened[k])
        away = 0.8 + 3.6 * float(opened[k])
        centre = (
            axis.at(share[k : k + 1])[0]
            + away * np.array([np.cos(a), 0.0, -np.sin(a)])
            + np.array([0.0, 3.4 - float(opened[k]), 0.0])
        )
        spheres.append([*centre, radius])
    return (np.array(spheres) / 100).astype(np.float32)


@dataclass(frozen=True)
class _Look:
    """throat: colour of the tube; blotch: mark on the lower tepals; mark: how strong; edge: tint of the rim."""

    throat: str
    blotch: str
    mark: float = 0.8
    green: str = "#8FB062"


_LOOKS = {
    "red": _Look("#E9C9A2", "#8C0F20", 0.55),
    "pink": _Look("#FBEFC9", "#F7F0BE", 0.85),
    "white": _Look("#EEF2CE", "#EFF0B4", 0.6),
    "yellow": _Look("#F4E9A0", "#D9772F", 0.35),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    look = _LOOKS.get(variety.id, _LOOKS["white"])
    body = worn(hex_colour(variety.hex))
    light, redness, yellowness = (float(x) for x in oklab(body))
    if light > 0.7 and redness > 0.05:  # pink cools to mauve in the funnels' shade
        body = shade(body, 0.0, 1.06, 3)
    edge = shade(body, 0.04, 0.85) if light < 0.9 else body
    deep = shade(body, -0.015, 1.15, -9 if yellowness > 0.1 else 5) if light < 0.92 else mix(body, hex_colour("#EEF0CF"), 0.5)
    across, along = tile_grid()
    tepal = petal_tile(
        PetalPaint(body, deep=deep, deep_until=0.8, edge=edge, edge_width=0.12, veins=0.09, vein_count=11, mottle=0.03, seed=17)
    )
    tepal = mix(tepal, hex_colour(look.throat), 0.85 * smoothstep(0.36, 0.12, along))
    lip = mix(tepal, hex_colour(look.blotch), look.mark * bell(across / (0.16 + 0.3 * (1 - along))) * bell((along - 0.5) / 0.17))
    lip = mix(lip, hex_colour(look.throat), 0.85 * smoothstep(0.4, 0.16, along))
    green = hex_colour(look.green)
    bract = leaf_tile(hex_colour("#7FA65A"), veins="parallel", pairs=5, contrast=0.22, seed=4)
    bract = mix(bract, mix(green, body, 0.25), 0.35 * smoothstep(0.8, 1.0, along))
    tip = mix(mix(green, body, 0.2), body, (smoothstep(0.15, 0.85, along) * smoothstep(-0.2, 0.9, across)))
    return finished(
        {
            "tepal": tepal,
            "lip": lip,
            "bract": bract,
            "tip": tip,
            "stamen": _stamen_tile(body),
            "leaf": leaf_tile(hex_colour("#5C8A4A"), veins="parallel", pairs=7, contrast=0.25, seed=9),
            "stem": stem_tile(hex_colour("#7BA058"), hex_colour("#8DB067")),
        }
    )


def _stamen_tile(body: Colour) -> Colour:
    across, along = tile_grid()
    return mix(
        np.broadcast_to(mix(body, hex_colour("#FBF6E2"), 0.7), (*across.shape, 3)),
        mix(hex_colour("#D8CBB0"), hex_colour("#7E6A8C"), 0.6),
        smoothstep(0.55, 0.7, along),
    )


PLANT = PlantKind(species="gladiolus", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint)
