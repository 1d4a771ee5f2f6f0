"""Our renderer against stock pyrender: the same 60-stem bouquet, the same rasteriser, one run, CPU time of all threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from catalog.load import load_catalog
from catalog.plant import Level
from designer.parse import parse
from renderer.camera import frame_three_quarter
from renderer.scene import Scene
from renderer.studio import Studio
from tests.benchmarks.compose import mixed
from tests.benchmarks.measure import Figure, at_least, cpu_ms
from tests.tools import STUDIO


def figures() -> Iterator[Figure]:
    from renderer.pyrender_compat import pyrender
    from renderer.raster import RasterBackend

    catalog = load_catalog()
    studio = Studio(catalog, STUDIO)
    scene = studio.scene(parse(mixed(60), catalog), Level.STANDARD)
    yield Figure("render.triangles", scene.triangles, "triangles")
    backend = RasterBackend()
    ours: dict[str, float] = {}
    for name, width, height in (("720p", 1280, 720), ("360p", 640, 360)):
        camera = frame_three_quarter(scene.outline, width / height)
        ours[name] = cpu_ms(lambda c=camera, w=width, h=height: backend.render(scene, c, w, h, "preview"))
        yield Figure(f"render.preview_{name}_ms", round(ours[name], 1), "CPU ms")
    camera = frame_three_quarter(scene.outline, 0.8)
    yield Figure(
        "render.still_960x1200_ms", round(cpu_ms(lambda: backend.render(scene, camera, 960, 1200, "still"), 3), 1), "CPU ms"
    )
    stock = _stock_scene(pyrender, scene)
    for name, width, height, bar in (("720p", 1280, 720, 20.0), ("360p", 640, 360, 16.0)):
        camera = frame_three_quarter(scene.outline, width / height)
        taken = _stock_ms(pyrender, stock, camera, width, height)
        yield at_least(f"render.vs_stock_{name}", taken / ours[name], "x", bar)


def _stock_scene(pyrender: Any, scene: Scene) -> Any:
    made = pyrender.Scene(ambient_light=[0.3, 0.3, 0.3])
    for batch in scene.batches:
        mesh = batch.piece.mesh
        primitive = pyrender.Primitive(
            positions=mesh.positions, normals=mesh.normals, indices=mesh.indices, color_0=np.clip(mesh.colours, 0, 1),
            poses=batch.transforms, material=pyrender.MetallicRoughnessMaterial(doubleSided=True),
        )  # fmt: skip
        made.add(pyrender.Mesh([primitive]))
    pose = np.eye(4)
    pose[:3, 3] = [0, 1, 1]
    made.add(pyrender.DirectionalLight(intensity=3.0), pose=pose)
    return made


def _stock_ms(pyrender: Any, scene: Any, camera: Any, width: int, height: int) -> float:
    node = scene.add(pyrender.PerspectiveCamera(camera.fov, aspectRatio=width / height), pose=camera.world_from_camera)
    renderer = pyrender.OffscreenRenderer(width, height)
    flags = pyrender.RenderFlags.SHADOWS_DIRECTIONAL
    try:
        return cpu_ms(lambda: renderer.render(scene, flags=flags), 3)
    finally:
        scene.remove_node(node)
