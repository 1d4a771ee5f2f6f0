"""Small goods: foam brick, LED string, crown or butterfly on a pick, bridal holder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.papers import Tile, srgb
from catalog.containers.solids import Array, block, curve, even, lathed, moved, patch, placed, rod, tile_uv
from catalog.mesh import Mesh, merge
from catalog.skin import Piece, Skin

ACCENTS: dict[str, tuple[str, str]] = {
    "foam-brick": ("#45744E", "#45744E"),
    "lights-led": ("#C47A45", "#FFC878"),
    "crown-topper": ("#D9B65C", "#F6EFE2"),
    "holder-bridal": ("#F3F1EC", "#45744E"),
}
"""Foam; wire and light; metal and pearls (butterfly: veins and wings); plastic and foam, when the design names none."""
SIZES: dict[str, dict[str, float]] = {
    "foam-brick": {"width": 0.23, "depth": 0.11, "height": 0.08},
    "lights-led": {"length": 2.0, "radius": 0.085, "height": 0.0},
    "crown-topper": {"width": 0.08, "stick": 0.16, "butterfly": 0.0},
    "holder-bridal": {"diameter": 0.09, "height": 0.19},
}
BEADS_PER_METRE = 10
ATLAS: dict[str, Atlas] = {
    "foam-brick": Atlas((("foam", mat.FOAM),)),
    "lights-led": Atlas((("wire", mat.GOLD), ("bead", mat.GLOW), ("case", mat.PLASTIC), ("switch", mat.PLASTIC))),
    "crown-topper": Atlas(
        (("metal", mat.GOLD), ("pearl", mat.PEARL), ("gem", mat.GOLD), ("stick", mat.PLASTIC), ("wing", mat.CLOTH))
    ),
    "holder-bridal": Atlas((("plastic", mat.PLASTIC), ("foam", mat.FOAM))),
}


def accent_fit(good: str, fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of a small good, its own where fit names none.

    lights: length of the wire; radius of its windings; height over which they climb (0: a coil lying down). pick: width; stick,
    the pick's length below it; butterfly: 1 for a butterfly, 0 for a crown.
    """
    return {**SIZES[good], **{k: v for k, v in fit.items() if k in SIZES[good]}}


