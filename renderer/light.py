"""The studio's light. Directions point towards the light; colours are linear and carry the intensity.

Intensities are in units of what a white surface gives back: key + ambient on a petal that faces the key come to about 1, so
that a variety shows its own hex colour there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import unit

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Light:
    """A warm key with soft shadows, a cool fill, a rim from behind, and the room around as three bands of colour.

    softness is the key's half-angle in radians (a large soft box).
    """

    key_direction: Triple = (-0.50, 0.95, 0.62)
    key: Triple = (0.86, 0.805, 0.735)
    softness: float = 0.13
    fill_direction: Triple = (0.80, 0.15, 0.60)
    fill: Triple = (0.150, 0.160, 0.175)
    rim_direction: Triple = (0.62, 0.42, -0.78)
    rim: Triple = (0.36, 0.34, 0.31)
    sky: Triple = (0.52, 0.522, 0.525)
    horizon: Triple = (0.425, 0.418, 0.408)
    ground: Triple = (0.37, 0.351, 0.328)
    exposure: float = 0.98

    @property
    def towards_key(self) -> NDArray[np.float64]:
        """(3,) unit."""
        return unit(np.asarray(self.key_direction))

    def key_sample(self, index: int, count: int) -> NDArray[np.float64]:
        """(3,) unit direction to point `index` of `count` on the key's soft box (Vogel's spiral: even at any count)."""
        if count < 2:
            return self.towards_key
        radius = np.tan(self.softness) * np.sqrt((index + 0.5) / count)
        angle = index * np.pi * (3 - np.sqrt(5))
        axis = self.towards_key
        side = unit(np.cross([0.0, 1.0, 0.0], axis))
        return unit(axis + radius * (np.cos(angle) * side + np.sin(angle) * np.cross(axis, side)))


STUDIO = Light()
