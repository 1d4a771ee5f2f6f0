"""Words in both languages as the API speaks them."""

from __future__ import annotations

import re

from pydantic import BaseModel

from catalog.species import Catalog, Text

REMARK = re.compile(r"\s*[(（][^()（）]*[)）]")


class Words(BaseModel):
    """The same words in Chinese and English."""

    zh: str
    en: str


def words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def stem_name(catalog: Catalog, species: str, variety: str) -> Text:
    """`卡罗拉 玫瑰` / `Carola Rose`, without remarks in brackets; the ids where the catalogue no longer knows them."""
    kind = catalog.species.get(species)
    sort = None if kind is None else kind.variety(variety)
    if kind is None or sort is None:
        return Text(f"{species} {variety}", f"{species} {variety}")
    return Text(f"{_plain(sort.name.zh)} {_plain(kind.name.zh)}", f"{_plain(sort.name.en)} {_plain(kind.name.en)}")


def _plain(name: str) -> str:
    """Without the remark in brackets that tells experts more: `玫瑰(切花月季)` -> `玫瑰`."""
    return REMARK.sub("", name).strip()
