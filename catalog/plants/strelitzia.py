"""The bird of paradise: a level beak of a spathe, orange sepals that stand up from it as a crest, and blue arrows of petals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import TILE, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.blade import Blade, blade
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.gauge import across, grid_quads
from catalog.organs.head import diameter
from catalog.organs.place import scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile, worn

# One tile holds both sepals (its left half) and the spathe (its right half): together they make the head's width.
ATLAS = Atlas(
    (
        ("flower", Finish(roughness=0.36, translucency=0.35)),
        ("petal", Finish(roughness=0.4, translucency=0.3)),
        ("style", Finish(roughness=0.6, translucency=0.3)),
        ("stem", Finish(roughness=0.45, translucency=0.1)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 10.0, 68.0
_TOP = hex_colour("#7C9D68")  # of the scape, where the spathe leaves it
SEPAL: Knots = ((0, 0.34), (0.12, 0.52), (0.3, 0.86), (0.46, 1.0), (0.62, 0.92), (0.78, 0.62), (0.9, 0.3), (0.97, 0.1), (1, 0.01))
# Half-width and half-depth of the blue arrow (share of its head's half-width): a slender claw, then the barbed head.
ARROW: Knots = (
    (0, 0.16), (0.3, 0.15), (0.44, 0.17), (0.5, 0.34), (0.55, 0.8), (0.585, 1.0), (0.64, 0.94), (0.74, 0.68), (0.87, 0.36), (0.96, 0.14), (1, 0.02),
)  # fmt: skip
ARROW_DEEP: Knots = ((0, 0.16), (0.3, 0.15), (0.5, 0.24), (0.6, 0.34), (0.75, 0.28), (0.9, 0.16), (1, 0.02))
BEAK_WIDE: Knots = (
    (0, 0.6),
    (0.1, 0.76),
    (0.22, 0.95),
    (0.34, 0.98),
    (0.46, 0.83),
    (0.65, 0.56),
    (0.85, 0.25),
    (0.96, 0.08),
    (1, 0.015),
)
BEAK_DEEP: Knots = (
    (0, 0.6),
    (0.1, 0.86),
    (0.22, 1.18),
    (0.34, 1.28),
    (0.46, 1.12),
    (0.65, 0.8),
    (0.85, 0.38),
    (0.96, 0.12),
    (1, 0.02),
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Floret:
    """foot: how far along the beak (cm) it rises. sepals: elevation (90 upright, 0 along the beak) and lean to the side of each
    when open. arrow: the petals' elevation. early, late: between which openness it rises. size: share.
    roll: how far the arrow turns its face to the front."""

    foot: float
    sepals: tuple[tuple[float, float], ...]
    arrow: float
    early: float
    late: float
    size: float = 1.0
    roll: float = 46.0


FLORETS = (
    _Floret(4.6, ((47.0, -9.0), (72.0, 12.0), (93.0, -13.0)), 45.0, -0.12, 0.56),
    _Floret(2.7, ((104.0, 9.0), (124.0, -10.0), (143.0, 8.0)), 82.0, 0.42, 1.02, 0.97, 78.0),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    draw, seeds = rng.normal(0, 1, 24).clip(-2, 2), rng.integers(0, 2**31, 12)
    q = float(np.clip(growth.openness + 0.02 * draw[0], 0, 1))
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100
    rise = 10 + 3.5 * float(draw[1])
    spine = _spine(q, rise)
    parts = [_beak(spine, q, float(draw[2]), level)]
    for k, floret in enumerate(FLORETS):
        parts += _floret(floret, spine, q, draw[4 + 9 * k : 13 + 9 * k], seeds[5 * k : 5 * k + 5], level)
    whole = merge(parts)
    # The crest and the beak together are as wide as the data says.
    measured = parts[0].positions if q < 0.2 else whole.positions
    middle = np.array([(measured[:, 0].min() + measured[:, 0].max()) / 2, 3.2 * q, 0.0])
    size = 1.0
    shown = merge([m for m in parts if m.texcoords[:, 0].max() < 0.25])
    for _ in range(3):
        size *= 2 * radius / across(shown.positions * size, middle * size, [0, 1, 0], radius)
    path = _neck(rise)
    place = shift(*path[-1]) @ scale(size)
    sides = {Level.HERO: 16, Level.STANDARD: 10, Level.PHONE: 7, Level.FAR: 4}[level]
    keep = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 3}.get(level, 6)
    thick = np.linspace(stem, 0.62 * size, len(path))
    neck = tube(path[::keep], thick[::keep], ATLAS, "stem", sides=sides, closed_tip=False, along=(0.75, 1))
    stalk = Stalk(STALK, stem, way=float(draw[3]) * 2, sway=2.2, kink=0.4, taper=1.25)
    centre = place[:3, :3] @ middle + place[:3, 3]
    turned = _turned(4 * float(draw[3]))
    return Plant(
        bloom=merge([whole.transformed(place), neck]).transformed(turned @ scale(0.01)),
        stalk=stalk.grown(ATLAS, "stem", level, sides, (0.0, 0.75)).transformed(scale(0.01)),
        head=Head((turned[:3, :3] @ centre / 100).astype(np.float32), radius / 100, np.array([0, 1, 0], np.float32)),
        proxies=_proxies(spine, q, place, path, turned),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _turned(degrees: float) -> Array:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    m = np.eye(4)
    m[0, 0], m[0, 2], m[2, 0], m[2, 2] = c, s, -s, c
    return m


def _neck(rise: float) -> Array:
    """The scape bends over to +X and runs into the beak."""
    t = np.linspace(0, 1, 25)
    angle = np.radians(90 - (90 - rise - 10) * smoothstep(0.12, 1.12, t) ** 1.25)
    steps = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1) * NECK / 24
    return np.vstack([np.zeros((1, 3)), np.cumsum(steps[1:], 0)])


def _spine(q: float, rise: float) -> Array:
    """(61,3) the middle of the beak, from the stem's bend to the point; it lifts, then levels out."""
    t = np.linspace(0, 1, 61)
    length = 15.0 + 1.2 * q
    angle = np.radians(rise + 12 - 16 * t + 7 * t**3)
    steps = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1) * length / 60
    return np.vstack([np.zeros((1, 3)), np.cumsum(steps[1:], 0)])


