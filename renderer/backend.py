"""What any renderer can do: one scene, one camera, one frame."""

from __future__ import annotations

from typing import Literal, Protocol

from renderer.camera import Camera
from renderer.frames import Frame
from renderer.scene import Scene

Quality = Literal["preview", "still"]


class RenderBackend(Protocol):
    def render(
        self, scene: Scene, camera: Camera, width: int, height: int, quality: Quality = "still", transparent: bool = False
    ) -> Frame:
        """The frame at width x height pixels. Same arguments, same bytes. Raises ValueError for a size it cannot make."""
        ...
