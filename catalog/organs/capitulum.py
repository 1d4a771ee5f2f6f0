"""Full heads of the daisy family: some hundred ray florets in the golden spiral, on a ball or as a nest of sections.

A head stands in the frame of a `blade`: +Y is the axis; centimetres and degrees. Rays are ranked 0 (innermost) .. 1 (outermost).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.blade import GOLDEN_ANGLE
from catalog.organs.profile import Nest, through
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.stem import lathe
from catalog.plant import Level

Array = NDArray[np.float64]
_PER_RAY = ("length", "width", "elevation", "base_radius", "base_height", "sway", "twist", "tint", "wave", "phase")


@dataclass(frozen=True)
class Layer:
    """How the rays from `rank` on (up to the next layer) are drawn.

    grids: (columns, rows) by level. every: by level, which share of these rays is drawn: 1 all, 2 every second; 0 none.
    start: share of a ray's foot that is left out, as the rays outside of it hide it. bias: how close its rows lie to the tip.
    """

    rank: float
    slot: str
    shape: Ray
    grids: Mapping[Level, tuple[int, int]]
    every: Mapping[Level, int]
    start: float = 0.0
    bias: float = 1.25


def layers_drawn(whorl: Whorl, layers: tuple[Layer, ...], atlas: Atlas, level: Level, widen: float = 0.75) -> list[Mesh]:
    """The rays of a head (in the order of their ranks) layer by layer; those left are wider by every ** widen where some are left out.

    layers: rising ranks, the first 0.
    """
    count = len(whorl.azimuth)
    rank = np.arange(count) / (count - 1)
    tops = [*(layer.rank for layer in layers[1:]), 2.0]
    parts = []
    for layer, top in zip(layers, tops, strict=True):
        step = layer.every[level]
        if not step:
            continue
        mine = np.flatnonzero((rank >= layer.rank) & (rank < top))
        # Counted from the outside, so that the outline keeps its rays.
        picked = mine[::-1][::step][::-1]
        chosen = some(whorl, picked)
        if step > 1:
            # Those left stand in a golden spiral of their own, or they would line up in rows.
            spiral = chosen.azimuth[0] + GOLDEN_ANGLE * np.arange(len(picked))
            chosen = replace(chosen, width=np.asarray(chosen.width) * step**widen, azimuth=spiral)
        # Two columns draw a tip with three points: a flatter one looks rounder.
        flatter = layer.grids[level][0] <= 2
        shape = replace(layer.shape, roundness=layer.shape.roundness * 0.5) if flatter else layer.shape
        parts.append(rays(shape, chosen, atlas, layer.slot, grid=layer.grids[level], start=layer.start, bias=layer.bias))
    return parts


def some(whorl: Whorl, picked: NDArray[np.int64]) -> Whorl:
    """The rays of a whorl with the numbers `picked`; fields that all rays share stay."""
    count = len(whorl.azimuth)
    fields: dict[str, Any] = {}
    for name in _PER_RAY:
        value = np.asarray(getattr(whorl, name), np.float64)
        shared = value.ndim == 0 or (name == "elevation" and value.ndim == 1) or len(value) != count
        fields[name] = value if shared else value[picked]
    return replace(whorl, azimuth=np.asarray(whorl.azimuth)[picked], **fields)


def ball(
    ranks: Array, radius: float, lowest: float, *, core: float, incurve: ArrayLike, crowding: float = 1.25, start: float = 0.0
) -> tuple[Whorl, Array]:
    """Rays that end on a ball about the origin, from the pole down to `lowest` degrees off it; and how far apart they stand (N,), cm.

    core: where the rays start, as share of the radius. incurve: how far each ray has turned up to the axis by its tip, degrees.
    crowding over 1 packs them closer at the pole. Widths are the distances; tints and the rest are the caller's.
    """
    count = len(ranks)
    share = np.clip(ranks, 0.5 / count, 1.0) ** crowding
    polar = np.arccos(np.clip(1 - (1 - np.cos(np.radians(lowest))) * share, -1, 1))
    turned = np.broadcast_to(np.asarray(incurve, np.float64), (count,))
    at = np.array([0.0, 0.3, 0.6, 0.85, 1.0])
    bend = np.radians(turned[:, None] * np.linspace(0, 1, 33)[None] ** 2.0)
    ahead, aside = np.cos(bend).mean(1), np.sin(bend).mean(1)
    # The length that brings a bent ray's tip from the core to the ball, and how far towards the pole that is.
    inner = core * radius
    both = ahead**2 + aside**2
    length = (np.sqrt((inner * ahead) ** 2 + both * (radius**2 - inner**2)) - inner * ahead) / both
    foot = np.degrees(polar + np.arctan2(length * aside, inner + length * ahead))
    elevation = 90 - foot[:, None] + turned[:, None] * (at**2.0)[None]
    area = 2 * np.pi * radius**2 * (1 - np.cos(np.radians(lowest))) / count
    apart = np.sqrt(area * crowding * share ** (1 - 1 / crowding))
    whorl = Whorl(
        azimuth=np.asarray(start + GOLDEN_ANGLE * np.arange(count), np.float64),
        length=length,
        width=apart,
        elevation_at=tuple(at),
        elevation=elevation,
        base_radius=inner * np.sin(np.radians(foot)),
        base_height=inner * np.cos(np.radians(foot)),
    )
    return whorl, apart


def nested(nest: Nest, ranks: Array, opened: Array, *, start: float = 0.0) -> Whorl:
    """Rays on the sections of a nest (cm): each by its rank and by how far it has `opened` (N,), 0 shut .. 1 open.

    Widths are 1: the caller sets them.
    """
    ends = []
    for q in (0.0, 0.5, 1.0):
        lines = [through(nest.points(rank, q)) for rank in nest.ranks]
        table = np.array([[p.length, p.radius, p.height, *(e for _, e in p.midrib)] for p in lines])
        ends.append(np.stack([np.interp(ranks, nest.ranks, column) for column in table.T], 1))
    at = np.clip(opened, 0.0, 1.0)[:, None]
    values = np.where(at < 0.5, ends[0] + (ends[1] - ends[0]) * 2 * at, ends[1] + (ends[2] - ends[1]) * (2 * at - 1))
    places = tuple(np.linspace(0, 1, values.shape[1] - 3))
    return Whorl(
        azimuth=np.asarray(start + GOLDEN_ANGLE * np.arange(len(ranks)), np.float64),
        length=values[:, 0],
        width=np.ones(len(ranks)),
        elevation_at=places,
        elevation=values[:, 3:],
        base_radius=values[:, 1],
        base_height=values[:, 2],
    )


def core(radius: float, low: float, high: float, atlas: Atlas, slot: str, sides: int, rings: int) -> Mesh:
    """A ball of rank growth inside a head, so that nobody looks through it; it reads the slot's deep colours. cm along +Y."""
    angle = np.linspace(np.pi - 0.05, 0.05, rings)
    middle, half = (low + high) / 2, (high - low) / 2
    body = lathe(np.stack([radius * np.sin(angle), middle + half * np.cos(angle)], 1), atlas, slot, sides=sides)
    y = body.positions[:, 1]
    along = 0.25 + 0.2 * (y - low) / max(high - low, 1e-6)
    return mesh(body.positions, body.indices, atlas.texcoords(slot, 0 * y, along), normals=body.normals, tint=body.colours[:, :3])


__all__ = ["Layer", "ball", "core", "layers_drawn", "nested", "some"]