def _beak(spine: Array, q: float, lop: float, level: Level) -> Mesh:
    """A folded sheet, keeled below, its edges meeting above; they part where the florets rise."""
    columns, rows = {Level.HERO: (32, 40), Level.STANDARD: (20, 26), Level.PHONE: (12, 14), Level.FAR: (6, 6)}[level]
    t = np.linspace(0, 1, rows + 1)
    u = np.linspace(-1, 1, columns + 1)
    at = t * 60
    middle = np.stack([np.interp(at, np.arange(61), spine[:, i]) for i in range(3)], 1)
    slope = np.gradient(middle, axis=0)
    slope /= np.linalg.norm(slope, axis=1, keepdims=True)
    over = np.stack([-slope[:, 1], slope[:, 0], 0 * slope[:, 0]], 1)
    part = 22 + 26 * q
    reach = 172 - part * smoothstep(0.02, 0.16, t) * smoothstep(0.62, 0.3, t)
    angle = np.radians(reach)[:, None] * u[None]
    wide, deep = curve(BEAK_WIDE, t)[:, None], curve(BEAK_DEEP, t)[:, None]
    side = wide * np.sin(angle) * (1 + 0.0 * u)
    # The keel is drawn down to an edge, and one margin stands a little over the other.
    down = -deep * (np.cos(angle) * 0.94 + 0.1 * np.exp(-((angle / 0.3) ** 2)))
    down = (
        down
        + 0.05 * np.sign(lop) * u[None] ** 3
        + 0.13 * smoothstep(0.8, 1.0, np.abs(u))[None] * smoothstep(0.03, 0.2, t)[:, None] * smoothstep(1.0, 0.7, t)[:, None]
    )
    points = middle[:, None] + down[..., None] * over[:, None]
    points = points + side[..., None] * np.array([0.0, 0.0, 1.0])
    uv = ATLAS.texcoords(
        "flower", np.broadcast_to(0.53 + 0.47 * np.abs(u), side.shape).ravel(), np.broadcast_to(t[:, None], side.shape).ravel()
    )
    grid = grid_quads(rows, columns)
    return mesh(points.reshape(-1, 3), grid, uv)


