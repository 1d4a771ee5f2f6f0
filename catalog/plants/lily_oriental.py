"""Oriental lily: two wide recurved flowers with long stamens, and pointed three-grooved buds above them.

The form "double" fills its flowers with whorls of tepals and has no stamens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, TILE, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs.blade import Blade, blade
from catalog.organs.curves import bell, blend, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.lily import grooved_bud, papillae, stamens
from catalog.organs.place import Matrix, point_up_along, scale
from catalog.organs.rose_lily import layered
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    hex_colour,
    leaf_tile,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
)

ATLAS = Atlas(
    (
        ("tepal", Finish(roughness=0.5, translucency=0.7, sheen=0.2)),
        ("younger", Finish(roughness=0.5, translucency=0.7, sheen=0.2)),  # the second flower's tepals: their own spots, greener
        ("bud", Finish(roughness=0.45, translucency=0.2)),
        ("green_bud", Finish(roughness=0.45, translucency=0.2)),
        ("filament", Finish(roughness=0.4, translucency=0.3)),
        ("detail", Finish(roughness=1.0)),  # stigma, papillae and anthers, one above the other
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
OPENS_AT = 0.15  # under this openness a flower is still a closed bud
STEM_RADIUS, STALK = 0.48, 54.0
LENGTH = 10.6
GRIDS = {Level.HERO: (8, 25), Level.STANDARD: (8, 15), Level.PHONE: (4, 10), Level.FAR: (2, 5)}
_CLOSED = ((0.0, 66.0), (0.18, 80.0), (0.42, 84.0), (0.68, 82.0), (0.88, 76.0), (1.0, 70.0))
_OPEN = ((0.0, 74.0), (0.18, 58.0), (0.42, 34.0), (0.68, 8.0), (0.88, -36.0), (1.0, -86.0))
_OUTLINE = ((0.0, 0.3), (0.08, 0.36), (0.25, 0.6), (0.45, 0.94), (0.58, 1.0), (0.75, 0.82), (0.9, 0.44), (0.97, 0.2), (1.0, 0.05))


@dataclass(frozen=True)
class _Place:
    """Where one flower or bud stands: node height on the stem, pedicel length, azimuth from the front, rise above level."""

    node: float
    pedicel: float
    azimuth: float
    rise: float
    openness: float
    size: float


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    target = diameter(growth, OPENNESS) / 2
    places = _places(q, rng)
    parts: list[Mesh] = []
    spheres: list[NDArray[np.float64]] = []
    worlds: list[Matrix] = []
    flower = _double if growth.form == "double" else _flower
    for rank, place in enumerate(places):
        stem, world = _pedicel(place, level, rng)
        parts.append(stem)
        worlds.append(world)
        mesh, cover = flower(place.openness, place.size, target, level, "younger" if rank else "tepal", rng)
        parts.append(mesh.transformed(world))
        spheres.append(np.column_stack([cover[:, :3] @ world[:3, :3].T + world[:3, 3], cover[:, 3]]))
    nodes = np.array([0.0, *(place.node for place in places)])
    path = np.stack([0 * nodes, nodes, 0 * nodes], 1)
    parts.append(_stem(path if level is not Level.FAR else path[[0, -1]], level, (0.8, 1.0), 0.28))
    parts += [_leaf(level, rng, 0.6 + 2.3 * k, 200.0 + 137.5 * k, 5.2 - 0.8 * k, 1.5) for k in range(3)]
    # Every level grows the same leaves; far ones are left out after their draws.
    heights = [-2.4 - 2.45 * k for k in range(11)]
    way = float(rng.uniform(0, 6.28))
    cane = Stalk(STALK, STEM_RADIUS, way=way, sway=1.5, nodes=tuple(heights), swell=0.05, soft=0.5, rings=(-1.2, 0.4))
    stalk = [cane.grown(ATLAS, "stem", level, {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level], (0.0, 0.8))]
    for k, h in enumerate(heights):
        grown = _leaf(level, rng, h, 60.0 + 137.5 * k, 9.4 + 0.3 * k, 2.2)
        if level is not Level.FAR or k < 5:
            stalk.append(grown.transformed(cane.frame(h)))
    cm = scale(0.01)
    axis, centre = _face(worlds, q)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=merge(stalk).transformed(cm),
        head=Head((centre / 100).astype(np.float32), target / 100, axis.astype(np.float32)),
        proxies=(np.concatenate(spheres) / 100).astype(np.float32),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _places(q: float, rng: np.random.Generator) -> list[_Place]:
    """Two flowers that look to the front left and right, two buds behind and above; pedicels spread as the flowers open."""
    j = rng.uniform(-1, 1, 12)
    spread = float(np.clip(q * 1.1, 0, 1))
    side = 1.0 if j[11] > 0 else -1.0
    return [
        _Place(1.2, 5.4, side * (70 + 8 * j[0]), 74 - 30 * spread + 4 * j[1], q, 1.0),
        _Place(3.6, 5.6, side * (-74 + 8 * j[2]), 76 - 24 * spread + 5 * j[3], 0.93 * q - 0.04 + 0.03 * j[4], 0.97),
        _Place(5.4, 4.4, side * 148 + 12 * j[5], 68 - 12 * spread + 4 * j[6], 0.0, 0.74 + 0.1 * q + 0.03 * j[7]),
        _Place(6.6, 3.0, side * -165 + 12 * j[8], 82 - 8 * spread + 3 * j[9], -1.0, 0.52 + 0.12 * q + 0.03 * j[10]),
    ]


def _pedicel(place: _Place, level: Level, rng: np.random.Generator) -> tuple[Mesh, Matrix]:
    """The flower's stalk, curving out of the stem, and the matrix that stands the flower on its end."""
    a, e = np.radians(place.azimuth), np.radians(place.rise)
    face = np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])
    start = np.array([0.0, place.node, 0.0])
    points = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    # A quadratic curve: it leaves in between the stem's way and the face's way, and ends along the face.
    middle = start + place.pedicel * 0.55 * unit(face + np.array([0.0, 0.1, 0.0]))
    end = start + place.pedicel * unit(face * 0.96 + np.array([0.0, -0.06, 0.0]))
    s = np.linspace(0, 1, points)[:, None]
    path = start * (1 - s) ** 2 + 2 * middle * s * (1 - s) + end * s**2
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 5, Level.FAR: 3}[level]
    radii = np.linspace(0.3, 0.3, points) * (0.8 + 0.2 * place.size)
    radii[-1] *= 1.25
    stem = tube(path, radii, ATLAS, "stem", sides=sides, along=(0.9, 1.0))
    return stem, point_up_along(face, path[-1], roll=float(rng.uniform(0, 360)))


