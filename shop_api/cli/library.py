"""posy library: the inspiration designs."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from designer.design import Design
from designer.library import load_library
from renderer.studio import Shot, StemChoice
from shop_api.cli.common import AsJson, catalog, notes, refusals, refuse, show_json, studio
from shop_api.flowers.routes import SWATCH
from shop_api.library.routes import SHOTS

app = typer.Typer(help="The inspiration library.", no_args_is_help=True)


@app.command("list")
def list_designs(as_json: AsJson = False) -> None:
    """Every design of the library."""
    entries = load_library(catalog()).values()
    if as_json:
        show_json([{"id": e.id, "name": e.design.name.model_dump(), "occasions": list(e.occasions)} for e in entries])
        return
    table = Table(box=None)
    for heading in ("id", "名称", "name", "stems", "occasions"):
        table.add_column(heading)
    for e in entries:
        table.add_row(e.id, e.design.name.zh, e.design.name.en, str(e.design.stem_count), ", ".join(e.occasions))
    Console().print(table)


@app.command()
def show(id: Annotated[str, typer.Argument()]) -> None:
    """One design as JSON, ready for compose, render, export and quote."""
    entry = load_library(catalog()).get(id)
    if entry is None:
        refuse(f"{id}: the library has no such design; `posy library list` shows them")
    show_json(entry.design.model_dump(mode="json", exclude_none=True))


@app.command()
def build() -> None:
    """Draw the pictures of the pages that are missing, so that the first visitor does not wait. Safe to stop and repeat."""
    jobs: list[tuple[Design | StemChoice, Shot]] = [
        (entry.design, shot) for shot in SHOTS.values() for entry in load_library(catalog()).values()
    ]
    jobs += [(choice, SWATCH) for choice in studio().swatches(SWATCH).values()]
    todo = [(subject, shot) for subject, shot in jobs if studio().files.path(studio().picture_name(subject, shot)) is None]
    if not todo:
        notes.print("posy: all pictures are drawn")
        return
    with refusals(), Progress(console=notes) as progress:
        task = progress.add_task("posy: drawing pictures", total=len(todo))
        for subject, shot in todo:
            studio().picture(subject, shot)
            progress.advance(task)
