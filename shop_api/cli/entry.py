"""Where `posy` begins."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from catalog.scans.refusals import ScanRefused
from catalog.scans.run import look_at
from shop_api.config import SettingRefused, settings_from


def main() -> None:
    """Run the command. A scan that is no good is refused first: loading the flowers and the renderer takes far longer than that."""
    if sys.argv[1:3] == ["species", "import"]:
        _refuse_bad_scan(sys.argv[3:])
    from shop_api.cli.main import main as run

    run()


def _refuse_bad_scan(words: Sequence[str]) -> None:
    """Exit 1 when a file among the words is no scan that could be read. Everything else is left to the command itself."""
    path = next(
        (Path(w) for before, w in zip(["", *words], words, strict=False) if not _is_option(before, w) and Path(w).is_file()), None
    )
    if path is None:
        return
    try:
        with path.open("rb") as file:
            look_at(file, most=settings_from(os.environ).max_scan_bytes)
    except ScanRefused as refused:
        sys.stderr.write(f"{refused.code}: {refused.message.zh} {refused.message.en}\n")
        sys.exit(1)
    except (OSError, SettingRefused):
        return


def _is_option(before: str, word: str) -> bool:
    """Whether a word is an option or the value of one."""
    return word.startswith("-") or (
        before.startswith("--") and "=" not in before and before not in ("--replace", "--thorns", "--json")
    )
