"""A carrier bag of stout paper: block bottom, gussets folded in, a turned-in hem, a line flower in front, two rope handles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.card import line_flower
from catalog.containers.papers import Tile, srgb
from catalog.containers.solids import Array, curve, patch, rod, tile_uv, wide_uv
from catalog.mesh import Mesh
from catalog.skin import Piece, Skin

BAGS: dict[str, tuple[str, str]] = {"bag-tote": ("#C19A6B", "#EFE4D0")}
"""Paper and rope when the design names none."""
SIZES = {"width": 0.35, "depth": 0.28, "height": 0.40}
HEM, PAPER = 0.045, 0.0007
COLUMNS, ROWS = 11, 13
ATLAS = Atlas(
    (
        *((f"print{k}", mat.KRAFT) for k in range(4)),
        ("inside", mat.KRAFT),
        ("rope", mat.ROPE),
        ("eyelet", mat.BRASS),
        ("edge", mat.KRAFT),
    )
)


def bag_fit(fit: Mapping[str, float]) -> dict[str, float]:
    """The lengths of a bag, its own where fit names none."""
    return {**SIZES, **{k: v for k, v in fit.items() if k in SIZES}}


def bag_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A bag standing open on y = 0. colours: paper, rope. fit in metres, all optional: width, depth, height."""
    if good not in BAGS:
        raise ValueError(f"no bag called {good!r}; there are {', '.join(BAGS)}")
    paper, rope = (*colours, *BAGS[good][len(colours) :])[:2]
    return _built(paper, rope, tuple(sorted(bag_fit(fit).items())))


@lru_cache(maxsize=16)
def _built(paper: str, rope: str, lengths: tuple[tuple[str, float], ...]) -> tuple[Piece, ...]:
    return mat.finished([(_bag(dict(lengths)), _skin(paper, rope))], reach=0.12)


@lru_cache(maxsize=32)
def _skin(paper: str, rope: str) -> Skin:
    fibre = mat.fine(mat.fine(mat.kraft(paper, 31)))
    tiles = {"inside": fibre * 0.97, "rope": mat.rope(rope), "eyelet": mat.metal("#CDB071"), "edge": fibre}
    return Skin(ATLAS, mat.palette(ATLAS, tiles, {0: _print(paper, fibre)}, tall=True))


def _print(paper: str, fibre: Tile) -> Tile:
    """Left half: the front with its flower; right half: a side."""
    high = mat.print_height()
    tile = np.concatenate([fibre, fibre[::-1]])[:high]
    tile = np.concatenate([tile, tile[:, ::-1], tile, tile[:, ::-1]], 1)
    ink = "#F4ECDD" if srgb(paper) @ [0.3, 0.6, 0.1] < 0.42 else "#4B3426"
    mask = Image.new("RGB", (1024, high), (0, 0, 0))
    flower = Image.new("RGB", (420, 420), (0, 0, 0))
    line_flower(flower, (210, 215), 190, (255, 255, 255))
    mask.paste(flower, (256 - 210, 250 - 210))
    part = 0.88 * np.asarray(mask, np.float64)[..., :1] / 255
    return np.asarray(tile * (1 - part) + srgb(ink) * part)


def bag_mouth(size: Mapping[str, float]) -> Array:
    """(7,2) closed outline of the bag's mouth: its sides are drawn in at their middle fold."""
    return _plan(size, 1.0)


def _plan(size: Mapping[str, float], up: float) -> Array:
    """Corners and folds of the bag in plan at a share of its height: from the back left round over the front."""
    w, d = size["width"] / 2, size["depth"] / 2
    fold = 0.17 * size["depth"] * up**1.3
    w_up, d_up = w * (1 - 0.012 * up), d * (1 - 0.05 * up)
    points = [(-w_up, -d_up), (-w_up + fold, 0.0), (-w_up, d_up), (w_up, d_up), (w_up - fold, 0.0), (w_up, -d_up)]
    return np.array([*points, points[0]])


