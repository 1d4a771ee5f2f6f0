"""What exists: species, varieties and goods, frozen. Centimetres and yuan live in `assets/`; here are metres and fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Stage = Literal["bud", "half", "full"]
STAGES: tuple[Stage, ...] = ("bud", "half", "full")
Role = Literal["focal", "mass", "line", "filler", "foliage"]
ROLES: tuple[Role, ...] = ("focal", "mass", "line", "filler", "foliage")
PetRisk = Literal["severe", "toxic", "mild", "none", "unknown"]
GoodKind = Literal["paper", "vase", "box", "basket", "stand", "bag", "foam", "ribbon", "banner", "card", "care", "extra", "holder"]


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Variety:
    """hex is the body colour under neutral light; accent a second colour (throat, edge, disc) where the variety has one.

    form names the flower form where it differs from that of its species ("double", "fringed"), and so has models of its own.
    """

    id: str
    name: Text
    hex: str
    accent: str | None
    form: str | None = None


@dataclass(frozen=True)
class Bunch:
    stems: int
    unit: str


@dataclass(frozen=True)
class Species:
    """One kind of cut stem. Lengths in metres; head_diameter by stage; cost_fen the usual wholesale range per stem.

    estimates names the fields that no measured source was found for.
    """

    id: str
    name: Text
    latin: str
    role: Role
    roles: tuple[Role, ...]
    form: str
    head_diameter: dict[Stage, float]
    heads_per_stem: tuple[int, int]
    stem_length: tuple[float, float]
    stem_diameter: tuple[float, float]
    varieties: tuple[Variety, ...]
    vase_days: tuple[int, int]
    plan_days: int
    months: tuple[int, ...]
    peak_months: tuple[int, ...]
    meaning: Text
    cost_fen: tuple[int, int]
    peak_profile: str
    bunch: Bunch
    fragrance: int
    pollen: int
    pets: dict[Literal["cat", "dog"], PetRisk]
    ethylene: str
    store_celsius: tuple[float, float]
    conditioning_hours: tuple[float, float]
    vase_water: str
    thorns: bool
    care: Text
    substitutes: tuple[str, ...]
    estimates: tuple[str, ...]
    grown: bool
    """True when a 3D model of it exists, so that it can be put into a design."""
    retired: bool = False
    """True when the shop offers it no more, and only what shows it already may still do so; never with grown."""

    def variety(self, id: str) -> Variety | None:
        return next((v for v in self.varieties if v.id == id), None)

    @property
    def form_bearers(self) -> tuple[str, ...]:
        """The first variety of each flower form: together they stand for all that has to be grown."""
        return tuple({v.form: v.id for v in reversed(self.varieties)}.values())[::-1]

    @property
    def standard_cost_fen(self) -> int:
        """Middle of the wholesale range, the cost used where no lot says otherwise."""
        return (self.cost_fen[0] + self.cost_fen[1] + 1) // 2


@dataclass(frozen=True)
class Good:
    """A container, paper, ribbon, card or other thing that goes with flowers.

    unit: sheet, m, pc or pair; cost and price in fen per unit. size: what the kind needs, in metres (sheet, height, diameter,
    width, ...). finish names the material that the renderer gives it. modelled: True when it has a 3D model.
    """

    id: str
    name: Text
    kind: GoodKind
    unit: str
    cost_fen: int
    price_fen: int
    size: dict[str, float]
    finish: str
    colours: tuple[str, ...]
    estimates: tuple[str, ...]
    modelled: bool


@dataclass(frozen=True)
class ScanFile:
    """Where the model of a scanned species lies. digest names its content."""

    path: Path
    digest: str


@dataclass(frozen=True)
class Catalog:
    """Everything that can be in a bouquet, by id, in the order of the data. scans: models of the shop's own, by species."""

    species: dict[str, Species]
    goods: dict[str, Good]
    scans: Mapping[str, ScanFile] = field(default_factory=dict)
