"""What a GLB says it holds: every number, reference and range is checked here, before one vertex or pixel is decoded.

After this nothing that is read can reach outside of the file or ask for more memory than the limits below allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.scans.container import Container
from catalog.scans.nodes import reach, roots_of, world_matrices
from catalog.scans.numbers import finite, mapping, numbers, whole
from catalog.scans.refusals import ScanRefused

MOST = {
    "nodes": 5_000,
    "meshes": 5_000,
    "accessors": 50_000,
    "bufferViews": 50_000,
    "buffers": 1,
    "images": 256,
    "textures": 1_000,
    "materials": 1_000,
    "samplers": 1_000,
    "scenes": 100,
}
MOST_PRIMITIVES = 20_000
MOST_TRIANGLES = 3_000_000
MOST_VERTICES = 3_000_000

READ_EXTENSIONS = frozenset({"KHR_mesh_quantization", "KHR_texture_transform", "EXT_texture_webp"})
LOOKS_EXTENSIONS = ("KHR_materials_", "KHR_lights_", "KHR_xmp", "KHR_animation_", "EXT_lights_")
"""Extensions that only change how light falls on the model, or move it: a scan is right without them."""
NAMED = {
    "KHR_draco_mesh_compression": "scan.draco",
    "EXT_meshopt_compression": "scan.meshopt",
    "KHR_meshopt_compression": "scan.meshopt",
}
DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


@dataclass(frozen=True)
class Field:
    """One accessor's place in the binary chunk: count rows of width numbers, stride bytes from row to row."""

    where: str
    offset: int
    count: int
    width: int
    dtype: str
    normalised: bool
    stride: int


@dataclass(frozen=True)
class Look:
    """A material's base colour: linear rgba factor, the picture's index (None: none) and which texcoords it uses."""

    factor: tuple[float, float, float, float]
    image: int | None
    texcoord: int
    offset: tuple[float, float] = (0.0, 0.0)
    rotation: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    cutoff: float | None = None


@dataclass(frozen=True, eq=False)
class Part:
    """One primitive where it stands: world_from_part (4,4), its fields, its mode (4 list, 5 strip, 6 fan)."""

    where: str
    matrix: NDArray[np.float64]
    positions: Field
    indices: Field | None
    texcoords: Field | None
    colours: Field | None
    mode: int
    look: Look


@dataclass(frozen=True)
class Picture:
    where: str
    offset: int
    length: int


@dataclass(frozen=True, eq=False)
class Structure:
    """What to decode. generator: the program that wrote the file, as it says."""

    parts: tuple[Part, ...]
    pictures: Mapping[int, Picture]
    generator: str


def read_structure(container: Container) -> Structure:
    """Check the whole document and find what to decode. Raises ScanRefused."""
    document = _Document(container)
    parts: list[Part] = []
    for number, matrix in document.placed():
        parts += document.parts(number, matrix)
        if len(parts) > MOST_PRIMITIVES:
            raise ScanRefused("scan.too_many", where="primitives", count=len(parts), most=MOST_PRIMITIVES)
    if not parts:
        raise ScanRefused("scan.no_triangles")
    _check_amount(parts)
    used = {part.look.image for part in parts if part.look.image is not None and part.texcoords is not None}
    return Structure(tuple(parts), {image: document.picture(image) for image in sorted(used)}, document.generator)


