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
from catalog.species import STAGES, Species, Stage
from catalog.store import INDIVIDUALS
from renderer.studio import StemChoice
from shop_api.cli.common import AsJson, Output, catalog, notes, refusals, refuse, show_json, studio, write
from shop_api.cli.design import ending, profile_from, shot_from

app = typer.Typer(help="The flower catalogue.", no_args_is_help=True)
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
) -> None:
    """Draw one stem alone."""
    shot = shot_from(output, size_text, view, "still", transparent)
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
        (species, stage, individual, level)
        for species in PLANTS
        for stage in STAGES
        for individual in range(INDIVIDUALS)
        for level in levels
        if not studio().store.has(species, stage, individual, level)
    ]
    if not todo:
        notes.print(f"posy: all models of {len(PLANTS)} species are grown")
        return
    with Progress(console=notes) as progress, ProcessPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("posy: growing flowers", total=len(todo))
        for _ in pool.map(_grow, todo, chunksize=4):
            progress.advance(task)


def _grow(job: tuple[str, Stage, int, Level]) -> None:
    studio().store.plant(*job)


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
    for known in STAGES:
        if known == stage:
            return StemChoice(name, chosen, known, individual)
    raise typer.BadParameter(f"--stage {stage!r} is none of {', '.join(STAGES)}")


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
