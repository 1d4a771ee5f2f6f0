"""One place to ask for everything that shows a design: arrangement, pictures, models, exports. Each is named by its content."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

from catalog.plant import Level, Plant
from catalog.skin import Piece
from catalog.species import STAGES, Catalog, Role, Stage
from catalog.store import INDIVIDUALS, Store
from designer.arrangement import Arrangement
from designer.compose import compose
from designer.design import Design
from renderer.backend import RenderBackend
from renderer.camera import Camera, frame_close, frame_front, frame_three_quarter, frame_top
from renderer.export.gltf import bouquet_glb, model_glb, stem_glb
from renderer.export.usdz import bouquet_usdz, stem_usdz
from renderer.files import FileStore
from renderer.frames import Frame, Picture, encode, halved
from renderer.scene import Scene, parts_and_stems, stage, stage_plant

View = Literal["front", "quarter", "top", "close", "head"]
Profile = Literal["web", "ar"]
VIEWS: dict[View, Callable[..., Camera]] = {
    "front": frame_front,
    "quarter": frame_three_quarter,
    "top": frame_top,
    "close": frame_close,
    "head": frame_three_quarter,
}
ARRANGEMENTS_KEPT = 256
OLDEST = 60
"""Days after cutting that can be shown: by then every cut flower is spent."""
MODEL_DAYS = (0, 3, 7, 14)
"""Days after cutting whose stems a page can load as models."""


@dataclass(frozen=True)
class Shot:
    """How to take a picture: pixels, from where, how carefully, in which file format. The view "head" frames only the blooms.

    reduced: made from the picture of twice the size instead of being drawn, for pages that show both. day: how many days after
    cutting it shows the flowers.
    """

    width: int = 960
    height: int = 1200
    view: View = "quarter"
    quality: Literal["preview", "still"] = "still"
    transparent: bool = False
    format: Picture = "jpg"
    reduced: bool = False
    day: int = 0

    @property
    def double(self) -> Shot:
        """The same picture, drawn, at twice the size."""
        return replace(self, width=self.width * 2, height=self.height * 2, reduced=False)


@dataclass(frozen=True)
class StemChoice:
    """One stem alone."""

    species: str
    variety: str
    stage: Stage = "half"
    individual: int = 0


class StoreShapes:
    """What the composer may know of a plant. All levels of a plant share one shape; the standard one stands for them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plant(self, species: str, stage: Stage, individual: int, variety: str) -> Plant:
        return self._store.plant(species, stage, individual, Level.STANDARD, variety=variety)


