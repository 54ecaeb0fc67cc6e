"""The terms for hosts: a page of prose with a version, which organisations accept (HO-01)."""

from django.db import transaction

from microinternships import clock
from microinternships.engine import Refusal, Refused
from pages.models import Page
from placements import rules
from placements.models import Organisation, TermsAcceptance


def current() -> Page:
    """The terms as they read now. Without the page's row they are those that came with the site."""
    slug = Page.Slug.HOST_TERMS
    return Page.objects.filter(slug=slug).first() or Page(slug=slug)


def accepted_by(organisation: Organisation) -> bool:
    """Whether ``organisation`` accepted the terms in the version that is asked for now."""
    return organisation.terms_accepted.filter(version__gte=current().version).exists()


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
    words = f"{now_asked.words.title}\n\n{now_asked.words.lead}\n\n{now_asked.words.body}"
    TermsAcceptance.objects.get_or_create(
        organisation=organisation,
        version=version,
        defaults={"words": words, "accepted_at": clock.now(), "accepted_by": by},
    )
