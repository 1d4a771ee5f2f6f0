"""The file that a scan is kept in: a zip of the catalogue row, the facts of the model, and the model at every level."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
LEVELS = ("hero", "standard", "phone", "far")
LARGEST = 32 * 2**20  # bytes of one entry; four levels have less than one MB together


class ArchiveDamaged(Exception):
    """The file is not one of ours, or not whole."""


@dataclass(frozen=True, eq=False)
class Archive:
    """facts: measures, colours and the digest of the model. levels: packed plants. row: the fields of `species.yaml`."""

    facts: dict[str, Any]
    levels: Mapping[str, bytes]
    row: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The same archive gives the same bytes: entries have no time."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            _add(archive, "scan.json", _json({"format": FORMAT, "facts": self.facts, "row": self.row}))
            for level in LEVELS:
                _add(archive, f"{level}.npz", self.levels[level])
        return out.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def read_archive(source: Path | bytes) -> Archive:
    """All of a scan's file. Raises ArchiveDamaged, FileNotFoundError."""
    head = read_head(source)
    return Archive(head.facts, {level: read_level(source, level) for level in LEVELS}, head.row)


def read_head(source: Path | bytes) -> Archive:
    """Facts and row without the models. Raises ArchiveDamaged, FileNotFoundError."""
    try:
        value = json.loads(_entry(source, "scan.json"))
    except ValueError as error:
        raise ArchiveDamaged(str(error)) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ArchiveDamaged("unknown format")
    facts, row = value.get("facts"), value.get("row")
    if not isinstance(facts, dict) or not isinstance(row, dict):
        raise ArchiveDamaged("facts or row are missing")
    return Archive(facts, {}, row)


def read_level(source: Path | bytes, level: str) -> bytes:
    """One packed plant. Raises ArchiveDamaged, FileNotFoundError."""
    return _entry(source, f"{level}.npz")


def _entry(source: Path | bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            if archive.getinfo(name).file_size > LARGEST:
                raise ArchiveDamaged(f"{name} is too large")
            return archive.read(name)
    except FileNotFoundError:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError) as error:
        raise ArchiveDamaged(f"{name}: {error}") from error
