"""A student's draft: begun, saved bit by bit, thrown away. Sending it is the workflow's business.

Nothing here changes a state. Answers are written under the row's lock and only
while it is a draft, so that a late autosave cannot touch what was sent.
"""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Student
from applications import cv as cvs
from applications.models import Application
from applications.workflow import application_machine
from microinternships.references import new_reference
from placements.models import Advert

ANSWERS = ("committed", "zone_acknowledged", "statement", "answer")
# The order of the questions on the page; a draft is resumed at the first that is not answered.
QUESTIONS = ("weeks", "committed", "zone_acknowledged", "answer", "statement", "cv")


class NoLongerADraft(Exception):
    """The application was sent meanwhile, perhaps in another window."""


def begin(*, student: Student, advert: Advert, now: datetime) -> Application:
    """The student's application for ``advert`` in the round now open; a new draft if need be.

    The advert must be open.
    """
    application, _ = Application.objects.get_or_create(
        student=student,
        advert=advert,
        round=advert.open_round(now),
        defaults={"reference": new_reference("A"), "created_at": now},
    )
    return application


def save(application: Application, *, weeks=None, cv: cvs.CV | None = None, **answers) -> None:
    """Store what is given of ANSWERS, of ``weeks`` and of ``cv``; leave the rest as it is.

    Raises NoLongerADraft when there is nothing to change any more.
    """
    with transaction.atomic():
        fresh = _locked_draft(application)
        for name, value in answers.items():
            setattr(fresh, name, value)
        changed = list(answers)
        if cv is not None:
            _replace_cv(fresh, cv)
            changed += ["cv", "cv_pages"]
        fresh.save(update_fields=changed)
        if weeks is not None:
            fresh.weeks.set(weeks)


def cut_cv(application: Application) -> None:
    """Keep only the first page of the draft's CV."""
    if application.cv and application.cv_pages != 1:
        with application.cv.open() as stored:
            save(application, cv=cvs.first_page_of(stored.read()))


def reuse_cv(application: Application, earlier: Application) -> None:
    """Give the draft its own copy of an earlier application's CV."""
    with earlier.cv.open() as stored:
        save(application, cv=cvs.CV(stored.read(), earlier.cv_pages))


def delete(application: Application) -> None:
    """Throw the draft away with its file. Raises NoLongerADraft."""
    with transaction.atomic():
        fresh = _locked_draft(application)
        _forget_file_on_commit(fresh)
        fresh.offers.all().delete()  # of a time when it was sent; the history keeps them
        fresh.delete()


def next_question(application: Application, user) -> str:
    """The field of the first question without an answer that could be sent; empty if none."""
    refused = {
        refusal.field for refusal in application_machine.refusals("submit", application, by=user)
    }
    return next((name for name in QUESTIONS if name in refused), "")


def _locked_draft(application: Application) -> Application:
    rows = Application.objects.select_for_update(no_key=True).filter(
        pk=application.pk, state=Application.State.DRAFT
    )
    if (fresh := rows.first()) is None:
        raise NoLongerADraft
    return fresh


def _replace_cv(fresh: Application, cv: cvs.CV) -> None:
    _forget_file_on_commit(fresh)
    fresh.cv.save("cv.pdf", ContentFile(cv.content), save=False)
    fresh.cv_pages = cv.pages


def _forget_file_on_commit(fresh: Application) -> None:
    if fresh.cv:
        name, storage = fresh.cv.name, fresh.cv.storage
        transaction.on_commit(lambda: storage.delete(name))
