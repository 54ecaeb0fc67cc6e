"""Which optional alerts somebody wants; all of them until they say otherwise."""

from collections.abc import Collection, Iterable

from django.contrib.auth import get_user_model
from django.db import transaction

from alerts import kinds
from alerts.models import SwitchedOff
from microinternships.engine import HOST, OFFICE, STUDENT

REASON = "preference: switched off by the recipient"

# The rows that make somebody one of an audience, looked up from the user downwards: this module
# must not know the apps above it.
LINKS = {STUDENT: "student", HOST: "host_memberships", OFFICE: "office_member"}


def audiences_of(user) -> list[str]:
    found = get_user_model().objects.filter(pk=user.pk).values(*LINKS.values()).first() or {}
    return [audience for audience, link in LINKS.items() if found.get(link) is not None]


def offered_to(audience: str) -> list[kinds.Kind]:
    """The kinds that somebody of ``audience`` may switch off, by their plain names."""
    found = [kind for kind in kinds.every() if kind.switchable and kind.audience == audience]
    return sorted(found, key=lambda kind: kind.label)


def switched_off(user) -> set[str]:
    """The names of the kinds that ``user`` does not want."""
    return set(SwitchedOff.objects.filter(user=user).values_list("kind", flat=True))


def unwanted(kind: kinds.Kind, recipient) -> bool:
    if not kind.switchable or not isinstance(recipient, get_user_model()):
        return False
    return SwitchedOff.objects.filter(user=recipient, kind=kind.name).exists()


@transaction.atomic
def choose(user, *, shown: Iterable[kinds.Kind], wanted: Collection[str]) -> None:
    """Keep that of the kinds ``shown`` only those ``wanted`` are sent; others stay as they were."""
    for kind in shown:
        if kind.name in wanted:
            SwitchedOff.objects.filter(user=user, kind=kind.name).delete()
        else:
            SwitchedOff.objects.get_or_create(user=user, kind=kind.name)
