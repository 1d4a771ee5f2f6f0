"""The only list of the plants that can be grown."""

from __future__ import annotations

from catalog.plant import PlantKind
from catalog.plants.alstroemeria import PLANT as ALSTROEMERIA
from catalog.plants.anemone import PLANT as ANEMONE
from catalog.plants.anthurium import PLANT as ANTHURIUM
from catalog.plants.areca import PLANT as ARECA
from catalog.plants.asparagus_myrio import PLANT as ASPARAGUS_MYRIO
from catalog.plants.aspidistra import PLANT as ASPIDISTRA
from catalog.plants.aster import PLANT as ASTER
from catalog.plants.calla import PLANT as CALLA
from catalog.plants.carnation import PLANT as CARNATION
from catalog.plants.carnation_spray import PLANT as CARNATION_SPRAY
from catalog.plants.celosia import PLANT as CELOSIA
from catalog.plants.chrys_disbud import PLANT as CHRYS_DISBUD
from catalog.plants.chrys_pingpong import PLANT as CHRYS_PINGPONG
from catalog.plants.chrys_spray import PLANT as CHRYS_SPRAY
from catalog.plants.craspedia import PLANT as CRASPEDIA
from catalog.plants.cymbidium import PLANT as CYMBIDIUM
from catalog.plants.dahlia import PLANT as DAHLIA
from catalog.plants.delphinium import PLANT as DELPHINIUM
from catalog.plants.dendrobium import PLANT as DENDROBIUM
from catalog.plants.dianthus_barbatus import PLANT as DIANTHUS_BARBATUS
from catalog.plants.dianthus_green_ball import PLANT as DIANTHUS_GREEN_BALL
from catalog.plants.dusty_miller import PLANT as DUSTY_MILLER
from catalog.plants.eryngium import PLANT as ERYNGIUM
from catalog.plants.eucalyptus_parvifolia import PLANT as EUCALYPTUS_PARVIFOLIA
from catalog.plants.eucalyptus_seeded import PLANT as EUCALYPTUS_SEEDED
from catalog.plants.eucalyptus_silver_dollar import PLANT as EUCALYPTUS_SILVER_DOLLAR
from catalog.plants.fountain_grass import PLANT as FOUNTAIN_GRASS
from catalog.plants.freesia import PLANT as FREESIA
from catalog.plants.gardenia_foliage import PLANT as GARDENIA_FOLIAGE
from catalog.plants.gerbera import PLANT as GERBERA
from catalog.plants.gladiolus import PLANT as GLADIOLUS
from catalog.plants.gypsophila import PLANT as GYPSOPHILA
from catalog.plants.hyacinth import PLANT as HYACINTH
from catalog.plants.hydrangea import PLANT as HYDRANGEA
from catalog.plants.hypericum import PLANT as HYPERICUM
from catalog.plants.ilex import PLANT as ILEX
from catalog.plants.iris import PLANT as IRIS
from catalog.plants.leatherleaf import PLANT as LEATHERLEAF
from catalog.plants.leucospermum import PLANT as LEUCOSPERMUM
from catalog.plants.lily_longiflorum import PLANT as LILY_LONGIFLORUM
from catalog.plants.lily_oriental import PLANT as LILY_ORIENTAL
from catalog.plants.limonium_misty import PLANT as LIMONIUM_MISTY
from catalog.plants.limonium_statice import PLANT as LIMONIUM_STATICE
from catalog.plants.lisianthus import PLANT as LISIANTHUS
from catalog.plants.lotus import PLANT as LOTUS
from catalog.plants.matricaria import PLANT as MATRICARIA
from catalog.plants.monstera import PLANT as MONSTERA
from catalog.plants.oncidium import PLANT as ONCIDIUM
from catalog.plants.peony import PLANT as PEONY
from catalog.plants.phalaenopsis import PLANT as PHALAENOPSIS
from catalog.plants.protea import PLANT as PROTEA
from catalog.plants.pussy_willow import PLANT as PUSSY_WILLOW
from catalog.plants.ranunculus import PLANT as RANUNCULUS
from catalog.plants.rose import PLANT as ROSE
from catalog.plants.rose_garden import PLANT as ROSE_GARDEN
from catalog.plants.rose_spray import PLANT as ROSE_SPRAY
from catalog.plants.ruscus import PLANT as RUSCUS
from catalog.plants.scabiosa import PLANT as SCABIOSA
from catalog.plants.snapdragon import PLANT as SNAPDRAGON
from catalog.plants.solidago import PLANT as SOLIDAGO
from catalog.plants.spirea import PLANT as SPIREA
from catalog.plants.stock import PLANT as STOCK
from catalog.plants.strelitzia import PLANT as STRELITZIA
from catalog.plants.sunflower import PLANT as SUNFLOWER
from catalog.plants.tuberose import PLANT as TUBEROSE
from catalog.plants.tulip import PLANT as TULIP
from catalog.plants.waterlily import PLANT as WATERLILY
from catalog.plants.wax_flower import PLANT as WAX_FLOWER

PLANTS: dict[str, PlantKind] = {
    kind.species: kind
    for kind in (
        ALSTROEMERIA,
        ANTHURIUM,
        CALLA,
        PROTEA,
        STRELITZIA,
        LEUCOSPERMUM,
        ERYNGIUM,
        CARNATION,
        CARNATION_SPRAY,
        ASTER,
        CHRYS_DISBUD,
        CHRYS_PINGPONG,
        CHRYS_SPRAY,
        CELOSIA,
        CRASPEDIA,
        DAHLIA,
        HYPERICUM,
        ILEX,
        PUSSY_WILLOW,
        SPIREA,
        WAX_FLOWER,
        MATRICARIA,
        DELPHINIUM,
        DIANTHUS_BARBATUS,
        DIANTHUS_GREEN_BALL,
        EUCALYPTUS_SILVER_DOLLAR,
        FREESIA,
        GERBERA,
        GLADIOLUS,
        GYPSOPHILA,
        HYACINTH,
        HYDRANGEA,
        LILY_ORIENTAL,
        LILY_LONGIFLORUM,
        EUCALYPTUS_PARVIFOLIA,
        EUCALYPTUS_SEEDED,
        LIMONIUM_MISTY,
        LIMONIUM_STATICE,
        ROSE,
        RUSCUS,
        SNAPDRAGON,
        STOCK,
        SOLIDAGO,
        SUNFLOWER,
        TUBEROSE,
        TULIP,
        LISIANTHUS,
        PEONY,
        CYMBIDIUM,
        DENDROBIUM,
        ONCIDIUM,
        IRIS,
        PHALAENOPSIS,
        RANUNCULUS,
        ANEMONE,
        LOTUS,
        ROSE_GARDEN,
        SCABIOSA,
        WATERLILY,
        ROSE_SPRAY,
        LEATHERLEAF,
        MONSTERA,
        ARECA,
        ASPIDISTRA,
        ASPARAGUS_MYRIO,
        GARDENIA_FOLIAGE,
        DUSTY_MILLER,
        FOUNTAIN_GRASS,
    )
}
