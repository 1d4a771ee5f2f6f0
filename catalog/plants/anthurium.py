"""The anthurium: a lacquered, puckered heart with sunken veins, and a tapering spadix that stands up from it; a bare wiry stem."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.gauge import across
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import shift, turn
from catalog.organs.scatter import bent
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("spathe", Finish(roughness=0.16, translucency=0.12)),
        ("spadix", Finish(roughness=0.75)),
        ("stem", Finish(roughness=0.5, translucency=0.1)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 6.0, 40.0
# Half-outline of the heart: distance from the spadix by the angle from the tip (0) to the notch (180).
HEART: Knots = (
    (0, 1.0),
    (10, 0.965),
    (25, 0.9),
    (45, 0.835),
    (70, 0.79),
    (95, 0.775),
    (120, 0.77),
    (140, 0.745),
    (157, 0.65),
    (170, 0.46),
    (180, 0.16),
)
VEINS = (0.0, 26.0, 54.0, 84.0, 116.0, 148.0, 176.0)  # where the main veins leave the spadix, degrees from the tip

Array = NDArray[np.float64]


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    draw, waves = rng.normal(0, 1, 8).clip(-2, 2), rng.uniform(0, 2 * np.pi, 6)
    q = float(np.clip(growth.openness + 0.03 * draw[0], 0, 1))
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * (1 + 0.05 * float(draw[1]))
    flat = _spathe(q, draw, waves, level)
    middle = np.array([0.0, 0.0, 0.14 * 8.0])
    size = 2 * radius / across(flat.positions, middle, [0, 1, 0])
    spadix = _spadix(draw, level)
    # The spathe leans from the stem towards the viewer; a young one is still half upright around its spadix.
    lean = float(curve(((0.0, 2.0), (0.5, 32.0), (1.0, 50.0)), q)) + 4 * float(draw[2])
    path = bent(NECK, 14 + 3 * float(draw[3]), count={Level.HERO: 9, Level.STANDARD: 7}.get(level, 4))
    place = shift(*path[-1]) @ turn("y", 6 * float(draw[4])) @ turn("x", lean) @ turn("y", 7 * float(draw[5]))
    axis = place[:3, 1]
    centre = place[:3, :3] @ (middle * size) + place[:3, 3]
    grown = np.diag([size, size, size, 1.0])
    # The spadix keeps away from the spathe: it stands up between the two lobes.
    erect = place @ turn("x", -24 - 0.35 * (lean - 30) + 4 * float(draw[6]))
    stretch = np.diag([0.8 + 0.2 * radius / 7.0, 0.28 + 0.72 * radius / 7.0, 0.8 + 0.2 * radius / 7.0, 1.0])
    parts = [flat.transformed(place @ grown), spadix.transformed(erect @ stretch)]
    sides = {Level.HERO: 12, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]
    thick = stem * (np.linspace(1, 0.86, len(path)) + 0.12 * smoothstep(0.75, 1.0, np.linspace(0, 1, len(path))))
    parts.append(tube(path, thick, ATLAS, "stem", sides=sides, closed_tip=False, along=(0.8, 1)))
    stalk = Stalk(STALK, stem, way=float(waves[5]), sway=2.0 + 0.5 * float(draw[7]), kink=0.5, taper=1.2)
    metres = np.diag([0.01, 0.01, 0.01, 1.0])
    proxies = cup_spheres(place @ shift(z=middle[2] * size), radius, 0.6)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=stalk.grown(ATLAS, "stem", level, sides, (0.0, 0.8)).transformed(metres),
        head=Head((centre / 100).astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies=np.vstack([proxies, _tip_spheres(erect @ stretch, path)]).astype(np.float32),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _tip_spheres(erect: Array, path: Array) -> Array:
    spadix = np.array([[0, 2.0, 0], [0, 4.5, 0]]) @ erect[:3, :3].T + erect[:3, 3]
    return np.column_stack([np.vstack([spadix, path[[len(path) // 2]]]) / 100, [0.009, 0.008, 0.007]])


def _reach(degrees: ArrayLike) -> Array:
    """Outline by the signed angle from the tip, with its drawn-out point."""
    far = np.abs(np.asarray(degrees, np.float64))
    return np.asarray(curve(HEART, far) + 0.1 * np.exp(-far / 5.5))


def _bent_back(far: Array, out: Array) -> Array:
    """The angle at which a point's vein leaves the spadix; veins arch towards the tip on their way out."""
    return np.asarray(far * (1 + 0.3 * out**1.3 * np.sin(np.radians(np.minimum(far, 180.0))) * smoothstep(178, 80, far)))


