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

    swatch, model, palette: addresses of its picture, of its flower as it is sold and of its colours; none while the species is not
    grown. form: the flower form where it differs from that of its species; varieties of one form share their models.
    """

    id: str
    name: Words
    hex: str
    accent: str | None
    in_stock: int
    from_fen: int
    form: str | None
    swatch: str | None
    model: str | None
    palette: str | None


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


class StemModel(BaseModel):
    """One stem's flower for pages that draw it themselves: how open it was cut, which sibling, how many days ago."""

    form: str | None
    stage: Stage
    individual: int
    day: int
    url: str


class Substitute(BaseModel):
    id: str
    name: Words


class SpeciesDetail(SpeciesItem):
    """Everything that is known of a species. Ranges are (least, most); lengths in cm or mm as named.

    scanned: a scan of the shop's own. estimates names the fields that no measured source was found for. models is empty while the
    species is not grown; where stages or siblings look the same, they have the same address.
    """

    form: str
    head_cm: dict[Stage, float]
    heads_per_stem: tuple[int, int]
    stem_cm: tuple[float, float]
    stem_mm: tuple[float, float]
    vase_days: tuple[int, int]
    plan_days: int
    peak_months: list[int]
    bunch_stems: int
    ethylene: str
    store_celsius: tuple[float, float]
    conditioning_hours: tuple[float, float]
    vase_water: str
    care: Words
    scanned: bool
    estimates: list[str]
    substitutes: list[Substitute]
    models: list[StemModel]


class GoodItem(BaseModel):
    """forms: the forms of bouquet that may stand in it; none for what holds no flowers."""

    id: str
    name: Words
    kind: str
    unit: str
    price_fen: int
    colours: list[str]
    modelled: bool
    forms: list[str]


class GoodList(BaseModel):
    items: list[GoodItem]
