"""Woven and standing things: the hand basket with its hoop, and the two-tier stand of bamboo for openings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.papers import srgb
from catalog.containers.solids import Array, block, curve, disc, ellipse, even, mirrored, patch, plan_uv, rod, tile_uv
from catalog.mesh import Mesh, unit
from catalog.skin import Piece, Skin

WICKER: dict[str, tuple[str, str]] = {"basket-hand": ("#B58A5A", "#8A5F38"), "basket-opening": ("#CDA25C", "#C2202C")}
"""Rods and rim of the basket; bamboo and cloth of the stand."""
SIZES: dict[str, dict[str, float]] = {
    "basket-hand": {"width": 0.30, "depth": 0.22, "height": 0.14, "handle": 1.0},
    "basket-opening": {"width": 0.60, "height": 1.70, "skirt": 1.0},
}
STAKES, BANDS = 30, 8
ROD = 0.0044  # metres: half the thickness of a band of willow in the weave
LOWER, UPPER = 0.44, 0.80  # heights of the stand's trays, as shares of the whole
TRAY = ((0.40, 0.135), (0.32, 0.11))  # half width of each tray by the stand's width, and its depth in metres
TRAY_HIGH = 0.09


def wicker_fit(good: str, fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of a basket or stand, its own where fit names none. handle, skirt: 0 leaves it away."""
    return {**SIZES[good], **{k: v for k, v in fit.items() if k in SIZES[good]}}


def wicker_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A basket or stand on y = 0, its front at +Z. Raises ValueError for an unknown good."""
    if good not in WICKER:
        raise ValueError(f"no basket or stand called {good!r}; there are {', '.join(WICKER)}")
    first, second = (*colours, *_second(good, colours))[:2]
    return _built(good, first, second, tuple(sorted(wicker_fit(good, fit).items())))


def _second(good: str, colours: tuple[str, ...]) -> tuple[str, ...]:
    """What goes with the chosen colour: rim and hoop of a basket are a deeper tone of its rods."""
    if len(colours) != 1 or good != "basket-hand":
        return WICKER[good][len(colours) :]
    deep = srgb(colours[0]) * [0.80, 0.76, 0.72]
    return ("#" + "".join(f"{round(255 * float(c)):02X}" for c in deep),)


@lru_cache(maxsize=16)
def _built(good: str, first: str, second: str, lengths: tuple[tuple[str, float], ...]) -> tuple[Piece, ...]:
    size = dict(lengths)
    parts = _basket(size) if good == "basket-hand" else _stand(size)
    return mat.finished([(parts, _skin(good, first, second))], reach=0.05 if good == "basket-hand" else 0.15)


BASKET = Atlas((("band", mat.WILLOW), ("stake", mat.WILLOW), ("rim", mat.WILLOW), ("hoop", mat.WILLOW), ("liner", mat.PLASTIC)))
STAND = Atlas((("culm", mat.BAMBOO), ("slat", mat.BAMBOO), ("foam", mat.FOAM), ("cloth", mat.CLOTH), ("tie", mat.ROPE)))


@lru_cache(maxsize=32)
def _skin(good: str, first: str, second: str) -> Skin:
    if good == "basket-hand":
        tiles = {
            "band": mat.strands(first, 3),
            "stake": mat.strands(first, 1, 17) * 0.86,
            "rim": mat.strands(second, 2, 19),
            "hoop": mat.wound(second, 4),
            "liner": mat.plain("#3B342E", 21),
        }
        return Skin(BASKET, mat.palette(BASKET, tiles))
    tiles = {
        "culm": mat.bamboo(first),
        "slat": mat.strands(first, 2, 23, 0.25),
        "foam": mat.foam("#45744E"),
        "cloth": mat.satin(second, 25),
        "tie": mat.rope("#B28B4E"),
    }
    return Skin(STAND, mat.palette(STAND, tiles))


# The hand basket ---------------------------------------------------------------------------------------------------------------


def basket_rim(size: Mapping[str, float], height: float) -> tuple[float, float]:
    """Half width and half depth of a basket's woven wall at a height, metres: it widens by a sixth from foot to rim."""
    share = 0.80 + 0.20 * np.clip(height / size["height"], 0, 1) ** 0.8
    return float((size["width"] / 2 - 0.006) * share), float((size["depth"] / 2 - 0.006) * share)


