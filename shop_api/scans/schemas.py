"""What importing a scan takes and answers over HTTP. Lengths in cm, money in fen per stem."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from catalog.load import CatalogError
from catalog.scans import Details
from catalog.species import Catalog, PetRisk, Role
from shop_api.words import Words, words

Axis = Literal["x", "-x", "y", "-y", "z", "-z"]
Name = Annotated[str | None, Field(max_length=60)]
Identifier = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class NewScan(BaseModel):
    """The query of an import; the body is the GLB itself. What is left out is measured or usual for the role.

    id: what designs and lots call it. length_cm: true length of what was scanned, from its lowest to its highest point. head_cm:
    diameter of the head. neck_cm: how far below the top the head ends. stem_cm: whole length as it is sold. up: the file's axis
    that points up. replace: put it in the place of a scan of the same id.
    """

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    length_cm: Annotated[float, Field(ge=1, le=200, allow_inf_nan=False)]
    role: Role = "focal"
    name_zh: Name = None
    name_en: Name = None
    latin: Annotated[str, Field(max_length=60)] = ""
    head_cm: Annotated[float | None, Field(ge=0.2, le=60)] = None
    neck_cm: Annotated[float | None, Field(ge=0.1, le=200)] = None
    stem_cm: Annotated[float | None, Field(ge=5, le=200)] = None
    up: Axis = "y"
    hex: Annotated[str | None, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = None
    cost_fen: Annotated[int | None, Field(ge=1, le=100_000)] = None
    vase_days_min: Annotated[int | None, Field(ge=1, le=60)] = None
    vase_days_max: Annotated[int | None, Field(ge=1, le=60)] = None
    plan_days: Annotated[int | None, Field(ge=1, le=60)] = None
    bunch_stems: Annotated[int | None, Field(ge=1, le=500)] = None
    fragrance: Annotated[int, Field(ge=0, le=3)] = 0
    pollen: Annotated[int, Field(ge=0, le=3)] = 0
    thorns: bool = False
    cat: PetRisk = "unknown"
    dog: PetRisk = "unknown"
    replace: bool = False

    def details(self) -> Details:
        least, most = self.vase_days_min or self.vase_days_max, self.vase_days_max or self.vase_days_min
        life = None if least is None or most is None else (least, most)
        fields = self.model_dump(exclude={"vase_days_min", "vase_days_max", "replace"})
        return Details(**fields, vase_days=life)


class ScanRequest(NewScan):
    """An import with the content of its file, for telling a repeated request from another one."""

    sha256: str


class ScanView(BaseModel):
    """A scanned species as staff see it. retired: shown where it is used already, offered nowhere."""

    id: str
    variety: str
    name: Words
    role: Role
    hex: str
    retired: bool
    stem_cm: float
    stem_mm: float
    head_cm: float
    cost_fen: int
    vase_days: tuple[int, int]
    plan_days: int
    bunch_stems: int

    @classmethod
    def of(cls, catalog: Catalog, id: str) -> Self:
        """Raises CatalogError when it is not in the catalogue."""
        species = catalog.species.get(id)
        if species is None:
            raise CatalogError(f"{id} has not come into the catalogue")
        variety = species.varieties[0]
        return cls(
            id=id,
            variety=variety.id,
            name=words(species.name),
            role=species.role,
            hex=variety.hex,
            retired=species.retired,
            stem_cm=round(species.stem_length[1] * 100, 1),
            stem_mm=round(species.stem_diameter[1] * 1000, 1),
            head_cm=round(species.head_diameter["full"] * 100, 1),
            cost_fen=species.standard_cost_fen,
            vase_days=species.vase_days,
            plan_days=species.plan_days,
            bunch_stems=species.bunch.stems,
        )


class ScanList(BaseModel):
    items: list[ScanView]


class ScanRemoved(BaseModel):
    """retired: it is kept for the orders, designs and lots that name it, and offered no more."""

    id: str
    outcome: Literal["removed", "retired"]
