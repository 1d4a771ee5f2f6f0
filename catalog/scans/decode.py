"""The triangles of a checked GLB in its own units, and the colour anywhere on them. Runs in the limited process only."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.scans.nodes import FURTHEST
from catalog.scans.refusals import ScanRefused
from catalog.scans.structure import Field, Look, Part, Picture, Structure

Array = NDArray[np.float64]
MOST_PIXELS = 8192 * 8192
KEPT_SIDE = 2048  # pixels; a stem of 12 000 triangles cannot show more
FULL = {"<i1": 127, "<u1": 255, "<i2": 32767, "<u2": 65535}  # what stands for 1 where integers are shares
FORMATS = ("PNG", "JPEG", "WEBP")
PLAIN_COLOURS = ("trimesh", "Open3D", "VCG", "MeshLab")
"""Programs that write display colours (sRGB) into COLOR_0, where glTF asks for linear ones."""


@dataclass(frozen=True, eq=False)
class Patch:
    """Triangles of one part: corners (T,3,3) in the world, corner colours (T,3,4) linear, corner texcoords (T,3,2), its look."""

    corners: Array
    colours: NDArray[np.float32]
    texcoords: NDArray[np.float32] | None
    look: Look


@dataclass(frozen=True, eq=False)
class Source:
    """Everything the file shows. pictures: (H,W,4) uint8 by image number."""

    patches: tuple[Patch, ...]
    pictures: dict[int, NDArray[np.uint8]]

    @property
    def triangles(self) -> int:
        return sum(len(p.corners) for p in self.patches)


def decode(structure: Structure, binary: memoryview) -> Source:
    """Read what `structure` names. Raises ScanRefused."""
    sizes = {number: _open(picture, binary).size for number, picture in structure.pictures.items()}
    for number, (width, height) in sizes.items():
        if width * height > MOST_PIXELS:
            where = structure.pictures[number].where
            raise ScanRefused("scan.image_pixels", where=where, width=width, height=height, most=MOST_PIXELS)
    plain = any(name.lower() in structure.generator.lower() for name in PLAIN_COLOURS)
    patches = tuple(patch for part in structure.parts if len((patch := _patch(part, binary, plain)).corners))
    if not any(np.cross(p.corners[:, 1] - p.corners[:, 0], p.corners[:, 2] - p.corners[:, 0]).any() for p in patches):
        raise ScanRefused("scan.no_triangles")
    return Source(patches, {number: _pixels(picture, binary) for number, picture in structure.pictures.items()})


def _rows(field: Field, binary: memoryview) -> NDArray[np.generic]:
    """(count, width) of the field's own type; a view, nothing is copied."""
    return np.ndarray((field.count, field.width), field.dtype, binary, field.offset, (field.stride, int(field.dtype[2])))


def _floats(field: Field, binary: memoryview) -> Array:
    rows = _rows(field, binary)
    values = rows.astype(np.float64)
    if field.normalised and field.dtype in FULL:
        values = np.maximum(values / FULL[field.dtype], -1.0)
    if not np.all(np.isfinite(values)):
        raise ScanRefused("scan.not_finite", where=field.where)
    return values


def _patch(part: Part, binary: memoryview, plain: bool) -> Patch:
    positions = _floats(part.positions, binary)
    if np.abs(positions).max() > FURTHEST:
        raise ScanRefused("scan.not_finite", where=part.positions.where)
    triangles = _triangles(part, binary, len(positions))
    placed = positions @ part.matrix[:3, :3].T + part.matrix[:3, 3]
    if np.linalg.det(part.matrix[:3, :3]) < 0:
        triangles = triangles[:, ::-1]
    colours = np.ones((len(positions), 4))
    if part.colours is not None:
        rows = np.clip(_floats(part.colours, binary), 0, 1)
        colours[:, : rows.shape[1]] = rows
        if plain:
            colours[:, :3] = to_linear(colours[:, :3])
    colours *= part.look.factor
    texcoords = None
    if part.texcoords is not None:
        texcoords = np.clip(_floats(part.texcoords, binary), -1e4, 1e4).astype(np.float32)[triangles]
    return Patch(placed[triangles], colours.astype(np.float32)[triangles], texcoords, part.look)


def _triangles(part: Part, binary: memoryview, vertices: int) -> NDArray[np.int64]:
    if part.indices is None:
        order = np.arange(vertices)
    else:
        order = _rows(part.indices, binary)[:, 0].astype(np.int64)
        if order.max() >= vertices:
            raise ScanRefused("scan.index_range", where=part.indices.where, index=int(order.max()), count=vertices)
    if part.mode == 4:
        return order[: len(order) // 3 * 3].reshape(-1, 3)
    if len(order) < 3:
        return np.zeros((0, 3), np.int64)
    if part.mode == 6:
        return np.stack([np.full(len(order) - 2, order[0]), order[1:-1], order[2:]], 1)
    strip = np.stack([order[:-2], order[1:-1], order[2:]], 1)
    strip[1::2] = strip[1::2, [1, 0, 2]]
    return strip


def to_linear(srgb: NDArray[np.floating]) -> Array:
    """sRGB 0..1 -> linear (IEC 61966-2-1)."""
    s = np.asarray(srgb, np.float64)
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)


def _open(picture: Picture, binary: memoryview) -> Image.Image:
    """The picture with its header read and not one pixel decoded."""
    Image.MAX_IMAGE_PIXELS = None  # pixels are counted by us, and refused by name
    try:
        return Image.open(io.BytesIO(binary[picture.offset : picture.offset + picture.length]), formats=FORMATS)
    except Exception:  # Pillow's readers raise many kinds for what is no picture
        raise ScanRefused("scan.image_type", where=picture.where) from None


def _pixels(picture: Picture, binary: memoryview) -> NDArray[np.uint8]:
    opened = _open(picture, binary)
    try:
        opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        largest = max(opened.size)
        if largest > KEPT_SIDE:
            # Averaged while it is still in its own mode, so that a large picture is held once.
            opened = opened.convert("RGBA" if "transparency" in opened.info or opened.mode in ("RGBA", "LA", "PA") else "RGB")
            opened = opened.reduce(-(-largest // KEPT_SIDE))
        return np.asarray(opened.convert("RGBA"), np.uint8)
    except MemoryError:
        raise
    except Exception:  # as above
        raise ScanRefused("scan.image_damaged", where=picture.where) from None


@lru_cache(maxsize=1)
def _curve() -> NDArray[np.float32]:
    return to_linear(np.arange(256) / 255).astype(np.float32)


def look_up(picture: NDArray[np.uint8], look: Look, texcoords: NDArray[np.floating]) -> NDArray[np.float32]:
    """(N,4) linear rgba at texcoords (N,2), repeating outside 0..1 (the default of glTF)."""
    u, v = texcoords[:, 0] * look.scale[0], texcoords[:, 1] * look.scale[1]
    c, s = np.cos(look.rotation), np.sin(look.rotation)
    u, v = c * u + s * v + look.offset[0], c * v - s * u + look.offset[1]
    height, width = picture.shape[:2]
    x = np.minimum((u - np.floor(u)) * width, width - 1).astype(np.int64)
    y = np.minimum((v - np.floor(v)) * height, height - 1).astype(np.int64)
    found = picture[y, x]
    rgba = np.empty((len(found), 4), np.float32)
    rgba[:, :3] = _curve()[found[:, :3]]
    rgba[:, 3] = found[:, 3] / np.float32(255)
    return rgba
