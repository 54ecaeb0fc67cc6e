"""The work that adverts, organisations and placements leave with a host."""

from collections.abc import Iterator

from django.db.models import Max
from django.urls import reverse

from microinternships import clock
from microinternships.templatetags.words import words
from placements import policy, worklist
from placements.models import Advert, Invitation, LatePermit, Organisation, Placement
from placements.worklist import Desk, Task

ADVERTS, ORGANISATION, PLACEMENTS = "Adverts", "Your organisation", "Placements"
WHOSE = ("student__name", "advert__title", "advert__organisation")


@worklist.source
def organisations_to_look_after(desk: Desk) -> list[Task]:
    """For their admins: drafts, terms that have changed, people who ask to join."""
    own = [organisation for organisation in desk.organisations if organisation.is_admin]
    return [task for organisation in own for task in _organisation_tasks(organisation)]


def _organisation_tasks(organisation) -> Iterator[Task]:
    if organisation.state == Organisation.State.DRAFT:
        yield Task(
            f"Submit {organisation} for verification",
            reverse("placements:organisation_edit", args=[organisation.pk]),
            urgency=1,
            group=ORGANISATION,
            note="No advert can be approved before its organisation is verified.",
            organisation=organisation.pk,
        )
    elif not organisation.agreed:
        yield Task(
            f"Accept the terms for hosts for {organisation}",
            reverse("placements:terms", args=[organisation.pk]),
            urgency=1,
            group=ORGANISATION,
            note="They have changed. Its next advert can be submitted once you have accepted them.",
            organisation=organisation.pk,
        )
    if organisation.asking:
        asking = words(organisation.asking, "person asks,people ask")
        yield Task(
            f"Answer: {asking} to act for {organisation}",
            reverse("placements:people", args=[organisation.pk]),
            group=ORGANISATION,
            organisation=organisation.pk,
        )


@worklist.source
def invitations_to_answer(desk: Desk) -> list[Task]:
    waiting = Invitation.objects.open_for(desk.user, desk.now).select_related("organisation")
    return [
        Task(
            f"Accept the invitation to act for {invitation.organisation}",
            reverse("placements:invitation", args=[invitation.token]),
            due=invitation.expires_at,
            group=ORGANISATION,
            verb="Runs out",
        )
        for invitation in waiting.only("token", "sent_at", "organisation__name")
    ]


@worklist.source
def adverts_to_finish(desk: Desk) -> list[Task]:
    waiting = (Advert.State.DRAFT, Advert.State.CHANGES_REQUESTED)
    return [
        _advert_task(advert)
        for advert in desk.own_adverts
        if advert.state in waiting and desk.now < advert.submit_by
    ]


def _advert_task(advert: Advert) -> Task:
    asked = advert.state == Advert.State.CHANGES_REQUESTED
    return Task(
        f"Change {advert}" if asked else f"Finish {advert}",
        reverse("placements:advert_host" if asked else "placements:advert_edit", args=[advert.pk]),
        due=advert.submit_by,
        urgency=1 if asked else 0,
        group=ADVERTS,
        note="The Office has asked for changes." if asked else f"A draft for {advert.cycle}.",
        organisation=advert.organisation_id,
    )


@worklist.source
def adverts_let_in_late(desk: Desk) -> list[Task]:
    """After the deadline, until one is begun: what the Office lets an organisation write."""
    begun = {
        (advert.organisation_id, advert.cycle_id)
        for advert in desk.adverts
        if advert.created_at >= advert.cycle.adverts_due_at
    }
    permits = LatePermit.objects.filter(
        organisation__in=desk.looked_after, until__gt=desk.now, cycle__adverts_due_at__lte=desk.now
    ).select_related("cycle", "organisation")
    return [
        Task(
            f"Write an advert for {permit.cycle}",
            f"{reverse('placements:advert_new')}"
            f"?organisation={permit.organisation_id}&cycle={permit.cycle_id}",
            due=permit.until,
            group=ADVERTS,
            note=f"The Internship Office lets {permit.organisation} in late.",
            organisation=permit.organisation_id,
        )
        for permit in permits.only("until", "cycle__name", "organisation__name")
        if (permit.organisation_id, permit.cycle_id) not in begun
    ]


@worklist.source
def attendance_to_confirm(desk: Desk) -> list[Task]:
    """From the end of the last day until silence counts, whether or not the job has run."""
    placements = (
        Placement.objects.filter(
            advert__organisation__in=desk.looked_after, state=Placement.State.CONFIRMED
        )
        .select_related("student", "advert")
        .only("day_starts", "day_ends", "zone", *WHOSE)
        .annotate(last=Max("days__date"))
        .filter(last__lte=clock.today())
    )
    return [
        Task(
            f"Confirm attendance of {placement.student}",
            reverse("placements:placement", args=[placement.pk]),
            due=counts_at,
            urgency=1,
            group=PLACEMENTS,
            note=f"{placement.advert}. Without an answer it counts as attended in full.",
            organisation=placement.advert.organisation_id,
        )
        for placement in placements
        if placement.hours_on(placement.last)[1]
        <= desk.now
        < (counts_at := policy.attendance_counts_at(placement.last))
    ]
