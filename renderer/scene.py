"""What a camera can see: an Arrangement staged with its models, light and background.

Equal meshes are one `Batch` drawn many times: sixty roses hold three.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog import containers
from catalog.mesh import Floats, Mesh
from catalog.organs.stem import sweep
from catalog.plant import Level
from catalog.skin import Piece, Skin
from catalog.species import Stage
from catalog.store import Store
from designer.arrangement import Arrangement, PlacedStem
from renderer.light import STUDIO, Light

BackgroundKind = Literal["studio", "table"]
Source = Literal["bloom", "stalk", "stem", "part"]


@dataclass(frozen=True)
class Background:
    """The ground and the room behind. studio: a seamless paper sweep; table: pale wood in front of a soft wall.

    ground and wall are sRGB 0..1.
    """

    kind: BackgroundKind = "studio"
    ground: tuple[float, float, float] = (0.953, 0.937, 0.910)
    wall: tuple[float, float, float] = (0.918, 0.898, 0.868)


DEEPER = Background(ground=(0.885, 0.868, 0.842), wall=(0.828, 0.807, 0.778))
"""Behind a stem alone: deep enough for a white flower to stand out."""


@dataclass(frozen=True, eq=False)
class Batch:
    """One piece shown at each of transforms (K,4,4) f32, its colours multiplied by tints (K,3) f32.

    key names the mesh's content: batches with equal keys share one mesh on the GPU and in exports."""

    piece: Piece
    key: str
    transforms: Floats
    tints: Floats
    source: Source = "part"

    def __post_init__(self) -> None:
        k = len(self.transforms)
        if self.transforms.shape != (k, 4, 4) or self.tints.shape != (k, 3):
            raise ValueError(f"a batch needs (K,4,4) transforms and (K,3) tints: {self.transforms.shape}, {self.tints.shape}")


@dataclass(frozen=True, eq=False)
class Scene:
    """bounds (2,3) metres. ground: whether there is a floor at y = 0 that takes the shadow."""

    batches: tuple[Batch, ...]
    bounds: Floats
    light: Light = STUDIO
    background: Background = field(default_factory=Background)
    ground: bool = True

    @cached_property
    def key(self) -> str:
        """Hex name of the geometry and where it stands: what shadows depend on, together with the light."""
        digest = hashlib.sha256(self.bounds.tobytes())
        for batch in self.batches:
            digest.update(batch.key.encode())
            digest.update(batch.transforms.tobytes())
        return digest.hexdigest()[:32]

    @cached_property
    def outline(self) -> NDArray[np.float32]:
        """(N,3) points in the world that stand for the whole extent: the extremes of every instance are among them."""
        return np.concatenate([_placed_extremes(b) for b in self.batches] or [np.zeros((0, 3), np.float32)])

    @property
    def triangles(self) -> int:
        return sum(b.piece.mesh.triangles * len(b.transforms) for b in self.batches)


def scene_of(
    pieces: Sequence[tuple[Piece, ArrayLike]], *, light: Light = STUDIO, ground: bool = True, source: Source = "part"
) -> Scene:
    """A scene of pieces at their places (4,4). The same piece object given several times becomes one batch.

    source: what they are; stills show the grain of everything but parts.
    """
    places: dict[int, tuple[Piece, list[Floats]]] = {}
    for piece, matrix in pieces:
        places.setdefault(id(piece), (piece, []))[1].append(np.asarray(matrix, np.float32).reshape(4, 4))
    batches = [
        Batch(piece, mesh_key(piece.mesh), np.stack(at), np.ones((len(at), 3), np.float32), source)
        for piece, at in places.values()
        if piece.mesh.triangles
    ]
    return assemble(batches, light=light, ground=ground)


