"""What a student is told of a host's decision: never before the round's release."""

from datetime import datetime

from alerts.kinds import Kind, register
from applications.alerts.left import still_open
from applications.alerts.people import applicant
from applications.alerts.terms import said
from applications.models import Application
from applications.timeline import BY_DEFAULT
from microinternships import clock
from placements.alerts import past

State = Application.State
WITH_THE_OUTCOME = "told together with the outcome"
NOT_SELECTED = ("not_select", "not_select_by_default", "rescinded")
NEVER_TOLD = "the student was never told of what came before"


def release(application: Application) -> datetime | None:
    """The moment before which no student may know of any outcome; None: as they are made."""
    return application.round.release_at


def happened_before_release(application: Application, row) -> bool:
    moment = release(application)
    return moment is not None and row.at < moment


# Not selected


def _not_selected_holds(application: Application, alert) -> str:
    if reason := past.still_the_latest(application, alert):
        return reason
    row = past.last(application, *NOT_SELECTED)
    if row.event == "rescinded" and not happened_before_release(application, row):
        return "told that the host withdrew the offer"
    return ""


def _why(application: Application, recipient) -> dict:
    return {
        **still_open(application),
        **_said(application, recipient),
        "by_default": BY_DEFAULT if application.by_default else "",
    }


def _news_since_the_outcome(application: Application, alert) -> str:
    """What was said before the release stands in the letter that tells the outcome."""
    if reason := past.still_the_latest(application, alert):
        return reason
    row = past.last(application, "give_feedback")
    if row.pk > alert.transition_id:
        return past.OVERTAKEN
    return WITH_THE_OUTCOME if happened_before_release(application, row) else ""


def _said(application: Application, recipient) -> dict:
    why = application.get_reason_display()
    return {"reason": why, "feedback": application.feedback.strip()}


# Reserve list, offer


def _offer_holds(application: Application, alert) -> str:
    if reason := past.still_the_latest(application, alert):
        return reason
    offer = application.open_offer
    return "" if offer and not offer.overdue(clock.now()) else "the offer is over"


def _offer(application: Application, recipient) -> dict:
    offer = application.open_offer
    return {"offer": offer, "deadline": offer.respond_by, **said(offer)}


def _reserve_list(application: Application, recipient) -> dict:
    ends = application.advert.cycle.reserve_ends_at
    return {**still_open(application), "deadline": ends}


def _was_told_before(application: Application, alert) -> str:
    """A change of mind is news only for somebody who has read what came before."""
    if reason := past.still_the_latest(application, alert):
        return reason
    untold = happened_before_release(application, past.last(application))
    return NEVER_TOLD if untold else ""


def _about_outcome(name: str, **more) -> Kind:
    about = {"subject": "applications.application", "recipients": applicant, "when": release}
    return Kind(name, **about, **({"still_true": past.still_the_latest} | more))


register(
    _about_outcome("not_selected", still_true=_not_selected_holds, context=_why),
    _about_outcome("feedback_given", still_true=_news_since_the_outcome, context=_said),
    _about_outcome("on_the_reserve_list", context=_reserve_list),
    _about_outcome("reserve_list_ended", context=lambda one, recipient: still_open(one)),
    _about_outcome("you_have_an_offer", still_true=_offer_holds, context=_offer),
    _about_outcome("looked_at_again", still_true=_was_told_before),
    _about_outcome(
        "offer_withdrawn",
        still_true=_was_told_before,
        context=lambda one, recipient: still_open(one),
    ),
)