def _floret(floret: _Floret, spine: Array, q: float, draw: Array, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    risen = float(smoothstep(floret.early, floret.late, q))
    if risen < 0.01 and level is not Level.HERO:
        return []
    k = round(floret.foot / 16 * 60)
    foot = spine[k] + np.array([0.0, 0.1 + 0.2 * risen, 0.0])
    ahead = spine[min(k + 22, 60)] + [0.0, 0.25, 0.0] - foot
    lying = float(np.degrees(np.arctan2(ahead[1], ahead[0])))  # inside the beak, along it
    lifted = risen**0.65
    grid = {Level.HERO: (12, 26), Level.STANDARD: (8, 15), Level.PHONE: (6, 8), Level.FAR: (2, 5)}[level]
    parts = []
    for k, (raised, lean) in enumerate(floret.sepals):
        elevation = lying + (raised - lying + 4 * draw[k]) * lifted
        length = 11.2 * floret.size * (0.4 + 0.6 * lifted) * (1 + 0.05 * draw[3 + k]) * (1.0 if k != 1 else 1.06)
        bow = 6 * draw[6] + (13, 22, -9)[k]
        shape = Blade(
            length,
            (2.4 if k != 1 else 2.05) * (0.2 + 0.8 * lifted),
            ((0, 90 + bow * 0.5), (0.3, 90 + 0.2 * bow), (0.65, 90 - bow * 0.5), (1, 90 - 1.5 * bow)),
            SEPAL,
            curl=((0, 1.3), (0.25, 0.75), (0.6, 0.45), (0.85, 0.9), (1, 1.2)),
            reflex=((0, 0), (0.3, -0.2), (0.7, -0.5), (1, -0.2)),
            keel=0.34,
            roundness=0.0,
            unevenness=0.02,
            ruffle=0.17,
            ruffle_tip=0.0,
            ruffle_waves=1.6,
            ruffle_along=5.5,
            ruffle_edge=2.2,
            twist=float((14 + 6 * draw[7]) * (1 if k % 2 else -1)),
        )
        sepal = blade(
            shape, ATLAS, "flower", np.random.default_rng(seeds[k]), grid=grid, tint=1 + 0.03 * float(draw[k]), row_bias=1.1
        )
        sepal = _halved(sepal)
        a, z = np.radians(elevation), np.radians(lean * risen)
        way = [np.cos(a) * np.cos(z), np.sin(a) * np.cos(z), np.sin(z)]
        # Its broad side looks to +Z or to -Z, now more, now less.
        facing = 90.0 * (1 if lean < 0 else -1) + 14 * float(draw[8])
        offset = np.array([0.12 * (k - 1), 0.0, 0.2 * np.sign(lean) * risen])
        parts.append(sepal.transformed(_stood(way, foot + offset, facing)))
    return [*parts, *_arrow(floret, foot, lying, risen, draw, level)]


def _stood(way: list[float], foot: Array, roll: float) -> Array:
    """Carries what grew up along +Y with its face to -X onto `way`, its face turned by `roll` degrees about it."""
    y = np.array(way)
    side = np.cross(y, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    m = np.eye(4)
    m[:3, 0], m[:3, 1], m[:3, 2] = side, y, np.cross(side, y)
    c, s = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    about = np.array([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1.0]])
    m[:3, 3] = foot
    return np.asarray(m @ about)


def _halved(sepal: Mesh) -> Mesh:
    """The sepal reads the left half of the shared tile."""
    uv = sepal.texcoords.copy()
    low, high = ATLAS.texcoords("flower", [-1.0, 1.0], [0, 0])[:, 0]
    uv[:, 0] = low + (uv[:, 0] - low) * 0.47
    assert float(uv[:, 0].max()) <= float(high)
    return Mesh(sepal.positions, sepal.normals, uv, sepal.colours, sepal.indices)


def _arrow(floret: _Floret, foot: Array, lying: float, risen: float, draw: Array, level: Level) -> list[Mesh]:
    """Two petals joined to a barbed arrow around the stamens, the style standing out of its point."""
    sides, rows = {Level.HERO: (16, 34), Level.STANDARD: (10, 22), Level.PHONE: (6, 12), Level.FAR: (4, 5)}[level]
    a = np.radians(lying + (floret.arrow - lying + 3 * float(draw[1])) * risen)
    z = (0.1 + 0.03 * float(draw[2])) * risen
    way = [float(np.cos(a)), float(np.sin(a)), z]
    way = [w / float(np.hypot(1.0, z)) for w in way]
    length = 9.8 * floret.size * (0.3 + 0.7 * risen)
    place = _stood(way, foot + np.array([0.3, 0.1 - 0.5 * (1 - risen), 0.35 * risen]), floret.roll + 6 * float(draw[3]))
    parts = [_spear(length, 1.1 * (0.2 + 0.8 * risen), sides, rows).transformed(place)]
    if level is Level.FAR:
        return parts
    end = np.array([[0.0, length * share, 0.0] for share in (0.9, 1.0, 1.1, 1.2)])
    end[:, 0] += [0.0, 0.0, 0.03, 0.1]
    style = tube(end, [0.05, 0.075, 0.07, 0.04], ATLAS, "style", sides=6 if level is Level.HERO else 3)
    return [*parts, style.transformed(place)]


def _spear(length: float, half: float, sides: int, rows: int) -> Mesh:
    """The arrow up +Y, broad along Z, as one solid body: its barbs sweep back, a groove above shows where its two petals meet."""
    t = 1 - (1 - np.linspace(0, 1, rows + 1)) ** 1.1
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    t, angle = np.meshgrid(t, angle, indexing="ij")
    wide, deep = half * curve(ARROW, t), half * curve(ARROW_DEEP, t)
    side, over = np.round(np.cos(angle), 9), np.round(np.sin(angle), 9)
    head = bell((t - 0.6) / 0.14)
    thin = over * np.abs(over) ** (1.4 * head)
    thin = np.where(thin > 0, thin * (1 - 0.75 * bell(side / 0.22) * head), thin)
    up = length * (t - 0.1 * head * side**2) + 0.0 * side
    flare = 0.34 * half * head * np.abs(side) ** 3  # the barbs turn up at their rims
    points = np.stack([-(deep * thin) - flare, up, wide * side], -1)
    return mesh(points.reshape(-1, 3), grid_quads(rows, sides)[:, ::-1], ATLAS.texcoords("petal", side.ravel(), t.ravel()))


def _proxies(spine: Array, q: float, place: Array, path: Array, turned: Array) -> Floats:
    """Spheres along the beak, along the neck's bend and through the crest."""
    rows = [(*spine[i], r) for i, r in ((5, 1.2), (13, 1.4), (22, 1.3), (32, 1.0), (42, 0.75), (52, 0.5))]
    for floret in FLORETS:
        risen = float(smoothstep(floret.early, floret.late, q))
        foot = spine[round(floret.foot / 16 * 60)]
        for raised, _ in floret.sepals:
            a = np.radians(15 + (raised - 15) * risen)
            for share in (0.35, 0.7):
                out = 11.0 * share * (0.42 + 0.58 * risen)
                rows.append((*(foot + out * np.array([np.cos(a), np.sin(a), 0.0])), 1.1 + 0.2 * risen))
    local = np.array(rows)
    size = float(np.linalg.norm(place[:3, 0]))
    points = local[:, :3] @ place[:3, :3].T + place[:3, 3]
    spheres = np.column_stack([points, local[:, 3] * size])
    spheres = np.vstack([spheres, [[*path[i], 0.8] for i in (6, 14, 20)]])
    spheres[:, :3] = spheres[:, :3] @ turned[:3, :3].T
    return (spheres / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    orange = hex_colour(variety.hex)
    blue = hex_colour(variety.accent or "#2B3F9C")
    across_, along = tile_grid()
    both = np.where(
        (across_ < 0.0)[..., None],
        _sepal(orange, np.clip((across_ + 1) / 0.47 - 1, -1, 1), along),
        _spathe(np.clip((across_ - 0.53) / 0.47, 0, 1), along),
    )
    keel = bell(across_ / 0.12)
    streak = np.broadcast_to(noise(5, 40, 2).mean(0, keepdims=True), across_.shape)
    arrow = mix(worn(blue, 0.6), shade(blue, -0.05, 1.05, 6), 0.8 * keel)
    arrow = mix(arrow, shade(blue, 0.09, 0.9, 8), 0.75 * smoothstep(0.72, 1.0, np.abs(across_)))
    arrow = mix(shade(blue, 0.2, 0.5), arrow, smoothstep(0.05, 0.42, along))
    arrow = mix(arrow, shade(blue, -0.05), 0.5 * smoothstep(0.8, 1.0, along)) * (1 + 0.06 * noise(3, 18) + 0.22 * streak)[..., None]
    stem = hex_colour("#6F9A55")
    return finished(
        {
            "flower": both,
            "petal": arrow,
            "style": np.broadcast_to(mix(hex_colour("#F1EFE4"), hex_colour("#B9BFDD"), 0.3), (TILE, TILE, 3)),
            "stem": stem_tile(stem, _TOP),
        }
    )


def _sepal(orange: Colour, side: NDArray[np.floating], along: NDArray[np.floating]) -> Colour:
    body = worn(orange, 0.5)
    colour = mix(shade(orange, 0.08, 0.95, 10), body, smoothstep(0.0, 0.35, along))
    colour = mix(colour, shade(orange, -0.035, 1.05, -7), 0.8 * smoothstep(0.55, 1.0, along))
    lines = np.cos(side * 44 + 1.2 * noise(22, 6)) * smoothstep(1.0, 0.75, np.abs(side))
    streaks = np.broadcast_to(noise(21, 44, 2).mean(0, keepdims=True), side.shape) * 0.3 + 0.05 * lines
    colour = colour * (1 + streaks * smoothstep(0.0, 0.2, along) + 0.05 * noise(23, 9))[..., None]
    colour = mix(colour, shade(orange, -0.06, 1.05, -6), 0.65 * bell(side / 0.09) * smoothstep(1.0, 0.6, along))
    return mix(colour, shade(orange, 0.035, 0.98, 5), 0.5 * smoothstep(0.75, 1.0, np.abs(side)))


def _spathe(side: NDArray[np.floating], along: NDArray[np.floating]) -> Colour:
    """From the keel (0) to the margin (1): blue-green, flushed purple-red towards the margin, which is edged red."""
    green, red = hex_colour("#6C8F5E"), hex_colour("#A8344A")
    colour = mix(green, hex_colour("#7FA382"), 0.5 * smoothstep(0.0, 0.4, along))
    streaks = np.broadcast_to(noise(31, 44, 2).mean(0, keepdims=True), side.shape)
    colour = colour * (1 + 0.2 * streaks + 0.06 * noise(32, 16))[..., None]
    colour = mix(
        colour, hex_colour("#7C6076"), 0.55 * smoothstep(0.35, 0.9, side + 0.1 * noise(33, 5)) * smoothstep(0.0, 0.2, along)
    )
    colour = mix(colour, red, 0.95 * smoothstep(0.78, 0.95, side) * smoothstep(0.0, 0.1, along))
    colour = mix(colour, red, 0.6 * smoothstep(0.86, 1.0, along))
    colour = mix(colour, hex_colour("#8CA876"), 0.5 * smoothstep(0.12, 0.0, side))
    return mix(shade(_TOP, -0.03, 0.8), colour, smoothstep(0.0, 0.12, along + 0.03 * noise(34, 8)))


PLANT = PlantKind("strelitzia", ATLAS, OPENNESS, grow, paint)
