"""All commands under one name."""

from __future__ import annotations

import typer

from shop_api import logs
from shop_api.cli import admin, design, goods, library, serve, species

app = typer.Typer(
    name="posy",
    help="花束 Posy: design a bouquet, see it in 3D, know its price, order it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(species.app, name="species")
app.add_typer(goods.app, name="goods")
app.add_typer(library.app, name="library")
app.add_typer(admin.app, name="admin")
app.command()(design.compose)
app.command()(design.render)
app.command()(design.export)
app.command()(design.quote)
app.command()(serve.serve)


def main() -> None:
    logs.configure()
    app()
