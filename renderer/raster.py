"""The raster renderer: pyrender's scene graph, our own draw loop and shaders, headless through EGL.

One process holds one context and one `RasterBackend` for life. Shadow, floor and visibility depend only on the scene and its
light, so turning the camera draws one pass. Multi-sampling costs 3 to 5 times on a software rasteriser, so a preview is one
sample with smoothed edges and a still gathers many jittered ones, each with the key at another point of its soft box.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renderer.pyrender_compat import platform, pyrender  # isort: skip  # chooses the platform before OpenGL loads
from OpenGL import GL

from catalog.mesh import unit
from renderer.backend import Quality
from renderer.camera import Camera
from renderer.frames import Frame
from renderer.gpu import Cache, GpuMesh, Program, Programs, Target, Texture, instances, palette_texture
from renderer.scene import Batch, Scene, finishes, skin_key
from renderer.shadow import SHADOW_SIZE, Lighting, ShadowView
from renderer.visibility import FLOOR_PAD

MAX_SIDE = 8192
STILL_SAMPLES, LARGE_STILL_SAMPLES = 12, 8  # the finer the pixels, the fewer are needed
LARGE = 700_000  # pixels
PREVIEW_SAMPLES_ON_GPU = 4
FLOOR_SIZE = 256
PREVIEW_SPREAD, STILL_SPREAD = 0.005, 0.0025  # metres, radius of the shadow's filter
MESH_BYTES, PALETTE_BYTES = 192 * 2**20, 96 * 2**20
SCENES_KEPT, TARGETS_KEPT = 4, 12
CLEAR = ("water", "glass")
GAUZE_OPACITY = 0.55


class PiecePrimitive(pyrender.Primitive):  # type: ignore[misc]  # pyrender is untyped
    """A batch as a primitive of pyrender's graph; our buffers replace its own."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(positions=batch.piece.mesh.positions, poses=batch.transforms)
        self.batch = batch

    def _compute_transparency(self) -> bool:
        return bool(self.batch.piece.skin.blend != "opaque")


def graph(scene: Scene) -> Any:
    """The scene as a pyrender.Scene: one mesh node for each batch, a directional light for the key."""
    nodes = [pyrender.Node(name=f"batch-{i}", mesh=pyrender.Mesh([PiecePrimitive(b)])) for i, b in enumerate(scene.batches)]
    made = pyrender.Scene(nodes=nodes)
    pose = np.eye(4)
    pose[:3, 2] = scene.light.towards_key
    pose[:3, 0] = unit(np.cross([0.0, 1.0, 0.0], pose[:3, 2]))
    pose[:3, 1] = np.cross(pose[:3, 2], pose[:3, 0])
    made.add(pyrender.DirectionalLight(color=np.ones(3), intensity=1.0), pose=pose, name="key")
    return made


