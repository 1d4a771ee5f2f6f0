"""Small daisies for sprays: rows of rays about a domed eye of florets in a green cup. One template is grown, many are set.

A head stands in the frame of a `blade`, the foot of its cup at the origin, +Y its face; centimetres and degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs.curves import smoothstep
from catalog.organs.place import disc, scale, shift
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.scatter import grain, scatter
from catalog.organs.stem import lathe
from catalog.surface import Colour, mix, shade

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One row of rays. length: share of what reaches from the eye to the head's rim. rise: elevations at the foot, at .4 and at
    the tip when open. late: how much later than the first row it opens."""

    count: int
    length: float
    rise: tuple[float, float, float]
    late: float = 0.0
    tint: float = 1.0


@dataclass(frozen=True)
class Daisy:
    """rows: outermost first. eye: its radius as share of the open head's. wide: ray width as share of an even spacing.
    cup: (depth, foot's radius) as shares of the open head's radius. dome: height of the open eye, as share of its radius."""

    ray: Ray
    rows: tuple[Row, ...]
    eye: float
    wide: float = 1.15
    cup: tuple[float, float] = (0.16, 0.06)
    dome: float = 0.5


@dataclass(frozen=True)
class Drawn:
    """How finely a head is drawn: quads of the rays of each row ((0, 0): not drawn), share of the rays, sides and rings of the
    eye, florets on it, sides of the cup (0: none)."""

    grids: tuple[tuple[int, int], ...]
    share: float
    dome: tuple[int, int]
    florets: int
    cup: int


def daisy(kind: Daisy, drawn: Drawn, q: float, radius: float, whole: float, rng: np.random.Generator, atlas: Atlas) -> Mesh:
    """One head, `radius` wide at openness q (0 shut .. 1 open) of `whole` when open. Slots: "ray", "disc", "floret", "bract".

    The same draws are made at every level.
    """
    spread = [float(smoothstep(0.0, 0.8, q * (1 + row.late) - row.late)) for row in kind.rows]
    eye = kind.eye * whole * (0.55 + 0.45 * float(smoothstep(0.0, 0.9, q)))
    eye = min(eye, radius * (0.72 + 0.2 * (1 - spread[0])))
    lift = kind.cup[0] * whole
    parts = []
    for row, grid, opened in zip(kind.rows, drawn.grids, spread, strict=True):
        j = np.clip(rng.normal(0, 1, (6, 40)), -1.8, 1.8)
        if grid[0]:
            parts.append(_row(kind, row, drawn, opened, (eye, lift, whole), j, atlas, grid))
    size = 1.0
    if parts:
        p = merge(parts).positions
        size = radius / float(np.quantile(np.hypot(p[:, 0], p[:, 2]), 0.98))
        about = shift(y=lift) @ scale(size) @ shift(y=-lift)
        parts = [m.transformed(about) for m in parts]
    # The eye fills what the rays stand around, whatever their scale.
    eye = eye * size
    parts += _eye(kind, drawn, eye, lift, q, atlas)
    if drawn.cup:
        foot = kind.cup[1] * whole
        wide = max(eye, foot * 1.5)
        profile = [(foot, 0.0), (wide * 0.8, lift * 0.28), (wide * 0.98, lift * 0.66), (wide * 0.95, lift * 0.9)]
        parts.append(lathe(profile, atlas, "bract", sides=drawn.cup))
    return merge(parts)


