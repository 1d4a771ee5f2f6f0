"""Sunflower: pointed golden rays around a wide disc of florets in golden spirals, pointed bracts, rough heart-shaped leaves.

The double form is a ball of soft rays without a disc.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import LIMP_NECK
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.capitulum import Layer, core, layers_drawn
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.leaf import HEART, Leaf, leaf
from catalog.organs.place import disc, point_up_along, scale, shift
from catalog.organs.plush import Plush, cushion
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
        ("ray", Finish(roughness=0.65, translucency=0.7)),
        ("floret", Finish(roughness=0.85)),
        ("disc", Finish(roughness=0.9)),
        ("bract", Finish(roughness=0.7, translucency=0.35)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, NECK, STALK = 0.5, 7.5, 58.0
RAY = Ray(
    outline=((0, 0.34), (0.12, 0.5), (0.35, 0.92), (0.5, 1.0), (0.72, 0.8), (0.9, 0.36), (1, 0.03)),
    roundness=0.03,
    cup=((0, 0.7), (0.35, 0.25), (0.7, 0.2), (1, 0.5)),
    pleats=2.0,
    pleat_depth=0.06,
)
BRACT = Ray(outline=((0, 0.8), (0.25, 1.0), (0.55, 0.66), (0.8, 0.25), (1, 0.02)), roundness=0.02, cup=((0, 0.3), (1, 0.35)))
BUD = ((0.85, 0.0), (0.9, 0.65), (0.0, 1.0))
_AT = (0.0, 0.25, 0.55, 0.8, 1.0)
_DOUBLE = 400  # rays of the double form
_SOFT = Ray(
    outline=((0, 0.5), (0.25, 0.75), (0.55, 1.0), (0.78, 0.92), (0.92, 0.6), (1, 0.2)),
    roundness=0.06,
    cup=((0, 0.8), (0.5, 0.45), (1, 0.3)),
)
_EVERY = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 6}
_LAYERS = (
    Layer(0.0, "ray", _SOFT, {Level.HERO: (2, 4), Level.STANDARD: (2, 2), Level.PHONE: (2, 2), Level.FAR: (2, 1)}, _EVERY, 0.2),
    Layer(0.86, "ray", _SOFT, {Level.HERO: (4, 5), Level.STANDARD: (2, 4), Level.PHONE: (2, 3), Level.FAR: (2, 2)}, _EVERY, 0.1),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    target = diameter(growth, OPENNESS) / 2
    tilt, lean = 30.0 + rng.uniform(-6, 8), rng.uniform(-12, 12)
    radius = 2.15 + 0.7 * q
    whorls = [_teddy(q, radius, rng)] if growth.form == "double" else _ray_whorls(q, radius, level, rng)
    bracts = _bract_whorls(q, radius, level, rng, 0.8 if growth.form == "double" else 1.0)
    if growth.form == "double":
        parts, reach = _plush(whorls[0], radius, q, level), tip_radius(whorls[0], 0.93)
    else:
        parts = [rays(RAY, whorl, ATLAS, "ray", grid=grid) for whorl, grid in zip(whorls, _ray_grids(level), strict=False)]
        parts += _disc(q, radius, level)
        reach = max(tip_radius(whorls[0], 0.8), tip_radius(whorls[1], 0.8))
    parts += [
        rays(BRACT, whorl, ATLAS, "bract", grid={Level.HERO: (4, 5), Level.STANDARD: (2, 4)}.get(level, (2, 2))) for whorl in bracts
    ]
    parts.append(_back(radius, level))
    # The rays set the diameter; what is left to the data is a few percent, taken by size.
    size = target / reach
    path = bent(NECK, tilt, count=9 if level is not Level.FAR else 4, start=0.3)
    world = point_up_along(path[-1] - path[-2], path[-1], roll=lean) @ shift(y=0.75) @ scale(size)
    head = merge(parts).transformed(world)
    neck = _stem(path, level, rng, (0.85, 1.0))
    spots = ((-2.4, 30.0, 9.5), (-12.5, 165.0, 13.0), (-25.0, 295.0, 15.0))
    axis = Stalk(
        STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=1.7, nodes=tuple(h for h, _, _ in spots), swell=0.07, soft=0.6
    )
    stalk = [_stalk(axis, level, rng)]
    leaves = [_leaf(level, rng, axis, *place) for place in spots]
    cm = scale(0.01)
    return Plant(
        bloom=merge([head, neck]).transformed(cm),
        stalk=merge([*stalk, *leaves]).transformed(cm),
        head=Head(
            ((world[:3, 3] + world[:3, 1] * 0.6) / 100).astype(np.float32), target / 100, (world[:3, 1] / size).astype(np.float32)
        ),
        proxies=cup_spheres(world, target / size, target / size * 0.75 * (1 - q) + 0.2),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _ray_grids(level: Level) -> list[tuple[int, int]]:
    return {
        Level.HERO: [(4, 9), (4, 9), (4, 6)],
        Level.STANDARD: [(4, 6), (4, 6), (2, 5)],
        Level.PHONE: [(2, 5), (2, 5), (2, 3)],
        Level.FAR: [(2, 2), (2, 2)],
    }[level]


def _ray_whorls(q: float, radius: float, level: Level, rng: np.random.Generator) -> list[Whorl]:
    whorls = []
    rows = (
        # count, length, width, closed and open elevations, spread of elevation; in bud the rays lean in over the disc
        (20, 4.5, 1.62, (58, 96, 122, 136, 150), (8, 16, 10, -4, -20), 6.0),
        (20, 4.35, 1.55, (56, 98, 124, 140, 156), (18, 26, 20, 8, -4), 6.0),
        (14, 3.7, 1.2, (66, 104, 130, 146, 160), (36, 42, 38, 30, 20), 9.0),
    )
    start = rng.uniform(0, 360)
    for row, (count, length, width, closed, opened, spread) in enumerate(rows):
        draws = rng.normal(0, 1, (7, count))
        t = smoothstep(0.0, 0.92, np.clip(q + 0.05 * min(1.0, 2 * q) * draws[0] - 0.04 * row, 0, 1))[:, None]
        elevation = np.array(closed) * (1 - t) + np.array(opened) * t + (spread * draws[1])[:, None] * (0.3 + 0.7 * t)
        elevation = elevation + (draws[2] * 7)[:, None] * np.array([0, 0.1, 0.5, 1.2, 2.0]) * (0.3 + 0.7 * t)
        whorls.append(
            Whorl(
                azimuth=start + 360 / count * (np.arange(count) + 0.5 * (row % 2)) + 3.2 * draws[3],
                length=length * (0.72 + 0.28 * t[:, 0]) * (1 + 0.06 * np.clip(draws[4], -2, 1.5)),
                width=width * (0.85 + 0.15 * t[:, 0]) * (1 + 0.07 * np.clip(draws[5], -2, 2)),
                elevation_at=_AT,
                elevation=elevation,
                base_radius=radius * 0.93,
                base_height=0.05 + 0.12 * row,
                sway=0.06 * draws[6],
                twist=10 * draws[2],
                tint=1 + 0.04 * draws[0] - 0.02 * (2 - row),
            )
        )
    return whorls if level is not Level.FAR else whorls[:2]


def _teddy(q: float, radius: float, rng: np.random.Generator) -> Whorl:
    """The rays of the double form, as soft and dense as fur."""
    form = Plush(radius * 0.96, 0.9, 3.1, 4.1, (0.46, 0.86), lowest=-26.0, hook=44.0, loose=12.0, late=0.4, young=0.72)
    return cushion(form, q, rng.normal(0, 1, (6, _DOUBLE)))


def _plush(whorl: Whorl, radius: float, q: float, level: Level) -> list[Mesh]:
    """Those rays as they are drawn, over a ground that closes the gaps between them."""
    sides, rings = {Level.HERO: (16, 6), Level.STANDARD: (12, 5), Level.PHONE: (9, 4), Level.FAR: (6, 3)}[level]
    return [core(radius, -0.3, 1.1 + 0.9 * q, ATLAS, "ray", sides, rings), *layers_drawn(whorl, _LAYERS, ATLAS, level, 0.6)]


def _bract_whorls(q: float, radius: float, level: Level, rng: np.random.Generator, size: float) -> list[Whorl]:
    """Two rows of long-pointed green bracts that hold the bud and turn back as it opens."""
    whorls = []
    for row in range(2):
        draws = rng.normal(0, 1, (4, 15))
        rise = 72 - 80 * smoothstep(0.05, 0.95, q) - 12 * row
        curl = 32 * float(smoothstep(0.45, 0.05, q))  # round the bud
        loose = 0.35 + 0.65 * q
        base, middle = rise - 1.05 * curl + 4 * draws[0], rise + 0.95 * curl + 6 * draws[0] * loose
        bend = np.stack([base, middle, middle + 0.55 * curl - 6 - 24 * q + 14 * draws[1] * loose], 1)
        whorls.append(
            Whorl(
                azimuth=24 * (np.arange(15) + 0.5 * row) + 4 * draws[2],
                length=size * (3.5 - 0.3 * row) * (1 + 0.1 * np.clip(draws[3], -2, 2)),
                width=1.25,
                elevation_at=(0.0, 0.5, 1.0),
                elevation=bend,
                base_radius=radius * (0.95 - 0.15 * row),
                base_height=-0.2 - 0.33 * row,
                twist=8 * draws[1],
                tint=1 + 0.06 * draws[2],
            )
        )
    return whorls if level in (Level.HERO, Level.STANDARD) else whorls[: 1 if level is Level.PHONE else 0]


def _back(radius: float, level: Level) -> Mesh:
    sides = {Level.HERO: 22, Level.STANDARD: 16, Level.PHONE: 10, Level.FAR: 6}[level]
    profile = [
        (STEM_RADIUS * 0.95, -1.25),
        (1.2, -0.95),
        (radius * 0.8, -0.55),
        (radius * 1.02, -0.1),
        (radius * 0.99, 0.22),
        (radius * 0.9, 0.42),
    ]
    return lathe(profile, ATLAS, "bract", sides=sides)


def _disc(q: float, radius: float, level: Level) -> list[Mesh]:
    """The cushion, painted with its florets, and on it the florets themselves in Vogel's spirals."""
    rings = {Level.HERO: 7, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 2}[level]
    r = np.linspace(1.0, 0.004, rings)
    cushion = lathe(
        np.stack([r * radius, _dome(r)], 1),
        ATLAS,
        "disc",
        sides={Level.HERO: 28, Level.STANDARD: 18, Level.PHONE: 12, Level.FAR: 8}[level],
    )
    p = cushion.positions
    painted = ATLAS.texcoords("disc", p[:, 0] / radius, p[:, 2] / radius / 2 + 0.5)
    parts = [Mesh(p, cushion.normals, painted, cushion.colours, cushion.indices)]
    count = {Level.HERO: 330, Level.STANDARD: 145, Level.PHONE: 40, Level.FAR: 0}[level]
    if not count:
        return parts
    k = np.arange(count)
    if level is Level.PHONE:  # only the standing outer ring, which makes the relief
        share, angle = np.full(count, 0.86) + 0.07 * (k % 2), 2 * np.pi * k / count
        xy = np.stack([share * np.cos(angle), share * np.sin(angle)], 1) * radius
    else:
        xy = disc(count, radius * 0.985)
        share = np.hypot(xy[:, 0], xy[:, 1]) / radius
    # Florets open from the rim inwards: open ones stand tall, the middle is still in bud.
    opened = smoothstep(1.12 - 0.62 * q, 1.3 - 0.62 * q, share + 0.18)
    foot = np.stack([xy[:, 0], _dome(share) - 0.05, xy[:, 1]], 1)
    heading = np.stack([xy[:, 0] * 0.1, np.ones(count), xy[:, 1] * 0.1], 1)
    girth = radius / 2.85 * 0.3 * np.sqrt(330 / max(count, 150)) * (0.86 + 0.18 * share)
    parts.append(scatter(BUD, foot, heading, 0.2 + 0.12 * share + 0.34 * opened, girth, ATLAS, "floret", along=share, sides=4))
    return parts


