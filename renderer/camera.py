"""Where the picture is taken from. Metres, +Y up, the viewer stands towards +Z; angles in radians."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import unit

Matrix = NDArray[np.float64]
FIELD_OF_VIEW = float(np.radians(22.0))  # that of a portrait lens: flowers keep their true proportions


@dataclass(frozen=True)
class Camera:
    """A perspective camera at `position` looking at `target`; fov is the vertical field of view."""

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    fov: float = FIELD_OF_VIEW
    near: float = 0.02
    far: float = 20.0

    @property
    def world_from_camera(self) -> Matrix:
        """(4,4), glTF's camera: -Z looks ahead, +Y is up."""
        eye, target = np.asarray(self.position), np.asarray(self.target)
        back = unit(eye - target)
        # Straight down or up, the picture's top points away from the viewer (-Z).
        up = np.array([0.0, 1.0, 0.0]) if abs(back[1]) < 0.9995 else np.array([0.0, 0.0, -np.sign(back[1])])
        right = unit(np.cross(up, back))
        matrix = np.eye(4)
        matrix[:3, :3] = np.stack([right, np.cross(back, right), back], 1)
        matrix[:3, 3] = eye
        return matrix

    @property
    def view(self) -> Matrix:
        """(4,4) camera_from_world."""
        return np.asarray(np.linalg.inv(self.world_from_camera), np.float64)

    def projection(self, aspect: float, shift: tuple[float, float] = (0.0, 0.0)) -> Matrix:
        """(4,4) clip_from_camera, OpenGL depth. shift moves the picture in clip units, for sub-pixel sampling."""
        f = 1 / np.tan(self.fov / 2)
        depth = self.near - self.far
        return np.array(
            [
                [f / aspect, 0, -shift[0], 0],
                [0, f, -shift[1], 0],
                [0, 0, (self.far + self.near) / depth, 2 * self.far * self.near / depth],
                [0, 0, -1, 0],
            ]
        )


def frame_view(points: ArrayLike, aspect: float, azimuth: float, elevation: float, margin: float = 0.06) -> Camera:
    """The camera that sees all points (N,3), or the corners of bounds (2,3), with `margin` of the picture left at each side.

    azimuth turns from the front (+Z) to the right (+X); elevation looks down from above. Raises ValueError for no points.
    """
    p = np.asarray(points, np.float64).reshape(-1, 3)
    if not len(p):
        raise ValueError("nothing to frame")
    if len(p) == 2:
        p = np.array([[p[i, 0], p[j, 1], p[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    back = np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
    turned = Camera(position=(float(back[0]), float(back[1]), float(back[2])), target=(0.0, 0.0, 0.0))
    local = p @ turned.world_from_camera[:3, :3]
    limit = np.tan(FIELD_OF_VIEW / 2) * (1 - 2 * margin)
    half = np.array([limit * aspect, limit])
    # A point is seen while |x - eye.x| <= half (eye.z - z): each axis gives two planes, the eye stands where they meet.
    high = (local[:, :2] / half + local[:, 2:]).max(0) * half
    low = (local[:, :2] / half - local[:, 2:]).min(0) * half
    eye_depth = float(((high - low) / (2 * half)).max())
    nearest, farthest = float(local[:, 2].max()), float(local[:, 2].min())
    middle = (nearest + farthest) / 2
    centre = (low + high) / 2
    eye = turned.world_from_camera[:3, :3] @ np.append(centre, eye_depth)
    target = turned.world_from_camera[:3, :3] @ np.append(centre, middle)
    return Camera(
        position=(float(eye[0]), float(eye[1]), float(eye[2])),
        target=(float(target[0]), float(target[1]), float(target[2])),
        near=max(0.01, (eye_depth - nearest) * 0.5),
        far=eye_depth - farthest + 5.0,
    )


def frame_front(points: ArrayLike, aspect: float, margin: float = 0.06) -> Camera:
    """Straight from the front, a little from above, as one holds a bouquet."""
    return frame_view(points, aspect, 0.0, np.radians(12.0), margin)


def frame_three_quarter(points: ArrayLike, aspect: float, margin: float = 0.06) -> Camera:
    """From the front right and above: the picture that shows a bouquet's roundness best."""
    return frame_view(points, aspect, np.radians(24.0), np.radians(22.0), margin)


def frame_top(points: ArrayLike, aspect: float, margin: float = 0.06) -> Camera:
    return frame_view(points, aspect, 0.0, np.radians(86.0), margin)


def frame_close(points: ArrayLike, aspect: float) -> Camera:
    """Near the points, cutting their rim: for a head's detail."""
    return frame_view(points, aspect, np.radians(14.0), np.radians(30.0), -0.18)


def orbit(camera: Camera, azimuth: float) -> Camera:
    """The camera carried around its target's vertical axis."""
    c, s = np.cos(azimuth), np.sin(azimuth)
    x, y, z = np.asarray(camera.position) - np.asarray(camera.target)
    moved = np.asarray(camera.target) + np.array([c * x + s * z, y, c * z - s * x])
    return replace(camera, position=(float(moved[0]), float(moved[1]), float(moved[2])))
