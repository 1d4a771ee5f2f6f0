"""The only list of the plants that can be grown."""

from __future__ import annotations

from catalog.plant import PlantKind
from catalog.plants.carnation import PLANT as CARNATION
from catalog.plants.eucalyptus_silver_dollar import PLANT as EUCALYPTUS_SILVER_DOLLAR
from catalog.plants.gerbera import PLANT as GERBERA
from catalog.plants.gypsophila import PLANT as GYPSOPHILA
from catalog.plants.hydrangea import PLANT as HYDRANGEA
from catalog.plants.lily_oriental import PLANT as LILY_ORIENTAL
from catalog.plants.rose import PLANT as ROSE
from catalog.plants.ruscus import PLANT as RUSCUS
from catalog.plants.sunflower import PLANT as SUNFLOWER
from catalog.plants.tulip import PLANT as TULIP

PLANTS: dict[str, PlantKind] = {kind.species: kind for kind in (CARNATION, EUCALYPTUS_SILVER_DOLLAR, GERBERA, GYPSOPHILA, HYDRANGEA, LILY_ORIENTAL, ROSE, RUSCUS, SUNFLOWER, TULIP,)}