class StudioRenderer(pyrender.Renderer):  # type: ignore[misc]  # pyrender is untyped
    """pyrender's Renderer with our passes: key shadow from both sides of every petal, floor, backdrop, pieces, glass."""

    def __init__(self) -> None:
        super().__init__(16, 16)
        self._program_cache = Programs()
        self._held_meshes: Cache[GpuMesh] = Cache(MESH_BYTES)
        self._held_palettes: Cache[Texture] = Cache(PALETTE_BYTES)
        self._lightings: OrderedDict[str, Lighting] = OrderedDict()
        self._targets: OrderedDict[tuple[Any, ...], Target] = OrderedDict()
        self._scratch_shadow: Target | None = None
        self._screen = int(GL.glGenVertexArrays(1))

    def picture(self, scene: Scene, camera: Camera, size: tuple[int, int], samples: int, clear: bool) -> NDArray[np.uint8]:
        """(H,W,3) or, with a clear background, (H,W,4) uint8."""
        self._held_meshes.trim()
        self._held_palettes.trim()
        nodes = list(graph(scene).mesh_nodes)
        lighting = self._lighting(scene, nodes)
        width, height = size
        draft = self._target("draft", width, height, GL.GL_RGBA8, depth=True)
        if samples == 1:
            self._draw(scene, camera, draft, lighting, clear, nodes, (0.0, 0.0), PREVIEW_SPREAD)
            shown = self._target("shown", width, height, GL.GL_RGBA8, depth=False)
            program = self._screen_program("smooth", shown)
            program.set("pixel", [1 / width, 1 / height])
            self._cover(program, "picture", draft)
            return shown.read(4 if clear else 3)
        total = self._target("total", width, height, GL.GL_RGBA32F, depth=False)
        total.bind()
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        kept = lighting.shadow, lighting.view
        for i in range(samples):
            self._scratch_shadow = self._scratch_shadow or Target(SHADOW_SIZE, SHADOW_SIZE, None, depth=True, depth_texture=True)
            lighting.shadow, lighting.view = self._scratch_shadow, ShadowView(scene, scene.light.key_sample(i, samples))
            self._draw_shadow(lighting.shadow, lighting.view, nodes)
            shift = ((2 * _halton(i + 1, 2) - 1) / width, (2 * _halton(i + 1, 3) - 1) / height)
            self._draw(scene, camera, draft, lighting, clear, nodes, shift, STILL_SPREAD, seed=i * 17.0)
            GL.glEnable(GL.GL_BLEND)
            GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE)
            program = self._screen_program("gather", total)
            program.set("weight", 1 / samples)
            self._cover(program, "picture", draft)
            GL.glDisable(GL.GL_BLEND)
        lighting.shadow, lighting.view = kept
        shown = self._target("shown", width, height, GL.GL_RGBA8, depth=False)
        self._cover(self._screen_program("finish", shown), "picture", total)
        return shown.read(4 if clear else 3)

    def delete(self) -> None:
        """Frees everything on the GPU. Only a process that ends needs it."""
        self._held_meshes.clear()
        self._held_palettes.clear()
        for lighting in self._lightings.values():
            lighting.delete()
        for target in self._targets.values():
            target.delete()
        self._lightings.clear()
        self._targets.clear()
        super().delete()

    # -- what is kept between frames

    def _target(self, name: str, width: int, height: int, format: int, depth: bool) -> Target:
        key = (name, width, height)
        if key not in self._targets:
            self._targets[key] = Target(width, height, format, depth)
            while len(self._targets) > TARGETS_KEPT:
                self._targets.popitem(last=False)[1].delete()
        self._targets.move_to_end(key)
        return self._targets[key]

    def _lighting(self, scene: Scene, nodes: list[Any]) -> Lighting:
        key = f"{scene.key}-{hashlib.sha256(repr(scene.light).encode()).hexdigest()[:16]}"
        if key not in self._lightings:
            made = Lighting(scene)
            made.shadow = Target(SHADOW_SIZE, SHADOW_SIZE, None, depth=True, depth_texture=True)
            self._draw_shadow(made.shadow, made.view, nodes)
            if scene.ground:
                made.floor = self._draw_floor(scene, made)
            self._lightings[key] = made
            while len(self._lightings) > SCENES_KEPT:
                self._lightings.popitem(last=False)[1].delete()
        self._lightings.move_to_end(key)
        return self._lightings[key]

    # -- passes

    def _draw_floor(self, scene: Scene, lighting: Lighting) -> Target:
        draft = self._target("floor", FLOOR_SIZE, FLOOR_SIZE, GL.GL_RGBA8, depth=False)
        program = self._screen_program("floor", draft)
        self._set_studio(program, scene, lighting, PREVIEW_SPREAD)
        program.set("floor_area", lighting.floor_area)
        program.set("softness", np.tan(scene.light.softness))
        lighting.contact.bind(3)
        program.set("contact_map", 3)
        program.set("contact_pad", FLOOR_PAD)
        self._cover(program)
        floor = Target(FLOOR_SIZE, FLOOR_SIZE, GL.GL_RGBA8, depth=False)
        for source, target in ((draft, floor), (floor, draft), (draft, floor)):
            program = self._screen_program("soften", target)
            program.set("pixel", [1 / FLOOR_SIZE, 1 / FLOOR_SIZE])
            self._cover(program, "picture", source)
        return floor

    def _draw_shadow(self, target: Target, view: ShadowView, nodes: list[Any]) -> None:
        target.bind()
        _depth_on()
        GL.glClear(GL.GL_DEPTH_BUFFER_BIT)
        program = self._program_cache.named("depth", "depth")
        program.set("clip_from_world", view.clip_from_world)
        for batch in _batches(nodes):
            if batch.piece.skin.blend not in CLEAR:
                self._draw_batch(batch, batch.transforms, batch.tints)

    def _draw(
        self,
        scene: Scene,
        camera: Camera,
        target: Target,
        lighting: Lighting,
        clear: bool,
        nodes: list[Any],
        shift: tuple[float, float],
        spread: float,
        seed: float = 0.0,
    ) -> None:
        target.bind()
        _depth_on()
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        clip_from_world = camera.projection(target.width / target.height, shift) @ camera.view
        program = self._program_cache.named("piece", "piece")
        self._set_studio(program, scene, lighting, spread, camera)
        program.set("clip_from_world", clip_from_world)
        program.set("frame_seed", seed)
        fine = float(spread == STILL_SPREAD)
        eye = np.asarray(camera.position)
        drawn = sorted(_batches(nodes), key=lambda b: _distance(b, eye))
        for batch in drawn:
            if batch.piece.skin.blend == "opaque":
                program.set("fine", fine * (batch.source != "part"))  # goods have their own texture, not the grain of leaves
                self._draw_piece(program, batch, eye)
        self._draw_backdrop(scene, lighting, clip_from_world, clear, seed)
        far_first = drawn[::-1]
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        program.use()
        for batch in far_first:
            if batch.piece.skin.blend == "gauze":
                program.set("fine", fine * (batch.source != "part"))
                self._draw_piece(program, batch, eye)
        GL.glDisable(GL.GL_BLEND)
        # Water first, then the glass around it; each bends what is already drawn behind it.
        for blend in CLEAR:
            clear_batches = [b for b in far_first if b.piece.skin.blend == blend]
            if clear_batches:
                self._draw_glass(scene, camera, target, lighting, clip_from_world, clear_batches, seed)

    def _draw_glass(
        self,
        scene: Scene,
        camera: Camera,
        target: Target,
        lighting: Lighting,
        clip_from_world: NDArray[np.float64],
        batches: list[Batch],
        seed: float,
    ) -> None:
        behind = self._target("behind", target.width, target.height, GL.GL_RGBA8, depth=False)
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, target.id)
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, behind.id)
        corners = (0, 0, target.width, target.height)
        GL.glBlitFramebuffer(*corners, *corners, GL.GL_COLOR_BUFFER_BIT, GL.GL_NEAREST)
        target.bind()
        program = self._program_cache.named("piece", "glass")
        self._set_studio(program, scene, lighting, PREVIEW_SPREAD, camera)
        program.set("clip_from_world", clip_from_world)
        program.set("camera_from_world", camera.view)
        program.set("frame_seed", seed)
        if behind.colour is not None:
            behind.colour.bind(3)
        program.set("behind", 3)
        for batch in batches:
            program.set("is_water", float(batch.piece.skin.blend == "water"))
            self._draw_piece(program, batch, np.asarray(camera.position))

    def _draw_piece(self, program: Program, batch: Batch, eye: NDArray[np.float64]) -> None:
        skin = batch.piece.skin
        self._held_palettes.get(skin_key(skin), lambda: palette_texture(skin.palette)).bind(2)
        program.set("palette", 2)
        program.set("finish", finishes(skin))
        program.set("opacity", GAUZE_OPACITY if skin.blend == "gauze" else 1.0)
        near_first = np.argsort(np.linalg.norm(batch.transforms[:, :3, 3] - eye, axis=1), kind="stable")
        self._draw_batch(batch, batch.transforms[near_first], batch.tints[near_first])

    def _draw_batch(self, batch: Batch, transforms: NDArray[np.float32], tints: NDArray[np.float32]) -> None:
        mesh = self._held_meshes.get(batch.key, lambda: GpuMesh(batch.piece.mesh))
        mesh.place(instances(transforms, tints))
        mesh.draw(len(transforms))

    def _draw_backdrop(
        self, scene: Scene, lighting: Lighting, clip_from_world: NDArray[np.float64], clear: bool, seed: float
    ) -> None:
        if clear and lighting.floor is None:
            return
        program = self._program_cache.named("screen", "backdrop")
        self._set_studio(program, scene, lighting, PREVIEW_SPREAD)
        background = scene.background
        program.set("world_from_clip", np.linalg.inv(clip_from_world))
        program.set("floor_area", lighting.floor_area)
        program.set("paper", background.ground)
        program.set("wall", background.wall)
        program.set("has_ground", float(lighting.floor is not None))
        program.set("table", float(background.kind == "table"))
        program.set("shadow_only", float(clear))
        program.set("frame_seed", seed)
        if lighting.floor is not None and lighting.floor.colour is not None:
            lighting.floor.colour.bind(3)
            program.set("floor_map", 3)
        GL.glDepthFunc(GL.GL_LEQUAL)  # the backdrop lies at the far plane
        GL.glBindVertexArray(self._screen)
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)

    # -- programs

    def _screen_program(self, fragment: str, target: Target) -> Program:
        target.bind()
        GL.glDisable(GL.GL_DEPTH_TEST)
        return self._program_cache.named("screen", fragment)

    def _cover(self, program: Program, sampler: str = "", source: Target | None = None) -> None:
        if source is not None and source.colour is not None:
            source.colour.bind(4)
            program.set(sampler, 4)
        GL.glBindVertexArray(self._screen)
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)

    def _set_studio(self, program: Program, scene: Scene, lighting: Lighting, spread: float, camera: Camera | None = None) -> None:
        light = scene.light
        if camera is not None:
            program.set("camera_position", camera.position)
        program.set("key_direction", light.towards_key)
        program.set("key_colour", light.key)
        program.set("fill_direction", unit(np.asarray(light.fill_direction)))
        program.set("fill_colour", light.fill)
        program.set("rim_direction", unit(np.asarray(light.rim_direction)))
        program.set("rim_colour", light.rim)
        program.set("sky_colour", light.sky)
        program.set("horizon_colour", light.horizon)
        program.set("ground_colour", light.ground)
        program.set("bounce_colour", lighting.bounce)
        program.set("exposure", light.exposure)
        program.set("shadow_from_world", lighting.view.texture_from_world)
        program.set("shadow_depth", lighting.view.depth)
        program.set("shadow_texel", lighting.view.texel)
        program.set("shadow_spread", spread)
        program.set("visibility_origin", lighting.origin)
        program.set("visibility_size", lighting.size)
        if lighting.shadow is not None and lighting.shadow.depth is not None:
            lighting.shadow.depth.bind(0)
        program.set("shadow_map", 0)
        lighting.volume.bind(1)
        program.set("visibility", 1)


