"""The only list of forms: a new form is one file here beside this one and one line in FORMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from designer.bodies import Stalk
from designer.forms import round as round_form
from designer.forms.layout import BodyOf, Layout

Place = Callable[[Sequence[Stalk], BodyOf, bool], Layout]

FORMS: Mapping[str, Place] = {"round": round_form.place}
