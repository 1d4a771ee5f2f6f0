"""posy goods: papers, containers, ribbons and all else that goes with flowers; their pictures and models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from catalog.species import Good
from designer.forms.holders import forms_in
from renderer.frames import Picture, encode
from renderer.goods import SAMPLE_BANNER, SAMPLE_CARD, GoodChoice, View, good_frame, good_glb, good_usdz
from renderer.sheet import Cell, contact_sheet
from shop_api.cli.common import AsJson, Output, catalog, refuse, show_json, size, write
from shop_api.cli.design import ending, profile_from

VIEWS: tuple[View, ...] = ("front", "quarter", "top", "close")
PICTURES: tuple[Picture, ...] = ("png", "jpg", "webp")
app = typer.Typer(help="Papers, containers, ribbons, cards.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="GOOD")]
Colours = Annotated[str, typer.Option(help="#RRGGBB, several joined by commas; the good's own by default")]
Words = Annotated[
    str, typer.Option("--text", help="what a card or a pair of banners says; banners: right, then left, by a line break")
]


@app.command("list")
def list_goods(as_json: AsJson = False, kind: Annotated[str | None, typer.Option(help="only this kind")] = None) -> None:
    """Every good, whether it has a model, and which forms of bouquet may stand in it."""
    rows = [g for g in catalog().goods.values() if kind is None or g.kind == kind]
    if as_json:
        show_json([{**asdict(g), "forms": list(forms_in(g))} for g in rows])
        return
    table = Table(box=None)
    for heading in ("id", "名称", "name", "kind", "colours", "model", "forms"):
        table.add_column(heading)
    for g in rows:
        table.add_row(g.id, g.name.zh, g.name.en, g.kind, str(len(g.colours)), "yes" if g.modelled else "", ", ".join(forms_in(g)))
    Console().print(table)


@app.command()
def render(
    good: Name,
    output: Output,
    colours: Colours = "",
    text: Words = "",
    size_text: Annotated[str, typer.Option("--size")] = "900x900",
    view: Annotated[str, typer.Option(help="front, quarter, top or close")] = "quarter",
    transparent: Annotated[bool, typer.Option("--transparent")] = False,
) -> None:
    """Draw one good alone: png, jpg or webp."""
    picture = _picture(output)
    looked = next((v for v in VIEWS if v == view), None)
    if looked is None:
        raise typer.BadParameter(f"--view {view!r} is none of {', '.join(VIEWS)}")
    width, height = size(size_text)
    try:
        frame = good_frame(_choice(good, colours, text), width, height, looked, transparent)
    except ValueError as error:
        refuse(str(error))
    write(output, encode(frame, picture))


@app.command()
def export(
    good: Name,
    output: Output,
    colours: Colours = "",
    text: Words = "",
    profile: Annotated[str, typer.Option(help="web or ar")] = "ar",
) -> None:
    """Write one good at true size: .glb or .usdz."""
    chosen = profile_from(profile)
    kind = ending(output, ("glb", "usdz"))
    try:
        choice = _choice(good, colours, text)
        made = good_usdz(choice) if kind == "usdz" else good_glb(choice, chosen)
    except ValueError as error:
        refuse(str(error))
    write(output, made)


@app.command()
def sheet(
    output: Output,
    kind: Annotated[str | None, typer.Option(help="only this kind")] = None,
    every_colour: Annotated[bool, typer.Option("--colours", help="each colour that is offered, not only the first")] = False,
    columns: Annotated[int, typer.Option(min=1, max=24)] = 6,
    size_text: Annotated[str, typer.Option("--size", help="pixels of one picture")] = "320x320",
) -> None:
    """One picture of all goods, each with its name: png, jpg or webp."""
    picture = _picture(output)
    width, height = size(size_text)
    shown = [g for g in catalog().goods.values() if g.modelled and kind in (None, g.kind)]
    if not shown:
        refuse(f"no good of kind {kind} has a model")
    cells = [
        Cell(good_frame(GoodChoice(g.id, (colour,) if colour else (), _sample(g)), width, height), g.name.zh, g.name.en)
        for g in shown
        for colour in (g.colours if every_colour and g.colours else ("",))
    ]
    write(output, encode(contact_sheet(cells, columns), picture))


def _picture(output: str) -> Picture:
    kind = ending(output, PICTURES)
    return next(p for p in PICTURES if p == kind)


def _choice(good: str, colours: str, text: str) -> GoodChoice:
    found = catalog().goods.get(good)
    if found is None:
        refuse(f"{good}: there is no such good; `posy goods list` shows them")
    if not found.modelled:
        refuse(f"{good}: no 3D model of it is made yet")
    chosen = tuple(c.strip() for c in colours.split(",") if c.strip())
    return GoodChoice(good, chosen, text.replace("\\n", "\n") or _sample(found))


def _sample(good: Good) -> str:
    return {"card": SAMPLE_CARD, "banner": SAMPLE_BANNER}.get(good.kind, "")
