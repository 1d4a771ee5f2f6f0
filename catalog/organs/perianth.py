"""Tubular flowers in number: tepals that are one tube below and a star above, as in the lily, iris and asparagus kin.

A flower stands on the origin, +Y is its axis; v runs 0..1 along a tepal from the tube's foot to the tip, u -1..1 across.
Every flower of an inflorescence has its own openness, size and bend, and all are grown in one pass. Centimetres and degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve, smoothstep

Array = NDArray[np.float64]
_TABLE = 41
_KITE = np.array([[0.0, 0.12], [-1.0, 0.62], [1.0, 0.62], [0.0, 1.0]])


@dataclass(frozen=True)
class Perianth:
    """What the flowers of a kind share.

    length, width: of a tepal, tube included. at, closed, opened: midrib elevation at the positions `at` (90 up, 0 out, over 90
    curves in), shut and open. outline: half-width share along v of the free part. base_radius: of the tube's foot. fused: v up to
    which the tepals are one tube. curl: cross curvature of the open blade along v in 1/cm, positive cups. roundness: how long
    the tip's rounding is, an ellipse's end, as share of the length. keel: rise of the rims, share of the half-width. inner_lift: degrees
    by which the inner tepals (odd ones) stand closer to the axis; inner_width, inner_length: their size as share of the outer's;
    lengths, widths, lifts: further factors (degrees for lifts) for each tepal, for flowers with an upper and a lower side.
    ruffle: rim waves, cm; waves: how many. lie: cm that inner tepals lie above the outer ones. loose: how much tepals differ.
    cover: 0 .. 1, how much of the inner tepals the outer ones hide in bud.
    """

    length: float
    width: float
    at: tuple[float, ...]
    closed: tuple[float, ...]
    opened: tuple[float, ...]
    outline: Knots
    base_radius: float = 0.1
    fused: float = 0.4
    curl: Knots = ((0.0, 0.0),)
    roundness: float = 0.12
    keel: float = 0.0
    inner_lift: float = 4.0
    inner_width: float = 1.0
    inner_length: float = 1.0
    lengths: tuple[float, ...] = (1.0,) * 6
    widths: tuple[float, ...] = (1.0,) * 6
    lifts: tuple[float, ...] = (0.0,) * 6
    ruffle: float = 0.0
    waves: float = 2.0
    lie: float = 0.04
    loose: float = 1.0
    cover: float = 0.0


@dataclass(frozen=True, eq=False)
class Florets:
    """K flowers: opened (K,) 0 shut .. 1 open, sizes (K,), rotations (K,3,3) and origins (K,3) that place each, bends (K,): degrees
    by which the tube turns over to +X; tints (K,3), draws (K,6,4): normal noise, one row a tepal."""

    opened: Array
    sizes: Array
    rotations: Array
    origins: Array
    bends: Array
    tints: Array
    draws: Array

    def of(self, chosen: NDArray[np.bool_]) -> Florets:
        """Some of the flowers."""
        return Florets(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def perianths(
    form: Perianth,
    florets: Florets,
    atlas: Atlas,
    slots: tuple[str, ...],
    *,
    grid: tuple[int, int],
    bend_over: float = 0.0,
    crowd: float = 1.2,
) -> Mesh:
    """All tepals of all flowers, cm. slots: six, one a tepal. grid: (columns, rows) of quads a tepal; (0, 0) draws each as two
    triangles. bend_over: cm of the axis over which a tube bends. crowd: over 1 draws the rows closer to the tips."""
    u, v, faces = _net(form, grid, crowd)
    local = _flowers(form, florets, u, v)
    local = _bent(local, np.radians(florets.bends)[:, None], bend_over) if bend_over > 0 else local
    placed = np.einsum("kij,kvj->kvi", florets.rotations, local * florets.sizes[:, None, None]) + florets.origins[:, None]
    count, flat = len(placed), 6 * len(u)
    starts = np.arange(count * 6) * len(u)
    indices = (faces[None] + starts[:, None, None]).reshape(-1, 3)
    uv = np.concatenate([atlas.texcoords(slot, u, v) for slot in slots])
    tint = np.clip(1 + 0.03 * florets.draws[:, :, 3], 0.9, 1.1)
    tints = np.repeat(florets.tints[:, None] * tint[..., None], len(u), 1).reshape(-1, 3)
    assert tints.shape == (count * flat, 3)
    return mesh(placed.reshape(-1, 3), indices, np.tile(uv, (count, 1)), tint=tints)


def _net(form: Perianth, grid: tuple[int, int], crowd: float) -> tuple[Array, Array, NDArray[np.int64]]:
    columns, rows = grid
    if not columns:
        return _KITE[:, 0], _KITE[:, 1], np.array([[0, 2, 3], [0, 3, 1]], np.int64)
    s_line = 1 - (1 - np.linspace(0, 1, rows + 1)) ** crowd
    u_line = np.sin(np.linspace(-1, 1, columns + 1) * 1.45) / np.sin(1.45)  # closer at the rims, where the tip's outline bends
    s, u = (g.ravel() for g in np.meshgrid(s_line, u_line, indexing="ij"))
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = r * (columns + 1) + c
    d = a + columns + 1
    faces = np.concatenate([np.stack([a, a + 1, d + 1], 1), np.stack([a, d + 1, d], 1)])
    ellipse = 1 - np.sqrt(np.clip(1 - np.abs(u) ** 2.4, 0.0, None))
    # Two columns cannot draw an ellipse: a blunter end comes nearer to it than a point.
    return u, s * (1 - form.roundness * (0.5 if columns == 2 else 1.0) * ellipse), faces.astype(np.int64)


def _flowers(form: Perianth, florets: Florets, u: Array, v: Array) -> Array:
    """(K, 6 V, 3) in each flower's own frame, before bending and placing."""
    q = florets.opened[:, None, None]
    draws = np.clip(florets.draws, -2.2, 2.2)
    theta, out, up = _midribs(form, q, draws, v)
    inner = (np.arange(6) % 2 == 1)[None, :, None]
    half_open = form.width / 2 * np.array(form.widths)[None, :, None] * np.where(inner, form.inner_width, 1.0)
    half_open = half_open * (1 + 0.03 * form.loose * draws[:, :, 1, None]) * np.clip(curve(form.outline, v), 0.0, None)
    free = smoothstep(form.fused - 0.03, form.fused + 0.22, v) if form.fused > 0 else np.ones_like(v)
    loose = smoothstep(0.0, 0.75, q)
    circle = np.maximum(out, 0.01) * np.pi / 6
    shut = form.cover * (1 - smoothstep(0.0, 0.6, q))
    room = circle * (1.06 + 5.0 * free * q**2 + np.where(inner, 0.0, 0.85 * shut * free))
    half = circle * (1 - free) + np.minimum(half_open, room) * free
    hug = 1 / np.maximum(out, 0.05)
    away = free * loose
    kappa = hug * (1 - away) + curve(form.curl, v) * away
    reach = np.abs(u) * half
    bend = np.clip(kappa * reach, -2.6, 2.6)
    chord = reach * np.sinc(bend / 2 / np.pi)
    lateral, rise = np.sign(u) * chord * np.cos(bend / 2), chord * np.sin(bend / 2)
    rise = (
        rise
        + form.keel * reach * away
        + np.where(inner, form.lie, 0.0) * free * np.clip(1.4 - v, 0, 1)
        + np.where(inner, 0.12 * shut * free * out, 0.0)
    )
    phase = 2.7 * draws[:, :, 2, None]
    wave = np.sin(np.pi * form.waves * u + phase + 2.4 * v) + 0.6 * np.sin(np.pi * 1.7 * form.waves * u - 1.6 * phase)
    rise = rise + form.ruffle * away * smoothstep(0.35, 0.95, v) * (0.2 + 0.8 * np.abs(u)) * wave
    turned = np.radians(6.0) * form.loose * draws[:, :, 2, None] * away * v
    lateral, rise = lateral * np.cos(turned) - rise * np.sin(turned), lateral * np.sin(turned) + rise * np.cos(turned)
    tilt = np.pi / 2 + (theta - np.pi / 2) * away
    x, y = out - rise * np.sin(tilt), up + rise * np.cos(tilt)
    angle = np.radians(60.0 * np.arange(6)[None, :, None] + 2.0 * form.loose * draws[:, :, 1, None] * away)
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([x * c + lateral * s, y, -x * s + lateral * c], -1).reshape(len(florets.opened), -1, 3)


