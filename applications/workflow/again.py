"""Asking an applicant again: the advert's terms are no longer those that they confirmed.

Whoever applied said in which weeks they are free, that they can fully commit, and that they have
seen the host's clock. When the Office changes the weeks, the mode of a day or the zone, or moves a
week of the cycle, that may no longer cover what the advert says. It is asked again of everybody
alike, whatever the host has decided and not yet told.
"""

from datetime import datetime

from applications.held import as_student_sees
from applications.models import Application
from applications.workflow.effects import fire_effect
from microinternships.engine import Act, Refusal

NEW_MODES = frozenset({"mode", "day_modes"})


def knows_of_offer(application: Application, now: datetime) -> bool:
    return as_student_sees(application, now) == Application.State.OFFERED


def still_covers(application: Application, act: Act) -> bool:
    """Whether what the student confirmed holds for the advert, of which ``changed`` are new and
    ``moved`` are weeks with other days."""
    advert, changed = act.subject, act.data.get("changed", set())
    if application.asked_again_at or changed & NEW_MODES:
        return False
    if "zone" in changed and advert.zone_differs:
        return False
    named = set(application.weeks.filter(adverts=advert))
    return bool(named) and named.isdisjoint(act.data.get("moved", ()))


def ask_applicants(act: Act) -> None:
    """Ask whoever has sent an application; a draft is asked when it is sent, and whoever knows of
    an offer has its terms, which are not the advert's.
    """
    advert = act.subject
    applications = advert.applications.live(act.now) | advert.applications.drafts()
    for application in applications.select_related("round").order_by("pk"):
        if knows_of_offer(application, act.now) or still_covers(application, act):
            continue
        if application.state == Application.State.DRAFT:
            draft = advert.applications.drafts().filter(pk=application.pk)
            draft.update(committed=False, zone_acknowledged=False)
        else:
            fire_effect("ask_again", application, act)


def mark(act: Act) -> None:
    act.subject.asked_again_at = act.now


def asked_again(act: Act) -> Refusal | None:
    if act.subject.asked_again_at:
        return None
    return Refusal("not_asked", "There is nothing to confirm: you have said so already.")


def weeks_are_offered(act: Act) -> Refusal | None:
    offered = {week.pk for week in act.subject.advert.offered_weeks}
    chosen = {week.pk for week in act.data.get("weeks") or []}
    if chosen and chosen <= offered:
        return None
    return Refusal("weeks", "Choose at least one week in which you are free every day.", "weeks")


def commits_again(act: Act) -> Refusal | None:
    if act.data.get("committed"):
        return None
    sentence = "Confirm that you are available and can fully commit."
    return Refusal("committed", sentence, "committed")


def sees_the_clock(act: Act) -> Refusal | None:
    if not act.subject.advert.remote_across_zones or act.data.get("zone_acknowledged"):
        return None
    sentence = "Confirm that you have seen the time zone of the host."
    return Refusal("zone", sentence, "zone_acknowledged")


def keep_confirmation(act: Act) -> None:
    application = act.subject
    application.weeks.set(act.data["weeks"])
    application.committed = True
    application.zone_acknowledged = bool(act.data.get("zone_acknowledged"))
    application.asked_again_at = None


def ask_when_sent_again(act: Act) -> None:
    """Taken back before it was confirmed: the draft asks for it."""
    if act.subject.asked_again_at:
        act.subject.committed = act.subject.zone_acknowledged = False
        act.subject.asked_again_at = None