def accent_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A small good on y = 0 (a pick: its foot). Raises ValueError for an unknown good."""
    if good not in ACCENTS:
        raise ValueError(f"no good called {good!r}; there are {', '.join(ACCENTS)}")
    first, second = (*colours, *ACCENTS[good][len(colours) :])[:2]
    return _built(good, first, second, tuple(sorted(accent_fit(good, fit).items())))


@lru_cache(maxsize=32)
def _built(good: str, first: str, second: str, lengths: tuple[tuple[str, float], ...]) -> tuple[Piece, ...]:
    make: dict[str, Callable[[Mapping[str, float]], list[Mesh]]] = {
        "foam-brick": _brick,
        "lights-led": _lights,
        "crown-topper": _pick,
        "holder-bridal": _holder,
    }
    return mat.finished([(make[good](dict(lengths)), _skin(good, first, second))], reach=0.02)


@lru_cache(maxsize=32)
def _skin(good: str, first: str, second: str) -> Skin:
    tiles: dict[str, Tile] = {
        "foam-brick": {"foam": mat.foam(first)},
        "lights-led": {
            "wire": mat.metal(first),
            "bead": mat.plain(second, 3, 0.2),
            "case": mat.plain("#2B2A2C", 5),
            "switch": mat.plain("#E9E6E0", 7),
        },
        "crown-topper": {
            "metal": mat.metal(first),
            "pearl": mat.plain(second, 3, 0.2),
            "gem": _gem(),
            "stick": mat.plain("#E8E4DC", 9),
            "wing": _wing_print(first, second),
        },
        "holder-bridal": {"plastic": mat.plain(first, 3, 0.4), "foam": mat.foam(second)},
    }[good]
    return Skin(ATLAS[good], mat.palette(ATLAS[good], tiles))


def _ball(centre: Array, radius: float | Array, atlas: Atlas, slot: str, rings: int = 5, sides: int = 8, tint: float = 1.0) -> Mesh:
    polar, turn = np.linspace(0, np.pi, rings + 1)[:, None], np.linspace(0, 2 * np.pi, sides + 1)[None]
    n = np.stack(np.broadcast_arrays(np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)), -1)
    uv = tile_uv(atlas, slot, np.linspace(-1, 1, sides + 1)[None], polar / np.pi)
    return patch(centre + np.asarray(radius) * n, uv, n, normals=n, tint=tint)


def _brick(size: Mapping[str, float]) -> list[Mesh]:
    """Floral foam as it comes from its carton: sharp edges hardly rounded, one corner bruised."""
    w, d, h = size["width"], size["depth"], size["height"]
    return [block((-w / 2, 0.0, -d / 2), (w / 2, h, d / 2), ATLAS["foam-brick"], "foam", 0.0022)]


# Lights ------------------------------------------------------------------------------------------------------------------------


def wire_path(size: Mapping[str, float]) -> Array:
    """(P,3) the LED wire: windings that lie down loosely, or climb a dome of the fit's radius and height."""
    length, r, high = size["length"], size["radius"], size["height"]
    turns = length / (2 * np.pi * r * (0.78 if high else 0.82))
    t = np.linspace(0, 1, 900)
    turn = 2 * np.pi * turns * t
    if high:
        ring = r * np.sqrt(np.clip(1 - (0.94 * t) ** 2, 0, 1))
        y = 0.004 + high * t + 0.004 * np.sin(5.3 * turn)
    else:
        ring = r * (0.82 + 0.13 * np.sin(1.31 * turn + 0.4) + 0.08 * np.sin(2.77 * turn))
        y = 0.0018 + 0.006 * t + 0.0042 * (1 + np.sin(1.87 * turn)) * np.minimum(1, 6 * t)
    wobble = 0.05 * r * np.sin(3.41 * turn + 1)
    path = np.stack([(ring + wobble) * np.sin(turn), y, (ring - wobble) * np.cos(turn)], 1)
    s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    kept = path[s <= length] if s[-1] > length else path
    return even(kept, 181)


def _lights(size: Mapping[str, float]) -> list[Mesh]:
    """Copper wire with a drop of clear resin over every lamp, and its battery box."""
    atlas, path = ATLAS["lights-led"], wire_path(size)
    parts = [rod(path, 0.00055, atlas, "wire", sides=4, repeat=180)]
    count = max(2, round(size["length"] * BEADS_PER_METRE))
    rng = np.random.default_rng(7)
    for at in np.linspace(0.04, 0.985, count) * (len(path) - 1):
        centre = path[round(float(at))] + [0.0, 0.0012, 0.0]
        drop = np.array([0.0024, 0.0034, 0.0024]) * rng.uniform(0.92, 1.08)
        parts.append(_ball(centre, drop, atlas, "bead", 5, 7, tint=1.25))
    start = path[0]
    box = block((-0.030, 0.0, -0.017), (0.030, 0.0145, 0.017), atlas, "case", 0.003)
    lever = block((-0.007, 0.0140, -0.0035), (0.007, 0.0162, 0.0035), atlas, "switch", 0.0008)
    knob = block((0.001, 0.0158, -0.0025), (0.006, 0.0182, 0.0025), atlas, "case", 0.0006)
    at = placed(0.0, 0.35, 0.0, (start[0] + 0.004, 0.0, start[2] + 0.022))
    return [*parts, *(moved(m, at) for m in (box, lever, knob))]


# Crown and butterfly -----------------------------------------------------------------------------------------------------------


def _pick(size: Mapping[str, float]) -> list[Mesh]:
    return _butterfly(size) if round(size["butterfly"]) else _crown(size)