def _basket(size: Mapping[str, float]) -> list[Mesh]:
    h = size["height"]
    parts = [*_weave(size), *_stakes(size)]
    top, foot = basket_rim(size, h - 0.005), basket_rim(size, 0.0055)
    parts += _braid(ellipse(top[0] + 0.001, top[1] + 0.001, 84), h - 0.005, 0.0052, 21)
    ring = np.insert(ellipse(foot[0] + 0.002, foot[1] + 0.002, 44), 1, 0.0048, axis=1)
    parts.append(rod(ring, 0.0055, BASKET, "hoop", sides=6, repeat=2, loop=True))
    low, wide = basket_rim(size, 0.0), basket_rim(size, h - 0.02)
    inside = ellipse(low[0] - 2.2 * ROD, low[1] - 2.2 * ROD, 30)
    mouth = ellipse(wide[0] - 2.0 * ROD, wide[1] - 2.0 * ROD, 30)
    liner = np.stack([np.insert(line, 1, y, axis=1) for line, y in ((mouth, h - 0.02), (inside, 0.008))])
    out = np.insert(mouth, 1, 0.0, axis=1)
    uv = tile_uv(BASKET, "liner", np.linspace(-1, 1, 31)[None], np.array([[0.0], [1.0]]))
    parts += [patch(liner, uv, -out[None], closed=True), disc(inside, 0.008, plan_uv(BASKET, "liner", inside), rings=1)]
    parts.append(disc(ellipse(*basket_rim(size, 0.0), 30), 0.003, plan_uv(BASKET, "band", ellipse(1, 1, 30)), up=-1.0, rings=1))
    return parts + (_hoop(size) if size["handle"] else [])


def _weave(size: Mapping[str, float]) -> list[Mesh]:
    """Bands of three rods each, over one stake and under the next, and the other way round in the next band."""
    low, high = 0.011, size["height"] - 0.011
    step = (high - low) / BANDS
    parts = []
    turn = np.linspace(-np.pi, np.pi, 2 * STAKES + 1)
    for band in range(BANDS):
        y = low + (band + 0.5) * step
        a, b = basket_rim(size, y)
        stake = np.arange(2 * STAKES + 1) * 0.5
        swing = 0.92 * ROD * np.cos(np.pi * (stake + band))
        n = unit(np.stack([np.sin(turn) * b, np.zeros_like(turn), np.cos(turn) * a], 1))
        centre = np.stack([a * np.sin(turn), np.full_like(turn, y), b * np.cos(turn)], 1) + n * swing[:, None]
        half = 0.56 * step
        # a flat lens: bulging outside, plain inside
        section = ((-half, -0.25), (-0.5 * half, 0.85), (0.5 * half, 0.85), (half, -0.25))
        rows = np.stack([centre + [0, up, 0] + n * (out * ROD) for up, out in section])
        tilt = np.array([-0.85, -0.35, 0.35, 0.85])[:, None, None]
        normals = unit(n[None] + tilt * np.array([0.0, 1.0, 0.0]) + _slope(swing, turn, a)[None])
        across = np.linspace(-1, 1, 4)[:, None]
        uv = tile_uv(BASKET, "band", across, mirrored(stake / 2 + 0.37 * band)[None])
        dark = 1.0 + 0.10 * swing / ROD
        tint = np.broadcast_to(dark[None, :, None], (4, len(turn), 3)).reshape(-1, 3)
        parts.append(patch(rows, uv, n[None], normals=normals, tint=tint))
    return parts


def _slope(swing: Array, turn: Array, radius: float) -> Array:
    """How the bulges tip the normals along a band, (N,3)."""
    rise = np.gradient(swing, turn * radius)
    tangent = np.stack([np.cos(turn), np.zeros_like(turn), -np.sin(turn)], 1)
    return np.asarray(-0.8 * rise[:, None] * tangent)


def _stakes(size: Mapping[str, float]) -> list[Mesh]:
    """Upright rods that the bands go around: half seen in front of a band, half behind."""
    y = np.linspace(0.006, size["height"] - 0.006, 5)
    parts = []
    for k in range(STAKES):
        turn = 2 * np.pi * k / STAKES - np.pi
        half = np.array([basket_rim(size, float(v)) for v in y])
        path = np.stack([half[:, 0] * np.sin(turn), y, half[:, 1] * np.cos(turn)], 1)
        n = unit(np.array([np.sin(turn) * half[-1, 1], 0.0, np.cos(turn) * half[-1, 0]]))
        side = np.cross([0.0, 1.0, 0.0], n)
        columns = np.array([-1.0, 0.0, 1.0])
        rows = path[:, None] + 0.0042 * columns[None, :, None] * side + 0.0042 * (1 - np.abs(columns))[None, :, None] * n
        normals = np.broadcast_to(unit(n + 0.9 * columns[:, None] * side), rows.shape)
        uv = tile_uv(BASKET, "stake", columns[None], np.linspace(0, 1, 5)[:, None])
        parts.append(patch(rows, uv, n, normals=normals))
    return parts


