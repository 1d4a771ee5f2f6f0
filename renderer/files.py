"""A folder of made things, each named by what it shows: made once, kept until the folder is full, oldest out first."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from catalog.store import write_whole

NAME = re.compile(r"[0-9a-z]{8,64}\.[0-9a-z]{2,5}")
DEFAULT_LIMIT = 2 * 2**30  # bytes


class FileStore:
    """Bytes by name. Safe for threads and for several processes on one folder: a name always holds the same bytes.

    limit: bytes; above it the files that were used longest ago are removed until a tenth is free.
    """

    def __init__(self, root: Path, limit: int = DEFAULT_LIMIT) -> None:
        self._root = root
        self._limit = limit
        self._lock = Lock()
        self._making: dict[str, Lock] = {}
        self._written = 0

    def path(self, name: str) -> Path | None:
        """Where `name` lies, or None when it was never made, has been removed, or is no name at all."""
        if not NAME.fullmatch(name):
            return None
        file = self._place(name)
        try:
            os.utime(file)
        except FileNotFoundError:
            return None
        return file

    def get(self, name: str, make: Callable[[], bytes]) -> Path:
        """The file called `name`, made by `make` when it is missing. Two callers at once make it once."""
        with self._lock:
            turn = self._making.setdefault(name, Lock())
        try:
            with turn:
                return self.path(name) or self.put(name, make())
        finally:
            with self._lock:
                self._making.pop(name, None)

    def put(self, name: str, data: bytes) -> Path:
        """Write whole or not at all."""
        file = self._place(name)
        write_whole(file, data)
        self._make_room(len(data))
        return file

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a file's name")
        return self._root / name[:2] / name

    def _make_room(self, added: int) -> None:
        with self._lock:
            self._written += added
            # Looking through the whole folder is only worth it once in a while.
            if self._written < self._limit // 20:
                return
            self._written = 0
        files = sorted((f.stat().st_mtime, f.stat().st_size, f) for f in self._root.glob("*/*") if f.is_file())
        excess = sum(size for _, size, _ in files) - self._limit
        if excess <= 0:
            return
        excess += self._limit // 10
        for _, size, file in files:
            if excess <= 0:
                break
            file.unlink(missing_ok=True)
            excess -= size
