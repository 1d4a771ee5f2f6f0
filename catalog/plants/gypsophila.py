"""Gypsophila paniculata, double: a cloud of tiny fluffy flowers on hair-thin, repeatedly forking branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial import cKDTree

from catalog.ageing import DRYING
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.curves import smoothstep
from catalog.organs.leaf import LINEAR, Leaf, leaf
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, pellet, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, flat_tile, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile

_FLOWER = Finish(roughness=0.8, translucency=0.7, sheen=0.3)
ATLAS = Atlas(
    (
        ("flower", _FLOWER),
        ("second", _FLOWER),
        ("third", _FLOWER),
        ("bud", Finish(0.7, 0.3, 0.1)),
        ("calyx", Finish(0.7, 0.2)),
        ("stem", STEM),
        ("leaf", LEAF),
    )
)
_COLOURS = ("flower", "second", "third")
CLUMPS = 104
PER_CLUMP = np.array([2, 3, 3, 4, 4])  # flowers in a clump
_TWIG = 0.016  # radius of a pedicel, cm
_PIPE = 0.36  # radius grows with this power of the number of flowers that a branch carries

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Spray:
    """The branching, the same at every level and stage: twigs (T,3) that carry (T,) flowers, and flowers (F, ...)."""

    starts: Array
    ends: Array
    leaving: Array  # (T,3) the way of the branch that each twig leaves
    carried: NDArray[np.int64]
    at: Array
    foot: Array  # where the pedicel leaves its fork
    pedicel: Array  # (F,3) the way of the branch there
    towards: Array
    group: NDArray[np.int64]
    is_bud: NDArray[np.bool_]
    share: Array  # 0..1: who stays when few are drawn
    colour: NDArray[np.int64]
    size: Array
    roll: Array
    tint: Array


def _spray(rng: np.random.Generator) -> _Spray:
    at = _cloud(rng)
    n = len(at)
    starts, ends, leaving, carried, foot, pedicel, group = _branched(at)
    sprays = rng.permutation(int(group.max()) + 1)
    odd = (rng.random(n) < 0.12) * rng.integers(0, 3, n)
    outward = unit(at - [0.0, 10.0, 0.0])
    return _Spray(
        starts,
        ends,
        leaving,
        carried,
        at,
        foot,
        pedicel,
        unit(unit(at - foot) + 0.7 * outward + rng.normal(0, 0.6, (n, 3))),
        group,
        rng.random(n) < 0.18,
        rng.random(n),
        (sprays[group] + odd) % 3,
        rng.normal(0.98, 0.08, n),
        rng.uniform(0, 360, n),
        np.clip(rng.normal(1, 0.035, (n, 1)) + rng.normal(0, 0.012, (n, 3)), 0.8, 1.15),
    )


def _cloud(rng: np.random.Generator) -> Array:
    """(F,3) where the flowers are: clumps through a dome, most of them near its outside."""
    k = np.arange(CLUMPS)
    polar = 1 - 1.62 * (k + 0.5) / CLUMPS  # cosine of the angle from the top, well past the horizon
    azimuth = 2.399963 * k + rng.uniform(0, 6.28) + rng.normal(0, 0.12, CLUMPS)
    level = np.sqrt(1 - polar**2)
    deep = 1 - 0.6 * rng.beta(1.1, 1.7, CLUMPS)
    lean = rng.normal(0, 0.7, 2)
    width, height = 6.7 * rng.normal(1, 0.04), 7.2 * rng.normal(1, 0.04)
    middle = np.stack([level * np.cos(azimuth) * width, polar * height, -level * np.sin(azimuth) * width], 1) * deep[:, None]
    middle += rng.normal(0, 0.5, middle.shape) + np.array([lean[0], 11.0, lean[1]])
    counts = PER_CLUMP[rng.permutation(CLUMPS) % len(PER_CLUMP)]
    around = rng.normal(0, 0.8, (int(counts.sum()), 3))
    return _apart(np.repeat(middle, counts, 0) + around)


def _branched(at: Array) -> tuple[Array, Array, Array, NDArray[np.int64], Array, Array, NDArray[np.int64]]:
    """Forks that join the flowers two by two, nearest first, down to one stem: the fields of `_Spray` from starts to group.

    Each fork stands so far below its two branches that they part by about 70 degrees, as in a dichasium.
    """
    n = len(at)
    joined = linkage(at * [1.0, 0.8, 1.0], "ward")
    place = np.zeros((2 * n - 1, 3))
    place[:n] = at
    carried = np.ones(2 * n - 1, np.int64)
    parent = np.full(2 * n - 1, -1)
    for k, (a, b) in enumerate(joined[:, :2].astype(int)):
        c = n + k
        parent[a] = parent[b] = c
        carried[c] = carried[a] + carried[b]
        share = carried[a] / carried[c]
        middle = place[a] * share + place[b] * (1 - share)
        # Branches leave the axis at some 45 degrees, high or low, instead of all at its foot.
        root = np.array([0.0, max(0.85 * middle[1] - 1.0 * float(np.hypot(middle[0], middle[2])) - 1.5, -1.5), 0.0])
        away = unit(middle - root)
        near = float(min((place[a] - root) @ away, (place[b] - root) @ away))
        gap = place[a] - place[b]
        wide = float(np.linalg.norm(gap - (gap @ away) * away)) / 2
        place[c] = root + away * (near - min(max(wide / np.tan(np.radians(47 if carried[c] < 70 else 36)), 0.3), 0.5 * near))
    last = 2 * n - 2
    inner = np.arange(n, last)
    starts = np.vstack([place[parent[inner]], [[0.0, 0.0, 0.0]]])
    ends = np.vstack([place[inner], place[last]])
    group = fcluster(joined, 18, "maxclust") - 1
    way = unit(np.vstack([ends - starts]))  # of twig k, which ends at node n + k
    upright = np.array([[0.0, 1.0, 0.0]])
    leaving = np.vstack([way[parent[inner] - n], upright])
    return starts, ends, leaving, np.append(carried[inner], n), place[parent[:n]], way[parent[:n] - n], group.astype(np.int64)


def _apart(points: Array, least: float = 0.74, rounds: int = 10) -> Array:
    """Flowers pushed apart until few are nearer than `least` cm."""
    p = points.copy()
    for _ in range(rounds):
        pairs = cKDTree(p).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        delta = p[pairs[:, 0]] - p[pairs[:, 1]]
        distance = np.maximum(np.linalg.norm(delta, axis=1, keepdims=True), 1e-6)
        push = 0.35 * (least - distance) * delta / distance
        for axis in range(3):
            p[:, axis] += np.bincount(pairs[:, 0], push[:, axis], len(p)) - np.bincount(pairs[:, 1], push[:, axis], len(p))
    # None stands so far off that its stalk would be a stray straight line.
    away, near = cKDTree(p).query(p, 4)
    lone = np.clip(1 - 1.6 / np.maximum(away[:, 3], 1e-6), 0.0, 0.7)[:, None]
    return np.asarray(p + lone * (p[near[:, 1:]].mean(1) - p))


def _pompom(spread: float, fine: bool) -> tuple[Array, NDArray[np.int64], Array]:
    """A double flower of radius 1 about +Y: funnels of notched petals, one in the other, each higher and narrower than the last.

    spread: 0 shut .. 1 open. Positions, triangles, and how far out on its petal (0 foot .. 1 rim) each vertex is.
    """
    tall = 1.45 - 0.55 * spread
    # (petals, radius at the rim, its height, the foot's height, turned)
    whorls = (
        ((5, 1.0, 0.42, -0.2, 0.0), (4, 0.68, 0.8, 0.08, 0.5), (2, 0.36, 1.05, 0.35, 0.2))
        if fine
        else ((4, 1.0, 0.42, -0.2, 0.0), (2, 0.6, 0.9, 0.1, 0.5))
    )
    points, faces, rim = [], [], []
    count = 0
    for petals, reach, high, foot, turned in whorls:
        corners = 2 * petals
        a = (np.arange(corners) + turned) * 2 * np.pi / corners
        notch = np.arange(corners) % 2
        uneven = 0.07 * np.sin(2.7 * np.arange(corners) + 9 * turned)
        out = reach * np.where(notch, 0.62, 1.0) * (1 + uneven)
        up = (high + np.where(notch, 0.14, 0.0) + 1.2 * uneven) * tall
        points.append(np.vstack([[0.0, foot * tall, 0.0], np.stack([out * np.cos(a), up, -out * np.sin(a)], 1)]))
        faces += [(count, count + 1 + k, count + 1 + (k + 1) % corners) for k in range(corners)]
        rim.append(np.r_[0.0, np.where(notch, 0.75, 1.0)])
        count += corners + 1
    return np.concatenate(points), np.array(faces), np.concatenate(rim)


def _flower(level: Level, openness: float) -> tuple[Array, NDArray[np.int64], Array]:
    """(V,3) of a flower of radius 1 about +Y, triangles, and (V,) how far out on its petal each vertex is."""
    spread = float(smoothstep(0.05, 0.9, openness))
    if level in (Level.HERO, Level.STANDARD):
        points, faces, rim = _pompom(spread, level is Level.HERO)
        # Widest at radius 1 whatever the opening.
        widest = float(np.linalg.norm(points[:, [0, 2]], axis=1).max())
        return points / [widest, 1.0, widest], faces, rim
    sides, grown = (5, 1.0) if level is Level.PHONE else (3, 1.6)
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = np.stack([grown * np.cos(angle), np.full(sides, 0.1), -grown * np.sin(angle)], 1)
    faces = np.array([(0, 1 + k, 1 + (k + 1) % sides) for k in range(sides)])
    return np.vstack([[0, 0.85, 0], ring]), faces, np.r_[0.6, np.ones(sides)]


def _flowers(s: _Spray, growth: Growth, radius: float) -> Mesh:
    """All open flowers (cm). The tile is a petal, from its foot to its rim."""
    level = growth.level
    points, faces, rim = _flower(level, growth.openness)
    kept = ~s.is_bud & (s.share < {Level.FAR: 0.5, Level.PHONE: 0.76}.get(level, 1.0))
    turns = facing(s.towards, s.roll)
    across = np.sin(2.5 * np.arctan2(points[:, 2], points[:, 0]))
    # Fluffy, not faceted: normals spread like those of a ball.
    normals = unit(points * [1.0, 0.5, 1.0] + [0, 0.55, 0])
    parts = []
    for number, slot in enumerate(_COLOURS):
        chosen = kept & (s.colour == number)
        if not chosen.any():
            continue
        uv = ATLAS.texcoords(slot, across, rim)
        shapes = points[None] * (radius * s.size[chosen])[:, None, None]
        parts.append(swarm(shapes, faces, uv, turns[chosen], s.at[chosen], tints=s.tint[chosen], normals=normals))
    return merge(parts)


def _calyces(s: _Spray, radius: float) -> Mesh:
    """The green cup under each open flower."""
    points = np.vstack(
        [[0, -0.5, 0], np.stack([0.24 * np.cos(a := np.arange(3) * 2.0944), np.full(3, 0.08), -0.24 * np.sin(a)], 1)]
    )
    faces = [(0, 2, 1), (0, 3, 2), (0, 1, 3)]
    chosen = ~s.is_bud
    uv = ATLAS.texcoords("calyx", [0, -1, 1, 0], [0, 1, 1, 1])
    return swarm(points * radius, faces, uv, facing(s.towards[chosen], s.roll[chosen]), s.at[chosen])


def _buds(s: _Spray, level: Level, radius: float) -> Mesh:
    """Buds that are still shut: green at the foot, petal colour at the tip."""
    if level is Level.FAR:
        return merge([])
    sides = {Level.HERO: 5, Level.STANDARD: 4}.get(level, 3)
    points, faces, along = pellet(sides, ((0.62, 0.1),), -0.8, 0.95)
    shut = s.is_bud & _held(s, level)
    size = max(0.14, 0.42 * radius) * s.size[shut]
    uv = ATLAS.texcoords("bud", np.zeros(len(along)), along)
    return swarm(points[None] * size[:, None, None], faces, uv, facing(s.towards[shut], s.roll[shut]), s.at[shut])


def _held(s: _Spray, level: Level) -> NDArray[np.bool_]:
    """(F,) whose pedicel is drawn: phones leave some out."""
    return s.share < (0.54 if level is Level.PHONE else 1.0)


def _curved(starts: Array, ends: Array, leaving: Array, pieces: int) -> tuple[Array, Array, Array]:
    """(starts, ends, share) of the pieces of K twigs that leave their forks along `leaving` and bend to their own way."""
    own = ends - starts
    length = np.linalg.norm(own, axis=1, keepdims=True)
    t = np.linspace(0, 1, pieces + 1)[:, None, None]
    # Hermite's cubic; the tangent at the end is the twig's own way, with which the next ones leave it.
    first, last = 0.75 * length * leaving, 0.75 * own
    points = starts * (1 + 2 * t) * (1 - t) ** 2 + ends * t**2 * (3 - 2 * t) + first * t * (1 - t) ** 2 - last * t**2 * (1 - t)
    share = np.repeat(np.arange(pieces) / pieces, len(starts))
    return points[:-1].reshape(-1, 3), points[1:].reshape(-1, 3), share


def _branches(s: _Spray, level: Level) -> Mesh:
    """Forking twigs and the pedicels of all flowers."""
    thicker = {Level.HERO: 1.0, Level.STANDARD: 1.1, Level.PHONE: 1.2, Level.FAR: 1.5}[level]
    radius = _TWIG * thicker * s.carried**_PIPE
    drawn = s.carried >= (9 if level is Level.FAR else 2)
    strong = s.carried >= 8
    # (which, pieces of each, sides)
    sorts = {
        Level.HERO: ((strong, 4, 3), (~strong, 2, 2)),
        Level.STANDARD: ((strong, 3, 2), (~strong, 1, 2)),
    }.get(level, ((drawn, 1, 2),))
    parts = []
    for which, pieces, sides in sorts:
        chosen = which & drawn
        a, b, share = _curved(s.starts[chosen], s.ends[chosen], s.leaving[chosen], pieces)
        thick = np.tile(radius[chosen], pieces)
        ends = (thick * (1 - 0.15 * share), thick * (1 - 0.15 * (share + 1 / pieces)))
        parts.append(twigs(a, b, ends, ATLAS, "stem", sides=sides))
    if level is not Level.FAR:
        thin = _TWIG * thicker
        seen = _held(s, level)
        a, b, _ = _curved(s.foot[seen], s.at[seen], s.pedicel[seen], 2 if level is Level.HERO else 1)
        parts.append(twigs(a, b, (thin, thin * 0.85), ATLAS, "stem", sides=2))
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The branching is that of the individual; the stage opens and enlarges the flowers."""
    s = _spray(rng)
    radius = _radius(growth) * 100
    stem_radius = 0.13
    parts = [_branches(s, growth.level), _flowers(s, growth, radius), _buds(s, growth.level, radius)]
    if growth.level is Level.HERO:
        parts.append(_calyces(s, radius))
    length = 44.0
    metres = scale(0.01)
    top = int(np.argmax(np.where(s.is_bud, -1e9, s.at @ np.array([0.0, 1.0, 0.3]))))
    return Plant(
        merge(parts).transformed(metres),
        _stalk(rng, growth.level, length, stem_radius).transformed(metres),
        Head((s.at[top] / 100).astype(np.float32), radius / 100, s.towards[top].astype(np.float32)),
        _proxies(s, radius),
        stem_radius / 100,
        length / 100,
    )