def _check_amount(parts: Sequence[Part]) -> None:
    """A small file can ask for one mesh a million times: what counts is what it would become."""
    numbers = sum((p.indices or p.positions).count for p in parts)
    triangles = sum((p.indices or p.positions).count // (3 if p.mode == 4 else 1) for p in parts)
    if triangles > MOST_TRIANGLES or numbers > 3 * MOST_TRIANGLES:
        raise ScanRefused("scan.too_many_triangles", count=triangles, most=MOST_TRIANGLES)
    vertices = sum(p.positions.count for p in parts)
    if vertices > MOST_VERTICES:
        raise ScanRefused("scan.too_many", where="vertices", count=vertices, most=MOST_VERTICES)


class _Document:
    def __init__(self, container: Container) -> None:
        self._json = container.json
        self._binary = len(container.binary)
        asset = self._json.get("asset")
        if not isinstance(asset, dict) or not isinstance(asset.get("version"), str):
            raise ScanRefused("scan.structure", where="asset.version")
        if not asset["version"].startswith("2."):
            raise ScanRefused("scan.version", version=asset["version"][:12])
        self.generator = str(asset.get("generator", ""))[:200]
        self._check_extensions()
        self._lists = {name: self._list(name) for name in MOST}
        self._check_buffers()
        self._views = [self._view(i, row) for i, row in enumerate(self._lists["bufferViews"])]
        self._fields = [self._field(i, row) for i, row in enumerate(self._lists["accessors"])]
        self._check_images()

    # -- lists and their elements

    def _list(self, name: str) -> list[dict[str, Any]]:
        rows = self._json.get(name, [])
        if not isinstance(rows, list):
            raise ScanRefused("scan.structure", where=name)
        if len(rows) > MOST[name]:
            raise ScanRefused("scan.too_many", where=name, count=len(rows), most=MOST[name])
        for i, row in enumerate(rows):
            if not isinstance(row, dict):
                raise ScanRefused("scan.structure", where=f"{name}[{i}]")
        return rows

    def _refer(self, name: str, value: object, where: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ScanRefused("scan.structure", where=where)
        if not 0 <= value < len(self._lists[name]):
            raise ScanRefused("scan.reference", where=where)
        return value

    # -- extensions, buffers, views, accessors, images

    def _check_extensions(self) -> None:
        needed = self._json.get("extensionsRequired", [])
        if not isinstance(needed, list) or not all(isinstance(n, str) for n in needed):
            raise ScanRefused("scan.structure", where="extensionsRequired")
        for name in needed:
            if name in NAMED:
                raise ScanRefused(NAMED[name])
            if name not in READ_EXTENSIONS and not name.startswith(LOOKS_EXTENSIONS):
                raise ScanRefused("scan.extension", name=name[:60])

    def _check_buffers(self) -> None:
        for i, row in enumerate(self._lists["buffers"]):
            _check_inside(row, f"buffers[{i}]")
            stated = whole(row, "byteLength", f"buffers[{i}].byteLength", low=1)
            if stated > self._binary:
                raise ScanRefused("scan.buffer_length", where=f"buffers[{i}]", stated=stated, actual=self._binary)
            self._binary = stated

    def _view(self, i: int, row: dict[str, Any]) -> tuple[int, int, int]:
        """(offset, length, stride or 0)."""
        where = f"bufferViews[{i}]"
        if "EXT_meshopt_compression" in mapping(row, "extensions", where):
            raise ScanRefused("scan.meshopt")
        self._refer("buffers", row.get("buffer"), f"{where}.buffer")
        offset = whole(row, "byteOffset", f"{where}.byteOffset", default=0)
        length = whole(row, "byteLength", f"{where}.byteLength", low=1)
        stride = whole(row, "byteStride", f"{where}.byteStride", default=0, high=252)
        if offset + length > self._binary:
            raise ScanRefused("scan.view_range", where=where)
        return offset, length, stride

    def _field(self, i: int, row: dict[str, Any]) -> Field | None:
        """None for an accessor without data of its own, which is only wrong when a shown mesh uses it."""
        where = f"accessors[{i}]"
        component, kind = row.get("componentType"), row.get("type")
        if not isinstance(component, int) or component not in DTYPES or not isinstance(kind, str) or kind not in WIDTHS:
            raise ScanRefused("scan.structure", where=where)
        count = whole(row, "count", f"{where}.count", low=1)
        _check_claims(row, where)
        if "bufferView" not in row or "sparse" in row:
            return None
        view = self._refer("bufferViews", row["bufferView"], f"{where}.bufferView")
        offset, length, stride = self._views[view]
        own = whole(row, "byteOffset", f"{where}.byteOffset", default=0)
        size = WIDTHS[kind] * int(DTYPES[component][2])
        if stride and stride < size:
            raise ScanRefused("scan.structure", where=f"bufferViews[{view}].byteStride")
        if own + (count - 1) * (stride or size) + size > length:
            raise ScanRefused("scan.accessor_range", where=where, count=count)
        return Field(where, offset + own, count, WIDTHS[kind], DTYPES[component], row.get("normalized") is True, stride or size)

    def _check_images(self) -> None:
        for i, row in enumerate(self._lists["images"]):
            where = f"images[{i}]"
            _check_inside(row, where)
            self._refer("bufferViews", row.get("bufferView"), f"{where}.bufferView")

    def picture(self, image: int) -> Picture:
        offset, length, _ = self._views[self._lists["images"][image]["bufferView"]]
        return Picture(f"images[{image}]", offset, length)

    # -- nodes

    def placed(self) -> list[tuple[int, NDArray[np.float64]]]:
        """(mesh, world matrix) of every node that the scene shows."""
        nodes = self._lists["nodes"]
        children = [self._children(i, row) for i, row in enumerate(nodes)]
        world = world_matrices(nodes, children)
        shown = reach(self._scene(roots_of(children)), children)
        return [(self._refer("meshes", nodes[i]["mesh"], f"nodes[{i}].mesh"), world[i]) for i in shown if "mesh" in nodes[i]]

    def _children(self, i: int, row: dict[str, Any]) -> list[int]:
        where = f"nodes[{i}].children"
        below = row.get("children", [])
        if not isinstance(below, list):
            raise ScanRefused("scan.structure", where=where)
        return [self._refer("nodes", child, where) for child in below]

    def _scene(self, roots: list[int]) -> list[int]:
        scenes = self._lists["scenes"]
        if not scenes:
            return roots
        chosen = scenes[self._refer("scenes", self._json.get("scene", 0), "scene")].get("nodes", [])
        if not isinstance(chosen, list):
            raise ScanRefused("scan.structure", where="scenes.nodes")
        return list(dict.fromkeys(self._refer("nodes", node, "scenes.nodes") for node in chosen))

    # -- meshes

    def parts(self, number: int, matrix: NDArray[np.float64]) -> list[Part]:
        where = f"meshes[{number}]"
        primitives = self._lists["meshes"][number].get("primitives")
        if not isinstance(primitives, list) or not primitives:
            raise ScanRefused("scan.structure", where=f"{where}.primitives")
        if len(primitives) > MOST_PRIMITIVES:
            raise ScanRefused("scan.too_many", where=f"{where}.primitives", count=len(primitives), most=MOST_PRIMITIVES)
        found = [self._part(f"{where}.primitives[{k}]", row, matrix) for k, row in enumerate(primitives)]
        return [part for part in found if part is not None]

    def _part(self, where: str, row: object, matrix: NDArray[np.float64]) -> Part | None:
        if not isinstance(row, dict):
            raise ScanRefused("scan.structure", where=where)
        if "KHR_draco_mesh_compression" in mapping(row, "extensions", where):
            raise ScanRefused("scan.draco")
        mode = whole(row, "mode", f"{where}.mode", default=4, high=6)
        if mode < 4:
            return None  # points and lines have no surface
        names = mapping(row, "attributes", where)
        positions = self._attribute(names, "POSITION", where, (3,))
        if positions is None:
            raise ScanRefused("scan.structure", where=f"{where}.attributes.POSITION")
        indices = self._indices(row, where) if "indices" in row else None
        if mode == 4 and (indices or positions).count % 3:
            raise ScanRefused("scan.structure", where=f"{where}.indices")
        look = self._look(row, where)
        texcoords = self._attribute(names, f"TEXCOORD_{look.texcoord}", where, (2,)) if look.image is not None else None
        colours = self._attribute(names, "COLOR_0", where, (3, 4))
        for other in (texcoords, colours):
            if other is not None and other.count != positions.count:
                raise ScanRefused("scan.accessor_range", where=other.where, count=positions.count)
        return Part(where, matrix, positions, indices, texcoords, colours, mode, look)

    def _attribute(self, names: Mapping[str, Any], name: str, where: str, widths: tuple[int, ...]) -> Field | None:
        if name not in names:
            return None
        field = self._plain(names[name], f"{where}.attributes.{name}")
        if field.width not in widths or field.dtype == "<u4":
            raise ScanRefused("scan.structure", where=field.where)
        return field

    def _indices(self, row: dict[str, Any], where: str) -> Field:
        field = self._plain(row["indices"], f"{where}.indices")
        if field.width != 1 or field.dtype not in ("<u1", "<u2", "<u4"):
            raise ScanRefused("scan.structure", where=field.where)
        return field

    def _plain(self, number: object, where: str) -> Field:
        index = self._refer("accessors", number, where)
        field = self._fields[index]
        if field is None:
            sparse = "sparse" in self._lists["accessors"][index]
            raise ScanRefused("scan.sparse" if sparse else "scan.reference", where=f"accessors[{index}]")
        return field

    def _look(self, row: dict[str, Any], where: str) -> Look:
        if "material" not in row:
            return Look((1.0, 1.0, 1.0, 1.0), None, 0)
        number = self._refer("materials", row["material"], f"{where}.material")
        where, material = f"materials[{number}]", self._lists["materials"][number]
        shine = mapping(mapping(material, "extensions", where), "KHR_materials_pbrSpecularGlossiness", where)
        metal = mapping(material, "pbrMetallicRoughness", where)
        factor = numbers((shine or metal).get("diffuseFactor" if shine else "baseColorFactor", [1, 1, 1, 1]), 4, where)
        texture = mapping(shine, "diffuseTexture", where) if shine else mapping(metal, "baseColorTexture", where)
        red, green, blue, alpha = (min(max(v, 0.0), 1.0) for v in factor)
        cutoff = {"MASK": 0.5, "BLEND": 0.5}.get(str(material.get("alphaMode", "OPAQUE")))
        if cutoff is not None and "alphaCutoff" in material:
            cutoff = numbers([material["alphaCutoff"]], 1, f"{where}.alphaCutoff")[0]
        if not texture:
            return Look((red, green, blue, alpha), None, 0)
        moved = mapping(mapping(texture, "extensions", where), "KHR_texture_transform", where)
        texcoord = whole(texture, "texCoord", f"{where}.texCoord", default=0, high=7)
        offset = numbers(moved.get("offset", [0, 0]), 2, where)
        scale = numbers(moved.get("scale", [1, 1]), 2, where)
        return Look(
            factor=(red, green, blue, alpha),
            image=self._image(texture, where),
            texcoord=whole(moved, "texCoord", f"{where}.texCoord", default=texcoord, high=7),
            offset=(offset[0], offset[1]),
            rotation=numbers([moved.get("rotation", 0)], 1, where)[0],
            scale=(scale[0], scale[1]),
            cutoff=cutoff,
        )

    def _image(self, texture: Mapping[str, Any], where: str) -> int | None:
        number = self._refer("textures", texture.get("index"), f"{where}.texture")
        row = self._lists["textures"][number]
        webp = mapping(mapping(row, "extensions", where), "EXT_texture_webp", where)
        source = webp.get("source", row.get("source"))
        return None if source is None else self._refer("images", source, f"textures[{number}].source")


def _check_inside(row: Mapping[str, Any], where: str) -> None:
    uri = row.get("uri")
    if uri is None:
        return
    is_data = isinstance(uri, str) and uri[:5].lower() == "data:"
    raise ScanRefused("scan.data_uri" if is_data else "scan.external_uri", where=where)


def _check_claims(row: Mapping[str, Any], where: str) -> None:
    """The bounds that an accessor states for its numbers must be bounds."""
    for name in ("min", "max"):
        claim = row.get(name, [])
        if not isinstance(claim, list) or len(claim) > 16 or not all(finite(v) for v in claim):
            raise ScanRefused("scan.structure", where=f"{where}.{name}")
    low, high = row.get("min", []), row.get("max", [])
    if any(a > b for a, b in zip(low, high, strict=False)):
        raise ScanRefused("scan.structure", where=f"{where}.min")