def _crown(size: Mapping[str, float]) -> list[Mesh]:
    """A little crown of bent wire: a pearled band, eight arches with scrolls, a pearl on every peak, a stone in front."""
    atlas, r, base = ATLAS["crown-topper"], size["width"] / 2 - 0.003, size["stick"]
    parts = []
    turn = np.linspace(-np.pi, np.pi, 41)
    for y, thick in ((base, 0.0012), (base + 0.0075, 0.0010)):
        ring = np.stack([r * np.sin(turn), np.full(41, y), r * np.cos(turn)], 1)
        parts.append(rod(ring, thick, atlas, "metal", sides=4, repeat=40, loop=True))
    for k in range(24):
        a = 2 * np.pi * k / 24
        parts.append(_ball(np.array([r * np.sin(a), base + 0.0038, r * np.cos(a)]), 0.0026, atlas, "pearl", 4, 6))
    peaks = 8
    for k in range(peaks):
        a = 2 * np.pi * k / peaks
        high = 0.030 + 0.012 * (1 + np.cos(a)) / 2
        half = np.pi / peaks

        def at(turned: float, y: float, out: float = 0.0, a: float = a) -> tuple[float, float, float]:
            grow = r + out + 0.16 * y
            return grow * np.sin(a + turned), base + 0.0075 + y, grow * np.cos(a + turned)

        arch = [at(-half, 0), at(-0.78 * half, 0.45 * high), at(-0.30 * half, 0.72 * high), at(0, high), at(0.30 * half, 0.72 * high),
                at(0.78 * half, 0.45 * high), at(half, 0)]  # fmt: skip
        parts.append(rod(curve(arch, 13), 0.00085, atlas, "metal", sides=3, repeat=12))
        for side in (-1, 1):
            scroll = [at(0, 0.001), at(side * 0.35 * half, 0.22 * high), at(side * 0.55 * half, 0.42 * high), at(side * 0.28 * half, 0.52 * high),
                      at(side * 0.18 * half, 0.38 * high)]  # fmt: skip
            parts.append(rod(curve(scroll, 9), 0.00062, atlas, "metal", sides=3, repeat=8))
        parts.append(_ball(np.array(at(0, high + 0.0026)), 0.0032, atlas, "pearl", 5, 7))
        parts.append(_stone(np.array(at(0, 0.26 * high, 0.0006)), a, 0.0042 if k == 0 else 0.0026))
    return [*parts, *_sticks(atlas, r, base)]


def _stone(centre: Array, turn: float, size: float) -> Mesh:
    """A cut stone: table, crown facets and girdle, each facet flat."""
    atlas = ATLAS["crown-topper"]
    parts = []
    angle = np.linspace(0, 2 * np.pi, 9)
    girdle = np.stack([np.cos(angle), np.sin(angle), np.zeros(9)], 1) * size
    table = np.stack([0.55 * np.cos(angle), 0.55 * np.sin(angle), np.full(9, 0.5)], 1) * size
    for k in range(8):
        quad = np.stack([girdle[k : k + 2], table[k : k + 2]])
        uv = tile_uv(atlas, "gem", np.full((2, 2), -0.875 + 0.25 * k), 0.3)
        parts.append(patch(quad, uv, quad.mean((0, 1)) + np.array([0.0, 0.0, size])))
    cap = np.stack([np.broadcast_to([0.0, 0.0, 0.5 * size], (9, 3)), table])
    parts.append(patch(cap, tile_uv(atlas, "gem", np.zeros((2, 9)), 0.8), [0.0, 0.0, 1.0]))
    return moved(merge(parts), placed(0.0, turn, 0.0, centre))


def _sticks(atlas: Atlas, r: float, base: float) -> list[Mesh]:
    """Three thin legs that meet in one pick."""
    join = np.array([0.0, max(base - 0.055, 0.4 * base), 0.0])
    legs = [
        rod(np.stack([[r * np.sin(a), base, r * np.cos(a)], join]), 0.0008, atlas, "metal", sides=4, repeat=1)
        for a in (0.0, 2 * np.pi / 3, 4 * np.pi / 3)
    ]
    return [
        *legs,
        rod(np.stack([join, [0.0, 0.012, 0.0], [0.0, 0.0, 0.0]]), [0.0014, 0.0014, 0.0003], atlas, "stick", sides=6, repeat=2),
    ]


