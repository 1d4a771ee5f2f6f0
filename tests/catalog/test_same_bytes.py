"""A model is the same file on every machine: what differs between processors is below what is stored."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np

from catalog.plant import Level
from catalog.plants.registry import PLANTS
from catalog.species import Catalog
from catalog.store import grow, pack

SPECIES = ("rose", "gerbera", "gypsophila", "ruscus")
PLAIN = {
    # An old processor, as numpy and OpenBLAS see it: no vector instructions beyond 2008.
    "NPY_DISABLE_CPU_FEATURES": " ".join(np._core._multiarray_umath.__cpu_dispatch__),
    "OPENBLAS_CORETYPE": "Nehalem",
}
SCRIPT = "from tests.catalog.test_same_bytes import names; print(*names())"


def names() -> list[str]:
    from catalog.load import load_catalog

    return [_name(load_catalog(), species) for species in SPECIES]


def _name(catalog: Catalog, species: str) -> str:
    return hashlib.sha256(pack(grow(catalog, species, PLANTS[species].openness["half"], 0, Level.PHONE))).hexdigest()


def test_an_old_processor_grows_the_same_bytes(catalog: Catalog) -> None:
    plain = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT], env=os.environ | PLAIN, capture_output=True, text=True, timeout=300
    )
    assert plain.stdout.split() == [_name(catalog, species) for species in SPECIES], plain.stderr
