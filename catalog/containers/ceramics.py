"""Glazed ceramics: a bud vase, a Chinese vase with painted bands, a low bowl with its kenzan and water. Turned, with real walls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.motifs import painted_vase
from catalog.containers.papers import Tile, noise, srgb
from catalog.containers.solids import Array, block, curve, even, lathed, moved, patch, placed, tile_uv, wide_uv
from catalog.mesh import Mesh, merge, unit
from catalog.skin import Piece, Skin

CERAMICS: dict[str, tuple[str, str]] = {
    "vase-bud": ("#C9D5CC", "#C4AE93"),
    "vase-ceramic-cn": ("#EFF2F2", "#22408C"),
    "bowl-ikebana": ("#2F3A3C", "#D6BE82"),
}
"""Glaze, and what goes with it (biscuit foot, painted motif, pins), when the design names none."""
SIZES: dict[str, dict[str, float]] = {
    "vase-bud": {"height": 0.16, "radius": 0.04, "neck_radius": 0.0125, "wall": 0.0032, "water_height": 0.0},
    "vase-ceramic-cn": {"height": 0.28, "radius": 0.08, "neck_radius": 0.030, "wall": 0.0045, "water_height": 0.0},
    "bowl-ikebana": {"height": 0.06, "radius": 0.16, "neck_radius": 0.16, "wall": 0.006, "water_height": 0.034},
}
# radius by height, both as shares: of the belly's radius (0..1, the neck as 2) and of the height
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "vase-bud": ((0.50, 0.0), (0.62, 0.02), (0.86, 0.12), (1.0, 0.28), (0.92, 0.44), (0.62, 0.58), (2.0, 0.74), (2.0, 0.90), (2.28, 1.0)),
    "vase-ceramic-cn": (
        (0.56, 0.0), (0.55, 0.025), (0.60, 0.10), (0.74, 0.28), (0.93, 0.48), (1.0, 0.62), (0.92, 0.74),
        (0.66, 0.83), (2.06, 0.885), (2.0, 0.925), (2.05, 0.965), (2.42, 1.0),
    ),
}  # fmt: skip
SIDES = 48
KENZAN = 0.034  # metres, radius of the plate of pins
PITCH = 0.0054  # metres from pin to pin


def ceramic_fit(good: str, fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of a vase, its own where fit names none."""
    return {**SIZES[good], **{k: v for k, v in fit.items() if k in SIZES[good]}}


def ceramic_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A vase or bowl standing on y = 0. colours: glaze, then motif.

    fit in metres, all optional: height, radius (of the belly), neck_radius (outer, at the narrowest), wall, water_height (only
    the bowl shows its water). Raises ValueError for an unknown good.
    """
    if good not in CERAMICS:
        raise ValueError(f"no ceramic called {good!r}; there are {', '.join(CERAMICS)}")
    glaze, second = (*colours, *_second(good, colours))[:2]
    return _built(good, glaze, second, tuple(sorted(ceramic_fit(good, fit).items())))


def _second(good: str, colours: tuple[str, ...]) -> tuple[str, ...]:
    """What goes with the chosen glaze: cobalt on white, gold on deep glazes, a deeper tone of itself on celadon."""
    if not colours:
        return CERAMICS[good]
    if good != "vase-ceramic-cn":
        return CERAMICS[good][1:]
    body = srgb(colours[0])
    if body.min() > 0.80:
        return CERAMICS[good][1:]
    if body @ [0.3, 0.6, 0.1] < 0.42:
        return ("#D9B25A",)
    return ("#" + "".join(f"{round(255 * c * 0.72):02X}" for c in body),)


def inner_radius(good: str, height: Array, fit: Mapping[str, float]) -> Array:
    """Radius (N,) of a vase's inside at heights (N,): how far from the axis a stem may pass, metres."""
    size = ceramic_fit(good, fit)
    outer = _outline(good, size)
    return np.asarray(np.interp(height, outer[:, 1], outer[:, 0]) - size["wall"])


def ceramic_floor(good: str, fit: Mapping[str, float]) -> float:
    """Height of the inside of a vase's or bowl's bottom, metres."""
    size = ceramic_fit(good, fit)
    return 0.004 + 1.6 * size["wall"]


def ceramic_reach(good: str, fit: Mapping[str, float]) -> tuple[float, float]:
    """(largest radius, height), metres."""
    size = ceramic_fit(good, fit)
    if good == "bowl-ikebana":
        return size["radius"], size["height"]
    return float(_outline(good, size)[:, 0].max()), size["height"]


def _outline(good: str, size: Mapping[str, float]) -> Array:
    """(R,2) radius and height of the outer wall from foot to lip."""
    belly, neck, h = size["radius"], size["neck_radius"], size["height"]
    if good == "bowl-ikebana":
        return even(np.array([[0.86 * belly, 0.0], [0.97 * belly, 0.3 * h], [belly, h]]), 12)
    points = [(belly * r if r < 1.5 else neck * (r - 1.0), y * h) for r, y in SHAPES[good]]
    line = curve(points, 220)
    line[:, 1] = np.maximum.accumulate(line[:, 1])
    keep = np.concatenate([[True], np.diff(line[:, 1]) > 1e-6])
    line = line[keep]
    line[:, 0] *= belly / line[:, 0].max()
    return np.asarray(line)


