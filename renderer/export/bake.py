"""What our shaders compute in the light, baked into plain vertex colours, so that any viewer shows the same depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import Mesh, merge
from catalog.plant import Level
from catalog.skin import Skin
from catalog.store import Store
from catalog.surface import linear
from designer.arrangement import Arrangement, PlacedStem
from renderer.scene import Batch, Scene
from renderer.visibility import Visibility, visibility

WARMTH = np.array([0.06, -0.01, -0.10])  # light that comes through pale petals is warm
DIMMED = 0.55
OFFSET = 0.018  # metres along the normal at which openness is read, as in the shaders


def multibounce(occlusion: NDArray[np.float64], albedo: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,3) factor of a colour in a place of openness `occlusion` (N,): light bounced between surfaces of that colour keeps it.

    Jimenez et al. 2016, "Practical realtime strategies for accurate indirect occlusion", with a gain in saturation.
    """
    a = occlusion[:, None]
    rho = np.minimum(albedo * 1.25, 1.0)
    cubic = ((a * (2.0404 * rho - 0.3324) - 4.7951 * rho + 0.6417) * a + 2.7552 * rho + 0.6903) * a
    top = np.maximum(albedo.max(1, keepdims=True), 1e-4)
    pale = albedo.min(1, keepdims=True) / top
    mauve = np.clip(((albedo[:, 2:] - albedo[:, :1]) / top + 0.15) / 0.3, 0, 1)
    gain = 0.9 - 0.45 * mauve * mauve * (3 - 2 * mauve)
    glow = np.maximum(albedo / top, 1e-3) ** (gain * (1 - a)) * (1 + (1 - a) * pale**2 * WARMTH)
    return np.asarray(np.maximum(a, cubic) * glow)


def albedo(mesh: Mesh, skin: Skin) -> NDArray[np.float64]:
    """(N,3) linear palette colour at each vertex."""
    height, width = skin.palette.shape[:2]
    x = np.clip((mesh.texcoords[:, 0] * width).astype(int), 0, width - 1)
    y = np.clip((mesh.texcoords[:, 1] * height).astype(int), 0, height - 1)
    return linear(skin.palette[y, x] / 255.0)


def shaded(mesh: Mesh, skin: Skin, open_share: NDArray[np.float64] | float = 1.0) -> Mesh:
    """The mesh with colours (r, g, b, 1) = tint times multi-bounce occlusion, all within 0..1: what COLOR_0 holds."""
    factor = multibounce(mesh.colours[:, 3].astype(np.float64) ** 0.75 * open_share, albedo(mesh, skin))
    colours = np.ones((len(mesh.positions), 4), np.float32)
    colours[:, :3] = np.clip(mesh.colours[:, :3] * factor, 0, 1)
    return replace(mesh, colours=colours)


def open_share(grid: Visibility, mesh: Mesh) -> NDArray[np.float64]:
    """(N,) 0..1: how open the bouquet is around each vertex of a mesh in the world. Trilinear, as on the GPU."""
    shape = np.array(grid.field.shape[2::-1])
    at = (mesh.positions + mesh.normals * OFFSET - grid.origin) / grid.size * shape - 0.5
    low = np.floor(at).astype(int)
    part = at - low
    total = np.zeros(len(at))
    for corner in range(8):
        offset = np.array([corner & 1, corner >> 1 & 1, corner >> 2])
        x, y, z = np.clip(low + offset, 0, shape - 1).T
        weight = np.where(offset, part, 1 - part).prod(1)
        total += weight * grid.field[z, y, x, 3]
    return np.clip(total / 255 * 2.2, 0, 1)


@dataclass(frozen=True, eq=False)
class Baked:
    """All that has one skin, in the world, its colours as of `shaded`."""

    mesh: Mesh
    skin: Skin


def baked(scene: Scene) -> tuple[Baked, ...]:
    """The scene as one mesh for each skin, every stem's own tint and shade in its vertices."""
    grid = visibility(scene)
    groups: dict[int, tuple[Skin, list[Mesh]]] = {}
    for batch in scene.batches:
        skin = batch.piece.skin
        groups.setdefault(id(skin), (skin, []))[1].extend(_placed(batch, grid))
    return tuple(Baked(merge(meshes), skin) for skin, meshes in groups.values())


def _placed(batch: Batch, grid: Visibility) -> list[Mesh]:
    placed = []
    for matrix, tint in zip(batch.transforms, batch.tints, strict=True):
        world = batch.piece.mesh.transformed(matrix).tinted(tint)
        share: NDArray[np.float64] | float = 1.0
        if batch.piece.skin.blend == "opaque":
            # COLOR_0 dims the viewer's lamps too, which in our own pictures reach into closed places: so it dims half as much.
            share = 1 - DIMMED + DIMMED * open_share(grid, world)
        placed.append(shaded(world, batch.piece.skin, share))
    return placed


def levels_within(arrangement: Arrangement, store: Store, budget: int) -> Callable[[PlacedStem], Level]:
    """The level of detail of each stem so that all blooms together keep to `budget` triangles where that is possible.

    A mesh with more vertices than triangles costs its vertices, since those are what a file holds. Every stem starts at PHONE. While there are too many triangles, those that show least become FAR: fillers and foliage
    first, then the lowest and rearmost heads. While there is room, the foremost heads become STANDARD.
    """

    def cost(stem: PlacedStem, level: Level) -> int:
        bloom = store.plant(stem.species, stem.stage, stem.individual, level, variety=stem.variety).bloom
        return max(bloom.triangles, len(bloom.positions))

    def rank(stem: PlacedStem) -> tuple[bool, float, str]:
        return stem.role in ("focal", "mass", "line"), float(stem.head_centre[1] + 0.5 * stem.head_centre[2]), stem.id

    least_first = sorted(arrangement.stems, key=rank)
    chosen = {s.id: Level.PHONE for s in least_first}
    total = sum(cost(s, Level.PHONE) for s in least_first)
    for stem in least_first:
        if total <= budget:
            break
        total += cost(stem, Level.FAR) - cost(stem, Level.PHONE)
        chosen[stem.id] = Level.FAR
    for stem in reversed(least_first):
        more = cost(stem, Level.STANDARD) - cost(stem, Level.PHONE)
        if chosen[stem.id] is Level.PHONE and total + more <= budget:
            chosen[stem.id] = Level.STANDARD
            total += more
    return lambda stem: chosen[stem.id]
