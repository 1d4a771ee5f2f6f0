"""The limited process that decodes a scan: `python -m catalog.scans.worker`, the file on standard input, the models on standard output.

Whatever the file does to the libraries that read it, it does here: this process may use little memory and time, writes no
file, is given no secrets, and ends afterwards. Exit 0: an archive on standard output; 3: a refusal as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from catalog.scans.container import open_container
from catalog.scans.refusals import ScanRefused
from catalog.scans.status import REFUSED
from catalog.scans.structure import read_structure

MEMORY = 3 * 2**30  # bytes of address space; libraries map a good part of one GiB before they do anything


def limit(seconds: int) -> None:
    """From now on: no more than MEMORY, `seconds` of processor time, no file written, no core left behind."""
    import resource  # only where processes have limits

    for what, most, slack in (
        (resource.RLIMIT_AS, MEMORY, 0),
        (resource.RLIMIT_CPU, seconds, 2),  # first the signal that says why, then the one that cannot be ignored
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 0),
    ):
        _, hard = resource.getrlimit(what)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bounded, bounded + slack if hard == resource.RLIM_INFINITY else min(bounded + slack, hard)))


def work(source: BinaryIO, most: int, fit: dict[str, object] | None) -> bytes:
    """The archive of the scan in `source`, at most `most` bytes; nothing without `fit`. Raises ScanRefused."""
    data = source.read(most + 1)
    container = open_container(data, most)
    structure = read_structure(container)
    from catalog.scans.decode import decode  # late: a file that is refused by its numbers never meets the heavy libraries

    decoded = decode(structure, container.binary)
    if fit is None:
        return b""
    from catalog.scans.build import build
    from catalog.scans.fit import Fit

    return build(decoded, Fit(**fit)).to_bytes()  # type: ignore[arg-type]  # written by `run.py` from a Fit


def main() -> int:
    job = json.loads(sys.argv[1])
    limit(int(job["seconds"]))
    try:
        result, status = work(sys.stdin.buffer, int(job["most"]), job["fit"]), 0
    except ScanRefused as refused:
        result, status = refused.to_json().encode(), REFUSED
    except MemoryError:
        result, status = ScanRefused("scan.memory").to_json().encode(), REFUSED
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
