"""Leatherleaf fern: a triangular, leathery frond, twice to three times divided, on a stiff straw-green stipe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.boughs import Bough, wood
from catalog.organs.curves import Knots, smoothstep
from catalog.organs.foliage import Habit, Outline, foliage
from catalog.organs.frond import Spine, flat_frames, scalloped
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, pinnate_veins, shade, stem_tile

_GLOSSY = Finish(roughness=0.48, translucency=0.24)
ATLAS = Atlas((("leaf", _GLOSSY), ("young", _GLOSSY), ("stem", STEM)))
STALK = 25.0
PINNAE = 10  # on each side of the rachis
_OBLONG: Knots = ((0.0, 0.12), (0.1, 0.6), (0.24, 0.96), (0.38, 1.0), (0.6, 0.8), (0.8, 0.5), (0.93, 0.24), (1.0, 0.06))
_PLUME: Knots = ((0.0, 0.3), (0.1, 0.8), (0.25, 1.0), (0.5, 0.74), (0.75, 0.42), (0.93, 0.2), (1.0, 0.1))

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Segments:
    """The smallest leaflets, (K,) each: foot (K,2) in the plane, heading, length, share of the frond (0 foot .. 1 tip), height
    above the plane, whether each ends a pinna, and how far it tilts out of the plane, degrees: those to the frond's tip dip under
    the next pinna, like shingles."""

    foot: Array
    heading: Array
    length: Array
    share: Array
    high: Array
    ends: NDArray[np.bool_]
    tilts: Array


def _pinna_axis(root: float, heading: float, length: float, side: float) -> Array:
    """(9,2): leaves the rachis at `heading` from it and bows to the frond's tip."""
    angle = np.radians(heading * (1 - 0.24 * np.linspace(0, 1, 8) ** 1.3))
    step = np.stack([side * np.sin(angle), np.cos(angle)], 1) * length / 8
    return np.vstack([[0.0, root], np.array([0.0, root]) + np.cumsum(step, 0)])


def _layout(length: float, rng: np.random.Generator) -> tuple[_Segments, list[Array], Array]:
    """All segments, the axes of the pinnae and their lift above the plane at the end; the frond is `length` cm long."""
    rows: list[tuple[float, ...]] = []
    axes, lifts = [], []
    for j in range(PINNAE):
        t = 1 - (1 - j / PINNAE) ** 1.25
        for side in (-1.0, 1.0):
            draw = rng.normal(0, 1, 5)
            at = np.clip(t + (0.018 if side > 0 else 0.0) + 0.004 * draw[0], 0, 0.97)
            reach = length * 0.54 * (1 - at) ** 0.8 * (0.94 if j == 0 else 1.0) * (1 + 0.05 * draw[1]) + 0.3
            heading = float(np.interp(at, [0, 0.5, 1], [64, 56, 36])) + 3 * draw[2]
            axis = _pinna_axis(at * length * 0.96, heading, reach, side)
            axes.append(axis)
            lift = reach * (-0.17 + 0.09 * draw[3])
            lifts.append(lift)
            rows += _pinnules(axis, reach, side, float(at), lift, length, rng)
    tip = (0.0, length * 0.93, 0.0, length * 0.085, 1.0, 0.0, 1.0, 0.0)
    table = np.array([*rows, tip])
    return (
        _Segments(table[:, :2], table[:, 2], table[:, 3], table[:, 4], table[:, 5], table[:, 6] > 0, table[:, 7]),
        axes,
        np.array(lifts),
    )