def _bag(size: Mapping[str, float]) -> list[Mesh]:
    h = size["height"]
    levels = np.array([0.0, 0.5 * size["depth"] / h * 0.9, *np.linspace(0.5, 1.0, ROWS - 2)])
    plans = np.stack([_plan(size, v) for v in levels])
    parts = []
    for k in range(6):
        a, b = plans[:, k], plans[:, k + 1]
        t = np.linspace(0, 1, COLUMNS)
        flat = a[:, None] * (1 - t)[None, :, None] + b[:, None] * t[None, :, None]
        edge = (b - a).mean(0)
        out = np.array([-edge[1], 0.0, edge[0]]) / np.linalg.norm(edge)
        points = np.stack([flat[..., 0], np.broadcast_to(levels[:, None] * h, flat.shape[:2]), flat[..., 1]], -1)
        # paper is never quite flat: slow waves that die away at the folds and the bottom
        wave = (
            0.0016 * np.sin(3.0 * t + 1.7 * k)[None] * np.sin(4.1 * levels + k)[:, None]
            + 0.0007 * np.sin(11 * levels + 7 * t[:, None] + k).T
        )
        points = points + (wave * 4 * (t * (1 - t))[None] * np.minimum(levels * 4, 1)[:, None])[..., None] * out
        front = k in (2, 5)
        u = 0.5 * t if front else 0.5 + 0.25 * t + 0.25 * (k in (1, 4))
        parts.append(patch(points, wide_uv(u[None], 1 - levels[:, None]), out, tint=_creases(t, levels)))
        parts += _hem(points, levels, out, h)
    ground = _plan(size, 0.0)
    corners = np.array([[ground[0], ground[5]], [ground[2], ground[3]]])
    for y, up in ((0.0, -1.0), (0.0022, 1.0)):
        floor = np.stack([corners[..., 0], np.full((2, 2), y), corners[..., 1]], -1)
        parts.append(patch(floor, tile_uv(ATLAS, "inside", np.array([[-1.0, 1.0]]), np.array([[0.0], [1.0]])), [0.0, up, 0.0]))
    return [*parts, *_handles(size)]


def _creases(t: Array, levels: Array) -> Array:
    """Folds are worn a little paler, the line of the hem is pressed in."""
    worn = 1 + 0.10 * np.exp(-np.clip(np.minimum(t, 1 - t) / 0.012, 0, 50))
    hem = 1 - 0.05 * np.exp(-(((levels - 0.89) / 0.02) ** 2).clip(0, 50))
    return np.broadcast_to((worn[None] * hem[:, None])[..., None], (len(levels), len(t), 3)).reshape(-1, 3)


def _hem(points: Array, levels: Array, out: Array, h: float) -> list[Mesh]:
    """The margin turned in at the top: the edge and an inner layer."""
    top = points[-1]
    inner_top = top - PAPER * out
    low = np.stack([np.interp(1 - HEM / h, levels, points[:, c, k]) for c in range(len(top)) for k in range(3)]).reshape(-1, 3)
    low = low - PAPER * out
    edge = tile_uv(ATLAS, "edge", np.linspace(-1, 1, len(top))[None], np.array([[0.0], [0.1]]))
    return [
        patch(np.stack([top, inner_top]), edge, [0.0, 1.0, 0.0]),
        patch(
            np.stack([inner_top, low]),
            tile_uv(ATLAS, "inside", np.linspace(-1, 1, len(top))[None], np.array([[0.0], [0.12]])),
            -out,
        ),
    ]


def _handles(size: Mapping[str, float]) -> list[Mesh]:
    """A rope in front and one behind: knotted inside, out through eyelets, up in an arch that leans inwards."""
    w, h = size["width"], size["height"]
    half, hole = 0.21 * w, h - 0.026
    parts = []
    for side in (1.0, -1.0):
        z = side * _plan(size, hole / h)[2, 1]
        path = curve(
            [(-half, hole - 0.002, z - side * 0.010), (-half, hole, z), (-half, hole + 0.008, z + side * 0.0045),
             (-half * 0.98, h + 0.05, z - side * 0.004), (-half * 0.66, h + 0.115, z - side * 0.022), (0.0, h + 0.138, z - side * 0.030),
             (half * 0.66, h + 0.115, z - side * 0.022), (half * 0.98, h + 0.05, z - side * 0.004),
             (half, hole + 0.008, z + side * 0.0045), (half, hole, z), (half, hole - 0.002, z - side * 0.010)], 49)  # fmt: skip
        parts.append(rod(path, 0.0030, ATLAS, "rope", sides=6, repeat=3))
        for x in (-half, half):
            knot = np.array(
                [[x, hole - 0.009, z - side * 0.009], [x, hole - 0.002, z - side * 0.010], [x, hole + 0.006, z - side * 0.009]]
            )
            parts.append(rod(knot, [0.0035, 0.0062, 0.0035], ATLAS, "rope", sides=7, repeat=1))
            t = np.linspace(0, 2 * np.pi, 13)
            ring = np.stack([x + 0.0048 * np.cos(t), hole + 0.0048 * np.sin(t), np.full(13, z + side * 0.0008)], 1)
            parts.append(rod(ring, 0.0013, ATLAS, "eyelet", sides=4, repeat=12, loop=True))
    return parts
