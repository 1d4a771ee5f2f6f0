"""The store of grown plants and painted skins: content-addressed on disk, the latest kept in memory.

The key is a hash of what is grown and of the code that grows it, so a change of either grows anew and nothing is ever stale.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import BY_ROLE, age, opened, wither
from catalog.occlusion import bake
from catalog.packing import pack, tidy, unpack, write_whole
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.plants.registry import PLANTS
from catalog.scans.archive import ArchiveDamaged
from catalog.scans.model import open_scan, scan_plant, scan_skin
from catalog.skin import Skin
from catalog.species import Catalog, Stage
from catalog.surface import palette

__all__ = ["INDIVIDUALS", "NotGrown", "Specimen", "Store", "grow", "grow_specimen", "pack", "tidy", "unpack", "write_whole"]

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
        if species in self._catalog.scans:
            scanned = self._scan_key(species, individual, level, day)
            return self._remembered(self._plants, scanned, lambda: self._read_scan(species, individual, level, day))
        wanted = self._specimen(species, stage, individual, level, variety, day)
        key = self._key(wanted)
        return self._remembered(self._plants, key, lambda: self._read_or_grow(key, wanted))

    @property
    def species(self) -> tuple[str, ...]:
        """Every species that has models, grown or scanned."""
        return (*PLANTS, *self._catalog.scans)

    def has(self, species: str, stage: Stage, individual: int, level: Level, *, variety: str | None = None, day: int = 0) -> bool:
        """Whether the plant is grown already. Raises NotGrown."""
        return (
            species in self._catalog.scans
            or self._place(self.plant_key(species, stage, individual, level, variety=variety, day=day)).exists()
        )

    def skin(self, species: str, variety: str) -> Skin:
        """The painted palette of a variety. Raises NotGrown, or KeyError for an unknown variety."""
        return self._remembered(self._skins, self.skin_key(species, variety), lambda: self._paint(species, variety))

    def plant_key(
        self, species: str, stage: Stage, individual: int, level: Level, *, variety: str | None = None, day: int = 0
    ) -> str:
        if species in self._catalog.scans:
            return self._scan_key(species, individual, level, day)
        return self._key(self._specimen(species, stage, individual, level, variety, day))

    def skin_key(self, species: str, variety: str) -> str:
        scan = self._catalog.scans.get(species)
        if scan is None:
            self._kind(species)
        chosen = self._catalog.species[species].variety(variety)
        if chosen is None:
            raise KeyError(f"{species} has no variety {variety}")
        if scan is not None:
            return _digest(["scan skin", species, scan.digest, chosen.id, chosen.hex, _scan_version()])
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

    def _scan_key(self, species: str, individual: int, level: Level, day: int) -> str:
        """All stages of a scan are the flower as it was scanned, so a stage is no part of its name."""
        row = self._catalog.species[species]
        life = [row.role, row.vase_days] if day else []
        digest = self._catalog.scans[species].digest
        return _digest(["scan", species, digest, individual % INDIVIDUALS, level, day, life, _scan_version()])

    def _read_scan(self, species: str, individual: int, level: Level, day: int) -> Plant:
        """A scan ages like a grown flower of its role, but cannot open. Raises NotGrown when its file is gone or damaged."""
        try:
            scan = open_scan(self._catalog.scans[species].path)
            plant = scan_plant(scan, individual % INDIVIDUALS, level)
        except (OSError, ValueError, KeyError, ArchiveDamaged) as error:
            raise NotGrown(f"the model of {species} cannot be read; import the scan again") from error
        if not day:
            return plant
        row = self._catalog.species[species]
        lived, chance = age(row, day), _random(f"{species}/{individual % INDIVIDUALS}/ageing")
        atlas = scan_skin(scan, row.varieties[0]).atlas
        bloom, motion = wither(plant.bloom, plant.head.centre, plant.head.radius, atlas, lived, BY_ROLE[row.role], chance)
        return replace(plant, bloom=bloom, head=_moved(plant.head, motion))

    def _paint(self, species: str, variety: str) -> Skin:
        chosen = self._catalog.species[species].variety(variety)
        assert chosen is not None  # skin_key refused it already
        if species in self._catalog.scans:
            try:
                return scan_skin(open_scan(self._catalog.scans[species].path), chosen)
            except (OSError, ArchiveDamaged) as error:
                raise NotGrown(f"the model of {species} cannot be read; import the scan again") from error
        kind = PLANTS[species]
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
    """The files of catalog that a file imports, except the list of all plants and what only scans go through."""
    home = Path(__file__).parent
    nodes = [n for n in ast.parse(file.read_bytes()).body if isinstance(n, ast.ImportFrom) and n.module]
    names = [n.module for n in nodes] + [f"{n.module}.{a.name}" for n in nodes for a in n.names]
    paths = [home.joinpath(*str(name).split(".")[1:]).with_suffix(".py") for name in names if str(name).startswith("catalog.")]
    return tuple(p for p in paths if p.exists() and p.name != "registry.py" and p.parent.name != "scans")


@lru_cache(maxsize=1)
def _scan_version() -> str:
    """Hash of the code that shows a kept scan; its model is finished, so the code that made it does not count."""
    folder = Path(__file__).parent
    files = [folder / name for name in ("scans/model.py", "scans/atlas.py", "ageing.py", "surface.py", "packing.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