def _pinnules(
    axis: Array, reach: float, side: float, at: float, lift: float, length: float, rng: np.random.Generator
) -> list[tuple[float, ...]]:
    """Rows of x, y, heading, length, share, height, ends, tilt for one pinna: alternate pinnules, and its lobed end."""
    pairs = int(np.clip(round(3.6 + 6.6 * reach / (0.54 * length) - 1.6 * at), 3, 10))
    rows: list[tuple[float, ...]] = []
    place = np.linspace(0, 1, len(axis))
    slope = np.gradient(axis, axis=0)
    for k in range(pairs):
        s = 0.07 + 0.8 * (k / pairs) ** 0.92
        for inner in (1.0, -1.0):  # to the frond's tip first: that pinnule stands nearer to the rachis
            draw = rng.normal(0, 1, 4)
            where = min(s + (0.0 if inner > 0 else 0.05) + 0.008 * draw[0], 0.93)
            x, y = (float(np.interp(where, place, axis[:, i])) for i in (0, 1))
            dx, dy = (float(np.interp(where, place, slope[:, i])) for i in (0, 1))
            axial = float(np.degrees(np.arctan2(dx, dy)))
            heading = axial - side * inner * (60 - 14 * where + 3 * draw[1])
            size = reach * float(np.interp(where, [0, 0.5, 1], [0.2, 0.195, 0.145])) * (1 + 0.4 * at) * (1 + 0.07 * draw[2])
            if k == 0 and inner < 0:
                size *= 1.22 - 0.22 * at  # the lowest outer pinnule is the largest
            share = at + (1 - at) * 0.5 * where
            rows.append((x, y, heading, max(size, 0.75), share, lift * where**2 + 0.03 * draw[3], 0.0, -13.0 * inner))
    x, y = (float(np.interp(0.84, place, axis[:, i])) for i in (0, 1))
    last = axis[-1] - axis[-3]
    rows.append(
        (x, y, float(np.degrees(np.arctan2(last[0], last[1]))), 0.2 * reach + 0.3, at + (1 - at) * 0.7, 0.7 * lift, 1.0, 0.0)
    )
    return rows


def _outlines(level: Level) -> tuple[Outline, Outline, Outline]:
    """Of small, of large and of end segments."""
    points = {Level.HERO: 2, Level.STANDARD: 1, Level.PHONE: 1, Level.FAR: 1}[level]
    few, many = {Level.HERO: (5, 7), Level.STANDARD: (4, 5), Level.PHONE: (2, 2), Level.FAR: (2, 3)}[level]
    return (
        scalloped(few, points, _OBLONG, 0.34, forward=0.07, skew=0.25),
        scalloped(many, points, _OBLONG, 0.44, forward=0.07, skew=0.25),
        scalloped(many, points, _PLUME, 0.5, forward=0.07),
    )


