"""Organs that lilies and their kin share: stamens with balanced anthers, the pistil, papillae, three-grooved buds. Centimetres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Floats, Mesh, merge, mesh, smooth_normals, unit
from catalog.organs.curves import Knots, bell, curve
from catalog.organs.place import point_up_along
from catalog.organs.scatter import scatter
from catalog.organs.stem import lathe, tube
from catalog.plant import Level

Array = NDArray[np.float64]
BUD: Knots = (
    (0.0, 0.28),
    (0.06, 0.42),
    (0.25, 0.66),
    (0.5, 0.93),
    (0.66, 1.0),
    (0.82, 0.86),
    (0.93, 0.54),
    (0.985, 0.24),
    (1.0, 0.05),
)
"""Share of a bud's radius along its length."""


def stamens(opened: float, atlas: Atlas, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """Six filaments with anthers balanced across their tips, and the longer pistil with its three-lobed stigma.

    opened: 0 closed .. 1 wide. Slots: "filament" and "detail" (lower third the stigma, upper third the anthers).
    """
    draws = rng.normal(0, 1, (7, 4))
    points, sides = {Level.HERO: (8, 5), Level.STANDARD: (5, 3), Level.PHONE: (3, 3), Level.FAR: (2, 3)}[level]
    parts, ends, headings = [], [], []
    for k in range(6):
        lean = 5 + 21 * opened + 3 * draws[k, 2]
        path = _arch(60.0 * k + 30 + 5 * draws[k, 0], 6.9 + 0.35 * draws[k, 1], lean, 22 * opened, 0.3, points)
        if level is not Level.FAR:
            parts.append(tube(path, np.linspace(0.1, 0.06, points), atlas, "filament", sides=sides))
        way = unit(path[-1] - path[-2])
        across = unit(np.cross(way, [0.0, 1.0, 0.0]) + 0.35 * draws[k, 3] * way)
        # In bud the anthers lie along the filament; once open they hang across it.
        headings.append(unit(across * opened + way * (1.02 - opened)))
        ends.append(path[-1])
    parts.append(_anthers(np.array(ends), np.array(headings), atlas, level, draws[:6, 0]))
    style = _arch(200 + 40 * draws[6, 0], 8.3, 5 + 5 * abs(draws[6, 1]), 16, 0.0, points + 1)
    parts.append(tube(style, np.linspace(0.2, 0.12, points + 1), atlas, "filament", sides=max(sides, 4)))
    if level is not Level.FAR:
        parts.append(_stigma(style, atlas, 5 if level is Level.HERO else 3))
    return parts


def _stigma(style: Array, atlas: Atlas, sides: int) -> Mesh:
    way = unit(style[-1] - style[-2])
    profile = [(0.1, -0.16), (0.25, 0.04), (0.34, 0.2), (0.29, 0.32), (0.14, 0.36), (0.005, 0.31)]
    knob = lathe(profile, atlas, "detail", sides=3 * (sides - 1), grooves=(3, 0.5))
    # All of it is painted as the lowest third of the tile.
    across = np.linspace(-1, 1, len(profile)).repeat(3 * (sides - 1) + 1)
    painted = atlas.texcoords("detail", across, np.full(len(across), 0.16))
    knob = Mesh(knob.positions, knob.normals, painted, knob.colours, knob.indices)
    return knob.transformed(point_up_along(way, style[-1]))


def _arch(azimuth: float, length: float, lean: float, bend: float, radius: float, points: int) -> Array:
    """(points, 3) path from the flower's base: `lean` degrees off the axis, bending out by `bend` more towards the tip."""
    s = (np.arange(points - 1) + 0.5) / (points - 1)
    angle = np.radians(lean * np.minimum(1, 0.5 + s) + bend * s**2)
    out = radius + np.concatenate([[0.0], np.cumsum(np.sin(angle))]) * length / (points - 1)
    up = 0.2 + np.concatenate([[0.0], np.cumsum(np.cos(angle))]) * length / (points - 1)
    a = np.radians(azimuth)
    return np.stack([out * np.cos(a), up, -out * np.sin(a)], 1)


def _anthers(ends: Array, headings: Array, atlas: Atlas, level: Level, jitter: Array) -> Mesh:
    profile = {
        Level.HERO: ((0.0, 0.0), (0.65, 0.06), (1.0, 0.3), (0.9, 0.5), (1.0, 0.7), (0.65, 0.94), (0.0, 1.0)),
        Level.STANDARD: ((0.0, 0.0), (0.95, 0.2), (1.0, 0.75), (0.0, 1.0)),
    }.get(level, ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0)))
    length = 1.9 + 0.1 * jitter
    feet = ends - headings * length[:, None] / 2
    sides = {Level.HERO: 6, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    return scatter(profile, feet, headings, length, 0.38, atlas, "detail", along=0.83 + 0.03 * np.clip(jitter, -3, 3), sides=sides)


def papillae(tepal: Mesh, columns: int, atlas: Atlas, rng: np.random.Generator, count: int = 16) -> Mesh:
    """Little raised spots on the inner face's lower half of a tepal grown with `columns` quads across (slot "detail", middle third)."""
    grid, normals = tepal.positions.reshape(-1, columns + 1, 3), tepal.normals.reshape(-1, columns + 1, 3)
    rows = len(grid) - 1
    draws = rng.uniform(0, 1, (count, 3))
    row = rows * (0.1 + 0.33 * draws[:, 0] ** 0.8) + 0.1 * rows
    column = columns / 2 + columns * (draws[:, 1] - 0.5) * (0.44 - 0.18 * draws[:, 0])
    r, c = row.astype(int), column.astype(int)
    fr, fc = (row - r)[:, None], (column - c)[:, None]
    near = grid[r, c] * (1 - fc) + grid[r, c + 1] * fc
    foot = near * (1 - fr) + (grid[r + 1, c] * (1 - fc) + grid[r + 1, c + 1] * fc) * fr
    cone = ((1.0, -0.2), (0.6, 0.7), (0.0, 1.0))
    return scatter(cone, foot, normals[r, c], 0.05 + 0.07 * draws[:, 2], 0.11, atlas, "detail", along=0.5, sides=3)


def grooved_bud(
    length: float, radius: float, atlas: Atlas, slot: str, level: Level, inner_slot: str | None = None
) -> tuple[Mesh, Array]:
    """A closed bud and its covering spheres (4,4). Three outer tepals: a rib on the back of each, a groove between two.

    The tile is read at across 0 on a rib, 1 in a groove, and along the length. With inner_slot the inner tepals show in the
    grooves, as they do once a bud is about to open.
    """
    rings, sides = {Level.HERO: (13, 18), Level.STANDARD: (10, 18), Level.PHONE: (7, 12), Level.FAR: (4, 6)}[level]
    v = np.linspace(0, 1, rings)
    body = lathe(np.stack([curve(BUD, v) * radius, v * length - 0.1], 1), atlas, slot, sides=sides)
    p = body.positions.astype(np.float64)
    angle = np.arctan2(-p[:, 2], p[:, 0])
    groove = np.abs(np.mod(angle / (2 * np.pi) * 3, 1.0) - 0.5) * 2
    share = np.clip(p[:, 1] / length, 0, 1)
    full = np.clip(share * 6, 0, 1) * np.clip((1 - share) * 8, 0, 1)
    squeeze = 1 - full * (0.17 * groove**3 - 0.04 * bell(groove / 0.2))
    bud = _squeezed(body, squeeze, sides, atlas.texcoords(slot, groove, share))
    if inner_slot is not None and level is not Level.FAR:
        # Sampled where a tepal has its plain colour, above the spots and inside the pale margin.
        plain = atlas.texcoords(inner_slot, 0.3 * (1 - groove), 0.6 + 0.2 * share)
        bud = merge([bud, _squeezed(body, 1 - full * (0.225 - 0.175 * groove**2), sides, plain)])
    heights = np.array([0.2, 0.42, 0.64, 0.84])
    cover = np.column_stack([np.zeros(4), heights * length, np.zeros(4), curve(BUD, heights) * radius])
    return bud, cover


def _squeezed(body: Mesh, share: Array, sides: int, texcoords: Floats) -> Mesh:
    """A lathed body with its radius multiplied by share (N,), its normals anew."""
    p = body.positions.astype(np.float64) * np.stack([share, np.ones_like(share), share], 1)
    n = smooth_normals(p.astype(np.float32), body.indices).reshape(-1, sides + 1, 3).astype(np.float64)
    # The seam's two columns share their place, so they share their normal too.
    n[:, 0] = n[:, -1] = unit(n[:, 0] + n[:, -1])
    return mesh(p, body.indices, texcoords, normals=n.reshape(-1, 3))
