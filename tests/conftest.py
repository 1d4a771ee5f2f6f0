"""What every test shares: strict numbers, and one store of grown models for the whole run."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.load import load_catalog
from catalog.species import Catalog
from catalog.store import Store
from tests.tools import STUDIO

np.seterr(all="raise")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def store(catalog: Catalog) -> Store:
    """Content-addressed, so models of an earlier run are reused only when their code is the same."""
    return Store(STUDIO / "models", catalog)
