"""Dusty miller: silver-felted leaves, cut nearly to the midrib into blunt lobes, in a loose rosette on a short woolly stem."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, leader, wood
from catalog.organs.curves import bell, smoothstep
from catalog.organs.foliage import Habit, Outline, foliage, leaning, poised
from catalog.organs.place import scale
from catalog.organs.relief import Relief, leant
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_FELT = Finish(roughness=1.0, translucency=0.1, sheen=0.45)
ATLAS = Atlas((("leaf", _FELT), ("young", _FELT), ("stem", Finish(1.0, 0.05, 0.4))))
STALK = 12.0
NODES = (-1.2, -3.4, -5.8, -8.4)  # of the stalk, each with a leaf
LEAVES = 17
PAIRS = 4  # of lobes; one more ends the leaf
_PLUMP = 0.55  # how far rims lean away: felt is thick
_BROAD = 0.4  # half the breadth of a leaf, in lengths
# One edge of a lobe, from the midrib (along 0) to its tip (1): breadth in half-widths. Two notches make three blunt lobules.
_EDGE = np.array(
    [
        (0.0, 1.1),
        (0.1, 0.66),
        (0.24, 0.46),
        (0.4, 0.47),
        (0.52, 0.66),
        (0.62, 0.92),
        (0.715, 1.0),
        (0.775, 0.9),
        (0.8, 0.66),
        (0.815, 0.5),
        (0.87, 0.56),
        (0.94, 0.5),
        (0.985, 0.3),
        (1.0, 0.0),
    ]
)
_ROWS = {
    Level.HERO: list(range(14)),
    Level.STANDARD: [0, 2, 3, 5, 6, 9, 11, 13],
    Level.PHONE: [0, 2, 6, 13],
}

Array = NDArray[np.float64]


def _lobe(edge: Array, place: int, way: float, draw: Array) -> Array:
    """(V,6) side, along, across, out of one lobe and how its rims lean forward and aside, like those of a cushion.

    place 0 is the lowest lobe, PAIRS the one that ends the leaf; way 1 right, -1 left.
    """
    root = (0.13, 0.28, 0.43, 0.56, 0.56)[place] + 0.007 * draw[0]
    slant = np.radians(way * ((74, 66, 58, 47, 0)[place] + 2.2 * draw[1]))
    reach = (0.25, 0.37, 0.42, 0.38, 0.44)[place] * (1 + 0.05 * draw[2])
    half = (0.062, 0.08, 0.085, 0.08, 0.115)[place] * (1 + 0.06 * draw[3])
    c, s = np.cos(slant), np.sin(slant)
    t, n = np.repeat(edge[:, 0], 3), np.tile([-1.0, 0.0, 1.0], len(edge))
    bow = 0.1 * way * t**2  # towards the leaf's tip
    beside = half * n * np.repeat(edge[:, 1], 3)
    side, along = reach * (t * s - bow * c) + beside * c, root + reach * (t * c + bow * s) - beside * s
    end = 0.8 * smoothstep(0.8, 1.0, t)
    return np.stack([side, along, n, t, c * end - s * n, s * end + c * n], 1)


def _outline(level: Level, pattern: int) -> Relief:
    """One of two ways in which a leaf is cut: lobes that slant forward from the midrib, and a narrow wing that joins them."""
    rng = np.random.default_rng(20 + pattern)
    edge = _EDGE[_ROWS[level]] if level is not Level.FAR else np.array([(0.0, 0.5), (0.9, 0.85)])
    places = [(PAIRS, 0.0), *((k, way) for k in range(PAIRS) for way in (1.0, -1.0))]
    parts = [_lobe(edge, place, way, rng.normal(0, 1, 4)) for place, way in places]
    if level is not Level.FAR:
        wing = np.repeat([(0.0, 0.3), (0.12, 0.45), (0.3, 0.65), (0.62, 0.75)], 3, axis=0)
        n = np.tile([-1.0, 0.0, 1.0], len(wing) // 3)
        parts.append(np.stack([0.055 * n * wing[:, 1], wing[:, 0], 0.6 * n, np.full(len(n), 0.2), 0 * n, 0.5 * n], 1))
    starts = np.cumsum([0, *(len(p) for p in parts)])
    faces = np.concatenate([_strip(len(p) // 3) + start for p, start in zip(parts, starts[:-1], strict=True)])
    side, along, across, out, forward, aside = np.concatenate(parts).T
    return Relief(Outline(side / _BROAD, along, across, out, faces), _PLUMP * forward, _PLUMP * aside)


def _strip(rows: int) -> NDArray[np.int64]:
    """Triangles of a strip that is two quads wide."""
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows - 1), np.arange(2), indexing="ij"))
    a = 3 * r + c
    return np.concatenate([np.stack([a, a + 4, a + 1], 1), np.stack([a, a + 3, a + 4], 1)]).astype(np.int64)


def _leaves(bough: Bough, size: float, level: Level, rng: np.random.Generator) -> tuple[Mesh, Array, Array]:
    """The rosette: long-stalked leaves spread below, small ones stand folded in the heart. Also (K,3) feet and directions."""
    n = LEAVES
    share = np.linspace(0.04, 1.0, n) ** 0.95
    length = size * np.interp(share, [0, 0.45, 0.75, 0.92, 1], [0.95, 1.0, 0.78, 0.5, 0.3]) * rng.normal(1, 0.06, n)
    azimuth = rng.uniform(0, 360) + 137.5 * np.arange(n) + rng.normal(0, 9, n)
    elevation = np.interp(share, [0, 0.35, 0.7, 1], [38, 50, 62, 78]) + rng.normal(0, 5, n)
    frames = leaning(bough.heading(share))
    turned = poised(azimuth, elevation, rng.normal(0, 12, n), frames)
    foot = bough.at(share)
    petiole = length * np.interp(share, [0, 0.6, 1], [0.16, 0.1, 0.03])
    origins = foot + turned[:, :, 0] * petiole[:, None]
    habit = Habit(
        length,
        length * 2 * _BROAD * rng.normal(0.98, 0.05, n) * np.interp(share, [0, 0.7, 1], [1.0, 0.95, 0.75]),
        np.interp(share, [0, 0.6, 1], [66, 82, 80]) + rng.normal(0, 11, n),
        np.interp(share, [0, 0.7, 1], [8, 16, 34]) + rng.normal(0, 4, n),
        rng.normal(-0.12, 0.05, n),
        np.abs(rng.normal(0.075, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 12, n),
    )
    tints = rng.normal(0.9, 0.04, (n, 1)) + 0.2 * share[:, None] + rng.normal(0, 0.008, (n, 3))
    young = share > 0.8
    shown = np.ones(n, bool)
    if level is Level.FAR:
        shown[[4, 8, 12, 16]] = False  # hidden between the others
    parts = []
    for pattern in (0, 1):
        shape = _outline(level, pattern)
        for slot, kind in (("leaf", ~young), ("young", young)):
            chosen = kind & (np.arange(n) % 2 == pattern) & shown
            if chosen.any():
                own = foliage(shape.outline, habit.of(chosen), ATLAS, slot, turned[chosen], origins[chosen], tints=tints[chosen])
                parts.append(leant(own, turned[chosen], shape.forward, shape.aside))
    blades = merge(parts)
    sides = {Level.HERO: 6, Level.STANDARD: 4, Level.PHONE: 3, Level.FAR: 2}[level]
    inside = origins + turned[:, :, 0] * (0.06 * length)[:, None]
    thick = 0.045 + 0.009 * length
    stalks = twigs(foot, inside, (1.3 * thick, thick), ATLAS, "stem", sides=sides)
    # The woolly midrib stands out on the upper face and runs to the last lobes.
    bend = np.radians(habit.droops)
    spine = [inside]
    for t in {Level.HERO: (0.2, 0.34, 0.48, 0.62, 0.74), Level.STANDARD: (0.3, 0.52, 0.74)}.get(level, ()):
        along = np.where(np.abs(bend) < 1e-3, t, np.sin(bend * t) / np.where(np.abs(bend) < 1e-3, 1, bend))
        drop = np.where(np.abs(bend) < 1e-3, 0, (1 - np.cos(bend * t)) / np.where(np.abs(bend) < 1e-3, 1, bend))
        spine.append(origins + turned[:, :, 0] * (along * length)[:, None] - turned[:, :, 1] * (drop * length)[:, None])
    ribs = [
        twigs(a, b, (thick * (0.8 - 0.7 * k / len(spine)), thick * (0.8 - 0.7 * (k + 1) / len(spine))), ATLAS, "stem", sides=3)
        for k, (a, b) in enumerate(pairwise(spine))
    ]
    return merge([blades, stalks, *ribs]), origins, turned[:, :, 0] * length[:, None]


def _stem_leaves(axis: Stalk, size: float, level: Level, rng: np.random.Generator) -> Mesh:
    """A few leaves that a florist leaves on the stalk: smaller and more lax than the others."""
    n = len(NODES)
    nodes = np.array(NODES)
    length = size * np.array([0.82, 0.76, 0.68, 0.58]) * rng.normal(1, 0.05, n)
    turned = poised(rng.uniform(0, 360) + 137.5 * np.arange(n) + rng.normal(0, 8, n), rng.normal(46, 5, n), rng.normal(0, 10, n))
    out = turned[:, :, 0]
    foot = axis.centre(nodes)
    origins = foot + out * (0.2 * length)[:, None]
    habit = Habit(
        length,
        length * 2 * _BROAD * rng.normal(0.95, 0.05, n),
        rng.normal(62, 8, n),
        rng.normal(14, 4, n),
        rng.normal(-0.12, 0.05, n),
        np.abs(rng.normal(0.075, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 12, n),
    )
    shown = np.arange(n) < (1 if level is Level.FAR else n)
    shape = _outline(level, 0)
    blades = foliage(shape.outline, habit.of(shown), ATLAS, "leaf", turned[shown], origins[shown])
    blades = leant(blades, turned[shown], shape.forward, shape.aside)
    sides = {Level.HERO: 6, Level.STANDARD: 4, Level.PHONE: 3, Level.FAR: 2}[level]
    thick = 0.045 + 0.009 * length
    inside = origins + out * (0.1 * length)[:, None]
    return merge([blades, twigs(foot, inside, (1.3 * thick, 0.8 * thick), ATLAS, "stem", sides=sides)])


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the leaves."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    height = 2.4 + 0.62 * size
    main = Bough(leader(height, 8, rng.uniform(0.2, 0.8), 0.12, rng), np.linspace(0.22, 0.15, 8), (0.5, 1.0))
    leaves, feet, ways = _leaves(main, size, level, rng)
    sides = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 3}[level]
    bloom = merge([leaves, wood([main], ATLAS, "stem", sides=sides, pieces={Level.HERO: 7, Level.STANDARD: 5}.get(level, 2))])
    axis = Stalk(STALK, 0.22, way=float(rng.uniform(0, 6.28)), sway=0.6, kink=0.04, taper=1.2, nodes=NODES, swell=0.1)
    low = _stem_leaves(axis, size, level, rng)
    metres = scale(0.01)
    spheres = np.concatenate(
        [np.column_stack([feet + share * ways, np.full(len(feet), 0.27 * size)]) for share in (0.25, 0.55, 0.9)]
    )
    top = main.path[-1]
    return Plant(
        bloom.transformed(metres),
        merge([axis.grown(ATLAS, "stem", level, sides, (0.0, 0.5)), low]).transformed(metres),
        Head((top / 100).astype(np.float32), size / 200, unit(top - main.path[-3]).astype(np.float32)),
        (np.vstack([spheres, [[0.0, 1.0, 0.0, 1.0]]]) / 100).astype(np.float32),
        0.0022,
        STALK / 100,
    )


def _lobe_tile(body: Colour, green: float, seed: int) -> Colour:
    """Linear tile of one lobe, midrib at the base: matted silver hair, thinner in the middle, where a breath of green shows."""
    across, out = (g.astype(np.float64) for g in tile_grid())
    w = np.abs(across)
    felt = 0.5 + 0.5 * noise(seed, 9)
    colour = np.broadcast_to(body, (*w.shape, 3))
    thin = green * (0.4 + 0.6 * felt) * smoothstep(0.04, 0.24, w) * smoothstep(0.95, 0.5, w) * smoothstep(0.97, 0.6, out)
    colour = mix(colour, shade(body, -0.13, 1.2), thin)
    veins = bell((w - 0.7 * smoothstep(0.35, 0.95, out)) / 0.05) * smoothstep(0.35, 0.55, out)
    colour = mix(colour, shade(body, 0.03), 0.4 * np.maximum(veins, bell(w / (0.07 * (1.2 - 0.7 * out)))))
    return np.asarray(colour * (1 + 0.07 * noise(seed + 3, 34, 2) + 0.03 * noise(seed + 1, 5))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    return finished(
        {
            "leaf": _lobe_tile(shade(body, 0.0, 0.6), 0.62, 3),
            "young": _lobe_tile(shade(body, 0.03, 0.6), 0.4, 9),
            "stem": stem_tile(shade(body, -0.02), shade(body, 0.03, 0.9)),
        }
    )


PLANT = PlantKind("dusty-miller", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
