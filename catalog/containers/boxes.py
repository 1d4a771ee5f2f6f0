"""Boxes for flowers: hug bucket, round hat box, heart box, window box. Board has its real thickness; lids lean behind or lie below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.card import line_flower
from catalog.containers.papers import Tile, srgb
from catalog.containers.solids import (
    Array,
    curve,
    disc,
    ellipse,
    mirrored,
    moved,
    outline_normals,
    patch,
    placed,
    plan_uv,
    rod,
    tile_uv,
    wall,
    wide_uv,
)
from catalog.containers.windowbox import window_box
from catalog.mesh import Mesh, merge, unit
from catalog.skin import Piece, Skin

BOARD = 0.0024  # metres: rigid grey board covered with paper
TUB = 0.0011
FLOOR = 0.003
LID_RIM, LID_ROOM = 0.034, 0.0032
SIDES = 72
BOXES: dict[str, tuple[str, str]] = {
    "bucket-hug": ("#B98E62", "#F1E7D6"),
    "box-round": ("#3A3233", "#E9D3C4"),
    "box-heart": ("#8E2233", "#F0D9D6"),
    "box-window": ("#F1E6DA", "#C98F8F"),
}
"""Body and lining (bucket: body and rope) when the design names none."""
SIZES: dict[str, dict[str, float]] = {
    "bucket-hug": {"radius": 0.10, "height": 0.18},
    "box-round": {"radius": 0.10, "height": 0.15, "lid": 2.0},
    "box-heart": {"width": 0.28, "height": 0.12, "lid": 2.0},
    "box-window": {"width": 0.30, "depth": 0.20, "height": 0.25},
}
GOLD = "#C8A25E"


def box_fit(good: str, fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of a box, its own where fit names none. lid: 0 no lid, 1 the box stands in it, 2 it leans beside the box."""
    return {**SIZES[good], **{k: v for k, v in fit.items() if k in SIZES[good]}}


