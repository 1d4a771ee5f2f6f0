"""Hydrangea macrophylla, a mophead: a globe of sterile florets, each of four broad sepals about a small bud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.curves import smoothstep
from catalog.organs.leaf import OVATE, Leaf, leaf
from catalog.organs.place import scale, shift, sphere, turn
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import facing, swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile

ATLAS = Atlas(
    (
        ("sepal", PETAL),
        ("flush", PETAL),
        ("eye", Finish(0.6, 0.2, 0.1)),
        ("core", Finish(0.9, 0.7)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
FLORETS = 128
LOWEST = -0.56  # how far round the globe the florets go: y of the last one on the unit sphere
FLAT = 0.86  # height of the globe's upper half in radii
_SURFACE = 0.945  # the florets' centres lie this far out, so that their sepals reach the head's radius
_WIDE, _MIDDLE = 0.5, 0.54  # half width and middle of a sepal in lengths


@dataclass(frozen=True)
class _Detail:
    """What each level draws: points on a sepal's outline, points inside it, sides of the eye, sides of the core, of tubes."""

    outline: int
    inner: tuple[tuple[float, float], ...]
    eye: int
    core: tuple[int, int]
    ribs: int
    sides: int


_DETAIL = {
    Level.HERO: _Detail(12, ((0.0, 0.3), (-0.2, 0.62), (0.2, 0.62)), 5, (18, 9), 7, 8),
    Level.STANDARD: _Detail(8, ((0.0, 0.5),), 3, (12, 6), 5, 6),
    Level.PHONE: _Detail(5, (), 0, (10, 5), 3, 5),
    Level.FAR: _Detail(0, (), 0, (6, 3), 0, 3),
}


