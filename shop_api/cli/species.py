"""posy species: the catalogue, its pictures and models."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from catalog.plant import Level
from catalog.plants.registry import PLANTS
from catalog.species import ROLES, STAGES, Species, Stage
from catalog.store import INDIVIDUALS
from renderer.frames import encode
from renderer.sheet import Cell, contact_sheet
from renderer.studio import StemChoice
from shop_api.cli import scans
from shop_api.cli.common import AsJson, Output, catalog, notes, refusals, refuse, show_json, studio, write
from shop_api.cli.design import Day, ending, profile_from, shot_from, stage_from

app = typer.Typer(help="The flower catalogue.", no_args_is_help=True)
app.command("import")(scans.import_scan)
app.command("remove")(scans.remove_scan)
Stem = Annotated[str, typer.Argument(metavar="SPECIES[:VARIETY]")]


@app.command("list")
def list_species(
    as_json: AsJson = False, role: Annotated[str | None, typer.Option(help="focal, mass, line, filler or foliage")] = None
) -> None:
    """Every species, its varieties, and whether its model is grown."""
    rows = [s for s in catalog().species.values() if role is None or s.role == role]
    if as_json:
        show_json([_brief(s) for s in rows])
        return
    table = Table(box=None)
    for heading in ("id", "名称", "name", "role", "varieties", "grown"):
        table.add_column(heading)
    for s in rows:
        table.add_row(s.id, s.name.zh, s.name.en, s.role, str(len(s.varieties)), "yes" if s.grown else "")
    Console().print(table)


@app.command()
def show(species: Annotated[str, typer.Argument()]) -> None:
    """All that is known of one species, as JSON (metres, fen)."""
    show_json(asdict(_species(species)))


@app.command()
def render(
    stem: Stem,
    output: Output,
    stage: Annotated[str, typer.Option(help="bud, half or full")] = "half",
    size_text: Annotated[str, typer.Option("--size")] = "720x960",
    view: Annotated[str, typer.Option(help="front, quarter, top or close")] = "quarter",
    individual: Annotated[int, typer.Option(min=0, max=INDIVIDUALS - 1)] = 0,
    transparent: Annotated[bool, typer.Option("--transparent")] = False,
    day: Day = 0,
) -> None:
    """Draw one stem alone."""
    shot = shot_from(output, size_text, view, "still", transparent, day)
    with refusals():
        write(output, studio().picture(_choice(stem, stage, individual), shot).read_bytes())


@app.command()
def export(
    stem: Stem,
    output: Output,
    stage: Annotated[str, typer.Option(help="bud, half or full")] = "half",
    profile: Annotated[str, typer.Option(help="web or ar")] = "ar",
) -> None:
    """Write one stem at true size: .glb or .usdz."""
    chosen = profile_from(profile)
    with refusals():
        choice = _choice(stem, stage, 0)
        made = studio().usdz(choice) if ending(output, ("glb", "usdz")) == "usdz" else studio().glb(choice, chosen)
        write(output, made.read_bytes())


@app.command()
def build(
    everything: Annotated[
        bool, typer.Option("--all", help="every level of detail, not only those that pages and pictures use")
    ] = False,
) -> None:
    """Grow all models that are missing, on all cores. Safe to stop and repeat."""
    levels = list(Level) if everything else [Level.STANDARD, Level.PHONE, Level.FAR]
    todo = [
        (species, variety, stage, individual, level)
        for species in PLANTS
        for variety in catalog().species[species].form_bearers
        for stage in STAGES
        for individual in range(INDIVIDUALS)
        for level in levels
        if not studio().store.has(species, stage, individual, level, variety=variety)
    ]
    if not todo:
        notes.print(f"posy: all models of {len(PLANTS)} species are grown")
        return
    with Progress(console=notes) as progress, ProcessPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("posy: growing flowers", total=len(todo))
        for _ in pool.map(_grow, todo, chunksize=4):
            progress.advance(task)


def _grow(job: tuple[str, str, Stage, int, Level]) -> None:
    species, variety, stage, individual, level = job
    studio().store.plant(species, stage, individual, level, variety=variety)


@app.command()
def sheet(
    output: Output,
    stage: Annotated[str, typer.Option(help="bud, half, full, or all for the three side by side")] = "full",
    role: Annotated[str | None, typer.Option(help="only this role: focal, mass, line, filler or foliage")] = None,
    species: Annotated[str | None, typer.Option(help="only these species, joined by commas")] = None,
    varieties: Annotated[bool, typer.Option("--varieties", help="every variety, not only the first")] = False,
    columns: Annotated[int, typer.Option(min=1, max=24)] = 8,
    size_text: Annotated[str, typer.Option("--size", help="pixels of one picture")] = "240x320",
    day: Day = 0,
) -> None:
    """One picture of the whole catalogue, every stem with its name: png, jpg or webp."""
    if role is not None and role not in ROLES:
        raise typer.BadParameter(f"--role {role!r} is none of {', '.join(ROLES)}")
    stages = STAGES if stage == "all" else (stage_from(stage),)
    wanted = [_species(name) for name in species.split(",")] if species else list(catalog().species.values())
    shown = [s for s in wanted if s.grown and role in (None, s.role)]
    if not shown:
        refuse("no grown species is meant: ask for another role or species")
    shot = shot_from(output, size_text, "head", "still", transparent=False, day=day)
    jobs = [
        (StemChoice(s.id, variety.id, one), f"{s.name.zh} {variety.name.zh}" if varieties else s.name.zh, s.name.en)
        for s in shown
        for variety in (s.varieties if varieties else s.varieties[:1])
        for one in stages
    ]
    with refusals(), Progress(console=notes) as progress:
        task = progress.add_task("posy: drawing the sheet", total=len(jobs))
        cells = []
        for choice, above, below in jobs:
            cells.append(Cell(studio().frame(choice, shot), above, below))
            progress.advance(task)
        write(output, encode(contact_sheet(cells, columns), shot.format))


def _species(id: str) -> Species:
    found = catalog().species.get(id)
    if found is None:
        refuse(f"{id}: no such species; `posy species list` shows them")
    return found


def _choice(stem: str, stage: str, individual: int) -> StemChoice:
    name, _, variety = stem.partition(":")
    species = _species(name)
    if not species.grown:
        refuse(f"{name}: no 3D model of it is grown yet")
    chosen = variety or species.varieties[0].id
    if species.variety(chosen) is None:
        refuse(f"{name} has no variety {chosen}; it has {', '.join(v.id for v in species.varieties)}")
    return StemChoice(name, chosen, stage_from(stage), individual)


def _brief(s: Species) -> dict[str, object]:
    return {
        "id": s.id,
        "name": asdict(s.name),
        "latin": s.latin,
        "role": s.role,
        "roles": list(s.roles),
        "grown": s.grown,
        "stages": list(STAGES),
        "varieties": [asdict(v) for v in s.varieties],
    }