def _braid(outline: Array, height: float, thick: float, turns: int) -> list[Mesh]:
    """Two rods twisted around each other along an outline."""
    n = len(outline) - 1
    along = np.linspace(0, 2 * np.pi * turns, n + 1)
    out = unit(np.insert(outline, 1, 0.0, axis=1))
    parts = []
    for start in (0.0, np.pi):
        turn = along + start
        path = np.insert(outline, 1, height, axis=1) + 0.62 * thick * (
            np.cos(turn)[:, None] * out + np.sin(turn)[:, None] * [0, 1, 0]
        )
        parts.append(rod(path, 0.78 * thick, BASKET, "rim", sides=4, repeat=12, loop=True))
    return parts


def _hoop(size: Mapping[str, float]) -> list[Mesh]:
    """A hoop over the middle from side to side, wound with split cane, its feet down inside the weave."""
    half, h = basket_rim(size, size["height"])[0] - 0.004, size["height"]
    rise = 1.45 * size["width"] / 2 + 0.06
    t = np.linspace(0, np.pi, 40)
    arch = np.stack([-half * np.cos(t) * (1 + 0.04 * np.sin(t)), h + rise * np.sin(t) ** 0.85, np.zeros(40)], 1)
    path = even(np.concatenate([[[-half + 0.004, 0.45 * h, 0.0]], arch, [[half - 0.004, 0.45 * h, 0.0]]]), 53)
    return [rod(path, 0.0066, BASKET, "hoop", sides=6, repeat=2)]


# The opening stand -------------------------------------------------------------------------------------------------------------


def tray_levels(size: Mapping[str, float]) -> tuple[tuple[float, float, float], ...]:
    """(height of the rim, half width, half depth) of the lower and the upper tray, metres."""
    scale = size["width"] / 0.60
    return tuple(
        (share * size["height"], wide * size["width"], deep * scale)
        for share, (wide, deep) in zip((LOWER, UPPER), TRAY, strict=True)
    )


def _stand(size: Mapping[str, float]) -> list[Mesh]:
    """Two front and two back culms that lean together, cross-bars, two trays with foam, a pleated skirt of red cloth."""
    w, h = size["width"], size["height"]
    parts = []
    for side in (-1.0, 1.0):
        back = curve([(side * 0.46 * w, 0.0024, -0.20), (side * 0.34 * w, 0.5 * h, -0.13), (side * 0.25 * w, h, -0.075)], 25)
        front = curve([(side * 0.48 * w, 0.0024, 0.20), (side * 0.36 * w, 0.45 * h, 0.10), (side * 0.26 * w, 0.84 * h, 0.045)], 25)
        parts += [_culm(back, 0.0125), _culm(front, 0.0125)]
        for y in (0.10, 0.62):
            parts.append(_culm(np.stack([_at(back, y * h), _at(front, y * h)]), 0.008))
            for line in (back, front):
                parts.append(_lashing(_at(line, y * h)))
    for y, reach in ((0.10, 0.44), (0.62, 0.335), (0.97, 0.26)):
        z = -0.19 if y == 0.10 else -0.112 if y == 0.62 else -0.076
        parts.append(_culm(np.array([[-reach * w, y * h, z], [reach * w, y * h, z]]), 0.008))
        parts += [_lashing(np.array([s * (reach - 0.012) * w, y * h, z])) for s in (-1, 1)]
    for level, (y, a, b) in enumerate(tray_levels(size)):
        parts += _tray(y, a, b, 3 - level)
    if size["skirt"]:
        low, high = tray_levels(size)
        parts += [_cloth(low, 0.02, 0.43 * w), _cloth(high, high[0] - 0.26, high[1] + 0.02)]
    return parts


def _at(path: Array, height: float) -> Array:
    return np.array([np.interp(height, path[:, 1], path[:, k]) for k in range(3)])


