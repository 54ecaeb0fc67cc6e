"""The terms for hosts: a page of prose with a version, which organisations accept (HO-01)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from microinternships import clock
from microinternships.engine import Refusal, Refused
from pages.models import Page
from placements import rules
from placements.models import Organisation, TermsAcceptance

SLUG = Page.Slug.HOST_TERMS


def current() -> Page:
    """The terms as they read now. Without the page's row they are those that came with the site."""
    return Page.objects.filter(slug=SLUG).first() or Page(slug=SLUG)


def _asked_for() -> Q:
    version = Subquery(Page.objects.filter(slug=SLUG).values("version")[:1])
    return Q(version__gte=Coalesce(version, Value(1)))


def accepted_by(organisation: Organisation) -> bool:
    """Whether ``organisation`` accepted the terms in the version that is asked for now."""
    return organisation.terms_accepted.filter(_asked_for()).exists()


def accepted() -> Exists:
    """The same, to annotate organisations with."""
    return Exists(TermsAcceptance.objects.filter(_asked_for(), organisation=OuterRef("pk")))


@transaction.atomic
def accept(organisation: Organisation, *, version: int, by) -> None:
    """Keep that ``by`` accepted, for ``organisation``, the words of ``version``; once.

    Raises Refused to everybody but the organisation's admins, and when the terms
    have changed since ``version`` was read.
    """
    if not rules.is_admin(by, organisation):
        raise Refused([Refusal("not_yours", "This is not yours to do.")])
    now_asked = current()
    if version != now_asked.version:
        sentence = "The terms have changed while you read them. Read them again, then accept."
        raise Refused([Refusal("version", sentence, "terms")])
    words = now_asked.words
    TermsAcceptance.objects.get_or_create(
        organisation=organisation,
        version=version,
        defaults={
            "words": f"{words.title}\n\n{words.lead}\n\n{words.body}",
            "accepted_at": clock.now(),
            "accepted_by": by,
        },
    )
