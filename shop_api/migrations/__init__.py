"""The history of the database's tables. Run at every start; a database that is newer than the code is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from shop_api.db import Database

FOLDER = Path(__file__).resolve().parent


class DatabaseRefused(Exception):
    """The database was made by a newer version of the program."""


def migrate(database: Database) -> None:
    """Bring the database up to the newest form, in one transaction. Raises DatabaseRefused."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with database.writer.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseRefused("the database was made by a newer version of Posy: update the program") from error