def _blades(parts: _Segments, level: Level, rng: np.random.Generator) -> Mesh:
    n = len(parts.length)
    width = parts.length * np.interp(parts.share, [0, 0.5], [0.5, 0.6]) * rng.normal(1, 0.05, n)
    habit = Habit(
        parts.length,
        width,
        rng.normal(14, 9, n),
        np.abs(rng.normal(7, 4, n)),
        rng.normal(-0.1, 0.05, n),
        np.abs(rng.normal(0.03, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 8, n),
    )
    frames = flat_frames(parts.heading, parts.tilts + rng.normal(2, 3, n), rng.normal(0, 6, n))
    origins = np.column_stack([parts.foot, parts.high])
    tints = rng.normal(1, 0.07, (n, 1)) + rng.normal(0, 0.018, (n, 3))
    small, large, end = _outlines(level)
    big = parts.length > 0.62 * np.quantile(parts.length, 0.98)
    young = parts.share > 0.88
    grown = []
    for outline, chosen in ((small, ~big & ~parts.ends), (large, big & ~parts.ends), (end, parts.ends)):
        for slot, kind in (("leaf", chosen & ~young), ("young", chosen & young)):
            if kind.any():
                grown.append(foliage(outline, habit.of(kind), ATLAS, slot, frames[kind], origins[kind], tints=tints[kind]))
    return merge(grown)


def _whole_pinnae(parts: _Segments, axes: list[Array], lifts: Array, rng: np.random.Generator) -> Mesh:
    """For far views: every pinna is one lobed leaf."""
    roots = np.array([a[0] for a in axes] + [parts.foot[-1]])
    ways = np.array([a[-2] - a[0] for a in axes] + [[0.0, 1.0]])
    sizes = np.array([float(np.linalg.norm(a[-1] - a[0])) for a in axes] + [parts.length[-1]]) * 1.06
    n = len(roots)
    zero = np.zeros(n)
    habit = Habit(sizes, sizes * 0.52, zero + 12, zero + 5, zero, zero, np.zeros((n, 2)), zero)
    frames = flat_frames(np.degrees(np.arctan2(ways[:, 0], ways[:, 1])))
    origins = np.column_stack([roots, np.append(lifts * 0.2, 0)])
    outline = scalloped(4, 2, _PLUME, 0.8, forward=0.1)
    return foliage(outline, habit, ATLAS, "leaf", frames, origins, tints=rng.normal(1, 0.06, (n, 1)))


def _axes(length: float, axes: list[Array], lifts: Array, level: Level) -> Mesh:
    rachis = np.stack([np.zeros(13), np.linspace(0, 0.97 * length, 13), np.full(13, -0.05)], 1)
    sides, pieces = {Level.HERO: (6, 12), Level.STANDARD: (5, 10), Level.PHONE: (3, 6), Level.FAR: (3, 3)}[level]
    parts = [wood([Bough(rachis, np.linspace(0.17, 0.03, 13), (0.5, 1.0))], ATLAS, "stem", sides=sides, pieces=pieces)]
    if level is Level.FAR:
        return parts[0]
    s = np.linspace(0, 1, 9) ** 2
    boughs = [
        Bough(np.column_stack([a, lift * s - 0.02]), np.linspace(0.055, 0.015, 9), (0.7, 1.0))
        for a, lift in zip(axes, lifts, strict=True)
    ]
    around, count = {Level.HERO: (3, 6), Level.STANDARD: (2, 4)}.get(level, (2, 2))
    return merge([*parts, wood(boughs, ATLAS, "stem", sides=around, pieces=count)])


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the frond."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    neck, length = 1.5, 1.06 * size
    tip = 46 + rng.normal(0, 6)
    spine = Spine(
        length + neck, ((0, 0.0), (0.35, 8.0), (0.75, 0.6 * tip), (1, tip)), rng.normal(0, 2.2), rng.normal(0, 8), rng.normal(-6, 7)
    )
    parts, axes, lifts = _layout(length, rng)
    blades = _whole_pinnae(parts, axes, lifts, rng.spawn(1)[0]) if level is Level.FAR else _blades(parts, level, rng.spawn(1)[0])
    flat = merge([blades, _axes(length, axes, lifts, level)])
    bloom = spine.hung(flat.transformed(np.array([[1, 0, 0, 0], [0, 1, 0, neck], [0, 0, 1, 0], [0, 0, 0, 1.0]])))
    axis = Stalk(STALK + neck, 0.17, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.2, taper=1.35)
    sides = {Level.HERO: 7, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    foot = wood(
        [Bough(np.array([[0, 0, 0], [0, neck + 0.2, 0.0]]), np.array([0.17, 0.17]), (0.4, 0.5))],
        ATLAS,
        "stem",
        sides=sides,
        pieces=1,
    )
    metres = scale(0.01)
    spheres = [[0.0, neck, 0.0, 1.0]]
    for axis_path, lift in zip(axes, lifts, strict=True):
        for share in (2, 5, 7):
            spheres.append(
                [axis_path[share][0], axis_path[share][1] + neck, lift * (share / 8) ** 2, 0.11 * size * (1.1 - 0.07 * share)]
            )
    spheres += [[0.0, y + neck, 0.0, 0.09 * size] for y in np.linspace(0.05, 0.95, 7) * length]
    table = np.array(spheres)
    centres = spine.carried(table[:, :3])
    centre = spine.carried([[0.0, neck + 0.45 * length, 0.0]])[0]
    face = spine.frame[:3, :3] @ np.array([0.0, 0.3, 0.954])
    return Plant(
        merge([bloom, foot]).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.4)).transformed(metres),
        Head((centre / 100).astype(np.float32), size / 200, face.astype(np.float32)),
        (np.column_stack([centres, table[:, 3]]) / 100).astype(np.float32),
        0.0017,
        (STALK + neck) / 100,
    )


def _leaf_tile(body: Colour, seed: int) -> Colour:
    """Linear tile of a segment: leathery, a fine pale midrib and forked side veins, darker hollows between them."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    side, midrib = pinnate_veins(5, 0.5)
    between = np.abs(np.cos(np.pi * (along * 5 - np.abs(across) * 2.5 * (0.5 + 0.2 * np.abs(across)))))
    colour = mix(shade(body, -0.03), body, 1 - 0.6 * between**3)
    colour = mix(colour, shade(body, 0.075, 1.05, -4), 0.55 * side)
    colour = mix(colour, shade(body, 0.12, 1.0, -8), 0.7 * midrib)
    colour = mix(colour, shade(body, 0.04, 1.0, -4), 0.5 * smoothstep(0.86, 1.0, np.abs(across)))
    return np.asarray(colour * (1 + 0.07 * noise(seed, 5) + 0.04 * noise(seed + 1, 18))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    straw = hex_colour("#7F8A48")
    return finished(
        {
            "leaf": _leaf_tile(body, 3),
            "young": _leaf_tile(shade(body, 0.06, 1.2, -8), 9),
            "stem": stem_tile(hex_colour("#6E6238"), straw),
        }
    )


PLANT = PlantKind("leatherleaf", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