class Studio:
    """Composes, stages, draws and exports designs. Everything made is kept under `folder`. Safe for threads."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self.catalog = catalog
        self._folder = folder
        self.store = Store(folder / "models", catalog)
        self.files = FileStore(folder / "files")
        self._shapes = StoreShapes(self.store)
        self._arrangements: OrderedDict[str, Arrangement] = OrderedDict()
        self._lock = Lock()

    def renewed(self, catalog: Catalog) -> Studio:
        """A studio in the same folder for a catalogue that has changed."""
        return Studio(catalog, self._folder)

    def _name(self, subject: Design | StemChoice) -> str:
        """Name of what is shown, with the content of the scans in it: a scan may be replaced under its id."""
        used = {subject.species} if isinstance(subject, StemChoice) else {line.species for line in subject.stems}
        scans = [self.catalog.scans[name].digest for name in sorted(used) if name in self.catalog.scans]
        return digest(fingerprint(subject), *scans) if scans else fingerprint(subject)

    def arrangement(self, design: Design) -> Arrangement:
        key = self._name(design)
        with self._lock:
            if key in self._arrangements:
                self._arrangements.move_to_end(key)
                return self._arrangements[key]
        made = compose(design, self.catalog, self._shapes)
        with self._lock:
            self._arrangements[key] = made
            while len(self._arrangements) > ARRANGEMENTS_KEPT:
                self._arrangements.popitem(last=False)
        return made

    # -- pictures. These need a graphics context: call them in a render worker or in a program of one thread.

    def picture(self, subject: Design | StemChoice, shot: Shot) -> Path:
        """The picture's file, drawn when it is not there yet."""
        name = self.picture_name(subject, shot)
        if shot.reduced:
            return self.files.get(name, lambda: encode(halved(self.picture(subject, shot.double).read_bytes()), shot.format))
        return self.files.get(name, lambda: encode(self.frame(subject, shot), shot.format))

    def frame(self, subject: Design | StemChoice, shot: Shot) -> Frame:
        # A preview is small and must be quick; what the phone level leaves out cannot be seen at its size.
        scene = self.scene(subject, Level.PHONE if shot.quality == "preview" else Level.STANDARD, shot.day)
        framed = replace(scene, batches=tuple(b for b in scene.batches if b.source == "bloom")) if shot.view == "head" else scene
        camera = VIEWS[shot.view](framed.outline, shot.width / shot.height)
        return _backend().render(scene, camera, shot.width, shot.height, shot.quality, shot.transparent)

    def picture_name(self, subject: Design | StemChoice, shot: Shot) -> str:
        return f"{digest('picture', self._name(subject), repr(shot))}.{shot.format}"

    def scene(self, subject: Design | StemChoice, level: Level, day: int = 0) -> Scene:
        if isinstance(subject, Design):
            return stage(self.arrangement(subject), self.store, level, day=day)
        return stage_plant(subject.species, subject.variety, subject.stage, subject.individual, level, self.store, day=day)

    # -- files

    def glb(self, subject: Design | StemChoice, profile: Profile) -> Path:
        return self.files.get(self.export_name(subject, profile), lambda: self.glb_bytes(subject, profile))

    def glb_bytes(self, subject: Design | StemChoice, profile: Profile) -> bytes:
        if isinstance(subject, Design):
            return bouquet_glb(self.arrangement(subject), self.store, profile=profile)
        return stem_glb(self.scene(subject, Level.STANDARD), profile=profile)

    def usdz(self, subject: Design | StemChoice) -> Path:
        return self.files.get(self.export_name(subject, "usdz"), lambda: self.usdz_bytes(subject))

    def usdz_bytes(self, subject: Design | StemChoice) -> bytes:
        if isinstance(subject, Design):
            return bouquet_usdz(self.arrangement(subject), self.store)
        return stem_usdz(self.scene(subject, Level.STANDARD))

    def export_name(self, subject: Design | StemChoice, kind: Profile | Literal["usdz"]) -> str:
        return f"{digest('export', kind, self._name(subject))}.{'usdz' if kind == 'usdz' else 'glb'}"

    # -- what a web page loads to draw the bouquet itself

    def model(self, key: str) -> Path | None:
        """The web model of a plant by its key, or None for a key that names nothing."""
        if key not in self._plants:
            return None
        species, variety, stage_name, individual, level, day = self._plants[key]

        def make() -> bytes:
            plant = self.store.plant(species, stage_name, individual, level, variety=variety, day=day)
            return model_glb([Piece(plant.bloom, self.store.skin(species, variety))])

        return self.files.get(f"{digest('model', key)}.glb", make)

    def palette(self, key: str) -> Path | None:
        """The palette of a variety as WebP, or None."""
        if key not in self._skins:
            return None
        species, variety = self._skins[key]
        return self.files.get(
            f"{digest('palette', key)}.webp", lambda: encode(Frame(self.store.skin(species, variety).palette), "webp")
        )

    def parts(self, design: Design) -> str:
        """Name of the GLB that holds wrap, ribbon, vase, card and the swept stems of a design; made at the first call."""
        name = f"{digest('parts', self._name(design))}.glb"
        arrangement = self.arrangement(design)
        self.files.get(name, lambda: model_glb(parts_and_stems(arrangement, self.store), embed=True))
        return name

    def swatches(self, shot: Shot) -> dict[str, StemChoice]:
        """Every variety's stem alone, by the name of its picture taken with `shot`."""
        choices = (
            StemChoice(species, variety.id, swatch_stage(self.catalog.species[species].role))
            for species in self.store.species
            for variety in self.catalog.species[species].varieties
        )
        return {self.picture_name(choice, shot): choice for choice in choices}

    @cached_property
    def _plants(self) -> dict[str, tuple[str, str, Stage, int, Level, int]]:
        shown = [(level, 0) for level in (Level.STANDARD, Level.PHONE, Level.FAR)]
        shown += [(Level.PHONE, day) for day in MODEL_DAYS if day]
        return {
            self.store.plant_key(species, stage_name, individual, level, variety=variety, day=day): (
                species,
                variety,
                stage_name,
                individual,
                level,
                day,
            )
            for species in self.store.species
            for variety in self.catalog.species[species].form_bearers
            for stage_name in STAGES
            for individual in range(INDIVIDUALS)
            for level, day in shown
        }

    @cached_property
    def _skins(self) -> dict[str, tuple[str, str]]:
        return {
            self.store.skin_key(species, variety.id): (species, variety.id)
            for species in self.store.species
            for variety in self.catalog.species[species].varieties
        }


def swatch_stage(role: Role) -> Stage:
    """The stage at which a stem is shown alone: flowers as they are sold, foliage and fillers full."""
    return "full" if role in ("foliage", "filler") else "half"


def fingerprint(subject: Design | StemChoice) -> str:
    """Name of what is shown. A design's own name is not part of its looks."""
    if isinstance(subject, StemChoice):
        return digest("stem", repr(subject))
    return digest("design", json.dumps(subject.model_dump(mode="json", exclude={"name"}), sort_keys=True, ensure_ascii=False))


def digest(*parts: str) -> str:
    """32 hex digits that depend on the parts and on the code that composes and draws."""
    return hashlib.sha256("\0".join([*parts, _code_version()]).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _code_version() -> str:
    home = Path(__file__).resolve().parent.parent
    files = [f for package in ("catalog", "designer", "renderer") for f in (home / package).rglob("*")]
    total = hashlib.sha256()
    for file in sorted(f for f in files if f.suffix in (".py", ".glsl", ".vert", ".frag")):
        total.update(file.relative_to(home).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _backend() -> RenderBackend:
    from renderer.raster import shared  # late: a process that draws nothing needs no graphics driver

    return shared()
