"""Gerbera: one flat, very regular daisy on a leafless hairy stem.

Rings from outside in: two rows of long rays, a row of short rays, trans florets (tiny rays that frame the centre), the eye.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import LIMP_NECK
from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import disc, point_up_along, scale
from catalog.organs.rays import Ray, Whorl, rays, tip_radius
from catalog.organs.scatter import bent, grain, hairs, scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    flat_tile,
    hex_colour,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

ATLAS = Atlas(
    (
        ("ray", Finish(roughness=0.55, translucency=0.7, sheen=0.15)),
        ("trans", Finish(roughness=0.6, translucency=0.6)),
        ("eye", Finish(roughness=0.8)),
        ("cushion", Finish(roughness=0.9)),
        ("bract", Finish(roughness=0.6, translucency=0.1)),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, NECK, STALK = 0.3, 6.0, 44.0
RAY = Ray(
    outline=((0, 0.26), (0.15, 0.44), (0.42, 0.82), (0.64, 1.0), (0.8, 0.88), (0.92, 0.62), (0.97, 0.52), (1, 0.48)),
    roundness=0.075,
    round_power=1.6,
    cup=((0, 0.6), (0.3, 0.15), (0.7, -0.2), (1, 0.1)),
    pleats=2.0,
    pleat_depth=0.085,
)
TRANS = Ray(outline=((0, 0.7), (0.6, 1.0), (1, 0.5)), roundness=0.3, cup=((0, 0.8), (1, 0.5)))
BRACT = Ray(outline=((0, 1.0), (0.5, 0.8), (1, 0.05)), cup=((0, 0.3), (1, 0.3)))
PLAIN_FLORET = ((0.8, 0.0), (0.95, 0.75), (0.0, 1.0))
_AT = (0.0, 0.25, 0.55, 0.8, 1.0)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    target = diameter(growth, OPENNESS) / 2
    tilt = 34.0 + rng.uniform(-7, 8)
    lean = rng.uniform(-10, 10)
    outer = _ray_whorls(q, level, rng)
    parts = [rays(RAY, whorl, ATLAS, "ray", grid=_grid(level, row)) for row, whorl in enumerate(outer)]
    parts += _centre(q, level, rng)
    # The rays set the diameter; what is left to the data is a few percent, taken by size.
    size = target / max(tip_radius(outer[0], 0.8), tip_radius(outer[1], 0.8))
    path = bent(NECK, tilt, count=8 if level is not Level.FAR else 4)
    world = point_up_along(path[-1] - path[-2], path[-1], roll=lean) @ scale(size)
    head = merge([m.transformed(world) for m in [*parts, _involucre(q, level, rng)]])
    neck = _stem(path, level, rng, (0.8, 1.0))
    stalk = _stalk(level, rng)
    cm = scale(0.01)
    axis, centre = world[:3, 1] / size, world[:3, 3] + world[:3, 1] * 0.9
    return Plant(
        bloom=merge([head, neck]).transformed(cm),
        stalk=stalk.transformed(cm),
        head=Head((centre / 100).astype(np.float32), target / 100, axis.astype(np.float32)),
        proxies=cup_spheres(world, target / size, target / size * 0.62 * (1 - q) + 0.15),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _grid(level: Level, row: int) -> tuple[int, int]:
    return {
        Level.HERO: [(4, 9), (4, 8), (2, 6)],
        Level.STANDARD: [(4, 6), (2, 6), (2, 4)],
        Level.PHONE: [(2, 5), (2, 4), (2, 2)],
        Level.FAR: [(2, 2), (2, 2), (2, 1)],
    }[level][row]


def _ray_whorls(q: float, level: Level, rng: np.random.Generator) -> list[Whorl]:
    """Outer, second and short row. All randomness is drawn at full count; low levels use every second ray, made wider."""
    whorls = []
    rows = (
        # count, length, width, base radius, base height, closed and open elevations, spread of elevation
        (38, 4.45, 0.9, 0.95, 0.10, (42, 54, 62, 70, 78), (14, 12, 4, -7, -20), 2.2),
        (36, 4.15, 0.86, 0.85, 0.25, (52, 64, 74, 84, 92), (30, 24, 13, 2, -12), 2.6),
        (34, 2.6, 0.58, 0.75, 0.42, (62, 78, 92, 106, 118), (50, 40, 27, 12, -4), 4.0),
    )
    start = rng.uniform(0, 360)
    for row, (count, length, width, radius, height, closed, opened, spread) in enumerate(rows):
        sparse = 2 if level is Level.FAR and row == 1 else 1
        draws = rng.normal(0, 1, (6, count))
        # The short row alternates between two lengths.
        ragged = 1 + 0.014 * np.clip(draws[3], -1.5, 1.5) - (0.2 * (np.arange(count) % 2) if row == 2 else 0.0)
        # Outer rays open first.
        t = np.clip(q * 1.06 - 0.06 * row, 0, 1)
        bend = np.array(closed) * (1 - t) + np.array(opened) * t
        droop = np.cumsum(np.abs([0.1, 0.3, 0.7, 1.0, 1.3]))
        elevation = bend + (spread * draws[0])[:, None] + 1.6 * draws[1][:, None] * droop
        grown = 0.86 + 0.14 * t
        whorl = Whorl(
            azimuth=start + 360 / count * (np.arange(count) + 0.5 * (row % 2)) + 1.0 * draws[2],
            length=length * grown * ragged,
            width=np.full(count, width * (0.6 + 0.4 * t)) * (sparse**0.85),
            elevation_at=_AT,
            elevation=elevation,
            base_radius=radius,
            base_height=height + 0.03 * (np.arange(count) % 2),
            sway=0.022 * draws[4],
            twist=9 * draws[5],
            tint=np.clip(1 + 0.06 * draws[1] - (0.1, 0.0, 0.05)[row], 0.82, 1.16),
        )
        whorls.append(_every(whorl, sparse))
    return whorls if level is not Level.FAR else whorls[:2]


def _every(whorl: Whorl, step: int) -> Whorl:
    """Every `step`-th ray of a whorl; its fields that are one number stay."""
    if step == 1:
        return whorl
    length, width, elevation, height, sway, twist, tint = (
        np.asarray(field)[::step]
        for field in (whorl.length, whorl.width, whorl.elevation, whorl.base_height, whorl.sway, whorl.twist, whorl.tint)
    )
    return replace(
        whorl,
        azimuth=whorl.azimuth[::step],
        length=length,
        width=width,
        elevation=elevation,
        base_height=height,
        sway=sway,
        twist=twist,
        tint=tint,
    )


def _centre(q: float, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """Trans florets, the eye and the cushion they sit on."""
    radius, dome = 1.28, 0.42
    profile = [(radius * np.sin(a), 0.45 + dome * np.cos(a)) for a in np.linspace(np.pi / 2, 0.02, 3 if level is Level.FAR else 5)]
    cushion = lathe(profile, ATLAS, "cushion", sides={Level.HERO: 24, Level.STANDARD: 16, Level.PHONE: 12, Level.FAR: 8}[level])
    p = cushion.positions
    flat = ATLAS.texcoords("cushion", p[:, 0] / radius, p[:, 2] / radius / 2 + 0.5)
    parts = [Mesh(p, cushion.normals, flat, cushion.colours, cushion.indices)]

    draws = rng.normal(0, 1, (4, 56))
    shown = {Level.HERO: 56, Level.STANDARD: 42, Level.PHONE: 24, Level.FAR: 0}[level]
    if shown:
        pick = np.arange(shown) * 56 // shown
        ring = np.arange(56) % 2
        # Trans florets stand up and open outwards with age.
        rise = 82 - 30 * q + 10 * ring + 5 * draws[0]
        trans = Whorl(
            azimuth=(360 / 56 * np.arange(56) + 2.5 * draws[1])[pick],
            length=((0.85 + 0.2 * q - 0.22 * ring) * (1 + 0.07 * draws[2]))[pick],
            width=0.2 * (56 / shown) ** 0.7,
            elevation_at=(0.0, 0.5, 1.0),
            elevation=np.stack([rise + 8, rise, rise - 26 * q + 6], 1)[pick],
            base_radius=(1.2 - 0.17 * ring)[pick],
            base_height=(0.5 + 0.06 * ring)[pick],
            tint=(1 + 0.06 * draws[3])[pick],
        )
        parts.append(rays(TRANS, trans, ATLAS, "trans", grid=(2, 3) if level is Level.HERO else (2, 2)))
    eyes = {Level.HERO: 210, Level.STANDARD: 90, Level.PHONE: 0, Level.FAR: 0}[level]
    if eyes:
        xy = disc(eyes, 1.12)
        r = np.hypot(xy[:, 0], xy[:, 1]) / 1.12
        y = 0.45 + dome * np.sqrt(np.clip(1 - (r * 1.12 / radius) ** 2, 0, 1)) - 0.12 * bell(r / 0.4)
        # Outer florets open first and stand higher around a dimpled middle.
        opened = smoothstep(1.15 - 0.75 * q, 1.35 - 0.75 * q, r + 0.25)
        foot = np.stack([xy[:, 0], y - 0.06, xy[:, 1]], 1)
        heading = np.stack([xy[:, 0] * 0.25, np.ones(eyes), xy[:, 1] * 0.25], 1)
        parts.append(
            scatter(
                PLAIN_FLORET,
                foot,
                heading,
                0.2 + 0.3 * opened * r,
                0.165 * np.sqrt(200 / max(eyes, 60)) * (0.72 + 0.28 * r),
                ATLAS,
                "eye",
                along=r,
                sides=4,
                tint=1 + 0.1 * np.sin(7.3 * np.arange(eyes)),
            )
        )
    return parts


def _involucre(q: float, level: Level, rng: np.random.Generator) -> Mesh:
    """The green cup of overlapping bracts under the rays."""
    draws = rng.normal(0, 1, (2, 45))
    sides = {Level.HERO: 20, Level.STANDARD: 14, Level.PHONE: 8, Level.FAR: 6}[level]
    flare = 1.05 + 0.2 * q
    profile = [(STEM_RADIUS * 0.9, -1.4), (0.5, -1.22), (0.82, -0.85), (flare - 0.14, -0.4), (flare, 0.1), (0.9, 0.3)]
    cup = lathe(profile, ATLAS, "bract", sides=sides)
    if level is Level.FAR:
        return cup
    pieces = [cup]
    for row in range(3):
        index = slice(row * 15, row * 15 + 15)
        step = 1 if level is not Level.PHONE else 3
        whorl = Whorl(
            azimuth=(24 * np.arange(15) + 8 * row + 2 * draws[0, index])[::step],
            length=(1.0 + 0.06 * draws[1, index])[::step],
            width=0.36 * step**0.6,
            elevation_at=(0.0, 0.5, 1.0),
            elevation=np.array([48.0, 62 - 22 * q, 64 - 46 * q]) + 6 * row,
            base_radius=0.48 + 0.24 * row,
            base_height=-1.22 + 0.4 * row,
        )
        pieces.append(rays(BRACT, whorl, ATLAS, "bract", grid=(2, 3 if level is Level.HERO else 2)))
    return merge(pieces)


def _stem(path: NDArray[np.float64], level: Level, rng: np.random.Generator, along: tuple[float, float]) -> Mesh:
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    # The neck thins out, then widens again into the cup of bracts.
    s = np.linspace(0, 1, len(path))
    radii = STEM_RADIUS * (1 - 0.14 * smoothstep(0, 0.75, s) + 0.3 * smoothstep(0.75, 1, s))
    body = tube(path, radii, ATLAS, "stem", sides=sides, closed_tip=False, along=along)
    fuzz = hairs(path, STEM_RADIUS * 0.95, {Level.HERO: 170, Level.STANDARD: 40}.get(level, 0), 0.13, rng, ATLAS, "stem")
    return merge([body, fuzz]) if fuzz.triangles else body


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    axis = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.9, kink=0.3, taper=1.25)
    body = axis.grown(ATLAS, "stem", level, sides, (0.0, 0.8))
    path = axis.centre(np.linspace(-18, 0, 10))
    fuzz = hairs(path, STEM_RADIUS, {Level.HERO: 220, Level.STANDARD: 50}.get(level, 0), 0.14, rng, ATLAS, "stem")
    return merge([body, fuzz]) if fuzz.triangles else body


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    """accent, where given, is the colour of the eye: dark brown in the red one, green in the white one."""
    body = hex_colour(variety.hex)
    pale = float(oklab(body)[0]) > 0.85
    eye = hex_colour(variety.accent) if variety.accent else hex_colour("#A9B04C")
    dark_eye = float(oklab(eye)[0]) < 0.45
    across, along = tile_grid()
    open_body = worn(body)
    ray = petal_tile(
        PetalPaint(
            open_body,
            deep=mix(body, hex_colour("#F2E8BE"), 0.6) if pale else shade(open_body, -0.15, 1.02, -6),
            deep_until=0.62,
            edge=shade(open_body, 0.04, 0.93),
            edge_strength=0.5,
            vein_count=5,
            veins=0.0,
            mottle=0.025,
            seed=11,
        )
    )
    # Two grooves run along each ray; between them the ray bulges and catches light.
    lines = np.clip(np.abs(np.cos(across * np.pi * 5.5)), 0.3, 1) ** 10
    grooves = bell((np.abs(across) - 0.36) / 0.1) + 0.6 * lines * (0.7 + 0.5 * noise(23, 9))
    ray = ray * (1 - (0.1 if pale else 0.26) * np.clip(grooves, 0, 1) * smoothstep(1.0, 0.8, along))[..., None]
    tip = mix(body, shade(hex_colour("#F6E9C4"), 0.0), 0.55 if not pale else 0.3)
    trans = mix(shade(body, -0.08 if dark_eye else -0.02, 1.05), tip, smoothstep(0.55, 1.0, along))
    return finished(
        {
            "ray": ray,
            "trans": trans,
            "eye": _eye(eye, dark_eye),
            "cushion": _cushion(eye, dark_eye, body),
            "bract": flat_tile(
                mix(hex_colour("#7E9A4B"), hex_colour("#5E7C38"), 0.5 + 0.5 * np.cos(across * 9)) * (0.8 + 0.35 * along[..., None]),
                0.06,
            ),
            "stem": stem_tile(hex_colour("#8CA457"), hex_colour("#9AB066")),
        }
    )


def _eye(eye: Colour, dark: bool) -> Colour:
    """Florets of the eye, across = foot to top, along = centre to rim: buds in the middle, open ones with pale anthers outside."""
    across, along = tile_grid()
    top = (across + 1) / 2
    bud = mix(shade(eye, -0.14), shade(eye, 0.05 if dark else 0.06, 0.9), top)
    bud = bud * (0.8 + 0.25 * along)[..., None]
    anther = hex_colour("#E0AA3E") if dark else hex_colour("#F4CE4E")
    return mix(bud, anther, smoothstep(0.66, 0.8, along) * smoothstep(0.35, 0.75, top) * 0.92)


def _cushion(eye: Colour, dark: bool, body: Colour) -> Colour:
    """The disc from above, for what shows between the florets and for thumbnails."""
    across, along = tile_grid()
    x, y = across, along * 2 - 1
    r = np.hypot(x, y)
    dots = grain(disc(170, 0.92), 0.04, x, y)
    colour = mix(shade(eye, -0.1), shade(eye, 0.05 if dark else 0.09), dots)
    colour = mix(colour, hex_colour("#D9A441") if dark else hex_colour("#EBD27A"), 0.5 * dots * smoothstep(0.5, 0.72, r))
    return mix(colour, shade(body, -0.06), smoothstep(0.8, 0.95, r)) * (1 + 0.05 * noise(4, 20))[..., None]


PLANT = PlantKind(species="gerbera", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint, ageing=LIMP_NECK)