@lru_cache(maxsize=24)
def _built(good: str, glaze: str, second: str, lengths: tuple[tuple[str, float], ...]) -> tuple[Piece, ...]:
    size = dict(lengths)
    if good == "bowl-ikebana":
        solid, water = _bowl(size)
        parts = [(solid, _skin(good, glaze, second, 0.0))]
        return mat.finished([*parts, ([water], mat.clear_skin("glass", "#EDF4F3"))] if water is not None else parts)
    outline = _outline(good, size)
    ratio = round(2 * np.pi * size["radius"] / float(_lengths(outline)[-1]), 2)
    return mat.finished([(_vase(good, outline, size), _skin(good, glaze, second, ratio))])


def _lengths(line: Array) -> Array:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])


def _atlas(good: str) -> Atlas:
    glaze = tuple((f"glaze{k}", mat.GLAZE) for k in range(4))
    last = (("pin", mat.BRASS), ("lead", mat.LEAD)) if good == "bowl-ikebana" else ()
    return Atlas((*glaze, ("inside", mat.GLAZE), ("biscuit", mat.BISCUIT), *last))


@lru_cache(maxsize=32)
def _skin(good: str, glaze: str, second: str, ratio: float) -> Skin:
    atlas = _atlas(good)
    inside = mat.glaze(glaze, 23)
    tiles = {"inside": inside, "biscuit": mat.plain("#C9B79E" if good != "vase-bud" else second, 25, 3.0)}
    if good == "bowl-ikebana":
        tiles |= {"pin": mat.metal(second), "lead": mat.plain("#5B5D60", 27, 4.0)}
    if good == "vase-ceramic-cn":
        return Skin(atlas, mat.palette(atlas, tiles, {0: painted_vase(glaze, second, mat.print_height(), ratio)}, tall=True))
    return Skin(atlas, mat.palette(atlas, tiles, {0: _plain_body(good, glaze, second)}))


def _plain_body(good: str, glaze: str, second: str) -> Tile:
    """Glaze that has run: paler where it is thin over the lip, pooled above the foot; a bare ring of clay at the foot of a bud vase."""
    high, wide = mat.print_height(False), 1024
    square = mat.glaze(glaze, 29)[:high]
    tile = np.concatenate([square, square[:, ::-1], square, square[:, ::-1]], 1)
    down = np.linspace(0, 1, high)[:, None, None]
    thin = 0.55 * np.exp(-np.clip(down / 0.022, 0, 50))
    tile = tile * (1 - 0.10 * np.exp(-(((down - 0.93) / 0.03) ** 2).clip(0, 50)))
    tile = tile * (1 - thin) + (0.5 * srgb(glaze) + 0.5 * np.array([0.80, 0.72, 0.62])) * thin
    if good == "vase-bud":
        wave = 0.87 + 0.006 * np.sin(np.linspace(0, 6 * np.pi, wide))[None, :, None]
        bare = np.clip((down - wave) / 0.004, 0, 1)
        clay = srgb(second) * (1 + 0.02 * np.tile(noise(mat.SIZE, (60, 60), 31)[:high], (1, 4)))[..., None]
        tile = tile * (1 - bare) + clay * bare
    return np.asarray(tile)


def _vase(good: str, outline: Array, size: Mapping[str, float]) -> list[Mesh]:
    """Foot, outer wall, round lip, inner wall and floor."""
    atlas, wall = _atlas(good), size["wall"]
    rows = 29
    s = _lengths(outline)
    at = np.linspace(0, s[-1], rows)
    outer = np.stack([np.interp(at, s, outline[:, k]) for k in range(2)], 1)
    lip = wall / 2
    outer[-1] = [outer[-1, 0], outer[-1, 1] - lip]
    across = np.linspace(0, 1, SIDES + 1)[None]
    body = lathed(outer, wide_uv(across, 1 - np.linspace(0, 1, rows)[:, None]), sides=SIDES)
    half = np.linspace(0, np.pi, 7)
    middle = outer[-1, 0] - lip
    top = np.stack([middle + lip * np.cos(half), outer[-1, 1] + lip * np.sin(half)], 1)
    floor = ceramic_floor(good, size)
    y = np.linspace(outer[-1, 1], floor + 0.004, 15)
    inner = np.stack([np.interp(y, outline[:, 1], outline[:, 0]) - wall, y], 1)
    inner[0] = top[-1]
    bottom = np.array([[inner[-1, 0] - 0.003, floor], [0.5 * inner[-1, 0], floor], [0.0, floor]])
    foot = outer[0, 0]
    ring = np.array(
        [[0.0, 0.003], [0.62 * foot, 0.003], [0.74 * foot, 0.0026], [0.78 * foot, 0.0], [0.97 * foot, 0.0], [foot, 0.0008]]
    )
    return [
        body,
        _plain(top, atlas, "inside"),
        _plain(np.concatenate([inner, bottom]), atlas, "inside"),
        _plain(ring, atlas, "biscuit"),
    ]


