"""The letter that a decision would send its student, for the host to read before it is made.

The decision is carried out, its letter written, and all of it taken back: what the host reads is
what the student would get, and whatever stands in the way is said before anybody is asked to
confirm.
"""

from dataclasses import replace
from types import SimpleNamespace

from django.db import transaction

from alerts import kinds, mail
from alerts.mail import Letter
from alerts.models import Alert
from applications.models import Application
from applications.workflow import application_machine

LETTERS = {"offer": "you_have_an_offer", "not_select": "not_selected"}


def letter_of(event: str, application: Application, *, by, called: str, **data) -> Letter:
    """What the student would read of ``event`` by ``by``, addressed as ``called``, which is how the
    host knows them. Raises Refused as the event does; nothing is changed.

    Leaves out what a host must not learn: what else is open to the student.
    """
    kind = kinds.get(LETTERS[event])
    told = replace(kind, context=lambda *about: kind.context(*about) | {"preview": True})
    reader = SimpleNamespace(called=called, email="")
    with transaction.atomic():
        decided = application_machine.fire(event, application, by=by, **data)
        letter = mail.write(told, Alert(kind=kind.name), decided, reader)
        transaction.set_rollback(True)
    return letter