def box_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A box standing on y = 0, its front at +Z. fit in metres, all optional: see SIZES and `box_fit`."""
    if good not in BOXES:
        raise ValueError(f"no box called {good!r}; there are {', '.join(BOXES)}")
    body, second = (*colours, *BOXES[good][len(colours) :])[:2]
    return _built(good, body, second, tuple(sorted(box_fit(good, fit).items())))


@lru_cache(maxsize=24)
def _built(good: str, body: str, second: str, lengths: tuple[tuple[str, float], ...]) -> tuple[Piece, ...]:
    size = dict(lengths)
    match good:
        case "bucket-hug":
            return mat.finished([(_bucket(size), _skin(good, body, second))])
        case "box-window":
            opaque, panes = window_box(size, _atlas(good))
            return mat.finished([(opaque, _skin(good, body, second)), (panes, mat.clear_skin("glass", "#F6FAFA"))])
    return mat.finished([(_lidded(good, size), _skin(good, body, second))])


def heart_outline(width: float, points: int = 96, inset: float = 0.0) -> Array:
    """Closed outline (points + 1, 2) of x and z: notch at the back (-Z), tip at the front (+Z), centred on its box; metres.

    The classic heart x = 16 sin^3 t, with a tip a little blunter, as board can be bent. points must be even.
    """
    t = np.linspace(0, 2 * np.pi, 721)
    x = -16 * np.sin(t) ** 3
    z = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    line = np.stack([x, z], 1) * width / 32
    halves = []
    for half in (line[:361], line[360:]):
        s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(half, axis=0), axis=1))])
        at = np.linspace(0, s[-1], points // 2 + 1)
        halves.append(np.stack([np.interp(at, s, half[:, k]) for k in range(2)], 1))
    outline = np.concatenate([halves[0], halves[1][1:]])
    outline[:, 1] -= (outline[:, 1].min() + outline[:, 1].max()) / 2
    outline[[0, -1], 0] = 0.0
    return np.asarray(np.round(outline - inset * outline_normals(outline), 8) + 0.0)


def _atlas(good: str) -> Atlas:
    finish = mat.KRAFT if good == "bucket-hug" else mat.CARD
    body = tuple((f"body{k}", finish) for k in range(4))
    last = ("rope", mat.ROPE) if good in ("bucket-hug", "box-window") else ("top", mat.CARD)
    return Atlas(
        (*body, ("edge", finish), ("lining", mat.SATIN if good.startswith("box") else mat.KRAFT), ("floor", mat.CARD), last)
    )


@lru_cache(maxsize=64)
def _skin(good: str, body: str, second: str) -> Skin:
    atlas = _atlas(good)
    if good == "bucket-hug":
        tiles = {
            "edge": mat.fine(mat.kraft(body, 31)),
            "lining": mat.fine(mat.kraft(body, 33)) * 0.96,
            "floor": mat.fine(mat.kraft(body, 35)) * 0.9,
            "rope": mat.rope(second),
        }
        return Skin(atlas, mat.palette(atlas, tiles, {0: _body_print(body, "kraft", _inked(body))}))
    lining = second if good != "box-window" else body
    tiles = {"edge": mat.card(body, 31), "lining": mat.satin(lining), "floor": mat.satin(lining, 8) * 0.94}
    if good == "box-window":
        tiles |= {"lining": mat.plain(body, 33), "floor": mat.plain(body, 35), "rope": mat.satin(second)}
        return Skin(atlas, mat.palette(atlas, tiles, {0: _body_print(body, "plain", None)}))
    tiles["top"] = _lid_print(body)
    return Skin(atlas, mat.palette(atlas, tiles, {0: _body_print(body, "foil", GOLD)}))


def _inked(body: str) -> str:
    """The ink on a tub: dark on pale and kraft, pale on dark."""
    return "#F4ECDD" if srgb(body) @ [0.3, 0.6, 0.1] < 0.42 else "#5A3E2B"


def _body_print(body: str, kind: str, ink: str | None) -> Tile:
    """What runs around a box's wall: its paper, and a line flower in front (tub) or foil lines (hat box)."""
    high = mat.print_height(False)
    square = mat.fine(mat.kraft(body, 41)) if kind == "kraft" else mat.card(body, 41)
    tile = np.concatenate([square, square[:, ::-1], square, square[:, ::-1]], 1)[:high]
    if kind == "kraft" and ink is not None:
        mask = Image.new("RGB", (1024, high), (0, 0, 0))
        tall = int(0.34 * high)
        # drawn at the wall's own proportions, then squeezed to the print's: a tub is about 3.3 times as far around as high
        flower = Image.new("RGB", (2 * tall, 2 * tall), (0, 0, 0))
        line_flower(flower, (tall, 1.05 * tall), tall, (255, 255, 255))
        squeezed = flower.resize((round(2 * tall * 1024 / high / 3.3), 2 * tall), Image.Resampling.LANCZOS)
        mask.paste(squeezed, (512 - squeezed.width // 2, round(0.30 * high) - tall))
        part = 0.85 * np.asarray(mask, np.float64)[..., :1] / 255
        tile = tile * (1 - part) + srgb(ink) * part
    if kind == "foil" and ink is not None:
        rows = np.arange(high)[:, None, None] / high
        line = ((np.abs(rows - 0.90) < 0.006) | (np.abs(rows - 0.925) < 0.003)) * 0.92
        tile = tile * (1 - line) + srgb(ink) * line
    return np.asarray(tile)


def _lid_print(body: str) -> Tile:
    """The lid's top: a line flower in gold foil."""
    tile = mat.card(body, 45)
    mask = Image.new("RGB", (mat.SIZE * 2, mat.SIZE * 2), (0, 0, 0))
    line_flower(mask, (mat.SIZE, mat.SIZE * 1.02), mat.SIZE * 0.62, (255, 255, 255))
    part = np.asarray(mask.resize((mat.SIZE, mat.SIZE), Image.Resampling.LANCZOS), np.float64)[..., :1] / 255
    return np.asarray(tile * (1 - part) + srgb(GOLD) * part)


# The round tub -----------------------------------------------------------------------------------------------------------------


def _bucket(size: Mapping[str, float]) -> list[Mesh]:
    """A tub of heavy paper, 78 % as wide at its foot, with a rolled rim, a lapped seam, and a rope through two eyelets."""
    atlas, r, h = _atlas("bucket-hug"), size["radius"], size["height"]
    roll = 0.0028
    top = r - roll
    circle = ellipse(top, top, SIDES)
    taper = 0.22 * top
    across = np.linspace(0, 1, SIDES + 1)[None]
    y = np.linspace(0.0, h - roll, 5)
    lean = taper * (1 - y / h)
    out = np.stack([circle[:, 0], np.zeros(SIDES + 1), circle[:, 1]], 1)
    parts = [patch(wall(circle, np.stack([lean, y], 1)), wide_uv(across, 1 - y[:, None] / h), out, closed=True)]
    turn = np.radians(np.linspace(-90, 200, 9))
    curl = np.stack([-roll * np.cos(turn) + roll * 0.4, h - roll + roll * np.sin(turn)], 1)
    uv = tile_uv(atlas, "edge", np.tile(mirrored(np.arange(SIDES + 1)) * 2 - 1, (9, 1)), np.linspace(0, 1, 9)[:, None])
    around = wall(circle, curl)
    away = around - wall(circle, np.array([[roll * 0.4, h - roll]]))
    parts.append(patch(around, uv, away, closed=True))
    inside = np.stack([lean[::-1] + TUB, np.maximum(y[::-1], 0.006)], 1)
    step = np.tile(mirrored(np.arange(SIDES + 1) / 9) * 2 - 1, (5, 1))
    parts.append(patch(wall(circle, inside), tile_uv(atlas, "lining", step, np.linspace(0, 1, 5)[:, None]), -out, closed=True))
    floor = circle * (1 - (lean[0] + TUB) / top)
    parts.append(disc(floor, 0.006, plan_uv(atlas, "floor", floor)))
    foot = circle * (1 - lean[0] / top)
    parts.append(disc(foot, 0.0, plan_uv(atlas, "floor", foot), up=-1.0))
    return [*parts, *_rope_handle(atlas, top, taper, h)]


def _rope_handle(atlas: Atlas, top: float, taper: float, h: float) -> list[Mesh]:
    """Cotton rope knotted inside two brass eyelets, hanging in a curve across the front."""
    eye, thick = 0.80 * h, 0.0034
    parts = []

    def at(angle: float, y: float, out: float) -> list[float]:
        r = top - taper * (1 - y / h) + out
        return [r * np.sin(angle), y, r * np.cos(angle)]

    wide = np.radians(78)
    bow = [at(a, eye - 0.42 * h * np.cos(a / wide * np.pi / 2) ** 1.25, thick * 1.05) for a in np.linspace(-0.97, 0.97, 13) * wide]
    start, end = at(-wide, eye, -0.007), at(wide, eye, -0.007)
    path = curve([start, at(-wide, eye, 0.001), *bow, at(wide, eye, 0.001), end], 61)
    parts.append(rod(path, thick, atlas, "rope", sides=7, repeat=4))
    for side in (-1, 1):
        knot = np.array(at(side * wide, eye, -0.009))
        parts.append(_ball(knot, 0.0062, atlas, "rope"))
        out = unit(knot * [1, 0, 1])
        ring = _ring(np.array(at(side * wide, eye, 0.0006)), out, 0.0052, 14)
        parts.append(rod(ring, 0.0012, atlas, "edge", sides=5, repeat=14, loop=True, tint=0.62))
    return parts


def _ring(centre: Array, axis: Array, radius: float, count: int) -> Array:
    side = unit(np.cross([0.0, 1.0, 0.0], axis))
    up = np.cross(axis, side)
    t = np.linspace(0, 2 * np.pi, count + 1)[:, None]
    return np.asarray(centre + radius * (np.cos(t) * side + np.sin(t) * up))


def _ball(centre: Array, radius: float, atlas: Atlas, slot: str, rings: int = 6, sides: int = 10) -> Mesh:
    """A small sphere."""
    polar, turn = np.linspace(0, np.pi, rings + 1)[:, None], np.linspace(0, 2 * np.pi, sides + 1)[None]
    n = np.stack(np.broadcast_arrays(np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)), -1)
    uv = tile_uv(atlas, slot, np.linspace(-1, 1, sides + 1)[None], polar / np.pi)
    return patch(centre + radius * n, uv, n, normals=n)


# Hat box and heart box ---------------------------------------------------------------------------------------------------------


def _lidded(good: str, size: Mapping[str, float]) -> list[Mesh]:
    """Straight walls of board, satin inside with a piped edge, and the lid where the fit says."""
    atlas, h, heart = _atlas(good), size["height"], good == "box-heart"
    outline = heart_outline(size["width"]) if heart else ellipse(size["radius"], size["radius"], SIDES)
    lid = round(size["lid"])
    lift = BOARD + 0.0005 if lid == 1 else 0.0
    parts = _hollow(atlas, outline, h, lift, heart)
    wider = outline + (LID_ROOM) * outline_normals(outline)
    shut = _lid(atlas, wider, heart)
    if lid == 1:  # turned over below the box, as a tray that it stands in
        parts.append(moved(shut, placed(np.pi, at=(0.0, LID_RIM, 0.0)) @ np.diag([1.0, 1.0, -1.0, 1.0])))
    elif lid == 2:
        parts.append(moved(shut, _leaning(wider, outline, h)))
    return parts


def _leaning(lid: Array, box: Array, height: float) -> Array:
    """Where a lid stands on its edge at the right of the box and leans on it, its top to the viewer."""
    tilt, turn = np.radians(74), np.radians(84)
    m = placed(tilt, turn)
    towards = np.array([np.sin(turn), np.cos(turn)])
    reach = float((box @ towards).max())
    foot = m[:3, :3] @ np.stack([lid[:, 0], np.zeros(len(lid)), lid[:, 1]])
    m[1, 3] = -foot[1].min() + LID_RIM * np.sin(np.pi / 2 - tilt)
    # the lid's open side takes in a little of the box's rim, whose wall bends away from it on both sides
    lean = height / np.tan(tilt)
    m[[0, 2], 3] = towards * (reach + 0.014 + lean - m[1, 3] / np.tan(tilt))
    return m


def _hollow(atlas: Atlas, outline: Array, h: float, lift: float, heart: bool) -> list[Mesh]:
    """Wall, rim, lining and floor of a box with straight sides."""
    n = len(outline) - 1
    out = np.stack([outline_normals(outline)[:, 0], np.zeros(n + 1), outline_normals(outline)[:, 1]], 1)
    across = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(outline, axis=0), axis=1))])
    across /= across[-1]
    cuts = [slice(0, n // 2 + 1), slice(n // 2, n + 1)] if heart else [slice(0, n + 1)]
    y = np.array([lift, lift + 0.0012, lift + h - 0.0012])
    body = wall(outline, np.stack([[0.001, 0.0, 0.0], y], 1))
    rim = wall(outline, [(0.0, lift + h - 0.0012), (0.0006, lift + h), (BOARD * 0.7, lift + h), (BOARD, lift + h - 0.0012)])
    # satin is gathered: fine upright folds below a round piping that covers the raw edge
    pleat = 0.0009 * mirrored(np.arange(n + 1))
    base = wall(outline, np.stack([np.full(4, BOARD + 0.0008), lift + np.array([h - 0.004, 0.7 * h, 0.35 * h, FLOOR])], 1))
    lining = base - out[None] * pleat[None, :, None]
    bead = np.radians(np.linspace(150, -60, 7))
    piping = wall(outline, np.stack([BOARD + 0.0016 - 0.0022 * np.cos(bead), lift + h - 0.0022 + 0.0022 * np.sin(bead)], 1))
    parts = []
    folds = mirrored(np.arange(n + 1)) * 2 - 1
    for cut in cuts:
        whole = not heart
        parts.append(patch(body[:, cut], wide_uv(across[None, cut], 1 - (y[:, None] - lift) / h), out[None, cut], closed=whole))
        parts.append(patch(rim[:, cut], _edge(atlas, across[cut], 4), [0.0, 1.0, 0.0], closed=whole))
        parts.append(patch(piping[:, cut], _satin(atlas, folds[cut], 7), [0.0, 1.0, 0.0] - 0.3 * out[None, cut], closed=whole))
        shade = np.broadcast_to((0.90 + 0.10 * mirrored(np.arange(n + 1)))[None, cut, None], (4, len(folds[cut]), 3))
        parts.append(patch(lining[:, cut], _satin(atlas, folds[cut], 4), -out[None, cut], closed=whole, tint=shade.reshape(-1, 3)))
    inner = outline - (BOARD + 0.001) * outline_normals(outline)
    parts.append(disc(inner, lift + FLOOR, plan_uv(atlas, "floor", inner), rings=3))
    parts.append(disc(outline - 0.001 * outline_normals(outline), lift, plan_uv(atlas, "edge", outline), up=-1.0))
    return parts


def _edge(atlas: Atlas, across: Array, rows: int) -> Array:
    return tile_uv(atlas, "edge", np.tile(mirrored(across * 12) * 2 - 1, (rows, 1)), np.linspace(0, 1, rows)[:, None])


def _satin(atlas: Atlas, folds: Array, rows: int) -> Array:
    return tile_uv(atlas, "lining", np.tile(folds, (rows, 1)), np.linspace(0, 1, rows)[:, None])


def _lid(atlas: Atlas, outline: Array, heart: bool) -> Mesh:
    """A lid lying open side down: its rim's lower edge at y = -LID_RIM, its top at y = 0."""
    n = len(outline) - 1
    normal = outline_normals(outline)
    out = np.stack([normal[:, 0], np.zeros(n + 1), normal[:, 1]], 1)
    across = np.linspace(0, 1, n + 1)
    cuts = [slice(0, n // 2 + 1), slice(n // 2, n + 1)] if heart else [slice(0, n + 1)]
    outer = wall(outline, [(0.0, -LID_RIM), (0.0, -0.0012), (0.0004, -0.0004), (0.0014, 0.0)])
    lip = wall(outline, [(BOARD, -LID_RIM), (0.0, -LID_RIM)])
    inner = wall(outline, [(BOARD, -BOARD), (BOARD, -LID_RIM)])
    parts = []
    for cut in cuts:
        parts.append(patch(outer[:, cut], _edge(atlas, across[cut] * 1.0, 4), out[None, cut] + [0.0, 0.2, 0.0], closed=not heart))
        parts.append(patch(lip[:, cut], _edge(atlas, across[cut], 2), [0.0, -1.0, 0.0], closed=not heart))
        parts.append(patch(inner[:, cut], _edge(atlas, across[cut], 2), -out[None, cut], closed=not heart))
    flat, under = outline - 0.0014 * normal, outline - BOARD * normal
    parts.append(disc(flat, 0.0, plan_uv(atlas, "top", flat), rings=1))
    parts.append(disc(under, -BOARD, plan_uv(atlas, "floor", under), up=-1.0, rings=1))
    return merge(parts)