def _culm(path: Array, radius: float) -> Mesh:
    """Bamboo along a path: a little thicker at its nodes, about 24 cm apart."""
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    nodes = max(1, round(length / 0.24))
    shape = (0.0, 0.03, 0.09, 0.91, 0.97)
    at = np.array([k + s for k in range(nodes) for s in shape] + [float(nodes)]) / nodes
    s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    points = np.stack([np.interp(at * s[-1], s, path[:, k]) for k in range(3)], 1)
    swell = np.array([1.14, 1.05, 0.97, 0.97, 1.05] * nodes + [1.14])
    return rod(points, radius * swell * np.linspace(1.06, 0.92, len(points)), STAND, "culm", sides=8, repeat=5)


def _lashing(at: Array) -> Mesh:
    """Cord wound around a joint."""
    half = np.array([0.0, 0.013, 0.0])
    return rod(np.stack([at - half, at, at + half]), [0.0145, 0.0158, 0.0145], STAND, "tie", sides=8, repeat=1)


def _tray(rim: float, a: float, b: float, bricks: int) -> list[Mesh]:
    """A shallow oval tray of split bamboo with foam bricks standing a little over its rim."""
    sides = 36
    outline = ellipse(a, b, sides)
    out = unit(np.insert(outline, 1, 0.0, axis=1))
    profile = ((0.82, rim - TRAY_HIGH), (0.95, rim - 0.5 * TRAY_HIGH), (1.0, rim))
    outer = np.stack([np.insert(outline * s, 1, y, axis=1) for s, y in profile])
    inner = np.stack([np.insert(outline * (s - 0.02), 1, y + 0.004, axis=1) for s, y in profile[::-1]])
    folds = mirrored(np.arange(sides + 1)) * 2 - 1
    parts = [
        patch(outer, tile_uv(STAND, "slat", folds[None], np.linspace(0, 1, 3)[:, None]), out[None], closed=True),
        patch(inner, tile_uv(STAND, "slat", folds[None], np.linspace(0, 1, 3)[:, None]), -out[None], closed=True),
        disc(outline * 0.82, rim - TRAY_HIGH, plan_uv(STAND, "slat", outline), up=-1.0, rings=1),
        disc(outline * 0.80, rim - TRAY_HIGH + 0.004, plan_uv(STAND, "slat", outline), rings=1),
        rod(np.insert(outline, 1, rim, axis=1), 0.006, STAND, "slat", sides=5, repeat=6, loop=True),
        rod(np.insert(outline * 0.95, 1, rim - 0.5 * TRAY_HIGH, axis=1), 0.0045, STAND, "slat", sides=4, repeat=6, loop=True),
    ]
    wide = 2 * 0.84 * a / bricks
    for k in range(bricks):
        x = -0.84 * a + (k + 0.5) * wide
        deep = 0.62 * b * (1.0 if abs(x) < 0.3 * a else 0.86)
        parts.append(
            block((x - wide / 2 + 0.002, rim - 0.06, -deep), (x + wide / 2 - 0.002, rim + 0.025, deep), STAND, "foam", 0.004)
        )
    return parts


def _cloth(tray: tuple[float, float, float], low: float, wide: float) -> Mesh:
    """A pleated skirt hung from a tray's rim to a height, widening to a half width; open behind."""
    rim, a, b = tray
    columns, rows = 129, 7
    t = np.linspace(-0.80 * np.pi, 0.80 * np.pi, columns)
    down = np.linspace(0, 1, rows)[:, None]
    grow = 1 + (wide / a - 1) * down**0.9
    pleat = np.cos(np.arange(columns) * np.pi / 2)[None]  # two columns from crest to trough
    slow = 0.5 * np.sin(3.1 * t + 1)[None] + 0.5 * np.sin(5.3 * t)[None]
    fold = (0.006 + 0.020 * down) * pleat + 0.014 * down * slow
    out = np.stack([np.sin(t), np.zeros_like(t), np.cos(t)], 1)
    points = np.empty((rows, columns, 3))
    points[..., 0] = (a + 0.007) * grow * np.sin(t) + fold * np.sin(t)
    points[..., 2] = (b + 0.007) * (1 + (grow - 1) * 1.3) * np.cos(t) + fold * np.cos(t)
    points[..., 1] = rim + 0.004 - (rim - low) * down + 0.006 * down * slow
    uv = tile_uv(STAND, "cloth", mirrored(np.arange(columns) / 4)[None] * 2 - 1, down)
    return patch(points, uv, out[None])