def assemble(
    batches: Sequence[Batch], *, light: Light = STUDIO, background: Background | None = None, ground: bool = True
) -> Scene:
    """A Scene with its bounds measured. Raises ValueError when there is nothing to see."""
    shown = tuple(b for b in batches if b.piece.mesh.triangles and len(b.transforms))
    if not shown:
        raise ValueError("a scene needs at least one triangle")
    bare = Scene(shown, np.zeros((2, 3), np.float32), light, background or Background(), ground)
    outline = bare.outline
    bounds = np.stack([outline.min(0), outline.max(0)])
    return Scene(shown, bounds, light, background or Background(), ground)


def stage(
    arrangement: Arrangement,
    store: Store,
    level: Level | Callable[[PlacedStem], Level] = Level.STANDARD,
    *,
    light: Light = STUDIO,
    background: Background | None = None,
    day: int = 0,
) -> Scene:
    """The bouquet: equal blooms as one batch, the stems of a variety as one mesh, the parts. level may be chosen by stem.

    day: how many days after cutting its flowers are shown; they stand where they stood when it was made.
    Raises NotGrown for a species without a model and ValueError for an arrangement without stems.
    """
    choose = level if callable(level) else lambda _: level
    stem_level = Level.PHONE if callable(level) else level
    blooms: dict[tuple[str, str, Stage, int, Level], list[PlacedStem]] = {}
    stalks: dict[tuple[str, str], list[PlacedStem]] = {}
    for stem in arrangement.stems:
        kind = (stem.species, stem.variety, stem.stage, stem.individual, choose(stem))
        blooms.setdefault(kind, []).append(stem)
        stalks.setdefault((stem.species, stem.variety), []).append(stem)
    batches = []
    for (species, variety, opening, individual, chosen), stems in blooms.items():
        plant = store.plant(species, opening, individual, chosen, variety=variety, day=day)
        key = f"{store.plant_key(species, opening, individual, chosen, variety=variety, day=day)}-bloom"
        transforms = np.stack([s.transform for s in stems]).astype(np.float32)
        tints = np.stack([tint(s.id) for s in stems])
        batches.append(Batch(Piece(plant.bloom, store.skin(species, variety)), key, transforms, tints, "bloom"))
    for (species, variety), stems in stalks.items():
        batches.append(_single(_swept(stems, store.skin(species, variety), stem_level), np.eye(4), "stem"))
    batches += [_single(piece, matrix, "part") for piece, matrix in _parts(arrangement)]
    return assemble(batches, light=light, background=background)


def stage_plant(
    species: str,
    variety: str,
    stage: Stage,
    individual: int,
    level: Level,
    store: Store,
    *,
    light: Light = STUDIO,
    ground: bool = False,
    day: int = 0,
) -> Scene:
    """One stem alone, upright, its cut end at y = 0. Raises NotGrown, or KeyError for an unknown variety."""
    plant = store.plant(species, stage, individual, level, variety=variety, day=day)
    skin = store.skin(species, variety)
    raised = np.eye(4, dtype=np.float32)
    raised[1, 3] = plant.stalk_length
    name = store.plant_key(species, stage, individual, level, variety=variety, day=day)
    white = np.ones((1, 3), np.float32)
    batches = [
        Batch(Piece(plant.bloom, skin), f"{name}-bloom", raised[None], white, "bloom"),
        Batch(Piece(plant.stalk, skin), f"{name}-stalk", raised[None], white, "stalk"),
    ]
    return assemble(batches, light=light, background=DEEPER, ground=ground)


def tint(stem_id: str) -> Floats:
    """(3,) around 1: no two stems of a bunch have quite the same colour. Depends on the stem's id only."""
    seed = int.from_bytes(hashlib.sha256(stem_id.encode()).digest()[:8], "little")
    rng = np.random.default_rng(seed)
    return np.clip((1 + rng.normal(0, 0.03)) * (1 + rng.normal(0, 0.012, 3)), 0.88, 1.12).astype(np.float32)


SIDES = {Level.HERO: 8, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 4}
EVERY = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 3}


