"""What the catalogue says over HTTP."""

from __future__ import annotations

from pydantic import BaseModel

from catalog.species import PetRisk, Role, Stage
from shop_api.words import Words


class Pets(BaseModel):
    cat: PetRisk
    dog: PetRisk


class VarietyItem(BaseModel):
    """in_stock: stems that can be promised for the asked date. from_fen: about what one more stem adds to a small bouquet's price.

    swatch: address of its picture; none while the species is not grown.
    """

    id: str
    name: Words
    hex: str
    accent: str | None
    in_stock: int
    from_fen: int
    swatch: str | None


class SpeciesItem(BaseModel):
    id: str
    name: Words
    latin: str
    role: Role
    roles: list[Role]
    grown: bool
    stages: list[Stage]
    fragrance: int
    pollen: int
    pets: Pets
    thorns: bool
    months: list[int]
    meaning: Words
    varieties: list[VarietyItem]


class SpeciesList(BaseModel):
    items: list[SpeciesItem]


class GoodItem(BaseModel):
    id: str
    name: Words
    kind: str
    unit: str
    price_fen: int
    colours: list[str]
    modelled: bool


class GoodList(BaseModel):
    items: list[GoodItem]
