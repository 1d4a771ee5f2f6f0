"""posy serve: the shop on the web."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Annotated

import typer
import uvicorn

from shop_api.cli.common import notes, refuse
from shop_api.cli.shop import settings
from shop_api.opening import CANNOT_OPEN


def serve(
    host: Annotated[str, typer.Option(help="address to listen on; 0.0.0.0 lets phones in the same network in")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="fill an empty shop with stock and a staff log-in")] = False,
) -> None:
    """Serve the pages and the API."""
    from shop_api.app import create_app

    chosen = settings()
    chosen = replace(chosen, demo=chosen.demo or demo)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            refuse(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port")
    try:
        app = create_app(chosen)
    except CANNOT_OPEN as error:
        refuse(str(error))
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104  # compared, not bound
    notes.print(f"\n花束 Posy\n  pages   http://{shown}:{port}/\n  staff   http://{shown}:{port}/staff", highlight=False)
    notes.print(f"  API     http://{shown}:{port}/api/docs", highlight=False)
    login = app.state.demo_login
    if login is not None:
        notes.print(f"  demo log-in   {login.name}  {login.password}   (made for this shop at its first start)\n", highlight=False)
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5)