def _stalk(rng: np.random.Generator, level: Level, length: float, radius: float) -> Mesh:
    """A thin knotted stem with a few narrow leaves in pairs."""
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    nodes = (-1.5, -8.5, -16.0)
    axis = Stalk(length, radius, way=float(rng.uniform(0, 6.28)), sway=1.2, kink=0.4, taper=1.3, nodes=nodes, swell=0.45, soft=0.22)
    parts = [axis.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    for k, height in enumerate(nodes):
        start = rng.uniform(0, 360)
        for side in (0.0, 180.0):
            jitter = rng.normal(0, 1, 3)
            shape = Leaf(
                length=4.2 - 0.4 * k + 0.3 * jitter[0],
                width=0.5,
                outline=LINEAR,
                midrib=((0, 55), (0.4, 25 + 6 * jitter[1]), (1, -25 + 8 * jitter[2])),
                fold=12,
            )
            grown = leaf(
                shape,
                ATLAS,
                "leaf",
                rng,
                level,
                azimuth=start + side,
                base_radius=radius * 0.7,
                base_height=height,
                columns=2,
                rows=6,
            )
            if level is not Level.FAR:
                parts.append(grown.transformed(axis.frame(height)))
    return merge(parts)


def _proxies(s: _Spray, radius: float) -> Floats:
    """One sphere for the flowers of each larger branch."""
    spheres = []
    for one in range(int(s.group.max()) + 1):
        points = s.at[s.group == one]
        middle = points.mean(0)
        away = np.linalg.norm(points - middle, axis=1)
        spheres.append([*(middle / 100), (float(np.quantile(away, 0.8)) + radius) / 100])
    return np.array(spheres, np.float32)


def _radius(growth: Growth) -> float:
    """Metres, of one flower, through the species' three diameters at openness .1, .5 and .95."""
    d = growth.species.head_diameter
    return float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) / 2


