"""A grown stalk: not quite straight, thicker below, swollen a little at its nodes. Centimetres; the top is the origin.

The stalk hangs from the neck at the origin, where it runs exactly along +Y, down to y = -length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, unit
from catalog.organs.curves import bell, smoothstep
from catalog.organs.place import Matrix
from catalog.organs.stem import tube
from catalog.plant import Level

_RINGS = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 4, Level.FAR: 3}


@dataclass(frozen=True)
class Stalk:
    """length, radius (at the neck): cm. way: radians, where it sways to. sway: cm, about how far it leaves the straight line.
    kink: cm, a second, shorter wave across the first. taper: how much thicker the cut end is. nodes: heights (negative).
    swell: how much thicker a node is, as share of the radius. soft: cm, how far a swelling runs out below and above its node.
    rings: where rings stand around a node, in shares of soft.
    """

    length: float
    radius: float
    way: float = 0.0
    sway: float = 1.2
    kink: float = 0.25
    taper: float = 1.2
    nodes: tuple[float, ...] = ()
    swell: float = 0.12
    rings: tuple[float, ...] = (-1.9, -0.8, 0.0, 0.6, 1.4)
    soft: float = 0.35

    def centre(self, height: ArrayLike) -> NDArray[np.float64]:
        """(..., 3) the axis at `height`; upright and at the origin for height 0."""
        y = np.asarray(height, np.float64)
        s = np.clip(-y / self.length, 0.0, None)
        a = self.sway * (1 - np.cos(1.25 * np.pi * np.minimum(s, 1.5))) / 2 * 1.2
        b = self.kink * np.sin(3.4 * np.pi * s) * smoothstep(0.0, 0.3, s)
        c, sn = np.cos(self.way), np.sin(self.way)
        return np.stack([a * c - b * sn, y, a * sn + b * c], -1)

    def thick(self, height: ArrayLike) -> NDArray[np.float64]:
        """Radius at `height`, cm, swellings included."""
        y = np.asarray(height, np.float64)
        base = self.radius * (1 + (self.taper - 1) * np.clip(-y / self.length, 0.0, 1.0) ** 0.8)
        for node in self.nodes:
            away = (y - node) / self.soft
            base = base * (1 + self.swell * bell(away * np.where(away > 0, 1.5, 0.9)))
        return np.asarray(base)

    def frame(self, height: float) -> Matrix:
        """Carries what was grown on a straight stem along +Y onto this one, near `height`."""
        up: NDArray[np.float64] = unit(self.centre(height + 0.05) - self.centre(height - 0.05))
        if height >= -0.06:
            up = np.array([0.0, 1.0, 0.0])
        x = unit(np.array([1.0, 0.0, 0.0]) - up[0] * up)
        m = np.eye(4)
        m[:3, 0], m[:3, 1], m[:3, 2] = x, up, np.cross(x, up)
        m[:3, 3] = self.centre(height) - m[:3, 1] * height
        return m

    def grown(self, atlas: Atlas, slot: str, level: Level, sides: int, along: tuple[float, float] = (0.0, 0.85)) -> Mesh:
        """The bare stalk. Rings stand close on both sides of a node, so that its shade and swelling stay where they are."""
        heights = -self.length * np.linspace(0, 1, _RINGS[level]) ** 1.25
        if level is not Level.FAR:
            near = np.array(
                self.rings
                if level is Level.HERO
                else self.rings[::2]
                if level is Level.STANDARD
                else (0.0,)
                if self.swell > 0.1
                else ()
            )
            close = (np.array(self.nodes)[:, None] + near * self.soft).ravel()
            heights = np.concatenate([heights, close[(close < -0.12) & (close > -self.length + 0.2)]])
        heights = np.unique(np.round(heights, 3))
        share = 1 + heights / self.length
        body = tube(self.centre(heights), self.thick(heights), atlas, slot, sides=sides, closed_tip=False)
        low, high = along
        across = np.tile(np.abs(np.linspace(-2, 2, sides + 1)) - 1, len(heights))
        texcoords = atlas.texcoords(slot, across, np.repeat(low + (high - low) * share, sides + 1))
        return Mesh(body.positions, body.normals, texcoords, body.colours, body.indices)


__all__ = ["Stalk"]
