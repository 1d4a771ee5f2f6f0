"""A container, paper, ribbon or other good alone on the studio's ground: its scene, picture and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from catalog.containers import build, kind_of, shown_fit
from renderer.camera import Camera, frame_close, frame_front, frame_three_quarter, frame_top
from renderer.export.gltf import merged_glb, scene_glb
from renderer.export.usdz import scene_usdz
from renderer.frames import Frame
from renderer.scene import Scene, scene_of

View = Literal["front", "quarter", "top", "close"]
SAMPLE_CARD = "愿你的每一天，\n都有花开。"
SAMPLE_BANNER = "恭祝花开满堂开业大吉\n全体同仁敬贺"


@dataclass(frozen=True)
class GoodChoice:
    """One good alone. colours: its own when empty. text: what card and banners say."""

    good: str
    colours: tuple[str, ...] = ()
    text: str = ""


def good_scene(choice: GoodChoice) -> Scene:
    """The good standing on the ground, at the size it is shown alone with. Raises ValueError for one without a model."""
    kind = kind_of(choice.good)
    pieces = build(kind, choice.good, choice.colours, shown_fit(choice.good), choice.text)
    lift = np.eye(4)
    lift[1, 3] = max(0.0, -min(float(piece.mesh.bounds[0, 1]) for piece in pieces))  # a card's origin is its middle
    return scene_of([(piece, lift) for piece in pieces])


def good_frame(choice: GoodChoice, width: int, height: int, view: View = "quarter", transparent: bool = False) -> Frame:
    """Its picture. Needs a graphics context: call it in a render worker or in a program of one thread."""
    from renderer.raster import shared  # late: a process that draws nothing needs no graphics driver

    scene = good_scene(choice)
    return shared().render(scene, _camera(scene, view, width / height), width, height, "still", transparent)


def good_glb(choice: GoodChoice, profile: Literal["web", "ar"]) -> bytes:
    """A binary glTF at true size, base at y = 0."""
    scene = good_scene(choice)
    return merged_glb(scene) if profile == "ar" else scene_glb(scene)


def good_usdz(choice: GoodChoice) -> bytes:
    """A USDZ package at true size, base at y = 0."""
    return scene_usdz(good_scene(choice))


def _camera(scene: Scene, view: View, aspect: float) -> Camera:
    return {"front": frame_front, "quarter": frame_three_quarter, "top": frame_top, "close": frame_close}[view](
        scene.outline, aspect
    )
