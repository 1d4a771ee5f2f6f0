"""What every form gives back: where each bloom stands, seen from the point where the stems are tied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from designer.bodies import Array, Body, Stalk

BodyOf = Callable[[Stalk, int], Body]


@dataclass(frozen=True, eq=False)
class Layout:
    """Blooms of a bouquet in the frame of its tie: origin in the binding point, +Y up, +Z to the viewer.

    individuals (N,) picks the grown sibling. transforms (N,4,4) tie_from_bloom, scale included. tightness (N,) 0..1 says how near
    the middle of the bundle a stem is tied. top: height of all blooms above the tie; crown: of the heads that paper goes
    round; rim_radius, rim_height: their widest ring.
    """

    individuals: tuple[int, ...]
    bodies: tuple[Body, ...]
    transforms: Array
    rim_radius: float
    rim_height: float
    crown: float
    top: float


def rotation_between(start: Array, end: Array) -> Array:
    """(N,3,3) smallest rotations that turn unit rows of `start` onto unit rows of `end`."""
    v = crossed(start, end)
    c = np.einsum("ij,ij->i", start, end)
    k = np.zeros((len(start), 3, 3))
    k[:, 0, 1], k[:, 0, 2], k[:, 1, 2] = -v[:, 2], v[:, 1], -v[:, 0]
    k -= k.transpose(0, 2, 1)
    result: Array = np.eye(3) + k + (k @ k) / np.maximum(1.0 + c, 1e-6)[:, None, None]
    return result


def rotation_about(axis: Array, angle: Array) -> Array:
    """(N,3,3) turns by `angle` (N,) radians about unit rows of `axis` (Rodrigues)."""
    k = np.zeros((len(axis), 3, 3))
    k[:, 0, 1], k[:, 0, 2], k[:, 1, 2] = -axis[:, 2], axis[:, 1], -axis[:, 0]
    k -= k.transpose(0, 2, 1)
    s, c = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    result: Array = np.eye(3) + s * k + (1.0 - c) * (k @ k)
    return result


def upturned(end: Array) -> Array:
    """(N,3,3) smallest rotations that turn +Y onto unit rows of `end`."""
    x, y, z = end.T
    k = 1.0 / np.maximum(1.0 + y, 1e-6)
    result: Array = np.stack([1.0 - k * x * x, x, -k * x * z, -x, y, -z, -k * x * z, z, 1.0 - k * z * z], 1).reshape(-1, 3, 3)
    return result


def about_y(angle: float) -> Array:
    """(3,3) turn by `angle` radians about +Y."""
    s, c = np.sin(angle), np.cos(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def faced(axis: Array, look: Array, stem: Array, tilt: Array, roll: Array) -> Array:
    """(N,3,3) rotations that turn each face (`axis`, bloom frame) to `look`.

    A face that looks along its stem takes the free `roll`; a tilted one (sunflower, gerbera) is rolled so that its stem comes
    from `stem`, the way it really arrives.
    """
    turn = rotation_between(axis, look)
    arrives = turn[:, :, 1]
    flat = arrives - look * np.einsum("ij,ij->i", arrives, look)[:, None]
    wanted = stem - look * np.einsum("ij,ij->i", stem, look)[:, None]
    needed = np.arctan2(np.einsum("ij,ij->i", crossed(flat, wanted), look), np.einsum("ij,ij->i", flat, wanted))
    sure = np.clip((np.linalg.norm(wanted, axis=1) - 0.05) / 0.1, 0.0, 1.0)
    tilted = tilt > np.radians(12.0)
    return rotation_about(look, np.where(tilted, needed * sure + 0.12 * (roll - np.pi), roll)) @ turn


def crossed(a: Array, b: Array) -> Array:
    """Cross products of rows (N,3); numpy's own takes six times as long for a few dozen."""
    x, y, z = a[:, 0], a[:, 1], a[:, 2]
    u, v, w = b[:, 0], b[:, 1], b[:, 2]
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], 1)


def unit_rows(v: Array) -> Array:
    length = np.sqrt(np.einsum("ij,ij->i", v, v))[:, None]
    result: Array = v / np.maximum(length, 1e-12)
    return result
