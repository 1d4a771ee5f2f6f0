"""posy admin: looking after the shop."""

from __future__ import annotations

from typing import Annotated

import typer

from shop_api.accounts import service as accounts
from shop_api.cli.common import refuse
from shop_api.cli.shop import open_shop
from shop_api.inventory import service as inventory

MIN_PASSWORD = 10
app = typer.Typer(help="Look after the shop.", no_args_is_help=True)


@app.command("add-staff")
def add_staff(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option(help="owner or florist")] = "florist",
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)] = "",
) -> None:
    """Make a log-in for somebody who works here. Asks for the password."""
    if role not in ("owner", "florist"):
        raise typer.BadParameter("--role must be owner or florist")
    if len(password) < MIN_PASSWORD:
        refuse(f"the password must have at least {MIN_PASSWORD} characters")
    shop = open_shop()
    with shop.database.write() as session:
        if accounts.password_hash(session, name)[0] is not None:
            refuse(f"{name}: there is a log-in of that name already")
        accounts.create_staff(session, name, password, role, shop.clock())
    typer.echo(f"{name} can log in at /staff")


@app.command("audit-stock")
def audit_stock() -> None:
    """Compare every lot with its ledger of movements and holds. Exit 1 when something does not add up."""
    shop = open_shop()
    with shop.database.read() as session:
        wrong = inventory.audit(session)
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise typer.Exit(1)
    typer.echo("stock adds up")
