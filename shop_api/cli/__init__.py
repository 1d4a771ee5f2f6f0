"""The `posy` command. Files in, files out; `-` is standard input or output; exit 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

from shop_api.cli.entry import main

__all__ = ["main"]