def _gem() -> Tile:
    """The eight facets side by side (upper half), the table below: bright and dark as a stone mirrors the room."""
    tone = np.array([0.98, 0.70, 0.88, 0.60, 0.94, 0.66, 0.82, 0.74])
    across, along = mat.grid()
    facet = tone[np.clip(((across + 1) * 4).astype(int), 0, 7)]
    value = np.where(along < 0.6, facet, 0.95)
    return np.asarray(value[..., None] * np.array([0.95, 0.98, 1.0]))


def _butterfly(size: Mapping[str, float]) -> list[Mesh]:
    """A butterfly with printed silk wings half raised, on a springy wire."""
    atlas, base = ATLAS["crown-topper"], size["stick"]
    half = 0.72 * size["width"]  # of the rays; the wings are raised and reach less far
    parts = []
    for side in (-1.0, 1.0):
        for upper in (True, False):
            parts.append(_wing(side, upper, half, base))
    body = np.array(
        [
            [0, base + 0.003, -0.014],
            [0, base + 0.002, -0.006],
            [0, base + 0.003, 0.004],
            [0, base + 0.004, 0.010],
            [0, base + 0.005, 0.014],
        ]
    )
    parts.append(rod(body, [0.0008, 0.0017, 0.0022, 0.0016, 0.0018], atlas, "metal", sides=7, repeat=4, tint=0.35))
    for side in (-1, 1):
        feeler = curve(
            [(0.0006 * side, base + 0.006, 0.014), (0.004 * side, base + 0.012, 0.021), (0.008 * side, base + 0.015, 0.027)], 7
        )
        parts.append(rod(feeler, 0.0003, atlas, "metal", sides=3, repeat=6, tint=0.35))
        parts.append(_ball(feeler[-1], 0.0007, atlas, "metal", 3, 5, tint=0.35))
    stem = curve([(0, base + 0.001, 0.0), (0.004, 0.75 * base, -0.003), (-0.002, 0.4 * base, 0.002), (0, 0.0, 0.0)], 15)
    return [*parts, rod(stem, 0.0007, atlas, "metal", sides=4, repeat=14)]


def _wing(side: float, upper: bool, half: float, base: float) -> Mesh:
    """One wing: a fan of rays from its root, curved, raised; its print lies in one half of the tile."""
    atlas = ATLAS["crown-topper"]
    rays, steps = 15, 7
    start, end = (0.02, 1.25) if upper else (-1.15, 0.05)
    turn = np.linspace(start, end, rays)
    outline = _wing_reach(turn, upper) * half
    s = np.linspace(0, 1, steps)[:, None]
    x, z = s * outline * np.cos(turn), s * outline * np.sin(turn)
    lift = np.radians(38 if upper else 30)
    y = x * np.sin(lift) + 0.05 * half * np.sin(np.pi * s) - 0.03 * half * np.cos(3 * turn) * s
    points = np.stack([side * (0.0012 + x * np.cos(lift)), base + 0.004 + y, z], -1)
    share = (turn - start) / (end - start)
    across = np.where(upper, 0.02, -0.98) + 0.96 * share
    uv = tile_uv(atlas, "wing", np.broadcast_to(across, (steps, rays)), np.broadcast_to(s, (steps, rays)))
    return patch(points, uv, [-0.4 * side, 1.0, 0.0])


def _wing_reach(turn: Array, upper: bool) -> Array:
    """Length of a wing's rays by their direction, of the half span."""
    if upper:
        return np.asarray(0.62 + 0.42 * np.exp(-(((turn - 0.72) / 0.36) ** 2)) - 0.02 * np.cos(26 * turn))
    return np.asarray(0.60 + 0.16 * np.exp(-(((turn + 0.62) / 0.40) ** 2)) + 0.025 * np.cos(22 * turn))


