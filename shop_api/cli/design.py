"""posy compose, render, export, quote: one design in, one result out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from catalog.species import STAGES, Stage
from renderer.studio import OLDEST, VIEWS, Profile, Shot, View
from shop_api.cli.common import AsJson, File, Output, notes, read_design, refusals, refuse, show_json, size, studio, write
from shop_api.cli.shop import open_shop
from shop_api.errors import ShopError
from shop_api.pricing import service as pricing

Day = Annotated[int, typer.Option(min=0, max=OLDEST, help="days after cutting")]


def compose(file: File, output: Output = "-") -> None:
    """Place every stem: writes the Arrangement JSON (metres, +Y up, base at y = 0)."""
    with refusals():
        arrangement = studio().arrangement(read_design(file))
        write(output, (json.dumps(arrangement.as_json(), ensure_ascii=False, indent=1) + "\n").encode())


def render(
    file: File,
    output: Output,
    size_text: Annotated[str, typer.Option("--size", help="pixels, as 1280x720")] = "960x1200",
    view: Annotated[str, typer.Option(help="front, quarter, top or close")] = "quarter",
    quality: Annotated[str, typer.Option(help="preview or still")] = "still",
    transparent: Annotated[bool, typer.Option("--transparent", help="no background")] = False,
    day: Day = 0,
) -> None:
    """Draw a picture. The file's ending says the format: png, jpg or webp."""
    shot = shot_from(output, size_text, view, quality, transparent, day)
    with refusals():
        design = read_design(file)
        with notes.status("drawing"):
            write(output, studio().picture(design, shot).read_bytes())


def export(
    file: File,
    output: Output,
    profile: Annotated[str, typer.Option(help="for GLB: web (our pages) or ar (any viewer)")] = "ar",
) -> None:
    """Write the bouquet at true size for other programs: .glb or .usdz."""
    chosen = profile_from(profile)
    with refusals():
        design = read_design(file)
        with notes.status("exporting"):
            made = studio().usdz(design) if ending(output, ("glb", "usdz")) == "usdz" else studio().glb(design, chosen)
            write(output, made.read_bytes())


def quote(
    file: File,
    day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="the day it is wanted")] = None,
    as_json: AsJson = False,
) -> None:
    """Price a design from the stock of the shop in POSY_DATA_DIR."""
    try:
        wanted = None if day is None else date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(f"--date {day!r} must look like 2026-11-28") from None
    with refusals():
        design = read_design(file)
        shop = open_shop()
        try:
            with shop.database.read() as session:
                result = pricing.quote(session, shop, design, wanted)
        except ShopError as error:
            refuse(f"{error.code}: {error.message.zh} {error.message.en}")
    if as_json:
        show_json(result.model_dump(mode="json"))
        return
    table = Table(box=None, show_header=False)
    for line in result.lines:
        table.add_row(f"{line.name.zh} {line.name.en}", f"{line.count}", f"¥{line.total_fen / 100:.2f}")
    table.add_row("配件 goods", "", f"¥{result.breakdown.goods_fen / 100:.2f}")
    table.add_row("手工 labour", "", f"¥{result.breakdown.labour_fen / 100:.2f}")
    table.add_row("合计 price", "", f"¥{result.total_fen / 100:.2f}", style="bold")
    typer.echo(f"{result.date}: {'可做 can be made' if result.can_make else '缺货 short of stems'}")
    Console().print(table)
    for short in result.shortages:
        typer.echo(f"{short.message.zh} {short.message.en}")


def shot_from(output: str, size_text: str, view: str, quality: str, transparent: bool, day: int = 0) -> Shot:
    width, height = size(size_text)
    if view not in VIEWS:
        raise typer.BadParameter(f"--view {view!r} is none of {', '.join(VIEWS)}")
    chosen_view: View = view
    if quality not in ("preview", "still"):
        raise typer.BadParameter("--quality must be preview or still")
    chosen: Literal["preview", "still"] = "preview" if quality == "preview" else "still"
    kind = ending(output, ("png", "jpg", "webp"))
    picture: Literal["png", "jpg", "webp"] = "jpg" if kind == "jpg" else "webp" if kind == "webp" else "png"
    return Shot(width, height, chosen_view, chosen, transparent, picture, day=day)


def ending(output: str, allowed: tuple[str, ...]) -> str:
    """The file's ending, the first allowed one for standard output. Raises typer.BadParameter."""
    if output == "-":
        return allowed[0]
    found = Path(output).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if found not in allowed:
        raise typer.BadParameter(f"{output}: the ending must be one of {', '.join('.' + a for a in allowed)}")
    return found


def profile_from(profile: str) -> Profile:
    if profile == "web":
        return "web"
    if profile == "ar":
        return "ar"
    raise typer.BadParameter("--profile must be web or ar")


def stage_from(text: str) -> Stage:
    for known in STAGES:
        if known == text:
            return known
    raise typer.BadParameter(f"--stage {text!r} is none of {', '.join(STAGES)}")
