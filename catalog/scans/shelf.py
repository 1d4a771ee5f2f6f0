"""The folder of a shop's own scans: one file each, there whole or not at all.

A scan is written to a hidden file beside its place and linked into it. The hidden file is locked while an import runs, and the
lock goes with the process, so what a killed import leaves behind can be told from one that still runs and is swept away.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from catalog.scans.archive import Archive, read_archive
from catalog.scans.details import IDENTIFIER, Details
from catalog.scans.refusals import ScanRefused
from catalog.scans.run import MOST_BYTES, read_scan

ENDING = ".scan"
PART = ".part"
Stamp = tuple[tuple[str, int, int], ...]


class Shelf:
    """The scans under `folder`. Safe for threads and for several processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> Stamp:
        """Changes whenever a scan comes, changes or goes; cheap enough to ask for with every request."""
        try:
            with os.scandir(self._folder) as entries:
                found = [(e.name, e.inode(), e.stat().st_mtime_ns) for e in entries if e.name.endswith(ENDING)]
        except FileNotFoundError:
            return ()
        return tuple(sorted(found))

    def paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{ENDING}"))

    def add(
        self, file: BinaryIO, details: Details, *, taken: Collection[str], replacing: bool = False, most: int = MOST_BYTES
    ) -> Archive:
        """Check, decode and keep the GLB in `file` as `details.id`. taken: ids that are not a scan's to have.

        Raises ScanRefused, and then nothing has changed.
        """
        fit = details.fit()
        if details.id in taken:
            raise ScanRefused("scan.id_taken", id=details.id)

        def make() -> Archive:
            archive = read_scan(file, fit, most=most)
            return replace(archive, row=details.row(archive.facts))

        return self._put(details.id, make, replacing)

    def retire(self, id: str, retired: bool = True) -> None:
        """Offer a scan no more (or again), and keep it for what shows it already. Raises ScanRefused `scan.not_found`."""

        path = self._existing(id)

        def make() -> Archive:
            archive = read_archive(path)
            return replace(archive, row=archive.row | {"retired": retired})

        self._put(id, make, replacing=True)

    def remove(self, id: str) -> None:
        """Take a scan off the shelf. Raises ScanRefused `scan.not_found`, `scan.busy`."""
        path = self._existing(id)
        with self._turn(id):
            path.unlink(missing_ok=True)

    def _existing(self, id: str) -> Path:
        path = self._folder / f"{id}{ENDING}"
        if not IDENTIFIER.fullmatch(id) or not path.exists():
            raise ScanRefused("scan.not_found", id=id)
        return path

    def _put(self, id: str, make: Callable[[], Archive], replacing: bool) -> Archive:
        place = self._folder / f"{id}{ENDING}"
        with self._turn(id) as part:
            if place.exists() and not replacing:
                raise ScanRefused("scan.exists", id=id)
            archive = make()
            descriptor = os.open(part, os.O_WRONLY | os.O_TRUNC)
            with os.fdopen(descriptor, "wb") as out:
                out.write(archive.to_bytes())
                out.flush()
                os.fsync(out.fileno())
            if replacing:
                part.replace(place)
            else:
                os.link(part, place)
            _settle(self._folder)
        return archive

    @contextmanager
    def _turn(self, id: str) -> Iterator[Path]:
        """The only import of this id, in any process, as long as the block runs: its hidden file. Raises ScanRefused `scan.busy`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        part = self._folder / f".{id}{PART}"
        descriptor = _locked(part)
        if descriptor is None:
            raise ScanRefused("scan.busy", id=id)
        try:
            yield part
        finally:
            if _same(descriptor, part):
                part.unlink(missing_ok=True)
            os.close(descriptor)

    def _sweep(self) -> None:
        """Remove hidden files whose process is gone."""
        for part in self._folder.glob(f".*{PART}"):
            with contextlib.suppress(FileNotFoundError):
                descriptor = os.open(part, os.O_RDWR)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if _same(descriptor, part):
                        part.unlink(missing_ok=True)
                except BlockingIOError:
                    pass  # still at work
                finally:
                    os.close(descriptor)


def _locked(part: Path) -> int | None:
    """The open, locked file `part`, or None while somebody else holds it."""
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if _same(descriptor, part):
            return descriptor
        os.close(descriptor)  # it was swept or finished between opening and locking: once more


def _same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    """Make the new name outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