def _sepal_outline(points: int, inner: tuple[tuple[float, float], ...]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(V,2) across and along in sepal lengths, and triangles (T,3): an apex at the base and a broad round blade."""
    angle = np.radians(np.linspace(-38, 218, points))
    # A little squarer than an ellipse, as the sepals of mopheads are.
    c, s = np.cos(angle), np.sin(angle)
    ring = np.stack([_WIDE * np.sign(c) * np.abs(c) ** 0.9, _MIDDLE + (1 - _MIDDLE) * np.sign(s) * np.abs(s) ** 0.94], 1)
    flat = np.vstack([[[0.0, 0.0]], ring, np.array(inner).reshape(-1, 2)])
    faces = Delaunay(flat).simplices.astype(np.int64)
    a, b, c3 = (flat[faces[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c3[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c3[:, 0] - a[:, 0])
    faces[area < 0] = faces[area < 0][:, ::-1]
    return flat, faces[np.abs(area) > 1e-6]


@dataclass(frozen=True)
class _Florets:
    """The random part of the globe, drawn once for all levels. All (F, ...); depths are 0 top .. 1 deepest."""

    directions: NDArray[np.float64]
    tilts: NDArray[np.float64]
    rolls: NDArray[np.float64]
    depths: NDArray[np.float64]
    sizes: NDArray[np.float64]
    tints: NDArray[np.float64]
    flushed: NDArray[np.bool_]
    sepals: NDArray[np.float64]  # (F,4,6): length, elevation, bend, cup, ruffle phase, azimuth
    lobes: NDArray[np.float64]  # (6,3) where the globe bulges


def _draw(rng: np.random.Generator) -> _Florets:
    n = FLORETS
    even = sphere(n, LOWEST)
    directions = even + rng.normal(0, 0.035, (n, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    tints = rng.normal(1, 0.045, (n, 1)) + np.clip(rng.normal(0, 0.02, (n, 3)), -0.035, 0.035)
    lobes = rng.normal(0, 1, (6, 3))
    return _Florets(
        directions,
        rng.normal(0, 0.19, (n, 3)),
        rng.uniform(0, 360, n),
        _layers(directions, rng),
        rng.normal(1, 0.08, n),
        tints,
        rng.random(n) < 0.35,
        rng.normal(0, 1, (n, 4, 6)),
        lobes / np.linalg.norm(lobes, axis=1, keepdims=True),
    )


def _layers(directions: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """(F,) 0..1: how deep each floret sits. Neighbours take different layers, so that one lies over the other instead of
    cutting through it; each floret in turn takes the layer that differs most from those around it."""
    layers = np.linspace(0, 1, 4)
    depths = np.full(len(directions), np.nan)
    taste = rng.random((len(directions), len(layers)))
    close = directions @ directions.T
    for k in rng.permutation(len(directions)):
        near = np.flatnonzero((close[k] > np.cos(0.46)) & np.isfinite(depths))
        gap = np.abs(layers[:, None] - depths[near])
        clash = np.exp(-gap * 6) * smoothstep(np.cos(0.5), np.cos(0.2), close[k, near])
        depths[k] = layers[int(np.argmin(clash.sum(1) + 0.02 * taste[k]))]
    return depths + rng.uniform(-0.06, 0.06, len(directions))


def _places(f: _Florets, radius: float, middle: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(F,3) centres of the florets and (F,3) the way they face."""
    bulge = np.cos(3 * np.arccos(np.clip(f.directions @ f.lobes.T, -1, 1))).mean(1)
    out = radius * (_SURFACE + 0.035 * bulge - 0.155 * f.depths)
    height = np.where(f.directions[:, 1] > 0, FLAT, 0.9)
    axes = np.stack([np.ones_like(height), height, np.ones_like(height)], 1)
    centres = f.directions * axes * out[:, None]
    normals = f.directions / axes + f.tilts
    normals[:, 1] += 0.1
    centres[:, 1] += middle
    return centres, normals


def _floret_shapes(
    f: _Florets, openness: float, length: float, detail: _Detail
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """(F, 4 V, 3) positions in each floret's own frame (+Y outwards), triangles and texcoords of one floret."""
    flat, faces = _sepal_outline(detail.outline, detail.inner)
    x, t = flat[:, 0], flat[:, 1]
    r = f.sepals
    size = (length * f.sizes)[:, None] * (1 + 0.035 * r[..., 0])
    elevation = np.radians(46 - 32 * smoothstep(0, 0.75, openness) + 3 * r[..., 1])[..., None]
    # Florets of the outer layer close down upon the others at their rims.
    bend = (-0.1 - 0.22 * openness + 0.13 * r[..., 2] - 0.12 * (1 - f.depths)[:, None])[..., None]
    cup = (0.24 - 0.12 * openness + 0.09 * r[..., 3])[..., None]
    wave = 0.055 * np.sin(7 * x * np.sign(r[..., 5:6]) + 4 * t + r[..., 4:5]) * t**2
    # Each sepal lies over the next with one rim and under the one before with the other, so that all four show alike.
    rise = bend * t**2 + cup * x**2 * 2 + wave + 0.15 * x * np.minimum(1, 2.5 * t)
    out = t * np.cos(elevation) - rise * np.sin(elevation)
    up = t * np.sin(elevation) + rise * np.cos(elevation)
    azimuth = np.radians(np.arange(4) * 90 + 4 * r[..., 5])[..., None]
    lateral = np.broadcast_to(x, out.shape)
    along = out + 0.004
    points = np.stack(
        [along * np.cos(azimuth) + lateral * np.sin(azimuth), up, -along * np.sin(azimuth) + lateral * np.cos(azimuth)], -1
    )
    points = (points * size[..., None, None]).reshape(len(r), -1, 3)
    all_faces = np.concatenate([faces + k * len(flat) for k in range(4)])
    return points, all_faces, np.tile(np.stack([x / _WIDE, t], 1), (4, 1))


def _globe(f: _Florets, openness: float, radius: float, middle: float, level: Level) -> Mesh:
    detail = _DETAIL[level]
    centres, faces_out = _places(f, radius, middle)
    turns = facing(faces_out, f.rolls)
    length = (0.207 + 0.025 * float(smoothstep(0.5, 0.0, openness))) * radius
    green = smoothstep(0.45, 0.0, openness)
    tints = f.tints * (1 + green * np.array([-0.04, 0.03, -0.1]))
    if level is Level.FAR:
        return _far_globe(f, centres, turns, tints, length)
    points, faces, flat = _floret_shapes(f, openness, length, detail)
    parts = []
    for slot, chosen in (("sepal", ~f.flushed), ("flush", f.flushed)):
        uv = ATLAS.texcoords(slot, flat[:, 0], flat[:, 1])
        parts.append(swarm(points[chosen], faces, uv, turns[chosen], centres[chosen], tints=tints[chosen]))
    if detail.eye:
        parts.append(_eyes(centres, turns, length, detail.eye))
    return merge(parts)


def _far_globe(
    f: _Florets, centres: NDArray[np.float64], turns: NDArray[np.float64], tints: NDArray[np.float64], length: float
) -> Mesh:
    """The outer florets, as low five-sided pyramids large enough to stand for the ones between them."""
    kept = np.zeros(len(centres), bool)
    kept[np.argsort(f.depths)[:92]] = True
    angle = np.arange(5) * 2 * np.pi / 5
    corner = np.stack([np.cos(angle), np.full(5, -0.12), -np.sin(angle)], 1) * 1.12
    points = np.vstack([[0, 0.1, 0], corner])[None] * (length * f.sizes)[:, None, None]
    faces = [(0, 1 + k, 1 + (k + 1) % 5) for k in range(5)]
    parts = []
    for slot, side in (("sepal", ~f.flushed), ("flush", f.flushed)):
        chosen = side & kept
        uv = ATLAS.texcoords(slot, [0, 0.5, -0.5, 0.5, -0.5, 0.5], [0.2, 0.8, 0.8, 0.8, 0.8, 0.8])
        parts.append(swarm(points[chosen], faces, uv, turns[chosen], centres[chosen], tints=tints[chosen]))
    return merge(parts)


def _eyes(centres: NDArray[np.float64], turns: NDArray[np.float64], length: float, sides: int) -> Mesh:
    """The bud at the middle of each floret: a small dome."""
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = np.stack([0.08 * np.cos(angle), np.full(sides, 0.065), -0.08 * np.sin(angle)], 1)
    points = np.vstack([[0, 0.125, 0], ring]) * length
    faces = [(0, 1 + i, 1 + (i + 1) % sides) for i in range(sides)]
    uv = ATLAS.texcoords("eye", np.zeros(sides + 1), np.r_[1.0, np.zeros(sides)])
    normals = np.vstack([[0, 1, 0], ring * [8, 0, 8] + [0, 1.0, 0]])
    return swarm(points, faces, uv, turns, centres, normals=normals)


def _core(radius: float, middle: float, detail: _Detail) -> Mesh:
    """A body in the colour of shaded sepals just under the florets, so that no gap opens onto darkness."""
    sides, rows = detail.core
    y = np.linspace(-0.72, 1, rows + 1)
    r = np.sqrt(np.clip(1 - y**2, 0, None))
    profile = np.stack([np.maximum(r, 0.01), np.where(y > 0, FLAT, 0.9) * y], 1) * radius * 0.805
    foot = np.array([[0.02, profile[0, 1] + 0.16 * radius]])
    return lathe(np.vstack([foot, profile]), ATLAS, "core", sides=sides, tint=1.45).transformed(shift(0, middle, 0))


def _ribs(f: _Florets, radius: float, middle: float, detail: _Detail) -> Mesh:
    """The branches of the corymb, seen from the side between neck and globe."""
    parts = []
    for k in range(detail.ribs):
        angle = 2.399963 * k + f.rolls[k] / 400
        reach = radius * (0.34 + 0.2 * (k % 2))
        end = np.array([reach * np.cos(angle), middle - 0.42 * radius, reach * np.sin(angle)])
        knee = np.array([0.25 * end[0], 0.45 * end[1] + 0.2, 0.25 * end[2]])
        path = np.array([[0, 0.2, 0], knee, end])
        parts.append(tube(path, [0.3, 0.22, 0.16], ATLAS, "stem", sides=max(4, detail.sides - 2), closed_tip=False))
    return merge(parts)


PAIRS = ((-2.6, 9.5, 20.0), (-15.0, 12.5, 110.0))  # height, leaf length, azimuth of the pairs of leaves on the stalk


def _leaves(rng: np.random.Generator, level: Level, axis: Stalk) -> Mesh:
    """Two opposite pairs of broad, toothed leaves on the stalk."""
    parts = []
    for height, length, start in PAIRS:
        for side in (0.0, 180.0):
            jitter = rng.normal(0, 1, 4)
            shape = Leaf(
                length=length * (1 + 0.06 * jitter[0]),
                width=length * 0.64,
                outline=OVATE,
                midrib=((0, 30 + 5 * jitter[1]), (0.35, 20), (0.7, -8), (1, -36 + 8 * jitter[2])),
                fold=22,
                curl=((0, -0.05), (1, -0.12)),
                teeth=24,
                tooth=0.035,
                ripple=0.2,
                ripples=2.3,
                quilt=0.07,
                twist=7 * jitter[3],
                sickle=5 * jitter[2],
                petiole=1.6,
                petiole_radius=0.12,
            )
            azimuth = start + side + 6 * jitter[1]
            grown = leaf(
                shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=0.35, base_height=height, petiole_slot="stem"
            )
            parts.append(grown.transformed(axis.frame(height)))
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """Florets' number and order stay; size, opening and green tinge follow the openness."""
    florets = _draw(rng)
    detail = _DETAIL[growth.level]
    lean = rng.normal(0, 4, 2)
    width = rng.normal(1, 0.012)
    stem_radius = 0.42 + 0.05 * rng.random()
    radius = _radius(growth) * 100 * width
    middle = 0.5 * radius + 1.6
    head = merge(
        [
            _globe(florets, growth.openness, radius, middle, growth.level),
            _core(radius, middle, detail),
            _ribs(florets, radius, middle, detail),
        ]
    )
    neck = tube(
        np.array([[0, 0, 0], [0, 0.7, 0]]),
        [stem_radius, stem_radius * 1.05],
        ATLAS,
        "stem",
        sides=detail.sides,
        closed_tip=False,
        along=(0.85, 0.88),
    )
    tilt = turn("x", lean[0]) @ turn("z", lean[1])
    bloom = merge([head.transformed(tilt), neck])
    length = 36.0
    nodes = tuple(height for height, _, _ in PAIRS)
    cane = Stalk(length, stem_radius, way=float(lean[0]), sway=1.2, kink=0.25, taper=1.2, nodes=nodes, swell=0.16, soft=0.5)
    stalk = merge([cane.grown(ATLAS, "stem", growth.level, detail.sides), _leaves(rng, growth.level, cane)])
    centre = tilt[:3, :3] @ np.array([0, middle + 0.06 * radius, 0]) / 100
    axis = tilt[:3, 1]
    proxies = np.array([[*centre, 0.87 * radius / 100], *_belt(tilt, radius, middle)], np.float32)
    metres = scale(0.01)
    return Plant(
        bloom.transformed(metres),
        stalk.transformed(metres),
        Head(centre.astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies,
        stem_radius / 100,
        length / 100,
    )


def _belt(tilt: NDArray[np.float64], radius: float, middle: float) -> list[list[float]]:
    """Six spheres about the globe's widest ring: together with the large one they fill the flattened shape."""
    found = []
    for k in range(6):
        a = k * np.pi / 3
        at = tilt[:3, :3] @ np.array([0.38 * radius * np.cos(a), middle - 0.02 * radius, 0.38 * radius * np.sin(a)])
        found.append([*(at / 100), 0.62 * radius / 100])
    return found


def _radius(growth: Growth) -> float:
    """Metres, through the species' three diameters at openness .1, .5 and .95."""
    d = growth.species.head_diameter
    return float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) / 2


def _sepal_tile(body: Colour, rim: Colour, base: Colour, rim_share: float, seed: int) -> Colour:
    """Linear tile in the sepal's own plane: pale base, net of fine veins from it, rim colour, soft unevenness."""
    across, along = tile_grid()
    x = across.astype(np.float64) * _WIDE
    distance = np.hypot(x, along)
    angle = np.arctan2(x, along + 0.12).astype(np.float64)
    edge = np.hypot(x / _WIDE, (along - _MIDDLE) / (1 - _MIDDLE))
    cloud = noise(seed, 5)
    colour = mix(body, rim, rim_share * smoothstep(0.35, 1.05, edge + 0.25 * cloud))
    colour = mix(base, colour, smoothstep(0.06, 0.42, distance + 0.06 * cloud))
    veins = np.abs(np.cos(angle * 11 + 0.5 * noise(seed + 1, 4).astype(np.float64))) ** 18 * smoothstep(0.1, 0.3, distance)
    forks = np.abs(np.sin(angle * 22 + 0.6 * noise(seed + 2, 5).astype(np.float64))) ** 26 * smoothstep(0.45, 0.75, distance)
    midrib = np.exp(-((x / 0.03) ** 2)) * smoothstep(1.0, 0.5, along)
    dark = 0.1 * np.clip(0.8 * veins + 0.6 * forks + midrib, 0, 1)
    return np.asarray(colour * (1 - dark)[..., None] * (1 + 0.05 * cloud + 0.02 * noise(seed + 3, 20))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    # Sepals shade one another, which deepens the colour: the tile is paler than what is to be seen.
    true = hex_colour(variety.hex)
    body = shade(true, 0.04, 0.6)
    light = float(oklab(body)[0])
    second = hex_colour(variety.accent) if variety.accent else shade(body, 0.045, 0.85, 6)
    base = mix(shade(body, 0.12 * (1 - light) + 0.06, 0.45), hex_colour("#EEF1CF"), 0.35)
    deep = shade(body, -0.05 if light > 0.93 else -0.08, 1.05)
    accented = _darker(second, body)
    sepal = _sepal_tile(body, mix(true, second, 0.25) if accented else shade(true, 0, 0.85), base, 0.7, 3)
    # Some florets of a head are flushed with the second colour.
    flush = _sepal_tile(
        mix(body, second, 0.35 if accented else 0.6), second if accented else mix(true, second, 0.55), base, 0.8, 11
    )
    green = hex_colour("#3E6B34")
    _, along = tile_grid()
    under = mix(hex_colour("#9DB27A"), deep, smoothstep(0.1, 0.4, along))
    core = mix(under, mix(under, shade(deep, -0.05, 1.2), 0.7), 0.5 + 0.5 * noise(5, 14))
    eye = mix(shade(body, -0.02, 1.1), mix(body, hex_colour("#F3F0D8"), 0.6), smoothstep(0.0, 0.8, along))
    return finished(
        {
            "sepal": sepal,
            "flush": flush,
            "eye": eye,
            "core": core,
            "leaf": leaf_tile(green, pairs=8, contrast=0.24, rim=shade(green, 0.03)),
            "stem": stem_tile(hex_colour("#6E8B4A"), hex_colour("#8FA865")),
        }
    )


def _darker(second: Colour, body: Colour) -> bool:
    return float(oklab(second)[0]) < float(oklab(body)[0])


PLANT = PlantKind("hydrangea", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
