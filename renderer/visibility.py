"""How much of the room each place in a bouquet sees: the darkness between heads, inside the paper and under it.

Surfaces are counted into a coarse grid as a fog of their area; light is swept through it from directions spread over the
sphere. Leaves at random angles dim a beam by exp(-area / (2 volume) length) (Ross 1981, the turbid-medium canopy). It costs
milliseconds where as many shadow maps would cost a second, has no noise, and knows where the open sky lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import Mesh
from catalog.surface import linear
from renderer.scene import Scene

Array = NDArray[np.float32]

CELLS = 40  # along the longest side
MARGIN = 2  # empty cells around, so that the border is open sky
DIRECTIONS = 24
POINTS_PER_CELL = 2.0  # along each axis, on the surfaces that are counted
MOST_POINTS = 20_000  # for one mesh
THINNED = {"glass": 0.12, "water": 0.04, "gauze": 0.5}  # of the fog, for what lets light through
FLOOR_PAD = 0.75
FLOOR_DIRECTIONS = 16
DENSITY = 0.65  # of the fog; part of a head's own shade is already baked into its vertices


@dataclass(frozen=True, eq=False)
class Visibility:
    """field (Z, Y, X, 4): bent direction of open sky scaled into 0..1, and the share of the sphere that is open.

    A world point p has texture coordinates (p - origin) / size. bounce (3,): mean linear colour of all surfaces, which is the
    colour of the light that wanders in closed places. floor (Z, X): open share of the upper half at y = 0, over an area around
    the grid that is FLOOR_PAD times its size wider on each side; 0..255.
    """

    field: NDArray[np.uint8]
    origin: NDArray[np.float32]
    size: NDArray[np.float32]
    bounce: NDArray[np.float32]
    floor: NDArray[np.uint8]


def visibility(scene: Scene) -> Visibility:
    """The scene's visibility grid. Pure; about 20 ms for sixty heads."""
    low, high = scene.bounds.astype(np.float64)
    cell = float((high - low).max()) / (CELLS - 2 * MARGIN)
    counts = np.maximum(np.ceil((high - low) / cell).astype(int), 1) + 2 * MARGIN
    origin = (low + high) / 2 - counts * cell / 2
    fog = _fog(scene, origin, cell, counts)
    gathered = np.zeros((4, *fog.shape), np.float32)  # sums of direction x, y, z and of openness
    directions = sphere(DIRECTIONS)
    part = np.empty(fog.shape, np.float32)
    for d in directions:
        clear = _sweep(fog, d, cell)
        gathered[3] += clear
        for axis in range(3):
            gathered[axis] += np.multiply(clear, np.float32(d[axis]), out=part)
    gathered /= np.float32(len(directions))
    gathered[:3] = gathered[:3] * np.float32(0.5) + np.float32(0.5)
    return Visibility(
        np.ascontiguousarray(np.moveaxis(np.rint(np.clip(gathered, 0, 1) * np.float32(255)).astype(np.uint8), 0, -1)),
        origin.astype(np.float32),
        (counts * cell).astype(np.float32),
        _mean_colour(scene),
        _floor(fog, cell),
    )


def sphere(count: int) -> NDArray[np.float64]:
    """(count,3) unit directions, even over the sphere (Fibonacci)."""
    k = np.arange(count) + 0.5
    y = 1 - 2 * k / count
    angle = k * np.pi * (1 + np.sqrt(5))
    r = np.sqrt(1 - y * y)
    return np.stack([r * np.cos(angle), y, r * np.sin(angle)], 1)


def _fog(scene: Scene, origin: NDArray[np.float64], cell: float, counts: NDArray[np.int64]) -> Array:
    """(Z,Y,X) extinction per metre."""
    nx, ny, nz = (int(c) for c in counts)
    area = np.zeros(nx * ny * nz)
    for batch in scene.batches:
        points, weight = surface_points(batch.piece.mesh, cell / POINTS_PER_CELL)
        weight = weight * THINNED.get(batch.piece.skin.blend, 1.0)
        world = np.einsum("kij,nj->kni", batch.transforms[:, :3, :3], points) + batch.transforms[:, None, :3, 3]
        index = np.clip(((world.reshape(-1, 3) - origin) / cell).astype(int), 0, counts - 1)
        flat = (index[:, 2] * ny + index[:, 1]) * nx + index[:, 0]
        scale = np.repeat(np.abs(np.linalg.det(batch.transforms[:, :3, :3])) ** (2 / 3), len(points))
        area += np.bincount(flat, np.tile(weight, len(batch.transforms)) * scale, nx * ny * nz)
    return (area.reshape(nz, ny, nx) * (DENSITY / 2 / cell**3)).astype(np.float32)


