"""Five-petalled flowers of the rose and myrtle kind in great number, each as open as it likes; grown in one pass.

A floweret stands on the origin and faces +Y; its petals are round, on a narrow claw. Radius 1 when it lies open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, unit
from catalog.organs.curves import curve
from catalog.organs.swarm import swarm

Array = NDArray[np.float64]
PETALS = 5


@dataclass(frozen=True)
class Floweret:
    """closed, opened: elevation of a petal at its base, degrees (90 up), in bud and open; tip_closed, tip_opened: at its tip, over
    90 bends in. width: of a petal, in its length. claw: half-width share at its foot. cup: rise of the rims, in half widths.
    heart: distance of the petals' feet from the axis. lie: by how much one rim of each petal lies above the next."""

    closed: float = 80.0
    opened: float = 10.0
    tip_closed: float = 150.0
    tip_opened: float = -5.0
    width: float = 0.85
    claw: float = 0.25
    cup: float = 0.2
    heart: float = 0.06
    lie: float = 0.06


@dataclass(frozen=True, eq=False)
class Pattern:
    """The net of one floweret: u, v (V,) of one petal, its triangles, and the sides of the eye (0: none)."""

    form: Floweret
    u: Array
    v: Array
    faces: NDArray[np.int64]
    eye: int


def floweret(form: Floweret, petal: int, eye: int) -> Pattern:
    """petal: how finely its rim is drawn: 4 and more fine, 3 round, 2 plain, 1 a kite of two triangles, 0 one triangle.

    eye: sides of the middle.
    """
    if petal >= 4:
        # A fan from a point within to the rim and to the two corners of the broad claw.
        turn = np.linspace(-0.78 * np.pi, 0.78 * np.pi, petal + 2)
        u, v = np.sin(turn), 0.62 + 0.38 * np.cos(turn)
        u, v = np.concatenate([[-1.0, 1.0, 0.0], u]), np.concatenate([[0.0, 0.0, 0.6], v])
        n = petal + 2
        faces = [(2, 4 + i, 3 + i) for i in range(n - 1)] + [(2, 1, 2 + n), (2, 0, 1), (2, 3, 0)]
    elif petal == 3:
        turn = np.linspace(-0.72 * np.pi, 0.72 * np.pi, 5)
        u, v = np.append(0.0, np.sin(turn)), np.append(0.0, 0.62 + 0.38 * np.cos(turn))
        faces = [(0, 2 + i, 1 + i) for i in range(4)]
    elif petal == 2:
        u, v = np.array([0.0, -0.95, -0.6, 0.6, 0.95]), np.array([0.0, 0.58, 0.97, 0.97, 0.58])
        faces = [(0, 2, 1), (0, 3, 2), (0, 4, 3)]
    elif petal == 1:
        u, v = np.array([0.0, -0.9, 0.0, 0.9]), np.array([0.0, 0.68, 1.0, 0.68])
        faces = [(0, 2, 1), (0, 3, 2)]
    else:
        u, v = np.array([0.0, -0.9, 0.9]), np.array([0.0, 0.85, 0.85])
        faces = [(0, 2, 1)]
    return Pattern(form, u, v, np.array(faces, np.int64), eye)


def flowerets(
    pattern: Pattern,
    opened: ArrayLike,
    radii: ArrayLike,
    rotations: Array,
    origins: Array,
    atlas: Atlas,
    slots: tuple[str, str],
    *,
    tints: ArrayLike = 1.0,
) -> list[Mesh]:
    """K flowerets: opened (K,) 0 bud .. 1 open, radii (K,), rotations (K,3,3), origins (K,3); slots of petals and of the eye."""
    form, q = pattern.form, np.asarray(opened, np.float64)
    radius = np.asarray(radii, np.float64)
    count, v = len(origins), len(pattern.u)
    local = _petals(form, q, pattern.u, pattern.v)
    faces = (pattern.faces[None] + (np.arange(PETALS) * v)[:, None, None]).reshape(-1, 3)
    uv = np.tile(atlas.texcoords(slots[0], pattern.u, pattern.v), (PETALS, 1))
    parts = [swarm(local.reshape(count, -1, 3) * radius[:, None, None], faces, uv, rotations, origins, tints=tints)]
    if pattern.eye:
        angle = np.arange(pattern.eye) * 2 * np.pi / pattern.eye
        dome = np.vstack([np.stack([0.2 * np.cos(angle), 0 * angle + 0.03, -0.2 * np.sin(angle)], 1), [[0.0, 0.17, 0.0]]])
        ring = np.arange(pattern.eye)
        one = np.stack([ring, (ring + 1) % pattern.eye, 0 * ring + pattern.eye], 1)
        eye_uv = atlas.texcoords(slots[1], np.append(np.cos(angle), 0.0), np.append(0 * angle + 1.0, 0.0))
        parts.append(
            swarm(
                dome[None] * radius[:, None, None], one, eye_uv, rotations, origins, normals=unit(dome + np.array([0.0, 0.15, 0.0]))
            )
        )
    return parts


def _petals(form: Floweret, q: Array, u: Array, v: Array) -> Array:
    """(K, 5, V, 3) petals of radius about 1."""
    table = np.linspace(0, 1, 17)
    first = np.radians(form.closed + (form.opened - form.closed) * q)[:, None]
    last = np.radians(form.tip_closed + (form.tip_opened - form.tip_closed) * q)[:, None]
    theta = first + (last - first) * table**1.2
    middle = (theta[:, 1:] + theta[:, :-1]) / 2
    long = 1 - form.heart
    out = form.heart + long / 16 * np.concatenate([0 * first, np.cumsum(np.cos(middle), 1)], 1)
    up = long / 16 * np.concatenate([0 * first, np.cumsum(np.sin(middle), 1)], 1)
    at = v * 16
    low = np.minimum(at.astype(np.int64), 15)
    f = at - low
    theta, out, up = (a[:, low] * (1 - f) + a[:, low + 1] * f for a in (theta, out, up))
    half = form.width / 2 * curve(((0.0, form.claw), (0.3, max(0.72, 0.1 + form.claw)), (0.6, 1.0), (1.0, 1.0)), v)
    # In bud each petal wraps a fifth of the way around the axis.
    room = np.maximum(out, 0.12) * (0.95 + 4.0 * q[:, None])
    lateral = u * np.minimum(half, room)
    rise = (form.cup * np.abs(u) + form.lie * u * (v > 0)) * np.minimum(half, room)
    x, y = out - rise * np.sin(theta), up + rise * np.cos(theta)
    angle = 2 * np.pi / PETALS * np.arange(PETALS)[None, :, None]
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = x[:, None], np.broadcast_to(y[:, None], (len(q), PETALS, len(v))), lateral[:, None]
    return np.stack([x * c + z * s, y, -x * s + z * c], 3)


__all__ = ["PETALS", "Floweret", "Pattern", "floweret", "flowerets"]
