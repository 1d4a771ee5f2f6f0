"""Everything that is known of one species, and where its models lie."""

from __future__ import annotations

from catalog.plant import Level
from catalog.species import STAGES, Catalog, Species, Stage
from catalog.store import INDIVIDUALS
from renderer.studio import MODEL_DAYS, Studio
from shop_api.flowers.schemas import SpeciesDetail, SpeciesItem, StemModel, Substitute
from shop_api.words import words


def detail(item: SpeciesItem, species: Species, catalog: Catalog, studio: Studio) -> SpeciesDetail:
    """The species of the list with all its facts, in the units of the data."""
    return SpeciesDetail(
        **item.model_dump(),
        form=species.form,
        head_cm={stage: _cm(species.head_diameter[stage]) for stage in STAGES},
        heads_per_stem=species.heads_per_stem,
        stem_cm=(_cm(species.stem_length[0]), _cm(species.stem_length[1])),
        stem_mm=(round(species.stem_diameter[0] * 1000, 1), round(species.stem_diameter[1] * 1000, 1)),
        vase_days=species.vase_days,
        plan_days=species.plan_days,
        peak_months=list(species.peak_months),
        bunch_stems=species.bunch.stems,
        ethylene=species.ethylene,
        store_celsius=species.store_celsius,
        conditioning_hours=species.conditioning_hours,
        vase_water=species.vase_water,
        care=words(species.care),
        scanned=species.id in catalog.scans,
        estimates=list(species.estimates),
        substitutes=[
            Substitute(id=other, name=words(catalog.species[other].name))
            for other in species.substitutes
            if other in catalog.species and not catalog.species[other].retired
        ],
        models=_models(species, studio) if species.grown else [],
    )


def _models(species: Species, studio: Studio) -> list[StemModel]:
    forms = {variety.id: variety.form for variety in species.varieties}

    def address(bearer: str, stage: Stage, individual: int, day: int) -> str:
        key = studio.store.plant_key(species.id, stage, individual, Level.PHONE, variety=bearer, day=day)
        return f"/api/models/{key}.glb"

    return [
        StemModel(form=forms[bearer], stage=stage, individual=sibling, day=day, url=address(bearer, stage, sibling, day))
        for bearer in species.form_bearers
        for stage in STAGES
        for sibling in range(INDIVIDUALS)
        for day in MODEL_DAYS
    ]


def _cm(metres: float) -> float:
    return round(metres * 100, 1)
