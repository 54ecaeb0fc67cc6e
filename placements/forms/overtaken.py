"""A draft that another window saved first: what differs from what is typed here, field by field."""

from dataclasses import dataclass

from django.http import QueryDict

from microinternships.overtaken import as_sent
from placements import advert_fields
from placements.comparing import Piece, compared
from placements.forms.adverts import DAY_MODES, AdvertForm
from placements.models import Advert

STAYS = "stays"  # sent for each field that is to stay as the other window saved it


@dataclass(frozen=True, slots=True)
class Difference:
    """``pieces`` turn what is saved into what is typed; ``stays`` is whether its box is ticked."""

    name: str
    label: str
    pieces: list[Piece]
    stays: bool


def differences(form: AdvertForm, stored: Advert) -> list[Difference]:
    """What saving ``form`` would change of ``stored``, in the order of the form.

    What is typed wrong is told as it was typed. The form must have been validated.
    """
    saved, typed = advert_fields.told(stored), _typed(form)
    return [
        Difference(
            name,
            advert_fields.LABELS[name],
            compared(saved[name], typed[name]),
            name in form.data.getlist(STAYS),
        )
        for name in advert_fields.NAMES
        if saved[name] != typed[name]
    ]


def _typed(form: AdvertForm) -> dict[str, str]:
    told = advert_fields.told(form.instance)
    weeks = sorted(form.cleaned_data.get("weeks", ()), key=lambda week: week.starts_on)
    told["weeks"] = advert_fields.in_words("weeks", weeks)
    wrong = [name for name in advert_fields.NAMES if name in form.errors]
    return told | {name: str(form[name].value() or "") for name in wrong}


def resolved(sent: QueryDict, stored: Advert) -> QueryDict:
    """``sent``, with what is stored in place of every field that is to stay as it was saved."""
    data, saved = sent.copy(), AdvertForm(instance=stored)
    for name in sent.getlist(STAYS):
        for one in DAY_MODES if name == "day_modes" else (name,):
            if one in saved.fields:
                data.setlist(one, as_sent(saved[one]))
    return data