def _between_veins(degrees: Array, out: Array) -> tuple[Array, Array]:
    """(bulge 0 on a vein .. 1 between two, number of the field) by angle from the tip and share 0..1 of the way to the rim."""
    at = np.interp(_bent_back(np.abs(degrees), out), VEINS, np.arange(len(VEINS)))
    return np.sin(np.pi * (at % 1.0)), np.floor(at) + np.where(degrees < 0, 20, 0)


def _spathe(q: float, draw: Array, waves: Array, level: Level) -> Mesh:
    """The heart about the spadix at the origin, face to +Y, tip to +Z; 8 cm from the spadix to the tip before it is sized."""
    turns, rings = {Level.HERO: (136, 24), Level.STANDARD: (84, 14), Level.PHONE: (48, 9), Level.FAR: (32, 4)}[level]
    # From notch to notch in even steps along the rim.
    table = np.linspace(0, 180, 361)
    edge = _reach(table) * np.exp(1j * np.radians(table))
    run = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(edge)))])
    half = np.interp(np.linspace(0, 1, turns // 2 + 1), run / run[-1], table)
    degrees = np.concatenate([-half[:0:-1], half])
    leaving = _bent_back(np.abs(degrees), np.ones(turns + 1))
    share = 1 - (1 - np.linspace(0, 1, rings + 1)[1:]) ** 1.15
    # Columns run along the veins, so that ridges and furrows are clean lines.
    rows = [np.interp(leaving, np.maximum.accumulate(_bent_back(table, np.full(361, r))), table) for r in share]
    angle = (np.stack(rows) * np.sign(degrees)).ravel()
    rho = np.repeat(share, turns + 1)
    lop = 1 + 0.03 * draw[0] * np.sin(np.radians(angle)) + 0.012 * np.sin(3 * np.radians(angle) + waves[0])
    away = 8.0 * rho * _reach(angle) * lop
    x, z = away * np.sin(np.radians(angle)), away * np.cos(np.radians(angle))
    bulge, field = _between_veins(angle, rho)
    swell = np.sin(np.pi * np.clip(rho, 0, 1)) ** 0.8
    rise = 0.21 * smoothstep(0.0, 1.0, bulge) ** 0.6 * swell * (0.8 + 0.2 * np.sin(2.4 * field))
    rise += 0.05 * bulge * swell * np.sin(2 * np.pi * 2.3 * rho + 1.9 * field)
    rise -= 0.07 * bell(bulge / 0.3) * swell
    # A shallow dish whose lobes rise behind the spadix, its rim rolled under a little, its tip turned down.
    rise += 0.35 * smoothstep(0.0, 0.5, rho) * (0.5 - q * 0.3)
    rise += (0.75 - 0.25 * q) * np.clip(-z / 5.0, 0, 1.4) ** 2
    rise += (0.16 + 0.05 * draw[1]) * np.sin(2 * np.radians(angle) + waves[1]) * rho**2
    rise += 0.1 * np.sin(5 * np.radians(angle) + waves[2]) * rho**3
    rise -= 0.2 * smoothstep(0.86, 1.0, rho) * smoothstep(4, 30, np.abs(angle))
    rise -= 1.3 * q * smoothstep(0.6, 1.15, z / 8.0) ** 1.5
    # Rolled about the midrib: nearly a tube in the bud, a shallow trough when open.
    bend = float(curve(((0.0, 0.42), (0.12, 0.33), (0.5, 0.1), (1.0, 0.035)), q)) * (1 + 0.25 * np.clip(z / 8, -0.5, 1))
    rolled = np.clip(bend * x, -2.9, 2.9)
    wide = np.sin(rolled) / bend - rise * np.sin(rolled)
    high = (1 - np.cos(rolled)) / bend + rise * np.cos(rolled)
    high = high + 0.02 * np.sign(x) * np.abs(rolled)
    start = np.zeros((1, 3))
    positions = np.vstack([start, np.stack([wide, high, z], 1)])
    r = np.arange(rings - 1)[:, None] * (turns + 1) + np.arange(turns)[None] + 1
    a = r.ravel()
    b = a + turns + 1
    first = np.arange(turns) + 1
    faces = np.concatenate(
        [
            np.stack([np.zeros_like(first), first, first + 1], 1),
            np.stack([a, b + 1, a + 1], 1),
            np.stack([a, b, b + 1], 1),
        ]
    )
    flat_x, flat_z = 8.0 * rho * _reach(angle) * np.sin(np.radians(angle)), 8.0 * rho * _reach(angle) * np.cos(np.radians(angle))
    uv = ATLAS.texcoords("spathe", np.append(0.0, flat_x) / 6.6, (np.append(0.0, flat_z) + 6.2) / 15.0)
    return mesh(positions, faces, uv)


def _spadix(draw: Array, level: Level) -> Mesh:
    """A tapering finger along +Y, bent back a little."""
    sides, rings = {Level.HERO: (16, 20), Level.STANDARD: (10, 12), Level.PHONE: (7, 8), Level.FAR: (5, 4)}[level]
    t = 1 - (1 - np.linspace(0, 1, rings)) ** 1.4  # closer at the blunt tip
    height = -0.1 + t * (6.2 + 0.25 * float(draw[7]))
    wide = 0.46 * (1 - 0.42 * t) * np.sqrt(1 - np.clip((t - 0.92) / 0.08, 0, 1) ** 2)
    wide = wide * (0.94 + 0.06 * smoothstep(0.0, 0.06, t))
    body = lathe(np.stack([np.maximum(wide, 0.004), height], 1), ATLAS, "spadix", sides=sides)
    points = body.positions.astype(np.float64)
    bend = np.clip(points[:, 1] / 6.6, 0, 1.1) ** 2
    points[:, 2] += 0.6 * bend
    points[:, 0] += 0.22 * float(draw[6]) * bend
    return mesh(points, body.indices, body.texcoords, normals=body.normals)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    light = float(oklab(true)[0])
    accent = hex_colour(variety.accent or "#F0D060")
    stem = mix(hex_colour("#6E8F45"), true, 0.12 if light < 0.65 else 0.0)
    return finished(
        {
            "spathe": _lacquer(true, light, variety.id == "green"),
            "spadix": _grains(accent, variety.id),
            "stem": stem_tile(stem, mix(stem, true, 0.12 if light < 0.65 else 0.05)),
        }
    )


def _lacquer(true: Colour, light: float, green: bool) -> Colour:
    """The heart as a picture from above: net of sunken veins, paler ridges between, a deeper rim."""
    across_, along = tile_grid()
    x, z = across_.astype(np.float64) * 6.6, along.astype(np.float64) * 15.0 - 6.2
    degrees = np.degrees(np.arctan2(x, z))
    out = np.clip(np.hypot(x, z) / (8.0 * _reach(degrees)), 0, 1)
    bulge, field = _between_veins(degrees, out)
    body = worn(true, 0.3)
    pale = light > 0.85
    if green:
        body = shade(body, -0.035, 0.92)
    deep, high = shade(true, -0.075 if pale else -0.07, 1.25 if pale else 1.08), shade(body, 0.02 if pale else 0.035, 0.95)
    colour = mix(body, high, 0.6 * bulge * np.sin(np.pi * out))
    cross = np.sin(2 * np.pi * 6.2 * out + 1.9 * field + 2.0 * bulge + 1.2 * noise(4, 9))
    colour = mix(colour, deep, 0.28 * smoothstep(0.7, 1.0, cross) * smoothstep(0.1, 0.3, out))
    colour = mix(colour, deep, 0.75 * bell(bulge / 0.15) * smoothstep(1.0, 0.8, out))
    colour = mix(colour, deep, 0.45 * smoothstep(0.88, 1.0, out))
    foot = shade(true, -0.03, 1.0) if not pale else hex_colour("#D6DDA4")
    colour = mix(colour, foot, 0.5 * smoothstep(0.2, 0.03, out))
    if green:
        colour = mix(colour, shade(true, 0.08, 0.8), 0.5 * smoothstep(0.5, 0.1, out))
    return colour * (1 + 0.02 * noise(6, 14))[..., None]


def _grains(accent: Colour, variety: str) -> Colour:
    """Flowers in a tight lozenge pattern; pale at the foot, the accent above, green at the very tip of some."""
    across_, along = tile_grid()
    rows = 26 * along.astype(np.float64)
    column = 6 * np.abs(across_.astype(np.float64)) + 0.5 * (np.floor(rows) % 2)
    dots = smoothstep(0.55, 0.15, np.hypot(rows % 1 - 0.5, column % 1 - 0.5))
    foot = mix(accent, hex_colour("#F6EEC8"), 0.45)
    body = shade(mix(foot, accent, smoothstep(0.2, 0.6, along)), 0.04, 1.08)
    if variety in ("green", "white"):
        body = mix(body, hex_colour("#B9C46A"), 0.5 * smoothstep(0.6, 1.0, along))
    return mix(shade(body, -0.13, 1.05, -8), shade(body, 0.03), dots) * (1 + 0.04 * noise(3, 12))[..., None]


PLANT = PlantKind("anthurium", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