class RasterBackend:
    """Draws scenes. One for each process: use `shared()`."""

    def __init__(self) -> None:
        self._platform = platform()
        self._platform.make_current()
        self._renderer = StudioRenderer()
        software = b"llvmpipe" in GL.glGetString(GL.GL_RENDERER)
        self._preview_samples = 1 if software else PREVIEW_SAMPLES_ON_GPU

    def render(
        self,
        scene: Scene,
        camera: Camera,
        width: int,
        height: int,
        quality: Quality = "still",
        transparent: bool = False,
        samples: int | None = None,
    ) -> Frame:
        """The frame at width x height pixels, 1..8192 each; with alpha when transparent. Same arguments, same bytes.

        samples overrides how many jittered pictures a still gathers. Raises ValueError for a size out of range.
        """
        if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
            raise ValueError(f"a frame is 1 to {MAX_SIDE} pixels wide and high, got {width} x {height}")
        self._platform.make_current()
        still = LARGE_STILL_SAMPLES if width * height >= LARGE else STILL_SAMPLES
        count = samples or (still if quality == "still" else self._preview_samples)
        return Frame(self._renderer.picture(scene, camera, (width, height), count, transparent))


@lru_cache(maxsize=1)
def shared() -> RasterBackend:
    """This process's renderer, made on the first call. Not for several threads at once."""
    return RasterBackend()


def _batches(nodes: list[Any]) -> list[Batch]:
    found = [primitive.batch for node in nodes for primitive in node.mesh.primitives]
    return sorted(found, key=lambda b: b.key)  # pyrender's nodes are a set: give them an order that is always the same


def _distance(batch: Batch, eye: NDArray[np.float64]) -> float:
    middle = batch.piece.mesh.bounds.mean(0)
    centres = batch.transforms[:, :3, :3] @ middle + batch.transforms[:, :3, 3]
    return float(np.linalg.norm(centres - eye, axis=1).min())


def _depth_on() -> None:
    GL.glEnable(GL.GL_DEPTH_TEST)
    GL.glDepthFunc(GL.GL_LESS)
    GL.glDepthMask(True)
    GL.glDisable(GL.GL_CULL_FACE)
    GL.glDisable(GL.GL_BLEND)


def _halton(index: int, base: int) -> float:
    """The index-th number of Halton's sequence, 0..1: sub-pixel places that fill evenly."""
    result, step = 0.0, 1.0 / base
    while index:
        index, digit = divmod(index, base)
        result += digit * step
        step /= base
    return result