def _flower(
    q: float, size: float, target: float, level: Level, slot: str, rng: np.random.Generator
) -> tuple[Mesh, NDArray[np.float64]]:
    """(mesh, covering spheres (K,4)) of one flower in its own frame; a bud while q is under OPENS_AT."""
    draws = rng.normal(0, 1, (6, 3))
    stream = rng.spawn(1)[0]
    if q < OPENS_AT:
        outside, inside = ("green_bud", None) if q < 0 else ("bud", slot)
        return grooved_bud(11.2 * size, 1.92 * size**1.6, ATLAS, outside, level, inside)
    tepals = [_tepal(q, k, draws[k], level, slot, stream) for k in range(6)]
    reach = np.sort([float(np.hypot(t.positions[:, 0], t.positions[:, 2]).max()) for t in tepals])[3:].mean()
    grown = min(size * target / reach, 1.25)
    parts = [*tepals, *stamens(float(np.clip((q - 0.1) / 0.85, 0, 1)), ATLAS, level, stream)]
    if level is Level.HERO:
        parts += [papillae(t, GRIDS[level][0], ATLAS, stream, 7) for t in tepals]
    return merge(parts).transformed(scale(grown)), _cover(q, max(reach * grown, 2.0))


def _double(
    q: float, size: float, target: float, level: Level, slot: str, rng: np.random.Generator
) -> tuple[Mesh, NDArray[np.float64]]:
    """Like _flower, for the double form; its buds are plumper."""
    stream = rng.spawn(1)[0]
    if q < OPENS_AT:
        outside, inside = ("green_bud", None) if q < 0 else ("bud", slot)
        return grooved_bud(10.4 * size, 2.15 * size**1.6, ATLAS, outside, level, inside)
    tepals = layered(q, ATLAS, slot, level, stream)
    reach = np.sort([float(np.hypot(t.positions[:, 0], t.positions[:, 2]).max()) for t in tepals[:6]])[2:].mean()
    grown = min(size * target / reach, 1.25)
    return merge(tepals).transformed(scale(grown)), _cover(q, max(reach * grown, 2.0))


