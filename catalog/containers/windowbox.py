"""The window gift box: panels of board, acetate windows in front and in the lid, a satin ribbon to carry it by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catalog.atlas import Atlas
from catalog.containers import materials as mat
from catalog.containers.solids import Array, curve, mirrored, patch, rounded_rectangle, sheet, tile_uv, wide_uv
from catalog.mesh import Mesh, unit

WINDOW_BOARD = 0.0028  # metres


def window_box(size: Mapping[str, float], atlas: Atlas) -> tuple[list[Mesh], list[Mesh]]:
    """Panels of board; one acetate window in front and one in the lid; a satin ribbon handle. Opaque parts, panes."""
    w, d, h, t = size["width"], size["depth"], size["height"], WINDOW_BOARD
    opaque, panes = [], []
    plans = (  # origin of the panel's lower left outer corner, its right, its up; windows as margins (side, bottom, top)
        ((-w / 2, 0, d / 2), (w, 0, 0), (0, h, 0), (0.030, 0.038, 0.026)),
        ((-w / 2, h, d / 2), (w, 0, 0), (0, 0, -d), (0.030, 0.026, 0.050)),
        ((w / 2, 0, -d / 2), (-w, 0, 0), (0, h, 0), None),
        ((-w / 2, 0, -d / 2), (0, 0, d), (0, h, 0), None),
        ((w / 2, 0, d / 2), (0, 0, -d), (0, h, 0), None),
        ((-w / 2, 0.0, -d / 2), (w, 0, 0), (0, 0, d), None),
    )
    for k, (corner, right, up, margins) in enumerate(plans):
        frame = _Panel(np.array(corner, float), np.array(right, float), np.array(up, float), t)
        opaque += frame.board(atlas, margins, k)
        if margins is not None:
            panes.append(frame.pane(margins))
    opaque += _ribbon_handle(atlas, h, d)
    return opaque, panes


class _Panel:
    """One panel of a box: outer face from its corner along right and up, its board inside of that."""

    def __init__(self, corner: Array, right: Array, up: Array, thick: float) -> None:
        self.corner, self.right, self.up, self.thick = corner, unit(right), unit(up), thick
        self.wide, self.tall = float(np.linalg.norm(right)), float(np.linalg.norm(up))
        self.out = np.cross(self.right, self.up)

    def at(self, points: Array, deep: float) -> Array:
        """World places of points (N,2) on the panel, `deep` metres below its face."""
        return np.asarray(self.corner + points[:, :1] * self.right + points[:, 1:] * self.up - deep * self.out)

    def hole(self, margins: tuple[float, float, float], steps: int = 5) -> Array:
        side, low, high = margins
        half = np.array([self.wide / 2 - side, (self.tall - low - high) / 2])
        middle = np.array([self.wide / 2, low + half[1]])
        return np.asarray(rounded_rectangle(half[0], half[1], 0.016, steps) + middle)

    def board(self, atlas: Atlas, margins: tuple[float, float, float] | None, number: int) -> list[Mesh]:
        size = np.array([self.wide, self.tall])
        if margins is None:
            grid = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]) * size
            face = self.at(grid, 0.0).reshape(2, 2, 3)
            inside = self.at(grid * (1 - 2 * self.thick / size) + self.thick, self.thick).reshape(2, 2, 3)
            uv = wide_uv(0.25 * (number % 4) + np.array([[0.02, 0.23]]), np.array([[1.0], [0.0]]))
            back = tile_uv(atlas, "lining", np.array([[-1.0, 1.0]]), np.array([[1.0], [0.0]]))
            return [patch(face, uv, self.out), patch(inside, back, -self.out)]
        hole = self.hole(margins)
        rim = np.where(hole < size / 2, 0.0, size)  # each point of the window's edge goes with its corner of the panel ...
        straight = np.abs(np.diff(hole, axis=0)).min(1) < 1e-9
        for k in np.flatnonzero(straight):  # ... the ends of straight edges lie straight across
            axis = int(np.argmin(np.abs(hole[k + 1] - hole[k])))
            rim[[k, k + 1], 1 - axis] = np.where(
                np.abs(hole[[k, k + 1], 1 - axis] - size[1 - axis] / 2) < 1e-9,
                hole[[k, k + 1], 1 - axis],
                rim[[k, k + 1], 1 - axis],
            )
        parts = []
        for deep, sign, slot in ((0.0, 1.0, "body"), (self.thick, -1.0, "lining")):
            outer = rim if deep == 0 else rim * (1 - 2 * self.thick / size) + self.thick
            points = np.stack([self.at(outer, deep), self.at(hole, deep)])
            flat = np.stack([outer, hole]) / size
            if slot == "body":
                uv = wide_uv(0.25 * (number % 4) + 0.02 + 0.21 * flat[..., 0], 1 - flat[..., 1])
            else:
                uv = tile_uv(atlas, "lining", flat[..., 0] * 2 - 1, 1 - flat[..., 1])
            parts.append(patch(points, uv, sign * self.out, normals=np.broadcast_to(sign * self.out, points.shape)))
        cut = np.stack([self.at(hole, 0.0), self.at(hole, self.thick)])
        middle = cut.mean((0, 1))
        parts.append(patch(cut, tile_uv(atlas, "edge", np.zeros(cut.shape[:2]), 0.5), middle - cut, closed=True))
        return parts

    def pane(self, margins: tuple[float, float, float]) -> Mesh:
        """The acetate behind the window, glued inside the board."""
        side, low, high = (m - 0.008 for m in margins)
        grid = np.array([[side, low], [self.wide - side, low], [side, self.tall - high], [self.wide - side, self.tall - high]])
        points = self.at(grid, self.thick + 0.0003).reshape(2, 2, 3)
        atlas = mat.clear_skin("glass", "#F6FAFA").atlas
        return patch(points, tile_uv(atlas, "glass", np.array([[-1.0, 1.0]]), np.array([[0.0], [1.0]])), self.out)


def _ribbon_handle(atlas: Atlas, h: float, d: float) -> list[Mesh]:
    """A satin ribbon arched over the lid, behind its window, its ends through two slits."""
    z, half, width = -d / 2 + 0.024, 0.075, 0.018
    line = curve([(-half, h - 0.0028, z), (-half, h + 0.012, z), (-0.6 * half, h + 0.070, z), (0.0, h + 0.088, z),
                  (0.6 * half, h + 0.070, z), (half, h + 0.012, z), (half, h - 0.0028, z)], 25)  # fmt: skip
    offsets = np.linspace(-width / 2, width / 2, 4)
    points = line[:, None] + offsets[None, :, None] * np.array([0.0, 0.0, 1.0])
    along = np.gradient(line, axis=0)
    out = np.stack([-along[:, 1], along[:, 0], np.zeros(len(line))], 1)
    uv = tile_uv(atlas, "rope", np.linspace(-1, 1, 4)[None], mirrored(np.arange(25) / 2)[:, None])
    return [sheet(points, 0.0007, uv, uv, out[:, None])]