def _row(
    kind: Daisy,
    row: Row,
    drawn: Drawn,
    opened: float,
    sizes: tuple[float, float, float],
    j: Array,
    atlas: Atlas,
    grid: tuple[int, int],
) -> Mesh:
    eye, lift, whole = sizes
    count = max(round(row.count * drawn.share), 3)
    j = j[:, :count]
    # Shut, the rays stand about the eye and close over it; open, they lie flat.
    rise = np.array([66.0, 92.0, 124.0]) * (1 - opened) + np.array(row.rise) * opened
    reach = (whole * (1 - kind.eye) * (0.45 + 0.55 * opened)) * row.length
    spacing = 2 * np.pi * (eye + 0.55 * reach * opened) / count
    number = kind.rows.index(row)
    whorl = Whorl(
        azimuth=360 / count * (np.arange(count) + 0.5 * number) + 2.5 * j[0],
        length=reach * (1 + 0.03 * j[1]),
        width=spacing * kind.wide * (1 + 0.05 * j[2]),
        elevation_at=(0.0, 0.4, 1.0),
        elevation=rise + (3.5 * j[3])[:, None] + (4 * j[1])[:, None] * np.array([0, 0.3, 1.0]),
        base_radius=eye * (1.0 - 0.04 * number),
        base_height=lift * (0.85 + 0.12 * number) + 0.02 * whole * (np.arange(count) % 2),
        sway=0.03 * j[4],
        twist=8 * j[5],
        tint=np.clip(row.tint + 0.045 * j[1], 0.85, 1.1),
    )
    shape = replace(kind.ray, roundness=kind.ray.roundness * 0.6) if grid[0] <= 2 else kind.ray
    return rays(shape, whorl, atlas, "ray", grid=grid)


def _eye(kind: Daisy, drawn: Drawn, eye: float, lift: float, q: float, atlas: Atlas) -> list[Mesh]:
    """The domed eye, and at close range the florets on it."""
    sides, rings = drawn.dome
    eye = eye * 0.93
    high = eye * kind.dome * (0.6 + 0.4 * q)
    angle = np.linspace(np.pi / 2, 0.02, rings + 1)
    dome = lathe(np.stack([eye * np.sin(angle), lift + high * np.cos(angle)], 1), atlas, "disc", sides=sides)
    p = dome.positions
    seen = Mesh(p, dome.normals, atlas.texcoords("disc", p[:, 0] / eye, p[:, 2] / eye / 2 + 0.5), dome.colours, dome.indices)
    if not drawn.florets:
        return [seen]
    xy = disc(drawn.florets, eye * 0.9)
    r = np.hypot(xy[:, 0], xy[:, 1]) / eye
    foot = np.stack([xy[:, 0], lift + high * np.sqrt(np.clip(1 - r**2, 0, 1)) - 0.03 * eye, xy[:, 1]], 1)
    heading = np.stack([xy[:, 0] / eye * 1.1, np.full(len(r), 0.9), xy[:, 1] / eye * 1.1], 1)
    width = eye * 1.75 / np.sqrt(drawn.florets)
    outline = ((1.0, 0.0), (0.62, 0.75), (0.0, 1.0)) if drawn.florets > 16 else ((1.0, 0.0), (0.0, 1.0))
    tall = eye * (0.14 + 0.1 * q * r)
    florets = scatter(outline, foot, heading, tall, width, atlas, "floret", along=r, sides=5)
    # Their normals lean to the dome's, so that they look like soft buttons, not like spikes.
    soft = unit(unit(florets.positions - [0.0, lift - 0.5 * eye, 0.0]) + 0.5 * florets.normals).astype(np.float32)
    return [seen, replace(florets, normals=soft)]


def eye_tiles(young: Colour, ripe: Colour, opened_from: float, dots: int) -> tuple[Colour, Colour]:
    """Linear tiles (disc, floret): young florets in the middle, ripe ones from a share of the radius on."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    z = 2 * along - 1

    def paint(r: Array, lit: Array) -> Colour:
        tone = mix(young, ripe, smoothstep(opened_from - 0.2, opened_from + 0.15, r))
        return mix(shade(tone, -0.12, 1.0, -6), shade(tone, 0.02), lit)

    seen = paint(np.hypot(across, z), grain(disc(dots, 0.97), 0.6 / np.sqrt(dots), across, z))
    return seen, paint(along, smoothstep(-0.8, 0.5, across))


__all__ = ["Daisy", "Drawn", "Row", "daisy", "eye_tiles"]
