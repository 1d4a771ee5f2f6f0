"""The inspiration library: designs that come with the product, with what a florist would say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.load import ASSETS
from catalog.species import Catalog, Text
from designer.design import Design
from designer.issues import DesignRefused
from designer.parse import parse


class LibraryError(Exception):
    """A library entry that cannot be read. The message names the file, the entry and the field."""


@dataclass(frozen=True)
class LibraryEntry:
    id: str
    occasions: tuple[str, ...]
    note: Text
    design: Design


def load_library(catalog: Catalog, file: Path = ASSETS / "library.yaml") -> dict[str, LibraryEntry]:
    """Entries by id, in the order of the file. Raises LibraryError."""
    entries: dict[str, LibraryEntry] = {}
    for row in yaml.safe_load(file.read_text("utf-8")):
        entry = _entry(row, catalog, file.name)
        if entry.id in entries:
            raise LibraryError(f"{file.name}: entry {entry.id} stands twice")
        entries[entry.id] = entry
    return entries


def _entry(row: Mapping[str, Any], catalog: Catalog, file: str) -> LibraryEntry:
    where = f"{file} ({row.get('id', '?')})"
    try:
        note = Text(row["note"]["zh"], row["note"]["en"])
        return LibraryEntry(row["id"], tuple(row["occasions"]), note, parse(row["design"], catalog))
    except KeyError as missing:
        raise LibraryError(f"{where}: field {missing} is missing") from None
    except DesignRefused as refused:
        raise LibraryError(f"{where}: {refused}") from refused
