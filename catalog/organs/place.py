"""Where organs stand: rotations, phyllotaxis and paths. Angles in degrees."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import unit
from catalog.organs.blade import GOLDEN_ANGLE

Matrix = NDArray[np.float64]


def shift(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Matrix:
    m = np.eye(4)
    m[:3, 3] = x, y, z
    return m


def scale(factor: float) -> Matrix:
    return np.diag([factor, factor, factor, 1.0])


def turn(axis: str, degrees: float) -> Matrix:
    """Rotation about the x, y or z axis, right-handed."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    m = np.eye(4)
    m[i, i], m[i, j], m[j, i], m[j, j] = c, -s, s, c
    return m


def point_up_along(direction: ArrayLike, origin: ArrayLike = (0.0, 0.0, 0.0), roll: float = 0.0) -> Matrix:
    """The matrix that takes +Y to `direction` and the origin to `origin`, after a roll about +Y."""
    y: NDArray[np.float64] = unit(direction)
    helper = np.array([0.0, 0.0, 1.0]) if abs(y[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    x = unit(np.cross(y, helper))
    m = np.eye(4)
    m[:3, 0], m[:3, 1], m[:3, 2], m[:3, 3] = x, y, np.cross(x, y), np.asarray(origin, np.float64)
    return np.asarray(m @ turn("y", roll), np.float64)


def golden(count: int, start: float = 0.0) -> NDArray[np.float64]:
    """Azimuths of `count` organs in the spiral most plants use."""
    return np.asarray((start + GOLDEN_ANGLE * np.arange(count)) % 360.0, np.float64)


def disc(count: int, radius: float) -> NDArray[np.float64]:
    """(count, 2) points of Vogel's sunflower (1979), filling a disc of `radius` evenly: radius sqrt((k + .5) / n)."""
    k = np.arange(count)
    r, a = radius * np.sqrt((k + 0.5) / count), np.radians(golden(count))
    return np.stack([r * np.cos(a), r * np.sin(a)], 1)


def sphere(count: int, lowest: float = -1.0) -> NDArray[np.float64]:
    """(count, 3) unit directions spread evenly from the pole (+Y) down to y = lowest."""
    y = 1 - (1 - lowest) * (np.arange(count) + 0.5) / count
    r, a = np.sqrt(np.clip(1 - y * y, 0, None)), np.radians(golden(count))
    return np.stack([r * np.cos(a), y, r * np.sin(a)], 1)


def arc(start: ArrayLike, direction: ArrayLike, length: float, droop: float, count: int = 6) -> NDArray[np.float64]:
    """(count, 3) path that leaves `start` along `direction` and turns towards the ground by `droop` degrees over its length."""
    d = unit(direction)
    down = np.array([0.0, -1.0, 0.0])
    side = np.cross(d, down)
    if np.linalg.norm(side) < 1e-6:
        side = np.array([1.0, 0.0, 0.0])
    axis = unit(side)
    step = length / (count - 1)
    points = [np.asarray(start, np.float64)]
    for i in range(count - 1):
        angle = np.radians(droop) * (i + 0.5) / (count - 1)
        heading = d * np.cos(angle) + np.cross(axis, d) * np.sin(angle)
        points.append(points[-1] + heading * step)
    return np.array(points)
