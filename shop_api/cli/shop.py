"""Opening the shop from the command line, without serving it."""

from __future__ import annotations

import os

from shop_api.cli.common import refuse
from shop_api.config import SettingRefused, Settings, settings_from
from shop_api.context import Shop
from shop_api.opening import CANNOT_OPEN
from shop_api.opening import open_shop as open_with


def settings() -> Settings:
    """The settings of the environment. Refuses what cannot be read."""
    try:
        return settings_from(os.environ)
    except SettingRefused as error:
        refuse(str(error))


def open_shop() -> Shop:
    """The shop in POSY_DATA_DIR; its database and keys are made when they are missing."""
    try:
        return open_with(settings())
    except CANNOT_OPEN as error:
        refuse(str(error))
