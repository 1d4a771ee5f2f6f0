"""Drawing in worker processes, so that a server answers while a picture is made, and a crash of the driver hurts nobody."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol

from catalog.load import CatalogError, load_catalog, shop_catalog
from catalog.species import Catalog
from designer.design import Design
from renderer.studio import Shot, StemChoice, Studio

Made = Literal["picture", "ar", "web", "usdz"]


class RenderFailed(Exception):
    """A picture or export could not be made. The message says which and why."""


class RenderPool(Protocol):
    """Makes files. The same call may be answered by a process on this machine or by a worker elsewhere."""

    def make(self, what: Made, subject: Design | StemChoice, shot: Shot | None = None) -> Path:
        """The finished file. Raises RenderFailed."""
        ...

    def close(self) -> None: ...


class LocalPool:
    """Worker processes on this machine, each with one graphics context for life. A worker that dies is replaced once per call.

    timeout: seconds after which a job is given up. scans: folder of the shop's own scans, which may change at any time.
    """

    def __init__(self, folder: Path, workers: int = 1, timeout: float = 120.0, scans: Path | None = None) -> None:
        self._folder, self._workers, self._timeout, self._scans = folder, workers, timeout, scans
        self._studio = Studio(_catalog(scans), folder)
        self._lock = Lock()
        self._executor = self._start()

    def make(self, what: Made, subject: Design | StemChoice, shot: Shot | None = None) -> Path:
        shot = shot or Shot()
        studio = self._studio = _fresh(self._studio, self._scans)
        name = studio.picture_name(subject, shot) if what == "picture" else studio.export_name(subject, what)
        found = studio.files.path(name)
        if found is not None:
            return found
        for last_try in (False, True):
            executor = self._executor
            try:
                return Path(executor.submit(_make, what, subject, shot).result(self._timeout))
            except BrokenProcessPool as error:
                if last_try:
                    raise RenderFailed(f"the {what} could not be made: its worker died twice") from error
                self._replace(executor)
            except TimeoutError as error:
                raise RenderFailed(f"the {what} took longer than {self._timeout:.0f} s and was given up") from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Ends at once: what is half drawn is not worth waiting for, files are written whole or not at all."""
        workers = list((self._executor._processes or {}).values())  # no public way to reach them before Python 3.14
        for worker in workers:
            worker.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a graphics context does not survive a fork.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=(self._folder, self._scans))

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is broken:
                broken.shutdown(wait=False)
                self._executor = self._start()


def _catalog(scans: Path | None) -> Catalog:
    return load_catalog() if scans is None else shop_catalog(scans)


def _fresh(studio: Studio, scans: Path | None) -> Studio:
    """The same studio, or one for the catalogue as it is now when a scan came, changed or went. A damaged one changes nothing."""
    try:
        catalog = _catalog(scans)
    except CatalogError:
        return studio
    return studio if catalog is studio.catalog else studio.renewed(catalog)


_studio: Studio | None = None
_scans: Path | None = None


def _begin(folder: Path, scans: Path | None) -> None:
    global _studio, _scans  # a worker process is one studio
    _studio, _scans = Studio(_catalog(scans), folder), scans


def _make(what: Made, subject: Design | StemChoice, shot: Shot) -> str:
    global _studio
    assert _studio is not None  # set when the worker began
    _studio = _fresh(_studio, _scans)
    if what == "picture":
        return str(_studio.picture(subject, shot))
    if what == "usdz":
        return str(_studio.usdz(subject))
    return str(_studio.glb(subject, what))
