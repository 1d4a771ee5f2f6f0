"""The key light's view of a scene, and what is kept between frames of the same scene."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import unit
from renderer.gpu import Target, Texture, grey_texture, volume_texture
from renderer.scene import Scene
from renderer.visibility import visibility

SHADOW_SIZE = 1024


class ShadowView:
    """The key's orthographic camera around a scene. clip_from_world (4,4); texel and depth in metres."""

    def __init__(self, scene: Scene, direction: NDArray[np.float64], size: int = SHADOW_SIZE) -> None:
        points = scene.outline.astype(np.float64)
        side = unit(np.cross([0.0, 1.0, 0.0], direction))
        axes = np.stack([side, np.cross(direction, side), direction])
        local = points @ axes.T
        if scene.ground:  # the floor below must lie within the depth range
            fallen = points - direction * (np.maximum(points[:, 1:2], 0) / max(direction[1], 0.2))
            local = np.concatenate([local, fallen @ axes.T])
        low, high = local.min(0), local.max(0)
        half = max(float((high - low)[:2].max()) / 2 * 1.03, 1e-3)
        self.depth = float(high[2] - low[2]) + 0.04
        self.span = 2 * half
        self.texel = self.span / size
        turn = np.eye(4)
        turn[:3, :3] = axes
        turn[:3, 3] = -(low + high) / 2
        self.clip_from_world = np.diag([1 / half, 1 / half, -2 / self.depth, 1.0]) @ turn

    @property
    def texture_from_world(self) -> NDArray[np.float64]:
        """(4,4) to texture coordinates and depth, all 0..1."""
        to_unit = np.diag([0.5, 0.5, 0.5, 1.0])
        to_unit[:3, 3] = 0.5
        return to_unit @ self.clip_from_world


class Lighting:
    """Shadow map, floor and visibility grid of one scene under one light; filled by the renderer, kept between its frames."""

    def __init__(self, scene: Scene) -> None:
        grid = visibility(scene)
        self.volume: Texture = volume_texture(grid.field)
        self.origin, self.size, self.bounce = grid.origin, grid.size, grid.bounce
        self.contact: Texture = grey_texture(grid.floor)
        self.view = ShadowView(scene, scene.light.towards_key)
        self.shadow: Target | None = None
        self.floor: Target | None = None
        low, high = scene.bounds.astype(np.float64)
        middle = (low + high) / 2
        # The shadow falls away from the key: the map's middle lies half a shadow's length that way.
        away = -scene.light.towards_key / max(scene.light.towards_key[1], 0.2) * high[1] / 2
        reach = (float(np.hypot(*(high - low)[[0, 2]])) / 2 + float(np.hypot(away[0], away[2])) + 0.12) * 1.5
        self.floor_area = np.array([middle[0] + away[0], middle[2] + away[2], reach, 0.0], np.float32)

    def delete(self) -> None:
        for resource in (self.volume, self.contact, self.shadow, self.floor):
            if resource is not None:
                resource.delete()
