"""The claims that wait for a host, on the host's desk."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from expenses.models import Claim
from microinternships.templatetags.words import money, words
from placements import owed, worklist
from placements.models import Organisation

GROUP = "Travel and lunch"
WHOSE = ("placement__student__name", "placement__advert__organisation")


@worklist.source
def claims(desk: worklist.Desk) -> Iterator[worklist.Task]:
    """One task a claim: to decide, or to pay; one that never arrived comes first."""
    waiting = (
        Claim.objects.for_host(desk.user)
        .filter(state__in=(Claim.State.SUBMITTED, Claim.State.APPROVED, Claim.State.DISPUTED))
        .select_related("placement__student", "placement__advert")
        .prefetch_related("items", "payments")
        .only("state", "decide_by", "pay_by", *WHOSE)
    )
    for claim in waiting:
        yield _task(claim, desk.now)


def _task(claim: Claim, now: datetime) -> worklist.Task:
    student = claim.placement.student
    if claim.state == Claim.State.SUBMITTED:
        return worklist.Task(
            f"Decide {student}'s claim of {money(claim.claimed)}",
            reverse("expenses:decide", args=[claim.pk]),
            due=claim.decide_by,
            urgency=int(claim.overdue_to_decide(now)),
            group=GROUP,
            verb="Decide by",
            organisation=claim.placement.advert.organisation_id,
        )
    disputed = claim.state == Claim.State.DISPUTED
    return worklist.Task(
        f"{student} was not paid" if disputed else f"Pay {student} {money(claim.owed)}",
        reverse("expenses:pay", args=[claim.pk]),
        due=claim.pay_by,
        urgency=int(disputed or claim.overdue_to_pay(now)),
        group=GROUP,
        verb="Pay by",
        organisation=claim.placement.advert.organisation_id,
    )


@owed.source
def claims_owed(organisation: Organisation) -> str:
    """Claims that an approver has to decide or pay, or that a student says were not paid."""
    count = (
        Claim.objects.filter(placement__advert__organisation=organisation)
        .filter(state__in=Claim.OWED)
        .count()
    )
    return f"{words(count, 'claim is,claims are')} not decided or not paid yet" if count else ""