def _midribs(form: Perianth, q: Array, draws: Array, v: Array) -> tuple[Array, Array, Array]:
    """(K,6,V) elevation in radians, distance from the axis and height of every midrib at v."""
    table = np.linspace(0, 1, _TABLE)
    shut = curve(tuple(zip(form.at, form.closed, strict=True)), table)
    wide = curve(tuple(zip(form.at, form.opened, strict=True)), table)
    free = smoothstep(form.fused - 0.05, 1.0, table)
    lift = np.where(np.arange(6) % 2 == 1, form.inner_lift, 0.0) + np.array(form.lifts)
    own = (lift[None, :, None] + 4.0 * form.loose * draws[:, :, 0, None]) * np.minimum(q * 2, 1.0) * free
    theta = np.radians(shut + (wide - shut) * q + own)
    length = form.length * np.array(form.lengths) * np.where(np.arange(6) % 2 == 1, form.inner_length, 1.0)
    step = length[None, :, None] / (_TABLE - 1)
    out = np.maximum(form.base_radius + step * _running(np.cos(theta)), 0.012)
    up = step * _running(np.sin(theta))
    at = np.clip(v, 0, 1) * (_TABLE - 1)
    low = np.minimum(at.astype(np.int64), _TABLE - 2)
    f = at - low
    theta, out, up = (a[..., low] * (1 - f) + a[..., low + 1] * f for a in (theta, out, up))
    return theta, out, up