def _floor(fog: Array, cell: float) -> NDArray[np.uint8]:
    """(Z,X): what the floor sees of the upper half, cosine-weighted, at half of the grid's resolution."""
    even = np.pad(fog, [(0, n % 2) for n in fog.shape])
    coarse = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2, even.shape[2] // 2, 2).mean((1, 3, 5))
    pad = [(round(FLOOR_PAD * n), round(FLOOR_PAD * n)) for n in (coarse.shape[0], coarse.shape[2])]
    wide = np.pad(coarse, [pad[0], (0, 0), pad[1]])
    total, weights = np.zeros((wide.shape[0], wide.shape[2]), np.float32), 0.0
    for d in sphere(2 * FLOOR_DIRECTIONS):
        if d[1] > 0.12:
            total += np.float32(d[1]) * _sweep(wide, d, 2 * cell)[:, 0]
            weights += d[1]
    share: NDArray[np.uint8] = np.round(np.clip(total / np.float32(weights), 0, 1) * 255).astype(np.uint8)
    return share


def _mean_colour(scene: Scene) -> Array:
    total, colour = 0.0, np.zeros(3)
    for batch in scene.batches:
        mesh, palette = batch.piece.mesh, batch.piece.skin.palette
        few = mesh.texcoords[:: max(len(mesh.texcoords) // 64, 1)] * (palette.shape[1] - 1, palette.shape[0] - 1)
        weight = float(np.ptp(mesh.positions, axis=0).max()) ** 2 * len(batch.transforms)
        colour += linear(palette[few[:, 1].astype(int), few[:, 0].astype(int)] / 255.0).mean(0) * weight
        total += weight
    return (colour / total).astype(np.float32)


def surface_points(mesh: Mesh, spacing: float) -> tuple[Array, NDArray[np.float64]]:
    """Points (N,3) about `spacing` metres apart all over the surface, and the area (N,) that each stands for.

    An even walk along the total area; within a triangle the place follows the R2 sequence (Roberts 2018), which fills evenly.
    """
    corners = mesh.positions[mesh.indices].astype(np.float64)
    a, ab, ac = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    total = np.cumsum(np.linalg.norm(np.cross(ab, ac), axis=1)) / 2
    n = int(np.clip(total[-1] / spacing**2, 8, MOST_POINTS))
    k = np.arange(n)
    chosen = np.minimum(np.searchsorted(total, (k + 0.5) / n * total[-1]), len(corners) - 1)
    u, v = (0.5 + k * 0.7548776662466927) % 1.0, (0.5 + k * 0.5698402909980532) % 1.0
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    points = a[chosen] + u[:, None] * ab[chosen] + v[:, None] * ac[chosen]
    return points.astype(np.float32), np.full(n, total[-1] / n)


def _sweep(fog: Array, direction: NDArray[np.float64], cell: float) -> Array:
    """Share of the light from `direction` (x,y,z, towards the light) that reaches each cell of fog (Z,Y,X)."""
    d = direction[::-1]  # in the array's axis order
    main = int(np.argmax(np.abs(d)))
    grid = np.moveaxis(fog, main, 0)
    towards = np.delete(d, main) / abs(d[main])
    step = cell / abs(float(d[main]))
    layers = range(len(grid) - 1, -1, -1) if d[main] > 0 else range(len(grid))
    dim = np.exp(-grid * step)
    clear = np.ones_like(grid)
    previous: int | None = None
    for k in layers:
        if previous is not None:
            # Half of the own cell, half of the next: a surface does not hide the cell it lies in twice.
            clear[k] = _shifted(clear[previous] * dim[previous], float(towards[0]), float(towards[1]))
        previous = k
    return np.moveaxis(clear * np.sqrt(dim), 0, main)


def _shifted(layer: Array, dy: float, dx: float) -> Array:
    """layer read at (row + dy, column + dx), bilinear; open sky (1) outside. |dy|, |dx| <= 1."""
    for axis, shift in ((0, dy), (1, dx)):
        moved = np.ones_like(layer)
        n = layer.shape[axis]
        source = slice(1, n) if shift > 0 else slice(0, n - 1)
        target = slice(0, n - 1) if shift > 0 else slice(1, n)
        if axis == 0:
            moved[target] = layer[source]
        else:
            moved[:, target] = layer[:, source]
        layer = layer * np.float32(1 - abs(shift)) + moved * np.float32(abs(shift))
    return layer
