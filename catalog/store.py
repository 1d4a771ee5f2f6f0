"""The store of grown plants and painted skins: content-addressed on disk, the latest kept in memory.

The key is a hash of what is grown and of the code that grows it, so a change of either grows anew and nothing is ever stale.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import io
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog import mesh as mesh_module
from catalog.ageing import BY_ROLE, age, opened, wither
from catalog.mesh import Mesh
from catalog.occlusion import bake
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.plants.registry import PLANTS
from catalog.skin import Skin
from catalog.species import Catalog, Stage
from catalog.surface import palette

INDIVIDUALS = 3
IN_MEMORY = 600
T = TypeVar("T")


class NotGrown(Exception):
    """No 3D model exists for a species."""


@dataclass(frozen=True)
class Specimen:
    """One stem to be grown: everything its model depends on, besides the data and the code. day: days after cutting."""

    species: str
    openness: float
    individual: int
    level: Level
    form: str | None = None
    day: float = 0


class Store:
    """Grown plants by species, stage, individual and level. Safe for threads and for several processes on one folder."""

    def __init__(self, root: Path, catalog: Catalog) -> None:
        self._root = root
        self._catalog = catalog
        self._plants: OrderedDict[str, Plant] = OrderedDict()
        self._skins: OrderedDict[str, Skin] = OrderedDict()
        self._lock = Lock()

    def plant(
        self, species: str, stage: Stage, individual: int, level: Level, *, variety: str | None = None, day: int = 0
    ) -> Plant:
        """The grown plant; grown and baked at the first call, read from disk or memory after. Raises NotGrown.

        variety matters only where it has a flower form of its own. day: days after cutting.
        """
        wanted = self._specimen(species, stage, individual, level, variety, day)
        key = self._key(wanted)
        return self._remembered(self._plants, key, lambda: self._read_or_grow(key, wanted))

    def has(self, species: str, stage: Stage, individual: int, level: Level, *, variety: str | None = None, day: int = 0) -> bool:
        """Whether the plant is grown already. Raises NotGrown."""
        return self._place(self.plant_key(species, stage, individual, level, variety=variety, day=day)).exists()

    def skin(self, species: str, variety: str) -> Skin:
        """The painted palette of a variety. Raises NotGrown, or KeyError for an unknown variety."""
        return self._remembered(self._skins, self.skin_key(species, variety), lambda: self._paint(species, variety))

    def plant_key(
        self, species: str, stage: Stage, individual: int, level: Level, *, variety: str | None = None, day: int = 0
    ) -> str:
        return self._key(self._specimen(species, stage, individual, level, variety, day))

    def skin_key(self, species: str, variety: str) -> str:
        self._kind(species)
        chosen = self._catalog.species[species].variety(variety)
        if chosen is None:
            raise KeyError(f"{species} has no variety {variety}")
        return _digest(["skin", species, chosen.id, chosen.hex, chosen.accent, _code_version(species)])

    def _specimen(self, species: str, stage: Stage, individual: int, level: Level, variety: str | None, day: int) -> Specimen:
        chosen = self._catalog.species[species].variety(variety) if variety else None
        form = chosen.form if chosen else None
        return Specimen(species, self._kind(species).openness[stage], individual % INDIVIDUALS, level, form, day)

    def _key(self, wanted: Specimen) -> str:
        row = self._catalog.species[wanted.species]
        sizes = [row.head_diameter, row.stem_length, row.stem_diameter, row.heads_per_stem, row.vase_days]
        return _digest(["plant", asdict(wanted), sizes, _code_version(wanted.species)])

    def _kind(self, species: str) -> PlantKind:
        if species not in PLANTS:
            raise NotGrown(f"no 3D model of {species} exists yet")
        return PLANTS[species]

    def _remembered(self, memory: OrderedDict[str, T], key: str, make: Callable[[], T]) -> T:
        with self._lock:
            if key in memory:
                memory.move_to_end(key)
                return memory[key]
        value = make()
        with self._lock:
            memory[key] = value
            while len(memory) > IN_MEMORY:
                memory.popitem(last=False)
        return value

    def _paint(self, species: str, variety: str) -> Skin:
        kind = PLANTS[species]
        chosen = self._catalog.species[species].variety(variety)
        assert chosen is not None  # skin_key refused it already
        return Skin(kind.atlas, palette(kind.atlas, kind.paint(chosen)))

    def _place(self, key: str) -> Path:
        return self._root / key[:2] / f"{key}.npz"

    def _read_or_grow(self, key: str, wanted: Specimen) -> Plant:
        path = self._place(key)
        if path.exists():
            try:
                return unpack(path.read_bytes())
            except (ValueError, KeyError, OSError):
                path.unlink(missing_ok=True)  # cut short by a crash or a full disk: grow it again
        grown = unpack(pack(grow_specimen(self._catalog, wanted)))
        write_whole(path, pack(grown))
        return grown


def grow(
    catalog: Catalog, species: str, openness: float, individual: int, level: Level, form: str | None = None, day: float = 0
) -> Plant:
    """Grow one plant and bake its occlusion. The random stream depends on species and individual only, so that levels and
    stages of one individual are the same flower. day: days after cutting. Raises NotGrown."""
    return grow_specimen(catalog, Specimen(species, openness, individual % INDIVIDUALS, level, form, day))


def grow_specimen(catalog: Catalog, wanted: Specimen) -> Plant:
    if wanted.species not in PLANTS:
        raise NotGrown(f"no 3D model of {wanted.species} exists yet")
    kind, row = PLANTS[wanted.species], catalog.species[wanted.species]
    manner = kind.ageing or BY_ROLE[row.role]
    lived = age(row, wanted.day)
    growth = Growth(row, opened(wanted.openness, lived, manner), wanted.individual, wanted.level, wanted.form)
    plant = kind.grow(growth, _random(f"{wanted.species}/{wanted.individual}"))
    if wanted.day:
        chance = _random(f"{wanted.species}/{wanted.individual}/ageing")
        bloom, motion = wither(plant.bloom, plant.head.centre, plant.head.radius, kind.atlas, lived, manner, chance)
        plant = replace(plant, bloom=bloom, head=_moved(plant.head, motion))
    bloom, stalk = bake([tidy(plant.bloom), tidy(plant.stalk)], kind.atlas)
    return replace(plant, bloom=bloom, stalk=stalk)


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))


def _moved(head: Head, motion: NDArray[np.float64]) -> Head:
    centre = motion[:3, :3] @ head.centre + motion[:3, 3]
    return Head(centre.astype(np.float32), head.radius, (motion[:3, :3] @ head.axis).astype(np.float32))


def tidy(mesh: Mesh) -> Mesh:
    """The mesh rounded to a micrometre, without triangles of no area and without vertices that nothing uses."""
    positions = np.round(mesh.positions.astype(np.float64), 6)
    corners = positions[mesh.indices]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    indices = mesh.indices[area > 1e-11]
    used = np.unique(indices)
    renumber = np.zeros(len(positions), np.uint32)
    renumber[used] = np.arange(len(used), dtype=np.uint32)
    normals = mesh_module.unit(mesh.normals[used]).astype(np.float32)
    return Mesh(
        positions[used].astype(np.float32), normals, mesh.texcoords[used], mesh.colours[used], renumber[indices].reshape(-1, 3)
    )


def pack(plant: Plant) -> bytes:
    """A plant as bytes: normals in 8 bits, texcoords in 16, colours in 8 (tint/2, occlusion)."""
    arrays: dict[str, Any] = {
        "head": np.array(
            [*plant.head.centre, plant.head.radius, *plant.head.axis, plant.stem_radius, plant.stalk_length], np.float32
        ),
        "proxies": plant.proxies.astype(np.float32),
    }
    for name, m in (("bloom", plant.bloom), ("stalk", plant.stalk)):
        half_tint = np.concatenate([m.colours[:, :3] / 2, m.colours[:, 3:]], 1)
        arrays |= {
            f"{name}_p": m.positions,
            f"{name}_n": np.round(m.normals * 127).astype(np.int8),
            f"{name}_t": np.round(m.texcoords * 65535).astype(np.uint16),
            f"{name}_c": np.round(np.clip(half_tint, 0, 1) * 255).astype(np.uint8),
            f"{name}_i": m.indices.astype(np.uint16 if len(m.positions) < 65536 else np.uint32),
        }
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def unpack(data: bytes) -> Plant:
    """The plant in `data`. Raises ValueError or KeyError when it is damaged."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            head = arrays["head"]
            meshes = [_mesh(arrays, name) for name in ("bloom", "stalk")]
            proxies = arrays["proxies"]
    except Exception as error:  # zipfile and numpy raise many kinds for a damaged file
        raise ValueError(f"damaged model: {error}") from error
    return Plant(meshes[0], meshes[1], Head(head[:3], float(head[3]), head[4:7]), proxies, float(head[7]), float(head[8]))


