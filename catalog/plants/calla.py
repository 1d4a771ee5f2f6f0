"""The calla: one spathe, rolled into a funnel whose edges overlap in front, around a slim golden spadix; a smooth thick scape."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.gauge import across, grid_quads
from catalog.organs.head import diameter
from catalog.organs.place import point_up_along, scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("spathe", Finish(roughness=0.42, translucency=0.55, sheen=0.1)),
        ("spadix", Finish(roughness=0.8)),
        ("stem", Finish(roughness=0.38, translucency=0.1)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 6.0, 44.0
_TOP = hex_colour("#93AF5E")  # of the scape, and of the spathe where it leaves it
# How far the rim stands from the foot, by the angle from the tip (0) past the front (180): shut and open, in cm.
SHUT_RIM: Knots = ((0, 10.6), (40, 10.0), (90, 8.6), (150, 6.8), (210, 5.2), (290, 3.0), (380, 0.35))
OPEN_RIM: Knots = ((0, 11.6), (30, 11.2), (70, 9.9), (110, 8.1), (150, 6.7), (180, 5.6), (205, 4.5), (225, 2.9), (240, 0.35))
# Elevation of the wall by the distance from the foot (cm): a tube that flares.
SHUT_WALL: Knots = ((0.0, 88.0), (0.8, 83.0), (1.8, 80.0), (3.8, 86.0), (6.5, 92.0), (9.0, 97.0), (11.0, 99.0))
HALF_WALL: Knots = ((0.0, 88.0), (0.8, 82.0), (1.8, 77.0), (3.8, 78.0), (6.5, 78.0), (9.0, 78.0), (11.0, 74.0))
OPEN_WALL: Knots = ((0.0, 88.0), (0.8, 81.0), (1.8, 75.0), (3.6, 73.0), (5.4, 66.0), (8.0, 57.0), (11.0, 52.0))

Array = NDArray[np.float64]


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level = growth.level
    draw, waves = rng.normal(0, 1, 9).clip(-1.8, 1.8), rng.uniform(0, 2 * np.pi, 4)
    openness = float(np.clip(growth.openness + 0.045 * draw[0], 0, 1))
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * (1 + 0.04 * float(draw[1]))
    spathe = _spathe(openness, draw, waves, stem * 0.9, level)
    tilt, side = 13 + 6 * float(draw[2]), 22 * float(draw[3])
    path = _neck(tilt, side)
    place = point_up_along(path[-1] - path[-2], path[-1])
    axis = place[:3, 1]
    radius = diameter(growth, OPENNESS) / 2
    middle = np.array([0.0, 6.2, 0.0])
    middle[2] = (spathe.positions[:, 2].min() + spathe.positions[:, 2].max()) / 2
    # The girth follows the data; the height hardly changes between bud and bloom.
    girth = 1.0
    for _ in range(3):
        girth *= 2 * radius / across(_widened(spathe.positions, girth), middle * [girth, 1, girth], [0, 1, 0], radius)
    flower = [mesh(_widened(spathe.positions, girth), spathe.indices, spathe.texcoords), _spadix(openness, float(draw[4]), level)]
    centre = place[:3, :3] @ (middle * [girth, 1, girth]) + place[:3, 3]
    # Rings close below the joint keep the dark of its inside from spreading down the scape.
    rings = np.append(np.arange(len(path) - 1), len(path) - 1 - np.array([0.45, 0.36, 0.0]))
    rings.sort()
    line = np.stack([np.interp(rings, np.arange(len(path)), path[:, i]) for i in range(3)], 1)
    neck = tube(
        line, stem * (1 - 0.11 * rings / (len(path) - 1)), ATLAS, "stem", sides=_sides(level), closed_tip=False, along=(0.8, 1)
    )
    stalk = Stalk(STALK, stem, way=float(waves[3]), sway=2.2 + 0.5 * float(draw[5]), kink=0.3, taper=1.22)
    metres = scale(0.01)
    return Plant(
        bloom=merge([*(part.transformed(place) for part in flower), neck]).transformed(metres),
        stalk=stalk.grown(ATLAS, "stem", level, _sides(level), (0.0, 0.8)).transformed(metres),
        head=Head((centre / 100).astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies=_proxies(flower[0], place, radius, path),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _sides(level: Level) -> int:
    return {Level.HERO: 18, Level.STANDARD: 12, Level.PHONE: 8, Level.FAR: 5}[level]


def _neck(tilt: float, side: float) -> Array:
    """The scape leans the flower a little towards its open side (+Z)."""
    angle = np.radians(tilt) * np.linspace(0, 1, 7) ** 1.3
    out, up = np.cumsum(np.sin(angle)) * NECK / 6, np.cumsum(np.cos(angle)) * NECK / 6
    a = np.radians(side)
    return np.stack([(out - out[0]) * np.sin(a), up - up[0], (out - out[0]) * np.cos(a)], 1)


def _widened(points: ArrayLike, girth: float) -> Array:
    """Points (N,3) of the spathe made wider; its foot keeps to the scape."""
    p = np.array(points, np.float64)
    p[:, [0, 2]] *= 1 + (girth - 1) * smoothstep(0.3, 3.4, p[:, 1:2])
    return p


def _between(shut: Array, half: Array, opened: Array, q: float) -> Array:
    return np.asarray(shut + (half - shut) * q / 0.5 if q < 0.5 else half + (opened - half) * (q - 0.5) / 0.5)


def _spathe(q: float, draw: Array, waves: Array, foot: float, level: Level) -> Mesh:
    """The sheet, from the inner edge (across = 1) around the back (0) to the outer edge (-1), which lies over the inner one."""
    columns, rows = {Level.HERO: (84, 34), Level.STANDARD: (60, 22), Level.PHONE: (40, 14), Level.FAR: (32, 6)}[level]
    p = np.linspace(-1, 1, columns + 1)
    p = np.sign(p) * np.abs(p) ** 1.25  # closer at the tip, where the outline bends
    shut = float(1 - smoothstep(0.0, 0.62, q))
    ends = 240 + 140 * shut
    degrees = p * ends
    far = np.abs(degrees)
    rim = curve(OPEN_RIM, far) * (1 - shut) + curve(SHUT_RIM, far * 380 / ends) * shut
    rim = rim + 0.34 * q * np.sin(np.radians(2 * degrees) + waves[0]) * bell((far - 95) / 60)
    # One flower is drawn out, the next one short; one side stands higher than the other.
    rim = rim * (1 + 0.05 * draw[6] + 0.06 * draw[7] * np.sin(np.radians(degrees)) * smoothstep(200, 120, far))
    # The tip: a narrow point that turns back.
    rim = rim + (0.55 + 0.6 * q) * np.exp(-far / 9.0)
    s = 1 - (1 - np.linspace(0, 1, rows + 1)) ** 1.3
    length = s[:, None] * rim[None]
    fine = np.linspace(0, 1, 61)
    run = fine[:, None] * rim[None]
    wall = _between(curve(SHUT_WALL, run), curve(HALF_WALL, run), curve(OPEN_WALL, run), q)
    # Towards the back the sheet stands steeper, so that it rises as a wide lobe; the edges in front keep to the funnel.
    wall = wall + 9 * q * bell(far / 75)[None] * smoothstep(3.0, 8.0, run)
    left = rim[None] - run
    roll = (70 * q**1.3 + 18) * (1 - shut) * smoothstep(178, 120, far)[None]
    wall = wall - roll * smoothstep(2.4, 0.0, left) * (1 + 0.16 * np.sin(np.radians(3 * degrees) + waves[1]))[None]
    wall = wall - (20 + 55 * q) * smoothstep(1.9, 0.0, left) * bell(far / 13)[None]
    theta = np.radians(wall)
    step = rim[None] / 60
    table_out = foot + _running(np.cos(theta)) * step
    table_up = _running(np.sin(theta)) * step
    at = s * 60
    low = np.minimum(at.astype(int), 59)
    f = (at - low)[:, None]
    out = table_out[low] * (1 - f) + table_out[low + 1] * f
    up = table_up[low] * (1 - f) + table_up[low + 1] * f
    # One edge inside, the other outside: the sheet winds as a spiral.
    lift = smoothstep(0.0, 2.5, length)
    out = np.maximum(out - (0.055 - 0.03 * shut) * out * np.radians(degrees)[None] / 2.0 * lift, 0.03)
    out = out * (1 + 0.05 * q * np.sin(np.radians(2 * degrees) + waves[2])[None] * smoothstep(3, 8, length))
    a = np.radians(degrees + 4 * draw[0])[None]
    twist = a + 0.16 * shut * up / 5
    hand = 1.0 if draw[8] > 0 else -1.0  # which edge lies over the other
    positions = np.stack([hand * out * np.sin(twist), up - 0.3, -out * np.cos(twist)], -1)
    along = s[:, None] * (rim / rim.max())[None] ** 0.55
    sheet = ATLAS.texcoords("spathe", np.broadcast_to(p, along.shape).ravel(), along.ravel())
    return mesh(positions.reshape(-1, 3), grid_quads(rows, columns)[:, :: int(hand)], sheet)


def _running(values: Array) -> Array:
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum((values[1:] + values[:-1]) / 2, axis=0)])


def _spadix(q: float, lean: float, level: Level) -> Mesh:
    if level is Level.FAR and q < 0.3:
        return merge([])
    sides, rings = {Level.HERO: (20, 46), Level.STANDARD: (9, 9), Level.PHONE: (6, 6), Level.FAR: (4, 3)}[level]
    t = 1 - (1 - np.linspace(0, 1, rings)) ** 1.5  # closer at the blunt tip
    height = 0.8 + t * (5.6 + 0.5 * q)
    wide = 0.25 * (1 - 0.25 * t) * np.sqrt(1 - np.clip((t - 0.9) / 0.1, 0, 1) ** 2)
    wide = wide * (1 + (0.035 * np.sin(9.0 * t + lean) if level is not Level.FAR else 0.0))
    body = lathe(np.stack([np.maximum(wide, 0.004), height], 1), ATLAS, "spadix", sides=sides)
    points = body.positions.astype(np.float64)
    if level is Level.HERO:  # the grains stand out: every other corner of the net, shifted from ring to ring
        ring, corner = np.divmod(np.arange(len(points)), sides + 1)
        grain = 1 + 0.13 * np.where((ring + corner) % 2 == 0, 1.0, -1.0) * (ring < rings - 1)
        points[:, [0, 2]] *= grain[:, None]
    bend = (points[:, 1] / 6) ** 2
    points[:, 0] += 0.16 * lean * bend
    points[:, 2] -= 0.12 * bend
    return mesh(points, body.indices, body.texcoords, normals=None if level is Level.HERO else body.normals)


def _proxies(spathe: Mesh, place: Array, radius: float, path: Array) -> Floats:
    """A chain of spheres that widens from the foot to the mouth, each around the part of the spathe at its height."""
    p = spathe.positions.astype(np.float64)
    rows = []
    for low, high in ((0.0, 2.5), (2.5, 5.0), (5.0, 7.5), (7.5, 14.0)):
        part = p[(p[:, 1] >= low) & (p[:, 1] < high)]
        if len(part) < 4:
            continue
        middle = (part.min(0) + part.max(0)) / 2
        size = float(np.clip(np.quantile(np.linalg.norm((part - middle)[:, [0, 2]], axis=1), 0.8), 0.7, radius))
        rows.append([*(place[:3, :3] @ middle + place[:3, 3]), size])
    rows += [[*path[i], 0.7] for i in (1, 4)]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = worn(true, 0.6)
    light = float(oklab(true)[0])
    green = variety.id == "green"
    golden = hex_colour(variety.accent) if variety.accent and not green else hex_colour("#EDB93C")
    if light < 0.4:
        golden = hex_colour("#B98A3A")
    stem = hex_colour("#6E9A4C")
    return finished(
        {
            "spathe": _sheet(true, body, light, hex_colour(variety.accent) if green and variety.accent else None),
            "spadix": _grains(golden),
            "stem": _scape(stem, true, light),
        }
    )


def _sheet(true: Colour, body: Colour, light: float, tip: Colour | None) -> Colour:
    """Green at the foot, deeper in the throat, fine veins that run up to the rim; a green point."""
    across_, along = tile_grid()
    pale = light > 0.9
    deep = shade(true, -0.025 if pale else -0.07, 1.05)
    colour = mix(deep, body, smoothstep(0.1, 0.6, along + 0.03 * noise(4, 6)))
    colour = mix(colour, true, 0.6 * smoothstep(0.5, 0.75, along) * smoothstep(1.0, 0.85, along))
    edge = shade(body, 0.03 if light < 0.85 else 0.008, 0.95)
    colour = mix(colour, edge, 0.7 * smoothstep(0.8, 1.0, along))
    veins = np.broadcast_to(noise(8, 40, 2).mean(0, keepdims=True), across_.shape)
    colour = colour * (1 + (0.025 if pale else 0.06) * veins * smoothstep(0.0, 0.3, along))[..., None]
    throat = mix(hex_colour("#D3DC98"), true, 0.4) if light > 0.55 else mix(hex_colour("#5E6B3C"), true, 0.55)
    colour = mix(colour, throat, 0.75 * smoothstep(0.42, 0.08, along + 0.05 * noise(5, 10)))
    # The foot lies in its own shade: painted paler, it meets the scape alike.
    colour = mix(colour, shade(_TOP, 0.08, 0.8), smoothstep(0.26, 0.06, along + 0.05 * noise(7, 12) + 0.04 * veins))
    point = tip if tip is not None else hex_colour("#8FB04E") if light > 0.5 else shade(true, -0.02)
    near = smoothstep(0.9, 1.0, along) * bell(across_ / 0.05)
    if tip is not None:
        near = np.maximum(0.95 * smoothstep(0.62, 0.98, along + 0.05 * noise(6, 9)) * bell(across_ / 0.3), near)
        near = np.maximum(near, 0.35 * smoothstep(0.9, 1.0, along))
    return mix(colour, point, 0.9 * near)


def _grains(golden: Colour) -> Colour:
    """Hundreds of tiny stamens as dots in a honeycomb."""
    across_, along = tile_grid()
    rows = 34 * along.astype(np.float64)
    column = 9 * np.abs(across_.astype(np.float64)) + 0.5 * (np.floor(rows) % 2)
    dots = smoothstep(0.55, 0.2, np.hypot(rows % 1 - 0.5, column % 1 - 0.5))
    return mix(shade(golden, -0.06, 1.0, -5), shade(golden, 0.06, 0.95, 4), dots) * (1 + 0.05 * noise(3, 12))[..., None]


def _scape(stem: Colour, true: Colour, light: float) -> Colour:
    tile = stem_tile(stem, _TOP)
    tile = mix(tile, shade(_TOP, 0.1, 0.8), smoothstep(0.9, 1.0, tile_grid()[1]))
    tile = mix(tile, true, (0.0 if light > 0.5 else 0.3) * smoothstep(0.9, 0.5, tile_grid()[1]))
    return mix(tile, shade(stem, 0.1, 0.8), 0.35 * smoothstep(0.25, 0.7, noise(12, 20)))


PLANT = PlantKind("calla", ATLAS, OPENNESS, grow, paint)
