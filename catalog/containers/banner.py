"""A pair of long satin banners with the customer's words in gold: the first line on the right one, the second on the left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.card import text_font
from catalog.containers.papers import Tile, srgb
from catalog.containers.solids import Array, patch, rod, tile_uv
from catalog.mesh import Mesh, unit
from catalog.skin import Piece, Skin

BANNERS: dict[str, tuple[str, str]] = {"ribbon-banner": ("#B7202B", "#E2B653")}
"""Satin and print when the design names none."""
SIZES = {"width": 0.15, "height": 1.50, "gap": 0.42, "bottom": 0.0}
ROWS, COLUMNS = 49, 5
POINT = 0.055  # metres that the lower end's point hangs below its corners
ACROSS, ALONG = 256, 2048  # pixels of one banner in the palette; it lies there in two halves, side by side
ATLAS = Atlas(tuple((f"satin{k}", mat.SATIN) for k in range(8)))
FITTINGS = Atlas((("rod", mat.WILLOW), ("cord", mat.ROPE), ("back", mat.SATIN), ("tassel", mat.CLOTH)))


def banner_fit(fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of the pair, its own where fit names none. gap: from middle to middle; bottom: of the lower tips."""
    return {**SIZES, **{k: v for k, v in fit.items() if k in SIZES}}


def banner_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float], text: str) -> tuple[Piece, ...]:
    """Two banners hanging side by side, facing +Z. colours: satin, print. fit in metres, all optional (see `banner_fit`).

    text: its first line (上款) runs down the right banner, its second (下款) down the left; further lines follow the second.
    Chinese is set upright, one character below the other; a line without any runs sideways from top to bottom.
    """
    if good not in BANNERS:
        raise ValueError(f"no banner called {good!r}; there are {', '.join(BANNERS)}")
    satin, gold = (*colours, *BANNERS[good][len(colours) :])[:2]
    size = banner_fit(fit)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = (lines[0] if lines else "", "　".join(lines[1:]))
    ratio = round(size["height"] / size["width"], 2)
    cloth, other = _meshes(tuple(sorted(size.items())))
    return mat.finished([([*cloth], _skin(satin, gold, words, ratio)), ([*other], _fittings(satin, gold))], reach=0.05)


def banner_extent(fit: Mapping[str, float]) -> Array:
    """(2,3) lowest and highest corner."""
    points = np.concatenate([m.positions for part in _meshes(tuple(sorted(banner_fit(fit).items()))) for m in part])
    return np.stack([points.min(0), points.max(0)])


@lru_cache(maxsize=8)
def _meshes(lengths: tuple[tuple[str, float], ...]) -> tuple[tuple[Mesh, ...], tuple[Mesh, ...]]:
    size = dict(lengths)
    cloth: list[Mesh] = []
    other: list[Mesh] = []
    for k, side in enumerate((1.0, -1.0)):
        face, backs = _banner(size, side, k)
        cloth += face
        other += backs
    return tuple(cloth), tuple(other)


def _banner(size: Mapping[str, float], side: float, number: int) -> tuple[list[Mesh], list[Mesh]]:
    w, h = size["width"], size["height"]
    middle, top = side * size["gap"] / 2, size["bottom"] + 0.035 + h
    t, u = np.linspace(0, 1, ROWS), np.linspace(-1, 1, COLUMNS)
    point = POINT * (1 - np.abs(u))[None] * np.clip((t - 0.8) / 0.2, 0, 1)[:, None]
    points = np.empty((ROWS, COLUMNS, 3))
    points[..., 0] = middle + u * w / 2
    points[..., 1] = top - (h - POINT) * t[:, None] - point
    hang = 0.010 * np.sin(5.2 * t + 1.1 * side) * t + 0.004 * np.sin(13 * t + side)
    points[..., 2] = hang[:, None] + 0.0045 * u[None] * np.sin(4 * t + 2 * side)[:, None]
    n = unit(np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0)) * -1)
    n *= np.sign(n[..., 2:])
    cut = ROWS // 2
    faces = []
    for half, rows in enumerate((slice(0, cut + 1), slice(cut, ROWS))):
        along = (t[rows] - half * 0.5) * 2
        v = 0.5 * number + 0.25 * half + 0.25 * (0.004 + 0.992 * (u + 1) / 2)
        uv = np.stack(np.broadcast_arrays(0.001 + 0.998 * along[:, None], v[None]), -1)
        faces.append(patch(points[rows], uv, [0.0, 0.0, 1.0], normals=n[rows]))
    back = patch(points - 0.0006 * n, tile_uv(FITTINGS, "back", u[None], (t[:, None] * 6) % 1.0), [0.0, 0.0, -1.0], normals=-n)
    return faces, [back, *_hung(middle, w, top, points[0, 0, 2]), *_tassel(points[-1])]


def _hung(middle: float, w: float, top: float, z: float) -> list[Mesh]:
    """The dowel that the banner is sewn around, its knobs, and the cord."""
    half = w / 2 + 0.014
    knob = np.array([0.0042, 0.0082, 0.0082, 0.0055, 0.0055, 0.0082, 0.0082, 0.0042])
    x = np.array([-half - 0.012, -half - 0.009, -half - 0.002, -half, half, half + 0.002, half + 0.009, half + 0.012])
    path = np.stack([middle + x, np.full(8, top), np.full(8, z)], 1)
    cord = np.array([[middle - half, top + 0.006, z], [middle, top + 0.055, z], [middle + half, top + 0.006, z]])
    return [rod(path, knob, FITTINGS, "rod", sides=8, repeat=7), rod(cord, 0.0016, FITTINGS, "cord", sides=5, repeat=1)]


