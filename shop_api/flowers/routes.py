"""The catalogue over HTTP: what can be put into a design, and the models and colours that a page draws it with."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from catalog.plant import Level
from catalog.species import STAGES, Species, Text, Variety
from designer.forms.holders import forms_in
from renderer.studio import Shot, StemChoice, swatch_stage
from shop_api.config import open_dates
from shop_api.context import CurrentShop
from shop_api.errors import NotFound
from shop_api.flowers.detail import detail
from shop_api.flowers.schemas import GoodItem, GoodList, Pets, SpeciesDetail, SpeciesItem, SpeciesList, VarietyItem
from shop_api.inventory import service as inventory
from shop_api.pricing.service import stem_price
from shop_api.words import words
from shop_api.workshop import CurrentWorkshop, Workshop, immutable

router = APIRouter(prefix="/api", tags=["flowers"])

SWATCH = Shot(256, 256, view="head", format="webp")


@router.get("/species", operation_id="listSpecies")
def list_species(
    shop: CurrentShop, workshop: CurrentWorkshop, day: Annotated[date | None, Query(alias="date")] = None
) -> SpeciesList:
    """Every species; in_stock is for `date`, or else the first date that can be ordered."""
    day = day or open_dates(shop.settings, shop.clock())[0]
    with shop.database.read() as session:
        stock = inventory.available(session, day)
    return SpeciesList(items=[_item(species, stock, workshop) for species in shop.catalog.species.values()])


@router.get("/species/{species_id}", operation_id="species")
def read_species(
    species_id: str, shop: CurrentShop, workshop: CurrentWorkshop, day: Annotated[date | None, Query(alias="date")] = None
) -> SpeciesDetail:
    """One species with all facts and the models of its stages, siblings and ages. 404 `species.not_found`."""
    species = shop.catalog.species.get(species_id)
    if species is None:
        raise NotFound(
            Text("没有这种花材，请从图鉴里选。", "No such flower; choose one from the catalogue."), code="species.not_found"
        )
    day = day or open_dates(shop.settings, shop.clock())[0]
    with shop.database.read() as session:
        stock = inventory.available(session, day)
    return detail(_item(species, stock, workshop), species, shop.catalog, workshop.studio)


@router.get("/goods", operation_id="listGoods")
def list_goods(shop: CurrentShop) -> GoodList:
    """Papers, containers, ribbons, cards and extras."""
    return GoodList(
        items=[
            GoodItem(
                id=good.id,
                name=words(good.name),
                kind=good.kind,
                unit=good.unit,
                price_fen=good.price_fen,
                colours=list(good.colours),
                modelled=good.modelled,
                forms=list(forms_in(good)),
            )
            for good in shop.catalog.goods.values()
        ]
    )


@router.get("/models/{name}", operation_id="model", response_class=FileResponse)
def model(name: str, workshop: CurrentWorkshop) -> FileResponse:
    """A grown stem, or the parts of one arrangement, as GLB for our own pages."""
    return immutable(workshop.studio.model(name.removesuffix(".glb")) or workshop.studio.files.path(name))


@router.get("/palettes/{name}", operation_id="palette", response_class=FileResponse)
def palette(name: str, workshop: CurrentWorkshop) -> FileResponse:
    """The colours of one variety."""
    return immutable(workshop.studio.palette(name.removesuffix(".webp")))


@router.get("/swatches/{name}", operation_id="swatch", response_class=FileResponse)
def swatch(name: str, workshop: CurrentWorkshop) -> FileResponse:
    """A small picture of one stem of a variety; drawn when it is first asked for."""
    found = workshop.studio.swatches(SWATCH).get(name)
    return immutable(None if found is None else workshop.pool.make("picture", found, SWATCH))


def _item(species: Species, stock: dict[tuple[str, str], int], workshop: Workshop) -> SpeciesItem:
    return SpeciesItem(
        id=species.id,
        name=words(species.name),
        latin=species.latin,
        role=species.role,
        roles=list(species.roles),
        grown=species.grown,
        stages=list(STAGES),
        fragrance=species.fragrance,
        pollen=species.pollen,
        pets=Pets(cat=species.pets["cat"], dog=species.pets["dog"]),
        thorns=species.thorns,
        months=list(species.months),
        meaning=words(species.meaning),
        varieties=[_variety(species, variety, stock, workshop) for variety in species.varieties],
    )


def _variety(species: Species, variety: Variety, stock: dict[tuple[str, str], int], workshop: Workshop) -> VarietyItem:
    choice = StemChoice(species.id, variety.id, swatch_stage(species.role))
    store = workshop.studio.store
    model = store.plant_key(species.id, choice.stage, 0, Level.PHONE, variety=variety.id) if species.grown else None
    return VarietyItem(
        id=variety.id,
        name=words(variety.name),
        hex=variety.hex,
        accent=variety.accent,
        in_stock=stock.get((species.id, variety.id), 0),
        from_fen=stem_price(species),
        form=variety.form,
        swatch=f"/api/swatches/{workshop.studio.picture_name(choice, SWATCH)}" if species.grown else None,
        model=None if model is None else f"/api/models/{model}.glb",
        palette=f"/api/palettes/{store.skin_key(species.id, variety.id)}.webp" if species.grown else None,
    )
