"""Starts the limited process and judges what comes back."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from catalog.scans.archive import Archive, ArchiveDamaged, read_archive
from catalog.scans.container import check_header
from catalog.scans.fit import Fit
from catalog.scans.refusals import ScanRefused, refusal_from
from catalog.scans.status import REFUSED

HOME = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
"""Processor time of one import; a scan of a million triangles takes about ten."""
MOST_BYTES = 64 * 2**20


def look_at(file: BinaryIO, *, most: int = MOST_BYTES) -> None:
    """Decode the GLB in `file` and make nothing of it. Raises ScanRefused for what can be said without knowing its size."""
    _work(file, None, most, SECONDS)


def read_scan(file: BinaryIO, fit: Fit, *, most: int = MOST_BYTES, seconds: int = SECONDS) -> Archive:
    """The models of the GLB in `file` (a real file, read from its start). Writes nothing. Raises ScanRefused."""
    try:
        return read_archive(_work(file, fit, most, seconds))
    except ArchiveDamaged:
        raise ScanRefused("scan.unreadable") from None


def _work(file: BinaryIO, fit: Fit | None, most: int, seconds: int) -> bytes:
    """What the limited process answers. Raises ScanRefused."""
    file.seek(0)
    head = file.read(32)
    check_header(head, file.seek(0, os.SEEK_END), most)
    file.seek(0)
    job = json.dumps({"most": most, "seconds": seconds, "fit": fit and asdict(fit)})
    # Wall time is looser than processor time: a busy machine is not the file's fault.
    with subprocess.Popen(
        [sys.executable, "-m", "catalog.scans.worker", job],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=HOME,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=4 * seconds)
        except subprocess.TimeoutExpired:
            raise ScanRefused("scan.too_slow", seconds=seconds) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    _judge(process.returncode, output, seconds)
    return output


def _environment() -> dict[str, str]:
    """Nothing of ours: keys and passwords may stand in the environment of a server."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **single, "PYTHONPATH": str(HOME), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


def _judge(status: int, output: bytes, seconds: int) -> None:
    """Raises ScanRefused unless the process says that it is done."""
    if status == REFUSED:
        try:
            raise refusal_from(output.decode())
        except ValueError:
            raise ScanRefused("scan.unreadable") from None
    if status == -signal.SIGXCPU:
        raise ScanRefused("scan.too_slow", seconds=seconds)
    if status == -signal.SIGKILL:  # the system took it down for want of memory
        raise ScanRefused("scan.memory")
    if status != 0:
        raise ScanRefused("scan.unreadable")