def _tassel(edge: Array) -> list[Mesh]:
    """A bead and a tassel of gold thread below the point."""
    tip = edge[COLUMNS // 2]
    down = np.array([0.0, 0.004, 0.010, 0.013, 0.020, 0.035])
    radius = np.array([0.0015, 0.0052, 0.0046, 0.0030, 0.0058, 0.0075])
    path = np.stack([np.full(6, tip[0]), tip[1] + 0.0005 - down, np.full(6, tip[2])], 1)
    return [rod(path, radius, FITTINGS, "tassel", sides=10, repeat=5)]


@lru_cache(maxsize=16)
def _fittings(satin: str, gold: str) -> Skin:
    threads = mat.strands(gold, 22, 41, 0.5)
    tiles = {"rod": mat.wood("#7A4A2A"), "cord": mat.rope(gold), "back": mat.satin(satin, 43) * 0.92, "tassel": threads}
    return Skin(FITTINGS, mat.palette(FITTINGS, tiles))


@lru_cache(maxsize=16)
def _skin(satin: str, gold: str, words: tuple[str, str], ratio: float) -> Skin:
    rows = {}
    for k, line in enumerate(words):
        strip = printed_strip(line, satin, gold, ratio)
        halves = (strip[: ALONG // 2], strip[ALONG // 2 :])
        rows[k] = np.concatenate([np.swapaxes(half, 0, 1) for half in halves])
    return Skin(ATLAS, mat.palette(ATLAS, {}, rows, tall=True))


@lru_cache(maxsize=16)
def printed_strip(words: str, satin: str, gold: str, ratio: float) -> Tile:
    """(2048, 256, 3) sRGB 0..1: one banner from top to bottom. ratio: its length over its width."""
    wide, tall = ACROSS, round(ACROSS * ratio)
    mask = Image.new("L", (wide, tall))
    pen = ImageDraw.Draw(mask)
    _border(pen, wide, tall)
    if words:
        _set_words(mask, words, (0.20 * wide, 0.055 * tall, 0.80 * wide, 0.895 * tall))
    part = np.asarray(mask.resize((wide, ALONG), Image.Resampling.LANCZOS), np.float64)[..., None] / 255
    threads = 1 + 0.014 * np.repeat(np.random.default_rng(51).normal(0, 1, (1, wide)), ALONG, 0)
    cloth = srgb(satin) * (threads * (1 + 0.012 * np.sin(np.arange(ALONG) * 2.1)[:, None]))[..., None]
    # foil is laid on: it mirrors a little more here than there
    shine = 1 + 0.07 * np.sin(np.linspace(0, 23, ALONG))[:, None, None] * np.linspace(0.6, 1.2, wide)[None, :, None]
    return np.asarray(cloth * (1 - part) + np.minimum(srgb(gold) * shine, 0.98) * part)


def _border(pen: ImageDraw.ImageDraw, wide: int, tall: int) -> None:
    """Two lines along both sides, a cloud-headed frame at the top, a knot over the point."""
    for inset, width in ((0.050, 5), (0.085, 2)):
        for x in (inset * wide, (1 - inset) * wide):
            pen.line([(x, 0.012 * tall), (x, 0.955 * tall)], fill=235, width=width)
        pen.line([(inset * wide, 0.012 * tall), ((1 - inset) * wide, 0.012 * tall)], fill=235, width=width)
    x0, y0, r = wide / 2, 0.932 * tall, 0.20 * wide
    for k in range(3):
        a = r * (1 - 0.28 * k)
        pen.polygon([(x0, y0 - a), (x0 + a, y0), (x0, y0 + a), (x0 - a, y0)], outline=235, width=4)
    for sign in (-1, 1):
        for dx, radius in ((0.36, 0.060), (0.27, 0.045)):
            box = (
                x0 + sign * dx * wide - radius * wide,
                y0 - radius * wide,
                x0 + sign * dx * wide + radius * wide,
                y0 + radius * wide,
            )
            pen.arc(box, 0, 360, fill=235, width=4)


def _set_words(mask: Image.Image, words: str, box: tuple[float, float, float, float]) -> None:
    """The words as large as fits: characters one below the other, or a line of letters turned to run downwards."""
    left, top, right, bottom = box
    if any("⺀" <= c <= "鿿" or "豈" <= c <= "￮" for c in words):
        _set_column(mask, words.replace(" ", ""), left, top, right, bottom)
        return
    room, high = bottom - top, right - left
    pen = ImageDraw.Draw(mask)
    size = int(high)
    while size > 20 and pen.textlength(words, font=text_font(size)) > room:
        size -= 4
    line = Image.new("L", (round(room), round(high)))
    ImageDraw.Draw(line).text(
        (room / 2, high / 2), words, font=text_font(size), fill=255, anchor="mm", stroke_width=max(1, size // 60), stroke_fill=255
    )
    mask.paste(line.rotate(-90, expand=True), (round(left), round(top)))


def _set_column(mask: Image.Image, words: str, left: float, top: float, right: float, bottom: float) -> None:
    """Characters upright in one column, spread over its length when they are few, in two columns when they are many."""
    pen = ImageDraw.Draw(mask)
    columns = 1 if len(words) <= 26 else 2
    each = -(-len(words) // columns)
    wide = (right - left) / columns
    pitch = min((bottom - top) / each, 1.45 * wide)
    size = int(min(0.98 * wide, 0.92 * pitch))
    font = text_font(size)
    for k, character in enumerate(words):
        column, row = divmod(k, each)
        x = right - (column + 0.5) * wide  # the first column stands on the right
        y = (top + bottom) / 2 + (row - (each - 1) / 2) * pitch
        pen.text((x, y), character, font=font, fill=255, anchor="mm", stroke_width=max(1, size // 40), stroke_fill=255)