def parts_and_stems(arrangement: Arrangement, store: Store, level: Level = Level.PHONE) -> tuple[Piece, ...]:
    """Wrap, ribbon, vase, card and all swept stems as pieces in the world: what a web page draws beside the blooms."""
    groups: dict[tuple[str, str], list[PlacedStem]] = {}
    for stem in arrangement.stems:
        groups.setdefault((stem.species, stem.variety), []).append(stem)
    stems = [_swept(group, store.skin(*kind), level) for kind, group in groups.items()]
    parts = [Piece(piece.mesh.transformed(m), piece.skin) for piece, m in _parts(arrangement)]
    return tuple(p for p in (*parts, *stems) if p.mesh.triangles)


def _parts(arrangement: Arrangement) -> list[tuple[Piece, NDArray[np.float64]]]:
    return [
        (piece, part.transform)
        for part in arrangement.parts
        for piece in containers.build(part.kind, part.good, part.colours, part.fit, part.text)
    ]


def _swept(stems: Sequence[PlacedStem], skin: Skin, level: Level) -> Piece:
    """The stems' tubes as one piece in the world, in the atlas' stem slot."""
    slot = "stem" if "stem" in skin.atlas.names else skin.atlas.names[-1]
    kept = [np.unique(np.append(np.arange(0, len(s.path), EVERY[level]), len(s.path) - 1)) for s in stems]
    paths = [s.path[k] for s, k in zip(stems, kept, strict=True)]
    shades = [float(tint(s.id).mean()) for s in stems]
    tubes = sweep(paths, [s.stem_radius for s in stems], skin.atlas, slot, sides=SIDES[level], tints=shades)
    return Piece(tubes, skin)


def _single(piece: Piece, transform: ArrayLike, source: Source) -> Batch:
    at = np.asarray(transform, np.float32).reshape(1, 4, 4)
    return Batch(piece, mesh_key(piece.mesh), at, np.ones((1, 3), np.float32), source)


def mesh_key(mesh: Mesh) -> str:
    """Hex name of a mesh's content."""
    digest = hashlib.sha256()
    for array in (mesh.positions, mesh.normals, mesh.texcoords, mesh.colours, mesh.indices):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:32]


_SKIN_KEYS: WeakKeyDictionary[Skin, str] = WeakKeyDictionary()


def skin_key(skin: Skin) -> str:
    """Hex name of a palette, its finishes and blend; remembered for each skin, since it is asked for with every draw."""
    if skin not in _SKIN_KEYS:
        digest = hashlib.sha256(np.ascontiguousarray(skin.palette).tobytes())
        digest.update(repr((skin.atlas.slots, skin.blend)).encode())
        _SKIN_KEYS[skin] = digest.hexdigest()[:32]
    return _SKIN_KEYS[skin]


def finishes(skin: Skin) -> NDArray[np.float32]:
    """(8,4): roughness, translucency, sheen, 0 of every slot; slots that the atlas does not name are matte."""
    table = np.zeros((8, 4), np.float32)
    table[:, 0] = 0.9
    for row, (_, finish) in zip(table, skin.atlas.slots, strict=False):
        row[:3] = finish.roughness, finish.translucency, finish.sheen
    return table


_DIRECTIONS = np.array(
    [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if (x, y, z) != (0, 0, 0)], np.float32
)


def _placed_extremes(batch: Batch) -> NDArray[np.float32]:
    points = _extremes(batch.piece.mesh)
    world = np.einsum("kij,nj->kni", batch.transforms[:, :3, :3], points) + batch.transforms[:, None, :3, 3]
    placed: NDArray[np.float32] = world.reshape(-1, 3).astype(np.float32)
    return placed


def _extremes(mesh: Mesh) -> Floats:
    """(26,3): the vertex that lies farthest in each of 26 directions."""
    found: Floats = mesh.positions[np.argmax(mesh.positions @ _DIRECTIONS.T, axis=0)]
    return found
