"""The work that adverts, organisations and placements leave with a host."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from microinternships import clock
from placements import policy, worklist
from placements.models import Advert, HostMember, Invitation, JoinRequest, Organisation, Placement
from placements.worklist import Task

ADVERTS, ORGANISATION, PLACEMENTS = "Adverts", "Your organisation", "Placements"


@worklist.source
def organisations_to_submit(user, now: datetime) -> list[Task]:
    drafts = Organisation.objects.filter(
        members__user=user, members__is_admin=True, state=Organisation.State.DRAFT
    )
    return [
        Task(
            f"Submit {organisation} for verification",
            reverse("placements:organisation_edit", args=[organisation.pk]),
            urgency=1,
            group=ORGANISATION,
            note="No advert can be approved before its organisation is verified.",
        )
        for organisation in drafts
    ]


@worklist.source
def invitations_to_answer(user, now: datetime) -> list[Task]:
    waiting = Invitation.objects.open_for(user, now).select_related("organisation")
    return [
        Task(
            f"Accept the invitation to act for {invitation.organisation}",
            reverse("placements:invitation", args=[invitation.token]),
            due=invitation.expires_at,
            group=ORGANISATION,
            verb="Runs out",
        )
        for invitation in waiting
    ]


@worklist.source
def people_asking_to_join(user, now: datetime) -> list[Task]:
    looked_after = HostMember.objects.filter(user=user, is_admin=True).values("organisation")
    asked = JoinRequest.objects.filter(answered_at=None, organisation__in=looked_after)
    return [
        Task(
            f"Answer {request.user}, who asks to act for {request.organisation}",
            reverse("placements:people", args=[request.organisation_id]),
            group=ORGANISATION,
        )
        for request in asked.select_related("user", "organisation")
    ]


@worklist.source
def adverts_to_finish(user, now: datetime) -> list[Task]:
    waiting = (Advert.State.DRAFT, Advert.State.CHANGES_REQUESTED)
    in_time = Q(cycle__adverts_due_at__gt=now) | Q(submit_late_until__gt=now)
    adverts = Advert.objects.filter(
        in_time, organisation__in=_recruits_for(user), state__in=waiting
    ).select_related("cycle")
    return [_advert_task(advert) for advert in adverts]


def _advert_task(advert: Advert) -> Task:
    asked = advert.state == Advert.State.CHANGES_REQUESTED
    return Task(
        f"Change {advert}" if asked else f"Finish {advert}",
        reverse("placements:advert_host" if asked else "placements:advert_edit", args=[advert.pk]),
        due=advert.submit_by,
        urgency=1 if asked else 0,
        group=ADVERTS,
        note="The Office has asked for changes." if asked else f"A draft for {advert.cycle}.",
    )


@worklist.source
def attendance_to_confirm(user, now: datetime) -> list[Task]:
    """From the end of the last day until silence counts, whether or not the job has run."""
    placements = (
        Placement.objects.filter(
            advert__organisation__in=_recruits_for(user), state=Placement.State.CONFIRMED
        )
        .select_related("student__user", "advert")
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
        )
        for placement in placements
        if placement.hours_on(placement.last)[1]
        <= now
        < (counts_at := policy.attendance_counts_at(placement.last))
    ]


def _recruits_for(user) -> QuerySet:
    """The organisations whose adverts and students ``user`` looks after."""
    looks_after = Q(is_recruiter=True) | Q(is_admin=True)
    return HostMember.objects.filter(looks_after, user=user).values("organisation")