def _cover(q: float, rim: float) -> NDArray[np.float64]:
    """(8,4) spheres that cover an open flower out to its rim."""
    around = np.radians(60 * np.arange(6) + 30)
    height = float(np.interp(q, [0.15, 0.5, 1.0], [7.5, 7.0, 5.2]))
    ring = np.stack([np.cos(around) * rim * 0.62, np.full(6, height), -np.sin(around) * rim * 0.62, np.full(6, rim * 0.3)], 1)
    return np.vstack([[0.0, 2.6, 0.0, 2.0], [0.0, 6.0, 0.0, max(2.4, rim * 0.3)], ring])


def _tepal(q: float, k: int, draw: NDArray[np.float64], level: Level, slot: str, rng: np.random.Generator) -> Mesh:
    """k 0..2 are the narrow outer tepals, 3..5 the broad inner ones."""
    inner = k >= 3
    t = float(np.clip((q - 0.02) / 0.93 + 0.03 * draw[0], 0.0, 1.05)) ** 1.4
    midrib = [
        (v, angle + (4 * draw[1] + 7 * draw[0] * v) * t + (3.5 if inner else -7.0) * (1 - 0.7 * v))
        for v, angle in blend(_CLOSED, _OPEN, t)
    ]
    shape = Blade(
        length=LENGTH * (0.9 + 0.1 * t),
        width=(5.3 if inner else 3.8) * (0.78 + 0.22 * t),
        midrib=midrib,
        outline=_OUTLINE,
        base_radius=0.4 if inner else 0.52,
        base_height=0.1 if inner else 0.0,
        curl=((0, 1.0), (0.2, 0.5), (0.5, 0.16 - 0.1 * t), (0.8, -0.12 * t), (1, 0.1)),
        wrap=0.5 * (1 - t),
        reflex=((0, 0.0), (0.3, -0.1), (0.6, -0.55 * t), (1, -0.3)),
        roundness=0.03,
        keel=0.1,
        ruffle=(0.36 if inner else 0.2) * t,
        ruffle_waves=1.0,
        ruffle_from=0.2,
        ruffle_tip=0.1,
        ruffle_along=30.0 if inner else 22.0,
        ruffle_edge=2.6,
        unevenness=0.14,
        twist=9 * draw[2] * t,
    )
    azimuth = 120.0 * (k % 3) + (60.0 if inner else 0.0) + 3 * draw[1]
    return blade(shape, ATLAS, slot, rng, azimuth=azimuth, grid=GRIDS[level], tint=1 + 0.025 * float(np.clip(draw[2], -2, 2)))


def _stem(path: NDArray[np.float64], level: Level, along: tuple[float, float], top: float = STEM_RADIUS) -> Mesh:
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    return tube(path, np.linspace(STEM_RADIUS, top, len(path)), ATLAS, "stem", sides=sides, closed_tip=False, along=along)


