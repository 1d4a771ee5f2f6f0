"""The store: grows once, survives damage, and never mixes two things up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalog.plant import Level
from catalog.species import Catalog
from catalog.store import NotGrown, Store, pack


def test_a_second_store_reads_what_the_first_grew(tmp_path: Path, catalog: Catalog) -> None:
    grown = Store(tmp_path, catalog).plant("tulip", "half", 0, Level.FAR)
    files = list(tmp_path.rglob("*.npz"))
    before = files[0].stat().st_mtime_ns
    read = Store(tmp_path, catalog).plant("tulip", "half", 0, Level.FAR)
    assert pack(read) == pack(grown)
    assert [f.stat().st_mtime_ns for f in files] == [before]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut short", None])
def test_a_damaged_file_is_grown_again(tmp_path: Path, catalog: Catalog, damage: bytes | None) -> None:
    good = pack(Store(tmp_path, catalog).plant("tulip", "bud", 0, Level.FAR))
    (file,) = tmp_path.rglob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert pack(Store(tmp_path, catalog).plant("tulip", "bud", 0, Level.FAR)) == good


def test_many_threads_get_the_same_plant(tmp_path: Path, catalog: Catalog) -> None:
    store = Store(tmp_path, catalog)
    with ThreadPoolExecutor(8) as pool:
        plants = list(pool.map(lambda _: pack(store.plant("gerbera", "half", 2, Level.FAR)), range(16)))
    assert len(set(plants)) == 1
    assert not list(tmp_path.rglob("tmp*")), "no temporary file is left behind"


def test_varieties_share_geometry(store: Store) -> None:
    assert store.skin_key("rose", "carola") != store.skin_key("rose", "diana")
    assert not np.array_equal(store.skin("rose", "carola").palette, store.skin("rose", "diana").palette)


def test_what_is_not_grown_says_so(store: Store) -> None:
    with pytest.raises(NotGrown, match="moss"):
        store.plant("moss", "full", 0, Level.FAR)
    with pytest.raises(KeyError, match="no-such"):
        store.skin("rose", "no-such")
