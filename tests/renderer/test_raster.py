from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from catalog.skin import Piece
from renderer.camera import Camera, frame_front, frame_view, orbit
from renderer.light import Light
from renderer.raster import RasterBackend, shared
from renderer.scene import Background, Scene, scene_of

MakePiece = Callable[..., Piece]
KEY_ONLY = Light(fill=(0, 0, 0), rim=(0, 0, 0), sky=(0, 0, 0), horizon=(0, 0, 0), ground=(0, 0, 0))


@pytest.fixture(scope="module")
def backend() -> RasterBackend:
    return shared()


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


def centre(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Mean colour of the middle tenth of a picture."""
    h, w = pixels.shape[:2]
    return pixels[h * 9 // 20 : h * 11 // 20, w * 9 // 20 : w * 11 // 20].reshape(-1, pixels.shape[2]).mean(0)


def shot(backend: RasterBackend, scene: Scene, size: int = 80, camera: Camera | None = None) -> NDArray[np.uint8]:
    camera = camera or frame_front(scene.outline, 1.0)
    return backend.render(scene, camera, size, size, samples=2).pixels


def test_same_scene_gives_same_bytes_also_after_other_scenes(backend: RasterBackend, upright: MakePiece) -> None:
    scene = scene_of([(upright(), at())])
    camera = frame_front(scene.outline, 1.5)
    first = backend.render(scene, camera, 90, 60, "preview").pixels
    still = backend.render(scene, camera, 90, 60, "still").pixels
    for i in range(6):  # more than are kept
        other = scene_of([(upright(width=0.1 + 0.02 * i, colour=(90, 20 * i, 200)), at(x=0.01 * i))])
        backend.render(other, camera, 64 + i, 64, "preview")
    assert np.array_equal(first, backend.render(scene, camera, 90, 60, "preview").pixels)
    assert np.array_equal(still, backend.render(scene, camera, 90, 60, "still").pixels)


def test_preview_and_still_are_equally_bright(backend: RasterBackend, upright: MakePiece) -> None:
    scene = scene_of([(upright(), at()), (upright(width=0.05, height=0.1), at(x=-0.1, z=0.08))])
    camera = frame_front(scene.outline, 1.0)
    preview = backend.render(scene, camera, 96, 96, "preview").pixels.astype(float)
    still = backend.render(scene, camera, 96, 96, "still").pixels.astype(float)
    assert abs(preview.mean() - still.mean()) < 2.0
    assert np.abs(preview - still).mean() < 4.0


def test_a_petal_shows_its_colour_and_never_pure_white(backend: RasterBackend, upright: MakePiece) -> None:
    pink = centre(shot(backend, scene_of([(upright(colour=(240, 170, 180)), at())])))
    assert pink[0] > pink[2] > pink[1]
    assert pink[0] > 200
    white = shot(backend, scene_of([(upright(colour=(255, 255, 255)), at())]))
    assert 225 < white.max() <= 251


def test_both_sides_of_a_petal_are_lit(backend: RasterBackend, upright: MakePiece) -> None:
    turned = np.diag([-1.0, 1.0, -1.0, 1.0])
    front = centre(shot(backend, scene_of([(upright(), at())])))
    back = centre(shot(backend, scene_of([(upright(), turned)])))
    assert np.abs(front - back).max() < 6


def test_a_thin_petal_glows_when_lit_from_behind(backend: RasterBackend, upright: MakePiece) -> None:
    behind = replace(KEY_ONLY, key_direction=(0.1, 0.5, -1.0))
    petal = centre(shot(backend, scene_of([(upright(slot="petal"), at())], light=behind)))
    paper = centre(shot(backend, scene_of([(upright(slot="paper"), at())], light=behind)))
    assert petal.max() > 90
    assert petal.max() > 2 * paper.max()


def test_buried_places_are_darker_and_more_colourful(backend: RasterBackend, upright: MakePiece) -> None:
    open_sky = centre(shot(backend, scene_of([(upright(), at())])))
    buried = centre(shot(backend, scene_of([(upright(occlusion=0.15), at())])))
    assert buried.mean() < 0.85 * open_sky.mean()

    def saturation(c: NDArray[np.float64]) -> float:
        return float((c.max() - c.min()) / c.max())

    assert saturation(buried) > saturation(open_sky) + 0.03


def test_what_stands_before_the_lamp_casts_a_shadow(backend: RasterBackend, upright: MakePiece) -> None:
    paper = upright(width=0.4, height=0.4, slot="paper", colour=(220, 220, 220))
    blocker = upright(width=0.12, height=0.12, slot="paper", colour=(220, 220, 220))
    direction = KEY_ONLY.towards_key
    camera = Camera(position=(0.0, 0.2, 2.0), target=(0.0, 0.2, 0.0))
    place = at(*(np.array([0.0, 0.14, 0.0]) + direction * 0.2))
    lit = shot(backend, scene_of([(paper, at())], light=KEY_ONLY), camera=camera)
    shaded = shot(backend, scene_of([(paper, at()), (blocker, place)], light=KEY_ONLY), camera=camera)
    assert centre(shaded).max() < 0.35 * centre(lit).max()
    assert abs(float(shaded[50, 75].mean()) - float(lit[50, 75].mean())) < 8  # off to the side it stays light


def test_the_floor_is_darker_under_the_bouquet(backend: RasterBackend, upright: MakePiece) -> None:
    block = [(upright(width=0.3, height=0.2, slot="paper"), at(z=0.03 * i)) for i in range(6)]
    scene = scene_of(block)
    camera = frame_view(np.array([[-0.6, 0, -0.6], [0.6, 0.3, 0.6]]), 1.0, 0.0, 0.9)
    pixels = backend.render(scene, camera, 120, 120, samples=2).pixels.astype(float)
    # The floor beside the block, away from the lamp, against the floor on the lamp's side and farther out.
    beside = pixels[58:68, 73:77].mean()
    assert beside < pixels[58:68, 20:30].mean() - 8
    assert beside < pixels[58:68, 100:110].mean() - 8


def test_a_clear_background_has_alpha_only_where_something_is(backend: RasterBackend, upright: MakePiece) -> None:
    scene = scene_of([(upright(), at())], ground=False)
    frame = backend.render(scene, frame_front(scene.outline, 1.0), 80, 80, samples=4, transparent=True)
    alpha = frame.pixels[..., 3]
    assert frame.pixels.shape == (80, 80, 4)
    assert alpha[0, 0] == 0
    assert alpha[40, 40] == 255
    inside = alpha[24:56, 30:50]
    assert inside.min() == 255  # no holes
    assert ((alpha > 0) & (alpha < 255)).any()  # smooth edges


def test_a_shadow_on_a_clear_background_is_partly_transparent(backend: RasterBackend, upright: MakePiece) -> None:
    scene = scene_of([(upright(width=0.1), at())])
    camera = frame_view(np.array([[-0.3, 0, -0.3], [0.4, 0.3, 0.3]]), 1.0, 0.0, 0.5)
    alpha = backend.render(scene, camera, 96, 96, samples=2, transparent=True).pixels[..., 3]
    assert ((alpha > 5) & (alpha < 200)).sum() > 50


def test_glass_lets_what_is_behind_show(backend: RasterBackend, upright: MakePiece) -> None:
    red = upright(width=0.1, colour=(200, 10, 20))
    glass = upright(width=0.25, height=0.35, slot="paper", colour=(235, 245, 243), blend="glass")
    bare = scene_of([(red, at())])
    cased = scene_of([(red, at()), (glass, at(z=0.1))])
    camera = Camera(position=(0.0, 0.15, 1.5), target=(0.0, 0.15, 0.0))
    through, plain = centre(shot(backend, cased, camera=camera)), centre(shot(backend, bare, camera=camera))
    assert through[0] > 2 * through[1]
    assert np.abs(through - plain).max() < 60
    assert not np.array_equal(shot(backend, cased, camera=camera), shot(backend, bare, camera=camera))


def test_instances_take_their_own_place_and_tint(backend: RasterBackend, upright: MakePiece) -> None:
    piece = upright(width=0.1, height=0.2)
    scene = scene_of([(piece, at(x=-0.15)), (piece, at(x=0.15))], ground=False)
    assert len(scene.batches) == 1
    tinted = replace(scene, batches=(replace(scene.batches[0], tints=np.float32([[1, 1, 1], [0.4, 0.4, 0.4]])),))
    pixels = shot(backend, tinted, 100).astype(float)
    assert pixels[45:55, 10:30].mean() > 1.3 * pixels[45:55, 70:90].mean()


@pytest.mark.parametrize("background", [Background("studio"), Background("table")])
def test_backgrounds_are_warm_and_light(backend: RasterBackend, upright: MakePiece, background: Background) -> None:
    scene = replace(scene_of([(upright(width=0.05, height=0.1), at())]), background=background)
    pixels = shot(backend, scene).astype(float)
    corner = pixels[70:, :10].reshape(-1, 3).mean(0)
    assert corner.mean() > 150
    assert corner[0] >= corner[1] >= corner[2]


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (9000, 10)])
def test_impossible_sizes_are_refused(backend: RasterBackend, upright: MakePiece, size: tuple[int, int]) -> None:
    scene = scene_of([(upright(), at())])
    with pytest.raises(ValueError, match="1 to 8192"):
        backend.render(scene, frame_front(scene.outline, 1.0), *size)


def test_an_empty_scene_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one triangle"):
        scene_of([])


def test_orbiting_keeps_the_distance() -> None:
    camera = Camera(position=(0.0, 0.4, 2.0), target=(0.0, 0.2, 0.0))
    turned = orbit(camera, 1.0)
    before, after = (np.linalg.norm(np.subtract(c.position, c.target)) for c in (camera, turned))
    assert np.isclose(before, after)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.0])
def test_framing_keeps_all_points_in_the_picture_and_fills_it(aspect: float) -> None:
    points = np.random.default_rng(5).uniform([-0.2, 0, -0.1], [0.3, 0.5, 0.2], (200, 3))
    camera = frame_view(points, aspect, 0.4, 0.3)
    clip = np.c_[points, np.ones(200)] @ (camera.projection(aspect) @ camera.view).T
    places = np.abs(clip[:, :2] / clip[:, 3:])
    assert 0.87 < places.max() <= 0.881