def _dome(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of the disc at a share of its radius: a low dome with a dimple."""
    return np.asarray(0.25 + 0.5 * (1 - share**2) - 0.28 * bell(share / 0.33))


def _stem(path: NDArray[np.float64], level: Level, rng: np.random.Generator, along: tuple[float, float]) -> Mesh:
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    # The neck thins out, then widens again where it runs into the receptacle.
    s = np.linspace(0, 1, len(path))
    radii = STEM_RADIUS * (1 - 0.16 * smoothstep(0, 0.7, s) + 0.34 * smoothstep(0.7, 1, s))
    body = tube(path, radii, ATLAS, "stem", sides=sides, closed_tip=False, along=along)
    fuzz = _bristles(path, level, rng, 0.4)
    return merge([body, fuzz]) if fuzz.triangles else body


def _stalk(axis: Stalk, level: Level, rng: np.random.Generator) -> Mesh:
    sides = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}[level]
    body = axis.grown(ATLAS, "stem", level, sides)
    fuzz = _bristles(axis.centre(np.linspace(-24, 0, 13)), level, rng, 1.0)
    return merge([body, fuzz]) if fuzz.triangles else body


def _bristles(path: NDArray[np.float64], level: Level, rng: np.random.Generator, share: float) -> Mesh:
    """Stiff pale hairs, as on every sunflower's stem."""
    count = round({Level.HERO: 520, Level.STANDARD: 110}.get(level, 0) * share)
    return hairs(path, STEM_RADIUS, count, 0.26, rng, ATLAS, "stem", width=0.03)


def _leaf(level: Level, rng: np.random.Generator, axis: Stalk, height: float, azimuth: float, length: float) -> Mesh:
    shape = Leaf(
        length=length,
        width=length * 0.8,
        outline=HEART,
        midrib=((0, 40 + rng.uniform(-8, 8)), (0.2, 8), (0.55, -20), (1, -44)),
        fold=12,
        curl=((0, 0.03), (0.4, -0.04), (1, -0.04)),
        teeth=18,
        tooth=0.055,
        cordate=0.15,
        ripple=0.2,
        ripples=2.2,
        quilt=0.04,
        sickle=rng.uniform(-12, 12),
        twist=rng.uniform(-14, 14),
        # Leaves turn their faces to the light, which comes from the front.
        roll=rng.uniform(-12, 12) - 22 * float(np.cos(np.radians(azimuth))),
        petiole=length * 0.42,
        petiole_radius=0.17,
    )
    grown = leaf(
        shape,
        ATLAS,
        "leaf",
        rng,
        level,
        azimuth=azimuth + rng.uniform(-25, 25),
        base_radius=STEM_RADIUS * 0.8,
        base_height=height,
        petiole_slot="stem",
        columns=6,
        tint=float(rng.uniform(0.92, 1.08)),
    )
    return grown.transformed(axis.frame(height))


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    """accent is the disc's colour: dark brown, or green; without one the disc is golden, as in the double sorts."""
    body = hex_colour(variety.hex)
    core = hex_colour(variety.accent) if variety.accent else shade(body, -0.01, 0.97, 6)
    across, along = tile_grid()
    open_body = worn(body)
    if not variety.accent:  # light between so many rays turns gold to orange
        open_body = shade(open_body, 0.03, 0.96, 7)
    ray = petal_tile(
        PetalPaint(
            open_body,
            deep=shade(open_body, -0.05, 1.0, -6),
            deep_until=0.55,
            edge=shade(body, 0.03, 0.96, 3),
            edge_strength=0.5,
            veins=0.0,
            mottle=0.03,
            seed=21,
        )
    )
    ribs = np.abs(np.cos(across * np.pi * 4.5)) ** 5 * smoothstep(1.0, 0.75, along)
    return finished(
        {
            "ray": ray * (1 - 0.13 * ribs)[..., None],
            "floret": _floret_tile(core, body),
            "disc": _disc_tile(core, body),
            "bract": flat_tile(hex_colour("#6C8C3C"), 0.08)
            * (0.85 + 0.25 * along - 0.12 * np.abs(np.cos(across * 8)) ** 6)[..., None],
            "leaf": _leaf_tile(hex_colour("#54783A")),
            "stem": stem_tile(hex_colour("#6F8E44"), hex_colour("#82A04F")),
        }
    )


def _leaf_tile(body: Colour) -> Colour:
    """Three main veins from the base, side veins off them, and a rough net between."""
    across, along = tile_grid()
    out = np.abs(across)
    light = shade(body, 0.13, 0.85, 4)
    reach = np.clip(out / 1.5, 0, 1) ** 1.08  # where along the leaf the lateral vein stands at each distance from the midrib
    inside = along > reach
    phase = np.where(inside, along * 6.5 - out * 3.4 * (0.7 + 0.3 * out), along * 5.0 - out * 1.2)
    ridge = np.clip(np.abs(np.cos(np.pi * phase)), 0.3, 1)
    side = ridge**26 * smoothstep(1.0, 0.8, out) * smoothstep(0.02, 0.12, np.abs(along - reach))
    laterals = bell((along - reach) / (0.022 * (1.3 - out))) * smoothstep(1.0, 0.85, out)
    midrib = bell(out / (0.045 * (1.15 - 0.8 * along)))
    net = noise(18, 26, 2)
    colour = mix(body, shade(body, -0.045), np.clip(0.45 + 0.5 * net, 0, 1) * (1 - 0.7 * ridge**8))
    colour = mix(colour, shade(body, 0.07, 0.95, 4), 0.6 * side)
    colour = mix(colour, light, 0.75 * np.maximum(laterals * 0.8, midrib))
    return np.asarray(colour * (1 + 0.05 * noise(8, 10))[..., None])


def _floret_tile(core: Colour, body: Colour) -> Colour:
    """across = foot to top, along = middle to rim. Buds are greener in the middle; open florets at the rim carry golden tips."""
    across, along = tile_grid()
    top = (across + 1) / 2
    dark = float(oklab(core)[0]) < 0.45
    bud = mix(core, hex_colour("#8A9440"), (0.75 if dark else 0.5) * smoothstep(0.42, 0.1, along))
    colour = mix(shade(bud, -0.1), shade(bud, 0.07), top)
    golden = shade(body, 0.02, 0.95, 6)
    ring = smoothstep(0.6, 0.68, along) * smoothstep(0.97, 0.84, along) if dark else smoothstep(0.5, 0.7, along)
    return mix(colour, golden, ring * smoothstep(0.55, 0.95, top) * 0.9)


def _disc_tile(core: Colour, body: Colour) -> Colour:
    """The disc from above with its spirals, for between the florets and for thumbnails."""
    across, along = tile_grid()
    x, y = across, along * 2 - 1
    r = np.hypot(x, y)
    dots = grain(disc(260, 0.99), 0.033, x, y)
    tile = _floret_tile(core, body)
    row = np.clip((r * (len(tile) - 9) + 4).astype(int), 0, len(tile) - 5)
    column = np.clip(4 + dots * (len(tile) - 9), 4, len(tile) - 5).astype(int)
    return np.asarray(tile[row, column] * (1 + 0.05 * noise(9, 20))[..., None])


PLANT = PlantKind(species="sunflower", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint, ageing=LIMP_NECK)
