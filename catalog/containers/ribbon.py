"""A tied bow: bands round the waist, a knot, full loops and two tails that hang over the skirt. Ribbon keeps its true width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import TILE, Atlas, Finish, tile_grid
from catalog.containers.papers import Tile, compose_palette, fibres, noise, srgb
from catalog.containers.wrap import SKIRT_FLARE
from catalog.mesh import Mesh, merge, mesh, unit
from catalog.skin import Blend, Piece, Skin

Array = NDArray[np.float64]
ROW = 0.0085  # metres of ribbon per grid row; the tile is mirrored from row to row, so that the weave keeps its size
ACROSS = np.linspace(-1, 1, 7)


@dataclass(frozen=True)
class RibbonGood:
    """width in metres. limp: how far loops droop (0 stiff). cut: how the tails end."""

    width: float
    weave: Literal["satin", "rib", "chiffon", "silk"]
    finish: Finish
    colour: str
    limp: float
    cut: Literal["swallow", "slant", "torn"]
    blend: Blend = "opaque"


RIBBONS: dict[str, RibbonGood] = {
    "ribbon-satin": RibbonGood(0.025, "satin", Finish(0.32, 0.1, 0.5), "#B4485A", 0.10, "swallow"),
    "ribbon-rib": RibbonGood(0.040, "rib", Finish(0.7, 0.1, 0.2), "#A33B4A", 0.06, "swallow"),
    "ribbon-fishtail": RibbonGood(0.070, "chiffon", Finish(0.6, 0.7, 0.3), "#F0DDE0", 0.14, "swallow", "gauze"),
    "ribbon-silk": RibbonGood(0.032, "silk", Finish(0.5, 0.5, 0.4), "#C9B4A4", 0.18, "torn"),
}


def ribbon_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """A bow with its front at +Z.

    fit in metres: binding_height, binding_radius (what it goes round), loop_length, tail_length, and if wanted width (the good's
    own otherwise), flare and spread (metres outwards per metre that what it is tied round opens below and above the tie; those
    of a usual paper wrap otherwise, 0 and 0 for a vase). Raises ValueError for an unknown good or a fit without one of the first four.
    """
    if good not in RIBBONS:
        raise ValueError(f"no ribbon called {good!r}; there are {', '.join(RIBBONS)}")
    missing = [k for k in ("binding_height", "binding_radius", "loop_length", "tail_length") if k not in fit]
    if missing:
        raise ValueError(f"a ribbon's fit needs {', '.join(missing)}")
    kind = RIBBONS[good]
    skin = _skin(good, colours[0] if colours else kind.colour)
    return (Piece(merge([strip.mesh(skin.atlas) for strip in _Bow(kind, fit).strips()]), skin),)


def ribbon_extent(good: str, fit: Mapping[str, float]) -> Array:
    """(2,3) lowest and highest corner of the bow that `ribbon_pieces` makes, without making its mesh."""
    points = np.concatenate([strip.points.reshape(-1, 3) for strip in _Bow(RIBBONS[good], fit).strips()])
    return np.stack([points.min(0), points.max(0)])


@dataclass(frozen=True, eq=False)
class _Strip:
    """Ribbon as a grid: points (N,C,3), the side that faces out (N,3), openness (N,C)."""

    points: Array
    normal: Array
    shade: Array

    def mesh(self, atlas: Atlas) -> Mesh:
        n, columns = self.points.shape[:2]
        k = np.arange(n * columns, dtype=np.uint32).reshape(n, -1)
        a, b, c, d = k[:-1, :-1].ravel(), k[:-1, 1:].ravel(), k[1:, :-1].ravel(), k[1:, 1:].ravel()
        faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
        flat = self.points.reshape(-1, 3)
        corners = flat[faces]
        facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        if (facing * self.normal[faces[:, 0] // columns]).sum() < 0:
            faces = faces[:, ::-1]
        across = np.broadcast_to(ACROSS, (n, columns))
        along = np.broadcast_to((np.arange(n) % 2)[:, None], across.shape)
        strip = mesh(flat, faces, atlas.texcoords("ribbon", across, along))
        strip.colours[:, 3] = self.shade.ravel()
        return strip


class _Bow:
    def __init__(self, kind: RibbonGood, fit: Mapping[str, float]) -> None:
        self.kind = kind
        self.width = fit.get("width", kind.width)
        self.height, self.radius = fit["binding_height"], fit["binding_radius"]
        self.flare, self.spread = fit.get("flare", SKIRT_FLARE), fit.get("spread", 0.9)
        # a wide ribbon cannot turn in a short loop, and over a skirt a tail has to be much longer than it is wide to hang well
        self.loop = max(fit["loop_length"], 1.3 * self.width)
        self.length = max(fit["tail_length"], 3.8 * self.width if self.flare > 0 else 0.0)
        self.tie = np.array([0.0, self.height - 0.003, self.radius + 0.009])
        self.gathered = min(0.5 * self.width, 0.013)  # how wide the ribbon lies where it is pulled tight

    def strips(self) -> list[_Strip]:
        return [*self.bands(), self.knot(), *self.loops(), self.tail(-1), self.tail(1)]

    def bands(self) -> list[_Strip]:
        """Turns round the waist, each a little askew over the last, pressed into the hollow of the gathered paper."""
        parts = []
        for k, (lean, rise) in enumerate(((0.10, -0.0022), (-0.08, 0.0026), (0.02, 0.0))):
            turn = np.linspace(-np.pi, np.pi, 41)
            r = self.radius + 0.0012 + 0.0009 * k
            centre = np.stack([r * np.sin(turn), self.height + rise + lean * r * np.sin(turn + 0.4), r * np.cos(turn)], 1)
            out = np.stack([np.sin(turn), np.zeros_like(turn), np.cos(turn)], 1)
            up = np.broadcast_to([0.0, 1.0, 0.0], out.shape)
            # pulled tight round soft paper it gathers into the hollow; round glass it lies almost flat
            part, hollow = (self.gathered / self.width, 0.55) if self.flare > 0 else (0.78, 0.0)
            squeeze = np.full(len(turn), part)
            parts.append(self._strip(centre, up, out, squeeze, 0.82, hollow=hollow, folds=0.0008, pleat=2.5 + k, deepest=0.06))
        return parts

    def knot(self) -> _Strip:
        """One tight turn over everything in the middle, its width folded together."""
        turn = np.linspace(-np.pi, np.pi, 25)
        tall, deep = 0.62 * self.gathered + 0.003, 0.0075
        out = np.stack([np.zeros_like(turn), np.sin(turn), np.cos(turn)], 1)
        centre = self.tie + out * [0, tall, deep] + [0, 0, 0.003]
        side = np.broadcast_to([1.0, 0.0, 0.0], out.shape)
        squeeze = np.full(len(turn), 0.9 * self.gathered / self.width) * (1 - 0.12 * np.cos(turn) ** 2)
        return self._strip(
            centre, side, unit(out / [1, tall, deep]), squeeze, 0.95, hollow=-0.3, folds=0.0006, pleat=2.0, deepest=0.12
        )

    def loops(self) -> list[_Strip]:
        """Two full loops and two smaller ones above them."""
        big, small = self.loop, 0.72 * self.loop
        droop = self.kind.limp
        wide = float(np.clip(self.spread / 1.1, 0, 1))  # under a wide cone of paper the loops lie lower and further forward
        rise, lift, ahead = -0.08 - 0.12 * wide, 0.45 - 0.32 * wide, 0.36 + 0.22 * wide
        plan = (
            (1, big, rise, ahead, 0.0),
            (-1, 0.96 * big, rise - 0.05, ahead - 0.04, 0.3),
            (1, small, lift, ahead + 0.2, 0.7),
            (-1, 1.04 * small, lift - 0.04, ahead + 0.16, 1.1),
        )
        return [self._loop(side, length, rise, forward, droop, seed) for side, length, rise, forward, seed in plan]

    def _loop(self, side: int, length: float, rise: float, forward: float, droop: float, seed: float) -> _Strip:
        """A closed lobe: out along the front, round the end, back behind; its plane is tipped so that one looks into it."""
        t = np.linspace(0.015, 0.985, 181)
        out = length * np.sin(np.pi * t) ** 0.9
        puff = (0.30 + 0.02 * np.sin(5 * seed)) * length * np.sin(2 * np.pi * t) * (0.55 + 0.45 * np.sin(np.pi * t))
        ahead = unit(np.array([side * np.cos(rise) * np.cos(forward), np.sin(rise), np.cos(rise) * np.sin(forward)]))
        level = unit(np.cross(ahead, [0, 1, 0]) * side)  # towards the viewer
        if level[2] < 0:
            level = -level
        above = unit(np.cross(level, ahead) * -side)
        tip = 0.62 + 0.2 * np.sin(seed * 3)
        front = np.cos(tip) * level - np.sin(tip) * above
        across = np.sin(tip) * level + np.cos(tip) * above
        centre = self.tie + out[:, None] * ahead + puff[:, None] * front
        centre[:, 1] -= droop * length * (out / length) ** 2
        path = _even(centre)
        along = unit(np.gradient(path, axis=0))
        run = np.linspace(0, 1, len(path))
        near = np.minimum(run, 1 - run) * len(path) * ROW
        squeeze = _open(near, 0.55 * self.width, self.gathered / self.width * 0.62)
        # the width follows the lobe's axis, turned a little at the far end as gravity does
        across = unit(across + 0.18 * np.sin(np.pi * run + seed)[:, None] * ahead)
        across = unit(across - (across * along).sum(1, keepdims=True) * along)
        return self._strip(
            path,
            across,
            np.cross(along, across) * side,
            squeeze,
            0.72 + 0.28 * _fade(near, 0.03),
            folds=0.0016,
            pleat=1.7 + seed,
            clear=True,
        )

    def tail(self, side: int) -> _Strip:
        """A tail from the knot down over the skirt, in slow waves, cut at its end; it never reaches the ground."""
        steep = self.flare + 0.3 if self.flare > 0 else 0.05
        down = np.linspace(0, 1, 200)
        reach = min(self.length / np.hypot(1, steep) * (1.0 if side > 0 else 0.92), self.height - 0.006 - 0.45 * self.width)
        drop = reach * down
        waist = self.tie[2] + 0.002
        away = waist + steep * drop + 0.003 * (1 - np.cos(9 * down + side)) * down
        swing = 0.10 + (0.30 if side > 0 else 0.36) * down + 0.05 * np.sin(6.5 * down + side) * down
        azimuth = side * swing * np.clip(0.04 / self.radius, 0.6, 1.3) * (1.0 if self.flare > 0 else 1.7)
        azimuth = azimuth * _fade(drop, 0.02)
        path = _even(np.stack([away * np.sin(azimuth), self.height - 0.004 - drop, away * np.cos(azimuth)], 1))
        along = unit(np.gradient(path, axis=0))
        run = np.linspace(0, 1, len(path))
        out = unit(path * [1, 0, 1])
        across = unit(np.cross(out, along))
        normal = np.cross(along, across)
        roll = 0.22 * np.sin(7 * run + 1.3 * side) * run
        across = unit(across * np.cos(roll)[:, None] + normal * np.sin(roll)[:, None])
        normal = np.cross(along, across)
        flip = np.sign((normal * out).sum(1).mean())
        squeeze = _open(run * len(path) * ROW, 0.9 * self.width, self.gathered / self.width * 0.62)
        return self._strip(
            path,
            across * flip,
            normal * flip,
            squeeze,
            0.8 + 0.2 * _fade(drop.max() * run, 0.03),
            folds=0.0012,
            pleat=1.5,
            cut=self.kind.cut,
        )

    def _strip(
        self,
        path: Array,
        across: Array,
        normal: Array,
        squeeze: Array,
        shade: ArrayLike,
        *,
        hollow: float = 0.0,
        folds: float = 0.0,
        pleat: float = 2.0,
        cut: str = "",
        clear: bool = False,
        deepest: float = 0.5,
    ) -> _Strip:
        """Ribbon along `path` (N,3). squeeze (N,): how much of its width shows; the rest goes into lengthwise folds along `normal`.

        hollow bends the cross-section (saddle in the waist > 0, barrel < 0). clear pushes it off what it is tied round. The normals of the mesh point along `normal`.
        """
        n = len(path)
        u = np.broadcast_to(ACROSS, (n, len(ACROSS)))
        half = self.width / 2 * squeeze[:, None]
        # folds that take up the hidden width: amplitude of a sine of `pleat` waves whose slope equals the hidden share
        hidden = np.sqrt(np.maximum(1 / squeeze[:, None] ** 2 - 1, 0))
        depth = np.minimum(half * hidden / (np.pi * pleat) * 1.3, folds + deepest * half) if folds else 0.0
        wave = np.sin(np.pi * pleat * u + pleat * 2.1 + 0.8 * np.sin(np.linspace(0, 7, n))[:, None])
        lift = depth * wave + hollow * half * (u**2 - 0.3)
        points = path[:, None] + across[:, None] * (half * u)[..., None] + normal[:, None] * lift[..., None]
        if cut:
            points = _trim(points, self.width, cut)
        if clear:
            points = self._clear(points)
        inside = np.broadcast_to(np.asarray(shade, np.float64).reshape(-1, 1), (n, 1)) * np.ones_like(u)
        return _Strip(points, normal, np.clip(inside * (1 + 12 * np.minimum(depth * wave, 0)), 0.3, 1))

    def _clear(self, points: Array) -> Array:
        """Rows (N,C,3) moved outwards until they clear the paper, which opens above the tie and hangs out below it."""
        above = points[..., 1] - self.height
        slope = np.where(above > 0, 1.1 * self.spread, self.flare + 0.2) if self.flare > 0 else 0.0
        short = self.radius + 0.003 + slope * np.abs(above) - np.hypot(points[..., 0], points[..., 2])
        push = np.maximum(short.max(1), 0.0)
        for _ in range(3):  # whole rows move, and neighbours with them, so that the ribbon stays flat
            push = np.convolve(np.pad(push, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
        middle = points[:, points.shape[1] // 2] * [1, 0, 1]
        cleared: Array = points + (unit(middle) * push[:, None])[:, None]
        return cleared


def _trim(points: Array, width: float, cut: str) -> Array:
    """Cuts a strip's end: a fishtail notch, or a slant. Rows slide along the last third so that the weave hardly stretches."""
    notch = {"swallow": 0.5 * width * (1 - np.abs(ACROSS)), "slant": 0.8 * width * (1 - ACROSS) / 2}.get(cut)
    if notch is None:  # torn silk: a soft slant with an uneven edge
        notch = 0.45 * width * (1 - ACROSS) / 2 + 0.04 * width * np.sin(9 * ACROSS)
    n = len(points)
    rows = np.arange(n, dtype=np.float64)
    start = n * 0.6
    short = notch / (np.linalg.norm(points[-1, len(ACROSS) // 2] - points[-2, len(ACROSS) // 2]) + 1e-9)
    out = points.copy()
    for j in range(points.shape[1]):
        at = np.where(rows > start, rows - short[j] * ((rows - start) / (n - 1 - start)), rows)
        for axis in range(3):
            out[:, j, axis] = np.interp(at, rows, points[:, j, axis])
    return out


def _even(path: Array) -> Array:
    """The path resampled at steps of about ROW."""
    s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, s[-1], max(4, round(s[-1] / ROW)) + 1)
    return np.stack([np.interp(at, s, path[:, k]) for k in range(3)], 1)


def _fade(x: ArrayLike, length: float) -> Array:
    t = np.clip(np.asarray(x, np.float64) / length, 0, 1)
    return t * t * (3 - 2 * t)


def _open(distance: Array, length: float, least: float) -> Array:
    """Share of the width that shows at a distance from the knot: gathered there, full after `length`."""
    return least + (1 - least) * _fade(distance, length) ** 0.7


@lru_cache(maxsize=64)
def _skin(good: str, colour: str) -> Skin:
    kind = RIBBONS[good]
    atlas = Atlas((("ribbon", kind.finish),))
    return Skin(atlas, compose_palette(atlas, {"ribbon": _weave(kind.weave, srgb(colour))}), kind.blend)


def _weave(weave: str, colour: NDArray[np.float64]) -> Tile:
    """The tile of a ribbon: ROW metres long, one width across; selvedges along both rims."""
    across, along = (grid.astype(np.float64) for grid in tile_grid())
    selvedge = 1 - 0.10 * np.exp(-(((1 - np.abs(across)) / 0.05) ** 2))
    if weave == "rib":
        cloth = 1 + 0.085 * np.cos(2 * np.pi * 7 * along) + 0.006 * noise(TILE, (64, 64), 3)
    elif weave == "satin":
        cloth = 1 + 0.02 * np.cos(3 * np.pi * across) + 0.008 * noise(TILE, (3, 64), 5) + 0.004 * noise(TILE, (64, 40), 6)
    elif weave == "silk":
        # dyed by hand: paler and deeper bands along its whole length, which the mirrored tile must not cut into dots
        cloth = 1 + 0.03 * np.sin(2.3 * across + 0.6) + 0.012 * noise(TILE, (64, 64), 8)
    else:
        cloth = 1 + 0.03 * np.cos(2 * np.pi * 20 * across) * np.cos(2 * np.pi * 20 * along) - 0.02 * fibres(TILE, 40, 9)
    tile: Tile = colour * (cloth * selvedge)[..., None]
    return tile