def _mesh(arrays: Any, name: str) -> Mesh:
    colours = arrays[f"{name}_c"].astype(np.float32) / 255
    colours[:, :3] *= 2
    return Mesh(
        arrays[f"{name}_p"],
        mesh_module.unit(arrays[f"{name}_n"].astype(np.float32)).astype(np.float32),
        arrays[f"{name}_t"].astype(np.float32) / 65535,
        colours,
        arrays[f"{name}_i"].astype(np.uint32),
    )


def write_whole(path: Path, data: bytes) -> None:
    """Write so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


@lru_cache(maxsize=256)
def _code_version(species: str) -> str:
    """Hash of the code that grows and paints one species: the plant's own file, the store, and all of catalog that they import."""
    own = Path(inspect.getsourcefile(PLANTS[species].grow) or __file__)
    total = hashlib.sha256()
    if not own.exists():  # grown in a notebook: the function's own text stands for it
        total.update(inspect.getsource(PLANTS[species].grow).encode())
    found: set[Path] = set()
    ahead = [*([own] if own.exists() else []), Path(__file__)]
    while ahead:
        file = ahead.pop()
        if file not in found:
            found.add(file)
            ahead += _imports(file)
    for file in sorted(found):
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


@lru_cache(maxsize=512)
def _imports(file: Path) -> tuple[Path, ...]:
    """The files of catalog that a file imports, except the list of all plants."""
    home = Path(__file__).parent
    nodes = [n for n in ast.walk(ast.parse(file.read_bytes())) if isinstance(n, ast.ImportFrom) and n.module]
    names = [n.module for n in nodes] + [f"{n.module}.{a.name}" for n in nodes for a in n.names]
    paths = [home.joinpath(*str(name).split(".")[1:]).with_suffix(".py") for name in names if str(name).startswith("catalog.")]
    return tuple(p for p in paths if p.exists() and p.name != "registry.py")
