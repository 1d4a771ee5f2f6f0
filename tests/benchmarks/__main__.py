"""`python -m tests.benchmarks [GROUP]`: measure, print a table, write build/bench.json. Exit 1 when a bar is missed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import compose, page, render, species
from tests.benchmarks.measure import Figure

GROUPS = {"species": species.figures, "compose": compose.figures, "render": render.figures, "page": page.figures}


def main() -> int:
    chosen = sys.argv[1:] or list(GROUPS)
    if unknown := set(chosen) - set(GROUPS):
        sys.exit(f"no benchmark group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    found: list[Figure] = [figure for group in chosen for figure in GROUPS[group]()]
    table = Table(box=None)
    for heading in ("name", "value", "unit", "bar", "holds"):
        table.add_column(heading)
    for f in found:
        table.add_row(f.name, f"{f.value:g}", f.unit, f.bar, "" if f.holds is None else "yes" if f.holds else "NO")
    Console().print(table)
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps([f.as_json() for f in found], indent=1) + "\n", "utf-8")
    return 1 if any(f.holds is False for f in found) else 0


if __name__ == "__main__":
    sys.exit(main())
