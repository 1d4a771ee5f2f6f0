"""The Design: the small document that everything else starts from (version 1).

It says which stems, in which form and container; never where a stem stands (compose.py) nor what it costs.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.species import Role, Stage

VERSION = 1
MAX_STEMS = 120
MAX_CARD_CHARACTERS = 120

Style = Literal[
    "european", "chinese", "modern_minimal", "korean", "ikebana", "garden", "cascade", "biedermeier", "french_spiral", "commercial"
]
Form = Literal["round"]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Name(_Part):
    """The design's name in Chinese and English."""

    zh: Annotated[str, Field(max_length=60)] = ""
    en: Annotated[str, Field(max_length=60)] = ""


class StemLine(_Part):
    """`count` stems of one variety at one stage. role defaults to the species' own when absent."""

    species: Identifier
    variety: Identifier
    stage: Stage = "half"
    count: Annotated[int, Field(ge=1, le=MAX_STEMS)]
    role: Role | None = None


class ContainerChoice(_Part):
    """What holds the stems: a paper (one or two colours, outer first) or a vase."""

    id: Identifier
    colours: Annotated[tuple[Hex, ...], Field(max_length=3, strict=False)] = ()


class RibbonChoice(_Part):
    id: Identifier
    colour: Hex


class CardChoice(_Part):
    text: Annotated[str, Field(max_length=MAX_CARD_CHARACTERS)]


class Design(_Part):
    """Version 1 of the document. `seed` picks one of the natural arrangements of the same stems.

    extras: goods that go with the bouquet without being part of its picture, one of each (a carrying bag, flower food).
    """

    version: Literal[1]
    name: Name = Name()
    style: Style = "korean"
    form: Form = "round"
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    stems: Annotated[tuple[StemLine, ...], Field(min_length=1, max_length=40, strict=False)]
    container: ContainerChoice
    ribbon: RibbonChoice | None = None
    card: CardChoice | None = None
    extras: Annotated[tuple[Identifier, ...], Field(max_length=6, strict=False)] = ()

    @property
    def stem_count(self) -> int:
        return sum(line.count for line in self.stems)