def _plain(profile: Array, atlas: Atlas, slot: str, sides: int = SIDES) -> Mesh:
    across = np.abs(np.linspace(-2, 2, sides + 1)) - 1
    return lathed(profile, tile_uv(atlas, slot, across[None], np.linspace(0, 1, len(profile))[:, None]), sides=sides)


def _bowl(size: Mapping[str, float]) -> tuple[list[Mesh], Mesh | None]:
    """A low round bowl on three feet, the kenzan a third from its edge, water over the pins' foot."""
    atlas, r, h, wall = _atlas("bowl-ikebana"), size["radius"], size["height"], size["wall"]
    floor = ceramic_floor("bowl-ikebana", size)
    lift = 0.004
    heel = np.linspace(0, np.pi / 2, 5)
    outer = np.concatenate(
        [
            np.stack([0.90 * r + 0.012 * np.sin(heel), lift + 0.012 * (1 - np.cos(heel))], 1),
            np.array([[0.955 * r, 0.35 * h], [0.982 * r, 0.65 * h], [r, h - wall / 2]]),
        ]
    )
    half = np.linspace(0, np.pi, 6)
    lip = np.stack([r - wall / 2 + wall / 2 * np.cos(half), h - wall / 2 + wall / 2 * np.sin(half)], 1)
    inner = np.array(
        [[r - wall, h - wall / 2], [0.972 * r - wall, 0.6 * h], [0.93 * r - wall, floor + 0.006], [0.90 * r - wall, floor]]
    )
    across = np.linspace(0, 1, SIDES + 1)[None]
    s = _lengths(outer) / _lengths(outer)[-1]
    parts = [
        lathed(outer, wide_uv(across, 1 - s[:, None]), sides=SIDES),
        _plain(lip, atlas, "inside"),
        _plain(inner, atlas, "inside"),
        _plain(np.array([[0.90 * r - wall, floor], [0.6 * r, floor], [0.3 * r, floor], [0.0, floor]]), atlas, "inside"),
        _plain(np.array([[0.0, lift], [0.90 * r, lift]]), atlas, "biscuit"),
    ]
    for k in range(3):
        turn = 2 * np.pi * k / 3 + np.pi / 6
        foot = block((-0.014, 0.0, -0.010), (0.014, lift + 0.003, 0.010), atlas, "biscuit", 0.003)
        parts.append(moved(foot, placed(0, turn, 0, (0.72 * r * np.sin(turn), 0.0, 0.72 * r * np.cos(turn)))))
    centre = np.array([-0.30 * r, floor, 0.10 * r])
    parts += _kenzan(atlas, centre)
    level = min(size["water_height"], h - 0.008)
    return parts, _water(level, inner) if level > floor + 0.004 else None


def _kenzan(atlas: Atlas, centre: Array) -> list[Mesh]:
    """A lead plate with a rubber-soft edge and brass pins in staggered rows."""
    plate = np.array([[KENZAN, 0.0004], [KENZAN, 0.007], [KENZAN - 0.001, 0.008], [0.0, 0.008]])
    parts = [_plain(plate, atlas, "lead", 28)]
    reach = KENZAN - 0.0035
    grid = np.arange(-8, 9)
    i, j = (v.ravel() for v in np.meshgrid(grid, grid, indexing="ij"))
    x, z = PITCH * (i + 0.5 * (j % 2)), PITCH * j * np.sqrt(0.75)
    inside = np.hypot(x, z) < reach
    angle = np.linspace(0, 2 * np.pi, 5)
    unit_ring = np.stack([np.sin(angle), np.zeros(5), np.cos(angle)], 1)
    for along, across in zip(x[inside], z[inside], strict=True):
        foot = np.array([along, 0.008, across])
        rows = [foot + 0.00085 * unit_ring, foot + [0, 0.0075, 0] + 0.0008 * unit_ring, foot + [0, 0.0098, 0] + 0.00008 * unit_ring]
        uv = tile_uv(atlas, "pin", np.linspace(-1, 1, 5)[None], np.array([[0.0], [0.7], [1.0]]))
        normals = unit(np.broadcast_to(unit_ring, (3, 5, 3)) + np.array([0.0, 0.2, 0.0]))
        parts.append(patch(np.stack(rows), uv, unit_ring[None], normals=normals))
    return [moved(merge(parts), placed(at=centre))]


def _water(level: float, inner: Array) -> Mesh:
    """The water's surface with its meniscus; the bowl hides its sides.

    It is drawn as glass: the bend of light that "water" stands for is that of an upright round body, too strong for a flat surface.
    """
    edge = float(np.interp(level, inner[::-1, 1], inner[::-1, 0])) - 0.0004
    away = edge * np.concatenate([[0.0], np.geomspace(0.006, 1.0, 9)])
    profile = np.stack([edge - away, level + 0.003 * np.exp(-np.minimum(away / 0.0019, 20))], 1)
    atlas = mat.clear_skin("glass", "#EDF4F3").atlas
    return _plain(profile, atlas, "glass")