def _running(values: Array) -> Array:
    middle = np.cumsum((values[..., 1:] + values[..., :-1]) / 2, axis=-1)
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), middle], axis=-1)


def _bent(points: Array, total: Array, over: float) -> Array:
    """Bends the axis +Y to +X by `total` (K,1) radians along its first `over` cm, in a circle's arc."""
    total = np.where(np.abs(total) < 1e-3, 1e-3, total)
    s = np.clip(points[..., 1] / over, 0.0, 1.0)
    beyond = points[..., 1] - s * over
    a = total * s
    radius = over / total
    x = radius * (1 - np.cos(a)) + beyond * np.sin(a) + points[..., 0] * np.cos(a)
    y = radius * np.sin(a) + beyond * np.cos(a) - points[..., 0] * np.sin(a)
    return np.stack([x, y, points[..., 2]], -1)


def bent_end(total: ArrayLike, over: float, beyond: ArrayLike) -> tuple[Array, Array]:
    """((K,3) points, (K,3) headings) on bent axes `beyond` cm past their bends, in each flower's own frame before its size."""
    a = np.radians(np.where(np.abs(np.asarray(total, np.float64)) < 0.06, 0.06, total))
    past = np.broadcast_to(np.asarray(beyond, np.float64), a.shape)
    way = np.stack([np.sin(a), np.cos(a), 0 * a], -1)
    arc = np.stack([over / a * (1 - np.cos(a)), over / a * np.sin(a), 0 * a], -1)
    return arc + past[..., None] * way, way


def stood(azimuths: ArrayLike, elevations: ArrayLike, rolls: ArrayLike = 0.0) -> Array:
    """(K,3,3) frames with +Y pointing to azimuths and elevations (degrees, 90 up), +X to where it would sink: a bend lowers a
    flower. rolls: degrees that a flower is turned about its own axis first."""
    a, e, r = (np.radians(x) for x in np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (azimuths, elevations, rolls))))
    h = np.stack([np.cos(a), 0 * a, -np.sin(a)], -1)
    up = np.array([0.0, 1.0, 0.0])
    y = h * np.cos(e)[:, None] + up * np.sin(e)[:, None]
    x = h * np.sin(e)[:, None] - up * np.cos(e)[:, None]
    z = np.cross(x, y)
    c, s = np.cos(r)[:, None], np.sin(r)[:, None]
    return np.stack([x * c - z * s, y, x * s + z * c], 2)


def opened_to(form: Perianth, radius: float) -> float:
    """The openness 0..1 at which the rim of an undisturbed flower of size 1 is `radius` cm from its axis."""
    at = np.linspace(0, 1, 17)
    out = _midribs(form, at[:, None, None], np.zeros((17, 6, 4)), np.linspace(0, 1, 17))[1]
    wide = np.maximum.accumulate(out.max(-1).mean(-1)) + 1e-6 * at
    return float(np.interp(radius, wide, at))


__all__ = ["Florets", "Perianth", "bent_end", "opened_to", "perianths", "stood"]