def _petal(body: Colour, seed: int) -> Colour:
    """Linear tile: a petal, a little green and shaded at its foot, with faint lines."""
    across, along = tile_grid()
    shadow = shade(mix(body, hex_colour("#D9E3A8"), 0.4), -0.15, 1.1, 0)
    colour = mix(shadow, body, smoothstep(0.0, 0.62, along))
    lines = 0.5 + 0.5 * np.cos(np.pi * 4 * across.astype(np.float64))
    return np.asarray(colour * (1 - 0.05 * lines * smoothstep(1.0, 0.5, along) + 0.02 * noise(seed, 12))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    # Flowers shade one another, which deepens the colour: the tile is paler than what is to be seen.
    body = shade(hex_colour(variety.hex), 0.01, 0.8)
    second = shade(hex_colour(variety.accent), 0.02, 0.8) if variety.accent else shade(body, 0.0, 0.85)
    # Rainbow dyes have a third colour: as far from the body's hue as the accent, on its other side.
    third = shade(body, 0.03, 1.0, -48) if variety.accent else shade(body, -0.015, 1.12)
    green = hex_colour("#8CA678")
    _, along = tile_grid()
    dyed = float(np.hypot(*oklab(body)[1:])) > 0.02
    stem = mix(green, body, 0.12) if dyed else green
    return finished(
        {
            "flower": _petal(body, 3),
            "second": _petal(second, 4),
            "third": _petal(third, 5),
            "bud": mix(hex_colour("#8FAE6B"), shade(body, -0.03), smoothstep(0.35, 0.75, along)),
            "calyx": flat_tile(hex_colour("#86A565")),
            "stem": stem_tile(stem, shade(stem, 0.06)),
            "leaf": leaf_tile(hex_colour("#6E8F63"), veins="parallel", pairs=2),
        }
    )


PLANT = PlantKind("gypsophila", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint, ageing=DRYING)
