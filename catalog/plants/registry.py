"""The only list of the plants that can be grown."""

from __future__ import annotations

from catalog.plant import PlantKind
from catalog.plants.carnation import PLANT as CARNATION
from catalog.plants.carnation_spray import PLANT as CARNATION_SPRAY
from catalog.plants.craspedia import PLANT as CRASPEDIA
from catalog.plants.eucalyptus_parvifolia import PLANT as EUCALYPTUS_PARVIFOLIA
from catalog.plants.eucalyptus_seeded import PLANT as EUCALYPTUS_SEEDED
from catalog.plants.eucalyptus_silver_dollar import PLANT as EUCALYPTUS_SILVER_DOLLAR
from catalog.plants.gerbera import PLANT as GERBERA
from catalog.plants.gypsophila import PLANT as GYPSOPHILA
from catalog.plants.hydrangea import PLANT as HYDRANGEA
from catalog.plants.hypericum import PLANT as HYPERICUM
from catalog.plants.lily_oriental import PLANT as LILY_ORIENTAL
from catalog.plants.limonium_misty import PLANT as LIMONIUM_MISTY
from catalog.plants.limonium_statice import PLANT as LIMONIUM_STATICE
from catalog.plants.lisianthus import PLANT as LISIANTHUS
from catalog.plants.matricaria import PLANT as MATRICARIA
from catalog.plants.peony import PLANT as PEONY
from catalog.plants.ranunculus import PLANT as RANUNCULUS
from catalog.plants.rose import PLANT as ROSE
from catalog.plants.rose_spray import PLANT as ROSE_SPRAY
from catalog.plants.ruscus import PLANT as RUSCUS
from catalog.plants.sunflower import PLANT as SUNFLOWER
from catalog.plants.tulip import PLANT as TULIP

PLANTS: dict[str, PlantKind] = {
    kind.species: kind
    for kind in (
        CARNATION,
        CARNATION_SPRAY,
        CRASPEDIA,
        HYPERICUM,
        MATRICARIA,
        EUCALYPTUS_SILVER_DOLLAR,
        GERBERA,
        GYPSOPHILA,
        HYDRANGEA,
        LILY_ORIENTAL,
        EUCALYPTUS_PARVIFOLIA,
        EUCALYPTUS_SEEDED,
        LIMONIUM_MISTY,
        LIMONIUM_STATICE,
        ROSE,
        RUSCUS,
        SUNFLOWER,
        TULIP,
        LISIANTHUS,
        PEONY,
        RANUNCULUS,
        ROSE_SPRAY,
    )
}