def _leaf(level: Level, rng: np.random.Generator, height: float, azimuth: float, length: float, width: float) -> Mesh:
    lift = rng.uniform(-8, 8)
    shape = Leaf(
        length=length,
        width=width,
        outline=((0, 0.2), (0.06, 0.28), (0.18, 0.62), (0.38, 1.0), (0.55, 0.96), (0.75, 0.6), (0.9, 0.22), (1, 0.0)),
        midrib=((0, 66 + lift), (0.12, 54 + lift), (0.4, 28 + lift), (0.7, 0), (1, -30)),
        fold=12,
        curl=((0, 1.6), (0.12, 0.5), (0.35, 0.0), (1, -0.05)),
        ripple=0.08,
        ripples=2,
        sickle=float(rng.uniform(-18, 18)),
        twist=float(rng.uniform(-18, 18)),
    )
    return leaf(
        shape,
        ATLAS,
        "leaf",
        rng,
        level,
        azimuth=azimuth + rng.uniform(-20, 20),
        base_radius=STEM_RADIUS * 0.97,
        base_height=height,
        rows=16,
        tint=float(rng.uniform(0.92, 1.08)),
    )


def _face(worlds: list[Matrix], q: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(axis, centre): where the two flowers look on the whole (the larger counts more), and the middle of the first one's face."""
    axis = unit(1.3 * worlds[0][:3, 1] + worlds[1][:3, 1] + np.array([0.0, 0.25, 0.0]))
    height = float(np.interp(q, [0.1, 0.5, 0.95], [7.0, 7.0, 6.0]))
    return axis, worlds[0][:3, 3] + worlds[0][:3, 1] * height


@dataclass(frozen=True)
class _Look:
    """What sets a variety apart beyond its colours. spots: 0 none .. 1 many. margin: how strongly the pale rim shows."""

    spots: float = 0.0
    margin: float = 0.6
    band: float = 0.5
    anther: str = "#8C3B14"
    stigma: str = "#B9B46A"
    filament: float = 0.2
    depth: float = 0.06  # how much darker than the body the midrib's band is
    claw: float = 0.55  # how pale the foot of a coloured tepal is


_LOOKS = {
    "siberia": _Look(margin=0.0, band=0.9, anther="#9A4A1C", stigma="#B7B98A"),
    "sorbonne": _Look(spots=1.0, margin=0.95, band=0.75, stigma="#7E4A5E"),
    "concador": _Look(margin=0.85, band=0.7, anther="#8A4418", stigma="#A5A35A"),
    "robina": _Look(spots=0.25, margin=0.35, band=0.7, stigma="#7B3A55"),
    "double-isabella": _Look(spots=0.0, margin=0.7, band=0.75, depth=0.085, claw=0.1),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    """accent is the margin of coloured sorts, the green of the throat of the white one."""
    look = _LOOKS.get(variety.id, _Look())
    body = hex_colour(variety.hex)
    accent = hex_colour(variety.accent) if variety.accent else shade(body, 0.13, 0.7)
    white = float(oklab(body)[0]) > 0.96
    young = mix(hex_colour("#EEF0D6"), accent if white else body, 0.75)
    spot = _spot(body, white, look)
    return finished(
        {
            "tepal": _tepal_tile(body, accent, look, white, 77),
            "younger": mix(_tepal_tile(body, accent, look, white, 78), hex_colour("#DDE6B8"), 0.05 * np.ones((TILE, TILE))),
            "bud": _bud(young, hex_colour("#A7BC77"), 0.45),
            "green_bud": _bud(hex_colour("#AFC27C"), hex_colour("#8FAA5C"), 0.7),
            "filament": _filament(body, look),
            "detail": _detail(hex_colour(look.stigma), spot, hex_colour(look.anther)),
            "leaf": leaf_tile(hex_colour("#4F7C35"), veins="parallel", pairs=6, contrast=0.2, seed=9),
            "stem": stem_tile(hex_colour("#6E9446"), hex_colour("#86A85A")),
        }
    )


def _spot(body: Colour, white: bool, look: _Look) -> Colour:
    if not look.spots:
        return hex_colour("#F6F4DE") if white else shade(body, 0.04, 0.9)
    return shade(body, -0.2, 1.35, -6)


def _tepal_tile(body: Colour, accent: Colour, look: _Look, white: bool, seed: int) -> Colour:
    across, along = tile_grid()
    throat = hex_colour("#DCE8B4")
    deep = mix(body, accent, 0.6) if white else shade(body, -look.depth, 1.18, -2)
    tile = petal_tile(PetalPaint(body, veins=0.1, vein_count=7, mottle=0.02, seed=31))
    # The colour gathers along the midrib and fades to the margin, which waves a little.
    wave = 0.06 * noise(12, 7, 2)
    band = bell((across + 0.3 * wave) / 0.34) * smoothstep(1.02, 0.7, along) * smoothstep(0.06, 0.3, along)
    tile = mix(tile, deep, look.band * band)
    fray = 0.1 * noise(13, 22, 2)
    rim = np.maximum(smoothstep(0.66, 0.9, np.abs(across) + wave + fray), smoothstep(0.9, 1.0, along + 0.4 * fray))
    tile = mix(tile, accent, look.margin * rim * smoothstep(0.1, 0.35, along))
    # A pale midrib line, and the green nectary furrow at the foot.
    line = bell(across / 0.045) * smoothstep(0.95, 0.6, along)
    tile = mix(tile, shade(body, 0.05, 0.8) if not white else accent, 0.5 * line)
    tile = mix(
        tile, hex_colour("#FBF7EA") if not white else throat, (look.claw if not white else 0.7) * smoothstep(0.3, 0.08, along)
    )
    furrow = bell(across / (0.10 + 0.3 * (1 - along) ** 3)) * smoothstep(0.3, 0.1, along)
    tile = mix(tile, hex_colour("#A9C36B"), 0.75 * furrow)
    if look.spots:
        tile = mix(tile, _spot(body, white, look), 0.85 * look.spots**0.5 * _spots(int(60 * look.spots), seed))
    return np.asarray(tile)


def _spots(count: int, seed: int) -> NDArray[np.float64]:
    """(TILE, TILE) 0..1: small round spots on the lower half, denser near the midrib."""
    across, along = tile_grid()
    rng = np.random.default_rng(seed)
    total = np.zeros(across.shape)
    for _ in range(count):
        y = 0.17 + 0.4 * rng.random() ** 1.1
        x = rng.normal(0, 0.3)
        size = 0.7 + 0.6 * rng.random()
        total = np.maximum(total, bell(np.hypot((across - x) / 0.035, (along - y) / 0.013) / np.sqrt(size)))
    return np.asarray(smoothstep(0.25, 0.7, total))


def _bud(body: Colour, green: Colour, greenness: float) -> Colour:
    """across 0 = the rib on a tepal's back, 1 = the groove between two tepals."""
    across, along = tile_grid()
    # By way of a pale tone: green mixed straight into pink would turn brown.
    pale = mix(hex_colour("#EDEFD2"), green, greenness * 0.8)
    tile = mix(mix(green, pale, smoothstep(0.0, 0.3, along)), body, smoothstep(0.15, 0.6, along))
    rib = bell(across / 0.22)
    tile = mix(tile, mix(green, pale, 0.4), greenness * rib * smoothstep(1.0, 0.55, along))
    tile = mix(tile, shade(green, 0.03), 0.4 * smoothstep(0.92, 1.0, along))
    tile = tile * (1 - 0.16 * smoothstep(0.8, 1.0, across))[..., None]
    return np.asarray(tile * (1 + 0.05 * noise(14, 12))[..., None])


def _filament(body: Colour, look: _Look) -> Colour:
    _, along = tile_grid()
    return mix(hex_colour("#C4D696"), mix(hex_colour("#E6ECCB"), body, look.filament), smoothstep(0.0, 0.6, along))


def _detail(stigma: Colour, spot: Colour, anther: Colour) -> Colour:
    """From the tile's base up: the stigma, papillae (pale at the foot), anthers; across = foot to top of each."""
    across, along = tile_grid()
    top = (across + 1) / 2
    lobes = mix(shade(stigma, -0.06), shade(stigma, 0.06), top)
    papilla = mix(shade(spot, 0.03), spot, top)
    pollen = anther * (1 + 0.22 * across + 0.34 * noise(6, 30, 3))[..., None]
    return np.where(along[..., None] < 1 / 3, lobes, np.where(along[..., None] < 2 / 3, papilla, pollen))


PLANT = PlantKind(species="lily-oriental", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint, ageing=SHEDDING)