def _wing_print(vein: str, wing: str) -> Tile:
    """Rays across, root to rim down: pale at the root, deeper outwards, dark rim with pale dots, veins along the rays."""
    size = mat.SIZE * 2
    mask = Image.new("L", (size, size))
    pen = ImageDraw.Draw(mask)
    for k in range(15):
        x = (k + 0.5) / 15 * size
        pen.line([(size / 2 + (x - size / 2) * 0.96, 0.08 * size), (x, size)], fill=190, width=5)
    pen.rectangle((0, 0.86 * size, size, size), fill=255)
    for k in range(22):
        x = (k + 0.5) / 22 * size
        pen.ellipse((x - 7, 0.905 * size, x + 7, 0.905 * size + 22), fill=30)
    part = np.asarray(mask.resize((mat.SIZE, mat.SIZE), Image.Resampling.LANCZOS), np.float64)[..., None] / 255
    _, along = mat.grid()
    deep = 0.55 * srgb(wing) + 0.45 * srgb(vein)
    body = srgb(wing) * (1 - along[..., None] ** 1.6) + deep * along[..., None] ** 1.6
    return np.asarray(body * (1 - 0.9 * part) + 0.42 * srgb(vein) * 0.9 * part)


# The bridal holder -------------------------------------------------------------------------------------------------------------


def holder_levels(size: Mapping[str, float]) -> tuple[float, float]:
    """(height of the foam ball's middle, its radius), metres."""
    ball = 0.40 * size["diameter"]
    return size["height"] - ball - 0.002, ball


def _holder(size: Mapping[str, float]) -> list[Mesh]:
    """A straight grip with rings, a collar dish, the ball of foam, and the cage over it."""
    atlas, r = ATLAS["holder-bridal"], size["diameter"] / 2
    middle, ball = holder_levels(size)
    neck = middle - 0.86 * ball
    grip = np.array([(0.0, 0.0), (0.009, 0.0), (0.0125, 0.003), (0.0130, 0.010), (0.0112, 0.040), (0.0118, 0.45 * neck), (0.0150, 0.85 * neck),
                     (0.0200, 0.93 * neck), (0.62 * r, neck - 0.002), (0.96 * r, neck + 0.010), (r, neck + 0.0135)])  # fmt: skip
    inside = np.array([(r, neck + 0.0135), (0.97 * r, neck + 0.0145), (0.60 * r, neck + 0.002), (0.0, neck)])
    parts = [_turned(grip, atlas, "plastic"), _turned(inside, atlas, "plastic")]
    parts.append(_ball(np.array([0.0, middle, 0.0]), ball, atlas, "foam", 12, 26))
    cage = ball + 0.0016
    for k in range(6):
        a = np.pi * k / 6
        t = np.linspace(-0.62 * np.pi, 0.62 * np.pi, 21)
        bar = np.stack([cage * np.sin(t) * np.sin(a), middle + cage * np.cos(t), cage * np.sin(t) * np.cos(a)], 1)
        parts.append(rod(bar, 0.0013, atlas, "plastic", sides=4, repeat=20))
    for polar in (0.22, 0.42):
        t = np.linspace(0, 2 * np.pi, 33)
        ring_r = cage * np.sin(polar * np.pi)
        ring = np.stack([ring_r * np.sin(t), np.full(33, middle + cage * np.cos(polar * np.pi)), ring_r * np.cos(t)], 1)
        parts.append(rod(ring, 0.0013, atlas, "plastic", sides=4, repeat=32, loop=True))
    for y in np.linspace(0.030, 0.42 * neck, 4):
        t = np.linspace(0, 2 * np.pi, 17)
        ring = np.stack([0.0118 * np.sin(t), np.full(17, y), 0.0118 * np.cos(t)], 1)
        parts.append(rod(ring, 0.0010, atlas, "plastic", sides=4, repeat=16, loop=True))
    return parts


def _turned(profile: Array, atlas: Atlas, slot: str, sides: int = 30) -> Mesh:
    across = np.abs(np.linspace(-2, 2, sides + 1)) - 1
    return lathed(profile, tile_uv(atlas, slot, across[None], np.linspace(0, 1, len(profile))[:, None]), sides=sides)
