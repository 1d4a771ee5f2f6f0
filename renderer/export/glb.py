"""A small writer of binary glTF: it collects buffers, accessors, materials and nodes, and puts them into one file."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

BYTE, SHORT, INT, FLOAT = 5121, 5123, 5125, 5126  # glTF's numbers for unsigned byte, unsigned short, unsigned int, float
VERTICES, INDICES = 34962, 34963
LINEAR, CLAMP = 9729, 33071


class Glb:
    """One file in the making. Every method that adds something returns its index."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []
        self._materials: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._held: dict[bytes, int] = {}

    def positions(self, values: NDArray[np.float32]) -> int:
        """(N,3) float32 with its bounds, as POSITION must have."""
        return self._accessor(values, FLOAT, "VEC3", min=values.min(0).tolist(), max=values.max(0).tolist())

    def floats3(self, values: NDArray[np.float32]) -> int:
        return self._accessor(values, FLOAT, "VEC3")

    def shorts2(self, values: NDArray[np.uint16]) -> int:
        """(N,2) uint16 that stand for 0..1."""
        return self._accessor(values, SHORT, "VEC2", normalized=True)

    def bytes4(self, values: NDArray[np.uint8]) -> int:
        """(N,4) uint8 that stand for 0..1."""
        return self._accessor(values, BYTE, "VEC4", normalized=True)

    def indices(self, triangles: NDArray[np.uint32]) -> int:
        """(T,3); two bytes each where they fit (65535 itself is reserved)."""
        small = triangles.size == 0 or int(triangles.max()) < 65535
        flat = triangles.astype(np.uint16 if small else np.uint32).ravel()
        return self._accessor(flat, SHORT if small else INT, "SCALAR", target=INDICES)

    def texture(self, file: bytes, mime: str) -> int:
        """An embedded picture, read smoothly, without mipmaps (palette tiles lie side by side). Equal files are held once."""
        if file not in self._held:
            self._images.append({"bufferView": self._view(file, None), "mimeType": mime})
            self._held[file] = len(self._images) - 1
        return self._held[file]

    def material(self, material: dict[str, Any], texture: int | None) -> int:
        if texture is not None:
            look = {**material["pbrMetallicRoughness"], "baseColorTexture": {"index": texture}}
            material = {**material, "pbrMetallicRoughness": look}
        self._materials.append(material)
        return len(self._materials) - 1

    def mesh(self, attributes: dict[str, int], indices: int, material: int, name: str = "") -> int:
        made: dict[str, Any] = {"primitives": [{"attributes": attributes, "indices": indices, "material": material}]}
        self._meshes.append({**made, "name": name} if name else made)
        return len(self._meshes) - 1

    def node(self, mesh: int, matrix: ArrayLike | None = None) -> int:
        """A node of the scene that shows a mesh; matrix (4,4) is world_from_mesh."""
        made: dict[str, Any] = {"mesh": mesh}
        if matrix is not None:
            made["matrix"] = [float(v) for v in np.asarray(matrix, np.float32).T.ravel()]
        self._nodes.append(made)
        return len(self._nodes) - 1

    def finish(self) -> bytes:
        """The file. Raises ValueError when nothing was added."""
        if not self._nodes:
            raise ValueError("a model needs at least one triangle")
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "Posy"},
            "scene": 0,
            "scenes": [{"nodes": list(range(len(self._nodes)))}],
            "nodes": self._nodes,
            "meshes": self._meshes,
            "materials": self._materials,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._data)}],
        }
        if self._images:
            document["images"] = self._images
            document["textures"] = [{"source": i, "sampler": 0} for i in range(len(self._images))]
            document["samplers"] = [{"magFilter": LINEAR, "minFilter": LINEAR, "wrapS": CLAMP, "wrapT": CLAMP}]
        text = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
        text += b" " * (-len(text) % 4)
        data = bytes(self._data)
        head = struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(data))
        return head + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data

    def _accessor(
        self, values: NDArray[Any], component: int, kind: str, target: int = VERTICES, normalized: bool = False, **bounds: Any
    ) -> int:
        made = {"bufferView": self._view(values.tobytes(), target), "componentType": component, "count": len(values), "type": kind}
        if normalized:
            made["normalized"] = True
        self._accessors.append({**made, **bounds})
        return len(self._accessors) - 1

    def _view(self, content: bytes, target: int | None) -> int:
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self._data), "byteLength": len(content)}
        if target is not None:
            view["target"] = target
        self._data += content + b"\0" * (-len(content) % 4)
        self._views.append(view)
        return len(self._views) - 1
